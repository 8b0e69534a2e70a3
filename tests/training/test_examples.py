"""From what is known of a text to the windows that a network learns from."""

from random import Random

import pytest
from tokenizers import Tokenizer

pytest.importorskip("torch")

from quotes.pipeline.network.encoder import MODEL
from quotes.pipeline.network.labels import TAGS
from quotes.training import examples
from quotes.training.corpora import SURE, Example, Labelled, Opinion

TEXT = "Jane Roe said the bridge is safe. Nobody else spoke."


def items(*of: Example, size: int = 64) -> list[examples.Item]:
    """The windows of all examples."""
    tokenizer = Tokenizer.from_file(str(MODEL / "tokenizer.json"))
    return [item for windows in examples.items(of, tokenizer, "seed", sizes=(size,)) for item in windows]


@pytest.mark.parametrize("partial", [True, False])
def test_of_a_partly_known_text_only_what_is_labelled_is_learned(partial: bool) -> None:
    spans = (Labelled(0, 8, "SOURCE"), Labelled(9, 13, "CUE"), Labelled(14, 32, "CONTENT"))
    found = examples.tensors(items(Example("a", TEXT, spans=spans, partial=partial)))
    assert bool(found["chains"]) is not partial
    assert ("span" in found["tags"]) is partial
    if partial:
        assert 0 not in found["tags"]["span"][2].tolist()


def test_words_ask_for_their_speaker_wherever_he_is_named() -> None:
    example = Example(
        "a", TEXT, speakers=(((14, 32), (0,)), ((34, 51), ())), opinions=(Opinion(SURE["supports"], (14, 32), (0, 32)),)
    )
    rows, pieces, targets, weights = examples.tensors(items(example))["queries"]["speaker"]
    assert len(rows) == len(pieces) == len(weights) == len(targets)
    answers = {tuple(t.nonzero().flatten().tolist()) for t in targets}
    assert answers == {(1,), (0,)}  # the name's first piece, behind [CLS]; [CLS]: nobody


def test_an_example_is_cut_alike_each_time() -> None:
    example = Example("a", "“We go,” said Roe.", spans=(Labelled(1, 7, "CONTENT"),))
    first, second = items(example), items(example)
    assert [i.pieces.ids.tolist() for i in first] == [i.pieces.ids.tolist() for i in second]


@pytest.mark.parametrize(("target", "words"), [((14, 24), "the bridge"), (None, None)])
def test_a_stance_is_asked_of_its_words_what_stands_around_them_and_its_target(target, words) -> None:
    opinion = Opinion(SURE["supports"], (14, 32), (0, 32), target)
    (item,) = items(Example("a", TEXT, opinions=(opinion,)))
    rows, odds, spans = examples.tensors([item])["opinions"]
    assert (rows.tolist(), odds.tolist()) == ([0], [list(SURE["supports"])])
    read = [
        TEXT[item.pieces.starts[lo - 1] : item.pieces.ends[hi - 2]] if hi else None  # pieces stand behind [CLS]
        for lo, hi in spans[0].tolist()
    ]
    assert read == ["the bridge is safe", "Jane Roe said the bridge is safe", words]


def test_a_span_that_goes_on_in_the_next_window_begins_there_anew() -> None:
    text = "the bridge is safe " * 100
    found = items(Example("a", text, spans=(Labelled(0, len(text) - 1, "CONTENT"),)), size=192)
    assert len(found) > 1
    begin, goes_on = (TAGS["span"].index(f"{first}-CONTENT") for first in "BI")
    assert {int(item.labels.tags["span"][item.window.lo]) for item in found[1:]} == {goes_on}
    rows, labels = examples.tensors(found)["chains"]
    assert rows.tolist() == list(range(len(found)))
    assert set(labels[:, 1].tolist()) == {begin}


def test_a_batch_holds_windows_of_like_length_within_its_budget() -> None:
    lengths = [3, 40, 5, 30, 4, 50, 35, 6] * 4
    found = items(*(Example(f"{n}", "so " * length) for n, length in enumerate(lengths)))
    made = examples.batches(found, Random(1), budget=200)
    assert sorted(id(item) for batch in made for item in batch) == sorted(map(id, found))
    assert all(len(batch) * max(len(item.window) for item in batch) <= 200 for batch in made)
    assert len(made) < len(found) / 2
    assert examples.batches(found, Random(2), budget=10)[0] != []  # what is longer than the budget is alone
    assert {len(batch) for batch in examples.batches(found, Random(2), budget=2)} == {1}
