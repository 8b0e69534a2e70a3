"""The articles of a database: listed, shown, removed and brought back, deleted for good."""

from __future__ import annotations

import json
import sqlite3

import pytest
from click.testing import CliRunner
from records import analysis, spoken

from quotes.cli import main
from quotes.desk import articles
from quotes.desk.search import search
from quotes.desk.verify import verify
from quotes.errors import QueryError
from quotes.store import Store
from quotes.store.articles import purge, remove, restore
from quotes.store.doctor import check
from quotes.store.variants import assign_all

FIRST = "“It lifts things,” said Ada Okafor."
SECOND = "“It never lifted anything,” said Ada Okafor."
OTHER = "“Leave the crane alone,” said Piers Mole."


def found(text: str, key: str, **known: str):
    name = "Piers Mole" if "Mole" in text else "Ada Okafor"
    return analysis(text, [spoken(text, text[1 : text.index("”")], speaker=name)], key=key, **known)


@pytest.fixture
def store(tmp_path):
    """Two articles, the first in two versions."""
    with Store(tmp_path / "quotes.db") as store:
        run = store.start_run("test")
        store.add(found(FIRST, "a", outlet="The Courier", published="2024-02-03", title="Crane"), run)
        store.add(found(SECOND, "a", outlet="The Courier", published="2024-02-04", title="Crane"), run)
        store.add(found(OTHER, "b", outlet="Quay Gazette", title="Alone"), run)
        with store.transaction() as conn:
            assign_all(conn)
        yield store


def ids(listed) -> list[int]:
    return [row["id"] for row in listed.rows]


LISTED = [
    ({}, [2, 3]),
    ({"outlet": "courier"}, [2]),
    ({"speaker": "mole"}, [3]),
    ({"since": "2024-02-04"}, [2]),
    ({"until": "2024-02-03"}, []),
    ({"undated": True}, [3]),
    ({"words": "lifted anything"}, [2]),
    ({"words": "?!"}, []),
    ({"limit": 1}, [2]),
    ({"removed": True}, []),
]


@pytest.mark.parametrize(("asked", "expected"), LISTED)
def test_listing(store, asked, expected):
    listed = articles.listed(store.conn, **asked)
    assert ids(listed) == expected
    assert listed.total == (2 if "limit" in asked else len(expected))


def test_a_removed_article_is_hidden_everywhere_and_comes_back(store):
    remove(store, 1)  # any version stands for the article
    assert ids(articles.listed(store.conn)) == [3]
    assert ids(articles.listed(store.conn, removed=True)) == [1]
    assert {row["speaker"] for row in search(store.conn)} == {"Piers Mole"}
    assert not verify(store.conn, "It never lifted anything").matches
    assert store.counts()["articles"] == 1
    assert list(check(store.path)) == []
    restore(store, 2)
    assert ids(articles.listed(store.conn)) == [2, 3]
    assert {row["quotation"] for row in search(store.conn, "lifted")} == {"It never lifted anything,"}


def test_what_is_read_again_stays_out(store):
    remove(store, 2)
    run = store.start_run("test")
    assert (
        store.add(found(SECOND, "a", outlet="The Courier", published="2024-02-04", title="Crane"), run) == "unchanged"
    )
    assert store.add(found("“A third word,” said Ada Okafor.", "a", published="2024-02-05"), run) == "updated"
    assert ids(articles.listed(store.conn)) == [3]
    restore(store, 1)
    assert ids(articles.listed(store.conn)) == [4, 3]


def test_a_version_dated_before_the_last_does_not_become_the_current_one(store):
    run = store.start_run("test")
    store.add(found("“An older word,” said Ada Okafor.", "a", published="2024-01-01"), run)
    remove(store, 1)
    restore(store, 1)
    assert ids(articles.listed(store.conn)) == [2, 3]


def test_purging_leaves_nothing(store):
    with store.transaction() as conn:
        quote = conn.execute("SELECT id, uid FROM quotes WHERE article_id = 2").fetchone()
        row = "INSERT INTO reviews (quote_id, quote_uid, reviewer, at, action) VALUES (?, ?, 'Jo', '2024-03-01', 'accept')"
        conn.execute(row, tuple(quote))
    purge(store, 1)
    assert ids(articles.listed(store.conn)) == [3]
    assert [row[0] for row in store.conn.execute("SELECT DISTINCT article_id FROM quotes")] == [3]
    assert [row["name"] for row in store.conn.execute("SELECT name FROM speakers")] == ["Piers Mole"]
    assert list(check(store.path)) == []


