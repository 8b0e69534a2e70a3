"""A day of feeds, played back by a server on this machine: is everything in once, nothing twice, and was it asked politely?

python benchmarks/watch.py [--feeds 200 --articles 2000] reads the day twice, once as it comes and once with the reader killed
at ten moments, and prints what came, how often each server was asked, and whether both databases hold the same rows.
Each feed has a server of its own (127.1.0.1, 127.1.0.2 …), so it needs Linux.
"""

from __future__ import annotations

import argparse
import gzip
import random
import re
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path

from quotes.types import Analysis, Article, Quote

FIRST = "Ana Bilal Chidi Dora Emeka Farah Goran Hanna Idris Jana Kofi Lena Marek Nadia Oskar Petra".split()
LAST = (
    "Abbot Brandt Castell Dunmore Eckhart Fairweather Gantry Holloway Ibarra Jessop Kestrel Lockhart Marchetti".split()
)
PLACES = "Ostby Varnholt Millrace Calder Ansell Wexcombe Velmore Harrow Lindale Thornbury".split()
MATTERS = "bridge tram school harbour library market hospital orchard railway reservoir theatre quarry".split()
DOING = """painted mended bought sold flooded measured guarded opened closed cleaned moved lost counted blessed rented doubled
halved praised filmed photographed insured emptied lit wired heated locked planted fenced drained""".split()
THINGS = """lanterns benches kettles ledgers turbines paddocks gutters timetables pontoons chimneys vestries ballots signposts greenhouses
allotments buoys tollgates weathervanes cellars kilns looms footpaths hedgerows boilers archives corridors parapets culverts beacons""".split()
WHEN = """in spring, before noon, on Thursday, after the thaw, at low tide, without delay, by hand, for a week, twice a year, in the rain,
against advice, at our own cost, under lamps, with borrowed tools, on both banks""".replace("\n", " ").split(", ")
WITHOUT_MODEL = "--without-model"
CHANGED, BROKEN, SLOW = 0.10, 0.05, 0.02
DAY = datetime.now(UTC) - timedelta(hours=12)


