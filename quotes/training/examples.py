"""Examples → labelled windows → batches of tensors, length-sorted, with a piece budget each."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch

from quotes.pipeline.network import windows as win
from quotes.pipeline.network.labels import RELATIONS, TAGS
from quotes.training.corpora import Example, Labelled, Odds
from quotes.types import Span

IGNORE = -100
SIZES = (192, 256, 320)  # of the windows that are learned from

# Quotation marks of the same length in other outlets' styles, so that every offset stays true.
STYLES = {
    "single": str.maketrans("“”", "‘’"),
    "straight": str.maketrans("“”‘’", "\"\"''"),
    "guillemets": str.maketrans("“”", "«»"),
    "low-high": str.maketrans("“”", "„“"),
}


NESTED = re.compile(r"(?<!\w)‘([^‘’“”]{1,200})’(?=[\s,.”])")


@dataclass(slots=True)
class Query:
    relation: int
    at: int
    targets: list[int]  # pieces; empty says that there is none
    weight: float
    here: bool = False  # whether a window without any target says that there is none


@dataclass(slots=True)
class Labels:
    """What is known of each piece of one text."""

    tags: dict[str, np.ndarray]
    partial: bool
    queries: list[Query]
    opinions: list[tuple[Odds, Span, Span, Span | None]]  # odds, content, surroundings, target


@dataclass(slots=True)
class Item:
    pieces: win.Pieces
    window: win.Window
    labels: Labels


def restyle(example: Example, rng: random.Random) -> Example:
    """Return the example with its quotation marks in another style (half of the time as they are)."""
    style = rng.choices([None, *STYLES], [0.5, 0.22, 0.18, 0.05, 0.05])[0]
    if style is None or example.spans is None:
        return example
    text = example.text
    if style == "single":  # what stands in double marks and what is nested in it change places; apostrophes stay
        text = NESTED.sub("\x01\\1\x02", text).translate(STYLES[style]).translate({1: "“", 2: "”"})
    else:
        text = text.translate(STYLES[style])
    return replace(example, text=text)


def labels(example: Example, pieces: win.Pieces, rng: random.Random) -> Labels:
    """Return the labels of an example's pieces; groups that its corpus says nothing about are IGNORE."""
    n = len(pieces)
    tags = {
        "span": _bio(example.spans, pieces, "span", partial=example.partial),
        "entity": _bio(example.entities, pieces, "entity"),
        "role": _roles(example, pieces),
        "pos": np.full(n, IGNORE, np.int8),
        "speech": _bio(example.speech, pieces, "speech"),
    }
    for s, e in example.outside:
        lo, hi = _range(pieces, s, e)
        tags["span"][lo:hi] = np.where(tags["span"][lo:hi] == IGNORE, 0, tags["span"][lo:hi])
    for w in example.tags or ():
        if w.label in TAGS["pos"] and (at := _at(pieces, w.start)) is not None:
            tags["pos"][at] = TAGS["pos"].index(w.label)
    return Labels(tags, example.partial, _queries(example, pieces, rng), _opinions(example, pieces))


def _at(pieces: win.Pieces, offset: int) -> int | None:
    """The piece that holds a character, if one does."""
    i = int(np.searchsorted(pieces.starts, offset, side="right")) - 1
    while i > 0 and pieces.starts[i] == pieces.ends[i]:
        i -= 1
    if i >= 0 and pieces.ends[i] > offset:
        return i
    following = int(np.searchsorted(pieces.starts, offset))
    return following if following < len(pieces) and pieces.starts[following] - offset <= 2 else None


def _range(pieces: win.Pieces, start: int, end: int) -> tuple[int, int]:
    return int(np.searchsorted(pieces.ends, start, side="right")), int(np.searchsorted(pieces.starts, end))


