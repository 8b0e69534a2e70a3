"""Insert a row, run a script; the current UTC time."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any


def insert(conn: sqlite3.Connection, table: str, row: Mapping[str, Any]) -> int:
    """Return the id of the new row."""
    return int(conn.execute(_inserting(table, tuple(row)), row).lastrowid or 0)


def run(conn: sqlite3.Connection, script: str) -> None:
    """Run the statements of a script in the caller's transaction; each ends with its line.

    `sqlite3.Connection.executescript` ends the transaction; sqlite-utils' looks at every character whether a statement is complete,
    and takes 0.2 s for our schema.
    """
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if ";" in line and sqlite3.complete_statement(statement):
            conn.execute(statement)
            statement = ""
    conn.execute(statement)


def now() -> str:
    """Return the time in UTC, to the second, as ISO 8601."""
    return datetime.now(UTC).isoformat(timespec="seconds")


@lru_cache
def _inserting(table: str, columns: tuple[str, ...]) -> str:
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES (:{', :'.join(columns)})"
