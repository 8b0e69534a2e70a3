"""The articles of a database: which there are, and one with its text, versions and quotations."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from quotes.desk.where import Where
from quotes.store.articles import article
from quotes.store.reading import fts_words, said_by, speaker_ids

COLUMNS = """a.id, a.outlet, a.published, a.updated, a.title, a.byline, a.version, a.removed, a.url, a.origin, a.uid,
    (SELECT count(*) FROM quotes q WHERE q.article_id = a.id AND q.shown {shown}) AS quotations"""


@dataclass(frozen=True, slots=True)
class Listed:
    """Articles as dicts, and how many there are in all that meet the question."""

    rows: list[dict[str, Any]]
    total: int


def listed(
    conn: sqlite3.Connection,
    words: str = "",
    *,
    outlet: str | None = None,
    speaker: str | None = None,
    since: str | None = None,
    until: str | None = None,
    undated: bool = False,
    removed: bool = False,
    limit: int = -1,
) -> Listed:
    """List current articles, the newest first, or those that were removed: id, outlet, published, title, quotations, origin and so on.

    The words must all stand in the text; an outlet and a speaker who is quoted match by whole words, dates as in
    `days.days`. `undated` asks for those without a date. Raises QueryError for a date that cannot be understood.
    """
    where = Where("a.removed IS NOT NULL AND a.version = 1" if removed else "a.current = 1")
    if words.strip():
        where.add("a.id IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?)", fts_words(words) or '""')
    if outlet is not None:
        where.add_outlet(conn, "a.outlet", outlet)
    if speaker is not None:
        theirs = said_by(speaker_ids(conn, speaker))
        where.add(f"a.id IN (SELECT article_id FROM quotes WHERE {theirs} AND shown > 0)")
    where.add_days("a.published", since, until)
    if undated:
        where.add("a.published IS NULL")
    columns = COLUMNS.format(shown=">= 0" if removed else "= 1")
    sql = f"SELECT {columns} FROM articles a WHERE {where} ORDER BY a.published IS NULL, a.published DESC, a.id DESC LIMIT ?"
    rows = [dict(row) for row in conn.execute(sql, (*where.values, limit))]
    total = len(rows)
    if 0 <= limit <= len(rows):
        total = int(conn.execute(f"SELECT count(*) FROM articles a WHERE {where}", where.values).fetchone()[0])
    return Listed(rows, total)


def show(conn: sqlite3.Connection, article_id: int | str) -> dict[str, Any]:
    """Return one article with its text, its versions, and its quotations in order; QueryError where there is none."""
    one = article(conn, article_id)
    quotations = conn.execute(
        "SELECT id, text AS quotation, kind, speaker, role, start, end, parts, shown FROM quotes WHERE article_id = ? ORDER BY start, id",
        (one["id"],),
    )
    versions = conn.execute(
        "SELECT id, version, published, updated, current FROM articles WHERE key = ? ORDER BY version", (one["key"],)
    )
    return one | {
        "text": conn.execute("SELECT text FROM articles WHERE id = ?", (one["id"],)).fetchone()[0],
        "versions": [dict(row) for row in versions],
        "quotations": [dict(row) | {"parts": json.loads(row["parts"])} for row in quotations],
    }
