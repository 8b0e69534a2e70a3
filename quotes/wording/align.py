"""Two passages laid side by side, word by word: where the one stands in the other, and what differs.

The shorter passage is laid along the longer one, which may go on at both ends at no cost (a semi-global
alignment); words in square brackets and marked ellipses cost nothing on either side.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from quotes.wording.words import ELLIPSIS, Word, is_function, is_negation, is_number, is_short, lexicon

SKIP = 0.1  # what it costs to leave one word of the longer passage out, where a wrong word costs 1
ASIDE = 6  # words at most that a bracketed edit may stand for
FAMILY = {  # the short names of the database's `altered` columns
    "words dropped at the start": "cut",
    "words dropped at the end": "cut",
    "words dropped in the middle": "cut",
    "negation lost": "negation",
    "negation gained": "negation",
    "number changed": "number",
    "name swapped": "name",
    "words added": "words",
    "words changed": "words",
    "contraction": "words",
}

Block = tuple[str, int, int, int, int]


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference: its kind (a key of FAMILY), the words of the whole passage and of the other, as printed."""

    kind: str
    stored: str
    claimed: str


@dataclass(frozen=True, slots=True)
class Alignment:
    """Where the claim's words stand in the stored passage: word indexes `start` and `end` (exclusive).

    `score` is the share of the claim's weight that stands there, 0 to 1; `blocks` are runs of
    (equal, replace, delete or insert; stored from, to; claim from, to) between the two.
    """

    score: float
    start: int
    end: int
    blocks: tuple[Block, ...]


def align(stored: Sequence[Word], claim: Sequence[Word]) -> Alignment:
    """Tell where the claim stands best in the stored passage; time is the product of their lengths, in numpy."""
    if not stored or not claim:
        return Alignment(0.0, 0, 0, ())
    weights = [_weight(word) for word in claim]
    costs = _costs(stored, claim, weights)
    steps = _trace(costs, stored, claim, weights)
    blocks = _ends(tuple(_runs(steps)), stored)
    matched = [index for tag, i1, i2, _, _ in blocks if tag == "equal" for index in (i1, i2)]
    if not matched:
        return Alignment(0.0, 0, 0, blocks)
    total = sum(weights) or 1.0
    return Alignment(max(0.0, 1.0 - float(costs[-1].min()) / total), blocks[0][1], blocks[-1][2], blocks)


def differences(
    stored: Sequence[Word], claim: Sequence[Word], found: Alignment, text: str, claimed: str
) -> list[Difference]:
    """Return what differs between the claim and the words that it stands along; the ends aside (see `cuts`)."""
    result: list[Difference] = []
    for tag, i1, i2, j1, j2 in _merged(found.blocks):
        if tag in ("equal", "gap"):
            continue
        was, now = stored[i1:i2], claim[j1:j2]
        if _aside(was, now):
            continue
        kinds = _kinds(tag, was, now)
        result += [Difference(kind, printed(text, was), printed(claimed, now)) for kind in kinds]
    return result


def contractions(stored: Sequence[Word], claim: Sequence[Word], found: Alignment) -> list[Difference]:
    """Return words that one side prints in a short form and the other in full, each place once: I've, I have."""
    equal = [(i1, i2, j1) for tag, i1, i2, j1, _ in found.blocks if tag == "equal"]
    pairs = [(stored[i1 + step], claim[j1 + step]) for i1, i2, j1 in equal for step in range(i2 - i1)]
    result = []
    for short, group in groupby(pairs, key=_shortened):
        if short is not None:
            was, now = (
                list(dict.fromkeys((word.start, word.text) for word in side)) for side in zip(*group, strict=True)
            )
            if len(was) != len(now):  # not where the claim ends inside a short form: did, didn't
                result.append(Difference("contraction", *(" ".join(text for _, text in side) for side in (was, now))))
    return result


