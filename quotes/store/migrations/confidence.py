"""How sure each quotation is, and from where on it is shown."""

from __future__ import annotations

from sqlite_utils import Database

from quotes.types import SHOWN_FROM

_CONFIDENCE = """CASE review_status WHEN 'unreviewed' THEN machine_confidence WHEN 'rejected' THEN 0.0 ELSE 1.0 END"""
_SHOWN = """CASE
    WHEN review_status = 'rejected' OR (SELECT current FROM articles WHERE id = quotes.article_id) = 0 THEN 0
    WHEN review_status = 'unreviewed'
      AND machine_confidence < (SELECT value FROM settings WHERE name = 'shown_from') THEN 2
    ELSE 1 END"""


def m017_confidence(db: Database) -> None:
    # a database from before this step has no confidences that say what these say: it goes on showing everything
    old = db.execute("SELECT EXISTS (SELECT 1 FROM quotes)").fetchone()[0]
    db.executescript(f"""
CREATE TABLE settings ( -- what holds for this database: shown_from, the confidence from which quotations are shown
  name TEXT PRIMARY KEY,
  value REAL NOT NULL
);
INSERT INTO settings VALUES ('shown_from', {0.0 if old else SHOWN_FROM!r});

-- quotes.confidence: the chance that it is a quotation with these words and this speaker; 1 where a person said so
ALTER TABLE quotes ADD COLUMN machine_confidence REAL NOT NULL DEFAULT 1.0; -- what the machine gives it, whatever a person decided
ALTER TABLE quotes ADD COLUMN speech_confidence REAL; -- that it is speech; these three are NULL where an earlier release read the article
ALTER TABLE quotes ADD COLUMN words_confidence REAL; -- that the words are whole
ALTER TABLE quotes ADD COLUMN speaker_confidence REAL; -- that this is the speaker
UPDATE quotes SET machine_confidence = confidence;
UPDATE quotes SET confidence = {_CONFIDENCE} WHERE review_status <> 'unreviewed';

-- shown: 1 by default, 2 kept back (less sure than the threshold, and nobody has decided), 0 never
DROP TRIGGER articles_to_quotes;
CREATE TRIGGER articles_to_quotes AFTER UPDATE OF outlet, published, current ON articles BEGIN
  UPDATE quotes SET outlet = new.outlet, published = new.published, shown = {_SHOWN} WHERE article_id = new.id;
END;
DROP TRIGGER quotes_shown;
CREATE TRIGGER quotes_shown AFTER UPDATE OF review_status, machine_confidence ON quotes
WHEN old.review_status <> new.review_status OR old.machine_confidence <> new.machine_confidence BEGIN
  UPDATE quotes SET confidence = {_CONFIDENCE}, shown = {_SHOWN} WHERE id = new.id;
END;
CREATE TRIGGER settings_to_quotes AFTER UPDATE OF value ON settings WHEN new.name = 'shown_from' BEGIN
  UPDATE quotes SET shown = 3 - shown
  WHERE shown IN (1, 2) AND (shown = 2) <> (review_status = 'unreviewed' AND machine_confidence < new.value);
END;

DROP INDEX IF EXISTS quotes_open;
CREATE INDEX quotes_open -- what is to be reviewed, in order of how sure it is
  ON quotes(review_status, confidence, id) WHERE shown > 0 AND review_status = 'unreviewed';

DROP VIEW who_said_what;
CREATE VIEW all_quotations AS -- one row a quotation, of the newest version of each article; shown: 2 where it is kept back
SELECT q.id, q.speaker, q.role, q.text AS quotation, q.kind, q.stance, q.stance_target AS target, q.outlet,
  q.published, q.said_on, (SELECT title FROM articles WHERE id = q.article_id) AS title, q.occasion, q.audience, q.via,
  q.affiliation, q.speaker_kind, q.source, q.cue, q.act, q.stance_confidence, q.confidence, q.speech_confidence,
  q.words_confidence, q.speaker_confidence, q.review_status, (SELECT url FROM articles WHERE id = q.article_id) AS url,
  q.article_id, q.speaker_id, q.uid, -- the speaker that the target is, where it is one of this database
  (SELECT s.target_speaker_id FROM stances s WHERE s.quote_id = q.id AND s.target = q.stance_target ORDER BY s.id LIMIT 1)
    AS target_speaker_id, q.shown
FROM quotes q
WHERE q.shown > 0;
CREATE VIEW who_said_what AS -- one row a quotation that is shown, of the newest version of each article; corrected where reviewed
SELECT q.id, q.speaker, q.role, q.text AS quotation, q.kind, q.stance, q.stance_target AS target, q.outlet,
  q.published, q.said_on, (SELECT title FROM articles WHERE id = q.article_id) AS title, q.occasion, q.audience, q.via,
  q.affiliation, q.speaker_kind, q.source, q.cue, q.act, q.stance_confidence, q.confidence, q.speech_confidence,
  q.words_confidence, q.speaker_confidence, q.review_status, (SELECT url FROM articles WHERE id = q.article_id) AS url,
  q.article_id, q.speaker_id, q.uid, -- the speaker that the target is, where it is one of this database
  (SELECT s.target_speaker_id FROM stances s WHERE s.quote_id = q.id AND s.target = q.stance_target ORDER BY s.id LIMIT 1)
    AS target_speaker_id
FROM quotes q
WHERE q.shown = 1;

DROP VIEW altered_quotes;
CREATE VIEW altered_quotes AS -- utterances that articles carry with a negation, number or name changed, or cut
SELECT g.id, q.speaker, q.text AS fullest, g.altered, g.quotes, g.outlets,
  (SELECT published FROM quotes WHERE id = g.first_quote_id) AS first_published,
  (SELECT outlet FROM quotes WHERE id = g.first_quote_id) AS first_outlet,
  g.first_quote_id, g.fullest_quote_id, q.speaker_id
FROM variant_groups g JOIN quotes q ON q.id = g.fullest_quote_id
WHERE q.shown = 1 AND g.quotes > 1
  AND EXISTS (SELECT 1 FROM json_each(g.altered) WHERE value IN ('negation', 'number', 'name', 'cut'));
""")
    history = db.execute("SELECT sql FROM sqlite_master WHERE name = 'speaker_history'").fetchone()[0]
    topics = db.execute("SELECT sql FROM sqlite_master WHERE name = 'stance_by_topic'").fetchone()[0]
    every = (
        topics.replace("CREATE VIEW stance_by_topic", "CREATE VIEW every_stance_by_topic")
        .replace("+q.shown = 1", "+q.shown > 0")
        .replace(
            " AS target_speaker\nFROM", " AS target_speaker,\n  q.shown, q.confidence AS quotation_confidence\nFROM"
        )
    )
    db.executescript(f"""
DROP VIEW speaker_history;
{history.replace("q.shown IS NOT 0", "coalesce(q.shown, 1) = 1")};
{every};
""")
