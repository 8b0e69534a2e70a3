"""What a page says of itself outside its text: when, by whom, where, in JSON-LD, meta tags and microdata."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any
from urllib.parse import urljoin, urlsplit

from quotes.ingest import header
from quotes.ingest.blocks import paragraphs

TYPES = re.compile(r"Article|BlogPosting|Report|WebPage|CreativeWork$")
META = {
    "published": ("article:published_time", "og:article:published_time", "datePublished", "publish-date", "pubdate")
    + ("parsely-pub-date", "sailthru.date", "dc.date.issued", "dcterms.created", "date"),
    "updated": ("article:modified_time", "og:article:modified_time", "og:updated_time", "dateModified", "lastmod")
    + ("dcterms.modified",),
}
MAX_DEPTH = 20


def dates_of(tree: Any) -> dict[str, str]:
    """Return `published` and `updated` as the page gives them, from its surest place; absent where it is silent."""
    found: dict[str, str] = {}
    for source in (_linked_data, _meta, _microdata, _time_tags, _visible):
        for name, value in source(tree).items():
            if value and value.strip():
                found.setdefault(name, value.strip())
    return found


def address_of(tree: Any, url: str) -> str:
    """Return the page's canonical address; one on another host is not believed when it is known where the page was got."""
    for value in tree.xpath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content"):
        try:
            address = urljoin(url, value.strip()) if url else str(value.strip())
            parts = urlsplit(address)
        except ValueError:  # the page has other places to look
            continue
        ours = not url or parts.hostname == urlsplit(url).hostname
        if ours and parts.scheme in ("http", "https") and parts.path not in ("", "/"):
            return address
    return url


def writes_day_first(tree: Any) -> bool:
    """Tell whether the page says that it is in an English that writes 3 February as 03/02."""
    language = next(iter(tree.xpath("/html/@lang")), "") or next(
        iter(tree.xpath("//meta[@property='og:locale']/@content")), ""
    )
    return bool(re.match(r"en[-_](?!us\b|ph\b|ca\b)\w\w", language, re.IGNORECASE)) or not re.match(
        r"en|$", language, re.IGNORECASE
    )


def linked_articles(tree: Any) -> Iterator[Mapping[str, Any]]:
    """Yield the objects in the page's JSON-LD that describe an article, the most particular types first."""
    found = []
    for script in tree.xpath("//script[@type='application/ld+json']"):
        try:
            document = json.loads((script.text or "").strip().rstrip(";"), strict=False)
        except (ValueError, RecursionError):
            continue  # broken JSON-LD is common, and the page has other places to look
        found += [thing for thing in _things(document) if TYPES.search(str(thing.get("@type")))]
    yield from sorted(found, key=lambda thing: "WebPage" in str(thing.get("@type")))


def _things(document: Any, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    if depth > MAX_DEPTH:
        return
    if isinstance(document, list):
        for item in document:
            yield from _things(item, depth + 1)
    elif isinstance(document, dict):
        yield document
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement"):
            yield from _things(document.get(key), depth + 1)


def _linked_data(tree: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for thing in linked_articles(tree):
        for name, key in (("published", "datePublished"), ("updated", "dateModified")):
            if isinstance(thing.get(key), str):
                found.setdefault(name, thing[key])
    return found


def _meta(tree: Any) -> dict[str, str]:
    values: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
        if name and meta.get("content"):
            values.setdefault(name.lower(), meta.get("content"))
    return {field: next((values[n.lower()] for n in names if n.lower() in values), "") for field, names in META.items()}


def _microdata(tree: Any) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, prop in (("published", "datePublished"), ("updated", "dateModified")):
        for element in tree.xpath(f"//*[@itemprop='{prop}']")[:1]:
            found[name] = element.get("datetime") or element.get("content") or "".join(element.itertext())[:100]
    return found


def _time_tags(tree: Any) -> dict[str, str]:
    """The `time` elements near the headline: the first is the publication, one labelled so the update."""
    found: dict[str, str] = {}
    for element in tree.xpath("((//h1)[1]/following::time[@datetime])[position() <= 4] | //time[@pubdate]"):
        if element.xpath("ancestor::aside | ancestor::nav | ancestor::footer | ancestor::a[.//h2 or .//h3]"):
            continue
        before = "".join(element.xpath("preceding-sibling::text()[1] | ../preceding-sibling::*[1]/text()")[-1:])
        labels = " ".join((before, element.get("class") or "", element.text or ""))
        found.setdefault(
            "updated" if re.search(r"updat|modif", labels, re.IGNORECASE) else "published", element.get("datetime")
        )
    return found


def _visible(tree: Any) -> dict[str, str]:
    """The dates printed within a few lines after the headline."""
    found: dict[str, str] = {}
    for line in lines_below_headline(tree):
        if header.is_date_line(line):
            for name, value in header.dates_in(line).items():
                found.setdefault(name, value)
    return found


def lines_below_headline(tree: Any) -> list[str]:
    """Return the first lines of text after the first `h1`."""
    lines = paragraphs(tree)
    for element, _ in lines:
        if element.tag == "h1":
            break
    return [line for _, line in islice(lines, 8)]
