"""Gold files: what each form holds, and what is said of one that is broken."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from quotes.errors import EvaluationError
from quotes.evaluation import gold
from quotes.evaluation.run import tasks_of

CORPUS = Path(__file__).parents[2] / "corpus" / "gold.jsonl"
TEXT = "“No,” she said."
SPEAKER = {"speaker": "Ada Ferrin", "speaker_kind": "person", "role": "", "stance": "neutral", "target": ""}
ATTRIBUTIONS = {"id": "a", "text": TEXT, "attributions": [{"content": [[0, 5]], "source": [[6, 9]]}]}
PASSAGES = {"id": "a", "quotes": [{"start": 1, "end": 4, **SPEAKER}]}
SENTENCE = {"primary_gid": "s", "sentence_normalized": TEXT, "targets": [{"from": 6, "to": 9, "polarity": 4.0}]}


def written(path: Path, *rows: object) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_the_corpus_gives_attributions_and_speakers_of_its_own_texts():
    marked = gold.read(CORPUS)
    rows = list(gold.rows(CORPUS))
    assert [m.id for m in marked] == [row["id"] for row in rows]
    for one, row in zip(marked, rows, strict=True):
        printed = [" ".join(one.article.text[s:e] for s, e in a.content) for a in one.attributions]
        assert printed == [quote["text"] for quote in row["quotes"]]
        sources = [" ".join(one.article.text[s:e] for s, e in a.source) for a in one.attributions]
        assert sources == [quote["source"] for quote in row["quotes"]]
    mentions = {said.mention for one in marked for said in one.quotes}
    assert mentions == {"name", "pronoun", "nominal", "none"}


@pytest.mark.parametrize(
    ("rows", "tasks"),
    [([ATTRIBUTIONS], ("attribution",)), ([PASSAGES], ("speakers",)), ([SENTENCE], ("stance",))],
)
def test_a_file_tells_what_it_can_measure(rows, tasks, tmp_path):
    assert tasks_of(written(tmp_path / "gold.jsonl", *rows)) == tasks
    assert tasks_of(CORPUS) == ("attribution", "speakers")


def test_texts_may_lie_in_another_file(tmp_path):
    path = written(tmp_path / "gold.jsonl", PASSAGES)
    texts = written(tmp_path / "texts.jsonl", {"id": "b", "text": "else"}, {"id": "a", "text": TEXT})
    (marked,) = gold.read(path, texts)
    assert (marked.article.text, marked.quotes[0].speaker) == (TEXT, "Ada Ferrin")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("{", "not a file of JSON lines"),
        ("[]", "line 1 is no JSON object"),
        ("\udcff", "not a file of JSON lines"),
        ("", "nothing is in it"),
        ('{"id": "a"}', "no form that is known"),
        (json.dumps({"id": "a", "attributions": [{}]}), "a: not a gold row"),
        (json.dumps({"id": "a", "text": "short", "attributions": [{"content": [[0, 9]]}]}), "no span of its text"),
        (json.dumps(PASSAGES), "a: the gold holds no text"),
        (json.dumps({"id": "a", "file": "none.md", "quotes": []}), "none.md"),
    ],
)
def test_a_broken_gold_is_one_clear_line(line, reason, tmp_path):
    path = tmp_path / "gold.jsonl"
    path.write_bytes(line.encode("utf-8", "surrogateescape") + b"\n" * bool(line))
    with pytest.raises(EvaluationError, match=reason) as caught:
        tasks_of(path)
        gold.read(path)
    assert "\n" not in str(caught.value)


def test_the_digest_changes_with_the_texts(tmp_path):
    path = written(tmp_path / "gold.jsonl", PASSAGES)
    digests = set()
    for name, text in (("one", TEXT), ("two", TEXT.upper())):
        texts = written(tmp_path / name, {"id": "a", "text": text})
        digests.add(gold.digest([path], gold.read(path, texts)))
    assert len(digests) == 2
