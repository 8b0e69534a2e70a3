"""What could not be read: listed until it is, and worked off by reading it again."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, field

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
    """What is still to be read, the oldest first."""
    rows = conn.execute(
        "SELECT f.origin, f.reason, r.settings FROM failures f LEFT JOIN runs r ON r.id = f.run_id"
        " WHERE f.resolved IS NULL ORDER BY f.id"
    )
    return [OpenFailure(row["origin"], row["reason"], json.loads(row["settings"] or "{}")) for row in rows]


def resolve(conn: sqlite3.Connection, origins: Iterable[str]) -> None:
    """Closes the failures of these origins."""
    sql = "UPDATE failures SET resolved = ? WHERE origin = ? AND resolved IS NULL"
    with transaction(conn):
        conn.executemany(sql, [(now(), writable(origin)) for origin in origins])
