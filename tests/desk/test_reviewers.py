"""Several reviewers of one database: who did what, where they disagree, how far they agree, and a second pair of eyes."""

from __future__ import annotations

import json

import pytest
from browse import desk
from commands import call

from quotes.desk import reviewers
from quotes.store import Store, reviews


@pytest.fixture(scope="module")
def reviewed(tmp_path_factory):
    """Ada and Ben decide about the same five quotations, and differ about two of them; Cy decides about another."""
    path = desk.corpus(tmp_path_factory.mktemp("reviewed") / "news.db")
    with Store(path) as store:
        ids = [row[0] for row in store.conn.execute("SELECT id FROM quotes WHERE article_id = 1 ORDER BY id LIMIT 6")]
        somebody = store.conn.execute("SELECT min(speaker_id) FROM quotes WHERE speaker_id IS NOT NULL").fetchone()[0]
        for quote_id in ids[:4]:
            reviews.decide(store, quote_id, "accept", "Ada")
        reviews.decide(store, ids[4], "reject", "Ada")
        for quote_id in (ids[1], ids[2]):
            reviews.decide(store, quote_id, "accept", "Ben")
        reviews.decide(store, ids[0], "reject", "Ben")
        reviews.decide(store, ids[4], "reject", "Ben")
        reviews.correct(store, ids[3], "role", "harbour master", "Ben")
        reviews.correct(store, ids[3], "role", "pilot", "Ada")
        reviews.decide(store, ids[5], "skip", "Cy")
        taken = reviews.decide(store, ids[5], "reject", "Cy")
        reviews.undo(store, taken, "Cy")
        assert somebody
    return path, ids


@pytest.fixture
def conn(reviewed):
    with Store(reviewed[0]) as store:
        yield store.conn


def test_who_did_what(conn):
    rows = {row["reviewer"]: row for row in reviewers.did(conn)}
    assert {
        name: (row["quotations"], row["accepted"], row["corrected"], row["rejected"]) for name, row in rows.items()
    } == {
        "Ada": (5, 4, 1, 1),
        "Ben": (5, 2, 1, 2),
        "Cy": (1, 0, 0, 1),
    }
    assert (rows["Cy"]["skipped"], rows["Cy"]["taken_back"]) == (1, 1)


def test_where_two_disagree(conn, reviewed):
    _, ids = reviewed
    assert [(row["id"], row["about"]) for row in reviewers.conflicts(conn)] == [(ids[0], "verdict"), (ids[3], "role")]
    assert reviewers.conflicts(conn)[1]["one"] == "Ada: pilot"


def test_how_far_two_agree(conn):
    (pair,) = reviewers.agreement(conn)
    assert (pair["one"], pair["other"], pair["quotations"], pair["agree"]) == ("Ada", "Ben", 5, 80.0)
    assert pair["kappa"] == pytest.approx(0.545, abs=0.001)
    assert pair["speaker"] == 100.0


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([(True, True), (False, False)], 1.0),
        ([(True, False), (False, True)], -1.0),
        ([(True, True), (True, False), (False, True), (False, False)], 0.0),
        ([(False, False)] * 3, None),
    ],
)
def test_kappa(pairs, expected):
    assert reviewers.kappa(pairs) == expected


def test_a_second_pair_of_eyes(reviewed):
    path, ids = reviewed
    assert call("review", path, "--want-second", 1, "--reviewer", "Ada").exit_code == 0
    with Store(path) as store:
        assert set(reviewers.queue(store.conn, "Cy")) >= set(ids[:5])
        assert not set(reviewers.queue(store.conn, "Ada")) & set(ids[:5])
        first = reviewers.queue(store.conn, "Dee")[0]
        reviews.decide(store, first, "skip", "Dee")
        assert reviewers.queue(store.conn, "Dee")[-1] == first  # what was skipped comes last
        (wanted,) = reviewers.wanted(store.conn)
        assert (wanted["twice"], wanted["wanted_by"]) == (5, "Ada")
        reviews.want_second(store, 1, "Ada", wanted=False)
        assert reviewers.wanted(store.conn) == []
    assert "no article 999" in call("review", path, "--want-second", 999).output


def test_the_command_line(reviewed):
    path, _ = reviewed
    assert json.loads(call("review", path, "--who").output)[0]["reviewer"] in ("Ada", "Ben")
    assert len(json.loads(call("review", path, "--conflicts").output)) == 2
    assert json.loads(call("evaluate", path, "--reviewers").output)[0]["agree"] == 80.0
