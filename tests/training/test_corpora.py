"""What each reader of a corpus knows of a text, in its words."""

from random import Random

import pytest
from tokenizers import Tokenizer

pytest.importorskip("torch")

from quotes.pipeline.network.encoder import MODEL
from quotes.pipeline.network.labels import RELATIONS, TAGS
from quotes.training import corpora, examples
from quotes.training.corpora import Example, Labelled


@pytest.fixture(scope="module")
def read(data):
    """Each corpus of the folder, as the training reads it."""
    polnear = corpora.polnear(
        data / "polnear/train.jsonl", data / "polnear/train-silver.jsonl", data / "golds/speaker-gold-train.jsonl"
    )
    return {
        "attributions": polnear[0],
        "silver": polnear[1],
        "speakers": polnear[2],
        "news": corpora.news(data / "news/train.jsonl", data / "golds/news-gold-train.jsonl")[0],
        "unlabelled": corpora.unlabelled(data / "news/unlabelled.jsonl")[0],
        "gum": corpora.conllu(data / "ud/gum-train.conllu", entities=True)[0],
        "ewt": corpora.conllu(data / "ud/ewt-train.conllu")[0],
        "gap": corpora.gap(data / "gap/gap-development.tsv")[0],
        "newsmtsc": corpora.newsmtsc(data / "newsmtsc/train.jsonl")[0],
    }


def words(example: Example, *places: int | None) -> list[str]:
    """The word that begins at each place."""
    return ["" if at is None else example.text[at:].split()[0] for at in places]


@pytest.mark.parametrize(
    ("corpus", "what", "expected"),
    [
        ("attributions", "spans", ["SOURCE Mira Lund", "CUE said", "CONTENT the quay is safe", "CONTENT We will open the gate on Monday,", "SOURCE she", "CUE told", "SOURCE A baker", "CUE believes", "CONTENT that Tom Voss lied"]),
        ("attributions", "entities", None),
        ("silver", "entities", ["PERSON Mira Lund", "PERSON Tom Voss"]),
        ("speakers", "roles", ["ROLE Harbour mayor"]),
        ("news", "spans", ["SOURCE Mira Lund", "CONTENT the quay is safe", "CONTENT We will open the gate on Monday,", "SOURCE she", "CUE told"]),
        ("news", "speech", ["SPEECH the quay is safe", "SPEECH We will open the gate on Monday,"]),
        ("unlabelled", "spans", None),
        ("gum", "entities", ["PERSON Mira Lund", "PLACE Quay"]),
        ("gum", "tags", ["PROPN Mira", "PROPN Lund", "VERB left", "PROPN Quay", "PRON She", "VERB met", "DET a", "NOUN baker", "PRON He", "VERB waved"]),
        ("ewt", "entities", None),
    ],
)  # fmt: skip
def test_what_is_labelled(read, corpus: str, what: str, expected: list[str] | None) -> None:
    example = read[corpus]
    found = getattr(example, what)
    assert (found and [f"{s.label} {example.text[s.start : s.end]}" for s in found]) == expected


@pytest.mark.parametrize(
    ("corpus", "what", "expected"),
    [
        ("silver", "references", [("she", ["Mira"]), ("A", ["A"])]),
        ("speakers", "known_references", [("she", ["Mira"]), ("The", ["Mira"])]),
        ("news", "known_references", [("Mira", ["Mira"]), ("she", ["Mira"]), ("The", ["Mira"])]),
        ("gum", "references", [("She", ["Mira"]), ("a", ["a"]), ("He", ["a"])]),
        ("ewt", "references", []),
        ("gap", "known_references", [("she", ["Mira", "Mira"])]),
    ],
)
def test_whom_a_mention_stands_for(read, corpus: str, what: str, expected: list[tuple[str, list[str]]]) -> None:
    example = read[corpus]
    assert [(words(example, a)[0], words(example, *names)) for a, names in getattr(example, what)] == expected


@pytest.mark.parametrize(
    ("corpus", "expected"),
    [
        ("attributions", [["the", "Mira", "said"], ["We", "she", "told"], ["that", "A", "believes"]]),
        ("news", [["the", "Mira", ""], ["We", "she", "told"]]),
    ],
)
def test_from_words_to_source_and_cue(read, corpus: str, expected: list[list[str]]) -> None:
    assert [words(read[corpus], *link) for link in read[corpus].links] == expected


@pytest.mark.parametrize("corpus", ["speakers", "news"])
def test_who_speaks_and_whose_role_it_is(read, corpus: str) -> None:
    example = read[corpus]
    spoken = {example.text[slice(*span)]: words(example, *names) for span, names in example.speakers}
    assert spoken["We will open the gate on Monday,"] == ["Mira"]
    assert [words(example, *pair) for pair in example.role_holders] == [["Harbour", "Mira"]]
    assert all(
        example.text[lo:hi].startswith("Harbour mayor Mira Lund")
        for lo, hi in ((max(0, a), b) for a, b in example.role_scope)
    )