def test_decisions_about_what_stays_are_kept_for_ever_still(store):
    purge(store, 1)
    with store.transaction() as conn:
        quote = conn.execute("SELECT id, uid FROM quotes").fetchone()
        row = "INSERT INTO reviews (quote_id, quote_uid, reviewer, at, action) VALUES (?, ?, 'Jo', '2024-03-01', 'accept')"
        conn.execute(row, tuple(quote))
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        store.conn.execute("DELETE FROM reviews")


WRONG = [
    (remove, 9, "no article 9 in this database"),
    (restore, 1, "article 1 has not been removed"),
    (purge, "0123456789abcdef", "no article 0123456789abcdef in this database"),
]


@pytest.mark.parametrize(("act", "article_id", "reason"), WRONG)
def test_what_cannot_be_done_is_said(store, act, article_id, reason):
    with pytest.raises(QueryError, match=reason):
        act(store, article_id)


def test_removing_twice_is_said(store):
    remove(store, 3)
    with pytest.raises(QueryError, match="has been removed already"):
        remove(store, 3)


def call(*args, **more):
    return CliRunner().invoke(main, ["articles", *map(str, args)], **more)


def test_the_commands_take_the_database_first_or_second(store):
    assert call(store.path, "show", 3).output == call("show", store.path, 3).output
    shown = call("show", store.path, 3).stdout
    assert "⟦Leave the crane alone,⟧" in shown
    assert "published  unknown" in shown
    assert json.loads(call("show", store.path, 3, "--json").stdout)["quotations"][0]["speaker"] == "Piers Mole"
    listed = json.loads(call(store.path, "--limit", 1).stdout)
    assert [(row["id"], row["outlet"], row["quotations"]) for row in listed] == [(2, "The Courier", 1)]
    assert "1 of 2 (--limit 0 for all)" in call(store.path, "--limit", 1).stderr


def test_purging_asks_first(store):
    path = store.path
    refused = call("remove", path, 3, "--purge", input="n\n")
    assert refused.exit_code == 1
    assert "Delete article 3, “Alone” and its 1 quotations for good?" in refused.output
    assert ids(articles.listed(store.conn)) == [2, 3]
    assert call("remove", path, 3).exit_code == 0
    assert call("restore", path, 3).exit_code == 0
    assert call("remove", path, 3, "--purge", "--yes").exit_code == 0
    assert ids(articles.listed(store.conn)) == [2]


VERSIONS = [  # days of the two versions, and what is said of words that only the first has
    ("2024-02-03", "2024-02-04", "in the version of 3 February 2024, not in that of 4 February 2024"),
    ("2024-02-03", "2024-02-03", "in the version of 3 February 2024, not in version 2"),
    ("", "", "in version 1, not in version 2"),
]


@pytest.mark.parametrize(("first", "second", "note"), VERSIONS)
def test_words_withdrawn_in_a_later_version_are_found(tmp_path, first, second, note):
    with Store(tmp_path / "quotes.db") as store:
        run = store.start_run("test")
        store.add(found("“We paid nobody for the crane,” said Ada Okafor.", "a", published=first), run)
        store.add(found("“We have no comment on that,” said Ada Okafor.", "a", published=second), run)
        answer = verify(store.conn, "We paid nobody for the crane")
        assert (answer.verdict, answer.matches[0].note) == ("withdrawn in a later version", note)
        assert answer.matches[0].row["speaker"] == "Ada Okafor"
        remove(store, 1)
        assert verify(store.conn, "We paid nobody for the crane").verdict == "not found"


def test_what_was_withdrawn_is_printed_with_its_speaker_and_its_place(tmp_path):
    with Store(tmp_path / "quotes.db") as store:
        run = store.start_run("test")
        store.add(found("“We paid nobody for the crane,” said Ada Okafor.", "a", published="2024-02-03"), run)
        store.add(found("“We have no comment on that,” said Ada Okafor.", "a", published="2024-02-04"), run)
    runner = CliRunner()
    shown = runner.invoke(main, ["verify", str(tmp_path / "quotes.db"), "We paid nobody for the crane"])
    assert shown.exit_code == 1
    assert shown.stdout.startswith("WITHDRAWN IN A LATER VERSION: “We paid nobody for the crane”")
    assert "in the version of 3 February 2024, not in that of 4 February 2024" in shown.stdout
    assert "Ada Okafor" in shown.stdout and "⟦We paid nobody for the crane,⟧" in shown.stdout
    as_json = runner.invoke(main, ["verify", str(tmp_path / "quotes.db"), "We paid nobody for the crane", "--json"])
    assert json.loads(as_json.stdout)["matches"][0]["review_status"] == "unreviewed"
