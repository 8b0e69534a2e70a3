"""Names taken apart: under which keys they are looked up, and how far two of them may be one speaker's.

A likeness goes from 0 (nothing in common) to 1; CONFLICT says that one speaker cannot have both names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache, partial

from rapidfuzz.distance import DamerauLevenshtein

from quotes.linking import given, organizations
from quotes.linking.words import loose, word_list
from quotes.pipeline.lexicon import given_names
from quotes.wording.fold import plain

CONFLICT = -1.0
FULL, SPELT, MIDDLE, TRIMMED, SHORT, INITIAL, LOOSE, SURNAME, RARE, FIRST, SUFFIX = (
    0.85,
    0.75,
    0.6,
    0.75,
    0.56,
    0.5,
    0.5,
    0.42,
    0.4,
    0.35,
    0.38,
)

RANKS = (4, 16, 64, 256)  # articles in which one speaks to be among the first of a surname
_INITIALS = re.compile(r"(?:[^\W\d_]\.){1,4}[^\W\d_]?\.?|[^\W\d_]")
_TOKEN = re.compile(r"[^\s,]+")
_QUOTED = re.compile(r"[“\"‘(][^”\"’)]*[”\"’)]")


@dataclass(frozen=True, slots=True)
class Person:
    """A person's name: given names and surname as they are compared; `bare` has no given name.

    `printed` are its words folded alone; `initials` says that the first given name is letters ('j', 'jd').
    `articled`: the surname stands behind an article or a particle, which may also look like a given name.
    """

    given: tuple[str, ...]
    surname: str
    suffix: str
    printed: tuple[str, ...]
    initials: bool
    articled: bool

    @property
    def bare(self) -> bool:
        return not self.given


@lru_cache(maxsize=20_000)
def person(name: str) -> Person:
    """Return the person's name taken apart; titles are left out, a name of two people is one word."""
    if " and " in name or " & " in name:
        return Person((), plain(name), "", (plain(name),), False, False)
    tokens = _TOKEN.findall(_QUOTED.sub(" ", name)) or [name]
    capitals = name.isupper() and len(tokens) > 1
    while len(tokens) > 1 and plain(tokens[0]) in _named("titles"):
        if len(tokens) == 2 and regal(tokens[0]):
            break  # 'Pope Francis'
        tokens = tokens[1:]
    suffix = ""
    if len(tokens) > 1 and plain(tokens[-1]) in _named("suffixes"):
        suffix, tokens = plain(tokens[-1]), tokens[:-1]
    words: list[tuple[str, bool]] = []
    articled = False
    for at, token in enumerate(tokens):
        word = _word(token)
        initial = len(token.strip(".")) == 1 and token[0].isupper()  # 'Tilda E. Bern'
        particle = plain(token) in _named("particles") and not initial and at < len(tokens) - 1
        if (
            particle
            and not words
            and token[0].isupper()
            and plain(token) not in _named("given_too")
            and len(tokens) == 2
        ):
            articled = True
            continue  # 'Le Pen', 'De Blasio': a surname; 'Ben Carson' and 'Al Gore' have a given name
        articled = particle or (at == len(tokens) - 1 and word != _word(token, keep=True)) or (articled and at > 0)
        if particle and (at > 0 or token[0].islower()):
            continue
        letters = _INITIALS.fullmatch(token) or (len(token) == 2 and token.isupper() and not capitals)
        words.append((word, bool(letters) and at < len(tokens) - 1))
    words = _joined(words)
    firsts, surname = words[:-1], words[-1][0]
    spelt = tuple(given.spelt(word) for word, _ in firsts)
    initials = bool(firsts) and firsts[0][1]
    return Person(spelt, surname, suffix, tuple(word for word, _ in words), initials, articled)


