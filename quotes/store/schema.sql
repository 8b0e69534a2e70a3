-- The schema of a new database, whole. One that is older gets there by the steps in `migrations`.
--
-- SQLite keeps the comments inside CREATE TABLE and CREATE VIEW, so that somebody who opens the database reads them there.
-- Absent values are NULL. Spans are JSON lists of [start, end], characters into articles.text, end-exclusive.

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
  quotes INTEGER NOT NULL DEFAULT 0, -- quotations written
  told TEXT -- JSON: what else came of it: of quotes watch, how many feeds, requests, pages
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
  removed TEXT, -- when somebody took it out, with all its versions; none is current then
  candidates TEXT, -- JSON: whom its quotations may be of, [[name, kind], ...]
  UNIQUE (key, text_hash)
);
CREATE INDEX articles_outlet ON articles(outlet, published);
CREATE INDEX articles_published ON articles(published);
CREATE INDEX articles_url ON articles(url);
CREATE INDEX articles_origin ON articles(origin);
CREATE INDEX articles_raw_hash ON articles(raw_hash);
CREATE INDEX articles_story ON articles(story_id) WHERE story_id IS NOT NULL;
CREATE INDEX articles_covered ON articles(current, outlet, published);
CREATE INDEX articles_removed ON articles(removed) WHERE removed IS NOT NULL;
CREATE INDEX articles_last_run ON articles(last_run);
CREATE VIRTUAL TABLE articles_fts USING FTS5 ("text", tokenize='unicode61 remove_diacritics 2', content="articles");
CREATE TRIGGER articles_ai AFTER INSERT ON articles BEGIN
  INSERT INTO articles_fts (rowid, text) VALUES (new.id, new.text);
END;
CREATE TRIGGER articles_ad AFTER DELETE ON articles BEGIN
  INSERT INTO articles_fts (articles_fts, rowid, text) VALUES ('delete', old.id, old.text);
END;
CREATE TRIGGER articles_to_appearances AFTER UPDATE OF outlet, published ON articles BEGIN
  UPDATE appearances SET outlet = new.outlet, published = new.published WHERE article_id = new.id;
END;
CREATE TRIGGER articles_to_variants AFTER UPDATE OF story_id, agency, outlet, published ON articles BEGIN
  UPDATE variant_groups SET stale = 1 WHERE id IN (
    SELECT v.group_id FROM quotes q CROSS JOIN variants v ON v.quote_id = q.id WHERE q.article_id = new.id);
END;
CREATE TRIGGER articles_to_quotes AFTER UPDATE OF outlet, published, current ON articles BEGIN
  UPDATE quotes SET outlet = new.outlet, published = new.published, shown = CASE
    WHEN review_status = 'rejected' OR (SELECT current FROM articles WHERE id = quotes.article_id) = 0 THEN 0
    WHEN review_status = 'unreviewed'
      AND machine_confidence < (SELECT value FROM settings WHERE name = 'shown_from') THEN 2
    ELSE 1 END WHERE article_id = new.id;
END;

CREATE TABLE stretches ( -- the text of a long article in pieces of 4,000 characters: what stands around a quotation is found in them
  article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
  start INTEGER NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (article_id, start)
);

CREATE TABLE originals ( -- the bytes an article was read from, when it was asked to keep them
  article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
  compressed BLOB NOT NULL -- zlib
);

