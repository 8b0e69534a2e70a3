"""Whose the turns of a transcript are: whole articles through the pipeline that ships."""

from quotes.pipeline.analyse import analyse
from quotes.types import Article, Quote

MARKED = (
    "On this week’s broadcast of “Quay Hour,” Gov. Kit Farrow (R-Ostby) talked about the ferry.\n\nTranscript as follows:\n\n"
    '"MOSS: Let’s start with the ferry. You called it “a heater.” Why?\n\n'
    '"FARROW: Well, look, Dana, the boats are old.\n\n"Xavier Ruhl’s not about that. He never was.\n\n"(CROSSTALK.)\n\n'
    '"MOSS: But, Governor Farrow, people say —.\n\n"FARROW: People said a lot of things to me.\n\n'
    '"Follow Pia Lund on Chirp @pialund.'
)
BROADCAST = (
    "DANA MOSS, HOST: Good evening. With me is the mayor. Why now?\n\nMAYOR OTTO BRANDT: I waited as long as I could.\n\n"
    "MOSS: And the unions?\n\nBRANDT (laughing): I never asked them.\n\nUNIDENTIFIED MALE: Shame on you!\n\nMOSS: Thank you."
)
INTERVIEW = (
    "The eel keeper\n\nMira Roe has kept eels for thirty years.\n\nQ: Why eels?\n\nA: I like them. They are quiet.\n\n"
    "And I never eat them.\n\nThe Eel Fair opens on Friday in Ostby."
)
NAMESAKES = (
    "Bill Farrow and Hale Farrow sat on one stage. Kit Moss asked the questions.\n\n"
    "MOSS: Are you related?\n\nFARROW: I hope not.\n\nMOSS: And who is older?\n\nFARROW: I never asked."
)
BRIEFING = (
    "The council was briefed.\n\nTHE CHAIRMAN: I want to thank you all.\n\nQ: Mr. Chairman, will you resign?\n\n"
    "THE CHAIRMAN: No, I will not.\n\nQ: Why?"
)
INITIALS = (
    "Otto McBrandt met Dana Moss.\n\nDM: Why now?\n\nOM: I waited as long as I could.\n\nDM: And then?\n\nOM: I left."
)
HEADLINE = "Farrow: I Never Asked\n\nKit Farrow and Dana Moss met.\n\nMOSS: Why?\n\nFARROW: I forgot.\n\nMOSS: Did you?"


def said(nlp, text: str, byline: str = "") -> list[Quote]:
    (analysis,) = analyse([Article(text, byline=byline)], nlp)
    return [q for q in analysis.quotes if q.kind == "direct"]


def speakers(nlp, text: str, byline: str = "") -> list[str]:
    return [q.speaker for q in said(nlp, text, byline)]


def test_capitals_are_the_person_of_that_surname(nlp) -> None:
    assert speakers(nlp, MARKED)[-4:] == ["Moss", "Kit Farrow", "Moss", "Kit Farrow"]
    assert [q.text for q in said(nlp, MARKED)][-3] == (
        "Well, look, Dana, the boats are old. Xavier Ruhl’s not about that. He never was."
    )


def test_a_turn_is_direct_and_quoted_where_it_stands_within_marks(nlp) -> None:
    assert all(q.quoted == q.parts for q in said(nlp, MARKED))
    assert not any(q.quoted for q in said(nlp, BROADCAST))
    for text in (MARKED, BROADCAST, INTERVIEW):
        for q in said(nlp, text):
            assert q.text == " ".join(text[s:e] for s, e in q.parts)
            assert all(text[step.start : step.end] == step.text for step in q.chain)


def test_names_in_capitals_alone_are_shown_in_small_letters_with_their_roles(nlp) -> None:
    found = said(nlp, BROADCAST)
    assert [q.speaker for q in found] == [
        *("Dana Moss", "Otto Brandt", "Dana Moss", "Otto Brandt"),
        *("unidentified male", "Dana Moss"),
    ]
    assert [(q.role.lower(), q.speaker_kind) for q in found[:2]] == [("host", "person"), ("mayor", "person")]
    assert found[4].speaker_kind == "unnamed"


def test_who_asks_is_known_by_the_byline_or_not_at_all(nlp) -> None:
    assert speakers(nlp, INTERVIEW) == ["", "Mira Roe"]
    assert speakers(nlp, INTERVIEW, "By Tom Doe") == ["Tom Doe", "Mira Roe"]
    assert speakers(nlp, INTERVIEW, "Eel Weekly Staff") == ["", "Mira Roe"]
    assert [q.text for q in said(nlp, INTERVIEW)][1] == "I like them. They are quiet. And I never eat them."


def test_a_surname_of_two_people_is_nobodys(nlp) -> None:
    found = said(nlp, NAMESAKES)
    assert [q.speaker for q in found] == ["Kit Moss", "", "Kit Moss", ""]
    assert {c.name for c in found[1].candidates} == {"Bill Farrow", "Hale Farrow"}
    assert found[1].speaker_kind == "unknown"


def test_one_in_full_tells_two_people_of_one_surname_apart(nlp) -> None:
    text = NAMESAKES.replace("FARROW: I hope", "HALE FARROW: I hope")
    assert speakers(nlp, text) == ["Kit Moss", "Hale Farrow", "Kit Moss", "Hale Farrow"]


def test_reporters_at_a_briefing_stay_unknown(nlp) -> None:
    assert speakers(nlp, BRIEFING, "Tom Doe") == ["the chairman", "", "the chairman", ""]


def test_initials(nlp) -> None:
    assert speakers(nlp, INITIALS) == ["Dana Moss", "Otto McBrandt"] * 2


def test_a_headline_is_no_turn(nlp) -> None:
    assert [(q.speaker, q.text) for q in said(nlp, HEADLINE)][-3:] == [
        ("Dana Moss", "Why?"),
        ("Kit Farrow", "I forgot."),
        ("Dana Moss", "Did you?"),
    ]


def test_words_passed_on_in_a_turn_are_not_the_speakers(nlp) -> None:
    text = INTERVIEW.replace("They are quiet.", "My sister, Ana Roe, said: “They are dull.” She said so twice.")
    (inner,) = [q for q in said(nlp, text) if q.text == "They are dull."]
    assert inner.speaker != "Mira Roe"
