"""The weights that choose a role are fitted to what people marked."""

import pytest

pytest.importorskip("torch")

from quotes.training.roles import _right, fit


def test_what_is_marked_again_and_again_is_preferred() -> None:
    office, hobby = {"bias": 1.0, "office": 1.0}, {"bias": 1.0, "hobby": 1.0}
    weights = fit([([hobby, office], [0.0, 1.0], 1.0)] * 40 + [([hobby], [0.0], 1.0)] * 40)
    assert weights["bias"] + weights["office"] > 0 > weights["bias"] + weights["hobby"]


@pytest.mark.parametrize(
    ("phrase", "role", "right"),
    [
        ("harbour mayor", "harbour mayor", 1.0),
        ("mayor", "mayor of the harbour", (2 / 3) ** 2),
        ("mayor", "former mayor of the old harbour", 0.0),
        ("baker", "harbour mayor", 0.0),
        ("Lund's aide", "aide to Lund", 1.0),
    ],
)
def test_how_right_a_phrase_is(phrase: str, role: str, right: float) -> None:
    assert _right(phrase, role) == pytest.approx(right)
