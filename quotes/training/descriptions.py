"""Descriptions without a name (`the Roe nominee`, `the mayor`) → whom they speak of, learned from what stands beside names.

Chains made by a machine end where a description stands alone. Distant supervision (Mintz et al. 2009): a phrase that many
articles print beside one person's name speaks of that person in an article that names the same person.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from quotes.pipeline import appositions, roles
from quotes.pipeline.cast import Cast, assemble
from quotes.pipeline.entities import PERSON, Entity
from quotes.training.corpora import Example
from quotes.types import Span

OWN = 0.6  # the share of a phrase's articles that must print it beside this person's name
_DESCRIPTION = re.compile(r"\b(?:[Tt]he|[Hh]is|[Hh]er)\s+((?:[\w’'.-]+\s){0,5}[\w’'-]+)")
_NAME_NEXT = re.compile(r"[\s,]*(?:[A-Z][\w.]+\s)?[A-Z]\w")


def describe(examples: Sequence[Example]) -> list[Example]:
    """Return the examples with references from their descriptions to the names of the one person who is so called."""
    casts = [assemble(e.text, [(x.start, x.end, x.label) for x in e.entities or ()]) for e in examples]
    called = [_called(e, cast) for e, cast in zip(examples, casts, strict=True)]
    holders: dict[str, Counter[str]] = defaultdict(Counter)
    for article in called:
        for phrase, who in {(p, entity.name) for p, entity in article}:
            holders[phrase][_last(who)] += 1
    return [
        replace(e, known_references=(*e.known_references, *_references(e.text, cast, own, holders)))
        for e, cast, own in zip(examples, casts, called, strict=True)
    ]


def _called(example: Example, cast: Cast) -> list[tuple[str, Entity]]:
    """What an article calls its people beside their names."""

    def pos(place: int) -> str:
        return ""  # of a word is not known here

    def beside(mention: Span) -> list[tuple[str, Span]]:
        return list(appositions.beside(example.text, mention, pos))

    return [
        (_plain(example.text[s:e]), entity)
        for entity in cast.entities
        if entity.kind == PERSON
        for s, e in (c.span for c in roles.phrases(example.text, entity, pos, beside))
    ]


def _references(
    text: str, cast: Cast, own: Sequence[tuple[str, Entity]], holders: dict[str, Counter[str]]
) -> Iterator[tuple[int, tuple[int, ...]]]:
    people = [e for e in cast.entities if e.kind == PERSON]
    for m in _DESCRIPTION.finditer(text):
        words = m.group(1).split()
        for n in range(len(words), 0, -1):
            phrase = _plain(" ".join(words[:n]))
            end = m.start(1) + len(" ".join(words[:n]))
            if phrase in holders and not _NAME_NEXT.match(text, end):
                here = {e for p, e in own if p == phrase}
                known = holders[phrase]
                fits = [e for e in people if e in here or known[_last(e.name)] >= OWN * known.total()]
                if len(fits) == 1 and (fits[0] in here or known.total() > 2):
                    yield m.start(), tuple(s for s, _ in fits[0].mentions)
                break


def _plain(phrase: str) -> str:
    return " ".join(phrase.casefold().replace("’", "'").removesuffix("'s").strip(" ,.;:").split())


def _last(name: str) -> str:
    return name.split()[-1].casefold()
