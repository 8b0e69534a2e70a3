"""Quotations, their full text, and the views that people open first."""

from __future__ import annotations

from sqlite_utils import Database


def m003_quotes(db: Database) -> None:
    db.executescript("""
CREATE TABLE quotes ( -- one quotation; where a person corrected it, the corrected values (see machine)
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE, -- the same for the same article, text and parts, in any database
  article_id INTEGER NOT NULL REFERENCES articles(id),
  run_id INTEGER REFERENCES runs(id), -- the run that last wrote the machine's values
  speaker_id INTEGER REFERENCES speakers(id), -- NULL: nobody can tell from the article (see candidates)
  speaker TEXT, -- the speaker's name, kept in step with speakers.name
  speaker_kind TEXT NOT NULL CHECK (speaker_kind IN ('person', 'organization', 'unnamed', 'unknown')),
  role TEXT, -- what the article calls the speaker
  affiliation TEXT,
  kind TEXT NOT NULL CHECK (kind IN ('direct', 'mixed', 'indirect')),
  text TEXT NOT NULL, -- the parts joined by one space
  context TEXT NOT NULL, -- the paragraph or paragraphs it stands in
  paragraph INTEGER NOT NULL, -- counted from 0
  start INTEGER NOT NULL,
  end INTEGER NOT NULL,
  parts TEXT NOT NULL, -- spans: more than one when the cue interrupts it or it runs over paragraphs
  quoted TEXT NOT NULL DEFAULT '[]', -- spans inside quotation marks
  cue TEXT, -- 'said', as printed
  cue_spans TEXT NOT NULL DEFAULT '[]',
  source TEXT, -- the mention beside the quotation, as printed: 'he', 'the statement', 'Kirby'
  source_spans TEXT NOT NULL DEFAULT '[]',
  said_on TEXT, -- ISO date
  said_on_precision TEXT CHECK (said_on_precision IN ('day', 'month', 'year')),
  said_on_text TEXT, -- the words the date comes from
  occasion TEXT, -- 'in a statement'
  audience TEXT, -- 'CNN', when the speaker told it
  via TEXT, -- the agency or outlet it came through
  act TEXT, -- the speech act of the cue: states, claims, denies ...
  stance TEXT CHECK (stance IN ('supports', 'opposes', 'neutral')), -- the speaker's, machine-read
  stance_target TEXT,
  stance_confidence REAL,
  stance_evidence TEXT, -- the words that carry it
  candidates TEXT NOT NULL DEFAULT '[]', -- JSON: speakers it may belong to, [{name, kind, score}]
  chain TEXT NOT NULL DEFAULT '[]', -- JSON: how the speaker was found, [{start, end, text, rule, score}]
  link_score REAL, -- how surely the article's speaker is the speaker of this database
  confidence REAL NOT NULL, -- that these words are this source's
  review_status TEXT NOT NULL DEFAULT 'unreviewed'
    CHECK (review_status IN ('unreviewed', 'accepted', 'corrected', 'rejected')),
  machine TEXT, -- JSON: what the machine says of the fields that a person corrected
  outlet TEXT, -- these two are the article's, kept in step by a trigger: a million rows sort by them
  published TEXT,
  shown INTEGER NOT NULL DEFAULT 1, -- 0: of an older version of its article, or rejected; kept in step by triggers
  speaker_key TEXT AS ('speaker' || speaker_id) -- the speaker's number as a word, so that full text finds it
);
CREATE INDEX quotes_article ON quotes(article_id, start);
CREATE INDEX quotes_speaker ON quotes(speaker_id, published, shown, outlet);
CREATE INDEX quotes_run ON quotes(run_id);
CREATE INDEX shown_speaker ON quotes(shown, speaker, published);
CREATE INDEX shown_outlet ON quotes(shown, outlet, published);
CREATE INDEX shown_published ON quotes(shown, published);
CREATE INDEX shown_said_on ON quotes(shown, said_on);
CREATE INDEX shown_stance ON quotes(shown, stance, stance_target);
CREATE INDEX shown_role ON quotes(shown, role);
CREATE INDEX shown_kind ON quotes(shown, kind);

CREATE TRIGGER articles_to_quotes AFTER UPDATE OF outlet, published, current ON articles BEGIN
  UPDATE quotes SET outlet = new.outlet, published = new.published,
    shown = (new.current = 1 AND review_status <> 'rejected') WHERE article_id = new.id;
END;
CREATE TRIGGER articles_to_roles AFTER UPDATE OF published ON articles BEGIN
  UPDATE roles SET date = new.published WHERE article_id = new.id;
END;
CREATE TRIGGER quotes_shown AFTER UPDATE OF review_status ON quotes WHEN old.review_status <> new.review_status BEGIN
  UPDATE quotes SET shown = (new.review_status <> 'rejected' AND
    (SELECT current FROM articles WHERE id = new.article_id) = 1) WHERE id = new.id;
END;
CREATE TRIGGER speakers_to_quotes AFTER UPDATE OF name, kind ON speakers BEGIN
  UPDATE quotes SET speaker = new.name, speaker_kind = new.kind WHERE speaker_id = new.id;
END;

CREATE TABLE roles ( -- what an article called a speaker, with the article's date
  id INTEGER PRIMARY KEY,
  speaker_id INTEGER NOT NULL REFERENCES speakers(id),
  article_id INTEGER NOT NULL REFERENCES articles(id),
  quote_id INTEGER REFERENCES quotes(id) ON DELETE CASCADE,
  role TEXT NOT NULL,
  affiliation TEXT,
  date TEXT,
  start INTEGER,
  end INTEGER
);
CREATE INDEX roles_speaker ON roles(speaker_id, date);
CREATE INDEX roles_article ON roles(article_id);
CREATE INDEX roles_quote ON roles(quote_id);

CREATE TABLE attributions ( -- beliefs, wishes and plans: attributed to somebody, but not a quotation
  id INTEGER PRIMARY KEY,
  article_id INTEGER NOT NULL REFERENCES articles(id),
  kind TEXT NOT NULL,
  source TEXT, -- as printed
  cue TEXT,
  content TEXT NOT NULL,
  source_spans TEXT NOT NULL DEFAULT '[]',
  cue_spans TEXT NOT NULL DEFAULT '[]',
  content_spans TEXT NOT NULL DEFAULT '[]',
  confidence REAL NOT NULL
);
CREATE INDEX attributions_article ON attributions(article_id);
""")


