"""Topics: what people are for or against, named by the words of a stance's target and by entities.

A topic has terms to `match` and entities it is `about`. A target belongs to it when it holds all the words of a
term. Where there are both, the quotation or its paragraph must mention an entity too ("the strikes", in a
quotation about Iran); a topic that only has entities is those entities, under all of their names. The views
`topic_targets` and `stance_by_topic` do the mapping, and so hold for whatever is ingested later.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from typing import Any

from quotes.errors import QueryError
from quotes.store.connection import Writing
from quotes.store.reading import fts_words
from quotes.store.sql import insert
from quotes.store.text import fold

LONGEST = 200  # characters of a name or a term
# words by which a target may differ and be the same thing: a war on, with, against Iran
SMALL = frozenset(("a", "an", "the", "of", "to", "in", "on", "at", "by", "for", "with", "from", "as", "into", "about",
                   "against", "over", "and", "or", "any", "this", "that", "these", "those"))  # fmt: skip

_COUNTS = """
SELECT count(*) AS quotations, count(DISTINCT speaker_id) AS speakers,
  count(*) FILTER (WHERE stance = 'supports') AS supports, count(*) FILTER (WHERE stance = 'opposes') AS opposes,
  count(*) FILTER (WHERE stance = 'neutral') AS neutral, min(date) AS first, max(date) AS last
FROM stance_by_topic WHERE topic_id = ?
"""


def add(store: Writing, name: str, *, match: Sequence[str] = (), about: Sequence[str] = ()) -> dict[str, Any]:
    """Return the topic as in `listed`, made where it is not there, with the terms added; without any, its name is one.

    Of a term's words those in SMALL do not count; words in quotation marks must follow one another, as they
    stand. Raises QueryError for a name or a term without a letter or digit, or longer than LONGEST.
    """
    name = _checked(name)
    terms = {"match": [_checked(term) for term in match], "about": [_checked(term) for term in about]}
    with store.transaction() as conn:
        topic = _named(conn, name)
        topic_id = topic["id"] if topic else insert(conn, "topics", {"name": name})
        if not topic and not any(terms.values()):
            terms["match"] = [name]
        for kind, added in terms.items():
            for term in added:
                row = (topic_id, kind, term, _query(kind, term), fold(term))
                sql = "INSERT INTO topic_terms (topic_id, kind, term, query, folded) VALUES (?, ?, ?, ?, ?)"
                conn.execute(f"{sql} ON CONFLICT DO NOTHING", row)
        return listed(conn, topic_id)[0]


def remove(store: Writing, name: str, *, match: Sequence[str] = (), about: Sequence[str] = ()) -> None:
    """Remove these terms from the topic, or the whole topic where none are named.

    Raises QueryError where the topic or the term is not there, or where no term would be left.
    """
    with store.transaction() as conn:
        topic_id = topic_named(conn, name)
        for kind, term in [*(("match", term) for term in match), *(("about", term) for term in about)]:
            sql = "DELETE FROM topic_terms WHERE topic_id = ? AND kind = ? AND folded = ?"
            if not conn.execute(sql, (topic_id, kind, fold(term))).rowcount:
                raise QueryError(f"the topic {name!r} has no term {term!r} to {kind}")
        if not (match or about):
            conn.execute("DELETE FROM topics WHERE id = ?", (topic_id,))
        elif not conn.execute("SELECT 1 FROM topic_terms WHERE topic_id = ?", (topic_id,)).fetchone():
            raise QueryError(f"no term of the topic {name!r} would be left; remove the topic instead")


def listed(conn: sqlite3.Connection, topic_id: int | None = None) -> list[dict[str, Any]]:
    """List topics by name: id, name, match, about, quotations, speakers, supports, opposes, neutral, first, last."""
    one = "SELECT id, name FROM topics WHERE ? IS NULL OR id = ? ORDER BY name"
    terms = "SELECT term FROM topic_terms WHERE topic_id = ? AND kind = ? ORDER BY id"
    found = []
    for topic in conn.execute(one, (topic_id, topic_id)).fetchall():
        kinds = {k: [row[0] for row in conn.execute(terms, (topic["id"], k))] for k in ("match", "about")}
        # a topic at a time: so the view looks at nothing else
        found.append({**dict(topic), **kinds, **dict(conn.execute(_COUNTS, (topic["id"],)).fetchone())})
    return found


def topic_named(conn: sqlite3.Connection, name: str) -> int:
    """Return the topic's id, by its name in any case; raises QueryError that says how to define it where there is none."""
    topic = _named(conn, name)
    if topic is None:
        raise QueryError(f'no topic {name!r} in this database: define it with `quotes topics DB add "{name}"`')
    return int(topic["id"])


def _named(conn: sqlite3.Connection, name: str) -> sqlite3.Row | None:
    same = (topic for topic in conn.execute("SELECT id, name FROM topics") if fold(topic["name"]) == fold(name))
    return next(same, None)


def _checked(term: str) -> str:
    term = " ".join(term.replace("\0", " ").split())
    if not fold(term) or not fts_words(term):
        raise QueryError(f"{term!r} has no word to look for")
    if len(term) > LONGEST:
        raise QueryError(f"{term[:40]!r}… is too long for a topic: {len(term)} characters, at most {LONGEST}")
    return term


def _query(kind: str, term: str) -> str:
    """The term for SQLite's full text: the words of a target, or an entity's name in a quotation or its paragraph."""
    if kind == "about":
        name = re.sub('["“”„«»]', " ", term)
        return "{text context} : " + fts_words(f'"{name}"')
    phrases = re.findall(r'"[^"]+"', fts_words(term))
    telling = [phrase for phrase in phrases if " " in phrase or fold(phrase) not in SMALL]
    return " ".join(telling or phrases)
