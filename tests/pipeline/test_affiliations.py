import pytest
from records import at

from quotes.pipeline.affiliations import affiliation


@pytest.mark.parametrize(
    ("role", "bodies", "expected"),
    [
        ("strategic communications coordinator for the National Security Council", ["the National Security Council"],
         "National Security Council"),
        ("Harbour Council spokeswoman", ["Harbour Council"], "Harbour Council"),
        ("Marlow Bank's chief economist", ["Marlow Bank's"], "Marlow Bank"),
        ("Harbour Council spokeswoman and fellow at Quay University", ["Harbour Council", "Quay University"],
         "Quay University"),
        ("director of the Institute\nof Tides", ["Institute\nof Tides"], "Institute of Tides"),
        ("mayor of Ashford", [], ""),
        ("Defense Secretary", ["Defense Secretary"], ""),
        ("head of the council", ["the council"], ""),
    ],
)  # fmt: skip
def test_the_body_that_a_role_names(role, bodies, expected):
    text = f"Quay Gazette spoke to Ada Bern, {role}, at the Harbour Office."
    entities = [(*at(text, body), "ORG") for body in [*bodies, "Quay Gazette", "Harbour Office"]]
    entities.append((*at(text, "Ada Bern"), "PERSON"))
    assert affiliation(text, at(text, role), entities) == expected


def test_a_place_is_no_body():
    text = "Ada Bern, mayor of Ashford"
    assert affiliation(text, at(text, "mayor of Ashford"), [(*at(text, "Ashford"), "PLACE")]) == ""


def test_no_role_no_affiliation():
    assert affiliation("Ada Bern said so.", None, [(0, 8, "ORG")]) == ""
