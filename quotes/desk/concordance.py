"""A word in its surroundings, by speaker; and what one person said, in order."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from quotes.desk.search import Found, find, one_speaker
from quotes.desk.where import Where
from quotes.errors import QueryError
from quotes.store.reading import fts_words, in_any_type, said_by
from quotes.store.threshold import condition

WIDTH = 50  # characters on either side


def concordance(
    database: str | Path | sqlite3.Connection, word: str, *, width: int = WIDTH, limit: int = -1, **filters: Any
) -> list[dict[str, Any]]:
    """Return each place where the word, or the words, stand in a quotation: speaker, before, word, after, outlet, published, id.

    By speaker, then by date. `filters` are those of `search`. Words are found by their stem and shown as printed.
    """
    return in_context(found(database, word, limit=limit, **filters).rows, word, width=width)


def found(database: str | Path | sqlite3.Connection, word: str, *, limit: int = -1, **filters: Any) -> Found:
    """Return the quotations in which the word stands, and how many more; `filters` are those of `find`."""
    words = in_any_type(fts_words(f'"{word}"'))
    if not words:
        raise QueryError("there is no word to look for")
    return find(database, f"text : ({words})", raw=True, limit=limit, **filters)


def in_context(rows: Sequence[dict[str, Any]], word: str, *, width: int = WIDTH) -> list[dict[str, Any]]:
    """Return each place where the word stands in one of these quotations, as `concordance` has it."""
    if not rows:  # nor are ten thousand words made into a pattern that fits nothing
        return []
    from textacy.extract.kwic import keyword_in_context

    pattern = re.compile(r"\b" + r"\s+".join(re.escape(part) for part in word.split()) + r"\w*", re.IGNORECASE)
    places = []
    for row in rows:
        text = " ".join(row["quotation"].split())
        for before, here, after in keyword_in_context(text, pattern, window_width=width):
            place = {"before": before, "word": here, "after": after}
            places.append(
                {"speaker": row["speaker"]} | place | {name: row[name] for name in ("outlet", "published", "id")}
            )
    return sorted(places, key=lambda line: (line["speaker"] or "￿", line["published"] or "", line["id"]))


def timeline(
    conn: sqlite3.Connection,
    speaker: str,
    *,
    topic: str | None = None,
    outlet: str | None = None,
    kind: str | None = None,
    since: str | None = None,
    until: str | None = None,
    min_confidence: float | None = None,
    limit: int = -1,
) -> Iterator[dict[str, Any]]:
    """Yield what a speaker said, the earliest first: date, speaker, quotation, role, stance, target, occasion, outlet, title, id.

    `speaker` is a name or a number. The date is when it was said where the article tells, else when it was published.
    `topic` is a topic of this database, else words that must stand in the quotation. Raises QueryError for a speaker not
    known here, and for a name that several of those quoted here go by.
    """
    where = Where(condition(min_confidence, table="all_quotations"))
    where.add(said_by([one_speaker(conn, speaker)]))
    if topic is not None:
        where.add(*_about(conn, topic))
    if outlet is not None:
        where.add_outlet(conn, "outlet", outlet)
    if kind is not None:
        where.add("kind = ?", kind)
    where.add_days("coalesce(said_on, substr(published, 1, 10))", since, until)
    rows = conn.execute(
        "SELECT coalesce(said_on, substr(published, 1, 10)) AS date, speaker, quotation, role, stance, target,"
        " stance_confidence, kind, confidence, occasion, outlet, title, id FROM all_quotations"
        f" WHERE {where} ORDER BY date IS NULL, date, id LIMIT ?",
        (*where.values, limit),
    )
    yield from (dict(row) for row in rows)


def _about(conn: sqlite3.Connection, topic: str) -> tuple[str, Any]:
    """The condition that a quotation is about the topic, and its value."""
    known = conn.execute("SELECT id FROM topics WHERE name = ? COLLATE NOCASE", (topic,)).fetchone()
    if known:
        return "id IN (SELECT quote_id FROM every_stance_by_topic WHERE topic_id = ?)", known[0]
    words = fts_words(topic)
    if not words:
        raise QueryError("a topic has words")
    return "id IN (SELECT rowid FROM quotes_fts WHERE quotes_fts MATCH ?)", f"text : ({words})"
