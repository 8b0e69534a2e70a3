"""Feeds that are watched, against servers on this machine: what is asked, what comes of it, what is left alone."""

from __future__ import annotations

import importlib.util
import itertools
import json
import threading
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from quotes.cli import main
from quotes.errors import IngestError
from quotes.ingest.web import Fetcher
from quotes.store import Store
from quotes.store import watching as state
from quotes.types import Analysis, Quote
from quotes.watching import lists
from quotes.watching.hosts import Hosts
from quotes.watching.poll import poll, same_page

WORDS = (
    "“We will mend the old crane before the winter comes,” said Ada Mole, who chairs the harbour committee of Ostby."
)
PARAGRAPHS = [
    "The harbour council met on Monday to settle the fate of the crane that stands on the eastern quay of the town.",
    WORDS,
    "Nobody in the hall spoke against the plan, although two members of the council left before the vote was taken.",
]


def page(*more):
    body = "".join(f"<p>{line}</p>" for line in (*PARAGRAPHS, *more))
    return (
        f"<html><head><title>Crane</title></head><body><article><h1>Crane</h1>{body}</article></body></html>".encode()
    )


def rss(*links, stamp="Mon, 05 Feb 2024 10:00:00 GMT"):
    items = "".join(
        f"<item><title>Of {link}</title><link>{link}</link><pubDate>{stamp}</pubDate></item>" for link in links
    )
    return f"<?xml version='1.0'?><rss version='2.0'><channel><title>The Quay</title>{items}</channel></rss>".encode()


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "desk.db") as opened:
        yield opened


def read(articles):
    """One quotation an article: what stands in marks."""
    for article in articles:
        start, end = article.text.index("“"), article.text.index("”") + 1
        quote = Quote(start, end, ((start, end),), article.text[start:end], "direct", confidence=0.9)
        yield Analysis(article, (quote,), model="none")


def ask(store, *urls, stop_after=None, delay=0.0):
    """One round; what it told, and the events of its articles as pairs of outcome and path."""
    with store.transaction() as conn:
        state.add(conn, urls)
    hosts = Hosts(Fetcher(allow_private=True, delay=delay, timeout=2.0), at_once=4, resting=state.paused(store.conn))
    events = []

    def tell(event):
        events.append((event.outcome, "/" + event.origin.split("/", 3)[3]))
        if stop_after is not None and len(events) >= stop_after:
            hosts.stop()

    run_id = store.start_run("watch")
    told = poll(store, state.feeds(store.conn), hosts, extract=read, model="none", run_id=run_id, tell=tell)
    return told, sorted(events)


def paths(server):
    """What was asked for since the last time, robots.txt aside."""
    found = [path for _, path, _ in server.seen if path != "/robots.txt"]
    server.seen.clear()
    return sorted(found)


def later(store):
    """Time goes by: what was to be asked later is to be asked now."""
    for table in ("watched_feeds", "watched_pages"):
        store.conn.execute(f"UPDATE {table} SET next = '2000-01-01' WHERE next IS NOT NULL")


def count(store, sql):
    return store.conn.execute(sql).fetchone()[0]


def test_new_and_changed_articles_come_in_once(server, store):
    feed = server.url + "/feed"
    server.answers["/a"] = (200, {"ETag": '"1"'}, page())
    server.answers["/feed"] = (200, {"ETag": '"f1"'}, rss(server.url + "/a?utm_source=rss"))
    server.answers["/a?utm_source=rss"] = server.answers["/a"]
    assert ask(store, feed)[1] == [("stored", "/a")]
    assert paths(server) == ["/a?utm_source=rss", "/feed"]
    assert store.conn.execute("SELECT outlet, title FROM articles").fetchone()[:] == ("The Quay", "Crane")

    told, events = ask(store)
    assert (told.unchanged, events, paths(server)) == (1, [], ["/feed"])  # nothing is sent twice

    later(store)  # a page that is new is asked whether it changed, even if its feed says nothing
    told, events = ask(store)
    assert (told.same, events) == (1, [])
    assert paths(server) == ["/a", "/feed"]

    server.answers["/a"] = server.answers["/a?utm_source=rss"] = (
        200,
        {"ETag": '"2"'},
        page("“No,” said Piers Okafor."),
    )
    server.answers["/feed"] = (200, {}, rss(server.url + "/a?utm_source=rss", stamp="Mon, 05 Feb 2024 12:00:00 GMT"))
    assert ask(store)[1] == [("updated", "/a")]
    assert count(store, "SELECT count(*) FROM articles WHERE current = 1") == 1
    assert count(store, "SELECT max(version) FROM articles") == 2