CREATE TABLE speakers ( -- one person, organisation or unnamed source, across articles
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL, -- the fullest name known; of an unnamed source, the words that describe it
  kind TEXT NOT NULL CHECK (kind IN ('person', 'organization', 'unnamed')),
  wikidata TEXT,
  gender TEXT,
  note TEXT,
  merged_into INTEGER REFERENCES speakers(id), -- set when somebody found it to be another speaker here
  articles INTEGER NOT NULL DEFAULT 0, -- in so many it speaks
  unsettled INTEGER NOT NULL DEFAULT 0 -- 1: more is known of it since it was last compared
);
CREATE INDEX speakers_name ON speakers(name);
CREATE UNIQUE INDEX speakers_wikidata ON speakers(wikidata) WHERE wikidata IS NOT NULL;
CREATE INDEX speakers_merged ON speakers(merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX speakers_unsettled ON speakers(id) WHERE unsettled = 1;
CREATE TRIGGER speakers_to_quotes AFTER UPDATE OF name, kind ON speakers BEGIN
  UPDATE quotes SET speaker = new.name, speaker_kind = new.kind
  WHERE +speaker_id = new.id AND appearance_id IN (SELECT id FROM appearances WHERE speaker_id = new.id);
  UPDATE quotes SET speaker = new.name, speaker_kind = new.kind WHERE speaker_id = new.id AND machine IS NOT NULL;
END;

CREATE TABLE aliases ( -- the names a speaker goes by, with the article that first used each
  id INTEGER PRIMARY KEY,
  speaker_id INTEGER NOT NULL REFERENCES speakers(id) ON DELETE CASCADE,
  alias TEXT NOT NULL,
  folded TEXT NOT NULL, -- the alias without case, accents and marks, for looking up
  only_in TEXT NOT NULL DEFAULT '', -- key of the one article it holds in ('a defense official'); empty: everywhere
  article_id INTEGER REFERENCES articles(id) ON DELETE SET NULL,
  first_seen TEXT,
  given_by TEXT NOT NULL DEFAULT 'article', -- article, knowledge base or person
  articles INTEGER NOT NULL DEFAULT 0, -- so many call the speaker by that name
  UNIQUE (folded, only_in, speaker_id)
);
CREATE INDEX aliases_speaker ON aliases(speaker_id);
CREATE INDEX aliases_article ON aliases(article_id);
CREATE VIRTUAL TABLE aliases_fts USING FTS5 ("alias", tokenize='unicode61 remove_diacritics 2', content="aliases");
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

CREATE TABLE quotes ( -- one quotation; where a person corrected it, the corrected values (see machine)
  id INTEGER PRIMARY KEY,
  uid TEXT AS (lower(hex(uid_bytes))), -- the same for the same article, text and parts, in any database
  uid_bytes BLOB NOT NULL,
  article_id INTEGER NOT NULL REFERENCES articles(id),
  run_id INTEGER REFERENCES runs(id), -- the run that last wrote the machine's values
  speaker_id INTEGER REFERENCES speakers(id), -- NULL: nobody can tell from the article (see candidates)
  speaker TEXT, -- the speaker's name, kept in step with speakers.name
  speaker_kind TEXT NOT NULL CHECK (speaker_kind IN ('person', 'organization', 'unnamed', 'unknown')),
  role TEXT, -- what the article calls the speaker
  affiliation TEXT,
  kind TEXT NOT NULL CHECK (kind IN ('direct', 'mixed', 'indirect')),
  text TEXT NOT NULL, -- the parts joined by one space
  context_start INTEGER NOT NULL, -- of the paragraph or paragraphs it stands in
  context_end INTEGER NOT NULL,
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
  stance_confidence REAL AS (stance_of_10000 / 10000.0),
  candidates TEXT NOT NULL DEFAULT '[]', -- JSON: speakers it may belong to: numbers in articles.candidates, each before its chance of 10,000
  chain TEXT NOT NULL DEFAULT '[]', -- JSON: how the speaker was found, [[start, end, rule, score, text], ...]; see quotes.store.packed
  confidence REAL AS (confidence_of_10000 / 10000.0), -- that these words are this source's
  review_status TEXT NOT NULL DEFAULT 'unreviewed'
    CHECK (review_status IN ('unreviewed', 'accepted', 'corrected', 'rejected')),
  machine TEXT, -- JSON: what the machine says of the fields that a person corrected
  outlet TEXT, -- these two are the article's, kept in step by a trigger: a million rows sort by them
  published TEXT,
  shown INTEGER NOT NULL DEFAULT 1, -- 0: of an older version of its article, or rejected; 2: kept back; kept in step by triggers
  speaker_key TEXT AS ('speaker' || speaker_id), -- the speaker's number as a word, so that full text finds it
  appearance_id INTEGER REFERENCES appearances(id), -- whom the machine takes for the speaker
  machine_confidence REAL AS (machine_of_10000 / 10000.0), -- what the machine gives it, whatever a person decided
  speech_confidence REAL AS (speech_of_10000 / 10000.0), -- that it is speech; these three are NULL where an earlier release read the article
  words_confidence REAL AS (words_of_10000 / 10000.0), -- that the words are whole
  speaker_confidence REAL AS (speaker_of_10000 / 10000.0), -- that this is the speaker
  confidence_of_10000 INTEGER NOT NULL, -- what the columns above are made of
  machine_of_10000 INTEGER NOT NULL DEFAULT 10000,
  speech_of_10000 INTEGER,
  words_of_10000 INTEGER,
  speaker_of_10000 INTEGER,
  stance_of_10000 INTEGER
);
CREATE INDEX quotes_article ON quotes(article_id, start);
CREATE INDEX quotes_speaker ON quotes(speaker_id, published, shown, outlet);
CREATE INDEX shown_speaker ON quotes(shown, speaker, published);
CREATE INDEX shown_outlet ON quotes(shown, outlet, published);
CREATE INDEX shown_published ON quotes(shown, published);
CREATE INDEX shown_said_on ON quotes(shown, said_on);
CREATE INDEX shown_stance ON quotes(shown, stance, stance_target);
CREATE INDEX shown_role ON quotes(shown, role);
CREATE INDEX shown_kind ON quotes(shown, kind);
CREATE INDEX quotes_corrected ON quotes(stance_target) WHERE machine IS NOT NULL;
CREATE INDEX quotes_appearance ON quotes(appearance_id) WHERE appearance_id IS NOT NULL;
CREATE INDEX quotes_of_person ON quotes(speaker_id) WHERE machine IS NOT NULL;
CREATE INDEX quotes_open -- what is to be reviewed, in order of how sure it is
  ON quotes(confidence) WHERE shown > 0 AND review_status = 'unreviewed';
CREATE UNIQUE INDEX quotes_uid ON quotes(uid_bytes);
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
CREATE VIRTUAL TABLE quotes_fts USING FTS5 ("text", "speaker", "context", "speaker_key",
  tokenize='porter unicode61 remove_diacritics 2', content="quotes_words", content_rowid="id");
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
CREATE TRIGGER corrections_to_targets AFTER UPDATE OF stance_target ON quotes
WHEN new.machine IS NOT NULL AND new.stance_target IS NOT NULL BEGIN
  INSERT INTO targets (target)
  SELECT new.stance_target WHERE NOT EXISTS (SELECT 1 FROM targets WHERE target = new.stance_target);
END;
CREATE TRIGGER quotes_to_variants AFTER UPDATE OF shown, text ON quotes
WHEN old.shown <> new.shown OR old.text <> new.text BEGIN
  UPDATE variant_groups SET stale = 1 WHERE id = (SELECT group_id FROM variants WHERE quote_id = new.id);
END;
CREATE TRIGGER quotes_shown AFTER UPDATE OF review_status, machine_of_10000 ON quotes
WHEN old.review_status <> new.review_status OR old.machine_of_10000 <> new.machine_of_10000 BEGIN
  UPDATE quotes SET confidence_of_10000 = CASE review_status
    WHEN 'unreviewed' THEN machine_of_10000 WHEN 'rejected' THEN 0 ELSE 10000 END, shown = CASE
    WHEN review_status = 'rejected' OR (SELECT current FROM articles WHERE id = quotes.article_id) = 0 THEN 0
    WHEN review_status = 'unreviewed'
      AND machine_confidence < (SELECT value FROM settings WHERE name = 'shown_from') THEN 2
    ELSE 1 END WHERE id = new.id;
END;

CREATE VIEW roles AS -- what an article calls a speaker, with the article's date
SELECT id, speaker_id, article_id, id AS quote_id, role, affiliation, published AS date
FROM quotes WHERE role IS NOT NULL AND speaker_id IS NOT NULL;

CREATE TABLE rules ( -- how a speaker was found: what the numbers in quotes.chain mean
  id INTEGER PRIMARY KEY,
  rule TEXT NOT NULL UNIQUE
);

CREATE TABLE stances ( -- attitudes a quotation expresses, the strongest first; the speaker's, machine-read
  id INTEGER PRIMARY KEY,
  quote_id INTEGER NOT NULL REFERENCES quotes(id) ON DELETE CASCADE,
  stance TEXT NOT NULL CHECK (stance IN ('supports', 'opposes', 'neutral')),
  target TEXT,
  target_speaker_id INTEGER REFERENCES speakers(id), -- when the target is somebody this database knows
  confidence REAL AS (confidence_of_10000 / 10000.0),
  start INTEGER, -- of the words that carry it
  end INTEGER,
  target_start INTEGER,
  target_end INTEGER,
  scores TEXT AS (iif(neutral_of_10000 IS NULL, '[]', -- JSON: supports, opposes, neutral
    json_array(supports_of_10000 / 10000.0, opposes_of_10000 / 10000.0, neutral_of_10000 / 10000.0))),
  conditional INTEGER NOT NULL DEFAULT 0,
  confidence_of_10000 INTEGER NOT NULL, -- what the columns above are made of
  supports_of_10000 INTEGER,
  opposes_of_10000 INTEGER,
  neutral_of_10000 INTEGER
);
CREATE INDEX stances_quote ON stances(quote_id);
CREATE INDEX stances_target ON stances(target, stance);
CREATE INDEX stances_target_speaker ON stances(target_speaker_id) WHERE target_speaker_id IS NOT NULL;
CREATE TRIGGER stances_to_targets AFTER INSERT ON stances WHEN new.target IS NOT NULL BEGIN
  INSERT INTO targets (target) SELECT new.target WHERE NOT EXISTS (SELECT 1 FROM targets WHERE target = new.target);
END;

CREATE TABLE topics ( -- something people are for or against: 'war with Iran'
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE
);

CREATE TABLE topic_terms ( -- the words that make a target or a quotation belong to a topic
  id INTEGER PRIMARY KEY,
  topic_id INTEGER NOT NULL REFERENCES topics(id) ON DELETE CASCADE,
  term TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('match', 'about')), -- match: words of the target; about: the entity it is
  query TEXT, -- the term as full-text search takes it: of targets, or of quotations
  folded TEXT, -- the term as aliases are looked up
  UNIQUE (topic_id, kind, term)
);

