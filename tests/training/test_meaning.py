"""The table of what pieces mean anywhere, learned from a small teacher made by hand."""

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from quotes.training import meaning


def test_pieces_that_stand_in_like_sentences_come_to_mean_the_like():
    """Pieces 10 to 14 belong to sentences of one direction, 20 to 24 to those of another."""
    chance = np.random.default_rng(3)
    ids = [[101, *chance.choice(range(low, low + 5), 4), 102] for low in (10, 20) for _ in range(60)]
    target = torch.zeros(len(ids), 300)
    target[:60, 0], target[60:, 1] = 1.0, 1.0
    alone = torch.tensor(chance.normal(size=(300, 300)), dtype=torch.float32)
    table = meaning.learned([[int(i) for i in row] for row in ids], target, alone, seconds=1)
    rows = torch.nn.functional.normalize(table[:, : min(meaning.WIDTHS)], dim=1)
    likeness = rows @ rows.T
    assert likeness[10:15, 10:15].mean() > likeness[10:15, 20:25].mean() + 0.3


def test_what_is_written_is_what_was_learned(tmp_path):
    table = np.random.default_rng(1).normal(size=(50, max(meaning.WIDTHS))).astype(np.float32)
    meaning.write(table, tmp_path / "meaning.npz")
    with np.load(tmp_path / "meaning.npz") as found:
        again = found["table"] * found["scale"][:, None].astype(np.float32)
    assert np.abs(again - table[:, : min(meaning.WIDTHS)]).max() < 0.05


def test_sentences_are_taken_whole_and_quoted_passages_too(tmp_path):
    path = tmp_path / "texts.jsonl"
    path.write_text('{"text": "The quay is closed for good. “No ship comes here any more,” said Ann."}\n{}\n')
    assert "The quay is closed for good." in meaning.sentences([path])
    assert "No ship comes here any more," in meaning.sentences([path])


def test_from_texts_to_a_table(base, letters, tmp_path):
    texts, out = tmp_path / "texts.jsonl", tmp_path / "meaning.npz"
    texts.write_text('{"text": "The quay is closed for good. No ship comes here any more."}\n')
    encoder = base("bert", letters, width=max(meaning.WIDTHS))
    meaning.main([str(texts), "--base", str(encoder), "--out", str(out), "--seconds", "0.1"])
    with np.load(out) as found:
        assert found["table"].shape == (len(found["scale"]), min(meaning.WIDTHS))
        assert np.isfinite(found["scale"]).all() and np.abs(found["table"]).max() == 127
