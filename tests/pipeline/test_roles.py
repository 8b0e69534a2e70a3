"""Roles as an article gives them beside a name."""

import pytest
from naming import tagged
from records import spoken

from quotes.pipeline import annotations, appositions, roles
from quotes.pipeline.cast import assemble
from quotes.pipeline.lexicon import role_weights
from quotes.pipeline.roles import as_printed, head
from quotes.pipeline.speakers.scene import Scene

CASES = [
    ("Harbour Secretary Mira Lund said so.", "Harbour Secretary"),
    ("On Monday the retired engineer Mira Lund said so.", "retired engineer"),
    ("Mira Lund, the head of the Harbour Board, said so.", "head of the Harbour Board"),
    ("“It is late,” said Mira Lund, a nurse at the clinic.", "nurse at the clinic"),
    ("Mira Lund, 54, a baker from Ostby, said so.", "baker from Ostby"),
    ("The leader of the dockers’ union, Mira Lund, said so.", "leader of the dockers’ union"),
    ("Mira Lund, who is the chair of the council, said so.", "chair of the council"),
    ("Secretary of State Mira Lund said so.", "Secretary of State"),
    ("Sens. Tom Voss and Mira Lund said so.", "Sen."),
    ("New Ostby Gov. Mira Lund said so.", "New Ostby Gov."),
    ("He wrote to the former secretary of state Mira Lund, they said so.", "former secretary of state"),
    ("Mira Lund, Voices of the Coast’s executive director, said so.", "Voices of the Coast’s executive director"),
    ("One of the union’s founders, Mira Lund, said so.", "One of the union’s founders"),
    ("He will vote for the harbour candidate, Mira Lund, they said so.", "harbour candidate"),
    ("Mira Lund, who runs a small bakery in Ostby, said so.", "runs a small bakery in Ostby"),
    ("Mira Lund, who was chief engineer of the port, said so.", "chief engineer of the port"),
    ("Mira Lund, its chair and treasurer, said so.", "chair and treasurer"),
    ("Mira Lund, a horologist from Ostby, said so.", "horologist from Ostby"),
    # what the verb cuts off
    ("“No,” said Mira Lund, a fishmonger whose family has had a stall since 1951. So.", "fishmonger"),
    ("Mira Lund, a boatbuilder whose yard was flooded, said so.", "boatbuilder"),
    ("Mira Lund, a pilot which the board had dismissed, said so.", "pilot"),
    ("Mira Lund, a nurse where the fire was, said so.", "nurse"),
    # a sentence's end, and what is none
    ("The ferry left on Tuesday. Sgt Mira Lund said so.", "Sgt"),
    ("The road is closed until 3 p.m. Superintendent Mira Lund said so.", "Superintendent"),
    ("It was signed by Harrow Ltd. Captain Mira Lund said so.", "Captain"),
    ("They met in April. Inspector Mira Lund said so.", "Inspector"),
    ("Nobody heard of it again etc. Councillor Mira Lund said so.", "Councillor"),
    # a participle before the noun belongs to it, one that governs something is none
    ("“It is late,” said Mira Lund, managing editor of the Ostby Courier.", "managing editor of the Ostby Courier"),
    ("Mira Lund, acting mayor of Ostby, said so.", "acting mayor of Ostby"),
    ("Mira Lund, retired colonel, said so.", "retired colonel"),
    ("Mira Lund, wearing a coat of his, said so.", ""),
    ("Mira Lund, accused of theft by a pilot, said so.", ""),
    # somebody else in a list
    ("The guests were Mira Lund, Harbour Minister Anton Berg and two others, they said so.", ""),
    ("The guests were Mira Lund, Captain Anton Berg, and two others, they said so.", ""),
    ("She met Mira Lund, Harbour Master Ines Roe and the crew, they said so.", ""),
    ("Mira Lund, president of the Ostby Pilots Union, said so.", "president of the Ostby Pilots Union"),
    ("Mira Lund, Chief Pilot of Ostby, said so.", "Chief Pilot of Ostby"),
    # names of bodies that hold an `of`
    ("Mira Lund, the National Union of Pilots chief economist, said so.", "National Union of Pilots chief economist"),
    ("Bank of Ostby governor Mira Lund said so.", "Bank of Ostby governor"),
    ("Ministry of Tides Secretary Mira Lund said so.", "Ministry of Tides Secretary"),
    ("Port of Ostby spokeswoman Mira Lund said so.", "Port of Ostby spokeswoman"),
    ("Deputy Chair at Ostby Port Mira Lund said so.", "Deputy Chair at Ostby Port"),
    # what stands between, and around
    ("“It is late,” said a Harbour Board spokesman, Mira Lund.", "Harbour Board spokesman"),
    ("Mira Lund, then a signals analyst, said so.", "signals analyst"),
    ("Mira Lund, harbour master until the end of the war, said so.", "harbour master until the end of the war"),
    ("Last month Harbour Secretary Mira Lund said so.", "Harbour Secretary"),
    ("The pro-Mira Lund pilots said so.", ""),
    # party and place, as American papers print them
    ("Sen. Mira Lund, R-Ostby, said so.", "Sen., R-Ostby"),
    ("Rep. Mira Lund (D-N.O.) said so.", "Rep. (D-N.O.)"),
    ("Gov. Mira Lund, D-New Ostby, said so.", "Gov., D-New Ostby"),
    ("Senator Mira Lund (I-Vt.) said so.", "Senator (I-Vt.)"),
    ("Sen. Mira Lund, who is late, said so.", "Sen."),
    # nouns that only the dictionary knows
    ("The Harriers forward Mira Lund said so.", "Harriers forward"),
    ("Mira Lund, Special Rapporteur on Ports, said so.", "Special Rapporteur on Ports"),
    ("Ostby stevedore Mira Lund said so.", "Ostby stevedore"),
    ("Harriers goalkeeper Mira Lund said so.", "Harriers goalkeeper"),
    ("Ostby beekeeper Mira Lund said so.", "Ostby beekeeper"),
    ("Mira Lund said so.", ""),
    ("Mira Lund, however, said so.", ""),
    ("Mira Lund, speaking to the chair, said so.", ""),
    ("When asked, Mira Lund said so.", ""),
]


