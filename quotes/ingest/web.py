"""Pages over the network, politely and carefully: robots.txt, a rate, limits, and no private addresses."""

from __future__ import annotations

import ipaddress
import re
import socket
import ssl
import threading
import time
from collections import defaultdict
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from typing import Any
from urllib.parse import urljoin, urlsplit

from protego import Protego

from quotes import __version__
from quotes.errors import IngestError
from quotes.ingest.sources import Fetched
from quotes.limits import MAX_PAGE

AGENT = "quotes"
REDIRECTS = 5
REDIRECTING = (301, 302, 303, 307, 308)
PERMANENT = (301, 308)
MAX_ROBOTS = 500_000  # bytes, as RFC 9309 asks for at least
MAX_DELAY = 60.0  # seconds that a robots.txt can make us wait between two requests
ROBOTS_HOLD = 24 * 3600.0  # seconds after which a robots.txt is read again (RFC 9309)
ROBOTS_AGAIN = 900.0  # and after which one that could not be read is
BUSY = (429, 503)  # the answers that may say when to come back
NAT64 = ipaddress.ip_network("64:ff9b::/96")
# what IPv6 gives to machines of the public network; the rest is for other ends
UNICAST = ipaddress.ip_network("2000::/3")
DOCUMENTATION = ipaddress.ip_network("3fff::/20")
_NO_BREAK = re.compile("[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")  # which end no line of a robots.txt
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class AnswerError(IngestError):
    """A server's answer that is no page: its `status`, and after how many seconds it wants to be asked again, or None."""

    def __init__(self, status: int, again: float | None = None) -> None:
        super().__init__(f"the server answered with status {status}")
        self.status, self.again = status, again


class SilenceError(IngestError):
    """No answer from a server, or none to the end."""


