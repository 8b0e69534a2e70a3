"""Saved questions and what was found for each: the rows of `watches` and `watch_results`.

A result is noted once; `looked` and `handed` are the last result that a person was shown and that a command was given.
"""

from __future__ import annotations

import json
import sqlite3
from typing import Any

from quotes.errors import QueryError
from quotes.store.connection import Writing
from quotes.store.sql import insert, now

Watch = dict[str, Any]


def add(conn: sqlite3.Connection, name: str, question: dict[str, str]) -> int:
    """Return the id of the new watch, in the caller's transaction; QueryError where its name is taken."""
    if conn.execute("SELECT 1 FROM watches WHERE name = ?", (name,)).fetchone():
        raise QueryError(f"there is a watch “{name}” already (remove it first)")
    return insert(
        conn, "watches", {"name": name, "question": json.dumps(question, ensure_ascii=False), "created": now()}
    )


def remove(store: Writing, name: str) -> None:
    """Remove a watch and its results; no quotation is touched."""
    with store.transaction() as conn:
        conn.execute("DELETE FROM watches WHERE id = ?", (named(conn, name)["id"],))


def named(conn: sqlite3.Connection, name: str) -> Watch:
    """Return the watch of that name or number: id, name, question, created, looked, handed; QueryError with those there are."""
    row = conn.execute(
        "SELECT * FROM watches WHERE name = ? OR id = ? ORDER BY name = ? DESC", (name, name, name)
    ).fetchone()
    if row is None:
        there = ", ".join(each["name"] for each in conn.execute("SELECT name FROM watches ORDER BY name LIMIT 20"))
        raise QueryError(f"no watch “{name}” in this database ({there or 'there is none'})")
    return dict(row) | {"question": json.loads(row["question"])}


def names(conn: sqlite3.Connection) -> list[str]:
    """Return the names of all watches, in order."""
    return [row["name"] for row in conn.execute("SELECT name FROM watches ORDER BY name")]


def note(conn: sqlite3.Connection, watch_id: int, quote_id: int, what: str, other: int | None = None) -> int:
    """Note what a quotation is to a watch, in the caller's transaction; how many notes are new and to be told of."""
    cursor = conn.execute(
        "INSERT INTO watch_results (watch_id, quote_id, what, other_id, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (watch_id, quote_id, what, other, now()),
    )
    return cursor.rowcount if what != "known" else 0


def looked(store: Writing, watch: Watch) -> None:
    """Note that somebody was shown all that there is."""
    with store.transaction() as conn:
        seen(conn, watch["id"], "looked")


def handed(store: Writing, watch: Watch, result: int) -> None:
    """Note that a command was given the results up to this one."""
    with store.transaction() as conn:
        conn.execute("UPDATE watches SET handed = max(handed, ?) WHERE id = ?", (result, watch["id"]))


def seen(conn: sqlite3.Connection, watch_id: int, *columns: str) -> None:
    """Set `looked` or `handed` to the last result there is, in the caller's transaction."""
    last = "(SELECT coalesce(max(id), 0) FROM watch_results WHERE watch_id = :id)"
    for column in columns:
        conn.execute(f"UPDATE watches SET {column} = {last} WHERE id = :id", {"id": watch_id})
