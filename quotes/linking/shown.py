"""Under which of its names a speaker is shown: the form that most articles use in full."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from quotes.linking import names, organizations
from quotes.wording.fold import fold

PLAINER = 0.34  # of the articles that print the commonest form, how many must print one without a middle name
FEW, MENTION = 10, 0.5  # of whoever speaks in fewer articles, what an article tells that only prints the name
SHORTER = 0.6  # of the articles that print the given name in full, how many must print its short form


def shown(
    name: str,
    kind: str,
    called: Sequence[tuple[str, int, bool]],
    sharing: Callable[[str], int] = lambda key: 0,
    printed: Callable[[str], int] = lambda name: 0,
) -> tuple[str, str]:
    """Return the name under which a speaker is shown: the form that most articles use in full, unless a person chose it; and its kind.

    `sharing`: how many speakers have the key of a given name; `printed`: how many articles print a name anywhere.
    """
    if any(approved and one == name for one, _, approved in called):
        return name, kind
    if kind == "organization":
        return _body(name, called), kind
    every = _counted((one, articles) for one, articles, _ in called if not names.weak(one, kind))
    if 1 < len(every) and sum(every.values()) < FEW:
        every = _mentioned(every, printed)
    if not every:
        return name, kind
    spelt: dict[str, float] = {}
    for one, articles in every.items():
        surname = names.person(one).surname
        spelt[surname] = spelt.get(surname, 0) + articles
    full = _whole(_suffixed(every))
    most = max(full.values())
    usual = _usual(full, sharing)
    # newspapers that print everybody's middle name do so for all; what others say is the usual form
    plain = {one: articles for one, articles in full.items() if not names.middle(one) and articles >= PLAINER * most}

    def worth(one: str) -> tuple[float, float, bool, tuple[bool, bool, int], bool]:
        told = names.person(one)
        return usual[one], spelt[told.surname], not one.isupper(), names.usual(one), one == name

    best = max(plain or full, key=worth)
    # and those that print the name in full where everybody says the short form
    short = [one for one in plain if names.short_form(one, best) and usual[one] >= SHORTER * usual[best]]
    return max(short, key=worth, default=best), kind


def _mentioned(every: Mapping[str, float], printed: Callable[[str], int]) -> dict[str, float]:
    """The names with what articles tell in which nobody speaks; one that stands within another (`Jr.`) is not printed there."""
    times = {name: printed(name) for name in every}
    longer = {name: [one for one in every if one != name and f" {fold(name)} " in f" {fold(one)} "] for name in every}
    alone = {name: max(0, times[name] - sum(times[one] for one in longer[name])) for name in every}
    found = {name: articles + MENTION * alone[name] for name, articles in every.items()}
    return dict(sorted(found.items(), key=lambda one: -one[1]))


def _counted(called: Iterable[tuple[str, int]]) -> dict[str, float]:
    """In how many articles each name is printed; names that differ by a mark or by capitals are one, as most print it."""
    found: dict[str, tuple[str, float]] = {}
    for name, articles in called:  # the commonest first
        key = fold(name).replace(".", "")
        first, before = found.get(key, (name, 0))
        found[key] = (name if first.isupper() else first, before + articles)
    return dict(found.values())


def _usual(full: Mapping[str, float], sharing: Callable[[str], int]) -> dict[str, float]:
    """In how many articles each name is printed, and one article more, shared out by how many others bear the given name."""
    given = {name: names.given_key(name) for name in full}
    if len({*given.values()}) < 2:
        return dict(full)
    bearers = {name: sharing(key) for name, key in given.items()}
    return {name: articles + bearers[name] / max(1, sum(bearers.values())) for name, articles in full.items()}


def _whole(full: dict[str, float]) -> dict[str, float]:
    """The names without those that are another one cut at its hyphen (`Ada Bern` of `Ada Bern-Voss`), if half as many print that."""
    return {
        name: articles
        for name, articles in full.items()
        if not any(2 * others >= articles and names.cut(name, other) for other, others in full.items())
    }


def _suffixed(full: dict[str, float]) -> dict[str, float]:
    """The names with `Jr.`, or those without, whichever more articles print."""
    with_one = {name: articles for name, articles in full.items() if names.person(name).suffix}
    without = {name: articles for name, articles in full.items() if name not in with_one}
    return with_one if sum(with_one.values()) > sum(without.values()) else without or full


def _body(name: str, called: Sequence[tuple[str, int, bool]]) -> str:
    """Of a body its usual name, where an article prints it; of a common name that with its place; no acronym where there is another."""
    printed = {fold(form): form for form, articles, _ in called if articles}
    usual = next(filter(None, (organizations.usual(form) for form, _, _ in called)), "")
    if usual.startswith("The ") and fold(usual[4:]) in printed:
        return usual  # a newspaper's article is a part of its name
    if fold(usual) in printed:
        return usual if printed[fold(usual)].islower() or not usual else printed[fold(usual)]

    def worth(one: tuple[str, int, bool]) -> tuple[bool, bool, int, bool, bool]:
        form, articles, _ = one
        if usual:  # everybody knows its acronym
            return True, True, articles, " " in form, form == name
        plain = organizations.common(form) and not organizations.place(form) and not organizations.known(form)
        return not plain, not names.weak(form, "organization"), articles, " " in form, form == name

    placed = [one for one in called if organizations.place(one[0])]
    if placed and any(organizations.common(form) and not organizations.place(form) for form, _, _ in called):
        return max(placed, key=worth)[0]
    return max(called or [(name, 0, False)], key=worth)[0]
