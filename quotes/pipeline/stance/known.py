"""What is known of a possible target by the article as a whole: what it is, how often it is printed, what its words are like."""

from __future__ import annotations

import math
import re
from collections import Counter
from functools import lru_cache

from quotes.pipeline.entities import ORG, OTHER, PERSON, PLACE, Entity
from quotes.pipeline.stance.nouns import DEFINITE, JOINS, OWNERS

LEAD = 500  # characters at the head of an article, which say what it is about
_ABSTRACT = ("tion", "ment", "ity", "ness", "ism", "ance", "ence", "sion", "ing")
_WORD = re.compile(r"[a-z0-9]+(?:[’'][a-z]+)?")
_JOINED = re.compile(rf" (?:{'|'.join(sorted(JOINS))}) ")
_SMALL = frozenset(("a", "an", "the", "and", *JOINS, *OWNERS, *DEFINITE))
_KINDS = (PERSON, ORG, PLACE, OTHER, "")
_KIND = {one: tuple(float(one == other) for other in _KINDS) for one in _KINDS}
KINDS = ("is person", "is org", "is place", "is other", "is thing")
_OF_WORDS = (
    "words",
    "one word",
    "two words",
    "four words",
    "head recurs",
    "once",
    "words recur",
    "a word recurs",
    "words in the lead",
    "abstract",
)
_NO_WORDS = (0.0,) * len(_OF_WORDS)
KNOWN = (  # what is known of a target: the weights of `data/stance_weights.json` are of these
    "link",
    "link of the best",
    "inside",
    "times inside",
    "before",
    "behind",
    "distance",
    "early",
    "first",
    "part",
    "where it is",
    *KINDS,
    "mentions",
    "speaks",
    *_OF_WORDS,
)


class Known:
    """The words of one article, and what they tell of its targets."""

    def __init__(self, text: str) -> None:
        self.counts, self.lead = Counter(_stems(text)), frozenset(_stems(text[:LEAD]))
        self._asked: dict[str, tuple[float, ...]] = {}  # what is asked again for each quotation that is near

    def thing(self, phrase: str) -> tuple[float, ...]:
        """Return what is known of a thing by its words, the last of KNOWN: how often the article has them, their kind."""
        if phrase not in self._asked:
            self._asked[phrase] = (*_KIND[""], 0.0, 0.0, *self._words(phrase))
        return self._asked[phrase]

    def somebody(self, entity: Entity, speaks: bool) -> tuple[float, ...]:
        """Return what is known of somebody by the article as a whole, the last of KNOWN."""
        return (*_KIND[entity.kind], math.log1p(len(entity.mentions)), speaks, *_NO_WORDS)

    def _words(self, phrase: str) -> tuple[float, ...]:
        stems = _stems(phrase)
        words = [word for word in stems if word not in _SMALL] or [""]
        joined = _JOINED.search(phrase.lower()) if " " in phrase else None
        head = ((_stems(phrase[: joined.start()]) if joined else stems)[-1:] or [""])[0]
        counts = [self.counts[word] for word in words]
        return (
            math.log(len(phrase.split())),
            " " not in phrase,
            len(words) > 1,
            len(words) > 3,
            math.log1p(self.counts[head]),
            self.counts[head] < 2,
            math.log1p(sum(counts) / len(counts)),
            math.log1p(max(counts)),
            sum(word in self.lead for word in words) / len(words),
            head.endswith(_ABSTRACT),
        )


def _stems(text: str) -> list[str]:
    """The words of a text in small letters, without the ending of a plural or an owner."""
    return [_stem(word) for word in _WORD.findall(text.lower())]


@lru_cache(65536)
def _stem(word: str) -> str:
    word = word.removesuffix("’s").removesuffix("'s")
    return word[:-1] if word.endswith("s") and len(word) > 3 else word
