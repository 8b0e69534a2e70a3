"""How far each watched feed was read: what was taken in, what is to be asked again and when, who wants to be left alone.

What is written here follows the articles: a page is noted when its article is stored, a feed when all its pages are.
So a run that was killed at any moment asks again for what it had not finished, and for nothing else.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from quotes.store.rows import writable
from quotes.store.sql import now

FIRST_PAUSE, LONGEST_PAUSE = 15, 24 * 60  # minutes until what failed is asked again, doubled each time
MOST_FAILS = 6  # after which a page is asked for no more
SOON, WATCHED_FOR = timedelta(hours=1), timedelta(days=7)  # how long a page is asked whether it changed
AT_ONCE = 2_000  # pages asked again in one run
LONGEST_REST = 7 * 24 * 3600.0  # seconds that a server, or a feed that is gone, is left alone at most
# nothing is put off further than this: what seems to be was noted by a clock that went wrong
FURTHEST = 8 * 24 * 3600.0


@dataclass(slots=True)
class Feed:
    """A feed or a news sitemap, with what its server called its last answer."""

    id: int
    url: str
    etag: str = ""
    modified: str = ""
    digest: str = ""
    fails: int = 0
    moved: str = ""  # where its server says that it is now


@dataclass(slots=True)
class Page:
    """An article that a feed names; `known` is what the feed says of it."""

    url: str
    feed_id: int
    stamp: str
    known: dict[str, str] = field(default_factory=dict)
    etag: str = ""
    modified: str = ""
    first_seen: str = ""
    fails: int = 0
    stored: bool = False  # whether an article was taken from it before


def add(conn: sqlite3.Connection, urls: Iterable[str]) -> None:
    """Add the feeds that are not there yet."""
    conn.executemany(
        "INSERT INTO watched_feeds (url) VALUES (?) ON CONFLICT DO NOTHING", [(writable(url),) for url in urls]
    )


def forget(conn: sqlite3.Connection, url: str) -> bool:
    """Take a feed out of the list, and say whether it was there; its articles stay."""
    return conn.execute("DELETE FROM watched_feeds WHERE url = ?", (url,)).rowcount > 0


def feeds(conn: sqlite3.Connection, urls: Iterable[str] | None = None) -> list[Feed]:
    """Return the feeds that may be asked by now: those of the list, or of these addresses."""
    wanted = None if urls is None else json.dumps([writable(url) for url in urls])
    rows = conn.execute(
        "SELECT * FROM watched_feeds WHERE (next IS NULL OR next <= ? OR next > ?)"
        " AND (? IS NULL OR url IN (SELECT value FROM json_each(?))) ORDER BY id",
        (now(), after(FURTHEST), wanted, wanted),
    )
    return [
        Feed(
            row["id"], row["url"], row["etag"] or "", row["modified"] or "", row["digest"] or "", row["fails"], row["moved"] or ""
        )
        for row in rows
    ]  # fmt: skip


def listed(conn: sqlite3.Connection) -> list[dict[str, Any]]:
    """Return every feed with how many articles it named, when it was asked and changed, and why it failed: for people."""
    rows = conn.execute(
        "SELECT url, (SELECT count(*) FROM watched_pages p WHERE p.feed_id = f.id) AS articles, asked, changed, next,"
        " fails, reason, moved FROM watched_feeds f ORDER BY url"
    )
    return [dict(row) for row in rows]


def page(conn: sqlite3.Connection, url: str) -> Page | None:
    """Return what is known of a page."""
    row = conn.execute("SELECT * FROM watched_pages WHERE url = ?", (writable(url),)).fetchone()
    return _page(row) if row else None


def due(conn: sqlite3.Connection, feed_ids: Iterable[int]) -> list[Page]:
    """Return the pages of these feeds that are to be asked again by now: whether they changed, or because they failed."""
    rows = conn.execute(
        "SELECT * FROM watched_pages WHERE (next <= ? OR next > ?) AND feed_id IN (SELECT value FROM json_each(?))"
        " ORDER BY next LIMIT ?",
        (now(), after(FURTHEST), json.dumps(list(feed_ids)), AT_ONCE),
    )
    return [_page(row) for row in rows]


def feed_read(conn: sqlite3.Connection, feed: Feed, *, changed: bool) -> None:
    """Note that all of the feed's answer is taken in."""
    conn.execute(
        "UPDATE watched_feeds SET etag = ?, modified = ?, digest = ?, asked = ?, changed = iif(?, ?, changed),"
        " next = NULL, fails = 0, reason = NULL, moved = ? WHERE id = ?",
        (
            feed.etag or None, feed.modified or None, feed.digest or None, now(), changed, now(),
            writable(feed.moved) if feed.moved else None, feed.id,
        ),
    )  # fmt: skip
    _resolve(conn, feed.url)


