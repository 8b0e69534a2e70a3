"""Charts as the templates draw them in SVG: where each mark stands, in percent of the width and in pixels down.

Positions in percent let a picture fill any width while its letters keep their size, so that a phone shows
what a desk shows. (Altair with vl-convert was weighed: 0.3 s a picture, 90 MB, V8; pygal brings its own
inline styles, which the pages' security policy forbids.)
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

HEIGHT = 120  # pixels of the tallest column
FEWEST = 12  # columns there is room for at least, so that one column is not a wall
ROW = 52  # pixels of a row of a timeline: its label and its marks
LEVEL = {"supports": -10, "opposes": 10}  # pixels off a timeline's line, so that the marks of one day stay apart
FEW = 2  # columns that a sentence tells as well as a picture
LABEL = 44  # characters of a row's label, which fit on a phone
Counts = Sequence[tuple[str, dict[str, int]]]


@dataclass(frozen=True, slots=True)
class Bar:
    """One part of a column: x and width in percent, y and height in pixels."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    label: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A label under the axis, at x percent, anchored at its start, middle or end."""

    x: float
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Dot:
    """What is of one day and kind in a timeline: x in percent, y in pixels, shape and colour by `kind`, how `many`."""

    x: float
    y: float
    kind: str
    label: str
    many: int = 1


def by_month(said: Iterable[Any], kinds: Sequence[str]) -> dict[str, Any]:
    """Return columns of how many take each side in a month, of the last five years of them; who takes none is neutral."""
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for row in said:
        stance = row["stance"] or "neutral"
        if len(row["published"] or "") >= 7 and stance in kinds:
            counted[row["published"][:7]][stance] += 1
    if not counted:
        return columns([], ())
    last = max(counted)
    months = months_between(max(min(counted), months_back(last, 59)), last)
    return columns([(month, dict(counted[month])) for month in months], kinds)


def columns(counts: Counts, kinds: Sequence[str]) -> dict[str, Any]:
    """Return a column for every label, its parts one over another in the order of `kinds`.

    `bars`, `ticks`, `lines` (pairs of y and the figure there), `height`, `top` (the greatest sum), `kinds`, `table`
    (the figures, for those who cannot see), and `few`: the rows that a sentence tells where a picture would be empty.
    """
    most = max((sum(each.values()) for _, each in counts), default=0)
    top = _rounded(most)
    bars: list[Bar] = []
    slots = max(len(counts), FEWEST)
    step = 100 / slots
    for position, (label, each) in enumerate(counts):
        y = float(HEIGHT)
        for kind in kinds:
            height = HEIGHT * each.get(kind, 0) / top if top else 0
            if height:
                y -= height
                x, width = round(position * step + step * 0.1, 2), round(step * 0.8, 2)
                bars.append(Bar(x, round(y, 1), width, round(height, 1), kind, f"{label}: {each[kind]} {kind}"))
    table = [{"label": label} | {kind: each.get(kind, 0) for kind in kinds} for label, each in counts]
    ticks = _ticks([label for label, _ in counts], slots)
    lines = [(round(HEIGHT * (1 - value / top), 1), value) for value in (top, top // 2) if top and value]
    told = [(label, sum(each.values()), each) for label, each in counts if sum(each.values())]
    few = told if len(told) <= FEW else []
    drawn = {"bars": bars, "ticks": ticks, "lines": lines, "height": HEIGHT, "top": most, "kinds": list(kinds)}
    return drawn | {"table": table, "few": few}


def timeline(rows: Iterable[tuple[str, Sequence[tuple[str, str, str]]]]) -> dict[str, Any]:
    """Return a row for every name with its dots of (ISO date, kind, label), on one axis of days.

    A dot stands for all of a day and kind, with how many they are; the kinds stand one over another. `rows` (name,
    y, dots), `ticks`, `height`, `table`, and `day`, where all of it is of one day, which needs no picture.
    """
    found = [(name, [dot for dot in dots if _ordinal(dot[0])]) for name, dots in rows]
    found = [(name, dots) for name, dots in found if dots]
    dates = [day for _, dots in found for day, _, _ in dots]
    if not dates:
        return {"rows": [], "ticks": [], "height": 0, "table": [], "day": None}
    first, last = min(dates)[:10], max(dates)[:10]
    low, span = _ordinal(first), max(_ordinal(last) - _ordinal(first), 1)
    drawn = []
    for position, (name, dots) in enumerate(found):
        y = position * ROW + 36
        together = Counter((day[:10], kind) for day, kind, _ in dots)
        at = [
            Dot(
                round(2 + 96 * (_ordinal(day) - low) / span, 2),
                y + LEVEL.get(kind, 0),
                kind,
                f"{day}: {many} {kind}",
                many,
            )
            for (day, kind), many in sorted(together.items())
        ]
        drawn.append({"name": name, "y": y, "dots": at})
    ticks = [Tick(2, first, "start")] + ([Tick(98, last, "end")] if last != first else [])
    told = {"ticks": ticks, "height": len(found) * ROW, "table": [_tally(*row) for row in found]}
    return told | {"rows": drawn if first != last else [], "day": first if first == last else None}


def _rounded(most: int) -> int:
    """The least of 2, 4, 6, 8, 10, 12, 16, 20, 40, … that is not less: a figure for the top of an axis whose half is whole."""
    step = 1
    while True:
        for figure in (2, 4, 6, 8, 10, 12, 16):
            if most <= figure * step:
                return figure * step if most else 0
        step *= 10


def data(fact: Any) -> Any:
    """Return the figures behind a chart; anything else as it is."""
    return fact["table"] if isinstance(fact, dict) and {"ticks", "table"} <= fact.keys() else fact


def months_between(first: str, last: str) -> list[str]:
    """Return every month from the first to the last, as YYYY-MM."""
    start, end = _month(first), _month(last)
    return [f"{index // 12:04}-{index % 12 + 1:02}" for index in range(start, end + 1)]


def months_back(month: str, many: int) -> str:
    """Return the month that many months before; after, where it is less than none."""
    index = max(_month(month) - many, 12)
    return f"{index // 12:04}-{index % 12 + 1:02}"


def _month(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:7] or 1) - 1


def _ordinal(day: str) -> int:
    """The day's number; 0 for a date that is none."""
    try:
        return date.fromisoformat((day + "-01-01")[:10] if len(day) < 10 else day[:10]).toordinal()
    except ValueError:
        return 0


def _ticks(labels: Sequence[str], slots: int) -> list[Tick]:
    """The first label, the last, and one between where there is room."""
    last = len(labels) - 1
    ticks = [Tick(0, labels[0], "start")] if labels else []
    if last > 6:
        ticks.append(Tick(round(100 * (last // 2 + 0.5) / slots, 2), labels[last // 2], "middle"))
    if last >= slots / 2:
        ticks.append(Tick(round(100 * (last + 1) / slots, 2), labels[last], "end"))
    return ticks


def _tally(name: str, dots: Sequence[tuple[str, str, str]]) -> dict[str, Any]:
    counted = Counter(kind for _, kind, _ in dots)
    return {"label": name, **counted, "first": min(dots)[0][:10], "last": max(dots)[0][:10]}
