import pytest

from quotes.linking.roles import FAR, PLACE_APART, agreement, held


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
        ("the Harbour Council’s spokesman", "goalkeeper", FAR, FAR),
        ("White House spokesman", "goalkeeper", FAR, FAR),
        ("Harbour Council's pilot", "pilot of the Harbour Council", 1, 1),
        ("former goalkeeper", "mayor", -0.2, 0),
        ("second husband", "Capt.", FAR, FAR),
        ("father of two", "lieutenant governor", FAR, FAR),
        ("her brother", "district judge", FAR, FAR),
        ("Ada Bern’s husband", "Capt.", -0.2, 0),
        ("cousin of the novelist Ada Bern", "novelist", 0.1, 1),
        ("", "mayor", 0, 0),
        ("the", "of", 0, 0),
    ],
)
def test_agreement(one, other, least, most):
    assert least <= agreement(one, other) <= most
    assert agreement(one, other) == agreement(other, one)


@pytest.mark.parametrize(
    ("role", "body", "both"),
    [
        ("geologist", "Tidal Office", "geologist, Tidal Office"),
        ("head of the Tidal Office", "Tidal Office", "head of the Tidal Office"),
        ("", "Tidal Office", "Tidal Office"),
        ("geologist", "", "geologist"),
        ("", "", ""),
    ],
)
def test_a_role_with_its_body(role, body, both):
    assert held(role, body) == both
