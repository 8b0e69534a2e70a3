"""Several people who review one database."""

from __future__ import annotations

from sqlite_utils import Database

from quotes.store.sql import run


def m026_second_eyes(db: Database) -> None:
    run(
        db.conn,
        """
CREATE TABLE second_eyes ( -- articles whose quotations a second reviewer is to decide about as well
  article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
  reviewer TEXT NOT NULL, -- who asked for it
  at TEXT NOT NULL
);
""",
    )
