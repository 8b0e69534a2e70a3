"""Names are the same whatever their marks, capitals and accents."""

import pytest

from quotes.wording.fold import fold, plain


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("The Al-Ka‘abi", "al kaabi"),
        ("al Kaabi", "al kaabi"),
        ("Zoë O’Quay", "zoe oquay"),
        ("ZOE O'QUAY", "zoe oquay"),
        ("U.S. Tide Office", "us tide office"),
        ("A", "a"),  # an article alone is a name
        ("The", "the"),
        ("The Quay", "quay"),
        ("Théâtre  de la\tMer", "theatre de la mer"),
        ("…", ""),
    ],
)
def test_a_name_is_folded(name, folded):
    assert fold(name) == folded
    assert fold(folded) in (folded, folded.removeprefix("a ").removeprefix("the "))


def test_a_text_keeps_its_other_marks():
    assert plain("Zoë’s  “Quay”, no. 5") == "zoes  “quay”, no 5"
