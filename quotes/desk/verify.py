"""Did anybody say this? A verdict on claimed words, with the evidence and with what was searched."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from quotes.desk.cite import deep_link
from quotes.desk.days import days
from quotes.desk.evidence import Desk, Similarity
from quotes.desk.places import Within
from quotes.desk.verdicts import INFERRED, NOT_FOUND, UNSURE, Match
from quotes.errors import QueryError
from quotes.store.connection import connected
from quotes.store.reading import locator, speaker_ids
from quotes.store.text import fold
from quotes.store.threshold import condition
from quotes.wording.words import Word, is_function, words

LONGEST = 5_000  # characters of a claim
AROUND = 1_000  # characters of an article on either side of a match that may be shown with it


@dataclass(frozen=True, slots=True)
class Answer:
    """A verdict (of `quotes.desk.verdicts`) on a claim, whose words it found, the matches best first, and what was searched.

    Where the words are the claimed speaker's by the machine's word alone, `, speaker inferred` stands behind the verdict.
    `speaker` is None where the verdict does not say who spoke; `note` is one line on what the verdict can prove.
    """

    claim: str
    claimed_speaker: str
    verdict: str
    speaker: str | None
    score: float
    matches: tuple[Match, ...]
    coverage: dict[str, Any] = field(default_factory=dict)
    note: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return the answer as JSON shows it; `differences` and `speaker` are those of the first match."""
        first = self.matches[0].as_dict() if self.matches and self.verdict != NOT_FOUND else {}
        return {
            "verdict": self.verdict,
            "speaker": self.speaker,
            "differences": first.get("differences", []),
            "claim": self.claim,
            "claimed_speaker": self.claimed_speaker or None,
            "score": round(self.score, 3),
            "matches": [match.as_dict() for match in self.matches],
            "coverage": self.coverage,
            "note": self.note,
        }


def verify(
    database: str | Path | sqlite3.Connection,
    claim: str,
    *,
    speaker: str | None = None,
    since: str | None = None,
    until: str | None = None,
    min_confidence: float | None = None,
    limit: int = 5,
    similarity: Similarity | None = None,
) -> Answer:
    """Tell whether the claimed words were said, by that speaker if one is given, in articles of those days.

    The machine's word alone makes no claim false and none true: `misattributed` needs a printed name beside the words, or a
    person's decision (`quotes.wording.attributed`), else the verdict is `said, speaker unsure`; and behind the verdict on
    words of the claimed speaker stands `, speaker inferred` where nothing but the machine says that they are. The speakers of quotations
    are relied on from `min_confidence` on, or from the database's threshold. Each match holds its place: see `placed`.

    `similarity` may give a measure of meaning: for a claim and passages one number from 0 to 1 each; the
    better of it and the shared words counts for paraphrases. Raises QueryError for an empty or endless
    claim and for dates that are none, StoreError for the database.
    """
    claimed = _claimed(claim)
    first = days(since)[0].isoformat() if since is not None else None
    last = days(until)[1] if until is not None else None
    after = (last + timedelta(days=1)).isoformat() if last is not None and last < date.max else None
    with connected(database) as conn:
        ids = None if speaker is None else tuple(speakers_called(conn, speaker))
        within = Within(ids, first, after)
        desk = Desk(conn, claim, claimed, within, similarity, speaker=speaker or "", min_confidence=min_confidence)
        found = desk.matches()
        shown = tuple(replace(match, row=match.row | placed(conn, match.row)) for match in found[:limit])
        coverage = _coverage(conn, speaker, ids, first, after, condition(min_confidence))
    verdict = found[0].verdict if found else NOT_FOUND
    return Answer(
        claim=claim,
        claimed_speaker=speaker or "",
        verdict=verdict + INFERRED if speaker and found and found[0].inferred else verdict,
        speaker=found[0].row.get("speaker") if verdict not in (NOT_FOUND, UNSURE) else None,
        score=found[0].score if found else 0.0,
        matches=shown,
        coverage=coverage,
        note=_proves(claimed),
    )


