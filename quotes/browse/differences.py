"""How one wording of an utterance differs from its fullest one, as runs of words to be marked."""

from __future__ import annotations

from typing import NamedTuple

from quotes.wording.align import align
from quotes.wording.words import Word, words

LONGEST = 3000  # characters laid side by side


class Run(NamedTuple):
    """Words that both have (`same`), that only the fullest wording has (`gone`), or only this one (`new`)."""

    kind: str
    text: str


def runs(fullest: str, other: str) -> list[Run]:
    """Return the two wordings as one text, in runs."""
    if fullest == other or max(len(fullest), len(other)) > LONGEST:
        return [Run("same", other)]
    stored, claimed = words(fullest), words(other)
    found = align(stored, claimed)
    if not found.blocks:
        return [Run("gone", fullest), Run("new", other)]
    result = [Run("gone", _printed(fullest, stored[: found.start]))]
    for tag, i1, i2, j1, j2 in found.blocks:
        if tag == "equal":
            result.append(Run("same", _printed(other, claimed[j1:j2])))
        else:
            result += [Run("gone", _printed(fullest, stored[i1:i2])), Run("new", _printed(other, claimed[j1:j2]))]
    result.append(Run("gone", _printed(fullest, stored[found.end :])))
    return [run for run in result if run.text]


def _printed(text: str, run: list[Word]) -> str:
    """The words as they stand, with the marks that close them."""
    if not run:
        return ""
    end = run[-1].end
    while end < len(text) and not text[end].isspace() and not text[end].isalnum():
        end += 1
    return text[run[0].start : end]
