"""One round of asking: each feed for what is new, each new or changed page for its article, and how far that came."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from io import BytesIO
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from quotes import wall
from quotes.errors import IngestError
from quotes.ingest import cutoff, sitemap, sniff
from quotes.ingest.feed import Entry, entries
from quotes.ingest.sources import Fetched, Options, Source, attempt
from quotes.ingest.stream import fetched_source, read_source, walled
from quotes.ingest.web import AnswerError
from quotes.intake import Event, Extract, Tell, take_in
from quotes.limits import SECONDS
from quotes.store import Store
from quotes.store import watching as state
from quotes.store.connection import transaction
from quotes.store.watching import Feed, Page
from quotes.types import Article, Failure
from quotes.watching.hosts import Answer, Hosts, Question

MOST = 1_000  # new articles of one feed in one round, the first that it names; the others come in the next rounds
MAPS = 50  # sitemaps of one index that are asked, those changed last
RECENT = timedelta(days=3)  # of a sitemap that is not of news alone, what changed in these days is read
GONE_FOR_GOOD = 410
GONE = (404, GONE_FOR_GOOD)
_COUNTERS = re.compile(r"utm_\w+|at_(?:medium|campaign)|cmpid|ns_\w+", re.IGNORECASE)
_FEED_LINK = "//link[@rel='alternate'][contains(@type, 'rss') or contains(@type, 'atom')]/@href"


@dataclass(slots=True)
class Told:
    """What a round did beside taking articles in."""

    feeds: int = 0
    unchanged: int = 0  # feeds with nothing new
    failed: int = 0  # feeds
    more: int = 0  # feeds that name more than is taken in at once
    pages: int = 0  # that were asked for
    same: int = 0  # pages that had not changed
    gone: int = 0  # pages that were there before
    postponed: int = 0  # feeds and pages whose servers are left alone for now
    requests: int = 0
    stopped: bool = False

    def as_dict(self) -> dict[str, int | bool]:
        """Return it as it is kept with the run."""
        return {name: getattr(self, name) for name in self.__slots__}


def poll(
    store: Store, feeds: list[Feed], hosts: Hosts, *, extract: Extract, model: str, run_id: int, tell: Tell
) -> Told:
    """Ask the feeds once, and take in what is new or changed, until all is done or the hosts are stopped.

    Killed at any moment and run again it loses and doubles nothing. Raises StoreError when the database itself fails.
    """
    round_ = _Round(store.conn, feeds, hosts)

    def told(event: Event) -> None:
        round_.dealt(event)
        tell(event)

    try:
        take_in(store, round_.items(), extract=extract, model=model, run_id=run_id, tell=told)
    finally:
        hosts.stop()
    round_.told.requests = hosts.asked
    return round_.told


@dataclass(slots=True)
class _Reading:
    """An answer of a feed: how many of its articles are not dealt with yet, and whether all of it can be."""

    feed: Feed
    left: int = 1  # the answer itself, until all of it is looked through
    whole: bool = True
    changed: bool = False
    taken: int = 0  # new articles
    more: bool = False  # whether it names more than those
    maps: int = 0


@dataclass(slots=True)
class _Wanted:
    """A page that was asked for: the reading it belongs to, and what the feed says of it."""

    page: Page
    reading: _Reading | None
    entry: Entry | None = None
    left: int = 1  # articles of it that are not dealt with yet
    failed: str = ""
    gone: bool = False  # for good


@dataclass(slots=True)
class _Map:
    """A sitemap that another one named."""

    reading: _Reading


class _Round:
    def __init__(self, conn: sqlite3.Connection, feeds: list[Feed], hosts: Hosts) -> None:
        self.conn, self.feeds, self.hosts = conn, feeds, hosts
        self.told = Told()
        self.options = Options(fetch=_nothing)
        self.seen: set[str] = set()
        self.pending: dict[str, _Wanted] = {}  # by the origin of the article that is on its way

    def items(self) -> Iterator[Article | Failure]:
        """Yield every article and failure, in the order in which servers answer."""
        for feed in self.feeds:
            self.hosts.ask(Question(feed.moved or feed.url, feed, feed.etag, feed.modified))
        for page in state.due(self.conn, [feed.id for feed in self.feeds]):
            self.seen.add(page.url)
            self._ask(_Wanted(page, None))
        for answer in self.hosts.answers():
            about = answer.question.about
            if answer.postponed:
                self._postponed(answer)
            elif isinstance(about, _Wanted):
                yield from self._page(about, answer)
            elif isinstance(about, _Map):
                yield from self._more(about, answer)
            else:
                yield from self._feed(about, answer)
        self.told.stopped = bool(self.hosts.waiting)

    def dealt(self, event: Event) -> None:
        """Note what came of an article."""
        wanted = self.pending.pop(event.origin, None)
        if wanted is None:
            return
        wanted.left -= 1
        if event.outcome == "failed":
            wanted.failed = event.reason
        if wanted.left == 0:
            self._done(wanted)

    def _done(self, wanted: _Wanted) -> None:
        with transaction(self.conn):
            if wanted.failed:
                state.page_failed(self.conn, wanted.page, wanted.failed, gone=wanted.gone)
            else:
                state.page_read(self.conn, wanted.page)
            self._read(wanted.reading)

    def _read(self, reading: _Reading | None) -> None:
        """One article less to wait for; with the last of them the feed has been read."""
        if reading is None:
            return
        reading.left -= 1
        if reading.left == 0 and reading.whole:
            feed = replace(reading.feed, etag="", modified="", digest="") if reading.more else reading.feed
            self.told.more += reading.more
            with transaction(self.conn):
                state.feed_read(self.conn, feed, changed=reading.changed)

    def _postponed(self, answer: Answer) -> None:
        about = answer.question.about
        self.told.postponed += 1
        if answer.rest:
            with transaction(self.conn):
                until = state.after(min(answer.rest, state.LONGEST_REST))
                state.pause(self.conn, answer.question.host, until)
        if isinstance(about, _Wanted | _Map) and about.reading:
            about.reading.whole = False
            self._read(about.reading)

    # feeds

    def _feed(self, feed: Feed, answer: Answer) -> Iterator[Article | Failure]:
        self.told.feeds += 1
        page = answer.page
        if page is None:
            yield self._failed(feed, answer.error)
            return
        digest = hashlib.sha256(page.body).hexdigest()
        if page.unchanged or digest == feed.digest:
            self.told.unchanged += 1
            feed.etag, feed.modified = page.etag or feed.etag, page.modified or feed.modified
            feed.moved = page.moved or feed.moved
            with transaction(self.conn):
                state.feed_read(self.conn, feed, changed=False)
            return
        moved = page.moved or feed.moved
        reading = _Reading(replace(feed, etag=page.etag, modified=page.modified, digest=digest, moved=moved))
        yield from self._named(reading, page)
        self._read(reading)

    def _more(self, about: _Map, answer: Answer) -> Iterator[Article | Failure]:
        """A sitemap that an index named, or the feed that a site's page names."""
        if answer.page is None:
            about.reading.whole = False
            yield self._failed(about.reading.feed, f"{answer.question.url}: {answer.error}")
        else:
            yield from self._named(about.reading, answer.page, inside=True)
        self._read(about.reading)

    def _named(self, reading: _Reading, page: Fetched, *, inside: bool = False) -> Iterator[Article | Failure]:
        """The articles that the answer holds itself; for the others their pages are asked."""
        try:
            with cutoff.after(SECONDS):
                found = list(_entries(reading.feed.url, page))
        except cutoff.CutOffError:
            reason = f"reading it took more than {SECONDS:g} seconds"
        except IngestError as error:
            reason = str(error)
        except Exception as error:  # hostile markup finds bugs in parsers; the other feeds are asked
            if not wall.ON:
                raise
            reason = f"it cannot be read, by a bug of ours ({wall.described(error)})"
        else:
            yield from self._wanted(reading, page, found, inside)
            return
        reading.whole = False
        yield self._failed(reading.feed, reason)

    def _wanted(
        self, reading: _Reading, page: Fetched, found: Iterable[Entry | sitemap.Map | Failure], inside: bool
    ) -> Iterator[Article | Failure]:
        for named in found:
            if reading.taken == MOST:
                reading.more = True
                break
            if isinstance(named, sitemap.Map):
                if not inside and reading.maps < MAPS:
                    reading.maps += 1
                    reading.left += 1
                    self.hosts.ask(Question(_joined(page.url, named.url), _Map(reading)))
            elif isinstance(named, Failure):
                yield named
            else:
                yield from self._entry(reading, named)

    def _failed(self, feed: Feed, error: IngestError | str | None) -> Failure:
        self.told.failed += 1
        gone = isinstance(error, AnswerError) and error.status == GONE_FOR_GOOD and not feed.moved
        reason = (
            f"{error}: it is gone for good (quotes watch DB --forget FEED takes it off the list)"
            if gone
            else str(error)
        )
        with transaction(self.conn):
            state.feed_failed(self.conn, feed, reason, gone=gone)
        return Failure(feed.url, reason)

    def _entry(self, reading: _Reading, entry: Entry) -> Iterator[Article | Failure]:
        stamp = _stamp(entry)
        url = same_page(entry.link) if entry.link else f"{reading.feed.url}#{stamp}"
        there = state.page(self.conn, url)
        if url in self.seen or there and (there.stamp == stamp or there.feed_id != reading.feed.id):
            return
        self.seen.add(url)
        reading.left += 1
        reading.taken += 1
        reading.changed = True
        known = {name: str(value) for name, value in entry.fields.items() if value and name not in ("url", "key")}
        page = there or Page(url, reading.feed.id, stamp)
        page.stamp, page.known = stamp, known
        wanted = _Wanted(page, reading, entry)
        if entry.content or not entry.link:
            yield from self._made(wanted, walled(url, _own(entry, url, self.options)))
        else:
            self._ask(wanted)

    # pages

    def _ask(self, wanted: _Wanted) -> None:
        self.told.pages += 1
        link = wanted.entry.link if wanted.entry else wanted.page.url
        self.hosts.ask(Question(link, wanted, wanted.page.etag, wanted.page.modified))

    def _page(self, wanted: _Wanted, answer: Answer) -> Iterator[Article | Failure]:
        page, error = wanted.page, answer.error
        if answer.page is None:
            made = list(walled(page.url, _own(wanted.entry, page.url, self.options))) if wanted.entry else []
            if any(isinstance(item, Article) for item in made):
                yield from self._made(wanted, made)
            elif isinstance(error, AnswerError) and error.status in GONE and page.stored:
                self.told.gone += 1
                with transaction(self.conn):
                    state.page_failed(self.conn, page, str(error), gone=True)
                    self._read(wanted.reading)
            else:
                wanted.gone = isinstance(error, AnswerError) and error.status == GONE_FOR_GOOD
                yield from self._made(wanted, [Failure(page.url, str(error))])
            return
        page.etag, page.modified = answer.page.etag, answer.page.modified
        if answer.page.unchanged:
            self.told.same += 1
            self._done(wanted)
            return
        options = replace(self.options, defaults=page.known)
        yield from self._made(wanted, walled(page.url, read_source(fetched_source(page.url, answer.page), options)))

    def _made(self, wanted: _Wanted, items: Iterable[Article | Failure]) -> Iterator[Article | Failure]:
        """What was read of a page, each awaited until it is dealt with."""
        found = list(items)
        wanted.left = len({item.origin for item in found})
        for item in found:
            self.pending[item.origin] = wanted
        yield from found
        if not found:
            self._done(wanted)


