"""The vectors by which quotations are alike, in blocks of bytes that are read whole; one model's at a time.

A block holds the quotations up to `last_id`, in their order: `ids` as 64-bit numbers, `vectors` as one row of bytes each.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from quotes.store.connection import Writing

MAPPED = 1 << 30  # bytes of the file that may be read as memory

_WITHOUT = "id > (SELECT coalesce(max(last_id), 0) FROM vector_blocks WHERE model = ?)"


def forget_others(store: Writing, model: str) -> None:
    """Delete the vectors of every other model."""
    with store.transaction() as conn:
        conn.execute("DELETE FROM vector_blocks WHERE model <> ?", (model,))
        conn.execute("DELETE FROM vector_means WHERE model <> ?", (model,))


def missing(conn: sqlite3.Connection, model: str) -> int:
    """Return how many quotations have no vectors of the model yet."""
    return int(conn.execute(f"SELECT count(*) FROM quotes WHERE {_WITHOUT}", (model,)).fetchone()[0])


def without(conn: sqlite3.Connection, model: str, *, longest: int, limit: int) -> list[tuple[int, str]]:
    """Return the next quotations that have none, by number, with as many characters of their words as may be read."""
    sql = f"SELECT id, substr(text, 1, ?) FROM quotes WHERE {_WITHOUT} ORDER BY id LIMIT ?"
    return [(row[0], row[1]) for row in conn.execute(sql, (longest, model, limit))]


def mean(conn: sqlite3.Connection, model: str) -> bytes | None:
    """Return what the model makes of any words at all; None where it has made nothing yet."""
    row = conn.execute("SELECT mean FROM vector_means WHERE model = ?", (model,)).fetchone()
    return row[0] if row else None


def keep_mean(store: Writing, model: str, mean: bytes) -> None:
    """Write what the model makes of any words at all."""
    with store.transaction() as conn:
        conn.execute("INSERT INTO vector_means VALUES (?, ?)", (model, mean))


def add(store: Writing, model: str, last_id: int, ids: bytes, vectors: bytes) -> None:
    """Write a block."""
    with store.transaction() as conn:
        sql = "INSERT INTO vector_blocks (last_id, model, ids, vectors) VALUES (?, ?, ?, ?)"
        conn.execute(sql, (last_id, model, ids, vectors))


def blocks(conn: sqlite3.Connection, model: str) -> Iterator[tuple[bytes, bytes]]:
    """Yield the ids and the vectors of each block of the model."""
    conn.execute(f"PRAGMA mmap_size = {MAPPED}")  # a page at a time would take twice as long
    for row in conn.execute("SELECT ids, vectors FROM vector_blocks WHERE model = ?", (model,)):
        yield row[0], row[1]