CREATE TABLE variant_groups ( -- one utterance, as different articles carry it
  id INTEGER PRIMARY KEY,
  first_quote_id INTEGER REFERENCES quotes(id) ON DELETE SET NULL, -- the earliest
  fullest_quote_id INTEGER REFERENCES quotes(id) ON DELETE SET NULL,
  quotes INTEGER NOT NULL DEFAULT 0,
  outlets INTEGER NOT NULL DEFAULT 0, -- wire copy of one agency counts once
  altered TEXT NOT NULL DEFAULT '[]', -- JSON: how members differ: cut, negation, number, name, words
  stale INTEGER NOT NULL DEFAULT 0 -- 1: a member went or changed since it was worked out
);
CREATE INDEX variant_groups_first ON variant_groups(first_quote_id);
CREATE INDEX variant_groups_fullest ON variant_groups(fullest_quote_id);
CREATE INDEX variant_groups_stale ON variant_groups(id) WHERE stale = 1;
CREATE INDEX variant_groups_altered -- those that a list of altered quotations begins with, in its order
  ON variant_groups(outlets DESC) WHERE altered <> '[]' AND quotes > 1;

CREATE TABLE variants ( -- which quotation belongs to which group
  id INTEGER PRIMARY KEY,
  quote_id INTEGER NOT NULL UNIQUE REFERENCES quotes(id) ON DELETE CASCADE,
  group_id INTEGER NOT NULL REFERENCES variant_groups(id) ON DELETE CASCADE,
  score REAL, -- how alike it is to the fullest member, 0 to 1
  altered TEXT NOT NULL DEFAULT '[]', -- JSON: how it differs from the fullest member
  difference TEXT NOT NULL DEFAULT '[]' -- JSON: the words that differ
);
CREATE INDEX variants_group ON variants(group_id);
CREATE TRIGGER variants_ad AFTER DELETE ON variants BEGIN
  UPDATE variant_groups SET stale = 1 WHERE id = old.group_id;
