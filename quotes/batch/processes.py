"""Reading in other processes, so that more than one processor works and an article that kills its reader kills no more.

Each process has its own encoder, which runs on one thread; the process that asks reads the input and writes the
database. When a process dies, what it was reading is read again in a new one, article by article; an article that
dies alone as well is a failure, and the rest goes on.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
import tempfile
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from itertools import islice
from queue import SimpleQueue
from types import TracebackType
from typing import Any, Self

from quotes.batch.tasks import Batch, Request, Task
from quotes.batch.worker import CHUNK
from quotes.errors import BatchError
from quotes.types import Analysis, Article, Failure

Found = Analysis | Failure

PATIENCE = 1800  # seconds that some articles may take; none that is sane needs a tenth
WINDOW = 32  # articles that are sorted by length and cut into batches
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}  # the heads' products, too, are for one core
BUDGET = 24_000  # characters in a batch of several


class Process:
    """One reading process; it starts when it is first asked, and again when it has died."""

    def __init__(self, model: str | None = None) -> None:
        self.model = model
        self._process: subprocess.Popen[bytes] | None = None
        self._complaints: Any = None
        self._closed = False

    def read(self, task: Task) -> Iterator[Found]:
        """Yield what is found in each item of the task, in order; what kills its process twice is a Failure.

        Raises ModelError, and BatchError where the items themselves cannot be read without dying.
        """
        done = careful = 0
        while True:
            try:
                for found in self._ask(Request(task, self.model, done, careful)):
                    done += len(found)
                    yield from found
                return
            except _Died as death:
                if self._closed or (careful and death.origin is None):
                    raise BatchError(str(death)) from None
                if death.origin is not None:
                    yield Failure(death.origin, f"it cannot be analysed ({death})")
                    done += 1
                careful = CHUNK

    def kill(self) -> None:
        """End the process, also while another thread reads; it is not started again."""
        self._closed = True
        if self._process is not None:
            self._process.kill()

    def close(self) -> None:
        """End the process when no thread reads any more, and free what it held."""
        self.kill()
        self._stop()

    def _ask(self, request: Request) -> Iterator[list[Found]]:
        process = self._started()
        origin, ended = None, False
        try:
            pickle.dump(request, process.stdin, protocol=pickle.HIGHEST_PROTOCOL)  # type: ignore[arg-type]
            process.stdin.flush()  # type: ignore[union-attr]
            while not ended:
                kind, value = self._answer(process)
                if kind == "reading":
                    origin = value
                elif kind == "found":
                    origin = None
                    yield value
                else:
                    ended = True
                    if kind == "error":
                        raise value
        except (EOFError, BrokenPipeError, pickle.UnpicklingError):
            raise _Died(origin, self._reason(process)) from None
        finally:
            if not ended:
                self._stop()

    def _answer(self, process: subprocess.Popen[bytes]) -> tuple[str, Any]:
        clock = threading.Timer(PATIENCE, process.kill)
        clock.start()
        try:
            answer: tuple[str, Any] = pickle.load(process.stdout)  # type: ignore[arg-type]
            return answer
        finally:
            clock.cancel()

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None and not self._closed:
            self._complaints = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the process)
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    "-P",
                    "-m",
                    "quotes.batch.worker",
                ],  # -P: no file in the folder that is read is a module
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._complaints,
                env=os.environ | ONE_THREAD,
            )
        if self._process is None:
            raise _Died(None, "it was ended")
        return self._process

    def _reason(self, process: subprocess.Popen[bytes]) -> str:
        """How the process ended, and the last thing it complained of."""
        code = process.wait()
        how = (
            f"its process was killed by {signal.Signals(-code).name}" if code < 0 else f"its process ended with {code}"
        )
        self._complaints.seek(0)
        lines = self._complaints.read()[-2000:].decode(errors="replace").split("\n")
        last = next((line.strip() for line in reversed(lines) if line.strip()), "")
        return f"{how}: {last[:200]}" if last and code > 0 else how

    def _stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for stream in (process.stdin, process.stdout, self._complaints):
                try:
                    stream.close()  # type: ignore[union-attr]
                except BrokenPipeError:
                    pass  # what was still to be sent has no reader


class _Died(Exception):
    """A process died, while it read the item from `origin` alone (None: some item among others)."""

    def __init__(self, origin: str | None, reason: str) -> None:
        super().__init__(reason)
        self.origin = origin


class Pool:
    """So many reading processes; `submit` gives a task to the next that is free."""

    def __init__(self, jobs: int, model: str | None = None) -> None:
        self._processes = [Process(model) for _ in range(jobs)]
        self._threads = ThreadPoolExecutor(jobs, thread_name_prefix="quotes-reader")
        self._free: SimpleQueue[Process] = SimpleQueue()
        for process in self._processes:
            self._free.put(process)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for process in self._processes:
            process.kill()
        self._threads.shutdown(cancel_futures=True)
        for process in self._processes:
            process.close()

    def submit(self, task: Task) -> Future[list[Found]]:
        """Return the findings of the task's items, in order, some time."""
        return self._threads.submit(self._read, task)

    def _read(self, task: Task) -> list[Found]:
        process = self._free.get()
        try:
            return list(process.read(task))
        finally:
            self._free.put(process)


def extract(articles: Iterable[Article], *, jobs: int = 1, model: str | None = None) -> Iterator[Found]:
    """Yield what is found in each article, in the articles' order whatever the number of jobs; memory stays flat.

    Raises ModelError when the processes cannot load the weights.
    """
    stream = iter(articles)
    with Pool(jobs, model) as pool:
        ahead: deque[_Window] = deque()
        while window := list(islice(stream, WINDOW)):
            ahead.append(_Window(window, pool))
            if len(ahead) > jobs:
                yield from ahead.popleft().found()
        while ahead:
            yield from ahead.popleft().found()


class _Window:
    """Articles that lie in batches of about the same length, and come back in their order."""

    def __init__(self, articles: list[Article], pool: Pool) -> None:
        self.articles = articles
        self.batches = list(batches([len(article.text) for article in articles]))
        self.futures = [
            # the original bytes stay here: nobody reads them there
            pool.submit(Batch(tuple(replace(articles[n], original=None) for n in batch)))
            for batch in self.batches
        ]

    def found(self) -> Iterator[Found]:
        """Yield what was found in each article."""
        found: dict[int, Found] = {}
        for batch, future in zip(self.batches, self.futures, strict=True):
            found.update(zip(batch, future.result(), strict=True))
        for number, article in enumerate(self.articles):
            item = found[number]
            yield replace(item, article=article) if isinstance(item, Analysis) else item


def batches(lengths: list[int]) -> Iterator[list[int]]:
    """Yield the numbers of texts of these lengths, in batches of alike ones, the longest first."""
    batch: list[int] = []
    total = 0
    for number in sorted(range(len(lengths)), key=lambda number: -lengths[number]):
        if batch and (total + lengths[number] > BUDGET or len(batch) == CHUNK):
            yield batch
            batch, total = [], 0
        batch.append(number)
        total += lengths[number]
    if batch:
        yield batch