def keys(name: str, kind: str) -> list[str]:
    """Return the keys under which a speaker of that name is found: of a person p, of another o, and what the key is made of."""
    if kind != "person":
        return organizations.keys(name)
    who = person(name)
    if who.bare:
        return [f"pb {loose(who.surname)}"]
    whole = " ".join((*who.given, who.surname))
    lasts = [who.surname, *who.given[1:], *_halves(who.surname)]
    return [
        f"p= {whole}",
        *(f"pi {letter}.{loose(last)}" for letter in _letters(who) for last in lasts if len(last) > 1),
        *(f"ps {loose(last)}" for last in (who.surname, *_halves(who.surname))),
        f"pf {loose(who.given[0])}",
    ]


@lru_cache(maxsize=20_000)
def lookups(name: str, kind: str) -> tuple[str, ...]:
    """Return the keys of the speakers that such a mention may mean, the likeliest first."""
    if kind != "person":
        return tuple(organizations.lookups(name))
    who = person(name)
    last = loose(who.surname)
    if who.bare:
        return f"pb {last}", f"ps {last}", f"pf {last}"
    either = [f"ps {last}"] if who.articled else []
    either += [f"pb {loose(who.given[0])}"]
    return *(key for key in keys(name, kind) if key[:2] in ("p=", "pi")), f"pb {last}", *either


def role_keys(name: str, kind: str, words: list[str]) -> list[str]:
    """Return keys of a surname together with words of a role, so that one of very many of that surname is found."""
    if kind != "person":
        return []
    return [f"pr {loose(person(name).surname)} {word}" for word in words]


def rank_keys(name: str, kind: str, articles: int) -> list[str]:
    """Return keys of a surname for those who speak in many articles, so that the first of very many of that surname are found."""
    if kind != "person" or weak(name, kind):
        return []
    who = person(name)
    lasts = {loose(last) for last in (who.surname, *_halves(who.surname))}
    return [f"pt{rank} {word}" for rank in RANKS if articles >= rank for word in (*lasts, loose(who.given[0]))]


def settling(name: str, kind: str) -> tuple[str, ...]:
    """Return the keys of the speakers that one of that name may turn out to be, those who speak most first."""
    if kind != "person":
        return lookups(name, kind)
    who = person(name)
    last = loose(who.surname)
    first = [] if who.bare else [f"p= {' '.join((*who.given, who.surname))}"]
    ranked = [f"pt{rank} {last}" for rank in reversed(RANKS)] if who.bare else []
    return *first, *ranked, *lookups(name, kind)


def surname_keys(name: str) -> list[str]:
    """Return the keys of everybody who has the surname, those who speak most first."""
    last = loose(person(name).surname)
    return [*(f"pt{rank} {last}" for rank in reversed(RANKS)), f"ps {last}"]


def likeness(a: str, b: str, kind: str) -> tuple[float, str]:
    """Tell how far two names may be one speaker's, and by what; CONFLICT when they cannot."""
    return _people(person(a), person(b)) if kind == "person" else organizations.likeness(a, b)


def weak(name: str, kind: str) -> bool:
    """Tell whether the name alone leaves open who it is: a surname, an initial before it, an acronym."""
    if kind == "person":
        who = person(name)
        return who.bare or (who.initials and who.given == (who.given[0][:1],))
    return organizations.short(name)


def usual(name: str) -> tuple[bool, int, int]:
    """Tell how a person's full name compares with another form that as many articles print: the more usual, the greater.

    Whether its given name is a common one, how many given names it has, and how short it is.
    """
    who = person(name)
    return bool(who.given) and who.printed[0] in given_names(), len(who.given), -len(name)


def lettered(name: str) -> bool:
    """Tell whether a person's name has letters for given names."""
    return person(name).initials or any(len(word) == 1 for word in person(name).given)


def fuller(new: str, old: str, kind: str) -> bool:
    """Tell whether a speaker so far known by the old name is better known by the new one."""
    return weak(old, kind) and not weak(new, kind) or old.isupper() and not new.isupper() and not weak(new, kind)