END;

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

CREATE TABLE variant_shingles ( -- an index for finding variants: three words that a quotation holds, and which it is
  id INTEGER PRIMARY KEY -- 31 bits of the words' hash, and below them 32 bits of the quotation's id
);

CREATE TABLE targets ( -- everything that some stance is towards, once; kept by triggers
  id INTEGER PRIMARY KEY,
  target TEXT NOT NULL UNIQUE
);
CREATE INDEX targets_any_case ON targets(target COLLATE NOCASE);
CREATE VIRTUAL TABLE targets_fts USING FTS5 ("target", tokenize='porter unicode61 remove_diacritics 2', content="targets");
CREATE TRIGGER targets_ai AFTER INSERT ON targets BEGIN
  INSERT INTO targets_fts (rowid, target) VALUES (new.id, new.target);
END;

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
CREATE TRIGGER appearances_ai AFTER INSERT ON appearances BEGIN
  UPDATE speakers SET articles = articles + 1, unsettled = 1 WHERE id = new.speaker_id;
  UPDATE aliases SET articles = articles + 1 WHERE speaker_id = new.speaker_id AND folded = new.folded;
END;
CREATE TRIGGER appearances_ad AFTER DELETE ON appearances BEGIN
  UPDATE speakers SET articles = articles - 1 WHERE id = old.speaker_id;
  UPDATE aliases SET articles = articles - 1 WHERE speaker_id = old.speaker_id AND folded = old.folded;
