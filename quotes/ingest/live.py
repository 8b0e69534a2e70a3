"""The items of a live report: elements side by side that each begin with a clock, or headings that do."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from itertools import islice
from typing import Any

from quotes.ingest.boxes import plain

LEAST = 3  # items of a report
MOST = 0.5  # of the article's words: items hold more of them than that
LEADS = 60  # characters of an item within which its clock stands
_CLOCK = re.compile(
    r"\b\d{1,2}[:.]\d\d(?!\d)|\b\d{1,2}\s?[ap]\.?m\b|\b(?:\d{1,2}|an?)\s?(?:m|h|min|minute|hour)s?\b(?:\s?ago)?",
    re.IGNORECASE,
)
_HEADED = re.compile(r"\W{0,3}\d{1,2}(?:[:.]\d\d(?!\d)(?:\s?[ap]\.?m\b)?|\s?[ap]\.?m\b)", re.IGNORECASE)


def items(tree: Any, lines: list[str], printed: list[tuple[Any, str]]) -> set[str]:
    """Return the first line of each item of a page, among the `lines` of its article; none where it is no live report."""
    groups: dict[Any, list[Any]] = {}
    for element in tree.iter("article", "section", "div", "li"):
        names = (element.get("class") or "").split()[:1]
        groups.setdefault((element.getparent(), element.tag, *names), []).append(element)
    member = {
        element: key
        for key, group in groups.items()
        if len(group) >= LEAST and all(map(_begins_with_clock, group[:LEAST]))
        for element in group
        if _begins_with_clock(element)
    }
    wanted = {plain(line): line for line in lines}
    first: dict[Any, dict[Any, str]] = {}
    words: Counter[Any] = Counter()
    for element, line in printed if member else ():
        if (kept := wanted.get(plain(line))) is None:
            continue
        for above in (element, *element.iterancestors()):
            if key := member.get(above):
                first.setdefault(key, {}).setdefault(above, kept)
                words[key] += len(kept)
    key, size = max(words.items(), key=lambda pair: pair[1], default=(None, 0))
    if key is None or len(first[key]) < LEAST or size < MOST * sum(map(len, lines)):
        return set()
    return set(first[key].values())


def _begins_with_clock(element: Any) -> bool:
    if element.find(".//time") is not None:
        return True
    return bool(_CLOCK.search("".join(islice(element.itertext(), 8)).strip()[:LEADS]))


def headed(headings: Iterable[str]) -> list[str]:
    """Return those of the headings that begin with a time of day, where there are as many as a report has items."""
    found = [line for line in headings if _HEADED.match(line)]
    return found if len(found) >= LEAST else []
