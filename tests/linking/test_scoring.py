"""What moves the likeness of a name up and down, and by how much."""

from __future__ import annotations

import pytest

from quotes.linking import roles
from quotes.linking.scoring import (
    AGES_AGO,
    APPROVED,
    COMPANY,
    LONG_AGO,
    NEAR,
    OUTLET,
    ROLE,
    TAKEN,
    Alias,
    DatedRole,
    Past,
    Score,
    Who,
    by_name,
    nearness,
    weigh,
)

ADA = Who("Ada Ferrin", "person", ("mayor of Ostby",), "Quay Gazette", "2031-05-06", frozenset((1, 2, 3)))
SAME = roles.agreement("mayor of Ostby", "mayor of Ostby")
NAME = Score(0.5, ("surname",))

MOVED = [
    (ADA, Past(), 0.0, ()),
    (ADA, Past(seen=[("", "Quay Gazette")]), OUTLET, ("outlet +0.08",)),
    (ADA, Past(seen=[("2031-05-01", "Lund Post")]), NEAR, ("date +0.08",)),
    (ADA, Past(seen=[("2031-05", "")]), NEAR, ("date +0.08",)),
    (ADA, Past(seen=[("2024", ""), ("no date", "")]), LONG_AGO, ("date -0.05",)),
    (ADA, Past(seen=[("1999-01-01", "")]), AGES_AGO, ("date -0.25",)),
    (ADA, Past(seen=[("1999-01-01", ""), ("2030-01-01", "")]), 0.0, ()),
    (ADA, Past(company=frozenset((1, 9))), COMPANY, ("company +0.10",)),
    (ADA, Past(company=frozenset((1, 2, 3))), 2 * COMPANY, ("company +0.20",)),
    (ADA, Past([DatedRole("mayor of Ostby")]), SAME * ROLE, ("role (mayor of Ostby) +0.27",)),
    (
        ADA,
        Past([DatedRole("mayor of Ostby", "2030-01-01", "2032-01-01")]),
        SAME * ROLE,
        ("role (mayor of Ostby) +0.27",),
    ),
    # whoever held the office then need not hold it now
    (ADA, Past([DatedRole("mayor of Ostby", "2027", "2028")]), 0.75 * SAME * ROLE, ("role (mayor of Ostby) +0.20",)),
    (ADA, Past([DatedRole("mayor of Ostby", "2010", "2012")]), 0.5 * SAME * ROLE, ("role (mayor of Ostby) +0.14",)),
    (
        ADA,
        Past([DatedRole("mayor of Ostby", "2010", "2012"), DatedRole("mayor of Ostby", "2031")]),
        SAME * ROLE,
        ("role (mayor of Ostby) +0.27",),
    ),
]


@pytest.mark.parametrize(("who", "past", "worth", "reasons"), MOVED)
def test_what_is_known_moves_the_likeness_of_the_name(who, past, worth, reasons):
    found = weigh(who, NAME, past)
    assert found.value == pytest.approx(0.5 + worth)
    assert found.reasons == ("surname", *reasons)


def test_a_goalkeeper_is_no_judge():
    found = weigh(Who("Ada Ferrin", "person", ("judge",)), NAME, Past([DatedRole("goalkeeper")]))
    assert found.value == 0.0  # twice as much speaks against it as an office of another kind does


def test_a_role_that_somebody_of_many_roles_was_called_once_counts_half():
    others = [
        DatedRole(role)
        for role in ("judge", "lawyer", "prosecutor", "barrister", "solicitor", "magistrate", "attorney")
    ]
    assert weigh(ADA, NAME, Past([DatedRole("mayor of Ostby"), *others])).value == pytest.approx(0.5 + SAME * ROLE / 2)


def test_whom_the_article_has_under_another_name_is_less_likely():
    assert weigh(ADA, NAME, Past(), taken=True).value == pytest.approx(0.5 + TAKEN)
    assert weigh(ADA, Score(0.1), Past(), taken=True).value == 0.0  # and nobody less than not at all


NAMED = [
    ("Ada Ferrin", [Alias("Ada Ferrin")], "full name"),
    ("Ferrin", [Alias("Ada Ferrin")], "surname"),
    ("Ada Ferrin", [Alias("Bea Ferrin")], ""),
    # one of whose names is another's is not meant, unless the name is one of theirs
    ("Ada Ferrin", [Alias("Bea Ferrin"), Alias("Ferrin")], ""),
    ("Ada Ferrin", [Alias("Bea Ferrin"), Alias("Ada Ferrin")], "full name"),
]


@pytest.mark.parametrize(("name", "aliases", "reason"), NAMED)
def test_the_likest_of_somebodys_names_counts(name, aliases, reason):
    found = by_name(Who(name, "person"), aliases)
    assert (found.value > 0) is bool(reason)
    assert "".join(found.reasons) == reason


def test_a_name_that_a_person_gave_counts_more():
    given, printed = (by_name(Who("Ferrin", "person"), [Alias("Ada Ferrin", approved)]) for approved in (True, False))
    assert given.value == pytest.approx(printed.value + APPROVED)
    assert given.reasons == ("known surname",)


@pytest.mark.parametrize(
    ("some", "others", "expected"),
    [
        (["2031-05-06"], ["2031-06-01"], NEAR),
        (["2031-05-06"], ["2029"], 0.0),
        (["2031-05-06"], ["2025-05-06"], LONG_AGO),
        (["2031-05-06"], ["1999", "1990"], AGES_AGO),
        (["2031-05-06"], ["1999", "2031-05"], NEAR),
        (["2031-05-06"], ["", "soon"], 0.0),
        ([], ["2031"], 0.0),
    ],
)
def test_whether_two_speak_at_about_the_same_time(some, others, expected):
    assert nearness(some, others) == nearness(others, some) == expected
