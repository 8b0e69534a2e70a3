"""Which body a role is held in: `spokeswoman for the Harbour Council` → `Harbour Council`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from quotes.types import Span

# a title that is itself a body's name plus an office is no body: `Defense Secretary`, `House Speaker`
_AFTER = re.compile(r"\b(?:of|for|at|with|from|in|on|to)\s+(?:the\s+|a\s+|an\s+)?$", re.IGNORECASE)
_CAPITAL = re.compile(r"[A-Z0-9]")
ORG = "ORG"


def affiliation(text: str, role_span: Span | None, entities: Sequence[tuple[int, int, str]]) -> str:
    """The body that a role names, as the article prints it; empty when it names none.

    `entities` are (start, end, label) of the article's `text`, as on `Analysis`; a body is one labelled ORG inside
    the role: after a preposition (`chief economist at Marlow Bank`), or before the office (`Marlow Bank economist`).
    Where there are several, the one that a preposition leads to comes first, then the first.
    """
    if role_span is None:
        return ""
    bodies = list(_bodies(text, role_span, entities))
    led = [span for span in bodies if _AFTER.search(text, role_span[0], span[0])]
    start, end = next(iter(led or bodies), (0, 0))
    return " ".join(text[start:end].split())


def _bodies(text: str, role: Span, entities: Iterable[tuple[int, int, str]]) -> Iterable[Span]:
    """The bodies inside the role, without article and possessive, in reading order; a whole title is none."""
    for start, end, label in sorted(entities):
        start, end = max(start, role[0]), min(end, role[1])
        if label != ORG or start >= end:
            continue
        name = text[start:end]
        start += len(name) - len(re.sub(r"^(?:[Tt]he|[Aa]n?)\s+", "", name))
        end -= len(name) - len(re.sub(r"(?:['’]s?|[\s,;:.]+)$", "", name))
        if (start, end) != tuple(role) and _CAPITAL.search(text, start, end):
            yield start, end
