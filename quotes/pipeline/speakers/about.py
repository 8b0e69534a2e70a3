"""What is known of a question before anybody is weighed: its sources, its sentence, who is near, and what the network hears."""

from __future__ import annotations

import math
import re
from functools import lru_cache

import numpy as np

from quotes.pipeline.entities import PERSON
from quotes.pipeline.lexicon import FEMALE, MALE
from quotes.pipeline.mentions import Mention
from quotes.pipeline.speakers.contenders import SPOKEN, Question, Said, noun_at, paragraph
from quotes.pipeline.speakers.scene import Scene
from quotes.types import Span

_HONORIFIC = re.compile(
    r"^(?:the\s)?(?:(mr|sir|lord|king|prince)|(mrs|ms|miss|dame|lady|queen|princess))\b", re.IGNORECASE
)


@lru_cache(maxsize=64)
def _head_names(what: str, count: int) -> tuple[str, ...]:
    return tuple(f"{what}, head {n}" for n in range(count))


class Source:
    """What is known of a printed source, whoever the contender is."""

    def __init__(self, scene: Scene, mention: Mention, shares: dict[int, float], tag: str) -> None:
        self.mention, self.shares = mention, shares
        form = mention.form if mention.pronoun not in ("i", "we") else "first"
        self.tag = f"{tag}{form} " if tag else ""
        self.heads = tuple(scene.index[e] for _, e in mention.heads)
        self.inside: dict[int, list[Span]] = {}  # who is named in it, and where
        for span, i in scene.between(mention.start, mention.end):
            self.inside.setdefault(i, []).append(span)
        before = scene.between(max(0, mention.start - 60), mention.start)
        self.before = {i for span, i in before if span[1] <= mention.start <= span[1] + 3}
        self.total, self.best = sum(shares.values()) or 1.0, max(shares.values(), default=0.0)
        honorific = _HONORIFIC.match(mention.text)
        self.gender = "" if honorific is None else MALE if honorific.group(1) else FEMALE


class About:
    """What each contender of one question is held against, worked out once."""

    def __init__(self, scene: Scene, question: Question, said: Said, axes: np.ndarray | None = None) -> None:
        self.scene, self.q, self.said = scene, question, said
        quote = question.quote
        self.place = question.mention.start if question.mention else quote.start
        self.par = scene.paragraph(self.place)
        self.sentence = (
            scene.sentence(min(self.place, quote.start))[0],
            scene.sentence(max(self.place, quote.start))[1],
        )
        self.opening = quote.quoted[0][0] if quote.quoted else quote.start
        self.last = said.last(SPOKEN)
        self.words_before = [span for q, _ in said.turns[-SPOKEN:] for span in q.quoted]
        self.shares = [
            scene.links(m.start, m.end) if m else ({}, 0.0, None) for m in (question.mention, question.other)
        ]
        mentions = zip((question.mention, question.other), self.shares, ("", f"{question.place} "), strict=True)
        self.sources = [Source(scene, m, shares, tag) for m, (shares, _, _), tag in mentions if m]
        self.named, self.described, self.unsaid = scene.speakers(quote.start, quote.end)
        self.best_named = max(self.named.values(), default=0.0)
        self.recent: dict[int, int] = {}  # who was named before, the latest first, and where
        for span, i in reversed(scene.between(max(0, self.place - 3000), self.place)):
            self.recent.setdefault(i, span[0])
        people = [i for i in self.recent if scene.cast.entities[i].kind == PERSON]
        others = [i for i in self.recent if scene.cast.entities[i].kind != PERSON]
        self.rank = {i: n for some in (people, others) for n, i in enumerate(some)}
        self.noun = scene.noun((question.mention.start, question.mention.end)) if question.mention else ""
        self.head: list[float] = []
        self._headed: dict[str, dict[str, float]] = {}
        self.vector: np.ndarray | None = None  # of the noun that heads a description
        if question.mention and question.form in ("nominal", "proper"):
            self.vector = scene.vector(noun_at(scene, question.mention))
            if axes is not None:
                self.head = (axes @ self.vector).astype(float).tolist()
        begin = paragraph(scene, quote.start)[0]
        self.lead = _lead(scene.text[begin : self.opening].strip(" \n“\"‘'«„"))
        self._in_the_sentence(question.mention)

    def _in_the_sentence(self, source: Mention | None) -> None:
        """Note who is named in the words, before them in their sentence, and at the head of the sentence before."""
        scene, quote = self.scene, self.q.quote
        n = max(0, scene.sentence(self.opening)[0] - 2)
        before = scene.sentence(n)[0] if scene.paragraph(n) == scene.paragraph(self.opening) else -1
        self.opens_before = {i for _, i in scene.between(before, before + 4)} if before >= 0 else set()
        words = scene.between(max(self.opening, quote.start), min(quote.end, self.sentence[1]))
        self.inside = {i for (_, end), i in words if end <= quote.end}
        self.said_before = scene.says(self.sentence[0], self.opening)
        self.before: dict[int, list[int]] = {}  # … and where that name ends
        for (start, end), i in scene.between(self.sentence[0], self.opening):
            if end <= self.opening and not (source and source.start <= start < source.end):
                self.before.setdefault(i, []).append(end)

    @property
    def form(self) -> str:
        """The form of the source that the weights tell apart."""
        return self.q.form if self.q.form != "proper" else "nominal"

    def heads(self, what: str) -> dict[str, float]:
        """Return what the vector of the source's noun says of somebody."""
        if what not in self._headed:
            self._headed[what] = dict(zip(_head_names(what, len(self.head)), self.head, strict=True))
        return self._headed[what]

    def calls(self, but: int = -1) -> bool:
        """Tell whether one of those who were named last is called by the source's noun."""
        people = (i for i in list(self.recent)[:12] if i != but and self.scene.cast.entities[i].kind == PERSON)
        return any(self.noun in self.scene.called(self.scene.cast.entities[i]) for i in people)


def _lead(before: str) -> str:
    """Where words stand, by what is printed before them in their paragraph."""
    if not before:
        return "opens its paragraph"
    if before.endswith(":"):
        return "behind a colon"
    return "behind a sentence" if before[-1] in '.!?”"' else "within a sentence"


def heard(tag: str, share: float) -> dict[str, float]:
    """Return the share of the network's link from the words to who says them."""
    return {tag: share, f"{tag}, log": math.log(max(share, 0.002) / 0.002) / 3}
