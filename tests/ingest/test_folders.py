"""Folders that hold more than news."""

from __future__ import annotations

import json
import os
from collections import Counter

import pytest

from quotes.ingest import read
from quotes.ingest.folders import LEADS_OUT, LINK, NO_ARTICLES, TWICE, Choice, PassedOver, walk

STORY = "“It lifts things,” said Piers Okafor, who had come from Selwyn to say so."


@pytest.fixture
def folder(tmp_path):
    """A folder with news and other things, beside another one that links lead to."""
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.txt").write_text("Nobody is to read this.")
    folder = tmp_path / "in"
    (folder / "drafts").mkdir(parents=True)
    (folder / ".git").mkdir()
    for name, text in {
        "a.txt": STORY,
        "b.json": '[{"title": "T", "body": "Words of a record."}]',
        "build.py": "print('“Words,” said nobody.')",
        "package.json": '{"name": "x", "content": "y"}',
        "settings.json": '{"colour": "red", "widths": [1, 2]}',
        "yarn.lock": "x@1",
        "photo.PNG": "no picture",
        "README.md": "Run `make`.",
        "~$draft.docx": "held open",
        "LICENSE": "All rights “reserved”.",
        ".hidden.txt": "Unseen.",
        ".git/x.txt": "Unseen.",
        "drafts/c.txt": "A draft.",
        "drafts/notes.log": "12:00 started",
    }.items():
        (folder / name).write_text(text)
    (folder / "file-link.txt").symlink_to(outside / "secret.txt")
    (folder / "folder-link").symlink_to(outside)
    (folder / "own-link.md").symlink_to(folder / "a.txt")
    return folder


def below(folder, choice=Choice()) -> list[str]:  # noqa: B008
    return [os.path.relpath(found, folder) for found in walk(str(folder), choice) if isinstance(found, str)]


CHOICES = [
    ({}, ["a.txt", "b.json", "drafts/c.txt"]),
    ({"exclude": ("drafts",)}, ["a.txt", "b.json"]),
    ({"exclude": ("drafts/*", "*.md")}, ["a.txt", "b.json"]),
    ({"include": ("*.txt",)}, ["a.txt", "drafts/c.txt"]),
    ({"include": ("drafts/",)}, ["drafts/c.txt", "drafts/notes.log"]),
    ({"include": ("build.py",)}, ["build.py"]),
    ({"include": ("*.md",)}, ["README.md", "own-link.md"]),  # what it leads to is not read itself
    ({"include": ("*.txt",), "exclude": ("c.*",)}, ["a.txt"]),
    ({"columns": {"text": "colour"}}, ["a.txt", "b.json", "settings.json", "drafts/c.txt"]),
]


@pytest.mark.parametrize(("choice", "names"), CHOICES)
def test_which_files_are_read(folder, choice, names):
    assert below(folder, Choice(**choice)) == names


MARKS = [  # the first line, and whether the file is read
    ({"id": "a", "file": "a.md", "quotes": [{"start": 0, "end": 5, "text": "Words"}]}, False),
    ({"id": "a", "spans": [{"content": [3, 9]}], "tags": ["x"]}, False),
    ({"id": "a", "labels": [{"body": "Words"}], "note": "no text: below"}, False),
    ({"id": "a", "text": "Words of a record.", "quotes": [{"text": "Words"}]}, True),
    ({"articles": [{"id": "a", "text": "Words of a record."}]}, True),
    ({"id": "a", "article": {"text": "Words of a record."}}, True),
    ({"id": "a", "file": "a.md", "quotes": [{"text": "Words " * 20_000}]}, False),  # longer than the head of a file
]


@pytest.mark.parametrize(("record", "read"), MARKS)
def test_lines_of_marks_without_their_article_are_passed_over(tmp_path, record, read):
    (tmp_path / "marks.jsonl").write_text(json.dumps(record) + "\n" + json.dumps(record) + "\n")
    assert below(tmp_path) == ["marks.jsonl"] * read
    assert below(tmp_path, Choice(include=("marks.jsonl",))) == ["marks.jsonl"]


def test_a_broken_first_line_is_left_to_its_reader(tmp_path):
    (tmp_path / "broken.jsonl").write_text('{"id": "a", "text": \n{"id": "b", "text": "Words of a record."}\n')
    assert below(tmp_path) == ["broken.jsonl"]


def test_what_is_passed_over_is_told(folder):
    reasons = Counter(found.reason for found in walk(str(folder), Choice()) if isinstance(found, PassedOver))
    assert reasons == {
        "hidden": 2,
        LINK: 1,
        LEADS_OUT: 1,
        TWICE: 1,
        NO_ARTICLES: 1,
        ".py": 1,
        ".lock": 1,
        ".png": 1,
        "LICENSE": 1,
        "README.md": 1,
        ".json": 1,
        ".log": 1,
    }


def test_reading_tells_of_it_and_goes_on(folder):
    passed: list[PassedOver] = []
    found = list(read(folder, passed=passed.append))
    assert [os.path.basename(item.origin) for item in found] == ["a.txt", "b.json#1", "c.txt"]
    assert {os.path.basename(found.path) for found in passed} >= {"build.py", "folder-link", "file-link.txt"}


def test_a_file_that_is_named_is_read_whatever_it_is(folder):
    (article,) = read(folder / "build.py")
    assert "said nobody" in article.text
