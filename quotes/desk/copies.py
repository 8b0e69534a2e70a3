"""Archived copies of articles: where one is, and since when it is known."""

from __future__ import annotations

from quotes.desk.cite import web_address
from quotes.errors import QueryError
from quotes.store import Store
from quotes.store.sql import now


def archive(store: Store, quote_id: int, url: str) -> str:
    """Records where a copy of the quotation's article is kept, and returns the article's title or key.

    Raises QueryError where there is no such quotation or the URL is none.
    """
    address = web_address(url)
    with store.transaction() as conn:
        row = conn.execute(
            "SELECT a.id, coalesce(a.title, a.key) FROM quotes q JOIN articles a ON a.id = q.article_id WHERE q.id = ?",
            (quote_id,),
        ).fetchone()
        if row is None:
            raise QueryError(f"no quotation {quote_id} in this database")
        conn.execute("UPDATE articles SET archive_url = ?, archived_at = ? WHERE id = ?", (address, now(), row[0]))
    return str(row[1])
