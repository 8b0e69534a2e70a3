"""Who speaks in an article."""

import pytest
from records import spoken

from quotes.linking.everybody import Everybody
from quotes.types import Article


@pytest.mark.parametrize(
    ("name", "role", "kind"),
    [
        # a single word that the article calls a firm
        ("Nerida", "subsidiary of Marlow Services", "organization"),
        ("Pontis", "think tank in Calder", "organization"),
        ("Nuala", "the news site", "organization"),
        ("Nerida", "Ashford-based shipping company", "organization"),
        ("Bern", "head of a company", "person"),
        ("Bern", "company chief", "person"),
        ("Ada Bern", "the company", "person"),
    ],
)
def test_a_firm_is_nobody_in_person(name, role, kind):
    words = "We will come."
    text = f"“{words}” said {name}, {role}."
    quote = spoken(text, words, speaker=name, speaker_kind="person", role=role, source=name)
    assert Everybody([quote], Article(text=text)).called == {(name, "person"): [(name, kind)]}
