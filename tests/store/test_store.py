import gzip
import json
import os
import re
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest
from records import ANALYSIS, ARTICLE, DEAL, OFF, PUBLIC, SELL, TEXT, analysis, at, spoken

from quotes.errors import QueryError, StoreError
from quotes.store import Store, open_for_reading, reviews
from quotes.store.connection import FIRST, SCHEMA_VERSION, opened
from quotes.store.doctor import check
from quotes.store.migrations import STEPS
from quotes.store.stories import can_group
from quotes.types import Failure


@pytest.fixture
def run(store):
    return store.start_run("test", model="toy 1", settings={"outlet": "Quay Gazette"})


def everything(store):
    """The whole database but its log of runs."""
    return [line for line in store.conn.iterdump() if '"runs"' not in line]


def all_of(store, sql, *values):
    return [tuple(row) for row in store.conn.execute(sql, values)]


def test_every_step_of_the_schema_is_counted():
    assert [m.__name__[:4] for m in STEPS] == [f"m{n:03}" for n in range(FIRST + 1, SCHEMA_VERSION + 1)]


def test_a_store_is_a_wal_database_with_foreign_keys(store):
    assert all_of(store, "PRAGMA journal_mode") == [("wal",)]
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        store.conn.execute("INSERT INTO originals (article_id, compressed) VALUES (99, x'00')")


@pytest.mark.skipif(os.name == "nt", reason="modes are those of POSIX")
def test_nobody_else_may_read_a_new_database(path):
    before = os.umask(0)
    try:
        with Store(path) as store:
            store.add(ANALYSIS, store.start_run("test"))
            modes = {file.name: file.stat().st_mode & 0o777 for file in path.parent.iterdir()}
    finally:
        os.umask(before)
    assert len(modes) > 1
    assert set(modes.values()) == {0o600}


def test_every_table_has_a_declared_primary_key(store):
    for table in store.conn.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE 'CREATE TABLE%'"
    ).fetchall():
        if "_fts_" in table[0] or table[0].startswith("_") or table[0] == "sqlite_sequence":
            continue
        keys = [row["name"] for row in store.conn.execute(f"PRAGMA table_info({table[0]})") if row["pk"]]
        assert keys, table[0]


def test_an_article_becomes_rows(store, run):
    assert store.add(ANALYSIS, run) == "stored"
    store.finish_run(run)
    said = all_of(
        store, "SELECT speaker, role, quotation, kind, stance, target, outlet, said_on FROM who_said_what ORDER BY id"
    )
    assert said == [
        (
            "Ada Ferrin",
            "Mayor",
            "that “the harbour must stay public”",
            "mixed",
            "opposes",
            "the sale",
            "Quay Gazette",
            "2031-05-05",
        ),
        ("Ada Ferrin", None, "We will not sell it.", "direct", None, None, "Quay Gazette", None),
        (
            "Tomas O'Hara",
            "fisherman",
            "It is a bad deal and we know tax-rates will rise.",
            "direct",
            None,
            None,
            "Quay Gazette",
            None,
        ),
        ("A council official", None, "the sale was off", "indirect", None, None, "Quay Gazette", None),
    ]
    assert all_of(store, "SELECT role, date FROM roles") == [("Mayor", "2031-05-06"), ("fisherman", "2031-05-06")]
    told = [stance for row in all_of(store, "SELECT id FROM quotes") for stance in store.quote(row[0])["stances"]]
    assert [(stance["stance"], stance["target"], stance["evidence"]) for stance in told] == [
        ("opposes", "the sale", "must stay public"),
        ("supports", "the harbour", None),
    ]
    assert all_of(store, "SELECT stored, unchanged, failed, quotes, finished IS NULL FROM runs") == [(1, 0, 0, 4, 0)]
    assert all_of(store, "SELECT warnings FROM articles") == [("paragraph 2: a mark never closes",)]


