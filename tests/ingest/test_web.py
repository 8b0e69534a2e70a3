"""Fetching, against a server on this machine."""

from __future__ import annotations

import contextlib
import gzip
import json
import threading
import time
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import ThreadingHTTPServer
from itertools import pairwise
from urllib.parse import quote

import pytest
from protego import Protego
from serving import Handler

from quotes.errors import IngestError
from quotes.ingest import read
from quotes.ingest.web import AnswerError, Fetcher, _again, _is_public


@pytest.fixture
def fetch():
    return Fetcher(allow_private=True, delay=0.0, timeout=2.0)


HTML = {"Content-Type": "text/html; charset=utf-8"}


def test_a_page(server, fetch, page, body):
    server.answers["/a"] = (302, {"Location": "/b"}, b"")
    server.answers["/b"] = (200, HTML | {"Content-Encoding": "gzip"}, gzip.compress(page.encode()))
    (article,) = read(server.url + "/a", fetch=fetch)
    assert article.text == body
    assert article.url == article.key == server.url + "/b"
    assert article.origin == server.url + "/a"
    assert article.retrieved


def test_private_addresses_are_refused_unless_allowed(server, page):
    server.answers["/a"] = (200, HTML, page.encode())
    (failure,) = read(server.url + "/a")
    assert failure.reason == "127.0.0.1 is a private address"
    assert server.seen == []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "0.0.0.0",
        "100.64.0.1",
        "224.0.0.1",
        "::1",
        "fe80::1",
        "fc00::1",
    ]
    + ["::ffff:127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::"]
    + ["::127.0.0.1", "::ffff:0:7f00:1", "64:ff9b:1::7f00:1", "fec0::1", "5f00::1", "3fff::1", "2001:db8::1", "100::1"]
    + ["4000::1", "ff0e::1", "::", "2001::7f00:1", "240.0.0.1", "192.0.2.1"],
)
def test_what_is_not_public(address):
    import ipaddress

    assert not _is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["93.184.215.14", "2606:4700::1", "64:ff9b::5db8:d70e", "2002:5db8:d70e::"])
def test_what_is_public(address):
    import ipaddress

    assert _is_public(ipaddress.ip_address(address))


def test_a_redirect_is_checked_anew(server, monkeypatch):
    server.answers["/a"] = (302, {"Location": "http://10.0.0.1/x"}, b"")
    fetch = Fetcher(delay=0.0)
    # the first host counts as public, the one it redirects to does not
    monkeypatch.setattr("quotes.ingest.web._is_public", lambda address: str(address) == "127.0.0.1")
    with pytest.raises(IngestError, match="10.0.0.1 is a private address"):
        fetch(server.url + "/a")


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://127.0.0.1/x"])
def test_a_redirect_to_another_scheme_is_refused(server, fetch, location):
    server.answers["/a"] = (302, {"Location": location}, b"")
    with pytest.raises(IngestError, match="only http and https"):
        fetch(server.url + "/a")


def test_robots(server, fetch, page):
    server.answers["/robots.txt"] = (200, {}, b"User-agent: quotes\nDisallow: /private\n")
    server.answers["/a"] = server.answers["/private/a"] = (200, HTML, page.encode())
    assert fetch(server.url + "/a").body == page.encode()
    with pytest.raises(IngestError, match=r"robots\.txt does not allow it"):
        fetch(server.url + "/private/a")
    assert [path for _, path, _ in server.seen] == ["/robots.txt", "/a"]


ODD_RULES = [
    "Crawl-delay: ²",
    "Crawl-delay: " + "9" * 400,
    "Crawl-delay: " + "9" * 5000,
    "Disallow: //[",
    "Allow: http://[x/",
]
ODD_RULES += [
    "Request-rate: ²/5",
    "Request-rate: 1/" + "9" * 5000,
    "Crawl-delay: -1",
    "Disallow: /\u2028Crawl-delay: ²",
    "\0: \0",
]


@pytest.mark.parametrize("rule", ODD_RULES)
def test_a_rule_that_says_nothing_is_passed_over(server, fetch, page, rule):
    rules = f"User-agent: quotes\nDisallow: /private\n{rule}\n"
    server.answers["/robots.txt"] = (200, {}, rules.encode())
    server.answers["/a"] = server.answers["/private/a"] = (200, HTML, page.encode())
    fetch._wait = lambda host, delay: None
    assert fetch(server.url + "/a").body == page.encode()
    with pytest.raises(IngestError, match=r"robots\.txt does not allow it"):
        fetch(server.url + "/private/a")


