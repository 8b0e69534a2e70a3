"""Stances and the topics that people are for or against."""

from __future__ import annotations

from sqlite_utils import Database


def m005_stances_and_topics(db: Database) -> None:
    db.executescript("""
CREATE TABLE stances ( -- attitudes a quotation expresses, the strongest first; the speaker's, machine-read
  id INTEGER PRIMARY KEY,
  quote_id INTEGER NOT NULL REFERENCES quotes(id) ON DELETE CASCADE,
  stance TEXT NOT NULL CHECK (stance IN ('supports', 'opposes', 'neutral')),
  target TEXT,
  target_speaker_id INTEGER REFERENCES speakers(id), -- when the target is somebody this database knows
  confidence REAL NOT NULL,
  evidence TEXT, -- the words that carry it
  start INTEGER, -- of the evidence
  end INTEGER,
  target_start INTEGER,
  target_end INTEGER,
  scores TEXT NOT NULL DEFAULT '[]', -- JSON: supports, opposes, neutral
  conditional INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX stances_quote ON stances(quote_id);
CREATE INDEX stances_target ON stances(target, stance);
CREATE INDEX stances_target_speaker ON stances(target_speaker_id) WHERE target_speaker_id IS NOT NULL;

CREATE TABLE topics ( -- something people are for or against: 'war with Iran'
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
);
CREATE TABLE topic_terms ( -- the words that make a target or a quotation belong to a topic
  id INTEGER PRIMARY KEY,
  topic_id INTEGER NOT NULL REFERENCES topics(id) ON DELETE CASCADE,
  term TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('match', 'about')), -- match: words of the target; about: the entity it is
  UNIQUE (topic_id, kind, term)
);
""")