END;

CREATE TABLE speaker_keys ( -- an index for finding speakers: what their names and roles are made of
  key TEXT NOT NULL,
  speaker_id INTEGER NOT NULL REFERENCES speakers(id) ON DELETE CASCADE,
  PRIMARY KEY (key, speaker_id)
) WITHOUT ROWID;
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

CREATE TABLE same_story ( -- an article and the earlier one that it is most like: wire copy, a page saved twice, an update
  article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
  like_id INTEGER NOT NULL REFERENCES articles(id),
  similarity REAL NOT NULL, -- the share of word triples that they have in common, estimated
  difference TEXT -- JSON: the paragraphs that differ, [[there, here], ...]; NULL where the texts are very long
);
CREATE INDEX same_story_like ON same_story(like_id);

CREATE TABLE story_signatures ( -- what tells articles of one story: the MinHash of each text; empty for very short ones
  article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
  signature BLOB NOT NULL
);

CREATE TABLE story_bands ( -- an index for finding articles that may be the same story
  id INTEGER PRIMARY KEY -- 31 bits of the hash of a band of the signature, and below them 32 bits of the article's id
);

CREATE TABLE settings ( -- what holds for this database: shown_from, the confidence from which quotations are shown
  name TEXT PRIMARY KEY,
  value REAL NOT NULL
);
CREATE TRIGGER settings_to_quotes AFTER UPDATE OF value ON settings WHEN new.name = 'shown_from' BEGIN
  UPDATE quotes SET shown = 3 - shown
  WHERE shown IN (1, 2) AND (shown = 2) <> (review_status = 'unreviewed' AND machine_confidence < new.value);
END;

CREATE TABLE speaker_decisions ( -- what people decided about speakers: kept for ever, respected by every later ingest
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  reviewer TEXT,
  action TEXT NOT NULL CHECK (action IN ('merge', 'split', 'apart', 'undo')),
  speaker_id INTEGER NOT NULL REFERENCES speakers(id), -- the one that stays
  other_id INTEGER NOT NULL REFERENCES speakers(id), -- the one merged into it, split off from it, or held apart from it
  detail TEXT NOT NULL DEFAULT '{}', -- JSON: the aliases and articles that moved
  note TEXT
);
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