def _shortened(pair: tuple[Word, Word]) -> tuple[str, int] | None:
    """Which side has a short form where the other has none, and where it stands."""
    was, now = pair
    if is_short(was) == is_short(now):
        return None
    return ("stored", was.start) if is_short(was) else ("claim", now.start)


def cuts(stored: Sequence[Word], found: Alignment, text: str) -> list[Difference]:
    """Return the words of the first and the last sentence that the claim leaves out at its ends."""
    if found.start >= found.end:
        return []
    before = [word for word in stored[: found.start] if word.sentence == stored[found.start].sentence]
    after = [word for word in stored[found.end :] if word.sentence == stored[found.end - 1].sentence]
    named = (("words dropped at the start", before), ("words dropped at the end", after))
    return [Difference(kind, printed(text, run), "") for kind, run in named if run]


def printed(text: str, run: Sequence[Word]) -> str:
    """Return the run of words as it stands in the text."""
    if not run:
        return ""
    start, end = run[0].start, run[-1].end
    return text[start - (text[start - 1 : start] == "[") : end + (text[end : end + 1] == "]")]


def families(found: Sequence[Difference]) -> list[str]:
    """Return the short names of the differences, each once, in order."""
    return list(dict.fromkeys(FAMILY[difference.kind] for difference in found))


def _weight(word: Word) -> float:
    if word.edit or word.key == ELLIPSIS:
        return 0.0
    return 0.5 if is_function(word) and not is_negation(word) else 1.0


def _costs(stored: Sequence[Word], claim: Sequence[Word], weights: Sequence[float]) -> Any:
    """The table of least costs: row i, column j is that of the first i claimed words ending before stored word j."""
    import numpy as np

    codes: dict[str, int] = {}
    keys = np.array([codes.setdefault(word.key, len(codes)) for word in stored])
    skips = np.array([0.0, *(0.0 if word.edit or word.key == ELLIPSIS else SKIP for word in stored)], dtype=np.float32)
    along = np.cumsum(skips)
    free = np.array([word.edit for word in stored])
    table = np.zeros((len(claim) + 1, len(stored) + 1), dtype=np.float32)
    for i, (word, weight) in enumerate(zip(claim, weights, strict=True)):
        last, row = table[i], table[i + 1]
        if word.key == ELLIPSIS:
            np.minimum.accumulate(last, out=row)
            continue
        same = keys == codes.get(word.key, -1)
        row[0] = last[0] + weight
        np.minimum(last[:-1] + np.where(same, 0.0, np.where(free, weight / 2, weight)), last[1:] + weight, out=row[1:])
        row[:] = np.minimum.accumulate(row - along) + along
    return table


def _trace(table: Any, stored: Sequence[Word], claim: Sequence[Word], weights: Sequence[float]) -> list[Block]:
    """The cheapest way through the table, as single steps from left to right."""
    i, j = len(claim), int(table[-1].argmin())
    steps: list[Block] = []
    while i > 0:
        here = table[i, j]
        word, weight = claim[i - 1], weights[i - 1]
        if word.key == ELLIPSIS:
            if table[i - 1, j] <= here:
                steps.append(("gap", j, j, i - 1, i))
                i -= 1
            else:
                steps.append(("gap", j - 1, j, i, i))
                j -= 1
        elif j and word.key == stored[j - 1].key and _near(table[i - 1, j - 1], here):
            steps.append(("equal", j - 1, j, i - 1, i))
            i, j = i - 1, j - 1
        elif j and _near(table[i, j - 1] + _skip(stored[j - 1]), here):
            steps.append(("delete", j - 1, j, i, i))
            j -= 1
        elif j and _near(table[i - 1, j - 1] + weight / (2 if stored[j - 1].edit else 1), here):
            steps.append(("replace", j - 1, j, i - 1, i))
            i, j = i - 1, j - 1
        else:
            steps.append(("insert", j, j, i - 1, i))
            i -= 1
    return steps[::-1]


def _skip(word: Word) -> float:
    return 0.0 if word.edit or word.key == ELLIPSIS else SKIP


