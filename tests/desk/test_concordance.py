import pytest
from records import ANALYSIS, analysis, spoken

from quotes.desk.concordance import concordance, found, timeline
from quotes.errors import QueryError
from quotes.store import Store


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "quotes.db") as store:
        run = store.start_run("test")
        store.add(ANALYSIS, run)
        text = "“The harbour is a harbour,” said Ada Ferrin."
        quote = spoken(
            text, "The harbour is a harbour,", speaker="Ada Ferrin", said_on="2030", said_on_precision="year"
        )
        store.add(analysis(text, [quote], key="b", outlet="B", published="2031-05-07"), run)
        yield store


def test_a_word_stands_among_its_neighbours_by_speaker(store):
    places = concordance(store.conn, "HARBOUR", width=10)
    assert [(row["before"], row["word"], row["after"]) for row in places] == [
        ("that “the ", "harbour", " must stay"),
        ("The ", "harbour", " is a harb"),
        ("bour is a ", "harbour", ","),
    ]
    assert {row["speaker"] for row in places} == {"Ada Ferrin"}


def test_words_of_the_paragraph_alone_are_no_place(store):
    assert concordance(store.conn, "fisherman") == []
    with pytest.raises(QueryError, match="no word"):
        concordance(store.conn, "…")


@pytest.mark.parametrize("word", ["…", "_", '"', " "])
def test_marks_alone_are_no_word(store, word):
    with pytest.raises(QueryError, match="no word"):
        concordance(store.conn, word)


@pytest.mark.parametrize("word", ['harbour" OR "the', "text : harbour", "* NOT (", "Ada's"])
def test_any_word_is_safe(store, word):
    concordance(store.conn, word)


def test_the_limit_counts_quotations_that_hold_the_word(store):
    assert found(store.conn, "fisherman").total == 0
    cut = found(store.conn, "harbour", limit=1)
    assert (len(cut.rows), cut.total) == (1, 2)


@pytest.mark.parametrize(("outlet", "many"), [("B", 1), ("b", 1), ("Nowhere", 0)])
def test_a_timeline_names_outlets_as_a_search_does(store, outlet, many):
    assert len(list(timeline(store.conn, "Ada Ferrin", outlet=outlet))) == many


def test_a_timeline_is_of_one_person(store):
    text = "“No,” said Zoë Ferrin."
    quote = spoken(text, "No,", speaker="Zoë Ferrin")
    store.add(analysis(text, [quote], key="c", published="2031-06-01"), 1)
    with pytest.raises(QueryError, match=r"several speakers.*\d+ Ada Ferrin \(3\), \d+ Zoë Ferrin \(1\)"):
        list(timeline(store.conn, "ferrin"))
    zoe = store.conn.execute("SELECT id FROM speakers WHERE name = 'Zoë Ferrin'").fetchone()[0]
    for name in ("zoe", str(zoe)):
        assert [row["quotation"] for row in timeline(store.conn, name)] == ["No,"]
    assert [row["date"] for row in timeline(store.conn, "Ada", since="2031-05-06", kind="direct")] == ["2031-05-06"]
    with pytest.raises(QueryError, match="near it: Ada Ferrin, Zoë Ferrin"):
        list(timeline(store.conn, "Ferrim"))


def test_a_timeline_is_in_order_and_about_a_topic(store):
    found = list(timeline(store.conn, "ferrin"))
    assert [row["date"] for row in found] == ["2030", "2031-05-05", "2031-05-06"]
    assert found[1]["stance"] == "opposes"
    about = list(timeline(store.conn, "ferrin", topic="harbour"))
    assert [row["date"] for row in about] == ["2030", "2031-05-05"]
    with pytest.raises(QueryError, match="nobody here"):
        list(timeline(store.conn, "Nobody"))
