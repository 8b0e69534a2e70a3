"""What the lines above an article say: dates, byline, agency."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
DATE = re.compile(
    rf"\b(?:{_MONTH}\s+{_DAY},?\s+\d{{4}}|{_DAY}\s+{_MONTH},?\s+\d{{4}}|\d{{4}}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?)?"
    r"|\d{1,2}[/.]\d{1,2}[/.]\d{4})(?!\d)",
    re.IGNORECASE,
)
ZONE = r"(?:GMT|UTC|BST|CET|CEST|E[SD]?T|C[SD]T|M[SD]T|P[SD]?T|IST|AEDT|AEST|[+-]\d\d:?\d\d|Z)"
CLOCK = re.compile(
    rf"\b\d{{1,2}}(?:[:.]\d\d(?::\d\d)?\s*(?:[ap]\.?m\.?)?|\s*[ap]\.?m\.?)(?:\s*\(?({ZONE})\b\)?)?", re.IGNORECASE
)
AGO = re.compile(
    r"\b(?:(?:\d{1,3}|an?|one|two|three)\s*(?:s|sec|m|min|h|hr|d|w|mo|y|(?:second|minute|hour|day|week|month|year))s?\.?\s+ago"
    r"|just now|yesterday)\W*\Z",
    re.IGNORECASE,
)
_UPDATED = re.compile(r"\b(?:updated?|modified|revised|edited|amended|corrected)\b", re.IGNORECASE)
_PUBLISHED = re.compile(r"\b(?:published|posted|created|first published|issued)\b", re.IGNORECASE)
_LABELS = re.compile(
    r"\b(?:published|posted|updated?|last|modified|revised|edited|amended|corrected|first|created|issued|date|on|at|by|and|of"
    r"|mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun|(?:mon|tues|wednes|thurs|fri|satur|sun)day|local time|min|mins?|minutes?|read"
    rf"|{ZONE})\b|\d+",
    re.IGNORECASE,
)
_BY = re.compile(r"(?:(?:words|written|story|report(?:ing|ed)?|text)\s+)?by:?\s+(?=[A-Z\u00c0-\u024f])", re.IGNORECASE)
_SPOKEN = re.compile(
    r"\b(?:remarks|statement|briefing|gaggle|speech|address|testimony|evidence|lecture|keynote|sermon|conference|readout|interview)"
    r"\s+(?:given\s+|delivered\s+)?by\s",
    re.IGNORECASE,
)
_NAME = r"[A-Z\u00c0-\u024f][\w'’.-]+"
_NAMES = re.compile(
    rf"{_NAME}(?:\s+(?:(?:de|van|von|der|bin|al|el|la|del|di|da)\s+)*{_NAME}){{1,3}}"
    rf"(?:(?:\s*,\s*|\s+and\s+|\s*&\s*){_NAME}(?:\s+{_NAME}){{1,3}}){{0,7}}"
)
_DATELINE = re.compile(
    r"\A[^\n!?“\"]{0,60}?(?:\(([^()\n]{2,40})\)|/([^/\n]{2,30})/)\s*(?:[-–—:]|\Z)|\A([A-Z][\w ]{1,25}?)\s+[–—]\s"
)
_PLACED = re.compile(r"\A[A-Z\u00c0-\u00de][A-Z\u00c0-\u00de.'’-]+[ ,/(][^\n!?“”\"]{0,90}?\s*[-–—]{1,2}(?=\s)")
_YEARLESS = re.compile(rf"\b(?:{_MONTH}\s+{_DAY}|{_DAY}\s+{_MONTH})(?!\w)", re.IGNORECASE)
_DATED = re.compile(
    rf"\A(?:{_MONTH}\s+{_DAY}|{_DAY}\s+{_MONTH})(?:,?\s+\d{{4}})?,?\s*\([A-Z][^()\n]{{1,40}}\)\s*[-–—]{{1,2}}(?=\s)",
    re.IGNORECASE,
)
_YEAR = re.compile(
    r"(?<![\w.])(?<!\d-)((?:19|20)\d\d)(?=/(?:\d\d?|[a-z]{3,9})/|-\d\d-\d\d|\d\d\d\d(?!\d))", re.IGNORECASE
)


@cache
def furniture() -> dict[str, Any]:
    """Return the data file `furniture.toml`: labels, beginnings, endings, credits, agencies."""
    return tomllib.loads((files("quotes.ingest") / "data" / "furniture.toml").read_text(encoding="utf-8"))


def dates_in(line: str) -> dict[str, str]:
    """Return `published` and `updated` as a line prints them, each an ISO-readable string, as far as it has them.

    A time of day is kept only where its zone is printed: without one it is no point in time.
    """
    found: dict[str, str] = {}
    matches = list(DATE.finditer(line))
    for number, match in enumerate(matches):
        before = line[matches[number - 1].end() if number else 0 : match.start()]
        after = line[match.end() : matches[number + 1].start() if number + 1 < len(matches) else len(line)]
        labelled = _UPDATED.search(before) and not _PUBLISHED.search(before[_last(_UPDATED, before) :])
        field = "updated" if labelled or "published" in found else "published"
        found.setdefault(field, match.group() + _zoned_time(before, _UPDATED.split(after)[0]))
    if len(matches) == 1 and "published" in found and _UPDATED.search(line[matches[0].end() :]):
        rest = line[matches[0].end() :]
        if CLOCK.search(rest[_UPDATED.search(rest).end() :]):  # type: ignore[union-attr]
            found["updated"] = matches[0].group() + _zoned_time("", _UPDATED.split(rest)[1])
    return found


def _last(pattern: re.Pattern[str], text: str) -> int:
    return max((match.start() for match in pattern.finditer(text)), default=0)


def _zoned_time(before: str, after: str) -> str:
    for text in (after, before):
        match = CLOCK.search(text)
        if match and match[1]:
            return " " + match.group().replace("(", "").replace(")", "")
    return ""


def is_date_line(line: str) -> bool:
    """Tell whether the line says when, and at most a couple of words more (a byline may share it)."""
    if len(line) > 160 or not DATE.search(line):
        return False
    rest = _LABELS.sub(" ", CLOCK.sub(" ", DATE.sub(" ", line)))
    words = re.findall(r"[^\W\d_]+", rest)
    return len(words) <= 2 or len(words) <= 8 and bool(_BY.search(line))


def is_ago(line: str) -> bool:
    """Tell whether the line says how long ago and little else, as teasers do."""
    return len(line) < 100 and len(line.split()) <= 8 and line[-1:] not in ".!?" and bool(AGO.search(line))


def byline_in(line: str) -> str:
    """Return the names after `By`, without dates and duties; empty when the line is no byline."""
    if len(line) > 200:
        return ""
    match = _BY.match(line) or (_BY.search(line) if DATE.search(line) else None)
    if not match or line.rstrip()[-1:] in '.!?”"' or is_spoken(line):
        return ""
    names = re.split(r"\s*[|·•]\s*|\s+-\s+|\s{3,}", line[match.end() :])[0]
    names = DATE.split(names)[0]
    names = re.split(r",?\s+(?:updated|published|posted|on)\b", names, flags=re.IGNORECASE)[0].strip(" ,|·•–—")
    return names if 0 < len(names.split()) <= 20 else ""


def is_spoken(line: str) -> bool:
    """Tell whether the line heads what somebody says, and names who: `Remarks by …`, `Press Briefing by …`."""
    return bool(_SPOKEN.search(line))


def are_names(line: str) -> bool:
    """Tell whether the line is one or more people's names and nothing else."""
    return len(line) < 300 and len(line.split()) <= 16 and bool(_NAMES.fullmatch(line.strip()))


