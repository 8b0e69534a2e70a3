"""What a reading process is asked to do; everything here is pickled and sent to it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from quotes.types import Article, Failure


class Task(Protocol):
    """Articles, or where to find them; `items` yields the same each time it is called."""

    def items(self) -> Iterator[Article | Failure]: ...


@dataclass(frozen=True, slots=True)
class Batch:
    """Articles that were read already."""

    articles: tuple[Article, ...]

    def items(self) -> Iterator[Article | Failure]:
        return iter(self.articles)


@dataclass(frozen=True, slots=True)
class Request:
    """A task, from its item number `start` on; the first `careful` items one by one, each announced before."""

    task: Task
    model: str | None
    start: int = 0
    careful: int = 0
