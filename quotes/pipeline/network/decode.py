"""A `Reading` → spans and attributions: the network's numbers become offsets of the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from quotes.pipeline.network.encoder import Reading
from quotes.pipeline.network.labels import TAGS, bio_forbidden
from quotes.types import Span

FORBIDDEN = -1e4


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
    """The transition scores of a group's labels: learned ones or none, with what BIO forbids closed."""
    labels = TAGS[group]
    out = np.zeros((len(labels), len(labels)), np.float32) if learned is None else learned.astype(np.float32)
    for i, j in bio_forbidden(labels):
        out[i, j] = FORBIDDEN
    return out


def viterbi(emissions: Sequence[np.ndarray], transitions: np.ndarray) -> list[np.ndarray]:
    """The best label sequence of each text (Viterbi 1967); texts of a batch are walked side by side."""
    lengths = np.array([len(e) for e in emissions])
    order = np.argsort(-lengths, kind="stable")
    count, width = len(emissions), transitions.shape[0]
    longest = int(lengths.max(initial=0))
    padded = np.zeros((longest, count, width), np.float32)
    for row, i in enumerate(order):
        padded[: lengths[i], row] = emissions[i]
    scores = padded  # of the best path to each label, step by step; behind a text's end they mean nothing
    scores[:1, :, [n for n in range(width) if transitions[0, n] <= FORBIDDEN]] += FORBIDDEN  # a text begins as after O
    options = np.empty((width, count, width), np.float32)  # (from, text, to)
    for t in range(1, longest):
        np.add(scores[t - 1].T[:, :, None], transitions[:, None, :], out=options)
        scores[t] += np.maximum.reduce(options)
    before = scores[:-1, :, :, None] if longest else scores[:, :, :, None]
    best = before[:, :, 0] + transitions[0]  # label by label for all steps at once, which is faster than `argmax`
    back = np.zeros((longest, count, width), np.int8)
    for label in range(1, width):
        option = before[:, :, label] + transitions[label]
        np.copyto(back[1:], label, where=option > best)
        np.maximum(best, option, out=best)
    out: list[np.ndarray] = [np.zeros(0, np.int8)] * count
    for row, i in enumerate(order):
        path = [int(scores[lengths[i] - 1, row].argmax())] if lengths[i] else []
        for step in back[lengths[i] - 1 : 0 : -1, row].tolist() if len(path) else ():
            path.append(step[path[-1]])
        out[i] = np.array(path[::-1], np.int8)
    return out


def spans(text: str, reading: Reading, path: np.ndarray, group: str) -> list[Found]:
    """The labelled runs of a decoded path, in order, widened to whole words, paragraph breaks at their ends left out."""
    labels, pieces = TAGS[group], reading.pieces
    begins = [i for i, n in enumerate(labels) if n.startswith("B-")]
    starts = np.flatnonzero(np.isin(path, begins))
    if not len(starts):
        return []
    odds = _softmax(reading.tags(group))[np.arange(len(path)), path]
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
            score = float(odds[first:last].mean())
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


def _softmax(x: np.ndarray) -> np.ndarray:
    e = np.exp(x - x.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True)
