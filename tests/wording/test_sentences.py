"""Where one sentence ends and the next begins."""

import pytest

from quotes.wording.sentences import gaps, split

CASES = [
    "It rained.|The ferry was late.",
    "“It rained.|The ferry was late.",
    "Was it late?|“No!|Never.",
    "It was late…|Nobody came.",
    "Mr. Roe met Dr. Lund of Harrow Inc. Tuesday.",
    "J. R. Roe spoke at 3 p.m. Monday.",
    "He spoke at 3 p.m.|They listened.",
    "She lives in the U.S.|But she votes in Ostby.",
    "Elizabeth I.|The crown passed on.",
    "The fare is 3.50 crowns.|2024 was dear.",
    "He came with milk, eggs etc. and left.",
    "Émile was there.|Éva was not.",
    "A heading|Words beneath it",
]


@pytest.mark.parametrize("case", CASES)
def test_sentences(case: str) -> None:
    assert split(case.replace("|", "\n" if case.startswith("A heading") else " ")) == case.split("|")


def test_closing_marks_stand_between_sentences() -> None:
    text = "“It rained.” (The ferry was late.) So?"
    assert split(text) == ["“It rained.", "(The ferry was late.", "So?"]


def test_only_a_stretch_is_read_and_what_follows_it_tells_where_it_ends() -> None:
    text = "One. Two. Three. Four."
    assert list(gaps(text, 5, 17)) == [(9, 10), (16, 17)]
    assert list(gaps(text, 5, 16)) == [(9, 10)]
