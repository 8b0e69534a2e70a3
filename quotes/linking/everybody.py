"""Who speaks in an article: the names that it hands over, made tidy, each speaker once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from quotes.limits import MOST_SPEAKERS
from quotes.linking import names, organizations, roles
from quotes.linking.near import Near
from quotes.linking.scoring import Who
from quotes.linking.tidy import Tidy, has_person, tidy
from quotes.pipeline.lexicon import given_names, is_title
from quotes.types import Article, Quote
from quotes.wording.fold import plain

# before a surname that another of the article has, too
_MANNERS = frozenset("Mr Mrs Ms Miss Sir Lord Dame Lady".split())
Key = tuple[str, str]  # a quotation's speaker and speaker_kind


class Everybody:
    """The speakers of one article; `called` says whom each name that it hands over stands for (two who speak together)."""

    def __init__(self, quotes: Iterable[Quote], article: Article) -> None:
        self.article, self.near = article, Near(article.text)
        self.called: dict[Key, list[Key]] = {}
        self._roles: dict[Key, list[str]] = {}
        self._bodies: dict[Key, str] = {}  # whose the unnamed sources are
        said: dict[Key, list[str]] = {}
        for quote in quotes:
            if quote.speaker and quote.speaker_kind != "unknown":
                if len(said) == MOST_SPEAKERS and (quote.speaker, quote.speaker_kind) not in said:
                    continue
                role = roles.held(quote.role, quote.affiliation)
                said.setdefault((quote.speaker, quote.speaker_kind), []).extend([role] if role else [])
                if quote.speaker_kind == "unnamed" and quote.affiliation:
                    self._bodies.setdefault((quote.speaker, quote.speaker_kind), quote.affiliation)
        for key, held in said.items():
            text = self.near(key[0])
            found = tidy(*key, text)
            if len(found.names) > 1:  # two who speak together are each judged alone
                parts = [tidy(name, found.kind, text) for name in found.names]
            else:
                kind = "organization" if found.kind == "person" and _is_firm(found.names, held) else found.kind
                parts = [Tidy(found.names, kind)]
            self.called[key] = list(dict.fromkeys((name, part.kind) for part in parts for name in part.names))
        self._unglue(said)
        held_by: dict[Key, list[str]] = {}
        for key, ones in self.called.items():
            for one in ones:
                held_by.setdefault(one, []).extend(said[key])
        self._one_each(held_by)
        for key, ones in self.called.items():
            for one in ones[:1]:
                held = self._roles.setdefault(one, [])
                held += [role for role in said[key] if role not in held]
            for one in ones[1:]:
                self._roles.setdefault(one, [])
            if key in self._bodies:
                self._bodies |= {one: self._bodies[key] for one in ones[:1]}

    def whos(self) -> list[Who]:
        """Return the speakers, those with full names first, the unnamed last; else in reading order."""
        outlet, published = self.article.outlet, self.article.published
        everybody = [
            Who(name, kind, tuple(held), outlet, published, body=self._bodies.get((name, kind), ""))
            if kind == "unnamed"
            else Who(name, kind, tuple(held), outlet, published, in_full=self._in_full(name, kind))
            for (name, kind), held in self._roles.items()
        ]
        return sorted(everybody, key=lambda who: 2 if who.kind == "unnamed" else int(names.weak(who.name, who.kind)))

    def _in_full(self, name: str, kind: str) -> str:
        if kind == "person":
            return self._named_in_full(name)
        if kind != "organization":
            return ""
        return organizations.in_full(name, self.near(name)) or organizations.with_place(name, self.article.text)

    def _named_in_full(self, name: str) -> str:
        """The full name of whoever goes by a surname alone, where the article has one such name in its text or headline."""
        here = (one for one, kind in self._roles if kind == "person" and one != name)
        if (
            " " in name
            or (name, "person") in self._manners
            or any(names.likeness(name, one, "person")[0] > 0 for one in here)
        ):
            return ""  # who speaks here in full is somebody else: the two were told apart
        text = f"{self.article.title}\n{self.near(name)}"
        if any(
            is_title(word) and plain(word) not in given_names()
            for word in re.findall(rf"\b([A-Z][a-z]+)\.? {re.escape(name)}\b", text)
        ):
            return ""  # beside `President Bern`, Edda Bern may be his wife
        before = re.findall(rf"\b([A-Z][a-z’'-]+)(?: [A-Z]\.)? {re.escape(name)}(?![\w-]| [A-Z])", text)
        given = {word for word in before if plain(word) in given_names()}
        return f"{given.pop()} {name}" if len(given) == 1 and len(set(before)) == 1 else ""

    def _unglue(self, said: Mapping[Key, Sequence[str]]) -> None:
        """Parts what a page sets side by side: two surnames (`Voss Bern`), and gives `Francis`, a pope, his title."""
        people = [name for ones in self.called.values() for name, kind in ones if kind == "person"]
        surnames = {name.split()[-1] for name in people if name.count(" ") == 1}

        def one(name: str, kind: str, held: Sequence[str]) -> Key:
            words = name.split()
            if kind != "person":
                return name, kind
            if len(words) == 2 and words[0] in surnames - {words[1]} and plain(words[0]) not in given_names():
                return words[1], kind
            if len(words) == 2 and "-".join(words) in surnames:
                return "-".join(words), kind  # 'Bern Voss', where another line prints the hyphen
            titles = (role for role in held if " " not in role and names.regal(role))
            title = next((role for role in titles if len(words) == 1 and f"{role} {name}" in self.near(name)), "")
            return f"{title} {name}".strip(), kind

        self.called = {key: [one(*each, said[key]) for each in ones] for key, ones in self.called.items()}

    def _one_each(self, held_by: Mapping[Key, Sequence[str]]) -> None:
        """Gives a surname, a name in other letters and a person taken for a body to the one whom the article names in full."""
        everyone = dict.fromkeys(one for ones in self.called.values() for one in ones)
        full = [one for one in everyone if one[1] == "person" and not names.weak(*one)]
        bodies = [one for one in everyone if one[1] == "organization"]
        own = self._manners = {
            one for key, ones in self.called.items() if key[0].split()[0].strip(".") in _MANNERS for one in ones
        }
        meant = {one: one if one in own else _meant(one, full, bodies, self.near(one[0])) for one in everyone}
        for one, other in meant.items():
            if other != one and _against(held_by[one], held_by[other]):
                meant[one] = one
        self.called = {key: list(dict.fromkeys(meant[one] for one in ones)) for key, ones in self.called.items()}


def _is_firm(called: Sequence[str], held: Sequence[str]) -> bool:
    """Whether a single word is a body's name, by what the article calls it: `subsidiary of Marlow Shipping`, `the news site`."""
    if len(called) != 1 or " " in called[0]:
        return False
    heads = [re.split(r",| (?:of|for|in|that|which|based|owned) ", role)[0].split()[-1:] for role in held]
    return any(head and plain(head[0]) in organizations.firms() for head in heads)


