"""How sure is sure enough: the confidence from which a database shows a quotation without being asked.

`quotes.shown` is 1 for what is shown, 2 for what is kept back because it is less sure than the database's threshold
and nobody has decided about it, 0 for what is never shown (an older version of its article, or rejected). Triggers
keep it so. Every question that names no confidence of its own asks for `shown = 1`.
"""

from __future__ import annotations

import sqlite3

from quotes.errors import QueryError
from quotes.types import SHOWN_FROM

NEVER, SHOWN, KEPT_BACK = 0, 1, 2


def get(conn: sqlite3.Connection) -> float:
    """Return the database's threshold, from 0 (everything is shown) to 1."""
    row = conn.execute("SELECT value FROM settings WHERE name = 'shown_from'").fetchone()
    return float(row[0]) if row else SHOWN_FROM


def change(conn: sqlite3.Connection, value: float) -> None:
    """Set the threshold, in the caller's transaction; what is shown and what is kept back changes with it.

    Groups of variants that this reaches are stale afterwards (`variants.refresh_stale`). Raises QueryError for
    anything but a number from 0 to 1.
    """
    conn.execute("UPDATE settings SET value = ? WHERE name = 'shown_from'", (_checked(value),))


def condition(min_confidence: float | None = None, *, table: str = "q") -> str:
    """Return what SQL asks of a row of `quotes`, known as `table`: shown by default, or at least as sure as that.

    Raises QueryError for a confidence that is not from 0 to 1.
    """
    if min_confidence is None:
        return f"{table}.shown = {SHOWN}"
    return f"{table}.shown IN ({SHOWN}, {KEPT_BACK}) AND {table}.confidence >= {_checked(min_confidence)!r}"


def _checked(value: float) -> float:
    if not 0 <= value <= 1:
        raise QueryError(f"{value}: a confidence is a number from 0 to 1")
    return float(value)
