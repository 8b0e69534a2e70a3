"""Which label a line opens with: `ROE:`, `MAYOR JANE ROE (on the phone):`, `**Roe**`, `Q.`, or a name on a line of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from quotes.pipeline.cast import PARTICLES, SUFFIXES
from quotes.types import Span

ASKS, ANSWERS = "asks", "answers"


@dataclass(slots=True)
class Line:
    """A line that is not blank; what its label is, if it opens with what may be one."""

    start: int
    end: int
    label: Span | None = None
    cue: Span | None = None
    words: int = 0  # where the words after the label begin
    marked: bool = False  # opens with a quotation mark
    part: str = ""
    shape: str = ""  # colon, bold or alone
    key: str = ""
    speaks: bool = False  # whether the label can name somebody


_LINE = re.compile(r"[^\n\r\u2028\u2029]+")
_CLOCK = r"[\[(]?\d{1,2}:\d\d(?::\d\d)?(?:[.,]\d{1,3})?[\])]?"
_OPENING = rf"[ \t]*(?P<mark>[\"“]?)(?P<bold>[*_]{{0,3}})(?:{_CLOCK}[ \t]*[-–—|]?[ \t]*)?(?P<bold2>[*_]{{0,3}})"
_ASIDE = r"[ \t]?[\[(][^\])\n]{0,40}[\])]"
_NAMED = re.compile(
    rf"{_OPENING}(?P<label>[^\W\d_][^:*_\"“”\[\](),;!?\n]{{0,59}}?)(?P<aside>{_ASIDE})?"
    r"(?P<role>,[^:*\"“”\n]{1,79})?(?:[*_]{0,3}[ \t]?(?P<colon>:)(?!//|\d)|(?P<run>[*_]{2,3}))[*_]{0,3}[ \t]*"
)
_ASKED = re.compile(
    rf"{_OPENING}(?P<label>(?:Q|A|Question|Answer|QUESTION|ANSWER)\d{{0,2}})(?:[*_]{{0,3}}[ \t]?(?P<colon>[:.)])|[*_]{{2,3}})"
    r"[*_]{0,3}(?:[ \t]+|$)"
)
_LAST_ASIDE = re.compile(rf"{_ASIDE}[ \t]*$")
_GLUED = re.compile(r"[ \t]*(?P<label>Q)[ \t]*(?=[A-Z“\"])")
_ALONE = re.compile(
    rf"{_OPENING}(?P<label>[^\W\d_][^:*_\"“”\[\](),;!?\n]{{1,49}}?)[*_]{{0,3}}(?:[ \t]*[-–—|]?[ \t]*{_CLOCK})?[*_]{{0,3}}[ \t]*"
)


def lines(text: str) -> Iterator[Line]:
    """The lines of a text that are not blank, each with the label that it may open with."""
    for m in _LINE.finditer(text):
        if not m.group().isspace():
            yield _read(text, m)


def reopen(text: str, line: Line) -> bool:
    """Reads a line again for a `Q` that runs into its question (`QWhy now?`); tells whether there is one."""
    m = None if line.label else _GLUED.match(text, line.start, line.end)
    if m:
        line.label, line.words, line.part, line.shape = m.span("label"), m.end(), ASKS, "colon"
    return m is not None


def _read(text: str, m: re.Match[str]) -> Line:
    """A line and the label that it may open with."""
    line = Line(*m.span())
    asked = _ASKED.match(text, *m.span())
    found = asked or _NAMED.match(text, *m.span())
    shape = "colon"
    if not found or not (asked or _nominal(found["label"])):
        found, shape = _ALONE.fullmatch(text, *m.span()), "alone"
        if not found or not _nominal(found["label"]) or found["label"].endswith("."):
            return line
    line.marked = bool(found["mark"])
    line.label, line.words = found.span("label"), found.end()
    if shape == "colon":
        if found["colon"]:
            line.cue = found.span("colon") if found["colon"] == ":" else None
        elif not (found["bold"] or found["bold2"]) or line.words == line.end:
            shape = "alone"
        if found["bold"] or found["bold2"]:
            shape = "bold" if shape == "colon" else shape
        if asked:
            line.part = ASKS if found["label"][0] == "Q" else ANSWERS
        elif found["role"] and not found["aside"]:
            role = _LAST_ASIDE.sub("", found["role"]).rstrip()
            line.label = (line.label[0], found.start("role") + len(role))
    line.shape = shape
    line.key = line.part or _key(found["label"])
    return line


def _nominal(label: str) -> bool:
    """Whether words are written as a name is: in capitals, or each with one, particles aside."""
    words = label.split()
    return (
        len(words) < 6
        and words[0][0].isupper()
        and words[-1][0].isupper()
        and all(w[0].isupper() or w.lower() in PARTICLES for w in words)
        and (len(label) > 1 or label.isupper())
    )


def _key(label: str) -> str:
    """What labels of one speaker share: the surname, or all words of what is no name."""
    words = [w.casefold().strip(".'’") for w in label.split()]
    rest = [w for w in words if w not in SUFFIXES]
    return (rest or words)[-1]


def loud(label: str) -> bool:
    """Whether a label is in capitals, but for a small letter or two (`McROE`)."""
    return sum(c.isupper() for c in label) > 2 * sum(c.islower() for c in label)