@pytest.mark.parametrize("location", ["http://[", "//[x", "http://%5B@host/", "http://a:b/", "http://a b/"])
@pytest.mark.parametrize("place", ["/a", "/robots.txt"])
def test_a_redirect_to_what_is_no_url(server, fetch, page, place, location):
    server.answers["/a"] = (200, HTML, page.encode())
    server.answers[place] = (302, {"Location": location}, b"")
    (failure,) = read(server.url + "/a", fetch=fetch)
    assert failure.reason


@pytest.mark.parametrize("kind", ["text/plain", "text/html", "application/json"])
@pytest.mark.parametrize("charset", ["zlib", "hex", "rot13", "undefined", "idna", "x" * 3000])
def test_a_declared_character_set_that_is_none(server, fetch, page, body, kind, charset):
    texts = {"text/html": page, "text/plain": body, "application/json": json.dumps({"text": body})}
    server.answers["/a"] = (200, {"Content-Type": f"{kind}; charset={charset}"}, texts[kind].encode())
    (article,) = read(server.url + "/a", fetch=fetch)
    assert article.text == body


@pytest.mark.parametrize(
    "link", ["http://[", "//[", "http://%5B@host/", "http://a\0b/", "javascript:1", "http://a.b:99999/"]
)
def test_a_feeds_link_that_is_no_url(server, fetch, link):
    entries = f"<item><title>x</title><link>{link}</link></item>"
    feed = f"<?xml version='1.0'?><rss version='2.0'><channel><title>t</title>{entries}</channel></rss>"
    server.answers["/f"] = (200, {"Content-Type": "application/rss+xml"}, feed.encode())
    assert all(item.reason for item in read(server.url + "/f", fetch=fetch))


class Dripping(Handler):
    """Sends its answer a byte at a time: the body of /body, the headers of every other path."""

    def do_GET(self):
        sent = (
            b"HTTP/1.0 200 OK\r\nContent-Length: 5000\r\n\r\n" if self.path == "/body" else b"HTTP/1.0 200 OK\r\nX-A: "
        )
        with contextlib.suppress(OSError):
            self.wfile.write(sent)
            while not self.server.ended:
                self.wfile.write(b"x")
                time.sleep(0.02)


@pytest.mark.parametrize("path", ["/body", "/headers"])
def test_an_answer_that_drips_is_given_up(path):
    with ThreadingHTTPServer(("127.0.0.1", 0), Dripping) as server:
        server.ended = False
        threading.Thread(target=server.serve_forever, daemon=True).start()
        fetch = Fetcher(allow_private=True, delay=0.0, timeout=0.1)
        site = f"http://127.0.0.1:{server.server_port}"
        fetch._robots[site] = Protego.parse(""), time.monotonic() + 60
        start = time.monotonic()
        with pytest.raises(IngestError, match="took longer than 1 seconds"):
            fetch(site + path)
        assert time.monotonic() - start < 5
        server.ended = True
        server.shutdown()


def test_robots_that_cannot_be_read_forbid(server, fetch, page):
    server.answers["/robots.txt"] = (500, {}, b"")
    server.answers["/a"] = (200, HTML, page.encode())
    with pytest.raises(IngestError, match=r"robots\.txt does not allow it"):
        fetch(server.url + "/a")
    assert fetch._robots[server.url][1] < time.monotonic() + 3600  # and are asked for again soon