def m010_stances_by_topic(db: Database) -> None:
    # how the views are put matters: UNION ALL and a window let SQLite look at the topic asked for alone, and where
    # BETWEEN stands it would, for =, first read the whole table into a Bloom filter
    db.executescript("""
ALTER TABLE topic_terms ADD COLUMN query TEXT; -- the term as full-text search takes it: of targets, or of quotations
ALTER TABLE topic_terms ADD COLUMN folded TEXT; -- the term as aliases are looked up

CREATE TABLE targets ( -- everything that some stance is towards, once; kept by triggers
  id INTEGER PRIMARY KEY,
  target TEXT NOT NULL UNIQUE
);
CREATE INDEX targets_any_case ON targets(target COLLATE NOCASE);
CREATE INDEX quotes_corrected ON quotes(stance_target) WHERE machine IS NOT NULL;
""")
    db.table("targets").enable_fts(["target"], tokenize="porter unicode61 remove_diacritics 2")
    db.executescript("""
CREATE TRIGGER targets_ai AFTER INSERT ON targets BEGIN
  INSERT INTO targets_fts (rowid, target) VALUES (new.id, new.target);
END;
CREATE TRIGGER stances_to_targets AFTER INSERT ON stances WHEN new.target IS NOT NULL BEGIN
  INSERT INTO targets (target) SELECT new.target WHERE NOT EXISTS (SELECT 1 FROM targets WHERE target = new.target);
END;
CREATE TRIGGER corrections_to_targets AFTER UPDATE OF stance_target ON quotes
WHEN new.machine IS NOT NULL AND new.stance_target IS NOT NULL BEGIN
  INSERT INTO targets (target)
  SELECT new.stance_target WHERE NOT EXISTS (SELECT 1 FROM targets WHERE target = new.stance_target);
END;
INSERT INTO targets (target) SELECT target FROM stances WHERE target IS NOT NULL
UNION SELECT stance_target FROM quotes WHERE machine IS NOT NULL AND stance_target IS NOT NULL;

CREATE VIEW topic_targets AS -- which targets belong to which topic, by which term; mention: only where the quotation mentions its entities
SELECT t.id AS topic_id, t.name AS topic, m.term, g.target,
  EXISTS (SELECT 1 FROM topic_terms a WHERE a.topic_id = t.id AND a.kind = 'about') AS mention
FROM topics t CROSS JOIN topic_terms m ON m.topic_id = t.id AND m.kind = 'match'
  CROSS JOIN targets_fts f ON f.targets_fts MATCH m.query CROSS JOIN targets g ON g.id = f.rowid
UNION ALL -- a topic without words to match is the entity itself, under any of its names
SELECT t.id, t.name, a.term, g.target, 0
FROM topics t CROSS JOIN topic_terms a ON a.topic_id = t.id AND a.kind = 'about'
  CROSS JOIN targets g ON g.target = a.term COLLATE NOCASE
WHERE NOT EXISTS (SELECT 1 FROM topic_terms m WHERE m.topic_id = t.id AND m.kind = 'match')
UNION ALL
SELECT t.id, t.name, a.term, g.target, 0
FROM topics t CROSS JOIN topic_terms a ON a.topic_id = t.id AND a.kind = 'about'
  CROSS JOIN aliases known ON known.folded = a.folded AND known.only_in = ''
  CROSS JOIN aliases other ON other.speaker_id = known.speaker_id AND other.only_in = ''
  CROSS JOIN targets g ON g.target = other.alias COLLATE NOCASE
WHERE NOT EXISTS (SELECT 1 FROM topic_terms m WHERE m.topic_id = t.id AND m.kind = 'match');

CREATE VIEW stance_by_topic AS -- who is for or against what: one row a quotation and topic; the speaker's stance, machine-read
WITH corrected AS ( -- where a person corrected the stance, the machine's do not count
  SELECT id, coalesce(stance, 'neutral') AS stance, stance_target FROM quotes
  WHERE machine IS NOT NULL
    AND (json_type(machine, '$.stance') IS NOT NULL OR json_type(machine, '$.stance_target') IS NOT NULL)
), held AS (
  SELECT tt.topic_id, tt.topic, tt.mention, s.quote_id, s.stance, s.target, s.confidence, s.evidence, s.conditional,
    'machine' AS read_by
  FROM topic_targets tt CROSS JOIN stances s ON s.target BETWEEN tt.target AND tt.target
  WHERE s.quote_id NOT IN (SELECT id FROM corrected)
  UNION ALL
  SELECT tt.topic_id, tt.topic, tt.mention, c.id, c.stance, c.stance_target, NULL, NULL, 0, 'person'
  FROM topic_targets tt JOIN corrected c ON c.stance_target = tt.target
), ranked AS ( -- of several targets of the topic, the strongest stance that is one
  SELECT *, row_number() OVER (
    PARTITION BY topic_id, quote_id ORDER BY stance = 'neutral', confidence DESC, target) AS place
  FROM held
)
SELECT r.topic, q.speaker, r.stance, r.target, r.conditional, q.text AS quotation,
  CASE WHEN q.said_on_precision IN ('day', 'month') THEN q.said_on ELSE substr(q.published, 1, 10) END AS date,
  q.outlet, r.confidence, r.read_by, r.evidence, q.role, q.act, q.speaker_id, q.id AS quote_id, r.topic_id
FROM ranked r CROSS JOIN quotes q ON q.id BETWEEN r.quote_id AND r.quote_id
WHERE r.place = 1 AND q.shown = 1 AND (r.mention = 0 OR (r.topic_id, q.id) IN ( -- read once, not for each quotation
  SELECT a.topic_id, f.rowid FROM topic_terms a CROSS JOIN quotes_fts f ON f.quotes_fts MATCH a.query
  WHERE a.kind = 'about' AND EXISTS (SELECT 1 FROM topic_terms m WHERE m.topic_id = a.topic_id AND m.kind = 'match')));
""")


