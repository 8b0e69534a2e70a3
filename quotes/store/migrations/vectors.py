"""Vectors of quotations, by which those that say the same in other words are found."""

from __future__ import annotations

from sqlite_utils import Database


def m019_vectors(db: Database) -> None:
    db.executescript("""
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
""")
