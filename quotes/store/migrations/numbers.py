"""Numbers for words: names of candidates are an article's, chances are whole ten-thousandths, ids are bytes.

Readings of attributions that are no quotation, which no question of the program's asks for, go: `quotes extract` has them.
"""

from __future__ import annotations

import json
import sqlite3
from itertools import groupby
from typing import Any

from sqlite_utils import Database

from quotes.store.migrations.compact import bring_back

_QUOTES = """
CREATE TABLE quotes_numbers ( -- one quotation; where a person corrected it, the corrected values (see machine)
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
)
"""
_STANCES = """
CREATE TABLE stances_numbers ( -- attitudes a quotation expresses, the strongest first; the speaker's, machine-read
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
INSERT INTO stances_numbers (id, quote_id, stance, target, target_speaker_id, start, "end", target_start, target_end, conditional,
  confidence_of_10000, supports_of_10000, opposes_of_10000, neutral_of_10000)
SELECT id, quote_id, stance, target, target_speaker_id, start, "end", target_start, target_end, conditional,
  CAST(round(confidence * 10000) AS INTEGER), CAST(round((scores ->> 0) * 10000) AS INTEGER),
  CAST(round((scores ->> 1) * 10000) AS INTEGER), CAST(round((scores ->> 2) * 10000) AS INTEGER)
FROM stances ORDER BY id;
DROP TABLE stances;
ALTER TABLE stances_numbers RENAME TO stances
"""
_NEW = {
    "quotes_uid": "CREATE UNIQUE INDEX quotes_uid ON quotes(uid_bytes)",
    "articles_last_run": "CREATE INDEX articles_last_run ON articles(last_run)",  # what a run brought, instead of an index of quotations
    "quotes_shown": """
CREATE TRIGGER quotes_shown AFTER UPDATE OF review_status, machine_of_10000 ON quotes
WHEN old.review_status <> new.review_status OR old.machine_of_10000 <> new.machine_of_10000 BEGIN
  UPDATE quotes SET confidence_of_10000 = CASE review_status
    WHEN 'unreviewed' THEN machine_of_10000 WHEN 'rejected' THEN 0 ELSE 10000 END, shown = CASE
    WHEN review_status = 'rejected' OR (SELECT current FROM articles WHERE id = quotes.article_id) = 0 THEN 0
    WHEN review_status = 'unreviewed'
      AND machine_confidence < (SELECT value FROM settings WHERE name = 'shown_from') THEN 2
    ELSE 1 END WHERE id = new.id;
END
""",
    "unknown_speakers": """
CREATE VIEW unknown_speakers AS -- quotations whose speaker the article does not give, with the candidates
SELECT q.id, q.text AS quotation, q.source, (SELECT json_group_array(json_object(
    'name', a.candidates ->> ('$[' || n.value || '][0]'), 'kind', a.candidates ->> ('$[' || n.value || '][1]'),
    'score', (q.candidates ->> (n.key + 1)) / 10000.0))
    FROM articles a JOIN json_each(q.candidates) n WHERE a.id = q.article_id AND n.key % 2 = 0) AS candidates,
  q.kind, q.outlet, q.published, (SELECT title FROM articles WHERE id = q.article_id) AS title, q.article_id
FROM quotes q
WHERE q.speaker_id IS NULL AND q.shown = 1
""",
}
_GONE = ("attributions", "quotes_run")
_CHANCES = {  # of 10,000, by the column that had each as a fraction
    "stance_confidence": "stance_of_10000",
    "confidence": "confidence_of_10000",
    "machine_confidence": "machine_of_10000",
    "speech_confidence": "speech_of_10000",
    "words_confidence": "words_of_10000",
    "speaker_confidence": "speaker_of_10000",
}


def m030_numbers(db: Database) -> None:
    conn = db.conn
    bring_back(conn)
    kept = conn.execute(
        "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND (type IN ('view', 'trigger')"
        " OR type = 'index' AND tbl_name IN ('quotes', 'stances'))"
    ).fetchall()
    for kind, name, _ in kept:  # the table that they speak of is made anew
        conn.execute(f'DROP {kind} "{name}"')
    conn.execute("DROP TABLE attribution_spans")
    conn.execute(
        "ALTER TABLE articles ADD COLUMN candidates TEXT /* JSON: whom its quotations may be of, [[name, kind], ...] */"
    )
    conn.execute(_QUOTES)
    _copy(conn)
    conn.execute("DROP TABLE quotes")
    conn.execute("ALTER TABLE quotes_numbers RENAME TO quotes")
    for sql in _STANCES.strip().split(";\n"):
        conn.execute(sql)
    for _, name, sql in kept:
        if name not in (*_NEW, *_GONE):
            conn.execute(sql)
    for sql in _NEW.values():
        conn.execute(sql.strip())
    for table in ("quotes_fts", "articles_fts"):  # in one piece each
        conn.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")


def _copy(conn: sqlite3.Connection) -> None:
    """Writes the quotations that are there into the new table, and their candidates' names into the articles."""
    cursor = conn.execute("SELECT * FROM quotes ORDER BY article_id, id")
    columns = [column[0] for column in cursor.description]
    into: list[str] = []
    for article_id, group in groupby(
        (dict(zip(columns, row, strict=True)) for row in cursor), key=lambda row: row["article_id"]
    ):
        names: dict[tuple[str, str], int] = {}
        rows = [_row(row, names) for row in group]
        into = into or list(rows[0])
        sql = f"INSERT INTO quotes_numbers ({', '.join(into)}) VALUES ({', '.join('?' * len(into))})"
        conn.executemany(sql, (tuple(row.values()) for row in rows))
        if names:
            conn.execute("UPDATE articles SET candidates = ? WHERE id = ?", (_json(list(names)), article_id))


def _row(row: dict[str, Any], names: dict[tuple[str, str], int]) -> dict[str, Any]:
    """The row as the new table has it; names that are new are added."""
    numbers: list[int] = []
    for name, kind, score in json.loads(row["candidates"]):
        numbers += [names.setdefault((name, kind), len(names)), round(score * 10_000)]
    sure = numbers[1] / 10_000 if numbers else None
    new = row | {"uid_bytes": bytes.fromhex(row["uid"]), "candidates": _json(numbers)}
    new["chain"] = _json(_chain(json.loads(row["chain"]), json.loads(row["source_spans"]), sure))
    new |= {of_10000: _of_10000(row[column]) for column, of_10000 in _CHANCES.items()}
    return {column: value for column, value in new.items() if column not in ("uid", "speaker_key", *_CHANCES)}


def _chain(found: list[Any], source: list[list[int]], sure: float | None) -> list[Any]:
    """The chain, its first link by the rule alone where it is the source and as sure as the first candidate."""
    if not found or len(found[0]) != 4 or found[0][3] != sure:
        return found
    start, end, rule, _ = found[0]
    return [rule if source[:1] == [[start, end]] else [start, end, rule], *found[1:]]


def _of_10000(chance: float | None) -> int | None:
    return None if chance is None else round(chance * 10_000)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
