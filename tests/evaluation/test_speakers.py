"""The figures of speakers, roles and stances, by hand on small cases."""

from __future__ import annotations

import pytest

from quotes.evaluation.gold import Said
from quotes.evaluation.speakers import Scorer, same

SAID = Said(10, 30, "Ada Ferrin", "person", "mayor of Quay", "opposes", "the sale", "pronoun")


def quote(**fields):
    return {
        "start": 10,
        "end": 30,
        "speaker": "Ada Ferrin",
        "role": "Mayor",
        "stance": "opposes",
        "target": "sale",
    } | fields


def figures(*found, gold=(SAID,)):
    scorer = Scorer()
    scorer.add("a", "x" * 40, gold, found)
    return scorer.report().figures


@pytest.mark.parametrize(
    ("gold", "found", "kind", "right"),
    [
        ("Ada Ferrin", "Ferrin", "person", True),
        ("Ada Ferrin", "Mayor Ada Ferrin", "person", True),
        ("Ada Ferrin", "Ada", "person", False),  # a surname is asked for
        ("Ada Ferrin", "Tom Ferrin", "person", False),
        ("Ada Ferrin", "", "person", False),
        ("", "", "unknown", True),
        ("", "Ada Ferrin", "unknown", False),
        ("US Central Command", "Central Command", "organization", True),
        ("The Quay Gazette", "Quay Gazette’s", "organization", True),
        ("a senior harbour official", "harbour official", "unnamed", True),
        ("a senior harbour official", "the official", "unnamed", False),
        ("Ada Ferrin and Tomas Roe", "Roe", "person", True),
        ("U.S. Coast Guard", "US Coast Guard", "organization", True),
    ],
)
def test_names_of_the_same_speaker(gold, found, kind, right):
    assert same(gold, found, kind) is right


def test_all_right():
    found = figures(quote())
    assert {found[n] for n in ("found", "speaker_full", "speaker", "of_pronouns", "role", "target")} == {100.0}
    assert found["stance_f1"] == {"supports": 0.0, "opposes": 100.0, "neutral": 0.0}
    assert found["stance_macro_f1"] == 33.3


@pytest.mark.parametrize(
    ("found", "name", "value"),
    [
        ([], "found", 0.0),
        ([quote(start=15)], "found", 0.0),  # 15 of 20 characters are less than 0.8
        ([quote(start=14)], "found", 100.0),
        ([quote(start=0, end=25), quote(start=14)], "speaker", 100.0),  # the best-covering one is compared
        ([quote(speaker="Ferrin")], "speaker", 100.0),
        ([quote(speaker="Ferrin")], "speaker_full", 0.0),
        ([quote(role="Mayor")], "role", 100.0),  # one of two telling words
        ([quote(role="clerk")], "role", 0.0),
        ([quote(speaker="Tomas Roe")], "role", None),  # no role is compared beside a wrong speaker
        ([quote(target="the")], "target", 0.0),
        ([quote(stance="")], "target", 100.0),
    ],
)
def test_what_counts_as_right(found, name, value):
    assert figures(*found)[name] == value


@pytest.mark.parametrize(
    ("found", "at", "shown", "right"),
    [
        (quote(stance_confidence=0.65), "at 0.60", 1, 100.0),
        (quote(stance_confidence=0.65), "at 0.70", 0, 0.0),
        (quote(stance_confidence=0.65, target="the ferry"), "at 0.60", 1, 0.0),
        (quote(stance_confidence=0.65, stance="supports"), "at 0.60", 1, 0.0),
        (quote(stance="neutral"), "at 0.00", 0, 0.0),
    ],
)
def test_sides_by_how_sure_they_are(found, at, shown, right):
    sides = figures(found)["sides"][at]
    assert (sides["shown"], sides["side_and_target"]) == (shown, right)
    assert sides["of_sided"] == 100.0 * shown


def test_errors_say_who_it_was():
    scorer = Scorer()
    scorer.add("a", "x" * 40, [SAID, SAID], [quote(speaker="")])
    scorer.add("b", "x" * 40, [SAID], [])
    assert [(e.what, e.id, e.gold, e.got) for e in scorer.errors] == [
        ("speaker", "a", "Ada Ferrin", "(nobody)"),
        ("speaker", "a", "Ada Ferrin", "(nobody)"),
        ("not found", "b", "Ada Ferrin", ""),
    ]
