"""Descriptions that many articles print beside one name speak of that person."""

import pytest

from quotes.training.corpora import Example, Labelled
from quotes.training.descriptions import describe
from quotes.training.folds import FOLDS, fold, half

BESIDE = "Harbour mayor Mira Lund spoke. It rained."


def article(text: str, *names: str) -> Example:
    spans = sorted((text.index(name), text.index(name) + len(name)) for name in names)
    return Example(text, text, entities=tuple(Labelled(s, e, "PERSON") for s, e in spans))


@pytest.mark.parametrize(
    ("others", "text", "names", "of"),
    [
        (3, "Mira Lund came. The harbour mayor was late.", ("Mira Lund",), "Mira Lund"),
        (1, "Mira Lund came. The harbour mayor was late.", ("Mira Lund",), None),  # one article is not enough
        (3, "Tom Voss came. The harbour mayor was late.", ("Tom Voss",), None),  # of whom nobody says so
        (3, "Mira Lund came. The harbour mayor Tom Voss was late.", ("Mira Lund", "Tom Voss"), None),  # named beside it
        (0, "Harbour mayor Mira Lund came. The harbour mayor was late.", ("Mira Lund",), "Mira Lund"),
    ],
)
def test_whom_a_description_speaks_of(others: int, text: str, names: tuple[str, ...], of: str | None) -> None:
    *_, found = describe([*(article(BESIDE, "Mira Lund") for _ in range(others)), article(text, *names)])
    at = text.lower().rindex("the harbour mayor")
    assert found.known_references == (((at, (text.index(of),)),) if of else ())


def test_a_fold_lies_within_one_half_and_all_are_used() -> None:
    names = [f"article {n}" for n in range(200)]
    assert {fold(name) for name in names} == set(range(FOLDS))
    assert all(half(name) == fold(name) % 2 for name in names)
