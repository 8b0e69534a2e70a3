"""What the reporter's verb does: from the words of a cue to the speech act that they name.

The words stand in `data/cues.tsv`, one row a lemma: its class, the act it names, what the reporter shows of
his own view by choosing it, whether it reports words or thoughts, and its forms. A `frame` ("went on to say")
gives way to any cue word beside it, a `noun` ("issued a warning") to a verb.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

ACTS = ("states", "claims", "denies", "accuses", "warns", "threatens", "promises", "demands", "praises", "condemns",
        "predicts", "asks", "admits", "announces")  # fmt: skip
TONES = ("endorses", "distances", "plain")
SPEECH = ("said", "thought", "either")
CLASSES = ("verb", "noun", "frame")  # in the order in which they may be a cue's head


@dataclass(frozen=True, slots=True)
class Cue:
    """What a cue says of the words it introduces.

    `lemma` is its head, with "not " before it when the cue denies it; `act` is one of ACTS; `tone` is one of
    TONES, the reporter's own attitude; `speech` is one of SPEECH: words uttered or written, or a mere thought.
    """

    lemma: str
    act: str = "states"
    tone: str = "plain"
    speech: str = "either"


@dataclass(frozen=True, slots=True)
class _Hit:
    rank: int  # of its class, and so of its claim to be the head
    at: int
    end: int
    cue: Cue


_WORD = re.compile(r"n't\b|[a-zé]+?(?=n't\b)|'?[a-zé]+(?:-[a-zé]+)*")
_NEGATIONS = frozenset(("not", "n't", "never", "cannot", "nobody", "nor", "neither", "no one", "no longer", "yet to",
                        "unable to", "short of", "without"))  # fmt: skip
_NOT_NEGATED_BEFORE = frozenset(("only", "just", "merely", "simply"))  # "not only criticised"
_REFUSALS = frozenset(("refuse", "decline"))  # "declined to say": the act after them was not performed
_DETERMINERS = frozenset(("a", "an", "the", "this", "that", "these", "those", "any", "another", "my", "our", "your",
                          "his", "her", "its", "their", "'s"))  # fmt: skip


@lru_cache(maxsize=65536)
def read(cue: str) -> Cue:
    """Return what the printed words of a cue do; a cue with no known word `states`, plainly.

    A negated act is not performed: "did not warn" is the lemma "not warn" and the act "states".
    """
    words = _WORD.findall(cue.lower().replace("’", "'"))
    hits = _hits(words)
    if not hits:  # a bare colon or dash, as in a transcript, is a cue of speech too
        return Cue(" ".join(words), speech="either" if words or not cue.strip() else "said")
    head = min(hits, key=lambda hit: (hit.rank, hit.at))
    refused = head.cue.lemma in _REFUSALS and words[head.end : head.end + 1] == ["to"]
    after = [hit for hit in hits if refused and hit.at == head.end + 1]
    if after:
        return _negated(after[0].cue)
    return _negated(head.cue) if _is_negated(words, head.at) else head.cue


@lru_cache(maxsize=65536)
def known(cue: str) -> bool:
    """Tell whether any word of a cue is in the lexicon, or it is the bare colon or dash of a transcript."""
    return bool(_hits(_WORD.findall(cue.lower().replace("’", "'")))) or not any(c.isalpha() for c in cue)


def _hits(words: list[str]) -> list[_Hit]:
    """Return the cue words in reading order, the longest first at each place, none overlapping."""
    table, longest = _table()
    hits, at = [], 0
    while at < len(words):
        for size in range(min(longest, len(words) - at), 0, -1):
            found = table.get(" ".join(words[at : at + size]))
            if found:
                cls, cue = found
                # "his claim", "a report": spelled as the verb is, and yet a noun
                noun = cls == "verb" and size == 1 and at > 0 and words[at - 1] in _DETERMINERS
                hits.append(_Hit(CLASSES.index("noun" if noun else cls), at, at + size, cue))
                at += size - 1
                break
        at += 1
    return hits


def _is_negated(words: list[str], head: int) -> bool:
    for at in range(head):
        if words[at] in _NEGATIONS or " ".join(words[at : at + 2]) in _NEGATIONS:
            return words[at + 1] not in _NOT_NEGATED_BEFORE
    return False


def _negated(cue: Cue) -> Cue:
    return Cue(f"not {cue.lemma}", "states", "plain", cue.speech)


@cache
def _table() -> tuple[dict[str, tuple[str, Cue]], int]:
    """Return the data file as form → (class, cue), and the number of words of its longest form."""
    lines = resources.files("quotes.pipeline").joinpath("data/cues.tsv").read_text(encoding="utf-8").splitlines()
    table: dict[str, tuple[str, Cue]] = {}
    for line in lines[1:]:
        lemma, cls, act, tone, speech, forms = line.split("\t")
        cue = Cue(lemma, act, tone, speech)
        each = forms.split(", ")  # of letters alone, or of several words
        table.update((form if form.isalpha() else " ".join(_WORD.findall(form)), (cls, cue)) for form in each)
    return table, max(form.count(" ") for form in table) + 1
