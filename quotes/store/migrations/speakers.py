"""Speakers: their names, what was decided about them, and where they appear."""

from __future__ import annotations

from sqlite_utils import Database


def m002_speakers(db: Database) -> None:
    db.executescript("""
CREATE TABLE speakers ( -- one person, organisation or unnamed source, across articles
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL, -- the fullest name known; of an unnamed source, the words that describe it
  kind TEXT NOT NULL CHECK (kind IN ('person', 'organization', 'unnamed')),
  wikidata TEXT,
  gender TEXT,
  note TEXT,
  merged_into INTEGER REFERENCES speakers(id) -- set when somebody found it to be another speaker here
);
CREATE INDEX speakers_name ON speakers(name);
CREATE UNIQUE INDEX speakers_wikidata ON speakers(wikidata) WHERE wikidata IS NOT NULL;
CREATE INDEX speakers_merged ON speakers(merged_into) WHERE merged_into IS NOT NULL;

CREATE TABLE aliases ( -- the names a speaker goes by, with the article that first used each
  id INTEGER PRIMARY KEY,
  speaker_id INTEGER NOT NULL REFERENCES speakers(id) ON DELETE CASCADE,
  alias TEXT NOT NULL,
  folded TEXT NOT NULL, -- the alias without case, accents and marks, for looking up
  only_in TEXT NOT NULL DEFAULT '', -- key of the one article it holds in ('a defense official'); empty: everywhere
  article_id INTEGER REFERENCES articles(id) ON DELETE SET NULL,
  first_seen TEXT,
  UNIQUE (folded, only_in, speaker_id)
);
CREATE INDEX aliases_speaker ON aliases(speaker_id);
CREATE INDEX aliases_article ON aliases(article_id);

CREATE TABLE speaker_decisions ( -- merges and splits by hand: kept for ever, respected by every later ingest
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  reviewer TEXT,
  action TEXT NOT NULL CHECK (action IN ('merge', 'split', 'undo')),
  speaker_id INTEGER NOT NULL REFERENCES speakers(id), -- the one that stays
  other_id INTEGER NOT NULL REFERENCES speakers(id), -- the one merged into it, or split off from it
  detail TEXT NOT NULL DEFAULT '{}', -- JSON: the aliases and articles that moved
  note TEXT
);
CREATE TRIGGER speaker_decisions_no_update BEFORE UPDATE ON speaker_decisions
BEGIN SELECT RAISE(ABORT, 'speaker decisions are append-only'); END;
CREATE TRIGGER speaker_decisions_no_delete BEFORE DELETE ON speaker_decisions
BEGIN SELECT RAISE(ABORT, 'speaker decisions are append-only'); END;
""")
    db.table("aliases").enable_fts(["alias"], tokenize="unicode61 remove_diacritics 2")
    db.executescript("""
CREATE TRIGGER aliases_ai AFTER INSERT ON aliases BEGIN
  INSERT INTO aliases_fts (rowid, alias) VALUES (new.id, new.alias);
END;
CREATE TRIGGER aliases_ad AFTER DELETE ON aliases BEGIN
  INSERT INTO aliases_fts (aliases_fts, rowid, alias) VALUES ('delete', old.id, old.alias);
END;
CREATE TRIGGER aliases_au AFTER UPDATE OF alias ON aliases BEGIN
  INSERT INTO aliases_fts (aliases_fts, rowid, alias) VALUES ('delete', old.id, old.alias);
  INSERT INTO aliases_fts (rowid, alias) VALUES (new.id, new.alias);
END;
""")


