"""The pronouns of CoreNLP's chains, which teach whom a pronoun may stand for."""

from __future__ import annotations

import re
from pathlib import Path

from quotes.evaluation.pronouns import PRONOUNS
from quotes.pipeline.entities import ORG, PERSON
from quotes.training import corpora
from quotes.types import Span

Chained = tuple[Span, tuple[int, ...]]  # a pronoun, and where the names of its chain begin
_FIRST = re.compile(r"\w+")


def chains(texts: Path) -> dict[str, list[Chained]]:
    """Read the pronouns of CoreNLP's chains, by article, where a file of them stands beside the texts.

    Only those behind the name of a person or a body: most of the others are no question of who speaks.
    """
    silver = texts.with_name(f"{texts.stem}-silver.jsonl")
    out: dict[str, list[Chained]] = {}
    for example in corpora.polnear(texts, silver) if silver.exists() else ():
        speaking = {e.start for e in example.entities or () if e.label in (PERSON, ORG)}
        for start, names in sorted(example.references):
            before = tuple(name for name in names if name < start and name in speaking)
            word = _FIRST.match(example.text, start)
            if before and word and word.group().lower() in PRONOUNS:
                out.setdefault(example.id, []).append((word.span(), before))
    return out