def _bio(spans: Sequence[Labelled] | None, pieces: win.Pieces, group: str, *, partial: bool = False) -> np.ndarray:
    out = np.full(len(pieces), IGNORE if spans is None or partial else 0, np.int8)
    for s in spans or ():
        lo, hi = _range(pieces, s.start, s.end)
        if lo < hi and (out[lo:hi] <= 0).all():
            out[lo] = TAGS[group].index(f"B-{s.label}")
            out[lo + 1 : hi] = TAGS[group].index(f"I-{s.label}")
    return out


def _roles(example: Example, pieces: win.Pieces) -> np.ndarray:
    known = _bio(example.roles, pieces, "role")
    scope = np.zeros(len(pieces), dtype=bool)
    for s, e in example.role_scope:
        lo, hi = _range(pieces, s, e)
        scope[lo:hi] = True
    return np.where(scope, known, np.int8(IGNORE))


def _queries(example: Example, pieces: win.Pieces, rng: random.Random) -> list[Query]:
    out = []
    content = {s.start: s for s in example.spans or () if s.label == "CONTENT"}
    for start, source, cue in example.links:
        if start not in content:
            continue
        lo, hi = _range(pieces, start, content[start].end)
        if lo >= hi:
            continue
        for relation, to in (("source", source), ("cue", cue)):
            targets = [] if to is None else [t for t in [_at(pieces, to)] if t is not None]
            out.append(Query(RELATIONS.index(relation), lo, targets, 1.0))
            out += [
                Query(RELATIONS.index(relation), rng.randrange(lo, hi), targets, 0.25)
                for _ in range(3 if hi - lo > 2 else 0)
            ]
    for (start, end), names in example.speakers:
        lo, hi = _range(pieces, start, end)
        if lo < hi:
            targets = [t for x in names if (t := _at(pieces, x)) is not None]
            for at, weight in ((lo, 1.0), *((rng.randrange(lo, hi), 0.25) for _ in range(3 if hi - lo > 2 else 0))):
                out.append(Query(RELATIONS.index("speaker"), at, targets, weight, here=True))
    for weight, references in ((0.5, example.references), (2.0, example.known_references)):
        out += [q for a, names in references if (q := _query(pieces, "name", a, names, weight))]
    out += [q for a, b in example.role_holders if (q := _query(pieces, "holder", a, (b,), 1.0))]
    for o in example.opinions:
        if o.target_words and (q := _query(pieces, "target", o.content[0], o.target_words, 1.0)):
            out.append(q)
    return out


def _query(pieces: win.Pieces, relation: str, at: int, to: Sequence[int], weight: float) -> Query | None:
    here = _at(pieces, at)
    targets = [t for x in to if (t := _at(pieces, x)) is not None]
    return Query(RELATIONS.index(relation), here, targets, weight) if here is not None and targets else None


def _opinions(example: Example, pieces: win.Pieces) -> list:
    out = []
    for o in example.opinions:
        content, around = _range(pieces, *o.content), _range(pieces, *o.around)
        target = _range(pieces, *o.target) if o.target else None
        if content[0] < content[1] and (target is None or target[0] < target[1]):
            out.append((o.odds, content, around, target))
    return out


def items(examples: Sequence[Example], tokenizer, seed: str, sizes: Sequence[int] = SIZES) -> list[list[Item]]:
    """Return the labelled windows of each example, of one of several sizes, its marks in one of several styles."""
    out = []
    for at in range(0, len(examples), 64):
        chunk = [restyle(e, random.Random(f"{seed} {e.id}")) for e in examples[at : at + 64]]
        encoded = win.encode(tokenizer, [e.text for e in chunk])
        for example, pieces in zip(chunk, encoded, strict=True):
            rng = random.Random(f"{example.id} {seed}")
            known = labels(example, pieces, rng)
            out.append([Item(pieces, w, known) for w in win.windows([pieces], size=rng.choice(sizes), shared=48)])
    return out


