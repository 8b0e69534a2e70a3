"""A few inputs of fixed seeds into everything that takes any, the inputs that once failed, and the campaign itself.

`make fuzz N=100000` takes that many, of seeds of its own.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

import pytest
from fuzz import campaign, inputs
from fuzz.targets import TARGETS, Target

from quotes.ingest import cutoff

CASES = sorted(path for path in (Path(__file__).parent / "cases").iterdir() if path.suffix != ".md")
FEW = 15  # inputs of a target in the ordinary run
SLOW = ("search and verify", "command line", "pages", "pipeline", "word", "mail with documents")  # a tenth of them


@pytest.mark.parametrize("name", TARGETS)
def test_everything_that_takes_input(name):
    if name == "pages":
        pytest.importorskip("datasette")
    if name == "parquet":
        pytest.importorskip("pyarrow")
    target = TARGETS[name]
    for n in range(FEW // 10 + 1 if name in SLOW else FEW):
        data = target.make(Random(f"0 {name} {n}"))
        with cutoff.after(campaign.SECONDS):
            target.take(data)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.name)
def test_an_input_that_once_failed(path):
    name = path.name.rpartition("-")[0].replace("-", " ")
    with cutoff.after(campaign.SECONDS):
        TARGETS[name].take(path.read_bytes())


def test_a_number_brings_the_same_input_back():
    for name, target in TARGETS.items():
        assert target.make(Random(f"1 {name} 3")) == target.make(Random(f"1 {name} 3")), name


def test_spoilt_files_differ_from_sound_ones():
    assert len({inputs.file(Random(n), "lines") for n in range(50)}) > 30


def planted(fault):
    def take(data: bytes) -> None:
        if data == b"5":
            fault()

    count = iter(range(100))
    return Target(lambda r: str(next(count)).encode(), take)


def forever():
    while True:
        pass


def gone():
    import os

    os._exit(3)


def broken():
    raise KeyError("no such")


@pytest.mark.parametrize(
    ("fault", "said"),
    [(forever, "hangs"), (broken, "KeyError at "), (gone, "ended the process (3)")],
)
def test_the_campaign_finds_what_is_planted(monkeypatch, tmp_path, capfd, fault, said):
    monkeypatch.setitem(TARGETS, "dates", planted(fault))
    monkeypatch.setattr(campaign, "SECONDS", 0.3)
    monkeypatch.setattr("sys.argv", ["campaign", "--inputs", "10", "--only", "dates", "--keep", str(tmp_path)])
    assert campaign.main() == 1
    assert said in capfd.readouterr().out
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"5"]
