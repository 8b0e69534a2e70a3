"""Where claimed words may stand: a few quotations and articles out of very many, through the full-text indexes.

Words that few quotations hold are looked up one by one and their hits counted; where a claim has none, its
words are looked up together. Every look-up is bounded, so the time does not grow with the database.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import log
from typing import Any

from quotes.store.packed import CANDIDATES, CONTEXT
from quotes.store.reading import said_by
from quotes.wording.words import Word, is_function

COMMON = 2_000  # a word that more quotations hold narrows nothing by itself
LOOKED_UP = 16  # words of a claim that are looked up at most
TOGETHER = 5  # words that are looked up together where all are common
BATCH = 100
COLUMNS = f"""q.id, q.uid, q.text, q.speaker_id, q.speaker, q.speaker_kind, q.role, q.kind, q.start, q.end, q.parts,
    q.quoted, q.outlet, q.published, q.said_on, q.article_id, q.act, q.confidence, q.review_status, q.shown, q.machine,
    q.source, q.source_spans, q.affiliation, {CANDIDATES} AS candidates, {CONTEXT} AS context, a.title, a.url, a.archive_url"""


@dataclass(frozen=True, slots=True)
class Within:
    """What narrows a search: the speakers' ids (None: anybody), and days as ISO dates (`until` exclusive)."""

    speakers: tuple[int, ...] | None = None
    since: str | None = None
    until: str | None = None

    def where(self, alias: str) -> tuple[str, list[Any]]:
        """Return conditions on the columns of the table so named, with their values."""
        conditions, values = list[str](), list[Any]()
        if self.speakers is not None:
            conditions.append(said_by(self.speakers, speaker=f"{alias}.speaker_id", quotation=f"{alias}.id"))
        if self.since:
            conditions.append(f"{alias}.published >= ?")
            values.append(self.since)
        if self.until:
            conditions.append(f"{alias}.published < ?")
            values.append(self.until)
        return "".join(f" AND {condition}" for condition in conditions), values


def terms(claim: Sequence[Word]) -> list[str]:
    """Return the claim's telling words as printed, each once, the longest first; all of its words where none tells."""
    kept = [word for word in claim if not word.edit and any(ch.isalnum() for ch in word.text)]
    telling = [word for word in kept if not is_function(word)]
    unique = {word.key: word.text for word in telling or kept}
    return sorted(unique.values(), key=len, reverse=True)[:LOOKED_UP]


def rarity(conn: sqlite3.Connection, claim: Sequence[Word]) -> dict[str, float]:
    """Tell how much each telling word tells, from 1 for a common one upwards; a word that no quotation holds tells 2."""
    total = conn.execute("SELECT max(id) FROM quotes").fetchone()[0] or 1
    counts = {term: len(_hits(conn, f"text : {_phrase(term)}", COMMON + 1)) for term in terms(claim)}
    return {
        term: 2.0 if not count else max(1.0, log(total / count)) if count <= COMMON else 1.0
        for term, count in counts.items()
    }


def quotations(conn: sqlite3.Connection, claim: Sequence[Word], within: Within, most: int) -> list[sqlite3.Row]:
    """Return the quotations most likely to hold the claimed words, as rows of COLUMNS, the likeliest first."""
    found: Counter[int] = Counter()
    narrow = _names(conn, within.speakers)
    for run in _runs(claim):
        for quote_id in _hits(conn, f"text : {_phrase(' '.join(run))}{narrow}", 4 * most):
            found[quote_id] += 1000  # the words just so
    total = conn.execute("SELECT max(id) FROM quotes").fetchone()[0] or 1
    common: list[str] = []
    for term in terms(claim):
        hits = _hits(conn, f"text : {_phrase(term)}{narrow}", COMMON + 1)
        if len(hits) > COMMON:
            common.append(term)
            continue
        weight = int(100 * log(1 + total / (1 + len(hits))))
        for quote_id in hits:
            found[quote_id] += weight
    for query in _together(common):
        for quote_id in _hits(conn, f"text : ({query}){narrow}", most):
            found[quote_id] += 100
    return list(_rows(conn, [quote_id for quote_id, _ in found.most_common(20 * most)], within, most))


