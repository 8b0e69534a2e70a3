"""How fast articles are read on one core, and in how much memory: python benchmarks/extract.py [PATH…] [--model FOLDER].

PATH is anything that `quotes extract` reads (by default corpus/). Everything that the command does with an article but
the reading of its file is timed, from text to a line of JSON; beside it, in the same run and by turns, the encoder
alone on the same texts (pieces, windows, network). Times on the clock stand beside those of the processor, which tell on
a machine that is busy with other things. The last table gives each component's share.
"""

from __future__ import annotations

import argparse
import os
import resource
from collections.abc import Callable, Sequence
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

WORDS = 20_000  # at least so many a turn: fewer articles are read again and again
BATCH = 16  # articles, as `quotes extract` takes them

Took = tuple[float, float]  # seconds on the clock, of the processor


def one_core() -> None:
    """Keeps this process, and every thread that it will start, on one core."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"


def timed(work: Callable[[], object]) -> Took:
    began, worked = perf_counter(), process_time()
    work()
    return perf_counter() - began, process_time() - worked


def memory() -> str:
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="*", metavar="PATH", default=[str(Path(__file__).parents[1] / "corpus")])
    parser.add_argument("--model", help="a folder of weights; those in the package by default")
    parser.add_argument("--turns", type=int, default=3, help="how often each is timed; the median is given")
    options = parser.parse_args()
    one_core()

    from quotes.ingest import read
    from quotes.pipeline import load
    from quotes.pipeline.network.encoder import of
    from quotes.types import Article

    encoder = of(options.model)
    print(f"peak memory with the pipeline loaded: {memory()}")
    articles = [item for path in options.paths for item in read(path) if isinstance(item, Article) and item.text]
    if not articles:
        parser.error("nothing to read there")
    many = -(-WORDS // max(1, sum(len(a.text.split()) for a in articles)))
    articles = list(islice(cycle(articles), many * len(articles)))
    compare(articles, encoder, options.turns)
    print(f"peak memory: {memory()}")
    shares(articles, load(options.model))


def compare(articles: Sequence, encoder: Any, turns: int) -> None:
    """Prints words a second of the whole pipeline and of the encoder alone, the median of turns that alternate."""
    import json

    from quotes.pipeline.analyse import analyse
    from quotes.pipeline.plain import as_record

    words = sum(len(a.text.split()) for a in articles)

    def extract() -> None:
        for analysis in analyse(articles, encoder):
            json.dumps(as_record(analysis))

    def encode() -> None:
        for start in range(0, len(articles), BATCH):
            encoder.read([a.text for a in articles[start : start + BATCH]])

    times: dict[str, list[Took]] = {"encoder alone": [], "whole pipeline": []}
    for turn in range(turns + 1):
        for (name, took), work in zip(times.items(), (encode, extract), strict=True):
            once = timed(work)
            if turn:  # the first turn warms caches
                took.append(once)
    print(f"{len(articles)} articles, {words:,} words a turn, {turns} turns, one core")
    for name, took in times.items():
        clock, busy = (sorted(t[n] for t in took)[turns // 2] for n in (0, 1))
        print(f"{name}: {words / clock:,.0f} words/s (by the processor's time {words / busy:,.0f})")


def shares(articles: Sequence, nlp: object) -> None:
    """Prints the processor's time of each component, a thousand words, and its share."""
    words = sum(len(a.text.split()) for a in articles)
    docs: list = []
    took = {"tokenizer": timed(lambda: docs.extend(nlp.make_doc(a.text) for a in articles))[1]}  # type: ignore[attr-defined]
    for name, component in nlp.pipeline:  # type: ignore[attr-defined]
        took[name] = timed(partial(_run, component, docs))[1]
    for name, seconds in took.items():
        print(f"{name}: {1e6 * seconds / words:.1f} ms for 1,000 words, {100 * seconds / sum(took.values()):.0f} %")


def _run(component: Any, docs: list) -> None:
    for _ in component.pipe(docs, batch_size=BATCH):
        pass


if __name__ == "__main__":
    main()
