"""Articles that tell the same story."""

from __future__ import annotations

from sqlite_utils import Database


def m012_same_story(db: Database) -> None:
    db.executescript("""
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
""")
