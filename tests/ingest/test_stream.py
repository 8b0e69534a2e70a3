"""Locations, kinds told by content, and bad input: one clear line each, and the rest goes on."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys

import pytest

from quotes.ingest import read
from quotes.ingest.sniff import kind_of
from quotes.types import Article, Failure

KINDS = [
    (b"Plain words.", "a.txt", "text"),
    (b"Plain words.", "a.md", "markdown"),
    (b"---\ntitle: x\n---\nbody", "a.txt", "markdown"),
    (b"<!DOCTYPE html><html>", "a.txt", "html"),
    (b"<p>one</p><p>two</p>", "a", "html"),
    (b'<?xml version="1.0"?><rss version="2.0">', "a.html", "feed"),
    (b'{"id": "1", "text": "x"}\n{"id": "2"}', "a.txt", "jsonl"),
    (b'{\n  "text": "x"\n}', "a.json", "json"),
    (b'[{"text": "x"}]', "a.txt", "json"),
    (b"not json at all", "a.jsonl", "jsonl"),
    (b"[Editor's note] Words.", "a.txt", "text"),
    (b"id,title,body\n1,a,b", "-", "csv"),
    (b"anything", "a.csv", "csv"),
    (b"WARC/1.0\r\n", "a.gz", "warc"),
    (b"\x1f\x8b\x08", "a.txt", "gzip"),
    (b"PK\x03\x04", "a.txt", "zip"),
    (b"PAR1", "a.txt", "parquet"),
    ("Wide “words”.".encode("utf-16"), "a.txt", "text"),
]


@pytest.mark.parametrize(("head", "name", "kind"), KINDS)
def test_kind_is_told_by_content(head, name, kind):
    assert kind_of(head, name) == kind


BAD = [
    (b"", "empty"),
    (b"\x00\x01\x02\x03" * 50, "unsupported file type: binary"),
    (b"%PDF-1.7 ...", "not a PDF that can be read"),
    (b"   \n \n", "no text"),
    (b"word " * 2_100_000, "limit of 10 MB"),
    (b"Hello \xff world \x81", "invalid UTF-8 at byte 6"),
    (b"<html><body>" + b"<div>" * 10_000 + b"<p>Words here.</p>" + b"</div>" * 10_000, "nested more than"),
    (b"<html><body></body></html>", "no article"),
    (b"---\ntitle: x\npublished: 31 February 2024\n---\nWords.", "published: '31 February 2024' is not a date"),
    (b"---\ntitle: x\nupdated: 2999-01-01\n---\nWords.", "updated: '2999-01-01' is in the future"),
    (b"---\ntitle: [x\n---\nWords.", "broken front matter"),
    (b"---\na: &a [x,x]\nb: &b [*a,*a]\n- c\n---\nWords.", "broken front matter"),
]


@pytest.mark.parametrize(("data", "reason"), BAD)
def test_bad_input_is_one_clear_failure(read_bytes, data, reason):
    (failure,) = read_bytes(data)
    assert isinstance(failure, Failure)
    assert reason in failure.reason
    assert "\n" not in failure.reason


def test_folder_is_read_in_order_without_hidden_files_and_past_bad_ones(tmp_path, page):
    (tmp_path / "b").mkdir()
    (tmp_path / ".git").mkdir()
    (tmp_path / "a.txt").write_text("First words.")
    (tmp_path / "b" / "c.html").write_text(page)
    (tmp_path / "b" / "d.txt").write_bytes(b"\0\0\0")
    (tmp_path / "z.txt").write_text("Last words.")
    (tmp_path / ".hidden.txt").write_text("Unseen.")
    (tmp_path / ".git" / "x.txt").write_text("Unseen.")
    outcomes = list(read(tmp_path))
    assert [os.path.relpath(outcome.origin, tmp_path) for outcome in outcomes] == [
        "a.txt",
        "z.txt",
        "b/c.html",
        "b/d.txt",
    ]
    assert [type(outcome) for outcome in outcomes] == [Article, Article, Article, Failure]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_path_without_permission(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("Words.")
    path.chmod(0)
    assert list(read(path)) == [Failure(str(path), "Permission denied")]


def test_file_that_vanished_and_what_is_no_file(tmp_path):
    missing = tmp_path / "gone.txt"
    assert list(read(missing)) == [Failure(str(missing), "No such file or directory")]
    os.mkfifo(tmp_path / "pipe")
    assert list(read(tmp_path / "pipe")) == [Failure(str(tmp_path / "pipe"), "not a regular file")]


@pytest.mark.parametrize("location", ["ftp://example.org/x", "file:///etc/passwd"])
def test_other_schemes_are_refused(location):
    assert list(read(location)) == [Failure(location, "only http and https are read")]


def test_provenance(tmp_path, page):
    path = tmp_path / "a.html"
    path.write_text(page)
    (article,) = read(path, keep_original=True)
    assert article.raw_hash == hashlib.sha256(page.encode()).hexdigest()
    assert article.original == page.encode()
    assert article.extractor.startswith("html/trafilatura ")
    assert article.origin == article.key == str(path)
    assert article.retrieved == ""


def test_key_of_a_relative_path_is_absolute_and_of_a_pipe_its_hash(tmp_path, monkeypatch, read_bytes):
    (tmp_path / "a.txt").write_text("Words.")
    monkeypatch.chdir(tmp_path)
    (article,) = read("a.txt")
    assert (article.origin, article.key) == ("a.txt", str(tmp_path / "a.txt"))
    (piped,) = read_bytes("Words.")
    assert piped.key == f"sha256:{hashlib.sha256(b'Words.').hexdigest()}"


def test_defaults_fill_only_what_is_missing(read_bytes):
    defaults = {"outlet": "The Courier", "published": "3 Feb 2024", "title": "From the command line", "byline": "A. B."}
    (article,) = read_bytes("---\ntitle: Own title\n---\nWords.", defaults=defaults)
    assert (article.title, article.outlet, article.published) == ("Own title", "The Courier", "2024-02-03")
    assert article.byline == "A. B."


def test_a_stream_that_gives_little_at_a_time_is_read_whole():
    class Slow(io.RawIOBase):
        def __init__(self):
            self.rest = b'{"id": "1", "text": "one"}\n{"id": "2", "text": "two"}\n'

        def readable(self):
            return True

        def readinto(self, buffer):
            data, self.rest = self.rest[:3], self.rest[3:]
            buffer[: len(data)] = data
            return len(data)

    assert [article.text for article in read("-", stdin=Slow())] == ["one", "two"]


def test_importing_the_readers_imports_nothing_heavy():
    heavy = "trafilatura lxml spacy feedparser fastwarc pyarrow datasketch dateparser ftfy urllib3 numpy"
    code = f"import sys, quotes.ingest; print([name for name in {heavy.split()!r} if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
