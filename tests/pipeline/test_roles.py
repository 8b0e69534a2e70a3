"""Roles as an article gives them beside a name."""

import pytest
from naming import tagged

from quotes.pipeline.cast import assemble
from quotes.pipeline.roles import _single, head, ranked

CASES = [
    ("Harbour Secretary Mira Lund said so.", "Harbour Secretary"),
    ("On Monday the retired engineer Mira Lund said so.", "retired engineer"),
    ("Mira Lund, the head of the Harbour Board, said so.", "head of the Harbour Board"),
    ("“It is late,” said Mira Lund, a nurse at the clinic.", "nurse at the clinic"),
    ("Mira Lund, 54, a baker from Ostby, said so.", "baker from Ostby"),
    ("The leader of the dockers’ union, Mira Lund, said so.", "leader of the dockers’ union"),
    ("Mira Lund, who is the chair of the council, said so.", "chair of the council"),
    ("Mira Lund — night porter and amateur historian — has seen it.", "night porter and amateur historian"),
    ("Secretary of State Mira Lund said so.", "Secretary of State"),
    ("Sens. Tom Voss and Mira Lund said so.", "Sen."),
    ("Mira Lund said so.", ""),
    ("Mira Lund, however, said so.", ""),
    ("Mira Lund, speaking to the chair, said so.", ""),
    ("When asked, Mira Lund said so.", ""),
]


@pytest.mark.parametrize(("text", "role"), CASES)
def test_role(text: str, role: str) -> None:
    cast = assemble(text, tagged(text, "Mira Lund", "Tom Voss"))
    entity = next(e for e in cast.entities if e.name == "Mira Lund")
    found = max(ranked(text, entity, (), lambda _: "NOUN").values(), default=None)
    assert (_single(text, found[1]) if found else "") == role


@pytest.mark.parametrize(
    ("phrase", "noun"),
    [
        ("former finance minister", "minister"),
        ("head of the agency", "head"),
        ("vice-president", "vice-president"),
        ("Sen.", "sen"),
        ("2010 election in the county", ""),
        ("speech at the convention", ""),
        ("", ""),
    ],
)
def test_a_role_is_headed_by_a_noun_for_a_person(phrase: str, noun: str) -> None:
    assert head(phrase) == noun
