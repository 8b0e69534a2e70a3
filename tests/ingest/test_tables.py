"""CSV and Parquet."""

from __future__ import annotations

import io

import pytest

TABLES = [
    "id,title,body,date\n1,T,Words here.,2024-02-03\n",
    "id;title;body;date\n1;T;Words here.;2024-02-03\n",
    "id\ttitle\tbody\tdate\n1\tT\tWords here.\t2024-02-03\n",
    "\ufeffId,Title,Body,Date\r\n1,T,Words here.,2024-02-03\r\n",
]


@pytest.mark.parametrize("table", TABLES)
def test_delimiters(read_bytes, table):
    (article,) = read_bytes(table)
    assert (article.key, article.title, article.text, article.published) == ("1", "T", "Words here.", "2024-02-03")


def test_wide_characters_and_broken_bytes(read_bytes):
    (wide,) = read_bytes("id\ttext\n1\t“Words”\n".encode("utf-16"))
    assert wide.text == "“Words”"
    (broken,) = read_bytes(b"id,text\n1,caf\xe9 \x93yes\x94\n")
    assert broken.text == "café “yes”"


def test_a_bad_row_is_one_failure(tmp_path, read_bytes):
    rows = 'id,text,date\n1,"Two\nlines ""here""",\n2,,\n3,x,soon\n4,a,b,c,d\n5,five,\n'
    outcomes = read_bytes(rows)
    assert outcomes[0].text == 'Two\nlines "here"'
    assert [outcome.reason for outcome in outcomes[1:4]] == [
        "row 3: it holds no text",
        "row 4: published: 'soon' is not a date",
        "row 5: 5 fields under 3 column names",
    ]
    assert outcomes[4].text == "five"


def test_a_line_over_the_limit_is_skipped(read_bytes, monkeypatch):
    monkeypatch.setattr("quotes.ingest.tables.MAX_TEXT", 1000)
    outcomes = read_bytes("id,text\n1,one\n2," + "x" * 5000 + "\n3,three\n")
    assert [getattr(outcome, "key", None) for outcome in outcomes] == ["1", None, "3"]
    assert "longer than the limit" in outcomes[1].reason


def test_a_table_without_a_text(tmp_path):
    from quotes.ingest import read

    path = tmp_path / "a.csv"
    path.write_text("id,name\n1,x\n")
    (failure,) = read(path)
    assert failure.reason == "no column holds the text; there are: id, name"
    (article,) = read(path, columns={"text": "name"})
    assert article.text == "x"


@pytest.fixture
def parquet():
    pyarrow = pytest.importorskip("pyarrow")
    writer = pytest.importorskip("pyarrow.parquet")

    def make(**columns):
        sink = io.BytesIO()
        writer.write_table(pyarrow.table(columns), sink)
        return sink.getvalue()

    return make


def test_parquet(read_bytes, parquet):
    data = parquet(maintext=["one", None, "three"], headline=["A", "B", "C"], date_publish=["2024-02-03", None, "soon"])
    first, second, third = read_bytes(data)
    assert (first.text, first.title, first.published) == ("one", "A", "2024-02-03")
    assert second.reason == "row 2: it holds no text"
    assert third.reason == "row 3: published: 'soon' is not a date"


def test_damaged_parquet(read_bytes, parquet):
    (failure,) = read_bytes(parquet(text=["one"])[:-20])
    assert failure.reason.startswith("a damaged Parquet file")


def test_a_nul_is_left_out_and_its_row_named(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("id,text\n1,“One”\n2,“T\0wo”\n3,three\n".encode())
    from quotes.ingest import read

    outcomes = list(read(path))
    assert [getattr(outcome, "text", None) or outcome.reason for outcome in outcomes] == [
        "“One”",
        "row 3: NUL characters, which are left out",
        "“Two”",
        "three",
    ]


def test_a_file_of_nuls_is_no_table(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"id,text\n" + b"\0" * 500)
    from quotes.ingest import read

    (failure,) = read(path)
    assert failure.reason == "unsupported file type: binary data"


@pytest.mark.parametrize(
    "name", ["Full text", "ARTICLE TEXT", "article-body", "Body Text", "Plaintext", " full  text "]
)
def test_names_of_columns_as_people_write_them(read_bytes, tmp_path, parquet, name):
    (article,) = read_bytes(f"No.;{name};Publish date\n1;Words.;2024-02-03\n")
    assert (article.text, article.published) == ("Words.", "2024-02-03")
    (article,) = read_bytes(parquet(**{name: ["Words."], "Publish-Date": ["2024-02-03"]}))
    assert (article.text, article.published) == ("Words.", "2024-02-03")
