"""What the network passes over and the text says all the same: signatures, passives, the day behind the verb."""

import pytest

from quotes.pipeline import annotations, attributions

SIGNED = (
    "We asked readers what they make of the new bridge. These are some of their replies.\n\n"
    "“I have crossed it twice and it did not fall.” — Ana Ruiz, baker\n\n"
    "“It cost too much and it leads nowhere that anybody lives.” ― Tom Arkell\n\n"
    "“My dog will not go near it.” — Ines Vidal"
)


def test_a_signature_names_the_source(nlp) -> None:
    found = [q.speaker for q in annotations.quotations(nlp(SIGNED)) if q.kind == "direct"]
    assert found == ["Ana Ruiz", "Tom Arkell", "Ines Vidal"]


def test_a_passive_verb_of_saying_names_the_source(nlp) -> None:
    text = "The closing began the “orderly retreat” promised by Mayor Ingrid Solvang last week."
    found = [text[slice(*a.source[0])] for a in annotations.attributions(nlp(text)) if a.source]
    assert found == ["Mayor Ingrid Solvang"]


def test_the_day_behind_the_verb_is_no_part_of_the_content(nlp) -> None:
    text = "Harbour Secretary Mira Lund said Thursday the answer would be “slow and careful.”"
    (quote,) = annotations.quotations(nlp(text))
    assert quote.text.startswith("the answer")


def test_who_was_told_is_no_part_of_the_content(nlp) -> None:
    text = "Harbour Secretary Mira Lund told the Quayside news agency that the ferries would sail again in May."
    (quote,) = annotations.quotations(nlp(text))
    assert quote.text.startswith("that the ferries")


def test_the_articles_own_we_is_nobody_quoted(nlp) -> None:
    found = {q.speaker for q in annotations.quotations(nlp(SIGNED)) if q.kind == "indirect"}
    assert found <= {""}


@pytest.mark.parametrize(
    "last",
    [
        "Ines Vidal",
        pytest.param(
            "the Ferry Board", marks=pytest.mark.xfail(strict=True, reason="whoever spoke before weighs more")
        ),
    ],
)
def test_one_said_clause_after_another_names_each_source(nlp, last: str) -> None:
    speakers = ["Felix Jarman", "Felix Jarman", "Elizabeth Silverton", "Ana Ruiz", "Tom Arkell", last]
    text = "\n\n".join(f"“The {n} needs our help before the winter,” {who} said." for n, who in enumerate(speakers))
    found = annotations.quotations(nlp(text))
    assert [q.speaker.removeprefix("the ") for q in found] == [who.removeprefix("the ") for who in speakers]


LED = "“I am tired of the dust,” said Ana Ruiz.\n\n"


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("“The east side got a road,” cut in Tom Arkell, a baker.", "Tom Arkell"),
        ("“And a lamp,” put in old Tom Arkell, with a sniff.", "old Tom Arkell"),
        ("“Not on Sundays,” chimed in Ines Vidal from the stairs.", "Ines Vidal"),
        ("“That is a lie,” burst out the ferryman.", "the ferryman"),
        ("“Who pays for it?” piped up the girl at the door.", "the girl at the door"),
        ("“We do,” broke in Felix Jarman.", "Felix Jarman"),
    ],
)
def test_who_puts_in_a_word_is_named_behind_the_verb(nlp, text: str, source: str) -> None:
    found = [(LED + text)[slice(*a.source[0])] for a in annotations.attributions(nlp(LED + text)) if a.source]
    assert found[-1] == source


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Asked by Ana Ruiz whether the mill would open, the miller, Tom Arkell, said: “Not this year.”", "Tom Arkell"),
        ("Asked by Felix Jarman about the bridge, Ines Vidal said: “It will hold.”", "Ines Vidal"),
        ("Pressed by Ana Ruiz on the cost, Tom Arkell replied: “I do not know.”", "Tom Arkell"),
        ("Asked by the Ostby Courier if he would resign, Felix Jarman said: “Never.”", "Felix Jarman"),
        ("Questioned by Tom Arkell about the keys, Ana Ruiz answered: “I lost them.”", "Ana Ruiz"),
    ],
)
def test_who_answers_is_not_who_asked(nlp, text: str, speaker: str) -> None:
    assert [q.speaker for q in annotations.quotations(nlp(text)) if q.kind == "direct"] == [speaker]


@pytest.mark.parametrize(
    ("text", "cut", "whole"),
    [
        ("Its statement said the quay would close.", "Its", "Its statement"),
        ("“We wait,” whose spokesman told us nothing.", "whose", "whose spokesman"),
        ("The retired harbour pilot said so.", "The retired", "The retired harbour pilot"),
        ("Petra Holm, who ran the ferry, said so.", "Petra Holm, who", "Petra Holm"),
        ("A study that nobody had read said so.", "A study that", "A study"),
        ("The pilot said so.\nLater the ferry left.", "The pilot", "The pilot"),
    ],
)
def test_a_source_that_the_tags_cut_is_whole(nlp, text: str, cut: str, whole: str) -> None:
    reading = annotations.work(nlp(text), "a test").reading
    start = text.index(cut)
    found = attributions.whole(text, reading, (start, start + len(cut)))
    assert text[slice(*found)] == whole