def m011_speakers_across_articles(db: Database) -> None:
    db.executescript("""
CREATE TABLE appearances ( -- a speaker in an article: the fullest name it has there, and how surely it is that speaker
  id INTEGER PRIMARY KEY,
  article_id INTEGER NOT NULL REFERENCES articles(id),
  speaker_id INTEGER NOT NULL REFERENCES speakers(id),
  name TEXT NOT NULL,
  folded TEXT NOT NULL, -- the name without case, accents and marks
  kind TEXT NOT NULL,
  score REAL NOT NULL, -- 0 to 1; of a new speaker: that it is none of those that were there
  how TEXT NOT NULL, -- what the score comes from: 'surname, role (Mayor) +0.24, outlet +0.08'
  decision_id INTEGER REFERENCES speaker_decisions(id), -- the merge or split by hand that put it there
  outlet TEXT, -- these two are the article's, kept in step by a trigger
  published TEXT,
  UNIQUE (article_id, folded, kind)
);
CREATE INDEX appearances_speaker ON appearances(speaker_id, published, outlet, article_id);
CREATE INDEX appearances_decision ON appearances(decision_id) WHERE decision_id IS NOT NULL;
CREATE TRIGGER articles_to_appearances AFTER UPDATE OF outlet, published ON articles BEGIN
  UPDATE appearances SET outlet = new.outlet, published = new.published WHERE article_id = new.id;
END;
ALTER TABLE quotes ADD COLUMN appearance_id INTEGER REFERENCES appearances(id); -- whom the machine takes for the speaker
CREATE INDEX quotes_appearance ON quotes(appearance_id) WHERE appearance_id IS NOT NULL;
CREATE INDEX quotes_of_person ON quotes(speaker_id) WHERE machine IS NOT NULL; -- those that a person corrected
DROP TRIGGER speakers_to_quotes; -- this one needs the two indexes above alone, which a bulk load keeps
CREATE TRIGGER speakers_to_quotes AFTER UPDATE OF name, kind ON speakers BEGIN
  UPDATE quotes SET speaker = new.name, speaker_kind = new.kind
  WHERE +speaker_id = new.id AND appearance_id IN (SELECT id FROM appearances WHERE speaker_id = new.id);
  UPDATE quotes SET speaker = new.name, speaker_kind = new.kind WHERE speaker_id = new.id AND machine IS NOT NULL;
END;
ALTER TABLE aliases ADD COLUMN given_by TEXT NOT NULL DEFAULT 'article'; -- article, knowledge base or person

CREATE TABLE speaker_keys ( -- an index for finding speakers: what their names and roles are made of
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL,
  speaker_id INTEGER NOT NULL REFERENCES speakers(id) ON DELETE CASCADE,
  UNIQUE (key, speaker_id)
);
CREATE INDEX speaker_keys_speaker ON speaker_keys(speaker_id);

CREATE TABLE known_roles ( -- roles that a knowledge base gives a speaker, with the dates between which it was held
  id INTEGER PRIMARY KEY,
  speaker_id INTEGER NOT NULL REFERENCES speakers(id),
  role TEXT NOT NULL,
  affiliation TEXT,
  since TEXT, -- ISO: a year, a month or a day
  until TEXT
);
CREATE INDEX known_roles_speaker ON known_roles(speaker_id, since);

CREATE VIEW speaker_history AS -- what a speaker was called, by whom, from when to when
SELECT r.speaker_id, (SELECT name FROM speakers WHERE id = r.speaker_id) AS speaker, r.role, r.affiliation,
  min(r.date) AS first, max(r.date) AS last, count(DISTINCT r.article_id) AS articles, 'article' AS given_by
FROM roles r LEFT JOIN quotes q ON q.id = r.quote_id
WHERE q.shown IS NOT 0
GROUP BY r.speaker_id, r.role, r.affiliation
UNION ALL
SELECT k.speaker_id, (SELECT name FROM speakers WHERE id = k.speaker_id), k.role, k.affiliation, k.since, k.until, 0,
  'knowledge base'
FROM known_roles k;
""")
    _appearances_of_old(db)


