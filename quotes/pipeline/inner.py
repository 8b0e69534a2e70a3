"""Words that somebody passes on: whose they are when the printed source is only who cites, shows or mocks them.

`Roe cited Doe's remark that it was “absurd”`, `footage of Doe saying “…”`, `reports that Doe called it “a farce”`, `what
critics call “a farce”`: the attribution's source is the one who passes the words on; the words are Doe's, or the critics'.
Where the one who passes them on also says something, both are quotations: `“My sister said, ‘Go home,’ and I went.”` is one,
and in it stands another, the sister's.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from quotes.pipeline import roles
from quotes.pipeline.cast import PLACE, Cast
from quotes.pipeline.marks import Passage
from quotes.pipeline.mentions import PRONOUNS
from quotes.types import Quote, Span, Spans

REACH = 220  # characters before a quotation in which its inner speaker may stand
_SAYING = r"saying|asking|telling|claiming|shouting|chanting|boasting|insisting|declaring|complaining|joking|promising|describing|calling"
_CALLED = (
    r"calls?|called|calling|describe[sd]?|describing|label(?:s|ed)|brand(?:s|ed)|dub(?:s|bed)|term(?:s|ed)|refer(?:s|red) to|"
    r"mock(?:s|ed)|denounce[sd]?|dismiss(?:es|ed)"
)
_WORDS = (
    r"remarks?|comments?|words|claims?|statements?|references?|descriptions?|boasts?|tweets?|slogans?|promises?|pledges?|vows?|assertions?|"
    r"suggestions?|warnings?|admissions?|quips?|jokes?|lines?|calls?|allegations?|accusations?"
)
_OPEN = r"[^.!?“”\"\n]"
_AFTER_NAME = re.compile(
    rf"\s(?:{_SAYING})\b{_OPEN}*$|(?:,[^,]{{1,60}},)?\s(?:(?:has|had|have|once|recently|repeatedly|also|later)\s){{0,2}}(?:{_CALLED})\b{_OPEN}*$"
    # `Doe's remark that it was “absurd”` is Doe's; `Doe's remark was “absurd”` is of somebody else
    rf"|[’']s?\s(?:[\w-]+\s){{0,3}}(?:{_WORDS})\s(?:{_OPEN}{{0,60}}?\bthat\s(?:(?!(?:is|are|was|were)\b)\S+\s){{1,4}}(?:is|are|was|were)$|(?!as\b)(?!{_OPEN}*\b(?:is|are|was|were)\b)\w{_OPEN}*$)"
)
_SAYS = re.compile(rf"\s(?:{_SAYING})\b{_OPEN}{{0,40}}$")
_PRONOUN = re.compile(rf"\bthat\s(he|she|they)\s(?:(?:has|had|have|once)\s)?(?:{_CALLED})\b{_OPEN}*$")
_WHAT = re.compile(
    rf"\bwhat\s((?:[\w’'-]+\s){{0,4}}[\w’'-]+)\s(?:(?:has|have|had)\s)?(?:{_CALLED})(?:\s(?:an?|the))?$",
    re.IGNORECASE,
)
_SPEAKING = (
    r"says?|said|asks?|asked|tells?|told|writes?|wrote|yell(?:s|ed)|shout(?:s|ed)|repl(?:y|ies|ied)|answer(?:s|ed)?|warn(?:s|ed)|"
    r"whisper(?:s|ed)|scream(?:s|ed)|tweet(?:s|ed)|add(?:s|ed)|insist(?:s|ed)|claim(?:s|ed)|argue[sd]?|goes|went"
)
_HELP = r"(?:[’'](?:d|ll|s)\s|\s)(?:(?:has|had|have|would|will|once|then|always|also|later|just|recently|often|never)\s){0,2}"
_UP_TO_MARK = rf"(?:\b{_OPEN}{{0,70}})?$"
_NAME_SAYS = re.compile(rf"(?:,[^,]{{1,60}},)?{_HELP}(?P<cue>{_SPEAKING}|{_CALLED})\b{_UP_TO_MARK}")
_SAID_NEXT = re.compile(
    rf"{_HELP}(?:said|says|told|wrote|tweeted|added)(?:\sthat)?[,:]?$"
)  # `according to Roe, Doe said “…”`
_SOMEBODY_SAYS = re.compile(
    rf"(?<!\bnothing\s)(?<!\banything\s)(?<!\beverything\s)(?<!\bwhat\s)(?<!\ball\s)(?<!\bway\s)(?<!\bthings\s)(?<!\bwords\s)\b(he|she|they|(?:(?:my|his|her|our|their|the|an?)\s(?:[\w-]+\s){{0,2}}[\w-]+)){_HELP}(?P<cue>{_SPEAKING}|{_CALLED})\b{_UP_TO_MARK}",
    re.IGNORECASE,
)
_AND = re.compile(r"[,.]?[”’\"'»]?,?\s(?:and|or|and\sas|or\sas)\s[“‘\"'«]?")
WORDS = 2  # of a passage within a quotation, at least, unless it is a reporter's words that lead up to it


def nested(text: str, quotes: Sequence[Quote], passages: Sequence[Passage], cast: Cast) -> list[tuple[Quote, Quote]]:
    """The quotations that stand inside those given, each behind its outer one, with the mention of who says it as its source."""
    out: list[tuple[Quote, Quote]] = []
    ordered = sorted(passages, key=lambda p: p.outer)
    opened = [p.outer[0] for p in ordered]
    for quote in quotes:
        last: Quote | None = None
        inside = ordered[bisect_right(opened, quote.start) : bisect_left(opened, quote.end)]
        for p in _within(quote, inside):
            if last and last.end < p.start and _AND.fullmatch(text, last.end, p.start):
                parts = (*last.parts, (p.start, p.end))
                last = _passage(text, quote, last.source[0], last.cue, parts)
                out[-1] = (quote, last)
                continue
            said = _says(text, quote, p, cast)
            last = _passage(text, quote, *said, ((p.start, p.end),)) if said else None
            out += [(quote, last)] if last else []
    return out


def _within(quote: Quote, passages: Sequence[Passage]) -> Iterator[Passage]:
    """Those of the passages that open within a quotation which are not all that it has within marks."""
    level = 1 if quote.kind == "direct" and quote.quoted else 0
    for p in passages:
        if p.level == level and p.start < p.end <= quote.end:
            yield p


def _says(text: str, quote: Quote, p: Passage, cast: Cast) -> tuple[Span, Spans] | None:
    """The mention of the one who says a passage, before it in its sentence and within the quotation, and the verb."""
    start = max(quote.start, p.outer[0] - REACH)
    end = start + len(text[start : p.outer[0]].rstrip())
    if quote.kind == "direct" and len(text[p.start : p.end].split()) < WORDS:
        return None
    if m := _WHAT.search(text, start, end):
        return m.span(1), ()
    for span, who in reversed(cast.within(start, end)):
        if who.kind == PLACE:
            continue
        if m := _NAME_SAYS.match(text, span[1], end):
            return span, (m.span("cue"),)
        if _AFTER_NAME.match(text, span[1], end):
            return span, ()
    for m in reversed(list(_SOMEBODY_SAYS.finditer(text, start, end))):
        if m.group(1).lower() in PRONOUNS or roles.head(m.group(1)):
            return m.span(1), (m.span("cue"),)
    return None


def _passage(text: str, quote: Quote, source: Span, cue: Spans, parts: Spans) -> Quote:
    """A quotation within another."""
    return Quote(
        start=parts[0][0],
        end=parts[-1][1],
        parts=parts,
        text=" ".join(text[s:e] for s, e in parts),
        kind="direct" if quote.kind == "direct" else "mixed",
        quoted=parts,
        source=(source,),
        cue=cue,
        confidence=quote.confidence,
    )


def speaker(text: str, quote: Quote, cast: Cast) -> Span | None:
    """The mention of the one whose words a quotation is, where its source only passes them on; None where it does not.

    Looked for in the quotation's sentence, between the source (or REACH characters) and the opening mark.
    """
    if quote.quoted and quote.start < quote.quoted[0][0] and (shown := _shown(text, quote, cast)):
        return shown
    if not quote.source or quote.cue and quote.cue[0][0] >= quote.start:
        return None
    source = quote.source[0]
    if source[1] > quote.start or quote.start - source[1] > REACH:
        return None
    before = text[source[1] : quote.start].rstrip(" “\"‘'")
    end = source[1] + len(before)
    if m := _WHAT.search(text, source[0], end):
        return m.span(1) if not (source[0] <= m.start(1) and m.end(1) <= source[1]) else None
    if m := _PRONOUN.search(text, source[1], end):
        return m.span(1)
    names = [(span, who) for span, who in cast.within(source[1], end) if who.kind != PLACE]
    for span, _ in reversed(names):
        if _AFTER_NAME.match(text, span[1], end) or _SAID_NEXT.match(text, span[1], end):
            return span
    for span, _ in reversed(cast.within(*source)):  # `footage of Roe saying`, all of it tagged as the source
        if span[0] > source[0] and _AFTER_NAME.match(text, span[1], end):
            return span
    return None


def _shown(text: str, quote: Quote, cast: Cast) -> Span | None:
    """Who opens a content that goes on with their words: `footage of [Doe saying, “…”]`."""
    end = len(text[: quote.quoted[0][0]].rstrip(" “\"‘'"))
    for span, who in cast.within(quote.start, end):
        if who.kind != PLACE and _SAYS.match(text, span[1], end):
            return span
    return None