def test_a_server_too_busy_for_its_robots_is_asked_again_as_for_a_page(server, fetch, page):
    server.answers["/robots.txt"] = (503, {"Retry-After": "40"}, b"")
    server.answers["/a"] = (200, HTML, page.encode())
    with pytest.raises(AnswerError) as raised:
        fetch(server.url + "/a")
    assert (raised.value.status, raised.value.again) == (503, 40.0)
    del server.answers["/robots.txt"]
    assert fetch(server.url + "/a").body


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        ("Disallow: /", "/news/a", False),
        ("Disallow: /\nAllow: /news/", "/news/a", True),  # the longest rule counts, wherever it stands
        ("Allow: /\nDisallow: /news/drafts", "/news/drafts/a", False),
        ("Disallow: /*?print=", "/news/a?print=1", False),
        ("Disallow: /*?print=", "/news/a?page=1", True),
        ("Disallow: /*.pdf$", "/news/a.pdf", False),
        ("Disallow: /*.pdf$", "/news/a.pdf.html", True),
        ("Disallow: /caf%C3%A9", "/café/a", False),
        ("Disallow:", "/news/a", True),
    ],
)
def test_what_robots_allow(server, fetch, page, rules, path, allowed):
    server.answers["/robots.txt"] = (200, {}, f"\ufeffUser-agent: *\n{rules}\n".encode())
    server.answers[path] = (200, HTML, page.encode())
    server.answers[quote(path, safe="/?=")] = (200, HTML, page.encode())
    if allowed:
        assert fetch(server.url + path).body
        return
    with pytest.raises(IngestError, match=r"robots\.txt does not allow it"):
        fetch(server.url + path)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [("120", 120), (" 7 ", 7), ("", None), ("soon", None), ("-5", None), ("1.5", None), ("9" * 30, None)],
)
def test_when_to_come_back_in_seconds(said, seconds):
    assert _again({"retry-after": said}) == seconds


@pytest.mark.parametrize("minutes", [10, -10])
def test_when_to_come_back_as_a_date(minutes):
    then = datetime.now(UTC) + timedelta(minutes=minutes)
    assert _again({"retry-after": format_datetime(then, usegmt=True)}) == pytest.approx(max(minutes * 60, 0), abs=5)


def test_of_many_who_are_led_to_one_server_each_waits_its_turn(server, page):
    server.answers["/end"] = (200, HTML, page.encode())
    server.answers |= {f"/{name}": (302, {"Location": "/end"}, b"") for name in "abc"}
    fetch = Fetcher(allow_private=True, delay=0.2)
    fetch._robots[server.url] = Protego.parse(""), time.monotonic() + 60
    threads = [threading.Thread(target=fetch, args=(f"{server.url}/{name}",)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    times = [moment for moment, _, _ in server.seen]
    assert len(times) == 6
    assert all(later - earlier > 0.1 for earlier, later in pairwise(times))


@pytest.mark.parametrize(("first", "second", "moved"), [(301, 308, True), (301, 302, False), (307, 301, False)])
def test_where_a_page_is_from_now_on(server, fetch, page, first, second, moved):
    server.answers["/a"] = (first, {"Location": "/b"}, b"")
    server.answers["/b"] = (second, {"Location": "/c"}, b"")
    server.answers["/c"] = (200, HTML, page.encode())
    got = fetch(server.url + "/a")
    assert got.url == server.url + "/c"
    assert got.moved == (server.url + "/c" if moved else "")


def test_a_polite_rate(server, page):
    server.answers["/a"] = (200, HTML, page.encode())
    fetch = Fetcher(allow_private=True, delay=0.2)
    for _ in range(3):
        fetch(server.url + "/a")
    times = [moment for moment, path, _ in server.seen if path == "/a"]
    assert all(later - earlier > 0.15 for earlier, later in pairwise(times))


LIMITS = [
    ((404, {}, b""), "status 404"),
    ((200, HTML, b"x" * 2000), "larger than the limit"),
    ((200, HTML | {"Content-Encoding": "gzip"}, gzip.compress(b"x" * 100_000)), "larger than the limit"),
    ((302, {"Location": "/a"}, b""), "more than 5 redirects"),
    ((200, HTML | {"Content-Encoding": "gzip"}, b"not gzip at all"), "no answer from 127.0.0.1"),
]


@pytest.mark.parametrize(("answer", "reason"), LIMITS)
def test_limits(server, answer, reason):
    server.answers["/a"] = answer
    with pytest.raises(IngestError, match=reason):
        Fetcher(allow_private=True, delay=0.0, max_bytes=1000)(server.url + "/a")


def test_a_server_that_does_not_answer(monkeypatch):
    import socket

    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/a"
        with pytest.raises(IngestError, match="no answer from 127.0.0.1"):
            Fetcher(allow_private=True, delay=0.0, timeout=0.2)(url)


@pytest.mark.parametrize(
    ("url", "reason"),
    [("http://no.such.host.invalid/x", "there is no host"), ("http:///x", "not a URL"), ("http://a:b/", "not a URL")],
)
def test_addresses_that_lead_nowhere(url, reason):
    (failure,) = read(url)
    assert reason in failure.reason