def test_parts_are_slices_of_the_text(store, run):
    store.add(ANALYSIS, run)
    row = store.quote(3)
    assert [TEXT[a:b] for a, b in row["parts"]] == ["It is a bad deal", "and we know tax-rates will rise."]
    assert (row["source"], row["cue"], row["paragraph"]) == ("Tomas O'Hara", "said", 2)
    assert row["context"] == TEXT.split("\n\n")[2]
    assert store.quote(row["uid"])["id"] == 3
    with pytest.raises(QueryError, match="no quotation 99"):
        store.quote(99)


def test_ingest_twice_is_ingest_once(store, run):
    store.add(ANALYSIS, run)
    before = everything(store)
    assert store.known(ARTICLE, "toy 1")
    assert store.add(ANALYSIS, run) == "unchanged"
    assert everything(store) == before


def test_a_changed_text_is_a_new_version_and_the_old_one_stays(store, run):
    store.add(ANALYSIS, run)
    longer = replace(ARTICLE, text=TEXT + "\n\nMore follows.")
    assert not store.known(longer, "toy 1")
    assert store.add(replace(ANALYSIS, article=longer, quotes=(SELL,)), run) == "updated"
    assert all_of(store, "SELECT version, current FROM articles ORDER BY version") == [(1, 0), (2, 1)]
    assert all_of(store, "SELECT quotation FROM who_said_what") == [("We will not sell it.",)]
    assert all_of(store, "SELECT count(*) FROM quotes") == [(5,)]
    # the old text, met again, is no news
    assert store.add(ANALYSIS, run) == "unchanged"
    assert all_of(store, "SELECT version, current FROM articles ORDER BY version") == [(1, 0), (2, 1)]


def test_an_older_text_that_comes_later_is_no_current_version(store, run):
    store.add(analysis("Second text.", key="k", published="2031-05-07"), run)
    store.add(analysis("First text.", key="k", published="2031-05-06"), run)
    assert all_of(store, "SELECT text, current FROM articles ORDER BY id") == [("Second text.", 1), ("First text.", 0)]


def test_metadata_that_arrives_later_is_taken_everywhere(store, run):
    store.add(replace(ANALYSIS, article=replace(ARTICLE, outlet="", published="")), run)
    assert store.add(ANALYSIS, run) == "updated"
    assert set(all_of(store, "SELECT outlet, published FROM quotes")) == {("Quay Gazette", "2031-05-06")}
    assert all_of(store, "SELECT DISTINCT date FROM roles") == [("2031-05-06",)]
    # and what is not given again is kept
    assert store.add(replace(ANALYSIS, article=replace(ARTICLE, outlet="")), run) == "unchanged"


def test_a_newer_model_replaces_what_nobody_reviewed(store, run):
    store.add(ANALYSIS, run)
    ids = dict(all_of(store, "SELECT text, id FROM quotes"))
    better = replace(ANALYSIS, quotes=(PUBLIC, replace(SELL, speaker="Tomas O'Hara"), OFF), model="toy 2")
    assert store.add(better, store.start_run("test", model="toy 2")) == "updated"
    assert all_of(store, "SELECT id, speaker FROM quotes ORDER BY id") == [
        (ids[PUBLIC.text], "Ada Ferrin"),
        (ids[SELL.text], "Tomas O'Hara"),
        (ids[OFF.text], "A council official"),
    ]
    assert all_of(store, "SELECT count(*) FROM stances") == [(2,)]
    assert all_of(store, "SELECT DISTINCT r.model FROM quotes q JOIN runs r ON r.id = q.run_id") == [("toy 2",)]


def test_two_quotations_of_the_same_words_are_one_row(store, run):
    store.add(replace(ANALYSIS, quotes=(SELL, SELL)), run)
    assert all_of(store, "SELECT count(*) FROM quotes") == [(1,)]


