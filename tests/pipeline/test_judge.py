"""What is speech, and how sure a row is."""

import math

import pytest

from quotes.pipeline import annotations
from quotes.pipeline.analyse import analyse
from quotes.pipeline.plain import as_record
from quotes.pipeline.speakers import judge
from quotes.types import Article

SPEECH = [
    "Lena Brock, the harbour master, said on Monday that the ferries would sail again in May.",
    "The union said in a statement that forty of its members had been dismissed without notice.",
    "According to Tomas Ekwall, the county engineer, the dam had been leaking for a year.",
]
NONE = [
    "Lena Brock decided to suspend the ferries until May.",
    "The council agreed to suspend payments to the contractor.",
    "The union hopes that the talks will end before winter.",
    "The farmers fear that the dam will fail before winter.",
    "Tomas Ekwall declined to comment on the leak.",
    "The board issued an order on Friday.",
]


@pytest.mark.parametrize("text", SPEECH)
def test_what_somebody_said_is_a_row(nlp, text: str) -> None:
    assert [q.kind for q in annotations.quotations(nlp(text))] == ["indirect"]


@pytest.mark.parametrize("text", NONE)
def test_decisions_beliefs_refusals_and_things_are_no_rows(nlp, text: str) -> None:
    assert annotations.quotations(nlp(text)) == []


def test_what_is_no_row_stays_an_attribution(nlp) -> None:
    doc = nlp("The farmers fear that the dam will fail before winter.")
    assert annotations.attributions(doc) and not annotations.quotations(doc)


def test_the_parts_of_the_confidence_are_chances(nlp) -> None:
    (quote,) = annotations.quotations(nlp("“The dam holds,” said Tomas Ekwall, the county engineer."))
    parts = (quote.confidence, quote.speech_confidence, quote.words_confidence, quote.speaker_confidence)
    assert all(0 < p <= 1 for p in parts)
    assert quote.confidence > 0.7


READ = (
    "“The dam holds,” said Tomas Ekwall, the county engineer. He added that the gates had been closed since Friday.",
    "Mara Voss called the plan “a gift to nobody”. “We were not asked,” she said. “Nobody was.”",
    "“Somebody has to pay,” it said on the wall. The council denied that it would sell the baths, according to the Ledger.",
    "ANNA BELL: Who pays?\n\nTOM REED: Nobody has said who pays.\n\nANNA BELL: And the gates?\n\nTOM REED: They hold.",
)


@pytest.mark.parametrize("text", READ)
def test_what_is_shown_of_a_confidence_multiplies_to_it(nlp, text: str) -> None:
    (analysis,) = analyse([Article(text)], nlp)
    records = as_record(analysis)["quotes"]
    assert records
    for record in records:
        parts = [record[f"{name}_confidence"] for name in ("speech", "words", "speaker")]
        assert all(0 <= part <= 1 for part in parts)
        assert math.prod(parts) == pytest.approx(record["confidence"], abs=1e-3)
        in_percent = [round(100 * part) / 100 for part in parts]
        assert math.prod(in_percent) == pytest.approx(record["confidence"], abs=0.015)


def test_a_turn_is_as_sure_as_its_speaker(nlp) -> None:
    text = "Kit Moss and Lena Brock met.\n\nMOSS: Why now?\n\nBROCK: I waited.\n\nMOSS: And then?\n\nBROCK: I left the house."
    found = annotations.quotations(nlp(text))
    assert found and all(q.confidence == pytest.approx(judge.TURN * q.speaker_confidence, abs=1e-3) for q in found)
