"""When, on what occasion, to whom and through whom somebody's words were said, from the words around the cue.

Only the quotation's own frame counts: the clause around its cue and source, never the words quoted. It is read from the
cue, from the source and from the clause's beginning (see `phrases`), so that a time of what was said, or of another
verb, stays out. A follow-up quotation inherits nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache

from quotes.ingest import header
from quotes.pipeline.frame import times
from quotes.pipeline.frame.phrases import LISTS, MODIFIER, NAME, Clues, Reader, any_of, compiled
from quotes.pipeline.lexicon import listed
from quotes.types import Quote, Span, Spans
from quotes.wording import sentences

MARKS = "“\"‘'«"
OPENING = 3000  # characters in which an article names its agency
PARTS = 8  # of a quotation, after each of which its clause may go on
REACH = 250  # characters of a clause that are looked at to either side


_TIME = re.compile(rf"\b(?P<time>{times.ADJECTIVE})(?:['’]s)?\s+")
_OWNER = re.compile(r"\w['’]s?\s+")  # the mayor's letter
_PARTICIPLE = re.compile(r"\w+ing\b")
_WORD = re.compile(r"\w+")
_DOCUMENTS = frozenset(_WORD.findall(LISTS["documents"]))  # and the parts of `press-release`
_HINGE = re.compile(r",?\s+(?:when|where|(?:in|at|during|on) which)\s+\Z")
_AFTER_TITLE = re.compile(r"[.,!?]?[”\"]?")
_REPORTING = re.compile(r"reported|reports|quoted|quotes|ccording to|published by|carried by")
_REPORTED = (
    rf"(?!(?:As|But|And|While|When|In|On|That|This|It|He|She|They|We|I)\b)(?P<by>{NAME}),? (?:which )?"
    r"(?:has |had )?(?:\w+ly |first |also |earlier |later )?(?:reported|reports|quoted|quotes)\b"
    rf"|(?:reported|published|quoted|carried) by (?:the )?(?P<to>{NAME})|(?i:according to) (?:the )?(?P<of>{NAME})"
)
_OUTLETS, _NO_NAMES, _INSTITUTIONS = (listed("occasions", name) for name in ("outlets", "stops", "institutions"))
_DOCUMENT = (
    rf"(?:(?i:the|an?|this|that|his|her|its|their|one|another)|.{{2,60}}?['’]s?(?= ))\s+(?P<document>{MODIFIER}{{0,6}}?"
    rf"(?:{any_of('documents')}))(?=\s*(?:\Z|[,(—–]|(?:{any_of('stops')})\b|[a-z]+(?:ed|ing|en)\b|{times.START}))"
)
_ISSUING = re.compile(
    r"\b(?:issu|releas|sen[dt]|post|publish|writ|wrote|put|circulat|distribut|penn|blast)\w*(?: out)?\s+"
)


def spaced(text: str) -> str:
    """Return the text with plain spaces for hard ones, which `find` needs; of the same length, so that offsets hold."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def find(text: str, quote: Quote, published: str, agency: str = "") -> Quote:
    """Return a quotation with when, where, to whom and through whom it was said, as far as its own frame tells.

    `published` is the article's ISO date; without one, words that are no full date keep their span and give no date.
    `agency` is what the article as a whole credits. An audience keeps its verb or preposition (`told CNN`, `with NBC`); who passed
    the words on is named from the speaker outwards.
    """
    source, cue, parts = quote.source, quote.cue, quote.parts
    reader = Reader(text)
    if cue or source:
        _read(reader, source, cue, parts)
    clues = reader.clues
    said_on = precision = ""
    if clues.when:
        said_on, precision = times.iso(times.days(text[slice(*clues.when)], published))
    return quote.but(
        said_on=said_on,
        said_on_precision=precision,
        said_on_span=clues.when,
        occasion=_words(text, clues.occasion or clues.place),
        audience=_words(text, clues.audience),
        via=_via(text, source, cue, parts, agency),
    )


def _read(reader: Reader, source: Spans, cue: Spans, parts: Spans) -> None:
    """Read the frame's stretches in the order in which they are believed: what follows the cue, then what precedes it."""
    text = reader.text
    start = (cue or source)[0][0]
    end = min((cue or source)[-1][1], start + REACH)
    subject = _beside(text, source, start, end) or (start, start)
    follows = subject[0] >= end  # said Kirby
    if cue:
        reader.from_cue(start, end, subject[0] if follows else _right(text, end, parts))
    if follows or not cue:
        reader.read(max(subject[1], end), _right(text, max(subject[1], end), parts))
    else:
        _between(reader, subject[1], start, end)
    begin = min(start, subject[0])
    parenthetic = any(s > end and text[end:s] == ", " and text[s] not in MARKS for s, _ in parts)
    # `In 2008, she said, the fund gave nothing`: her words begin before her
    for at in [*([] if parenthetic else [begin]), *(s for s, _ in parts[:1] if s < begin)]:
        at -= text[at - 1] in MARKS if at else 0
        lo = _left(text, at, parts)
        if hinge := _HINGE.search(text, lo, at):
            reader.just_before(lo, hinge.start())
        else:
            reader.up_to(lo, at)
    for s, e in parts[:PARTS]:
        if s >= end:  # said it was “over” on Monday
            reader.read(e + (text[e : e + 1] in ("”", '"', "’", "'", "»")), _right(text, e, parts))
    frame = text[min(start, subject[0]) : max(end, subject[1])]
    if not _DOCUMENTS.isdisjoint(_WORD.findall(frame.casefold())):
        for s, e in source[:1]:
            _document(reader, s, e)
        if issuing := _ISSUING.search(text, min(start, subject[1]), end):
            _document(reader, issuing.end(), end)


