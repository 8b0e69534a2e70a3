"""Hard-wrapped text: joined by its shape, and nothing else joined."""

from __future__ import annotations

import textwrap

import pytest

from quotes.ingest.wrapped import unwrap

STORY = [
    (
        "The harbour council met on Monday to settle the fate of the old crane that stands on the eastern quay, and it took"
        " nine hours to do so because half of its members had not read the engineers’ report."
    ),
    (
        "“We will act before the winter comes, and before the next storm takes the roof of the shed with it,” said Ada Mole,"
        " who chairs the committee. “Nobody can say that we were not warned in good time.”"
    ),
    (
        "“It is a crane,” said one of them, Piers Okafor. “It lifts things. Leave it alone, and leave the people who work on"
        " it alone as well.”"
    ),
]


@pytest.mark.parametrize("width", [38, 45, 60, 66, 72, 80, 100])
@pytest.mark.parametrize("hyphens", [False, True])
def test_paragraphs_wrapped_at_a_width_are_whole_again(width, hyphens):
    wrapped = "\n\n".join(textwrap.fill(part, width, break_on_hyphens=hyphens) for part in STORY)
    assert unwrap(wrapped) == "\n\n".join(STORY)


def test_an_indent_begins_a_paragraph():
    wrapped = "\n".join(textwrap.fill(part, 66, initial_indent="    ") for part in STORY)
    assert unwrap(wrapped) == "\n".join(STORY)


HYPHENS = [
    ("The ruling came late and it was long: the prelimi-\nnary order had been uncon-\nstitutional from the first day, and the elec-\ntioneering rule fell.",
     "The ruling came late and it was long: the preliminary order had been unconstitutional from the first day, and the electioneering rule fell."),
    ("A preliminary word: nobody had read it. The prelimi-\nnary order went to the well-\nknown and long-\nserving judge with the paper.",
     "A preliminary word: nobody had read it. The preliminary order went to the well-known and long-serving judge with the paper."),
    ("They asked the forty-year-\nold mason who had been in the tower when the\nclock stopped about the state of the mother-in-\nlaw of the keeper.",
     "They asked the forty-year-old mason who had been in the tower when the clock stopped about the state of the mother-in-law of the keeper."),
    ("It was, he said of the winter that had passed—\nthe worst since the war, and of the one before—\nas bad as any he had seen on the quay.",
     "It was, he said of the winter that had passed—the worst since the war, and of the one before—as bad as any he had seen on the quay."),
]  # fmt: skip


@pytest.mark.parametrize(("wrapped", "text"), HYPHENS)
def test_hyphens_and_dashes_at_the_end_of_a_line(wrapped, text):
    assert unwrap(wrapped) == text


def test_soft_hyphens_join_anywhere():
    assert unwrap("The pre\u00ad\nliminary order.") == "The preliminary order."


LEFT_ALONE = [
    # verse
    "The boats went out at break of day,\nThe boats came home at night,\nAnd nobody upon the quay\nHad seen so fair a sight.",
    # a paragraph on each line
    "“We will act before the winter,” said Ada Mole.\nNobody spoke against the plan.\n“It is a crane,” said Piers Okafor, who left.",
    # a list
    "The plan has three parts:\n- a crane that can be moved and is to be moved\n- a shed that cannot be moved and stays put\n- a quay on which nobody may set a foot",
    # turns of a transcript
    "OKAFOR: We were told that it would take a month, or two.\nMOLE: Who told you that it would take a month or two, sir?\nOKAFOR: You told us that, and you know very well you did.",
    # an address
    "Harbour Office\n12 Eastern Quay\nWellhaven\nTelephone 12345",
]  # fmt: skip


@pytest.mark.parametrize("text", LEFT_ALONE)
def test_what_was_not_wrapped_keeps_its_lines(text):
    assert unwrap(text) == text


def test_turns_of_a_wrapped_transcript_stay_apart():
    turns = [
        "CHAIR: I call the member for the eastern quay, who has waited for a long time to be heard in this matter.",
        "MR OKAFOR (Eastern Quay): I thank the Chair. The crane has stood since 1919, and it will stand when all of us are gone.",
        "CHAIR: The time of the member has expired. I put the question to the House, and ask it for quiet while I do.",
    ]
    assert unwrap("\n".join(textwrap.fill(turn, 64) for turn in turns)) == "\n".join(turns)


def test_items_of_a_wrapped_list_stay_apart():
    items = [f"- {part}" for part in STORY]
    wrapped = "\n".join(textwrap.fill(item, 70, subsequent_indent="  ") for item in items)
    assert unwrap(wrapped) == "\n".join(items)


TURNS = [
    "The PRESIDING OFFICER. The Senator from the coast is recognized.",
    "Mr. OKAFOR. I rise to speak of cranes, of which we have had one since the war, and which have never lifted anything in it.",
    "Mrs. MOLE of Selwyn. I object.",
    "Ms. McTAGGART. I rise for the same purpose as my colleague from the coast did, and I shall be as brief as he has been.",
    "Senator O'DELL. I yield.",
    "Dr. HOLLIS. I have read the report, and it does not say what my colleague says that it says, nor has it ever said it.",
]


@pytest.mark.parametrize("width", [60, 71])
def test_turns_of_a_record_stay_apart(width):
    wrapped = "\n".join(textwrap.fill(turn, width, initial_indent="  ") for turn in TURNS * 2)
    assert unwrap(wrapped) == "\n".join(TURNS * 2)