def _near(a: float, b: float) -> bool:
    return abs(float(a) - float(b)) < 1e-4 * max(1.0, abs(float(b)))


def _runs(steps: Sequence[Block]) -> Iterator[Block]:
    """Neighbouring steps of one kind, joined."""
    run: Block | None = None
    for step in steps:
        if run and run[0] == step[0]:
            run = (run[0], run[1], step[2], run[3], step[4])
            continue
        if run:
            yield run
        run = step
    if run:
        yield run


def _ends(blocks: tuple[Block, ...], stored: Sequence[Word]) -> tuple[Block, ...]:
    """The blocks, with words added at an end laid against those that stand there in the same clause, if any."""
    if len(blocks) < 2:
        return blocks
    first, last = blocks[0], blocks[-1]
    if last[0] == "insert":
        end, room = last[1], min(last[1] + last[4] - last[3], len(stored))
        while end < room and stored[end].clause == stored[last[1] - 1].clause:
            end += 1
        if end > last[1]:
            blocks = (*blocks[:-1], ("replace", last[1], end, last[3], last[4]))
    if first[0] == "insert":
        start, room = first[1], max(first[1] - first[4] + first[3], 0)
        while start > room and stored[start - 1].clause == stored[first[1]].clause:
            start -= 1
        if start < first[1]:
            blocks = (("replace", start, first[1], first[3], first[4]), *blocks[1:])
    return blocks


def _merged(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks, with neighbouring changes as one: a deletion beside an insertion is a replacement."""
    changed: list[Block] = []
    for block in (*blocks, ("equal", 0, 0, 0, 0)):
        if block[0] not in ("equal", "gap"):
            changed.append(block)
            continue
        if changed:
            i1, i2, j1, j2 = changed[0][1], changed[-1][2], changed[0][3], changed[-1][4]
            yield ("delete" if j1 == j2 else "insert" if i1 == i2 else "replace"), i1, i2, j1, j2
            changed = []
        if block[2] or block[4]:
            yield block


def _aside(was: Sequence[Word], now: Sequence[Word]) -> bool:
    """Whether one side holds nothing but a bracketed edit or an ellipsis, and the other at most what it stands for."""
    for own, other in ((was, now), (now, was)):
        rest = [word for word in other if not (word.edit or word.key == ELLIPSIS)]
        if own and all(word.edit or word.key == ELLIPSIS for word in own) and len(rest) <= ASIDE:
            return not any(is_negation(word) or is_number(word) for word in rest)
    return False


def _kinds(tag: str, was: Sequence[Word], now: Sequence[Word]) -> list[str]:
    kinds = []
    lost, gained = sum(map(is_negation, was)), sum(map(is_negation, now))
    if tag == "replace":
        gained += any(_opposite(old, new) for old in was for new in now)
        lost += any(_opposite(new, old) for old in was for new in now)
    if lost != gained:
        kinds.append("negation lost" if lost > gained else "negation gained")
    if tag == "replace":
        if {word.key for word in was if is_number(word)} != {word.key for word in now if is_number(word)}:
            kinds.append("number changed")
        if not kinds and _swapped(was, now):
            kinds.append("name swapped")
    return kinds or [
        {"replace": "words changed", "delete": "words dropped in the middle", "insert": "words added"}[tag]
    ]


def _opposite(word: Word, other: Word) -> bool:
    """Whether the other word is the word with a negative prefix: lawful, unlawful."""
    return len(word.key) > 3 and any(other.key == prefix + word.key for prefix in lexicon()["negative_prefixes"])


def _swapped(was: Sequence[Word], now: Sequence[Word]) -> bool:
    """Whether names stand on both sides; at the start of a sentence a capital alone does not tell."""
    content = [[word for word in side if not is_function(word) and not is_number(word)] for side in (was, now)]
    sure = [any(word.name for word in side) for side in content]
    perhaps = [any(word.name is None for word in side) for side in content]
    return any(sure) and all(content) or all(perhaps)
