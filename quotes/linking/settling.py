"""When a run is over: who turned out to be whom. Whole speakers are compared, with all that is known of each by then.

While articles are stored a name joins a speaker only where that article says enough. Here the rest is decided: a
surname alone becomes the one who speaks under it everywhere else, two spellings become one, a body and its acronym.
What is still doubtful stays apart, and the pair is noted for people to decide. Nothing that a person or a knowledge base
said is touched. Each speaker that changed is compared with a bounded number of others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import log2

from quotes.linking import names, organizations, roles
from quotes.linking.known import Directory, Row, Speaker
from quotes.linking.printed import as_body
from quotes.linking.scoring import COMPANY, JOIN, OUTLET, TAKEN, Past, Score, Who, best_of, nearness, weigh
from quotes.linking.shown import TOLD, shown
from quotes.linking.tidy import is_person
from quotes.pipeline.lexicon import given_names
from quotes.wording.fold import plain

AT_ONCE = 500  # speakers that are read at once
COMPARED = 40  # others that one is compared with
OFFERED = 3  # doubtful pairs that are noted of one speaker
CLEAR = 0.1  # by how much the best must be better than the next
DOUBTFUL = 0.45  # what a pair must reach to be offered
# nobody else has the surname; few quotations are anybody else's; many articles
ONLY, MOSTLY, WELL_KNOWN = 0.15, 0.08, 0.05
FAMOUS = 0.15
TEXTS = 12  # articles that are read for what they print around a name
SEVERAL = 3  # articles that print a name with `Jr.`, and as many that print it without: a father and a son
SHARE, MOST, MANY, VERY_MANY = 0.9, 0.75, 8, 30


@dataclass(frozen=True, slots=True)
class Match:
    """Another speaker that one may be, and how much speaks for it."""

    other: Speaker
    score: Score


def _both_speak(one: Speaker, other: Speaker) -> bool:
    """Whether an article lets both speak, one by a surname alone, or as father and son: it has told them apart."""
    if not one.row.kind == other.row.kind == "person":
        return False
    suffixes = {names.person(one.row.name).suffix, names.person(other.row.name).suffix}
    if len(suffixes) > 1 and min(one.row.articles, other.row.articles) >= SEVERAL:
        return True
    return (one.weak or other.weak or len(suffixes) > 1) and other.row.id in one.company


class Settler:
    """Decides, for every speaker that changed, whether it is another one; asks and tells the directory."""

    def __init__(self, directory: Directory) -> None:
        self.directory = directory

    def settle(self) -> int:
        """Tell how many speakers turned out to be others; those who became more by that are compared again, until nobody does."""
        self._rank()  # whoever is compared with those who speak most must find them
        joined = 0
        while more := self._all(weak=False) + self._all(weak=True):
            joined += more
        return joined

    def _rank(self) -> None:
        after = 0
        while rows := self.directory.unsettled(after, AT_ONCE):
            for row in rows:
                if row.articles >= names.RANKS[0] and row.kind == "person":
                    self._show(Speaker(row, self.directory))
            after = rows[-1].id

    def _all(self, *, weak: bool) -> int:
        """Those with full names first: whom a surname alone may mean is known by then."""
        joined, after = 0, 0
        while rows := self.directory.unsettled(after, AT_ONCE):
            joined += sum(self._speaker(row) for row in rows if _weak(row) == weak)
            after = rows[-1].id
        return joined

    def _speaker(self, row: Row) -> int:
        [standing] = self.directory.rows([row.id]).values() or [None]
        if standing is None:
            return 0
        me = Speaker(standing, self.directory)
        self.directory.settled(row.id)
        if row.kind == "unnamed":
            self._belong(row)
            return 0
        self._show(me)
        self._clear_doubts(me)
        joined = self._joined(me)
        if not joined and self._is_body(me):
            self.directory.show(me.row.id, me.row.name, "organization")
            return self._joined(Speaker(me.row._replace(kind="organization"), self.directory))
        if not joined and row.kind == "person" and not me.weak:  # whoever waits under the surname alone
            for other in self._others(me, _bare_keys(me)):
                if other.weak and not other.fixed:
                    joined += self._joined(other)
        return joined

    def _is_body(self, me: Speaker) -> bool:
        """Whether a single word that was taken for a person, and that nobody else has for a name, is a body's by what articles print."""
        if me.row.kind != "person" or " " in me.row.name or plain(me.row.name) in given_names() or me.fixed:
            return False
        others = self._others(me, names.lookups(me.row.name, "person"))
        full = [one for one in others if one.row.kind == "person" and not one.weak]
        if any(_by_name(me, one).value >= names.SURNAME for one in full):
            return False
        return as_body(me.row.name, self.directory.printing(me.row.name, TEXTS))

    def _belong(self, source: Row) -> None:
        """Finds the page of the body that an unnamed source is of, where one alone bears its name."""
        body = self.directory.bodiless(source.id)
        if body and not organizations.generic(body):
            keys = names.lookups(body, "organization")[0], names.lookups(body, "person")[0]
            rows = self.directory.rows(self.directory.having(keys)).values()
            holders = [row for row in rows if row.kind != "unnamed" and not names.weak(row.name, row.kind)]
            if len(holders) == 1:
                self.directory.belong(source.id, holders[0].id)

    def _joined(self, me: Speaker) -> int:
        """1 if the speaker became another one."""
        matches = self._matches(me)
        # whom a surname alone means is asked of the surname: others may be meant as well
        named = [match for match in matches if me.weak or not match.other.weak or match.other.row.kind != me.row.kind]
        best = named[0] if named else None
        if best and best.score.value >= JOIN and self._clear(me, best, named[1:]) and not _both_speak(me, best.other):
            one, other = _direction(me, best.other)
            if not one.fixed:
                self.directory.join(one.row.id, other.row.id, best.score.value, ", ".join(best.score.reasons))
                both = Speaker(self.directory.rows([other.row.id])[other.row.id], self.directory)
                self._show(both)
                self._clear_doubts(both)
                return 1  # the other is unsettled: it has more to be compared by
        for match in matches[:OFFERED]:
            if match.score.value >= DOUBTFUL:
                how = ", ".join(match.score.reasons)
                self.directory.doubt(me.row.id, match.other.row.id, match.score.value, how)
        return 0

    def _clear_doubts(self, me: Speaker) -> None:
        """Takes back pairs that were in doubt while the speaker went by a surname, which its full name rules out."""
        for row in self.directory.rows(self.directory.doubted(me.row.id)).values():
            if _by_name(me, Speaker(row, self.directory)).value == 0:
                self.directory.clear(me.row.id, row.id)

    def _show(self, me: Speaker) -> None:
        name, kind = shown(
            me.row.name,
            me.row.kind,
            me.names,
            lambda one: self.directory.printed(one, TOLD),
            lambda one: bool(self._rows(me, names.keys(one, "person")[:1])),
            lambda: any(roles.elected(one.role) for one in me.past.roles),
        )
        self.directory.show(me.row.id, name, kind)

    def _clear(self, me: Speaker, best: Match, others: Sequence[Match]) -> bool:
        def better(match: Match) -> float:  # than one whom a surname alone fits, too, much better
            return 2 * CLEAR if me.weak and match.score.value >= JOIN else CLEAR

        near = [match for match in others if best.score.value - match.score.value < better(match)]
        rivals = (
            match.other for match in near if not (match.other.weak or match.other.row.kind != best.other.row.kind)
        )
        return best.other.weak or all(_one_name(best.other, rival) for rival in rivals)

    def _others(self, me: Speaker, keys: Iterable[str]) -> list[Speaker]:
        rows = self._rows(me, keys)
        called = self.directory.called([row.id for row in rows])
        others = [Speaker(row, self.directory) for row in rows]
        for other in others:
            if other.row.id in called:  # asked for all of them at once
                other.names = called[other.row.id]
        return others

    def _rows(self, me: Speaker, keys: Iterable[str]) -> list[Row]:
        found = [one for one in self.directory.having(keys) if one != me.row.id][:COMPARED]
        rows = self.directory.rows(found)
        return [rows[one] for one in found if one in rows]

    def _matches(self, me: Speaker) -> list[Match]:
        """Whom the speaker may be, the likeliest first."""
        kinds = (me.row.kind, "organization" if me.row.kind == "person" else "person")
        keys = [key for kind in kinds for name, _, _ in me.names[:6] for key in names.settling(name, kind)]
        named = [(other, score) for other in self._others(me, keys) if (score := _by_name(me, other)).value > 0]
        namesakes = self._namesakes(me, named) if named else []
        full = [] if me.weak or me.row.kind != "person" else [one.row for one, _ in named]
        matches = [
            Match(other, self._weigh(me, other, score, _share(other.row, namesakes, full)))
            for other, score in named
            if not self.directory.apart(me.row.id, other.row.id)
        ]
        return sorted(matches, key=lambda match: (-match.score.value, -match.other.row.articles, match.other.row.id))

    def _namesakes(self, me: Speaker, named: Sequence[tuple[Speaker, Score]]) -> list[Row]:
        """The others who may be meant by the name, or, of a name in full, who share its surname."""
        if me.weak or me.row.kind != "person":
            return [
                other.row
                for other, _ in named
                if not other.weak and other.row.kind == "person" or me.row.kind == other.row.kind
            ]
        rows = self._rows(me, names.surname_keys(me.row.name))
        return [row for row in rows if not names.weak(row.name, row.kind)]

    def _weigh(self, me: Speaker, other: Speaker, name: Score, share: float) -> Score:
        """The likeness of the names, moved by roles, outlets, dates, company, and by how few others it could be."""
        found = weigh(Who(me.row.name, me.row.kind, tuple(role.role for role in me.past.roles[:12])), name, other.past)
        value, reasons = found.value, list(found.reasons)
        outlets = {outlet for _, outlet in me.past.seen} & {outlet for _, outlet in other.past.seen} - {""}
        for worth, why in (
            (OUTLET if outlets else 0.0, "outlet"),
            (_beside(me.company, other.company), "company"),
            (_near(me.past, other.past), "date"),
            (_prominence(me, other, share), "nobody else"),
            (TAKEN if _both_speak(me, other) else 0.0, "told apart by an article"),
        ):
            if worth:
                value += worth
                reasons.append(f"{why} {worth:+.2f}")
        return Score(max(0.0, value), tuple(reasons))


