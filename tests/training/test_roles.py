"""The weights that choose a role are fitted to what people marked."""

import pytest

pytest.importorskip("torch")

from quotes.training.roles import Choice, fit, left_out

OFFICE, HOBBY = {"bias": 1.0, "office": 1.0}, {"bias": 1.0, "hobby": 1.0}
FOUND = [Choice(f"a{n}", "mayor", 1, ("angler", "mayor"), (HOBBY, OFFICE)) for n in range(40)] + [
    Choice(f"b{n}", "", 1, ("angler",), (HOBBY,)) for n in range(40)
]


def test_what_is_marked_again_and_again_is_preferred() -> None:
    weights = fit(FOUND)
    assert weights["bias"] + weights["office"] > 0 > weights["bias"] + weights["hobby"]


def test_the_figures_are_of_articles_that_were_left_out() -> None:
    odd = Choice("c", "angler", 20, ("angler", "mayor"), (HOBBY, OFFICE))
    told, none = left_out([*FOUND, odd])
    assert (told, none) == (pytest.approx(40 / 60), 1.0)


@pytest.mark.parametrize(
    ("phrase", "role", "right"),
    [
        ("harbour mayor", "harbour mayor", 1.0),
        ("glazier", "glazier who keeps the old tools", 1.0),
        ("mayor", "mayor of the harbour", (2 / 3) ** 8),
        ("mayor", "former mayor of the old harbour", 0.0),
        ("baker", "harbour mayor", 0.0),
        ("baker", "", 0.0),
        ("Lund's aide", "aide to Lund", 1.0),
    ],
)
def test_how_right_a_phrase_is(phrase: str, role: str, right: float) -> None:
    assert Choice("a", role, 1, (phrase,), ({},)).right() == [pytest.approx(right)]
