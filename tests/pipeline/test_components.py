"""The components as spaCy's own are tested: alone, renamed, missing, before and after others, saved and loaded."""

import json
import pickle
import subprocess
import sys
from dataclasses import fields

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.training import Example

import quotes
from quotes import Article, PipelineError, Quote, analyse, load, make_doc, quotations
from quotes.pipeline import COMPONENTS, annotations
from quotes.pipeline.components import encoder_of

TEXT = (
    "OSTBY, Jan. 30 (Wire One) — “We will wait and see what the council does,” Ana Ruiz, a spokeswoman for the Harbour Council,"
    " told reporters at a news conference on Monday.\n\n"
    "The council’s plan is a disgrace, said Tom Arkell, who runs a bakery. “Nobody asked us about the new quay.”"
)
ARTICLE = Article(TEXT, byline="Ada Bern", published="2024-01-30", agency="Wire One")


def blank(*names: str) -> Language:
    nlp = spacy.blank("en")
    for name in names:
        nlp.add_pipe(name)
    return nlp


def test_a_doc_has_all_that_an_analysis_has(nlp):
    (analysis,) = analyse([ARTICLE], nlp)
    doc = nlp(make_doc(nlp, ARTICLE))
    assert tuple(quotations(doc)) == analysis.quotes
    assert doc._.quotations == list(analysis.quotes)
    first = analysis.quotes[0]
    assert (first.act, first.said_on, first.occasion, first.audience, first.affiliation) == (
        "states",
        "2024-01-29",
        "at a news conference",
        "told reporters",
        "Harbour Council",
    )
    beside = {"said_on", "said_on_precision", "via"}  # what hangs on the article's own date and agency
    plain = quotations(nlp(TEXT))[0]
    same = [f.name for f in fields(Quote) if getattr(plain, f.name) == getattr(first, f.name)]
    assert {f.name for f in fields(Quote)} - set(same) <= beside


def test_predict_changes_nothing_and_set_annotations_writes(nlp):
    doc = nlp.make_doc(TEXT)
    for name, component in nlp.pipeline:
        before = doc.to_bytes()
        found = component.predict([doc])
        assert doc.to_bytes() == before, name
        component.set_annotations([doc], found)
    assert quotations(doc) == quotations(nlp(TEXT))


@pytest.mark.parametrize("component", COMPONENTS)
@pytest.mark.parametrize("text", ["", " ", "\n\n", "No one speaks here."])
def test_each_takes_docs_without_anything_to_find(nlp, component, text):
    doc = nlp(text)
    assert nlp.get_pipe(component)(doc) is doc
    assert list(nlp.get_pipe(component).pipe([])) == []


def test_other_names(nlp):
    renamed = spacy.blank("en", vocab=nlp.vocab)
    for name in COMPONENTS:
        renamed.add_pipe(name, name=name.replace("quotes_", "my "))
    assert [(q.text, q.speaker) for q in quotations(renamed(TEXT))] == [
        (q.text, q.speaker) for q in quotations(nlp(TEXT))
    ]
    assert encoder_of(renamed).meta == encoder_of(nlp).meta


@pytest.mark.parametrize(
    ("names", "line"),
    [
        (COMPONENTS[1:], "quotes_attributions: needs quotes_encoder before it"),
        (("quotes_speakers",), "quotes_speakers: needs quotes_encoder before it"),
        (("quotes_encoder", "quotes_attributions", "quotes_stance"), "quotes_stance: needs quotes_speakers before it"),
    ],
)
@pytest.mark.parametrize("read", [lambda nlp: nlp(TEXT), lambda nlp: list(nlp.pipe([TEXT]))])
def test_a_missing_neighbour_is_one_clear_line(names, line, read):
    with pytest.raises(PipelineError, match=line) as raised:
        read(blank(*names))
    assert "\n" not in str(raised.value)


def test_a_disabled_neighbour_is_one_clear_line(nlp):
    with nlp.select_pipes(disable="quotes_encoder"), pytest.raises(PipelineError, match="quotes_attributions: needs"):
        nlp(TEXT)


def test_a_pipeline_of_others_is_no_pipeline_of_ours():
    with pytest.raises(PipelineError, match="a pipeline without quotes_encoder"):
        list(analyse([ARTICLE], spacy.blank("en")))


RULED = "“The quay is ours,” said brimblewick. He left."


@pytest.fixture(scope="module")
def other() -> Language:
    """A pipeline that tests may change, if they change it back."""
    return load()


@pytest.mark.parametrize("where", [{"first": True}, {"after": "quotes_encoder"}, {"before": "quotes_speakers"}])
@pytest.mark.parametrize(("label", "kind"), [("PERSON", "person"), ("PER", "person"), ("ORG", "organization")])
def test_the_entities_of_a_ruler_count(nlp, other, where, label, kind):
    assert all(e.text != "brimblewick" for e in nlp(RULED).ents)  # nobody else takes it for a name
    ruler = other.add_pipe("entity_ruler", config={"overwrite_ents": True}, **where)
    ruler.add_patterns([{"label": label, "pattern": "brimblewick"}])
    doc = other(RULED)
    other.remove_pipe("entity_ruler")
    assert [(e.text, e.label_) for e in doc.ents] == [("brimblewick", label)]
    (quote,) = quotations(doc)
    assert (quote.speaker, quote.speaker_kind) == ("brimblewick", kind)


