"""Two sentences of one person that seem to contradict each other: a question to look into, never a finding.

They do where the same is said of the same thing but for a negation, a number of what is counted, or a word for its opposite.
Where each of the two has a word of its own besides, they speak of different things: of different days, places, people or parts.
A clock time, a date, a rank and the number of a page count nothing. What is denied must be no less than what is told.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from quotes.wording import sentences
from quotes.wording.words import Word, is_negation, lexicon, words

IN_COMMON = 3  # words that tell, at least, in what two have in common
SHARE = 0.75  # of the words that tell of the longer one
BESIDES = 3  # words that tell which one of the two may have at its end, and the other not
ACTS = (
    "more less", "more fewer", "rise fall", "rises falls", "rising falling", "rose fell", "up down", "increase decrease",
    "increased decreased", "increase cut", "grow shrink", "grew shrank", "open close", "opened closed", "open closed", "start stop",
    "begin end", "win lose", "won lost", "gain lose", "gained lost", "support oppose", "supported opposed", "supports opposes",
    "accept reject", "accepted rejected", "everyone nobody", "everybody nobody", "everything nothing", "all none",
    "for against", "keep scrap", "build demolish", "hire fire", "raise lower", "raised lowered", "approve veto", "approve ban",
    "approved banned", "approve reject", "approved rejected", "allow forbid", "allow ban", "allowed banned", "allowed forbidden",
    "enter leave", "stay go", "stayed left", "doubled halved", "confirm deny", "confirmed denied", "admit deny", "admitted denied",
    "remember forget", "remembered forgot", "succeed fail", "succeeded failed", "include exclude", "included excluded",
    "praise condemn", "praised condemned", "survived died", "trust distrust", "love hate", "kept broke", "listen ignore",
    "worsened improved", "welcome regret",
)  # fmt: skip
QUALITIES = (
    "safe dangerous", "legal illegal", "true false", "right wrong", "good bad", "better worse", "best worst", "strong weak",
    "guilty innocent", "clean dirty", "clean polluted", "older younger", "full empty", "dead alive", "cheap expensive",
    "cheaper dearer", "easy difficult", "easy hard", "fast slow", "faster slower", "larger smaller", "bigger smaller",
    "longer shorter", "higher lower", "richer poorer", "healthy sick", "voluntary forced", "ready unready", "safer riskier",
    "public secret", "early late", "optional mandatory", "optional compulsory", "useful useless", "careful careless", "right mistaken",
)  # fmt: skip
PAST = (
    "knew know", "came come", "spoke speak", "went go", "gave give", "took take", "taken take", "saw see", "seen see", "wrote write",
    "written write", "told tell", "met meet", "left leave", "felt feel", "held hold", "kept keep", "lost lose", "won win", "paid pay",
    "sold sell", "bought buy", "brought bring", "thought think", "caught catch", "taught teach", "found find", "built build",
    "sent send", "spent spend", "rose rise", "risen rise", "fell fall", "fallen fall", "began begin", "begun begin", "broke break",
    "broken break", "chose choose", "chosen choose", "drove drive", "driven drive", "grew grow", "grown grow", "shrank shrink",
    "heard hear", "hid hide", "hidden hide", "led lead", "lied lie", "made make", "meant mean", "ran run", "sat sit", "shot shoot",
    "slept sleep", "stole steal", "stolen steal", "stood stand", "swore swear", "understood understand", "wore wear", "forgot forget",
    "forgotten forget", "forbidden forbid", "died die", "fought fight", "flew fly", "drew draw", "threw throw", "got get", "said say",
)  # fmt: skip
UNTRUE = re.compile(r"\b(?:it['’]?s|it is)(?: simply| just)? (?:not true|untrue|a lie) that\b", re.IGNORECASE)
LASTING = {
    "second": 1.0,
    "minut": 60.0,
    "hour": 3600.0,
    "day": 86_400.0,
    "week": 604_800.0,
    "month": 2.6e6,
    "year": 3.156e7,
}
NUMBER = re.compile(r"\d[\d,.]*")
# words that say that it is a condition, a report or another time: both must have the same, and nothing else may differ then
ASIDE = frozenset(
    "if unless whether would used once formerly last previously then when while until although though because".split()
)
# words that leave it open: what may be and what may not be is no contradiction, nor are some and some others
OPEN = frozenset("could may might perhaps maybe sometimes often some partly probably mostly".split())
# words that point at one of several: this year and the next, the first vote and the second, ours and theirs
POINTING = frozenset(
    """this that these those next last other another same first second third fourth fifth sixth seventh eighth ninth tenth former latter
    early late earlier later old new my our his her their your today yesterday tomorrow tonight now then here there""".split()
)
WHO = {"i": "we", "we": "we", "he": "he", "she": "she", "they": "they", "you": "you"}
NOBODY = frozenset("nobody nothing none no".split())  # they stand where the other names somebody or something
SOFT = frozenset(
    "always really certainly clearly definitely surely simply absolutely even ever still again actually yes".split()
)
NOT_MORE = frozenset("always only just merely simply because more doubt wonder question least surprisingly".split())
ABOUT = frozenset("about around nearly almost roughly approximately some".split())
BOUND = frozenset("over under least most than to".split())  # at least 20, more than 20, up to 20
LABELS = frozenset(
    """article section paragraph chapter page room platform number no line bus tram gate route road flight channel studio level stage
    grade class group district ward unit season round episode part act rule point item figure table step phase apollo boeing
    january february march april may june july august september october november december st rd th nd am pm""".split()
)
MONTHS = frozenset("january february march april may june july august september october november december".split())
CLOCK = re.compile(
    r"\b\d{1,2}(?:[:.]\d{2})?\s?(?:[ap]\.?m\b\.?|o['’]clock)|\b\d{1,2}:\d{2}\b|\b\d+(?:st|nd|rd|th)\b|\b\d+\s?[-–:]\s?\d+\b",
    re.IGNORECASE,
)
NEAR = 1.5  # how many times the other a number is, at least, where one of the two is said to be about so much


@dataclass(frozen=True, slots=True)
class Clash:
    """Why two quotations seem to contradict each other: negation, number or opposite, and the words that do it."""

    kind: str
    one: str
    other: str


@dataclass(frozen=True, slots=True)
class Amount:
    """So many of something: what is counted by its stem, and as it is written."""

    value: float
    thing: str
    text: str
    place: int
    unit: int = -1  # the place of what is counted


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence as it is compared: its words, those that tell by their stems, what it counts, and what fixes the case."""

    words: list[Word]
    telling: dict[str, int]  # by stem, the place of its last word
    amounts: list[Amount]
    series: Counter[str]  # places in a series: times, dates, ranks, scores, the numbers of rooms and pages
    pointing: dict[int, str]  # by place, the words that point at one of several
    aside: Counter[str]
    who: str
    negations: int


