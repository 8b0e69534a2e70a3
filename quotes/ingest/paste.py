"""A page copied whole from a browser: which of its lines are the article, and what its header says.

Each line is classed by what it looks like (a sentence, a fragment, a button, a credit, a caption printed
twice, a teaser's "2 hours ago"), each class has a weight, and the article is the run of lines with the
greatest sum: the maximum subsequence segmentation of Pasternack and Roth (2009), over lines.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from quotes.ingest import header
from quotes.ingest.wrapped import is_label

PROSE, FRAGMENT, RULE, DATE, AGO, CREDIT, LABEL, CUT, TWICE, ASIDE, END = (
    "prose", "fragment", "rule", "date", "ago", "credit", "label", "cut", "twice", "aside", "end",
)  # fmt: skip
FURNITURE = {AGO, CREDIT, LABEL, CUT, TWICE, ASIDE, END}
WEIGHTS = {
    FRAGMENT: -12,
    RULE: 0,
    DATE: -12,
    AGO: -25,
    CREDIT: -4,
    LABEL: -2,
    CUT: -20,
    TWICE: -8,
    ASIDE: -4,
    END: -1000,
}
MOST = 40  # words that one paragraph counts for at most: a long teaser is no article
HEADER = 6  # lines at most that a header has
LEAST = 8  # words below a header
EVIDENCE = 2  # lines of furniture that make a text a pasted page

_SENTENCE_END = re.compile(r"[.!?…:][\"'”’“»)\]]*\Z|[.!?,][\"”’“»]\W{0,2}\Z|[\"”]\Z")
_MARKS = re.compile(r"[\"“”«»„]|(?<!\w)[‘'](?=\w)")
_READER = re.compile(r"\b(?:you|your|us|our|here|we)\b", re.IGNORECASE)
_TIMED = re.compile(r"\s\(?\d{1,2}:\d\d(?::\d\d)?\)?\Z")
_CREDIT_END = re.compile(r"\((?:[^()]{0,80})\)\W*\Z")


@dataclass(frozen=True, slots=True)
class Page:
    """A text's article, the fields that its header gives, and whether it was a page with furniture at all."""

    text: str
    fields: dict[str, object] = field(default_factory=dict)
    is_page: bool = False


