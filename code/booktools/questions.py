"""Questions as chapters write them: their parts, what is wrong with them, and their form in a notebook.

A question is a ``{check}`` directive: its prompt, then a list with one item an option. The first paragraph of
an item is the option; the rest says why it is right or wrong, and leads to the cell that shows it.
"""

from __future__ import annotations

import re
import textwrap
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.colon_fence import colon_fence_plugin
from myst_parser.mdit_to_docutils.base import default_slugify

from booktools.chapters import Chapter
from booktools.claims import ID_FORM, find_claims
from booktools.problems import Problem

__all__ = [
    "LETTERS",
    "VERDICTS",
    "Option",
    "Place",
    "Question",
    "find_places",
    "find_questions",
    "place_of",
    "plain_question",
    "question_problems",
]

LETTERS = "ABCD"
FEWEST_OPTIONS = 2
FEWEST_QUESTIONS, MOST_QUESTIONS = 2, 4
VERDICTS = {True: "Right", False: "Not quite"}

FENCES = {"fence", "colon_fence"}
SETTING = re.compile(r":(?P<key>[a-z]+):\s*(?P<value>.*)")
LINK = re.compile(r"\]\((?P<target>[^)\s]+)\)")
# An option is what is clicked: another link has no place in it.
LEADS_ELSEWHERE = re.compile(r"\]\(|\{(?!set|learned|neither|math|ko\b)[a-z:]+\}`")
NAMED = re.compile(r"\*\*[^*]+\*\*")
WANTED_LINK = "[words](#evidence-<claim>-<number>) or [words](#a-heading)"


@dataclass(frozen=True)
class Option:
    """One answer that can be chosen, and what is said to whoever chooses it."""

    text: str
    feedback: str
    line: int


@dataclass(frozen=True)
class Question:
    """A question as written in a chapter; `answer` counts the options from 1, `rest` should be empty."""

    id: str
    answer: str
    prompt: str
    options: tuple[Option, ...]
    rest: str
    chapter: Chapter
    line: int


@dataclass(frozen=True)
class Place:
    """Where a link may lead: a section, or a cell in one."""

    chapter: Chapter
    heading: str


def find_questions(chapters: Iterable[Chapter]) -> Iterator[Question]:
    """Every question of the book, in reading order."""
    for chapter in chapters:
        for line, info, content in find_directives(chapter, "check"):
            yield _read_question(info, content, chapter, line)


def find_directives(chapter: Chapter, name: str) -> Iterator[tuple[int, str, str]]:
    """Line, argument and content of each directive of a name in a chapter."""
    parser = MarkdownIt().use(colon_fence_plugin)
    for cell in chapter.prose_cells:
        for token in parser.parse(cell.source):
            if token.type in FENCES and token.info.startswith(f"{{{name}}}"):
                yield cell.line + token.map[0], token.info.removeprefix(f"{{{name}}}").strip(), token.content


def _read_question(id: str, content: str, chapter: Chapter, line: int) -> Question:
    settings, body = {}, content.splitlines()
    while body and (match := SETTING.fullmatch(body[0].strip())):
        settings[match["key"]] = match["value"].strip()
        body = body[1:]
    first = line + 1 + len(settings)
    prompt, options, rest = _parts(body, first)
    return Question(id, settings.get("answer", ""), prompt, options, rest, chapter, line)


def _parts(body: list[str], first_line: int) -> tuple[str, tuple[Option, ...], str]:
    """What stands before the list of options, the options, and what stands after them."""
    tokens = MarkdownIt().parse("\n".join(body))
    lists = [token for token in tokens if token.type == "bullet_list_open" and token.level == 0]
    if not lists:
        return "\n".join(body).strip(), (), ""
    start, end = lists[-1].map
    items = [token for token in tokens if token.type == "list_item_open" and token.level == 1]
    options = [_option(body, item, first_line) for item in items if start <= item.map[0] < end]
    return "\n".join(body[:start]).strip(), tuple(options), "\n".join(body[end:]).strip()


def _option(body: list[str], item: Token, first_line: int) -> Option:
    start, end = item.map
    marker, *others = body[start:end]
    lines = [marker.replace(item.markup, " ", 1), *others]
    text, _, feedback = textwrap.dedent("\n".join(line.rstrip() for line in lines)).strip().partition("\n\n")
    return Option(text, feedback.strip(), first_line + start)


def find_places(chapters: Iterable[Chapter]) -> dict[str, Place]:
    """Every section of the book as ``<file>#<slug>``, and every evidence cell and figure as ``#<anchor>``."""
    chapters = tuple(chapters)
    claims = {claim.id for claim in find_claims(chapters)}
    places: dict[str, Place] = {}
    for chapter in chapters:
        heading, seen = chapter.title, defaultdict(int)
        for cell in chapter.cells:
            if cell.kind == "markdown":
                for heading in _headings(cell.source):
                    places[f"{chapter.path.resolve()}#{default_slugify(heading)}"] = Place(chapter, heading)
                continue
            for claim in sorted(cell.tags & claims):
                seen[claim] += 1
                places[f"#evidence-{claim}-{seen[claim]}"] = Place(chapter, heading)
            if figure := (cell.image or {}).get("figure", {}).get("name"):
                places[f"#{figure}"] = Place(chapter, heading)
    return places


