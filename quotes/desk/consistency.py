"""What one person said that seems to contradict what they said another time: a question to look into, never a finding.

Two quotations of one speaker, of different articles and not one utterance, seem to contradict each other where nearly all that
tells in the shorter one stands in the other, and what differs is a negation, a number of the same thing, or a word for its
opposite; or where the machine reads opposite stances, surely, towards the very same target. People change their minds, times
differ, and sentences are cut: that is why both contexts are shown.
"""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from quotes.wording.words import Word, is_negation, lexicon, words

NEWEST = 2_000  # quotations of one speaker that are looked through
IN_COMMON = 3  # words that tell, at least, in what two have in common
SHARE = 0.75  # of the words that tell of the shorter one
SIDES = 0.8  # how sure both stances are
COMMON = 40  # quotations that hold a word, beyond which it leads to no pair by itself
OPPOSITES = (
    "more less", "rise fall", "rises falls", "rising falling", "rose fell", "up down", "increase decrease", "increased decreased",
    "increase cut", "open close", "opened closed", "open closed", "start stop", "begin end", "win lose", "won lost", "support oppose",
    "supported opposed", "supports opposes", "accept reject", "accepted rejected", "always never", "everyone nobody", "everybody nobody",
    "safe dangerous", "safe unsafe", "legal illegal", "possible impossible", "true false", "right wrong", "good bad", "better worse",
    "best worst", "before after", "early late", "strong weak", "guilty innocent", "likely unlikely", "true untrue", "for against",
    "keep scrap", "build demolish", "hire fire", "raise lower", "raised lowered", "approve veto", "enter leave", "stay go",
)  # fmt: skip
NUMBER = re.compile(r"\d[\d,.]*")
# words that say that it is a question, a report or another time: such pairs are not shown
ASIDE = frozenset(
    "if unless whether would could might may perhaps maybe used once formerly last previously then when until".split()
)


@dataclass(frozen=True, slots=True)
class Clash:
    """Why two quotations seem to contradict each other: negation, number, opposite or stance, and the words that do it."""

    kind: str
    one: str
    other: str


def seem_to_contradict(one: str, other: str) -> Clash | None:
    """How two sentences of one person seem to contradict each other; None where they do not, or it cannot be told."""
    best: Clash | None = None
    for first in _sentences(one):
        for second in _sentences(other):
            found = _clash(first, second)
            if found and (best is None or best.kind == "opposite"):
                best = found
    return best


