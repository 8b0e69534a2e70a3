"""Stance, entities and pronouns: how their corpora are read, and how they are counted."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from quotes.errors import EvaluationError
from quotes.evaluation import entities, evaluate, pronouns, stance

NER = """# newdoc id = one
# text = Ada Ferrin's mayor of Quay Bay.
1\tAda\tB-PER\t-\tx
2\tFerrin\tI-PER\t-\tx
3\t's\tO\t-\tx
4\tmayor\tO\t-\tx
5\tof\tO\t-\tx
6\tQuay\tB-LOC\t-\tx
7\tBay\tI-LOC\t-\tx
8\t.\tO\t-\tx

# text = She left the Harbour Board.
1\tShe\tO\t-\tx
2\tleft\tO\t-\tx
3\tthe\tO\t-\tx
4\tHarbour\tB-ORG\t-\tx
5\tBoard\tI-ORG\t-\tx
6\t.\tO\t-\tx

# newdoc id = two
# text = Nobody.
1\tNobody\tO\t-\tx
2\t.\tO\t-\tx
"""


def column(*lines: tuple[str, str, str]) -> str:
    """Sentences of CoNLL-U from (form, tag, Entity=)."""
    rows = (
        f"{n}\t{form}\t_\t{tag}\t_\t_\t0\tdep\t_\t{'Entity=' + entity if entity else '_'}"
        for n, (form, tag, entity) in enumerate(lines, 1)
    )
    return "\n".join(rows) + "\n\n"


SAID = column(
    ("Mayor", "PROPN", "(1-person-new-x-x-2-x"),
    ("Ferrin", "PROPN", "1)"),
    ("left", "VERB", ""),
    ("her", "PRON", "(2-place-new-x-x-2-x(1-person-giv-x-x-1-x)"),
    ("town", "NOUN", "2)"),
)
CONLLU = f"# newdoc id = GUM_news_one\n# newpar\n{SAID}{column(('She', 'PRON', '(1-person-giv-x-x-1-x)'))}"
CONLLU += f"# newdoc id = GUM_voyage_two\n# newpar\n{SAID}"


@pytest.fixture
def ner(tmp_path):
    path = tmp_path / "dev.iob2"
    path.write_text(NER, encoding="utf-8")
    return path


def test_entities_are_read_with_their_characters(ner):
    one, two = entities.read(ner)
    assert one.text == "Ada Ferrin's mayor of Quay Bay. She left the Harbour Board."
    assert [(one.text[s:e], label) for s, e, label in one.entities] == [
        ("Ada Ferrin", "PER"),
        ("Quay Bay", "LOC"),
        ("Harbour Board", "ORG"),
    ]
    assert (two.id, two.text, two.entities) == ("two", "Nobody.", [])


def test_entities_are_right_when_ends_and_label_are(ner):
    documents = entities.read(ner)
    found = [[(0, 10, "PERSON"), (22, 30, "ORG"), (45, 51, "ORG"), (36, 40, "OTHER")], []]
    report = entities.measure(documents, found)
    assert report.figures["entities"] == {"p": 33.3, "r": 33.3, "f1": 33.3, "gold": 3, "predicted": 3, "right": 1}
    assert (report.figures["PER"]["f1"], report.figures["LOC"]["gold"]) == (100.0, 1)
    assert Counter(e.what for e in report.errors) == {"missed": 2, "spurious": 2}


def test_a_sentence_without_its_words_is_refused(ner):
    ner.write_text(NER.replace("1\tShe", "1\tHe"), encoding="utf-8")
    with pytest.raises(EvaluationError, match="dev.iob2: one: a sentence that is not as its words say"):
        entities.read(ner)


def test_pronouns_are_those_of_chains_with_a_name(tmp_path):
    path = tmp_path / "dev.conllu"
    path.write_text(CONLLU, encoding="utf-8")
    (document,) = pronouns.read(path)  # the voyage is of another genre
    assert document.text == "Mayor Ferrin left her town She "
    assert [(document.text[s:e], [document.text[a:b] for a, b in names]) for (s, e), names in document.pronouns] == [
        ("her", ["Ferrin"]),
        ("She", ["Ferrin"]),
    ]


GAP = """ID\tText\tPronoun\tPronoun-offset\tA\tA-offset\tA-coref\tB\tB-offset\tB-coref\tURL
one\tAda Ferrin met Lena Moss. She left, and Moss wept.\tShe\t26\tAda Ferrin\t0\tTRUE\tLena Moss\t15\tFALSE\t
two\tAda Ferrin met Lena Moss. Her dog slept.\tHer\t26\tAda Ferrin\t0\tFALSE\tLena Moss\t15\tFALSE\t
"""


def test_gap_s_pronouns_are_those_that_stand_for_one_of_the_names(tmp_path):
    path = tmp_path / "gap.tsv"
    path.write_text(GAP, encoding="utf-8")
    assert pronouns.read_gap(path) == [
        pronouns.Document("one", GAP.splitlines()[1].split("\t")[1], (((26, 29), ((0, 10),)),))
    ]


def test_another_table_is_refused(tmp_path):
    path = tmp_path / "gap.tsv"
    path.write_text("a\tb\n1\t2\n", encoding="utf-8")
    with pytest.raises(EvaluationError, match="gap.tsv: not a table of GAP's form"):
        pronouns.read_gap(path)


TEXT = "Ada Ferrin, the mayor, opened the harbour on Friday. “It is a fine harbour,” she said."


def test_a_pronoun_is_right_when_its_entity_bears_one_of_the_names(nlp):
    where = TEXT.index("she"), TEXT.index("she") + 3
    name, other = (0, 10), (TEXT.index("Friday"), TEXT.index("Friday") + 6)
    for names, accuracy in (((name,), 100.0), ((other,), 0.0)):
        document = pronouns.Document("GUM_news_one", TEXT, ((where, names),))
        figures = pronouns.measure([document], nlp).figures
        assert (figures["pronouns"], figures["answered"], figures["accuracy"]) == (1, 100.0, accuracy)
        assert figures["accuracy_of"] == {"he": None, "she": accuracy, "they": None, "it": None}


SENTENCES = [
    ("Ferrin praised the engineers for their splendid, careful work.", "the engineers", 6.0),
    ("The council condemned the corrupt builder and his lies.", "corrupt builder", 2.0),
    ("The ferry leaves at nine.", "The ferry", 4.0),
]


def newsmtsc(path: Path) -> Path:
    rows = [
        {
            "primary_gid": str(number),
            "sentence_normalized": text,
            "targets": [{"from": text.index(target), "to": text.index(target) + len(target), "polarity": polarity}],
        }
        for number, (text, target, polarity) in enumerate(SENTENCES)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_stance_is_told_for_each_target(tmp_path):
    figures = evaluate(newsmtsc(tmp_path / "dev.jsonl"), "stance").reports["stance"].figures
    assert list(figures) == ["macro_f1", "accuracy", "f1", "confusion"]
    assert list(figures["f1"]) == ["opposes", "neutral", "supports"]
    assert [sum(row) for row in figures["confusion"]] == [1, 1, 1]
    assert figures["confusion"][0][2] == figures["confusion"][2][0] == 0  # praise is not taken for blame


def test_macro_f1_is_over_three_labels():
    pairs = Counter({("opposes", "opposes"): 3, ("neutral", "opposes"): 1, ("supports", "neutral"): 1})
    assert stance._figures(pairs) == {
        "macro_f1": 28.6,
        "accuracy": 60.0,
        "f1": {"opposes": 85.7, "neutral": 0.0, "supports": 0.0},
        "confusion": [[3, 0, 0], [1, 0, 0], [0, 1, 0]],
    }


def test_a_target_outside_of_its_sentence_is_refused(tmp_path):
    path = newsmtsc(tmp_path / "dev.jsonl")
    path.write_text(path.read_text(encoding="utf-8").replace('"to": 9', '"to": 900'), encoding="utf-8")
    with pytest.raises(EvaluationError, match="dev.jsonl: not a row of NewsMTSC's form"):
        stance.read(path)
