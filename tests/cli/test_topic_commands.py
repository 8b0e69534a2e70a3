import csv
import io
import json

import pytest
from commands import call
from topical import fill

from quotes.cli.stance import NOTE, chart
from quotes.store import Store


@pytest.fixture
def db(tmp_path):
    path = str(tmp_path / "quotes.db")
    with Store(path) as store:
        fill(store)
    return path


def add(db):
    return call("topics", db, "add", "harbour sale", "--match", "sale", "--match", "selling", "--about", "Harbour")


def test_a_topic_is_added_listed_and_removed(db):
    result = add(db)
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "harbour sale: 6 quotations (2 supports, 4 opposes, 0 neutral)\n"
    (topic,) = json.loads(call("topics", db, "list").stdout)
    assert (topic["match"], topic["about"], topic["quotations"]) == (["sale", "selling"], ["Harbour"], 6)
    assert json.loads(call("topics", db).stdout) == [topic]
    assert "sale; selling" in call("topics", db, "list", "-t").stdout
    assert call("topics", db, "remove", "harbour sale", "--match", "selling").exit_code == 0
    assert call("topics", db, "remove", "Harbour sale").exit_code == 0
    assert json.loads(call("topics", db, "list").stdout) == []


def test_suggestions_are_rows(db):
    rows = json.loads(call("topics", db, "suggest", "--limit", 3).stdout)
    assert "sale" in [row["term"] for row in rows]


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("stance", "{db}", "nothing"), "Error: no topic 'nothing'"),
        (("topics", "{db}", "add", "?"), "Error: '?' has no word to look for"),
        (("topics", "{db}", "remove", "x\x1b[2Jy"), "Error: no topic"),
        (("topics", "missing.db", "add", "sale"), "Error: missing.db: no such database"),
        (("topics", "missing.db"), "Error: missing.db: no such database"),
        (("stance", "missing.db", "sale"), "Error: missing.db: no such database"),
    ],
)
def test_what_cannot_be_done_is_one_line(db, args, says):
    result = call(*(arg.replace("{db}", db) for arg in args))
    assert result.exit_code == 1
    assert result.stderr.startswith(says) and result.stderr.count("\n") == 1
    assert "\x1b" not in result.stderr


def test_who_is_for_and_against(db):
    add(db)
    rows = json.loads(call("stance", db, "harbour", "sale").stdout)
    assert (rows[0]["speaker"], rows[0]["stance"], rows[0]["opposes_ids"]) == ("Ada Ferrin", "opposes", [3, 4])
    result = call("stance", db, "harbour sale", "-t")
    assert "2: 3 4" in result.stdout and "(unknown)" in result.stdout
    assert NOTE in result.stderr  # whose stances they are is always said


def test_a_speakers_change_is_csv_for_programs_and_a_chart_for_people(db):
    add(db)
    asked = ("stance", db, "harbour sale", "--speaker", "ferrin", "--by", "month")
    rows = list(csv.DictReader(io.StringIO(call(*asked).stdout)))
    assert [(row["month"], row["supports"], row["opposes"]) for row in rows] == [
        ("2031-01", "1", "0"),
        ("2031-02", "0", "0"),
        ("2031-03", "0", "2"),
    ]
    drawn = call(*asked, "-t").stdout.splitlines()
    assert drawn[0].split() == ["month", "opposes", "supports", "neutral"]
    assert drawn[1].split()[1] == "1" and drawn[3].split()[1] == "2"
    assert 0 <= drawn[3].count("█") - 2 * drawn[1].count("█") <= 1 < drawn[1].count("█")


def test_each_quotation_can_be_listed(db):
    add(db)
    rows = json.loads(call("stance", db, "harbour sale", "--quotations", "--since", "2031-06").stdout)
    assert [(row["quote_id"], row["stance"], row["read_by"]) for row in rows] == [
        (6, "supports", "machine"),
        (7, "opposes", "machine"),
    ]
    assert call("stance", db, "harbour sale", "--quotations", "--by", "day").exit_code == 2


@pytest.mark.parametrize("width", [1, 40, 80, 400])
def test_a_chart_keeps_to_one_scale_and_to_its_width(width):
    rows = [
        {"day": "2031-01-01", "opposes": 1000, "supports": 1, "neutral": 7},
        {"day": None, "opposes": 0, "supports": 500, "neutral": 0},
    ]
    lines = list(chart(rows, "day", width=width))
    assert max(map(len, lines)) <= max(width, 46)
    assert 0 <= lines[1].count("█") - 2 * lines[2].count("█") <= 1 < lines[1].count("█")
    assert lines[2].startswith("undated")
