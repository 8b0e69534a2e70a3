"""WARC, sound and broken."""

from __future__ import annotations

import gzip
import zlib
from functools import partial

import brotli
import pytest

gzipped = partial(gzip.compress, mtime=0)  # bytes name tests, which two processes must call the same


def record(
    url: str,
    page: str | bytes,
    *,
    length: int | str | None = None,
    status: str = "200 OK",
    kind: str = "text/html",
    headers: str = "",
) -> bytes:
    body = page.encode() if isinstance(page, str) else page
    http = f"HTTP/1.1 {status}\r\nContent-Type: {kind}; charset=utf-8\r\n{headers}\r\n".encode() + body
    head = f"""WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{url}>\r\nWARC-Date: 2024-02-04T01:02:03Z\r
WARC-Target-URI: {url}\r\nContent-Type: application/http; msgtype=response\r\nContent-Length: {length or len(http)}\r\n\r\n"""
    return head.encode() + http + b"\r\n\r\n"


URLS = [f"https://courier.example/{n}" for n in range(4)]


def test_responses(read_bytes, page, body):
    info = b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Type: application/warc-fields\r\nContent-Length: 3\r\n\r\na:b\r\n\r\n"
    missing = record("https://courier.example/404", page, status="404 Not Found")
    picture = record("https://courier.example/p", "xx", kind="image/png")
    data = info + record(URLS[0], page) + missing + picture + record(URLS[1], page)
    articles = read_bytes(data)
    assert [article.url for article in articles] == URLS[:2]
    assert articles[0].text == body
    assert (articles[0].retrieved, articles[0].key) == ("2024-02-04T01:02:03Z", URLS[0])
    assert articles[0].published == "2024-02-03T10:00:00+00:00"


@pytest.mark.parametrize("pack", [lambda parts: gzipped(b"".join(parts)), lambda parts: b"".join(map(gzipped, parts))])
def test_gzip_as_a_whole_and_by_the_record(read_bytes, page, pack):
    assert [article.url for article in read_bytes(pack([record(url, page) for url in URLS]))] == URLS


BREAKS = [
    lambda page: record(URLS[1], page, length="abc"),
    lambda page: record(URLS[1], page, length=10),
    lambda page: record(URLS[1], page, length=99_999_999),
    lambda page: record(URLS[1], page)[:300],
    lambda page: b"JUNK\r\n\r\n" + record(URLS[1], "no page"),
]


@pytest.mark.parametrize("broken", BREAKS)
def test_a_broken_record_costs_itself_and_is_reported(read_bytes, page, broken):
    data = record(URLS[0], page) + broken(page) + record(URLS[2], page) + record(URLS[3], page)
    outcomes = read_bytes(data)
    read = [outcome.url for outcome in outcomes if hasattr(outcome, "url")]
    assert read[0] == URLS[0]
    assert read[-1] == URLS[3]
    assert len(read) < len(outcomes)


def test_cut_off(read_bytes, page):
    data = b"".join(record(url, page) for url in URLS)
    *articles, failure = read_bytes(data[:-200])
    assert [article.url for article in articles] == URLS[:3]
    assert failure.reason == "the record is cut off"
    *articles, failure = read_bytes(b"".join(gzipped(record(url, page)) for url in URLS)[:-100])
    assert [article.url for article in articles] == URLS[:3]
    assert failure.reason.startswith("the compressed data is cut off")