def test_entities_that_others_take_out_are_out(nlp):
    doc = nlp(TEXT)
    known = annotations.entities(doc)
    doc.ents = [e for e in doc.ents if e.text != "Ana Ruiz"]
    assert {TEXT[s:e] for s, e, _ in known} - {TEXT[s:e] for s, e, _ in annotations.entities(doc)} == {"Ana Ruiz"}
    known, day = annotations.entities(doc), next(t.i for t in doc if t.text == "Monday")
    doc.ents = [*doc.ents, Span(doc, day, day + 1, label="DATE")]
    assert annotations.entities(doc) == known  # a date is nobody's name


def test_attributions_that_others_take_out_or_add_count(nlp):
    doc = nlp(TEXT)
    known = annotations.attributions(doc)
    gone = doc.spans["contents"][0]
    doc.spans["contents"] = [s for s in doc.spans["contents"] if s.id != gone.id]
    assert annotations.attributions(doc) == [a for n, a in enumerate(known) if n != gone.id]
    bakery = next(t.i for t in doc if t.text == "bakery")
    doc.spans["contents"] = [*doc.spans["contents"], Span(doc, bakery - 1, bakery + 1, label="indirect", span_id=99)]
    assert TEXT[slice(*annotations.attributions(doc)[-1].content[0])] == "a bakery"


@pytest.fixture(scope="module")
def folder(nlp, tmp_path_factory):
    path = tmp_path_factory.mktemp("saved") / "nlp"
    nlp.to_disk(path)
    return path


def test_a_saved_pipeline_carries_its_weights(nlp, folder, monkeypatch):
    monkeypatch.setattr("quotes.pipeline.components.default", None)  # the package's are not asked for
    loaded = spacy.load(folder)
    assert quotations(loaded(TEXT)) == quotations(nlp(TEXT))
    assert loaded.get_pipe("quotes_encoder").folder == folder / "quotes_encoder"
    assert loaded.meta["license"] == "Apache-2.0" and loaded.meta["version"] == quotes.__version__
    assert loaded.meta["weights"]["version"] == encoder_of(nlp).meta["version"]


def test_a_saved_pipeline_loads_where_nothing_of_ours_was_imported(folder):
    code = f"import spacy; print(spacy.load({str(folder)!r})('“We wait,” said Ana Ruiz.')._.quotations[0].speaker)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout.strip(), done.returncode) == ("Ana Ruiz", 0), done.stderr


def test_a_saved_pipeline_without_its_weights_is_one_clear_line(nlp, tmp_path):
    nlp.to_disk(tmp_path / "nlp")
    (tmp_path / "nlp" / "quotes_encoder" / "heads.npz").unlink()
    with pytest.raises(quotes.ModelError, match="the model cannot be read"):
        spacy.load(tmp_path / "nlp")


def test_bytes_carry_the_weights(nlp):
    other = blank(*COMPONENTS)
    other.from_bytes(nlp.to_bytes())
    assert quotations(other(TEXT)) == quotations(nlp(TEXT))


def test_a_component_goes_into_another_process(nlp):
    copy = pickle.loads(pickle.dumps(nlp.get_pipe("quotes_encoder")))
    assert copy.encoder.meta == encoder_of(nlp).meta


def test_processes_and_tuples(nlp):
    texts = [TEXT, "", "“No,” said Tom Arkell."]
    alone = [quotations(nlp(t)) for t in texts]
    assert [quotations(doc) for doc in nlp.pipe(texts, n_process=2, batch_size=1)] == alone
    paired = list(nlp.pipe(zip(texts, "abc", strict=True), as_tuples=True))
    assert [context for _, context in paired] == ["a", "b", "c"]
    assert [quotations(doc) for doc, _ in paired] == alone


def test_the_configuration_is_json_and_makes_the_same_pipeline(nlp):
    config = json.loads(json.dumps(nlp.config))
    again = spacy.util.load_model_from_config(config, auto_fill=False, validate=True)
    assert again.pipe_names == nlp.pipe_names
    assert quotations(again(TEXT)) == quotations(nlp(TEXT))


def test_what_each_needs_is_declared_and_there(nlp):
    found = nlp.analyze_pipes()
    assert not any(found["problems"].values())
    assert found["summary"]["quotes_encoder"]["assigns"] == ["doc.ents", "token.pos"]
    assert blank("quotes_speakers").analyze_pipes()["problems"]["quotes_speakers"] == ["doc.spans", "doc.ents"]


def test_what_fails_goes_to_the_error_handler(nlp):
    failed = []

    def note(name, component, docs, error):
        failed.append((name, [d.text for d in docs], str(error)))

    other = blank("quotes_attributions")
    other.set_error_handler(note)
    assert list(other.pipe([TEXT])) == []
    ((name, texts, line),) = failed
    assert (name, texts) == ("quotes_attributions", [TEXT])
    assert line.startswith("quotes_attributions: needs quotes_encoder")


def test_scores(nlp):
    right = nlp(TEXT)
    wrong = Doc(nlp.vocab).from_bytes(right.to_bytes())
    said = quotations(right)
    annotations.set_quotes(wrong, said[1:])
    gold = [Example(nlp.make_doc(TEXT), doc) for doc in (right, wrong)]
    scores = nlp.evaluate(gold)
    assert scores["quotes_contents_f"] == scores["quotes_sources_f"] == 1.0
    assert scores["quotes_speaker_r"] == 1.0
    assert scores["quotes_speaker_p"] == pytest.approx((2 * len(said) - 1) / (2 * len(said)))
    assert {"quotes_contents_f", "quotes_speaker_f"} <= set(nlp.config["training"]["score_weights"])
