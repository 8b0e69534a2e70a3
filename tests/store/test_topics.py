import pytest
from topical import SAID, fill

from quotes.errors import QueryError
from quotes.store import Store, reviews, topics


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "quotes.db") as store:
        fill(store)
        yield store


def ids(store, topic):
    sql = "SELECT quote_id FROM stance_by_topic WHERE topic = ? ORDER BY quote_id"
    return [row[0] for row in store.conn.execute(sql, (topic,))]


@pytest.mark.parametrize(
    ("match", "about", "quotations"),
    [
        (["harbour sale"], [], [1, 3, 7]),  # all the words, in any order, in any case
        (['"harbour sale"'], [], [3, 7]),  # a phrase
        (["sale of the harbour"], [], [1, 3, 7]),  # little words do not count
        (["the"], [], [1, 2, 3, 4, 6, 7, 8]),  # unless there is nothing else
        (["harbour sale", "selling"], [], [1, 2, 3, 7]),  # either
        (["sales"], [], [1, 3, 4, 6, 7, 8]),  # the same stem
        (["sale"], ["Harbour"], [1, 3, 4, 6, 7]),  # the bakery's is another sale
        (["sale"], ["Harbour", "bread"], [1, 3, 4, 6, 7, 8]),
        (["sale"], ["Brock"], [6, 8]),
        ([], ["Ada Ferrin"], [5]),
        ([], ["ada ferrin"], [5]),
        ([], ["Ferrin"], []),  # nobody here goes by that name
        ([], ["the sale"], [4, 6, 8]),  # an entity is the whole target
        (["zeppelin"], [], []),
        (['sa"le'], [], []),
        (["sale*"], [], [1, 3, 4, 6, 7, 8]),
        (["sale) OR (the"], [], [1, 3, 4, 6, 7, 8]),
    ],
)
def test_a_topic_holds_the_quotations_that_its_terms_say(store, match, about, quotations):
    topics.add(store, "the topic", match=match, about=about)
    assert ids(store, "the topic") == quotations


def test_an_entity_is_found_under_all_its_names(store):
    speaker = store.conn.execute("SELECT id FROM speakers WHERE name = 'Ada Ferrin'").fetchone()[0]
    store.directory.add_alias(speaker, "Mayor Ferrin", None, "")
    topics.add(store, "the mayor", about=["Mayor Ferrin"])
    assert ids(store, "the mayor") == [5]


def test_without_terms_the_name_is_matched(store):
    topic = topics.add(store, "sale of the harbour")
    assert topic["match"] == ["sale of the harbour"]
    assert [topic[name] for name in ("quotations", "speakers", "supports", "opposes", "neutral")] == [3, 1, 1, 2, 0]
    assert (topic["first"], topic["last"]) == ("2031-01-10", "2031-06-02")


def test_terms_are_added_to_a_topic_that_is_there_in_any_case(store):
    topics.add(store, "Harbour sale")
    topics.add(store, "HARBOUR SALE", match=["selling", "selling"], about=["harbour"])
    (topic,) = topics.listed(store.conn)
    assert (topic["name"], topic["match"], topic["about"]) == ("Harbour sale", ["Harbour sale", "selling"], ["harbour"])
    assert topic["quotations"] == 4


def test_what_is_ingested_later_belongs_to_the_topic(tmp_path):
    with Store(tmp_path / "new.db") as store:
        assert topics.add(store, "sale")["quotations"] == 0
        fill(store)
        assert len(ids(store, "sale")) == 6


def test_a_bulk_load_belongs_to_the_topic(tmp_path):
    with Store(tmp_path / "new.db") as store:
        topics.add(store, "sale", about=["harbour"], match=["sale"])
        with store.bulk():
            fill(store)
        assert ids(store, "sale") == [1, 3, 4, 6, 7]


def test_of_several_targets_the_strongest_stance_counts_and_a_stance_before_none(store):
    topics.add(store, "sale")
    row = store.conn.execute("SELECT stance, target, confidence FROM stance_by_topic WHERE quote_id = 6").fetchone()
    assert tuple(row) == ("supports", "a sale", 0.46)


def test_a_persons_correction_takes_the_place_of_the_machines_stances(store):
    topics.add(store, "sale")
    topics.add(store, "zoo")
    reviews.correct(store, 1, "stance", "opposes", "Kim")
    target = reviews.correct(store, 3, "target", "the zoo", "Kim")
    reviews.correct(store, 4, "role", "mayor", "Kim")  # says nothing of the stance
    sql = "SELECT topic, stance, target, confidence, read_by FROM stance_by_topic WHERE quote_id IN (1, 3, 4) ORDER BY 1, quote_id"
    assert [tuple(row) for row in store.conn.execute(sql)] == [
        ("sale", "opposes", "the sale of the harbour", None, "person"),
        ("sale", "opposes", "the sale", 0.6, "machine"),
        ("zoo", "opposes", "the zoo", None, "person"),
    ]
    reviews.undo(store, target, "Kim")
    assert ids(store, "zoo") == []
    assert 3 in ids(store, "sale")


def test_a_rejected_quotation_is_left_out(store):
    topics.add(store, "sale")
    reviews.decide(store, 1, "reject", "Kim")
    assert 1 not in ids(store, "sale")


def test_a_date_known_to_the_month_is_the_quotations_own(store):
    topics.add(store, "sale")
    reviews.correct(store, 1, "said_on", "2030-12", "Kim")
    reviews.correct(store, 3, "said_on", "2029", "Kim")  # too vague to set it in time
    dates = dict(store.conn.execute("SELECT quote_id, date FROM stance_by_topic").fetchall())
    assert (dates[1], dates[3]) == ("2030-12", "2031-03-01")


def test_a_term_can_be_removed_and_the_topic_too(store):
    topics.add(store, "sale", match=["sale", "bid"], about=["Harbour"])
    topics.remove(store, "Sale", match=["BID"])
    assert topics.listed(store.conn)[0]["match"] == ["sale"]
    with pytest.raises(QueryError, match="no term 'bid' to match"):
        topics.remove(store, "sale", match=["bid"])
    with pytest.raises(QueryError, match="would be left"):
        topics.remove(store, "sale", match=["sale"], about=["Harbour"])
    assert topics.listed(store.conn)[0]["about"] == ["Harbour"]  # nothing was half done
    topics.remove(store, "sale")
    assert topics.listed(store.conn) == []
    assert store.conn.execute("SELECT count(*) FROM topic_terms").fetchone()[0] == 0
    assert store.conn.execute("SELECT count(*) FROM quotes").fetchone()[0] == len(SAID)


@pytest.mark.parametrize("name", ["", "  ", "?!", "\0", "x" * 201])
def test_a_name_or_term_that_cannot_be_looked_for_is_refused(store, name):
    with pytest.raises(QueryError):
        topics.add(store, name)
    with pytest.raises(QueryError):
        topics.add(store, "sale", match=[name])
    assert topics.listed(store.conn) == []


def test_a_topic_that_is_not_there_says_how_to_define_it(store):
    with pytest.raises(QueryError, match='quotes topics DB add "ferries"'):
        topics.topic_named(store.conn, "ferries")


def test_a_topic_looks_at_its_own_quotations_alone(store):
    question = "EXPLAIN QUERY PLAN SELECT * FROM stance_by_topic WHERE topic_id = 1 ORDER BY date"
    plan = [row["detail"] for row in store.conn.execute(question)]
    assert "SEARCH q USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)" in plan
    assert any(line.startswith("SEARCH s USING INDEX stances_target_speaker") for line in plan)
    assert not any(line.startswith("SCAN s") for line in plan)
