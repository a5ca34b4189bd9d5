// Brings the pictures of explorables to life: sliders, the views of Vega behind them, and the sealed test set.
(() => {
  "use strict";
  const here = document.currentScript.src;
  let loading;

  // Vega is large; it comes once, when an explorable is near and the page has been read in.
  function vega() {
    loading ??= new Promise((resolve, reject) => {
      const script = document.createElement("script");
      script.src = new URL("vega.js", here).href;
      script.onload = () => resolve(window.vegaEmbed);
      script.onerror = () => reject(new Error("vega.js could not be loaded"));
      document.head.append(script);
    });
    return loading;
  }

  const whenLoaded = new Promise((resolve) => {
    if (document.readyState === "complete") resolve();
    else window.addEventListener("load", () => resolve(), { once: true });
  });
  const whenIdle = () =>
    new Promise((resolve) => (window.requestIdleCallback ? requestIdleCallback(resolve, { timeout: 500 }) : setTimeout(resolve, 1)));

  // New data in the text that is there: a new text would have the styles of the page worked out again.
  const write = (node, text) => {
    if (node.textContent === text) return;
    if (node.firstChild) node.firstChild.data = text;
    else node.textContent = text;
  };

  class Explorable {
    constructor(root) {
      this.root = root;
      Object.assign(this, JSON.parse(root.querySelector('script[type="application/json"]').textContent));
      this.inputs = [...root.querySelectorAll('input[type="range"]')];
      this.outputs = [...root.querySelectorAll(".explorable-dial output")];
      this.panels = [...root.querySelectorAll(".explorable-panel")];
      this.line = root.querySelector(".explorable-said");
      this.heard = root.querySelector(".explorable-heard");
      this.alive = [];
      this.peeks = [];
      this.dirty = false;
      // What a browser remembers of a form would not fit the picture.
      this.inputs.forEach((input, number) => (input.value = this.dials[number].start));
      this.inputs.forEach((input) => input.addEventListener("input", () => this.moved()));
      root.querySelector(".explorable-dials").hidden = false;
      if (this.seal) this.prepareSeal(root.querySelector(".explorable-seal"));
      this.wakeWhenNear();
    }

    get places() {
      return this.inputs.map((input) => Number(input.value));
    }

    get point() {
      return this.places.reduce((sum, place, number) => sum * this.dials[number].texts.length + place, 0);
    }

    wakeWhenNear() {
      const near = new IntersectionObserver(
        (seen) => {
          if (!seen.some((one) => one.isIntersecting)) return;
          near.disconnect();
          whenLoaded.then(whenIdle).then(() => this.wake());
        },
        { rootMargin: "400px" },
      );
      near.observe(this.root);
      const now = () => this.wake();
      this.root.addEventListener("pointerenter", now, { once: true });
      this.root.addEventListener("focusin", now, { once: true });
    }

    wake() {
      this.waking ??= this.embed().catch((error) => {
        // The sliders stay: the sentence and the table answer without a picture.
        this.root.querySelector(".explorable-still").hidden = false;
        console.error(error);
      });
      return this.waking;
    }

    async embed() {
      const embed = await vega();
      const options = { mode: "vega", renderer: "svg", actions: false, defaultStyle: false, tooltip: false, ast: false };
      for (const [number, spec] of this.views.entries()) {
        const place = document.createElement("div");
        const { view } = await embed(place, spec, options);
        this.panels[number].firstElementChild.replaceChildren(place);
        this.alive.push(view);
        if (this.seal) view.addEventListener("click", (_, item) => item?.text === this.seal.mark && this.button.click());
        this.tell(view);
        await view.runAsync();
        // One view at a time, so that the page stays quick to the touch in between.
        await whenIdle();
      }
      this.root.dataset.alive = "";
      this.paint();
    }

    moved() {
      this.inputs.forEach((input, number) => {
        const text = this.dials[number].texts[input.value];
        write(this.outputs[number], text);
        input.setAttribute("aria-valuetext", text);
      });
      // Said once the slider rests: each value is spoken by the slider itself.
      clearTimeout(this.later);
      this.later = setTimeout(() => write(this.heard, this.said[this.point]), 600);
      if (this.dirty) return;
      this.dirty = true;
      requestAnimationFrame(() => {
        this.dirty = false;
        this.paint();
      });
    }

    tell(view) {
      this.places.forEach((place, number) => view.signal(`dial_${number}`, place));
    }

    paint() {
      for (const view of this.alive) {
        this.tell(view);
        view.run();
      }
      const setting = this.dials.map((dial, number) => `${dial.name} = ${dial.texts[this.places[number]]}`).join(", ");
      const said = `${setting}: ${this.said[this.point]}`;
      write(this.line, said);
      if (this.seal) this.showSeal();
    }

    prepareSeal(box) {
      this.button = box.querySelector("button");
      this.peeksLine = box.querySelector(".explorable-peeks");
      this.button.hidden = false;
      this.button.addEventListener("click", async () => {
        const { point } = this;
        await this.wake();
        if (this.peeks.includes(point)) return;
        this.peeks.push(point);
        for (const view of this.alive) {
          view.signal(this.seal.param, this.peeks.map(String));
          view.run();
        }
        this.showSeal();
        this.peeksLine.textContent = this.counted();
      });
    }

    showSeal() {
      const opened = this.peeks.includes(this.point);
      this.button.setAttribute("aria-disabled", String(opened));
      write(this.button, opened ? this.seal.opened : this.seal.button);
    }

    counted() {
      const best = this.peeks.reduce((one, other) => (this.seal.test[other] > this.seal.test[one] ? other : one));
      const [test, truth] = [this.seal.test[best], this.seal.truth[best]];
      const apart = test - truth;
      const number = this.peeks.length;
      const drift = `${apart < 0 ? "below" : "above"} it by ${Math.abs(apart).toFixed(3)}`;
      return `${number} ${number === 1 ? "peek" : "peeks"}: the best revealed test score is ${test.toFixed(3)}; the true one of that setting is ${truth.toFixed(3)}, so the revealed one lies ${drift}.`;
    }
  }

  for (const root of document.querySelectorAll(".explorable")) new Explorable(root);
})();
