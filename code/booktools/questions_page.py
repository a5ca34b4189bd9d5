"""Questions on the page: options that open to what is said of them, without a script."""

from __future__ import annotations

from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform
from sphinx.util.docutils import SphinxDirective
from sphinx.writers.html5 import HTML5Translator

from booktools.chapters import book_chapters
from booktools.questions import LETTERS, VERDICTS, find_questions

__all__ = ["CheckDirective", "setup"]

MARKS = {True: "✓", False: "✗"}
HINT = "Choose an answer: it opens and says why it is right or wrong."
COUNTER = "booktools_questions"


class question_box(nodes.General, nodes.Element):
    """A question with its options; knows its number in the chapter and the letter of the right option."""


class question_option(nodes.General, nodes.Element):
    """An option, closed until it is chosen: a `question_choice`, then what is said of it."""


class question_choice(nodes.General, nodes.Element):
    """The words of an option: what is clicked."""


class paper_answers(nodes.General, nodes.Element):
    """The letters of the right options, for paper, where nothing opens."""


def _visit_question(self: HTML5Translator, node: question_box) -> None:
    anchor = node["ids"][0]
    hint = f' <span class="question-hint">{HINT}</span>' if node["number"] == 1 else ""
    self.body.append(
        f'<div class="question" id="{anchor}" role="group" aria-labelledby="{anchor}-label">'
        f'<p class="question-label"><strong id="{anchor}-label">Question {node["number"]}</strong>{hint}</p>\n'
    )


def _depart_question(self: HTML5Translator, node: question_box) -> None:
    self.body.append("</div>\n")


def _visit_option(self: HTML5Translator, node: question_option) -> None:
    self.body.append(f'<details class="option" name="{node["question"]}">')


def _depart_option(self: HTML5Translator, node: question_option) -> None:
    self.body.append("</div></details>\n")


def _visit_choice(self: HTML5Translator, node: question_choice) -> None:
    self.body.append(f'<summary><span class="letter">{node["letter"]}</span> <span>')


def _depart_choice(self: HTML5Translator, node: question_choice) -> None:
    right = node["right"]
    kind = "right" if right else "wrong"
    self.body.append(
        f'</span></summary>\n<div class="feedback feedback-{kind}"><p class="question-verdict">'
        f'<span aria-hidden="true">{MARKS[right]}</span> {VERDICTS[right]}</p>\n'
    )


def _visit_answers(self: HTML5Translator, node: paper_answers) -> None:
    self.body.append('<p class="paper-answers">')


def _depart_answers(self: HTML5Translator, node: paper_answers) -> None:
    self.body.append("</p>\n")


class CheckDirective(SphinxDirective):
    """``{check} id``: a question, then a list of options with what is said of each."""

    required_arguments = 1
    has_content = True
    option_spec = {"answer": directives.positive_int}

    def run(self) -> list[nodes.Node]:
        id = self.arguments[0]
        if id not in self.env.app.booktools_questions:
            raise self.error(f"question {id!r} was not checked; it must stand in a chapter by itself, in no other box")
        number = self.env.temp_data[COUNTER] = self.env.temp_data.get(COUNTER, 0) + 1
        parsed = nodes.Element()
        self.state.nested_parse(self.content, self.content_offset, parsed)
        *prompt, options = parsed.children
        anchor = f"check-{id}"
        letter = LETTERS[self.options["answer"] - 1]
        box = question_box(ids=[anchor], number=number, letter=letter)
        box += prompt
        box += [
            self._option(anchor, own, item, right=own == letter)
            for own, item in zip(LETTERS, options.children)
        ]
        return [box]

    def _option(self, anchor: str, letter: str, item: nodes.Element, *, right: bool) -> question_option:
        words, *said = item.children
        choice = question_choice(letter=letter, right=right)
        choice += words.children
        option = question_option(question=anchor)
        option += [choice, *said]
        return option


class AnswersOnPaper(SphinxTransform):
    """Put the answers after a chapter's last question; only paper shows them."""

    default_priority = 410

    def apply(self) -> None:
        boxes = list(self.document.findall(question_box))
        if boxes:
            letters = ", ".join(f"{box['number']} {box['letter']}" for box in boxes)
            last = boxes[-1]
            place = last.parent.index(last) + 1
            last.parent.insert(place, paper_answers("", nodes.Text(f"Answers: {letters}")))


def _note_questions(app: Sphinx) -> None:
    app.booktools_questions = {question.id for question in find_questions(book_chapters(Path(app.srcdir)))}


def _load_styles(app: Sphinx, pagename: str, templatename: str, context: dict, doctree) -> None:
    if doctree is not None and next(doctree.findall(question_box), None) is not None:
        app.add_css_file("questions.css")


def setup(app: Sphinx) -> None:
    """Register the directive, its boxes, and the style sheet of the pages that have questions."""
    app.add_node(question_box, html=(_visit_question, _depart_question))
    app.add_node(question_option, html=(_visit_option, _depart_option))
    app.add_node(question_choice, html=(_visit_choice, _depart_choice))
    app.add_node(paper_answers, html=(_visit_answers, _depart_answers))
    app.add_directive("check", CheckDirective)
    app.add_transform(AnswersOnPaper)
    app.connect("builder-inited", _note_questions)
    app.connect("html-page-context", _load_styles)
