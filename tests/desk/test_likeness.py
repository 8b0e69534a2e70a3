"""Quotations that say the same in other words, by the encoder of the package."""

import numpy as np
import pytest
from records import analysis, spoken

from quotes.desk.likeness import alike, index, missing, model
from quotes.desk.search import find
from quotes.errors import QueryError
from quotes.pipeline.network.encoder import default
from quotes.store import Store, reviews

SAID = {
    "Ada Ferrin": "We will close the harbour to large ships for good.",
    "Tomas Lund": "My daughter sings in the choir every Sunday.",
    "Nora Quist": "The council has not paid the nurses since March.",
    "Zoë Bern": "Nobody should have to walk home in the dark.",
}


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "quotes.db") as store:
        run = store.start_run("test")
        for day, (name, words) in enumerate(SAID.items(), 1):
            text = f"“{words}” said {name}."
            store.add(analysis(text, [spoken(text, words, speaker=name)], key=name, published=f"2031-01-0{day}"), run)
        yield store


@pytest.mark.parametrize(
    ("like", "speaker"),
    [
        ("Large vessels may not use the harbour any more", "Ada Ferrin"),
        ("The nurses got no wages", "Nora Quist"),
        ("It is unsafe to walk back at night", "Zoë Bern"),
        ("My girl is a singer in church", "Tomas Lund"),
    ],
)
def test_other_words_find_what_says_the_same(store, like, speaker):
    assert index(store) == len(SAID)
    rows = find(store.conn, like=like).rows
    assert rows[0]["speaker"] == speaker
    assert [row["similarity"] for row in rows] == sorted((row["similarity"] for row in rows), reverse=True)


def test_the_other_conditions_hold_as_well(store):
    index(store)
    like = "Big vessels can no longer use the port"
    assert [row["speaker"] for row in find(store.conn, like=like, speaker="quist").rows] == ["Nora Quist"]
    assert [row["speaker"] for row in find(store.conn, "choir", like=like).rows] == ["Tomas Lund"]
    assert len(find(store.conn, like=like, since="2031-01-03").rows) == 2
    reviews.decide(store, 1, "reject", "Ann")
    assert "Ada Ferrin" not in [row["speaker"] for row in find(store.conn, like=like).rows]


def test_what_is_new_is_read_and_nothing_twice(store):
    with pytest.raises(QueryError, match="no vectors yet"):
        alike(store.conn, "anything at all")
    assert (missing(store.conn), index(store), index(store), missing(store.conn)) == (4, 4, 0, 0)
    text = "“Trams are late,” said Ida Roe."
    store.add(analysis(text, [spoken(text, "Trams are late,", speaker="Ida Roe")], key="new"), 1)
    assert (missing(store.conn), index(store)) == (1, 1)
    assert find(store.conn, like="The streetcar never comes on time").rows[0]["speaker"] == "Ida Roe"


def test_other_weights_read_everything_again(store):
    class Other:
        meta = {"version": "another"}  # noqa: RUF012
        read = staticmethod(default().read)

    index(store)
    assert index(store, encoder=Other()) == len(SAID)
    assert [row[0] for row in store.conn.execute("SELECT DISTINCT model FROM vector_blocks")] == [model("another")]
    sizes = [np.frombuffer(row[0], np.int8).size for row in store.conn.execute("SELECT vectors FROM vector_blocks")]
    assert sum(sizes) == len(SAID) * (default().meta["width"] + 128)


@pytest.mark.parametrize("words", ["", "…", "“”"])
def test_nothing_is_like_nothing(store, words):
    index(store)
    with pytest.raises(QueryError, match="no words"):
        alike(store.conn, words)
