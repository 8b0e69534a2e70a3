"""What a quotation's words are for or against: its stance towards the likeliest target, where both are sure enough.

The head reads the mean of the target's vectors, of the content's and of its surroundings; `targets` says what may be
the target and what is known of it. `data/stance_weights.json` weighs that (`quotes.training.stances` fits it): which
target it is, a conditional logit, and the chance that side and target are right, a logistic.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from quotes.pipeline import choice, cues
from quotes.pipeline.cast import Cast
from quotes.pipeline.lexicon import stance_weights
from quotes.pipeline.network.encoder import Reading
from quotes.pipeline.network.labels import STANCES
from quotes.pipeline.stance.targets import Target, Targets
from quotes.types import Quote, Span, Stance
from quotes.wording import sentences

SURE = 0.45  # the chance of being right that a side must have to be shown; docs/stance.md has what follows from it
NEUTRAL_BELOW = 0.45  # of the head: a side whose probability is lower is neutral
SHOWN = 3  # targets kept a quotation
AROUND = 1500  # characters beyond which a source or a cue is no surroundings
ENDS = (0.01, 0.99)  # of a probability, before its odds are taken
_NEGATION = re.compile(r"\b(?:not|no|never|nobody|nothing)\b|n[’']t\b", re.IGNORECASE)
_CONDITION = re.compile(r"\b(?:if|unless|until|provided|as long as|in case)\b", re.IGNORECASE)


def find(
    text: str,
    reading: Reading,
    heads: Mapping[str, np.ndarray],
    quotes: Sequence[Quote],
    cast: Cast,
    sure: float = SURE,
) -> list[tuple[Stance, ...]]:
    """For each quotation its stances, the first its own; where no side is so `sure`, it is neutral towards nothing.

    With `sure` 0 the first is what is likeliest, and a neutral one has a target too.
    """
    article = Targets(text, reading, cast)
    return [tuple(_stances(article, heads, quote, sure)) for quote in quotes]


@dataclass(frozen=True, slots=True)
class Question:
    """A quotation's possible targets, and the head's probabilities for what the link says is the target and for each of them.

    `words` is what is known of the quotation, whatever it is about; `linked` and `around` are the means that the head read.
    """

    words: dict[str, float]
    targets: list[Target]
    by_link: np.ndarray  # (STANCES,)
    by_words: np.ndarray  # (targets, STANCES)
    linked: np.ndarray
    around: np.ndarray

    def known(self, odds: np.ndarray, n: int) -> tuple[np.ndarray, dict[str, float]]:
        """The probabilities of a target, and what is known of its likelier side; `odds` are those of each target."""
        first = odds[n] == odds.max()
        own = self.by_link if first else self.by_words[n]  # of the first, the target is what the link itself says
        side = int(own[1] > own[0])
        known = self.words | {
            "odds of the target": _odds(odds[n]),
            "side by the link": _odds(self.by_link[side]),
            "side by the words": _odds(self.by_words[n, side]),
            "neutral by the link": _odds(self.by_link[2]),
            "neutral by the words": _odds(self.by_words[n, 2]),
            STANCES[side]: 1.0,
        }
        about = self.targets[n].known
        known |= {f"{STANCES[side]}, {name}": 1.0 for name in about if name.startswith("is ")}
        return own, known | {f"target: {name}": value for name, value in about.items()}


def ask(article: Targets, heads: Mapping[str, np.ndarray], quote: Quote) -> Question | None:
    """What there is to know before a stance is chosen; None for a quotation without pieces."""
    vectors = article.reading.vectors
    near = [s for s in (*quote.parts, *quote.source, *quote.cue) if abs(s[0] - quote.start) < AROUND]
    spans = [(quote.start, quote.end), (min(s for s, _ in near), max(e for _, e in near))]
    (lo, hi), around = (article.pieces(span) for span in spans)
    if lo >= hi:
        return None
    linked, targets = article.of(quote)
    content, beside = vectors[lo:hi].mean(0), vectors[slice(*around)].mean(0)
    scores = _scores(article, heads, linked, [target.pieces for target in targets], np.concatenate([content, beside]))
    return Question(_of_quotation(article.text, quote), targets, scores[0], scores[1:], linked, beside)


def _scores(
    article: Targets, heads: Mapping[str, np.ndarray], linked: np.ndarray, targets: Sequence[Span], rest: np.ndarray
) -> np.ndarray:
    """Return what `head` says of `linked` and of each target, by its pieces, beside the same rest.

    The head's first layer is a sum over its inputs' parts, so that what a target adds to it is worked out once an article.
    """
    width, weight = len(linked), heads["stance_0_weight"]
    new = [pieces for pieces in dict.fromkeys(targets) if pieces not in article.layers]
    rows = np.stack([linked, *map(article.mean, new)]) @ weight[:, :width].T
    article.layers.update(zip(new, rows[1:], strict=True))
    first = np.stack([rows[0], *(article.layers[pieces] for pieces in targets)])
    return _behind(heads, first + (rest @ weight[:, width:].T + heads["stance_0_bias"]))


def _stances(article: Targets, heads: Mapping[str, np.ndarray], quote: Quote, sure: float) -> Iterator[Stance]:
    asked = ask(article, heads, quote)
    if asked is None:
        return
    weights = stance_weights()
    odds = choice.choose([target.known for target in asked.targets], weights["target"])
    found = []
    for place, n in enumerate(np.argsort(-odds, kind="stable")[:SHOWN].tolist()):
        scores, known = asked.known(odds, n)
        chance = 1 / (1 + math.exp(-weighed(known, weights["sure"])))
        if chance >= sure and (label(scores) != "neutral" or (place == 0 and not sure)):
            found.append((scores, asked.targets[n], chance))
    for scores, target, chance in found or [(asked.by_link, None, 0.0)]:
        yield _stance(article, heads, quote, asked, scores, target, chance)


def weighed(known: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """The bias and the sum of what is known, each thing times its weight; what has no weight adds nothing."""
    return weights.get("bias", 0.0) + choice.weighed(known, weights)


def _of_quotation(text: str, quote: Quote) -> dict[str, float]:
    """What is known of a quotation, whatever it is about."""
    cue = cues.read(" ".join(text[start:end] for start, end in quote.cue))
    return {
        quote.kind: 1.0,
        cue.act: 1.0,
        cue.tone: 1.0,
        "asks": float("?" in quote.text),
        "exclaims": float("!" in quote.text),
        "denies it": float(bool(_NEGATION.search(quote.text))),
        "on a condition": float(bool(_CONDITION.search(quote.text))),
        "length": math.log1p(len(quote.text)) - 4.5,
    }


def _odds(chance: float) -> float:
    low, high = ENDS
    chance = min(max(float(chance), low), high)
    return math.log(chance / (1 - chance))


def _sentences(text: str, quote: Quote) -> list[Span]:
    """The sentences of each part of a quotation."""
    out = []
    for start, end in quote.parts:
        bounds = [start, *(begins for _, begins in sentences.gaps(text, start, end)), end]
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
    return _behind(heads, x @ heads["stance_0_weight"].T + heads["stance_0_bias"])


def _behind(heads: Mapping[str, np.ndarray], first: np.ndarray) -> np.ndarray:
    """What follows the head's first layer."""
    logits = np.tanh(first) @ heads["stance_3_weight"].T + heads["stance_3_bias"]
    e = np.exp(logits - logits.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)


