"""The schema, in one place: ordered steps, each applied once, when a store is opened for writing.

A step that has shipped never changes; a new need is a new function at the end (and nothing else: the
store counts the steps). The comments inside `CREATE TABLE` are kept by SQLite, so that somebody who
opens the database in Datasette reads them there.

Absent values are NULL. Spans are JSON lists of [start, end], characters into `articles.text`, end-exclusive.
"""

from __future__ import annotations

from sqlite_utils import Database, Migrations

migrations = Migrations("quotes")


@migrations()
def m001_runs_and_articles(db: Database) -> None:
    db.executescript("""
CREATE TABLE runs ( -- one row for every command that wrote quotations: what wrote them, with which settings
  id INTEGER PRIMARY KEY,
  started TEXT NOT NULL,
  finished TEXT, -- NULL while it runs, and for ever when it was killed
  command TEXT NOT NULL,
  code_version TEXT NOT NULL,
  model TEXT, -- name and version of the weights
  settings TEXT NOT NULL DEFAULT '{}', -- JSON
  stored INTEGER NOT NULL DEFAULT 0, -- articles that were new
  updated INTEGER NOT NULL DEFAULT 0, -- articles that were there and changed, or were read by a newer model
  unchanged INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0,
  quotes INTEGER NOT NULL DEFAULT 0 -- quotations written
);

CREATE TABLE failures ( -- what could not be read or stored, until it is
  id INTEGER PRIMARY KEY,
  run_id INTEGER REFERENCES runs(id),
  origin TEXT NOT NULL,
  reason TEXT NOT NULL,
  at TEXT NOT NULL,
  resolved TEXT -- when a later run stored it
);
CREATE UNIQUE INDEX failures_open ON failures(origin) WHERE resolved IS NULL;
CREATE INDEX failures_run ON failures(run_id);

CREATE TABLE articles ( -- one version of an article, as ingested; its text never changes
  id INTEGER PRIMARY KEY,
  uid TEXT NOT NULL UNIQUE, -- the same for the same key and text, in any database
  key TEXT NOT NULL, -- what makes it the same article when it is read again: an id, a URL, a path
  version INTEGER NOT NULL DEFAULT 1,
  current INTEGER NOT NULL DEFAULT 1, -- 0 when a newer version of the text is here
  outlet TEXT,
  title TEXT,
  byline TEXT,
  agency TEXT, -- the wire service credited
  url TEXT,
  published TEXT, -- ISO date or date-time
  updated TEXT,
  retrieved TEXT,
  language TEXT,
  origin TEXT, -- where it was read
  extractor TEXT, -- what took the text out of the page
  text_hash TEXT NOT NULL, -- SHA-256 of the text
  raw_hash TEXT, -- SHA-256 of the bytes it was read from
  story_id INTEGER REFERENCES articles(id), -- the first article that tells the same story
  archive_url TEXT,
  archived_at TEXT,
  first_run INTEGER REFERENCES runs(id), -- the run that stored it
  last_run INTEGER REFERENCES runs(id), -- the run that last read its quotations
  model TEXT, -- the weights it read them with
  warnings TEXT, -- one line each: marks that never close, and the like
  text TEXT NOT NULL,
  UNIQUE (key, text_hash)
);
CREATE INDEX articles_outlet ON articles(outlet, published);
CREATE INDEX articles_published ON articles(published);
CREATE INDEX articles_url ON articles(url);
CREATE INDEX articles_origin ON articles(origin);
CREATE INDEX articles_raw_hash ON articles(raw_hash);
CREATE INDEX articles_story ON articles(story_id) WHERE story_id IS NOT NULL;

CREATE TABLE originals ( -- the bytes an article was read from, when it was asked to keep them
  article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
  compressed BLOB NOT NULL -- zlib
);
""")


@migrations()
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


@migrations()
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


@migrations()
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


@migrations()
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


@migrations()
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


@migrations()
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


@migrations()
def m008_articles_searched(db: Database) -> None:
    # without stems: what is asked of it is whether certain words stand in an article just so
    db.table("articles").enable_fts(["text"], tokenize="unicode61 remove_diacritics 2")
    db.executescript("""
CREATE TRIGGER articles_ai AFTER INSERT ON articles BEGIN
  INSERT INTO articles_fts (rowid, text) VALUES (new.id, new.text);
END;
CREATE TRIGGER articles_ad AFTER DELETE ON articles BEGIN
  INSERT INTO articles_fts (articles_fts, rowid, text) VALUES ('delete', old.id, old.text);
END;
CREATE INDEX articles_covered ON articles(current, published, outlet); -- what a search has covered, read from here alone
INSERT INTO articles_fts (articles_fts) VALUES ('rebuild');
""")


@migrations()
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


@migrations()
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


@migrations()
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
