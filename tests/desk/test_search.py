from datetime import date

import pytest
from records import ANALYSIS, ARTICLE, analysis, spoken

from quotes.desk.days import days, read_as
from quotes.desk.search import find, near_names, search
from quotes.errors import QueryError, StoreError
from quotes.store import Store, open_for_reading
from quotes.types import Stance

LATER = "“The harbour of Smolensk is ours,” said Zoë Kirby.\n\n“Ferries matter,” the Kirby Group said."


@pytest.fixture(scope="module")
def database(tmp_path_factory):
    path = tmp_path_factory.mktemp("search") / "quotes.db"
    group = spoken(LATER, "Ferries matter,", speaker="Kirby Group", speaker_kind="organization", kind="mixed")
    zoe = spoken(
        LATER,
        "The harbour of Smolensk is ours,",
        speaker="Zoë Kirby",
        stances=(Stance("supports", "100% harbour", 0.9),),
    )
    with Store(path) as store:
        run = store.start_run("test")
        store.add(ANALYSIS, run)
        store.add(
            analysis(LATER, [zoe, group], outlet="The Daily Ferry", published="2031-07-01T10:00:00+01:00", key="later"),
            run,
        )
    return path


def words(rows):
    return [row["quotation"].split()[0] for row in rows]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("smolensk", ["The"]),
        ("SMOLENSK harbour", ["The"]),
        ("ferry", ["Ferries"]),  # the same stem
        ("gazette", ["We", "that"]),  # in the paragraph
        ("tax-rates", ["It"]),
        ("O'Hara", ["It"]),
        ("O’Hara", ["It"]),
        ("zoe", ["The"]),
        ('"bad deal"', ["It"]),
        ("“bad deal”", ["It"]),
        ('"deal bad"', []),
        ("deal bad", ["It"]),
        ('bad "deal', ["It"]),
        ("deal (", ["It"]),
        ("(", []),
        ('"', []),
        ("*", []),
        ("NEAR", []),
        ("AND OR NOT", []),
        ("text:deal", []),
        ("deal\0", ["It"]),
        ("\0", []),
        ("-", []),
        ("deal*", ["It"]),
        ("^deal", ["It"]),
        ("de", []),
        ("🙂", []),
        ("'; DROP TABLE quotes; --", []),
        ("deal " * 20_000, ["It"]),
        (" ".join(f"w{i}" for i in range(20_000)), []),
        ("x" * 100_000, []),
        ("(" * 100_000, []),
        ('"' * 99_999, []),
    ],
)
def test_any_text_is_a_safe_query(database, query, found):
    assert words(search(database, query)) == found


@pytest.mark.parametrize("query", ["", "  ", "\n"])
def test_no_query_gives_the_newest_first(database, query):
    assert words(search(database, query, limit=3)) == ["Ferries", "The", "the"]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"speaker": "kirby"}, ["Ferries", "The"]),
        ({"speaker": "Zoe Kirby"}, ["The"]),
        ({"speaker": "kirb"}, []),
        ({"speaker": "council official"}, ["the"]),
        ({"speaker": ""}, []),
        ({"speaker": '"('}, []),
        ({"role": "mayor"}, ["that"]),
        ({"role": "%"}, []),
        ({"outlet": "daily ferry"}, ["Ferries", "The"]),
        ({"outlet": "quay"}, ["the", "It", "We", "that"]),
        ({"outlet": "nowhere"}, []),
        ({"kind": "mixed"}, ["Ferries", "that"]),
        ({"stance": "opposes"}, ["that"]),
        ({"target": "sale"}, ["that"]),
        ({"target": "harbour"}, ["The", "that"]),  # any of its stances
        ({"target": "harbour", "stance": "opposes"}, []),
        ({"target": "100%"}, ["The"]),
        ({"since": "2031-07"}, ["Ferries", "The"]),
        ({"since": "2031-07-01", "until": "2031-07-01"}, ["Ferries", "The"]),
        ({"until": "2031-06-30"}, ["the", "It", "We", "that"]),
        ({"until": "2030"}, []),
        ({"said_since": "2031-05-05"}, ["that"]),
        ({"said_since": "2031", "said_until": "2031-05-04"}, []),
    ],
)
def test_filters(database, filters, found):
    assert words(search(database, **filters)) == found