def _meant(one: Key, full: Iterable[Key], bodies: Iterable[Key], text: str) -> Key:
    name, kind = one
    if kind == "person" and names.weak(name, kind):
        of = [other for other in full if names.likeness(name, other[0], kind)[0] >= names.SURNAME]
        return _only(one, of or [other for other in bodies if _is_short_for(name, other[0], text)])
    if kind == "organization" and " " not in name and not organizations.short(name):
        return _only(one, [other for other in full if names.likeness(name, other[0], "person")[0] >= names.SURNAME])
    if kind == "organization":
        same = [other for other in full if names.person(other[0]).printed == names.person(name).printed]
        return _only(one, same)
    return one


def _is_short_for(word: str, body: str, text: str) -> bool:
    """Whether a word is a body's whole name, or its first word (`Ashford` for `Ashford University`) and nobody's here."""
    rest = body.removeprefix(f"{word} ")
    if rest == body or rest != rest.title() or has_person(word, text):
        return word == body
    return re.search(rf"\b{re.escape(word)}\b[^.“”\n]{{0,40}}\b(?:he|she|his|her|who)\b", text) is None


def _against(some: Sequence[str], others: Sequence[str]) -> bool:
    """Whether the roles are those of two people."""
    return bool(some and others) and max(roles.agreement(one, other) for one in some for other in others) < 0


def _only(one: Key, others: list[Key]) -> Key:
    """The only one of the others, or of several the only one without a `Jr.`; else the name itself."""
    if len(others) > 1 and not names.person(one[0]).suffix:
        others = [other for other in others if not names.person(other[0]).suffix]
    return others[0] if len(others) == 1 else one
