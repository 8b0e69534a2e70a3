"""What the network says of a long text is the same whether it lies in memory or on disk."""

import errno
import tracemalloc

import numpy as np
import pytest

from quotes import Article, analyse
from quotes.pipeline.network import aside
from quotes.pipeline.network.aside import Aside

TEXT = "“We wait for the ferry,” said Oda Brandt, the mayor. Tom Arkell, a baker, said that he would not.\n\n" * 60


def arrays(number):
    return [np.random.default_rng(n).random((6, 2, 200 + n % 7, 64), np.float32) for n in range(number)]


@pytest.mark.parametrize("order", [range(12), [11, 0, 7, 7, 3, 11, 0]], ids=["in turn", "to and fro"])
def test_arrays_are_as_they_were(monkeypatch, order):
    monkeypatch.setattr(aside, "KEPT", 2)
    kept, given = Aside(), arrays(12)
    for array in given:
        kept.append(array)
    assert all(np.array_equal(kept[n], given[n]) for n in order)


def test_memory_does_not_grow_with_their_number(monkeypatch):
    monkeypatch.setattr(aside, "KEPT", 2)
    tracemalloc.start()
    try:
        kept = Aside()
        for array in (arrays(1)[0] + np.float32(n) for n in range(60)):
            kept.append(array)
        assert sum(float(kept[n][0, 0, 0, 0]) for n in range(60)) > 0
        size = array.nbytes
        assert tracemalloc.get_traced_memory()[0] < (aside.KEPT + aside.AT_HAND + 3) * size
    finally:
        tracemalloc.stop()


def test_without_room_on_the_disk_they_stay_in_memory(monkeypatch):
    def full(**_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(aside, "KEPT", 2)
    monkeypatch.setattr(aside, "TemporaryFile", full)
    kept, given = Aside(), arrays(5)
    for array in given:
        kept.append(array)
    assert all(np.array_equal(kept[n], given[n]) for n in range(5))


def test_an_article_is_read_the_same(monkeypatch):
    [before] = analyse([Article(TEXT)])
    monkeypatch.setattr(aside, "KEPT", 1)
    [after] = analyse([Article(TEXT)])
    assert before.quotes and after == before