def seem_to_contradict(one: str, other: str) -> Clash | None:
    """Tell how two sentences of one person seem to contradict each other; None where they do not, or it cannot be told."""
    best: Clash | None = None
    for first in _sentences(one):
        for second in _sentences(other):
            found = _clash(first, second)
            if found and (best is None or best.kind == "opposite"):
                best = found
    return best


def _clash(one: Said, other: Said) -> Clash | None:
    """One kind of difference in what is otherwise the same."""
    if not _one_case(one, other):
        return None
    if one.amounts and other.amounts:
        if (clash := _other_number(one, other)) is not None:
            return clash
        if {(each.value, each.thing) for each in one.amounts} != {(each.value, each.thing) for each in other.amounts}:
            return None
    opposed = _opposed(one, other)
    turned = one.negations % 2 != other.negations % 2
    if bool(opposed) == turned:  # neither, or both, which says the same again
        return None
    common = len(one.telling.keys() & other.telling.keys())
    strict = bool(one.aside)
    needed = IN_COMMON - bool(opposed) - (not one.telling.keys() ^ other.telling.keys())
    if common < needed or common + bool(opposed) < SHARE * min(len(one.telling), len(other.telling)):
        return None
    if opposed:
        if len(one.amounts) == len(other.amounts) and _besides(one, other, opposed, most=0 if strict else BESIDES - 1):
            return Clash("opposite", *opposed)
        return None
    denied, told = (one, other) if one.negations % 2 else (other, one)
    if not _denies_all(denied, told, most=0 if strict else BESIDES):
        return None
    said = [next((word.text for word in each.words if is_negation(word)), "") for each in (one, other)]
    return Clash("negation", *said)


def _one_case(one: Said, other: Said) -> bool:
    """Whether both speak of the same case: nothing is left open, and times, pointers, conditions and subjects are the same."""
    if any(word.key in OPEN for word in (*one.words, *other.words)) or one.aside != other.aside:
        return False
    if one.series != other.series:
        return False
    # where one begins with nobody, the other may say whose it is
    nobody = any(word.key in NOBODY for said in (one, other) for word in said.words[:1])
    (mine, my_end), (theirs, their_end) = _pointing(one, other), _pointing(other, one)
    if mine != theirs and not nobody or my_end and their_end and my_end != their_end:
        return False
    return not (one.who and other.who and one.who != other.who)


