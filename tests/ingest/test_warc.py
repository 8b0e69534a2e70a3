"""WARC, sound and broken."""

from __future__ import annotations

import gzip

import pytest


def record(
    url: str, page: str, *, length: int | str | None = None, status: str = "200 OK", kind: str = "text/html"
) -> bytes:
    http = f"HTTP/1.1 {status}\r\nContent-Type: {kind}; charset=utf-8\r\n\r\n".encode() + page.encode()
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


@pytest.mark.parametrize(
    "pack", [lambda parts: gzip.compress(b"".join(parts)), lambda parts: b"".join(map(gzip.compress, parts))]
)
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
    *articles, failure = read_bytes(b"".join(gzip.compress(record(url, page)) for url in URLS)[:-100])
    assert [article.url for article in articles] == URLS[:3]
    assert failure.reason.startswith("the compressed data is cut off")
