"""The articles of a database: which there are, and taking one out, back in, or away for good.

A removed article stays in the file: all its versions are marked, none of them is current, and nothing of it is
shown, searched or counted until it is restored. Reading it again changes nothing about that.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from quotes.desk.days import days
from quotes.desk.search import outlets_named
from quotes.errors import QueryError
from quotes.store.reading import fts_words, speaker_ids
from quotes.store.sql import now
from quotes.store.stories import forget
from quotes.store.variants import SHINGLES, refresh_stale

if TYPE_CHECKING:
    from quotes.store.store import Store

COLUMNS = """a.id, a.outlet, a.published, a.updated, a.title, a.byline, a.version, a.removed, a.url, a.origin, a.uid,
    (SELECT count(*) FROM quotes q WHERE q.article_id = a.id AND q.shown {shown}) AS quotations"""
ONE = "id, uid, key, version, current, removed, outlet, title, byline, agency, url, published, updated, retrieved, language, origin, extractor, warnings"


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
    """Current articles, the newest first, or those that were removed: id, outlet, published, title, quotations, origin and so on.

    The words must all stand in the text; an outlet and a speaker who is quoted match by whole words, dates as in
    `days.days`. `undated` asks for those without a date. Raises QueryError for a date that cannot be understood.
    """
    conditions, values = ["a.removed IS NOT NULL AND a.version = 1" if removed else "a.current = 1"], list[Any]()
    if words.strip():
        conditions.append("a.id IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?)")
        values.append(fts_words(words) or '""')
    if outlet is not None:
        conditions.append("a.outlet IN (SELECT value FROM json_each(?))")
        values.append(json.dumps(outlets_named(conn, outlet)))
    if speaker is not None:
        conditions.append(
            "a.id IN (SELECT article_id FROM quotes WHERE speaker_id IN (SELECT value FROM json_each(?)) AND shown > 0)"
        )
        values.append(json.dumps(speaker_ids(conn, speaker)))
    if since is not None:
        conditions.append("a.published >= ?")
        values.append(days(since)[0].isoformat())
    if until is not None:
        conditions.append("substr(a.published, 1, 10) <= ?")
        values.append(days(until)[1].isoformat())
    if undated:
        conditions.append("a.published IS NULL")
    where = " AND ".join(conditions)
    columns = COLUMNS.format(shown=">= 0" if removed else "= 1")
    sql = f"SELECT {columns} FROM articles a WHERE {where} ORDER BY a.published IS NULL, a.published DESC, a.id DESC LIMIT ?"
    rows = [dict(row) for row in conn.execute(sql, (*values, limit))]
    total = len(rows)
    if 0 <= limit <= len(rows):
        total = int(conn.execute(f"SELECT count(*) FROM articles a WHERE {where}", values).fetchone()[0])
    return Listed(rows, total)


def show(conn: sqlite3.Connection, article_id: int | str) -> dict[str, Any]:
    """One article with its text, its versions, and its quotations in order; QueryError where there is none."""
    article = _one(conn, article_id)
    quotations = conn.execute(
        "SELECT id, text AS quotation, kind, speaker, role, start, end, parts, shown FROM quotes WHERE article_id = ? ORDER BY start, id",
        (article["id"],),
    )
    versions = conn.execute(
        "SELECT id, version, published, updated, current FROM articles WHERE key = ? ORDER BY version",
        (article["key"],),
    )
    return article | {
        "text": conn.execute("SELECT text FROM articles WHERE id = ?", (article["id"],)).fetchone()[0],
        "versions": [dict(row) for row in versions],
        "quotations": [dict(row) | {"parts": json.loads(row["parts"])} for row in quotations],
    }


def remove(store: Store, article_id: int | str) -> dict[str, Any]:
    """Hides an article with all its versions and says which it was; QueryError where there is none or it is hidden already."""
    with store.transaction() as conn:
        article = _one(conn, article_id)
        if article["removed"]:
            raise QueryError(f"article {article['id']} has been removed already, on {article['removed'][:10]}")
        conn.execute("UPDATE articles SET removed = ?, current = 0 WHERE key = ?", (now(), article["key"]))
        refresh_stale(conn)
    return article


def restore(store: Store, article_id: int | str) -> dict[str, Any]:
    """Shows a removed article again, in its latest version; QueryError where there is none or it was never removed."""
    with store.transaction() as conn:
        article = _one(conn, article_id)
        if not article["removed"]:
            raise QueryError(f"article {article['id']} has not been removed")
        latest = _latest(conn, article["key"])
        conn.execute("UPDATE articles SET removed = NULL, current = (id = ?) WHERE key = ?", (latest, article["key"]))
        refresh_stale(conn)
    return article


def purge(store: Store, article_id: int | str) -> dict[str, Any]:
    """Deletes an article for good: all its versions, its quotations and what was decided about them, speakers heard nowhere else.

    QueryError where there is none.
    """
    with store.transaction() as conn:
        article = _one(conn, article_id)
        ids = [row[0] for row in conn.execute("SELECT id FROM articles WHERE key = ?", (article["key"],))]
        speakers = {
            row[0] for row in conn.execute(f"SELECT speaker_id FROM appearances WHERE article_id {_in(ids)}", ids)
        }
        quotes = [row[0] for row in conn.execute(f"SELECT id FROM quotes WHERE article_id {_in(ids)}", ids)]
        _delete_reviews(conn, quotes)
        conn.execute(
            f"DELETE FROM {SHINGLES} WHERE id & 0xffffffff IN (SELECT value FROM json_each(?))", (json.dumps(quotes),)
        )
        for table in ("attribution_spans", "quotes", "appearances"):
            conn.execute(f"DELETE FROM {table} WHERE article_id {_in(ids)}", ids)
        forget(conn, ids)
        conn.execute(f"DELETE FROM articles WHERE id {_in(ids)}", ids)
        _delete_unheard(conn, speakers)
        refresh_stale(conn)
        store.directory.forget()
    return article


def _one(conn: sqlite3.Connection, article_id: int | str) -> dict[str, Any]:
    """An article's own columns by its number or its uid."""
    text = str(article_id)
    column = "id" if text.isdigit() and len(text) < 16 else "uid"
    row = conn.execute(f"SELECT {ONE} FROM articles WHERE {column} = ?", (article_id,)).fetchone()
    if row is None:
        raise QueryError(f"no article {text[:40]} in this database")
    return dict(row)


