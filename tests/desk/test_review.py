import json
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from records import ANALYSIS, TEXT, analysis, at, spoken

from quotes.desk.review import Reviewer, bounds, export, queue
from quotes.errors import QueryError
from quotes.evaluation.gold import read
from quotes.store import Store, threshold
from quotes.store.variants import assign_all

PUBLIC, SELL, DEAL, OFF = 1, 2, 3, 4


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "quotes.db") as store:
        store.add(ANALYSIS, store.start_run("test", model="toy 1"))
        yield store


@pytest.fixture
def ann(store):
    return Reviewer(store, "Ann")


def shown(store, quote_id, *columns):
    return tuple(store.conn.execute(f"SELECT {', '.join(columns)} FROM quotes WHERE id = ?", (quote_id,)).fetchone())


def log(store):
    return [
        tuple(row) for row in store.conn.execute("SELECT quote_id, reviewer, action, field FROM reviews ORDER BY id")
    ]


def test_those_nearest_the_threshold_come_first_and_decided_ones_not_at_all(store, ann):
    for quote_id, sure in ((PUBLIC, 0.99), (SELL, 0.74), (DEAL, 0.68), (OFF, 0.2)):
        store.conn.execute("UPDATE quotes SET machine_of_10000 = ? * 10000 WHERE id = ?", (sure, quote_id))
    with store.transaction() as conn:
        threshold.change(conn, 0.7)
    assert queue(store.conn) == [DEAL, SELL, PUBLIC, OFF]
    assert queue(store.conn, limit=1) == [DEAL]
    ann.decide(DEAL, "accept")
    ann.decide(SELL, "skip")
    assert DEAL not in queue(store.conn)
    assert queue(store.conn)[-1] == SELL
    assert queue(store.conn, [OFF, DEAL, PUBLIC]) == [OFF, PUBLIC]
    waiting = queue(store.conn)
    for many in range(len(waiting) + 2):  # also where the limit falls among those that were skipped
        assert queue(store.conn, limit=many) == waiting[:many]


def test_the_first_of_the_queue_is_read_from_an_index(store):
    asked = []
    store.conn.set_trace_callback(asked.append)
    assert queue(store.conn, limit=1)
    store.conn.set_trace_callback(None)
    _, question = asked  # the threshold, then what lies about it
    plan = [row["detail"] for row in store.conn.execute(f"EXPLAIN QUERY PLAN {question}")]
    assert sum("quotes_open" in step for step in plan) == 2
    assert sum("TEMP B-TREE" in step for step in plan) == 1  # the few that both walks brought


@pytest.mark.parametrize(
    ("field", "value", "column", "expected"),
    [
        ("role", "harbour master", "role", "harbour master"),
        ("role", "", "role", None),
        ("kind", "indirect", "kind", "indirect"),
        ("stance", "supports", "stance", "supports"),
        ("target", "the boats", "stance_target", "the boats"),
        ("said_on", "2031-05", "said_on_precision", "month"),
        ("speaker", "tomas o'hara", "speaker", "Tomas O'Hara"),
        ("speaker", "#1", "speaker", "Ada Ferrin"),
        ("speaker", "", "speaker", None),
        ("speaker", "Lea Quist (person)", "speaker", "Lea Quist"),
        ("bounds", "We will not sell", "text", "We will not sell"),
        ("bounds", "We will … sell it.", "text", "We will sell it."),
    ],
)
def test_a_correction_is_shown_and_an_undo_takes_it_back(store, ann, field, value, column, expected):
    before = shown(store, SELL, column)
    assert ann.correct(SELL, field, value) == [SELL]
    assert shown(store, SELL, column, "review_status") == (expected, "corrected")
    assert json.loads(shown(store, SELL, "machine")[0])[column] == before[0]
    assert ann.undo() == [SELL]
    assert shown(store, SELL, column, "review_status", "machine") == (*before, "unreviewed", None)
    assert [row[2] for row in log(store)] == ["correct", "undo"]


def test_a_corrected_speaker_is_not_called_what_the_other_one_was(store, ann):
    assert shown(store, DEAL, "speaker", "role") == ("Tomas O'Hara", "fisherman")
    ann.correct(DEAL, "speaker", "Ada Ferrin")  # whom the article calls Mayor elsewhere
    assert shown(store, DEAL, "speaker", "role") == ("Ada Ferrin", "Mayor")
    ann.undo()
    assert shown(store, DEAL, "speaker", "role", "machine") == ("Tomas O'Hara", "fisherman", None)
    ann.correct(DEAL, "speaker", "Lea Quist (person)")
    assert shown(store, DEAL, "speaker", "role") == ("Lea Quist", None)
    ann.correct(DEAL, "role", "ferryman")
    assert shown(store, DEAL, "speaker", "role") == ("Lea Quist", "ferryman")
    ann.undo()
    assert shown(store, DEAL, "speaker", "role") == ("Lea Quist", None)
    ann.correct(DEAL, "role", "ferryman")
    ann.correct(DEAL, "speaker", "Ada Ferrin")  # the role was a person's word: it stays
    assert shown(store, DEAL, "speaker", "role") == ("Ada Ferrin", "ferryman")


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("kind", "loud", "kind is one of"),
        ("stance", "angry", "stance is one of"),
        ("said_on", "yesterday", "a day, a month or a year"),
        ("speaker", "Nobody Here", "nobody here is called"),
        ("speaker", "#99", "no speaker 99"),
        ("bounds", "words that are not there", "does not stand in the article"),
        ("bounds", "…", "bounds are the words"),
        ("mood", "good", "a field is one of"),
    ],
)
def test_what_cannot_be_is_an_error_and_leaves_no_trace(store, ann, field, value, why):
    with pytest.raises(QueryError, match=why):
        ann.correct(SELL, field, value)
    assert log(store) == []
    assert shown(store, SELL, "review_status") == ("unreviewed",)