def _weak(row: Row) -> bool:
    """Whether the name is a single word, or an initial and a surname: then it may be short for somebody."""
    return names.weak(row.name, row.kind) or " " not in row.name


def _direction(me: Speaker, other: Speaker) -> tuple[Speaker, Speaker]:
    """Which of the two becomes which: the one with a surname alone, or else the one that speaks in fewer articles."""
    if me.fixed or other.fixed:
        return (other, me) if me.fixed else (me, other)
    if me.weak != other.weak:
        return (me, other) if me.weak else (other, me)
    if me.row.kind != other.row.kind and me.row.articles == other.row.articles:
        return (me, other) if (other.row.kind == "person") == is_person(other.row.name) else (other, me)
    return (me, other) if (me.row.articles, -me.row.id) <= (other.row.articles, -other.row.id) else (other, me)


def _bare_keys(me: Speaker) -> list[str]:
    return [key for name, _, _ in me.names[:6] for key in names.lookups(name, "person") if key.startswith("pb ")]


def _by_name(me: Speaker, other: Speaker) -> Score:
    """The likeness of the best two names; nothing where two others exclude each other."""
    if me.row.kind != other.row.kind:
        return _across_kinds(me, other)
    kind, in_full = me.row.kind, not (me.weak or other.weak)
    return best_of(
        names.likeness(mine, theirs, kind)
        for mine, theirs in product(me.telling, other.telling)
        # of two names in full an acronym tells nothing: two bodies have the same
        if not in_full or names.weak(mine, kind) == names.weak(theirs, kind)
    )


