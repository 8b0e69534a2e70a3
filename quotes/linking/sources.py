"""A source without a name: of what kind it is, whose, and of what place, by the words that describe it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from importlib import resources

from quotes.linking import organizations, places
from quotes.linking.words import data, word_list
from quotes.pipeline import lexicon
from quotes.wording.fold import plain

THING = "thing"  # what can be a quotation's source and is nobody: `the report`
OTHER = "other"
_AFTER = re.compile(
    r",(?!\d)|[()]|\s[-–—]|\b(?:who|whom|whose|that|which|where|when|with|from|at|in|on|for|to|by|about|around|across|among|against|after|before|outside|inside"
    r"|near|under|like|including|led|along|familiar|close|briefed|working|speaking|taken|published|released|conducted"
    r"|knowledgeable|involved|said|says|is|was|are|were|has|had|have)\b",
)
_OF = re.compile(r"\bof\b")
_NAME = r"[A-Z][\w.&-]*(?: (?:(?:of|and|for|the|de|van|von|bin|al) )?[A-Z][\w.&-]*)*"
_OWNER = re.compile(rf"^(?:(?:both|all|some of|one of|two of) )?({_NAME})['’]s? ")
_BODY_AFTER = re.compile(rf"\b(?:for|of|at|with|from|in|inside|close to) (?:the )?({_NAME})")
_CAPITALS = re.compile(_NAME)
_WORD = re.compile(r"[^\W_][\w&.’'-]*")


@dataclass(frozen=True, slots=True)
class Source:
    """What describes an unnamed source: its kind (`official`, `police` …), the body or person it is of, its place; or empty."""

    kind: str
    body: str = ""
    place: str = ""


def described(name: str, affiliation: str = "") -> Source:
    """Return what the words for an unnamed source say of it; `affiliation` is the body that the article names for it."""
    what = kind(name)
    whose = affiliation or _whose(name)
    country, _ = places.taken_out(name.replace(whose, "", 1) if whose else name)
    if whose and (places.is_place(whose) or places.is_people(whose)):
        whose = ""
    return Source(what, whose, country)


@lru_cache(maxsize=20_000)
def kind(name: str) -> str:
    """Return the kind of an unnamed source by its head noun; THING where that is a thing's, OTHER where nothing is known of it."""
    noun = head(name)
    if noun in _words("things") or _one(noun) in _words("things"):
        return THING
    for form in (noun, _one(noun)):
        if form in _kinds():
            return _kinds()[form]
    if not noun or noun in _words("some") or noun in _words("nobody") or noun.isdigit():
        return "others" if noun else OTHER
    if noun in _bodies() or _one(noun) in _bodies() or places.is_people(noun.title()):
        return "public" if places.is_people(noun.title()) else "organization"
    if lexicon.is_person(noun):
        return _of_persons(noun)
    if _one(noun) in things() or noun in things():
        return THING
    return OTHER


def head(name: str) -> str:
    """Return the noun that says what a source is, in small letters: `officials` of `senior White House officials who were there`."""
    text = name.replace("’", "'")
    front = _before(text)
    parts = _OF.split(text)
    words = _words_of(_OF.split(front)[0])
    while len(words) > 1 and words[-1] in _words("trailing"):
        words.pop()
    if len(parts) > 1 and words and (words[-1] in _counting() or _one(words[-1]) in _counting() or words[-1].isdigit()):
        words = _words_of(_before(" ".join(parts[1:])) or parts[1])
        words = words or [""]
    return words[-1] if words else ""


def _before(text: str) -> str:
    cut = _AFTER.search(text, 1) if text else None
    return text[: cut.start()] if cut and cut.start() > 0 and _words_of(text[: cut.start()]) else text


def _words_of(text: str) -> list[str]:
    return [plain(re.sub(r"['’]s?$", "", word)) for word in _WORD.findall(text)]


def _one(word: str) -> str:
    """A plural's singular."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith("men"):
        return word[:-3] + "man"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word


def _whose(name: str) -> str:
    """The body or person that the words themselves name: `Ashford Council` of `an Ashford Council spokesman`."""
    owner = _OWNER.match(name)
    if owner:
        return _name(owner[1])
    behind = _BODY_AFTER.search(name)
    if behind and _looks_like_a_body(_name(behind[1])):
        return _name(behind[1])
    front = _before(name)
    for found in _CAPITALS.finditer(front):
        own = _name(found[0])
        if _looks_like_a_body(own) and plain(own.split()[-1]) != head(name):
            return own
    return ""


def _name(text: str) -> str:
    words = text.split()
    while words and (plain(words[-1]) in ("of", "and", "for", "the")):
        words.pop()
    while words and plain(words[0]) in (
        "the",
        "a",
        "an",
        "of",
        "and",
        "for",
        "one",
        "two",
        "some",
        "many",
        "several",
        "former",
        "senior",
    ):
        words = words[1:]
    return " ".join(words)


def _looks_like_a_body(name: str) -> bool:
    words = name.split()
    if not words:
        return False
    last = plain(re.sub(r"['’]s?$", "", words[-1]))
    return organizations.known(name) or organizations.short(name) and not places.is_place(name) or last in _bodies()


def _of_persons(noun: str) -> str:
    """The kind of a person's noun that no list has, by the kind of person that WordNet says it is."""
    _, what = lexicon.person(noun)
    return {
        "leader": "official",
        "professional": "expert",
        "expert": "expert",
        "intellectual": "expert",
        "communicator": "journalist",
        "relative": "family",
        "advocate": "supporter",
        "worker": "worker",
    }.get(what, "person")


@cache
def things() -> frozenset[str]:
    """Return nouns of things, adjectives and adverbs: a word alone that is one of them is no name."""
    text = resources.files("quotes.linking").joinpath("data", "things.txt").read_text(encoding="utf-8")
    return frozenset(word for line in text.splitlines() if line[:1] != "#" for word in line.split())


@cache
def _kinds() -> dict[str, str]:
    return {word: what for what, words in data("forms")["sources"].items() for word in words.split()}


@cache
def _counting() -> frozenset[str]:
    return _words("some") | _words("counting")


@cache
def _bodies() -> frozenset[str]:
    return _words("bodies") | word_list("names", "organizations", "generic")


_words = partial(word_list, "forms")