def articles(
    conn: sqlite3.Connection, claim: Sequence[Word], within: Within, most: int, *, current: bool = True
) -> list[sqlite3.Row]:
    """Return articles that hold the claimed words, or at least all the telling ones: id, key, version, text, title and so on.

    Current ones, or else versions that a newer text replaced; never what was removed.
    """
    queries = [_phrase(" ".join(run)) for run in _runs(claim)[:1]]
    queries.append(" AND ".join(_phrase(term) for term in terms(claim)))
    conditions, values = Within(None, within.since, within.until).where("a")
    rows: dict[int, sqlite3.Row] = {}
    for query in queries:
        if not query or len(rows) >= most:
            continue
        found = conn.execute(
            "SELECT a.id, a.key, a.version, a.text, a.title, a.outlet, a.published, a.updated, a.url, a.archive_url FROM articles_fts f"
            " CROSS JOIN articles a ON a.id = f.rowid"
            f" WHERE articles_fts MATCH ? AND a.current = ? AND a.removed IS NULL{conditions} LIMIT ?",
            (query, int(current), *values, most),
        )
        rows |= {row["id"]: row for row in found}
    return list(rows.values())[:most]


def quotation_at(conn: sqlite3.Connection, article_id: int, start: int, end: int) -> sqlite3.Row | None:
    """Return the first quotation of an article, of whatever version, that has words between two places: a row of COLUMNS."""
    sql = (
        f"SELECT {COLUMNS} FROM quotes q JOIN articles a ON a.id = q.article_id"
        " WHERE q.article_id = ? AND q.start < ? AND q.end > ? AND q.review_status <> 'rejected' ORDER BY q.start LIMIT 1"
    )
    found: sqlite3.Row | None = conn.execute(sql, (article_id, end, start)).fetchone()
    return found


def _rows(conn: sqlite3.Connection, ids: Sequence[int], within: Within, most: int) -> Iterator[sqlite3.Row]:
    """The rows of those that lie within, what is kept back among them, in the order of the ids."""
    conditions, values = within.where("q")
    left = most
    for first in range(0, len(ids), BATCH):
        batch = ids[first : first + BATCH]
        sql = (
            f"SELECT {COLUMNS} FROM quotes q JOIN articles a ON a.id = q.article_id"
            f" WHERE q.id IN (SELECT value FROM json_each(?)) AND q.shown > 0{conditions}"
        )
        rows = {row["id"]: row for row in conn.execute(sql, (json.dumps(batch), *values))}
        for quote_id in batch:
            if quote_id in rows and left:
                left -= 1
                yield rows[quote_id]
        if not left:
            return


def _hits(conn: sqlite3.Connection, query: str, most: int) -> list[int]:
    sql = "SELECT rowid FROM quotes_fts WHERE quotes_fts MATCH ? LIMIT ?"
    return [row[0] for row in conn.execute(sql, (query, most))]


def _names(conn: sqlite3.Connection, speakers: Sequence[int] | None) -> str:
    """What narrows a full-text query to the speakers' names, where they are few; their ids decide afterwards."""
    if speakers is None or not 0 < len(speakers) <= 20:
        return ""
    sql = "SELECT DISTINCT name FROM speakers WHERE id IN (SELECT value FROM json_each(?))"
    phrases = [_phrase(row[0]) for row in conn.execute(sql, (json.dumps(speakers),))]
    return f" AND speaker : ({' OR '.join(phrases)})" if all(phrases) else ""


def _runs(claim: Sequence[Word]) -> list[list[str]]:
    """The claim's stretches of three words and more without an ellipsis or an edit, the longest first."""
    runs: list[list[str]] = [[]]
    last: Word | None = None
    for word in claim:
        if word.edit or not any(ch.isalnum() for ch in word.text):
            runs.append([])
        elif last is None or (word.start, word.end) != (last.start, last.end):  # don't is two words, printed once
            runs[-1].append(word.text)
        last = word
    return sorted((run[:40] for run in runs if len(run) > 2), key=len, reverse=True)[:2]


def _together(common: Sequence[str]) -> Iterator[str]:
    """Queries for common words together: all of them, then all but one."""
    chosen = [_phrase(term) for term in common[:TOGETHER]]
    if len(chosen) > 1:
        yield " AND ".join(chosen)
    if len(chosen) > 2:
        for left_out in range(len(chosen)):
            yield " AND ".join(chosen[:left_out] + chosen[left_out + 1 :])


def _phrase(words: str) -> str:
    return '"' + words.replace('"', " ").replace("\0", " ") + '"' if any(ch.isalnum() for ch in words) else ""
