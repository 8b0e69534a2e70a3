"""Windows over a text's pieces, and the memory of what is read in them."""

import gc
import weakref

import numpy as np
import pytest

from quotes import Article, analyse
from quotes.pipeline.network import encoder
from quotes.pipeline.network import windows as win


@pytest.mark.parametrize("seed", range(20))
def test_the_pieces_that_are_read_from_a_window_stand_together(seed):
    draws = np.random.default_rng(seed)
    ends = np.cumsum(draws.integers(1, win.SIZE // 2 + 1, 200 if seed else 1)).tolist()
    nothing = np.zeros(ends[-1], np.int32)
    pieces = win.Pieces(nothing, nothing, nothing, nothing, nothing, list(zip([0, *ends], ends, strict=False)))
    found = win.windows([pieces])
    [owner] = win.owners([pieces], found)
    for n, window in enumerate(found):
        assert list(range(*win.owned(owner, window, n))) == np.flatnonzero(owner == n).tolist()


def test_nothing_that_was_read_stays_in_memory(monkeypatch):
    made = []

    class Watched(encoder.Aside):
        def __init__(self):
            super().__init__()
            made.append(weakref.ref(self))

    monkeypatch.setattr(encoder, "Aside", Watched)
    gc.disable()  # what holds itself would stay until it is looked for
    try:
        for analysis in analyse([Article("“We wait,” said Ana Ruiz, the mayor of Ostby. “Not long,” she said.")]):
            assert analysis.quotes
        assert [each() for each in made] == [None]
    finally:
        gc.enable()