CREATE TABLE vector_means ( -- what a model makes of any words, which is taken off each vector
  model TEXT PRIMARY KEY,
  mean BLOB NOT NULL -- 32-bit floats
);

CREATE TABLE vector_blocks ( -- vectors of up to 1,024 quotations, in order of their ids
  last_id INTEGER PRIMARY KEY, -- the last of the ids
  model TEXT NOT NULL, -- the weights they were read with
  ids BLOB NOT NULL, -- 64-bit integers
  vectors BLOB NOT NULL -- bytes: 127 times vectors of length 1
);

CREATE TABLE locators ( -- where a text stands in the video or the PDF it was read from: from one place on, up to the next
  id INTEGER PRIMARY KEY,
  article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
  start INTEGER NOT NULL, -- characters into articles.text
  kind TEXT NOT NULL, -- time or page
  value INTEGER NOT NULL, -- the second, or the page as the file counts them, from 1
  UNIQUE (article_id, start)
);

CREATE TABLE joint_speakers ( -- who says a quotation together with its first speaker: 'Ada Bern and Otto Voss said'
  id INTEGER PRIMARY KEY,
  quote_id INTEGER NOT NULL REFERENCES quotes(id) ON DELETE CASCADE,
  speaker_id INTEGER NOT NULL REFERENCES speakers(id),
  appearance_id INTEGER NOT NULL REFERENCES appearances(id)
);
CREATE INDEX joint_speakers_quote ON joint_speakers(quote_id);
CREATE INDEX joint_speakers_speaker ON joint_speakers(speaker_id);
CREATE INDEX joint_speakers_appearance ON joint_speakers(appearance_id);

CREATE TABLE unnamed_sources ( -- of what kind a source without a name is, whose, and of what place, by the words that describe it
  id INTEGER PRIMARY KEY,
  speaker_id INTEGER NOT NULL UNIQUE REFERENCES speakers(id) ON DELETE CASCADE,
  kind TEXT NOT NULL, -- official, police, spokesperson, family, critic, expert … or other
  body TEXT, -- the body or the person whose it is, as the article names it
  place TEXT, -- the country or the state that the words name
  body_id INTEGER REFERENCES speakers(id) ON DELETE SET NULL -- that body or person, where it has a page
);
CREATE INDEX unnamed_sources_body ON unnamed_sources(body_id) WHERE body_id IS NOT NULL;

CREATE TABLE second_eyes ( -- articles whose quotations a second reviewer is to decide about as well
  article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
  reviewer TEXT NOT NULL, -- who asked for it
  at TEXT NOT NULL
);

CREATE TABLE watched_feeds ( -- feeds and news sitemaps that quotes watch asks for what is new
  id INTEGER PRIMARY KEY,
  url TEXT NOT NULL UNIQUE,
  etag TEXT, -- what the server called the answer that was last taken in as a whole, and when it was made
  modified TEXT,
  digest TEXT, -- SHA-256 of that answer
  asked TEXT, -- when it was last asked
  changed TEXT, -- when it last had something new
  next TEXT, -- not to be asked before: it failed, or its server asked for time
  fails INTEGER NOT NULL DEFAULT 0, -- how often in a row it failed
  reason TEXT, -- why
  moved TEXT -- where its server says that it is from now on
);
CREATE TABLE watched_pages ( -- articles that a feed names, so that each is read once, and again when it changes
  id INTEGER PRIMARY KEY,
  url TEXT NOT NULL UNIQUE, -- without what only counts readers (utm_source and the like)
  feed_id INTEGER NOT NULL REFERENCES watched_feeds(id) ON DELETE CASCADE, -- the feed that named it first
  stamp TEXT NOT NULL, -- a hash of what the feed says of it: another one, and it is read again
  known TEXT NOT NULL DEFAULT '{}', -- JSON: what the feed says where the page does not: title, outlet, published
  etag TEXT,
  modified TEXT,
  first_seen TEXT NOT NULL,
  asked TEXT NOT NULL,
  next TEXT, -- when it is to be asked again: soon while it is new, never when it is old or gone
  fails INTEGER NOT NULL DEFAULT 0,
  reason TEXT
);
CREATE INDEX watched_pages_feed ON watched_pages(feed_id);
CREATE INDEX watched_pages_next ON watched_pages(next) WHERE next IS NOT NULL;
CREATE TABLE watched_hosts ( -- servers that asked to be left alone for a while
  host TEXT PRIMARY KEY,
  until TEXT NOT NULL
);