def test_what_fails_is_tried_again_later_and_settled_when_it_succeeds(server, store):
    server.answers["/feed"] = (200, {"ETag": '"f"'}, rss(server.url + "/a", server.url + "/b"))
    server.answers["/a"] = (200, {}, page())
    assert ask(store, server.url + "/feed")[1] == [("failed", "/b"), ("stored", "/a")]
    paths(server)
    assert ask(store)[1] == []
    assert paths(server) == ["/feed"]  # not at once
    later(store)
    server.answers["/b"] = (200, {}, page("Another end of the same story, which came in later in the day."))
    assert ("stored", "/b") in ask(store)[1]
    assert count(store, "SELECT count(*) FROM failures WHERE resolved IS NULL") == 0


def test_a_feed_that_fails_rests(server, store):
    server.answers["/feed"] = (500, {}, b"")
    told, events = ask(store, server.url + "/feed")
    assert (told.failed, events) == (1, [("failed", "/feed")])
    assert ask(store)[0].feeds == 0
    later(store)
    server.answers["/feed"] = (200, {}, rss(server.url + "/a"))
    server.answers["/a"] = (200, {}, page())
    assert ask(store)[1] == [("stored", "/a")]
    assert count(store, "SELECT count(*) FROM failures WHERE resolved IS NULL") == 0


def test_a_page_that_is_gone_is_no_failure_and_its_article_stays(server, store):
    server.answers["/feed"] = (200, {"ETag": '"f"'}, rss(server.url + "/a"))
    server.answers["/a"] = (200, {"ETag": '"a"'}, page())
    ask(store, server.url + "/feed")
    del server.answers["/a"]
    later(store)
    told, events = ask(store)
    assert (told.gone, events) == (1, [])
    assert count(store, "SELECT count(*) FROM articles WHERE current = 1") == 1
    later(store)
    assert ask(store)[0].pages == 0


def test_a_server_that_asks_for_time_gets_it(server, store):
    server.answers["/feed"] = (200, {}, rss(server.url + "/a", server.url + "/b"))
    server.answers["/a"] = server.answers["/b"] = (503, {"Retry-After": "600"}, b"")
    told, events = ask(store, server.url + "/feed")
    assert (told.postponed, events) == (2, [])
    assert len(paths(server)) == 2  # the feed, and one page
    told, events = ask(store)
    assert (told.postponed, paths(server)) == (1, [])  # also in the next round, by what the database says
    store.conn.execute("UPDATE watched_hosts SET until = '2000-01-01'")
    server.answers["/a"] = (200, {}, page())
    server.answers["/b"] = (200, {}, page("More of it."))
    assert ask(store)[1] == [("stored", "/a"), ("stored", "/b")]


def test_a_server_that_is_busy_for_a_moment_is_asked_again(server, store):
    server.answers["/feed"] = (503, {"Retry-After": "1"}, b"")

    def soon():
        time.sleep(0.5)
        server.answers["/feed"] = (200, {}, rss(server.url + "/a"))
        server.answers["/a"] = (200, {}, page())

    threading.Thread(target=soon, daemon=True).start()
    assert ask(store, server.url + "/feed")[1] == [("stored", "/a")]


def test_a_feed_that_moved_is_asked_where_it_is_now(server, store):
    server.answers["/old"] = (301, {"Location": "/new"}, b"")
    server.answers["/new"] = (200, {"ETag": '"n"'}, rss(server.url + "/a"))
    server.answers["/a"] = (200, {}, page())
    assert ask(store, server.url + "/old")[1] == [("stored", "/a")]
    assert paths(server) == ["/a", "/new", "/old"]
    told, _ = ask(store, server.url + "/old")  # as the list still has it
    assert (told.unchanged, paths(server)) == (1, ["/new"])
    del server.answers["/new"]  # it moved again, or back
    server.answers["/old"] = (200, {}, rss(server.url + "/a"))
    ask(store)
    later(store)
    assert ask(store)[0].failed == 0
    assert count(store, "SELECT count(*) FROM watched_feeds WHERE moved IS NULL AND fails = 0") == 1


