"""Nothing is stored twice: contexts, evidence and the words of attributions are the article's, roles the quotations'."""

from __future__ import annotations

import json
import sqlite3
from itertools import groupby
from typing import Any

from sqlite_utils import Database

from quotes.store.text import Paragraphs

# where the words of a quotation of one part are left out of what stands around it: they are indexed once
_BESIDE = """CASE WHEN {q}.parts LIKE '%],[%'
    THEN substr(a.text, {q}.context_start + 1, {q}.context_end - {q}.context_start)
    ELSE substr(a.text, {q}.context_start + 1, max({q}.start - {q}.context_start, 0)) || ' '
      || substr(a.text, {q}."end" + 1, max({q}.context_end - {q}."end", 0)) END"""


def _words(q: str) -> str:
    """What full text holds of the quotation that a trigger calls by that name."""
    return (
        f"SELECT {q}.id, {q}.text, {q}.speaker, (SELECT {_BESIDE.format(q=q)} FROM articles a WHERE a.id = {q}.article_id),"
        f" {q}.speaker_key"
    )


def _stances(name: str, shown: str, more: str) -> str:
    """The view of stances by topic: of the quotations that are shown, or of all."""
    return f"""
CREATE VIEW {name} AS -- who is for or against what: one row a quotation and topic; the speaker's stance, machine-read
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
  r.target_speaker_id, (SELECT name FROM speakers WHERE id = r.target_speaker_id) AS target_speaker{more}
FROM ranked r CROSS JOIN quotes q ON q.id BETWEEN r.quote_id AND r.quote_id
WHERE r.place = 1 AND {shown} AND (r.mention = 0 OR (r.topic_id, q.id) IN ( -- read once, not for each quotation
  SELECT a.topic_id, f.rowid FROM topic_terms a CROSS JOIN quotes_fts f ON f.quotes_fts MATCH a.query
  WHERE a.kind = 'about' AND EXISTS (SELECT 1 FROM topic_terms m WHERE m.topic_id = a.topic_id AND m.kind = 'match')))
"""


def _of(spans: str) -> str:
    """The words at spans of an attribution's article, in SQL."""
    return (
        "(SELECT group_concat(substr(a.text, (value ->> 0) + 1, (value ->> 1) - (value ->> 0)), ' ')"
        f" FROM json_each(s.{spans}))"
    )


_NEW = {
    "unknown_speakers": """
CREATE VIEW unknown_speakers AS -- quotations whose speaker the article does not give, with the candidates
SELECT q.id, q.text AS quotation, q.source, (SELECT json_group_array(json_object(
    'name', value ->> 0, 'kind', value ->> 1, 'score', value ->> 2)) FROM json_each(q.candidates)) AS candidates,
  q.kind, q.outlet, q.published, (SELECT title FROM articles WHERE id = q.article_id) AS title, q.article_id
FROM quotes q
WHERE q.speaker_id IS NULL AND q.shown = 1
""",
    "stance_by_topic": _stances("stance_by_topic", "+q.shown = 1", ""),
    "every_stance_by_topic": _stances(
        "every_stance_by_topic", "+q.shown > 0", ",\n  q.shown, q.confidence AS quotation_confidence"
    ),
    "roles": """
CREATE VIEW roles AS -- what an article calls a speaker, with the article's date
SELECT id, speaker_id, article_id, id AS quote_id, role, affiliation, published AS date
FROM quotes WHERE role IS NOT NULL AND speaker_id IS NOT NULL
""",
    "attributions": f"""
CREATE VIEW attributions AS -- beliefs, wishes and plans: attributed to somebody, but not a quotation
SELECT s.id, s.article_id, s.kind, {_of("source_spans")} AS source, {_of("cue_spans")} AS cue,
  {_of("content_spans")} AS content, s.source_spans, s.cue_spans, s.content_spans, s.confidence
FROM attribution_spans s JOIN articles a ON a.id = s.article_id
""",
    "quotes_words": f"""
CREATE VIEW quotes_words AS -- what the full text of quotations holds: context is what stands around the words
SELECT q.id, q.text, q.speaker, {_BESIDE.format(q="q")} AS context, q.speaker_key
FROM quotes q JOIN articles a ON a.id = q.article_id
""",
    "quotes_ai": f"""
CREATE TRIGGER quotes_ai AFTER INSERT ON quotes BEGIN
  INSERT INTO quotes_fts (rowid, text, speaker, context, speaker_key) {_words("new")};
END
""",
    "quotes_ad": f"""
CREATE TRIGGER quotes_ad AFTER DELETE ON quotes BEGIN
  INSERT INTO quotes_fts (quotes_fts, rowid, text, speaker, context, speaker_key)
  SELECT 'delete', * FROM ({_words("old")});
END
""",
    "quotes_au": f"""
CREATE TRIGGER quotes_au AFTER UPDATE OF text, speaker, parts, context_start, context_end, speaker_id ON quotes BEGIN
  INSERT INTO quotes_fts (quotes_fts, rowid, text, speaker, context, speaker_key)
  SELECT 'delete', * FROM ({_words("old")});
  INSERT INTO quotes_fts (rowid, text, speaker, context, speaker_key) {_words("new")};
END
""",
}
_TABLES = """
DROP TABLE quotes_fts;
DROP TABLE roles;
ALTER TABLE attributions RENAME TO attribution_spans;
ALTER TABLE attribution_spans DROP COLUMN source;
ALTER TABLE attribution_spans DROP COLUMN cue;
ALTER TABLE attribution_spans DROP COLUMN content;
ALTER TABLE stances DROP COLUMN evidence;
ALTER TABLE quotes ADD COLUMN context_start INTEGER NOT NULL DEFAULT 0 /* of the paragraph or paragraphs it stands in */;
ALTER TABLE quotes ADD COLUMN context_end INTEGER NOT NULL DEFAULT 0;
CREATE TABLE rules ( -- how a speaker was found: what the numbers in quotes.chain mean
  id INTEGER PRIMARY KEY,
  rule TEXT NOT NULL UNIQUE
);
CREATE TABLE keys ( -- an index for finding speakers: what their names and roles are made of
  key TEXT NOT NULL,
  speaker_id INTEGER NOT NULL REFERENCES speakers(id) ON DELETE CASCADE,
  PRIMARY KEY (key, speaker_id)
) WITHOUT ROWID;
INSERT INTO keys SELECT key, speaker_id FROM speaker_keys ORDER BY key, speaker_id;
DROP TABLE speaker_keys;
ALTER TABLE keys RENAME TO speaker_keys;
CREATE INDEX speaker_keys_speaker ON speaker_keys(speaker_id);
DROP INDEX quotes_open;
CREATE INDEX quotes_open -- what is to be reviewed, in order of how sure it is
  ON quotes(confidence) WHERE shown > 0 AND review_status = 'unreviewed';
CREATE INDEX variant_groups_altered -- those that a list of altered quotations begins with, in its order
  ON variant_groups(outlets DESC) WHERE altered <> '[]' AND quotes > 1;
"""
_DROPPED = ("context", "stance_evidence", "link_score")
_FULL_TEXT = """
CREATE VIRTUAL TABLE quotes_fts USING FTS5 ("text", "speaker", "context", "speaker_key",
  tokenize='porter unicode61 remove_diacritics 2', content="quotes_words", content_rowid="id");
INSERT INTO quotes_fts (quotes_fts) VALUES ('rebuild')
"""


