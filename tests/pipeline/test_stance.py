"""Towards what a quotation's words are, and whether for or against it, on the weights that ship."""

import json

import numpy as np
import pytest

from quotes.pipeline import annotations, stance
from quotes.pipeline.cast import assemble
from quotes.pipeline.lexicon import stance_weights
from quotes.pipeline.speakers.scene import Scene
from quotes.pipeline.stance.targets import Targets
from quotes.types import STANCES, Quote, Stance


@pytest.fixture
def eager(nlp):
    """The pipeline, saying what is likeliest, however sure."""
    component = nlp.get_pipe("quotes_stance")
    component.sure = 0.0
    yield nlp
    component.sure = stance.SURE


def read(nlp, text: str) -> tuple[str, list[Quote]]:
    return text, annotations.quotations(nlp(text))


def first(nlp, text: str) -> Stance:
    quotes = annotations.quotations(nlp(text))
    return next(q.stances[0] for q in quotes if q.stances)


def test_a_pronoun_is_whom_it_stands_for(eager) -> None:
    text, quotes = read(
        eager,
        "Mayor Ana Ruiz opened the new clinic on Monday.\n\n"
        "“She has done a wonderful job, and I'm proud of her,” said Tom Arkell, a baker.",
    )
    held = quotes[-1].stances[0]
    assert (held.stance, held.target) == ("supports", "Ana Ruiz")
    start, end = held.target_span
    assert text[start:end] in ("She", "her", "Ruiz", "Ana Ruiz")


def test_a_title_is_the_person_who_has_it(eager) -> None:
    _, quotes = read(
        eager,
        "Sen. Oswin Hale and the nurse Petra Holm met on Friday.\n\n“The senator has lied to us,” said Holm.",
    )
    held = quotes[-1].stances[0]
    assert (held.stance, held.target) == ("opposes", "Oswin Hale")


@pytest.mark.xfail(strict=True, reason="the name inside the words weighs more than that it is the speaker's")
def test_whoever_speaks_is_hardly_the_target(eager) -> None:
    held = first(eager, "Tom Arkell was angry. “The mayor ruined the market, and Arkell says so,” Tom Arkell said.")
    assert held.target != "Tom Arkell"


def test_the_thing_not_the_name_in_it(eager) -> None:
    held = first(eager, "“We do not want a war with Tarsk,” said Foreign Minister Dario Venn.")
    assert (held.stance, held.target) == ("opposes", "war with Tarsk")
    assert not held.conditional


def test_a_condition_is_carried(eager) -> None:
    text = "“We will not start a war with Tarsk, but if they fire, we will answer,” said Foreign Minister Dario Venn."
    held = first(eager, text)
    assert held.conditional
    assert "Tarsk" in held.target


def test_every_stance_is_of_the_text(eager) -> None:
    text, quotes = read(
        eager,
        "“Closing the market would be madness,” said Tom Arkell. “Ana Ruiz has my full support.”\n\n"
        "Petra Holm said the ferry was “a disgrace” and called for a new bridge over the strait.",
    )
    stances = [s for q in quotes for s in q.stances]
    assert stances
    for held in stances:
        assert len(held.scores) == len(STANCES) and sum(held.scores) == pytest.approx(1, abs=1e-3)
        assert 0 <= held.confidence <= 1
        if held.stance == "neutral":
            assert held.confidence == pytest.approx(held.scores[STANCES.index("neutral")], abs=1e-4)
        if held.target:
            start, end = held.target_span
            assert text[start:end].strip() == text[start:end] != ""
    assert max(len(q.stances) for q in quotes) <= stance.SHOWN