def feed_failed(conn: sqlite3.Connection, feed: Feed, reason: str, *, gone: bool = False) -> None:
    """Note why the feed could not be read; it rests the longer, the oftener it failed, and a week where it is gone for good.

    If it had moved, its old address is asked the next time.
    """
    conn.execute(
        "UPDATE watched_feeds SET asked = ?, next = ?, fails = fails + 1, reason = ?, moved = NULL WHERE id = ?",
        (now(), after(LONGEST_REST) if gone else _rest(feed.fails), writable(reason), feed.id),
    )


def page_read(conn: sqlite3.Connection, page: Page) -> None:
    """Note that the page is taken in, or unchanged; a new one is asked again soon, an old one seldom, then never."""
    _save(conn, page, _again(page.first_seen or now()))
    if page.fails:
        _resolve(conn, page.url)


def page_failed(conn: sqlite3.Connection, page: Page, reason: str, *, gone: bool = False) -> None:
    """Note why the page could not be read; it is tried again a few times, unless it is gone."""
    rest = None if gone or page.fails + 1 >= MOST_FAILS else _rest(page.fails)
    _save(conn, page, rest, page.fails + 1, reason)


def pause(conn: sqlite3.Connection, host: str, until: str) -> None:
    """Note until when a server is left alone."""
    conn.execute("INSERT OR REPLACE INTO watched_hosts VALUES (?, ?)", (host, until))


def paused(conn: sqlite3.Connection) -> dict[str, str]:
    """Return the servers that are left alone, each with until when; the rest is forgotten."""
    conn.execute("DELETE FROM watched_hosts WHERE until <= ? OR until > ?", (now(), after(FURTHEST)))
    return {row["host"]: row["until"] for row in conn.execute("SELECT * FROM watched_hosts")}


def after(seconds: float) -> str:
    """Return the time in so many seconds, as `now` writes it."""
    return (datetime.now(UTC) + timedelta(seconds=min(seconds, 1e9))).isoformat(timespec="seconds")


def _save(conn: sqlite3.Connection, page: Page, again: str | None, fails: int = 0, reason: str | None = None) -> None:
    known = json.dumps(page.known, ensure_ascii=False)
    state = (page.stamp, writable(known), page.etag or None, page.modified or None)
    conn.execute(
        "INSERT INTO watched_pages (url, feed_id, stamp, known, etag, modified, first_seen, asked, next, fails, reason)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (url) DO UPDATE SET stamp = excluded.stamp,"
        " known = excluded.known, etag = excluded.etag, modified = excluded.modified, asked = excluded.asked,"
        " next = excluded.next, fails = excluded.fails, reason = excluded.reason",
        (
            writable(page.url), page.feed_id, *state, page.first_seen or now(), now(), again, fails,
            writable(reason) if reason else None,
        ),
    )  # fmt: skip


def _page(row: sqlite3.Row) -> Page:
    return Page(
        row["url"], row["feed_id"], row["stamp"], json.loads(row["known"]), row["etag"] or "", row["modified"] or "",
        row["first_seen"], row["fails"], not row["fails"] or bool(row["etag"] or row["modified"]),
    )  # fmt: skip


def _again(first_seen: str) -> str | None:
    age = datetime.now(UTC) - datetime.fromisoformat(first_seen)
    return None if age > WATCHED_FOR else (datetime.now(UTC) + max(age, SOON)).isoformat(timespec="seconds")


def _rest(fails: int) -> str:
    return after(60 * min(FIRST_PAUSE * 2 ** min(fails, 20), LONGEST_PAUSE))


def _resolve(conn: sqlite3.Connection, origin: str) -> None:
    conn.execute("UPDATE failures SET resolved = ? WHERE origin = ? AND resolved IS NULL", (now(), writable(origin)))