def test_a_feed_that_moved_for_now_is_asked_where_it_was(server, store):
    server.answers["/old"] = (302, {"Location": "/new"}, b"")
    server.answers["/new"] = (200, {"ETag": '"n"'}, rss(server.url + "/a"))
    server.answers["/a"] = (200, {}, page())
    ask(store, server.url + "/old")
    paths(server)
    ask(store)
    assert paths(server) == ["/new", "/old"]


@pytest.mark.parametrize("link", ["http://[/x", "http://[::1/x", "http://a:99999/x"])
def test_an_address_that_is_none_costs_itself(server, store, link):
    server.answers["/feed"] = (200, {}, rss(link, server.url + "/a"))
    server.answers["/site"] = (200, {}, f"<html><link rel=alternate type=rss href='{link}'></html>".encode())
    server.answers["/map"] = (
        200,
        {},
        f"<sitemapindex><sitemap><loc>{link}news</loc></sitemap></sitemapindex>".encode(),
    )
    server.answers["/a"] = (200, {}, page())
    told, events = ask(store, link, *(server.url + path for path in ("/feed", "/site", "/map")))
    assert ("stored", "/a") in events
    assert told.failed == 3


def test_what_is_gone_for_good_is_left_alone(server, store):
    server.answers["/feed"] = (200, {"ETag": '"f"'}, rss(server.url + "/a"))
    server.answers["/a"] = server.answers["/dead"] = (410, {}, b"")
    told, events = ask(store, server.url + "/feed", server.url + "/dead")
    assert (told.failed, events) == (1, [("failed", "/a"), ("failed", "/dead")])
    assert count(store, "SELECT next IS NULL FROM watched_pages")
    (dead,) = (row for row in state.listed(store.conn) if row["url"].endswith("/dead"))
    assert dead["next"] > state.after(6 * 24 * 3600)
    assert "--forget" in dead["reason"]


@pytest.mark.parametrize(
    "headers", [{"ETag": '"x"'}, {"ETag": 'W/"x"'}, {"Last-Modified": "Mon, 05 Feb 2024 10:00:00 GMT"}, {}]
)
def test_what_a_server_says_of_its_answer_is_sent_back_and_nothing_else(server, store, headers):
    server.answers["/feed"] = (200, headers, rss(server.url + "/a"))
    server.answers["/a"] = (200, {}, page())
    ask(store, server.url + "/feed")
    server.seen.clear()
    assert ask(store)[0].unchanged == 1
    (sent,) = (asked for _, path, asked in server.seen if path == "/feed")
    said = {name: sent[name] for name in ("If-None-Match", "If-Modified-Since") if name in sent}
    names = {"ETag": "If-None-Match", "Last-Modified": "If-Modified-Since"}
    assert said == {names[name]: value for name, value in headers.items()}


def test_a_feed_that_robots_forbid_is_not_read(server, store):
    server.answers["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /")
    server.answers["/feed"] = (200, {}, rss(server.url + "/a"))
    told, events = ask(store, server.url + "/feed")
    assert (told.failed, events, paths(server)) == (1, [("failed", "/feed")], [])


def test_a_feed_of_ten_thousand_comes_in_over_the_rounds(server, store, monkeypatch):
    monkeypatch.setattr("quotes.watching.poll.MOST", 3)
    server.answers["/feed"] = (200, {"ETag": '"f"'}, rss(*(f"{server.url}/{name}" for name in "abcdefg")))
    server.answers |= {f"/{name}": (200, {}, page(f"This is the end of {name}.")) for name in "abcdefg"}
    found = [ask(store, server.url + "/feed") for _ in range(4)]
    assert [told.more for told, _ in found] == [1, 1, 0, 0]
    assert [len(events) for _, events in found] == [3, 3, 1, 0]
    assert found[3][0].unchanged == 1