def unlettered(name: str) -> str:
    """Return a person's name without letters for given names, where another given name is left."""
    words = " ".join(word for word in name.split() if not _INITIALS.fullmatch(word))
    return name if not words or person(words).bare else words


def shortened(name: str) -> list[str]:
    """Return a person's name with each short form of the given name, but for those that stand before a surname as words, too."""
    first, _, rest = name.partition(" ")
    shorts = sorted(given.shorts(plain(first)) - _named("words")) if rest else []
    return [f"{short.title()} {rest}" for short in shorts]


def short_form(short: str, name: str) -> bool:
    """Tell whether a person's name is another one with a short form of the given name: `Bill Roe` for `William Roe`."""
    one, other = person(short), person(name)
    if one.bare or other.bare or (one.surname, one.suffix) != (other.surname, other.suffix):
        return False
    first, full = one.given[0], other.given[0]
    return first in given.shorts(full) or len(first) < len(full) and first in given.nicknames(full)


def cut(name: str, whole: str) -> bool:
    """Tell whether a person's name has half of the other's hyphenated surname, and is else the same: `Ada Bern`, `Ada Bern-Voss`."""
    one, other = person(name), person(whole)
    return one.given == other.given and not one.bare and one.surname in _halves(other.surname)


def regal(word: str) -> bool:
    """Tell whether a title stands before a given name and is part of who it is."""
    return plain(word) in _named("regal")


def _people(a: Person, b: Person) -> tuple[float, str]:
    if a.suffix and b.suffix and a.suffix != b.suffix:
        return CONFLICT, ""
    worth, how = _alike(a, b)
    if {a.suffix, b.suffix} in ({"", "jr"}, {"", "sr"}) and not (a.bare or b.bare):
        return min(worth, SUFFIX), f"{how} but for the suffix"  # a father and a son, or one of whom it is left out
    return worth, how


def _alike(a: Person, b: Person) -> tuple[float, str]:
    if a.bare and a.suffix and not b.suffix or b.bare and b.suffix and not a.suffix:
        return 0.0, ""  # 'Bern Jr.' is not Ada Bern
    if a.bare != b.bare and (len(a.printed) == 1 or len(b.printed) == 1):
        return _one_word(*((a, b) if a.bare else (b, a)))
    worth, how = _surnames(a, b)
    if not worth:
        return _trimmed(a, b)
    if a.bare and b.bare:
        return (SURNAME, "surname") if worth == FULL else (FIRST, how)
    if a.printed == b.printed:
        return FULL, "full name"
    for one, other in ((a, b), (b, a)):  # 'Al Kaabi' is a surname, 'Al Gore' is not
        if len(one.given) == 1 and one.given[0] in _named("particles") and other.articled:
            return SURNAME, "surname"
    found, by = _given(a, b)
    if found == CONFLICT or worth == FULL:
        return found, by
    if found < TRIMMED:  # neither the given name nor the surname is the same
        return FIRST, how
    return (SHORT if worth in (LOOSE, RARE) else worth), how


def _one_word(bare: Person, full: Person) -> tuple[float, str]:
    word = bare.surname
    if word in (full.surname, *_halves(full.surname)):
        return SURNAME, "surname"
    if loose(word) == loose(full.surname):
        return FIRST, "spelling of the surname"
    if loose(word) == loose(full.given[0]) and not full.initials:
        return FIRST, "first name"
    return 0.0, ""


def _surnames(a: Person, b: Person) -> tuple[float, str]:
    if a.surname == b.surname:
        return FULL, ""
    if a.surname in _halves(b.surname) or b.surname in _halves(a.surname):
        return MIDDLE, "half of the surname"
    if loose(a.surname) == loose(b.surname):
        return LOOSE, "spelling"
    if misspelt(a.surname, b.surname):
        return RARE, "misspelling of the surname"
    return 0.0, ""


