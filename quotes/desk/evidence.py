"""What a claim is beside each quotation and article that may hold it: the same words, altered ones, the sense."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from quotes.desk import places
from quotes.desk.places import Within
from quotes.desk.verdicts import (
    ALTERED,
    CONTEXT,
    CONTRACTION,
    DECISIVE,
    IN_ARTICLE,
    MISATTRIBUTED,
    NOT_FOUND,
    PARAPHRASE,
    UNSURE,
    VERBATIM,
    WITHDRAWN,
    Match,
)
from quotes.wording import attributed, paraphrase
from quotes.wording.align import ASIDE, Alignment, align, contractions, cuts, differences
from quotes.wording.turned import denied, opens_with_turn, takes_back, turn
from quotes.wording.words import Word, is_function, keys, spoken, words

LOOKED_AT = 60  # candidates that are compared
ALIGNED = 12  # the most alike of them are laid beside the claim word by word
NEAR = 0.65  # the share of the claim that must stand in a quotation for it to be that one, altered
LOOSE = 0.6  # where that share, less the number of changes to a word, is below this, it is a paraphrase
FEW = 3  # words of a claim below which what is left out beside them says nothing
REPORTED = "the article's words for what was said"
NEXT = 300  # characters after a quotation within which the next one continues it

Similarity = Callable[[str, Sequence[str]], Sequence[float]]


class Desk:
    """One claim, laid beside whatever the database holds that is like it."""

    def __init__(
        self,
        conn: sqlite3.Connection,
        claim: str,
        claimed: list[Word],
        within: Within,
        similarity: Similarity | None,
        *,
        speaker: str = "",
        min_confidence: float | None = None,
    ) -> None:
        self.conn, self.claim, self.claimed, self.within, self.similarity = conn, claim, claimed, within, similarity
        self.min_confidence = min_confidence
        self.names = attributed.names_of(conn, speaker, within.speakers) if within.speakers is not None else []

    def matches(self) -> list[Match]:
        """Return what there is, the match that decides first; nothing when nothing is like it."""
        anybody = replace(self.within, speakers=None)
        rows = places.quotations(self.conn, self.claimed, self.within, LOOKED_AT)
        if self.within.speakers is not None:
            known = {row["id"] for row in rows}
            others = places.quotations(self.conn, self.claimed, anybody, LOOKED_AT)
            rows += [row for row in others if row["id"] not in known]
        found = [self._told(row, match) for row in self._likeliest(rows) if (match := self._beside(row))]
        near = _agreeing(_named_elsewhere(self._without_outer(found)))
        ranked = sorted(near, key=_order)
        if ranked and ranked[0].score > 0.99 and ranked[0].verdict in DECISIVE:
            return _whole(self.conn, ranked)
        elsewhere = self._in_articles() or self._withdrawn()
        sense = [] if any(match.verdict == ALTERED for match in ranked) else self._paraphrases(rows, ranked)
        return sorted([*ranked, *elsewhere, *sense], key=_rank)

    def _told(self, row: sqlite3.Row, match: Match) -> Match:
        """The match, which says why its speaker is inferred where that is so."""
        if match.verdict in (UNSURE, MISATTRIBUTED) or not attributed.inferred(self.conn, row):
            return match
        return replace(match, inferred=True, why=attributed.reason(row))

    def _likeliest(self, rows: Sequence[sqlite3.Row]) -> list[sqlite3.Row]:
        """Those that hold most of the claim's words in their order."""
        from rapidfuzz.distance import LCSseq

        wanted = keys(self.claim)

        def alike(row: sqlite3.Row) -> float:
            there = keys(row["text"])
            return LCSseq.similarity(wanted, there) / max(min(len(wanted), max(len(there), 3)), 1)

        scored = sorted(((alike(row), -index) for index, row in enumerate(rows)), reverse=True)[:ALIGNED]
        return [rows[-index] for score, index in scored if score > 0.3]

    def _beside(self, row: sqlite3.Row) -> Match | None:
        """The quotation as a match, or None where the claim is not there, altered or not."""
        text = spoken(row["text"], json.loads(row["parts"]))
        there = words(text)
        found = align(there, self.claimed)
        changed = differences(there, self.claimed, found, text, self.claim)
        mine = self._by_claimed_speaker(row)
        if not changed and found.end - found.start:
            if not _in_marks(row, there, found):
                return Match(PARAPHRASE, found.score, _shown(row), (), "", REPORTED) if mine else None
            if mine is None:
                return Match(UNSURE, 1.0, _shown(row), why=attributed.reason(row))
            turned = turn(there, found, text) or self._turned_around(row, there, found)
            short = contractions(there, self.claimed, found)
            said = CONTEXT if turned else CONTRACTION if short else VERBATIM
            left_out = cuts(there, found, text) if len(self.claimed) >= FEW else []
            return Match(said if mine else MISATTRIBUTED, 1.0, _shown(row), (*short, *left_out), turned)
        if not _nearly(found, there):
            return None
        added = all(difference.kind in ("words added", "negation gained") for difference in changed)
        if not added and found.score - (len(changed) - 1) / len(self.claimed) < LOOSE:
            return Match(PARAPHRASE, found.score, _shown(row), tuple(changed)) if mine else None
        if mine is None:
            return Match(UNSURE, found.score, _shown(row), tuple(changed), why=attributed.reason(row))
        note = "" if _in_marks(row, there, found) else REPORTED
        return Match(ALTERED if mine else MISATTRIBUTED, found.score, _shown(row), tuple(changed), "", note)

    def _by_claimed_speaker(self, row: sqlite3.Row) -> bool | None:
        """Whether that speaker says it; None when nobody can be sure who does."""
        if self.within.speakers is None:
            return True
        if self._says(row, self.within.speakers):
            return True if attributed.decided(row) or attributed.sure(row, self.min_confidence) else None
        if row["speaker_id"] is None and not attributed.decided(row):
            return None
        return False if attributed.surely_somebody_else(self.conn, row, self.names, self.min_confidence) else None

    def _says(self, row: sqlite3.Row, speakers: Sequence[int]) -> bool:
        """Whether one of the speakers says it, alone or together with others."""
        sql = "SELECT speaker_id FROM joint_speakers WHERE quote_id = ?"
        return row["speaker_id"] in speakers or any(one in speakers for (one,) in self.conn.execute(sql, (row["id"],)))

    def _turned_around(self, row: sqlite3.Row, there: Sequence[Word], found: Alignment) -> str:
        """What the article itself puts next to a quotation that ends, or begins, where the claim does."""
        text: str = self.conn.execute("SELECT text FROM articles WHERE id = ?", (row["article_id"],)).fetchone()[0]
        before = re.split(r"[.!?:;—–”]\s|\n", text[max(row["start"] - 100, 0) : row["start"]])[-1].strip(" “‘\"'«„")
        if found.start == 0 and denied(words(before)):
            return before
        if found.end < len(there):
            return ""
        rest = text[row["end"] : row["end"] + NEXT].split("\n")[0]
        following = words(rest.lstrip("”’\"'»“,;: "))
        if not rest.lstrip("”’\"'»“").startswith(".") and opens_with_turn(following):
            return rest.strip("”’\"'»“,;: ")
        sql = "SELECT text FROM quotes WHERE article_id = ? AND start >= ? AND start < ? AND speaker_id IS ? ORDER BY start"
        values = (row["article_id"], row["end"], row["end"] + NEXT, row["speaker_id"])
        after = self.conn.execute(sql, values).fetchone()
        return str(after["text"]) if after and takes_back(words(after["text"])) else ""

    def _without_outer(self, found: list[Match]) -> list[Match]:
        """The matches without quotations that merely hold, inside, somebody else's that matches as well."""

        def holds(outer: dict[str, Any], inner: dict[str, Any]) -> bool:
            same = outer["article_id"] == inner["article_id"] and outer["speaker_id"] != inner["speaker_id"]
            return bool(same and outer["start"] <= inner["start"] and inner["end"] <= outer["end"])

        exact = [match.row for match in found if match.score == 1.0]
        return [match for match in found if not any(holds(match.row, row) for row in exact if row is not match.row)]

    def _place(self, text: str) -> tuple[int, int, float] | None:
        """Where the claimed words stand in a text, from and to, and how well they fit; None where they do not."""
        start, end = _window(text, self.claim)
        there = words(text[start:end])
        place = align(there, self.claimed)
        if place.score < 0.9 or differences(there, self.claimed, place, text[start:end], self.claim):
            return None
        return start + there[place.start].start, start + there[place.end - 1].end, place.score

    def _withdrawn(self) -> list[Match]:
        """Versions of articles that have the words, where the version that replaced them has not."""
        found: dict[str, Match] = {}
        for row in places.articles(self.conn, self.claimed, self.within, 20, current=False):
            place = self._place(row["text"])
            now = self.conn.execute(
                "SELECT version, text, published, updated FROM articles WHERE key = ? AND current = 1", (row["key"],)
            ).fetchone()
            if place is None or now is None or self._place(now["text"]):
                continue
            a, b, score = place
            said = places.quotation_at(self.conn, row["id"], a, b)
            shown = _shown(said) if said else _own_voice(row, a, b)
            note = f"in {_version(row)}, not in {_version(now, row)}"
            found[row["key"]] = Match(WITHDRAWN, score, shown, (), "", note)
        return list(found.values())

    def _in_articles(self) -> list[Match]:
        """Articles whose own voice has the words."""
        found = []
        for row in places.articles(self.conn, self.claimed, self.within, 20):
            place = self._place(row["text"])
            if place is None or self._quoted(row["id"], *place[:2]):
                continue
            a, b, score = place
            found.append(Match(IN_ARTICLE, score, _own_voice(row, a, b)))
        return found

    def _quoted(self, article_id: int, start: int, end: int) -> bool:
        """Whether most of the passage lies in a quotation."""
        sql = "SELECT parts FROM quotes WHERE article_id = ? AND start < ? AND end > ? AND review_status <> 'rejected'"
        inside = 0
        for (parts,) in self.conn.execute(sql, (article_id, end, start)):
            inside = max(inside, sum(max(0, min(b, end) - max(a, start)) for a, b in json.loads(parts)))
        return inside > (end - start) / 2

    def _paraphrases(self, rows: Sequence[sqlite3.Row], near: Sequence[Match]) -> list[Match]:
        taken = {match.row["id"] for match in near}
        rows = [row for row in rows if row["id"] not in taken and self._sure_and_mine(row)]
        texts = [spoken(row["text"], json.loads(row["parts"])) for row in rows]
        if not rows:
            return []
        score = paraphrase.scores(self.claim, texts, places.rarity(self.conn, self.claimed))
        if self.similarity is not None:
            score = [max(pair) for pair in zip(score, self.similarity(self.claim, texts), strict=True)]
        best = sorted(zip(score, range(len(rows)), strict=True), reverse=True)[:3]
        return [self._sense(rows[index], value) for value, index in best if value >= paraphrase.LIKELY]

    def _sure_and_mine(self, row: sqlite3.Row) -> bool:
        known = attributed.decided(row) or attributed.sure(row, self.min_confidence)
        return known and self._by_claimed_speaker(row) is True

    def _sense(self, row: sqlite3.Row, score: float) -> Match:
        opposed = paraphrase.opposed(self.claimed, words(row["text"]))
        match = Match(PARAPHRASE, score, _shown(row), (), "", "one of the two denies it" if opposed else "")
        return self._told(row, match)


