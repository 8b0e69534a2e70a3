"""Speakers: what the words for an unnamed source say of it."""

from __future__ import annotations

from sqlite_utils import Database

from quotes.store.sql import run


def m025_unnamed_sources(db: Database) -> None:
    run(
        db.conn,
        """
CREATE TABLE unnamed_sources ( -- of what kind a source without a name is, whose, and of what place, by the words that describe it
  id INTEGER PRIMARY KEY,
  speaker_id INTEGER NOT NULL UNIQUE REFERENCES speakers(id) ON DELETE CASCADE,
  kind TEXT NOT NULL, -- official, police, spokesperson, family, critic, expert … or other
  body TEXT, -- the body or the person whose it is, as the article names it
  place TEXT, -- the country or the state that the words name
  body_id INTEGER REFERENCES speakers(id) ON DELETE SET NULL -- that body or person, where it has a page
);
CREATE INDEX unnamed_sources_body ON unnamed_sources(body_id) WHERE body_id IS NOT NULL;
""",
    )
