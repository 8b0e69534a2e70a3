"""That what is worked out of a reading takes time that grows with the text. `python tests/fuzz/growth.py` has the whole table.

Compared is the processor's time at two sizes, so that a slow machine changes nothing; ten times the text may take at most
twice what is linear, and something that is quadratic takes five times that.
"""

from __future__ import annotations

import time
from random import Random

import pytest
from fuzz.growth import name

from quotes.pipeline.cast import assemble
from quotes.pipeline.stance import targets
from quotes.types import Quote

TIMES = 10
MOST = 2 * TIMES  # what is linear takes ten times as long; what is quadratic a hundred


def names(make, number):
    """A text of so many names, and where they stand."""
    r, parts, spans, at = Random(number), [], [], 0
    for n in range(number):
        words = make(r, n)
        spans.append((at, at + len(words), "PERSON"))
        parts.append(f"{words} and ")
        at += len(parts[-1])
    return "".join(parts), spans


def seconds(work):
    started = time.process_time()
    work()
    return time.process_time() - started


def grown(work, small):
    """How many times as long something takes for ten times as much; the best of three, as nothing but noise makes it more."""
    return min(seconds(lambda: work(TIMES * small)) / max(seconds(lambda: work(small)), 1e-4) for _ in range(3))


@pytest.mark.parametrize(
    "make",
    [
        lambda r, n: f"{name(r)} Brandt",
        lambda r, n: f"Oda {name(r)}",
        lambda r, n: f"{name(r)} {name(r)}",
        lambda r, n: name(r),
        lambda r, n: "Oda Brandt",
        lambda r, n: f"{'Brandtmoor'[: n % 9]}{r.choice('abcdefghij')}{'Brandtmoor'[n % 9 :]}".title(),
        lambda r, n: f"Oda {name(r)} Brandt",
    ],
    ids=["one surname", "one given name", "names", "surnames alone", "one name", "slips of the pen", "middle names"],
)
def test_a_cast(make):
    assert grown(lambda number: assemble(*names(make, number)), 200) < MOST


class Cast:
    """People who are all called by one noun, of whom one is named as often as all others together."""

    def __init__(self, number):
        self.text, spans = names(lambda r, n: "Oda Brandt" if n % 2 else f"{name(r)} {name(r)}", number)
        self.cast = assemble(self.text, spans)


def article(number):
    """Targets of a text without what the network says, which is no part of this."""
    made, cast = targets.Targets.__new__(targets.Targets), Cast(number)
    made.text, made.cast = cast.text, cast.cast
    made.main = sorted(cast.cast.entities, key=lambda e: -len(e.mentions))[:2]
    made.index()
    return made


def test_the_targets_of_quotations():
    articles = {number: article(number) for number in (200, 2000)}

    def work(number):
        for n in range(number):
            quote = Quote(20 * n, 20 * n + 5, ((20 * n, 20 * n + 5),), "words", "direct", speaker="Oda Brandt")
            articles[number].speakers(quote)
            articles[number].near(articles[number].main[0], quote.start)

    assert grown(work, 200) < MOST


def test_the_nearest_mention_is_found():
    made = article(40)
    for entity in made.main:
        for place in range(0, len(made.text), 7):
            nearest = min(entity.mentions, key=lambda span: abs(span[0] - place))
            assert made.near(entity, place) == nearest
