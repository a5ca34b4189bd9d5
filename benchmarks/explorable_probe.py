"""Read from a browser how long a chart takes to come alive, and to answer when its slider is dragged."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

__all__ = ["Figure", "latencies", "loading"]

THROTTLE = 4
"""How many times slower the processor is made."""

_PROBE = """
(() => {
  let frame = 0, isInFrame = false;
  const ends = new Map();
  const channel = new MessageChannel();
  const probe = (window.probe = { liveAt: null });

  // A message that is sent before a frame is painted arrives when it has been.
  channel.port1.onmessage = ({ data }) => {
    isInFrame = false;
    ends.set(data, performance.now());
    if (probe.liveAt === null && IS_LIVE) probe.liveAt = performance.now();
  };
  const each = () => {
    isInFrame = true;
    channel.port2.postMessage(++frame);
    requestAnimationFrame(each);
  };
  requestAnimationFrame(each);

  const drawn = () => {
    probe.drawnIn = isInFrame ? frame : frame + 1;
    probe.drawnAt = performance.now();
  };
  probe.watch = (nodes) => {
    const observer = new MutationObserver(drawn);
    const everything = { subtree: true, childList: true, attributes: true, characterData: true };
    for (const one of nodes) observer.observe(one, everything);
  };
  // A canvas is wiped once whenever it is drawn again.
  const wipe = CanvasRenderingContext2D.prototype.clearRect;
  CanvasRenderingContext2D.prototype.clearRect = function (...box) {
    if (this.canvas.isConnected) drawn();
    return wipe.apply(this, box);
  };

  addEventListener("pointermove", (event) => (probe.movedAt = event.timeStamp), true);
  probe.forget = () => ends.clear() || Object.assign(probe, { movedAt: null, drawnIn: null });
  probe.settled = async () => {
    const until = performance.now() + 5000;
    while (performance.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, 30));
      if (probe.drawnIn && ends.has(probe.drawnIn) && performance.now() - probe.drawnAt > 150)
        return ends.get(probe.drawnIn) - probe.movedAt;
    }
    return null;
  };
})();
"""


@dataclass(frozen=True)
class Figure:
    """A page with one figure, and how to find on it what is dragged and what answers.

    Attributes
    ----------
    name : str
        Who draws it.
    files : dict of str to str
        Everything that a browser asks for, by name; ``index.html`` is the page.
    is_live : str
        An expression of JavaScript, true as soon as the chart can answer.
    drawings : str
        The selector of the nodes that change when the chart is drawn again; empty for a canvas.
    ends : tuple of two str
        Selectors, in a slider, of what lies at its first and at its last stop.
    slider : str
        The selector of the sliders.
    inset : float
        How far from the edge of those ends the stops lie, in pixels; negative for half of their width.
    is_picture_first : bool, default=False
        Whether the page shows the chart's picture before it is alive.
    """

    name: str
    files: dict[str, str]
    is_live: str
    drawings: str
    slider: str
    ends: tuple[str, str]
    inset: float
    is_picture_first: bool = False

    def write(self, folder: Path) -> None:
        """Write the files of the page.

        Parameters
        ----------
        folder : Path
            Made if it is not there.
        """
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in self.files.items():
            (folder / name).write_text(text, encoding="utf8")


def loading(browser: Browser, figure: Figure, address: str) -> dict[str, float]:
    """Open the page with a throttled processor and an empty cache.

    Parameters
    ----------
    browser : Browser
    figure : Figure
    address : str
        Where its page is served.

    Returns
    -------
    dict
        ``picture`` and ``live``: milliseconds from the request of the page to the frame that first shows the
        chart, and to the one in which it can be dragged.
    """
    page = _opened(browser, figure, address)
    live = page.evaluate("probe.liveAt")
    seen = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    page.context.close()
    return {"picture": seen if figure.is_picture_first else live, "live": live}


def latencies(
    browser: Browser, figure: Figure, address: str, dials: list[tuple[int, int]], n_moves: int
) -> list[float]:
    """Drag each slider to and fro with the mouse, a stop at a time.

    Parameters
    ----------
    browser : Browser
    figure : Figure
    address : str
        Where its page is served.
    dials : list of tuple of two int
        How many stops each slider has, and at which its handle is.
    n_moves : int
        In all.

    Returns
    -------
    list of float
        Milliseconds from each move of the mouse, by the clock of the event, to the end of the frame that
        shows the last change of the chart that came of it.

    Raises
    ------
    RuntimeError
        If the chart did not change when its slider was dragged.
    """
    page = _opened(browser, figure, address)
    page.evaluate("selector => selector && probe.watch(document.querySelectorAll(selector))", figure.drawings)
    page.wait_for_timeout(1000)
    taken = []
    for number, (stops, start) in enumerate(dials):
        places = _places(page, figure, number, stops)
        page.mouse.move(*places[start])
        page.mouse.down()
        page.wait_for_timeout(500)
        for move in range(1, n_moves // len(dials) + 1):
            stop = (stops - 1) - abs((stops - 1) - (start + move) % (2 * (stops - 1)))
            taken.append(_answered(page, figure, places[stop]))
        page.mouse.up()
        page.wait_for_timeout(500)
    page.context.close()
    return taken


def _opened(browser: Browser, figure: Figure, address: str) -> Page:
    page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.add_init_script(_PROBE.replace("IS_LIVE", f"({figure.is_live})"))
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": THROTTLE})
    page.goto(f"{address}/index.html")
    page.wait_for_function("probe.liveAt !== null")
    return page


def _places(page: Page, figure: Figure, number: int, stops: int) -> list[tuple[float, float]]:
    """Where the stops of a slider lie on the screen."""
    slider = page.locator(figure.slider).nth(number)
    first, last = (slider.locator(one).bounding_box() if one else slider.bounding_box() for one in figure.ends)
    inset = figure.inset if figure.inset >= 0 else first["width"] / 2
    left, right = first["x"] + inset, last["x"] + last["width"] - inset
    level = first["y"] + first["height"] / 2
    return [(left + (right - left) * stop / (stops - 1), level) for stop in range(stops)]


def _answered(page: Page, figure: Figure, place: tuple[float, float]) -> float:
    page.evaluate("probe.forget()")
    page.mouse.move(*place)
    taken = page.evaluate("probe.settled()")
    if taken is None:
        raise RuntimeError(f"the chart of {figure.name} did not change when its slider was dragged to {place}")
    return taken
