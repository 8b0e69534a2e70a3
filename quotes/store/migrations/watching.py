"""Feeds that are watched, and how far each was read; saved questions, and what they found."""

from __future__ import annotations

from sqlite_utils import Database

from quotes.store.sql import run


def m023_watched_feeds(db: Database) -> None:
    run(
        db.conn,
        """
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
  reason TEXT -- why
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
ALTER TABLE runs ADD COLUMN told TEXT; -- JSON: what else came of it: of quotes watch, how many feeds, requests, pages
""",
    )


def m024_watches(db: Database) -> None:
    run(
        db.conn,
        """
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
""",
    )


def m027_moved_feeds(db: Database) -> None:
    db.execute("ALTER TABLE watched_feeds ADD COLUMN moved TEXT")  # where the feed's server says that it is from now on