class Fetcher:
    """Gets pages one at a time, each host at most once in `delay` seconds.

    Only http and https; robots.txt is obeyed; private, loopback and link-local addresses are refused
    unless `allow_private`, at every redirect anew, and the address checked is the address connected to.
    `timeout` is seconds for one step and, tenfold, for the whole; `max_bytes` is of the unpacked body.
    """

    def __init__(
        self, *, allow_private: bool = False, timeout: float = 15.0, max_bytes: int = MAX_PAGE, delay: float = 1.0
    ) -> None:
        self.allow_private = allow_private
        self.timeout = timeout
        self.max_bytes = max_bytes
        self.delay = delay
        self._robots: dict[str, tuple[Protego, float]] = {}  # by site, with until when it holds
        self._next: defaultdict[str, float] = defaultdict(float)
        self._turns = threading.Lock()

    def __call__(self, url: str, *, etag: str = "", modified: str = "") -> Fetched:
        """The page at a URL, `unchanged` where the server says that it is still of this `etag`, or as of `modified`.

        Raises IngestError with the reason why there is none: AnswerError, SilenceError, or one of ours.
        """
        moved = ""
        permanently = True
        known = {name: value for name, value in (("If-None-Match", etag), ("If-Modified-Since", modified)) if value}
        for _ in range(REDIRECTS + 1):
            if not _allows(self._robots_for(url), url):
                raise IngestError("robots.txt does not allow it")
            status, headers, body = self._get(url, self.max_bytes, self.pause_for(url), known)
            if status in REDIRECTING and headers.get("location"):
                url = _redirected(url, headers["location"])
                permanently = permanently and status in PERMANENT
                moved = url if permanently else ""
                continue
            retrieved = datetime.now(UTC).isoformat(timespec="seconds")
            if status == 304 and known:
                return Fetched(url, b"", retrieved=retrieved, etag=etag, modified=modified, unchanged=True, moved=moved)
            if status != 200:
                raise AnswerError(status, _again(headers) if status in BUSY else None)
            state = headers.get("etag", ""), headers.get("last-modified", "")
            return Fetched(url, body, _charset(headers), retrieved, *state, moved=moved)
        raise IngestError(f"more than {REDIRECTS} redirects")

    def pause_for(self, url: str) -> float:
        """Return seconds between two requests to the host of a page: its robots.txt, once read, may ask for more than `delay`."""
        rules, _ = self._robots.get(_site(url), (None, 0.0))
        wait = (rules.crawl_delay(AGENT) or 0.0) if rules else 0.0
        return max(min(wait, MAX_DELAY), self.delay)

    def _robots_for(self, url: str) -> Protego:
        """The host's rules (RFC 9309): everything goes when there are none, nothing when they cannot be read.

        A server that is too busy to give them raises AnswerError, as for a page.
        """
        _split(url)
        site = _site(url)
        rules, until = self._robots.get(site, (None, 0.0))
        if rules is None or time.monotonic() > until:
            rules, hold = self._read_robots(site + "/robots.txt")
            self._robots[site] = rules, time.monotonic() + hold
        return rules

    def _read_robots(self, url: str) -> tuple[Protego, float]:
        """The rules, and for how many seconds they hold."""
        for _ in range(REDIRECTS + 1):
            status, headers, body = self._get(url, MAX_ROBOTS, 0.0, cut=True)
            if status in REDIRECTING and headers.get("location"):
                url = _redirected(url, headers["location"])
                continue
            if status in BUSY:
                raise AnswerError(status, _again(headers))
            if status >= 500:
                return _rules(b"User-agent: *\nDisallow: /"), ROBOTS_AGAIN
            return _rules(body if status == 200 else b""), ROBOTS_HOLD
        return _rules(b""), ROBOTS_HOLD

    def _get(
        self, url: str, limit: int, delay: float, known: Mapping[str, str] | None = None, *, cut: bool = False
    ) -> tuple[int, Any, bytes]:
        """Status, headers and body of one request; a body over the limit is cut or refused."""
        import urllib3

        scheme, host, port, target = _split(url)
        address = self._address(host, port)
        self._wait(host, delay)
        pool = _pool(scheme, address, port, host)
        whole = _Deadline(pool, 10 * self.timeout)
        headers = {
            "Host": urlsplit(url).netloc.rpartition("@")[2],
            "User-Agent": f"{AGENT}/{__version__}",
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "Accept-Encoding": "gzip, deflate",
            **(known or {}),
        }
        try:
            with whole, pool.request(
                "GET", target, headers=headers, redirect=False, retries=False, preload_content=False,
                timeout=urllib3.Timeout(connect=self.timeout, read=self.timeout),
            ) as response:  # fmt: skip
                answer = response.status, response.headers, _body(response, limit, cut)
        except (urllib3.exceptions.HTTPError, HTTPException, OSError, ValueError) as error:
            if not whole.passed:
                raise SilenceError(f"no answer from {host} ({_reason(error)})") from None
        finally:
            pool.close()
            self._wait_from_now(host, delay)
        if whole.passed:
            raise SilenceError(f"took longer than {whole.seconds:g} seconds")
        return answer

    def _address(self, host: str, port: int) -> str:
        """The address to connect to: every one the name has must be public, lest another lookup pick a private one."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise SilenceError(f"there is no host {host}") from None
        addresses = [str(entry[4][0]).partition("%")[0] for entry in found]
        if not self.allow_private and not all(_is_public(ipaddress.ip_address(address)) for address in addresses):
            raise IngestError(f"{host} is a private address")
        return addresses[0]

    def _wait(self, host: str, delay: float) -> None:
        """Waits for the host's turn; of several who ask at once, after redirects too, each gets its own."""
        if delay:
            with self._turns:
                turn = max(self._next[host], time.monotonic())
                self._next[host] = turn + delay
            time.sleep(max(turn - time.monotonic(), 0.0))

    def _wait_from_now(self, host: str, delay: float) -> None:
        """Counts the pause from the answer, which may have taken longer than the pause."""
        if delay:
            with self._turns:
                self._next[host] = max(self._next[host], time.monotonic() + delay)


