"""Whether words that somebody said are turned by what stands next to them: a but, a condition, a negation."""

from __future__ import annotations

from collections.abc import Sequence

from quotes.wording.align import Alignment, printed
from quotes.wording.words import Word, is_negation, lexicon

AFTER, BEFORE = 3, 4  # words that still stand next to the cut


def turn(stored: Sequence[Word], found: Alignment, text: str) -> str:
    """Return the words left out that turn what the claim kept, as printed; empty when nothing does.

    Looks after the claimed words, before them, and at what a marked ellipsis of the claim leaves out.
    """
    for tag, i1, i2, _, _ in found.blocks:
        if tag == "gap" and any(is_negation(word) or _limits(word) for word in stored[i1:i2]):
            return printed(text, stored[i1:i2])
    if run := _after(stored[: found.end], stored[found.end :]):
        return printed(text, run)
    return printed(text, _before(stored[: found.start], stored[found.start :]))


def opens_with_turn(after: Sequence[Word]) -> bool:
    """Tell whether the words that follow a quotation take it back or limit it at once."""
    return bool(after) and (_limits(after[0]) or _limit_of_two(after))


def takes_back(following: Sequence[Word]) -> bool:
    """Tell whether a sentence opens by taking the last one back."""
    return bool(following) and following[0].key in lexicon()["contrasts"]


def _after(kept: Sequence[Word], rest: Sequence[Word]) -> Sequence[Word]:
    if not kept or not rest:
        return ()
    same = [word for word in rest if word.sentence == kept[-1].sentence]
    if not same:  # a new sentence turns the last one only by its first word
        return [word for word in rest if word.sentence == rest[0].sentence] if takes_back(rest) else ()
    joins = same[0].key in ("and", "or")
    near = [word for word in same[:AFTER] if word.clause == same[0].clause]
    turns = _limits(same[0]) or _limit_of_two(same) or (not joins and any(is_negation(word) for word in near))
    return same if turns else ()


def _before(rest: Sequence[Word], kept: Sequence[Word]) -> Sequence[Word]:
    if not kept:
        return ()
    same = [word for word in rest if word.sentence == kept[0].sentence]
    if not same:
        return ()
    clause = [word for word in same[-BEFORE:] if word.clause == kept[0].clause]
    if any(is_negation(word) or word.key in lexicon()["denials"] for word in clause):
        return same
    opening = [word for word in same if word.key not in lexicon()["contrasts"] and word.key != "and"][:1]
    return same if any(word.key in lexicon()["conditions"] for word in (*opening, same[-1])) else ()


def denied(before: Sequence[Word]) -> bool:
    """Tell whether the words that introduce a quotation say that it was not said or not so; not to deny is to say so."""
    near = [
        word for word in before[-BEFORE:] if word.sentence == before[-1].sentence and word.clause == before[-1].clause
    ]
    return sum(is_negation(word) or word.key in lexicon()["denials"] for word in near) % 2 == 1


def _limits(word: Word) -> bool:
    return word.key in lexicon()["contrasts"] or word.key in lexicon()["conditions"]


def _limit_of_two(run: Sequence[Word]) -> bool:
    """Only if, except when, as long as."""
    return len(run) > 1 and run[0].key in lexicon()["limits"] and run[1].key in lexicon()["limited"]
