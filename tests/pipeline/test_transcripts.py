"""Where the turns of a transcript are: many shapes of it, and what only looks like one."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from naming import tagged

from quotes.pipeline import marks
from quotes.pipeline.transcripts import names, turns


def read(text: str, *people: str) -> list[tuple[str, str]]:
    """The turns as (label, words of its paragraphs joined by `/`)."""
    found = turns(text, marks.passages(text)[0], tagged(text, *people))
    return [(text[slice(*t.label)], " / ".join(text[s:e] for s, e in t.parts)) for t in found]


ASKED, AT_HOME, THEN, SLEPT = "Where were you?", "At home, I think.", "And then?", "I slept."
FOUR = [ASKED, AT_HOME, THEN, SLEPT]
INTRO = "Nadia Quill and Otto Brandt spoke on Monday.\n\n"

SHAPES = {
    "capitals": ("QUILL: {}\n\nBRANDT: {}\n\nQUILL: {}\n\nBRANDT: {}", ["QUILL", "BRANDT"] * 2),
    "small letters": ("Quill: {}\n\nBrandt: {}\n\nQuill: {}\n\nBrandt: {}", ["Quill", "Brandt"] * 2),
    "one line apart": ("QUILL: {}\nBRANDT: {}\nQUILL: {}\nBRANDT: {}", ["QUILL", "BRANDT"] * 2),
    "full at first": (
        "NADIA QUILL, HOST: {}\n\nMAYOR OTTO BRANDT: {}\n\nQUILL: {}\n\nBRANDT: {}",
        ["NADIA QUILL, HOST", "MAYOR OTTO BRANDT", "QUILL", "BRANDT"],
    ),
    "full in small letters": (
        "Nadia Quill, host: {}\n\nMayor Otto Brandt: {}\n\nQuill: {}\n\nMr. Brandt: {}",
        ["Nadia Quill, host", "Mayor Otto Brandt", "Quill", "Mr. Brandt"],
    ),
    "asides": (
        "QUILL (on the phone): {}\n\nBRANDT [laughing]: {}\n\nQUILL (D-Harrow): {}\n\nBRANDT: {}",
        ["QUILL", "BRANDT"] * 2,
    ),
    "bold": ("**Quill:** {}\n\n**Brandt:** {}\n\n**Quill**: {}\n\n**Brandt** {}", ["Quill", "Brandt"] * 2),
    "clock before": (
        "[00:01] QUILL: {}\n\n[00:09] BRANDT: {}\n\n00:00:31 QUILL: {}\n\n(0:44) BRANDT: {}",
        ["QUILL", "BRANDT"] * 2,
    ),
    "clock after": (
        "QUILL [00:01]: {}\n\nBRANDT (00:09): {}\n\nQUILL [00:31]: {}\n\nBRANDT [0:44]: {}",
        ["QUILL", "BRANDT"] * 2,
    ),
    "line of its own": (
        "Nadia Quill\n{}\n\nOtto Brandt\n{}\n\nNadia Quill\n{}\n\nOtto Brandt\n{}",
        ["Nadia Quill", "Otto Brandt"] * 2,
    ),
    "line of its own, bold": (
        "**Nadia Quill**\n\n{}\n\n**Otto Brandt**\n\n{}\n\n**Nadia Quill**\n\n{}\n\n**Otto Brandt**\n\n{}",
        ["Nadia Quill", "Otto Brandt"] * 2,
    ),
    "line of its own, clock": (
        "Nadia Quill 00:01\n{}\n\nOtto Brandt 00:09\n{}\n\nNadia Quill 00:31\n{}\n\nOtto Brandt 0:44\n{}",
        ["Nadia Quill", "Otto Brandt"] * 2,
    ),
    "line of its own, colon": ("QUILL:\n{}\n\nBRANDT:\n{}\n\nQUILL:\n{}\n\nBRANDT:\n{}", ["QUILL", "BRANDT"] * 2),
    "within marks": ('"QUILL: {}\n\n"BRANDT: {}\n\n"QUILL: {}\n\n"BRANDT: {}"', ["QUILL", "BRANDT"] * 2),
    "within marks that close": ("“QUILL: {}”\n\n“BRANDT: {}”\n\n“QUILL: {}”\n\n“BRANDT: {}”", ["QUILL", "BRANDT"] * 2),
    "marks after the label": ("QUILL: “{}”\n\nBRANDT: “{}”\n\nQUILL: “{}”\n\nBRANDT: “{}”", ["QUILL", "BRANDT"] * 2),
    "Q: A:": ("Q: {}\n\nA: {}\n\nQ: {}\n\nA: {}", ["Q", "A"] * 2),
    "Q. A.": ("Q. {}\n\nA. {}\n\nQ. {}\n\nA. {}", ["Q", "A"] * 2),
    "bold Q. A.": ("**Q.** {}\n\n**A.** {}\n\n**Q. {}**\n\nA. {}", ["Q", "A"] * 2),
    "Q without a colon": ("Q{}\n\nA: {}\n\nQ {}\n\nA: {}", ["Q", "A"] * 2),
    "Question: Answer:": (
        "Question: {}\n\nAnswer: {}\n\nQuestion: {}\n\nAnswer: {}",
        ["Question", "Answer"] * 2,
    ),
    "a part and a name": ("MODERATOR: {}\n\nBRANDT: {}\n\nMODERATOR: {}\n\nBRANDT: {}", ["MODERATOR", "BRANDT"] * 2),
    "questions and a name": ("Q: {}\n\nMAYOR BRANDT: {}\n\nQ: {}\n\nMAYOR BRANDT: {}", ["Q", "MAYOR BRANDT"] * 2),
}


@pytest.mark.parametrize("intro", [INTRO, f"# Brandt: A Life\n\n{INTRO}Transcript as follows:\n\n"])
@pytest.mark.parametrize(("shape", "labels"), SHAPES.values(), ids=SHAPES)
def test_each_turn_has_its_label_and_its_words(intro: str, shape: str, labels: list[str]) -> None:
    text = intro + shape.format(*FOUR)
    assert read(text, "Nadia Quill", "Otto Brandt", "Quill", "Brandt") == list(zip(labels, FOUR, strict=True))


def test_names_that_nobody_knows_are_labels_when_they_recur_in_capitals() -> None:
    text = "QUILL: Where were you?\n\nBRANDT: I was at home.\n\nQUILL: Why?\n\nBRANDT: It rained."
    assert [label for label, _ in read(text)] == ["QUILL", "BRANDT", "QUILL", "BRANDT"]


def test_two_turns_in_capitals_are_enough() -> None:
    assert read("Nadia Quill met Otto Brandt.\n\nQUILL: Why?\n\nBRANDT: I forgot.", "Nadia Quill", "Otto Brandt") == [
        ("QUILL", "Why?"),
        ("BRANDT", "I forgot."),
    ]


TALK = "Nadia Quill met Otto Brandt.\n\nQUILL: Why?\n\nBRANDT: I forgot.\n\n{}\n\nQUILL: Really?"
GOES_ON = {
    "more words": ("It happens to all of us.", "I forgot. / It happens to all of us."),
    "a label's colon in the words": ("Look: it happens.", "I forgot. / Look: it happens."),
    "crosstalk": ("(CROSSTALK)", "I forgot."),
    "laughter": ("[Laughter.]", "I forgot."),
    "inaudible words stay inside": ("I said [inaudible] to him.", "I forgot. / I said [inaudible] to him."),
    "a direction at the end": ("We left. (APPLAUSE)", "I forgot. / We left."),
    "a direction at the start": ("[Laughs.] We left.", "I forgot. / We left."),
    "a heading": ("On the harbour", "I forgot."),
    "about the speaker": ("Brandt paused and drank.", "I forgot."),
    "the reporter quotes": ("The council said “no” in June.", "I forgot."),
    "somebody's table": ("THE FACTS: Nobody forgot.", "I forgot."),
    "an advertisement": ("Follow Kit Varn on Chirp @kitvarn.", "I forgot."),
}


@pytest.mark.parametrize(("paragraph", "words"), GOES_ON.values(), ids=GOES_ON)
def test_what_belongs_to_a_turn(paragraph: str, words: str) -> None:
    assert read(TALK.format(paragraph), "Nadia Quill", "Otto Brandt", "Brandt")[1] == ("BRANDT", words)


def test_after_the_last_turn_the_newspaper_speaks_again() -> None:
    text = (
        f"{INTRO}QUILL: Why?\n\nBRANDT: I forgot.\n\nI always do.\n\n"
        "We asked readers what they think.\n\nThe council meets in May. I think."
    )
    assert read(text, "Nadia Quill", "Otto Brandt")[-1] == ("BRANDT", "I forgot. / I always do.")


def test_a_surname_may_be_a_trade() -> None:
    text = "TOM COOK, HOST: Good evening to you.\n\nNADIA QUILL: Hello.\n\nCOOK: Why are you here?\n\nQUILL: I forgot."
    found = turns(text, marks.passages(text)[0], tagged(text, "TOM COOK", "NADIA QUILL"))
    assert [text[slice(*t.name)] if t.name else None for t in found] == ["TOM COOK", "NADIA QUILL", "COOK", "QUILL"]


def test_in_a_record_the_last_speech_goes_on_to_its_end() -> None:
    speech = "The harbour is full of mud. ".strip()
    more = [f"The council had promised {n} boats, and none has come." for n in range(12)]
    text = (
        "PORTS\n\nMr ROE: " + "\n\n".join([speech, *more]) + "\n\nMs DOE: Is that so?\n\nMr ROE: " + "\n\n".join(more)
    )
    assert read(text) == [
        ("Mr ROE", " / ".join([speech, *more])),
        ("Ms DOE", "Is that so?"),
        ("Mr ROE", " / ".join(more)),
    ]


def test_within_marks_paragraphs_without_a_label_belong_to_the_last_one() -> None:
    text = (
        'Kit Farrow spoke to Dana Moss.\n\n"MOSS: But, Governor Farrow, why?\n\n"FARROW: Well, look, we tried.\n\n'
        '"Xavier Ruhl’s not about that. He never was.\n\n"(CROSSTALK.)\n\n"MOSS: If I may.\n\n"FARROW: You may not.\n\n'
        '"Follow Pia Lund on Chirp @pialund.\n\nThe governor later said “sorry.”'
    )
    assert read(text, "Kit Farrow", "Dana Moss", "Farrow", "Xavier Ruhl", "Pia Lund") == [
        ("MOSS", "But, Governor Farrow, why?"),
        ("FARROW", "Well, look, we tried. / Xavier Ruhl’s not about that. He never was."),
        ("MOSS", "If I may."),
        ("FARROW", "You may not."),
    ]


def test_quotations_after_a_transcript_within_marks_are_none_of_it() -> None:
    text = "Kit Farrow and Dana Moss met.\n\n“MOSS: Why?”\n\n“FARROW: I forgot.”\n\n“We wait,” Lund said.\n\n“MOSS: Oh, you did?”"
    assert [words for _, words in read(text, "Kit Farrow", "Dana Moss")] == ["Why?", "I forgot.", "Oh, you did?"]


NOT_TRANSCRIPTS = {
    "a list of facts": "The fair opens.\n\nTime: 8 pm.\n\nPlace: Harrow Hall.\n\nTickets: $5, if you book.",
    "an invitation": "WHO: Nadia Quill\n\nWHAT: A talk\n\nWHEN: 8 pm\n\nWHERE: Harrow Hall\n\nWHO: You!",
    "notes": "The mayor left.\n\nNote: We do not know why.\n\nCorrection: We said May.\n\nNote: It was June.",
    "headlines": "Brandt: I won\n\nThe count is over.\n\nQuill: No, you did not\n\nThe count goes on.",
    "myths": "MYTH: You need shoes.\n\nFACT: You do not.\n\nMYTH: We need boats.\n\nFACT: We have boats.",
    "checked": "CLAIM: We sold the boats.\n\nTHE FACTS: They did.\n\nCLAIM: We own the port.\n\nTHE FACTS: They do not.",
    "a recipe": "Prep: Chop the leeks.\n\nCook: Fry them.\n\nServes: four, or you.\n\nPrep: Wash your hands.",
    "scores": "Quill: 24\n\nBrandt: 18\n\nQuill: 31\n\nBrandt: 30",
    "delegates": "Nadia Quill: 2,312\n\nOtto Brandt: 1,545\n\nNadia Quill: 40 pct\n\nOtto Brandt: 38 pct",
    "actors": "Dramatis personae\n\nNADIA QUILL: a queen\n\nOTTO BRANDT: her fool\n\nA MESSENGER: from Thebes",
    "positions": (
        "On fish\n\nQuill: She would close the harbour to trawlers.\n\nBrandt: He would keep it open.\n\n"
        "On boats\n\nQuill: She has not taken a position.\n\nBrandt: He would tax them."
    ),
    "profiles": "Nadia Quill\nShe is 40.\n\nOtto Brandt\nHe is 50 and likes you.\n\nKit Farrow\nWe know little.",
    "who plays": "Nadia Quill\n24\n\nOtto Brandt\n18\n\nNadia Quill\n3\n\nOtto Brandt\n4",
    "prices": "Herring: $4\n\nCod: $7\n\nHerring: $5\n\nCod: $8",
    "times": "8:00: Doors.\n\n9:00: Nadia Quill sings.\n\n10:00: You dance.",
    "an outline": "A. The harbour\n\nB. The boats\n\nC. What we eat\n\nA. The harbour again",
    "common questions": "Q: How does one vote?\n\nA: At the town hall.\n\nQ: Until when?\n\nA: Until nine.",
    "addresses": "HARROW: The bridge is open.\n\nKELMOOR: You can cross.\n\nHARROW: It closes at six.",
    "links": "QUILL https://example.org/a\n\nREAD: https://example.org/b\n\nREAD: https://example.org/c",
    "one speaker": "Quill: We will win.\n\nThe crowd cheered.",
    "ordinary quotations": "“We wait,” Nadia Quill said.\n\n“And I do not,” said Otto Brandt.\n\nQuill added: “You will.”",
    "colons in prose": "Quill had one wish: to leave.\n\nBrandt had two: to stay, and you.\n\nQuill said so: I heard it.",
}


@pytest.mark.parametrize("text", NOT_TRANSCRIPTS.values(), ids=NOT_TRANSCRIPTS)
def test_what_only_looks_like_a_transcript(text: str) -> None:
    people = ("Nadia Quill", "Otto Brandt", "Kit Farrow", "Quill", "Brandt")
    entities = tagged(text, *people) + [(s, e, "PLACE") for s, e, _ in tagged(text, "HARROW", "KELMOOR")]
    assert turns(text, marks.passages(text)[0], entities) == []


def test_names_in_labels_are_people_and_outlets_stay_what_they_are() -> None:
    text = "Otto Brandt met us.\n\nTHE LEDGER: Why?\n\nOTTO BRANDT: I forgot.\n\nTHE LEDGER: And you?\n\nBRANDT: I did."
    entities = tagged(text, "Otto Brandt", "ORG:LEDGER", "ORG:BRANDT")
    found = turns(text, marks.passages(text)[0], entities)
    known = [(text[s:e], label) for s, e, label in names(text, found, entities)]
    assert known == [
        ("Otto Brandt", "PERSON"),
        ("THE LEDGER", "ORG"),
        ("OTTO BRANDT", "PERSON"),
        ("THE LEDGER", "ORG"),
        ("BRANDT", "PERSON"),
    ]


PIECES = st.sampled_from(
    [
        "QUILL: ",
        "BRANDT: ",
        "Quill: ",
        "Nadia Quill",
        "Q: ",
        "A: ",
        "Q. ",
        "**",
        "“",
        "”",
        '"',
        "\n",
        "\n\n",
        "I see. ",
        "Why? ",
    ]
    + [
        "(LAUGHTER)",
        "[",
        "]",
        "(",
        ")",
        ":",
        ",",
        " ",
        "*",
        "_",
        "00:12 ",
        "\r\n",
        "\u2028",
        "\u202e",
        "\x1b[31m",
        "é",
        "NOTE: ",
    ]
)


@given(st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=60).map("".join)))
def test_turns_lie_in_the_text_in_order_and_apart(text: str) -> None:
    entities = tagged(text, "Nadia Quill", "QUILL", "Brandt")
    end = 0
    found = turns(text, marks.passages(text)[0], entities)
    for turn in found:
        spans = [turn.label, *([turn.cue] if turn.cue else []), *turn.parts]
        assert turn.parts
        for start, stop in spans:
            assert end <= start < stop <= len(text)
            end = stop
        for start, stop in turn.parts:
            assert text[start:stop] == text[start:stop].strip()
            assert any(c.isalnum() for c in text[start:stop])
        if turn.name:
            assert turn.label[0] <= turn.name[0] < turn.name[1] <= turn.label[1]
    known = names(text, found, entities)
    assert all(a[1] <= b[0] for a, b in pairwise(known))


HOSTILE = {
    "labels": "QUILL: Why, I ask you?\n\nBRANDT: I forgot.\n\n",
    "brackets": "QUILL: " + "[(" * 20 + "\nBRANDT: " + ")]" * 20 + "?\n",
    "one line": "QUILL: I , ( [ : ",
    "marks": '"QUILL: Why?\n\n"BRANDT: I “did” it.\n\n"And more.\n\n',
    "stars": "**_**QUILL**",
    "questions": "Q: I?\n\nA: I.\n\n",
}


@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE)
def test_time_grows_with_the_text_alone(piece: str) -> None:
    def seconds(times: int) -> float:
        text = piece * times
        passages, entities = marks.passages(text)[0], tagged(text, "QUILL")
        start = time.process_time()
        turns(text, passages, entities)
        return time.process_time() - start

    few, many = (min(seconds(times) for _ in range(3)) for times in (250, 2000))
    assert many < 24 * few + 0.02  # eightfold the text; were it squared, sixty-four times the time


OFFICES = [  # a label, who in it is named, and as what
    ("Minister for Ports Dana Holt", "Dana Holt", "Minister for Ports"),
    ("Secretary of State Nan Kerr", "Nan Kerr", "Secretary of State"),
    ("Chair of the Board Ines Maddox", "Ines Maddox", "Chair of the Board"),
    ("Minister of Health Tunde Bright", "Tunde Bright", "Minister of Health"),
    ("Leader of the Opposition Greta Mohr", "Greta Mohr", "Leader of the Opposition"),
    ("Minister for Foreign Affairs and Trade", None, None),
    ("Secretary of State for Kerr", None, None),
]


@pytest.mark.parametrize(("label", "name", "role"), OFFICES)
def test_an_office_before_a_name_is_its_role(label, name, role):
    text = f"{label}: I will not.\n\nRita Cole: Will you not?\n\n{label}: I will not.\n\nRita Cole: We shall see."
    people = ("Dana Holt", "Nan Kerr", "Ines Maddox", "Tunde Bright", "Greta Mohr", "Rita Cole", "Kerr")
    first = turns(text, (), tagged(text, *(one for one in people if one in text)))[0]
    assert (first.name and text[slice(*first.name)], first.role and text[slice(*first.role)]) == (name, role)


def test_brackets_with_nothing_in_them_name_nobody() -> None:
    text = "Rita Cole: Why?\n\nThe Minister ( ): I will not.\n\nRita Cole: Will you not?\n\nThe Minister ( ): No, I will not."
    assert [turn.name is None for turn in turns(text, (), tagged(text, "Rita Cole"))] == [False, True, False, True]