CREATE TABLE watches ( -- questions that people saved, to be told what is new
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  question TEXT NOT NULL, -- JSON: words, speaker, outlet and so on, as a search takes them
  created TEXT NOT NULL,
  looked INTEGER NOT NULL DEFAULT 0, -- the last of its results that somebody was shown
  handed INTEGER NOT NULL DEFAULT 0 -- the last that was handed to a command
);
CREATE TABLE watch_results ( -- what a saved question found, each once, in the order in which it was found
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  watch_id INTEGER NOT NULL REFERENCES watches(id) ON DELETE CASCADE,
  quote_id INTEGER NOT NULL REFERENCES quotes(id) ON DELETE CASCADE,
  what TEXT NOT NULL CHECK (what IN ('first', 'again', 'altered', 'withdrawn', 'turned', 'known')),
    -- first: nobody had these words before; again: another article did; altered: elsewhere, in a number, a name, a negation or by a cut;
    -- withdrawn: by a new version of the article; turned: the speaker was on the other side before; known: nothing new, so not shown
  other_id INTEGER REFERENCES quotes(id) ON DELETE SET NULL, -- altered: the fullest wording; turned: what was said before
  at TEXT NOT NULL,
  UNIQUE (watch_id, quote_id, what)
);
CREATE INDEX watch_results_quote ON watch_results(quote_id);

CREATE VIEW unknown_speakers AS -- quotations whose speaker the article does not give, with the candidates
SELECT q.id, q.text AS quotation, q.source, (SELECT json_group_array(json_object(
    'name', a.candidates ->> ('$[' || n.value || '][0]'), 'kind', a.candidates ->> ('$[' || n.value || '][1]'),
    'score', (q.candidates ->> (n.key + 1)) / 10000.0))
    FROM articles a JOIN json_each(q.candidates) n WHERE a.id = q.article_id AND n.key % 2 = 0) AS candidates,
  q.kind, q.outlet, q.published, (SELECT title FROM articles WHERE id = q.article_id) AS title, q.article_id
FROM quotes q
WHERE q.speaker_id IS NULL AND q.shown = 1;

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
SELECT id, speaker, role, quotation, kind, stance, target, outlet, published, said_on, title, occasion, audience, via,
  affiliation, speaker_kind, source, cue, act, stance_confidence, confidence, speech_confidence, words_confidence,
  speaker_confidence, review_status, url, article_id, speaker_id, uid, target_speaker_id
FROM all_quotations
WHERE shown = 1;

CREATE VIEW altered_quotes AS -- utterances that articles carry with a negation, number or name changed, or cut
SELECT g.id, q.speaker, q.text AS fullest, g.altered, g.quotes, g.outlets,
  (SELECT published FROM quotes WHERE id = g.first_quote_id) AS first_published,
  (SELECT outlet FROM quotes WHERE id = g.first_quote_id) AS first_outlet,
  g.first_quote_id, g.fullest_quote_id, q.speaker_id
FROM variant_groups g JOIN quotes q ON q.id = g.fullest_quote_id
WHERE q.shown = 1 AND g.quotes > 1
  AND EXISTS (SELECT 1 FROM json_each(g.altered) WHERE value IN ('negation', 'number', 'name', 'cut'));

CREATE VIEW speaker_history AS -- what a speaker was called, by whom, from when to when
SELECT r.speaker_id, (SELECT name FROM speakers WHERE id = r.speaker_id) AS speaker, r.role, r.affiliation,
  min(r.date) AS first, max(r.date) AS last, count(DISTINCT r.article_id) AS articles, 'article' AS given_by