def batches(found: list[Item], rng: random.Random, budget: int = 4096) -> list[list[Item]]:
    """Return items in batches of alike length whose padded pieces stay within a budget, in random order."""
    found = sorted(found, key=lambda i: len(i.window) + rng.random() * 24)
    out: list[list[Item]] = [[]]
    width = 0
    for item in found:
        width = max(width, len(item.window))
        if out[-1] and width * (len(out[-1]) + 1) > budget:
            out.append([])
            width = len(item.window)
        out[-1].append(item)
    rng.shuffle(out)
    return out


def tensors(chosen: list[Item]) -> dict:
    """Return a batch for the network and its losses; pieces are shifted by one for the [CLS] before them.

    `tags` are by group the places (rows, pieces) whose label is known, and the labels; `chains` are the rows whose spans are
    known throughout, and their labels; `queries` and `opinions` are as `network.link_loss` and `train.stance_logits` have them.
    """
    arrays = win.batch([i.pieces for i in chosen], [replace(i.window, text=n) for n, i in enumerate(chosen)])
    rows, width = arrays["ids"].shape
    tags = {g: np.full((rows, width), IGNORE) for g in TAGS}
    queries: dict[str, list[tuple[int, int, list[int], float]]] = {}
    opinions, chains = [], []
    for row, item in enumerate(chosen):
        lo, hi = item.window.lo, item.window.hi
        for g in TAGS:
            tags[g][row, 1 : hi - lo + 1] = item.labels.tags[g][lo:hi]
        if not item.labels.partial and item.labels.tags["span"][lo] != IGNORE:
            tags["span"][row, [0, hi - lo + 1]] = 0
            _trim(tags["span"][row])
            chains.append(row)
        for q in item.labels.queries:
            if lo <= q.at < hi:
                targets = [t - lo + 1 for t in q.targets if lo <= t < hi]
                if targets or q.here or not q.targets:
                    queries.setdefault(RELATIONS[q.relation], []).append((row, q.at - lo + 1, targets or [0], q.weight))
        for odds, content, around, target in item.labels.opinions:
            if lo <= content[0] < hi and (target is None or lo <= target[0] < hi):
                own = _clip(target, lo, hi) if target else (0, 0)
                opinions.append((row, odds, (_clip(content, lo, hi), _clip(around, lo, hi), own)))
    whole = tags["span"][chains].clip(0)
    tags["span"][chains] = IGNORE
    known = {g: np.nonzero(a != IGNORE) for g, a in tags.items()}
    return {
        "inputs": {k: torch.from_numpy(v) for k, v in arrays.items()},
        "tags": {
            g: tuple(torch.from_numpy(x.astype(np.int64)) for x in (*at, tags[g][at]))
            for g, at in known.items()
            if len(at[0])
        },
        "chains": (torch.tensor(chains), torch.from_numpy(whole.astype(np.int64))) if chains else (),
        "queries": {r: _dense(q, width) for r, q in queries.items()},
        "opinions": tuple(map(torch.tensor, zip(*opinions, strict=True))),  # rows, odds, spans: (n, 3, 2)
    }


def _clip(pieces: tuple[int, int], lo: int, hi: int) -> tuple[int, int]:
    """A range of pieces as positions of a window, behind its [CLS]."""
    return max(pieces[0], lo) - lo + 1, min(pieces[1], hi) - lo + 1


def _trim(row: np.ndarray) -> None:
    """A window may begin inside a span; its first labelled piece must then begin it, as the CRF allows no other."""
    if row[1] > 0 and row[1] % 2 == 0:
        row[1] -= 1


def _dense(queries: list[tuple[int, int, list[int], float]], width: int) -> tuple:
    """Rows, pieces, targets (queries, width) and weights."""
    rows, at = torch.tensor([[r, p] for r, p, _, _ in queries]).T
    targets = torch.zeros(len(queries), width)
    for n, (_, _, to, _) in enumerate(queries):
        targets[n, to] = 1
    return rows, at, targets, torch.tensor([w for *_, w in queries])
