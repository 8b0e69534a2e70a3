"""The figures of attribution: by hand on small texts, and equal to the field's scorer on PolNeAR."""

from __future__ import annotations

import pytest

from quotes.evaluation.attribution import Scorer, passages
from quotes.types import Attribution

TEXT = "“We will rebuild,” said Ada Ferrin. She said “nobody” would leave.\n\n“It runs on\n\nand on,” she said."


def at(words: str) -> tuple[int, int]:
    return TEXT.index(words), TEXT.index(words) + len(words)


def attribution(content: str, source: str = "", cue: str = "", kind: str = "direct") -> Attribution:
    return Attribution(kind, (at(source),) if source else (), (at(cue),) if cue else (), (at(content),))


GOLD = [
    attribution("“We will rebuild,”", "Ada Ferrin", "said Ada"),
    attribution("“nobody” would leave", "She", kind="mixed"),
    attribution("“It runs on\n\nand on,”", "she", kind="direct"),
]


def figures(*found: Attribution) -> dict:
    scorer = Scorer()
    scorer.add("a", TEXT, GOLD, found)
    return scorer.report().figures


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("“A,” he said, “b.”", ["A", "b"]),
        ('"A," he said, "b."', ["A", "b"]),
        ("“Runs on\n\n“and closes,” he said.", ["Runs on", "and closes"]),
        ("„Hoch“ and «guillemets»", ["Hoch“ and «guillemets"]),
        ("nothing, ‘single’, “”", []),
    ],
)
def test_passages_are_what_stands_between_double_marks(text, words):
    assert [text[s:e] for s, e in passages(text)] == words


def test_everything_found_is_100():
    found = figures(*GOLD)
    assert {found[name]["f1"] for name in ("quoted", "quoted+source", "content", "content+source", "exact")} == {100.0}
    assert {role["f1"] for role in found["spans"].values()} == {100.0}
    assert found["recall"] == {"direct": 100.0, "mixed": 100.0, "indirect": 0.0}
    assert found["quoted"]["gold"] == 3  # the paragraph break ends a passage; what follows it opens no mark


def test_nothing_found_is_0():
    found = figures()
    assert found["quoted"] == {"p": 0.0, "r": 0.0, "f1": 0.0, "gold": 3, "predicted": 0, "right": 0}
    assert found["source_accuracy"] == 0.0


@pytest.mark.parametrize(
    ("found", "name", "right"),
    [
        (attribution("We will rebuild", "Ada Ferrin"), "exact", 1),  # marks and stops at the ends do not matter
        (attribution("will rebuild", "Ada Ferrin"), "quoted", 1),  # 12 of 15 characters: 0.8
        (attribution("rebuild", "Ada Ferrin"), "quoted", 0),
        (attribution("will rebuild", "Ada Ferrin"), "content", 1),
        (attribution("will rebuild", "Ada Ferrin"), "exact", 0),
        (attribution("We will rebuild", "Ferrin"), "quoted+source", 1),  # six of the shorter one's six characters
        (attribution("We will rebuild", "She"), "quoted+source", 0),
        (attribution("We will rebuild"), "quoted+source", 0),
        (attribution("nobody", "She"), "quoted+source", 1),
        (attribution("nobody", "She"), "content", 0),
    ],
)
def test_what_counts_as_right(found, name, right):
    assert figures(found)[name]["right"] == right


def test_errors_say_what_was_wrong_and_where():
    scorer = Scorer()
    scorer.add(
        "a", TEXT, GOLD, [attribution("“We will rebuild,”", "She"), attribution("“It runs on\n\nand on,”", "she")]
    )
    errors = [(e.what, TEXT[slice(*e.spans[0])], e.gold, e.got) for e in scorer.report().errors]
    assert errors == [("source", "We will rebuild", "Ada Ferrin", "She"), ("missed", "nobody", "She", "")]