def test_named_speakers_join_across_articles_and_unnamed_ones_do_not(store, run):
    first = "“Yes,” said Ada Ferrin. “No,” said an official. “Never,” said an official."
    second = "“Perhaps,” said ADA FERRIN. “Soon,” said an official."
    official = {"speaker": "an official", "speaker_kind": "unnamed"}
    store.add(analysis(first, [spoken(first, "Yes,", speaker="Ada Ferrin"), spoken(first, "No,", **official),
                               spoken(first, "Never,", **official)], key="a"), run)  # fmt: skip
    store.add(
        analysis(
            second, [spoken(second, "Perhaps,", speaker="ADA FERRIN"), spoken(second, "Soon,", **official)], key="b"
        ),
        run,
    )
    assert all_of(store, "SELECT text, speaker_id, speaker FROM quotes ORDER BY id") == [
        ("Yes,", 1, "Ada Ferrin"),
        ("No,", 2, "an official"),
        ("Never,", 2, "an official"),
        ("Perhaps,", 1, "Ada Ferrin"),
        ("Soon,", 3, "an official"),
    ]


def test_an_unknown_speaker_is_none_and_keeps_the_candidates(store, run):
    text = "“Who knows?” Ada Ferrin and Tomas O'Hara were there."
    unknown = replace(spoken(text, "Who knows?", cue=""), candidates=OFF.candidates)
    store.add(analysis(text, [unknown], key="a"), run)
    assert all_of(store, "SELECT speaker_id, speaker, speaker_kind FROM quotes") == [(None, None, "unknown")]
    assert json.loads(all_of(store, "SELECT candidates FROM unknown_speakers")[0][0]) == [
        {"name": "Ada Ferrin", "kind": "person", "score": 0.2}
    ]


def test_a_renamed_speaker_is_renamed_on_the_quotations_and_in_the_full_text(store, run):
    store.add(ANALYSIS, run)
    store.conn.execute("UPDATE speakers SET name = 'Ada B. Ferrin-Quill' WHERE name = 'Ada Ferrin'")
    assert all_of(store, "SELECT DISTINCT speaker FROM quotes WHERE speaker_id = 1") == [("Ada B. Ferrin-Quill",)]
    assert all_of(store, "SELECT count(*) FROM quotes_fts WHERE quotes_fts MATCH 'speaker : quill'") == [(2,)]


def test_the_original_is_kept_when_there_is_one(store, run):
    store.add(replace(ANALYSIS, article=replace(ARTICLE, original=b"<p>" * 1000)), run)
    assert len(all_of(store, "SELECT compressed FROM originals")[0][0]) < 100


def test_failures_stay_until_the_origin_is_stored(store, run):
    store.fail(run, Failure("harbour.txt", "empty"))
    store.fail(run, Failure("harbour.txt", "no permission"))
    store.fail(run, Failure("other\udcff.txt", "no text"))
    assert all_of(store, "SELECT reason FROM failures WHERE resolved IS NULL ORDER BY id") == [
        ("no permission",),
        ("no text",),
    ]
    store.add(ANALYSIS, run)
    assert all_of(store, "SELECT origin FROM failures WHERE resolved IS NULL") == [("other\\udcff.txt",)]
    assert store.counts() == {"articles": 1, "quotes": 4, "speakers": 3, "unknown": 0, "failures": 1}


def test_an_article_that_cannot_be_written_leaves_nothing(store, run):
    bad = replace(PUBLIC, kind="shouted")
    with pytest.raises(StoreError, match="CHECK constraint"):
        store.add(replace(ANALYSIS, quotes=(SELL, bad)), run)
    with pytest.raises(StoreError, match="no text"):
        store.add(analysis("half a pair \ud83d", key="b", origin="x.txt"), run)
    assert store.counts()["articles"] == 0
    assert all_of(store, "SELECT (SELECT count(*) FROM quotes), (SELECT count(*) FROM speakers)") == [(0, 0)]


@pytest.mark.parametrize("spoil", ["text", "empty folder", "other database", "newer"])
def test_a_database_that_is_not_ours_is_refused_and_left_alone(path, spoil):
    if spoil == "text":
        path.write_text("not a database at all, but long enough to be looked at " * 20)
    elif spoil == "empty folder":
        path.mkdir()
    elif spoil == "other database":
        with sqlite3.connect(path) as conn:
            conn.execute("CREATE TABLE recipes (id INTEGER PRIMARY KEY)")
    else:
        Store(path).close()
        with sqlite3.connect(path) as conn:
            conn.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    before = path.read_bytes() if path.is_file() else b""
    for opening in (Store, open_for_reading):
        with pytest.raises(StoreError, match="quotes.db: "):
            opening(path)
    assert (path.read_bytes() if path.is_file() else b"") == before


