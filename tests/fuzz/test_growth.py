"""That what is worked out of a reading takes time that grows with the text. `python tests/fuzz/growth.py` has the whole table.

Compared is the processor's time at two sizes, so that a slow machine changes nothing; ten times the text may take at most
twice what is linear, and something that is quadratic takes five times that. Of the whole pipeline calls are counted, which no
machine and no noise change, so that less than a square shows, too.
"""

from __future__ import annotations

import re
import time
from cProfile import Profile
from random import Random

import pytest
from fuzz import growth
from fuzz.growth import name

from quotes.linking.everybody import Everybody
from quotes.pipeline import marks, quotations
from quotes.pipeline.analyse import _analysis
from quotes.pipeline.cast import assemble
from quotes.pipeline.frame import fill
from quotes.pipeline.network.windows import paragraphs
from quotes.pipeline.stance import targets
from quotes.pipeline.transcripts.openings import lines
from quotes.types import Article, Attribution, Quote

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


def linear(work, small):
    """Whether ten times as much takes no more than twice what is linear; once of three times, as nothing but noise makes it more."""
    return any(seconds(lambda: work(TIMES * small)) < MOST * max(seconds(lambda: work(small)), 1e-4) for _ in range(3))


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
    assert linear(lambda number: assemble(*names(make, number)), 200)


SAID = "“We wait for the ferry,” said Oda Brandt on Monday.\n\n"
OPEN = "“We wait for the ferry.\n\n“We wait,” said Oda Brandt.\n\n"  # a quotation of two paragraphs
TITLE = "The mayor said the “Harbour{}” sank.\n\n"


def attributed(text):
    """The text's marked words as attributions to the words behind `said`, and its passages."""
    passages, _ = marks.passages(text)
    told = [
        Attribution("direct", (m.span(),), (), ((m.start() - 12, m.start() - 7),)) for m in re.finditer("Oda B", text)
    ]
    return told, passages


def frame_of(text):
    """The frames of quotations, beside a name and a day each."""
    at = [m.start() for m in re.finditer("“", text)]
    quotes = [
        Quote(n, n + 5, ((n, n + 5),), "words", "direct", source=((n + 30, n + 40),), cue=((n + 24, n + 28),))
        for n in at
    ]
    return fill(text, quotes, [(n + 30, n + 40, "PERSON") for n in at], "2024-02-02")


def headed(number):
    """Quotations of an article with as many headings, one item each."""
    spans = tuple((10 * n, 10 * n + 5) for n in range(number))
    article = Article("words and " * number, headings=spans, items=tuple(s for s, _ in spans))
    quotes = [Quote(s + 6, s + 9, ((s + 6, s + 9),), "and", "direct", speaker="Oda Brandt") for s, _ in spans]
    warnings = [marks.MarkWarning(s, e, "left open") for s, e in spans]
    return _analysis(article, quotes, (), (), warnings)


@pytest.mark.parametrize(
    ("work", "small"),
    [
        (lambda number: quotations.build(SAID * number, *attributed(SAID * number)), 100),
        (lambda number: quotations.build(OPEN * number, *attributed(OPEN * number)), 100),
        (lambda number: quotations.build(text := "".join(map(TITLE.format, range(number))), *attributed(text)), 100),
        (lambda number: quotations.build(text := "“We wait.\n\n" * number, *attributed(text)), 200),
        (lambda number: frame_of(SAID * number), 100),
        (lambda number: frame_of(SAID.replace("\n", " ") * number), 100),
        (headed, 1000),
        (lambda number: list(lines(f"Oda Brandt{' ' * number}so.")), 2000),
        (lambda number: paragraphs(f"Oda Brandt{' ' * number}so."), 2000),
    ],
    ids=["quotations", "of two paragraphs", "titles", "one of very many paragraphs", "frames", "in one line", "headings and items",
         "a line of spaces", "spaces"],
)  # fmt: skip
def test_what_stands_around_quotations(work, small):
    work(2)  # what is read once
    assert linear(work, small)


def speakers_of(number):
    """Whoever speaks in a text of as many people, with a paragraph between each two."""
    r = Random(number)
    names = [f"{name(r)} {name(r)}" if n % 2 else name(r) for n in range(number)]
    text = "".join(f"“We wait,” said {who}.\n\n{'They wait for the ferry of the town. ' * 15}\n\n" for who in names)
    quotes = [
        Quote(n, n + 8, ((n, n + 8),), "We wait,", "direct", speaker=who, speaker_kind="person")
        for n, who in enumerate(names)
    ]
    return Everybody(quotes, Article(text)).whos()


def test_the_names_of_very_many_speakers():
    assert linear(speakers_of, 90)


@pytest.fixture(scope="module")
def ruled():
    by = growth.Ruled()
    growth.taken(growth.KINDS["people who speak"](2_000), by)  # what is loaded once
    return by


def steps(kind, size, by):
    """How many calls it takes to analyse a text of a kind: the same number on every machine."""
    with Profile() as counted:
        growth.taken(growth.KINDS[kind](size), by)
    return sum(entry.callcount for entry in counted.getstats())


@pytest.mark.parametrize(
    ("kind", "small"),
    [
        ("bodies", 6_000),  # shorter texts hold too few for the limits on what is weighed to be reached
        ("acronyms", 2_000),
        ("roles", 2_000),
        ("one who speaks", 2_000),
        ("surnames", 2_000),
        ("hyphens", 2_000),
        ("names in a list", 2_000),
        ("quotations of two paragraphs", 2_000),
    ],
)
def test_the_steps_of_the_whole_pipeline(kind, small, ruled):
    assert steps(kind, 10 * small, ruled) < growth.MOST * steps(kind, small, ruled)


class Cast:
    """People who are all called by one noun, of whom one is named as often as all others together."""

    def __init__(self, number):
        self.text, spans = names(lambda r, n: "Oda Brandt" if n % 2 else f"{name(r)} {name(r)}", number)
        self.cast = assemble(self.text, spans)


def article(number):
    """Targets of a text without what the network says, which is no part of this."""
    made, cast = targets.Targets.__new__(targets.Targets), Cast(number)
    made.text, made.cast = cast.text, cast.cast
    made.index()
    return made


def test_the_targets_of_quotations():
    articles = {number: article(number) for number in (200, 2000)}

    def work(number):
        for n in range(number):
            quote = Quote(20 * n, 20 * n + 5, ((20 * n, 20 * n + 5),), "words", "direct", speaker="Oda Brandt")
            articles[number].speakers(quote)

    assert linear(work, 200)
