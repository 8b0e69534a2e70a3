"""From the pipeline's records to the rows of the database: pure functions, no SQL."""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from quotes.store import packed
from quotes.store.text import Paragraphs, sliced
from quotes.types import Article, Attribution, Quote, Span, Stance

Row = dict[str, Any]

SHARES = ("speech_confidence", "words_confidence", "speaker_confidence")
METADATA = ("outlet", "title", "byline", "agency", "url", "published", "updated", "language", "extractor")


def text_hash(text: str) -> str:
    """SHA-256 of the text, in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def article_uid(key: str, hashed: str) -> str:
    """An id of 16 hexadecimal digits, the same in every database for the same key and text."""
    return _digest(key, hashed)[:16]


def quote_uid(key: str, hashed: str, parts: Sequence[Span]) -> str:
    """An id of 20 hexadecimal digits, the same in every database for the same article, text and parts."""
    return _digest(key, hashed, _spans(parts))[:20]


def writable(text: str) -> str:
    """The text with what UTF-8 cannot hold (the odd bytes of a file's name) spelled out."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def keyed(article: Article) -> Article:
    """The article with its key filled: its own, else its URL, its origin, its text's hash."""
    key = article.key or article.url or article.origin or text_hash(article.text)
    return article if key == article.key else replace(article, key=writable(key))


def article_row(article: Article) -> Row:
    """The article's own columns (of a `keyed` article); absent values are None. UnicodeEncodeError: it is no text."""
    hashed = text_hash(article.text)
    row: Row = {
        name: writable(getattr(article, name)) or None for name in (*METADATA, "retrieved", "origin", "raw_hash")
    }
    key = writable(article.key)
    return row | {"key": key, "text_hash": hashed, "uid": article_uid(key, hashed), "text": article.text}


def quote_row(quote: Quote, text: str, paragraphs: Paragraphs) -> Row:
    """The quotation's own columns, without ids and without what the article and the speaker add."""
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
        "stance_confidence": strongest.confidence if strongest else None,
        "candidates": packed.candidates(quote.candidates),
        "confidence": float(quote.confidence),
        "machine_confidence": float(quote.confidence),
        **dict(zip(SHARES, (round(float(share), 4) for share in quote.shares), strict=True)),
    }


def stance_row(stance: Stance) -> Row:
    """A row of `stances`, without the quotation's id; the words that carry it stand in the article."""
    start, end = stance.evidence or (None, None)
    target_start, target_end = stance.target_span or (None, None)
    return {
        "stance": stance.stance,
        "target": stance.target or None,
        "confidence": stance.confidence,
        "start": start,
        "end": end,
        "target_start": target_start,
        "target_end": target_end,
        "scores": packed.json_of(stance.scores),
        "conditional": int(stance.conditional),
    }


def attribution_rows(attributions: Sequence[Attribution], quotes: Sequence[Quote]) -> Iterator[Row]:
    """Rows of `attribution_spans` for those that are no quotation: none of their content is in a quotation."""
    quoted = _merged(part for quote in quotes for part in quote.parts)
    starts = [start for start, _ in quoted]
    for attribution in attributions:
        if any(_touches(span, quoted, starts) for span in attribution.content):
            continue
        yield {
            "kind": attribution.kind,
            "source_spans": _spans(attribution.source),
            "cue_spans": _spans(attribution.cue),
            "content_spans": _spans(attribution.content),
            "confidence": attribution.confidence,
        }


def _spans(spans: Sequence[Span]) -> str:
    return f"[{','.join(f'[{start},{end}]' for start, end in spans)}]"


def _merged(spans: Iterator[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _touches(span: Span, merged: list[Span], starts: list[int]) -> bool:
    before = bisect_left(starts, span[1]) - 1
    return before >= 0 and merged[before][1] > span[0]


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8")).hexdigest()
