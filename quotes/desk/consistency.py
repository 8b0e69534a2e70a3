"""What one person said that seems to contradict what they said another time: a question to look into, never a finding.

Two quotations of one speaker, of different articles and not one utterance, are laid side by side where their words seem to
contradict each other (`quotes.wording.contradiction`), or where the machine reads opposite stances, surely, towards the very
same target. People change their minds, times differ, and sentences are cut: that is why both contexts are shown.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from typing import Any

from quotes.store.packed import CONTEXT
from quotes.store.reading import said_by
from quotes.wording.contradiction import IN_COMMON, Clash, light, seem_to_contradict
from quotes.wording.words import words

NEWEST = 2_000  # quotations of one speaker that are looked through
SIDES = 0.8  # how sure both stances are
COMMON = 40  # quotations that hold a word, beyond which it leads to no pair by itself


def pairs(conn: sqlite3.Connection, speaker_id: int, *, about: str = "", limit: int = 50) -> list[dict[str, Any]]:
    """Return pairs of what the speaker said that seem to contradict each other, the newest first.

    Each is a dict of kind, words, one and other: dicts of id, quotation, context, outlet, published, title, url, confidence and
    review_status, the earlier first. `about` are words that both must have in their paragraph.
    """
    wanted = {word.key for word in words(about) if not light(word.key)}
    rows = conn.execute(
        f"SELECT q.id, q.text AS quotation, {CONTEXT} AS context, q.outlet, q.published, q.article_id, a.title, a.url, q.confidence,"
        " q.review_status, q.stance, q.stance_target AS target, q.stance_confidence AS sure, a.key,"
        " coalesce((SELECT group_id FROM variants v WHERE v.quote_id = q.id), -q.id) AS utterance"
        " FROM quotes q JOIN articles a ON a.id = q.article_id"
        f" WHERE {said_by([speaker_id], speaker='q.speaker_id', quotation='q.id')} AND q.shown = 1"
        " ORDER BY q.published DESC, q.id DESC LIMIT ?",
        (NEWEST,),
    ).fetchall()
    if wanted:
        rows = [row for row in rows if wanted <= {word.key for word in words(row["context"])}]
    found = []
    for newer, older in _near(rows):
        one, other = rows[older], rows[newer]
        if one["key"] == other["key"] or one["utterance"] == other["utterance"]:
            continue
        clash = seem_to_contradict(one["quotation"], other["quotation"]) or _other_side(one, other)
        if clash:
            told = [
                {name: row[name] for name in dict(row) if name not in ("key", "utterance", "sure")}
                for row in (one, other)
            ]
            said = " / ".join(filter(None, (clash.one, clash.other)))
            found.append({"kind": clash.kind, "words": said, "one": told[0], "other": told[1]})
            if len(found) == limit:
                break
    return found


def _near(rows: list[sqlite3.Row]) -> list[tuple[int, int]]:
    """Pairs of rows (newer, older) that have enough words in common, or a target; no row is laid beside all others."""
    holders: dict[str, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        for key in {word.key for word in words(row["quotation"]) if not light(word.key)}:
            holders[key].append(number)
        if row["target"]:
            holders["\0" + row["target"].casefold()].append(number)
    shared: dict[tuple[int, int], int] = defaultdict(int)
    for key, numbers in holders.items():
        few = numbers[:COMMON]
        for place, newer in enumerate(few):
            for older in few[place + 1 :]:
                shared[newer, older] += IN_COMMON if key.startswith("\0") else 1
    return sorted(pair for pair, many in shared.items() if many >= IN_COMMON - 1)


def _other_side(one: sqlite3.Row, other: sqlite3.Row) -> Clash | None:
    sides = {one["stance"], other["stance"]}
    if (
        sides != {"supports", "opposes"}
        or not one["target"]
        or one["target"].casefold() != (other["target"] or "").casefold()
    ):
        return None
    if min(one["sure"] or 0, other["sure"] or 0) < SIDES:
        return None
    return Clash("stance", f"{one['stance']} {one['target']}", f"{other['stance']} {other['target']}")