def _beside(text: str, source: Spans, start: int, end: int) -> Span | None:
    """The source as one span, where it stands in the cue's paragraph and near."""
    for s, e in source:
        if (e <= start or s >= end) and -REACH < s - start < REACH and "\n" not in text[min(s, start) : max(e, end)]:
            return s, e
    return None


def _between(reader: Reader, lo: int, hi: int, cue_end: int) -> None:
    """Read what stands between source and cue; all of it where the cue is only its participle (`…, saying`)."""
    if not _PARTICIPLE.match(reader.text, hi, cue_end):
        if reader.read(lo, hi) < hi:
            reader.up_to(lo, hi)
    elif not reader.clues.when:
        clause = Reader(reader.text)
        clause.anywhere(lo, hi)
        if reader.clues == Clues():
            reader.clues = clause.clues
        reader.clues.when = clause.clues.when


def _left(text: str, at: int, parts: Spans) -> int:
    """Where the clause that ends at `at` begins: after a quoted part, a sentence or a line."""
    low = max(at - REACH, 0)
    lo = max([low, text.rfind("\n", low, at) + 1, *(e for _, e in parts if e <= at)])
    for _, begins in sentences.gaps(text, lo, at):
        lo = begins
    while lo < at and text[lo] in ",.!?;:”\"’'» ":
        lo += 1
    return lo


def _right(text: str, at: int, parts: Spans) -> int:
    """Where the clause that begins at `at` ends: before a quoted part, a sentence's end or a line's."""
    line = text.find("\n", at, at + REACH)
    hi = min([len(text) if line < 0 else line, at + REACH, *(s for s, _ in parts if s >= at)])
    hi = next((ends for ends, _ in sentences.gaps(text, at, hi)), hi)
    while hi > at and text[hi - 1] in " .!?:,“\"‘'«":
        hi -= 1
    within_title = text.count('"', at, hi) % 2 or text.rfind("“", at, hi) > text.rfind("”", at, hi)
    if within_title:  # on “Early Hour.”
        hi = _AFTER_TITLE.match(text, hi).end()  # type: ignore[union-attr]
    return hi


def _words(text: str, phrase: list[Span]) -> str:
    """A phrase's words on one line."""
    words = " ".join(" ".join(text[s:e] for s, e in phrase).split()).strip(" ,")
    return re.sub(r"[.,](?=[”\"’']\Z)", "", words)


def _document(reader: Reader, at: int, end: int) -> None:
    """A document that speaks is an occasion: `a separate statement by the Pentagon` as source, `issued a letter` as cue."""
    text, clues = reader.text, reader.clues
    m = compiled(_DOCUMENT).match(text, at, end)
    if not m:
        return
    start = max([m.start("document"), *(p.end() for p in _OWNER.finditer(text, *m.span("document")))])
    when = _TIME.search(text, at, m.end("document"))
    clues.when = clues.when or (when.span("time") if when else None)
    if not clues.occasion:
        clues.occasion = [(max(start, when.end() if when else 0), m.end("document"))]
    reader.read(m.end("document"), end, [m.span("document")])


def _via(text: str, source: Spans, cue: Spans, parts: Spans, credited: str) -> str:
    """The outlets between the speaker and the reader: those that the frame names, then the one the article credits."""
    chain: list[str] = []
    if frame := (*cue, *source):
        lo = min(s for s, _ in frame)
        hi = min(max(e for _, e in frame), lo + 4 * REACH)
        after = [(e, _right(text, e, parts)) for _, e in parts[-1:] if e > hi]
        for stretch in [(_left(text, lo, parts), _right(text, hi, parts)), *after]:
            if not _REPORTING.search(text, *stretch):
                continue
            for m in compiled(_REPORTED).finditer(text, *stretch):
                start, end = m.span(m.lastgroup or 0)
                own = any(s < end and start < e for s, e in source)
                chain.append(_outlet(text[start:end], sure=not own and m.lastgroup != "of"))
    return ", ".join(filter(None, dict.fromkeys([*chain, credited or agency(text)])))


def _outlet(name: str, sure: bool) -> str:
    """The name of an outlet; empty when nothing says that it is one, or when it is an institution."""
    name = re.sub(r"(?i:^the )|['’]s?$", "", name)
    known = header.furniture()["agencies"].get(name)
    words = set(name.casefold().split())
    if name.casefold() in _NO_NAMES:
        return ""
    return known or (name if words & _OUTLETS or sure and not words & _INSTITUTIONS else "")


@lru_cache(maxsize=8)
def agency(text: str) -> str:
    """Return the wire agency that an article credits in a dateline near its beginning; empty if none."""
    return next(filter(None, map(header.agency_in, text[:OPENING].splitlines())), "")