def test_a_missing_database_is_created_only_when_asked(path):
    with pytest.raises(StoreError, match="no such database"):
        Store(path, create=False)
    with pytest.raises(StoreError, match="no such database"):
        open_for_reading(path)
    assert not path.exists()
    with pytest.raises(StoreError, match="the folder .* does not exist"):
        Store(path / "deeper" / "quotes.db")


def test_a_locked_database_says_so(store, path):
    store.conn.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreError, match="locked by another program"):
        Store(path, timeout=0.05)
    assert open_for_reading(path).execute("SELECT count(*) FROM quotes").fetchone()[0] == 0


def test_a_reader_cannot_write_and_reads_while_another_writes(store, run, path):
    store.add(ANALYSIS, run)
    reader = open_for_reading(path)
    with store.transaction() as conn:
        conn.execute("UPDATE speakers SET name = 'X'")
        assert reader.execute("SELECT count(*) FROM speakers WHERE name = 'X'").fetchone()[0] == 0
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.execute("DELETE FROM stances")


@pytest.fixture
def old(path):
    """A database made before 0.1.0: two articles of eight quotations, a topic, one quotation accepted, corrected, rejected."""
    path.write_bytes(gzip.decompress(Path(__file__).with_name("before-0.1.0.db.gz").read_bytes()))
    return path


def schema_of(conn):
    """What a database is made of, without how it is spelt: the columns of each table, and what else there is."""
    names = conn.execute(
        "SELECT type, name, tbl_name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
    ).fetchall()
    spelt = {
        (row["type"], row["name"]): " ".join(re.sub(r"--[^\n]*", "", row["sql"] or "").replace('"', "").split())
        for row in names
        if row["type"] != "table"
    }
    columns = {
        row["name"]: [tuple(column) for column in conn.execute(f"PRAGMA table_xinfo({row['name']})")]
        for row in names
        if row["type"] == "table"
    }
    return spelt, columns


def test_a_database_is_closed_when_the_question_is_answered_or_fails(tmp_path):
    path = tmp_path / "quotes.db"
    Store(path).close()
    with opened(path) as conn:
        assert conn.execute("SELECT count(*) FROM quotes").fetchone()[0] == 0
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        conn.execute("SELECT 1")
    with pytest.raises(StoreError, match=r"quotes\.db: .*no_such_table"), opened(path) as conn:
        conn.execute("SELECT 1 FROM no_such_table")
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        conn.execute("SELECT 1")


@pytest.mark.parametrize("opening", [open_for_reading, lambda path: Store(path).conn])
def test_a_database_of_an_earlier_release_is_brought_up_to_date_by_opening_it(old, opening, tmp_path):
    conn = opening(old)
    assert conn.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION
    assert conn.execute("SELECT count(*) FROM watched_feeds").fetchone()[0] == 0  # of a later step
    assert conn.execute("SELECT count(*) FROM who_said_what").fetchone()[0] == 7
    assert conn.execute("SELECT role FROM quotes WHERE id = 6").fetchone()[0] == "former mayor"
    with Store(tmp_path / "new.db") as new:
        assert schema_of(conn) == schema_of(new.conn)
    conn.close()
    assert list(check(old)) == []


def test_what_an_old_database_says_of_a_quotation_it_says_when_it_is_brought_up_to_date(old):
    told = ("uid", "text", "confidence", "machine_confidence", "stance_confidence", "candidates", "chain", "context")
    with sqlite3.connect(old) as conn:
        conn.row_factory = sqlite3.Row
        before = [dict(row) for row in conn.execute(f"SELECT id, {', '.join(told)} FROM quotes")]
    conn.close()
    with Store(old) as store:
        for row in before:
            then = {name: json.loads(row[name]) if name in ("candidates", "chain") else row[name] for name in told}
            assert {name: store.quote(row["id"])[name] for name in told} == then
            assert store.quote(row["uid"])["id"] == row["id"]
    assert any(json.loads(row["candidates"]) for row in before)
    assert any(len(json.loads(row["chain"])) > 1 for row in before)