FROM roles r LEFT JOIN quotes q ON q.id = r.quote_id
WHERE coalesce(q.shown, 1) = 1
GROUP BY r.speaker_id, r.role, r.affiliation
UNION ALL
SELECT k.speaker_id, (SELECT name FROM speakers WHERE id = k.speaker_id), k.role, k.affiliation, k.since, k.until, 0,
  'knowledge base'
FROM known_roles k;

CREATE VIEW every_stance_by_topic AS -- who is for or against what: one row a quotation and topic; the speaker's stance, machine-read
WITH corrected AS ( -- where a person corrected the stance, the machine's do not count
  SELECT id, coalesce(stance, 'neutral') AS stance, stance_target FROM quotes
  WHERE machine IS NOT NULL
    AND (json_type(machine, '$.stance') IS NOT NULL OR json_type(machine, '$.stance_target') IS NOT NULL)
), held AS (
  SELECT tt.topic_id, tt.topic, tt.mention, s.quote_id, s.stance, s.target, s.target_speaker_id, s.confidence,
    s.start, s."end", s.conditional, 'machine' AS read_by
  FROM topic_targets tt CROSS JOIN stances s ON s.target BETWEEN tt.target AND tt.target
  WHERE s.quote_id NOT IN (SELECT id FROM corrected)
  UNION ALL -- a topic without words to match is the entity itself, whatever an article calls it
  SELECT t.id, t.name, 0, s.quote_id, s.stance, s.target, s.target_speaker_id, s.confidence,
    s.start, s."end", s.conditional, 'machine'
  FROM topics t CROSS JOIN topic_terms a ON a.topic_id = t.id AND a.kind = 'about'
    CROSS JOIN aliases known ON known.folded = a.folded AND known.only_in = ''
    CROSS JOIN stances s ON s.target_speaker_id = known.speaker_id
  WHERE NOT EXISTS (SELECT 1 FROM topic_terms m WHERE m.topic_id = t.id AND m.kind = 'match')
    AND s.quote_id NOT IN (SELECT id FROM corrected)
  UNION ALL
  SELECT tt.topic_id, tt.topic, tt.mention, c.id, c.stance, c.stance_target, NULL, NULL, NULL, NULL, 0, 'person'
  FROM topic_targets tt JOIN corrected c ON c.stance_target = tt.target
), ranked AS ( -- of several targets of the topic, the strongest stance that is one
  SELECT *, row_number() OVER (
    PARTITION BY topic_id, quote_id ORDER BY stance = 'neutral', confidence DESC, target) AS place
  FROM held
)
SELECT r.topic, q.speaker, r.stance, r.target, r.conditional, q.text AS quotation,
  CASE WHEN q.said_on_precision IN ('day', 'month') THEN q.said_on ELSE substr(q.published, 1, 10) END AS date,
  q.outlet, r.confidence, r.read_by,
  (SELECT substr(text, r.start + 1, r."end" - r.start) FROM articles WHERE id = q.article_id) AS evidence,
  q.role, q.act, q.speaker_id, q.id AS quote_id, r.topic_id,
  r.target_speaker_id, (SELECT name FROM speakers WHERE id = r.target_speaker_id) AS target_speaker,
  q.shown, q.confidence AS quotation_confidence
FROM ranked r CROSS JOIN quotes q ON q.id BETWEEN r.quote_id AND r.quote_id
WHERE r.place = 1 AND +q.shown > 0 AND (r.mention = 0 OR (r.topic_id, q.id) IN ( -- read once, not for each quotation
  SELECT a.topic_id, f.rowid FROM topic_terms a CROSS JOIN quotes_fts f ON f.quotes_fts MATCH a.query
  WHERE a.kind = 'about' AND EXISTS (SELECT 1 FROM topic_terms m WHERE m.topic_id = a.topic_id AND m.kind = 'match')));

CREATE VIEW stance_by_topic AS -- the same of the quotations that are shown
SELECT topic, speaker, stance, target, conditional, quotation, date, outlet, confidence, read_by, evidence, role, act, speaker_id,
  quote_id, topic_id, target_speaker_id, target_speaker
FROM every_stance_by_topic
WHERE +shown = 1; -- looked up one by one, not by the index of all that are shown
