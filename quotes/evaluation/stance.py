"""How well the stance towards a marked target is told, on sentences in NewsMTSC's form (Hamborg and Donnay, 2021)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from quotes.errors import EvaluationError
from quotes.evaluation.gold import rows
from quotes.evaluation.report import Error, Report, f1_of_labels
from quotes.types import Span

if TYPE_CHECKING:
    from quotes.pipeline.network.encoder import Encoder, Reading

LABELS = ("opposes", "neutral", "supports")
POLARITY = dict(zip((2, 4, 6), LABELS, strict=True))
BATCH = 64  # sentences
LEAST = (0.0, 0.2, 0.3, 0.4, 0.45, 0.5, 0.6, 0.7)  # chances at which precision is measured


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence and its targets, each with the attitude towards it."""

    id: str
    text: str
    targets: tuple[tuple[Span, str], ...]


def read(path: Path) -> list[Sentence]:
    """Return the sentences of a file; raises EvaluationError for a row of another kind."""
    return [_sentence(path, row) for row in rows(path)]


def measure(sentences: Sequence[Sentence], encoder: Encoder) -> Report:
    """Return macro-F1 and accuracy in per cent over targets, and the confusion: rows gold, columns found, in order of LABELS."""
    from quotes.pipeline.stance import label

    pairs: Counter[tuple[str, str]] = Counter()
    errors = []
    for batch in _batches(sentences):
        for sentence, reading in zip(batch, encoder.read([s.text for s in batch]), strict=True):
            for span, gold in sentence.targets:
                found = label(_towards(reading, encoder.heads, span, (0, len(sentence.text))))
                pairs[gold, found] += 1
                if found != gold:
                    errors.append(Error("stance", sentence.id, sentence.text, (span,), gold, found))
    return Report(_figures(pairs), errors)


def _towards(reading: Reading, heads: Mapping[str, np.ndarray], target: Span, sentence: Span) -> np.ndarray:
    """The attitude of a sentence, in which nobody is quoted, towards a target: probabilities in the order of STANCES."""
    from quotes.pipeline.stance import head

    starts, ends = reading.pieces.starts, reading.pieces.ends
    pieces = ((np.searchsorted(ends, lo, side="right"), np.searchsorted(starts, hi)) for lo, hi in (target, sentence))
    about, words = (reading.mean(int(lo), int(hi)) for lo, hi in pieces)
    return head(heads, np.concatenate([about, words, words]))


@dataclass(frozen=True, slots=True)
class Side:
    """A side that could be shown: how sure it is, whether the passage has one at all, whether it is this one, and its target too."""

    chance: float
    sided: bool
    right: bool
    with_target: bool


def by_coverage(found: Sequence[Side], gold: int) -> dict[str, dict[str, float]]:
    """Return precision by how sure a side must be to be shown, in per cent; `gold` is how many passages have a side."""
    return {f"at {least:.2f}": _shown([side for side in found if side.chance >= least], gold) for least in LEAST}


def _shown(sides: Sequence[Side], gold: int) -> dict[str, float]:
    of = max(1, len(sides))
    return {
        "shown": len(sides),
        "side": round(100 * sum(side.right for side in sides) / of, 1),
        "side_and_target": round(100 * sum(side.with_target for side in sides) / of, 1),
        "of_sided": round(100 * sum(side.sided for side in sides) / max(1, gold), 1),
    }


def _figures(pairs: Counter[tuple[str, str]]) -> dict:
    f1 = f1_of_labels(pairs, LABELS)
    right = sum(pairs[label, label] for label in LABELS)
    return {
        "macro_f1": round(100 * sum(f1.values()) / len(f1), 1),
        "accuracy": round(100 * right / max(1, pairs.total()), 1),
        "f1": {label: round(100 * value, 1) for label, value in f1.items()},
        "confusion": [[pairs[gold, found] for found in LABELS] for gold in LABELS],
    }


def _sentence(path: Path, row: dict) -> Sentence:
    try:
        text = row["sentence_normalized"]
        targets = tuple(((t["from"], t["to"]), POLARITY[t["polarity"]]) for t in row["targets"])
        if not all(0 <= start < end <= len(text) for (start, end), _ in targets):
            raise ValueError("a target outside of its sentence")
        return Sentence(str(row["primary_gid"]), text, targets)
    except (KeyError, TypeError, ValueError) as error:
        raise EvaluationError(f"{path}: not a row of NewsMTSC's form ({type(error).__name__}: {error})") from error


def _batches(sentences: Sequence[Sentence]) -> list[Sequence[Sentence]]:
    return [sentences[i : i + BATCH] for i in range(0, len(sentences), BATCH)]
