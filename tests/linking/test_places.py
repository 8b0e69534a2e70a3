"""Bodies with a common name are told apart by their place."""

import pytest

from quotes.linking import organizations, places
from quotes.linking.organizations import CONFLICT, FULL, REORDERED


@pytest.mark.parametrize(
    ("one", "other", "likeness"),
    [
        ("Kenyan foreign ministry", "Kenya’s Foreign Ministry", FULL),
        ("Ministry of Foreign Affairs of Kenya", "Kenyan Foreign Ministry", REORDERED),
        ("Kenyan Health Ministry", "Ugandan Health Ministry", CONFLICT),
        ("Supreme Court of Nepal", "Supreme Court", CONFLICT),
        ("U.S. Supreme Court", "Supreme Court", FULL),
        ("Ostmark Review magazine", "The Ostmark Review", FULL),
        ("AshfordToday", "Ashford Today", organizations.SPELT),
        ("Onion", "Union", 0),
        ("Norwegian Chess Federation", "Swedish Chess Federation", 0),
        # of two states, and of a state and the country
        ("Ohio GOP", "Utah GOP", CONFLICT),
        ("Ohio Sierra Club", "Maine Sierra Club", CONFLICT),
        ("Ohio Human Rights Watch", "Human Rights Watch", CONFLICT),
    ],
)
def test_common_names(one, other, likeness):
    assert organizations.likeness(one, other)[0] == likeness
    assert organizations.likeness(other, one)[0] == likeness


@pytest.mark.parametrize(
    ("name", "text", "in_full"),
    [
        (
            "Health Ministry",
            "Kenya’s Health Ministry said so. The Health Ministry said more.",
            "Kenyan Health Ministry",
        ),
        ("Supreme Court", "The Supreme Court of Nepal sat. The Supreme Court said no.", "Nepali Supreme Court"),
        ("Supreme Court", "It is said in Washington that the Supreme Court said no.", ""),
        ("Supreme Court", "The Texas Supreme Court waits. The Supreme Court said no.", ""),
        ("Parliament", "Kenyans wait in Nairobi. Kenya is dry. Parliament voted.", "Kenyan Parliament"),
        ("Parliament", "Kenya and Uganda talk. Kenya is dry, Uganda is wet. Parliament voted.", ""),
        ("Police", "A man was seen, Ashford police said. Police said more.", "Ashford Police"),
        (
            "Finance Committee",
            "It went to the Harbour Finance Committee. The Finance Committee met.",
            "Harbour Finance Committee",
        ),
        ("Marlow Shipping", "Kenya’s Marlow Shipping is large.", ""),
    ],
)
def test_the_place_that_an_article_says(name, text, in_full):
    assert organizations.with_place(name, text) == in_full


def test_an_acronym_is_what_the_article_says():
    text = "The Northern Quay Council (NQC) met. The NQC said no."
    assert organizations.in_full("NQC", text) == "Northern Quay Council"
    assert organizations.in_full("ABC", text) == ""


def test_peoples_are_no_places():
    assert places.is_people("Kenyans") and places.is_people("Kenyan") and not places.is_people("Kenya")
    assert places.is_place("Kenya") and not places.is_place("Kenyan")


def test_a_body_with_a_place_is_none_without():
    assert organizations.placed(["Nepali Supreme Court", "Supreme Court"]) == ["Nepali Supreme Court"]
    assert organizations.placed(["GOP", "Republican Party"]) == ["GOP", "Republican Party"]