def _given(a: Person, b: Person) -> tuple[float, str]:
    first, second = a.given[0], b.given[0]
    for who, whole in ((a, b), (b, a)):  # 'J. Edgar Bern' goes by Edgar
        if who.initials and len(who.given) > 1 and not whole.initials:
            if who.given[1:] == whole.given:
                return TRIMMED, "full name but for the initial"
            found = _first_names(who.given[1], whole.given[0])
            if found[0] > 0:
                return found
    if a.initials or b.initials:
        letters = "".join(word[:1] for word in a.given), "".join(word[:1] for word in b.given)
        one, other = (first if a.initials else letters[0]), (second if b.initials else letters[1])
        if not (one.startswith(other) or other.startswith(one)):
            letter, written = (one, second) if a.initials else (other, first)
            if not (a.initials and b.initials) and any(form.startswith(letter) for form in given.forms(written)):
                return RARE, "initial of another form"  # 'W. Voss' and 'Bill Voss'
            return CONFLICT, ""
        return (FULL, "full name") if a.given == b.given else (INITIAL, "initials")
    if first == second:
        middle = a.given[1:], b.given[1:]
        if all(middle) and middle[0][0][:1] != middle[1][0][:1] and not ({*middle[0]} & {*middle[1]}):
            return CONFLICT, ""
        if a.printed == b.printed:
            return FULL, "full name"
        return (TRIMMED, "full name but for the middle") if middle[0] != middle[1] else (SPELT, "spelling")
    if first in b.given or second in a.given:
        return MIDDLE, "middle name"
    return _first_names(first, second)


def _first_names(first: str, second: str) -> tuple[float, str]:
    if second in given.forms(first) or first in given.forms(second):
        return SHORT, "short form"
    if second in given.nicknames(first) or first in given.nicknames(second):
        return RARE, "nickname"
    if loose(first) == loose(second):
        return LOOSE, "spelling"
    if misspelt(first, second):
        return RARE, "misspelling"
    short, long = sorted((first, second), key=len)
    stem = re.sub(r"(.)\1?(?:y|ie)$", r"\1", short)  # of 'jerry' that of 'jerold'
    if len(stem) > 2 and long.startswith(stem):
        return RARE, "beginning of the name"
    return CONFLICT, ""


def misspelt(one: str, other: str) -> bool:
    """Tell whether two words of five letters or more differ by a slip of the pen: a letter, or two that changed places."""
    longer = min(len(one), len(other)) > 4 and one[0] == other[0]
    return longer and one != other and DamerauLevenshtein.distance(one, other, score_cutoff=1) == 1


def _trimmed(a: Person, b: Person) -> tuple[float, str]:
    """Names of which the longer goes on where the shorter ends: with a second surname; `Ada Rosa II` has none."""
    short, long = sorted(((*a.given, a.surname), (*b.given, b.surname)), key=len)
    if a.suffix == b.suffix and 2 <= len(short) < len(long) and long[: len(short)] == short:
        return TRIMMED, "full name but for the end"
    return 0.0, ""


def _word(token: str, *, keep: bool = False) -> str:
    """The token folded, without an Arabic article that is joined to it."""
    word = re.sub(r"[‐‑–—]", "-", plain(token))
    article, _, rest = word.partition("-")
    if rest and article in _named("articles") and not keep:
        word = rest
    return re.sub(r"[^\w-]", "", word).strip("-") or plain(token)


def _joined(words: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """'J. D.' as 'JD'; everything else as it is."""
    out: list[tuple[str, bool]] = []
    for word, letters in words:
        if letters and out and out[-1][1]:
            out[-1] = (out[-1][0] + word, True)
        else:
            out.append((word, letters))
    return out


def _halves(surname: str) -> list[str]:
    return [part for part in surname.split("-") if len(part) > 2] if "-" in surname else []


def _letters(who: Person) -> Iterator[str]:
    """The first letters that the given name may be printed with: of itself and of its other forms."""
    firsts = [who.given[0], *([] if who.initials else given.forms(who.given[0])), *who.given[1:]]
    yield from dict.fromkeys(loose(word)[0] for word in firsts if loose(word))


_named = partial(word_list, "names")
