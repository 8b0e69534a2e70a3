"""What a quotation's words are for or against: its stance towards the likeliest target, where both are sure enough.

The head reads the mean of the target's vectors, of the content's and of its surroundings; `targets` says what may be
the target and what is known of it. `data/stance_weights.json` weighs that (`quotes.training.stances` fits it): which
target it is, a conditional logit, and the chance that side and target are right, a logistic.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from operator import mul

import numpy as np

from quotes.pipeline import choice, cues
from quotes.pipeline.lexicon import stance_weights
from quotes.pipeline.network.decode import probabilities
from quotes.pipeline.network.labels import STANCES
from quotes.pipeline.quotations import stripped
from quotes.pipeline.speakers.scene import Scene
from quotes.pipeline.stance.known import KINDS, KNOWN
from quotes.pipeline.stance.targets import Target, Targets
from quotes.types import Quote, Span, Stance
from quotes.wording import sentences

SURE = 0.5  # the chance of being right that a side must have to be shown; docs/stance.md has what follows from it
TOGETHER = 64  # quotations whose targets the head reads at once
SHOWN = 3  # targets kept a quotation
AROUND = 1500  # characters beyond which a source or a cue is no surroundings
_OF_TARGET = {name: f"target: {name}" for name in KNOWN}
ENDS = (0.01, 0.99)  # of a probability, before its odds are taken
_NEGATION = re.compile(r"\b(?:not|no|never|nobody|nothing)\b|n[’']t\b", re.IGNORECASE)
_CONDITION = re.compile(r"\b(?:if|unless|until|provided|as long as|in case)\b", re.IGNORECASE)


def find(
    scene: Scene, heads: Mapping[str, np.ndarray], quotes: Sequence[Quote], sure: float = SURE
) -> list[tuple[Stance, ...]]:
    """Return for each quotation its stances, the first its own; where no side is so `sure`, it is neutral towards nothing.

    With `sure` 0 the first is what is likeliest, and a neutral one has a target too.
    """
    article = Targets(scene)
    parts = (quotes[at : at + TOGETHER] for at in range(0, len(quotes), TOGETHER))
    return [held for part in parts for held in _stances(article, heads, part, sure)]


@dataclass(slots=True)
class Question:
    """A quotation's possible targets, and what the head says of what the link takes for the target and of some of them.

    `words` is what is known of the quotation, whatever it is about; `linked`, `content` and `around` are the means that the head
    reads; `by_link` and `by_words` (by the target's place) are probabilities in the order of STANCES, which `hear` fills in.
    """

    words: dict[str, float]
    targets: list[Target]
    linked: np.ndarray
    content: np.ndarray
    around: np.ndarray
    by_link: np.ndarray = field(default_factory=lambda: np.empty(0))
    by_words: dict[int, np.ndarray] = field(default_factory=dict)

    def odds(self, weights: Mapping[str, float]) -> np.ndarray:
        """Tell how likely each target is the one that is meant."""
        each = [weights.get(name, 0.0) for name in KNOWN]
        return choice.softmax(np.array([sum(map(mul, target.row, each)) for target in self.targets]))

    def known(self, odds: np.ndarray, n: int) -> tuple[np.ndarray, dict[str, float]]:
        """Return the probabilities of a target, and what is known of its likelier side; `odds` are those of each target."""
        first = odds[n] == odds.max()
        own = self.by_link if first else self.by_words[n]  # of the first, the target is what the link itself says
        side = int(own[1] > own[0])
        known = self.words | {
            "odds of the target": _odds(odds[n]),
            "side by the link": _odds(self.by_link[side]),
            "side by the words": _odds(self.by_words[n][side]),
            "neutral by the link": _odds(self.by_link[2]),
            "neutral by the words": _odds(self.by_words[n][2]),
            STANCES[side]: 1.0,
        }
        about = self.targets[n].known
        known |= {f"{STANCES[side]}, {name}": 1.0 for name in about if name in KINDS}
        return own, known | {_OF_TARGET[name]: value for name, value in about.items()}


def ask(article: Targets, quote: Quote) -> Question | None:
    """Return what there is to know before a stance is chosen; None for a quotation without pieces."""
    near = [s for s in (*quote.parts, *quote.source, *quote.cue) if abs(s[0] - quote.start) < AROUND]
    content = article.pieces((quote.start, quote.end))
    if content[0] >= content[1]:
        return None
    around = article.pieces((min(s for s, _ in near), max(e for _, e in near)))
    linked, targets = article.of(quote)
    return Question(_of_quotation(article.text, quote), targets, linked, article.mean(content), article.mean(around))


def hear(article: Targets, heads: Mapping[str, np.ndarray], asked: Sequence[tuple[Question, Sequence[int]]]) -> None:
    """Let the head say what each question's words are towards what the link takes for their target, and towards some of `targets`.

    The head's first layer is a sum over its inputs' parts: what stands beside the targets is worked out once a question.
    """
    if not asked:
        return
    rests = np.array([np.concatenate([one.content, one.around]) for one, _ in asked])
    heard = [v for one, some in asked for v in (one.linked, *(article.mean(one.targets[n].pieces) for n in some))]
    width, weight = article.reading.vectors.shape[1], heads["stance_0_weight"]
    beside = rests @ weight[:, width:].T + heads["stance_0_bias"]
    first = np.array(heard) @ weight[:, :width].T + np.repeat(beside, [1 + len(some) for _, some in asked], axis=0)
    scores = iter(_behind(heads, first))
    for one, some in asked:
        one.by_link = next(scores)
        one.by_words = {n: next(scores) for n in some}


def _stances(
    article: Targets, heads: Mapping[str, np.ndarray], quotes: Sequence[Quote], sure: float
) -> Iterator[tuple[Stance, ...]]:
    """The stances of some quotations: the head reads the likeliest targets of all of them at once."""
    weights = stance_weights()
    asked = [ask(article, quote) for quote in quotes]
    odds = [one.odds(weights["target"]) if one else np.empty(0) for one in asked]
    likeliest = [np.argsort(-each, kind="stable")[:SHOWN].tolist() for each in odds]
    hear(article, heads, [(one, some) for one, some in zip(asked, likeliest, strict=True) if one])
    for quote, one, chances, some in zip(quotes, asked, odds, likeliest, strict=True):
        if one is None:
            yield ()
            continue
        found: list[tuple[np.ndarray, Target | None, float]] = []
        for place, n in enumerate(some):
            scores, known = one.known(chances, n)
            chance = 1 / (1 + math.exp(-weighed(known, weights["sure"])))
            if chance >= sure and (label(scores) != "neutral" or (place == 0 and not sure)):
                found.append((scores, one.targets[n], chance))
        yield tuple(_stance(article, heads, quote, one, *each) for each in found or [(one.by_link, None, 0.0)])


def weighed(known: Mapping[str, float], weights: Mapping[str, float]) -> float:
    """Return the bias and the sum of what is known, each thing times its weight; what has no weight adds nothing."""
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
        out += [stripped(text, span) for span in pairwise(bounds)]
    return [(a, b) for a, b in out if a < b]


def label(scores: np.ndarray) -> str:
    """Return the stance that is shown for these probabilities."""
    return STANCES[int(scores.argmax())]


def head(heads: Mapping[str, np.ndarray], x: np.ndarray) -> np.ndarray:
    """Return probabilities in the order of STANCES for (…, 3 · width) vectors."""
    return _behind(heads, x @ heads["stance_0_weight"].T + heads["stance_0_bias"])


def _behind(heads: Mapping[str, np.ndarray], first: np.ndarray) -> np.ndarray:
    """What follows the head's first layer."""
    return probabilities(np.tanh(first) @ heads["stance_3_weight"].T + heads["stance_3_bias"])


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
    whole = [span for span, (lo, hi) in pieces.items() if lo < hi]
    if len(whole) < 2:
        return quote.start, quote.end
    words = (article.mean(pieces[span]) for span in whole)
    alone = head(heads, np.stack([np.concatenate([asked.linked, each, asked.around]) for each in words]))
    return whole[int(alone[:, stance].argmax())]
