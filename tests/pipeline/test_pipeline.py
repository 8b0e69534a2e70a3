"""The pipeline on the weights that ship: real text in, quotations out."""

import pytest
from spacy.tokens import Doc, DocBin

from quotes.pipeline import COMPONENTS, annotations
from quotes.pipeline.analyse import analyse
from quotes.types import Article

STORY = (
    "OSTBY, Thursday — Mayor Ingrid Solvang said on Wednesday that the harbour would stay closed until spring.\n\n"
    "“We cannot send boats out there,” she told reporters at a news conference, “and we will not.”\n\n"
    "Tom Arkell, the secretary of the dockers’ union, called the decision “a disgrace.”\n\n"
    "“Nobody asked us,” Arkell said. “Nobody ever does.”\n\n"
    "The ferry is nicknamed “the Duchess” in the town."
)


@pytest.fixture(scope="session")
def story(nlp) -> Doc:
    return nlp(STORY)


def test_the_pipeline_is_spacys_own(nlp) -> None:
    assert tuple(nlp.pipe_names) == COMPONENTS


def test_who_said_what(story: Doc) -> None:
    found = {q.text: (q.speaker, q.kind) for q in annotations.quotations(story)}
    assert found["We cannot send boats out there, and we will not."] == ("Ingrid Solvang", "direct")
    assert found["Nobody asked us,"] == found["Nobody ever does."] == ("Tom Arkell", "direct")
    assert any("the harbour would stay closed" in t and s == ("Ingrid Solvang", "indirect") for t, s in found.items())
    assert any("a disgrace" in t and s == ("Tom Arkell", "mixed") for t, s in found.items())
    assert not any("Duchess" in t for t in found)


def test_roles(story: Doc) -> None:
    roles = {q.speaker: q.role for q in annotations.quotations(story)}
    assert roles == {"Ingrid Solvang": "Mayor", "Tom Arkell": "secretary of the dockers’ union"}


def test_every_part_is_the_text(story: Doc) -> None:
    for q in annotations.quotations(story):
        assert q.text == " ".join(story.text[s:e] for s, e in q.parts)
        assert (q.start, q.end) == (q.parts[0][0], q.parts[-1][1])
        assert all(any(s <= a and b <= e for s, e in q.parts) for a, b in q.quoted)


def test_the_chain_leads_from_the_mention_to_the_name(story: Doc) -> None:
    quote = next(q for q in annotations.quotations(story) if q.text.startswith("We cannot"))
    assert quote.chain[0].text == "she"
    assert quote.chain[-1].text == "Ingrid Solvang"
    assert all(story.text[step.start : step.end] == step.text for step in quote.chain)


def test_span_groups_share_ids_and_survive_bytes(nlp, story: Doc) -> None:
    copy = Doc(nlp.vocab).from_bytes(story.to_bytes())
    for group in annotations.GROUPS.values():
        assert [(s.text, s.id) for s in copy.spans[group]] == [(s.text, s.id) for s in story.spans[group]]
    assert annotations.quotations(copy) == annotations.quotations(story)
    (stored,) = DocBin(docs=[story], store_user_data=True).get_docs(nlp.vocab)
    assert annotations.attributions(stored) == annotations.attributions(story)


def test_a_batch_gives_what_single_calls_give(nlp) -> None:
    texts = [STORY, "", "No one speaks here.", "“Yes,” said Ana Ruiz.\n\n“No,” said Tom Arkell."]
    batched = [annotations.quotations(d) for d in nlp.pipe(texts, batch_size=4)]
    single = [annotations.quotations(nlp(t)) for t in texts]
    assert batched == single  # to the last digit of every score


@pytest.mark.parametrize("text", ["", " ", "\n\n\n", "“", "”“”“", "a" * 5000, "“" * 2000, "\u200b\u202e", "é" * 300])
def test_odd_texts_cost_nothing(nlp, text: str) -> None:
    assert isinstance(annotations.quotations(nlp(text)), list)


def test_what_is_not_english_is_marked_and_left(nlp) -> None:
    (analysis,) = analyse([Article("„Wir kommen“, sagte er.", language="de")], nlp)
    assert not analysis.quotes
    assert "not in English" in analysis.warnings[0]


def test_an_unclosed_mark_costs_a_warning(nlp) -> None:
    (analysis,) = analyse([Article("“We wait, Ana Ruiz said.\n\nIt rained.")], nlp)
    assert analysis.warnings == ("paragraph 1: a quotation mark is never closed",)
