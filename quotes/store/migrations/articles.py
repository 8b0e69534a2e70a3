"""Runs, what could not be read, and articles with their versions and originals."""

from __future__ import annotations

from sqlite_utils import Database


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


def m014_coverage_by_outlet(db: Database) -> None:
    db.executescript("""
DROP INDEX IF EXISTS articles_covered;
CREATE INDEX articles_covered ON articles(current, outlet, published); -- what a search has covered, read from here alone
""")


def m020_locators(db: Database) -> None:
    db.executescript("""
CREATE TABLE locators ( -- where a text stands in the video or the PDF it was read from: from one place on, up to the next
  id INTEGER PRIMARY KEY,
  article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
  start INTEGER NOT NULL, -- characters into articles.text
  kind TEXT NOT NULL, -- time or page
  value INTEGER NOT NULL, -- the second, or the page as the file counts them, from 1
  UNIQUE (article_id, start)
);
""")


def m021_articles_removed(db: Database) -> None:
    db.executescript("""
ALTER TABLE articles ADD COLUMN removed TEXT; -- when somebody took it out, with all its versions; none is current then
CREATE INDEX articles_removed ON articles(removed) WHERE removed IS NOT NULL;
""")
