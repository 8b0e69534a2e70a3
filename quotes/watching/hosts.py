"""Many servers asked at once, each with one question at a time and a pause after it.

Threads ask; whoever has the questions takes the answers, in its own thread. A server that wants to be left alone, or
does not answer several times in a row, is asked no more in this round: its questions come back as postponed.
"""

from __future__ import annotations

import heapq
import random
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from quotes import wall
from quotes.errors import IngestError
from quotes.ingest.sources import Fetched
from quotes.ingest.web import BUSY, AnswerError, Fetcher, SilenceError

WAITING = 32  # answers that wait to be taken; until then no more are asked
PATIENCE = 60.0  # seconds that a server may ask for within a round; who wants more is asked in a later one
SILENT = 3  # times in a row that a server may fail to answer
WAKE = 0.5  # seconds after which a thread that waits looks whether it is to stop
JITTER = 0.5  # of a pause, that it may be longer: so that nobody is asked by the clock
USUAL_REST = 900.0  # seconds that a server rests which is too busy, and does not say for how long


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A page to ask for, as the caller knows it, and whatever the caller wants to have back with the answer."""

    url: str
    about: Any
    etag: str = ""
    modified: str = ""

    @property
    def host(self) -> str:
        """The server; empty for what is no address, of which the one who is asked tells."""
        try:
            return (urlsplit(self.url).hostname or "").lower()
        except ValueError:
            return ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A page, or why there is none; `postponed` where the server is left alone, with the seconds it wants to be, or None."""

    question: Question
    page: Fetched | None = None
    error: IngestError | None = None
    postponed: bool = False
    rest: float | None = None


class Hosts:
    """The servers; `ask` and `answers` are for one thread, which may ask more while it takes answers."""

    def __init__(self, fetch: Fetcher, *, at_once: int = 16, resting: Iterable[str] = ()) -> None:
        self.fetch = fetch
        self.asked = 0
        self._resting = set(resting)  # servers that are not asked at all
        self._queues: dict[str, deque[Question]] = {}
        self._turns: list[tuple[float, str]] = []  # when each server that has questions is asked next
        self._free: dict[str, float] = {}  # from when on each server that was asked may be asked again
        self._silent: dict[str, int] = {}
        self._again: set[Question] = set()  # those whose server was busy once
        self._answers: deque[Answer] = deque()
        self._open = 0  # questions whose answers nobody has taken
        lock = threading.Lock()
        self._turn, self._answered = threading.Condition(lock), threading.Condition(lock)
        self._awaited = False  # whether a thread waits for the next turn: the others wait until it has come
        self._stopped = threading.Event()
        self._threads = [threading.Thread(target=self._work, daemon=True) for _ in range(at_once)]
        for thread in self._threads:
            thread.start()

    @property
    def stopped(self) -> bool:
        """Whether nothing more is asked."""
        return self._stopped.is_set()

    @property
    def waiting(self) -> int:
        """How many questions nobody has taken the answers of."""
        return self._open

    def stop(self) -> None:
        """Ask nothing more; may be called from anywhere, a signal's handler too."""
        self._stopped.set()

    def ask(self, question: Question) -> None:
        """Put a question to its server's others."""
        with self._turn:
            self._open += 1
            host = question.host
            if host in self._resting:
                self._answers.append(Answer(question, postponed=True))
            elif host in self._queues:
                self._queues[host].append(question)
            else:
                self._queues[host] = deque([question])
                heapq.heappush(self._turns, (self._free.get(host, 0.0), host))
            self._turn.notify()

    def answers(self) -> Iterator[Answer]:
        """Yield every answer as it comes, until there is no question left, or no more is asked."""
        while not self.stopped:
            with self._answered:
                if not self._open:
                    break
                if not self._answers:
                    self._answered.wait(WAKE)
                    continue
                answer = self._answers.popleft()
                self._open -= 1
                self._turn.notify()
            yield answer
        self.stop()

    def _work(self) -> None:
        while (question := self._next()) is not None:
            answer = self._answer(question)
            with self._turn:
                self._settle(answer)
                self._turn.notify()
                self._answered.notify()

    def _next(self) -> Question | None:
        """The next question of the server whose turn it is, when it is; None when nothing more is asked."""
        with self._turn:
            while not self.stopped:
                wait = WAKE
                if self._turns and len(self._answers) < WAITING and not self._awaited:
                    wait = min(self._turns[0][0] - time.monotonic(), WAKE)
                    if wait <= 0:
                        _, host = heapq.heappop(self._turns)
                        self._turn.notify()
                        return self._queues[host].popleft()
                    self._awaited = True
                    self._turn.wait(wait)
                    self._awaited = False
                else:
                    self._turn.wait(wait)
        return None

    def _answer(self, question: Question) -> Answer:
        try:
            self.asked += 1
            return Answer(question, self.fetch(question.url, etag=question.etag, modified=question.modified))
        except IngestError as error:
            return Answer(question, error=error)
        except Exception as error:  # a thread that died would leave its server's questions without answers
            if not wall.ON:
                self.stop()
                raise
            return Answer(question, error=IngestError(f"it cannot be read, by a bug of ours ({wall.described(error)})"))

    def _settle(self, answer: Answer) -> None:
        """Keeps the answer, and says when the server is asked next, or leaves it alone."""
        question, error = answer.question, answer.error
        host = question.host
        pause = self.fetch.pause_for(question.url) * random.uniform(1.0, 1.0 + JITTER)
        self._silent[host] = self._silent.get(host, 0) + 1 if isinstance(error, SilenceError) else 0
        if isinstance(error, AnswerError) and error.status in BUSY:
            rest = USUAL_REST if error.again is None else error.again
            if rest > PATIENCE or question in self._again:
                self._leave_alone(host, [question], rest)
                return
            self._again.add(question)
            self._queues[host].appendleft(question)
            pause = max(pause, rest)
        else:
            self._answers.append(answer)
            if self._silent[host] >= SILENT:
                self._leave_alone(host, [], None)
                return
        self._free[host] = time.monotonic() + pause
        if self._queues[host]:
            heapq.heappush(self._turns, (self._free[host], host))
        else:
            del self._queues[host]

    def _leave_alone(self, host: str, questions: list[Question], rest: float | None) -> None:
        self._resting.add(host)
        left = [*questions, *self._queues.pop(host)]
        self._answers.extend(Answer(question, postponed=True, rest=rest) for question in left)
