"""What templates do with text from outside: dates in words, addresses that are safe to follow, passages to mark."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from markupsafe import Markup, escape

from quotes.desk.found import plainly

MONTHS = "January February March April May June July August September October November December".split()
OPEN, CLOSE = "\x02", "\x03"  # what full text puts around matches; an article holds neither


class Mark(NamedTuple):
    """Characters start to end are to be shown as `name`: quotation, quoted, source, cue, evidence ..."""

    start: int
    end: int
    name: str
    id: int | None = None


class Piece(NamedTuple):
    """A run of text with everything that marks it."""

    text: str
    names: str
    id: int | None = None


def pieces(text: str, start: int, end: int, marks: Iterable[Mark]) -> list[Piece]:
    """Return the text from start to end, cut where a mark begins or ends; a piece's id is that of the innermost mark."""
    inside = sorted(mark for mark in marks if mark.start < end and mark.end > start and mark.start < mark.end)
    edges = {start, end}
    for mark in inside:
        edges |= {max(mark.start, start), min(mark.end, end)}
    cuts, waiting = sorted(edges), list(reversed(inside))
    active: list[Mark] = []
    found: list[Piece] = []
    for left, right in pairwise(cuts):
        active = [mark for mark in active if mark.end > left]
        while waiting and waiting[-1].start <= left:
            active.append(waiting.pop())
        names = " ".join(dict.fromkeys(mark.name for mark in active))
        inner = min((m for m in active if m.id is not None), key=lambda m: m.end - m.start, default=None)
        found.append(Piece(text[left:right], names, inner.id if inner else None))
    return found


def by_paragraph(bounds: Sequence[tuple[int, int]], marks: Iterable[Mark]) -> list[list[Mark]]:
    """Return for each paragraph, in order, the marks that touch it; the bounds do not overlap."""
    starts = [start for start, _ in bounds]
    found: list[list[Mark]] = [[] for _ in bounds]
    for mark in marks:
        place = max(bisect_right(starts, mark.start) - 1, 0)
        while place < len(bounds) and starts[place] < mark.end:
            found[place].append(mark)
            place += 1
    return found


def paragraphs(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Return the bounds of the paragraphs between start and end."""
    return [match.span() for match in re.compile(r"[^\n]+").finditer(text, start, len(text) if end is None else end)]


def marked(snippet: str) -> Markup:
    """Return the words that full text found, with what matched marked."""
    safe = str(escape(snippet)).replace(OPEN, "<mark>").replace(CLOSE, "</mark>")
    return Markup(safe)


def day(value: str | None, precision: str | None = None) -> str:
    """Return an ISO date in words: '3 February 2024'; 'February 2024' or '2024' where that is all that is known."""
    found = re.match(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", value or "")
    if not found:
        return value or ""
    year, month, number = found.groups()
    if not month or precision == "year" or not 1 <= int(month) <= 12:
        return year
    words = f"{MONTHS[int(month) - 1]} {year}"
    return words if not number or precision == "month" else f"{int(number)} {words}"


def minute(value: str | None) -> str:
    """Return an ISO date-time in words, to the minute: '3 February 2024, 11:40'."""
    clock = re.match(r"[^T ]+[T ](\d\d:\d\d)", value or "")
    return f"{day(value)}, {clock[1]}" if clock else day(value)


def safe_url(value: str | None) -> str:
    """Return the address where it is an ordinary web address, else nothing."""
    try:
        parts = urlsplit((value or "").strip())
    except ValueError:
        return ""
    return (value or "").strip() if parts.scheme in ("http", "https") and parts.netloc else ""


def clip(value: str | None, most: int = 200) -> str:
    """Return the text, cut at a word where it is longer than that."""
    text = " ".join((value or "")[: most * 4].split())
    if len(text) <= most:
        return text
    cut = text[:most]
    return (cut[: cut.rfind(" ")] if " " in cut[most // 2 :] else cut).rstrip(" ,;:–—-") + " …"


def spoken(text: str) -> str:
    """Return the words without the comma or dash that led back to the reporter: “We will not sell,” said Bern."""
    return re.sub(r"\s*[,–—](?=[”\"’]?$)", "", text)


def told_to(audience: str) -> str:
    """Tell whom it was told to, without the words that say so: 'to CNN' and 'told CNN' are CNN."""
    return re.sub(r"^(?:(?:to|told|telling)\s+)+", "", audience.strip(), flags=re.IGNORECASE)


def percent(value: float | None) -> str:
    """Return a share between 0 and 1 in words: '83 %'."""
    return "" if value is None else f"{round(100 * value)} %"


def number(value: int | None) -> str:
    """Return a number with its thousands apart."""
    return f"{value or 0:,}"


def count(value: int | None, one: str, many: str = "") -> str:
    """Return a number and what it counts: '1 article', '2 articles'."""
    return f"{number(value)} {one if value == 1 else many or one + 's'}"


def in_order(facets: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the facets, each once, as a newsroom asks: who, in what role, for or against, how, where, when; then any others."""
    asked = ("speaker", "role", "stance", "kind", "outlet", "published")
    once = {(facet["name"], facet.get("type")): facet for facet in reversed(facets)}
    return sorted(once.values(), key=lambda facet: asked.index(facet["name"]) if facet["name"] in asked else len(asked))


def period(first: str | None, last: str | None) -> str:
    """Return the days from the first to the last in words; one day once."""
    if (first or "")[:10] == (last or "")[:10]:
        return day(last)
    return " to ".join(day(value) for value in (first, last) if value)


FILTERS: dict[str, Any] = {
    "day": day,
    "minute": minute,
    "period": period,
    "in_order": in_order,
    "safe_url": safe_url,
    "clip": clip,
    "percent": percent,
    "spoken": spoken,
    "told_to": told_to,
    "plainly": plainly,
    "number": number,
    "count_of": count,
    "marked": marked,
}


def spans(value: Sequence[Sequence[int]], name: str, mark_id: int | None = None) -> list[Mark]:
    """Mark of that name on the spans."""
    return [Mark(start, end, name, mark_id) for start, end in value]