def m016_targets_that_are_speakers(db: Database) -> None:
    # the plus sign keeps SQLite, where it has no statistics yet, from looking through all that are shown for each
    db.executescript("""
DROP VIEW stance_by_topic;
CREATE VIEW stance_by_topic AS -- who is for or against what: one row a quotation and topic; the speaker's stance, machine-read
WITH corrected AS ( -- where a person corrected the stance, the machine's do not count
  SELECT id, coalesce(stance, 'neutral') AS stance, stance_target FROM quotes
  WHERE machine IS NOT NULL
    AND (json_type(machine, '$.stance') IS NOT NULL OR json_type(machine, '$.stance_target') IS NOT NULL)
), held AS (
  SELECT tt.topic_id, tt.topic, tt.mention, s.quote_id, s.stance, s.target, s.target_speaker_id, s.confidence,
    s.evidence, s.conditional, 'machine' AS read_by
  FROM topic_targets tt CROSS JOIN stances s ON s.target BETWEEN tt.target AND tt.target
  WHERE s.quote_id NOT IN (SELECT id FROM corrected)
  UNION ALL -- a topic without words to match is the entity itself, whatever an article calls it
  SELECT t.id, t.name, 0, s.quote_id, s.stance, s.target, s.target_speaker_id, s.confidence,
    s.evidence, s.conditional, 'machine'
  FROM topics t CROSS JOIN topic_terms a ON a.topic_id = t.id AND a.kind = 'about'
    CROSS JOIN aliases known ON known.folded = a.folded AND known.only_in = ''
    CROSS JOIN stances s ON s.target_speaker_id = known.speaker_id
  WHERE NOT EXISTS (SELECT 1 FROM topic_terms m WHERE m.topic_id = t.id AND m.kind = 'match')
    AND s.quote_id NOT IN (SELECT id FROM corrected)
  UNION ALL
  SELECT tt.topic_id, tt.topic, tt.mention, c.id, c.stance, c.stance_target, NULL, NULL, NULL, 0, 'person'
  FROM topic_targets tt JOIN corrected c ON c.stance_target = tt.target
), ranked AS ( -- of several targets of the topic, the strongest stance that is one
  SELECT *, row_number() OVER (
    PARTITION BY topic_id, quote_id ORDER BY stance = 'neutral', confidence DESC, target) AS place
  FROM held
)
SELECT r.topic, q.speaker, r.stance, r.target, r.conditional, q.text AS quotation,
  CASE WHEN q.said_on_precision IN ('day', 'month') THEN q.said_on ELSE substr(q.published, 1, 10) END AS date,
  q.outlet, r.confidence, r.read_by, r.evidence, q.role, q.act, q.speaker_id, q.id AS quote_id, r.topic_id,
  r.target_speaker_id, (SELECT name FROM speakers WHERE id = r.target_speaker_id) AS target_speaker
FROM ranked r CROSS JOIN quotes q ON q.id BETWEEN r.quote_id AND r.quote_id
WHERE r.place = 1 AND +q.shown = 1 AND (r.mention = 0 OR (r.topic_id, q.id) IN ( -- read once, not for each quotation
  SELECT a.topic_id, f.rowid FROM topic_terms a CROSS JOIN quotes_fts f ON f.quotes_fts MATCH a.query
  WHERE a.kind = 'about' AND EXISTS (SELECT 1 FROM topic_terms m WHERE m.topic_id = a.topic_id AND m.kind = 'match')));

DROP VIEW who_said_what;
CREATE VIEW who_said_what AS -- one row a quotation, of the newest version of each article; corrected where reviewed
SELECT q.id, q.speaker, q.role, q.text AS quotation, q.kind, q.stance, q.stance_target AS target, q.outlet,
  q.published, q.said_on, (SELECT title FROM articles WHERE id = q.article_id) AS title, q.occasion, q.audience, q.via, q.affiliation, q.speaker_kind, q.source, q.cue, q.act,
  q.stance_confidence, q.confidence, q.review_status, (SELECT url FROM articles WHERE id = q.article_id) AS url,
  q.article_id, q.speaker_id, q.uid, -- the speaker that the target is, where it is one of this database
  (SELECT s.target_speaker_id FROM stances s WHERE s.quote_id = q.id AND s.target = q.stance_target ORDER BY s.id LIMIT 1)
    AS target_speaker_id
FROM quotes q
WHERE q.shown = 1;
""")
