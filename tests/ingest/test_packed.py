"""ZIP and gzip, sound, damaged and hostile."""

from __future__ import annotations

import gzip
import io
import random
import zipfile

import pytest

from quotes.ingest import packed
from quotes.types import Article


def zipped(**members) -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return sink.getvalue()


def test_gzip_of_anything(read_bytes, page, body):
    (article,) = read_bytes(gzip.compress(page.encode()))
    assert article.text == body
    assert [a.key for a in read_bytes(gzip.compress(b'{"id": "1", "text": "one"}\n{"id": "2", "text": "two"}\n'))] == [
        "1",
        "2",
    ]


def test_truncated_gzip_gives_the_records_before_the_cut(read_bytes):
    noise = random.Random(1)
    lines = "".join(f'{{"id": "{n}", "text": "{noise.getrandbits(800):x}"}}\n' for n in range(2000)).encode()
    *articles, failure = read_bytes(gzip.compress(lines)[:-50_000])
    assert 1000 < len(articles) < 2000
    assert all(isinstance(article, Article) for article in articles)
    assert failure.reason.startswith("the compressed data is cut off or damaged")


def test_truncated_gzip_of_one_article_gives_no_half_of_it(read_bytes, page):
    (failure,) = read_bytes(gzip.compress(page.encode())[:-30])
    assert failure.reason.startswith("the compressed data is cut off or damaged")


def test_zip_members(tmp_path, page, body):
    from quotes.ingest import read

    path = tmp_path / "a.zip"
    members = {
        "a.html": page,
        "b/c.jsonl": '{"id": "7", "text": "seven"}',
        ".hidden": "x",
        "__MACOSX/a": "x",
        "d.bin": b"\0\0",
    }
    path.write_bytes(zipped(**members))
    first, second, failure = read(path)
    assert (first.text, first.origin) == (body, f"{path}!a.html")
    assert (second.key, second.origin) == ("7", f"{path}!b/c.jsonl#1")
    assert (failure.origin, failure.reason) == (f"{path}!d.bin", "unsupported file type: binary data")


@pytest.mark.parametrize("name", ["../evil.txt", "/etc/evil.txt", "a/../../evil.txt", "..\\evil.txt", "C:\\evil.txt"])
def test_a_path_outside_the_archive(read_bytes, name):
    failure, article = read_bytes(zipped(**{name: "Evil words.", "good.txt": "Good words."}))
    assert failure.reason == "a path outside the archive"
    assert article.text == "Good words."


def test_bombs(read_bytes, monkeypatch):
    monkeypatch.setattr(packed, "FREE", 1_000_000)
    bomb = b'{"id": "1", "text": "one"}\n' + b" " * 20_000_000
    for data in (gzip.compress(bomb), zipped(bomb=bomb)):
        *_, failure = read_bytes(data)
        assert failure.reason == "unpacks to more than 100 times its size: a bomb"


def test_archives_in_archives_have_an_end(read_bytes):
    nested = b"Words here."
    for _ in range(3):
        nested = gzip.compress(nested)
    assert read_bytes(nested)[0].text == "Words here."
    (failure,) = read_bytes(gzip.compress(nested))
    assert failure.reason == "archives nested more than 3 deep"
    assert read_bytes(zipped(**{"a.zip": zipped(**{"a.txt": "Words here."})}))[0].text == "Words here."


def test_office_documents_are_named(read_bytes):
    (failure,) = read_bytes(zipped(**{"[Content_Types].xml": "x", "ppt/presentation.xml": "x"}))
    assert failure.reason == "unsupported file type: an Office document"


def test_damaged_zip(read_bytes, page):
    data = bytearray(zipped(**{"a.html": page}))
    assert "damaged ZIP" in read_bytes(bytes(data[:-30]))[0].reason
    data[60:80] = b"\xff" * 20
    assert "damaged" in read_bytes(bytes(data))[0].reason
