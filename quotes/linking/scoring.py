"""How surely a speaker named in an article is one of the database's: name, role, outlet, company and date weighed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from quotes.linking import names, organizations, roles

JOIN = 0.62  # what a candidate must reach: a full name alone does, a surname needs a role or more
CLEAR = 0.1  # by how much it must be better than the next
ROLE, ROLE_AGAINST, OUTLET, COMPANY, NEAR, LONG_AGO, AGES_AGO = 0.3, 0.3, 0.08, 0.1, 0.08, -0.05, -0.25
APPROVED = 0.13  # more for a name that a person or a knowledge base gave the speaker
TAKEN = -0.2  # when the article has that speaker under another name: it tells the two apart
MANY_ROLES, SELDOM = 8, 0.15
NEAR_DAYS, LONG_DAYS, AGES_DAYS = 45, 5 * 365, 30 * 365


@dataclass(frozen=True, slots=True)
class Who:
    """A speaker as one article has it: its fullest name there, and everything it is called."""

    name: str
    kind: str
    roles: tuple[str, ...] = ()
    outlet: str = ""
    published: str = ""
    company: frozenset[int] = frozenset()  # speakers of the article who are known by now
    in_full: str = ""  # a body's name with what the article says elsewhere: its place, or what an acronym stands for
    body: str = ""  # of an unnamed source, whose it is


@dataclass(frozen=True, slots=True)
class Alias:
    """A name that a speaker goes by; `approved` when a person or a knowledge base says so."""

    name: str
    approved: bool = False


@dataclass(frozen=True, slots=True)
class DatedRole:
    """What a speaker was called, and when (ISO dates, or empty)."""

    role: str
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Past:
    """What is known of a speaker about the date of an article: roles, where and when it spoke, who spoke beside it."""

    roles: Sequence[DatedRole] = ()
    seen: Sequence[tuple[str, str]] = ()  # date, outlet
    company: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Score:
    """How much speaks for somebody, and what it comes from; more than 1 where it is more than enough."""

    value: float
    reasons: tuple[str, ...] = field(default=())


def by_name(who: Who, aliases: Sequence[Alias]) -> Score:
    """Return the likeness of the name to the speaker's names; nothing when one of them rules it out."""
    name = who.in_full or who.name
    # what is only a surname tells nothing of whoever has a full name, which says it, too
    if who.kind == "person":
        told = [alias for alias in aliases if alias.approved or not names.weak(alias.name, who.kind)]
    else:
        placed = set(organizations.placed([alias.name for alias in aliases]))
        told = [alias for alias in aliases if alias.approved or alias.name in placed]
        if not names.weak(name, who.kind):  # nor does an acronym of whoever has a name in full
            told = [alias for alias in told if alias.approved or not names.weak(alias.name, who.kind)]
    return best_of(_approved(names.likeness(name, alias.name, who.kind), alias) for alias in told or aliases)


def best_of(likenesses: Iterable[tuple[float, str]]) -> Score:
    """Return the greatest of the likenesses of two speakers' names; nothing where one rules it out, unless another is of full names."""
    best, reason, ruled_out = 0.0, "", False
    for worth, how in likenesses:
        ruled_out |= worth == names.CONFLICT
        if worth > best:
            best, reason = worth, how
    return Score(0.0) if ruled_out and best < names.FULL else Score(best, (reason,))


def _approved(likeness: tuple[float, str], alias: Alias) -> tuple[float, str]:
    worth, how = likeness
    return (min(worth + APPROVED, 0.95), f"known {how}") if alias.approved and worth > 0 else likeness


def weigh(who: Who, name: Score, past: Past, *, taken: bool = False) -> Score:
    """Return the likeness of the name, moved up and down by everything else that is known."""
    value, reasons = name.value, list(name.reasons)

    def count(worth: float, reason: str) -> None:
        nonlocal value
        value += worth
        if worth:
            reasons.append(f"{reason} {worth:+.2f}")

    count(*_role(who, past))
    if who.outlet and any(outlet == who.outlet for _, outlet in past.seen):
        count(OUTLET, "outlet")
    count(COMPANY * min(2, len(who.company & past.company)), "company")
    count(*_date(who, past))
    if taken:
        count(TAKEN, "another name in the article")
    return Score(max(0.0, value), tuple(reasons))


def _role(who: Who, past: Past) -> tuple[float, str]:
    best: tuple[float, str] | None = None
    held = set(past.roles)  # in a bulk load one may stand among them more often
    agreed = sum(any(roles.agreement(mine, known.role) > 0 for mine in who.roles) for known in held)
    for mine in who.roles:
        for known in past.roles:
            found = roles.agreement(mine, known.role), known.role
            if best is None or found > best:  # its date can only take from it
                dated = _dated(found[0], who.published, known), known.role
                best = dated if best is None else max(best, dated)
    if best is None:
        return 0.0, ""
    worth, role = best
    if worth > 0 and len(held) >= MANY_ROLES and agreed < SELDOM * len(held):
        worth /= 2  # called so once, perhaps by mistake
    return worth * (ROLE if worth > 0 else ROLE_AGAINST), f"role ({role})"


def _dated(agreement: float, published: str, known: DatedRole) -> float:
    """An old role agrees less: somebody else may hold it now."""
    if agreement <= 0 or not published:
        return agreement
    away = [abs(days) for day in (known.since, known.until) if (days := _days(published, day)) is not None]
    if not away or (known.since <= published <= (known.until or "9999") and known.since):
        return agreement
    return agreement * (1.0 if min(away) < 2 * 365 else 0.75 if min(away) < 8 * 365 else 0.5)


def _date(who: Who, past: Past) -> tuple[float, str]:
    here = _day(who.published)
    if here is None:
        return 0.0, ""
    nearest = min((abs(here - there) for day, _ in past.seen if (there := _day(day)) is not None), default=None)
    if nearest is None:
        return 0.0, ""
    if nearest <= NEAR_DAYS:
        return NEAR, "date"
    return (AGES_AGO if nearest > AGES_DAYS else LONG_AGO if nearest > LONG_DAYS else 0.0), "date"


def nearness(some: Sequence[str], others: Sequence[str]) -> float:
    """Return what the dates of two speakers' articles tell: they speak at about the same time, or ages apart."""
    days = sorted(day for text in some if (day := _day(text)) is not None)
    theirs = sorted(day for text in others if (day := _day(text)) is not None)
    if not days or not theirs:
        return 0.0
    apart = min(abs(one - other) for one in days for other in theirs)
    return NEAR if apart <= NEAR_DAYS else AGES_AGO if apart > AGES_DAYS else LONG_AGO if apart > LONG_DAYS else 0.0


def _days(a: str, b: str) -> int | None:
    one, other = _day(a), _day(b)
    return None if one is None or other is None else one - other


@lru_cache(maxsize=50_000)  # the same days come again and again
def _day(text: str) -> int | None:
    """The number of a day, of a year or month its first; None for what is no date."""
    full = f"{text[:10]}-01-01"[:10] if len(text) == 4 else f"{text[:7]}-01" if len(text) == 7 else text[:10]
    try:
        return date.fromisoformat(full).toordinal()
    except ValueError:
        return None
