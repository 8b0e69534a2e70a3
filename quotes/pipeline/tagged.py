"""Where a name begins and ends: what the tags found, without titles and marks, and with the words of it that they missed."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from quotes.pipeline.entities import ORG, PERSON
from quotes.pipeline.lexicon import given_names, is_title

LONG = 100  # characters before a bracket in which the name stands that it shortens
LONGEST = 1_000  # characters of a name that the tags may find
_TITLES = re.compile(
    r"(?:(?:mr|mrs|ms|miss|dr|sir|dame|prof|sens?|reps?|govs?|gen|maj|brig|lt|col|capt|cpl|sgt|adm|cmdr|supt|insp|det|rev|president|senator|congressman|congresswoman|governor|mayor|"
    r"secretary|judge|justice|professor|ambassador|del(?=\.)|king|queen|prince|princess|pope)\b\.?\s*)+",
    re.IGNORECASE,
)
_EDGES = " \t\n\u00a0\"“”‘’',.;:()[]–—-"
_NICKNAMED = re.compile(  # from the head of a word: within one of very many hyphens, each part would read on to its end
    r"(?<![\w-])(?<!\w[’'])([A-Z][\w’'-]+)(?:\s[A-Z]\.)?\s[\"“‘'(][A-Z]\w+[\"”’')]\s[A-Z][\w’'-]*\w"
)
_INSIDE = re.compile(r"[’'ʼ](?!s\b)[a-z][\w’'-]*\w(?:\s(?:al-|Al-|[Aa]l\s|ibn\s|bin\s)?[A-Z][\w’'-]*\w){0,3}")
_BRACKETED = re.compile(r"(?<=\w\s)\(([A-Z][A-Za-z&.-]{1,9})\)")
_WORD = re.compile(r"\w[\w’'.-]*")
_SMALL = frozenset("of for and the on in de la".split())
_CUT = re.compile(r"\s(?:of|for|on|and)$")
_LOOSE = re.compile(r"(?:,?\s(?:of|for|on|and|in|at|to|the|a))+$")  # no name ends so
_OWNS = re.compile(r"[’']s$")
_IRISH = re.compile(r"(?<=\b[OD])[’'ʼ][A-Z][\w-]*\w")
_DOUBLE = re.compile(r"-[A-Z]\w+(?![\w-])")  # behind a given name: the surname has two parts
_SUFFIX = re.compile(r",?\s(?:Jr|Sr)\b\.?|,?\s(?:II|III|IV)\b")
_INSIDE_BODY = re.compile(r"(?<=[A-Z])&[A-Z]\w*|(?<=[A-Z]&)[A-Z]\w*|\.[a-z]{2,4}(?![\w-])")  # `R&B`, `Harbour.org`


def whole(text: str, entities: Sequence[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Return the entities with names whole that the tags cut: `Jane R. “Red” Roe`, a body's up to its bracket."""
    out = sorted(entities)
    for m in _NICKNAMED.finditer(text):
        near = slice(bisect_left(out, (m.start() - LONGEST, 0, "")), bisect_left(out, (m.end(), 0, "")))
        over = [e for e in out[near] if m.start() < e[1]]
        if any(e[2] == PERSON for e in over) or m.group(1).lower() in given_names():
            span = min([m.start(), *(e[0] for e in over)]), max([m.end(), *(e[1] for e in over)])
            out[near] = sorted([*(e for e in out[near] if e not in over), (*span, PERSON)])
    return _joined(text, _defined(text, out))


