"""Opening a database: for writing (created or brought up to date) or for reading (never changed).

Reading needs the standard library alone, so that a search does not pay for anything else.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Protocol
from urllib.parse import quote as percent

from quotes.errors import ArticleError, StoreError

FIRST, SCHEMA_VERSION = 22, 33  # the oldest that migrations begin with, and that of schema.sql; SQLite's user_version

PACKED = 30  # the last step that makes a database smaller


class Writing(Protocol):
    """What a function that writes needs of a store: its file, its connection, and transactions."""

    path: Path
    conn: sqlite3.Connection

    def transaction(self) -> AbstractContextManager[sqlite3.Connection]:
        """Give the connection, in a transaction that happens as a whole or not at all."""
        ...


def open_for_reading(path: str | Path) -> sqlite3.Connection:
    """Return a connection that cannot write, with rows by name; raises StoreError where there is no database of ours."""
    path = Path(path)
    _must_exist(path)
    with errors(path):
        conn = _connect_read_only(path)
        version = _version(conn, path)
        if version < SCHEMA_VERSION:  # written by an older release: bring it up to date once, then read it
            conn.close()
            open_for_writing(path).close()
            conn = _connect_read_only(path)
    return conn


def open_for_writing(path: str | Path, *, create: bool = False, timeout: float = 5.0) -> sqlite3.Connection:
    """Return a connection in WAL mode with foreign keys enforced, its schema up to date; StoreError says why not."""
    path = Path(path)
    if not create:
        _must_exist(path)
    elif not path.parent.is_dir():
        raise StoreError(f"{path}: the folder {path.parent} does not exist")
    if create and not path.exists():
        _create(path)
    with errors(path):
        conn = sqlite3.connect(path, timeout=timeout, isolation_level=None)
        try:
            conn.row_factory = sqlite3.Row
            version = _version(conn, path, empty_is_ours=True)
            if version < SCHEMA_VERSION:
                _migrate(conn, version)
            if FIRST <= version < PACKED:
                with suppress(sqlite3.Error):  # without room on the disk the file stays as long as it was
                    conn.execute("VACUUM")
            conn.execute("PRAGMA foreign_keys = ON")
            conn.execute("PRAGMA recursive_triggers = ON")  # REPLACE, too, fires the triggers that guard reviews
            conn.execute("PRAGMA synchronous = NORMAL")  # in WAL mode a crash loses no consistency by it
            conn.execute("BEGIN IMMEDIATE")  # a locked or read-only file shows here, before any work is done
            conn.execute("ROLLBACK")
        except BaseException:
            conn.close()
            raise
    return conn


@contextmanager
def transaction(conn: sqlite3.Connection) -> Iterator[None]:
    """Let everything inside happen, or nothing; inside another transaction it is a part of that one."""
    if conn.in_transaction:
        yield
        return
    conn.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        if conn.in_transaction:
            conn.execute("ROLLBACK")
        raise
    conn.execute("COMMIT")


@contextmanager
def errors(path: str | Path) -> Iterator[None]:
    """Turn SQLite's errors into one clear line that names the database."""
    try:
        yield
    except sqlite3.IntegrityError as error:
        raise ArticleError(f"{path}: {error}") from error
    except sqlite3.Error as error:
        raise StoreError(f"{path}: {_explain(error)}") from error


@contextmanager
def opened(path: str | Path) -> Iterator[sqlite3.Connection]:
    """Give a connection that cannot write while questions are asked, then close it; errors are as from `errors`."""
    with closing(open_for_reading(path)) as conn, errors(path):
        yield conn


def connected(database: str | Path | sqlite3.Connection) -> AbstractContextManager[sqlite3.Connection]:
    """Give the connection as it is, to be left open, or one as `opened` gives for the path."""
    return nullcontext(database) if isinstance(database, sqlite3.Connection) else opened(database)


def _explain(error: sqlite3.Error) -> str:
    text = str(error)
    if "locked" in text or "busy" in text:
        return "the database is locked by another program; try again when it has finished"
    if "readonly" in text:
        return "the database is read-only"
    if "not a database" in text:
        return "not a SQLite database"
    if "unable to open" in text:
        return "cannot be opened; is it a folder, or without permission?"
    if "malformed" in text:
        return "the database is damaged (quotes doctor says where)"
    if "full" in text:
        return "the disk is full"
    return text


def _create(path: Path) -> None:
    """An empty file that nobody else on this machine may read; SQLite gives its mode to the files beside it."""
    with suppress(OSError):  # SQLite says more clearly what is wrong
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))


def _must_exist(path: Path) -> None:
    if not path.exists():
        raise StoreError(f"{path}: no such database (quotes ingest creates one)")


def _connect_read_only(path: Path) -> sqlite3.Connection:
    uri = f"file:{percent(str(path.resolve()))}?mode=ro"
    conn = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
    try:
        conn.execute("SELECT 1 FROM sqlite_master").fetchone()
    except sqlite3.OperationalError:
        conn.close()
        # WAL wants to write beside the file; on a read-only medium, with no log left over, nobody else can
        if Path(f"{path}-wal").exists():
            raise
        conn = sqlite3.connect(uri + "&immutable=1", uri=True, isolation_level=None, check_same_thread=False)
    conn.row_factory = sqlite3.Row
    return conn


def _version(conn: sqlite3.Connection, path: Path, *, empty_is_ours: bool = False) -> int:
    """How many steps of the schema the database has; StoreError where it is not ours or from the future."""
    tables = {row[0] for row in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not tables and empty_is_ours:
        return 0
    if (
        "_sqlite_migrations" not in tables
        or not conn.execute("SELECT 1 FROM _sqlite_migrations WHERE migration_set = 'quotes'").fetchone()
    ):
        raise StoreError(f"{path}: not a database of quotes")
    version = int(conn.execute("PRAGMA user_version").fetchone()[0])
    if version < FIRST:
        raise StoreError(f"{path}: written before the first release; ingest its articles into a new database")
    if version > SCHEMA_VERSION:
        raise StoreError(f"{path}: written by a newer release of quotes; update it to read this database")
    return version


def _migrate(conn: sqlite3.Connection, version: int) -> None:
    from sqlite_utils import Database

    from quotes.store.migrations import migrations

    conn.row_factory, rows = None, conn.row_factory  # sqlite-utils wants plain rows
    db = Database(conn)
    db.enable_wal()
    conn.execute("BEGIN IMMEDIATE")  # two processes may open a new database at once: the later finds the work done
    try:
        migrations(version).apply(db)
        conn.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
        conn.execute("COMMIT")
    except BaseException:
        if conn.in_transaction:
            conn.execute("ROLLBACK")
        raise
    conn.row_factory = rows
