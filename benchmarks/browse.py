"""How fast the pages are: python benchmarks/browse.py [DB] [--quotations 100000] [--seconds 0].

The database (made where there is none) holds that many quotations of made-up articles, some speakers quoted very
often, with stances, variants and a topic. A page's time is from request to answer inside the server; beside the
clock's stands the processor's, which tells on a machine that is busy with other things. With --seconds, fifty
readers then read that long from a server of its own while another process stores articles.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import random
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

import httpx
from store import analyses, called, word

from quotes.browse import server
from quotes.store import Store, topics
from quotes.types import Analysis, Stance

REQUESTS, READERS = 40, 50
FIRST_WORD, FAR_WORD, BUSY = word(0), word(30_000), called(0)
ROLES = [f"{word(n)} minister" for n in range(300)]
TARGETS = [f"{word(n)} {word(n + 5)}" for n in range(20, 2_000)]


def articles(quotations: int) -> Iterator[Analysis]:
    """The made-up articles of the store's benchmark, with what the pages show beside: stances, roles, kinds."""
    chance = random.Random(11)
    for number, analysis in enumerate(analyses(quotations)):
        quotes = tuple(
            replace(
                quote,
                kind=chance.choice(("direct", "direct", "mixed", "indirect")),
                role=chance.choice(ROLES) if quote.role else "",
                stances=(Stance(chance.choice(("supports", "opposes", "neutral")), chance.choice(TARGETS), 0.8),),
                confidence=chance.random(),
            )
            for quote in analysis.quotes
        )
        article = replace(analysis.article, title=" ".join(analysis.article.text.split()[:9]).strip("“"))
        yield Analysis(replace(article, url=f"https://example.org/{number}"), quotes, model="made up")


def make(path: Path, quotations: int) -> None:
    """Stores the articles; every twentieth quotation is carried by a second outlet."""
    began = perf_counter()
    with Store(path) as store:
        run = store.start_run("benchmark")
        with store.bulk():
            for analysis in articles(quotations):
                store.add(analysis, run)
        store.finish_run(run)
        with store.transaction() as conn:
            conn.execute(
                "INSERT INTO variant_groups (id, first_quote_id, fullest_quote_id, quotes, outlets, altered)"
                " SELECT id, id, id, 2, 2, CASE id % 60 WHEN 0 THEN '[\"number\"]' ELSE '[]' END"
                " FROM quotes WHERE id % 20 = 0"
            )
            for shift in (0, 11):
                conn.execute(
                    "INSERT INTO variants (quote_id, group_id, score, altered)"
                    " SELECT id, id - :shift, 0.9, CASE WHEN id % 60 = :shift AND :shift THEN '[\"number\"]' ELSE '[]' END"
                    " FROM quotes WHERE id % 20 = :shift AND id > :shift",
                    {"shift": shift},
                )
        topics.add(store, TARGETS[0], match=[TARGETS[0]])
    print(f"made {quotations:,} quotations in {perf_counter() - began:.0f} s: {path.stat().st_size / 2**20:.0f} MiB")


def pages(name: str, busiest: int, quotations: int) -> dict[str, list[str]]:
    """For each page of the plugin addresses to ask for, one after another."""
    some = random.Random(3).sample(range(1, quotations), REQUESTS)
    view = f"/{name}/who_said_what"
    return {
        "front page": ["/"],
        "who said what": [view],
        "who said what, common word": [f"{view}?_search={FIRST_WORD}"],
        "who said what, less common word": [f"{view}?_search={word(200)}"],
        "who said what, rare word": [f"{view}?_search={FAR_WORD}"],
        "who said what, speaker quoted often": [f"{view}?speaker={BUSY.replace(' ', '+')}"],
        "who said what, one month": [f"{view}?published__gte=2024-05&published__lt=2024-06"],
        "a quotation": [f"/{name}/-/quotation/{n}" for n in some],
        "an article": [f"/{name}/-/article/{n // 10 + 1}" for n in some],
        "a speaker": [f"/{name}/-/speaker/{n}" for n in range(1, REQUESTS)],
        "the speaker quoted most": [f"/{name}/-/speaker/{busiest}"],
        "speakers": [f"/{name}/-/speakers"],
        "a topic": [f"/{name}/-/topic/1"],
        "a topic by a common word": [f"/{name}/-/topic?about={word(30)}"],
        "topics": [f"/{name}/-/topics"],
        "did they say it?": [f"/{name}/-/verify?claim={word(3)}+{word(n)}+{word(n + 1)}+{word(7)}" for n in some],
        "review": [f"/{name}/-/review", f"/{name}/-/review?after={some[0]}"],
        "questions": [f"/{name}"],
        **{
            f"question {query}": [f"/{name}/{query}"] for query in ("altered", "unnamed_by_outlet", "without_a_speaker")
        },
        "question most_quoted": [f"/{name}/most_quoted?outlet=Outlet+7&month=2024-05"],
        "question said_about": [f"/{name}/said_about?speaker={BUSY.split()[0]}&about={FIRST_WORD}&since=2023-01-01"],
        "question since_the_last_ingest": [f"/{name}/since_the_last_ingest"],
    }