def _version(row: sqlite3.Row, before: sqlite3.Row | None = None) -> str:
    """A version by its day where that tells it from the one before it, else by its number."""
    day = (row["updated"] or row["published"] or "")[:10]
    told = before is None or day != (before["updated"] or before["published"] or "")[:10]
    if not day or not told:
        return f"version {row['version']}"
    written = date.fromisoformat(day)
    return f"{'that' if before else 'the version'} of {written.day} {written:%B %Y}"


def _rank(match: Match) -> int:
    """What decides first: the words themselves, then as a reporter gives them, somebody else's, an article's, nearly the words, the sense."""
    exact = match.score > 0.99
    order = {
        CONTEXT: 0,
        VERBATIM: 0,
        CONTRACTION: 1,
        IN_ARTICLE: 5,
        WITHDRAWN: 5,
        ALTERED: 6,
        PARAPHRASE: 2 if exact and match.remark == REPORTED else 8,
        NOT_FOUND: 9,
    }
    return order.get(match.verdict, (3 if match.verdict == UNSURE else 4) if exact else 7)


def _order(match: Match) -> tuple[int, bool, float, str]:
    """What decides first of those that rank alike: whose speaker is printed, the better fit, the older."""
    return _rank(match), match.inferred, -match.score, match.row["published"] or "9"


