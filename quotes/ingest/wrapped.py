"""Lines that a program broke at a width, joined again to the paragraphs they were: told by their shape alone."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterable

NARROWEST, WIDEST = 30, 120  # characters of the longest line of a text that was wrapped
SLACK = 0.08  # of the width: a wrapping that evens lines out leaves so much of it free
FULL = 0.8  # the share of lines as long as the width allows, among those that do not end a sentence
MIDDLE, LOWER = 0.5, 0.3  # the shares of those that break a sentence off, and that go on in lower case

_SENTENCE_END = re.compile(r"[.!?:…][\"'”’»)\]]*\Z")
_ITEM = re.compile(r"[-*+•·▪‣◦][ \t]|[–—][ \t]|\(?(?:\d{1,3}|[a-z]|[ivx]{1,4})[.)][ \t]|[>#|]|={3}|-{3}|\*{3}")
_LABEL = re.compile(
    r">>|(?:the\s)?[A-Z\u00c0-\u00de][\w.'’&-]*(?:[ \t](?:the\s)?[A-Z\u00c0-\u00de][\w.'’&-]*){0,5}[ \t]?(?:\([^()\n]{1,60}\)[ \t]?){0,2}:(?:[ \t]|\Z)|[QA]\.?[:.][ \t]"
)
_CAPITALS = re.compile(
    r"[A-Z\u00c0-\u00de][A-Z\u00c0-\u00de.'’&-]*(?:[ \t][A-Z\u00c0-\u00de][A-Z\u00c0-\u00de.'’&-]*){0,5}[ \t]?(?:\([^()\n]{1,60}\)[ \t]?){0,2}[.:][ \t]"
)
_TITLED = re.compile(  # a turn as the Congressional Record prints it
    r"(?:The|M(?:rs?|s|iss)\.?|Dr\.?|Senator)[ \t](?:[A-Z\u00c0-\u00de][A-Za-z.'’-]*[ \t]){0,3}[A-Z\u00c0-\u00de]['’a-z]{0,2}[A-Z\u00c0-\u00de][A-Z\u00c0-\u00de'’-]*"
    r"(?:[ \t]of[ \t][A-Z][a-z]+(?:[ \t][A-Z][a-z]+)?)?\.[ \t]"
)
_HYPHEN = re.compile(r"[^\W\d_]-\Z")
# What stands before a hyphen, or behind it, in words that keep theirs.
_FIRST = frozenset(
    "all anti cross deep eye ex far first free front full half hard high ill in left life light long low mid middle much multi near"
    " new non now off old on one open out over part post pre pro quick re right second self semi short single six so soft still"
    " ten third three twenty thirty forty fifty sixty seventy eighty ninety two under up vice well wide world year".split()
)
_LAST = frozenset(
    "aged ago based born called class day down down duty end ended free general going handed hour house in in-law known law led level"
    " like line long looking made mail minded minute month never off old on out over owned paid party page partner president quality right run"
    " scale side size speaking standing star state style term time to up war week wing winning wide word year years".split()
)


def unwrap(text: str) -> str:
    """Return the text with its paragraphs on one line each where a program had wrapped them; any other text unchanged.

    Lists, labels of speakers, verse and short last lines keep their line breaks; a hyphen at a line's end goes
    where the word is one.
    """
    text = re.sub(r"\u00ad[ \t]*\r?\n[ \t]*", "", text)
    lines = [line.rstrip() for line in text.split("\n")]
    width = _width(lines)
    if not width:
        return text
    whole = set(re.findall(r"\w+(?:-\w+)*", text.casefold()))
    out: list[list[str]] = []  # a paragraph's lines: adding each to a string would copy it over and over
    previous = ""  # the last printed line of the paragraph, by which its end is told
    for line in lines:
        if previous and line and _goes_on(previous, line, width):
            joined = _joined(out[-1][-1], line.strip(), whole)
            out[-1][-1] = joined[: len(joined) - len(line.strip())]
            out[-1].append(line.strip())
        else:
            out.append([line.strip()])
        previous = line
    return "\n".join(map("".join, out))


def is_label(line: str) -> bool:
    """Tell whether the line begins with somebody's name and a colon, as a turn of a transcript does."""
    return bool(_LABEL.match(line) or _CAPITALS.match(line))


def _width(lines: list[str]) -> int:
    """The width at which the lines were broken; 0 where their shape does not say that they were."""
    pairs = [(one, other) for one, other in itertools.pairwise(lines) if one and other]
    if not pairs:
        return 0
    width = _longest(line for pair in pairs for line in pair)
    if not NARROWEST <= width <= WIDEST:
        return 0
    open_ended = [pair for pair in pairs if not _starts_anew(*pair) and not _SENTENCE_END.search(pair[0])]
    full = [pair for pair in open_ended if _is_full(*pair, width)]
    all_full = [pair for pair in pairs if not _starts_anew(*pair) and _is_full(*pair, width)]
    lower = [pair for pair in full if pair[1].lstrip()[:1].islower()]
    if len(full) < 2 or len(full) < FULL * len(open_ended):
        return 0
    return width if len(full) >= MIDDLE * len(all_full) and len(lower) >= LOWER * len(full) else 0


def _longest(lines: Iterable[str]) -> int:
    """The length of the longest line; one that is alone in its length and has no space to break at does not count."""
    counts = Counter(len(line) for line in lines if " " in line.strip())
    return max(counts, default=0)


def _is_full(line: str, following: str, width: int) -> bool:
    """Whether the next line's first word would not have fitted behind this line, give or take a little."""
    if _HYPHEN.search(line) and following.lstrip()[:1].islower():
        return True  # a word in two: how long its first syllables are, nobody can tell
    return len(line) + 1 + len(following.split(maxsplit=1)[0]) > width * (1 - SLACK)


def _starts_anew(line: str, following: str) -> bool:
    """Whether the next line begins something of its own: an item, a turn, an indented paragraph."""
    bare = following.lstrip()
    if _ITEM.match(bare) and not (bare[:1] in "–—" and not _SENTENCE_END.search(line)):
        return True
    if _CAPITALS.match(bare) or (_LABEL.match(bare) or _TITLED.match(bare)) and _SENTENCE_END.search(line):
        return True
    deeper = len(following) - len(bare) > len(line) - len(line.lstrip())
    return deeper and bool(_SENTENCE_END.search(line)) and not _ITEM.match(line.lstrip())


def _goes_on(line: str, following: str, width: int) -> bool:
    return not _starts_anew(line, following) and _is_full(line, following, width)


def _joined(line: str, following: str, words: set[str]) -> str:
    if line.endswith(("—", "–")) and line[-2:-1] != " ":
        return line + following
    if not (_HYPHEN.search(line) and following[:1].islower()):
        return f"{line}{following}" if _HYPHEN.search(line) or re.search(r"\d-\Z", line) else f"{line} {following}"
    first = re.findall(r"[\w-]*\w", line)[-1].casefold()
    second = re.match(r"\w+", following).group().casefold()  # type: ignore[union-attr]
    if first + second in words:
        return line[:-1] + following
    kept = f"{first}-{second}" in words or "-" in first or first in _FIRST and len(second) > 3 or second in _LAST
    return line + following if kept else line[:-1] + following