def test_of_an_index_of_very_many_sitemaps_the_newest_are_asked(server, store, monkeypatch):
    monkeypatch.setattr("quotes.watching.poll.MAPS", 2)
    now = time.strftime("%Y-%m-%dT%H:%M:")
    maps = "".join(
        f"<sitemap><loc>{server.url}/map{n}</loc><lastmod>{now}{n:02}Z</lastmod></sitemap>" for n in range(5)
    )
    server.answers["/index"] = (200, {}, f"<?xml version='1.0'?><sitemapindex>{maps}</sitemapindex>".encode())
    server.answers |= {f"/map{n}": (200, {}, b"<?xml version='1.0'?><urlset></urlset>") for n in range(5)}
    ask(store, server.url + "/index")
    assert paths(server) == ["/index", "/map3", "/map4"]


def test_what_a_clock_that_went_wrong_put_off_is_asked_again(server, store):
    server.answers["/feed"] = (200, {"ETag": '"f"'}, rss(server.url + "/a"))
    server.answers["/a"] = (200, {"ETag": '"a"'}, page())
    ask(store, server.url + "/feed")
    for table in ("watched_feeds", "watched_pages"):
        store.conn.execute(f"UPDATE {table} SET next = '2099-01-01T00:00:00+00:00'")
    state.pause(store.conn, "127.0.0.1", "2099-01-01T00:00:00+00:00")
    paths(server)
    told, _ = ask(store)
    assert (told.postponed, paths(server)) == (0, ["/a", "/feed"])


def test_a_server_that_asks_for_a_year_is_left_alone_for_a_week(server, store):
    server.answers["/feed"] = (429, {"Retry-After": "31536000"}, b"")
    ask(store, server.url + "/feed")
    (until,) = state.paused(store.conn).values()
    assert state.after(6 * 24 * 3600) < until < state.after(8 * 24 * 3600)


def test_robots_are_obeyed(server, store):
    server.answers["/robots.txt"] = (200, {}, b"User-agent: *\nDisallow: /b")
    server.answers["/feed"] = (200, {}, rss(server.url + "/a", server.url + "/b"))
    server.answers["/a"] = server.answers["/b"] = (200, {}, page())
    assert ask(store, server.url + "/feed")[1] == [("failed", "/b"), ("stored", "/a")]
    assert "/b" not in paths(server)


def test_there_is_a_pause_between_two_requests_to_one_server(server, store):
    server.answers["/feed"] = (200, {}, rss(*(f"{server.url}/{name}" for name in "abc")))
    server.answers |= {f"/{name}": (200, {}, page(f"This is the end of {name}.")) for name in "abc"}
    ask(store, server.url + "/feed", delay=0.3)
    times = sorted(at for at, path, _ in server.seen if path != "/robots.txt")
    assert len(times) == 4
    assert min(after - before for before, after in itertools.pairwise(times)) > 0.29


def test_stopped_in_the_middle_it_goes_on_the_next_time(server, store):
    server.answers["/feed"] = (200, {"ETag": '"f"'}, rss(*(f"{server.url}/{name}" for name in "abcdef")))
    server.answers |= {f"/{name}": (200, {}, page(f"This is the end of {name}.")) for name in "abcdef"}
    told, first = ask(store, server.url + "/feed", stop_after=2)
    assert told.stopped
    told, then = ask(store)
    assert len(first) < 6
    assert sorted([*first, *then]) == [("stored", f"/{name}") for name in "abcdef"]


@pytest.mark.parametrize("name", ["feed", "map", "index", "site", "packed"])
def test_feeds_news_sitemaps_and_sites(server, store, name):
    import gzip

    link = server.url + "/a"
    news = (
        "<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'"
        " xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'>"
        f"<url><loc>{link}</loc><news:news><news:publication><news:name>The Quay</news:name></news:publication>"
        "<news:publication_date>2024-02-05</news:publication_date><news:title>Crane</news:title></news:news></url>"
        f"<url><loc>{server.url}/old</loc><lastmod>2001-01-01</lastmod></url></urlset>"
    ).encode()
    index = f"<sitemapindex><sitemap><loc>{server.url}/news-map</loc></sitemap><sitemap><loc>{server.url}/old</loc></sitemap></sitemapindex>"
    server.answers = {
        "/a": (200, {}, page()),
        "/feed": (200, {}, rss(link)),
        "/map": (200, {}, news),
        "/news-map": (200, {}, news),
        "/packed": (200, {}, gzip.compress(news)),
        "/index": (200, {}, index.encode()),
        "/site": (
            200,
            {},
            b"<html><head><link rel='alternate' type='application/rss+xml' href='/feed'></head><body>Hello</body></html>",
        ),
    }
    assert ask(store, f"{server.url}/{name}")[1] == [("stored", "/a")]
    assert store.conn.execute("SELECT outlet FROM articles").fetchone()[0] == "The Quay"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("# news\nhttps://a.example/feed\n\nhttps://b.example/rss the other one\n", ["https://a.example/feed", "https://b.example/rss"]),
        ("https://a.example/feed\nhttps://a.example/feed\n", ["https://a.example/feed"]),
        ("<opml version='2.0'><body><outline text='All'><outline xmlUrl='https://a.example/feed'/></outline></body></opml>", ["https://a.example/feed"]),
    ],
)  # fmt: skip
def test_lists(tmp_path, content, expected):
    file = tmp_path / "feeds"
    file.write_text(content)
    assert lists.read([str(file)]) == expected


