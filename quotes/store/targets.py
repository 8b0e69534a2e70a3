"""Targets of stances that name a speaker: those who were not known yet when a stance was stored are linked later."""

from __future__ import annotations

import sqlite3

from quotes.store.store import Store
from quotes.types import Article

AT_ONCE = 500  # articles in a transaction


def link(store: Store) -> int:
    """Link the targets that name a speaker whom the database knows by now; how many stances it was.

    What is linked already stays, so that merges and splits by hand hold. Raises StoreError where nothing can be written.
    """
    linked, last = 0, -1
    next_ones = "SELECT id, outlet, published FROM articles WHERE id > ? ORDER BY id LIMIT ?"
    while articles := store.conn.execute(next_ones, (last, AT_ONCE)).fetchall():
        with store.transaction() as conn:
            linked += sum(_link(store, conn, article) for article in articles)
        last = articles[-1]["id"]
    return linked


def _link(store: Store, conn: sqlite3.Connection, row: sqlite3.Row) -> int:
    stances = conn.execute(
        "SELECT s.id, s.target FROM quotes q CROSS JOIN stances s ON s.quote_id = q.id"
        " WHERE q.article_id = ? AND s.target_speaker_id IS NULL AND s.target IS NOT NULL",
        (row["id"],),
    ).fetchall()
    article = Article("", outlet=row["outlet"] or "", published=row["published"] or "")
    known = store.linker.known((stance["target"] for stance in stances), article, row["id"])
    found = [(known[stance["target"]], stance["id"]) for stance in stances if stance["target"] in known]
    conn.executemany("UPDATE stances SET target_speaker_id = ? WHERE id = ?", found)
    return len(found)
