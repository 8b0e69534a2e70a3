"""What a database shows, who contradicts themselves, and which articles carry the same words: threshold, consistency, variants, --like."""

from __future__ import annotations

import json

import pytest
from commands import call
from records import printed

from quotes.store import Store
from quotes.store.variants import assign_all

SAIL = "“The night ferry will sail again before the end of March, whatever the weather does to the pier,”"
NOT = "“The night ferry will never sail while I run this port, and nobody shall make it sail,”"


@pytest.fixture
def db(path):
    """Ada says it in February and the opposite in June; another paper carries the first words changed, and less surely."""
    with Store(path) as store:
        run = store.start_run("test")
        store.add(printed("a", SAIL, day="2024-02-05", stance="supports"), run)
        store.add(printed("b", NOT, day="2024-06-05", stance="opposes"), run)
        store.add(printed("c", SAIL.replace("March", "May"), outlet="Post", day="2024-02-06", confidence=0.4), run)
        with store.transaction() as conn:
            assign_all(conn)
    return path


def rows(result):
    assert result.exit_code == 0, result.output
    found = json.loads(result.stdout)
    return found["rows"] if isinstance(found, dict) else found


@pytest.mark.parametrize(
    ("value", "status", "said"),
    [
        ((), 0, "Threshold 0.69: 2 quotations shown, 1 kept back"),
        (("0.3",), 0, "Threshold 0.3: 3 quotations shown, 0 kept back"),
        (("0.95",), 0, "Threshold 0.95: 0 quotations shown, 3 kept back"),
        (("default",), 0, "Threshold 0.69: 2 quotations shown, 1 kept back"),
        (("high",), 2, "'high' is no threshold: give a number from 0 to 1, or default"),
        (("2",), 1, "2.0: a confidence is a number from 0 to 1"),
    ],
)
def test_the_threshold_says_what_it_shows_and_keeps_back(db, value, status, said):
    result = call("threshold", db, *value)
    assert result.exit_code == status
    assert said in result.output


def test_a_pair_that_contradicts_itself_is_a_question(db):
    (pair,) = rows(call("consistency", db, "Ada Mole", "--json"))
    assert pair["ids"] == "1 2"
    assert pair["earlier"].endswith("(The Quay, 2024-02-05)")
    shown = call("consistency", db, "Ada Mole", "--table")
    assert "Do these contradict each other?" in shown.stderr
    assert rows(call("consistency", db, "Ada Mole", "--about", "trams")) == []


def test_variants_list_who_carries_the_words_and_where_they_came_from(db):
    call("threshold", db, "0.3")
    carried = rows(call("variants", db, 1, "--json"))
    assert len(carried) > 1
    assert any("[-March-] {+May+}" in row["marked"] or "[-May-] {+March+}" in row["marked"] for row in carried)
    steps = rows(call("variants", db, 1, "--course", "--json"))
    assert steps[0]["follows"] is None
    assert {step["outlet"] for step in steps} >= {"The Quay", "Post"}
    assert rows(call("variants", db, 1, "--rebuild", "--json")) == carried


def test_the_course_is_a_picture_of_one_quotation(db, tmp_path):
    picture = tmp_path / "course.svg"
    assert call("variants", db, 1, "--svg", picture).exit_code == 0
    assert picture.read_text(encoding="utf-8").lstrip().startswith("<svg")
    assert "give its ID" in call("variants", db, "--course").output


def test_words_that_say_the_same_are_sought_in_vectors_that_are_made_once(db):
    first = call("search", db, "--like", "Ferries are to run at night again in spring", "--json")
    assert "Preparing 3 quotations for --like (once)" in first.stderr
    assert rows(first)[0]["id"] == 1
    again = call("search", db, "--like", "Ferries are to run at night again in spring", "--json")
    assert (again.stdout, again.stderr) == (first.stdout, first.stderr.partition("\n")[2])
