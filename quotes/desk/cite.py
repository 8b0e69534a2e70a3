"""A quotation as it is cited: one sentence with source and date, a link to the very words, a selector."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import quote as percent
from urllib.parse import urlsplit, urlunsplit

from quotes.errors import QueryError
from quotes.store.threshold import KEPT_BACK
from quotes.types import Span
from quotes.wording.attributed import decided, inferred, reason
from quotes.wording.words import spoken

LONGEST = 200  # characters of a passage that is given whole; a longer one by its first and last words
ENDS = 6  # words at either end of a long passage
BESIDE = 4  # words before and after a passage that stands on the page more than once
SELECTOR = 32  # characters of prefix and suffix in a TextQuoteSelector
SAID = {"direct": "said", "mixed": "is quoted as saying", "indirect": "is reported to have said"}
MONTHS = ("January February March April May June July August September October November December").split()


def cite(quotation: Mapping[str, Any]) -> str:
    """Return one sentence: who said it, in which role, the words, when and where, the article with outlet, title and date.

    Takes the dict of `store.reading.quote`. The link, where the article has one, leads to the words themselves.
    """
    article = quotation["article"]
    who = quotation["speaker"] or quotation["source"] or "An unnamed source"
    who = who[:1].upper() + who[1:]
    if quotation["role"]:
        who += f", {quotation['role']},"
    said = f"{who} {SAID[quotation['kind']]}"
    if quotation["occasion"]:
        said += f" {quotation['occasion']}" if re.match(r"(?i)(in|at|on|during)\b", quotation["occasion"]) else ""
    if quotation["said_on"]:
        said += f" {_on(quotation['said_on'])}"
    source = ", ".join(
        part
        for part in (article["outlet"], _titled(article["title"]), _day(article["published"]), place(quotation))
        if part
    )
    link = deep_link(quotation)
    archived = f"; archived at {article['archive_url']}" if article.get("archive_url") else ""
    return f"{said}: {_marked(quotation)} ({source or 'unpublished'}{', ' + link if link else ''}{archived})."


def warning(conn: sqlite3.Connection, quotation: dict[str, Any]) -> str:
    """Return what to check before the quotation is cited: that the machine alone says who spoke, or is too unsure; empty where a name is
    printed beside the words or a person decided.

    Takes the dict of `store.reading.quote`.
    """
    kept_back = quotation["shown"] == KEPT_BACK
    if quotation["speaker_id"] and not kept_back and not inferred(conn, quotation) or decided(quotation):
        return ""
    sure = f"; {quotation['confidence']:.0%} sure{', too little to be shown by this database' if kept_back else ''}"
    return f"Check before you cite: {reason(quotation)}{sure}."


def deep_link(quotation: Mapping[str, Any]) -> str:
    """Return the article's URL with a text fragment that a browser follows to the words; empty where it has no web address.

    A quotation from subtitles leads to the second of the video, one from a PDF to the page.
    """
    url = quotation["article"]["url"] or ""
    if urlsplit(url).scheme not in ("http", "https"):
        return ""
    if at := quotation.get("locator"):
        return _at(url, at["kind"], at["value"])
    fragment = text_fragment(quotation["article"]["text"], [(start, end) for start, end in quotation["parts"]])
    return f"{url}{'' if '#' in url else '#'}:~:text={fragment}"


def place(quotation: Mapping[str, Any]) -> str:
    """Tell where a quotation stands in a video (`at 1:02:03`) or a PDF (`page 3`); empty where it comes from neither."""
    at = quotation.get("locator")
    if not at:
        return ""
    if at["kind"] == "page":
        return f"page {at['value']}"
    minutes, seconds = divmod(at["value"], 60)
    hours, minutes = divmod(minutes, 60)
    return f"at {hours}:{minutes:02}:{seconds:02}" if hours else f"at {minutes}:{seconds:02}"


def _at(url: str, kind: str, value: int) -> str:
    """The URL of a second or a page: as YouTube reads it (`t=62`), else as a fragment (`#t=62`, `#page=3`)."""
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    if kind == "time" and host in ("youtube.com", "youtu.be", "youtube-nocookie.com"):
        kept = [pair for pair in parts.query.split("&") if pair and pair.partition("=")[0] not in ("t", "start")]
        return urlunsplit(parts._replace(query="&".join([*kept, f"t={value}"]), fragment=""))
    return urlunsplit(parts._replace(fragment=f"{'t' if kind == 'time' else 'page'}={value}"))


def text_fragment(text: str, parts: Sequence[Span]) -> str:
    """Return what follows `:~:text=` for these parts of the text: one directive a part, joined by `&text=`.

    A passage of one paragraph and at most LONGEST characters is given whole, a longer one as its first and
    last words; where the words stand in the text earlier as well, with the words before and after them.
    """
    spans = [span for part in parts for span in [_words_only(text, part)] if span]
    return "&text=".join(_directive(text, start, end) for start, end in spans)


def selector(quotation: Mapping[str, Any]) -> dict[str, Any]:
    """Return the W3C annotation target: the article's URL with a TextQuoteSelector (exact, prefix, suffix) and positions."""
    text, start, end = quotation["article"]["text"], quotation["start"], quotation["end"]
    return {
        "source": quotation["article"]["url"] or quotation["article"]["key"],
        "selector": [
            {
                "type": "TextQuoteSelector",
                "exact": text[start:end],
                "prefix": text[max(start - SELECTOR, 0) : start],
                "suffix": text[end : end + SELECTOR],
            },
            {"type": "TextPositionSelector", "start": start, "end": end},
        ],
    }


