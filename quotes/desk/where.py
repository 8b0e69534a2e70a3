"""What narrows a question: conditions in SQL with their values, of the dates and names that people type."""

from __future__ import annotations

import json
import sqlite3
from datetime import date, timedelta
from typing import Any

from quotes.desk.days import days
from quotes.store.reading import outlets
from quotes.store.text import fold


class Where:
    """Conditions joined by AND, with their values; the first of them, `shown`, has none."""

    def __init__(self, shown: str) -> None:
        self.shown = shown
        self.pieces: list[tuple[str, tuple[Any, ...]]] = []  # each condition with its values
        self.dated: set[str] = set()  # those of them that ask for a date, and the columns that must have one
        self.missing: set[str] = set()
        self.indexed = False  # an index other than that of the dates leads to what is left

    def add(self, condition: str, *values: Any) -> None:
        """Ask for what meets the condition, too; the values take the places of its question marks."""
        self.pieces.append((condition, values))

    def add_days(self, column: str, since: str | None, until: str | None) -> None:
        """Ask for dates from the first day of `since` to the last of `until`, as `days` reads them, that day's hours included."""
        if since is not None:
            self._add_day(column, ">=", days(since)[0])
        if until is not None and (last := days(until)[1]) < date.max:
            self._add_day(column, "<", last + timedelta(days=1))

    def add_outlet(self, conn: sqlite3.Connection, column: str, name: str) -> None:
        """Ask for the outlets of that name; where there are none, for those with all of its words."""
        wanted = fold(name)
        known = [(outlet, fold(outlet)) for outlet in outlets(conn)]
        same = [outlet for outlet, folded in known if folded == wanted]
        named = same or [outlet for outlet, folded in known if set(wanted.split()) <= set(folded.split())]
        self.add(f"{column} IN (SELECT value FROM json_each(?))", json.dumps(named))

    @property
    def conditions(self) -> list[str]:
        """Return all conditions but the first."""
        return [condition for condition, _ in self.pieces]

    @property
    def values(self) -> list[Any]:
        """Return the values of all conditions, in their order."""
        return [value for _, values in self.pieces for value in values]

    def __str__(self) -> str:
        return " AND ".join([self.shown, *self.conditions])

    def _add_day(self, column: str, sign: str, day: date) -> None:
        self.add(f"{column} {sign} ?", day.isoformat())
        self.dated.add(self.pieces[-1][0])
        self.missing.add(column)