LONG = "".join(f"Ada Ferrin · “We wait {n}.” 🛥\n\n" for n in range(3_000))
AROUND = "SELECT c.id, c.context, q.context_start, q.context_end FROM contexts c JOIN quotes q ON q.id = c.id"


def test_what_stands_around_the_quotations_of_a_long_article_is_read_from_stretches_of_it(store):
    said = [spoken(LONG, f"We wait {n}.", speaker="Ada Ferrin", cue="") for n in range(0, 3_000, 7)]
    store.add(analysis(LONG, said))
    store.conn.execute("UPDATE articles SET text = ''")  # in which nobody looks: it would be read whole for each
    around = all_of(store, AROUND)
    assert len(around) == len(said)
    assert all(context == LONG[start:end] for _, context, start, end in around)
    store.conn.execute("UPDATE articles SET text = ?", (LONG,))
    store.add(analysis(LONG, said[1:], model="toy 2"))  # the words of the first are not found any more
    store.conn.execute("UPDATE speakers SET name = 'Oda Brandt'")
    assert all_of(store, "SELECT count(*) FROM quotes_fts WHERE quotes_fts MATCH 'speaker : brandt'") == [
        (len(said) - 1,)
    ]
    assert list(check(store.path)) == []


def test_a_long_article_of_an_old_database_has_its_stretches(old):
    with sqlite3.connect(old) as conn:
        conn.execute("UPDATE articles SET text = text || ?", (LONG,))
    conn.close()
    with Store(old) as store:
        texts = dict(all_of(store, "SELECT id, text FROM articles"))
        kept = "SELECT group_concat(text, '') FROM stretches WHERE article_id = ?"
        assert {article: all_of(store, kept, article)[0][0] for article in texts} == texts


def test_what_was_decided_before_stands_when_articles_are_read_anew(old):
    with Store(old) as store:
        assert store.add(ANALYSIS) == "unchanged"
        assert store.add(replace(ANALYSIS, model="toy 2")) == "updated"
        store.add(
            analysis("“No,” said Ada Ferrin.", [spoken("“No,” said Ada Ferrin.", "No,", speaker="Ada Ferrin")], key="b")
        )
        assert all_of(store, "SELECT review_status FROM quotes WHERE id IN (1, 6, 8) ORDER BY id") == [
            ("accepted",),
            ("corrected",),
            ("rejected",),
        ]
        assert store.counts()["speakers"] == 4
    assert list(check(old)) == []


@pytest.mark.parametrize("version", [7, *range(9, 17), FIRST - 1])
def test_a_database_from_before_the_first_release_is_refused_in_one_line(old, version):
    with sqlite3.connect(old) as conn:
        conn.execute(f"PRAGMA user_version = {version}")
    for opening in (Store, open_for_reading):
        with pytest.raises(StoreError, match="written before the first release"):
            opening(old)


def test_a_bulk_load_holds_the_same_as_a_plain_one(store, run, tmp_path):
    with store.bulk():
        store.add(ANALYSIS, run)
        assert not all_of(store, "SELECT name FROM sqlite_master WHERE name = 'quotes_ai'")
    with Store(tmp_path / "plain.db") as plain:
        schema = "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_stat%' ORDER BY type, name"
        assert all_of(store, schema) == all_of(plain, schema)
    assert all_of(store, "SELECT count(*) FROM quotes_fts WHERE quotes_fts MATCH 'harbour'") == [(2,)]


def test_speakers_come_with_aliases_and_roles(store, run):
    store.add(ANALYSIS, run)
    ferrin = store.speakers("ferrin")
    assert [(s["speaker"], s["quotations"], s["aliases"]) for s in ferrin] == [("Ada Ferrin", 2, ["Ada Ferrin"])]
    assert ferrin[0]["roles"] == [{"role": "Mayor", "affiliation": None, "first": "2031-05-06", "last": "2031-05-06"}]
    assert [s["speaker"] for s in store.speakers()] == ["Ada Ferrin", "A council official", "Tomas O'Hara"]
    assert [s["speaker"] for s in store.speakers("OHARA")] == []
    assert [s["speaker"] for s in store.speakers("O’Hara")] == ["Tomas O'Hara"]
    assert store.speakers("(") == []