def chunked(body: bytes, size: int = 300) -> bytes:
    parts = [body[at : at + size] for at in range(0, len(body), size)]
    return b"".join(b"%x;x=y\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


def bare(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


CHUNKED = "Transfer-Encoding: chunked\r\n"
CODED = [  # headers, and what makes the body
    ("", bytes),
    (CHUNKED, chunked),
    ("Content-Encoding: gzip\r\n", gzipped),
    ("Content-Encoding: GZip\r\n", gzipped),
    ("Content-Encoding: deflate\r\n", zlib.compress),
    ("Content-Encoding: deflate\r\n", bare),
    ("Content-Encoding: br\r\n", brotli.compress),
    (CHUNKED + "Content-Encoding: gzip\r\n", lambda body: chunked(gzipped(body))),
    (CHUNKED + "Content-Encoding: br\r\n", lambda body: chunked(brotli.compress(body))),
    (CHUNKED + "Content-Encoding: deflate\r\n", lambda body: chunked(zlib.compress(body))),
    ("Content-Encoding: identity\r\n", bytes),
    # headers that are not true: what the crawler wrote down is not what it kept
    (CHUNKED, bytes),
    ("Content-Encoding: gzip\r\n", bytes),
    ("Content-Encoding: br\r\n", bytes),
    ("Content-Encoding: zstd\r\n", bytes),
    (CHUNKED + "Content-Encoding: gzip\r\n", bytes),
    (CHUNKED + "Content-Encoding: br\r\n", chunked),
    (CHUNKED + "Content-Encoding: gzip\r\n", gzipped),
    ("Content-Encoding: gzip\r\n", zlib.compress),
    ("", gzipped),
    (CHUNKED, lambda body: chunked(gzipped(body))),
    ("Content-Encoding: identity\r\n", gzipped),
    ("Content-Encoding: br\r\n", gzipped),
    ("Content-Encoding: zstd\r\n", gzipped),
    ("Content-Encoding: gzip\r\n", lambda body: gzipped(gzipped(body))),
]


@pytest.mark.parametrize("pack", [b"".join, lambda parts: b"".join(map(gzipped, parts))])
def test_no_page_is_lost_whatever_its_encoding(read_bytes, page, body, pack):
    urls = [f"https://courier.example/{number}" for number in range(len(CODED))]
    parts = [record(url, make(page.encode()), headers=head) for url, (head, make) in zip(urls, CODED, strict=True)]
    articles = read_bytes(pack(parts))
    assert [getattr(article, "url", article) for article in articles] == urls
    assert {article.text for article in articles} == {body}


UNREADABLE = [  # headers, body, reason
    ("Content-Encoding: zstd\r\n", b"\x28\xb5\x2f\xfd" + b"x" * 300, "its encoding is not read (zstd)"),
    ("Content-Encoding: gzip\r\n", b"\x00\x01" * 300, "the body is not compressed as its header says, and no page"),
    ("Content-Encoding: br\r\n", b"\xff" * 300, "the body is not compressed as its header says, and no page"),
    ("Content-Encoding: gzip\r\n", gzipped(b"<p>x</p>" * 999)[:-30], "the compressed body breaks off"),
]


@pytest.mark.parametrize(("headers", "data", "reason"), UNREADABLE)
def test_a_body_that_cannot_be_unpacked_is_reported_and_the_rest_is_read(read_bytes, page, headers, data, reason):
    first, failure, last = read_bytes(
        record(URLS[0], page) + record(URLS[1], data, headers=headers) + record(URLS[2], page)
    )
    assert (first.url, last.url) == (URLS[0], URLS[2])
    assert (first.origin, failure.origin, last.origin) == ("-#1", "-#2", "-#3")
    assert failure.reason == f"{URLS[1]}: {reason}"


def test_a_small_body_that_unpacks_to_very_much_is_refused(read_bytes, page, monkeypatch):
    monkeypatch.setattr("quotes.ingest.warc.MAX_PAGE", 100_000)
    bomb = gzipped(b"x" * 5_000_000)
    failure, article = read_bytes(record(URLS[0], bomb, headers="Content-Encoding: gzip\r\n") + record(URLS[1], page))
    assert "larger than the limit" in failure.reason
    assert article.url == URLS[1]


def test_a_resource_that_is_a_page_is_read(read_bytes, page, body):
    head = f"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: {URLS[0]}\r\nContent-Type: text/html\r\n"
    data = f"{head}Content-Length: {len(page.encode())}\r\n\r\n{page}\r\n\r\n".encode()
    (article,) = read_bytes(data)
    assert (article.url, article.text) == (URLS[0], body)
