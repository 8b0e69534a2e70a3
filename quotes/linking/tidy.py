"""A speaker's name as an article hands it over → the name alone, of the right kind; nothing where nobody is named.

A page prints much beside a name: a widget with the person's full name and the next headline, a caption, a dateline,
titles, a day of the week. What is left is judged by its form: whether it is a person's name, a body's, the words for a
source without a name, or no source at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial

from quotes.linking import letters, organizations, places, sources, stripped
from quotes.linking.words import word_list
from quotes.pipeline import lexicon
from quotes.pipeline.lexicon import given_names
from quotes.wording.fold import plain

_LABEL = re.compile(r"[DRI]-[A-Z][A-Za-z.]*$")
_SCRAMBLED = re.compile(r"[a-z][A-Z][a-z]?[A-Z]|[A-Z]{3,}[a-z]+[A-Z]")
_OWNED = re.compile(r"['’]s? ([a-z][\w-]*)")
_CAPITALS = re.compile(
    r"[A-Z][\w.’'-]*(?: (?:(?:de|del|della|di|da|dos|van|von|der|den|la|le|bin|al|el|y) )*[A-Z][\w.’'-]*)*"
)
_CAPITALS_FIRST = re.compile(r"[A-Z]{3,}(?:[a-z]{2}|-[A-Z][a-z])")
_PLACE = r"San|Santa|Santo|Saint|St\.|Fort|Mount|Mt\.|Port|Lake|Cape|Los|Las"  # before the rest of a place's name
_TWO = re.compile(r",? (?:and|&) |, ")
_WORD = re.compile(r"[^\W_][\w&.’'-]*")


@dataclass(frozen=True, slots=True)
class Tidy:
    """The names that a speaker's name stands for, two where two speak at once, and their kind; no names: nobody."""

    names: tuple[str, ...]
    kind: str


def tidy(name: str, kind: str, text: str = "") -> Tidy:
    """The name without what the page printed around it, and what it is by its form; `text` is its article's."""
    name = " ".join(name.split())
    bare = stripped.bare(name, kind, text)
    if country := places.governed(bare):
        return Tidy((country,), "organization")
    if kind == "unnamed":
        alone = re.sub(r"^[Tt]he ", "", bare)
        if organizations.known(alone) and (alone[:1].isupper() or " " in alone):
            return Tidy((alone,), "organization")
        person = _titled(stripped.dayless(bare))
        return Tidy((person,), "person") if person else _unnamed(bare or name)
    if not bare:
        return Tidy((), "unknown")
    if kind == "person":
        return _person(bare, text)
    return _body(bare, text)


def _person(name: str, text: str) -> Tidy:
    if other := _no_name(name, text):
        return other
    if whole := _around(name, text):
        return _body(whole, "")
    *between, last = name.split()
    office = plain(last) in _listed("one_of_a_party") or _is_office(last)
    if between and office and places.is_place(" ".join(between)) and plain(between[0]) not in given_names():
        return _unnamed(name)  # 'Ohio Democrat', 'U.S. Chairman'
    if between and _is_body(between[0]) and sources.kind(between[0]) == "aide":
        return Tidy((name,), "organization")  # 'Team Bern'
    if between and _are_words(name, text):
        return Tidy((), "unknown")  # 'Fact Check'
    rest = letters.behind(name)
    if rest and " " not in rest:
        return Tidy((name,), "organization")  # 'NHC Marlow'
    name = rest if rest and plain(rest.split()[0]) in given_names() else name  # 'WATCH Ada Bern'
    if any(map(stripped.owns, between)):  # 'Bern’s Comeback'
        rest = " ".join(name.split()[max(at for at, word in enumerate(between) if stripped.owns(word)) + 1 :])
        return Tidy((rest,), "person") if is_person(rest) else Tidy((), "unknown")
    names = [one for one in (stripped.end(_untitled(one)) for one in _TWO.split(name)) if one]
    single = names[0] if len(names) == 1 and " " not in names[0] else ""
    if not names or single and is_word(single, text):
        return Tidy((), "unknown")
    if single and _is_group(single, text):
        return _unnamed(single)
    return Tidy(tuple(dict.fromkeys(stripped.hyphened(one, text) for one in names)), "person")


