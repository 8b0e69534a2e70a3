"""What is speech, and how sure a row is."""

import pytest

from quotes.pipeline import annotations
from quotes.pipeline.speakers import judge

missed = pytest.mark.xfail(strict=True, reason="alone in a text, the judge is not sure enough of it")

SPEECH = [
    "Lena Brock, the harbour master, said on Monday that the ferries would sail again in May.",
    "The union said in a statement that forty of its members had been dismissed without notice.",
    pytest.param("According to Tomas Ekwall, the county engineer, the dam had been leaking for a year.", marks=missed),
]
NONE = [
    "Lena Brock decided to suspend the ferries until May.",
    pytest.param("The council agreed to suspend payments to the contractor.", marks=missed),
    "The union hopes that the talks will end before winter.",
    pytest.param("Tomas Ekwall declined to comment on the leak.", marks=missed),
    "The board issued an order on Friday.",
]


@pytest.mark.parametrize("text", SPEECH)
def test_what_somebody_said_is_a_row(nlp, text: str) -> None:
    assert [q.kind for q in annotations.quotations(nlp(text))] == ["indirect"]


@pytest.mark.parametrize("text", NONE)
def test_decisions_beliefs_refusals_and_things_are_no_rows(nlp, text: str) -> None:
    assert annotations.quotations(nlp(text)) == []


def test_what_is_no_row_stays_an_attribution(nlp) -> None:
    doc = nlp("The union hopes that the talks will end before winter.")
    assert annotations.attributions(doc) and not annotations.quotations(doc)


def test_the_parts_of_the_confidence_are_chances(nlp) -> None:
    (quote,) = annotations.quotations(nlp("“The dam holds,” said Tomas Ekwall, the county engineer."))
    parts = (quote.confidence, quote.speech_confidence, quote.words_confidence, quote.speaker_confidence)
    assert all(0 < p <= 1 for p in parts)
    assert quote.confidence > 0.7


def test_a_turn_is_as_sure_as_its_speaker(nlp) -> None:
    text = "Kit Moss and Lena Brock met.\n\nMOSS: Why now?\n\nBROCK: I waited.\n\nMOSS: And then?\n\nBROCK: I left the house."
    found = annotations.quotations(nlp(text))
    assert found and all(q.confidence == pytest.approx(judge.TURN * q.speaker_confidence, abs=1e-3) for q in found)
