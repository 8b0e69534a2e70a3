"""Under which of its names a speaker is shown: the form that most articles use in full."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from quotes.linking import names, organizations
from quotes.wording.fold import fold

PLAINER = 0.34  # of the articles that print the commonest form, how many must print one without letters for names
SHORTER = 0.5  # of the articles that print the given name in full, how many must print its short form
SEVERAL = 3  # and how many at least, unless it is somebody's whom people vote for
TOLD = 100  # of whoever speaks under a name in so many articles, those that only print it tell nothing more


def shown(
    name: str,
    kind: str,
    called: Sequence[tuple[str, int, bool]],
    printed: Callable[[str], int] = lambda name: 0,
    taken: Callable[[str], bool] = lambda name: False,
    elected: Callable[[], bool] = lambda: False,
) -> tuple[str, str]:
    """Return the name under which a speaker is shown: the form that most articles use in full, unless a person chose it; and its kind.

    `printed`: how many articles print a name anywhere, TOLD at most; `taken`: whether another speaker goes by it; `elected`:
    whether people vote for the speaker.
    """
    if any(approved and one == name for one, _, approved in called):
        return name, kind
    if kind == "organization":
        return _body(name, called), kind
    every = _counted((one, articles) for one, articles, _ in called if not names.weak(one, kind))
    if not every:
        return name, kind
    if 1 < len(every) and max(every.values()) < TOLD:
        every = _printed(every, printed)
    spelt: dict[str, float] = {}
    for one, articles in every.items():
        surname = names.person(one).surname
        spelt[surname] = spelt.get(surname, 0) + articles
    full = _whole(_suffixed(every))
    enough = PLAINER * max(full.values())
    # newspapers that print everybody's initials do so for all; what others say is the usual form
    plain = {one: articles for one, articles in full.items() if not names.lettered(one) and articles >= enough} or full

    def worth(one: str) -> tuple[float, float, bool, bool, tuple[bool, int, int], bool]:
        formal = not any(names.short_form(one, other) for other in plain)
        return full[one], spelt[names.person(one).surname], not one.isupper(), formal, names.usual(one), one == name

    best = max(plain, key=worth)
    # and those that print the name in full where everybody says the short form
    short = [one for one in plain if names.short_form(one, best) and full[one] >= SHORTER * full[best]]
    short = [one for one in short if full[one] >= SEVERAL or elected()]
    return _unspoken(max(short, key=worth, default=best), printed, taken, elected), kind


def _unspoken(
    name: str, printed: Callable[[str], int], taken: Callable[[str], bool], elected: Callable[[], bool]
) -> str:
    """The form that articles print though nobody speaks under it: with `Jr.`, without letters for names, or the short form."""
    junior, plain = f"{name} Jr.", names.unlettered(name)
    juniors = 0 if names.person(name).suffix else printed(junior)
    shorts = names.shortened(name)
    shorts = shorts if shorts and elected() else []
    if not juniors and plain == name and not shorts:
        return name  # most people; how many articles print a name is asked of few
    told = printed(name)
    if not 0 < told < TOLD:
        return name
    if 2 * juniors > told and not taken(junior):
        return junior
    alone = 0 if plain == name else printed(plain) - told * (f" {fold(plain)} " in f" {fold(name)} ")
    if alone > 0 and alone >= PLAINER * told and not taken(plain):
        return plain
    short = max(shorts, key=printed, default="")
    return short if short and printed(short) > told and not taken(short) else name


def _printed(every: Mapping[str, float], printed: Callable[[str], int]) -> dict[str, float]:
    """How many articles print each of the names, whoever speaks there; the commonest first.

    One that stands within another (`Jr.`) is not printed there; if it stands nowhere else it is that one, cut. Where hardly
    anybody speaks under a name it may be another's, and what only prints it is not counted. A name that no text prints as it
    stands comes from what a page prints around it, and counts half.
    """
    times = {name: printed(name) for name in every}
    if not any(times.values()):
        return dict(every)
    longer = {name: [one for one in every if one != name and f" {fold(name)} " in f" {fold(one)} "] for name in every}
    alone = {name: max(0, times[name] - sum(times[one] for one in longer[name])) for name in every}
    spoken = dict(every)
    for name in every:
        whole = max((one for one in longer[name] if every[one]), key=lambda one: times[one], default="")
        if whole and not alone[name] and times[name] < TOLD:
            spoken[whole] += spoken.pop(name)
    enough = PLAINER * max(spoken.values())

    def told(name: str, articles: float) -> float:
        if not times[name]:
            return articles / 2
        return max(articles, alone[name]) if articles >= enough else articles or min(1, alone[name])

    found = {name: told(name, articles) for name, articles in spoken.items()}
    return dict(sorted(found.items(), key=lambda one: -one[1]))


def _counted(called: Iterable[tuple[str, int]]) -> dict[str, float]:
    """In how many articles each name is printed; names that differ by a mark or by capitals are one, as most print it."""
    found: dict[str, tuple[str, float]] = {}
    for name, articles in called:  # the commonest first
        key = fold(name).replace(".", "")
        first, before = found.get(key, (name, 0))
        found[key] = (name if first.isupper() else first, before + articles)
    return dict(found.values())


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
