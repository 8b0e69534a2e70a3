import csv
import io
import json

import gold
import pytest
from commands import call

from quotes.store import Store

NO_WAR = "We don't seek a war with Iran"


@pytest.fixture(scope="module")
def db(tmp_path_factory):
    path = tmp_path_factory.mktemp("desk") / "corpus.db"
    gold.build(path)
    return path


def id_of(db, words):
    with Store(db) as store:
        return store.conn.execute("SELECT id FROM quotes WHERE text LIKE ? ORDER BY id", (f"%{words}%",)).fetchone()[0]


@pytest.mark.parametrize(
    ("claim", "status"), [(NO_WAR, 0), ("We seek a war with Iran", 1), ("No such words anywhere", 1)]
)
def test_the_exit_status_says_whether_it_is_verbatim(db, claim, status):
    assert call("verify", db, claim, "--speaker", "Kirby").exit_code == status


def test_verify_prints_what_programs_and_people_read(db):
    found = json.loads(call("verify", db, "We seek a war with Iran", "--speaker", "Kirby", "--json").output)
    assert (found["verdict"], found["speaker"]) == ("altered", "John Kirby")
    assert found["differences"][0]["kind"] == "negation lost"
    articles = len(list(gold.analyses()))
    assert found["coverage"]["articles"] == articles
    shown = call("verify", db, "We seek a war with Iran", "--speaker", "Kirby").output
    assert "ALTERED" in shown
    assert "negation lost: “don" in shown
    assert "Searched 18 articles of 9 outlets" in shown
    assert "_Kirby_" in shown
    assert "10 quotations by John Kirby" in shown
    assert "https://example.org/calder-standard/austin-multi-tiered#:~:text=" in shown
    assert "10 quotations by John Kirby" in shown


def test_many_claims_are_checked_from_a_file(db, tmp_path):
    path = tmp_path / "claims.csv"
    path.write_text(f"claim,speaker\n{NO_WAR},Kirby\n{NO_WAR},Austin\n", encoding="utf-8-sig")
    result = call("verify", db, "--file", path, "--csv")
    assert [row["verdict"] for row in csv.DictReader(io.StringIO(result.output))] == ["verbatim", "misattributed"]
    assert result.exit_code == 1
    path.write_text("words\nx\n")
    assert "no column named claim" in call("verify", db, "--file", path).output


@pytest.mark.parametrize(
    ("args", "status", "why"),
    [
        (["verify", "DB"], 2, "give the words of a claim"),
        (["verify", "DB", "…"], 1, "no words to look for"),
        (["verify", "DB", "words", "--since", "never ever"], 1, "is no date"),
        (["verify", "none.db", "words"], 1, "no such database"),
        (["variants", "DB", "99999"], 1, "no quotation 99999"),
        (["cite", "DB", "99999"], 1, "no quotation 99999"),
        (["archive", "DB", "1", "--url", "javascript:x"], 1, "no web address"),
        (["export", "DB", "--format", "parquet"], 1, "needs a file"),
        (["timeline", "DB", "Nobody at All"], 1, "nobody here is called"),
        (["review", "DB", "--export", "/tmp/never.jsonl"], 1, "no article has been reviewed"),
    ],
)
def test_bad_input_is_one_clear_line(db, args, status, why):
    result = call(*[db if arg == "DB" else arg for arg in args])
    assert result.exit_code == status
    assert why in result.output
    assert "Traceback" not in result.output


def test_variants_show_the_group_and_what_differs(db):
    result = call("variants", db, id_of(db, "all 1,200 jobs"), "--table")
    assert "The Millrace Courier" in result.output
    assert "[-1,200-] {+2,100+}" in " ".join(result.output.split())
    listed = json.loads(call("variants", db, "--json").output)
    assert any("number" in row["altered"] for row in listed)
    for row in listed:  # what is listed can be asked for
        members = json.loads(call("variants", db, row["id"], "--json").output)
        assert row["fullest"] in [member["text"] for member in members]
    assert "number" in call("variants", db, "--table").output
    assert "[" not in call("variants", db, "--table", "-c", "altered").output


