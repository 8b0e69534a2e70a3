"""What stands around quotations: the act of saying, when, on what occasion, to whom and through whom, and whose body speaks."""

from __future__ import annotations

from collections.abc import Sequence

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
    belonging = affiliations.assign(text, quotes, entities)
    acted = (q.but(act=cues.read(" ".join(text[s:e] for s, e in q.cue)).act) for q in belonging)
    plain = occasions.spaced(text)
    return [occasions.find(plain, quote, published, agency) for quote in acted]
