"""Sitemaps of sites, those for news above all: which articles there are, with what the map says of each."""

from __future__ import annotations

import gzip
import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from quotes.errors import IngestError
from quotes.ingest.feed import Entry
from quotes.limits import MAX_ENTRIES, MAX_PAGE, MAX_XML

_ROOT = re.compile(rb"<(?:\w+:)?(urlset|sitemapindex)\b", re.IGNORECASE)
_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Map:
    """Another sitemap that an index names, and when it changed."""

    url: str
    changed: str = ""


def is_sitemap(body: bytes) -> bool:
    """Tell whether the bytes begin as a sitemap or an index of sitemaps does, packed or not."""
    try:
        head = gzip.GzipFile(fileobj=io.BytesIO(body)).read(2000) if body.startswith(_GZIP) else body[:2000]
    except (OSError, EOFError, zlib.error):
        return False
    return bool(_ROOT.search(head))


def entries(body: bytes) -> Iterator[Entry | Map]:
    """Yield what the map names, the newest first; raises IngestError where it cannot be read or names too much."""
    import lxml.etree

    raw = _unpacked(body)
    if raw.count(b"<") > MAX_XML:
        raise IngestError(f"the sitemap has more than {MAX_XML:,} tags")
    parser = lxml.etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    try:
        root = lxml.etree.fromstring(raw, parser)
    except (lxml.etree.XMLSyntaxError, ValueError) as error:
        raise IngestError(f"not a sitemap that can be read ({error})") from None
    if root is None:
        raise IngestError("not a sitemap that can be read")
    found = [_texts(node) for node in root if isinstance(node.tag, str)]
    if len(found) > MAX_ENTRIES:
        raise IngestError(f"the sitemap names more than {MAX_ENTRIES:,} pages")
    found.sort(key=lambda said: said.get("publication_date") or said.get("lastmod") or "", reverse=True)
    index = _local(root.tag) == "sitemapindex"
    for said in found:
        if said.get("loc"):
            yield Map(said["loc"], said.get("lastmod", "")) if index else _entry(said)


def _entry(said: dict[str, str]) -> Entry:
    fields: dict[str, object] = {
        "title": said.get("title", ""),
        "outlet": said.get("name", ""),
        "published": said.get("publication_date", ""),
        "updated": said.get("lastmod", ""),
        "language": said.get("language", ""),
        "url": said["loc"],
    }
    return Entry(said["loc"], fields, "")


def _texts(node: object) -> dict[str, str]:
    """What the elements inside say, by their names without namespaces; pictures and videos aside, which have titles, too."""
    found: dict[str, str] = {}
    for child in node.iter():  # type: ignore[attr-defined]
        if not isinstance(child.tag, str):
            continue
        name = _local(child.tag)
        if not any(kind in child.tag.removesuffix(name) for kind in ("image", "video")):
            found.setdefault(name, " ".join((child.text or "").split()))
    return found


def _local(tag: str) -> str:
    """The name of a tag without its namespace, which some maps only write before it (`news:title`) and declare nowhere."""
    return tag.rpartition("}")[2].rpartition(":")[2]


def _unpacked(body: bytes) -> bytes:
    if not body.startswith(_GZIP):
        return body
    try:
        plain = gzip.GzipFile(fileobj=io.BytesIO(body)).read(MAX_PAGE + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise IngestError(f"not a sitemap that can be read ({error})") from None
    if len(plain) > MAX_PAGE:
        raise IngestError(f"larger than the limit of {MAX_PAGE // 1_000_000} MB for one sitemap")
    return plain