@pytest.mark.parametrize(
    ("corpus", "expected"),
    [
        ("speakers", [("supports", None), ("supports", "gate")]),
        ("news", [("neutral", None), ("supports", None), ("supports", "gate")]),
        ("newsmtsc", [("supports", "Mira Lund")]),  # a polarity between two classes is none
        ("unlabelled", [(None, None), (None, "Monday")]),
        ("attributions", []),
    ],
)
def test_what_words_hold(read, corpus: str, expected: list[tuple[str | None, str | None]]) -> None:
    example, sides = read[corpus], {odds: side for side, odds in corpora.SURE.items()}
    assert [(sides.get(o.odds), o.target and example.text[slice(*o.target)]) for o in example.opinions] == expected


def test_of_news_only_what_is_labelled_is_known(read) -> None:
    assert read["news"].partial and not read["attributions"].partial
    assert [read["news"].text[slice(*span)] for span in read["news"].outside] == ["Tom Voss lied"]


@pytest.mark.parametrize(
    ("name", "person", "expected"),
    [
        ("Mira Lund", True, ["Mira Lund", "Mira K. Lund", "Lund"]),
        ("Mira Lund Jr", True, ["Mira Lund", "Mira K. Lund", "Lund"]),
        ("Lund", True, ["Lund", "Lund", "Lund"]),
        ("Mira Lund", False, ["Mira Lund"]),
        ("—", True, []),
    ],
)
def test_where_somebody_is_named(name: str, person: bool, expected: list[str]) -> None:
    text = "Mira Lund spoke. Mira K. Lund left Lundsby; Lund’s car is gone."
    assert [text[slice(*span)] for span in corpora.mentions_of(name, text, person=person)] == expected


# in pieces


def cut(example: Example) -> examples.Item:
    """The one window of a short text."""
    tokenizer = Tokenizer.from_file(str(MODEL / "tokenizer.json"))
    ((item,),) = examples.items([example], tokenizer, "seed", sizes=(320,))
    return item


@pytest.mark.parametrize(
    ("corpus", "group", "expected"),
    [
        ("attributions", "span", ["Mira Lund", "said", "the quay is safe", "We will open the gate on Monday,", "she", "told", "A baker", "believes", "that Tom Voss lied"]),
        ("attributions", "entity", []),
        ("silver", "entity", ["Mira Lund", "Tom Voss"]),
        ("speakers", "role", ["Harbour mayor"]),
        ("news", "speech", ["the quay is safe", "We will open the gate on Monday,"]),
        ("gum", "entity", ["Mira Lund", "Quay"]),
    ],
)  # fmt: skip
def test_pieces_have_the_labels_of_their_words(read, corpus: str, group: str, expected: list[str]) -> None:
    item = cut(read[corpus])
    tags = ["O" if tag < 0 else TAGS[group][tag] for tag in item.labels.tags[group]]
    found = []
    for n, tag in enumerate(tags):
        if tag.startswith("B-"):
            end = next((k for k in range(n + 1, len(tags)) if not tags[k].startswith("I-")), len(tags))
            found.append(read[corpus].text[item.pieces.starts[n] : item.pieces.ends[end - 1]])
    assert found == expected


@pytest.mark.parametrize(
    ("corpus", "relation", "expected"),
    [
        ("attributions", "source", {("the", "mira"), ("we", "she"), ("that", "a")}),
        ("attributions", "cue", {("the", "said"), ("we", "told"), ("that", "believes")}),
        ("speakers", "holder", {("harbour", "mira")}),
        ("gap", "name", {("she", "mira mira")}),
        ("speakers", "target", {("we", "gate")}),
    ],
)
def test_pieces_ask_for_those_of_their_links(read, corpus: str, relation: str, expected: set[tuple[str, str]]) -> None:
    item = cut(read[corpus])
    words = Tokenizer.from_file(str(MODEL / "tokenizer.json")).id_to_token
    asked = [q for q in item.labels.queries if RELATIONS[q.relation] == relation and q.weight >= 1]
    pieces = [[words(int(item.pieces.ids[n])) for n in (q.at, *q.targets)] for q in asked]
    assert {(first, " ".join(rest)) for first, *rest in pieces} == expected


def test_marks_change_their_style_and_nothing_moves() -> None:
    example = Example("a", "“It’s ‘late’, again,” said Roe.", spans=(Labelled(1, 20, "CONTENT"),))
    found = {examples.restyle(example, Random(seed)).text for seed in range(200)}
    assert found == {
        example.text,
        "‘It’s “late”, again,’ said Roe.",
        "\"It's 'late', again,\" said Roe.",
        "«It’s ‘late’, again,» said Roe.",
        "„It’s ‘late’, again,“ said Roe.",
    }
