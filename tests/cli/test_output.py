import csv
import io

import pytest

from quotes.cli.output import as_json, delimited, table
from quotes.cli.terminal import printable
from quotes.ingest.folders import Choice, files


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain “words” é 🙂", "plain “words” é 🙂"),
        ("a\tb\nc", "a\tb\nc"),
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("\x9b2J\x00\x7f\r", "2J"),
        ("\u202egnp.exe\u202c \u2066x\u2069", "gnp.exe x"),
        ("half \udcff", "half ?"),
    ],
)
def test_printable(text, shown):
    assert printable(text) == shown


def test_json_keeps_the_words_and_escapes_what_a_terminal_obeys():
    assert as_json({"a": "é\x1b\x9b\u202e"}) == '{"a": "é\\u001b\\u009b\\u202e"}'


def test_a_table_fits_its_width_and_loses_no_word():
    rows = [
        {"id": 1, "words": "one two three " * 20, "name": "A. Long-Name of Somewhere " * 3, "score": 0.5, "none": None}
    ]
    lines = list(table(rows, ["id", "words", "name", "score", "none"], width=60))
    assert max(map(len, lines)) <= 60
    assert "\n".join(lines).count("three") == 20
    assert "0.50" in lines[2]


def test_a_table_of_narrow_columns_is_not_stretched():
    assert list(table([{"a": 1, "b": "x"}], ["a", "b"], width=80)) == ["a  b", "─  ─", "1  x"]


def test_delimited_writes_lists_as_json():
    assert delimited([{"a": [1, 2], "b": 'say "x"'}], [], ",") == 'a,b\n"[1, 2]","say ""x"""\n'
    assert delimited([], [], ",") == ""


@pytest.mark.parametrize(
    ("words", "cell"),
    [("=1+1", "'=1+1"), ("+1", "'+1"), ("@SUM(A1)", "'@SUM(A1)"), ("-1", "'-1"), ("\t=1", "'\t=1"), ("＝1", "'＝1"), ("- no", "- no"), ("a=1", "a=1")],
)  # fmt: skip
@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_delimited_holds_no_formula(words, cell, delimiter):
    lines = delimited([{"a": words, "b": 1}], (), delimiter, headers=False)
    assert next(csv.reader(io.StringIO(lines), delimiter=delimiter)) == [cell, "1"]


def test_files_are_those_that_the_readers_meet(tmp_path):
    for name in ("b.txt", "a/z.txt", "a/.hidden", ".git/x", "a/b/c.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    found = [file for path in (str(tmp_path), "-") for file in files(path, Choice())]
    assert [f.removeprefix(f"{tmp_path}/") for f in found] == ["b.txt", "a/z.txt", "a/b/c.md", "-"]
