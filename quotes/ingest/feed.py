"""RSS and Atom: the articles that a feed carries, or that it links to."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from html import unescape
from typing import Any

from quotes.errors import IngestError
from quotes.ingest.blocks import MARKS
from quotes.ingest.page import fragment, fragment_text, page_article
from quotes.ingest.sources import Options, Source, attempt, make_article, read_all
from quotes.ingest.stream import fetched_source
from quotes.limits import MAX_ATTRIBUTES, MAX_ENTRIES, MAX_FEED
from quotes.types import Article, Failure

WHOLE = 100  # words from which a description that is not called content is taken for the article itself
_END = re.compile(rb"</(?:rss|feed|rdf:RDF)\s*>", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?][\"'”’»)\]]*\Z")
_ENCODED_TAG = re.compile(
    r"&lt;/?(?:p|br|a|div|span|em|strong|i|b|blockquote|ul|ol|li|h[1-6]|figure|img)\b", re.IGNORECASE
)
_APPEARED = re.compile(  # the line that WordPress adds
    r"<p>\s*The post\b(?:(?!</p>).){0,800}?\bappeared first on\b(?:(?!</p>).){0,400}</p>\s*\Z", re.DOTALL
)
_ENTRY = re.compile(rb"<(?:\w+:)?(?:item|entry)\b", re.IGNORECASE)
_LONG_TAG = re.compile(rb"<[^<>]{1000,}")
_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)


def read_feed(source: Source, options: Options) -> Iterator[Article | Failure]:
    """Yield the article of each entry: its content where the feed has it, else the page it links to."""
    for number, entry in enumerate(entries(source), start=1):
        if isinstance(entry, Failure):
            yield entry
            continue
        place = f"#{number}"
        yield attempt(source.origin + place, partial(entry.article, source, options, record=place))


@dataclass(frozen=True, slots=True)
class Entry:
    """What a feed says of one article: `link` (empty where it has none), its `fields`, its `content` in HTML where the feed has it whole."""

    link: str
    fields: dict[str, object]
    content: str
    summary: str = ""

    def article(self, source: Source, options: Options, *, record: str = "") -> Article:
        """Return the article of the entry, from its content or from the page it links to; raises IngestError."""
        if not self.content and not self.link:
            raise IngestError("the entry has neither a text nor a link")
        content = self.content
        if not content:
            try:
                return self._linked(source, options, record)
            except IngestError:
                content = _own_text(self.summary)
                if not content:
                    raise
        fields = self.fields | fragment(content)
        return make_article(fields, source, options, raw=content.encode(), extractor="feed", record=record)

    def _linked(self, source: Source, options: Options, record: str) -> Article:
        page = options.fetch(self.link)
        known = {name: str(value) for name, value in self.fields.items() if value and name not in ("url", "key")}
        filled = replace(options, defaults=known | dict(options.defaults))
        return page_article(page.body, fetched_source(source.origin + record, page), filled)


def entries(source: Source) -> Iterator[Entry | Failure]:
    """Yield the entries of a feed in its order, and a Failure where it breaks off; raises IngestError where it is none."""
    import feedparser

    raw = read_all(source)
    if _ENTITY.search(raw):
        raise IngestError("the feed declares entities of its own, which are not resolved")
    _check_tags(raw)
    # as a stream: a string that looks like a URL or a path would be opened
    try:
        feed = feedparser.parse(io.BytesIO(raw), sanitize_html=False, resolve_relative_uris=False)
    except Exception as error:  # hostile markup finds bugs in parsers; one feed must not end the batch
        raise IngestError(f"not a feed that can be read ({type(error).__name__})") from error
    if not feed.version or feed.bozo and not feed.entries:
        reason = " ".join(str(feed.get("bozo_exception") or "not RSS or Atom").split())
        raise IngestError(f"not a feed that can be read ({reason[:120]})")
    if not feed.entries:
        raise IngestError("the feed has no entries")
    for entry in feed.entries:
        yield _entry(entry, feed.feed)
    if feed.bozo and not _END.search(raw[-1000:]):
        yield Failure(source.origin, "the feed breaks off before its end")


def _check_tags(raw: bytes) -> None:
    """Raises IngestError for what the parser would take hours over."""
    if len(_ENTRY.findall(raw)) > MAX_ENTRIES:
        raise IngestError(f"the feed has more than {MAX_ENTRIES:,} entries")
    first, *marked = raw.split(b"<![CDATA[")
    if first.count(b"<") + sum(part.partition(b"]]>")[2].count(b"<") for part in marked) > MAX_FEED:
        raise IngestError(f"the feed has more than {MAX_FEED:,} tags")
    if any(tag.group().count(b"=") > MAX_ATTRIBUTES for tag in _LONG_TAG.finditer(raw)):
        raise IngestError(f"the feed has a tag with more than {MAX_ATTRIBUTES} attributes")


def _entry(entry: Any, feed: Any) -> Entry:
    link = entry.get("link", "")
    link = "" if link.startswith(("tag:", "urn:")) else link  # an id, and no address
    fields: dict[str, object] = {
        "key": "",
        "title": _plain(entry.get("title", "")),
        "byline": ", ".join(author.get("name", "") for author in entry.get("authors", ()) if author.get("name")),
        "outlet": feed.get("title", ""),
        "published": entry.get("published") or entry.get("created") or "",
        "updated": dict.get(entry, "updated", ""),  # its own get() would hand out the publication
        "url": link,
        "language": feed.get("language", ""),
    }
    return Entry(link, fields, _content(entry), str(entry.get("summary", "")))


def _content(entry: Any) -> str:
    """The entry's full text in HTML, or nothing when it has no more than a teaser."""
    for part in entry.get("content", ()):
        if part.get("value", "").strip():
            return _decoded(str(part["value"]))
    summary = _decoded(str(entry.get("summary", "")))
    enough = len(re.sub(r"<[^<>]*>", " ", summary).split()) >= WHOLE
    return summary if enough or not entry.get("link") else ""


def _own_text(html: str) -> str:
    """What the entry itself says, where that is more than a teaser: paragraphs, or a quotation, that come to an end."""
    summary = _decoded(html)
    lines = fragment_text(summary).split("\n\n") if summary.strip() else []
    whole = bool(lines) and bool(_SENTENCE_END.search(lines[-1]))
    return summary if whole and (len(lines) > 1 or MARKS.search(lines[0])) else ""


def _decoded(html: str) -> str:
    """The HTML, freed from a second layer of entities where its tags themselves are written with them."""
    html = unescape(html) if "<" not in html and _ENCODED_TAG.search(html) else html
    last = html.rfind("<p>")
    return html[:last] if last >= 0 and _APPEARED.match(html, last) else html


def _plain(html: str) -> str:
    return fragment_text(html).replace("\n\n", " ") if "<" in html else html