def web_address(url: str) -> str:
    """Return the URL, if it is one of the web; QueryError where it is none."""
    parts = urlsplit(url.strip())
    if parts.scheme not in ("http", "https") or not parts.netloc or re.search(r"\s", url.strip()):
        raise QueryError(f"{url[:200]!r} is no web address")
    return url.strip()


def _directive(text: str, start: int, end: int) -> str:
    passage = text[start:end]
    if len(passage) <= LONGEST and "\n" not in passage:
        exact, alone = _escaped(passage), text.lower().count(passage.lower()) == 1
    else:
        first, last = _first_words(passage), _last_words(passage)
        exact = f"{_escaped(first)},{_escaped(last)}"
        alone = text.lower().count(first.lower()) == 1 and passage.lower().count(last.lower()) == 1
    if alone:
        return exact
    before, after = _before(text[:start].split("\n")[-1]), _after(text[end:].split("\n")[0])
    return (f"{_escaped(before)}-," if before else "") + exact + (f",-{_escaped(after)}" if after else "")


def _words_only(text: str, part: Span) -> Span | None:
    """The part without what is no word at its ends: a browser compares whole words."""
    match = re.search(r"\w(?:.*\w)?", text[part[0] : part[1]], re.DOTALL)
    return (part[0] + match.start(), part[0] + match.end()) if match else None


def _first_words(text: str) -> str:
    match = re.match(rf"\W*((?:\S+[^\S\n]+){{0,{ENDS - 1}}}\S*\w)", text)
    return match[1] if match else ""


def _last_words(text: str) -> str:
    match = re.search(rf"\w\S*(?:[^\S\n]+\S+){{0,{ENDS - 1}}}\w?\W*$", text)
    return match.group().rstrip(" ”’\"'") if match else ""


def _before(line: str) -> str:
    """The last words of what stands before a passage, up to its first character: the marks between belong to it."""
    match = re.search(rf"(?:\S+\s+){{0,{BESIDE - 1}}}\S*\s*$", line)
    return re.sub(r"^\W+", "", match.group()) if match else ""


def _after(line: str) -> str:
    """The first words of what stands after a passage, from its last character on."""
    match = re.match(rf"\s*\S*(?:\s+\S+){{0,{BESIDE - 1}}}", line)
    return re.sub(r"\W+$", "", match.group()) if match else ""


def _escaped(text: str) -> str:
    """Percent-encoded as the specification wants: also the comma, the ampersand and the hyphen that it uses itself."""
    return percent(" ".join(text.split()), safe="").replace("-", "%2D")


def _marked(quotation: Mapping[str, Any]) -> str:
    text = " ".join(spoken(quotation["text"], quotation["parts"]).split())
    return f"“{text.rstrip(',')}”" if quotation["kind"] == "direct" else text


def _titled(title: str | None) -> str:
    return f"“{title}”" if title else ""


def _on(said_on: str) -> str:
    return f"{'on' if len(said_on) == 10 else 'in'} {_day(said_on)}"


def _day(iso: str | None) -> str:
    """An ISO date as a newspaper prints it: 3 February 2024; also a month or a year alone."""
    if not iso:
        return ""
    try:
        if len(iso) == 4:
            return iso
        if len(iso) == 7:
            return f"{MONTHS[int(iso[5:]) - 1]} {iso[:4]}"
        day = date.fromisoformat(iso[:10])
    except (ValueError, IndexError):
        return iso
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