def test_each_target_once_and_one_is_likeliest(eager) -> None:
    text = "“Closing the market would be madness,” said Tom Arkell. “I blame Ruiz.” Mayor Ana Ruiz was away."
    doc = eager(text)
    work = annotations.work(doc, "stance")
    reading, heads = work.reading, work.heads
    targets = Targets(Scene(text, reading, assemble(text, annotations.entities(doc))))
    for quote in annotations.quotations(doc):
        asked = stance.ask(targets, quote)
        stance.hear(targets, heads, [(asked, range(len(asked.targets)))])
        assert asked.linked.shape == reading.vectors.shape[1:] and np.isfinite(list(asked.by_words.values())).all()
        assert len({t.span for t in asked.targets}) == len(asked.targets)
        odds = asked.odds(stance_weights()["target"])
        assert odds.sum() == pytest.approx(1) and odds.argmax() < len(asked.targets)


@pytest.mark.parametrize(
    "text",
    [
        "“I could not cross the yard for a week,” said Tom Arkell, a baker. The river rose on Monday.",
        pytest.param(
            "“We are still lifting people off the roofs,” said Petra Holm, a nurse, as the water fell in Tarsk.",
            marks=pytest.mark.xfail(strict=True, reason="help that is told of is taken for support"),
        ),
        "“When does the ferry leave?” asked Tom Arkell. Mayor Ana Ruiz did not know.",
        "Petra Holm said the library has 40,000 books and opens at nine.",
        "“The vote is on Tuesday, and the count will be on Wednesday,” said Dario Venn, the clerk.",
    ],
)
def test_facts_and_questions_have_no_side(nlp, text: str) -> None:
    for quote in annotations.quotations(nlp(text)):
        assert [(s.stance, s.target) for s in quote.stances] == [("neutral", "")]


SIDED = "“I am totally opposed to the Harbour Bill. The bill is a disgrace,” said Tom Arkell. Ana Ruiz wrote the Harbour Bill."


@pytest.mark.xfail(strict=True, reason="the side is shown, towards the shorter name: `bill`")
def test_a_side_is_shown_where_it_is_sure(nlp) -> None:
    held = first(nlp, SIDED)
    assert (held.stance, held.target) == ("opposes", "Harbour Bill")
    assert held.confidence >= stance.SURE


def test_what_is_less_sure_is_neutral_and_towards_nothing(nlp) -> None:
    pipe = nlp.get_pipe("quotes_stance")
    pipe.sure = 0.999
    try:
        held = first(nlp, SIDED)
    finally:
        pipe.sure = stance.SURE
    assert (held.stance, held.target, held.target_span) == ("neutral", "", None)
    assert held.confidence == held.scores[STANCES.index("neutral")]


@pytest.mark.parametrize(
    "text", ["“", "“”", "“Yes.”", "“" + "no " * 3000 + "” said Tom Arkell.", "“\u202e{}[]<b>” he said."]
)
def test_odd_texts(eager, text: str) -> None:
    for quote in annotations.quotations(eager(text)):
        assert json.dumps([s.target for s in quote.stances])


def test_the_evidence_is_the_sentence_that_carries_it(eager) -> None:
    text, quotes = read(
        eager,
        "“We met Mr. Arkell at nine o'clock. The harbour plan is a disgrace and must be stopped. The ferry leaves at noon,” "
        "said Petra Holm, a nurse.",
    )
    (start, end) = quotes[0].stances[0].evidence
    assert quotes[0].stances[0].stance == "opposes"
    assert text[start:end] == "The harbour plan is a disgrace and must be stopped."


def test_the_evidence_is_the_speakers_words_not_the_reporters(eager) -> None:
    text, quotes = read(eager, "“The plan is a disgrace,” said Petra Holm, a nurse, “and it must be stopped.”")
    for quote in quotes:
        for held in quote.stances:
            assert "Petra" not in text[slice(*held.evidence)]


def test_whoever_stands_before_the_verb_goes_before_the_paragraph_before(eager) -> None:
    text = "“The kiln tax is a gift to nobody,” said Wilma Stroud. She praised the harbour trust.\n\nMayor Piet Lang defended the tax. “We will not repeal it,” he said."
    spoken = {q.speaker for q in annotations.quotations(eager(text)) if q.start > text.index("Mayor")}
    assert spoken == {"Piet Lang"}
