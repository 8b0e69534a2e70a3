"""What a teacher is asked, and about what."""

import random

import pytest

pytest.importorskip("torch")

from quotes.training.corpora import Example, Labelled, Opinion
from quotes.training.teacher import question, unheard

TEXT = "Mira Lund called the Port of Ostland “a disgrace” on Monday.\n\nThe Port of Ostland opened in May."
PORT = (21, 36)


def test_a_question_marks_the_quotation_and_the_target() -> None:
    opinion = Opinion((), (38, 48), (0, 49), PORT)
    assert question(TEXT, opinion) == (
        "Mira Lund called the <target> Port of Ostland </target> “ <quote> a disgrace </quote> ”"
    )


def test_a_sentence_is_asked_about_without_marks_of_a_quotation() -> None:
    assert question(TEXT, Opinion((), (0, 60), (0, 60))) == TEXT[:60].strip()


def test_what_is_asked_stands_in_the_text_and_was_not_read_by_people() -> None:
    entities = (Labelled(0, 9, "PERSON"), Labelled(*PORT, "ORG"), Labelled(66, 81, "ORG"))
    spans = (Labelled(0, 9, "SOURCE"), Labelled(10, 16, "CUE"), Labelled(17, 49, "CONTENT"))
    article = Example("a", TEXT, spans=spans, links=((17, 0, 10),), entities=entities)
    found = [o for _, o in unheard([article], random.Random(0))]
    assert Opinion((), (17, 49), (0, 49)) in found
    assert Opinion((), (17, 49), (0, 49), PORT) in found
    assert sorted(o.target for o in found if o.content == o.around) == [(e.start, e.end) for e in entities]
    read = Example(
        "a", TEXT, spans=spans, links=((17, 0, 10),), opinions=(Opinion((1.0, 0.0, 0.0), (17, 49), (0, 49)),)
    )
    assert not list(unheard([read], random.Random(0)))


def test_other_names_of_a_sentence_are_asked_about() -> None:
    text = "The mayor praised Lund and blamed Voss."
    known = Opinion((1.0, 0.0, 0.0), (0, len(text)), (0, len(text)), (18, 22))
    found = [o for _, o in unheard([Example("a", text, opinions=(known,))], random.Random(0))]
    assert [text[slice(*o.target)] for o in found] == ["Voss"]
