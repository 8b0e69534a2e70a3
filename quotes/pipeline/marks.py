"""Quotation marks, computed: which characters of a text stand inside which pair of marks.

A paragraph at a time, every mark is read as an opener or a closer from what stands beside it
(space before and a letter after: an opener, whatever its shape), then from its shape, then from
what is open already. Pairs are matched on a stack, so that one odd mark never turns the rest of
its paragraph inside out. Single marks share their shape with apostrophes: an opener counts once
it is closed, and a possessive plural (players’) closes only where nothing better does.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain, pairwise
from typing import NamedTuple

from quotes.limits import MAX_LEVELS
from quotes.types import Span


@dataclass(frozen=True, slots=True)
class Passage:
    """The words between a pair of quotation marks, or from an opening mark to the paragraph's end.

    `start` and `end` bound the words without their marks; `outer` takes in the marks that are there.
    `level` is 0 for the outermost and one more for each passage around it. `mark` is the opener's
    style: double, single, guillemet or low-high. Where the next paragraph reopens the mark, all
    passages of that quotation share `utterance`, the offset of the first one's mark.
    """

    start: int
    end: int
    outer: Span
    level: int
    mark: str
    closed: bool
    utterance: int


class MarkWarning(NamedTuple):
    """A paragraph, as offsets, whose marks do not add up, and why."""

    start: int
    end: int
    reason: str


UNCLOSED = "a quotation mark is never closed"
STRAY = "a closing quotation mark has no opening one"
MIXED = "a quotation mark is closed by another kind of mark"

# Family (what may close what), style, and what the shape alone says: 1 opens, -1 closes, 0 either.
_KINDS = {
    **dict.fromkeys(("“", "‟", "〝", "``", "‘‘", "‘’"), ("double", "double", 1)),
    **dict.fromkeys(("”", "〞", "’’"), ("double", "double", -1)),
    **dict.fromkeys(('"', "＂", "''"), ("double", "double", 0)),
    **dict.fromkeys(("‘", "‛", "`"), ("single", "single", 1)),
    **dict.fromkeys(("’", "´"), ("single", "single", -1)),
    "'": ("single", "single", 0),
    "„": ("double", "low-high", 1),
    "‚": ("single", "low-high", 1),
    "«": ("guillemet", "guillemet", 1),
    "»": ("guillemet", "guillemet", -1),
    "‹": ("single guillemet", "guillemet", 1),
    "›": ("single guillemet", "guillemet", -1),
}

# A line break with the blanks that follow it, or a mark; an apostrophe between letters is neither.
# A third ' belongs to a nested quotation: inside the pair, so after it at the start, before it at the end.
_SCAN = re.compile(
    r"""[\n\r“”„‟"＂〝〞«»‹›‘’‚‛'`´](?:(?<=[\n\r])\s*|(?<=[“”„‟"＂〝〞«»‹›])"""
    r"""|(?<=‘)(?:‘(?!‘)|’(?=\w))|(?<=’)’(?!’)|(?<=')'(?!')|(?<=')(?<![^\s(\[—–]')'|(?<=`)`|(?<!\w.)|(?!\w))"""
)
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
_INK = re.compile(r"\S")
_BEFORE_OPENER = set("([{<=/¿¡")
_JOINS = set("—–-−:>")  # before a mark that a letter follows: an opener, as in  —“like this”
_LEADS = set("[({$£€¥#@+…&")  # begin a quotation as a letter does

# What an apostrophe stands before: never a quotation mark …
_ELIDED = re.compile(r"(?:s|t|d|m|re|ve|ll|(?i:em|n|tis|twas|twere|ndrangheta|\d0s))\b")
# … and what may be elided but may also begin a quotation.
_MAYBE_ELIDED = re.compile(r"(?i:\d\d|till?|cause|cos|bout|round|neath|abd\w*|ali|umar)\b")
# Words that end in an apostrophe: goin’, o’ clock, rock ’n’ roll.
_CLIPPED = re.compile(r"(?i:\w\win|\b(?:o|ol|an|th|wi|mo|fo|lil|n))$")
# What may be a possessive plural: players’ bus.
_PLURAL = re.compile(r"[sxzSXZ]['’‘] \w")
# What follows a closed quotation sooner than it follows a possessive plural.
_FUNCTION = re.compile(
    r" (?:a|an|and|are|as|at|be|but|by|for|from|had|has|have|he|if|in|into|is|it|not|of|on|or|over|said|says|she|"
    r"than|that|the|then|they|to|was|were|when|which|while|who|will|with|would)\b"
)
_MEASURE = re.compile(r"(?<![\d,.])\d{1,3}(?:\.\d{1,2})?$")


def passages(text: str) -> tuple[list[Passage], list[MarkWarning]]:
    """Return the quoted passages of a text in reading order, and a warning for each paragraph with an odd mark.

    A paragraph ends at a line break. Marks pair within a paragraph; a quotation left open runs to the
    paragraph's end, and on into the next one when that begins by reopening the mark.
    """
    found: list[Passage] = []
    warnings: list[MarkWarning] = []
    pending: list[int] = []  # passages of the paragraph before that are still open, the outermost first
    bounds = (0, 0)
    for (start, end, marks), after in pairwise(chain(_paragraphs(text), [(0, 0, [])])):
        if not marks and not pending:
            continue
        end = start + len(text[start:end].rstrip())
        first = len(found)
        paragraph = _Paragraph(text, start, end)
        paragraph.reopens = [(found[i].mark, found[i].utterance) for i in pending]
        if after[2] and after[2][0][0] == after[0]:
            paragraph.followed = _KINDS[text[slice(*after[2][0])]][0]
        found += paragraph.read(marks)
        if pending[paragraph.reopened :]:
            warnings.append(MarkWarning(*bounds, UNCLOSED))
        bounds = (start, end)
        warnings += [MarkWarning(*bounds, reason) for reason in sorted(paragraph.reasons)]
        pending = [i for i in range(first, len(found)) if not found[i].closed and found[i].end == end]
    if pending:
        warnings.append(MarkWarning(*bounds, UNCLOSED))
    return found, warnings


def inside(text: str, passages: list[Passage]) -> bytearray:
    """Return one byte a character: 0 outside, 1 in an outermost passage, 2 in one nested there, 3 a mark of either."""
    out = bytearray(len(text))
    for level, code in ((0, b"\x01"), (1, b"\x02")):  # what is deeper lies within level 1
        for p in passages:
            if p.level == level:
                out[p.start : p.end] = code * (p.end - p.start)
    for p in passages:
        for start, end in ((p.outer[0], p.start), (p.end, p.outer[1])):
            out[start:end] = b"\x03" * (end - start)
    return out


def _paragraphs(text: str) -> Iterator[tuple[int, int, list[Span]]]:
    """Every paragraph that is not blank, with the spans of the marks in it."""
    start = len(text) - len(text.lstrip())
    marks: list[Span] = []
    for match in _SCAN.finditer(text, start):
        a, b = match.span()
        if text[a] in "\n\r":
            yield start, a, marks
            start, marks = b, []
        else:
            marks.append((a, b))
    if start < len(text):
        yield start, len(text), marks


class _Mark(NamedTuple):
    """A mark with what stands beside it; `lean` is what that says, `shape` what its form says."""

    at: int
    end: int
    family: str
    style: str
    shape: int
    left: str
    right: str
    lean: int


class _Open:
    """An opening mark on the stack, waiting for its closer."""

    __slots__ = ("full", "mark", "next", "other", "soft", "sure", "utterance", "weak")

    def __init__(self, mark: _Mark, utterance: int, sure: bool, soft: bool):
        self.mark, self.utterance = mark, utterance
        self.sure = sure  # a quotation even if nothing closes it
        self.soft = soft  # perhaps an apostrophe, so its closer must be beyond doubt
        self.weak: Span | None = None  # the possessive plural that closes it if nothing better does
        self.full = False  # holds other marks by now, so a possessive further on is no closer
        self.other: Span | None = None  # a closer of another kind, with no opener of its own
        self.next: _Mark | None = None  # an opener of the same family that came before this one closed


def _lean(left: str, right: str) -> int:
    """1 where the neighbours of a mark make it an opener, -1 a closer, 0 where they do not tell."""
    blank = not right or right.isspace() or right in _INVISIBLE
    if not left or left.isspace() or left in _INVISIBLE:
        return 0 if blank else 1
    if left in _BEFORE_OPENER:
        return 0 if blank else 1
    if blank:
        return -1
    if left.isalnum():
        return 0 if right.isalnum() else -1
    if right.isalnum() or right in _LEADS:
        return 1 if left in _JOINS else 0
    return -1


class _Paragraph:
    """The marks of one paragraph, paired on a stack as they come."""

    def __init__(self, text: str, start: int, end: int):
        self.text, self.start, self.end = text, start, end
        self.followed = ""  # the family of the mark that the next paragraph begins with
        self.reopens: list[tuple[str, int]] = []  # style and utterance of what the paragraph before left open
        self.reopened = 0  # how many of them this paragraph takes up
        self.edge = start  # where the run of openers at the paragraph's start ends
        self.reasons: set[str] = set()
        self.stack: list[_Open] = []
        self.opened: dict[str, list[_Open]] = defaultdict(list)  # the stack by family
        self.pairs: list[tuple[Span, Span, str, bool, int]] = []  # outer, words, style, closed, utterance

    def read(self, spans: list[Span]) -> list[Passage]:
        text = self.text
        rights = [text[end] if end < self.end else "" for _, end in spans]
        for i in range(len(spans) - 2, -1, -1):  # beside another mark, what stands beyond both counts
            (at, end), (at2, end2) = spans[i], spans[i + 1]
            if end == at2:
                back_to_back = _KINDS[text[at:end]][2] < 0 < _KINDS[text[at2:end2]][2]
                rights[i] = ")" if back_to_back else rights[i + 1]
        last, way = -1, 0
        for i, (at, end) in enumerate(spans):
            left = text[at - 1] if at > self.start else ""
            if at == last and way:
                left = "(" if way > 0 else ")"
            mark = _Mark(at, end, *_KINDS[text[at:end]], left, rights[i], _lean(left, rights[i]))
            way = self._single(mark) if mark.family == "single" else self._double(mark, spans, i)
            last = end
        while self.stack:
            self._abandon(self.stack.pop(), self.end)
        return self._nest()

    def _double(self, mark: _Mark, spans: list[Span], i: int) -> int:
        """Open or close at a mark that is no apostrophe; 1, -1, or 0 where it is a measure (a 5" gun)."""
        is_open = bool(self.opened[mark.family])
        if mark.left.isdigit() and mark.lean < 0 and self._is_measure(mark, is_open, spans, i):
            return 0
        if mark.end >= self.end:
            way = -1
        elif mark.lean and mark.shape in (0, mark.lean):
            way = mark.lean
        elif mark.at == self.start:
            way = 1
        elif not mark.lean and mark.shape < 0:
            way = -1
        else:
            way = -1 if is_open else 1
        if way > 0:
            self._open(mark)
        elif is_open:
            self._close(self.opened[mark.family][-1], (mark.at, mark.end))
        else:
            self._stray(mark)
        return way

    def _is_measure(self, mark: _Mark, is_open: bool, spans: list[Span], i: int) -> bool:
        """Whether a mark after a number means inches: nothing is open, or a surer closer comes next."""
        text = self.text
        if mark.shape > 0 or not _MEASURE.search(text[max(0, mark.at - 6) : mark.at]):
            return False
        if not is_open:
            return True
        for at, end in spans[i + 1 : i + 6]:
            if _KINDS[text[at:end]][0] == mark.family:
                return _lean(text[at - 1], text[end : end + 1]) < 0
        return False

    def _single(self, mark: _Mark) -> int:
        """Open or close at a single mark; 1, -1, or 0 where it is an apostrophe."""
        text, top = self.text, self.stack[-1] if self.stack else None
        if top and top.mark.family != "single":
            top = None
        if mark.style == "single" and mark.right.isalnum() and _ELIDED.match(text, mark.end):
            return 0
        if mark.lean > 0:
            elided = bool(_MAYBE_ELIDED.match(text, mark.end))
            if elided and (top or mark.shape < 0):
                return 0
            return self._open(mark, soft=mark.shape < 0 or elided)
        if mark.lean < 0 and top:
            return self._close_single(top, mark)
        if mark.lean < 0:
            if mark.left in ".,!?" and mark.shape <= 0 and not self.opened["single"]:
                self._stray(mark)
            return 0
        apart = not mark.left or mark.left.isspace()
        if apart and top and (mark.end >= self.end or text[mark.at - 2] in ".,!?…"):
            return self._close(top, (mark.at, mark.end))
        if top and not apart and mark.shape <= 0 and not mark.left.isalnum():
            return self._close(top, (mark.at, mark.end))
        if mark.shape > 0 or (mark.shape == 0 and mark.left in ",;"):
            return self._open(mark, soft=apart)
        return 0

    def _close_single(self, top: _Open, mark: _Mark) -> int:
        """Close a single passage, unless the mark may as well be a possessive or a clipped word's apostrophe."""
        text, at = self.text, mark.at
        feet = mark.left.isdigit() and mark.shape == 0
        if not (feet or _PLURAL.match(text, at - 1) or _CLIPPED.search(text, max(0, at - 5), at)):
            return self._close(top, (at, mark.end))
        # the first that a function word follows, else the last
        if not (top.soft or top.full or (top.weak and _FUNCTION.match(text, top.weak[1]))):
            top.weak = (at, mark.end)
        return 0

    def _begins(self, mark: _Mark) -> bool:
        """Whether a quotation begins here by what stands before it, though it may never be closed."""
        before = self.text[max(self.start, mark.at - 2) : mark.at]
        if before in (": ", ", "):
            return True
        return mark.family == "single" and (not before or (mark.shape > 0 and not before[0].isalnum()))

    def _open(self, mark: _Mark, *, soft: bool = False) -> int:
        utterance = mark.at
        if mark.at == self.edge:
            self.edge = mark.end
            if self.reopened < len(self.reopens) and self.reopens[self.reopened][0] == mark.style:
                utterance = self.reopens[self.reopened][1]
                self.reopened += 1
            else:
                self.edge = -1
        sure = mark.family == "double" or (not soft and self._begins(mark))
        if self.stack:
            top = self.stack[-1]
            top.full = top.full or mark.family != "single" or top.weak is not None
        peers = self.opened[mark.family]
        if peers and peers[-1].next is None:
            peers[-1].next = mark
        entry = _Open(mark, utterance, sure, soft)
        self.stack.append(entry)
        peers.append(entry)
        return 1

    def _close(self, entry: _Open, closer: Span) -> int:
        while self.stack[-1] is not entry:
            self._abandon(self.stack.pop(), closer[0])
        self.stack.pop()
        self.opened[entry.mark.family].pop()
        self._add(entry, closer, closed=True)
        if entry.other:
            self.reasons.add(STRAY)
        return -1

    def _stray(self, mark: _Mark) -> None:
        top = self.stack[-1] if self.stack else None
        if top and not top.other and mark.left in ".,!?":
            top.other = (mark.at, mark.end)
        else:
            self.reasons.add(STRAY)

    def _abandon(self, entry: _Open, limit: int) -> None:
        """Settle an opener that nothing closed before `limit`."""
        mark, following = entry.mark, entry.next
        self.opened[mark.family].pop()
        goes_on = limit == self.end and self.followed == mark.family
        if following and mark.at == self.start and self._holds(mark, following, goes_on):
            following = None
        if entry.weak:
            self._add(entry, entry.weak, closed=True)
        elif entry.soft or not (entry.sure or entry.other or (goes_on and mark.shape > 0)):
            if mark.shape > 0 and not entry.soft:
                self.reasons.add(UNCLOSED)
        elif entry.other and not goes_on and (not following or entry.other[0] < following.at):
            self._add(entry, entry.other, closed=True)
            self.reasons.add(MIXED)
        else:
            end = mark.end + len(self.text[mark.end : following.at].rstrip()) if following else limit
            self._add(entry, (end, end), closed=False)
            if end != self.end:
                self.reasons.add(UNCLOSED)

    def _holds(self, mark: _Mark, following: _Mark, goes_on: bool) -> bool:
        """Whether a mark that opens the paragraph holds the next one of its family, or just lacks its closer."""
        if (mark.shape == 0) != (following.shape == 0):
            return following.at > mark.end
        return goes_on and self.text[mark.end : following.at].rstrip()[-1:].isalnum()

    def _add(self, entry: _Open, closer: Span, closed: bool) -> None:
        mark = entry.mark
        if _INK.search(self.text, mark.end, closer[0]):
            self.pairs.append(((mark.at, closer[1]), (mark.end, closer[0]), mark.style, closed, entry.utterance))

    def _nest(self) -> list[Passage]:
        """The pairs as passages in reading order, each with the number of those around it; none inside very many."""
        out: list[Passage] = []
        around: list[int] = []  # the passages around the current one, as places in `out`
        for outer, (start, end), style, closed, utterance in sorted(self.pairs):
            while around and out[around[-1]].outer[1] < outer[1]:
                i = around.pop()
                if out[i].outer[1] > outer[0]:  # one that nothing closes was cut within this one: cut it before
                    out[i] = replace(out[i], end=outer[0], outer=(out[i].outer[0], outer[0]))
            around.append(len(out))
            out.append(Passage(start, end, outer, len(around) - 1, style, closed, utterance))
        return [p for p in out if p.level < MAX_LEVELS and (p.closed or _INK.search(self.text, p.start, p.end))]
