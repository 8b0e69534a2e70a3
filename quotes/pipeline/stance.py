"""What a quotation's words are for or against: one stance a target, from the vectors of the same forward pass.

The head reads the mean of the target's vectors, of the content's and of its surroundings; `targets` says what may be
the target.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from quotes.pipeline.cast import Cast
from quotes.pipeline.encoder import Reading
from quotes.pipeline.labels import STANCES
from quotes.pipeline.targets import Target, Targets
from quotes.types import Quote, Span, Stance

NEUTRAL_BELOW = 0.45  # a stance whose probability is lower is shown as neutral, its scores kept; see docs/stance.md
SHOWN = 3  # targets kept a quotation
ALSO = 0.1  # of the link: what a second or third target must have
AROUND = 1500  # characters beyond which a source or a cue is no surroundings
_END = re.compile(r"[.!?…][”’\"')\]]*\s+(?=[“‘\"'(\[]?[A-Z])")
_SHORT = re.compile(r"\b(?:[A-Za-z]|Mr|Mrs|Ms|Dr|Prof|Sen|Rep|Gov|Gen|Col|Lt|Sgt|St|Jr|Sr|No|vs|U\.S|U\.K|U\.N)\.\s+\Z")
_CONDITION = re.compile(r"\b(?:if|unless|until|provided|as long as|in case)\b", re.IGNORECASE)


def find(
    text: str,
    reading: Reading,
    heads: Mapping[str, np.ndarray],
    quotes: Sequence[Quote],
    cast: Cast,
) -> list[tuple[Stance, ...]]:
    """For each quotation its stances, the strongest first; the first is the quotation's own."""
    targets = Targets(text, reading, cast)
    asked = [question for n, quote in enumerate(quotes) for question in _questions(text, targets, n, quote)]
    if not asked:
        return [() for _ in quotes]
    scores = head(heads, np.stack([np.concatenate([q.target, q.content, q.around]) for q in asked]))
    # what of a longer quotation carries the stance: the sentence that alone gives it most
    parts = [np.concatenate([q.target, mean, q.around]) for q in asked for mean in q.sentences.values()]
    of_parts = iter(head(heads, np.stack(parts)) if parts else ())
    held: list[list[Stance]] = [[] for _ in quotes]
    for question, own in zip(asked, scores, strict=True):
        alone = {span: next(of_parts)[own.argmax()] for span in question.sentences}
        evidence = max(alone, key=alone.__getitem__) if alone else None
        held[question.quote].append(_stance(quotes[question.quote], own, question.towards, evidence))
    return [tuple(stances) for stances in held]


@dataclass(frozen=True, slots=True)
class _Question:
    """What the head is asked: the means of a target, of a quotation, of its surroundings, of each of its sentences."""

    quote: int
    towards: Target | None
    target: np.ndarray
    content: np.ndarray
    around: np.ndarray
    sentences: dict[Span, np.ndarray]


def _questions(text: str, targets: Targets, n: int, quote: Quote) -> Iterator[_Question]:
    """One for each target that is worth showing; of the first, the target is what the link itself says."""
    vectors = targets.reading.vectors
    near = [s for s in (*quote.parts, *quote.source, *quote.cue) if abs(s[0] - quote.start) < AROUND]
    spans = [(quote.start, quote.end), (min(s for s, _ in near), max(e for _, e in near))]
    (lo, hi), around = (targets.pieces(span) for span in spans)
    if lo >= hi:
        return
    linked, found = targets.of(quote)
    pieces = {span: targets.pieces(span) for span in _sentences(text, quote)}
    means = {span: vectors[a:b].mean(0) for span, (a, b) in pieces.items() if a < b} if len(pieces) > 1 else {}
    context = vectors[lo:hi].mean(0), vectors[slice(*around)].mean(0), means
    yield _Question(n, found[0] if found else None, linked, *context)
    for target in found[1:SHOWN]:
        if target.share > ALSO:
            yield _Question(n, target, vectors[slice(*target.pieces)].mean(0), *context)


def _sentences(text: str, quote: Quote) -> list[Span]:
    """The sentences of each part of a quotation."""
    out = []
    for start, end in quote.parts:
        ends = [
            m.end()
            for m in _END.finditer(text, start, end)
            if not _SHORT.search(text, max(start, m.start() - 8), m.end())
        ]
        bounds = [start, *ends, end]
        out += [_trimmed(text, a, b) for a, b in pairwise(bounds)]
    return [(a, b) for a, b in out if a < b]


def _trimmed(text: str, start: int, end: int) -> Span:
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())


def towards(reading: Reading, heads: Mapping[str, np.ndarray], span: Span, content: Span) -> np.ndarray:
    """The attitude of some words (a sentence, when nobody is quoted) towards the target at `span`.

    Both are characters of the text; what comes back are probabilities in the order of STANCES.
    """
    target, words = (reading.vectors[slice(*_pieces(reading, s))].mean(0) for s in (span, content))
    return head(heads, np.concatenate([target, words, words]))


def label(scores: np.ndarray) -> str:
    """The stance that is shown for these probabilities."""
    best = int(scores.argmax())
    return STANCES[best] if scores[best] >= NEUTRAL_BELOW else "neutral"


def head(heads: Mapping[str, np.ndarray], x: np.ndarray) -> np.ndarray:
    """Probabilities in the order of STANCES for (…, 3 · width) vectors."""
    hidden = np.tanh(x @ heads["stance_0_weight"].T + heads["stance_0_bias"])
    logits = hidden @ heads["stance_3_weight"].T + heads["stance_3_bias"]
    e = np.exp(logits - logits.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def _stance(quote: Quote, scores: np.ndarray, target: Target | None, evidence: Span | None) -> Stance:
    shown = label(scores)
    return Stance(
        stance=shown,
        target=target.name if target else "",
        confidence=round(float(scores[STANCES.index(shown)]), 4),
        target_span=target.span if target else None,
        evidence=evidence or (quote.start, quote.end),
        scores=tuple(round(float(s), 4) for s in scores),  # type: ignore[arg-type]
        conditional=bool(_CONDITION.search(quote.text)),
    )


def _pieces(reading: Reading, span: Span) -> Span:
    p = reading.pieces
    return int(np.searchsorted(p.ends, span[0], side="right")), int(np.searchsorted(p.starts, span[1]))