def _headings(source: str) -> Iterator[str]:
    tokens = MarkdownIt().parse(source)
    for token, inline in zip(tokens, tokens[1:]):
        if token.type == "heading_open" and token.tag in {"h1", "h2", "h3"}:
            yield "".join(part.content for part in inline.children if part.type in {"text", "code_inline"})


def place_of(target: str, path: Path, places: Mapping[str, Place]) -> Place | None:
    """The section or cell that a link in the file `path` leads to, or None."""
    file, _, anchor = target.partition("#")
    there = (path.parent / file).resolve() if file else path.resolve()
    return (None if file else places.get(f"#{anchor}")) or places.get(f"{there}#{anchor}")


def question_problems(chapters: Iterable[Chapter]) -> Iterator[Problem]:
    """What is wrong with the book's questions; the build fails on any."""
    chapters = tuple(chapters)
    places = find_places(chapters)
    known: dict[str, Question] = {}
    by_chapter: dict[Path, list[Question]] = defaultdict(list)
    for question in find_questions(chapters):
        by_chapter[question.chapter.path].append(question)
        path, what = question.chapter.path, f"question {question.id!r}"
        first = known.setdefault(question.id, question)
        if first is not question:
            place = f"{first.chapter.path.name}:{first.line}"
            yield Problem(path, question.line, f"{what} stands already at {place}")
        for message in _faults(question):
            yield Problem(path, question.line, f"{what} {message}")
        answered = question.answer in _numbers(question)
        for number, letter, option in zip(_numbers(question), LETTERS, question.options):
            wrong = answered and number != question.answer
            for message in _option_faults(option, path, places, wrong=wrong):
                yield Problem(path, option.line, f"{what}, option {letter}, {message}")
    for path, questions in by_chapter.items():
        if not FEWEST_QUESTIONS <= len(questions) <= MOST_QUESTIONS:
            wanted = f"{FEWEST_QUESTIONS} to {MOST_QUESTIONS}"
            yield Problem(path, questions[0].line, f"a chapter has {wanted} questions, this one has {len(questions)}")


def _numbers(question: Question) -> list[str]:
    """What `answer` may be."""
    return [str(number) for number in range(1, len(question.options) + 1)]


def _faults(question: Question) -> Iterator[str]:
    count = len(question.options)
    if not ID_FORM.fullmatch(question.id):
        yield "must have an id of lower-case words joined by hyphens"
    if not question.prompt:
        yield "asks nothing before its options"
    if not FEWEST_OPTIONS <= count <= len(LETTERS):
        yield f"has {count} options; wanted is a list of {FEWEST_OPTIONS} to {len(LETTERS)}"
    if question.answer not in _numbers(question):
        given = f"has :answer: {question.answer}" if question.answer else "has no :answer:"
        yield f"{given}; wanted is the number of the right option, 1 to {count}"
    if question.rest:
        yield f"goes on after its options: {question.rest.splitlines()[0]!r}"


def _option_faults(option: Option, path: Path, places: Mapping[str, Place], *, wrong: bool) -> Iterator[str]:
    if not option.text:
        yield "says nothing"
    if LEADS_ELSEWHERE.search(option.text):
        yield "holds a link; links belong to what is said of it, after a blank line"
    if not option.feedback:
        yield "does not say why it is right or wrong, after a blank line"
        return
    if wrong and not NAMED.match(option.feedback):
        yield "is wrong and must say by what name: wanted is **The name of the mistake.** first"
    links = LINK.findall(option.feedback)
    within = [target for target in links if "://" not in target]
    if not any("#" in target for target in within):
        yield f"leads to no cell or section; wanted is {WANTED_LINK}"
    for target in within:
        if place_of(target, path, places) is None:
            yield f"leads to {target!r}, which is no evidence cell, figure or section"


def plain_question(content: str, answer: str) -> str:
    """A question in plain Markdown, each option folded over what is said of it.

    Parameters
    ----------
    content : str
        Prompt and options, with MyST's roles replaced.
    answer : str
        The number of the right option.

    Returns
    -------
    str
    """
    prompt, options, _ = _parts(content.splitlines(), 0)
    parts = [f"**Question.** {prompt}"]
    for number, (letter, option) in enumerate(zip(LETTERS, options), start=1):
        shown = MarkdownIt().renderInline(" ".join(option.text.split()))
        said = f"**{VERDICTS[str(number) == answer]}.** {option.feedback}"
        parts.append(f"<details><summary>{letter}. {shown}</summary>\n\n{said}\n\n</details>")
    return "\n\n".join(parts)