def m004_full_text(db: Database) -> None:
    columns = ["text", "speaker", "context", "speaker_key"]
    db.table("quotes").enable_fts(columns, tokenize="porter unicode61 remove_diacritics 2")
    db.executescript("""
CREATE TRIGGER quotes_ai AFTER INSERT ON quotes BEGIN
  INSERT INTO quotes_fts (rowid, text, speaker, context, speaker_key)
  VALUES (new.id, new.text, new.speaker, new.context, new.speaker_key);
END;
CREATE TRIGGER quotes_ad AFTER DELETE ON quotes BEGIN
  INSERT INTO quotes_fts (quotes_fts, rowid, text, speaker, context, speaker_key)
  VALUES ('delete', old.id, old.text, old.speaker, old.context, old.speaker_key);
END;
CREATE TRIGGER quotes_au AFTER UPDATE OF text, speaker, context, speaker_id ON quotes BEGIN
  INSERT INTO quotes_fts (quotes_fts, rowid, text, speaker, context, speaker_key)
  VALUES ('delete', old.id, old.text, old.speaker, old.context, old.speaker_key);
  INSERT INTO quotes_fts (rowid, text, speaker, context, speaker_key)
  VALUES (new.id, new.text, new.speaker, new.context, new.speaker_key);
END;
""")


def m007_views(db: Database) -> None:
    # subqueries and not a join: where a query needs no title, SQLite leaves them out and reads one index alone
    db.executescript("""
CREATE VIEW who_said_what AS -- one row a quotation, of the newest version of each article; corrected where reviewed
SELECT q.id, q.speaker, q.role, q.text AS quotation, q.kind, q.stance, q.stance_target AS target, q.outlet,
  q.published, q.said_on, (SELECT title FROM articles WHERE id = q.article_id) AS title, q.occasion, q.audience, q.via, q.affiliation, q.speaker_kind, q.source, q.cue, q.act,
  q.stance_confidence, q.confidence, q.review_status, (SELECT url FROM articles WHERE id = q.article_id) AS url,
  q.article_id, q.speaker_id, q.uid
FROM quotes q
WHERE q.shown = 1;

CREATE VIEW unknown_speakers AS -- quotations whose speaker the article does not give, with the candidates
SELECT q.id, q.text AS quotation, q.source, q.candidates, q.kind, q.outlet, q.published,
  (SELECT title FROM articles WHERE id = q.article_id) AS title, q.article_id
FROM quotes q
WHERE q.speaker_id IS NULL AND q.shown = 1;

CREATE VIEW speaker_counts AS -- who is quoted how often, by how many outlets, since when
SELECT q.speaker_id AS id, (SELECT name FROM speakers WHERE id = q.speaker_id) AS speaker,
  (SELECT kind FROM speakers WHERE id = q.speaker_id) AS kind, count(*) AS quotations,
  count(DISTINCT q.outlet) AS outlets, min(q.published) AS first, max(q.published) AS last
FROM quotes q
WHERE q.speaker_id IS NOT NULL AND q.shown = 1
GROUP BY q.speaker_id;
""")
