"""Named mentions become the people and things of an article."""

import re
import time

import pytest
from naming import tagged

from quotes.pipeline.cast import assemble
from quotes.pipeline.entities import ORG, PERSON, PLACE

CASES = [
    ("Mira Lund came. Later Lund left.", ["Mira Lund", "Lund"], {"Mira Lund": 2}),
    ("Lund came. It was Mira Lund.", ["Mira Lund", "Lund"], {"Mira Lund": 2}),
    ("Mira Lund and Tom Lund met.", ["Mira Lund", "Tom Lund"], {"Mira Lund": 1, "Tom Lund": 1}),
    ("Pat Roe spoke. Patrick Roe sang.", ["Pat Roe", "Patrick Roe"], {"Patrick Roe": 2}),
    ("Mark Roe spoke. Mary Roe sang.", ["Mark Roe", "Mary Roe"], {"Mark Roe": 1, "Mary Roe": 1}),
    (
        "Otto Brandt Sr. met Otto Brandt Jr. there.",
        ["Otto Brandt Sr.", "Otto Brandt Jr."],
        {"Otto Brandt Sr.": 1, "Otto Brandt Jr.": 1},
    ),
    ("Ines Vidal spoke. Ms. Vidals said so.", ["Ines Vidal", "Vidals"], {"Ines Vidal": 2}),
    ("Spokeswoman Ana Ruiz said. Ruiz left.", ["Spokeswoman Ana Ruiz", "Ruiz"], {"Ana Ruiz": 2}),
    ("Tom Voss, Jr. spoke, and Tom Voss Sr. sang.", ["Tom Voss", "Tom Voss"], {"Tom Voss, Jr.": 1, "Tom Voss Sr.": 1}),
    ("Tom Voss III spoke. Voss sang.", ["Tom Voss", "Voss"], {"Tom Voss III": 2}),
    ("Tom Voss, Junior Minister, spoke.", ["Tom Voss"], {"Tom Voss": 1}),
    ("Jane “Red” Roe sang.", ["Jane", "Roe"], {"Jane “Red” Roe": 1}),
    ("Jane -Roe sang.", ["Jane -Roe"], {"Jane -Roe": 1}),
    (
        'Robert C. "Bob" Ashe rose. Bob Ashe sat, and Ashe slept.',
        ["Bob", "Ashe", "Bob Ashe"],
        {'Robert C. "Bob" Ashe': 3},
    ),
    ("Selby Energy rose. Shares of Selby fell.", ["ORG:Selby Energy", "ORG:Selby"], {"Selby Energy": 2}),
    (
        "The Harbour Trade Board (HTB) met. The HTB said no.",
        ["ORG:Harbour Trade Board", "ORG:HTB"],
        {"Harbour Trade Board": 3},
    ),
    (
        "U.S. Coastal Command, known as COASTCOM, flew. COASTCOM said so.",
        ["ORG:U.S. Coastal Command", "ORG:COASTCOM"],
        {"U.S. Coastal Command": 3},
    ),
    (
        "The Special Harbour Command flew. SHCOM said so.",
        ["ORG:Special Harbour Command", "ORG:SHCOM"],
        {"Special Harbour Command": 2},
    ),
    (
        "U.S. Harbour Command flew. US Harbour Command said so, and the Harbour Command left.",
        ["PLACE:U.S.", "ORG:Harbour Command", "PLACE:US", "ORG:Harbour Command", "ORG:Harbour Command"],
        {"U.S. Harbour Command": 3},
    ),
    (
        "U.S. Northern Harbour Command flew. HARCOM said so.",
        ["ORG:U.S. Northern Harbour Command", "PERSON:HARCOM"],  # a person, as the tags have it
        {"U.S. Northern Harbour Command": 2},
    ),
    (
        "The Tide and Weather Bureau slept, and TWB woke.",
        ["ORG:Tide and Weather Bureau", "PERSON:TWB"],
        {"Tide and Weather Bureau": 2},
    ),
    (
        "The Tide and Weather Bureau met LUND.",
        ["ORG:Tide and Weather Bureau", "LUND"],
        {"Tide and Weather Bureau": 1, "Lund": 1},
    ),
    (
        "Northern Harbour & Grain Co. rose. Shares of NH&G fell.",
        ["ORG:Northern Harbour & Grain Co.", "ORG:NH&G"],
        {"Northern Harbour & Grain Co": 2},
    ),
    (
        "Selby Grain Holdings, Inc. rose, as SGH said.",
        ["ORG:Selby Grain Holdings, Inc.", "ORG:SGH"],
        {"Selby Grain Holdings, Inc": 2},
    ),
    (
        "Sa’dan Line rose. The Sadan Line said so, and the Sadan Line sailed.",
        ["ORG:Sa’dan Line", "ORG:Sadan Line", "ORG:Sadan Line"],
        {"Sadan Line": 3},
    ),
    ("Jane Roe sang. Roe slept.", ["Jane", "Roe"], {"Jane Roe": 2}),  # the tags cut the name
    ("Jane van Roe sang. Roe slept.", ["Jane", "van Roe", "Roe"], {"Jane van Roe": 2}),
    ("So sang Cllr Jane Roe.", ["Cllr", "Jane Roe"], {"Cllr": 1, "Jane Roe": 1}),
    ("So sang Jane. Roe slept.", ["Jane", "Roe"], {"Jane": 1, "Roe": 1}),
    ("Voss's Jane sang.", ["Voss's", "Jane"], {"Voss": 1, "Jane": 1}),
    (
        "Hartley & Moss Ltd. rose. Shares of H&M fell.",
        ["ORG:Hartley & Moss Ltd.", "ORG:H&M"],
        {"Hartley & Moss Ltd": 2},
    ),
    ("The Harbour Command met FERCOM.", ["ORG:Harbour Command", "ORG:FERCOM"], {"Harbour Command": 1, "FERCOM": 1}),
    (
        "The U.S. Office of Harbour Safety spoke. The OHS agreed.",
        ["ORG:U.S. Office of Harbour Safety", "ORG:OHS"],
        {"U.S. Office of Harbour Safety": 2},
    ),
    (
        "The Office of Fish and Boat Services spoke. FBS agreed.",
        ["ORG:Office of Fish and Boat Services", "ORG:FBS"],
        {"Office of Fish and Boat Services": 2},
    ),
    ("The Office of Tides spoke. The OoT agreed.", ["ORG:Office of Tides", "ORG:OoT"], {"Office of Tides": 2}),
    (
        "The Ostby Trade Board spoke. The Odda Trade Board and the OTB sat.",
        ["ORG:Ostby Trade Board", "ORG:Odda Trade Board", "ORG:OTB"],
        {"Ostby Trade Board": 1, "Odda Trade Board": 1, "OTB": 1},
    ),
    (
        "The Harbour Office of Ostby (HOO) spoke.",
        ["ORG:Harbour Office", "GPE:Ostby", "ORG:HOO"],
        {"Harbour Office of Ostby": 2},
    ),
    (
        "The Office for Harbour Safety spoke.",
        ["ORG:Office for", "ORG:Harbour Safety"],
        {"Office for Harbour Safety": 1},
    ),
    ("The Quayside Post reported. The Post said so.", ["ORG:Quayside Post", "ORG:Post"], {"Quayside Post": 2}),
]