def test_a_word_and_a_speaker(database):
    assert words(search(database, "harbour", speaker="kirby")) == ["The"]
    assert words(search(database, "ferries", speaker="kirby")) == ["Ferries"]
    assert words(search(database, "harbour", speaker="ferrin", limit=1)) == ["that"]
    assert search(database, "harbour", speaker="nobody") == []
    assert words(search(database, "harbour OR deal", speaker="hara", raw=True)) == ["It"]


@pytest.mark.parametrize(
    ("query", "found"),
    [("deal OR ferries", {"It", "Ferries"}), ("text : ferr*", {"Ferries"}), ("NEAR(bad deal)", {"It"})],
)
def test_raw_queries(database, query, found):
    assert set(words(search(database, query, raw=True))) == found


@pytest.mark.parametrize("query", ["(", '"', "a AND", "nothing : x", "NEAR(", "*", "a\0)", "tax-rates"])
def test_a_bad_raw_query_is_one_clear_line(database, query):
    with pytest.raises(QueryError, match="not in FTS5's syntax") as caught:
        search(database, query, raw=True)
    assert "\n" not in str(caught.value)


def test_words_that_are_everywhere(tmp_path, monkeypatch):
    monkeypatch.setattr("quotes.desk.search.SORTED", 30)
    monkeypatch.setattr("quotes.desk.search.PROBED", 5)
    text = "“No,” said Ada Ferrin."
    quote = spoken(text, "No,", speaker="Ada Ferrin")
    with Store(tmp_path / "many.db") as store, store.bulk():
        run = store.start_run("test")
        for i in range(31):
            outlet = "Few" if i in (3, 20) else "Many"
            store.add(analysis(text, [quote], key=str(i), outlet=outlet, published=f"2031-01-{31 - i:02}"), run)

    def found(**filters):
        return [row["id"] for row in search(tmp_path / "many.db", "no", limit=3, **filters)]

    assert found() == [31, 30, 29]  # the last that came in
    assert found(outlet="Many") == [31, 30, 29]
    assert found(outlet="Few") == [4, 21]  # so few that they are sorted by date
    assert found(speaker="ferrin", outlet="Few") == [4, 21]
    assert found(speaker="ferrin", outlet="Few", since="2031-01-20") == [4]


def test_what_is_asked_for_comes_first(tmp_path):
    texts = {  # in the order of their dates, the newest last
        "direct": "“The ferry is late,” said Ada Ferrin.",
        "indirect": "Ada Ferrin said the ferry was late.",
        "beside": "The ferry waits. “Come on board,” said Ada Ferrin.",
    }
    quotes = {
        "direct": spoken(texts["direct"], "The ferry is late,", speaker="Ada Ferrin"),
        "indirect": spoken(texts["indirect"], "the ferry was late", speaker="Ada Ferrin", kind="indirect", quoted=()),
        "beside": spoken(texts["beside"], "Come on board,", speaker="Ada Ferrin"),
    }
    with Store(tmp_path / "q.db") as store:
        run = store.start_run("test")
        for day, key in enumerate(texts, 1):
            store.add(analysis(texts[key], [quotes[key]], key=key, published=f"2031-01-0{day}"), run)
        ids = {
            row["quotation"]: key for row in search(store.conn) for key in texts if quotes[key].text == row["quotation"]
        }

        def order(**asked):
            return [ids[row["quotation"]] for row in find(store.conn, "ferry", **asked).rows]

        assert order() == ["direct", "indirect", "beside"]
        assert order(sort="newest") == ["beside", "indirect", "direct"]
        assert order(sort="oldest") == ["direct", "indirect", "beside"]
        found = find(store.conn, "ferry", limit=2)
        assert (len(found.rows), found.total) == (2, 3)
        with pytest.raises(QueryError, match="sort by one of"):
            find(store.conn, sort="loudest")


