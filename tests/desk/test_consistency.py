"""Pairs that seem to contradict each other: which are shown, and how many of those rightly."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from records import printed

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
from contradictions import PAIRS, measured, read

from quotes.desk.consistency import pairs
from quotes.intake import keep
from quotes.store import Store

PRECISION = 0.80  # of what is shown


@pytest.mark.parametrize("part", ["first", "seen", "unseen"])
def test_what_is_shown_of_the_pairs_made_for_this_is_right(part):
    shown, right, there, _ = measured(read(PAIRS, [part]))
    assert right >= there / 2
    assert right >= PRECISION * shown


def test_pairs_of_a_speaker_come_with_both_contexts_and_not_from_one_article(tmp_path):
    first, second = (
        "“The pier will stay open to the boats in winter,”",
        "“The pier will not stay open to the boats in winter,”",
    )
    with Store(tmp_path / "desk.db") as store:
        found = [
            printed("a", first),
            printed("b", second, day="2024-09-01"),
            printed("c", second, speaker="Piers Okafor", day="2024-10-01"),
        ]
        keep(store, found, run_id=store.start_run("test"), tell=lambda event: None)
        store.conn.execute("DELETE FROM variants")  # two outlets' wordings of one utterance are none
        speaker = store.conn.execute("SELECT id FROM speakers WHERE name = 'Ada Mole'").fetchone()[0]
        (pair,) = pairs(store.conn, speaker)
        assert (pair["kind"], pair["one"]["published"], pair["other"]["published"]) == (
            "negation",
            "2024-02-05",
            "2024-09-01",
        )
        assert "who runs the port" in pair["one"]["context"]
        assert pairs(store.conn, speaker, about="lighthouse") == []


@pytest.mark.parametrize(
    ("sides", "sure", "kinds"),
    [
        (("supports", "opposes"), 0.9, ["stance"]),
        (("supports", "supports"), 0.9, []),
        (("supports", "opposes"), 0.6, []),  # not surely enough
        (("supports", None), 0.9, []),
    ],
)
def test_opposite_sides_of_one_matter_are_a_pair(store, sides, sure, kinds):
    said = ("“The crossing is worth every coin,”", "“Nobody on the quay wants it back,”")
    for number, (words, side) in enumerate(zip(said, sides, strict=True)):
        store.add(printed(f"day {number}", words, day=f"2024-0{number + 2}-05", stance=side))
    store.conn.execute("UPDATE quotes SET stance_of_10000 = ? WHERE stance IS NOT NULL", (round(sure * 10_000),))
    speaker = store.conn.execute("SELECT id FROM speakers WHERE name = 'Ada Mole'").fetchone()[0]
    found = pairs(store.conn, speaker)
    assert [pair["kind"] for pair in found] == kinds
    assert [pair["words"] for pair in found] == ["supports the night ferry / opposes the night ferry"] * len(kinds)
