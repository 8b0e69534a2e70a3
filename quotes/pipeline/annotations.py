"""How attributions and quotations live on a spaCy `Doc`; the one module that knows.

Spans are in `doc.spans` under GROUPS, parts of one attribution sharing a `span_id`; a span that cuts a token is widened
to it there. The exact characters are in `doc.user_data`, as plain lists and dicts that `to_bytes` and `DocBin` write.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from quotes.types import Attribution, Candidate, Link, Quote, Spans, Stance

if TYPE_CHECKING:
    from spacy.tokens import Doc

GROUPS = {"source": "sources", "cue": "cues", "content": "contents"}
_ATTRIBUTIONS, _QUOTES, _ENTITIES = "quotes.attributions", "quotes.quotes", "quotes.entities"
_BYLINE = "quotes.byline"


def set_byline(doc: Doc, byline: str) -> None:
    """Write who the article says wrote it: the pipeline asks for it where an interviewer has no name."""
    doc.user_data[_BYLINE] = byline


def byline(doc: Doc) -> str:
    """Who wrote the article, as it says; empty where nobody wrote it on the doc."""
    return str(doc.user_data.get(_BYLINE, ""))


def set_entities(doc: Doc, entities: Sequence[tuple[int, int, str]]) -> None:
    """Write entities as (start, end, label) in characters; `doc.ents` gets them, widened to tokens."""
    doc.user_data[_ENTITIES] = [list(e) for e in entities]
    ents, last = [], 0
    for start, end, label in entities:
        span = doc.char_span(start, end, label=label, alignment_mode="expand")
        if span is not None and span.start >= last:
            ents.append(span)
            last = span.end
    doc.set_ents(ents)


def entities(doc: Doc) -> list[tuple[int, int, str]]:
    """The entities as (start, end, label), in characters and in order."""
    return [(s, e, label) for s, e, label in doc.user_data.get(_ENTITIES, ())]


def set_attributions(doc: Doc, attributions: Sequence[Attribution]) -> None:
    """Write attributions as span groups and as exact characters."""
    from spacy.tokens import SpanGroup

    doc.user_data[_ATTRIBUTIONS] = [asdict(a) for a in attributions]
    for role, group in GROUPS.items():
        spans = []
        for n, a in enumerate(attributions):
            for start, end in getattr(a, role):
                span = doc.char_span(start, end, label=a.kind, span_id=n, alignment_mode="expand")
                if span is not None:
                    spans.append(span)
        doc.spans[group] = SpanGroup(doc, name=group, spans=spans)


def attributions(doc: Doc) -> list[Attribution]:
    """The attributions of a doc, in characters."""
    return [
        Attribution(a["kind"], _spans(a["source"]), _spans(a["cue"]), _spans(a["content"]), a["confidence"])
        for a in doc.user_data.get(_ATTRIBUTIONS, ())
    ]


def set_quotes(doc: Doc, quotes: Sequence[Quote]) -> None:
    """Write the quotations of a doc."""
    doc.user_data[_QUOTES] = [asdict(q) for q in quotes]


def set_stances(doc: Doc, stances: Sequence[Sequence[Stance]]) -> None:
    """Write the stances of each quotation that is on the doc, in their order."""
    for row, held in zip(doc.user_data.get(_QUOTES, ()), stances, strict=True):
        row["stances"] = [asdict(stance) for stance in held]


def quotations(doc: Doc) -> list[Quote]:
    """The quotations of a doc, in reading order."""
    return [_quote(q) for q in doc.user_data.get(_QUOTES, ())]


def _quote(row: dict) -> Quote:
    given = dict(row)
    for name in ("parts", "quoted", "source", "cue"):
        given[name] = _spans(row[name])
    for name in ("role_span", "said_on_span"):
        given[name] = tuple(row[name]) if row[name] else None
    given["candidates"] = tuple(Candidate(**c) for c in row["candidates"])
    given["chain"] = tuple(Link(**c) for c in row["chain"])
    given["stances"] = tuple(_stance(s) for s in row["stances"])
    return Quote(**given)


def _stance(row: dict) -> Stance:
    spans = {k: tuple(row[k]) if row[k] else None for k in ("target_span", "evidence")}
    return Stance(**{**row, **spans, "scores": tuple(row["scores"])})


def _spans(rows: Sequence[Sequence[int]]) -> Spans:
    return tuple((s, e) for s, e in rows)