def _latest(conn: sqlite3.Connection, key: str) -> int:
    """The version that is the current one: the last that is not dated before one that came earlier."""
    sql = "SELECT id, coalesce(updated, published) AS dated FROM articles WHERE key = ? ORDER BY version"
    best: sqlite3.Row | None = None
    for row in conn.execute(sql, (key,)):
        if best is None or not row["dated"] or not best["dated"] or row["dated"] >= best["dated"]:
            best = row
    assert best is not None  # whoever asks has found one
    return int(best["id"])


def _in(ids: Sequence[int]) -> str:
    return f"IN ({', '.join('?' * len(ids))})"


def _delete_reviews(conn: sqlite3.Connection, quotes: list[int]) -> None:
    """Deletes what was decided about the quotations: the one case in which decisions are not kept for ever."""
    (sql,) = conn.execute("SELECT sql FROM sqlite_master WHERE name = 'reviews_no_delete'").fetchone()
    conn.execute("DROP TRIGGER reviews_no_delete")
    conn.execute("DELETE FROM reviews WHERE quote_id IN (SELECT value FROM json_each(?))", (json.dumps(quotes),))
    conn.execute(sql)


def _delete_unheard(conn: sqlite3.Connection, speakers: set[int]) -> None:
    """Deletes those of the speakers that nothing else knows: no quotation, no decision, no knowledge base."""
    conn.execute(
        "DELETE FROM speakers WHERE id IN (SELECT value FROM json_each(?)) AND wikidata IS NULL AND merged_into IS NULL"
        " AND NOT EXISTS (SELECT 1 FROM quotes WHERE speaker_id = speakers.id)"
        " AND NOT EXISTS (SELECT 1 FROM appearances WHERE speaker_id = speakers.id)"
        " AND NOT EXISTS (SELECT 1 FROM stances WHERE target_speaker_id = speakers.id)"
        " AND NOT EXISTS (SELECT 1 FROM speakers other WHERE other.merged_into = speakers.id)"
        " AND NOT EXISTS (SELECT 1 FROM aliases WHERE speaker_id = speakers.id AND given_by <> 'article')"
        " AND NOT EXISTS (SELECT 1 FROM speaker_decisions WHERE speakers.id IN (speaker_id, other_id))",
        (json.dumps(sorted(speakers)),),
    )
