"""What the words for a source without a name say of it."""

import pytest

from quotes.linking.sources import THING, described, head


@pytest.mark.parametrize(
    ("name", "affiliation", "kind", "body", "place"),
    [
        ("a Harbour Council spokesman", "", "spokesperson", "Harbour Council", ""),
        ("a spokeswoman for the Quay Ministry", "", "spokesperson", "Quay Ministry", ""),
        ("an official", "Tidal Office", "official", "Tidal Office", ""),
        ("three senior Kenyan officials", "", "official", "", "Kenya"),
        ("Ada Bern’s lawyers", "", "law", "Ada Bern", ""),
        ("the victim's mother", "", "family", "", ""),
        ("dozens of dock workers", "", "worker", "", ""),
        ("One of the pilots' lawyers who asked not to be named", "", "law", "", ""),
        ("More than 2,000 residents", "", "public", "", ""),
        ("a person familiar with the talks", "", "public", "", ""),
        ("two sources close to the mayor", "", "source", "", ""),
        ("critics of the new quay", "", "critic", "", ""),
        ("a report on the harbour", "", THING, "", ""),
        ("court documents", "", THING, "", ""),
    ],
)
def test_a_source_without_a_name(name, affiliation, kind, body, place):
    found = described(name, affiliation)
    assert (found.kind, found.body, found.place) == (kind, body, place)


@pytest.mark.parametrize("name", ["", " ", "’s", "“”", ",", "of", "A" * 5000, "Ab " * 3000, "a.b-c’" * 2000])
def test_odd_words_take_no_time(name):
    head(name)
    described(name)