@pytest.mark.parametrize(("text", "names", "expected"), CASES)
def test_names_that_belong_together_are_one_entity(text: str, names: list[str], expected: dict[str, int]) -> None:
    cast = assemble(text, tagged(text, *names))
    assert {e.name: len(e.mentions) for e in cast.entities} == expected


@pytest.mark.parametrize(
    ("text", "labels", "expected"),
    [
        ("Selby is wet. Rain fell on Selby, and Selby slept.", "PLACE PERSON PLACE", {"Selby": PLACE}),
        ("Selby is wet. Rain fell on Selby.", "PLACE PERSON", {"Selby": PLACE}),
        ("Selby sang. Selby slept. Selby is wet.", "PERSON PERSON PLACE", {"Selby": PERSON}),
        ("Selby is wet. Jane Selby sang. Selby sang.", "PLACE PERSON PERSON", {"Selby": PLACE, "Jane Selby": PERSON}),
    ],
)
def test_a_word_that_is_tagged_in_two_ways_is_what_it_is_most_often(text: str, labels: str, expected: dict) -> None:
    spans = [m.span() for m in re.finditer(r"(?:Jane )?Selby", text)]
    tags = [(*span, label) for span, label in zip(spans, labels.split(), strict=True)]
    assert {e.name: e.kind for e in assemble(text, tags).entities} == expected


