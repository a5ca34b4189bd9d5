"""What an explorable costs a reader, beside the same figure of Plotly and of Bokeh.

Run it as ``python benchmarks/explorable_speed.py``.

The peers are no part of the locked environment. Install them beside it, and run from the root of the repository::

    .venv/bin/python -m venv --system-site-packages /tmp/peers
    echo "$PWD/.venv/lib/python3.11/site-packages" > /tmp/peers/lib/python3.11/site-packages/book.pth
    /tmp/peers/bin/pip install plotly bokeh
    PYTHONPATH=code /tmp/peers/bin/python benchmarks/explorable_speed.py

plotly.py brings the whole of plotly.js. A page that draws only points and lines can do with its basic bundle, which
comes from npm as ``plotly.js-basic-dist-min``: with ``--plotly-basic FILE`` it takes part as well.

All are measured in one run of one browser whose processor is slowed down four times:

- ``KB``: everything the page asks for (page with data, scripts, styles), each file compressed by gzip.
- ``picture``: from the request of the page to the frame that first shows the chart. Ours is in the page as a picture,
  so this is the page's first contentful paint; the peers' chart is there when it is live.
- ``live``: to the frame in which the chart can be dragged. Files come from this machine, so no network is waited for.
- ``median`` and ``p95``: from a move of the mouse that drags the slider to its next stop, by the time stamp of the
  pointer event, to the end of the frame that shows the last change of the chart that came of it. That includes the wait
  for the frame, up to 16 ms. A change is one of the chart's nodes, or the wiping of its canvas; frames follow until
  nothing has changed for 150 ms, so a chart that draws late or twice is timed to its end.

Pages take turns for two rounds, and the lower number of the two is given, since what else runs on the machine can only
add. The table gives milliseconds, and in brackets how many times ours that is.
"""

from __future__ import annotations

import argparse
import gzip
import sys
import tempfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
from playwright.sync_api import Browser, sync_playwright

from booktools.browser import launch
from booktools.serving import served

MOVES = 64
LOADS = 3
ROUNDS = 2
MISSING = [name for name in ("plotly", "bokeh") if find_spec(name) is None]


def measured(browser: Browser, figure, dials: list[tuple[int, int]]) -> dict[str, float]:
    """The costs of one page."""
    from explorable_probe import latencies, loading

    with tempfile.TemporaryDirectory() as folder:
        figure.write(Path(folder))
        with served(Path(folder)) as address:
            loads = pd.DataFrame([loading(browser, figure, address) for _ in range(LOADS)]).median()
            taken = latencies(browser, figure, address, dials, MOVES)
    sent = sum(len(gzip.compress(text.encode(), mtime=0)) for text in figure.files.values())
    return {
        "KB": sent / 1000,
        "picture": loads["picture"],
        "live": loads["live"],
        "median": float(np.median(taken)),
        "p95": float(np.percentile(taken, 95)),
    }


def compared(browser: Browser, content, makers: dict[str, Callable]) -> pd.DataFrame:
    """All pages of one content, in numbers and in multiples of ours."""
    dials = [(len(dial.values), dial.start) for dial in content.dials]
    pages = {name: make(content) for name, make in makers.items()}
    rounds = [
        pd.DataFrame({name: measured(browser, page, dials) for name, page in pages.items()}) for _ in range(ROUNDS)
    ]
    found = pd.concat(rounds, axis=1).T.groupby(level=0, sort=False).min()
    ratios = found / found.loc["ours"]
    told = {
        column: [f"{number:.0f} ({ratio:.2g})" for number, ratio in zip(found[column], ratios[column], strict=True)]
        for column in found
    }
    return pd.DataFrame(told, index=pd.MultiIndex.from_product([[content.name], found.index]))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--plotly-basic", type=Path, help="plotly-basic.min.js, to be measured as well")
    chosen = parser.parse_args()
    if MISSING:
        sys.exit(
            f"{' and '.join(MISSING)} missing: the docstring of {Path(__file__).name} says how to install the peers"
        )
    from explorable_contents import CONTENTS
    from explorable_peers import bokeh_figure, our_figure, plotly_figure

    makers = {"ours": our_figure, "Plotly": plotly_figure, "Bokeh": bokeh_figure}
    if chosen.plotly_basic:
        script = chosen.plotly_basic.read_text(encoding="utf8")
        makers["Plotly, basic bundle"] = lambda content: plotly_figure(content, script)
    with sync_playwright() as playwright:
        browser = launch(playwright)
        tables = [compared(browser, make(), makers) for make in CONTENTS.values()]
        browser.close()
    print(pd.concat(tables).to_string())


if __name__ == "__main__":
    main()
