"""HTTP bodies as crawlers keep them: in chunks, compressed, or plain under headers that say otherwise."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable

from quotes.errors import IngestError

_CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\r\n]{0,200})?\r?\n")
_GZIP = b"\x1f\x8b\x08"
_MARKUP = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<[!?a-zA-Z]")


def plain(body: bytes, transfer: str, content: str, limit: int) -> bytes:
    """Return the body without its transfer and content encodings; a header that is not true of the bytes is passed over.

    Raises IngestError for what cannot be unpacked, is of an encoding that nobody knows, or unpacks to more than `limit` bytes.
    """
    if "chunked" in transfer.lower():
        body = _unchunked(body)
    for name in reversed([name.strip().lower() for name in content.split(",") if name.strip()]):
        if name in ("identity", "none", "utf-8") or _MARKUP.match(body[:200]):
            continue  # many crawlers unpack a body and keep the header
        unpack = _UNPACKERS.get("gzip" if body.startswith(_GZIP) else name)
        if unpack is None:
            raise IngestError(f"its encoding is not read ({name[:40]})")
        body = unpack(body, limit)
    if body.startswith(_GZIP):  # packed, though no header says so
        body = _UNPACKERS["gzip"](body, limit)
    if len(body) > limit:
        raise IngestError(f"larger than the limit of {limit // 1_000_000} MB for one page")
    return body


def _unchunked(body: bytes) -> bytes:
    """The chunks joined; the body as it is where it is in none. A last chunk that breaks off counts as far as it goes."""
    parts: list[bytes] = []
    at = 0
    while match := _CHUNK.match(body, at):
        size = int(match[1], 16)
        if not size:
            return b"".join(parts)
        parts.append(body[match.end() : match.end() + size])
        at = match.end() + size
        if at >= len(body):
            return b"".join(parts)
        at += 2 if body[at : at + 2] == b"\r\n" else body[at : at + 1] == b"\n"
    return body if at < len(body) else b"".join(parts)


def _inflated(windows: tuple[int, ...]) -> Callable[[bytes, int], bytes]:
    def unpack(body: bytes, limit: int) -> bytes:
        for bits in windows:
            unpacker = zlib.decompressobj(bits)
            try:
                data = unpacker.decompress(body, limit + 1)
            except zlib.error:
                continue
            if not unpacker.eof and len(data) <= limit:
                raise IngestError("the compressed body breaks off")
            return data
        raise IngestError("the body is not compressed as its header says, and no page")

    return unpack


def _brotli(body: bytes, limit: int) -> bytes:
    import brotli

    unpacker = brotli.Decompressor()
    try:
        data: bytes = unpacker.process(body, output_buffer_limit=limit + 1)
    except brotli.error:
        raise IngestError("the body is not compressed as its header says, and no page") from None
    if not unpacker.is_finished() and len(data) <= limit:
        raise IngestError("the compressed body breaks off")
    return data


# gzip by its own header; deflate as zlib has it, or bare, as some servers send it
_UNPACKERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _inflated((31, 15, -15)),
    "x-gzip": _inflated((31, 15, -15)),
    "deflate": _inflated((15, 31, -15)),
    "br": _brotli,
}