def test_what_has_no_date_is_counted(tmp_path):
    text = "“The ferry is late,” said Ada Ferrin."
    with Store(tmp_path / "q.db") as store:
        quote = spoken(text, "The ferry is late,", speaker="Ada Ferrin")
        store.add(analysis(text, [quote], published=""), store.start_run("test"))
        assert (find(store.conn, since="2020").undated, find(store.conn, "ferry", since="2020").undated) == (1, 1)
        assert (find(store.conn, "boat", since="2020").undated, find(store.conn).undated) == (0, 0)


@pytest.mark.parametrize(
    ("printed", "query"), [("ofﬁce", "office"), ("oﬃce", "office"), ("office", "ofﬁce"), ("ﬂags", "flags")]
)
def test_letters_that_are_joined_are_letters(tmp_path, printed, query):
    text = f"“My {printed} is shut,” said Ada Ferrin."
    with Store(tmp_path / "q.db") as store:
        store.add(
            analysis(text, [spoken(text, f"My {printed} is shut,", speaker="Ada Ferrin")]), store.start_run("test")
        )
        assert len(search(store.conn, query)) == len(search(store.conn, f'"my {query} is"')) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("2024", ""),
        ("2024-02-03", ""),
        ("3 May 2029", "“3 May 2029” is read as 2029-05-03"),
        ("04/05/2029", "“04/05/2029” is read as 2029-04-05, month first; if you mean the other, write 2029-05-04"),
        ("13/05/2029", "“13/05/2029” is read as 2029-05-13"),
        ("05/05/2029", "“05/05/2029” is read as 2029-05-05"),
    ],
)
def test_how_a_date_was_read_is_said(text, said):
    assert read_as(text) == said


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("Ferrim", ["Ada Ferrin"]),
        ("ada ferin", ["Ada Ferrin"]),
        ("Kirbey", ["Kirby Group", "Zoë Kirby"]),
        ("Quux", []),
        ("", []),
    ],
)
def test_names_that_are_nearly_so(database, typed, names):
    assert sorted(row["speaker"] for row in near_names(open_for_reading(database), typed)) == names


def test_a_connection_serves_as_well_as_a_path(database):
    assert words(search(open_for_reading(database), "smolensk")) == ["The"]


def test_a_result_is_a_row_of_the_view(database):
    row = search(database, "bad deal")[0]
    assert (row["speaker"], row["role"], row["outlet"], row["url"]) == (
        "Tomas O'Hara",
        "fisherman",
        "Quay Gazette",
        ARTICLE.url,
    )


def test_a_missing_database_is_said(tmp_path):
    with pytest.raises(StoreError, match="no such database"):
        search(tmp_path / "none.db", "x")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2024-12", "2024-12-01", "2024-12-31"),
        ("2024-2", "2024-02-01", "2024-02-29"),
        (" 2024-02-03 ", "2024-02-03", "2024-02-03"),
        ("2024-02-03T10:00:00Z", "2024-02-03", "2024-02-03"),
        ("yesterday", "2031-05-05", "2031-05-05"),
        ("last week", "2031-04-28", "2031-05-04"),
        ("this week", "2031-05-05", "2031-05-11"),
        ("Last month", "2031-04-01", "2031-04-30"),
        ("this year", "2031-01-01", "2031-12-31"),
        ("last year", "2030-01-01", "2030-12-31"),
        ("two weeks ago", "2031-04-22", "2031-04-22"),
        ("3 May 2029", "2029-05-03", "2029-05-03"),
    ],
)
def test_days(text, first, last):
    assert [day.isoformat() for day in days(text, today=date(2031, 5, 6))] == [first, last]


@pytest.mark.parametrize(
    "text",
    ["", "soonish", "2024-13", "0000", "2024-02-31", "9" * 1000, "\0", "𝟚𝟘𝟚𝟜-99", "²", "1²", "③ May", "3 May 202⁴"],
)
def test_what_is_no_date_is_refused(text):
    with pytest.raises(QueryError, match="is no date"):
        days(text)