# what people decide


def quotation(store, words):
    return all_of(store, "SELECT id FROM quotes WHERE text LIKE ?", f"%{words}%")[0][0]


def test_a_correction_is_shown_found_and_undone(store, run):
    store.add(ANALYSIS, run)
    sell, deal = quotation(store, "not sell"), quotation(store, "bad deal")
    first = reviews.correct(store, sell, "speaker", store.quote(deal)["speaker_id"], "mk", note="misheard")
    assert all_of(store, "SELECT speaker, review_status FROM who_said_what WHERE id = ?", sell) == [
        ("Tomas O'Hara", "corrected")
    ]
    assert store.quote(sell)["machine"] == {
        "speaker_id": 1,
        "speaker": "Ada Ferrin",
        "speaker_kind": "person",
        "role": None,
        "affiliation": None,
    }
    assert all_of(store, "SELECT count(*) FROM quotes_fts WHERE quotes_fts MATCH 'speaker : hara'") == [(2,)]
    second = reviews.correct(store, sell, "speaker", None, "mk")
    assert all_of(store, "SELECT speaker FROM who_said_what WHERE id = ?", sell) == [(None,)]
    reviews.undo(store, second, "mk")
    assert all_of(store, "SELECT speaker FROM who_said_what WHERE id = ?", sell) == [("Tomas O'Hara",)]
    reviews.undo(store, first, "mk")
    assert all_of(store, "SELECT speaker, review_status FROM who_said_what WHERE id = ?", sell) == [
        ("Ada Ferrin", "unreviewed")
    ]
    assert store.quote(sell)["machine"] is None
    with pytest.raises(QueryError, match="undone already"):
        reviews.undo(store, first, "mk")


def test_a_correction_survives_every_later_model(store, run):
    store.add(ANALYSIS, run)
    sell, deal, off = (quotation(store, words) for words in ("not sell", "bad deal", "sale was off"))
    reviews.correct(store, sell, "role", "Mayor of Quay", "mk")
    reviews.correct(store, deal, "bounds", [at(TEXT, "It is a bad deal")], "mk")
    reviews.decide(store, off, "reject", "mk")
    newer = replace(ANALYSIS, quotes=(replace(SELL, role="boss", confidence=0.4),), model="toy 2")
    store.add(newer, store.start_run("test", model="toy 2"))
    assert all_of(store, "SELECT id, role, confidence FROM who_said_what ORDER BY id") == [
        (sell, "Mayor of Quay", 1.0),
        (deal, "fisherman", 1.0),
    ]
    assert store.quote(sell)["machine"] == {"role": "boss"}
    # a model that finds the corrected bounds finds this quotation, and not a second one
    found = replace(DEAL, parts=DEAL.parts[:1], end=DEAL.parts[0][1], text="It is a bad deal")
    store.add(replace(newer, quotes=(found,), model="toy 3"), run)
    assert all_of(store, "SELECT id, quotation FROM who_said_what ORDER BY id") == [
        (sell, "We will not sell it."),
        (deal, "It is a bad deal"),
    ]
    assert all_of(store, "SELECT review_status, shown FROM quotes WHERE id = ?", off) == [("rejected", 0)]