def _agreeing(found: list[Match]) -> list[Match]:
    """The matches; one whose speaker is inferred is unsure where only somebody else is named with the same words."""
    exact = [match for match in found if match.score == 1.0]
    named = [match for match in exact if match.verdict != UNSURE and not match.inferred]
    if not named or any(match.verdict != MISATTRIBUTED for match in named):
        return found
    other = f"another passage names {named[0].row['speaker']}"
    return [
        replace(match, verdict=UNSURE, inferred=False, remark="; ".join(filter(None, (match.remark, other))))
        if match.inferred
        else match
        for match in found
    ]


def _named_elsewhere(found: list[Match]) -> list[Match]:
    """The matches; an unsure one is somebody else's where another article names, with the same words, whom it is taken for."""
    surely = {match.row["speaker_id"] for match in found if match.verdict == MISATTRIBUTED and match.score == 1.0}
    return [
        replace(match, verdict=MISATTRIBUTED, remark="", why="")
        if match.verdict == UNSURE and match.score == 1.0 and match.row["speaker_id"] in surely
        else match
        for match in found
    ]


def _whole(conn: sqlite3.Connection, ranked: list[Match]) -> list[Match]:
    """The matches, one that is turned first where the others are the same utterance, cut short by their outlet."""
    clean = [match for match in ranked if match.verdict in (VERBATIM, CONTRACTION)]
    turned = [match for match in ranked if match.verdict == CONTEXT]
    if not clean or not turned:
        return ranked
    groups = {
        row[0]: row[1]
        for row in conn.execute(
            "SELECT quote_id, group_id FROM variants WHERE quote_id IN (SELECT value FROM json_each(?))",
            (json.dumps([match.row["id"] for match in ranked]),),
        )
    }
    group = groups.get(turned[0].row["id"])
    same = group is not None and all(groups.get(match.row["id"]) == group for match in clean)
    first = turned if same else clean
    return first + [match for match in ranked if match not in first]