def test_gender_comes_from_the_honorific_before_the_given_name() -> None:
    text = "Mr. Leslie Voss and Mrs. Ashby and Margaret Hale met Sky Doe."
    cast = assemble(text, tagged(text, "Leslie Voss", "Ashby", "Margaret Hale", "Sky Doe"))
    assert [e.gender for e in cast.entities] == ["male", "female", "female", ""]


def test_a_surname_that_the_tags_passed_over_is_found() -> None:
    text = "Mira Lund came. Nobody asked Lund."
    (entity,) = assemble(text, [(0, 9, PERSON)]).entities
    assert [text[s:e] for s, e in entity.mentions] == ["Mira Lund", "Lund"]


@pytest.mark.parametrize("suffix", ["Jr.", "Sr.", "II", "III", "IV"])
def test_a_surname_before_a_suffix_is_found_where_the_tags_passed_over_it(suffix: str) -> None:
    text = f"Otto Brandt {suffix} came. Nobody asked Brandt."
    (entity,) = assemble(text, [(0, 12 + len(suffix), PERSON)]).entities
    assert [text[s:e] for s, e in entity.mentions][1:] == ["Brandt"]


@pytest.mark.parametrize("tag", ["Mira Lund of", "Mira Lund, of", "Mira Lund in", "Mira Lund on the", "Mira Lund at a"])
def test_no_name_ends_in_a_preposition(tag: str) -> None:
    (entity,) = assemble(f"{tag} Selby came.", [(0, len(tag), PERSON)]).entities
    assert entity.name == "Mira Lund"


def test_a_headline_lends_no_names() -> None:
    text = "Mira Lund Hammers Rivals Over Harbour Plan\n\nMira Lund spoke on Monday."
    (entity,) = assemble(text, [(0, 17, PERSON), (44, 53, PERSON)]).entities
    assert entity.name == "Mira Lund"


def test_names_that_the_tags_passed_over_are_found_unless_they_go_on() -> None:
    text = "The Ledger wrote. Later a Ledger article and the Ledger of Ostby said so."
    (entity,) = assemble(text, [(4, 10, "ORG")]).entities
    assert len(entity.mentions) == 2


def test_a_headlines_full_name_is_a_persons_whom_the_text_calls_by_the_surname_alone() -> None:
    text = "Margaret Voss Leaves The Harbour Board\n\nVoss spoke on Monday."
    (entity,) = assemble(text, tagged(text, "Margaret Voss", "Voss")).entities
    assert entity.name == "Margaret Voss"


def test_no_entities_no_cast() -> None:
    assert assemble("Nobody is here.", []).entities == []


@pytest.mark.parametrize(
    ("text", "tag", "name"),
    [
        ("Sha'aban al-Nour said so.", "Sha", "Sha'aban al-Nour"),
        ("Sha’aban said so.", "Sha", "Sha’aban"),
        ("Mira O’Lund said so.", "Mira O", "Mira O’Lund"),
        ("Mira Lund-Voss said so.", "Mira Lund", "Mira Lund-Voss"),
        ("The Lund-Voss talks went on.", "Lund", "Lund"),
        ("The train to M. Lund is late.", "M", "M"),
    ],
)
def test_a_name_that_the_tags_cut_goes_on(text: str, tag: str, name: str) -> None:
    at = text.index(tag)
    (entity,) = assemble(text, [(at, at + len(tag), PERSON)]).entities
    assert entity.name == name


