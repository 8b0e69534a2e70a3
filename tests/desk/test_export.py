import csv
import json
import sqlite3
import zipfile

import pytest
from records import ANALYSIS, analysis, spoken

from quotes.desk.export import COLUMNS, rows, write
from quotes.errors import QueryError
from quotes.store import Store, reviews


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "quotes.db") as store:
        store.add(ANALYSIS, store.start_run("test"))
        yield store


def read(path, form):
    if form == "csv":
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    if form == "parquet":
        import pyarrow.parquet

        return pyarrow.parquet.read_table(path).to_pylist()
    text = path.read_text(encoding="utf-8")
    return json.loads(text) if form in ("json", "jsonld") else [json.loads(line) for line in text.splitlines()]


@pytest.mark.parametrize("form", ["csv", "json", "jsonl", "parquet"])
def test_every_form_holds_the_same_rows(store, tmp_path, form):
    path = tmp_path / f"out.{form}"
    assert write(store.conn, path, form) == 4
    found = read(path, form)
    assert list(found[0]) == list(COLUMNS)
    assert [row["quotation"] for row in found] == [row["quotation"] for row in rows(store.conn)]
    assert found[0]["speaker"] == "Ada Ferrin"
    assert float(found[0]["confidence"]) == 0.97


def test_chosen_quotations_come_in_their_order(store, tmp_path):
    assert write(store.conn, tmp_path / "o.jsonl", "jsonl", [3, 1]) == 2
    assert [row["id"] for row in read(tmp_path / "o.jsonl", "jsonl")] == [3, 1]


def test_rejected_quotations_stay_and_corrected_ones_show_the_correction(store, tmp_path):
    reviews.decide(store, 1, "reject", "Ann")
    reviews.correct(store, 2, "role", "mayor of Quay", "Ann")
    write(store.conn, tmp_path / "o.jsonl", "jsonl")
    found = {row["id"]: row for row in read(tmp_path / "o.jsonl", "jsonl")}
    assert 1 not in found
    assert found[2]["role"] == "mayor of Quay"


def test_json_ld_is_a_quotation_of_schema_org(store, tmp_path):
    store.conn.execute("UPDATE speakers SET wikidata = 'Q42' WHERE name = 'Ada Ferrin'")
    write(store.conn, tmp_path / "o.jsonld", "jsonld")
    first = read(tmp_path / "o.jsonld", "jsonld")[0]
    assert (first["@context"], first["@type"]) == ("https://schema.org", "Quotation")
    assert first["creator"] == {
        "@type": "Person",
        "name": "Ada Ferrin",
        "jobTitle": "Mayor",
        "sameAs": "https://www.wikidata.org/entity/Q42",
    }
    assert first["dateCreated"] == "2031-05-05"
    assert first["isBasedOn"]["@type"] == "NewsArticle"
    assert first["isBasedOn"]["url"].startswith("https://quay.example/harbour#:~:text=")
    assert "ClaimReview" not in (tmp_path / "o.jsonld").read_text()


def test_a_spreadsheet_takes_no_quotation_for_a_formula(store, tmp_path):
    text = "“=SUM(A1) is what I typed,” said Ada Ferrin. “- and that was all.”"
    found = [
        spoken(text, words, speaker="Ada Ferrin") for words in ("=SUM(A1) is what I typed,", "- and that was all.")
    ]
    store.add(analysis(text, found, key="formula"), 1)
    write(store.conn, tmp_path / "o.csv", "csv")
    assert [row["quotation"] for row in read(tmp_path / "o.csv", "csv")][-2:] == [
        "'=SUM(A1) is what I typed,",
        "- and that was all.",
    ]


def test_excel_takes_words_as_words(store, tmp_path):
    text = "“=SUM(A1) is what I typed,” said Ada Ferrin."
    store.add(analysis(text, [spoken(text, "=SUM(A1) is what I typed,", speaker="Ada Ferrin")], key="formula"), 1)
    assert write(store.conn, tmp_path / "o.xlsx", "xlsx") == 5
    with zipfile.ZipFile(tmp_path / "o.xlsx") as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "=SUM(A1) is what I typed," in sheet
    assert "<f>" not in sheet


def test_reported_speech_is_a_claim_and_no_quotation(store, tmp_path):
    write(store.conn, tmp_path / "o.jsonld", "jsonld")
    kinds = {(row["@type"], row["genre"]) for row in read(tmp_path / "o.jsonld", "jsonld")}
    assert kinds == {("Quotation", "direct"), ("Quotation", "mixed"), ("Claim", "indirect")}


def test_a_file_is_written_whole_or_not_at_all(store, tmp_path):
    path = tmp_path / "o.json"
    path.write_text("before")
    with pytest.raises(sqlite3.Error):
        write(store.conn, path, "json", ids=[1, object()])  # type: ignore[list-item] # fails in the middle
    assert path.read_text() == "before"
    assert [one.name for one in tmp_path.iterdir() if ".part" in one.name] == []


@pytest.mark.parametrize(
    ("path", "form", "why"), [("o", "xml", "a format is one of"), ("-", "parquet", "needs a file")]
)
def test_what_cannot_be_written_is_an_error(store, tmp_path, path, form, why):
    with pytest.raises(QueryError, match=why):
        write(store.conn, path, form)
