"""Input that was made to stop, slow or fill a reader: each costs itself alone, and says why."""

from __future__ import annotations

import io
import json
import time
import zipfile
from contextlib import suppress

import pytest

from quotes.ingest import read, stream
from quotes.ingest.encoding import decode
from quotes.ingest.sniff import kind_of
from quotes.types import Article, Failure

TEXT = "“The ferry leaves at nine,” said Oda Brandt, who runs the pier.\n"


def reasons(items):
    return [item.reason for item in items if isinstance(item, Failure)]


def ratio(work, small, large):
    """How many times as long the larger piece of work takes; the best of three runs each."""

    def best(argument):
        times = []
        for _ in range(3):
            start = time.process_time()
            work(argument)
            times.append(time.process_time() - start)
        return min(times)

    return best(large) / max(best(small), 1e-4)


HEADS = {
    "front matter without an end, Windows' line ends": lambda n: b"---\r\n" + b"a\r\n" * n,
    "front matter without an end": lambda n: b"---\n" + b"title: x\r\r\n" * (n // 3),
    "an object and blanks": lambda n: b'{"a": 1}' + b" " * n + b"\nx",
    "an array and blanks": lambda n: b"[" + b" \n" * n + b"x",
    "tags without an end": lambda n: b"<p " * n,
    "one long line of names": lambda n: b"text," * n,
}


@pytest.mark.parametrize("make", HEADS.values(), ids=HEADS)
def test_what_a_stream_holds_is_told_in_time_that_grows_with_it(make):
    assert ratio(lambda n: kind_of(make(n), "x.txt"), 2_000, 20_000) < 15


def aliases(deep):
    lines = ["a0: &a0 [one, two]", *(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, deep))]
    return "---\n" + "\n".join(lines) + f"\ntitle: *a{deep - 1}\n---\n\n{TEXT}"


FRONT_MATTER = [
    (aliases(2), "line 3: broken front matter: aliases (*name) are not followed"),
    (aliases(60), "line 3: broken front matter: aliases (*name) are not followed"),
    (f"---\nauthor: &me [*me]\n---\n\n{TEXT}", "line 2: broken front matter: aliases (*name) are not followed"),
    (f'---\ntitle: "\\UFFFFFFFF"\n---\n\n{TEXT}', "line 2: broken front matter"),
    (f"---\ntitle: {'[' * 5000}\n---\n\n{TEXT}", "line 2: broken front matter"),
]


@pytest.mark.parametrize(("text", "reason"), FRONT_MATTER)
def test_front_matter_that_stands_for_more_than_it_is(read_bytes, text, reason):
    assert reasons(read_bytes(text)) == [reason]


def test_an_anchor_alone_is_no_alias(read_bytes):
    (article,) = read_bytes(f"---\ntitle: &t Ferry to stay\n---\n\n{TEXT}")
    assert article.title == "Ferry to stay"


def nested(kind, depth):
    return {"list": "[" * depth + '"A"' + "]" * depth, "object": '{"name":' * depth + '"A"' + "}" * depth}[kind]


@pytest.mark.parametrize("depth", [3, 30, 300, 900])
@pytest.mark.parametrize("kind", ["list", "object"])
@pytest.mark.parametrize("field", ["text", "author", "title", "url", "id"])
def test_json_that_is_nested_deep(read_bytes, field, kind, depth):
    record = f'{{"content": {json.dumps(TEXT)}, "{field}": {nested(kind, depth)}}}'
    (item,) = read_bytes(record + "\n")
    assert isinstance(item, Article)


CHARSETS = [
    "zlib",
    "hex",
    "rot13",
    "base64",
    "undefined",
    "idna",
    "punycode",
    "unicode_escape",
    "utf-7",
    "charmap",
    "mbcs",
]


@pytest.mark.parametrize("name", [*CHARSETS, "a\0b", "x" * 5000, "²", ""])
@pytest.mark.parametrize("raw", ["schön".encode("cp1252"), "schön".encode()])
def test_a_character_set_that_is_none_is_passed_over(name, raw):
    assert decode(raw, name) == "schön"


def zipped(compression):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        archive.writestr("a.txt", TEXT * 50)
        archive.writestr("b.txt", TEXT)
    return buffer.getvalue()


@pytest.mark.parametrize("compression", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize("at", range(30, 110, 7))
def test_a_damaged_member_costs_itself(read_bytes, compression, at):
    packed = bytearray(zipped(compression))
    packed[at] ^= 0xFF
    items = read_bytes(bytes(packed))
    assert [item.text for item in items if isinstance(item, Article)][-1:] == [TEXT.strip()]


def test_a_way_of_packing_that_is_unknown_is_not_called_encrypted(read_bytes):
    packed = bytearray(zipped(zipfile.ZIP_DEFLATED))
    packed[8] = packed[packed.index(b"PK\x01\x02") + 10] = 97
    assert reasons(read_bytes(bytes(packed)))[0].startswith("packed in a way that is not read")


def test_a_feed_with_a_character_that_is_none(read_bytes):
    feed = "<rss version='2.0'><channel><item><title>&#99999999;</title></item></channel></rss>"
    assert reasons(read_bytes(feed)) != []


@pytest.fixture
def folder(tmp_path):
    """Three files, of which the second makes its reader do what a test asks for."""
    for name in ("a.txt", "b.txt", "c.txt"):
        (tmp_path / name).write_text(TEXT)
    return tmp_path


def spoilt(monkeypatch, do):
    def reader(source, options):
        if source.origin.endswith("b.txt"):
            do()
        yield from plain(source, options)

    plain = stream.reader_of("text")
    monkeypatch.setattr(stream, "reader_of", lambda kind: reader)


def test_a_bug_of_ours_costs_one_file_and_is_called_so(monkeypatch, folder):
    monkeypatch.setattr(stream, "WALL", True)
    spoilt(monkeypatch, lambda: {}["no such"])
    first, second, third = read(folder)
    assert (first.text, third.text) == (TEXT.strip(), TEXT.strip())
    assert second.origin == str(folder / "b.txt")
    assert second.reason.startswith("it cannot be read, by a bug of ours (KeyError: 'no such', stream.py line ")


def test_without_the_wall_a_bug_shows(monkeypatch, folder):
    spoilt(monkeypatch, lambda: {}["no such"])
    with pytest.raises(KeyError):
        list(read(folder))


def forever():
    while True:
        with suppress(Exception):  # as some libraries do
            sum(range(1000))


def test_a_reader_that_hangs_is_cut_off(monkeypatch, folder):
    spoilt(monkeypatch, forever)
    first, second, third = read(folder, seconds=0.2)
    assert (first.text, third.text) == (TEXT.strip(), TEXT.strip())
    assert second.reason == "reading it took more than 0.2 seconds; the rest is not read"


def test_waiting_is_not_hanging(monkeypatch, folder):
    spoilt(monkeypatch, lambda: time.sleep(0.5))
    assert not reasons(read(folder, seconds=0.2))