def _defined(text: str, entities: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """The entities with a body's name as long as its acronym in brackets says: `Civil Aviation Administration of China (CAAC)`."""
    out = entities
    for m in _BRACKETED.finditer(text):
        letters = [c for c in m.group(1) if c.isupper()]
        start = edge = m.start()
        for word in reversed([*_WORD.finditer(text, max(0, edge - LONG), edge)]):
            if not letters or text[word.end() : edge].strip(" "):
                break
            edge = word.start()
            if word.group() not in _SMALL:
                if word.group()[0] != letters.pop():
                    break
                start = edge
        if letters:
            continue
        end = m.start() - 1
        near = slice(bisect_left(out, (start - LONGEST, 0, "")), bisect_left(out, (end, 0, "")))
        over = [e for e in out[near] if start < e[1]]
        if over and all(e[2] != PERSON for e in over):
            label = ORG if any(e[2] == ORG for e in over) else over[0][2]
            out[near] = sorted([*(e for e in out[near] if e not in over), (min(start, over[0][0]), end, label)])
    return out


def _joined(text: str, entities: Sequence[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """The entities with a name whole where the tags cut it, as a body's behind a preposition (`Centers for` · `Disease Control`)."""
    out: list[tuple[int, int, str]] = []
    for start, end, label in entities:
        if out and _go_together(text, out[-1], (start, end, label)):
            start = out.pop()[0]
            label = label if label == PERSON else ORG
        out.append((start, end, label))
    return out


def _go_together(text: str, a: tuple[int, int, str], b: tuple[int, int, str]) -> bool:
    """Whether two entities are one body or person: `Centers for` · `Disease Control`, `U.S.` · `Central Command`, `Jane` · `Roe`."""
    between = text[a[1] : b[0]]
    if a[2] == b[2] == PERSON:
        cut = (
            " " not in text[b[0] : b[1]] or text[b[0]].islower()
        )  # what is whole stands behind a title that is tagged as a name
        return cut and between == " " and text[a[1] - 1].isalpha() and not _OWNS.search(text, a[0], a[1])
    if b[2] == ORG and between == " " and text[a[0] : a[1]] in ("U.S.", "US"):
        return True
    return b[2] != PERSON and a[2] == ORG and between in (" ", " a ", " the ") and bool(_CUT.search(text, *a[:2]))


def clean(text: str, start: int, end: int, label: str) -> tuple[int, int, str] | None:
    """Return a mention without possessive, article and marks at its ends."""
    while start < end and text[start] in _EDGES:
        start += 1
    while (
        start < end
        and text[end - 1] in _EDGES
        and not (text[end - 1] == "." and re.search(r"(?:\b\w|Jr|Sr)\.$", text[start:end]))
    ):
        end -= 1
    for tail in ("’s", "'s", "’", "'"):
        if text[start:end].endswith(tail):
            end -= len(tail)
            break
    if loose := _LOOSE.search(text, start, end):
        end = loose.start()
    if label != PERSON and (more := _INSIDE_BODY.match(text, end)):
        end = more.end()
    if text[start:end].lower().startswith("the ") and label != PERSON:
        start += 4
    if label == PERSON:
        if more := _INSIDE.match(text, end):
            end = more.end()  # the tags stop at an apostrophe
        if more := _IRISH.match(text, end) or (_DOUBLE.match(text, end) if " " in text[start:end] else None):
            end = more.end()
        if more := _SUFFIX.match(text, end):
            end = more.end()  # … and at a comma: `Ada Roe, Jr.`
        if text[start:end] == "Del" and text[end : end + 1] == ".":
            return None  # a delegate's title on its own
        title = _TITLES.match(text, start, end)
        start = _untitled(text, title.end() if title else start, end)
    return (start, end, label) if start < end and any(c.isalpha() for c in text[start:end]) else None


def _untitled(text: str, start: int, end: int) -> int:
    """Where a name begins behind the nouns for an office that the tags took in (`Spokeswoman Jane Roe`)."""
    for word in re.finditer(r"(?<!\S)(\S+)\s+(?=\S)", text[start:end]):
        noun = word.group(1).lower().strip(".")
        if not is_title(noun) or noun in given_names():
            return start + word.start()
        last = start + word.end()
        if len(text[last:end].split()) == 1:
            return last
    return start
