"""Which feeds are to be watched: addresses, text files with one a line, OPML as feed readers write it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from quotes.errors import IngestError
from quotes.limits import MAX_PAGE

MOST = 10_000  # feeds
_OPML = re.compile(rb"<opml\b", re.IGNORECASE)


def read(given: Iterable[str]) -> list[str]:
    """Return the feeds' addresses in order, each once; raises IngestError with the file and the line that are wrong."""
    found: dict[str, None] = {}
    for each in given:
        found |= dict.fromkeys([_checked(each, each)] if "://" in each[:12] else _in_file(Path(each)))
    if len(found) > MOST:
        raise IngestError(f"more than {MOST:,} feeds")
    return list(found)


def _in_file(path: Path) -> Iterator[str]:
    with path.open("rb") as stream:
        raw = stream.read(MAX_PAGE + 1)
    if len(raw) > MAX_PAGE:
        raise IngestError(f"{path}: larger than the limit of {MAX_PAGE // 1_000_000} MB")
    yield from _outlines(path, raw) if _OPML.search(raw[:2000]) else _lines(path, raw)


def _outlines(path: Path, raw: bytes) -> Iterator[str]:
    import lxml.etree

    parser = lxml.etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = lxml.etree.fromstring(raw, parser)
    except (lxml.etree.XMLSyntaxError, ValueError) as error:
        raise IngestError(f"{path}: not OPML that can be read ({error})") from None
    urls = [node.get("xmlUrl") or node.get("xmlurl") for node in root.iter("outline")]
    if not any(urls):
        raise IngestError(f"{path}: no outline has an address (xmlUrl)")
    yield from (_checked(url.strip(), str(path)) for url in urls if url)


def _lines(path: Path, raw: bytes) -> Iterator[str]:
    if all(
        not words or words[0].startswith(b"#")
        for words in map(bytes.split, raw.removeprefix(b"\xef\xbb\xbf").splitlines())
    ):
        raise IngestError(f"{path}: names no feed")
    for number, line in enumerate(raw.decode("utf-8-sig", "replace").splitlines(), start=1):
        words = line.split()
        if words and not words[0].startswith("#"):
            yield _checked(words[0], f"{path}:{number}")


def _checked(url: str, where: str) -> str:
    if not re.match(r"https?://[^/\s]", url):
        raise IngestError(f"{where}: {url[:80]!r} is no address of a feed (http:// or https://)")
    return url