@pytest.mark.parametrize(
    "content", ["", "# none yet\n\n", "ftp://a.example\n", "news\n", "<opml><body/></opml>", "<opml><body>"]
)
def test_a_list_that_is_wrong_is_said_in_a_line(tmp_path, content):
    file = tmp_path / "feeds"
    file.write_text(content)
    with pytest.raises(IngestError, match="feeds"):
        lists.read([str(file)])


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/x?id=1&utm_source=rss#top", "https://a.example/x?id=1"),
        ("https://a.example/x?q=a%20b", "https://a.example/x?q=a%20b"),
        ("https://a.example/x#y", "https://a.example/x"),
    ],
)
def test_addresses_of_one_page(url, expected):
    assert same_page(url) == expected


def run(*args):
    return CliRunner().invoke(main, list(map(str, args)))


def test_the_command_line(server, tmp_path):
    db = tmp_path / "desk.db"
    server.answers["/feed"] = (200, {"ETag": '"f"'}, rss(server.url + "/a"))
    server.answers["/a"] = (200, {}, page())
    said = run("watch", db, server.url + "/feed", "--private", "--pause", 0)
    assert said.exit_code == 0, said.output
    assert said.output.startswith("1 feed: 1 stored, 0 updated, 0 failed; 1 quotation; 2 requests in ")
    assert run("watch", db, "--private", "--pause", 0).output.startswith("1 feed (1 with nothing new): 0 stored")
    (listed,) = json.loads(run("watch", db, "--list").output)
    assert (listed["url"], listed["articles"], listed["fails"]) == (server.url + "/feed", 1, 0)
    newest, first = json.loads(run("runs", db).output)
    assert (first["command"], first["stored"], first["quotations"], first["told"]["feeds"]) == ("watch", 1, 1, 1)
    assert newest["told"]["unchanged"] == 1
    assert json.loads(run("runs", db, newest["id"]).output) == []
    assert run("runs", db, 99).exit_code == 1
    assert run("watch", db, "--forget", server.url + "/feed").exit_code == 0
    assert json.loads(run("watch", db, "--list").output) == []
    assert "not a feed of this database" in run("watch", db, "--forget", server.url + "/feed").output


def test_where_no_feed_can_be_read_the_exit_status_says_so(server, tmp_path):
    said = run("watch", tmp_path / "desk.db", server.url + "/feed", "--private", "--pause", 0)
    assert said.exit_code == 1
    assert "Failed: " in said.output


@pytest.mark.slow
def test_a_small_day(tmp_path):
    """The day of benchmarks/watch.py, with fewer feeds and without the model: everything once, what changed twice."""
    file = Path(__file__).parents[2] / "benchmarks" / "watch.py"
    spec = importlib.util.spec_from_file_location("newsstand", file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    stand = module.Newsstand(20, 100, slow=0.1)
    with Store(tmp_path / "desk.db") as store:
        for stand.phase in (1, 2, 3, 4):
            told, events = ask(store, *stand.urls())
        assert (told.unchanged, events) == (19, [])
        there = dict(map(tuple, store.conn.execute("SELECT key, count(*) FROM articles GROUP BY key")))
    there = {key.replace("?utm_source=rss", ""): many for key, many in there.items()}
    assert there == {url: 1 + (url in stand.twice()) for url in stand.good()}
    stand.close()
