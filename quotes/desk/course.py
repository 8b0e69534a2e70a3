"""Where words came from: who printed an utterance first, from whom each other article seems to have it, and what changed on the way."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import Any

from quotes.errors import QueryError
from quotes.store.threshold import SHOWN
from quotes.store.variants import group
from quotes.wording.words import keys

MOST = 40  # articles of one utterance
ROW, STEP, LEFT, WIDTH = 46, 22, 14, 720  # of the picture, in pixels
LETTERS = 84  # of a line of it

Step = dict[str, Any]


def course(conn: sqlite3.Connection, quote_id: int) -> list[Step]:
    """Return the articles that carry an utterance, the earliest first; one alone where nobody else does.

    Each is a dict of id, text, speaker, outlet, agency, published, title, url, altered, difference, and of `source_id` (the earlier
    one that it seems to follow; None for the first), `how` (why: story, agency, words) and `depth` (how many steps from the first).
    An article follows one that tells the same story, else one of the same agency, else the one whose words are most like it:
    a guess, for nobody prints where a quotation was copied from. Raises QueryError where there is no such quotation.
    """
    found: list[Step] = group(conn, quote_id)[:MOST]
    stories = {
        row["id"]: row["story"]
        for row in conn.execute(
            "SELECT q.id, coalesce(a.story_id, a.id) AS story FROM quotes q JOIN articles a ON a.id = q.article_id"
            " JOIN variants v ON v.quote_id = q.id WHERE v.group_id = (SELECT group_id FROM variants WHERE quote_id = ?)"
            " AND q.shown = ?",
            (quote_id, SHOWN),
        )
    }
    steps: list[Step] = []
    for row in found:
        source, how = _source(row, steps, stories)
        steps.append(
            row
            | {"source_id": source["id"] if source else None, "how": how, "depth": source["depth"] + 1 if source else 0}
        )
    return steps


def svg(steps: list[Step]) -> str:
    """Return the course as a picture: a line an article, the earliest at the top, each led to from the one that it follows.

    It takes its colours from what is around it. Raises QueryError where there is nothing to draw.
    """
    from lxml.builder import ElementMaker
    from lxml.etree import tostring

    if not steps:
        raise QueryError("nobody carries these words")
    make = ElementMaker(namespace="http://www.w3.org/2000/svg", nsmap={None: "http://www.w3.org/2000/svg"})
    height = str(len(steps) * ROW + 8)
    picture = make.svg(
        make.title("Who printed these words first, and who followed"),
        {
            "viewBox": f"0 0 {WIDTH} {height}",
            "width": str(WIDTH),
            "height": height,
            "role": "img",
            "fill": "currentColor",
        },
    )
    picture.set("font-family", "sans-serif")
    places = {
        step["id"]: (LEFT + min(step["depth"], 12) * STEP, 22 + number * ROW) for number, step in enumerate(steps)
    }
    for step in steps:
        picture.extend(_drawn(step, places, make))
    return str(tostring(picture, encoding="unicode"))


def _drawn(step: Step, places: dict[int, tuple[int, int]], make: Any) -> Iterator[Any]:
    """An article's dot, the line that leads to it, and what is written beside it."""
    x, y = places[step["id"]]
    if step["source_id"] is not None:
        from_x, from_y = places[step["source_id"]]
        lead = {"d": f"M{from_x},{from_y + 6} V{y} H{x - 6}", "fill": "none", "stroke": "currentColor"}
        yield make.path(lead | {"stroke-opacity": "0.5"})
    filled = "none" if step["altered"] else "currentColor"
    yield make.circle({"cx": str(x), "cy": str(y), "r": "5", "stroke": "currentColor", "fill": filled})
    for text, down, size, opacity in ((_who(step), 0, "14", "1"), (changes(step), 17, "12", "0.75")):
        place = {"x": str(x + 12), "y": str(y + 5 + down)}
        yield make.text(_short(text), place | {"font-size": size, "fill-opacity": opacity})


def changes(step: Step) -> str:
    """Return what an article has otherwise than the fullest wording, in words."""
    named = [
        f"{change['kind']}: {' → '.join(filter(None, (change['stored'], change['claimed'])))}"
        if change["stored"] and change["claimed"]
        else f"{'left out' if change['stored'] else 'added'}: {change['stored'] or change['claimed']}"
        for change in step["difference"]
    ]
    if not named:
        return "the fullest wording" if step["fullest"] else "the same words"
    return "; ".join(named)


def _source(row: Step, earlier: list[Step], stories: dict[int, int]) -> tuple[Step | None, str]:
    """The earlier article that this one seems to follow, and why."""
    if not earlier:
        return None, ""
    story = [one for one in earlier if stories.get(one["id"], -1) == stories.get(row["id"])]
    agency = [one for one in earlier if row["agency"] and row["agency"] in (one["agency"], one["outlet"])]
    how = "story" if story else "agency" if agency else "words"
    return _most_alike(row, story or agency or earlier), how


def _most_alike(row: Step, others: list[Step]) -> Step:
    from rapidfuzz.distance import LCSseq

    mine = keys(row["text"])
    return max(others, key=lambda one: LCSseq.normalized_similarity(mine, keys(one["text"])))  # the first of equals


def _who(step: Step) -> str:
    agency = f" ({step['agency']})" if step["agency"] and step["agency"] != step["outlet"] else ""
    first = "first: " if step["source_id"] is None else ""
    return f"{first}{step['outlet'] or 'no outlet'}{agency}, {(step['published'] or 'no date')[:10]}"


def _short(text: str) -> str:
    plain = "".join(ch if ch.isprintable() else " " for ch in text)
    return plain if len(plain) <= LETTERS else plain[: LETTERS - 1] + "…"
