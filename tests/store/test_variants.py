import json

import pytest
from records import analysis, spoken

from quotes.errors import QueryError
from quotes.store import Store, reviews
from quotes.store.variants import assign, assign_all, fingerprints, group, members, refresh_stale
from quotes.wording.words import keys

WHOLE = "We will keep all 200 boats in the harbour of Northwick for three years, and we will not sell the pier"


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "quotes.db") as store:
        store.start_run("test")
        yield store


def carried(store, words, *, outlet="A", speaker="Ada Ferrin", published="2031-01-01", key="", agency=""):
    """Stores an article that quotes the words, and the id of the quotation."""
    text = f"“{words},” said {speaker or 'somebody'}."
    quote = spoken(text, words, speaker=speaker, cue="said")
    article = {
        "key": key or f"{outlet} {published} {words}",
        "outlet": outlet,
        "published": published,
        "agency": agency,
    }
    with store.transaction() as conn:
        store.add(analysis(text, [quote], **article), 1)
        quote_id = conn.execute("SELECT max(id) FROM quotes").fetchone()[0]
        assign(conn, [quote_id])
    return quote_id


@pytest.mark.parametrize(
    ("other", "altered"),
    [
        (WHOLE, []),
        (WHOLE.upper(), []),
        (WHOLE.replace("harbour of", "[great] harbour of"), []),
        (WHOLE.replace("200", "300"), ["number"]),
        (WHOLE.replace("not ", ""), ["negation"]),
        (WHOLE.replace("Northwick", "Southwick"), ["name"]),
        (WHOLE.replace("in the harbour of Northwick ", ""), ["cut"]),
        (WHOLE.replace("three years, and we will not sell the pier", "three years"), ["cut"]),
        (WHOLE.replace("We will keep all 200 boats", "all 200 boats"), ["cut"]),
        (WHOLE.replace("boats", "ships"), ["words"]),
    ],
)
def test_an_altered_form_is_the_same_utterance(store, other, altered):
    first = carried(store, WHOLE)
    second = carried(store, other, outlet="B", published="2031-01-02")
    found = {row["id"]: row for row in group(store.conn, first)}
    assert list(found) == [first, second]
    assert found[second]["altered"] == altered
    listed = [json.loads(row["altered"]) for row in store.conn.execute("SELECT altered FROM altered_quotes")]
    assert listed == ([altered] if altered and altered != ["words"] else [])


@pytest.mark.parametrize(
    ("words", "speaker"),
    [
        ("We will keep all our friends in the city council for a day", "Ada Ferrin"),
        (WHOLE.replace("200", "300"), "Tomas O'Hara"),
        ("The pier was painted by somebody who hates the sea", "Ada Ferrin"),
        ("", ""),
    ],
)
def test_another_utterance_is_not(store, words, speaker):
    first = carried(store, WHOLE)
    if words:
        carried(store, words, outlet="B", speaker=speaker)
    assert members(store.conn, first) == [first]
    assert store.conn.execute("SELECT count(*) FROM variant_groups").fetchone()[0] == 0


def test_words_that_two_people_do_not_hit_upon_by_chance_are_one_utterance_whoever_is_named(store):
    first, second = carried(store, WHOLE), carried(store, WHOLE, outlet="B", speaker="Tomas O'Hara")
    assert members(store.conn, first) == [first, second]


def test_short_words_need_the_same_speaker_and_about_the_same_day(store):
    first = carried(store, "It is over")
    carried(store, "It is over", outlet="B", published="2031-01-03")
    carried(store, "It is over", outlet="C", published="2033-01-01")
    carried(store, "It is over", outlet="D", speaker="Tomas O'Hara")
    assert len(members(store.conn, first)) == 2


