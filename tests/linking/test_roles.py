import pytest

from quotes.linking.roles import FAR, PLACE_APART, agreement


@pytest.mark.parametrize(
    ("one", "other", "least", "most"),
    [
        ("Defense Secretary", "secretary of defence", 0.9, 0.9),
        ("communications coordinator for the National Harbour Council", "National Harbour Council spokesman", 0.6, 1),
        ("spokesman", "a spokeswoman", 0.25, 0.25),
        ("Gov.", "governor of Ostmark", 0.4, 0.4),
        ("mayor of Ashford", "mayor of Wexcombe", PLACE_APART, PLACE_APART),
        ("economics professor in Ashford", "economics professor in Wexcombe", 0.1, 0.4),
        ("governor", "vice-presidential nominee", 0, 0),
        ("mayor", "goalkeeper", FAR, FAR),
        ("former goalkeeper", "mayor", -0.2, 0),
        ("", "mayor", 0, 0),
        ("the", "of", 0, 0),
    ],
)
def test_agreement(one, other, least, most):
    assert least <= agreement(one, other) <= most
    assert agreement(one, other) == agreement(other, one)
