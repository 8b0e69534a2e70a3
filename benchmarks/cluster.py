"""What a second worker brings, and what a killed one costs: python benchmarks/cluster.py FILE.jsonl [ARTICLES].

Starts Dask clusters on this machine, of one worker and of two, and lets each turn the same shards into parts. Then two
workers again, of which one is killed in the middle. QUOTES_MODEL names a folder of other weights.
"""

from __future__ import annotations

import os
import signal
import sys
import tempfile
from itertools import islice
from pathlib import Path
from time import perf_counter

from distributed import LocalCluster

from quotes.batch.run import cluster, run
from quotes.batch.shards import plan
from quotes.pipeline import model_version


def measure(source: Path, out: Path, workers: int, size: int, *, kill: bool = False) -> float:
    """The seconds from the first shard to the last part; the workers are up and have their weights before."""
    model = os.environ.get("QUOTES_MODEL")
    shards = list(plan([str(source)], size=size, model=model_version(model)))
    outcomes = []
    with (
        LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None) as local,
        cluster(local.scheduler_address) as executor,
    ):
        victim = local.workers[0].process.process.pid
        warm = [shard.__class__(shard.pieces, f"warm {n}") for n in range(workers) for shard in shards[:1]]
        list(run(warm, out / "warm", executor, model=model))
        began = perf_counter()
        for outcome in run(shards, out, executor, model=model):
            outcomes.append(outcome)
            if kill and len(outcomes) == len(shards) // 2:
                os.kill(victim, signal.SIGKILL)
        spent = perf_counter() - began
    words = sum(outcome.words for outcome in outcomes)
    aside = sum(bool(outcome.error) for outcome in outcomes)
    print(
        f"{workers} workers{', one killed in the middle' if kill else ''}: {len(outcomes)} shards, {aside} set aside,"
        f" {sum(outcome.articles for outcome in outcomes)} articles, {sum(outcome.quotes for outcome in outcomes)}"
        f" quotations in {spent:.1f} s: {words / spent:.0f} words/s",
        flush=True,
    )
    return spent


if __name__ == "__main__":
    path, wanted = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 200
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with path.open(encoding="utf-8") as lines, (folder / "articles.jsonl").open("w", encoding="utf-8") as stream:
            stream.writelines(islice(lines, wanted))
        size = max(1, wanted // 20)
        one = measure(folder / "articles.jsonl", folder / "one", 1, size)
        two = measure(folder / "articles.jsonl", folder / "two", 2, size)
        print(f"two workers take {two / one:.2f} of one worker's time")
        measure(folder / "articles.jsonl", folder / "killed", 2, size, kill=True)