def _nearly(found: Alignment, there: Sequence[Word]) -> bool:
    """Whether enough of the claim stands in the quotation, or all of the quotation in a longer claim."""
    equal = [word for tag, i1, i2, _, _ in found.blocks if tag == "equal" for word in there[i1:i2]]
    telling = sum(not is_function(word) for word in equal)
    if len(equal) < 2 or not telling:
        return False
    return found.score >= NEAR or (len(equal) >= max(0.9 * len(there), 4) and found.score >= NEAR / 2)


def _in_marks(row: sqlite3.Row, there: Sequence[Word], found: Alignment) -> bool:
    """Whether the words are quoted as said: most of them stand inside quotation marks, or need none."""
    if row["kind"] == "direct":
        return True
    offsets, spans = _offsets(row), json.loads(row["quoted"])
    equal = [word for tag, i1, i2, _, _ in found.blocks if tag == "equal" for word in there[i1:i2]]
    inside = sum(any(a <= offsets[word.start] < b for a, b in spans) for word in equal)
    return inside * 2 >= len(equal) > 0


def _offsets(row: sqlite3.Row) -> list[int]:
    """For each character of the quotation's text where it stands in the article."""
    offsets: list[int] = []
    for start, end in json.loads(row["parts"]):
        offsets += [*([end] if offsets else []), *range(start, end)]
    return offsets


def _window(text: str, claim: str) -> tuple[int, int]:
    """Where in the text the claim stands best, with room at both ends."""
    from rapidfuzz import fuzz

    place = fuzz.partial_ratio_alignment(claim.lower(), text.lower())
    room = len(claim) // 2 + 10 * ASIDE
    return (max(place.dest_start - room, 0), place.dest_end + room) if place else (0, len(claim))


def _shown(row: sqlite3.Row) -> dict[str, Any]:
    hidden = ("parts", "quoted", "act", "machine", "candidates", "source_spans")
    return {name: row[name] for name in row.keys() if name not in hidden}  # noqa: SIM118 - a Row's keys, not its values


def _own_voice(row: sqlite3.Row, start: int, end: int) -> dict[str, Any]:
    """What is shown of an article's own words: those between two places, said by nobody."""
    shown = {"id": None, "article_id": row["id"], "text": row["text"][start:end], "start": start, "end": end}
    return (
        shown | {"speaker": None} | {name: row[name] for name in ("title", "outlet", "published", "url", "archive_url")}
    )