def pairs(conn: sqlite3.Connection, speaker_id: int, *, about: str = "", limit: int = 50) -> list[dict[str, Any]]:
    """Pairs of what the speaker said that seem to contradict each other, the newest first.

    Each is a dict of kind, words, one and other: dicts of id, quotation, context, outlet, published, title, url, confidence and
    review_status, the earlier first. `about` are words that both must have in their paragraph.
    """
    wanted = {word.key for word in words(about) if not _light(word.key)}
    rows = conn.execute(
        "SELECT q.id, q.text AS quotation, q.context, q.outlet, q.published, q.article_id, a.title, a.url, q.confidence,"
        " q.review_status, q.stance, q.stance_target AS target, q.stance_confidence AS sure, a.key,"
        " coalesce((SELECT group_id FROM variants v WHERE v.quote_id = q.id), -q.id) AS utterance"
        " FROM quotes q JOIN articles a ON a.id = q.article_id WHERE q.speaker_id = ? AND q.shown = 1"
        " ORDER BY q.published DESC, q.id DESC LIMIT ?",
        (speaker_id, NEWEST),
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
        for key in {word.key for word in words(row["quotation"]) if not _light(word.key)}:
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


def _clash(one: list[Word], other: list[Word]) -> Clash | None:
    """One kind of difference in what is otherwise the same."""
    if any(word.key in ASIDE for word in (*one, *other)):
        return None
    mine, theirs = _telling(one), _telling(other)
    common = mine.keys() & theirs.keys()
    shorter = min(len(mine), len(theirs))
    numbers = [_numbers(said) for said in (one, other)]
    if numbers[0] and numbers[1] and numbers[0] != numbers[1]:
        same_thing = {thing for _, thing in numbers[0]} & {thing for _, thing in numbers[1]}
        differ = [thing for thing in same_thing if _of(numbers[0], thing).isdisjoint(_of(numbers[1], thing))]
        if (
            differ
            and len(common) >= IN_COMMON - 1
            and len(common) >= SHARE * shorter
            and _negations(one) == _negations(other)
        ):
            thing = differ[0]
            return Clash("number", f"{min(_of(numbers[0], thing))} {thing}", f"{min(_of(numbers[1], thing))} {thing}")
        return None
    if numbers[0] != numbers[1]:
        return None
    opposed = _opposed(mine.keys() - common, theirs.keys() - common)
    rest = (mine.keys() ^ theirs.keys()) - set(opposed or ())
    if (
        len(common) < IN_COMMON - bool(opposed)
        or len(rest) > 2
        or len(common) + bool(opposed) < SHARE * max(len(mine), len(theirs))
    ):
        return None
    turned = _negations(one) % 2 != _negations(other) % 2
    if bool(opposed) == turned:  # neither, or both, which says the same again
        return None
    if opposed:
        return Clash("opposite", *opposed)
    said = [next((word.text for word in each if is_negation(word)), "") for each in (one, other)]
    return Clash("negation", *said)


def _telling(said: list[Word]) -> dict[str, Word]:
    """The words that tell, by what they are written as without their endings."""
    return {
        _stem(word.key): word
        for word in said
        if not _light(word.key) and not is_negation(word) and not NUMBER.fullmatch(word.key)
    }


def _light(key: str) -> bool:
    return (
        key in lexicon()["function_words"]
        and key not in ("more", "less", "up", "down", "before", "after", "for", "against")
        or not key.isalnum()
    )


@lru_cache(maxsize=20_000)
def _stem(key: str) -> str:
    if len(key) > 4 and key not in _OPPOSED:
        for ending in ("ing", "ed", "es", "s"):
            if key.endswith(ending) and len(key) - len(ending) >= 3:
                return key[: -len(ending)].rstrip("e")
    return key.rstrip("e") if len(key) > 4 and key not in _OPPOSED else key


def _numbers(said: list[Word]) -> set[tuple[str, str]]:
    """Numbers, each with the next word that tells: what they count."""
    found = set()
    for place, word in enumerate(said):
        if NUMBER.fullmatch(word.key):
            after = [
                each.key
                for each in said[place + 1 : place + 4]
                if not _light(each.key) and not NUMBER.fullmatch(each.key)
            ]
            found.add((word.key, _stem(after[0]) if after else ""))
    return found


def _of(numbers: set[tuple[str, str]], thing: str) -> set[str]:
    return {number for number, counted in numbers if counted == thing}


def _negations(said: list[Word]) -> int:
    return sum(is_negation(word) for word in said)


def _opposed(mine: set[str], theirs: set[str]) -> tuple[str, str] | None:
    for word in sorted(mine):
        for other in sorted(_OPPOSED.get(word, ())):
            if other in theirs:
                return word, other
    return None


def _sentences(text: str) -> list[list[Word]]:
    """The words of each sentence that states something; questions are left out."""
    found: dict[int, list[Word]] = defaultdict(list)
    for part in re.split(r"(?<=[?])\s+|(?<=[.!;])\s+", text):
        if not part.rstrip("”’\"' ").endswith("?"):
            found[len(found)] = list(words(part))
    return [each for each in found.values() if each]


def _table() -> dict[str, frozenset[str]]:
    both: dict[str, set[str]] = defaultdict(set)
    for pair in OPPOSITES:
        one, other = pair.split()
        both[one].add(other)
        both[other].add(one)
    return {word: frozenset(others) for word, others in both.items()}


_OPPOSED = _table()
