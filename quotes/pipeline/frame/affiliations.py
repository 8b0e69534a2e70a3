"""Which body a role is held in: `spokeswoman for the Harbour Council` → `Harbour Council`.

The entities that the network tags are where the bodies are; their names are read on from there (`Institute for` and
`Cold Seas` are one), and what is no body of the speaker's falls away: a place, a person, a club that somebody supports.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial

from quotes.pipeline.entities import ORG, PERSON, PLACE
from quotes.pipeline.lexicon import listed
from quotes.pipeline.roles import head
from quotes.types import Quote, Span

_listed = partial(listed, "affiliations")
LONGEST = 200  # characters of an entity: nothing longer is looked for to the left of a role
_LED = re.compile(r"(\w+),?\s(of|for|at|with|from|in|on|to)\s(?:(?!and\b|or\b|but\b)[a-z][\w-]*\s){0,5}(?:The\s)?$")
_LEFT = re.compile(r"(?:the|an?)\s+")
_RIGHT = re.compile(r"(?:['’]s?|[\s,;:]+)$")
_CLAUSE = re.compile(r"[\s,]+(?:who|whom|whose|which|that)\s+(\w*)\s*")
_MORE = re.compile(r"(['’])?(?:\s(and|&|of|for|on)(?:\sthe)?)?\s(?=[A-Z])")
_NUMBER = re.compile(r"\s(?:No\.\s)?\d+\b")
_WORD = re.compile(r"[A-Z][\w&’'-]*")
_TAIL = re.compile(r"\s([a-z]+)\b(?:\s([a-z]+)\b)?")
_NEXT = re.compile(r"(?:['’]s)?\s([\w-]+)")
_OFFICE = re.compile(r"\s([A-Z]\w+)\.?\s(?=[A-Z])")
_MANNERS = frozenset(("dr", "prof", "professor", "rev"))  # they do not tell what somebody is
_STOP = re.compile(r"\.\s+[A-Z]")
_BESIDE = re.compile(r"(?:,?\s(?:of|from|with)|,\sat|\sat)\s(?:the\s)?|,?\swho\s(?P<verb>\w+)\s(?:the\s)?")


def assign(text: str, quotes: Sequence[Quote], entities: Sequence[tuple[int, int, str]]) -> list[Quote]:
    """Return the quotations with the body that each one's speaker belongs to, in its words; `entities` are (start, end, label).

    Where the words beside one quotation of a speaker name the body, all of that speaker's have it.
    """
    bodies = Bodies(text, entities)
    found = [bodies.of(quote) for quote in quotes]
    known: dict[tuple[str, str], str] = {}
    for quote, body in zip(quotes, found, strict=True):
        if body and quote.speaker_kind == "person":
            known.setdefault((quote.speaker, quote.role), body)
    return [
        _with(quote, body or known.get((quote.speaker, quote.role), ""))
        for quote, body in zip(quotes, found, strict=True)
    ]


def _with(quote: Quote, body: str) -> Quote:
    """A quotation with the body; of somebody whose role the article does not give the body is what he is called by."""
    bare = not quote.role or quote.role.casefold().strip(".") in _MANNERS
    role = ", ".join(filter(None, (quote.role, body))) if bare and quote.speaker_kind == "person" else quote.role
    return quote.but(affiliation=body, role=role)


class Bodies:
    """The bodies of one article, found from its entities; made once and asked for each quotation."""

    def __init__(self, text: str, entities: Sequence[tuple[int, int, str]]) -> None:
        self.text = text
        self.entities = sorted(e for e in entities if e[1] - e[0] <= LONGEST)
        self.starts = [start for start, _, _ in self.entities]
        self.labels = Counter((text[s:e], label) for s, e, label in self.entities)
        people = (text[s:e].split() for s, e, label in self.entities if label == PERSON)
        self.surnames = Counter(words[-1] for words in people if words)

    def of(self, quote: Quote) -> str:
        """Return the body that the speaker's role names, as the article prints it; empty when it names none.

        Where the role names none, the words after the name may: `Ada Bern, of the Harbour Council,`.
        """
        if quote.speaker_kind not in ("person", "unnamed"):
            return ""
        role = quote.role_span or (self._printed(quote) if quote.role else None)
        found = self.within(*role) if role else None
        if found is None and quote.speaker_kind == "person":
            found = next(filter(None, map(self._beside, dict.fromkeys((s.start, s.end) for s in quote.chain))), None)
        return " ".join(self.text[slice(*found)].split()) if found else ""

    def within(self, start: int, end: int) -> Span | None:
        """Return the body inside the role that stands there: that a preposition leads to, else that stands before an office."""
        clause = _CLAUSE.search(self.text, start, end)
        until = clause.start() if clause else end
        before: Span | None = None
        for body in self._bodies(start, until):
            if m := _LED.search(self.text, max(start, body[0] - 60), body[0]):
                if self._belongs(m.group(1), m.group(2).casefold(), body):
                    return body
            elif before is None and body != (start, end) and self._office(body, until):
                before = body
        if before is None and clause and clause.group(1) in _listed("belongs"):
            return next((body for body in self._bodies(clause.end(), end)), None)
        return before

    def _printed(self, quote: Quote) -> Span | None:
        """Where the role of a speaker without a name stands in its source."""
        words = re.compile(r"\s+".join(map(re.escape, quote.role.split())))
        return next((m.span() for span in quote.source if (m := words.search(self.text, *span))), None)

    def _beside(self, mention: Span) -> Span | None:
        """The body that a name is followed by: `of the Harbour Council`, `who leads the Harbour Council`."""
        start, end = mention
        people = range(bisect_left(self.starts, start), bisect_left(self.starts, end))
        end = next((self.entities[n][1] for n in people if self.entities[n][2] == PERSON), end)
        if self.text[start - 3 : start] in ("’s ", "'s "):
            return next((body for body in self._bodies(max(0, start - 60), start) if body[1] == start - 3), None)
        m = _BESIDE.match(self.text, end)
        if not m or m["verb"] and m["verb"] not in _listed("belongs"):
            return None
        return next((body for body in self._bodies(m.end(), m.end() + LONGEST) if body[0] == m.end()), None)

    def _bodies(self, start: int, end: int) -> Iterator[Span]:
        """The bodies between two characters, in reading order."""
        at = start
        for n in range(bisect_left(self.starts, start - LONGEST), bisect_left(self.starts, end)):
            first, last, label = self.entities[n]
            first, last = max(first, at), min(last, end)
            if first >= last or label not in (ORG, PERSON):
                continue
            body = self._name(first, last, end) if label == ORG else self._campaign(first, last, end)
            if body:
                yield body
                at = body[1]

    def _name(self, start: int, end: int, limit: int) -> Span | None:
        """The whole name that an entity begins, without article and office; None where it is no body's."""
        text = self.text
        if m := _LEFT.match(text, start, end):
            start = m.end()
        end = self._on(start, end, limit)
        end -= len(text[start:end]) - len(_RIGHT.sub("", text[start:end]))
        end = self._tail(end, limit)
        words = text[start:end].split()
        while words and (head(words[-1]) and not words[-1].endswith("s") or words[-1].casefold() in _listed("ranks")):
            end -= len(words.pop())
            end = start + len(text[start:end].rstrip())
        return (start, end) if words and self._is_body(text[start:end]) else None

    def _on(self, start: int, end: int, limit: int) -> int:
        """Where a name ends that goes on behind an entity: `Seafarers’ and Dockers’ League`, `Survey of Tides`."""
        tail = False
        while True:
            if m := _NUMBER.match(self.text, end, limit):
                end = m.end()
            plural = self.text[end - 2 : end] in ("s’", "s'")
            m = _MORE.match(self.text, end, limit)
            if not m:
                return end
            following = self._at(m.end())
            word = _WORD.match(self.text, m.end(), limit)
            joined = m.group(2)
            if word is None or not joined and head(word.group()):
                return end
            if joined in ("of", "on", "for"):
                more = following[1] == ORG or joined == "of" and following[1] != PERSON
                tail = True
            elif joined == "and":
                more = plural or bool(m.group(1)) or tail and following[1] == ORG
            else:
                more = joined == "&" or following[1] == ORG or self.labels[self.text[start : word.end()], ORG] > 0
            if not more:
                return end
            end = min(max(following[0], word.end()), limit)

    def _at(self, start: int) -> tuple[int, str]:
        """Where the entity that begins there ends, and its label; nothing where none does."""
        n = bisect_left(self.starts, start)
        if n < len(self.starts) and self.starts[n] == start:
            return self.entities[n][1:]
        return start, ""

    def _campaign(self, start: int, end: int, limit: int) -> Span | None:
        """A body that is called by a person's name: `Bern campaign`."""
        after = self._tail(end, limit)
        return (start, after) if after > end else None

    def _tail(self, end: int, limit: int) -> int:
        """Where a name ends to which words in lower case belong: `House education committee`."""
        m = _TAIL.match(self.text, end, limit)
        return next((m.end(n) for n in (1, 2) if m and m[n] in _listed("bodies")), end)

    def _is_body(self, name: str) -> bool:
        first, last = name.split()[0], name.split()[-1]
        if not re.search(r"[A-Z0-9]", first):
            return False
        if last.casefold() in _listed("bodies"):
            return True
        if name.replace(" ", "-") in _listed("places") or not re.search(r"[A-Z0-9]", last):
            return False
        return max(self.labels[name, PLACE], self.surnames[name]) <= self.labels[name, ORG]

    def _belongs(self, noun: str, preposition: str, body: Span) -> bool:
        """Whether a body that a preposition leads to is the speaker's: no `graduate of Quay University`."""
        last = self.text[slice(*body)].split()[-1]
        if preposition == "in" and last.casefold() not in _listed("bodies") and not last.isupper():
            return False  # `in the Ashford office of Marlow Bank`
        return noun.casefold() not in _listed("outside") and not self._officer(body[1])

    def _office(self, body: Span, until: int) -> bool:
        """Whether what follows a body makes somebody one of it: `Harbour Council spokeswoman`, and no `Ashford mayor`."""
        name = self.text[slice(*body)]
        m = _NEXT.match(self.text, body[1], until)
        if m is None or _STOP.match(self.text, body[1]):
            return False
        noun = m.group(1).casefold()
        if noun in _listed("fields") and " " not in name and not name.isupper():
            return False
        held = name.split()[-1].casefold() in _listed("bodies")
        rest = re.split(r"[\s,]+", self.text[body[1] : until].casefold())
        return not (noun in _listed("local") and not held) and not _listed("outside") & set(rest[1:4])

    def _officer(self, end: int) -> bool:
        """Whether an office and a person follow, who are not the speaker: `spokesman for House Speaker Otto Bern`."""
        m = _OFFICE.match(self.text, end)
        return bool(m and head(m.group(1)) and self._at(m.end())[1] == PERSON)
