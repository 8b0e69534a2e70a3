"""What was found in an article as plain JSON: the line that `quotes extract` prints."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from quotes.pipeline.cues import read as read_cue
from quotes.types import Analysis, Attribution, Quote, Span


def as_record(analysis: Analysis) -> dict[str, Any]:
    """Return id, what is known of the article, text, attributions, quotes; spans are [start, end] characters of the text."""
    article = analysis.article
    return {
        "id": article.key or article.url or article.origin,
        "title": article.title,
        "outlet": article.outlet,
        "byline": article.byline,
        "agency": article.agency,
        "published": article.published,
        "updated": article.updated,
        "url": article.url,
        "language": article.language,
        "text": article.text,
        "locators": [asdict(locator) for locator in article.locators],
        "attributions": [_attribution(attribution) for attribution in analysis.attributions],
        "quotes": [quote_record(quote, article.text) for quote in analysis.quotes],
    }


def quote_record(quote: Quote, text: str) -> dict[str, Any]:
    """Return one quotation; `source` and `cue` as printed, the strongest stance as `stance`, `target`, `stance_confidence`.

    `tone` is what the cue shows of the reporter's own view: endorses, distances or plain.
    """
    cue = " ".join(text[start:end] for start, end in quote.cue)
    stance = quote.stances[0] if quote.stances else None
    speech, whole, speaker = quote.shares
    return {
        "start": quote.start,
        "end": quote.end,
        "parts": _spans(quote.parts),
        "text": quote.text,
        "kind": quote.kind,
        "quoted": _spans(quote.quoted),
        "source": " ".join(text[start:end] for start, end in quote.source),
        "source_spans": _spans(quote.source),
        "cue": cue,
        "cue_spans": _spans(quote.cue),
        "speaker": quote.speaker,
        "speaker_kind": quote.speaker_kind,
        "role": quote.role,
        "affiliation": quote.affiliation,
        "confidence": _rounded(quote.confidence),
        "speech_confidence": _rounded(speech),
        "words_confidence": _rounded(whole),
        "speaker_confidence": _rounded(speaker),
        "said_on": quote.said_on,
        "said_on_precision": quote.said_on_precision,
        "occasion": quote.occasion,
        "audience": quote.audience,
        "via": quote.via,
        "act": quote.act,
        "tone": read_cue(cue).tone,
        "stance": stance.stance if stance else "",
        "target": stance.target if stance else "",
        "stance_confidence": _rounded(stance.confidence) if stance else None,
        "candidates": [{"name": c.name, "kind": c.kind, "score": _rounded(c.score)} for c in quote.candidates],
        "chain": [
            {"start": link.start, "end": link.end, "text": link.text, "rule": link.rule, "score": _rounded(link.score)}
            for link in quote.chain
        ],
    }


def _attribution(attribution: Attribution) -> dict[str, Any]:
    return {
        "kind": attribution.kind,
        "source": _spans(attribution.source),
        "cue": _spans(attribution.cue),
        "content": _spans(attribution.content),
    }


def _spans(spans: Iterable[Span]) -> list[list[int]]:
    return [[start, end] for start, end in spans]


def _rounded(score: float) -> float:
    return round(float(score), 4)
