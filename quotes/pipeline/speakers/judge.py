"""How far a row can be trusted: whether it is speech, whether its words are whole, and whether the row is right as it stands.

Two logistic regressions: `speech` reads what is printed and the network's vectors of cue, words and source, `words` what is printed.
On them stand boosted trees, which know both answers and the chance of the speaker besides, and how these hang together. All are
fitted on left-out answers (`python -m quotes.training.rows`), so that of the rows at 0.9 nine in ten are right. What is hardly speech is no row: it stays an
attribution.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import numpy as np

from quotes.pipeline import choice, cues, trees
from quotes.pipeline.mentions import PRONOUNS
from quotes.pipeline.speakers.scene import WORD, Scene
from quotes.types import Quote, Span

DATA = Path(__file__).parents[1] / "data"
TREES = DATA / "row_trees.npz"
SPEECH = 0.4  # the chance of being speech below which an attribution is no row: on left-out folds most of those below are none
MARKED = (
    0.1  # the same of words within marks, of which that loses two in a thousand: they are kept back sooner than lost
)
TURN = 0.98  # how sure it is that a turn of a transcript is speech, and whole
HEAD = 120  # characters that are an article's head, where more lines follow
LONG = 300  # characters of the words whose verbs are counted
_BEGINS = frozenset("to that the a how what about if whether for of not".split())

Features = dict[str, float]


@dataclass(frozen=True)
class Weights:
    """What each named feature adds, by question, and what the vectors add to `speech`: (2 × 4 × width,)."""

    named: dict[str, choice.Weights]
    vectors: np.ndarray

    @cached_property
    def by_kind(self) -> dict[bool, np.ndarray]:
        """What the vectors add once, to indirect rows and to the others: (4 × width,)."""
        every, indirect = 2 * self.vectors.reshape(2, -1)
        return {False: every, True: every + indirect}


@cache
def weights() -> Weights:
    """Read the fitted weights, once a process."""
    named = json.loads((DATA / "row_weights.json").read_text(encoding="utf-8"))
    return Weights(
        {question: choice.Weights(each) for question, each in named.items()},
        np.load(DATA / "row_vectors.npy").astype(np.float32),
    )


def judge(scene: Scene, quotes: Iterable[Quote], turns: Collection[Span], within: Collection[Span] = ()) -> list[Quote]:
    """Return the quotations that are speech, each with its confidences.

    `turns` are the labels of a transcript; `within` are the bounds of quotations inside others, which stay however unsure.
    """
    by = weights()
    out: list[Quote] = []
    weighed: dict[int, Features] = {}  # of those that no label of a turn makes sure: what is known, by their place
    for quote in quotes:
        if quote.source and quote.source[0] in turns:
            out.append(_turn(quote))
            continue
        known, kind = _known(scene, quote), quote.kind
        heard = float(_vectors(scene, quote) @ by.by_kind[kind == "indirect"])
        speech = _chance(known, by.named["speech"].beside(kind), heard)
        if speech < least(quote) and (quote.start, quote.end) not in within:
            continue
        words = _chance(known, by.named["words"].beside(kind))
        weighed[len(out)] = known | joined(speech, words, quote.speaker_confidence)
        out.append(quote.but(speech_confidence=round(speech, 4), words_confidence=round(words, 4)))
    if weighed:
        for n, row in zip(weighed, trees.read(TREES).chances([*weighed.values()]).tolist(), strict=True):
            out[n] = out[n].but(confidence=round(row, 4))
    return out


def least(quote: Quote) -> float:
    """Return the chance of being speech that a quotation must have to be a row."""
    return SPEECH if quote.kind == "indirect" else MARKED


def _turn(quote: Quote) -> Quote:
    """What stands behind a label is its speaker's words: only who that is may be unsure."""
    return quote.but(
        confidence=round(TURN * quote.speaker_confidence, 4),
        speech_confidence=TURN,
        words_confidence=TURN,
    )


def _chance(known: Features, by: choice.Features, more: float = 0.0) -> float:
    score = more + choice.weighed(known, by)
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, score))))


def joined(speech: float, words: float, speaker: float) -> Features:
    """Return what the answers so far say of the whole row: their log odds."""
    chances = {"speech": speech, "whole words": words, "the speaker": speaker}
    return {f"odds of {name}": math.log(max(p, 1e-4) / max(1 - p, 1e-4)) for name, p in chances.items()}


def vectors(scene: Scene, quote: Quote) -> np.ndarray:
    """Return the vectors of cue, first word, words (their mean) and source, once for all rows and once for indirect ones."""
    found = _vectors(scene, quote)
    return 2 * np.concatenate([found, found if quote.kind == "indirect" else 0 * found])


