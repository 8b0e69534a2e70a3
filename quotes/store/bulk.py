"""Loading very many articles: without the quotations' indexes and full text, which are built once at the end.

What was put aside is written into the database in the transaction that puts it aside; so a load that is
killed leaves a database that says what it lacks, and the next store that opens it builds it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from quotes.store.connection import transaction

FULL_TEXT = ("quotes_fts", "aliases_fts", "articles_fts", "targets_fts")


@contextmanager
def bulk_load(conn: sqlite3.Connection) -> Iterator[None]:
    """Inside, inserts are fast; afterwards, also after an error, everything is indexed again."""
    cache, mode = (conn.execute(f"PRAGMA {name}").fetchone()[0] for name in ("cache_size", "temp_store"))
    conn.execute("PRAGMA cache_size = -400000")  # KiB
    try:
        _put_aside(conn)
        yield
    finally:
        if conn.in_transaction:
            conn.execute("COMMIT")
        finish_interrupted(conn)
        conn.execute(f"PRAGMA cache_size = {cache}")
        conn.execute(f"PRAGMA temp_store = {mode}")


def finish_interrupted(conn: sqlite3.Connection) -> None:
    """Builds what a bulk load has put aside; nothing happens where there is nothing."""
    if not conn.execute("SELECT 1 FROM sqlite_master WHERE name = '_put_aside'").fetchone():
        return
    with transaction(conn):
        for name, sql in conn.execute("SELECT name, sql FROM _put_aside").fetchall():
            if not conn.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (name,)).fetchone():
                conn.execute(sql)
        rebuild_full_text(conn)
        conn.execute("DROP TABLE _put_aside")
        conn.execute("ANALYZE")


def rebuild_full_text(conn: sqlite3.Connection) -> None:
    """Builds the full-text indexes anew from the tables."""
    for table in FULL_TEXT:
        conn.execute(f"INSERT INTO {table} ({table}) VALUES ('rebuild')")


def _put_aside(conn: sqlite3.Connection) -> None:
    with transaction(conn):
        conn.execute("CREATE TABLE IF NOT EXISTS _put_aside (name TEXT PRIMARY KEY, sql TEXT NOT NULL)")
        found = conn.execute(
            "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND ("
            " (type = 'index' AND tbl_name = 'quotes' AND name NOT IN ('quotes_article', 'quotes_appearance', 'quotes_of_person'))"
            " OR (type = 'trigger' AND name IN ('quotes_ai', 'quotes_ad', 'quotes_au', 'articles_ai')))"
        ).fetchall()
        for kind, name, sql in found:
            conn.execute("INSERT OR REPLACE INTO _put_aside VALUES (?, ?)", (name, sql))
            conn.execute(f"DROP {kind} {name}")