def test_the_earliest_and_the_fullest_are_known_and_wire_copy_is_counted_once(store):
    cut = carried(store, WHOLE[:60], outlet="A", published="2031-01-02", agency="AP")
    full = carried(store, WHOLE, outlet="B", published="2031-01-03", agency="AP")
    early = carried(store, WHOLE[:70], outlet="C", published="2031-01-01")
    row = dict(store.conn.execute("SELECT * FROM variant_groups").fetchone())
    assert (row["first_quote_id"], row["fullest_quote_id"]) == (early, full)
    assert (row["quotes"], row["outlets"]) == (3, 2)
    assert [one["id"] for one in group(store.conn, cut)] == [early, cut, full]


def test_copies_of_one_story_count_once(store):
    carried(store, WHOLE, outlet="A")
    carried(store, WHOLE, outlet="B")
    carried(store, WHOLE, outlet="C")
    store.conn.execute("UPDATE articles SET story_id = 1 WHERE outlet = 'B'")
    refresh_stale(store.conn)
    assert store.conn.execute("SELECT outlets FROM variant_groups").fetchone()[0] == 2


def test_a_quotation_that_links_two_groups_makes_them_one(store):
    head, tail = WHOLE[:55], WHOLE[50:]
    one = [carried(store, head, outlet=outlet) for outlet in "AB"]
    two = [carried(store, tail, outlet=outlet) for outlet in "CD"]
    assert members(store.conn, one[0]) == one
    assert members(store.conn, two[0]) == two
    whole = carried(store, WHOLE, outlet="E")
    assert sorted(members(store.conn, one[0])) == sorted([*one, *two, whole])
    assert store.conn.execute("SELECT count(*) FROM variant_groups").fetchone()[0] == 1


def test_assigning_again_changes_nothing_and_all_at_once_comes_to_the_same(store):
    ids = [
        carried(store, words, outlet=outlet)
        for outlet, words in zip("ABC", (WHOLE, WHOLE[:60], WHOLE[30:]), strict=True)
    ]
    tables = ("variant_groups", "variants", "variant_shingles")

    def everything():
        return [[tuple(row) for row in store.conn.execute(f"SELECT * FROM {table} ORDER BY id")] for table in tables]

    before = everything()
    with store.transaction() as conn:
        assign(conn, ids)
    assert everything() == before
    assign_all(store.conn)
    assert sorted(members(store.conn, ids[0])) == ids


def test_an_older_version_of_an_article_leaves_the_group(store):
    carried(store, WHOLE, outlet="A")
    carried(store, WHOLE[:60], outlet="B", key="story")
    newer = carried(store, WHOLE[:70], outlet="B", key="story", published="2031-01-05")
    row = dict(store.conn.execute("SELECT * FROM variant_groups").fetchone())
    assert row["quotes"] == 2
    assert newer in members(store.conn, newer)


def test_rejected_quotations_carry_nothing(store):
    first, second = carried(store, WHOLE), carried(store, WHOLE, outlet="B")
    reviews.decide(store, second, "reject", "Ann")
    refresh_stale(store.conn)
    assert members(store.conn, first) == [first]
    assert store.conn.execute("SELECT count(*) FROM variant_groups").fetchone()[0] == 0


def test_what_another_model_does_not_find_leaves_the_group(store):
    first, second, third = (carried(store, WHOLE, outlet=outlet) for outlet in "ABC")
    text = f"“{WHOLE},” said Ada Ferrin."
    store.add(analysis(text, [], model="toy 2", key=f"B 2031-01-01 {WHOLE}", outlet="B", published="2031-01-01"), 1)
    refresh_stale(store.conn)
    row = store.conn.execute("SELECT quotes, outlets FROM variant_groups").fetchone()
    assert tuple(row) == (2, 2)
    assert members(store.conn, first) == [first, third]
    assert second not in members(store.conn, third)


def test_no_such_quotation_is_an_error(store):
    with pytest.raises(QueryError, match="no quotation 7"):
        group(store.conn, 7)


def test_six_words_in_a_row_share_a_fingerprint():
    said = keys(WHOLE)
    for start in range(len(said) - 6):
        piece = said[start : start + 6]
        assert set(fingerprints(piece)) & set(fingerprints(said))
    assert fingerprints(()) == []
