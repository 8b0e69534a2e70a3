"""Taking an article out, bringing it back, deleting it for good, and noting where a copy of it is kept.

A removed article stays in the file: all its versions are marked, none of them is current, and nothing of it is
shown, searched or counted until it is restored. Reading it again changes nothing about that.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from quotes.errors import QueryError
from quotes.store.connection import Writing
from quotes.store.sql import now
from quotes.store.stories import forget
from quotes.store.variants import SHINGLES, refresh_stale

if TYPE_CHECKING:
    from quotes.store.store import Store

ONE = "id, uid, key, version, current, removed, outlet, title, byline, agency, url, published, updated, retrieved, language, origin, extractor, warnings"


def article(conn: sqlite3.Connection, article_id: int | str) -> dict[str, Any]:
    """Return one article's own columns, by its number or its uid; QueryError where there is none."""
    text = str(article_id)
    column = "id" if text.isdecimal() and len(text) < 16 else "uid"
    row = conn.execute(f"SELECT {ONE} FROM articles WHERE {column} = ?", (article_id,)).fetchone()
    if row is None:
        raise QueryError(f"no article {text[:40]} in this database")
    return dict(row)


def remove(store: Writing, article_id: int | str) -> dict[str, Any]:
    """Hide an article with all its versions and say which it was; QueryError where there is none or it is hidden already."""
    with store.transaction() as conn:
        one = article(conn, article_id)
        if one["removed"]:
            raise QueryError(f"article {one['id']} has been removed already, on {one['removed'][:10]}")
        conn.execute("UPDATE articles SET removed = ?, current = 0 WHERE key = ?", (now(), one["key"]))
        refresh_stale(conn)
    return one


def restore(store: Writing, article_id: int | str) -> dict[str, Any]:
    """Show a removed article again, in its latest version; QueryError where there is none or it was never removed."""
    with store.transaction() as conn:
        one = article(conn, article_id)
        if not one["removed"]:
            raise QueryError(f"article {one['id']} has not been removed")
        latest = _latest(conn, one["key"])
        conn.execute("UPDATE articles SET removed = NULL, current = (id = ?) WHERE key = ?", (latest, one["key"]))
        refresh_stale(conn)
    return one


def purge(store: Store, article_id: int | str) -> dict[str, Any]:
    """Delete an article for good: all its versions, its quotations and what was decided about them, speakers heard nowhere else.

    QueryError where there is none.
    """
    with store.transaction() as conn:
        one = article(conn, article_id)
        ids = [row[0] for row in conn.execute("SELECT id FROM articles WHERE key = ?", (one["key"],))]
        speakers = {
            row[0] for row in conn.execute(f"SELECT speaker_id FROM appearances WHERE article_id {_in(ids)}", ids)
        }
        quotes = [row[0] for row in conn.execute(f"SELECT id FROM quotes WHERE article_id {_in(ids)}", ids)]
        _delete_reviews(conn, quotes)
        conn.execute(
            f"DELETE FROM {SHINGLES} WHERE id & 0xffffffff IN (SELECT value FROM json_each(?))", (json.dumps(quotes),)
        )
        for table in ("quotes", "appearances"):
            conn.execute(f"DELETE FROM {table} WHERE article_id {_in(ids)}", ids)
        forget(conn, ids)
        conn.execute(f"DELETE FROM articles WHERE id {_in(ids)}", ids)
        _delete_unheard(conn, speakers)
        refresh_stale(conn)
        store.directory.forget()
    return one


def archive(store: Writing, quote_id: int, address: str) -> str:
    """Note where a copy of the quotation's article is kept, and return the article's title or key; QueryError where there is none."""
    with store.transaction() as conn:
        sql = (
            "SELECT a.id, coalesce(a.title, a.key) FROM quotes q JOIN articles a ON a.id = q.article_id WHERE q.id = ?"
        )
        row = conn.execute(sql, (quote_id,)).fetchone()
        if row is None:
            raise QueryError(f"no quotation {quote_id} in this database")
        conn.execute("UPDATE articles SET archive_url = ?, archived_at = ? WHERE id = ?", (address, now(), row[0]))
    return str(row[1])


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