class Newsstand:
    """The servers of a day: `phase` 1 has the morning's articles, 2 all of them, 3 a tenth of them changed, 4 nothing new.

    Of the feeds a quarter carry their articles whole, an eighth are news sitemaps, the others link to pages; one in
    twenty of feeds and of pages is broken, one page in fifty slow, one server asks for time.
    """

    def __init__(self, feeds: int, articles: int, *, slow: float = 1.0) -> None:
        self.feeds, self.articles, self.slow = feeds, articles, slow
        self.phase = 1
        self.seen: list[tuple[float, str, str, int]] = []  # when, server, path, status
        self.bad_feeds = set(random.Random(1).sample(range(1, feeds), round(feeds * BROKEN)))  # not the busy one
        chosen = random.Random(2).sample(range(articles), articles)
        self.bad, rest = set(chosen[: round(articles * BROKEN)]), chosen[round(articles * BROKEN) :]
        self.changed = set(rest[: round(articles * CHANGED)])
        self.slow_ones = set(rest[-round(articles * SLOW) :])
        stand = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                stand.answer(self)

            def log_message(self, *_: object) -> None:
                pass

        ThreadingHTTPServer.request_queue_size = 128
        self.server = ThreadingHTTPServer(("0.0.0.0", 0), Handler)
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def host(self, feed: int) -> str:
        return f"127.1.{feed // 250}.{feed % 250 + 1}:{self.port}"

    def kind(self, feed: int) -> str:
        return "whole" if feed % 4 == 1 else "sitemap" if feed % 8 == 2 else "links"

    def urls(self) -> list[str]:
        return [f"http://{self.host(feed)}/feed.xml" for feed in range(self.feeds)]

    def good(self) -> set[str]:
        """The addresses of the articles that can be read."""
        found = set()
        for number in range(self.articles):
            feed = number % self.feeds
            if feed not in self.bad_feeds and (self.kind(feed) == "whole" or number not in self.bad):
                found.add(f"http://{self.host(feed)}/a/{number}")
        return found

    def twice(self) -> set[str]:
        """Those of them that were changed."""
        return {url for url in self.good() if int(url.rsplit("/", 1)[1]) in self.changed}

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    # answers

    def answer(self, request: BaseHTTPRequestHandler) -> None:
        came = time.monotonic()
        place = request.headers.get("Host", "").split(":")[0].split(".")
        feed = int(place[2]) * 250 + int(place[3]) - 1
        status, headers, body = self.content(feed, request.path)
        if status == 200:
            tag = f'"{hash(body) & 0xFFFFFFFF:x}"'
            headers["ETag"] = tag
            if request.headers.get("If-None-Match") == tag:
                status, body = 304, b""
        self.seen.append((came, request.headers.get("Host", ""), request.path, status))
        request.send_response(status)
        for name, value in headers.items():
            request.send_header(name, value)
        if status != 304:
            request.send_header("Content-Length", str(len(body)))
        request.end_headers()
        try:
            request.wfile.write(body)
        except OSError:
            pass  # the reader was killed

    def content(self, feed: int, path: str) -> tuple[int, dict[str, str], bytes]:
        if path == "/robots.txt":
            return 200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /private/\n"
        if path == "/feed.xml":
            asked = sum(host == self.host(feed) and seen == path for _, host, seen, _ in self.seen)
            if feed == 0 and asked % 5 == 1:
                return 503, {"Retry-After": "2"}, b""
            if feed in self.bad_feeds:
                bad = [(500, b""), (404, b""), (200, b"<rss><channel><item><tit"), (200, b"Nothing but words.")]
                status, body = bad[feed % len(bad)]
                return status, {"Content-Type": "text/plain"}, body
            return 200, {"Content-Type": "application/xml"}, self.feed(feed).encode()
        number = int(path.rpartition("/")[2].partition("?")[0])
        if number in self.slow_ones:
            time.sleep(self.slow)
        if number in self.bad:
            bad_ones: list[tuple[int, dict[str, str], bytes]] = [
                (404, {}, b""),
                (500, {}, b""),
                (302, {"Location": path}, b""),
                (200, {"Content-Encoding": "gzip"}, gzip.compress(self.page(number).encode())[:60]),
                (200, {"Content-Type": "text/html"}, b"<html><body><nav>Home</nav></body></html>"),
            ]
            return bad_ones[number % len(bad_ones)]
        return 200, {"Content-Type": "text/html; charset=utf-8"}, self.page(number).encode()

    def numbers(self, feed: int) -> list[int]:
        mine = range(feed, self.articles, self.feeds)
        return list(mine)[: (len(mine) + 1) // 2] if self.phase == 1 else list(mine)

    def paragraphs(self, number: int) -> list[str]:
        luck = random.Random(number)
        who = f"{luck.choice(FIRST)} {luck.choice(LAST)}"
        where, what = luck.choice(PLACES), luck.choice(MATTERS)
        said = " ".join(f"{luck.choice(DOING)} the {luck.choice(THINGS)} {luck.choice(WHEN)}," for _ in range(3))
        more = " ".join(f"{luck.choice(DOING)} the {luck.choice(THINGS)}" for _ in range(2))
        again = self.phase >= 3 and number in self.changed
        return [
            f"The council of {where} met on Monday to talk about the {what} and about what is to become of it by and by.",
            f"“We {said} and nobody in {where} asked us to,” said {who}, who leads the committee for the {what}.",
            f"Members of the public {luck.choice(DOING)} the {luck.choice(THINGS)} in front of the {what} until the vote was over.",
            f"{who} said later that the people of {where} {more} {'sooner' if again else 'later'} than planned.",
        ]

    def title(self, number: int) -> str:
        return f"Council talks about number {number}"

    def page(self, number: int) -> str:
        day = (DAY + timedelta(seconds=number)).isoformat()
        body = "".join(f"<p>{paragraph}</p>" for paragraph in self.paragraphs(number))
        return (
            f'<!DOCTYPE html><html lang="en"><head><title>{self.title(number)}</title><meta property="article:published_time"'
            f' content="{day}"></head><body><article><h1>{self.title(number)}</h1>{body}</article></body></html>'
        )

    def feed(self, feed: int) -> str:
        items = []
        for number in self.numbers(feed):
            link = f"http://{self.host(feed)}/a/{number}"
            day = DAY + timedelta(seconds=number)
            changed = day + timedelta(hours=6 if self.phase >= 3 and number in self.changed else 0)
            if self.kind(feed) == "sitemap":
                items.append(
                    f"<url><loc>{link}</loc><lastmod>{changed.isoformat()}</lastmod><news:news><news:publication><news:name>Paper {feed}"
                    f"</news:name></news:publication><news:publication_date>{day.isoformat()}</news:publication_date>"
                    f"<news:title>{self.title(number)}</news:title></news:news></url>"
                )
            elif self.kind(feed) == "whole":
                body = "".join(f"<p>{paragraph}</p>" for paragraph in self.paragraphs(number))
                items.append(
                    f'<entry><id>{link}</id><title>{self.title(number)}</title><link href="{link}"/><published>{day.isoformat()}'
                    f'</published><updated>{changed.isoformat()}</updated><content type="html"><![CDATA[{body}]]></content></entry>'
                )
            else:
                guid = f"{number}-{changed.timestamp():.0f}"
                items.append(
                    f"<item><title>{self.title(number)}</title><link>{link}?utm_source=rss</link><guid>{guid}</guid>"
                    f"<pubDate>{format_datetime(changed)}</pubDate></item>"
                )
        if self.kind(feed) == "sitemap":
            names = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"'
            return f'<?xml version="1.0"?><urlset {names}>{"".join(items)}</urlset>'
        if self.kind(feed) == "whole":
            return f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Paper {feed}</title>{"".join(items)}</feed>'
        return f'<?xml version="1.0"?><rss version="2.0"><channel><title>Paper {feed}</title>{"".join(items)}</channel></rss>'


def rows(database: Path) -> list[tuple[object, ...]]:
    """What the database holds of articles and quotations, whatever their numbers are."""
    conn = sqlite3.connect(database)
    articles = conn.execute(
        "SELECT replace(key, '?utm_source=rss', ''), version, current, text_hash, title, outlet FROM articles ORDER BY 1, 2"
    ).fetchall()
    quotes = conn.execute("SELECT uid, text, speaker, shown FROM quotes ORDER BY uid").fetchall()
    conn.close()
    return articles + quotes


def by_marks(articles: Iterable[Article]) -> Iterator[Analysis]:
    """What stands in marks, with no speaker: for --without-model, where the reading is not what is measured."""
    for article in articles:
        found = (match.span() for match in re.finditer(r"“[^”]+”", article.text))
        quotes = [Quote(start, end, ((start, end),), article.text[start:end], "direct") for start, end in found]
        yield Analysis(article, tuple(quotes), model="marks")


def take(database: Path, feeds: Path, pause: float) -> None:
    """One round as `quotes watch` has it, without the model."""
    from quotes.ingest.web import Fetcher
    from quotes.intake import Event, Intake
    from quotes.store import Store
    from quotes.store import watching as state
    from quotes.watching import lists
    from quotes.watching.hosts import Hosts
    from quotes.watching.poll import poll

    intake = Intake()

    def tell(event: Event) -> None:
        intake.count(event)

    with Store(database) as store:
        with store.transaction() as conn:
            state.add(conn, lists.read([str(feeds)]))
        hosts = Hosts(Fetcher(allow_private=True, delay=pause), at_once=32, resting=state.paused(store.conn))
        run_id = store.start_run("watch")
        told = poll(store, state.feeds(store.conn), hosts, extract=by_marks, model="marks", run_id=run_id, tell=tell)
        store.finish_run(run_id, unchanged=intake.unchanged, told=told.as_dict())
    print(
        f"{told.feeds} feeds ({told.unchanged} with nothing new, {told.failed} failed): {intake.stored} stored,"
        f" {intake.updated} updated, {intake.failed} failed; {told.requests} requests"
    )


def watch(database: Path, feeds: Path, pause: float, articles: int | None = None) -> tuple[float, str]:
    """Runs `quotes watch` once, killed when the database holds so many articles if any; how long it took and what it said."""
    began = time.monotonic()
    start = "from quotes.cli import main; main()"
    command = [sys.executable, "-c", start, "watch", str(database), str(feeds), "--private"]
    command += [f"--pause={pause}", "--at-once=32"]
    if WITHOUT_MODEL in sys.argv:
        command = [sys.executable, __file__, "--take", str(database), str(feeds), str(pause)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    while articles is not None and process.poll() is None:
        if held(database) >= articles:
            process.send_signal(signal.SIGKILL)
        time.sleep(0.02)
    said = process.communicate()[0].decode()
    return time.monotonic() - began, said.strip()


def held(database: Path) -> int:
    """How many articles the database holds by now, all versions counted."""
    try:
        conn = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
        with closing(conn):
            return int(conn.execute("SELECT count(*) FROM articles").fetchone()[0])
    except sqlite3.Error:
        return 0


def busiest(seen: list[tuple[float, str, str, int]]) -> tuple[int, float]:
    """The most requests that one server had in a minute, and the shortest time between two; robots.txt aside."""
    times: dict[str, list[float]] = defaultdict(list)
    for at, host, path, _ in seen:
        if path != "/robots.txt":
            times[host].append(at)
    most, gap = 0, float("inf")
    for mine in times.values():
        mine.sort()
        most = max(most, max(sum(at <= each < at + 60 for each in mine) for at in mine))
        gap = min([gap, *(later - first for first, later in pairwise(mine))])
    return most, gap


def main() -> None:
    """Plays the day twice and prints what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--feeds", type=int, default=200)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--pause", type=float, default=1.0)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument(
        WITHOUT_MODEL, action="store_true", help="take what stands in marks, to measure the asking alone"
    )
    parser.add_argument("--take", nargs=3, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.take:
        take(Path(asked.take[0]), Path(asked.take[1]), float(asked.take[2]))
        return
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder, "feeds.txt")
        day, broken_off = Path(folder, "day.db"), Path(folder, "killed.db")
        stand = Newsstand(asked.feeds, asked.articles)
        listed.write_text("\n".join(stand.urls()))
        for stand.phase in (1, 2, 3, 4):
            took, said = watch(day, listed, asked.pause)
            print(f"phase {stand.phase}: {took:.0f} s: {said}")
        most, gap = busiest(stand.seen)
        print(
            f"{len(stand.seen):,} requests to {asked.feeds} servers; at most {most} a server and minute, {gap:.2f} s apart"
        )
        conn = sqlite3.connect(day)
        there = dict(conn.execute("SELECT replace(key, '?utm_source=rss', ''), count(*) FROM articles GROUP BY 1"))
        good, twice = stand.good(), stand.twice()
        print(
            f"articles that can be read: {len(good):,}, missing {len(good - there.keys())}, besides {len(there.keys() - good)}"
        )
        wrong = [key for key in good if there.get(key) != 1 + (key in twice)]
        print(f"changed: {len(twice)}; articles with a version too many or too few: {len(wrong)}")
        kills, every = 0, len(good) // asked.kills
        for stand.phase in (1, 2, 3):
            while True:
                before = held(broken_off)
                watch(broken_off, listed, 0.0, before + every)
                if held(broken_off) - before < every:  # it came to its end
                    break
                kills += 1
        same = rows(day) == rows(broken_off)
        print(f"killed at {kills} moments: {'the same' if same else 'OTHER'} rows ({len(rows(day)):,})")
        stand.close()


if __name__ == "__main__":
    main()
