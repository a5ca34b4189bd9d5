// The atlas by filter and in other orders. The page's address says which, so that a view can be linked.
"use strict";
(() => {
  const form = document.querySelector("form.atlas");
  if (!form) return;
  const count = form.querySelector(".count");
  const controls = [...form.querySelectorAll("[name]")];
  const sections = [...document.querySelectorAll(".est")].map((element) => ({
    element,
    family: element.closest(".family"),
    size: element.querySelectorAll("tbody tr").length,
  }));
  const families = [...new Set(sections.map((section) => section.family))];
  const PAGE = 100;

  const effectOf = (text) => {
    if (!text) return -1;
    if (text === "∞") return Infinity;
    return text[0] === "<" ? 0.0005 : Number(text.replaceAll(",", ""));
  };
  const rows = sections.flatMap((section) => {
    const estimator = section.element.id;
    const family = section.family.querySelector("h2").firstChild.data;
    return [...section.element.querySelectorAll("tbody tr")].map((element) => {
      const [name, role, condition, , , effect] = element.cells;
      return {
        element, section, estimator, family,
        name: name.textContent,
        word: element.className,
        role: role.firstChild.data.trim(),
        against: role.childElementCount > 0,
        condition: condition.textContent,
        effect: effectOf(effect.textContent),
        text: `${estimator} ${name.textContent}`.toLowerCase(),
        shown: true,
      };
    });
  });

  const collator = new Intl.Collator("en", { numeric: true });
  const roles = [...form.elements.role.options].map((option) => option.value);
  const orders = {
    estimator: (a, b) => collator.compare(a.estimator, b.estimator),
    name: (a, b) => collator.compare(a.name, b.name),
    role: (a, b) => roles.indexOf(a.role) - roles.indexOf(b.role),
    effect: (a, b) => (a.effect === b.effect ? 0 : b.effect - a.effect),
    condition: (a, b) => collator.compare(a.condition, b.condition),
  };
  // What has no effect or no condition stands last in either direction.
  const without = { effect: (row) => row.effect < 0, condition: (row) => !row.condition };

  // Some browsers take a table that is laid out as a grid for no table.
  const parts = { TABLE: "table", THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };
  const nameParts = (root) => {
    for (const part of root.querySelectorAll("table, thead, tbody, tr, td, th")) {
      part.setAttribute("role", parts[part.tagName] ?? (part.scope === "row" ? "rowheader" : "columnheader"));
    }
  };
  for (const { element } of sections) nameParts(element);

  const flat = document.createElement("div");
  flat.className = "flat";
  flat.hidden = true;
  flat.innerHTML =
    '<table><thead></thead><tbody></tbody></table><p class="more"><button type="button">Show more</button>' +
    '<button type="button">Show all</button></p>';
  const [table, more] = flat.children;
  const head = document.querySelector(".est thead tr").cloneNode(true);
  head.insertAdjacentHTML("afterbegin", "<th scope=col>Estimator");
  table.tHead.append(head);
  nameParts(flat);
  form.after(flat);
  const columns = { estimator: 0, name: 1, role: 2, condition: 3, effect: 6 };
  let sorted = [];

  const state = () => {
    const said = [...new FormData(form)].map(([key, value]) => [key, value.trim()]);
    return new URLSearchParams(said.filter(([, value]) => value));
  };

  const restore = () => {
    const asked = new URLSearchParams(location.search);
    for (const control of controls) {
      const value = asked.get(control.name) ?? "";
      if (control.type === "checkbox") control.checked = value !== "";
      else control.value = value;
      if (control.selectedIndex === -1) control.value = "";
    }
  };

  const remember = (hash = "") => {
    const query = state().toString();
    try {
      history.replaceState(null, "", location.pathname + (query && `?${query}`) + hash);
    } catch {
      // A browser may keep the address of a page that was opened as a file.
    }
  };

  const extend = (most) => {
    const body = table.tBodies[0];
    const first = body.rows.length;
    for (const row of sorted.slice(first, most)) {
      const copy = row.element.cloneNode(true);
      copy.hidden = false;
      const name = row.estimator.replace(/(?<=[a-z])(?=[A-Z])/g, "<wbr>");
      copy.insertAdjacentHTML("afterbegin", `<td class=of role=cell><a href="#${row.estimator}">${name}</a>`);
      body.append(copy);
    }
    more.hidden = body.rows.length === sorted.length;
    return body.rows[first];
  };

  const showFlat = (order, reverse) => {
    const last = without[order] ?? (() => false);
    const compare = orders[order];
    sorted = rows.filter((row) => row.shown);
    sorted.sort((a, b) => last(a) - last(b) || (reverse ? compare(b, a) : compare(a, b)));
    for (const cell of head.cells) cell.removeAttribute("aria-sort");
    const down = (order === "effect") !== reverse;
    head.cells[columns[order]].setAttribute("aria-sort", down ? "descending" : "ascending");
    table.setAttribute("aria-label", `Names by ${order}`);
    table.tBodies[0].replaceChildren();
    extend(PAGE);
  };

  const showGrouped = () => {
    for (const section of sections) section.n = 0;
    for (const row of rows) {
      if (row.element.hidden === row.shown) row.element.hidden = !row.shown;
      if (row.shown) row.section.n += 1;
    }
    const seen = new Set();
    for (const { element, family, n } of sections) {
      if (n) seen.add(family);
      if (element.hidden === n > 0) element.hidden = n === 0;
      if (n) element.style.setProperty("--n", n);
    }
    for (const family of families) family.hidden = !seen.has(family);
  };

  const filter = () => {
    const asked = state();
    const words = (asked.get("q") ?? "").toLowerCase().split(/\s+/);
    const when = (asked.get("when") ?? "").toLowerCase();
    const [family, role] = [asked.get("family"), asked.get("role")];
    for (const row of rows) {
      row.shown =
        (!family || row.family === family) &&
        (!role || row.role === role || row.word === role) &&
        (!asked.has("asleep") || row.condition !== "") &&
        (!asked.has("against") || row.against) &&
        (!when || row.condition.toLowerCase().includes(when)) &&
        words.every((word) => row.text.includes(word));
    }
    return asked;
  };

  let telling;
  const tell = (before = "") => {
    const shown = rows.filter((row) => row.shown);
    const estimators = new Set(shown.map((row) => row.estimator)).size;
    const number = (n) => n.toLocaleString("en");
    const of = shown.length === rows.length ? "All" : `${number(shown.length)} of`;
    const text = shown.length
      ? `${of} ${number(rows.length)} names, on ${number(estimators)} estimator${estimators === 1 ? "" : "s"}`
      : "No name is like this. Reset, or ask for less.";
    clearTimeout(telling);
    telling = setTimeout(() => { count.textContent = before + text; }, 200);
  };

  const apply = (before) => {
    const asked = filter();
    const order = asked.get("sort");
    const reverse = form.elements.reverse;
    reverse.disabled = !order;
    flat.hidden = !order;
    form.classList.toggle("filtered", [...asked.keys()].length > 0);
    if (order) {
      for (const family of families) family.hidden = true;
      showFlat(order, reverse.checked);
    } else {
      showGrouped();
    }
    tell(before);
  };

  // What stands above a target gets its height only when it is near: go there until it stays.
  const settle = (target, times = 8) => {
    target.scrollIntoView({ behavior: "instant" });
    if (times) requestAnimationFrame(() => settle(target, times - 1));
  };

  // A link to what a filter hides takes the filter away.
  const reveal = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    const target = id && document.getElementById(id);
    if (!target) return;
    if (target.closest("[hidden]")) {
      for (const control of controls) {
        if (control.type === "checkbox") control.checked = false;
        else control.value = "";
      }
      remember(location.hash);
      apply(`The filters were taken away to show ${id}. `);
    }
    settle(target);
  };

  let remembering;
  const changed = () => {
    apply();
    clearTimeout(remembering);
    remembering = setTimeout(remember, 200);
  };

  form.addEventListener("input", changed);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => setTimeout(changed));
  more.addEventListener("click", (event) => {
    const all = event.target === more.lastChild;
    const first = extend(all ? sorted.length : table.tBodies[0].rows.length + PAGE);
    first?.querySelector("a").focus();
  });
  addEventListener("popstate", () => { restore(); apply(); });
  addEventListener("hashchange", reveal);

  restore();
  form.hidden = false;
  apply();
  reveal();
})();
