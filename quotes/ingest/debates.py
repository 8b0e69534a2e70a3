"""The XML of parliaments, as a transcript: Hansard (also as TheyWorkForYou keeps it), Akoma Ntoso, the Congressional Record.

They have other names for the same: an element that is a speech, with the speaker in an attribute or in an element within,
and paragraphs. What nobody says (procedure, votes) comes in brackets, as a transcript prints it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from quotes.errors import IngestError
from quotes.ingest.sources import Options, Source, make_article, read_all
from quotes.limits import MAX_DOCUMENT, MAX_ENTRIES, MAX_XML
from quotes.types import Article, Failure

_SPEECHES = frozenset("speech question answer speaking intervention contribution interjection".split())
_ATTRIBUTES = ("speakername", "speaker", "name")
_SPEAKERS = ("display", "from", "speaker", "member", "personspeaking", "talker", "name")
_HEADINGS = frozenset(
    "heading major-heading minor-heading oral-heading title doctitle subjectofbusinesstitle orderofbusinesstitle h1 h2 h3".split()
)
_BLOCKS = frozenset("p para paratext membercontribution quote li item block".split())
_SILENT = frozenset(
    "meta references session.header metadata bibliographic extractedinformation time.stamp timestamp".split()
)
_DAY = re.compile(r"(?:date=\"|/|<date>\s*)(\d{4}-\d\d-\d\d)")


def read_debates(source: Source, options: Options) -> Iterator[Article | Failure]:
    """Yield the one article of a parliament's XML: headings, and a paragraph that opens with the speaker for each speech."""
    from lxml import etree

    raw = read_all(source, MAX_DOCUMENT)
    if raw.count(b"<") > MAX_XML:
        raise IngestError(f"it has more than {MAX_XML:,} tags, which no day of a parliament has")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, recover=True, remove_comments=True, remove_pis=True
    )
    root = etree.fromstring(raw, parser)
    if root is None:
        raise IngestError("not XML that can be read")
    people = {f"#{e.get('eId') or e.get('id')}": e.get("showAs", "") for e in root.iter() if _name(e) == "tlcperson"}
    found = list(islice(_paragraphs(root, people), MAX_ENTRIES + 1))
    if len(found) > MAX_ENTRIES:
        raise IngestError(f"it has more than {MAX_ENTRIES:,} paragraphs, which no day of a parliament has")
    day = _DAY.search(raw[:100_000].decode("utf-8", "replace"))
    title = next((words for heading, words in found if heading), "")
    fields: dict[str, object] = {"text": "\n\n".join(words for _, words in found), "title": title}
    fields |= {"published": day[1] if day else "", "headings": {words for heading, words in found if heading}}
    yield make_article(fields, source, options, raw=raw, extractor="debates")


def _paragraphs(element: Any, people: dict[str, str]) -> Iterator[tuple[bool, str]]:
    """The paragraphs of an element, in order, and whether each is a heading."""
    stack = [element]
    while stack:
        here = stack.pop()
        name = _name(here)
        if name in _SILENT:
            continue
        inside = next((child for child in here if _name(child) in _SPEAKERS and _words(child)), None)
        if name in _HEADINGS:
            yield from ((True, words) for words in [_words(here)] if words)
        elif name in _SPEECHES or (inside is not None and name in _BLOCKS):
            yield from ((False, words) for words in _speech(here, people))
        elif name in _BLOCKS or not len(here):
            yield from ((False, f"[{words}]") for words in [_words(here)] if words)
        else:
            stack.extend(reversed(here))


def _speech(element: Any, people: dict[str, str]) -> Iterator[str]:
    """A speech's paragraphs, the first with who speaks before it."""
    label, told = _speaker(element)
    who = label or people.get(element.get("by", ""), "")
    blocks = [
        e for e in element.iter() if _name(e) in _BLOCKS and not any(_name(c) in _BLOCKS for c in e.iterdescendants())
    ]
    for n, block in enumerate(blocks or [element]):
        words = _words(block, without=told)
        words = re.sub(rf"\A(?:{re.escape(who)})?\s*[.:—–-]+\s*", "", words) if n == 0 and who else words
        if words:
            yield words if n and who else f"{who}: {words}" if who else f"[{words}]"


def _speaker(element: Any) -> tuple[str, Any]:
    """Who an element says speaks, and the element within that says it."""
    for attribute in _ATTRIBUTES:
        if who := element.get(attribute, "").strip(" .:"):
            return who, None
    for name in _SPEAKERS:
        for child in element.iter():
            if child is not element and name in (_name(child), child.get("role")) and _words(child):
                inner = next((e for e in child.iter() if e.get("role") == "display"), child)
                return _words(inner).rstrip(" .:"), child
    return "", None


def _name(element: Any) -> str:
    return element.tag.rpartition("}")[2].lower() if isinstance(element.tag, str) else ""


def _words(element: Any, without: Any = None) -> str:
    """The words of an element, but for those of one within it."""
    left_out = set() if without is None else set(without.iter())
    texts = []
    for event in [element, *element.iterdescendants()]:
        if event not in left_out and _name(event) not in _SILENT:
            texts.append(event.text or "")
        if event is not element and (event is without or event not in left_out):
            texts.append(event.tail or "")
    return " ".join("".join(texts).split())
