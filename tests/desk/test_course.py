"""Where words came from: who printed them first, whom each other article follows, and the picture of it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from lxml import etree
from records import FERRY, printed

from quotes.desk.course import changes, course, svg
from quotes.errors import QueryError
from quotes.intake import keep
from quotes.store import Store


@pytest.fixture
def carried(tmp_path):
    """An agency prints it first, two papers follow it, one of them cuts; a third has the cut from the second."""
    cut = "“The night ferry will sail again before the end of March,”"
    found = [
        printed("wire", FERRY, outlet="Coastal Press", day="2024-02-05"),
        printed("quay", FERRY, outlet="The Quay", day="2024-02-06"),
        printed("pier", cut, outlet="The <Pier>", day="2024-02-07"),
        printed("mast", cut, outlet="The Mast", day="2024-02-08"),
    ]
    found[1] = replace(found[1], article=replace(found[1].article, agency="Coastal Press"))
    found[2] = replace(
        found[2],
        article=replace(
            found[2].article, text=found[2].article.text + "\n\nA different end of it altogether, with rain."
        ),
    )
    with Store(tmp_path / "desk.db") as store:
        keep(store, found, run_id=store.start_run("test"), tell=lambda event: None)
        store.conn.execute("UPDATE articles SET story_id = NULL")
        yield store.conn


def test_who_follows_whom(carried):
    steps = course(carried, 1)
    followed = {step["id"]: step["outlet"] for step in steps}
    assert [(step["outlet"], followed.get(step["source_id"]), step["how"], step["depth"]) for step in steps] == [
        ("Coastal Press", None, "", 0),
        ("The Quay", "Coastal Press", "agency", 1),
        ("The <Pier>", "Coastal Press", "words", 1),
        ("The Mast", "The <Pier>", "words", 2),
    ]
    assert changes(steps[1]) in ("the same words", "the fullest wording")
    assert "left out: whatever the weather does to the pier" in changes(steps[2])


def test_the_picture_has_a_line_for_each_and_no_markup_of_an_article(carried):
    picture = etree.fromstring(svg(course(carried, 1)))
    assert picture.tag == "{http://www.w3.org/2000/svg}svg"
    lines = [line.text for line in picture.findall("{*}text")]
    assert lines[0] == "first: Coastal Press, 2024-02-05"
    assert lines[4] == "The <Pier>, 2024-02-07"
    assert len(picture.findall("{*}path")) == 3


def test_words_that_nobody_else_carries(tmp_path):
    with Store(tmp_path / "desk.db") as store:
        keep(store, [printed("a", FERRY)], run_id=store.start_run("test"), tell=lambda event: None)
        (step,) = course(store.conn, 1)
        assert (step["source_id"], step["depth"]) == (None, 0)
        with pytest.raises(QueryError, match="no quotation 9"):
            course(store.conn, 9)
