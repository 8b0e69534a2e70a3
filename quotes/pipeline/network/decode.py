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
    ends = np.cumsum([len(e) for e in emissions])
    if not len(ends) or not ends[-1]:
        return [np.zeros(0, np.int8) for _ in emissions]
    beside, joined = _beside(transitions), np.concatenate(emissions)
    found = [
        (end - len(e) + lo, hi - lo, lo > 0, hi < len(e))
        for e, end in zip(emissions, ends.tolist(), strict=True)
        for lo, hi in _doubtful(e, *beside)
    ]
    out = np.zeros(len(joined), np.int8)
    if found:
        stretches = np.array(found)
        like = np.frexp(stretches[:, 1])[1] // 3  # in length
        for one in np.unique(like).tolist():
            _walk(joined, stretches[like == one], transitions, out)
    return np.split(out, ends[:-1])


def _beside(transitions: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """What each label but O may gain over O by its neighbours: where the next piece is not inside, and where it is.

    If this piece were O, one that is inside would have to begin what it is inside of.
    """
    others = np.arange(len(transitions))
    others[2::2] -= 1
    closed = transitions <= FORBIDDEN
    after, before, then = (
        np.where(closed, -np.inf, transitions - other)
        for other in (transitions[:, :1], transitions[0, others], transitions[others])
    )
    before[:, 2::2] += np.maximum.reduce(then, axis=1, initial=0.0)[2::2]
    first = np.maximum.reduce(after, axis=0, initial=0.0)  # 0: at the beginning of a text nothing stands before it
    ends = np.maximum.reduce(np.delete(before, np.s_[2::2], axis=1), axis=1, initial=0.0)
    goes_on = np.maximum.reduce(before[:, 2::2], axis=1)
    return (first + ends)[1:].astype(np.float32), (first + goes_on)[1:].astype(np.float32)


def _doubtful(emissions: np.ndarray, ends: np.ndarray, goes_on: np.ndarray) -> list[tuple[int, int]]:
    """The stretches outside of which every piece is O in the best sequence.

    A piece is where O is better than any other label by more than that could gain by its neighbours.
    """
    if not len(emissions):
        return []
    more = emissions[:, 1:] - emissions[:, :1]
    inside = np.repeat(emissions[1:, 2::2] - emissions[1:, 1::2], 2, axis=1)  # of the next piece, sooner than beginning
    lead = np.maximum.reduce(more + ends, axis=1)
    lead[:-1] = np.maximum(lead[:-1], np.maximum.reduce(more[:-1] + inside + goes_on, axis=1))
    bounds = np.flatnonzero(np.diff(lead >= -SURELY, prepend=False, append=False))
    return list(zip(bounds[::2].tolist(), bounds[1::2].tolist(), strict=True))


def _walk(emissions: np.ndarray, stretches: np.ndarray, transitions: np.ndarray, out: np.ndarray) -> None:
    """Write the best label sequence of each stretch, side by side: where it starts, its length, whether O stands before and behind it."""
    starts, lengths, opened, closed = stretches.T
    each, steps, width = np.arange(len(starts)), np.arange(lengths.max()), transitions.shape[0]
    at = starts + np.minimum(steps[:, None], lengths - 1)  # (step, stretch): behind its end, its last piece
    scores = emissions[at]  # of the best path to each label, step by step
    begins = np.where(transitions[0] <= FORBIDDEN, np.float32(FORBIDDEN), np.float32(0.0))  # a text begins as after O
    scores[0] += np.where(opened[:, None], transitions[0], begins)
    options = np.empty((width, len(starts), width), np.float32)  # (from, stretch, to)
    for t in range(1, len(scores)):  # behind a stretch's end the numbers mean nothing
        np.add(scores[t - 1].T[:, :, None], transitions[:, None, :], out=options)
        scores[t] += np.maximum.reduce(options)
    best = scores[:-1, :, :1] + transitions[0]
    back = np.zeros(best.shape, np.int8)
    for label in range(1, width):  # all steps at once, label by label: sooner than `argmax` over so few
        better = scores[:-1, :, label, None] + transitions[label]
        np.copyto(back, label, where=better > best)
        np.maximum(best, better, out=best)
    within = steps[:, None] < lengths
    back[~within[1:]] = np.arange(width)  # the last label stays to the stretch's end
    last = scores[lengths - 1, each] + np.where(closed[:, None], transitions[:, 0], np.float32(0.0))
    path = np.empty(at.shape, np.int8)
    path[-1] = last.argmax(1)
    for t in range(len(back) - 1, -1, -1):
        path[t] = back[t, each, path[t + 1]]
    out[at[within]] = path[within]


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