def _vectors(scene: Scene, quote: Quote) -> np.ndarray:
    width = scene.reading.vectors.shape[1]
    lo, hi = scene.piece(quote.start), scene.piece(quote.end - 1) + 1
    none = np.zeros(width, np.float32)
    return np.concatenate(
        [
            scene.vector(quote.cue[0][0]) if quote.cue else none,
            scene.vector(quote.start),
            scene.reading.mean(lo, max(hi, lo + 1)) / 4,
            scene.vector(quote.source[0][1] - 1) if quote.source else none,
        ]
    )


def features(scene: Scene, quote: Quote) -> Features:
    """Return what is printed of a row, by name; each also under the row's kind."""
    known = _known(scene, quote)
    mark = f"{quote.kind}: "
    out = known | {f"{mark}{k}": v for k, v in known.items() if k not in ("always", quote.kind)}
    return {k: v for k, v in out.items() if v}


def _known(scene: Scene, quote: Quote) -> Features:
    text, kind = scene.text, quote.kind
    printed = " ".join(text[s:e] for s, e in quote.cue)
    cue = cues.read(printed)
    words = quote.text.split()
    first = words[0].lower().strip("“\"‘'") if words else ""
    source = text[slice(*quote.source[0])].lower() if quote.source else ""
    form = (
        "no"
        if not source
        else "pronoun"
        if source.strip(" ,") in PRONOUNS
        else "named"
        if source != source.lower()
        else "other"
    )
    opening = quote.quoted[0] if quote.quoted else None
    heard, whole, beyond = _heard(scene, quote)
    verbs = _verbs(scene, quote)
    known: Features = {
        "network": quote.confidence,
        "heard as speech": heard,
        "least heard of it": whole,
        "heard beyond it": beyond,
        f"cue is {cue.speech}": 1.0,
        "cue is known": float(cues.known(printed)),
        "no cue": float(not quote.cue),
        "cue is denied": float(cue.lemma.startswith("not ")),
        f"cue {cue.tone}": 1.0,
        f"act {cue.act}": 1.0,
        f"cue “{cue.lemma}”": float(bool(cue.lemma)),
        "cue refuses": float(cue.lemma in ("decline", "refuse")),
        "words of the cue": min(len(printed.split()), 6) / 6,
        "words": math.log1p(len(words)),
        "few words": float(len(words) < 4),
        f"opens with {scene.pos(quote.start)}": 1.0,
        f"opens with “{first}”": float(first in _BEGINS),
        "verbs": min(verbs, 4) / 4,
        "no verb": float(not verbs),
        "within marks": sum(e - s for s, e in quote.quoted) / max(1, quote.end - quote.start),
        "words within marks": min(sum(len(text[s:e].split()) for s, e in quote.quoted), 8) / 8,
        "source before the words": float(bool(quote.source and quote.source[0][0] < quote.start)),
        f"{form} source": 1.0,
        "in parts": float(len(quote.parts) > 1),
        "at the article's head": float(quote.start < HEAD and "\n" in text[quote.end :].rstrip()),
        "chance of the speaker": quote.speaker_confidence,
        "lead over the next speaker": quote.speaker_confidence - (quote.candidates[1].score if len(quote.candidates) > 1 else 0.0),
        "no speaker": float(not quote.speaker),
    }  # fmt: skip
    if opening:
        marked = text[slice(*opening)].split()
        known |= {
            "marks open with a capital": float(text[opening[0]].isupper()),
            "marks end with a stop": float(text[quote.quoted[-1][1] - 1] in ".,!?…"),
            "marked as a title is": float(all(w[0].isupper() or len(w) < 4 for w in marked)),
        }
    return known | {"always": 1.0, kind: 1.0}


def _heard(scene: Scene, quote: Quote) -> tuple[float, float, float]:
    """How far the network hears speech: in the words (mean log odds, and at the ends), and right beside them."""
    lo, hi = scene.piece(quote.start), scene.piece(quote.end - 1) + 1
    odds = scene.speech
    inside = odds[lo : max(hi, lo + 1)]
    if not len(inside):
        return 0.0, 0.0, 0.0
    beside = np.concatenate([odds[max(0, lo - 3) : lo], odds[hi : hi + 3]])
    return (
        float(inside.mean()) / 4,
        float(min(inside[0], inside[-1])) / 4,
        float(beside.max()) / 4 if len(beside) else 0.0,
    )


def _verbs(scene: Scene, quote: Quote) -> int:
    found = [m.start() for m in WORD.finditer(scene.text, quote.start, min(quote.end, quote.start + LONG))]
    return sum(scene.pos(at) in ("VERB", "AUX") for at in found)
