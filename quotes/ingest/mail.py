"""E-mail, as newsrooms get press releases: the message, and the documents that hang on it."""

from __future__ import annotations

import email
import io
import re
from collections.abc import Iterator
from email import policy
from email.message import EmailMessage
from email.utils import parseaddr
from itertools import count
from typing import Any, cast

from quotes.errors import IngestError
from quotes.ingest.encoding import decode
from quotes.ingest.page import fragment_text
from quotes.ingest.sources import Options, Source, attempt, make_article, read_all
from quotes.ingest.stream import read_source
from quotes.ingest.wrapped import unwrap
from quotes.limits import MAX_DEPTH, MAX_DOCUMENT, MAX_HEADER, MAX_NESTED, MAX_PARTS
from quotes.types import Article, Failure

_SIGNATURE = re.compile(r"\n-- ?\n.*\Z", re.DOTALL)
_AS_IT_CAME = policy.default.clone(refold_source="none")  # to fold a list of addresses anew takes minutes
_PASSED_OVER = ("image/", "audio/", "video/", "text/calendar", "application/pgp", "application/pkcs7", "text/vcard")


def read_mail(source: Source, options: Options) -> Iterator[Article | Failure]:
    """Yield the article of a message (subject, sender, date), and those of the documents attached to it."""
    if source.depth >= MAX_DEPTH:
        raise IngestError(f"messages and archives nested more than {MAX_DEPTH} deep")
    raw = read_all(source, MAX_DOCUMENT)
    if long := next((m for m in _PARAMETERS.finditer(raw) if len(m.group()) > MAX_HEADER), None):
        raise _too_long(long[1].decode())  # the parser takes these apart while it reads
    try:
        message = _parsed(raw)
        _check_headers(message)
        attached = [part for part in message.iter_attachments() if not part.get_content_type().startswith(_PASSED_OVER)]
        text = _text(message)
        fields = {name: str(message.get(header) or "") for name, header in _FIELDS.items()} | {"text": text}
        fields["byline"] = parseaddr(fields["byline"])[0]
    except IngestError:
        raise
    except Exception as error:  # broken headers find bugs in parsers; one message must not end the batch
        raise IngestError(f"not an e-mail that can be read ({type(error).__name__})") from error
    if text.strip() or not attached:
        yield attempt(source.origin, lambda: make_article(fields, source, options, raw=raw, extractor="mail"))
    for number, part in enumerate(attached, start=1):
        origin = f"{source.origin}!{number}"
        try:
            origin, content = f"{source.origin}!{_name(part) or number}", _bytes(part)
        except Exception as error:  # noqa: BLE001 (as above; the other attachments are sound)
            yield Failure(origin, f"not an attachment that can be read ({type(error).__name__})")
            continue
        yield from read_source(source.inside(origin, io.BytesIO(content)), options)


_PARAMETERS = re.compile(rb"^(Content-(?:Type|Disposition)):[^\n]*(?:\n[ \t][^\n]*)*", re.IGNORECASE | re.MULTILINE)
_TAKEN_APART = frozenset(
    "subject from date message-id content-type content-disposition content-transfer-encoding mime-version".split()
)
_FIELDS = {"title": "Subject", "byline": "From", "published": "Date", "key": "Message-ID"}


def _check_headers(message: EmailMessage) -> None:
    """Raises IngestError where a header that is taken apart is so long that this would take minutes."""
    for part in message.walk():
        for name, value in part.raw_items():
            if name.lower() in _TAKEN_APART and len(value) > MAX_HEADER:
                raise _too_long(name)


def _parsed(raw: bytes) -> EmailMessage:
    """The message; raises IngestError at the first part that is one too many, or too deep inside others."""
    made = count()

    class Part(EmailMessage):
        depth = 0

        def __init__(self, policy: Any = None) -> None:
            super().__init__(policy)
            if next(made) > MAX_PARTS:
                raise _too_many()

        def get(self, name: str, failobj: Any = None) -> Any:
            try:
                return super().get(name, failobj)
            except Exception:  # noqa: BLE001 (broken headers find bugs in the parser; each is as none)
                return failobj

        def attach(self, payload: Any) -> None:
            payload.depth = self.depth + 1
            if payload.depth > MAX_NESTED:  # each line is held against the ends of all parts that it may stand in
                raise IngestError(f"its parts are nested more than {MAX_NESTED} deep")
            super().attach(payload)

    return cast(EmailMessage, email.message_from_bytes(raw, Part, policy=policy.default))


def _too_many() -> IngestError:
    return IngestError(f"it has more than {MAX_PARTS:,} parts, which no message has")


def _too_long(name: str) -> IngestError:
    return IngestError(f"its header {name} is longer than the limit of {MAX_HEADER:,} characters")


def _text(message: EmailMessage) -> str:
    """The words of a message: as plain text where it has them so, without signature and marks of quoted mail."""
    body = message.get_body(("plain", "html"))
    if body is None:
        return ""
    text = decode(_bytes(body), body.get_content_charset() or "")
    if body.get_content_subtype() == "html":
        return fragment_text(text)
    text = re.sub(r"^(?:>[ \t]?)+", "", text.replace("\r\n", "\n"), flags=re.MULTILINE)
    return unwrap(_SIGNATURE.sub("", text))


def _name(part: Any) -> str:
    """The name of an attachment; of a message, one that says so, since few headers alone look like one."""
    name = part.get_filename() or ""
    if part.get_content_type() != "message/rfc822" or name.lower().endswith(".eml"):
        return name
    return f"{name or 'message'}.eml"


def _bytes(part: Any) -> bytes:
    if part.get_content_type() == "message/rfc822":
        return bytes(part.get_content().as_bytes(policy=_AS_IT_CAME))
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
