"""Stretches of long articles: what stands around a quotation is found without reading all of its article."""

from __future__ import annotations

from sqlite_utils import Database

from quotes.store.migrations.compact import bring_back
from quotes.store.sql import run
from quotes.store.text import LONG, keep_stretches

_SCHEMA = """
DROP TRIGGER quotes_ai;
DROP TRIGGER quotes_ad;
DROP TRIGGER quotes_au;
DROP VIEW quotes_words;
CREATE TABLE stretches ( -- the text of a long article in pieces of 4,000 characters: what stands around a quotation is found in them
  article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
  start INTEGER NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (article_id, start)
);
CREATE VIEW contexts AS -- what stands around a quotation, with its words
SELECT q.id, coalesce(
  (SELECT group_concat(substr(s.text, max(q.context_start - s.start, 0) + 1, q.context_end - max(q.context_start, s.start)), '')
    FROM stretches s WHERE s.article_id = q.article_id AND s.start BETWEEN q.context_start - 3999 AND q.context_end),
  (SELECT substr(a.text, q.context_start + 1, q.context_end - q.context_start) FROM articles a WHERE a.id = q.article_id)) AS context
FROM quotes q;
CREATE VIEW quotes_words AS -- what the full text of quotations holds; words in one piece are left out of what stands around them
SELECT q.id, q.text, q.speaker, CASE WHEN q.parts LIKE '%],[%' THEN c.context
    ELSE substr(c.context, 1, max(q.start - q.context_start, 0)) || ' '
      || substr(c.context, max(q."end" - q.context_start, 0) + 1) END AS context, q.speaker_key
FROM quotes q CROSS JOIN contexts c ON c.id = q.id;
CREATE TRIGGER quotes_ai AFTER INSERT ON quotes BEGIN
  INSERT INTO quotes_fts (rowid, text, speaker, context, speaker_key) SELECT * FROM quotes_words WHERE id = new.id;
END;
CREATE TRIGGER quotes_bd BEFORE DELETE ON quotes BEGIN
  INSERT INTO quotes_fts (quotes_fts, rowid, text, speaker, context, speaker_key) SELECT 'delete', * FROM quotes_words WHERE id = old.id;
END;
CREATE TRIGGER quotes_bu BEFORE UPDATE OF text, speaker, parts, context_start, context_end, speaker_id ON quotes BEGIN
  INSERT INTO quotes_fts (quotes_fts, rowid, text, speaker, context, speaker_key) SELECT 'delete', * FROM quotes_words WHERE id = old.id;
END;
CREATE TRIGGER quotes_au AFTER UPDATE OF text, speaker, parts, context_start, context_end, speaker_id ON quotes BEGIN
  INSERT INTO quotes_fts (rowid, text, speaker, context, speaker_key) SELECT * FROM quotes_words WHERE id = new.id;
END;
"""


def m033_stretches(db: Database) -> None:
    bring_back(db.conn)  # what a killed load put aside: its triggers are of before
    run(db.conn, _SCHEMA)
    for (article_id,) in db.conn.execute("SELECT id FROM articles WHERE length(text) > ?", (LONG,)).fetchall():
        keep_stretches(
            db.conn, article_id, db.conn.execute("SELECT text FROM articles WHERE id = ?", (article_id,)).fetchone()[0]
        )