def _pointing(said: Said, other: Said) -> tuple[Counter[str], Counter[str]]:
    """The words that point at one of several, in what both say, and after it."""
    last = max((place for stem, place in said.telling.items() if stem in other.telling), default=-1)
    both = Counter(key for place, key in said.pointing.items() if place < last)
    return both, Counter(said.pointing.values()) - both


def _other_number(one: Said, other: Said) -> Clash | None:
    """The same said with another number of the same thing, and with no number of another."""
    if Counter(each.thing for each in one.amounts) != Counter(each.thing for each in other.amounts):
        return None
    common = one.telling.keys() & other.telling.keys()
    if one.negations != other.negations or one.aside or len(common) < IN_COMMON - 1:
        return None
    if len(common) < SHARE * min(len(one.telling), len(other.telling)) or not _besides(one, other, (), most=1):
        return None
    for mine in one.amounts:
        theirs = [each for each in other.amounts if each.thing == mine.thing]
        if any(each.value == mine.value for each in theirs):
            continue
        if all(_apart(one, mine, other, each) for each in theirs):
            return Clash("number", mine.text, theirs[0].text)
    return None


def _apart(one: Said, mine: Amount, other: Said, theirs: Amount) -> bool:
    """Whether two numbers cannot both be right: more than 200 may be 250, and about 200 may be."""
    before = {
        word.key
        for said, each in ((one, mine), (other, theirs))
        for word in said.words[max(each.place - 2, 0) : each.place]
    }
    if before & BOUND:
        return False
    low, high = sorted((mine.value, theirs.value))
    return not before & ABOUT or high >= NEAR * low


def _besides(one: Said, other: Said, opposed: Iterable[str], *, most: int) -> bool:
    """Whether at most one of the two says something besides, and says it at its end."""
    mine, theirs = (
        (each.telling.keys() - rest.telling.keys()) - set(opposed) for each, rest in ((one, other), (other, one))
    )
    if mine and theirs or len(mine) + len(theirs) > most:
        return False
    return _at_the_end(one, mine, other) and _at_the_end(other, theirs, one)


def _denies_all(denied: Said, told: Said, *, most: int) -> bool:
    """Whether what is told is among what is denied: it may say more (for whom, with what), but the denial may not."""
    after = [word.key for place, word in enumerate(denied.words) if place and is_negation(denied.words[place - 1])]
    if NOT_MORE.intersection(after):
        return False
    if denied.telling.keys() - told.telling.keys():
        return False
    more = told.telling.keys() - denied.telling.keys()
    somebody = any(word.key in NOBODY for word in denied.words[:2])
    if denied.amounts and not told.amounts or told.amounts and not denied.amounts and not somebody:
        return False
    if somebody and len(more) <= 1:
        return True
    return len(more) <= most and _at_the_end(told, more, denied)


def _at_the_end(said: Said, more: Iterable[str], other: Said) -> bool:
    """Whether these words come after all that both say: before it they tell which one of several is meant."""
    last = max((place for stem, place in said.telling.items() if stem in other.telling), default=-1)
    return all(said.telling[stem] > last for stem in more)


def _said(sentence: str) -> Said:
    """What a sentence says, as it is compared."""
    series = Counter(" ".join(match.group().casefold().split()) for match in CLOCK.finditer(sentence))
    found = words(UNTRUE.sub(" not ", CLOCK.sub(" ", sentence)))
    amounts, places = [], set()
    for place, word in enumerate(found):
        if not NUMBER.fullmatch(word.key):
            continue
        amount = _amount(found, place)
        places.add(place)
        if amount is None:
            series[word.key] += 1
        else:
            amounts.append(amount)
    units = {each.unit for each in amounts if each.thing == "lasting"}
    telling = {
        _stem(word.key): place
        for place, word in enumerate(found)
        if place not in places | units and word.key not in SOFT and not light(word.key) and not is_negation(word)
    }
    who = next((WHO[word.key] for word in found if word.key in WHO), "")
    pointing = {
        place: _OWN.get(word.key, word.key)
        for place, word in enumerate(found)
        if word.key in POINTING and word.key not in ("that", "there")
    }
    aside = Counter(word.key for word in found if word.key in ASIDE)
    return Said(found, telling, amounts, series, pointing, aside, who, sum(is_negation(word) for word in found))


