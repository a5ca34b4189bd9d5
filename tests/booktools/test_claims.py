"""A claim without evidence, with empty evidence, or made twice stops the build."""

from __future__ import annotations

import pytest

from booktools.chapters import read_chapter
from booktools.checks import check_book
from booktools.claims import asserts_something, find_claims


def claim(id="a-claim", verdict="true", body="It holds.", **options):
    lines = "".join(f":{key}: {value}\n" for key, value in {"verdict": verdict, **options}.items())
    return f"```{{claim}} {id}\n{lines}\n{body}\n```\n\n"


@pytest.fixture
def messages(book):
    def find(*texts: str) -> list[str]:
        for number, text in enumerate(texts):
            book.write(f"page{number}", text)
        return [f"{problem.path.name}:{problem.line}: {problem.message}" for problem in check_book(book.root)]

    return find


def test_claim_with_evidence_passes(messages, cell):
    assert messages(claim(judges="A17 E07") + cell("assert 1 < x", tags="[a-claim]")) == []


def test_claim_with_citation_passes(messages):
    assert messages(claim(cites="known")) == []


def test_claim_without_evidence_is_named_with_its_place(messages):
    [message] = messages("# Title\n\n" + claim())
    assert message == "page0.md:9: claim 'a-claim' has no evidence: tag a code cell with its id"


def test_evidence_in_another_chapter_is_none(messages, cell):
    assert len(messages(claim(), cell("assert 1 < x", tags="[a-claim]"))) == 1


def test_every_evidence_cell_must_assert(messages, cell):
    text = claim() + cell("assert x < 1", tags="[a-claim]") + cell("print(x)", tags="[a-claim]")
    [message] = messages(text)
    assert "the evidence cell of claim 'a-claim' asserts nothing" in message


def test_repeated_id_names_both_places(messages, cell):
    text = claim() + cell("assert x < 1", tags="[a-claim]")
    [message] = messages(text, text)
    assert message.startswith("page1.md") and "stands already at page0.md:7" in message


def test_row_judged_twice_is_found(messages):
    [message] = messages(claim("one", judges="A01", cites="known") + claim("two", judges="A01", cites="known"))
    assert "source row 'A01' stands already at" in message


@pytest.mark.parametrize(
    "options, words",
    [
        ({"verdict": "maybe"}, "accepted: true, true with a caveat, misleading, false"),
        ({"judges": "Z99"}, "no row of source_claims.csv"),
        ({"cites": "unknown"}, "which references.bib does not hold"),
        ({"id": "Not an id"}, "lower-case words joined by hyphens"),
        ({"body": ""}, "states nothing"),
    ],
)
def test_malformed_claim_is_found(messages, options, words):
    found = messages(claim(**{"cites": "known", **options}))
    assert any(words in message for message in found)


@pytest.mark.parametrize(
    "source, verdict",
    [
        ("assert x > 1", True),
        ("%matplotlib inline\nassert x", True),
        ("np.testing.assert_allclose(a, b)", True),
        ("for x in xs:\n    assert x", True),
        ("assert True", False),
        ("assert (x > 1, 'always true')", False),
        ("x = 1", False),
        ("# assert x", False),
    ],
)
def test_what_counts_as_an_assertion(source, verdict):
    assert asserts_something(source) is verdict


def test_claim_is_read_whole(book, cell):
    path = book.write("page", claim(verdict="false", judges="A17", body="One.\n\nTwo.") + cell("assert x", tags="[a-claim]"))
    [found] = find_claims([read_chapter(path, "page")])
    assert (found.id, found.verdict, found.judges, found.statement) == ("a-claim", "false", ("A17",), "One.\n\nTwo.")
    assert [evidence.source for evidence in found.evidence] == ["assert x"]
