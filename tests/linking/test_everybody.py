"""Who speaks in an article."""

import pytest
from records import spoken

from quotes.limits import LONG_TEXT, MOST_PRINTED, MOST_SPEAKERS
from quotes.linking.everybody import Everybody
from quotes.linking.near import Near
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


@pytest.mark.parametrize(
    ("name", "called"),
    [
        ("Ada Bern and CNN", [("Ada Bern", "person"), ("CNN", "organization")]),
        ("Ada Bern and Kenyans", [("Ada Bern", "person"), ("Kenyans", "unnamed")]),
        ("Ada Bern and QVHM-Calder", [("Ada Bern", "person"), ("QVHM-Calder", "organization")]),
        ("Ada Bern and Otto Voss", [("Ada Bern", "person"), ("Otto Voss", "person")]),
        ("Ada Bern and QV", [("Ada Bern", "person")]),
    ],
)
def test_who_speaks_together_is_judged_alone(name, called):
    words = "We will come."
    quote = spoken(f"“{words}” said {name}.", words, speaker=name, speaker_kind="person", source=name)
    assert Everybody([quote], Article(text=f"“{words}” said {name}.")).called == {(name, "person"): called}


@pytest.mark.parametrize(
    ("name", "before", "called"),
    [
        ("Ada Bern and Harbour Council", "", [("Ada Bern", "person"), ("Harbour Council", "organization")]),
        ("Bern and Harbour Council", "Ada ", [("Ada Bern", "person"), ("Harbour Council", "organization")]),
        ("Bern and Harbour Council", "", [("Bern and Harbour Council", "organization")]),
        ("Health and Harbour Council", "The ", [("Health and Harbour Council", "organization")]),
        ("Ada and Otto Bern Fund", "The ", [("Ada and Otto Bern Fund", "organization")]),
    ],
)
def test_a_person_and_a_body_speak_together(name, before, called):
    words = "We will come."
    text = f"“{words}” said {before}{name}. Bern left."
    quote = spoken(text, words, speaker=name, speaker_kind="organization", source=name)
    assert Everybody([quote], Article(text=text)).called == {(name, "organization"): called}


@pytest.mark.parametrize(
    ("name", "body", "elsewhere", "expected"),
    [
        ("Tornvale", "Tornvale University", "Tornvale opened in May.", ("Tornvale University", "organization")),
        ("Tornvale", "Tornvale Shipping", "", ("Tornvale Shipping", "organization")),
        ("Tornvale", "Tornvale", "", ("Tornvale", "organization")),
        ("Bern", "Bern Foundation", "Ada Bern opened it.", ("Bern", "person")),
        ("Bern", "Bern Foundation", "Governor Bern opened it.", ("Bern", "person")),
        ("Bern", "Bern Foundation", "Bern says she opened it.", ("Bern", "person")),
        ("Bern", "Bern campaign", "", ("Bern", "person")),
    ],
)
def test_a_body_goes_by_its_first_word_where_nobody_has_it(name, body, elsewhere, expected):
    words = ["We will come.", "We will stay."]
    text = f"“{words[0]}” the {body} said. {elsewhere} “{words[1]}” {name} said."
    quotes = [
        spoken(text, words[0], speaker=body, speaker_kind="organization", source=body),
        spoken(text, words[1], speaker=name, speaker_kind="person", source=name),
    ]
    assert Everybody(quotes, Article(text=text)).called[name, "person"] == [expected]


def test_a_double_surname_is_one_person_in_every_form():
    names = ["Ada Bern", "Bern-Voss", "Voss", "Bern Voss"]
    words = [f"We will come {number} times." for number in range(len(names))]
    text = "Ada Bern-Voss came. " + " ".join(f"“{one}” Bern-Voss said." for one in words)
    quotes = [
        spoken(text, one, speaker=name, speaker_kind="person", source="Bern-Voss")
        for name, one in zip(names, words, strict=True)
    ]
    called = Everybody(quotes, Article(text=text)).called
    assert {one for ones in called.values() for one in ones} == {("Ada Bern-Voss", "person")}


FILLER = "The ferry was late, and they waited for it.\n\n"


def test_of_a_long_text_a_name_is_given_what_stands_around_it():
    long = FILLER * (LONG_TEXT // len(FILLER) + 1)
    near = Near(f"{long}Ada BernCouncil spoke.\n\n{long}The Marlows heard Bern.\n\n{long}")
    assert "Ada BernCouncil spoke" in near("BernCouncil") and "heard Bern." in near("Ada Bern")
    assert "The Marlows heard" in near("MARLOWS") and "heard Bern." in near("Berns")
    assert len(near("Ada Bern")) < 2_000 and near("Voss") == ""
    assert len(Near(long * 9)("ferry")) < MOST_PRINTED * 1_000
    assert Near("Bern spoke.")("Voss") == "Bern spoke."


@pytest.mark.parametrize(
    ("name", "kind", "text"),
    [
        ("Bern", "person", "“We will come.” Bern said so, and Ada Bern left."),
        ("Voss", "person", "“We will come.” President Voss said so."),
        ("Marlows", "person", "“We will come.” The Marlows said so."),
        ("MARLOW", "person", "“We will come.” MARLOW said so, and Marlow left."),
        ("Nato", "person", "“We will come.” NATO said so."),
        ("Quay", "organization", "“We will come.” Quay said so; the quay is old."),
        ("NHC", "organization", "“We will come.” The Northern Harbour Council (NHC) said so. NHC left."),
        ("the police", "organization", "“We will come.” Kenyan police said so. In Kenya, the police left."),
        ("Ada Bern", "person", "“We will come.” San Ada Bern said so. San Ada Bern left."),
    ],
)
def test_in_a_long_text_speakers_are_who_they_are_in_a_short_one(name, kind, text):
    def told(text):
        quote = spoken(text, "We will come.", speaker=name, speaker_kind=kind, cue="", source="said so")
        found = Everybody([quote], Article(text=text))
        return found.called, found.whos()

    assert told(text + "\n\n" + FILLER * (LONG_TEXT // len(FILLER))) == told(text)


def test_of_very_many_speakers_the_first_are_told_apart():
    text = "“We will come.”"
    quotes = [
        spoken(text, "We will come.", speaker=f"Ada Bern{'a' * n}", cue="", source="We") for n in range(MOST_SPEAKERS)
    ]
    found = Everybody([*quotes, spoken(text, "We", speaker="Otto Voss", cue="", source="We"), quotes[0]], Article(text))
    assert len(found.called) == MOST_SPEAKERS and ("Otto Voss", "person") not in found.called