def parse(text: str) -> Page:
    """Return the article in a text: its paragraphs parted by empty lines, without what stood around them."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    classes = classify(lines)
    start, end = _segment(lines, classes)
    title = _title(lines, classes, start, end)
    fields, used = _header(lines, classes, title, end)
    furniture = sum(kind in FURNITURE for kind in classes) + len(used)
    if furniture < EVIDENCE or start == end:
        return Page(text, fields)
    first = _first_line(lines, classes, title, start)
    kept = [
        line
        for number, line in enumerate(lines[first:end], start=first)
        if number not in used and number != title and classes[number] not in FURNITURE | {DATE, RULE}
    ]
    return Page("\n\n".join(kept), fields, is_page=True)


def below_header(text: str, fields: Mapping[str, object]) -> str:
    """Return the text without the headline, bylines and dates it begins with, as far as `fields` hold them; all of it if nothing is left."""
    lines = text.split("\n")
    filled = [number for number, line in enumerate(lines) if line.strip()]
    end = 0
    for place, number in enumerate(filled[:HEADER]):
        line = lines[number].strip()
        if place == 0 and line == fields.get("title"):
            below = lines[filled[1]].strip() if len(filled) > 1 else ""
            joined = filled[1:2] == [number + 1] and not _is_header(below)
            if joined or is_label(line) and is_label(below):
                break  # the first line of a paragraph, or a turn of a transcript
        elif not _is_header(line):
            break
        end = number + 1
    rest = "\n".join(lines[end:]).strip()
    return rest if len(rest.split()) >= LEAST else text


def _is_header(line: str) -> bool:
    return bool(header.byline_in(line) or header.is_date_line(line) and not header.is_spoken(line))


def classify(lines: list[str]) -> list[str]:
    """Return the class of every line."""
    classes = [_class_of(line) for line in lines]
    _captions(lines, classes)
    _links(lines, classes)
    return classes


def _plain(line: str) -> str:
    return re.sub(r"[\W_]+", " ", line).strip().casefold()


def _class_of(line: str) -> str:
    words, plain = len(line.split()), _plain(line)
    known = header.furniture()
    label = re.sub(r"\W*\d+\W*", " ", plain).strip()
    if label in known["endings"] and words <= 6:
        return END
    if label in known["asides"] and words <= 6 and (line[-1:] == ":" or line[-1:].isalnum()):
        return ASIDE
    if not plain:
        return RULE
    if label in known["talk"]:
        return AGO
    if label in known["labels"]:
        return LABEL
    if words <= 30 and line.casefold().startswith(tuple(known["beginnings"])):
        return LABEL
    if header.is_date_line(line):
        return DATE
    if header.is_ago(line):
        return AGO
    if _is_credit(line, words):
        return CREDIT
    prose = bool(_SENTENCE_END.search(line[-12:])) and (words >= 4 or bool(_MARKS.search(line)))
    if words <= 30 and line.endswith(("...", "…")) and not _MARKS.search(line):
        return CUT
    if words <= 40 and not _MARKS.search(line) and _speaks_to_reader(line):
        return LABEL
    return PROSE if prose else FRAGMENT


def _is_credit(line: str, words: int) -> bool:
    """A credit alone, or a caption that ends with one in brackets."""
    credits = tuple(header.furniture()["credits"])
    lowered = line.casefold()
    bracket = _CREDIT_END.search(lowered[-100:])
    if bracket and any(credit in bracket.group() for credit in credits):
        return True
    return words <= 14 and not _MARKS.search(line) and any(credit in lowered for credit in credits)


def _speaks_to_reader(line: str) -> bool:
    lowered = line.casefold()
    return bool(_READER.search(line)) and any(phrase in lowered for phrase in header.furniture()["addresses"])


def _captions(lines: list[str], classes: list[str]) -> None:
    """Mark captions: a line printed twice running, and one whose cut-off copy stands before it."""
    for number in range(len(lines) - 1):
        here, there = _plain(lines[number]), _plain(lines[number + 1])
        if here == there and not re.search(r"[.!?][\"”’)]*\Z", lines[number]):
            classes[number] = classes[number + 1] = TWICE
        elif classes[number] == CUT and len(here) > 20 and there.startswith(here):
            classes[number + 1] = TWICE
    sentences = {_plain(line) for line, kind in zip(lines, classes, strict=True) if kind == PROSE}
    for number, line in enumerate(lines):
        # the same words as a sentence elsewhere: the copy that ends as a sentence is the article's
        if classes[number] == FRAGMENT and len(line.split()) > 8 and _plain(line) in sentences:
            classes[number] = TWICE


def _links(lines: list[str], classes: list[str]) -> None:
    """Mark the fragments under a heading such as "Related", up to the next sentence or the subheading above it."""
    under = False
    for number, kind in enumerate(classes):
        heads = len(lines[number].split()) <= 4 and classes[number + 1 : number + 2] == [PROSE]
        if kind == ASIDE:
            under = True
        elif under and kind in (FRAGMENT, AGO, DATE, CUT, TWICE) and not heads:
            classes[number] = LABEL
        else:
            under = False


def _weight(line: str, kind: str) -> int:
    words = len(line.split())
    if kind == PROSE:
        return min(words, MOST)
    return WEIGHTS[kind] + (6 if kind == FRAGMENT and words >= 12 else 0)


def _segment(lines: list[str], classes: list[str]) -> tuple[int, int]:
    """The bounds of the run of lines with the greatest weight, carried on over a lone button or advertisement."""
    best, best_bounds, total, start = 0, (0, 0), 0, 0
    for number, line in enumerate(lines):
        if total <= 0:
            total, start = 0, number
        total += _weight(line, classes[number])
        if total > best:
            best, best_bounds = total, (start, number + 1)
    start, end = best_bounds
    while (
        end + 1 < len(lines) and classes[end] == LABEL and classes[end + 1] == PROSE and not _teaser(classes, end + 1)
    ):
        end += 2
    return start, end


def _teaser(classes: list[str], number: int) -> bool:
    return any(kind in (AGO, DATE, END, CUT) for kind in classes[number + 1 : number + 3])


def _title(lines: list[str], classes: list[str], start: int, end: int) -> int | None:
    """The line of the headline: before the article, like it in words, near the date."""
    body = Counter(re.findall(r"\w{4,}", " ".join(lines[start:end][:30]).casefold()))
    top = next((n for n in range(start, end) if classes[n] == PROSE and len(lines[n].split()) > 12), start)
    dates = [n for n in range(top) if classes[n] == DATE]
    counts = Counter(map(_plain, lines))
    best, best_score = None, 0.0
    for number in range(max(0, top - 40), top):
        if not _may_be_headline(lines, classes, number):
            continue
        words = re.findall(r"\w{4,}", lines[number].casefold())
        score = sum(word in body for word in words) / max(len(words), 1)
        score += 0.4 if any(0 < date - number <= 4 for date in dates) else 0.0
        score += 0.3 if number == 0 else 0.0
        score += 0.3 if counts[_plain(lines[number])] > 1 else 0.0
        score += 0.2 if len(words) >= 4 else 0.0
        if score > best_score:
            best, best_score = number, score
    return best


def _may_be_headline(lines: list[str], classes: list[str], number: int) -> bool:
    line = lines[number]
    beside = [lines[n] for n in (number - 1, number + 1) if 0 <= n < len(lines)]
    caption = classes[number] == TWICE and _plain(line) in map(_plain, beside)
    spoken = _is_timed(line) or (number > 0 and _is_timed(lines[number - 1]))  # a turn of a recording
    fits = not spoken and 3 <= len(line.split()) <= 30 and not re.search(r"[.,:;]\W?\Z", line[-3:])
    return fits and classes[number] in (FRAGMENT, PROSE, TWICE) and not caption and not header.byline_in(line)


def _is_timed(line: str) -> bool:
    """Whether the line is a speaker's name, and when in the recording the turn begins."""
    clock = _TIMED.search(line)
    return bool(clock) and header.are_names(line[: clock.start()])  # type: ignore[union-attr]


