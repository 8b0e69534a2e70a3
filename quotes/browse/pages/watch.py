"""Watches: saved questions, and what each found, the newest first."""

from __future__ import annotations

import sqlite3
from typing import Any

from quotes.desk import watches
from quotes.errors import QueryError
from quotes.store import reading
from quotes.store.watches import named

MOST = 200  # results of one page


def every(conn: sqlite3.Connection, asked: dict[str, str]) -> dict[str, Any]:
    """Return `watches` as people saved them, each with how much it found and how much of it is new."""
    return {"watches": watches.listed(conn)}


def facts(conn: sqlite3.Connection, asked: dict[str, str]) -> dict[str, Any]:
    """Return `watch` and its `results`, each with whether it is `new`; `last` is the number of the newest of them."""
    number = reading.row_id(asked["id"])
    row = conn.execute("SELECT name FROM watches WHERE id = ?", (number,)).fetchone() if number is not None else None
    if row is None:
        raise QueryError("There is no such watch in this database.")
    watch = named(conn, row["name"])
    after = reading.row_id(asked.get("after", "")) or 0
    found = watches.results(conn, watch, after=after, limit=MOST)
    results = [each | {"new": each["result"] > watch["looked"]} for each in found]
    return {"watch": watch, "results": results, "last": found[0]["result"] if found else after, "after": after}