async def time_pages(path: Path) -> None:
    """Prints for each page the median and the 95th percentile, both of the processor's time too, and how long the page is."""
    served = server.datasette(path, reviewers=["ada"])
    await served.invoke_startup()
    with Store(path, create=False) as store:
        [busiest] = store.conn.execute("SELECT id FROM speakers WHERE name = ?", (BUSY,)).fetchone()
        quotations = store.counts()["quotes"]
    cookies = {"ds_actor": served.sign({"a": {"id": "ada"}}, "actor")}
    print(f"{'page':40} {'median':>9} {'p95':>9} {'processor':>9} {'p95':>9} {'size':>8}")
    for page, addresses in pages(path.stem, busiest, quotations).items():
        times, busy, answer = [], [], None
        for number in range(REQUESTS):
            began, worked = perf_counter(), process_time()
            answer = await served.client.get(addresses[number % len(addresses)], cookies=cookies)
            times.append((perf_counter() - began) * 1000)
            busy.append((process_time() - worked) * 1000)
            assert answer.status_code == 200, (page, answer.status_code)
        shares = [f"{sorted(each)[int(REQUESTS * share)]:6.0f} ms" for each in (times, busy) for share in (0.5, 0.95)]
        size = len(answer.content) / 1000 if answer is not None else 0
        print(f"{page:40} {' '.join(shares)} {size:5.0f} kB", flush=True)


def serve(path: str, port: Any) -> None:
    """Serves until it is ended; tells on which port."""
    served = server.datasette(path)
    with server.listening("127.0.0.1", 0) as (listener, _):
        port.value = listener.getsockname()[1]
        server.run(served, listener)


def ingest(path: str, stop: Any, stored: Any) -> None:
    """Stores new articles, one transaction each, until it is told to stop."""
    with Store(path, create=False, timeout=30) as store:
        run = store.start_run("benchmark")
        for number, analysis in enumerate(articles(1_000_000)):
            if stop.is_set():
                break
            store.add(replace(analysis, article=replace(analysis.article, key=f"later {perf_counter()}")), run)
            stored.value = number + 1
        store.finish_run(run)


async def read_together(base: str, name: str, seconds: float) -> Counter[str]:
    """What fifty readers met: how many answers of which status, and how many that spoke of a lock."""
    met: Counter[str] = Counter()
    times: list[float] = []
    paths = [address for addresses in pages(name, 1).values() for address in addresses[:5] if "/review" not in address]
    until = perf_counter() + seconds

    async def reader(client: httpx.AsyncClient, chance: random.Random) -> None:
        while perf_counter() < until:
            began = perf_counter()
            answer = await client.get(base + chance.choice(paths))
            times.append(perf_counter() - began)
            met[str(answer.status_code)] += 1
            met["locked"] += "locked" in answer.text and "database is locked" in answer.text

    async with httpx.AsyncClient(timeout=120, limits=httpx.Limits(max_connections=READERS)) as client:
        await asyncio.gather(*(reader(client, random.Random(n)) for n in range(READERS)))
    times.sort()
    print(
        f"answers {len(times):,} in {seconds:.0f} s; median {times[len(times) // 2]:.1f} s, slowest {times[-1]:.1f} s"
    )
    return met


def together(path: Path, seconds: float) -> None:
    """Fifty readers and one writer at once; prints what they met."""
    start = multiprocessing.get_context("spawn")
    port, stored, stop = start.Value("i", 0), start.Value("i", 0), start.Event()
    serving = start.Process(target=serve, args=(str(path), port), daemon=True)
    writing = start.Process(target=ingest, args=(str(path), stop, stored))
    serving.start()
    while not port.value:
        asyncio.run(asyncio.sleep(0.2))
    writing.start()
    met = asyncio.run(read_together(f"http://127.0.0.1:{port.value}", path.stem, seconds))
    stop.set()
    writing.join()
    serving.terminate()
    print(f"{READERS} readers met {dict(met)}; the ingest stored {stored.value:,} articles, exit {writing.exitcode}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("db", nargs="?", type=Path)
    parser.add_argument("--quotations", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        database = options.db or Path(folder) / "benchmark.db"
        if not database.exists():
            make(database, options.quotations)
        asyncio.run(time_pages(database))
        if options.seconds:
            together(database, options.seconds)


if __name__ == "__main__":
    main()