def _no_name(name: str, text: str) -> Tidy | None:
    """Whom a body's name, a title or letters stand for where a person's name was read; None where it may be one."""
    if letters.is_acronym(name, text):
        return Tidy((name.upper(),), "organization")
    if organizations.known(name) or _is_the_place(name, text) or _is_the_body(name, text):
        return Tidy((name,), "organization")
    if " " in name and all(one in _named("titles") or one in _listed("ranks_too") for one in map(plain, name.split())):
        person = _behind(name, text)
        return Tidy((person,), "person") if person else Tidy((), "unknown")
    if (
        _LABEL.match(name)
        or " v. " in name
        or " " not in name
        and (plain(name) in _listed("before_a_name") or _SCRAMBLED.search(name))
    ):
        return Tidy((), "unknown")  # 'D-Ky', 'Bern v. Voss', 'President', a link's letters
    if " " not in name and (letters.are_few(name) or plain(name) in _listed("abbreviations")):
        person = _behind(name.rstrip("."), text)
        return Tidy((person,), "person") if person else Tidy((), "unknown")  # 'Amb', 'Conn', 'ZB'
    if name.isupper() and any(form in sources.things() | _listed("furniture") for form in _singulars(plain(name))):
        return Tidy((), "unknown")  # a heading: 'COLUMN'
    if " " not in name and stripped.is_compound(name):
        return Tidy((name,), "organization")  # 'HarbourWatch'
    if " " not in name and _CAPITALS_FIRST.match(name):
        return Tidy((name,), "organization")  # 'NHCFund', 'NHC-Ostmark'
    if " " not in name and plain(name) in _listed("furniture") and not re.search(rf"[a-z]\.? {name}\b", text):
        return Tidy((), "unknown")  # 'Column', which stands behind no other word
    return None


def _singulars(word: str) -> tuple[str, ...]:
    return word, word.removesuffix("s"), word.removesuffix("ies") + "y"


def _is_the_place(name: str, text: str) -> bool:
    """Whether a country or a capital speaks, by which its government is meant, and nobody who is called so."""
    if not (places.is_place(name) or places.is_capital(name)):
        return False
    if (plain(name) in given_names() or plain(name) in _listed("places")) and has_person(name, text):
        return False  # the article has a person of that name, too
    return re.search(rf"\b(?:in|from|to) {re.escape(name)}(?!\w)", text) is not None


def _behind(title: str, text: str) -> str:
    """The name behind a title that was cut off at its full stop: `Rear Adm` of `Rear Adm. Ada Bern`; empty where there is none."""
    found = re.search(rf"\b{re.escape(title)}\. ((?:[A-Z][\w’'-]+|[A-Z]\.)(?: (?:[A-Z][\w’'-]+|[A-Z]\.)){{1,3}})", text)
    return found[1] if found and is_person(found[1], titled=True) else ""


def has_person(surname: str, text: str) -> bool:
    """Tell whether the article prints a given name or a title before the surname."""
    before = re.findall(
        rf"\b(?!{re.escape(surname)}\b)([A-Z][\w’'-]*(?:(?<=\b\w\w\w)\.)?) (?:[A-Z]\. )?{re.escape(surname)}(?!\w)",
        text,
    )
    return any(plain(word.strip(".")) in given_names() or _is_title(word) for word in before)


