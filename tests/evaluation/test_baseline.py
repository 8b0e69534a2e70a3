"""textacy's quotations beside ours, on a spaCy pipeline that knows one sort of sentence."""

from __future__ import annotations

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from quotes.errors import EvaluationError
from quotes.evaluation.baseline import textacy

SAID = "“We will rebuild the harbour,” Ferrin said."


@Language.component("said_parser")
def said_parser(doc: Doc) -> Doc:
    """Tags and parses `NAME said`, as a trained pipeline would; everything else depends on itself."""
    for token in doc:
        token.is_sent_start = token.i == 0
    for token in doc:
        token.lemma_ = token.lower_
        if token.text == "said":
            token.pos_, token.lemma_ = "VERB", "say"
            doc[token.i - 1].head, doc[token.i - 1].dep_ = token, "nsubj"
    return doc


@pytest.fixture(scope="module")
def parser(tmp_path_factory):
    nlp = spacy.blank("en")
    nlp.add_pipe("said_parser")
    folder = tmp_path_factory.mktemp("parser") / "en_said"
    nlp.to_disk(folder)
    return str(folder)


def test_what_textacy_finds_comes_back_as_attributions(parser):
    ((found, reason),) = textacy([SAID], parser)
    assert reason == ""
    (attribution,) = found
    parts = {role: [SAID[s:e] for s, e in getattr(attribution, role)] for role in ("source", "cue", "content")}
    assert parts == {"source": ["Ferrin"], "cue": ["said"], "content": ["“We will rebuild the harbour,”"]}


def test_a_text_that_it_gives_up_on_is_told(parser):
    results = list(textacy([f"{SAID} “And", SAID], parser))
    assert [len(found) for found, _ in results] == [0, 1]
    assert "unclosed quotation" in results[0][1] and not results[1][1]


def test_a_pipeline_that_is_not_installed_is_one_line():
    with pytest.raises(EvaluationError, match="en_nowhere: no spaCy pipeline of this name is installed") as caught:
        list(textacy([SAID], "en_nowhere"))
    assert "\n" not in str(caught.value)
