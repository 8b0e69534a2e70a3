"""Running shards: in processes of this machine, or on the workers of a Dask cluster; what is done is not done again."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Executor, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from quotes.batch import parts
from quotes.batch.shards import Outcome, Shard, extract_shard, kill_processes
from quotes.errors import BatchError, missing

MANIFEST = "manifest.jsonl"  # in the folder of the parts: a line for each shard that was dealt with
AHEAD = 256  # shards that wait for a worker: the plan of a year is never held as a whole
TIMEOUT = 20  # seconds for a scheduler to answer


@contextmanager
def processes(jobs: int) -> Iterator[Executor]:
    """Run shards in so many processes of this machine (each led by a thread, which writes the part)."""
    threads = ThreadPoolExecutor(jobs, thread_name_prefix="quotes-shard")
    try:
        yield threads
    finally:
        threads.shutdown(wait=False, cancel_futures=True)
        kill_processes()
        threads.shutdown()


@contextmanager
def cluster(scheduler: str) -> Iterator[Executor]:
    """Run shards on the workers of the Dask scheduler at that address; they need the same files and weights.

    A shard whose worker dies is given to another one, as often as the scheduler's `allowed-failures` says.
    """
    try:
        from distributed import Client
    except ImportError:
        raise BatchError(missing("a cluster", "Dask", "dist")) from None
    try:
        client = Client(scheduler, timeout=TIMEOUT)
    except (OSError, ValueError, TypeError) as error:
        raise BatchError(f"{scheduler}: no Dask scheduler answers ({' '.join(str(error).split())[:120]})") from None
    with client, client.get_executor(pure=False) as executor:
        yield executor


def run(shards: Iterable[Shard], out: Path, executor: Executor, *, model: str | None = None) -> Iterator[Outcome]:
    """Turn shards into parts in the folder, and yield what came of each as it is done; `unchanged` ones are left out.

    A shard that cannot be read without its worker dying is set aside, with its error, and tried again by the next run.
    """
    parts.arrow()  # said once, before anything is read, where it is missing
    _sweep(out)
    there = {outcome.shard for outcome in manifest(out)}
    running: set[Future[Outcome]] = set()
    names: dict[Future[Outcome], Shard] = {}
    with (out / MANIFEST).open("a", encoding="utf-8") as log:

        def settle(some: set[Future[Outcome]]) -> Iterator[Outcome]:
            for future in some:
                outcome = _outcome(future, names.pop(future))
                log.write(json.dumps(asdict(outcome)) + "\n")  # in ASCII: a path may hold half a character
                log.flush()
                yield outcome

        try:
            for shard in shards:
                if shard.name in there:
                    continue
                future = executor.submit(extract_shard, shard, str(out), model)
                running.add(future)
                names[future] = shard
                if len(running) >= AHEAD:
                    done, running = wait(running, return_when=FIRST_COMPLETED)
                    yield from settle(done)
            while running:
                done, running = wait(running, return_when=FIRST_COMPLETED)
                yield from settle(done)
        finally:
            for future in running:
                future.cancel()


def manifest(folder: Path) -> list[Outcome]:
    """Return the shards whose parts are in the folder; a line that was cut off when a run was killed does not count."""
    found: dict[str, Outcome] = {}
    try:
        lines = (folder / MANIFEST).read_bytes().split(b"\n")  # not at what else Unicode calls a line's end
    except FileNotFoundError:
        return []
    for line in lines:
        try:
            outcome = Outcome(**json.loads(line))
        except (ValueError, TypeError, RecursionError):
            continue
        if not outcome.error and (folder / f"{outcome.shard}.parquet").exists():
            found[outcome.shard] = outcome
    return list(found.values())


def _outcome(future: Future[Outcome], shard: Shard) -> Outcome:
    try:
        return future.result()
    except (BatchError, OSError, CancelledError) as error:
        reason = str(error) or type(error).__name__
    except Exception as error:  # Dask's own, which is not imported for local runs
        if type(error).__name__ != "KilledWorker":
            raise
        reason = "every worker that read it died"
    return Outcome(shard.name, shard.inputs, error=reason)


def _sweep(out: Path) -> None:
    """Makes the folder, and removes what a killed run left half written, also the last line of its log."""
    out.mkdir(parents=True, exist_ok=True)
    for left in out.glob(".*-*.tmp"):
        left.unlink(missing_ok=True)
    log = out / MANIFEST
    if log.exists() and log.stat().st_size:
        with log.open("rb+") as stream:
            stream.seek(-1, os.SEEK_END)
            if stream.read(1) != b"\n":
                stream.write(b"\n")