def _is_group(name: str, text: str) -> bool:
    """Whether a single word is of several people: a people's (`Kenyans`), or a family's or another group's (`the Marlows`).

    The article never prints it without `the`, or has one person of the name without its `s`.
    """
    if not name.endswith("s"):
        return False
    if places.is_people(name):
        return True
    before = re.findall(rf"\b([Tt]he )?\b{re.escape(name)}(?!\w)", text)
    return bool(before) and all(before) or any(before) and has_person(name[:-1], text) and not has_person(name, text)


def _around(name: str, text: str) -> str:
    """The longer name that the article prints wherever it prints this one: of a place (`San Ada Bern`), or of something behind
    `the` (`the Ada Bern Quay Fund`); empty where there is none.
    """
    if " " not in name:
        return ""
    own = re.escape(name)
    before = re.findall(rf"(?:\b({_PLACE}) )?\b{own}(?!\w)", text)
    if before and all(before):
        return f"{before[0]} {name}"
    found = re.findall(rf"(\b[Tt]he )?\b({own}(?: [A-Z][\w’'-]+)*)", text)
    longer = min((whole for _, whole in found), key=len, default="")
    return longer if longer != name and all(the for the, _ in found) else ""


def _are_words(name: str, text: str) -> bool:
    """Whether a name is a heading: of nouns and of words that the article prints small, by the last of which it calls nobody."""

    def word(one: str) -> bool:
        folded = plain(one)
        known = folded in sources.things() or folded in _listed("nobody")
        return folded not in given_names() and (known or re.search(rf"\b{re.escape(one.lower())}\b", text) is not None)

    return all(map(word, name.split())) and not _surname_alone(name, text)


def _is_the_body(name: str, text: str) -> bool:
    """Whether a name ends in a body's noun and stands behind an article (`the Ada Bern Fund`), or in that of several bodies."""
    if " " in name and plain(name.split()[-1]) in _listed("several_bodies"):
        return True
    return (
        _is_body(name.split()[-1]) and " " in name and re.search(rf"\b[Tt]he {re.escape(name)}(?!\w)", text) is not None
    )


def _untitled(name: str) -> str:
    """The name without the titles and offices in front of it."""
    words = name.split()
    known = organizations.usual(words[0]) == words[0] and plain(words[0]) not in given_names()
    if len(words) > 1 and known and not _is_body(words[1]):
        words = words[1:]  # 'CNN Ada Bern'
    offices = [at for at, word in enumerate(words[:-1]) if at and _is_office(word) and word[:1].isupper()]
    first = plain(words[0])
    if offices and first not in given_names() and (first in sources.things() or _is_body(first) or _is_title(first)):
        words = words[offices[-1] + 1 :]  # 'House Speaker Bern'
    while len(words) > 1 and (plain(words[0]) in _named("titles") or len(words) > 2 and _is_office(words[0])):
        words = words[1:]
    return " ".join(words)