def test_a_name_that_two_people_have_must_be_told_apart(store, ann):
    text = "“Yes,” said Ira Ferrin."
    store.add(analysis(text, [spoken(text, "Yes,", speaker="Ira Ferrin")], key="b"), 1)
    with pytest.raises(QueryError, match="which one"):
        ann.correct(SELL, "speaker", "Ferrin")


def test_a_correction_reaches_the_other_articles_when_asked_to(store, ann):
    words = "We will not sell it, whatever the company offers us."
    text = f"“{words}” said somebody."
    for number in range(3):
        store.add(analysis(text, [spoken(text, words, cue="said")], key=f"copy {number}", outlet=f"O{number}"), 1)
    assign_all(store.conn)
    first, second, third = (row[0] for row in store.conn.execute("SELECT id FROM quotes WHERE text = ?", (words,)))
    assert ann.correct(first, "speaker", "Ada Ferrin") == [first]
    assert ann.correct(second, "speaker", "Ada Ferrin", everywhere=True) == [first, second, third]
    assert shown(store, third, "speaker", "review_status") == ("Ada Ferrin", "corrected")
    assert ann.undo() == [first, second, third]
    assert shown(store, third, "speaker") == (None,)
    assert shown(store, first, "speaker") == ("Ada Ferrin",)


def test_a_new_session_can_undo_the_last_decision_of_the_same_person(store, ann):
    ann.decide(SELL, "reject", "a headline")
    Reviewer(store, "Bo").decide(DEAL, "accept")
    assert Reviewer(store, "Ann").undo() == [SELL]
    assert shown(store, SELL, "review_status") == ("unreviewed",)
    with pytest.raises(QueryError, match="nothing that could be undone"):
        Reviewer(store, "Ann").undo()


def test_bounds_are_found_nearest_to_the_quotation(store):
    assert bounds(store.conn, DEAL, "a bad deal … tax-rates will rise.") == [
        at(TEXT, "a bad deal"),
        at(TEXT, "tax-rates will rise."),
    ]


def test_a_reviewer_has_a_name(store):
    with pytest.raises(QueryError, match="name"):
        Reviewer(store, " ")


def test_what_was_reviewed_becomes_gold_that_the_evaluation_reads(store, ann, tmp_path):
    store.conn.execute("UPDATE articles SET published = '2021-05-06'")  # what is in the future cannot be read again
    with pytest.raises(QueryError, match="no article"):
        export(store.conn, tmp_path / "gold.jsonl")
    ann.decide(PUBLIC, "accept")
    ann.correct(SELL, "speaker", "Tomas O'Hara")
    ann.decide(DEAL, "reject")
    with pytest.raises(QueryError, match="no article"):
        export(store.conn, tmp_path / "gold.jsonl")
    assert export(store.conn, tmp_path / "part.jsonl", partly=True) == (1, 2)
    ann.decide(OFF, "accept")
    assert export(store.conn, tmp_path / "gold.jsonl") == (1, 3)
    line = json.loads((tmp_path / "gold.jsonl").read_text())
    assert line["complete"]
    assert [quote["speaker"] for quote in line["quotes"]] == ["Ada Ferrin", "Tomas O'Hara", "A council official"]
    assert line["not_quotes"] == [
        [at(TEXT, "It is a bad deal")[0], at(TEXT, "tax-rates will rise.")[1], "rejected by a reviewer"]
    ]
    marked = read(tmp_path / "gold.jsonl")
    assert marked[0].article.text == TEXT
    assert [TEXT[said.start : said.end] for said in marked[0].quotes][1] == "We will not sell it."


def test_every_decision_survives_kill_9(tmp_path):
    path = tmp_path / "quotes.db"
    quotes = [f"Sentence number {number} is long enough." for number in range(30)]
    text = "\n\n".join(f"“{words}” said Ada Ferrin." for words in quotes)
    with Store(path) as store:
        found = [spoken(text, words, speaker="Ada Ferrin", source="Ada Ferrin") for words in quotes]
        store.add(analysis(text, found, key="many"), store.start_run("test"))
    command = [
        sys.executable,
        "-u",
        "-c",
        "from quotes.cli import main; main()",
        "review",
        str(path),
        "--reviewer",
        "Ann",
    ]
    environment = {"PYTHONPATH": str(Path(__file__).parents[2]), "PATH": "/usr/bin:/bin", "COLUMNS": "80"}
    kept = 0
    for typed in ("a\n", "r no\n", "c role mayor\na\n"):
        with subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            text=True,
        ) as process:
            process.stdin.write(typed * 10)  # more than it will get to
            process.stdin.flush()
            said = 0
            for line in process.stdout:
                said += line.rstrip().endswith(": kept")
                if said == 4:
                    process.send_signal(signal.SIGKILL)
                    break
        kept += said
        conn = sqlite3.connect(path)
        decided = conn.execute("SELECT count(*) FROM reviews").fetchone()[0]
        assert decided >= kept, "a decision that was shown as kept is gone"
        assert conn.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        half = "SELECT count(*) FROM quotes q WHERE (review_status <> 'unreviewed') <> EXISTS (SELECT 1 FROM reviews r WHERE r.quote_id = q.id)"
        assert conn.execute(half).fetchone()[0] == 0, "a decision was written by half"
        conn.close()
        kept = decided
