"""A `Reading` → spans and attributions: the network's numbers become offsets of the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from quotes.pipeline.network.encoder import Reading
from quotes.pipeline.network.labels import TAGS, bio_forbidden
from quotes.types import Span

FORBIDDEN = -1e4
SURELY = 1e-3  # more than what sums are rounded by


@dataclass(frozen=True, slots=True)
class Found:
    """A labelled run of pieces, `lo` to `hi`, with its characters and the mean probability of its label."""

    lo: int
    hi: int
    start: int
    end: int
    label: str
    score: float


def steps(group: str, learned: np.ndarray | None = None) -> np.ndarray:
    """Return the transition scores of a group's labels: learned ones or none, with what BIO forbids closed."""
    labels = TAGS[group]
    out = np.zeros((len(labels), len(labels)), np.float32) if learned is None else learned.astype(np.float32)
    for i, j in bio_forbidden(labels):
        out[i, j] = FORBIDDEN
    return out


def viterbi(emissions: Sequence[np.ndarray], transitions: np.ndarray) -> list[np.ndarray]:
    """Return the best label sequence of each text (Viterbi 1967).

    Most pieces are outside beyond doubt: what stands between them is decoded side by side, which takes few steps.
    """
    slack = 3 * float(
        np.ptp(transitions[transitions > FORBIDDEN])
    )  # three steps at most change with a label and the next
    out = [np.zeros(len(e), np.int8) for e in emissions]
    stretches = [(n, lo, hi) for n, e in enumerate(emissions) for lo, hi in _doubtful(e, slack)]
    by_length: dict[int, list[tuple[int, int, int]]] = {}
    for stretch in stretches:
        by_length.setdefault((stretch[2] - stretch[1]).bit_length() // 3, []).append(stretch)
    for some in by_length.values():
        within = [(lo > 0, hi < len(out[n])) for n, lo, hi in some]
        paths = _walk([emissions[n][lo:hi] for n, lo, hi in some], within, transitions)
        for (n, lo, hi), path in zip(some, paths, strict=True):
            out[n][lo:hi] = path
    return out


def _doubtful(emissions: np.ndarray, slack: float) -> list[tuple[int, int]]:
    """The stretches outside of which every piece is O in the best sequence.

    A piece is where O is better than any other label by more than what the neighbours could gain, and the next piece by
    being inside what it would then have to begin.
    """
    if not len(emissions):
        return []
    lead = emissions[:, 0] - np.maximum.reduce(emissions[:, 1:], axis=1)
    gain = np.maximum.reduce(emissions[1:, 2::2] - emissions[1:, 1::2], axis=1, initial=0.0)
    doubt = lead <= slack + np.append(gain, np.float32(0.0)) + SURELY
    bounds = np.flatnonzero(np.diff(doubt, prepend=False, append=False))
    return list(zip(bounds[::2].tolist(), bounds[1::2].tolist(), strict=True))


def _walk(
    emissions: Sequence[np.ndarray], within: Sequence[tuple[bool, bool]], transitions: np.ndarray
) -> list[np.ndarray]:
    """The best label sequence of each stretch, side by side; `within` says whether O stands before and behind it."""
    lengths, width = [len(e) for e in emissions], transitions.shape[0]
    scores = np.zeros((max(lengths), len(lengths), width), np.float32)  # of the best path to each label, step by step
    closed = np.where(transitions[0] <= FORBIDDEN, FORBIDDEN, 0.0)  # a text begins as after O
    for n, each in enumerate(emissions):
        scores[: len(each), n] = each
        scores[0, n] += transitions[0] if within[n][0] else closed
    options = np.empty((width, len(lengths), width), np.float32)  # (from, stretch, to)
    for t in range(1, len(scores)):  # behind a stretch's end the numbers mean nothing
        np.add(scores[t - 1].T[:, :, None], transitions[:, None, :], out=options)
        scores[t] += np.maximum.reduce(options)
    best = scores[:-1, :, :1] + transitions[0]
    back = np.zeros(best.shape, np.int8)
    for label in range(1, width):  # all steps at once, label by label: sooner than `argmax` over so few
        better = scores[:-1, :, label, None] + transitions[label]
        np.copyto(back, label, where=better > best)
        np.maximum(best, better, out=best)
    out = []
    for n, length in enumerate(lengths):
        path = [int((scores[length - 1, n] + (transitions[:, 0] if within[n][1] else 0.0)).argmax())]
        for step in back[: length - 1, n][::-1].tolist():
            path.append(step[path[-1]])
        out.append(np.array(path[::-1], np.int8))
    return out


def spans(text: str, reading: Reading, path: np.ndarray, group: str) -> list[Found]:
    """Return the labelled runs of a decoded path, in order, widened to whole words, paragraph breaks at their ends left out."""
    labels, pieces = TAGS[group], reading.pieces
    begins = [i for i, n in enumerate(labels) if n.startswith("B-")]
    starts = np.flatnonzero(np.isin(path, begins))
    if not len(starts):
        return []
    odds = probabilities(reading.tags(group))[np.arange(len(path)), path]
    at, begin, end_of = path.tolist(), pieces.starts.tolist(), pieces.ends.tolist()  # lists: a number at a time
    out: list[Found] = []
    for lo in starts.tolist():
        inner = at[lo] + 1
        hi = lo + 1
        while hi < len(at) and at[hi] == inner:
            hi += 1
        last = hi
        while last > lo and begin[last - 1] == end_of[last - 1]:
            last -= 1
        first = lo
        while first < last and begin[first] == end_of[first]:
            first += 1
        if first < last:
            score = float(np.add.reduce(odds[first:last]) / np.float32(last - first))  # sooner than `mean`, of so few
            start, end = _whole(text, begin[first], end_of[last - 1])
            if not out or start >= out[-1].end:
                out.append(Found(first, last, start, end, labels[at[lo]][2:], score))
    return out


def entities(text: str, reading: Reading, path: np.ndarray) -> list[tuple[int, int, str]]:
    """Return the named ones of a decoded path as (start, end, label), in characters; `baker` is none."""
    found = spans(text, reading, path, "entity")
    return [(f.start, f.end, f.label) for f in found if any(map(str.isupper, text[f.start : f.end]))]


def _whole(text: str, start: int, end: int) -> Span:
    """A span widened to the words that it cuts."""
    while start > 0 and text[start].isalnum() and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return start, end


def probabilities(x: np.ndarray) -> np.ndarray:
    """Turn logits into probabilities, over the last axis (softmax)."""
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)