def _claimed(claim: str) -> list[Word]:
    """The words of a claim; QueryError where there are none, or too many."""
    found = words(claim)
    if not any(word.key.isalnum() for word in found):
        raise QueryError("there are no words to look for")
    if len(claim) > LONGEST:
        raise QueryError(f"a claim has {LONGEST:,} characters at most; this one has {len(claim):,}")
    return found


def placed(conn: sqlite3.Connection, row: dict[str, Any]) -> dict[str, Any]:
    """Tell where a match stands: `passage` (its paragraph), `words_at` and `source_at` (spans of characters of the
    passage), and `link`, which leads a browser to the words (empty where the article has no web address).
    """
    text = conn.execute("SELECT text FROM articles WHERE id = ?", (row["article_id"],)).fetchone()[0]
    found = None
    if row["id"] is not None:
        found = conn.execute("SELECT parts, source_spans FROM quotes WHERE id = ?", (row["id"],)).fetchone()
    parts = json.loads(found[0]) if found else [[row["start"], row["end"]]]
    source = json.loads(found[1]) if found else []
    edges = [edge for span in (*parts, *source) for edge in span if row["start"] - AROUND < edge < row["end"] + AROUND]
    start = max(text.rfind("\n", 0, min(edges)) + 1, min(edges) - AROUND)
    stop = text.find("\n", max(edges))
    end = min(len(text) if stop < 0 else stop, max(edges) + AROUND)
    inside = [[[a - start, b - start] for a, b in spans if start <= a and b <= end] for spans in (parts, source)]
    at = {"article": {"url": row["url"], "text": text}, "parts": parts}
    at["locator"] = locator(conn, row["article_id"], row["start"])
    return {"passage": text[start:end], "words_at": inside[0], "source_at": inside[1], "link": deep_link(at)}


def _proves(claimed: Sequence[Word]) -> str:
    """One line for claims of so few or so common words that finding them proves little; else nothing."""
    if len(claimed) == 1:
        return "One word proves little: many people say it, and it says nothing about what they meant."
    if all(is_function(word) for word in claimed):
        return "These words are so common that finding them proves little: check a longer passage."
    return ""


def speakers_called(conn: sqlite3.Connection, name: str) -> list[int]:
    """Return the speakers that the name may mean: kirby is John Kirby, and so is Admiral John Kirby."""
    found = speaker_ids(conn, name)
    parts = fold(name).split()
    for first in range(1, len(parts)):
        if found:
            break
        rest = " ".join(parts[first:])
        found = [row[0] for row in conn.execute("SELECT DISTINCT speaker_id FROM aliases WHERE folded = ?", (rest,))]
    return found


def _coverage(
    conn: sqlite3.Connection,
    speaker: str | None,
    ids: Sequence[int] | None,
    since: str | None,
    until: str | None,
    shown: str,
) -> dict[str, Any]:
    """What was searched: articles, their outlets and dates; with a speaker, how many of their quotations."""
    where, values = Within(None, since, until).where("a")
    found = conn.execute(
        "SELECT outlet, count(*), min(published), max(published), sum(published IS NULL) FROM articles a"
        f" WHERE current = 1{where} GROUP BY outlet",
        values,
    ).fetchall()
    dates = [day for row in found for day in row[2:4] if day]
    coverage: dict[str, Any] = {
        "articles": sum(row[1] for row in found),
        "outlets": sorted(row[0] for row in found if row[0]),
        "first": min(dates, default=None),
        "last": max(dates, default=None),
        "since": since,
        "until": until,
        "narrowed": bool(since or until),
        "undated": sum(row[4] for row in found),
    }
    if since or until:  # articles without a date fall out of every span of days: say how many
        sql = "SELECT count(*) FROM articles WHERE current = 1 AND published IS NULL"
        coverage["undated"] = conn.execute(sql).fetchone()[0]
    if speaker is not None and ids is not None:
        where, values = Within(tuple(ids), since, until).where("q")
        counted = conn.execute(f"SELECT count(*) FROM quotes q WHERE {shown}{where}", values).fetchone()[0]
        names = conn.execute(
            "SELECT DISTINCT name FROM speakers WHERE id IN (SELECT value FROM json_each(?)) LIMIT 20",
            (json.dumps(ids),),
        )
        coverage |= {"speakers": [row[0] for row in names], "quotations_by_speaker": counted}
    return coverage
