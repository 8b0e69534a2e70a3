"""Bytes to text, and broken text to whole, before any offset is taken."""

from __future__ import annotations

import codecs
import re

from quotes.errors import IngestError

BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Python's codecs that no page is written in
NO_CHARSETS = frozenset("charmap idna mbcs oem punycode raw-unicode-escape undefined unicode-escape utf-7".split())
_PLAIN = re.compile(r"[\n\t\x20-\x25\x27-\x7e“”‘’–—…]*")  # nothing in it that could need mending
SHORT = 200  # bytes, too few for a guess
FEW = 0.05  # a share of high bytes below which a text is in a Western alphabet


# Spaces that look plain and are not, and marks that do not show: neither may keep a quotation from being found.
SPACES = dict.fromkeys(map(ord, "\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f"), " ")
SPACES |= dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"), "")


def decode(raw: bytes, declared: str = "") -> str:
    """Return the text of these bytes: by its mark, as UTF-8, as declared, or by the best guess.

    A stray Windows-1252 byte in a UTF-8 text is read as what it was meant to be. Raises IngestError
    where no reading makes sense.
    """
    for mark, name in BOMS:
        if raw.startswith(mark):
            return _strictly(raw, name)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        broken = error
    if declared and _known(declared) not in ("", "utf-8", "ascii"):
        return _declared(raw, declared)
    if _mostly_utf8(raw):
        return _mixed(raw, broken.start)
    sample = raw[:100_000]
    high = sum(byte >= 0x80 for byte in sample)
    western = len(sample) < SHORT or high < FEW * len(sample)
    return _mixed(raw, broken.start) if western else _guess(raw, broken.start)


def mend(text: str) -> str:
    """Return the text with mojibake undone, line ends made one and odd spaces plain; marks and ligatures stay as printed."""
    if _PLAIN.fullmatch(text):
        return text
    import ftfy

    config = ftfy.TextFixerConfig(uncurl_quotes=False, fix_latin_ligatures=False, explain=False)
    return ftfy.fix_text(text, config).translate(SPACES)


def _known(name: str) -> str:
    """What Python calls this character set; empty for what is none, whatever a page's header says."""
    try:
        codec = codecs.lookup(name)
    except (LookupError, ValueError):  # the latter by NUL
        return ""
    of_text = getattr(codec, "_is_text_encoding", True) and codec.name not in NO_CHARSETS
    return codec.name if of_text else ""


def _strictly(raw: bytes, name: str) -> str:
    try:
        return raw.decode(name)
    except UnicodeError as error:
        raise IngestError(f"invalid {name.upper()} at byte {getattr(error, 'start', 0)}") from None


def _declared(raw: bytes, name: str) -> str:
    # Browsers read Latin-1 as Windows-1252, and pages are written for browsers.
    name = "cp1252" if _known(name) == "iso8859-1" else name
    try:
        return raw.decode(name)
    except UnicodeError:
        return decode(raw)


def _mostly_utf8(raw: bytes) -> bool:
    """Whether sound multi-byte characters outnumber the broken ones."""
    sample = raw[:1_000_000].decode("utf-8", errors="replace")
    broken = sample.count("\ufffd")
    return sum(character > "\x7f" for character in sample) - broken > broken


def _mixed(raw: bytes, first: int) -> str:
    """UTF-8 with single bytes of Windows-1252 in it; every other byte is an error."""
    text = raw.decode("utf-8", errors="surrogateescape")
    stray = {character for character in text if "\udc80" <= character <= "\udcff"}
    table = {}
    for character in stray:
        byte = bytes([ord(character) - 0xDC00])
        try:
            table[ord(character)] = byte.decode("cp1252")
        except UnicodeDecodeError:
            raise IngestError(f"invalid UTF-8 at byte {first}, and no other encoding that makes sense") from None
        if byte in (b"\xfe", b"\xff"):
            raise IngestError(f"invalid UTF-8 at byte {first}, and no other encoding that makes sense")
    return text.translate(table)


def _guess(raw: bytes, first: int) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(raw[:200_000]).best()
    if best is None:
        raise IngestError(f"invalid UTF-8 at byte {first}, and no other encoding that makes sense")
    return _strictly(raw, best.encoding)
