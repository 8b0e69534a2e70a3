"""The saved pages in `pages/`, in the styles of many sites: body F1, no quotation lost, fields and dates right."""

from __future__ import annotations

import importlib.util
import json
import re
from collections import Counter
from pathlib import Path

import pytest

from quotes.ingest import read

PAGES = Path(__file__).parent / "pages"
EXPECTED = {
    row["page"]: row for row in map(json.loads, (PAGES / "expected.jsonl").read_text(encoding="utf-8").splitlines())
}
FLOOR = 0.95  # mean F1 of the words of the body
LEAST = 0.90  # of any one page
QUOTED = re.compile(r"“[^”]*”|(?<!\w)\"[^\"]*\"|(?<!\w)‘[^’]*(?:’\w[^’]*)*’")


@pytest.fixture(scope="module")
def articles():
    """Each page's article by the page's name."""
    return {name: next(iter(read(PAGES / f"{name}.html"))) for name in EXPECTED}


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.casefold()))


def f1(expected: str, found: str) -> float:
    one, other = words(expected), words(found)
    return 2 * sum((one & other).values()) / (sum(one.values()) + sum(other.values()))


def test_there_are_enough_pages():
    assert len(EXPECTED) >= 30


def test_body_f1(articles):
    scores = {name: f1("\n".join(row["body"]), articles[name].text) for name, row in EXPECTED.items()}
    assert sum(scores.values()) / len(scores) >= FLOOR
    assert {name: score for name, score in scores.items() if score < LEAST} == {}


def test_no_quotation_is_lost(articles):
    lost = [
        (name, quotation)
        for name, row in EXPECTED.items()
        for paragraph in row["body"]
        for quotation in QUOTED.findall(paragraph)
        if quotation not in articles[name].text
    ]
    assert lost == []


@pytest.mark.parametrize("field", ["published", "updated"])
def test_dates(articles, field):
    found = {name: getattr(article, field)[:10] for name, article in articles.items()}
    assert found == {name: row[field] for name, row in EXPECTED.items()}


@pytest.mark.parametrize("field", ["title", "outlet", "byline"])
def test_fields(articles, field):
    found = {name: getattr(article, field).casefold() for name, article in articles.items()}
    wanted = {name: row[field].casefold() for name, row in EXPECTED.items()}
    # a page laid out in tables names its outlet nowhere that a machine could tell
    assert {name: value for name, value in found.items() if wanted[name] and value != wanted[name]} == {}


def test_pages_are_what_their_maker_makes():
    spec = importlib.util.spec_from_file_location("make", PAGES / "make.py")
    make = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(make)
    for name, page in make.pages().items():
        assert (PAGES / f"{name}.html").read_text(encoding="utf-8") == page.html
        assert EXPECTED[name] == json.loads(json.dumps({"page": name} | page.expected))
