// Set, learned or neither? The names of the list, one at a time; without a script, and on paper, the list stays.
"use strict";
(() => {
  const WORDS = { set: "◆", learned: "●", neither: "○" };

  const element = (tag, className, ...children) => {
    const made = document.createElement(tag);
    if (className) made.className = className;
    made.append(...children);
    return made;
  };
  const copies = (nodes) => [...nodes].map((node) => node.cloneNode(true));
  const button = (...children) => {
    const made = element("button", "", ...children);
    made.type = "button";
    return made;
  };
  const mark = (word) => {
    const made = element("span", "", WORDS[word]);
    made.setAttribute("aria-hidden", "true");
    return made;
  };

  const prepare = (game, number) => {
    const turns = [...game.querySelectorAll(":scope > ol > li")].map((item) => ({
      item,
      word: item.dataset.word,
      name: item.querySelector("summary"),
      told: item.querySelector(".told"),
    }));

    const place = element("p", "game-place");
    place.id = `game-place-${number}`;
    const name = element("p", "game-name");
    name.id = `game-name-${number}`;
    name.tabIndex = -1;
    const choices = element("div", "game-choices");
    for (const word of Object.keys(WORDS)) {
      const choice = button(mark(word), ` ${word}`);
      choice.classList.add(word);
      choice.value = word;
      choices.append(choice);
    }
    choices.setAttribute("role", "group");
    choices.setAttribute("aria-labelledby", `${name.id} ${place.id}`);
    const told = element("div", "game-told");
    told.setAttribute("role", "status");
    const end = element("div", "game-end");
    const next = button();
    const panel = element("div", "game-panel", place, name, choices, told, end, next);
    let at = 0;
    let answers = [];

    const ask = () => {
      place.textContent = `${at + 1} of ${turns.length}`;
      name.replaceChildren(...copies(turns[at].name.childNodes));
      for (const choice of choices.children) {
        choice.disabled = false;
        choice.removeAttribute("aria-pressed");
      }
      choices.hidden = false;
      told.replaceChildren();
      end.replaceChildren();
      next.hidden = true;
    };

    const answer = (said) => {
      const { word, told: evidence } = turns[at];
      answers.push(said);
      for (const choice of choices.children) {
        choice.disabled = true;
        choice.setAttribute("aria-pressed", String(choice.value === said));
      }
      const verdict = said === word ? "Right." : `Not quite: you said ${said}.`;
      const box = element("div", "told", element("p", "game-said", verdict), ...copies(evidence.childNodes));
      told.replaceChildren(box);
      next.textContent = at + 1 < turns.length ? "Next" : "See how you did";
      next.hidden = false;
      next.focus();
    };

    const finish = () => {
      const missed = turns.filter((turn, index) => answers[index] !== turn.word);
      place.textContent = "The end";
      name.textContent = `${turns.length - missed.length} of ${turns.length} right`;
      choices.hidden = true;
      const list = element("ul", "game-missed");
      for (const turn of missed) {
        const item = element("li", "", ...copies(turn.item.childNodes));
        item.querySelector("summary").append(`: ${turn.word}; you said ${answers[turns.indexOf(turn)]}`);
        list.append(item);
      }
      const intro = missed.length ? "Missed; each opens to its experiment:" : "None missed.";
      told.replaceChildren();
      end.replaceChildren(element("p", "", intro), ...(missed.length ? [list] : []));
      next.textContent = "Again";
    };

    choices.addEventListener("click", (event) => {
      const choice = event.target.closest("button");
      if (choice) answer(choice.value);
    });
    next.addEventListener("click", () => {
      if (at === turns.length) {
        at = 0;
        answers = [];
      } else {
        at += 1;
      }
      if (at < turns.length) ask();
      else finish();
      name.focus();
    });

    ask();
    game.prepend(panel);
    game.classList.add("playing");
  };

  document.querySelectorAll(".game").forEach(prepare);
})();
