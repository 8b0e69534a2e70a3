import pytest
from topical import fill

from quotes.desk.stances import by_period, by_speaker, quotations
from quotes.errors import QueryError
from quotes.store import Store, reviews, topics


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "quotes.db") as store:
        fill(store)
        topics.add(store, "harbour sale", match=["harbour", "sale"], about=["Harbour"])
        yield store


def test_who_is_for_and_against_with_counts_dates_and_quotations(store):
    rows = by_speaker(store.conn, "Harbour Sale")
    said = [(row["speaker"], row["stance"], row["supports_ids"], row["opposes_ids"]) for row in rows]
    assert said == [
        ("Ada Ferrin", "opposes", [1], [3, 4]),
        (None, "opposes", [], [7]),
        ("Lena Brock", "supports", [6], []),
        ("Tomas O'Hara", "opposes", [], [2]),
    ]
    ada = rows[0]
    assert (ada["supports"], ada["opposes"], ada["neutral"], ada["outlets"]) == (1, 2, 0, 2)
    assert (ada["first"], ada["last"]) == ("2031-01-10", "2031-03-02")


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"speaker": "ferrin"}, [1, 3, 4]),
        ({"speaker": "nobody"}, []),
        ({"since": "2031-03"}, [3, 4, 6, 7]),
        ({"until": "2031-01-10"}, [1]),
        ({"since": "2031-01-11", "until": "2031-03-01"}, [2, 3]),
        ({"speaker": "Ada Ferrin", "since": "2031-02"}, [3, 4]),
    ],
)
def test_by_speaker_and_date(store, filters, found):
    assert [row["quote_id"] for row in quotations(store.conn, "harbour sale", **filters)] == found


@pytest.mark.parametrize(
    ("outlet", "found"),
    [("gazette", [1, 2, 3]), ("Quay Gazette", [1, 2, 3]), ("Gazette of Ostby", []), ("courier", [4, 6, 7])],
)
def test_a_part_of_an_outlets_name_will_do(store, outlet, found):
    store.conn.execute("UPDATE articles SET outlet = 'The Quay Gazette' WHERE outlet = 'Gazette'")
    assert [row["quote_id"] for row in quotations(store.conn, "harbour sale", outlet=outlet)] == found


def test_as_many_for_as_against_is_mixed(store):
    (row,) = by_speaker(store.conn, "harbour sale", speaker="Ferrin", until="2031-03-01")
    assert row["stance"] == "mixed"


def test_a_speakers_change_month_by_month_with_the_months_between(store):
    rows = by_period(store.conn, "harbour sale", "month", speaker="Ferrin")
    assert [(row["month"], row["supports"], row["opposes"], row["opposes_ids"]) for row in rows] == [
        ("2031-01", 1, 0, []),
        ("2031-02", 0, 0, []),
        ("2031-03", 0, 2, [3, 4]),
    ]


@pytest.mark.parametrize(("period", "periods"), [("year", 1), ("month", 6), ("day", 144)])
def test_periods(store, period, periods):
    rows = by_period(store.conn, "harbour sale", period)
    assert len(rows) == periods
    assert sum(row["opposes"] for row in rows) == 4


def test_over_many_years_and_to_the_end_of_time_only_what_is_there_is_counted(store):
    reviews.correct(store, 1, "said_on", "0001-01-01", "Kim")
    reviews.correct(store, 2, "said_on", "9999-12-31", "Kim")
    assert len(by_period(store.conn, "harbour sale", "day")) == 6
    assert by_period(store.conn, "harbour sale", "year")[-1]["year"] == "9999"


def test_a_day_known_to_its_month_and_no_day_at_all_are_counted(store):
    reviews.correct(store, 1, "said_on", "2031-02", "Kim")
    store.conn.execute("UPDATE articles SET published = NULL WHERE key = '1'")
    rows = by_period(store.conn, "harbour sale", "day")
    assert rows[0]["day"] == "2031-02" and rows[0]["supports"] == 1
    assert rows[-1]["day"] is None and rows[-1]["opposes"] == 1


def test_what_several_outlets_carry_is_one_utterance(store):
    store.conn.execute("INSERT INTO variant_groups (id) VALUES (1)")
    store.conn.executemany("INSERT INTO variants (quote_id, group_id) VALUES (?, 1)", [(3,), (4,)])
    assert by_speaker(store.conn, "harbour sale", speaker="Ferrin")[0]["utterances"] == 2


def test_no_such_topic_no_such_date(store):
    with pytest.raises(QueryError, match="no topic"):
        by_speaker(store.conn, "ferries")
    with pytest.raises(QueryError, match="no date"):
        by_speaker(store.conn, "harbour sale", since="soonish")


def test_a_topic_without_quotations(store):
    topics.add(store, "zeppelins")
    assert by_speaker(store.conn, "zeppelins") == by_period(store.conn, "zeppelins") == []