def test_a_new_version_inherits_what_was_decided_about_the_same_words(store, run):
    store.add(ANALYSIS, run)
    sell, deal, off = (quotation(store, words) for words in ("not sell", "bad deal", "sale was off"))
    reviews.correct(store, sell, "role", "Mayor of Quay", "mk", note="from the register")
    reviews.correct(store, deal, "bounds", [at(TEXT, "It is a bad deal")], "mk")
    reviews.decide(store, off, "reject", "mk")
    undone = reviews.decide(store, quotation(store, "stay public"), "reject", "mk")
    reviews.undo(store, undone, "mk")
    text = "Updated. " + TEXT
    moved = [spoken(text, *(TEXT[a:b] for a, b in quote.parts), speaker="Ada Ferrin") for quote in ANALYSIS.quotes]
    store.add(replace(ANALYSIS, article=replace(ARTICLE, text=text), quotes=tuple(moved)), run)
    assert all_of(store, "SELECT quotation, role, review_status FROM who_said_what WHERE id > 4 ORDER BY id") == [
        (PUBLIC.text, None, "unreviewed"),
        (SELL.text, "Mayor of Quay", "corrected"),
        ("It is a bad deal", None, "corrected"),
    ]
    assert all_of(store, "SELECT reviewer, note FROM reviews WHERE quote_id > 4 ORDER BY id") == [
        ("mk", f"from the register · as of quotation {sell}"),
        ("mk", f"as of quotation {deal}"),
        ("mk", f"as of quotation {off}"),
    ]
    assert list(check(store.path)) == []


def test_rejecting_hides_and_undoing_shows_again(store, run):
    store.add(ANALYSIS, run)
    rejected = reviews.decide(store, 1, "reject", "mk")
    assert all_of(store, "SELECT count(*) FROM who_said_what") == [(3,)]
    reviews.undo(store, rejected, "mk")
    assert all_of(store, "SELECT count(*) FROM who_said_what") == [(4,)]
    store.add(replace(ANALYSIS, article=replace(ARTICLE, text=TEXT + " And more."), quotes=()), run)
    reviews.decide(store, 1, "accept", "mk")  # of an older version: accepted, and still not shown
    assert all_of(store, "SELECT count(*) FROM who_said_what") == [(0,)]


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("colour", "red", "a field is one of"),
        ("speaker", 99, "no speaker 99"),
        ("kind", "shouted", "kind cannot be"),
        ("bounds", [], "spans of the article"),
        ("bounds", [(5, 2)], "spans of the article"),
        ("bounds", [(0, 10_000)], "spans of the article"),
    ],
)
def test_a_correction_that_cannot_be_changes_nothing(store, run, field, value, reason):
    store.add(ANALYSIS, run)
    with pytest.raises(QueryError, match=reason):
        reviews.correct(store, 1, field, value, "mk")
    assert all_of(store, "SELECT count(*) FROM reviews") == [(0,)]
    assert store.quote(1)["machine"] is None


@pytest.mark.parametrize(
    "sql", ["UPDATE reviews SET note = 'x'", "DELETE FROM reviews", "REPLACE INTO reviews SELECT * FROM reviews"]
)
def test_reviews_cannot_be_changed(store, run, sql):
    store.add(ANALYSIS, run)
    reviews.decide(store, 1, "accept", "mk")
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        store.conn.execute(sql)


def test_a_store_starts_and_ends_a_run_of_its_own(tmp_path):
    path = tmp_path / "quotes.db"
    with Store(path) as store:
        assert [store.add(replace(ANALYSIS, article=replace(ARTICLE, key=key))) for key in "ab"] == ["stored"] * 2
        assert store.add(replace(ANALYSIS, article=replace(ARTICLE, key="a"))) == "unchanged"
        assert store.conn.execute("SELECT count(*) FROM variants").fetchone()[0] > 1  # who else carries it
        if can_group():
            assert store.conn.execute("SELECT count(*) FROM articles WHERE story_id IS NOT NULL").fetchone()[0] == 1
    with Store(path) as store:
        (run,) = store.conn.execute("SELECT command, model, stored, unchanged, finished FROM runs").fetchall()
        assert tuple(run)[:4] == ("python", "toy 1", 2, 1)
        assert run["finished"]
    assert list(check(path)) == []


def test_a_run_of_its_own_that_breaks_off_has_no_end(tmp_path):
    path = tmp_path / "quotes.db"
    with pytest.raises(ZeroDivisionError), Store(path) as store:
        store.add(ANALYSIS)
        1 / 0  # noqa: B018
    with Store(path) as store:
        assert [tuple(r) for r in store.conn.execute("SELECT stored, finished FROM runs")] == [(1, None)]
