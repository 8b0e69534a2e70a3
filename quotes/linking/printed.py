"""What stands around a single word in articles: whether they print it as somebody's name, or as a body's or a place's."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import partial

from quotes.linking import organizations, places
from quotes.linking.words import word_list
from quotes.pipeline.lexicon import given_names, is_person, is_title
from quotes.wording.fold import plain

SEVERAL = 2  # times that the word stands behind `at` or `the`: once it may be a person's house or name
MANY, SELDOM = 4, 4  # articles of which one would print somebody's given name; one print in four is of a person
_FIRST = re.compile(r"\b([A-Z][\w’'-]*)\.?(?: [A-Z]\.)? $")
_WHO = re.compile(r",? who\b|, \d\d\b,| (?:himself|herself)\b")
_HE = re.compile(r"[^.“”\n]{0,40}\b(?:he|she|his|her)\b")
_WITHIN = re.compile(r"\b(?:[Tt]he|[Aa]t|[Ii]n|[Ff]rom) $")
_OF_A_BODY = re.compile(
    r"['’]s? (?:web ?site|stock|shares|customers|employees|headquarters|revenue|profits?|sales|spokes\w+|CEO|chief executive|users|stores?|parent company)\b"
    r"| (?:spokes\w+|CEO|chief executive|executives?|officials|employees|shares|stock|stores|customers|polls?|pollsters?|survey|users)\b"
    r"| (?:Inc|Corp|Ltd|LLC|Co)\b|\.com\b|,? which\b|,? and its\b|,? itself\b"
)
_CALLED = re.compile(r", (?:an?|the|one of) ([^,.;:“”\n]{3,60})")
_SMALL = re.compile(r" (?:of|for|in|that|which|who|based|owned|with|from|at|to|on) ")


def as_body(word: str, texts: Iterable[str]) -> bool:
    """Tell whether the articles print the word as the name of a body or a place, and nowhere as a person's.

    So they do, too, where many of them print it, and hardly ever anything that one says of a person.
    """
    body = within = articles = times = people = 0
    called_so = False
    own = re.escape(word)  # comes first, as the letters that a pattern begins with are found fast
    pattern = re.compile(rf"{own}(?<![\w-]{own})(?![\w-])(?! (?!Inc|Corp|Ltd|LLC|Co\b)[A-Z])")
    for text in texts:
        articles += 1
        for found in pattern.finditer(text):
            before, after = text[max(0, found.start() - 40) : found.start()], text[found.end() : found.end() + 80]
            called = _called(before, after)
            if _named_before(before) or _WHO.match(after):
                return False
            he, somebody = _HE.match(after) is not None, any(map(_is_of_people, called))
            times += 1
            people += he or somebody
            called_so |= somebody
            body += not called.isdisjoint(organizations.firms()) or _OF_A_BODY.match(after) is not None
            within += (_WITHIN.search(before) is not None) - he
    if articles >= MANY and not organizations.short(word) and SELDOM * people < times:
        return True
    return not called_so and (body > 0 or within >= (1 if places.is_place(word) else SEVERAL))


def _called(before: str, after: str) -> set[str]:
    """The nouns by which the name is called beside it: `the insurer Marlow`, `Marlow, a subsidiary of Ashford Shipping,`."""
    behind = _CALLED.match(after)
    nouns = [plain(noun) for noun in _SMALL.split(behind[1])[0].split() if noun.islower()] if behind else []
    told = [noun for noun in nouns if noun in organizations.firms() or _is_of_people(noun)][-1:]
    return {*told, *(plain(noun) for noun in before.split()[-1:] if noun.isalpha() and noun.islower())}


def _is_of_people(noun: str) -> bool:
    return noun not in organizations.firms() and (is_person(noun) or is_title(noun))


def _named_before(before: str) -> bool:
    first = _FIRST.search(before)
    return first is not None and (plain(first[1]) in given_names() or plain(first[1]) in _named("titles"))


_named = partial(word_list, "names")