def beside(text: str, pos: str) -> roles.Beside:
    """What stands beside a mention, all words being of one part of speech."""
    return lambda mention: list(appositions.beside(text, mention, lambda _: pos))


def said_by(text: str, name: str, pos: str = "NOUN") -> str:
    """The role that a text gives somebody who is quoted in its last word, all words being of one part of speech."""
    cast = assemble(text, tagged(text, "Mira Lund", "Tom Voss"))
    entity = next(e for e in cast.entities if e.name == name)
    quotation = spoken(text, text.split()[-1], speaker=name)
    speaking = {(quotation.start, quotation.end): entity}
    called = roles.cast_phrases(
        text, speaking, lambda _: {}, lambda _: pos, beside(text, pos), {}, roles.Tags(odds=lambda _: (0.8, 0.8))
    )
    (found,) = roles.assign(text, [quotation], speaking, called)
    return found.role


@pytest.mark.parametrize(("text", "role"), CASES)
def test_role(text: str, role: str) -> None:
    assert said_by(text, "Mira Lund") == role


@pytest.mark.parametrize(
    ("printed", "phrase"),
    [
        ("the pilot of", "pilot"),
        ("an envoy to the", "envoy"),
        ("a rower known here as the", "rower known here"),
        ("the ferry line’s", "ferry line"),
        ("a baker who", "baker"),
        ("the mayor, and a", "mayor"),
        ("mayor -- ", "mayor"),
        ("the poet from Aleppo", "poet from Aleppo"),
        ("the  ", None),
    ],
)
def test_no_phrase_has_loose_ends(printed: str, phrase: str | None) -> None:
    found = appositions.bare(printed, 0, len(printed))
    assert (printed[slice(*found)] if found else None) == phrase


def test_titles_shared_by_two() -> None:
    text = "Harbour pilots Mira Lund and Tom Voss said so."
    assert {said_by(text, name) for name in ("Mira Lund", "Tom Voss")} == {"Harbour pilot"}
    assert as_printed("the harbour pilots", (4, 18)) == "harbour pilot"


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


