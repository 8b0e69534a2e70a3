"""A line of progress on standard error: only on a terminal, gone when it is done."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable
from time import monotonic
from types import TracebackType
from typing import IO, TYPE_CHECKING, Self

import click

if TYPE_CHECKING:
    from quotes.intake import Intake

BAR, PAUSE = 24, 0.1  # characters; seconds between two paintings


class Progress:
    """Bytes read of all bytes, articles a second, quotations, failures and the time left."""

    def __init__(self, files: Iterable[str], *, silent: bool = False) -> None:
        self.shown = sys.stderr.isatty() and not silent
        self.total = sum(os.path.getsize(file) for file in files if os.path.isfile(file)) if self.shown else 0
        self.before = 0  # bytes of the files that were read
        self.stream: IO[bytes] | None = None  # the file that is being read
        self.size = 0  # its bytes
        self.began = self.painted = monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._wipe()

    def opened(self, stream: IO[bytes]) -> None:
        """Called with every file that is opened to be read."""
        self.before += self.size
        self.stream, self.size = stream, os.fstat(stream.fileno()).st_size

    def step(self, intake: Intake) -> None:
        """Called for every article that was dealt with."""
        if self.shown and monotonic() - self.painted >= PAUSE:
            self._paint(intake)

    def say(self, line: str) -> None:
        """Print a line above the bar."""
        self._wipe()
        click.echo(line, err=True)

    def _share(self) -> float:
        """How much of the input has been read, from 0 to 1; 0 where nobody can know."""
        if self.stream is None or not self.total:
            return 0.0
        here = self.size if self.stream.closed else self.stream.tell()
        return min((self.before + here) / self.total, 1.0)

    def _paint(self, intake: Intake) -> None:
        self.painted = monotonic()
        spent, share = self.painted - self.began, self._share()
        articles = intake.stored + intake.updated + intake.unchanged + intake.failed
        full = round(share * BAR)
        parts = [
            f"{'█' * full}{'░' * (BAR - full)} {share:4.0%}",
            f"{articles} articles ({articles / spent:.1f}/s)",
            f"{intake.quotes} quotations",
            f"{intake.failed} failed",
        ]
        if 0 < share < 1:
            left = int(spent / share - spent)
            parts.append(f"{left // 60}:{left % 60:02} left")
        line = " · ".join(parts)[: shutil.get_terminal_size().columns - 1]
        click.echo(f"\r\x1b[K{line}", nl=False, err=True)

    def _wipe(self) -> None:
        if self.shown:
            click.echo("\r\x1b[K", nl=False, err=True)