def _amount(found: list[Word], place: int) -> Amount | None:
    """What the number at this place counts; None where it is a year, a date, a rank, or the name of something."""
    before = found[place - 1].key if place else ""
    after = [word.key for word in found[place + 1 : place + 5]]
    if (
        before in LABELS
        or before == "the"
        or after[:1]
        and after[0] in MONTHS
        or after[:2]
        and after[0] == "of"
        and after[1] in MONTHS
    ):
        return None
    try:
        value = float(found[place].key)
    except ValueError:
        return None
    year = 1500 <= value <= 2200 and found[place].text.isdigit() and len(found[place].text) == 4
    if year and before in ("in", "since", "by", "from", "until", "of", "before", "after", "to", "and"):
        return None
    for word in after:
        if word in _MULTIPLES:
            value *= _MULTIPLES[word]
        elif word == "percent":
            return Amount(value, "percent", f"{found[place].text} percent", place)
        elif not light(word):
            if NUMBER.fullmatch(word):
                break
            unit = next(number for number in range(place + 1, len(found)) if found[number].key == word)
            thing, written = _stem(word), " ".join(each.text for each in found[place : unit + 1])
            if thing in LASTING:
                thing, value = "lasting", value * LASTING[thing]
            return Amount(value, thing, written, place, unit)
        elif word != "of":
            break
    return None if year else Amount(value, "", found[place].text, place)


def light(key: str) -> bool:
    """Tell whether the word says little by itself where two sentences are laid side by side."""
    return (
        key in lexicon()["function_words"]
        and key not in ("more", "less", "up", "down", "for", "against", "all")
        or not key.isalnum()
    )


@lru_cache(maxsize=20_000)
def _stem(key: str) -> str:
    """The word without its endings; knew and know are one."""
    key = _PAST.get(key, key)
    if len(key) > 4:
        for ending in ("ing", "ed", "es", "s"):
            if key.endswith(ending) and len(key) - len(ending) >= 3:
                return key[: -len(ending)].rstrip("e")
    return key.rstrip("e") if len(key) > 3 else key


def _opposed(one: Said, other: Said) -> tuple[str, str] | None:
    """A word of the first and its opposite in the other, said of the same: not what tells the old bridge from the new one."""
    mine, theirs = one.telling.keys() - other.telling.keys(), other.telling.keys() - one.telling.keys()
    for word in sorted(mine):
        for against in sorted(theirs):
            if against not in _OPPOSED.get(word, ()) and not _unlike(word, against):
                continue
            quality = word in _QUALITIES or _unlike(word, against)
            if quality and _next(one, word) and _next(one, word) == _next(other, against):
                continue
            return word, against
    return None


def _unlike(word: str, other: str) -> bool:
    """Whether one is the other with a prefix that denies it: likely, unlikely."""
    short, long = sorted((word, other), key=len)
    return len(short) > 2 and any(prefix + short == long for prefix in lexicon()["negative_prefixes"])


def _next(said: Said, stem: str) -> str:
    """The stem of the word right after this one, where that tells something."""
    place = said.telling[stem] + 1
    following = said.words[place].key if place < len(said.words) else ""
    return "" if not following or following in ("for", "against") or light(following) else _stem(following)


@lru_cache(maxsize=4_000)
def _sentences(text: str) -> tuple[Said, ...]:
    """Each sentence that states something; questions are left out."""
    parts = (part for sentence in sentences.split(text) for part in sentence.split("; "))
    stated = (_said(part) for part in parts if not part.rstrip("”’\"' ").endswith("?"))
    return tuple(said for said in stated if said.words)


def _table(*pairs: str) -> dict[str, frozenset[str]]:
    both: dict[str, set[str]] = defaultdict(set)
    for pair in pairs:
        one, other = map(_stem, pair.split())
        both[one].add(other)
        both[other].add(one)
    return {word: frozenset(others) for word, others in both.items()}


_PAST = dict(pair.split() for pair in PAST)
_OPPOSED = _table(*ACTS, *QUALITIES)
_QUALITIES = frozenset(_table(*QUALITIES))
_OWN = {"my": "our"}
_MULTIPLES = {
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "m": 1e6,
    "billion": 1e9,
    "bn": 1e9,
    "trillion": 1e12,
    "dozen": 12.0,
}