def test_a_citation_its_link_and_its_selector(db):
    number = id_of(db, "Our response began today")
    assert call("cite", db, number).output.startswith("Joe Biden")
    assert "#:~:text=Our%20response%20began%20today" in call("cite", db, number, "--link").output
    assert json.loads(call("cite", db, number, "--json").output)["selector"][0]["type"] == "TextQuoteSelector"
    assert call("archive", db, number, "--url", "https://archive.example/1").exit_code == 0
    assert "https://archive.example/1" in call("cite", db, number).output


def test_export_takes_what_a_search_would_find(db, tmp_path):
    path = tmp_path / "kirby.jsonld"
    assert call("export", db, "--speaker", "kirby", "-o", path).exit_code == 0
    assert {row["creator"]["name"] for row in json.loads(path.read_text())} == {"John Kirby"}
    rows = list(csv.DictReader(io.StringIO(call("export", db, "war", "--speaker", "kirby").stdout)))
    assert rows
    assert all("war" in row["context"].lower() for row in rows)


def test_concordance_and_timeline(db):
    assert " war " in call("concordance", db, "war", "--speaker", "kirby", "--table").output
    rows = json.loads(call("timeline", db, "kirby").output)
    assert [row["date"] for row in rows] == sorted(row["date"] for row in rows)


def test_a_concordance_says_what_it_left_out(db):
    result = call("concordance", db, "war", "--limit", "1")
    assert "1 of " in result.stderr
    assert "(--limit 0 for all)" in result.stderr
    assert "near it: John Kirby" in call("concordance", db, "war", "--speaker", "Kirbi").stderr


@pytest.mark.parametrize("shown", [0, 1, "rejected"])
def test_a_review_of_a_number_opens_just_that_quotation(tmp_path, shown):
    db = tmp_path / "corpus.db"
    gold.build(db)
    with Store(db) as store:
        number, uid = store.conn.execute("SELECT id, uid FROM quotes ORDER BY id DESC LIMIT 1").fetchone()
        if shown == 0:
            with store.transaction() as conn:
                conn.execute("UPDATE quotes SET confidence_of_10000 = 100 WHERE id = ?", (number,))
    if shown == "rejected":
        assert call("review", db, number, "--reviewer", "Ann", input="r\n").exit_code == 0
    for named in (number, uid):
        result = call("review", db, named, "--reviewer", "Ann", input="q\n")
        assert f"1 of 1, quotation {number} " in result.output
    assert "Nothing is waiting" in call("review", db, 999_999, "--reviewer", "Ann").output


@pytest.mark.parametrize("command", ["topics", "watches", "articles"])
def test_the_database_may_stand_behind_the_command(db, command):
    behind = {"topics": "list", "watches": "list", "articles": "show"}[command]
    last = ["1"] if command == "articles" else []
    assert call(command, behind, db, *last).output == call(command, db, behind, *last).output
    assert f"quotes {command} DB {behind}" in call(command, behind, "--help").output.replace(
        "Usage: main", "Usage: quotes"
    )


def test_a_review_walks_through_and_keeps_each_decision(tmp_path):
    db = tmp_path / "corpus.db"
    gold.build(db)
    typed = "a fine\nc role press secretary\nr\nu\nx\ns\nq\n"
    result = call("review", db, "--speaker", "kirby", "--reviewer", "Ann", "--limit", "4", input=typed)
    assert result.exit_code == 0, result.output
    with Store(db) as store:
        rows = store.conn.execute("SELECT reviewer, action, field, note FROM reviews ORDER BY id").fetchall()
    assert [tuple(row) for row in rows] == [
        ("Ann", "accept", None, "fine"),
        ("Ann", "correct", "role", None),
        ("Ann", "reject", None, None),
        ("Ann", "undo", None, None),
        ("Ann", "skip", None, None),
    ]
    assert "3 decisions by Ann" in result.output
    again = call(
        "review", db, "--reviewer", "Ann", "--speaker", "kirby", "--limit", "1", input="C speaker Lloyd Austin\nq\n"
    )
    assert "correct speaker of" in again.output
