"""What a printed source is: a name, a pronoun, or a description, and which entity stands at its head."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from quotes.pipeline.cast import Cast
from quotes.pipeline.entities import PERSON, PLACE, Entity
from quotes.types import Span

PRONOUNS = {
    **dict.fromkeys(("he", "him", "his", "himself"), "he"),
    **dict.fromkeys(("she", "her", "hers", "herself"), "she"),
    **dict.fromkeys(("it", "its", "itself", "that", "this", "which"), "it"),
    **dict.fromkeys(("they", "them", "their", "themselves", "these", "those", "both"), "they"),
    **dict.fromkeys(("i", "me", "my", "myself"), "i"),
    **dict.fromkeys(("we", "us", "our", "ourselves"), "we"),
    **dict.fromkeys(("who", "whom", "whose"), "who"),
}
_TOKEN = re.compile(r"\w[\w’'.&-]*|[,;()–—]|--+|\S")
_OWNED = re.compile(r"[’']s?\s+(?!(?:said|who)\b)\w")
_NEXT = re.compile(r"(-(?!-)|\s+)(?=\w)")  # no dash that sets something apart
_NOUNS = ("NOUN", "PROPN", "ADJ", "NUM")
_COMMON = ("NOUN", "ADJ", "DET", "PRON", "NUM", "ADV")
_GOVERNS = frozenset(
    "of for from with at in on by to about against near inside under behind among after before over between like as "
    "who that which whom whose including".split()
)
_OWNS = re.compile(r"[’']s?\s\w[^,;]*")
_MORE = re.compile(r"(?:[ ][A-Z][\w’'-]*\w)+(?!\w)")  # a name goes on where the tags cut it
_PROPER = re.compile(r"(?:[A-Z][\w’'.&-]*)(?:\s(?:of\s(?:the\s)?|and\s|for\s)?[A-Z][\w’'.&-]*)*")


@dataclass(frozen=True, slots=True)
class Mention:
    """A printed source: `form` is name, proper, pronoun, nominal or none; `heads` the entities it names, if it does.

    What is `proper` is printed as a name, but nobody in the cast has it.
    """

    start: int
    end: int
    text: str
    form: str
    pronoun: str = ""
    heads: tuple[tuple[Span, Entity], ...] = ()


def read(text: str, span: Span, cast: Cast, pos: Callable[[int], str]) -> Mention:
    """Return the mention that a span of text is; `pos` tells the part of speech of the word at a character."""
    start, end = span
    words = text[start:end].strip()
    bare = words.lower().strip(" ,.;:’'“”\"")
    if bare in PRONOUNS:
        return Mention(start, end, words, "pronoun", pronoun=PRONOUNS[bare])
    heads = _heads(text, start, end, cast, pos)
    if heads:
        return Mention(start, end, words, "name", heads=heads)
    first = bare.split()[0] if bare.split() else ""
    if first in PRONOUNS and first in ("he", "she", "it", "they", "i", "we", "who"):
        return Mention(start, end, words, "pronoun", pronoun=PRONOUNS[first])
    if name := _proper(text, start, end, pos):
        return Mention(*name, text[slice(*name)], "proper")
    form = "nominal" if any(c.isalpha() for c in words) else "none"
    return Mention(start, end, words, form)


def phrase_of(text: str, mention: Mention, cast: Cast) -> str:
    """Return a description as printed, its owner (`Roe's doctor`) by the fullest name."""
    phrase = " ".join(mention.text.strip(" ,;:").split())
    for span, entity in cast.within(mention.start, mention.end)[:1]:
        if entity.kind != PLACE and (owned := _OWNS.match(text, span[1], mention.end)):
            return f"{entity.name}{' '.join(owned.group().split())}"
    return phrase


def _proper(text: str, start: int, end: int, pos: Callable[[int], str]) -> Span | None:
    """Where a name stands that nobody in the cast has: to its last capital word, without what a comma adds to it."""
    words = text[start:end].strip(" ,.;:’'“”\"")
    name = re.split(r",\s(?=[a-z\d])", words)[0]
    if not _PROPER.fullmatch(name):
        return None
    first = text.index(name, start)
    last = first + len(name)
    if name[1:].islower() and name.isalpha() and pos(first) in _COMMON:
        return None  # a capital, because it opens the sentence
    if more := _MORE.match(text, last):
        last = more.end()
    return first, last


def _heads(text: str, start: int, end: int, cast: Cast, pos: Callable[[int], str]) -> tuple[tuple[Span, Entity], ...]:
    """The named entities at the head of a source: not those in its possessives, prepositions and modifiers.

    `Clinton's lawyer John Roe` and `the head of the agency, John Roe` have John Roe; `a spokesman for John Roe` nobody.
    """
    inside = cast.within(start, end)
    good: list[tuple[Span, Entity]] = []
    for span, entity in inside:
        if _modifies(text, span, end, pos) or _governed(text, start, span, pos):
            continue
        good.append((span, entity))
    people = [g for g in good if g[1].kind == PERSON]
    if people:
        joined = _joined(text, people)
        return joined if " and " in text[joined[0][0][0] : joined[-1][0][1]] else joined[:1]
    if not good:
        return ()
    if re.match(r",?\s(?:and|or)\s", text[good[0][0][1] : end]):  # with others, it is no head on its own
        joined = _joined(text, good)
        return joined if len(joined) > 1 and joined[-1][0][1] >= end - 2 else ()
    lead = text[start : good[0][0][0]].strip().lower()
    return (good[0],) if lead in ("", "the", "“", '"') or good[0][0][1] >= end - 2 else ()


def _joined(text: str, named: Sequence[tuple[Span, Entity]]) -> tuple[tuple[Span, Entity], ...]:
    """The first of some names with those that `and` joins to it."""
    joined = [named[0]]
    for other in named[1:]:
        if re.fullmatch(r"(?:,? and |, )(?:the )?", text[joined[-1][0][1] : other[0][0]]):
            joined.append(other)
    return tuple(joined)


def _modifies(text: str, span: Span, end: int, pos: Callable[[int], str]) -> bool:
    """Whether a name is followed by what makes it a modifier: a possessive, or a noun of its own."""
    if _OWNED.match(text, span[1], end):
        return True
    following = _NEXT.match(text, span[1], end)
    if not following:
        return False
    return following.group(1) == "-" or text[following.end()].isupper() or pos(following.end()) in _NOUNS


def _governed(text: str, start: int, span: Span, pos: Callable[[int], str]) -> bool:
    """Whether a preposition or a clause governs a name: one opens before it, and nothing sets the name apart from it."""
    before = [*_TOKEN.finditer(text, start, span[0])]
    if len(before) > 1 and before[-1].group().endswith("ing") and pos(before[-2].start()) != "DET":
        return True  # `lawyers representing Roe`, and not `a smiling Roe`
    for token in reversed(before):
        if token.group() in ",;()–—" or token.group().startswith("--"):
            return False
        if token.group().lower() in _GOVERNS:
            return True
    return False
