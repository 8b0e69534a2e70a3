"""Speakers: what the words for an unnamed source say of it; how often each is quoted, also together with others."""

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


def m031_counted_together(db: Database) -> None:
    run(
        db.conn,
        """
DROP VIEW speaker_counts;
CREATE VIEW speaker_counts AS -- who is quoted how often, also together with others, by how many outlets, since when
SELECT q.speaker_id AS id, (SELECT name FROM speakers WHERE id = q.speaker_id) AS speaker,
  (SELECT kind FROM speakers WHERE id = q.speaker_id) AS kind, count(*) + (
    SELECT count(*) FROM joint_speakers j CROSS JOIN quotes o ON o.id = j.quote_id AND o.shown = 1
    WHERE j.speaker_id = q.speaker_id) AS quotations,
  count(DISTINCT q.outlet) AS outlets, min(q.published) AS first, max(q.published) AS last
FROM quotes q
WHERE q.speaker_id IS NOT NULL AND q.shown = 1
GROUP BY q.speaker_id
UNION ALL -- those who are quoted together with others alone
SELECT j.speaker_id, (SELECT name FROM speakers WHERE id = j.speaker_id),
  (SELECT kind FROM speakers WHERE id = j.speaker_id), count(*), count(DISTINCT o.outlet), min(o.published),
  max(o.published)
FROM joint_speakers j CROSS JOIN quotes o ON o.id = j.quote_id AND o.shown = 1
WHERE NOT EXISTS (SELECT 1 FROM quotes WHERE speaker_id = j.speaker_id AND shown = 1)
GROUP BY j.speaker_id;
""",
    )