def _body(name: str, text: str) -> Tidy:
    name = re.sub(r"(?<=\w) (?:web ?site|Twitter account|newspaper|magazine)$", "", name)
    whole = re.search(rf"(?:(?:[A-Z][\w.-]*|of),? ){{1,6}}and {re.escape(name)}(?!\w)", text)
    name = next((end for end in _ends(whole[0]) if organizations.known(end)), name) if whole else name
    if organizations.known(name):
        return Tidy((re.sub(r"^[Tt]he ", "", name),), "organization")
    if beside := _person_and_body(name, text):
        return Tidy(beside, "organization")
    person = _titled(name)
    if person:
        return Tidy((person,), "person")
    if is_person(name) and _surname_alone(name, text):
        return Tidy((name,), "person")
    words = name.split()
    if len(words) > 1 and all(_is_title(word) for word in words[:-1]) and plain(words[-2]) in _named("titles"):
        known = plain(words[-2]) in _listed("before_a_name") or _surname_alone(name, text)
        if words[-1].istitle() and not _is_body(words[-1]) and known:
            return Tidy((words[-1],), "person")  # 'President Bern'
    folded = [plain(word) for word in words]
    if _is_furniture(folded) or len(words) > 3 and name.isupper():
        return Tidy((), "unknown")
    if len(words) == 1:
        return _one_word(name, text)
    if folded[-1] in _listed("documents"):
        return Tidy((), "unknown")  # 'Harbour Act'
    offices = all(word in _listed("ranks") or "-" not in word and _is_title(word) for word in folded)
    if offices and not _is_body(words[-1]):
        return _unnamed(name)  # 'Deputy Director'
    if folded[-1] in _listed("one_of_a_party") or places.is_people(words[-1]) and words[-1].endswith("s"):
        return _unnamed(name)  # 'Ashford Democrat'
    first = folded[0]
    if len(words) > 2 and words[1] == "of" and (first in _listed("people") or first in _listed("sides")):
        return _unnamed(name)  # 'Supporters of Governor Bern'
    if first in _listed("nobody") or first in _listed("some") or words[0][:1].isdigit() or words[0].islower():
        return _unnamed(name)
    owned = _OWNED.search(name)
    if owned and not _is_body(owned[1]):
        return _unnamed(name)  # 'Bern’s apartment in Ashford'
    if len(words) > 6 or words[-1].islower() and not _is_body(words[-1]):
        return _unnamed(name)
    return Tidy((re.sub(r"^[Tt]he ", "", name),), "organization")


def _person_and_body(name: str, text: str) -> tuple[str, ...]:
    """Who `Ada Bern and the Harbour Council` are, each alone, if the article prints a given name before them; else nothing."""
    parts = name.replace(" and the ", " and ").split(" and ")
    if len(parts) != 2 or not (_is_body(parts[1].split()[-1]) or organizations.known(parts[1])):
        return ()
    found = re.search(rf"(?:([A-Z][\w’'-]+) )?{re.escape(parts[0])} and (?:the )?{re.escape(parts[1])}(?!\w)", text)
    whole = " ".join(filter(None, (found[1], parts[0]))) if found else parts[0]
    return (whole, parts[1]) if is_person(whole) else ()


def _ends(name: str) -> list[str]:
    """The name, and what is left of it without its first word, two, and so on while an `and` is in it."""
    words = name.split()
    return [" ".join(words[at:]) for at in range(len(words)) if "and" in words[at + 1 :]]


def _one_word(name: str, text: str) -> Tidy:
    """A word alone: a body's name or an acronym; people, who are a source without a name; or a thing, which is nobody."""
    folded = plain(name)
    if places.is_place(name):
        return Tidy((name,), "organization")  # 'U.S.': its government
    if folded in _listed("nobody") or folded in _listed("abbreviations") or folded in _listed("documents"):
        return Tidy((), "unknown")
    acronym = name.replace(".", "")
    inside = re.search(r"[a-z][A-Z]", name) is not None  # 'FactCheck'
    if acronym.isupper() and 1 < len(acronym) < 6 or inside or organizations.short(name):
        return Tidy((name,), "organization")
    if folded in _listed("one_of_a_party"):
        return Tidy((name,), "unnamed")
    if _is_body(name) and not (is_word(name, text) and _never_within(name, text)):
        return Tidy((name,), "organization")
    if places.is_people(name) and not places.is_place(name):
        return Tidy((name,), "unnamed")
    if is_word(name, text) or _never_within(name, text):
        return Tidy((name,), "unnamed") if _people_word(folded) else Tidy((), "unknown")
    return Tidy((name,), "organization")


def _is_furniture(words: list[str]) -> bool:
    return all(word in _listed("furniture") or word in _listed("some") or not word.isalpha() for word in words) and any(
        map(str.isalpha, words)
    )


def _never_within(name: str, text: str) -> bool:
    """Whether a common noun, adjective or person's noun never has its capital within a sentence, where a name would."""
    word = plain(name)
    known = sources.things() | _listed("people")
    common = any(form in known for form in _singulars(word)) or lexicon.is_person(word)
    return common and not re.search(rf"[a-z,;] {re.escape(name)}\b", text)


