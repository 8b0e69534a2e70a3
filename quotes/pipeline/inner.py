"""Words that somebody passes on: whose they are when the printed source is only who cites, shows or mocks them.

`Roe cited Doe's remark that it was “absurd”`, `footage of Doe saying “…”`, `reports that Doe called it “a farce”`, `what
critics call “a farce”`: the attribution's source is the one who passes the words on; the words are Doe's, or the critics'.
"""

from __future__ import annotations

import re

from quotes.pipeline.cast import PLACE, Cast
from quotes.types import Quote, Span

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
    rf"|[’']s?\s(?:[\w-]+\s){{0,3}}(?:{_WORDS})\b{_OPEN}*$"
)
_SAYS = re.compile(rf"\s(?:{_SAYING})\b{_OPEN}{{0,40}}$")
_PRONOUN = re.compile(rf"\bthat\s(he|she|they)\s(?:(?:has|had|have|once)\s)?(?:{_CALLED})\b{_OPEN}*$")
_WHAT = re.compile(
    rf"\bwhat\s((?:[\w’'-]+\s){{0,4}}[\w’'-]+)\s(?:(?:has|have|had)\s)?(?:{_CALLED})(?:\s(?:an?|the))?$",
    re.IGNORECASE,
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
        if _AFTER_NAME.match(text, span[1], end):
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