def _stance(
    article: Targets,
    heads: Mapping[str, np.ndarray],
    quote: Quote,
    asked: Question,
    scores: np.ndarray,
    target: Target | None,
    chance: float,
) -> Stance:
    stance = label(scores) if target else "neutral"
    return Stance(
        stance=stance,
        target=target.name if target else "",
        confidence=round(float(scores[STANCES.index(stance)]) if stance == "neutral" else chance, 4),
        target_span=target.span if target else None,
        evidence=_evidence(article, heads, quote, asked, int(scores.argmax())),
        scores=tuple(round(float(s), 4) for s in scores),  # type: ignore[arg-type]
        conditional=bool(_CONDITION.search(quote.text)),
    )


def _evidence(article: Targets, heads: Mapping[str, np.ndarray], quote: Quote, asked: Question, stance: int) -> Span:
    """What of a longer quotation carries its stance: the sentence that alone gives it most."""
    pieces = {span: article.pieces(span) for span in _sentences(article.text, quote)}
    means = {span: article.reading.vectors[a:b].mean(0) for span, (a, b) in pieces.items() if a < b}
    if len(means) < 2:
        return quote.start, quote.end
    alone = head(heads, np.stack([np.concatenate([asked.linked, mean, asked.around]) for mean in means.values()]))
    return list(means)[int(alone[:, stance].argmax())]


def _pieces(reading: Reading, span: Span) -> Span:
    p = reading.pieces
    return int(np.searchsorted(p.ends, span[0], side="right")), int(np.searchsorted(p.starts, span[1]))
