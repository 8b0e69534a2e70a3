"""What articles quote, without a database."""

import json

import pytest
from commands import call

SAID = "Mira Lund spoke. “We will open the gate,” said Lund."


@pytest.fixture
def folder(tmp_path):
    for name in ("one.txt", "two.txt"):
        (tmp_path / name).write_text(f"{name[:3].title()}\n\n{SAID}\n", encoding="utf-8")
    (tmp_path / "notes.bin").write_bytes(bytes(range(256)))
    return tmp_path


def lines(result):
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_a_file_is_a_line_with_its_quotations(folder):
    result = call("extract", folder / "one.txt", "--outlet", "Quay Gazette")
    (found,) = lines(result)
    assert (result.exit_code, result.stderr) == (0, "")
    assert (found["outlet"], found["text"][slice(*found["quotes"][0]["parts"][0])]) == (
        "Quay Gazette",
        "We will open the gate,",
    )
    assert found["quotes"][0]["speaker"] == "Mira Lund"


def test_of_a_folder_what_is_no_article_is_passed_over(folder):
    result = call("extract", folder)
    assert len(lines(result)) == 2 and result.exit_code == 0
    assert "notes.bin" not in result.stdout


def test_what_cannot_be_read_is_said_and_the_rest_goes_on(folder):
    result = call("extract", folder / "missing.txt", folder / "notes.bin", folder / "two.txt")
    assert (len(lines(result)), result.exit_code) == (1, 1)
    failed = [line.split(": ")[:2] for line in result.stderr.splitlines()]
    assert failed == [["Failed", str(folder / "missing.txt")], ["Failed", str(folder / "notes.bin")]]
