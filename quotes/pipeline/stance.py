"""What a quotation's words are for or against: one stance a target, from the vectors of the same forward pass.

The head reads the mean of the target's vectors, of the content's and of its surroundings. Which words are the target is
the network's `target` link from the content's first piece; candidates are the noun phrases and names of the quotation
and of its sentence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from quotes.pipeline.encoder import Reading
from quotes.pipeline.labels import STANCES
from quotes.pipeline.targets import Target, Targets
from quotes.types import Quote, Span, Stance

NEUTRAL_BELOW = 0.45  # a stance whose probability is lower is shown as neutral, its scores kept; see docs/stance.md
SHOWN = 3  # targets kept a quotation
ALSO = 0.1  # of the link: what a second or third target must have
AROUND = 1500  # characters beyond which a source or a cue is no surroundings
_CONDITION = re.compile(r"\b(?:if|unless|until|provided|as long as|in case)\b", re.IGNORECASE)


def find(
    text: str,
    reading: Reading,
    heads: Mapping[str, np.ndarray],
    quotes: Sequence[Quote],
    entities: Sequence[tuple[int, int, str]],
) -> list[tuple[Stance, ...]]:
    """For each quotation its stances, the strongest first; the first is the quotation's own."""
    targets = Targets(text, reading, entities)
    asked = [_asked(targets, quote) for quote in quotes]
    inputs = [row for _, rows in asked for row in rows]
    scores = iter(head(heads, np.stack(inputs)) if inputs else ())
    return [
        _stances(quote, chosen, [next(scores) for _ in rows])
        for quote, (chosen, rows) in zip(quotes, asked, strict=True)
    ]


def _asked(targets: Targets, quote: Quote) -> tuple[list[Target], list[np.ndarray]]:
    """The targets of a quotation that are worth showing, and what the head reads of each; the first by the link itself."""
    vectors = targets.reading.vectors
    near = [s for s in (*quote.parts, *quote.source, *quote.cue) if abs(s[0] - quote.start) < AROUND]
    around = targets.pieces((min(s for s, _ in near), max(e for _, e in near)))
    content = targets.pieces((quote.start, quote.end))
    if content[0] >= content[1]:
        return [], []
    linked, found = targets.of(quote)
    context = [vectors[slice(*content)].mean(0), vectors[slice(*around)].mean(0)]
    chosen = [*found[:1], *(target for target in found[1:SHOWN] if target.share > ALSO)]
    means = [linked, *(vectors[slice(*target.pieces)].mean(0) for target in chosen[1:])]
    return chosen, [np.concatenate([mean, *context]) for mean in means]


def _stances(quote: Quote, chosen: Sequence[Target], scores: Sequence[np.ndarray]) -> tuple[Stance, ...]:
    return tuple(_stance(quote, own, chosen[n] if chosen else None) for n, own in enumerate(scores))


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


def _stance(quote: Quote, scores: np.ndarray, target: Target | None) -> Stance:
    shown = label(scores)
    return Stance(
        stance=shown,
        target=target.name if target else "",
        confidence=round(float(scores[STANCES.index(shown)]), 4),
        target_span=target.span if target else None,
        evidence=(quote.start, quote.end),
        scores=tuple(round(float(s), 4) for s in scores),  # type: ignore[arg-type]
        conditional=bool(_CONDITION.search(quote.text)),
    )


def _pieces(reading: Reading, span: Span) -> Span:
    p = reading.pieces
    return int(np.searchsorted(p.ends, span[0], side="right")), int(np.searchsorted(p.starts, span[1]))
