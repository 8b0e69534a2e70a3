import json
import random

import pytest
from records import analysis

from quotes.store import Store
from quotes.store.stories import group

pytest.importorskip("datasketch")

WORDS = [f"word{number}" for number in range(3000)]


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "quotes.db") as store:
        yield store


def text(seed, paragraphs=6):
    chance = random.Random(seed)
    return "\n\n".join(" ".join(chance.choices(WORDS, k=60)) for _ in range(paragraphs))


def put(store, *articles):
    run = store.start_run("test")
    for key, words in articles:
        store.add(analysis(words, key=key), run)
    return group(store)


def stories(store):
    return [tuple(row) for row in store.conn.execute("SELECT id, story_id FROM articles ORDER BY id")]


def test_articles_alike_are_one_story_with_what_differs(store):
    wire = text(1)
    cut = wire.rsplit("\n\n", 1)[0] + "\n\nAdditional reporting by Mal Lory."
    assert put(store, ("a", wire), ("b", text(2)), ("c", cut), ("d", wire)) == 4
    assert stories(store) == [(1, None), (2, None), (3, 1), (4, 1)]
    rows = store.conn.execute("SELECT article_id, like_id, similarity, difference FROM same_story").fetchall()
    assert [(row["article_id"], row["like_id"]) for row in rows] == [(3, 1), (4, 1)]
    assert 0.6 < rows[0]["similarity"] < 1 and rows[1]["similarity"] == 1
    assert json.loads(rows[0]["difference"]) == [[wire.rsplit("\n\n", 1)[1], "Additional reporting by Mal Lory."]]
    assert json.loads(rows[1]["difference"]) == []


def test_a_new_version_is_the_same_story_however_much_was_rewritten(store):
    assert put(store, ("a", text(1)), ("a", text(2)), ("a", "Short.")) == 3
    assert stories(store) == [(1, None), (2, 1), (3, 1)]


def test_short_texts_are_no_story(store):
    put(store, ("a", "Too short"), ("b", "Too short"))
    assert stories(store) == [(1, None), (2, None)]


def test_grouping_goes_on_where_it_stopped(store):
    put(store, ("a", text(1)))
    run = store.start_run("test")
    store.add(analysis(text(1) + " more", key="b"), run)  # stored by a run that was killed before it grouped
    assert put(store, ("c", text(1))) == 2
    assert stories(store) == [(1, None), (2, 1), (3, 1)]
    assert group(store) == 0


def test_very_long_texts_are_grouped_without_their_differences(store):
    long = "\n\n".join(WORDS)
    put(store, ("a", long), ("b", long + "\n\nMore."))
    assert tuple(store.conn.execute("SELECT like_id, difference FROM same_story").fetchone()) == (1, None)


def test_boilerplate_that_hundreds_share_costs_no_comparison_with_all(store):
    same = text(1)
    put(store, *((str(n), f"{same} {n}") for n in range(60)))
    compared = store.conn.execute("SELECT count(DISTINCT like_id) FROM same_story").fetchone()[0]
    assert compared <= 24
    assert {story for _, story in stories(store)} == {None, 1}
