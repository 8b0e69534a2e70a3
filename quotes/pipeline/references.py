"""What the network says of a mention: whom its links name, which part of speech a word is."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from quotes.pipeline.cast import PERSON, Cast, Entity
from quotes.pipeline.encoder import Reading
from quotes.pipeline.labels import TAGS
from quotes.pipeline.lexicon import FEMALE, MALE

_GENDERED = re.compile(r"\b(?:(he|him|his|himself)|(she|her|hers|herself))\b", re.IGNORECASE)
FAINT = 0.002  # of a link: less is noise


class References:
    """The network's reading of one article in terms of its cast; offsets are characters of its text."""

    def __init__(self, text: str, reading: Reading, cast: Cast) -> None:
        self.text, self.reading, self.cast = text, reading, cast
        self.index = {id(e): i for i, e in enumerate(cast.entities)}
        self._starts = {span[0]: entity for span, entity in cast.at.items()}
        self._pos = reading.tags("pos").argmax(1)

    def weights(self, begin: int, end: int) -> tuple[dict[int, float], float, tuple[int, float] | None]:
        """How much of a mention's link goes to each entity of the cast, how much to itself, and the best description before it."""
        piece = self._piece(begin)
        if piece >= len(self.reading.pieces):
            return {}, 0.0, None
        earlier: tuple[int, float] | None = None
        to, odds = self.reading.link("name", piece)
        weights: dict[int, float] = {}
        itself = 0.0
        for p, w in zip(to, odds, strict=True):
            if p < 0 or w < FAINT:
                continue
            start = int(self.reading.pieces.starts[p])
            if begin <= start < end:
                itself += float(w)
            elif entity := self._starts.get(start):
                i = self.index[id(entity)]
                weights[i] = weights.get(i, 0.0) + float(w)
            elif start < begin and (earlier is None or w > earlier[1]):
                earlier = (start, float(w))
        return weights, itself, earlier

    def people(self, start: int) -> dict[int, tuple[Entity, float]]:
        """The persons that the phrase beginning at a character is linked to, by `id`, and how much of the link each has."""
        weights, _, _ = self.weights(start, start)
        found = ((self.cast.entities[i], w) for i, w in weights.items())
        return {id(e): (e, w) for e, w in found if e.kind == PERSON}

    def pos(self, start: int) -> str:
        """The universal part of speech of the word at a character."""
        piece = self._piece(start)
        return TAGS["pos"][int(self._pos[piece])] if piece < len(self._pos) else "X"

    def read_genders(self) -> None:
        """The gender that the article's own pronouns give each person: what it prints goes before what a name suggests."""
        votes: dict[int, float] = {}
        for m in _GENDERED.finditer(self.text):
            weights, _, _ = self.weights(m.start(), m.end())
            for i, w in weights.items():
                if self.cast.entities[i].kind == PERSON and w > 0.5:
                    votes[i] = votes.get(i, 0.0) + (w if m.group(1) else -w)
        for i, vote in votes.items():
            entity = self.cast.entities[i]
            if abs(vote) > (2.5 if entity.gender else 0.8):
                entity.gender = MALE if vote > 0 else FEMALE

    def _piece(self, start: int) -> int:
        return int(np.searchsorted(self.reading.pieces.ends, start, side="right"))


def clear(weights: Mapping[int, float]) -> bool:
    """Whether one entity stands out among those that a description is linked to."""
    best = max(weights.values(), default=0.0)
    return best > 0.03 and best > 0.55 * sum(weights.values())