@pytest.mark.parametrize(("text", "role"), CASES)
def test_everything_known_of_a_candidate_has_a_weight(text: str, role: str) -> None:
    cast = assemble(text, tagged(text, "Mira Lund", "Tom Voss"))
    entity = next(e for e in cast.entities if e.name == "Mira Lund")
    found = roles.cast_phrases(
        text,
        {(0, 2): entity},
        lambda _: {},
        lambda _: "NOUN",
        beside(text, "NOUN"),
        {},
        roles.Tags(odds=lambda _: (0.8, 0.8)),
    )
    known = {name for candidates in found.values() for c in candidates for name in c.features}
    assert known <= role_weights().keys()


@pytest.mark.parametrize(
    ("text", "words", "role"),
    [
        ("“I will take it to the minister,” Mira Lund said.", "I will take it to the minister,", ""),
        ("“We heard the pilot,” Mira Lund said.", "We heard the pilot,", ""),
        ("“Not even a judge would believe it,” Mira Lund said.", "Not even a judge would believe it,", ""),
        ("Mira Lund rang. Her husband came. “It is late,” she said.", "It is late,", ""),
        ("Mira Lund wrote to his doctor. “It is late,” she said.", "It is late,", ""),
        ("Mira Lund spoke. “It is late,” the harbour pilot said.", "It is late,", "harbour pilot"),
        ("Mira Lund spoke. The retired judge was calm. “It is late,” she said.", "It is late,", "retired judge"),
        ("Mira Lund spoke. The banker told nobody. “It is late,” she said.", "It is late,", "banker"),
    ],
)
def test_whom_a_linked_description_is_a_role_of(text: str, words: str, role: str) -> None:
    cast = assemble(text, tagged(text, "Mira Lund"))
    (entity,) = cast.entities
    quotation = spoken(text, words, speaker="Mira Lund", cue="")
    speaking = {(quotation.start, quotation.end): entity}
    called = roles.cast_phrases(
        text,
        speaking,
        lambda _: {entity: 1.0},
        lambda _: "NOUN",
        beside(text, "NOUN"),
        {},
        roles.Tags(odds=lambda _: (0.8, 0.8)),
    )
    (found,) = roles.assign(text, [quotation], speaking, called)
    assert found.role == role


def test_a_tagged_role_is_one_of_its_holder_and_of_nobody_who_may_be_a_body() -> None:
    text = "Mira Lund and Kesht Arum met. Second on the list, the largest fleet and the loudest critic spoke."
    cast = assemble(text, tagged(text, "Mira Lund", "Kesht Arum"))
    held = {e.name: e for e in cast.entities}
    speaking = {(0, 2): held["Mira Lund"], (3, 5): held["Kesht Arum"]}
    at = {words: (text.index(words), text.index(words) + len(words)) for words in ("largest fleet", "loudest critic")}
    tags = roles.Tags([(span, {e: 1.0 for e in held.values()}) for span in at.values()], lambda _: (1.0, 1.0))
    called = roles.cast_phrases(text, speaking, lambda _: {}, lambda _: "NOUN", lambda _: [], {}, tags)
    found = {e.name: {text[slice(*c.span)] for c in some} for e, some in called.items()}
    assert found == {"Mira Lund": {"largest fleet", "loudest critic"}, "Kesht Arum": {"loudest critic"}}


def test_what_the_network_tags_has_a_holder(nlp) -> None:
    text = "“We wait,” said Mira Lund, the harbour master of Ostby. Tom Voss, a retired ferry captain, left."
    doc = nlp(text)
    scene = Scene(text, annotations.work(doc, "a test").reading, annotations.cast(doc, "a test"))
    holders = {text[slice(*span)]: max(h, key=h.__getitem__).name for span, h in scene.role_tags.found if h}
    assert any("harbour master" in role and who == "Mira Lund" for role, who in holders.items())
    assert scene.role_tags.odds((text.index("harbour"), text.index(" of Ostby")))[0] > 0.5