def _site(url: str) -> str:
    """Where a robots.txt holds; empty for what is no URL."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}"


def _rules(body: bytes) -> Protego:
    """What a robots.txt says: the longest rule that fits counts, `*` and `$` are understood, other lines are passed over."""
    return Protego.parse(_NO_BREAK.sub(" ", body.decode("utf-8-sig", errors="replace")))


def _allows(robots: Protego, url: str) -> bool:
    try:
        return bool(robots.can_fetch(url, AGENT))
    except ValueError:  # it is a URL only while its %5B is not taken for [
        raise IngestError("not a URL") from None


def _redirected(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        raise IngestError("it redirects to what is not a URL") from None


def _split(url: str) -> tuple[str, str, int, str]:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise IngestError("not a URL") from None
    if parts.scheme not in ("http", "https"):
        raise IngestError("only http and https are read")
    if not parts.hostname:
        raise IngestError("not a URL")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return parts.scheme, parts.hostname, port or (443 if parts.scheme == "https" else 80), target


def _body(response: Any, limit: int, cut: bool) -> bytes:
    body = bytearray()
    for chunk in response.stream(65_536, decode_content=True):
        body += chunk
        if len(body) > limit and cut:
            return bytes(body[:limit])
        if len(body) > limit:
            raise IngestError(f"larger than the limit of {limit // 1_000_000 or limit / 1_000_000} MB")
    return bytes(body)


class _Deadline:
    """Ends a pool's connections when the whole exchange has had its time: a byte a second is an answer, too."""

    def __init__(self, pool: Any, seconds: float) -> None:
        self.seconds, self.passed = seconds, False
        self._sockets: list[socket.socket] = []
        self._clock = threading.Timer(seconds, self._end)
        self._clock.daemon = True
        deadline = self

        class Connection(pool.ConnectionCls):  # type: ignore[misc]
            def _new_conn(self) -> socket.socket:
                made: socket.socket = super()._new_conn()
                deadline._sockets.append(made.dup())  # TLS takes the first for itself
                return made

        pool.ConnectionCls = Connection

    def __enter__(self) -> None:
        self._clock.start()

    def __exit__(self, *_: object) -> None:
        self._clock.cancel()
        for made in self._sockets:
            made.close()

    def _end(self) -> None:
        self.passed = True
        for made in self._sockets:
            with suppress(OSError):
                made.shutdown(socket.SHUT_RDWR)


def _pool(scheme: str, address: str, port: int, host: str) -> Any:
    import urllib3

    if scheme == "http":
        return urllib3.HTTPConnectionPool(address, port)
    import certifi

    context = ssl.create_default_context()
    context.load_verify_locations(certifi.where())
    return urllib3.HTTPSConnectionPool(address, port, ssl_context=context, server_hostname=host, assert_hostname=host)


def _is_public(address: Address) -> bool:
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return _is_public(inner)
        if address not in UNICAST or address in DOCUMENTATION:
            return False
    return address.is_global and not address.is_multicast


def _again(headers: Any) -> float | None:
    """The seconds that Retry-After asks for, as a number or as a date; None where it says nothing that can be read."""
    said = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]{1,9}", said):
        return float(said)
    try:
        return max((parsedate_to_datetime(said) - datetime.now(UTC)).total_seconds(), 0.0)
    except (TypeError, ValueError, OverflowError):
        return None


def _charset(headers: Any) -> str:
    kind = str(headers.get("content-type", ""))
    return kind.lower().partition("charset=")[2].partition(";")[0].strip(" \"'")


def _reason(error: BaseException) -> str:
    """The innermost cause, without the objects that urllib3 prints."""
    while error.__cause__ is not None or error.__context__ is not None:
        error = error.__cause__ or error.__context__  # type: ignore[assignment]
    return getattr(error, "strerror", None) or str(error).rpartition(": ")[2][:100] or type(error).__name__
