"""Documents that speak for somebody: `Roe's letter`, `a Gazette article`, `the ruling` of the court named before."""

from __future__ import annotations

import re

from quotes.pipeline import roles
from quotes.pipeline.cast import PERSON, PLACE, Cast, Entity
from quotes.pipeline.mentions import Mention
from quotes.types import Span

_DOCUMENT = re.compile(
    r"\b(?:statement|e-?mail|letter|tweet|post|memo|message|editorial|article|column|essay|op-ed|report|complaint|lawsuit|filing|release|"
    r"speech|ad|spot|clip|commercial|brief|ruling|opinion|decision|dissent|verdict|judgment|video|note|posting|text|transcript|document|testimony|paper|study|book|blog)s?\b",
    re.IGNORECASE,
)
_JUDGED = re.compile(r"\b(?:ruling|opinion|decision|dissent|verdict|judgment)$", re.IGNORECASE)
_COURT = re.compile(r"\b(?:Court|Circuit|Tribunal)\b")


def is_document(phrase: str) -> bool:
    """Whether a phrase is about a document or a broadcast, and not about somebody in it (`a narrator in the ad`)."""
    return bool(_DOCUMENT.search(phrase)) and not roles.head(phrase)


def author(text: str, mention: Mention, cast: Cast) -> tuple[Span, Entity, str, float] | None:
    """Whose document a description names: where and who that is, by which rule, how surely; None where it does not say."""
    if not is_document(mention.text):
        return None
    for span, entity in cast.within(mention.start, mention.end):
        before = text[mention.start : span[0]].lower().split()[-2:]
        whose = before[-1:] in (["by"], ["from"]) or before in (["by", "the"], ["from", "the"])
        if (whose or _DOCUMENT.search(text[span[1] : mention.end])) and entity.kind != PLACE:
            return span, entity, "document", 0.8
    if m := _JUDGED.search(mention.text):
        courts = [
            x for x in cast.at.items() if x[1].kind != PERSON and x[0][1] <= mention.start and _COURT.search(x[1].name)
        ]
        if courts:
            return *courts[-1], f"{m.group().lower()} of a court", 0.7
    return None