def _unnamed(name: str) -> Tidy:
    """The words for a source without a name, unless they are a pronoun, a thing, or what a page is built with."""
    words = [plain(word) for word in _WORD.findall(name)]
    if not words or all(word in _listed("nobody") or word in _listed("abbreviations") for word in words):
        return Tidy((), "unknown")
    if len(words) == 1 and len(words[0]) < 3 or sources.kind(name) == sources.THING or _is_furniture(words):
        return Tidy((), "unknown")
    return Tidy((name,), "unnamed")


def _titled(name: str) -> str:
    """The person's name at the end of `Ashford Council Chief of Staff Ada Bern, a Liberal`; empty where there is none."""
    head = name.split(",")[0].strip()
    runs = list(_CAPITALS.finditer(head))
    if not runs:
        return ""
    words = head[: runs[-1].end()].split()
    if head[runs[-1].end() :].strip() and len(head[runs[-1].end() :].split()) > 6:
        return ""
    if stripped.owns(words[-1]):
        return ""  # 'Governor Bern’s husband'
    for at in range(max(1, len(words) - 4), len(words) - 1):
        before, own = words[:at], words[at:]
        if is_person(" ".join(own), titled=True):
            titled = any(_is_title(word) for word in before)
            behind = words[at - 1]
            if titled and (behind[:1].isupper() or _is_title(behind)) and not stripped.owns(behind):
                return " ".join(own)
    return ""


def is_person(name: str, *, titled: bool = False) -> bool:
    """Whether a name has a person's form: a known given name and one to three words more, none of them a body's or a place's.

    `titled`: an office stands before it; else a last word that is a given name, too, is a firm's (`Morgan Stanley`).
    """
    words = name.split()
    if not 2 <= len(words) <= 4 or plain(words[0]) not in given_names() or name.isupper():
        return False
    rest = [plain(word) for word in words[1:]]
    last = [word for word in rest if word not in _named("suffixes")]
    if any(_is_body(word) or _is_office(word) for word in rest) or not last:
        return False
    if last[-1] in given_names() and not titled:
        return False
    return all(word[:1].isupper() or plain(word) in _named("particles") for word in words) and plain(
        words[0]
    ) not in _listed("places")


def _surname_alone(name: str, text: str) -> bool:
    """Whether the article calls somebody by the last word of the name alone, as it does people."""
    last = re.escape(name.split()[-1])
    before = re.escape(name.split()[-2])
    return not text or re.search(rf"(?<!{before} )(?<!the )(?<!The )\b{last}\b(?! [A-Z])", text) is not None


def is_word(name: str, text: str) -> bool:
    """Whether a single word is no name: the article prints it in small letters, and with a capital only where one must be."""
    if not name.isalpha() or name.isupper() and len(name) < 6:
        return False
    small = re.search(rf"\b{name.lower()}\b", text)
    return small is not None and not re.search(rf"[a-z,;] {name}\b", text)


def _is_title(word: str) -> bool:
    bare = plain(word)
    return bare in _named("titles") or lexicon.is_title(word)


def _is_office(word: str) -> bool:
    """Whether a word is a title and no given name, as `Michael` and `Leo` are, too, by the dictionary."""
    return _is_title(word) and plain(word) not in given_names()


def _is_body(word: str) -> bool:
    return plain(word) in _listed("bodies") or plain(word) in _named("organizations", "generic")


def _people_word(word: str) -> bool:
    """Whether a word is of people: critics, officials, analysts."""
    known = (
        word in _listed("people") or lexicon.is_person(word) or sources.kind(word) not in (sources.THING, sources.OTHER)
    )
    return known or word.endswith(("ers", "ors", "ists", "ants", "ians"))


_listed, _named = partial(word_list, "forms"), partial(word_list, "names")