def m028_once(db: Database) -> None:
    conn = db.conn
    bring_back(conn)
    kept = conn.execute("SELECT type, name, sql FROM sqlite_master WHERE type IN ('view', 'trigger')").fetchall()
    for kind, name, _ in kept:  # SQLite drops no column while a view or a trigger speaks of it
        conn.execute(f'DROP {kind} "{name}"')
    for sql in _TABLES.strip().split(";\n"):
        conn.execute(sql)
    _pack(conn)
    for column in _DROPPED:
        conn.execute(f"ALTER TABLE quotes DROP COLUMN {column}")
    for _, name, sql in kept:
        if name not in (*_NEW, "articles_to_roles"):
            conn.execute(sql)
    for sql in _NEW.values():
        conn.execute(sql.strip())
    for sql in _FULL_TEXT.strip().split(";\n"):
        conn.execute(sql)


def bring_back(conn: sqlite3.Connection) -> None:
    """Make the indexes and triggers that a killed load put aside, as they were; what it left else, the store finishes."""
    if not conn.execute("SELECT 1 FROM sqlite_master WHERE name = '_put_aside'").fetchone():
        return
    for name, sql in conn.execute("SELECT name, sql FROM _put_aside").fetchall():
        if not conn.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (name,)).fetchone():
            conn.execute(sql)
    conn.execute("DELETE FROM _put_aside")


def _pack(conn: sqlite3.Connection) -> None:
    """Fills the new columns of quotations that are there, article by article, and packs how their speakers were found."""
    sql = "SELECT article_id, id, start, end, candidates, chain, machine FROM quotes ORDER BY article_id"
    for article_id, group in groupby(conn.execute(sql).fetchall(), key=lambda row: row[0]):
        text = conn.execute("SELECT text FROM articles WHERE id = ?", (article_id,)).fetchone()[0]
        paragraphs = Paragraphs(text)
        for _, quote_id, start, end, candidates, chain, machine in group:
            where = paragraphs.around(start, end)
            values = (
                *where.values(),
                _candidates(json.loads(candidates)),
                _chain(conn, json.loads(chain), text),
                _without(machine),
                quote_id,
            )
            conn.execute(
                "UPDATE quotes SET context_start = ?, context_end = ?, candidates = ?, chain = ?, machine = ? WHERE id = ?",
                values,
            )


def _without(machine: str | None) -> str | None:
    """What the machine says of corrected fields, without the columns that are no more."""
    if machine is None:
        return None
    told: dict[str, Any] = json.loads(machine)
    return json.dumps({k: v for k, v in told.items() if k not in _DROPPED}, ensure_ascii=False)


def _candidates(found: list[dict[str, Any]]) -> str:
    """[name, kind, score] of each; those that are hardly any are left out."""
    return _json(
        [[one["name"], one["kind"], one["score"]] for n, one in enumerate(found) if n == 0 or one["score"] >= 0.02]
    )


def _chain(conn: sqlite3.Connection, found: list[dict[str, Any]], text: str) -> str:
    """[start, end, rule] of each link; its score where it is another than that before, its words where they stand elsewhere."""
    kept: list[list[Any]] = []
    before: float | None = None
    for link in found:
        one: list[Any] = [link["start"], link["end"], _number(conn, link["rule"])]
        elsewhere = text[link["start"] : link["end"]] != link["text"]
        if link["score"] != before or elsewhere:
            one.append(link["score"])
        if elsewhere:
            one.append(link["text"])
        before = link["score"]
        kept.append(one)
    return _json(kept)


def _number(conn: sqlite3.Connection, rule: str) -> int:
    conn.execute("INSERT OR IGNORE INTO rules (rule) VALUES (?)", (rule,))
    return int(conn.execute("SELECT id FROM rules WHERE rule = ?", (rule,)).fetchone()[0])


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
