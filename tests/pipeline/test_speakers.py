"""Who speaks: kinds of passages that a reader never forgives, and the parts of the choice by table."""

import numpy as np
import pytest

from quotes.pipeline import annotations, choice, marks
from quotes.pipeline.cast import assemble
from quotes.pipeline.entities import PERSON
from quotes.pipeline.speakers import contenders
from quotes.pipeline.speakers.contenders import NOBODY, Contender, Said
from quotes.types import Quote


def speakers(nlp, text: str) -> dict[str, str]:
    """The words of each quotation → its speaker."""
    return {q.text.rstrip(",."): q.speaker for q in annotations.quotations(nlp(text))}


missed = pytest.mark.xfail(strict=True, reason="the tags read the verb within the marks as no verb")

KINDS = [
    # whoever is named beside the words
    ("Lena Brock opened the meeting. “We begin at eight,” Brock said.", "We begin at eight", "Lena Brock"),
    ("“The dam holds,” said Tomas Ekwall, the county engineer.", "The dam holds", "Tomas Ekwall"),
    (
        "Priya Nand and her brother Sunil Nand run the mill. “I count the sacks,” Sunil Nand said.",
        "I count the sacks",
        "Sunil Nand",
    ),
    # a pronoun
    (
        "Marta Feld leads the choir.\n\nShe said the hall was too cold. “Nobody can sing in gloves,” she said.",
        "Nobody can sing in gloves",
        "Marta Feld",
    ),
    # a paragraph that opens with a mark goes on with the same speaker
    (
        "“The first boat left at dawn,” Ivo Sand said.\n\n“The second never left.”",
        "The second never left",
        "Ivo Sand",
    ),
    (
        "Ivo Sand wrote to the board.\n\n“We have waited nine years for an answer,” he wrote. “We will not wait ten.”",
        "We will not wait ten",
        "Ivo Sand",
    ),
    # a description of somebody unnamed stays himself
    (
        "The tenant, Carl Moss, had left the door open. “We found nobody inside the flat,” an officer said.",
        "We found nobody inside the flat",
        "an officer",
    ),
    # a description of somebody named finds him
    (
        "Mayor Ottilie Krantz visited the flooded street on Monday. “We will rebuild every house,” the mayor said.",
        "We will rebuild every house",
        "Ottilie Krantz",
    ),
    pytest.param(  # words within somebody's words
        "“The referee told me, ‘Go home and rest,’ and I went,” said Bram Holt, the goalkeeper.",
        "Go home and rest",
        "The referee",
        marks=missed,
    ),
]


@pytest.mark.parametrize(("text", "words", "speaker"), KINDS)
def test_kinds(nlp, text: str, words: str, speaker: str) -> None:
    assert speakers(nlp, text).get(words) == speaker


def test_words_within_a_pair_of_marks_are_one_text(nlp) -> None:
    text = "“He said ‘go home’ and I said ‘no’ and that was the end of it,” Bram Holt told the court."
    assert "He said ‘go home’ and I said ‘no’ and that was the end of it" in speakers(nlp, text)


def test_the_chances_of_all_contenders_add_up_and_the_heavier_wins() -> None:
    odds = choice.choose([{"named": 1.0}, {"near": 1.0}, {}], {"named": 3.0, "near": 1.0})
    assert odds.sum() == pytest.approx(1.0)
    assert list(np.argsort(-odds)) == [0, 1, 2]


def test_the_reasons_are_the_features_that_told_the_winner_from_the_next() -> None:
    by = {"named": 3.0, "near": 1.0, "both": 5.0}
    assert choice.reasons({"named": 1.0, "both": 1.0}, {"near": 1.0, "both": 1.0}, by) == ["named"]


def test_what_two_features_say_in_the_same_words_is_one_reason() -> None:
    by = {"near": 1.0, "name: near": 1.5, "named": 2.0}
    plain = lambda name: name.removeprefix("name: ")
    assert choice.reasons({"near": 1.0, "name: near": 1.0, "named": 1.0}, {}, by, plain=plain) == ["near", "named"]


def test_the_last_speakers_come_once_each_the_latest_first() -> None:
    said = Said()
    quote = Quote(0, 1, ((0, 1),), "a", "direct")
    for who in (Contender((1,)), Contender((2,)), NOBODY, Contender((1,))):
        said.add(quote, who)
    assert [who for _, who in said.last(4)] == [Contender((1,)), Contender((2,))]


@pytest.mark.parametrize(
    ("text", "source", "subject"),
    [
        ("Roe said the bridge, which the mayor called “a ruin”, would go.", "Roe", "the mayor"),
        ("According to Roe, he had once told her “not to hope”.", "Roe", "he"),
        ("Roe said it was “over”.", "Roe", None),
    ],
)
def test_who_else_speaks_in_the_sentence(nlp, text: str, source: str, subject: str | None) -> None:
    from quotes.pipeline.speakers.scene import Scene

    doc = nlp(text)
    reading = annotations.work(doc, "speakers").reading
    passages = marks.passages(text)[0]
    scene = Scene(text, reading, assemble(text, annotations.entities(doc)))
    start, p = text.index(source), passages[0]
    span = (p.start, p.end)
    quote = Quote(*span, (span,), text[slice(*span)], "direct", quoted=(span,), source=((start, start + len(source)),))
    other = contenders.ask(scene, quote).other
    assert (other.text if other else None) == subject


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("The board heard from Lena Brock, who said the mill was lost.", "Lena Brock"),
        ("It angered several members of the rowing club who said it was lost.", "several members of the rowing club"),
        ("A row with two beekeepers in the valley, who said the hives were lost.", "two beekeepers in the valley"),
        ("They wrote to the Harbour Trust, which said the pier was lost.", "the Harbour Trust"),
        ("There was applause for the old pilot who said the channel was lost.", "the old pilot"),
        ("He asked who said the mill was lost.", "who"),
    ],
)
def test_a_relative_pronoun_is_what_stands_before_it(nlp, text: str, meant: str) -> None:
    from quotes.pipeline.speakers.scene import Scene

    doc = nlp(text)
    scene = Scene(text, annotations.work(doc, "speakers").reading, assemble(text, annotations.entities(doc)))
    start = text.index("which" if "which" in text else "who")
    source = (start, text.index(" said"))
    asked = contenders.ask(scene, Quote(source[1] + 6, len(text), (), "", "indirect", source=(source,)))
    assert asked.mention is not None and asked.mention.text == meant


def test_gender_is_weighed_and_rules_nobody_out(nlp) -> None:
    from quotes.pipeline.speakers.scene import Scene

    text = "Kit Moss met Lena Brock. He said: “It is late.”"
    doc = nlp(text)
    reading = annotations.work(doc, "speakers").reading
    scene = Scene(text, reading, assemble(text, annotations.entities(doc)))
    at, p = text.index("He"), marks.passages(text)[0][0]
    quote = Quote(p.start, p.end, ((p.start, p.end),), "It is late.", "direct", source=((at, at + 2),))
    found = contenders.find(scene, contenders.ask(scene, quote), Said())
    people = {i for i, e in enumerate(scene.cast.entities) if e.kind == PERSON}
    assert {c.entities[0] for c in found if c.entities} >= people
    assert found[-1] == NOBODY