def m018_doubts_about_speakers(db: Database) -> None:
    # SQLite changes no CHECK: the decisions are copied into a table that knows of one more
    db.executescript("""
DROP TRIGGER speaker_decisions_no_update;
DROP TRIGGER speaker_decisions_no_delete;
CREATE TABLE new_decisions ( -- what people decided about speakers: kept for ever, respected by every later ingest
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  reviewer TEXT,
  action TEXT NOT NULL CHECK (action IN ('merge', 'split', 'apart', 'undo')),
  speaker_id INTEGER NOT NULL REFERENCES speakers(id), -- the one that stays
  other_id INTEGER NOT NULL REFERENCES speakers(id), -- the one merged into it, split off from it, or held apart from it
  detail TEXT NOT NULL DEFAULT '{}', -- JSON: the aliases and articles that moved
  note TEXT
);
INSERT INTO new_decisions SELECT id, at, reviewer, action, speaker_id, other_id, detail, note FROM speaker_decisions;
DROP TABLE speaker_decisions;
ALTER TABLE new_decisions RENAME TO speaker_decisions;
CREATE TRIGGER speaker_decisions_no_update BEFORE UPDATE ON speaker_decisions
BEGIN SELECT RAISE(ABORT, 'speaker decisions are append-only'); END;
CREATE TRIGGER speaker_decisions_no_delete BEFORE DELETE ON speaker_decisions
BEGIN SELECT RAISE(ABORT, 'speaker decisions are append-only'); END;

CREATE TABLE speaker_doubts ( -- two speakers who may be one: offered to people, looked at again as more is known
  id INTEGER PRIMARY KEY,
  speaker_id INTEGER NOT NULL REFERENCES speakers(id) ON DELETE CASCADE, -- the smaller number of the two
  other_id INTEGER NOT NULL REFERENCES speakers(id) ON DELETE CASCADE,
  score REAL NOT NULL, -- 0 to 1: how much speaks for their being one
  how TEXT NOT NULL, -- what the score comes from, as in appearances
  apart INTEGER REFERENCES speaker_decisions(id), -- the decision that they are two
  UNIQUE (speaker_id, other_id)
);
CREATE INDEX speaker_doubts_other ON speaker_doubts(other_id);
CREATE INDEX speaker_doubts_open ON speaker_doubts(score) WHERE apart IS NULL;

ALTER TABLE speakers ADD COLUMN articles INTEGER NOT NULL DEFAULT 0; -- in so many it speaks
ALTER TABLE speakers ADD COLUMN unsettled INTEGER NOT NULL DEFAULT 0; -- 1: more is known of it since it was last compared
ALTER TABLE aliases ADD COLUMN articles INTEGER NOT NULL DEFAULT 0; -- so many call the speaker by that name
CREATE INDEX speakers_unsettled ON speakers(id) WHERE unsettled = 1;
UPDATE speakers SET articles = (SELECT count(*) FROM appearances WHERE speaker_id = speakers.id);
UPDATE aliases SET articles = (
  SELECT count(*) FROM appearances p WHERE p.speaker_id = aliases.speaker_id AND p.folded = aliases.folded);
CREATE TRIGGER appearances_ai AFTER INSERT ON appearances BEGIN
  UPDATE speakers SET articles = articles + 1, unsettled = 1 WHERE id = new.speaker_id;
  UPDATE aliases SET articles = articles + 1 WHERE speaker_id = new.speaker_id AND folded = new.folded;
END;
CREATE TRIGGER appearances_ad AFTER DELETE ON appearances BEGIN
  UPDATE speakers SET articles = articles - 1 WHERE id = old.speaker_id;
  UPDATE aliases SET articles = articles - 1 WHERE speaker_id = old.speaker_id AND folded = old.folded;
END;
""")


def m022_joint_speakers(db: Database) -> None:
    db.executescript("""
CREATE TABLE joint_speakers ( -- who says a quotation together with its first speaker: 'Ada Bern and Otto Voss said'
  id INTEGER PRIMARY KEY,
  quote_id INTEGER NOT NULL REFERENCES quotes(id) ON DELETE CASCADE,
  speaker_id INTEGER NOT NULL REFERENCES speakers(id),
  appearance_id INTEGER NOT NULL REFERENCES appearances(id)
);
CREATE INDEX joint_speakers_quote ON joint_speakers(quote_id);
CREATE INDEX joint_speakers_speaker ON joint_speakers(speaker_id);
CREATE INDEX joint_speakers_appearance ON joint_speakers(appearance_id);
""")


def _appearances_of_old(db: Database) -> None:
    """What an earlier release knew of speakers in articles, as appearances; and keys for all speakers."""
    from quotes.folding import fold
    from quotes.store.speakers import rekey

    db.conn.create_function("folded", 1, fold, deterministic=True)
    db.executescript("""
INSERT INTO appearances (article_id, speaker_id, name, folded, kind, score, how, outlet, published)
SELECT q.article_id, q.speaker_id, s.name, folded(s.name), s.kind, coalesce(max(q.link_score), 0), 'same name',
  q.outlet, q.published
FROM quotes q JOIN speakers s ON s.id = q.speaker_id WHERE json_type(q.machine, '$.speaker_id') IS NULL
GROUP BY q.article_id, folded(s.name), s.kind;
UPDATE quotes SET appearance_id = (
  SELECT p.id FROM appearances p WHERE p.article_id = quotes.article_id AND p.speaker_id = quotes.speaker_id)
WHERE speaker_id IS NOT NULL AND json_type(machine, '$.speaker_id') IS NULL;
""")
    for (speaker_id,) in db.conn.execute("SELECT id FROM speakers").fetchall():
        rekey(db.conn, speaker_id)
