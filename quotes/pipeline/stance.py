"""What a quotation's words are for or against: one stance a target, from the vectors of the same forward pass.

The head reads the mean of the target's vectors, of the content's and of its surroundings. Which words are the target is
the network's `target` link from the content's first piece; candidates are the noun phrases and names of the quotation
and of its sentence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from quotes.pipeline.encoder import Reading
from quotes.pipeline.labels import STANCES, TAGS
from quotes.types import Quote, Span, Stance

NEUTRAL_BELOW = 0.45  # a stance whose probability is lower is shown as neutral, its scores kept; see docs/stance.md
SHOWN = 3  # targets kept a quotation
_NOUNS = frozenset(("NOUN", "PROPN"))
_INSIDE = frozenset(("NOUN", "PROPN", "ADJ", "NUM"))
_JOINS = frozenset(("of", "with", "against", "on", "for", "in", "to", "from"))
_CONDITION = re.compile(r"\b(?:if|unless|until|provided|as long as|in case)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the text with its pieces and its part of speech."""

    lo: int
    hi: int
    start: int
    end: int
    pos: str


def find(
    text: str,
    reading: Reading,
    heads: Mapping[str, np.ndarray],
    quotes: Sequence[Quote],
    entities: Sequence[tuple[int, int, str]],
) -> list[tuple[Stance, ...]]:
    """For each quotation its stances, the strongest first; the first is the quotation's own."""
    bounds = np.array([e[:2] for e in entities], dtype=np.int64).reshape(-1, 2)
    names = np.stack(
        [
            np.searchsorted(reading.pieces.ends, bounds[:, 0], side="right"),
            np.searchsorted(reading.pieces.starts, bounds[:, 1]),
        ],
        axis=1,
    )
    return [_stances(text, reading, heads, q, entities, names) for q in quotes]


def _stances(
    text: str, reading: Reading, heads: Mapping, quote: Quote, entities: Sequence, names: np.ndarray
) -> tuple[Stance, ...]:
    content = _pieces(reading, (quote.start, quote.end))
    spans = [*quote.parts, *quote.source, *quote.cue]
    near = [s for s in spans if abs(s[0] - quote.start) < 1500]
    around = _pieces(reading, (min(s for s, _ in near), max(e for _, e in near)))
    if content[0] >= content[1]:
        return ()
    to, odds = reading.link("target", content[0])
    lo, hi = int(to[1]), int(to[-1]) + 1  # the window's pieces; the first link is to none
    mass = np.zeros(len(reading.pieces) + 1)
    mass[lo + 1 : hi + 1] = np.cumsum(odds[1:])
    mass[hi + 1 :] = mass[hi]
    context = [reading.vectors[slice(*content)].mean(0), reading.vectors[slice(*around)].mean(0)]
    inputs = [np.concatenate([odds[1:] @ reading.vectors[lo:hi], *context])]
    candidates = _candidates(text, reading, quote, around, entities, names, mass)
    inputs += [np.concatenate([reading.vectors[a:b].mean(0), *context]) for (a, b), _, _ in candidates[:SHOWN]]
    scores = head(heads, np.stack(inputs))
    out = [_stance(text, quote, scores[0], candidates[0][1] if candidates else None)]
    for (_, span, share), own in zip(candidates[1:SHOWN], scores[2:], strict=True):
        if share > 0.1:
            out.append(_stance(text, quote, own, span))
    return tuple(out)


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


def _stance(text: str, quote: Quote, scores: np.ndarray, span: Span | None) -> Stance:
    shown = label(scores)
    target = " ".join(text[slice(*span)].split()) if span else ""
    return Stance(
        stance=shown,
        target=target,
        confidence=round(float(scores[STANCES.index(shown)]), 4),
        target_span=span,
        evidence=(quote.start, quote.end),
        scores=tuple(round(float(s), 4) for s in scores),  # type: ignore[arg-type]
        conditional=bool(_CONDITION.search(quote.text)),
    )


def _pieces(reading: Reading, span: Span) -> Span:
    p = reading.pieces
    return int(np.searchsorted(p.ends, span[0], side="right")), int(np.searchsorted(p.starts, span[1]))


def _candidates(
    text: str, reading: Reading, quote: Quote, around: Span, entities: Sequence, names: np.ndarray, mass: np.ndarray
) -> list[tuple[Span, Span, float]]:
    """Noun phrases and names as (pieces, characters, share of the link), the likeliest target first."""
    words = _words(text, reading, *around)
    out: dict[Span, tuple[Span, Span, float]] = {}
    for lo, hi in _phrases(text, words):
        span = (words[lo].start, words[hi - 1].end)
        if any(s < span[1] and span[0] < e for s, e in quote.source):
            continue
        pieces = (words[lo].lo, words[hi - 1].hi)
        out[span] = (pieces, span, float(mass[pieces[1]] - mass[pieces[0]]))
    shares = mass[names[:, 1]] - mass[names[:, 0]]
    for n in np.flatnonzero(shares > 0.05).tolist():
        start, end = entities[n][:2]
        if not any(s <= start and end <= e for s, e in out):
            out[(start, end)] = ((int(names[n, 0]), int(names[n, 1])), (start, end), float(shares[n]))
    return sorted(out.values(), key=lambda c: -c[2])


def _words(text: str, reading: Reading, lo: int, hi: int) -> list[Word]:
    labels, pos = TAGS["pos"], reading.tags("pos")[lo:hi].argmax(1)
    starts, ends = reading.pieces.starts, reading.pieces.ends
    out: list[Word] = []
    for n in range(lo, hi):
        s, e = int(starts[n]), int(ends[n])
        if s == e:
            continue
        if out and out[-1].end == s and text[s].isalnum() and text[s - 1].isalnum():
            out[-1] = Word(out[-1].lo, n + 1, out[-1].start, e, out[-1].pos)
        else:
            out.append(Word(n, n + 1, s, e, labels[pos[n - lo]]))
    return out


def _phrases(text: str, words: Sequence[Word]) -> list[Span]:
    """Noun phrases as ranges of words: adjectives and nouns that end in a noun, and two joined by a preposition."""
    simple: list[Span] = []
    n = 0
    while n < len(words):
        if words[n].pos not in _INSIDE:
            n += 1
            continue
        last = n
        while last < len(words) and (words[last].pos in _INSIDE or _hyphen(text, words, last)):
            last += 1
        end = last
        while end > n and words[end - 1].pos not in _NOUNS:
            end -= 1
        if end > n:
            simple.append((n, end))
        n = last
    joined: list[Span] = []
    for span in simple:
        if joined and _joins(text, words, joined[-1], span):
            joined[-1] = (joined[-1][0], span[1])
        else:
            joined.append(span)
    return joined


def _hyphen(text: str, words: Sequence[Word], n: int) -> bool:
    return text[words[n].start : words[n].end] in ("-", "'s", "’s", "'", "’") and n + 1 < len(words)


def _joins(text: str, words: Sequence[Word], a: Span, b: Span) -> bool:
    between = text[words[a[1] - 1].end : words[b[0]].start].lower().split()
    return (
        0 < len(between) <= 2
        and between[0] in _JOINS
        and (len(between) == 1 or between[1] in ("the", "a", "an", "our", "their", "his", "her", "its", "this"))
    )
