"""Roles as an article gives them beside a name."""

import re

import pytest
from naming import tagged
from records import spoken

from quotes.pipeline import roles
from quotes.pipeline.cast import assemble
from quotes.pipeline.lexicon import is_person
from quotes.pipeline.roles import as_printed, head, title

TAGS = {
    "DET": "the a an one another both his her its their",
    "ADP": "of for at in on from to with by",
    "VERB": "said says told met asked speaking retired opened runs",
    "AUX": "is was has",
    "PRON": "he she who they it whom whose",
    "ADV": "however so also when",
    "CCONJ": "and or but",
}
CASES = [
    ("Harbour Secretary Mira Lund said so.", "Harbour Secretary"),
    ("On Monday the retired engineer Mira Lund said so.", "retired engineer"),
    ("Mira Lund, the head of the Harbour Board, said so.", "head of the Harbour Board"),
    ("“It is late,” said Mira Lund, a nurse at the clinic.", "nurse at the clinic"),
    ("Mira Lund, 54, a baker from Ostby, said so.", "baker from Ostby"),
    ("The leader of the dockers’ union, Mira Lund, said so.", "leader of the dockers’ union"),
    ("Mira Lund, who is the chair of the council, said so.", "chair of the council"),
    ("Mira Lund — night porter and amateur historian — has said so.", "night porter and amateur historian"),
    ("Secretary of State Mira Lund said so.", "Secretary of State"),
    ("Sens. Tom Voss and Mira Lund said so.", "Sen."),
    ("New Ostby Gov. Mira Lund said so.", "New Ostby Gov."),
    ("Sen. Mira Lund (I-Ostby) said so.", "Sen., I-Ostby"),
    ("He wrote to the former secretary of state Mira Lund, they said so.", "former secretary of state"),
    ("He will vote for the harbour candidate, Mira Lund, they said so.", "harbour candidate"),
    ("Mira Lund, who was chief engineer of the port, said so.", "chief engineer of the port"),
    ("Mira Lund, its chair and treasurer, said so.", "chair and treasurer"),
    ("Mira Lund, the tenants’ solicitor, said so.", "tenants’ solicitor"),
    ("“It is late,” said Mira Lund, Managing Director, Lund Cranes.", "Managing Director, Lund Cranes"),
    ("Prosecuting, Mira Lund said so.", "Prosecuting"),
    ("Her daughter, Mira Lund, said so.", "daughter"),
]
WORDS = (
    "harbour master, wheelwright, stevedore, bell-ringer, town crier, goalkeeper, horologist, harbourmaster, ferrywoman"
)
NONE = [
    "Mira Lund said so.",
    "Mira Lund, however, said so.",
    "Mira Lund, speaking to the chair, said so.",
    "When asked, Mira Lund said so.",
]


def tag(text: str):
    """A tagger that knows the small words of the cases; what is left is a noun, or a name where it has a capital."""
    small = {word: pos for pos, words in TAGS.items() for word in words.split()}

    def pos(at: int) -> str:
        word = re.match(r"[\w’'-]*", text[at:]).group()
        return small.get(word.lower(), "PROPN" if word[:1].isupper() else "NOUN")

    return pos


def said_by(text: str, name: str, link=lambda _: {}, sources=lambda _: {}) -> str:
    """The role that a text gives somebody who is quoted in its last word."""
    cast = assemble(text, tagged(text, "Mira Lund", "Tom Voss"))
    entity = next(e for e in cast.entities if e.name == name)
    quotation = spoken(text, text.split()[-1], speaker=name)
    (found,) = roles.assign(
        text, [quotation], {(quotation.start, quotation.end): entity}, cast, tag(text), sources(entity), link
    )
    return found.role


@pytest.mark.parametrize(("text", "role"), CASES)
def test_role(text: str, role: str) -> None:
    assert said_by(text, "Mira Lund") == role


@pytest.mark.parametrize("text", NONE)
def test_no_role(text: str) -> None:
    assert said_by(text, "Mira Lund") == ""


@pytest.mark.parametrize("text", ["“It is late,” said Mira Lund, the {}.", "The {} Mira Lund said so."])
@pytest.mark.parametrize("noun", WORDS.split(", "))
def test_any_trade_is_a_role(text: str, noun: str) -> None:
    assert said_by(text.format(noun), "Mira Lund") == noun


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Mira Lund, a glazier who still keeps her father’s tools, said so.", "glazier"),
        ("Mira Lund, the surveyor whose report opened the case, said so.", "surveyor"),
        ("They meet again at 3 p.m. Inspector Mira Lund said so.", "Inspector"),
        ("It opened on Tuesday. Sgt Mira Lund said so.", "Sgt"),
        ("The bishop’s chief clerk, Mira Lund, said so.", "bishop’s chief clerk"),
        ("Coroner Tom Voss’s clerk, Mira Lund, said so.", "Coroner Tom Voss’s clerk"),
        ("The patient met nurse Tom Voss. Mira Lund said so.", ""),
        ("Nurse Tom Voss and Mira Lund said so.", ""),
    ],
)
def test_nothing_of_a_clause_a_sentence_or_somebody_else(text: str, role: str) -> None:
    assert said_by(text, "Mira Lund") == role


def test_titles_shared_by_two() -> None:
    text = "Harbour pilots Mira Lund and Tom Voss said so."
    assert {said_by(text, name) for name in ("Mira Lund", "Tom Voss")} == {"Harbour pilot"}
    assert as_printed("the harbour pilots", (4, 18), plain=True) == "harbour pilot"


def test_a_description_that_is_linked_to_the_person() -> None:
    text = "Mira Lund came late. “We wait,” the former harbour pilot said so."
    at = text.index("the former")

    def link(start: int):
        return {i: (e, 0.9) for i, e in people.items()} if start == at else {}

    cast = assemble(text, tagged(text, "Mira Lund"))
    people = {id(e): e for e in cast.entities}
    entity = cast.entities[0]
    quotation = spoken(text, "We wait", speaker="Mira Lund")
    (found,) = roles.assign(text, [quotation], {(quotation.start, quotation.end): entity}, cast, tag(text), {}, link)
    assert (found.role, text[slice(*found.role_span)]) == ("former harbour pilot", "former harbour pilot")


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


def test_a_title_in_full() -> None:
    assert [title(phrase) for phrase in ("Sens.", "congresswoman for the coast", "speech")] == [
        "senator",
        "representative",
        "",
    ]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("stevedore", True),
        ("Harbourmaster", True),
        ("frontwoman", True),
        ("Gov.", True),
        ("table", False),
        ("press", False),
    ],
)
def test_words_that_name_people(word: str, expected: bool) -> None:
    assert is_person(word) == expected
