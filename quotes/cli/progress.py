"""A line of progress on standard error: only on a terminal, gone when it is done."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable
from time import monotonic
from types import TracebackType
from typing import Self

import click

from quotes.intake import Intake

BAR, PAUSE = 24, 0.1  # characters; seconds between two paintings


class Progress:
    """Files done of all files, articles a second, quotations, failures and the time left."""

    def __init__(self, files: Iterable[str], *, silent: bool = False) -> None:
        self.shown = sys.stderr.isatty() and not silent
        self.files = list(files) if self.shown else []
        self.file = 0  # the one being read
        self.began = self.painted = monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._wipe()

    def step(self, origin: str, intake: Intake) -> None:
        """Called for every article that was dealt with."""
        if not self.shown:
            return
        ahead = self.file
        while ahead < len(self.files) and not origin.startswith(self.files[ahead]):
            ahead += 1
        self.file = ahead if ahead < len(self.files) else self.file
        if monotonic() - self.painted >= PAUSE:
            self._paint(intake)

    def say(self, line: str) -> None:
        """Prints a line above the bar."""
        self._wipe()
        click.echo(line, err=True)

    def _paint(self, intake: Intake) -> None:
        self.painted = monotonic()
        spent = self.painted - self.began
        articles = intake.stored + intake.updated + intake.unchanged + intake.failed
        share = self.file / len(self.files) if self.files else 0.0
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
