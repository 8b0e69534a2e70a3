"""Pairs that seem to contradict each other: which are shown, and how many of those rightly."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from test_watches import analysis

from quotes.desk.consistency import pairs, seem_to_contradict
from quotes.intake import keep
from quotes.store import Store

MADE = Path(__file__).parents[1] / "benchmarks" / "contradictions.csv"
PRECISION = 0.80  # of what is shown


def test_nine_in_ten_of_what_is_shown_of_the_pairs_made_for_this_are_right():
    with MADE.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    shown = [row["contradict"] == "yes" for row in rows if seem_to_contradict(row["one"], row["other"])]
    assert len(shown) >= 30
    assert sum(shown) / len(shown) >= PRECISION


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("We will sell the mill at Ostby.", "We will not sell the mill at Ostby.", "negation"),
        ("The dam holds 30 million litres.", "The dam holds 80 million litres.", "number"),
        ("The old road is safe in winter.", "The old road is dangerous in winter.", "opposite"),
        ("We will sell the mill.", "We will sell the mill.", None),
        ("Will we sell the mill?", "We will not sell the mill.", None),
        ("", "We will not sell the mill.", None),
    ],
)
def test_how_two_sentences_seem_to_contradict_each_other(one, other, kind):
    found = seem_to_contradict(one, other)
    assert (found.kind if found else None) == kind


def test_pairs_of_a_speaker_come_with_both_contexts_and_not_from_one_article(tmp_path):
    first, second = (
        "“The pier will stay open to the boats in winter,”",
        "“The pier will not stay open to the boats in winter,”",
    )
    with Store(tmp_path / "desk.db") as store:
        found = [
            analysis("a", first),
            analysis("b", second, day="2024-09-01"),
            analysis("c", second, speaker="Piers Okafor", day="2024-10-01"),
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
