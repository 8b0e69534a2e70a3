"""What runs brought; what they could not read: listed until it is, and worked off by reading it again."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from quotes.errors import QueryError
from quotes.store.connection import transaction
from quotes.store.rows import writable
from quotes.store.sql import now


@dataclass(frozen=True, slots=True)
class OpenFailure:
    """Something that could not be read so far, with the settings of the run that tried."""

    origin: str
    reason: str
    settings: dict[str, object] = field(default_factory=dict)


def open_failures(conn: sqlite3.Connection) -> list[OpenFailure]:
    """Return what is still to be read, the oldest first."""
    rows = conn.execute(
        "SELECT f.origin, f.reason, r.settings FROM failures f LEFT JOIN runs r ON r.id = f.run_id"
        " WHERE f.resolved IS NULL ORDER BY f.id"
    )
    return [OpenFailure(row["origin"], row["reason"], json.loads(row["settings"] or "{}")) for row in rows]


def resolve(conn: sqlite3.Connection, origins: Iterable[str]) -> None:
    """Close the failures of these origins."""
    sql = "UPDATE failures SET resolved = ? WHERE origin = ? AND resolved IS NULL"
    with transaction(conn):
        conn.executemany(sql, [(now(), writable(origin)) for origin in origins])


def runs_of(conn: sqlite3.Connection, limit: int = -1) -> list[dict[str, Any]]:
    """Return the runs, the newest first: id, started, finished, minutes (None while it runs, and where it was killed), command, counts, told."""
    rows = conn.execute(
        "SELECT id, started, finished, round((julianday(finished) - julianday(started)) * 1440, 1) AS minutes, command,"
        " stored, updated, unchanged, failed, quotes AS quotations, told, model, code_version FROM runs"
        " ORDER BY id DESC LIMIT ?",
        (limit,),
    )
    return [dict(row) | {"told": json.loads(row["told"]) if row["told"] else None} for row in rows]


def of_run(conn: sqlite3.Connection, run_id: int, limit: int = -1) -> list[dict[str, Any]]:
    """Return what a run could not read, and no later one did: origin, reason, at; QueryError where there is no such run."""
    if conn.execute("SELECT 1 FROM runs WHERE id = ?", (run_id,)).fetchone() is None:
        raise QueryError(f"no run {run_id} in this database (quotes runs DB lists them)")
    sql = "SELECT origin, reason, at FROM failures WHERE run_id = ? AND resolved IS NULL ORDER BY id LIMIT ?"
    return [dict(row) for row in conn.execute(sql, (run_id, limit))]
