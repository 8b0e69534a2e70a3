"""Is the database sound? The file, the links between tables, the full text, and every quotation's words."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from quotes.errors import StoreError
from quotes.store.bulk import FULL_TEXT, finish_interrupted, rebuild_full_text
from quotes.store.connection import errors, open_for_writing, transaction
from quotes.store.rows import text_hash
from quotes.store.text import sliced


@dataclass(frozen=True, slots=True)
class Problem:
    """Where something is wrong, and what, in one line for a person."""

    where: str
    what: str


def check(path: str | Path, *, rebuild: bool = False) -> Iterator[Problem]:
    """Yield everything that is wrong with the database, as it is found; nothing when it is sound.

    `rebuild` first builds the full-text indexes anew. Raises StoreError for a database that cannot be opened.
    """
    if Path(path).exists() and not Path(path).stat().st_size:
        raise StoreError(f"{path}: the file is empty: there is no database in it")
    conn = open_for_writing(path)  # SQLite checks a full-text index by a statement that writes
    try:
        with errors(path):
            finish_interrupted(conn)
            if rebuild:
                with transaction(conn):
                    rebuild_full_text(conn)
            yield from _file(conn)
            yield from _links(conn)
            yield from _full_text(conn)
            yield from _articles(conn)
    finally:
        conn.close()


def _file(conn: sqlite3.Connection) -> Iterator[Problem]:
    for row in conn.execute("PRAGMA integrity_check"):
        if row[0] != "ok":
            yield Problem("file", row[0])


def _links(conn: sqlite3.Connection) -> Iterator[Problem]:
    for table, row, parent, _ in conn.execute("PRAGMA foreign_key_check"):
        yield Problem(f"{table} {row}", f"points to a row of {parent} that is not there")


def _full_text(conn: sqlite3.Connection) -> Iterator[Problem]:
    for table in FULL_TEXT:
        try:
            with transaction(conn):
                conn.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('integrity-check', 1)")
        except sqlite3.DatabaseError as error:
            yield Problem(
                table, f"the full-text index does not fit the table (quotes doctor --rebuild mends it): {error}"
            )


def _articles(conn: sqlite3.Connection) -> Iterator[Problem]:
    for article in conn.execute("SELECT id, text, text_hash FROM articles"):
        if text_hash(article["text"]) != article["text_hash"]:
            yield Problem(f"article {article['id']}", "its text is not the one that was ingested")
    quotes = conn.execute(
        "SELECT q.id, q.article_id, q.text, q.parts, q.quoted, q.start, q.end, q.shown, q.outlet, q.published, q.speaker,"
        " q.shown = CASE WHEN a.current = 0 OR q.review_status = 'rejected' THEN 0 WHEN q.review_status = 'unreviewed'"
        " AND q.confidence < (SELECT value FROM settings WHERE name = 'shown_from') THEN 2 ELSE 1 END"
        " AND q.outlet IS a.outlet"
        " AND q.published IS a.published AND q.speaker IS s.name AS in_step"
        " FROM quotes q JOIN articles a ON a.id = q.article_id LEFT JOIN speakers s ON s.id = q.speaker_id"
        " ORDER BY q.article_id"
    )
    for article_id, group in groupby(quotes, key=lambda row: row["article_id"]):
        text = conn.execute("SELECT text FROM articles WHERE id = ?", (article_id,)).fetchone()[0]
        for row in group:
            yield from (Problem(f"quotation {row['id']}", what) for what in _wrong(row, text))


def _wrong(row: sqlite3.Row, text: str) -> Iterator[str]:
    """What is wrong with one quotation."""
    if not row["in_step"]:
        yield "its outlet, date, speaker's name or being shown differs from the article's and the speaker's"
    try:
        parts = [(int(start), int(end)) for start, end in json.loads(row["parts"])]
        quoted = [(int(start), int(end)) for start, end in json.loads(row["quoted"])]
    except (ValueError, TypeError):
        yield "its parts are no list of spans"
        return
    edges = [edge for part in parts for edge in part]
    if not parts or edges != sorted(edges) or edges[0] < 0 or edges[-1] > len(text):
        yield "its parts are not in order or not in the article"
    elif (row["start"], row["end"]) != (edges[0], edges[-1]):
        yield "its start and end are not those of its parts"
    elif sliced(text, parts) != row["text"]:
        yield "its text is not what stands in the article"
    if any(not row["start"] <= start <= end <= row["end"] for start, end in quoted):
        yield "the words inside its quotation marks lie outside of it"