def _across_kinds(me: Speaker, other: Speaker) -> Score:
    """A person and a body of one name: one of the two was taken for what it is not."""
    mine, theirs = me.row.name, other.row.name
    body, person = (mine, theirs) if me.row.kind == "organization" else (theirs, mine)
    if organizations.words(body) == organizations.words(person) and not organizations.generic(body):
        return Score(names.FULL if " " in body or organizations.short(body) else names.MIDDLE, ("same name",))
    if " " not in body and not organizations.short(body) and names.likeness(body, person, "person")[1] == "surname":
        speaker, firm = (me, other) if me.row.kind == "person" else (other, me)
        if speaker.row.articles < firm.row.articles:
            return Score(0.0)  # a person is taken for a body now and then, not more often than for a person
        return Score(names.SURNAME if speaker.row.articles >= MANY else names.FIRST, ("surname",))
    return Score(0.0)


def _one_name(some: Speaker, others: Speaker) -> bool:
    """Whether the two are no rivals: every name of the one may be the other's."""
    if some.row.kind != others.row.kind:
        return _across_kinds(some, others).value > 0
    return all(names.likeness(one, other, some.row.kind)[0] > 0 for one in some.telling for other in others.telling)


def _prominence(me: Speaker, other: Speaker, share: float) -> float:
    """How much more a name tells because hardly anybody else who bears it speaks."""
    if other.weak:
        return 0.0
    worth = ONLY if share >= SHARE else MOSTLY if share >= MOST else 0.0
    if not worth or not me.weak and me.row.kind == other.row.kind:
        return worth
    return worth + (FAMOUS if other.row.articles >= VERY_MANY else WELL_KNOWN if other.row.articles >= MANY else 0.0)


def _share(other: Row, namesakes: Iterable[Row], named: Sequence[Row]) -> float:
    """How much of what is said under a surname is the other's: whoever may be one with both, by a name in full, is nobody else."""
    full = (row for row in (other, *named) if row.kind == "person" and not names.weak(row.name, "person"))
    one = {row.id for row in full if names.likeness(row.name, other.name, "person")[0] > 0}
    return other.articles / max(1, sum(row.articles for row in namesakes if row.id == other.id or row.id not in one))


def _beside(some: Mapping[int, int], others: Mapping[int, int]) -> float:
    """What shared company tells: much for people who seldom speak, little for those who are in every article."""
    worth = sum(COMPANY / max(1.0, log2(some[one])) for one in some.keys() & others.keys())
    return min(2 * COMPANY, worth)


def _near(one: Past, other: Past) -> float:
    return nearness([day for day, _ in one.seen], [day for day, _ in other.seen])
