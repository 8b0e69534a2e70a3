"""How much of the sense of one passage another one has, judged by the stems they share.

This sees the same matter in other words only where some of the telling words stay; a measure of meaning
can be given to `quotes.desk.verify.verify` beside it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from itertools import pairwise
from math import sqrt

from quotes.wording import sentences
from quotes.wording.words import Word, is_negation, keys, lexicon

SENTENCES = 50  # of a passage that are compared
LIKELY = 0.45  # a score from which one passage is taken for a paraphrase of the other


def scores(claim: str, passages: Sequence[str], rarity: Mapping[str, float]) -> list[float]:
    """Return for each passage how much of the claim's sense it has, 0 to 1.

    `rarity` weighs the claim's words (those that are missing weigh 1). The score is high where a sentence
    or two of the passage hold the claim's telling stems and not much else.
    """
    pieces = [(number, piece) for number, text in enumerate(passages) for piece in _pieces(text)]
    stemmed = stems([claim, *(piece for _, piece in pieces), *rarity])
    weight = {
        stem: value for value, one in zip(rarity.values(), stemmed[1 + len(pieces) :], strict=True) for stem in one
    }
    wanted = stemmed[0]
    best = [0.0] * len(passages)
    for (number, _), there in zip(pieces, stemmed[1 : 1 + len(pieces)], strict=True):
        best[number] = max(best[number], _overlap(wanted, there, weight))
    return best


def stems(texts: Sequence[str]) -> list[frozenset[str]]:
    """Return the stems of each text's telling words, by the stemmer of the full-text index itself."""
    conn = sqlite3.connect(":memory:")
    try:
        conn.execute("CREATE VIRTUAL TABLE t USING fts5(text, tokenize = 'porter unicode61 remove_diacritics 2')")
        conn.execute("CREATE VIRTUAL TABLE v USING fts5vocab(t, instance)")
        conn.executemany("INSERT INTO t (rowid, text) VALUES (?, ?)", list(enumerate(map(_telling, texts))))
        found: list[set[str]] = [set() for _ in texts]
        for doc, term in conn.execute("SELECT doc, term FROM v"):
            found[doc].add(term)
    finally:
        conn.close()
    return [frozenset(one) for one in found]


def opposed(claim: Sequence[Word], passage: Sequence[Word]) -> bool:
    """Tell whether one of the two denies and the other does not."""
    return any(map(is_negation, claim)) != any(map(is_negation, passage))


def _telling(text: str) -> str:
    empty = lexicon()["function_words"] | lexicon()["negations"]
    bare = (key.partition("n't")[0].partition("'")[0] for key in keys(text))
    return " ".join(key for key in bare if key not in empty)


def _pieces(text: str) -> list[str]:
    """The passage's sentences, and each two that stand side by side."""
    found = sentences.split(text)[:SENTENCES]
    return [*found, *(f"{one} {two}" for one, two in pairwise(found))]


def _overlap(wanted: frozenset[str], there: frozenset[str], weight: Mapping[str, float]) -> float:
    if not wanted or len(wanted & there) < min(2, len(wanted)):
        return 0.0
    shared = sum(weight.get(stem, 1.0) for stem in wanted & there)
    of_claim = shared / sum(weight.get(stem, 1.0) for stem in wanted)
    of_passage = len(wanted & there) / len(there)
    return sqrt(of_claim * max(of_passage, of_claim / 2))
