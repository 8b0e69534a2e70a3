"""Who speaks in an article: the names that it hands over, made tidy, each speaker once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from quotes.linking import names, organizations, roles
from quotes.linking.scoring import Who
from quotes.linking.tidy import tidy
from quotes.types import Article, Quote

_MANNERS = frozenset(
    "Mr Mrs Ms Miss Sir Lord Dame Lady".split()
)  # before a surname that another of the article has, too
Key = tuple[str, str]  # a quotation's speaker and speaker_kind


class Everybody:
    """The speakers of one article; `called` says whom each name that it hands over stands for (two who speak together)."""

    def __init__(self, quotes: Iterable[Quote], article: Article) -> None:
        self.article = article
        self.called: dict[Key, list[Key]] = {}
        self._roles: dict[Key, list[str]] = {}
        said: dict[Key, list[str]] = {}
        for quote in quotes:
            if quote.speaker and quote.speaker_kind != "unknown":
                role = roles.held(quote.role, quote.affiliation)
                said.setdefault((quote.speaker, quote.speaker_kind), []).extend([role] if role else [])
        for key in said:
            found = tidy(*key, article.text)
            self.called[key] = [(name, found.kind) for name in found.names]
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

    def whos(self) -> list[Who]:
        """The speakers, those with full names first, the unnamed last; else in reading order."""
        outlet, published = self.article.outlet, self.article.published
        everybody = [Who(name, kind, tuple(held), outlet, published) for (name, kind), held in self._roles.items()]
        return sorted(everybody, key=lambda who: 2 if who.kind == "unnamed" else int(names.weak(who.name, who.kind)))

    def _one_each(self, held_by: Mapping[Key, Sequence[str]]) -> None:
        """Gives a surname, a name in other letters and a person taken for a body to the one whom the article names in full."""
        everyone = dict.fromkeys(one for ones in self.called.values() for one in ones)
        full = [one for one in everyone if one[1] == "person" and not names.weak(*one)]
        bodies = [one for one in everyone if one[1] == "organization"]
        own = {one for key, ones in self.called.items() if key[0].split()[0].strip(".") in _MANNERS for one in ones}
        meant = {one: one if one in own else _meant(one, full, bodies) for one in everyone}
        for one, other in meant.items():
            if other != one and _against(held_by[one], held_by[other]):
                meant[one] = one
        self.called = {key: list(dict.fromkeys(meant[one] for one in ones)) for key, ones in self.called.items()}


def _meant(one: Key, full: Iterable[Key], bodies: Iterable[Key]) -> Key:
    name, kind = one
    if kind == "person" and names.weak(name, kind):
        return _only(one, [other for other in full if names.likeness(name, other[0], kind)[0] >= names.SURNAME])
    if kind == "organization" and " " not in name and not organizations.short(name):
        return _only(one, [other for other in full if names.likeness(name, other[0], "person")[0] >= names.SURNAME])
    if kind == "organization":
        same = [other for other in full if names.person(other[0]).printed == names.person(name).printed]
        return _only(one, same)
    if kind == "person" and " " not in name:
        return _only(one, [other for other in bodies if other[0] == name])
    return one


def _against(some: Sequence[str], others: Sequence[str]) -> bool:
    """Whether the roles are those of two people."""
    return bool(some and others) and max(roles.agreement(one, other) for one in some for other in others) < 0


def _only(one: Key, others: list[Key]) -> Key:
    """The only one of the others, or of several the only one without a `Jr.`; else the name itself."""
    if len(others) > 1 and not names.person(one[0]).suffix:
        others = [other for other in others if not names.person(other[0]).suffix]
    return others[0] if len(others) == 1 else one
