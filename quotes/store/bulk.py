"""Loading very many articles: without the quotations' indexes and full text, which are built once at the end.

What was put aside is written into the database in the transaction that puts it aside; so a load that is
killed leaves a database that says what it lacks, and the next store that opens it builds it. What was loaded is
written to the disk some hundred articles at once, so a kill costs the last of them, and those that come next load them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from time import monotonic

from quotes.store.connection import transaction

TOGETHER, SECONDS = 500, 2.0  # what is written to the disk at once: so many transactions, or those of so long
MANY = 100  # articles of a run after which the file may be worth writing anew
SETTINGS = {"cache_size": -400_000, "wal_autocheckpoint": 20_000}  # KiB; pages
NEW_SHINGLES, MERGED = "_new_shingles", 3_000_000  # fingerprints that wait to be sorted in; so many at most
FULL_TEXT = ("quotes_fts", "aliases_fts", "articles_fts", "targets_fts")


@contextmanager
def bulk_load(conn: sqlite3.Connection) -> Iterator[None]:
    """Let inserts be fast; afterwards, also after an error, everything is indexed again."""
    before = {name: conn.execute(f"PRAGMA {name}").fetchone()[0] for name in SETTINGS}
    for name, value in SETTINGS.items():
        conn.execute(f"PRAGMA {name} = {value}")
    try:
        _put_aside(conn)
        yield
    finally:
        if conn.in_transaction:
            conn.execute("COMMIT")
        finish_interrupted(conn)
        for name, value in before.items():
            conn.execute(f"PRAGMA {name} = {value}")


class Batch:
    """Transactions that happen each as a whole or not at all, and are written to the disk together."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self.conn = conn
        self._inside, self._held, self._until = False, 0, 0.0

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Like `connection.transaction`, a part of the batch."""
        if self._inside:
            yield
            return
        if not self.conn.in_transaction:
            self.conn.execute("BEGIN IMMEDIATE")
            self._held, self._until = 0, monotonic() + SECONDS
        self.conn.execute("SAVEPOINT one")
        self._inside = True
        try:
            yield
        except BaseException:
            if self.conn.in_transaction:  # not so where SQLite had to give up the whole batch: when the disk is full
                self.conn.execute("ROLLBACK TO one")
                self.conn.execute("RELEASE one")
            raise
        finally:
            self._inside = False
        self.conn.execute("RELEASE one")
        self._held += 1
        if self._held >= TOGETHER or monotonic() > self._until:
            if self.conn.execute(f"SELECT count(*) FROM {NEW_SHINGLES}").fetchone()[0] > MERGED:
                sort_in_shingles(self.conn)
            self.conn.execute("COMMIT")


def finish_interrupted(conn: sqlite3.Connection) -> None:
    """Build what a bulk load has put aside; nothing happens where there is nothing."""
    if not conn.execute("SELECT 1 FROM sqlite_master WHERE name = '_put_aside'").fetchone():
        return
    with transaction(conn):
        for name, sql in conn.execute("SELECT name, sql FROM _put_aside").fetchall():
            if not conn.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (name,)).fetchone():
                conn.execute(sql)
        rebuild_full_text(conn)
        if waiting_shingles(conn):  # else an earlier release put it aside
            sort_in_shingles(conn)
            conn.execute(f"DROP TABLE {NEW_SHINGLES}")
        conn.execute("DROP TABLE _put_aside")
        conn.execute("ANALYZE")


def waiting_shingles(conn: sqlite3.Connection) -> bool:
    """Tell whether new fingerprints go into a table of their own: in one of a hundred million each would be a page to write."""
    return bool(conn.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (NEW_SHINGLES,)).fetchone())


def sort_in_shingles(conn: sqlite3.Connection) -> None:
    """Move the fingerprints that wait to where they belong, in their order."""
    conn.execute(f"INSERT OR IGNORE INTO variant_shingles SELECT id FROM {NEW_SHINGLES} ORDER BY id")
    conn.execute(f"DELETE FROM {NEW_SHINGLES}")


def index_articles(conn: sqlite3.Connection) -> None:
    """Make the words of the articles that were loaded findable before the end: who is whom is looked up in them."""
    conn.execute("INSERT INTO articles_fts (articles_fts) VALUES ('rebuild')")


def rebuild_full_text(conn: sqlite3.Connection) -> None:
    """Build the full-text indexes anew from the tables, each in one piece, which is the shortest."""
    _full_text(conn, "rebuild", "optimize")


def _full_text(conn: sqlite3.Connection, *commands: str) -> None:
    for table in FULL_TEXT:
        for what in commands:
            conn.execute(f"INSERT INTO {table} ({table}) VALUES (?)", (what,))


def pack(conn: sqlite3.Connection) -> None:
    """Write the file anew without gaps: one that grew article by article is a twentieth too long.

    Nothing happens where another program writes, or where the disk has no room for a second copy.
    """
    with suppress(sqlite3.Error):
        with transaction(conn):
            _full_text(conn, "optimize")
        conn.execute("VACUUM")


def _put_aside(conn: sqlite3.Connection) -> None:
    with transaction(conn):
        conn.execute("CREATE TABLE IF NOT EXISTS _put_aside (name TEXT PRIMARY KEY, sql TEXT NOT NULL)")
        conn.execute(f"CREATE TABLE IF NOT EXISTS {NEW_SHINGLES} (id INTEGER PRIMARY KEY)")
        found = conn.execute(
            "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND ("
            " (type = 'index' AND tbl_name = 'quotes' AND name NOT IN ('quotes_article', 'quotes_appearance', 'quotes_of_person', 'quotes_speaker'))"
            " OR (type = 'trigger' AND name IN ('quotes_ai', 'quotes_bd', 'quotes_bu', 'quotes_au', 'articles_ai')))"
        ).fetchall()
        for kind, name, sql in found:
            conn.execute("INSERT OR REPLACE INTO _put_aside VALUES (?, ?)", (name, sql))
            conn.execute(f"DROP {kind} {name}")