def split_agency(byline: str) -> tuple[str, str]:
    """Return the byline without the agency it ends with, and the agency's name."""
    known: dict[str, str] = furniture()["agencies"]
    parts = re.split(r"\s*(?:,|;|/|\||\band\b)\s*|\s+(?=(?:The\s+)?Associated Press\b)", byline.strip())
    if len(parts) > 1 and parts[-1] in known:
        cut = byline.strip().rfind(parts[-1])
        return byline.strip()[:cut].strip(" ,;/|"), known[parts[-1]]
    return ("", known[byline.strip()]) if byline.strip() in known else (byline.strip(), "")


def dateline(paragraph: str, year: str = "") -> dict[str, str]:
    """Return `published` and `agency` as a first paragraph's dateline has them: `GENEVA, 9 September 2025 (Some Press) –`.

    An agency that no list knows counts where a place in capitals or a date stands before it; a date that has no year
    counts in the `year` given.
    """
    found = {"agency": agency_in(paragraph)}
    if match := _PLACED.match(paragraph) or _DATED.match(paragraph):
        head = match.group()
        bracket = re.search(r"\(([A-Z][^()\n]{1,40})\)", head)
        found["agency"] = found["agency"] or (bracket[1] if bracket else "")
        found["published"] = dates_in(head).get("published", "")
        day = _YEARLESS.search(head)
        if not found["published"] and year and day:
            found["published"] = f"{day.group()} {year}"
    return {name: value for name, value in found.items() if value}


def dateline_end(paragraph: str) -> int:
    """Tell where the text behind a first paragraph's dateline begins; 0 where it has none, as `NASA waited – until now`."""
    found = _PLACED.match(paragraph) or _DATED.match(paragraph)
    head = found.group() if found else ""
    sure = head.isupper() or re.search(r"\([A-Z]", head) or DATE.search(head) or _YEARLESS.search(head)
    return len(head) if sure else 0


def year_in(address: str) -> str:
    """Return the year of the date that a path or an address bears, as in `wire/2025-03-03/dam.txt`; empty unless it is one."""
    years = {match[1] for match in _YEAR.finditer(address)}
    return years.pop() if len(years) == 1 else ""


def agency_in(paragraph: str) -> str:
    """Return the agency that a first paragraph's dateline names, as in `GENEVA (AP) —`; empty if none."""
    match = _DATELINE.match(paragraph)
    names = re.split(r"\s*[/,|]\s*", next(filter(None, match.groups()), "")) if match else []
    known: dict[str, str] = furniture()["agencies"]
    return next((known[name.strip()] for name in names if name.strip() in known), "")
