"""Which topics there might be: key terms of the stored quotations that stances are about."""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from quotes.store.reading import fts_words
from quotes.store.text import fold

AT_ONCE = 200  # quotations that key terms are sought in together
LONGEST = 1000  # characters of a quotation that are read
SHARED = 0.6  # a term gives way to a longer one that covers so much of what it covers

_SAID = """
SELECT substr(q.text, 1, ?) AS text, (SELECT group_concat(target, '. ') FROM stances WHERE quote_id = q.id) AS targets
FROM quotes q
WHERE q.shown = 1 AND EXISTS (SELECT 1 FROM stances WHERE quote_id = q.id AND target IS NOT NULL)
ORDER BY q.published DESC, q.id DESC LIMIT ?
"""
_COUNTS = """
SELECT count(DISTINCT s.quote_id) AS quotations, count(DISTINCT q.speaker_id) AS speakers,
  count(DISTINCT s.quote_id) FILTER (WHERE s.stance = 'supports') AS supports,
  count(DISTINCT s.quote_id) FILTER (WHERE s.stance = 'opposes') AS opposes,
  count(DISTINCT s.quote_id) FILTER (WHERE g.target LIKE '%' || ?) AS at_end
FROM targets_fts f CROSS JOIN targets g ON g.id = f.rowid CROSS JOIN stances s ON s.target = g.target
  CROSS JOIN quotes q ON q.id = s.quote_id AND q.shown = 1
WHERE targets_fts MATCH ?
"""


def suggest(conn: sqlite3.Connection, *, limit: int = 20, among: int = 2000) -> list[dict[str, Any]]:
    """Return terms for topics, those of most quotations and words first: term, kind, quotations, speakers, supports, opposes.

    They are key terms (YAKE, through textacy) of the newest `among` quotations that have a stance; counted are all
    quotations with a stance towards a target that holds the term. `kind` is `about` for a name of a speaker here,
    else `match`. Left out are terms of topics that are defined, and those in a single quotation.
    """
    known = {fold(row[0]) for row in conn.execute("SELECT term FROM topic_terms UNION SELECT name FROM topics")}
    found: list[dict[str, Any]] = []
    for term in _key_terms(conn.execute(_SAID, (LONGEST, among)), limit * 5):
        counts = dict(conn.execute(_COUNTS, (term, fts_words(f'"{term}"'))).fetchone())
        # English names a thing by the last word: 'the new wall' is a wall, and nobody is for or against 'new'
        if counts.pop("at_end") > 1 and fold(term) not in known:
            found.append({"term": term, "kind": _kind(conn, term), **counts})
    found.sort(key=lambda row: (-row["quotations"] * len(row["term"].split()), -row["speakers"], row["term"]))
    return list(_fullest(found))[:limit]


def load() -> None:
    """Load what finds key terms, which takes longer than finding them."""
    from importlib import import_module

    import spacy

    import_module("textacy.extract.keyterms")
    spacy.blank("en")


def _key_terms(said: Iterable[sqlite3.Row], most: int) -> list[str]:
    """Terms of one to three words as they are printed, those that are key terms of the most batches first."""
    import spacy
    from textacy.extract.keyterms import yake

    nlp = spacy.blank("en")  # no tags are needed: terms are weighed by where and how often they stand
    nlp.add_pipe("sentencizer")
    weights: defaultdict[str, float] = defaultdict(float)
    printed: dict[str, str] = {}
    for text in _batches(said):
        doc = nlp(text)
        for rank, (term, _) in enumerate(yake(doc, normalize="lower", ngrams=(1, 2, 3), include_pos=None, topn=most)):
            weights[term] += 1 / (1 + rank)
            printed.setdefault(term, _as_printed(term, text))
    return [printed[term] for term in sorted(weights, key=lambda term: -weights[term])[:most] if fts_words(f'"{term}"')]


def _batches(said: Iterable[sqlite3.Row]) -> Iterator[str]:
    lines: list[str] = []
    for row in said:
        lines.append(f"{row['targets']}. {row['text']}")
        if len(lines) == AT_ONCE:
            yield "\n".join(lines)
            lines = []
    if lines:
        yield "\n".join(lines)


def _as_printed(term: str, text: str) -> str:
    """The term with the fewest capitals that it is printed with: 'war', but 'Iran'."""
    forms = re.findall(rf"\b{re.escape(term)}\b", text, re.IGNORECASE)
    return min(forms, key=lambda form: (sum(map(str.isupper, form)), form), default=term)


def _kind(conn: sqlite3.Connection, term: str) -> str:
    sql = "SELECT 1 FROM aliases WHERE folded = ? AND only_in = ''"
    return "about" if conn.execute(sql, (fold(term),)).fetchone() else "match"


def _fullest(found: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Without other forms of a term, and terms that hardly stand without a longer one: 'rates' for 'tax rates'."""
    forms: set[tuple[object, ...]] = set()
    for row in found:
        form = (fold(row["term"])[:4], *list(row.values())[2:])  # counted by stems, so they count the same
        if form in forms:
            continue
        forms.add(form)
        words = f" {fold(row['term'])} "
        longer = (other for other in found if words in f" {fold(other['term'])} " and other is not row)
        if all(other["quotations"] < SHARED * row["quotations"] for other in longer):
            yield row
