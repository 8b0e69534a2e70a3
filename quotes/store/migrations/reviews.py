"""Variants of one utterance, and what people decided."""

from __future__ import annotations

from sqlite_utils import Database


def m006_variants_and_reviews(db: Database) -> None:
    db.executescript("""
CREATE TABLE variant_groups ( -- one utterance, as different articles carry it
  id INTEGER PRIMARY KEY,
  first_quote_id INTEGER REFERENCES quotes(id) ON DELETE SET NULL, -- the earliest
  fullest_quote_id INTEGER REFERENCES quotes(id) ON DELETE SET NULL,
  quotes INTEGER NOT NULL DEFAULT 0,
  outlets INTEGER NOT NULL DEFAULT 0, -- wire copy of one agency counts once
  altered TEXT NOT NULL DEFAULT '[]' -- JSON: how members differ: cut, negation, number, name, words
);
CREATE INDEX variant_groups_first ON variant_groups(first_quote_id);
CREATE INDEX variant_groups_fullest ON variant_groups(fullest_quote_id);
CREATE TABLE variants ( -- which quotation belongs to which group
  id INTEGER PRIMARY KEY,
  quote_id INTEGER NOT NULL UNIQUE REFERENCES quotes(id) ON DELETE CASCADE,
  group_id INTEGER NOT NULL REFERENCES variant_groups(id) ON DELETE CASCADE,
  score REAL, -- how alike it is to the fullest member, 0 to 1
  altered TEXT NOT NULL DEFAULT '[]', -- JSON: how it differs from the fullest member
  difference TEXT NOT NULL DEFAULT '[]' -- JSON: the words that differ
);
CREATE INDEX variants_group ON variants(group_id);

CREATE TABLE reviews ( -- what a person decided, and what stood there before: kept for ever
  id INTEGER PRIMARY KEY,
  quote_id INTEGER NOT NULL REFERENCES quotes(id),
  quote_uid TEXT NOT NULL,
  reviewer TEXT NOT NULL,
  at TEXT NOT NULL,
  action TEXT NOT NULL CHECK (action IN ('accept', 'correct', 'reject', 'skip', 'undo')),
  field TEXT, -- of a correction: bounds, kind, speaker, role, stance, target ...
  old TEXT,
  new TEXT,
  undoes INTEGER REFERENCES reviews(id), -- of an undo: the decision it takes back
  note TEXT
);
CREATE INDEX reviews_quote ON reviews(quote_id);
CREATE INDEX reviews_undoes ON reviews(undoes) WHERE undoes IS NOT NULL;
CREATE TRIGGER reviews_no_update BEFORE UPDATE ON reviews
BEGIN SELECT RAISE(ABORT, 'reviews are append-only'); END;
CREATE TRIGGER reviews_no_delete BEFORE DELETE ON reviews
BEGIN SELECT RAISE(ABORT, 'reviews are append-only'); END;
""")


def m009_altered_quotes(db: Database) -> None:
    db.executescript("""
CREATE TABLE variant_shingles ( -- an index for finding variants: three words that a quotation holds, and which it is
  id INTEGER PRIMARY KEY -- 31 bits of the words' hash, and below them 32 bits of the quotation's id
);
CREATE VIEW altered_quotes AS -- utterances that articles carry with a negation, number or name changed, or cut
SELECT g.id, q.speaker, q.text AS fullest, g.altered, g.quotes, g.outlets,
  (SELECT published FROM quotes WHERE id = g.first_quote_id) AS first_published,
  (SELECT outlet FROM quotes WHERE id = g.first_quote_id) AS first_outlet,
  g.first_quote_id, g.fullest_quote_id, q.speaker_id
FROM variant_groups g JOIN quotes q ON q.id = g.fullest_quote_id
WHERE q.shown = 1
  AND EXISTS (SELECT 1 FROM json_each(g.altered) WHERE value IN ('negation', 'number', 'name', 'cut'));
""")


def m013_stale_groups(db: Database) -> None:
    db.executescript("""
ALTER TABLE variant_groups ADD COLUMN stale INTEGER NOT NULL DEFAULT 0; -- 1: a member went or changed since it was worked out
CREATE INDEX variant_groups_stale ON variant_groups(id) WHERE stale = 1;
CREATE TRIGGER variants_ad AFTER DELETE ON variants BEGIN
  UPDATE variant_groups SET stale = 1 WHERE id = old.group_id;
END;
CREATE TRIGGER quotes_to_variants AFTER UPDATE OF shown, text ON quotes
WHEN old.shown <> new.shown OR old.text <> new.text BEGIN
  UPDATE variant_groups SET stale = 1 WHERE id = (SELECT group_id FROM variants WHERE quote_id = new.id);
END;
CREATE TRIGGER articles_to_variants AFTER UPDATE OF story_id, agency, outlet, published ON articles BEGIN
  UPDATE variant_groups SET stale = 1 WHERE id IN (
    SELECT v.group_id FROM quotes q CROSS JOIN variants v ON v.quote_id = q.id WHERE q.article_id = new.id);
END;
""")


def m015_open_quotations(db: Database) -> None:
    # the condition keeps the index out of all other questions; that it begins with the same columns makes SQLite take
    # it where it has never counted the rows
    db.executescript("""
CREATE INDEX quotes_open -- what is to be reviewed, the least certain first
  ON quotes(shown, review_status, min(confidence, coalesce(link_score, 0.5)), id)
  WHERE shown = 1 AND review_status = 'unreviewed';
""")
