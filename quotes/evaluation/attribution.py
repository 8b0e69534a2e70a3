"""How well quoted passages, their sources and whole contents are found.

The figures are those that the field's corpora are compared by: *quoted* takes each passage between one pair of double
marks on its own (character IoU of 0.8), *content* each whole content of any kind (IoU of 0.5), *exact* asks for equal
ends, and *spans* counts contiguous sources, cues and contents as published taggers do on PolNeAR.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from quotes.evaluation.report import Error, Report, Tally, shown
from quotes.types import KINDS, Attribution, Span, Spans

QUOTED, CONTENT = 0.8, 0.5  # the least IoU of a match
ROLES = ("source", "cue", "content")
_OPENING, _CLOSING = frozenset('“«„"'), frozenset('”»‟"')
_MARK = re.compile(r'[“«„”»‟"]')
_EDGES = " \t\n\r\u00a0“”\"«»„‟‘’'.,;:!?–—-"


@dataclass(frozen=True, slots=True)
class Unit:
    """What is matched: the trimmed spans of one content, or of the part of it inside one passage."""

    spans: Spans
    attribution: Attribution

    @property
    def bounds(self) -> Span:
        return min(s for s, _ in self.spans), max(e for _, e in self.spans)


class Scorer:
    """Counts over texts; `add` them one by one, `report` at the end."""

    def __init__(self) -> None:
        self.tallies = {name: Tally() for name in ("quoted", "quoted+source", "content", "content+source", "exact")}
        self.spans = {role: Tally() for role in ROLES}
        self.recall = {kind: Tally() for kind in KINDS}
        self.errors: list[Error] = []

    def add(self, ident: str, text: str, gold: Sequence[Attribution], found: Sequence[Attribution]) -> None:
        """Compare what was found in one text with what is there."""
        self._passages(ident, text, gold, found)
        self._contents(text, gold, found)
        for role, tally in self.spans.items():
            there, here = _stripped(text, gold, role), _stripped(text, found, role)
            tally.add(len(there & here), len(here), len(there))

    def report(self) -> Report:
        """Return the figures in per cent."""
        sourced, quoted = self.tallies["quoted+source"].right, self.tallies["quoted"].right
        figures = {name: tally.figures() for name, tally in self.tallies.items()}
        figures["spans"] = {role: tally.figures() for role, tally in self.spans.items()}
        return Report(
            {
                **figures,
                "source_accuracy": round(100 * sourced / max(1, quoted), 1),
                "recall": {kind: round(100 * t.right / max(1, t.gold), 1) for kind, t in self.recall.items()},
            },
            self.errors,
        )

    def _passages(self, ident: str, text: str, gold: Sequence[Attribution], found: Sequence[Attribution]) -> None:
        quoted = passages(text)
        there, here = _quoted(text, gold, quoted), _quoted(text, found, quoted)
        pairs = matches(there, here, QUOTED)
        wrong = [(g, f) for g, f in pairs if not _same_source(there[g], here[f])]
        self.tallies["quoted"].add(len(pairs), len(here), len(there))
        self.tallies["quoted+source"].add(len(pairs) - len(wrong), len(here), len(there))
        missed = set(range(len(there))) - {g for g, _ in pairs}
        spurious = set(range(len(here))) - {f for _, f in pairs}
        errors = [self._error("missed", ident, text, there[g], gold=there[g]) for g in missed]
        errors += [self._error("spurious", ident, text, here[f], got=here[f]) for f in spurious]
        errors += [self._error("source", ident, text, there[g], gold=there[g], got=here[f]) for g, f in wrong]
        self.errors += sorted(errors, key=lambda e: e.spans)

    def _contents(self, text: str, gold: Sequence[Attribution], found: Sequence[Attribution]) -> None:
        there = [u for a in gold if (u := _unit(text, a.content, a))]
        here = [u for a in found if (u := _unit(text, a.content, a))]
        pairs = matches(there, here, CONTENT)
        sourced = sum(_same_source(there[g], here[f]) for g, f in pairs)
        exact = sum(there[g].spans == here[f].spans for g, f in pairs)
        for name, right in (("content", len(pairs)), ("content+source", sourced), ("exact", exact)):
            self.tallies[name].add(right, len(here), len(there))
        hit = {g for g, _ in pairs}
        for number, unit in enumerate(there):
            if unit.attribution.kind in self.recall:
                self.recall[unit.attribution.kind].add(number in hit, 0, 1)

    @staticmethod
    def _error(
        what: str, ident: str, text: str, unit: Unit, *, gold: Unit | None = None, got: Unit | None = None
    ) -> Error:
        def source(of: Unit | None) -> str:
            return (shown(text, of.attribution.source) or "(no source)") if of else ""

        return Error(what, ident, text, unit.spans, source(gold), source(got))


def passages(text: str) -> list[Span]:
    """Return quoted passages, marks left out: between one pair of double marks, or to the end of the paragraph."""
    found = []
    for paragraph in re.finditer(r"[^\n]+", text):
        opened = None
        for mark in _MARK.finditer(text, *paragraph.span()):
            if opened is None and mark.group() in _OPENING:
                opened = mark.end()
            elif opened is not None and mark.group() in _CLOSING:
                found.append((opened, mark.start()))
                opened = None
        if opened is not None:
            found.append((opened, paragraph.end()))
    return [span for span in (_trimmed(text, s) for s in found) if span[0] < span[1]]


def matches(gold: Sequence[Unit], found: Sequence[Unit], least: float) -> list[tuple[int, int]]:
    """Return one-to-one pairs (gold, found) whose IoU reaches `least`, the best first."""
    by_start = sorted(range(len(found)), key=lambda f: found[f].bounds)
    candidates = []
    for g, unit in enumerate(gold):
        start, end = unit.bounds
        for f in by_start:
            lo, hi = found[f].bounds
            if lo >= end:
                break
            if start < hi:
                candidates.append((-_iou(unit.spans, found[f].spans), g, f))
    pairs: list[tuple[int, int]] = []
    taken: tuple[set[int], set[int]] = (set(), set())
    for negative, g, f in sorted(candidates):
        if -negative >= least and g not in taken[0] and f not in taken[1]:
            pairs.append((g, f))
            taken[0].add(g)
            taken[1].add(f)
    return pairs


def _quoted(text: str, attributions: Iterable[Attribution], quoted: Sequence[Span]) -> list[Unit]:
    """Each passage that a content covers at least by half, once; the unit is the part that it covers."""
    units, seen = [], set()
    for attribution in attributions:
        for start, end in quoted:
            if (start, end) in seen or 2 * _shared(((start, end),), attribution.content) < end - start:
                continue
            seen.add((start, end))
            parts = tuple((max(s, start), min(e, end)) for s, e in attribution.content if s < end and start < e)
            if unit := _unit(text, parts, attribution):
                units.append(unit)
    return units


def _unit(text: str, spans: Spans, attribution: Attribution) -> Unit | None:
    trimmed = tuple(s for s in (_trimmed(text, span) for span in spans) if s[0] < s[1])
    return Unit(trimmed, attribution) if trimmed else None


def _same_source(gold: Unit, found: Unit) -> bool:
    """One overlaps the other by at least half of the shorter one, or neither has any."""
    a, b = gold.attribution.source, found.attribution.source
    if not a or not b:
        return not a and not b
    return 2 * _shared(a, b) >= min(_size(a), _size(b)) > 0


def _stripped(text: str, attributions: Iterable[Attribution], role: str) -> set[Span]:
    """The spans of one role, once each, without the spaces at their ends."""
    return {_trimmed(text, span, None) for a in attributions for span in getattr(a, role)}


def _trimmed(text: str, span: Span, edges: str | None = _EDGES) -> Span:
    start, end = span
    words = text[start:end]
    return start + len(words) - len(words.lstrip(edges)), end - len(words) + len(words.rstrip(edges))


def _shared(a: Spans, b: Spans) -> int:
    return sum(max(0, min(e, f) - max(s, t)) for s, e in a for t, f in b)


def _size(spans: Spans) -> int:
    return sum(e - s for s, e in spans)


def _iou(a: Spans, b: Spans) -> float:
    both = _shared(a, b)
    return both / (_size(a) + _size(b) - both) if both else 0.0
