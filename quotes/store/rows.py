"""From the pipeline's records to the rows of the database: pure functions, no SQL."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from quotes.store import packed
from quotes.store.text import Paragraphs, sliced
from quotes.types import Article, Quote, Span, Stance

Row = dict[str, Any]

SHARES = ("speech_of_10000", "words_of_10000", "speaker_of_10000")
SCORES = ("supports_of_10000", "opposes_of_10000", "neutral_of_10000")
METADATA = ("outlet", "title", "byline", "agency", "url", "published", "updated", "language", "extractor")


def text_hash(text: str) -> str:
    """Return the SHA-256 of the text, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def article_uid(key: str, hashed: str) -> str:
    """Return an id of 16 hexadecimal digits, the same in every database for the same key and text."""
    return _digest(key, hashed)[:16]


def quote_uid(key: str, hashed: str, parts: Sequence[Span]) -> bytes:
    """Return an id of 10 bytes, the same in every database for the same article, text and parts."""
    return bytes.fromhex(_digest(key, hashed, _spans(parts))[:20])


def writable(text: str) -> str:
    """Return the text with what UTF-8 cannot hold (the odd bytes of a file's name) spelled out."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def keyed(article: Article) -> Article:
    """Return the article with its key filled: its own, else its URL, its origin, its text's hash."""
    key = article.key or article.url or article.origin or text_hash(article.text)
    return article if key == article.key else replace(article, key=writable(key))


def article_row(article: Article) -> Row:
    """Return the article's own columns (of a `keyed` article); absent values are None. UnicodeEncodeError: it is no text."""
    hashed = text_hash(article.text)
    row: Row = {
        name: writable(getattr(article, name)) or None for name in (*METADATA, "retrieved", "origin", "raw_hash")
    }
    key = writable(article.key)
    return row | {"key": key, "text_hash": hashed, "uid": article_uid(key, hashed), "text": article.text}


def quote_row(quote: Quote, text: str, paragraphs: Paragraphs, names: packed.Names) -> Row:
    """Return the quotation's own columns, without ids and without what the article and the speaker add; `names` as `packed.candidates`."""
    strongest = quote.stances[0] if quote.stances else None
    return {
        "kind": quote.kind,
        "text": quote.text,
        **paragraphs.around(quote.start, quote.end),
        "paragraph": paragraphs.index(quote.start),
        "start": quote.start,
        "end": quote.end,
        "parts": _spans(quote.parts),
        "quoted": _spans(quote.quoted),
        "cue": sliced(text, quote.cue) or None,
        "cue_spans": _spans(quote.cue),
        "source": sliced(text, quote.source) or None,
        "source_spans": _spans(quote.source),
        "role": quote.role or None,
        "affiliation": quote.affiliation or None,
        "said_on": quote.said_on or None,
        "said_on_precision": quote.said_on_precision or None,
        "said_on_text": text[slice(*quote.said_on_span)] if quote.said_on_span else None,
        "occasion": quote.occasion or None,
        "audience": quote.audience or None,
        "via": quote.via or None,
        "act": quote.act or None,
        "stance": strongest.stance if strongest else None,
        "stance_target": (strongest.target or None) if strongest else None,
        "stance_of_10000": packed.of_10000(strongest.confidence) if strongest else None,
        "candidates": packed.candidates(quote.candidates, names),
        "confidence_of_10000": packed.of_10000(quote.confidence),
        "machine_of_10000": packed.of_10000(quote.confidence),
        **dict(zip(SHARES, map(packed.of_10000, quote.shares), strict=True)),
    }


def stance_row(stance: Stance) -> Row:
    """Return a row of `stances`, without the quotation's id; the words that carry it stand in the article."""
    start, end = stance.evidence or (None, None)
    target_start, target_end = stance.target_span or (None, None)
    return {
        "stance": stance.stance,
        "target": stance.target or None,
        "confidence_of_10000": packed.of_10000(stance.confidence),
        "start": start,
        "end": end,
        "target_start": target_start,
        "target_end": target_end,
        "conditional": int(stance.conditional),
        **{name: packed.of_10000(score) for name, score in zip(SCORES, stance.scores, strict=False)},
    }


def _spans(spans: Sequence[Span]) -> str:
    return f"[{','.join(f'[{start},{end}]' for start, end in spans)}]"


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8")).hexdigest()
