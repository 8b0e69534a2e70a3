"""How far each watched feed was read."""

from datetime import UTC, datetime, timedelta

import pytest

from quotes.store import watching
from quotes.store.watching import Page

FEED = "https://quay.example/feed"


@pytest.fixture
def conn(store):
    watching.add(store.conn, [FEED, FEED, "https://mill.example/rss"])
    return store.conn


def hours(conn, table, url):
    """In how many hours it is asked again; None where it is at once, or never."""
    (at,) = conn.execute(f"SELECT next FROM {table} WHERE url = ?", (url,)).fetchone()
    return at and round((datetime.fromisoformat(at) - datetime.now(UTC)).total_seconds() / 3600, 1)


def feed(conn):
    return watching.feeds(conn, [FEED])[0]


def test_feeds_are_kept_once_and_forgotten(conn):
    assert [each.url for each in watching.feeds(conn)] == [FEED, "https://mill.example/rss"]
    assert watching.forget(conn, FEED)
    assert not watching.forget(conn, FEED)
    assert [each["url"] for each in watching.listed(conn)] == ["https://mill.example/rss"]


def test_a_feed_that_was_read_says_what_its_server_called_it(conn):
    one = feed(conn)
    one.etag, one.digest, one.moved = "tag", "digest", "https://quay.example/new"
    watching.feed_read(conn, one, changed=True)
    assert feed(conn) == one
    (listed, _) = sorted(watching.listed(conn), key=lambda row: row["url"] != FEED)
    assert listed["changed"]
    assert (listed["articles"], listed["fails"], listed["reason"]) == (0, 0, None)


@pytest.mark.parametrize(("fails", "gone", "rest"), [(0, False, 0.2), (2, False, 1), (9, False, 24), (0, True, 168)])
def test_a_feed_rests_the_longer_the_oftener_it_failed(conn, fails, gone, rest):
    one = feed(conn)
    one.fails = fails
    watching.feed_failed(conn, one, "no answer", gone=gone)
    assert hours(conn, "watched_feeds", FEED) == pytest.approx(rest, abs=0.1)
    assert watching.feeds(conn, [FEED]) == []


def test_what_a_wrong_clock_put_off_is_asked_at_once(conn):
    conn.execute("UPDATE watched_feeds SET next = '2999-01-01T00:00:00+00:00' WHERE url = ?", (FEED,))
    assert feed(conn).url == FEED


@pytest.mark.parametrize(("age", "again"), [(timedelta(), 1), (timedelta(hours=30), 30), (timedelta(days=8), None)])
def test_a_page_is_asked_again_the_more_seldom_the_older_it_is(conn, age, again):
    seen = (datetime.now(UTC) - age).isoformat(timespec="seconds")
    page = Page("https://quay.example/1", feed(conn).id, "stamp", {"title": "Ferry"}, first_seen=seen)
    watching.page_read(conn, page)
    found = watching.page(conn, page.url)
    assert (found.known, found.stored, found.first_seen) == ({"title": "Ferry"}, True, seen)
    assert hours(conn, "watched_pages", page.url) == again
    assert watching.due(conn, [page.feed_id]) == []


@pytest.mark.parametrize(("fails", "gone", "again"), [(0, False, 0.2), (5, False, None), (0, True, None)])
def test_a_page_that_failed_is_tried_a_few_times(conn, fails, gone, again):
    page = Page("https://quay.example/1", feed(conn).id, "stamp", fails=fails)
    watching.page_failed(conn, page, "no text", gone=gone)
    found = watching.page(conn, page.url)
    assert (found.fails, found.stored) == (fails + 1, False)
    assert hours(conn, "watched_pages", page.url) == (again and pytest.approx(again, abs=0.1))


def test_a_page_that_failed_and_is_read_is_due_no_more(conn):
    page = Page("https://quay.example/1", feed(conn).id, "stamp")
    watching.page_failed(conn, page, "no text")
    conn.execute("UPDATE watched_pages SET next = '2001-01-01'")
    (due,) = watching.due(conn, [page.feed_id])
    watching.page_read(conn, due)
    assert watching.page(conn, page.url).fails == 0
    assert watching.page(conn, "https://quay.example/2") is None


def test_a_server_is_left_alone_until_its_time_is_over(conn):
    later = watching.after(60)
    watching.pause(conn, "quay.example", later)
    watching.pause(conn, "mill.example", watching.after(-60))
    watching.pause(conn, "dam.example", "2999-01-01T00:00:00+00:00")
    assert watching.paused(conn) == {"quay.example": later}