@pytest.mark.parametrize(
    ("text", "tag", "name"),
    [("L&V said so.", "L", "L&V"), ("Quay.org said so.", "Quay", "Quay.org"), ("It was Quay. so", "Quay", "Quay")],
)
def test_a_bodys_name_goes_on_inside_its_word(text: str, tag: str, name: str) -> None:
    at = text.index(tag)
    (entity,) = assemble(text, [(at, at + len(tag), ORG)]).entities
    assert entity.name == name


def test_a_surname_of_two_is_whose_title_it_has_and_who_was_named_before() -> None:
    text = (
        "Mira Lund, a general, met Tom Lund. General Lund spoke.\n\nLund left. Later Ada Lund came, and Ada Lund sang."
    )
    cast = assemble(text, tagged(text, "Mira Lund", "Tom Lund", "Ada Lund", "Lund"))
    assert [cast.at[(m, m + 4)].name for m in (text.index("Lund spoke"), text.index("Lund left"))] == ["Mira Lund"] * 2


CAPITALS = [
    ("MIRA LUND", "Mira Lund"),
    ("MARY O’ROE-MCDOE JR", "Mary O’Roe-McDoe Jr"),
    ("MARY O'ROE II", "Mary O'Roe II"),
    ("J.R. LUND", "J.R. Lund"),
    ("JD LUND", "JD Lund"),
    ("LUND", "Lund"),
    ("JRL", "JRL"),
]


@pytest.mark.parametrize(("printed", "name"), CAPITALS)
def test_a_person_printed_in_capitals_alone_has_a_name_in_small_letters(printed: str, name: str) -> None:
    (entity,) = assemble(f"{printed} came.", [(0, len(printed), PERSON)]).entities
    assert entity.name == name


def test_capitals_of_a_surname_are_the_person_of_the_full_name() -> None:
    text = "Mira Lund came.\n\nLUND: Yes."
    (entity,) = assemble(text, tagged(text, "Mira Lund", "LUND")).entities
    assert entity.name == "Mira Lund"


def test_a_surname_behind_a_title_of_another_gender_is_somebody_elses() -> None:
    text = "Rupert Ashby sold the mill. Mrs Ashby kept the house. Mr Ashby left. Ashby wrote later."
    spans = [(0, 12), (32, 37), (57, 62), (69, 74)]
    assert [text[s:e] for s, e in spans] == ["Rupert Ashby", "Ashby", "Ashby", "Ashby"]
    cast = assemble(text, [(s, e, PERSON) for s, e in spans])
    assert [e.name for e in cast.entities] == ["Rupert Ashby", "Mrs Ashby"]
    assert len(cast.entities[0].mentions) == 3


def test_each_item_of_a_live_report_names_its_people_anew() -> None:
    text = "Tom Voss came. Tom Voss ate.\n\n___\n\n9 a.m.\n\nMira Voss spoke. Voss left.\n\n___\n\nTom Voss slept. Voss woke."
    cast = assemble(text, tagged(text, "Tom Voss", "Mira Voss", "Voss"))
    assert {e.name: len(e.mentions) for e in cast.entities} == {"Tom Voss": 4, "Mira Voss": 2}


def test_a_name_of_very_many_hyphens_is_read_in_time_that_grows_with_it() -> None:
    def seconds(times: int) -> float:
        text = "Oda-Brandt-" * times
        start = time.process_time()
        assemble(text, [(0, len(text), PERSON)])
        return time.process_time() - start

    few, many = (min(seconds(times) for _ in range(3)) for times in (250, 2000))
    assert many < 24 * few + 0.02  # eightfold the text; were it squared, sixty-four times the time
