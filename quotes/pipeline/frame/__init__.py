"""What stands around quotations: the act of saying, when, on what occasion, to whom and through whom, and whose body speaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from quotes.pipeline import cues
from quotes.pipeline.frame import affiliations, occasions
from quotes.types import Quote


def fill(
    text: str,
    quotes: Sequence[Quote],
    entities: Sequence[tuple[int, int, str]],
    published: str = "",
    agency: str = "",
) -> list[Quote]:
    """Return the quotations with act, said_on, occasion, audience, via and affiliation.

    `entities` are (start, end, label); `published` is the article's ISO date, without which `Monday` is no date; `agency`
    is what the article as a whole credits.
    """
    belonging, entities = affiliations.assign(text, quotes, entities), sorted(entities)
    text = occasions.spaced(text)
    return [_framed(text, quote, entities, published, agency) for quote in belonging]


def _framed(text: str, quote: Quote, entities: Sequence[tuple[int, int, str]], published: str, agency: str) -> Quote:
    said = occasions.find(
        text,
        source=quote.source,
        cue=quote.cue,
        parts=quote.parts,
        published=published,
        agency=agency,
        entities=entities,
    )
    return replace(
        quote,
        act=cues.read(" ".join(text[s:e] for s, e in quote.cue)).act,
        said_on=said.said_on,
        said_on_precision=said.said_on_precision,
        said_on_span=said.said_on_span,
        occasion=said.occasion,
        audience=said.audience,
        via=said.via,
    )