def _header(lines: list[str], classes: list[str], title: int | None, end: int) -> tuple[dict[str, object], set[int]]:
    """The fields that the lines around the headline give, and which lines gave a date or a byline."""
    fields: dict[str, object] = {"title": lines[title]} if title is not None else {}
    used: set[int] = set()
    top = title if title is not None else 0
    body = next((n for n in range(top, len(lines)) if classes[n] == PROSE and len(lines[n].split()) > 12), end)
    near = [*range(top, min(max(body, top + 12), len(lines))), *range(max(0, top - 6), top)]
    for number in near:
        if classes[number] == DATE:
            _take_dates(lines[number], fields, used, number)
        byline = header.byline_in(lines[number]) if classes[number] != PROSE and number != title else ""
        if byline and "byline" not in fields:
            fields["byline"], agency = header.split_agency(byline)
            fields["agency"] = agency
            used.add(number)
    if "byline" not in fields:
        _names_by_the_date(lines, classes, title, fields, used)
    first = next((line for line, kind in zip(lines[top:], classes[top:], strict=True) if kind == PROSE), "")
    opening = lines[body] if body < len(lines) else first
    fields["agency"] = fields.get("agency") or header.agency_in(opening)
    return fields, used


def _take_dates(line: str, fields: dict[str, object], used: set[int], number: int) -> None:
    for name, value in header.dates_in(line).items():
        fields.setdefault(name, value)
    used.add(number)


def _names_by_the_date(
    lines: list[str], classes: list[str], title: int | None, fields: dict[str, object], used: set[int]
) -> None:
    """Take a line of nothing but names for the byline when it stands beside the date, below the headline."""
    for date in sorted(number for number in used if classes[number] == DATE):
        for number in (date - 1, date + 1):
            beside = title is not None and title < number < len(lines) and classes[number] == FRAGMENT
            if beside and header.are_names(lines[number]):
                fields["byline"], agency = header.split_agency(lines[number])
                fields["agency"] = fields.get("agency") or agency
                used.add(number)
                return


def _first_line(lines: list[str], classes: list[str], title: int | None, start: int) -> int:
    """Where the article begins: right below the headline, so that a short first paragraph is not lost."""
    if title is None or title >= start:
        return start
    return next((n for n in range(title + 1, start) if classes[n] == PROSE and len(lines[n].split()) >= 5), start)