def same_page(url: str) -> str:
    """Return the address without its fragment and without what only says how a reader came."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    if not _COUNTERS.search(parts.query):
        return urlunsplit(parts._replace(fragment=""))
    kept = [(name, value) for name, value in parse_qsl(parts.query, True) if not _COUNTERS.fullmatch(name)]
    return urlunsplit(parts._replace(query=urlencode(kept), fragment=""))


def _entries(url: str, page: Fetched) -> Iterator[Entry | sitemap.Map | Failure]:
    """What a feed, a sitemap or a site's page names."""
    if sitemap.is_sitemap(page.body):
        yield from _recent(sitemap.entries(page.body))
        return
    head = page.body[: sniff.HEAD]
    if sniff.kind_of(head, page.url) == "html":
        yield sitemap.Map(_feed_of(page))
        return
    yield from entries(fetched_source(url, page))


def _recent(named: Iterable[Entry | sitemap.Map]) -> Iterator[Entry | sitemap.Map]:
    """What a sitemap names that may be news: what it dates as such, and of the rest what changed lately."""
    since = (datetime.now(UTC) - RECENT).date().isoformat()
    for each in named:
        if isinstance(each, sitemap.Map):
            if each.changed >= since or not each.changed and "news" in each.url.lower():
                yield each
        elif each.fields["published"] or str(each.fields["updated"]) >= since:
            yield each


def _feed_of(page: Fetched) -> str:
    """The feed that a site's page names."""
    import lxml.html

    try:
        links = lxml.html.fromstring(page.body).xpath(_FEED_LINK)
    except (ValueError, lxml.etree.LxmlError):
        links = []
    if not links:
        raise IngestError("neither a feed nor a news sitemap, nor a page that names its feed")
    return _joined(page.url, str(links[0]))


def _joined(url: str, link: str) -> str:
    """Where a link on a page leads; the link itself where it is no address, of which whoever asks there is told."""
    try:
        return urljoin(url, link)
    except ValueError:
        return link


def _stamp(entry: Entry) -> str:
    said = [entry.fields.get(name) for name in ("title", "published", "updated")]
    return hashlib.sha256(json.dumps([*said, entry.content]).encode()).hexdigest()[:20]


def _own(entry: Entry, url: str, options: Options) -> Iterator[Article | Failure]:
    """The article that the entry itself holds, or a failure; no page is asked for it."""
    named = replace(entry, fields=entry.fields | {"url": url if entry.link else ""})
    yield attempt(url, partial(named.article, Source(url, BytesIO()), options))


def _nothing(url: str) -> Fetched:
    raise IngestError("no page")
