"""`articles`, `runs`, `watches`, `review` and `doctor`, as they are typed."""

import json
import sys

import pytest
from commands import call
from records import ANALYSIS, printed

from quotes.store import Store, reviews
from quotes.types import Failure


@pytest.fixture
def db(path):
    with Store(path) as store:
        run = store.start_run("quotes ingest")
        store.add(ANALYSIS, run)
        store.add(printed("ferry", "“The night ferry will sail again,”"), run)
        store.fail(run, Failure("mill.pdf", "no text"))
        store.finish_run(run, told={"pages": 2})
    return path


def rows(*args):
    return json.loads(call(*args, "--json").output)


def test_articles_are_listed_the_newest_first_and_counted(db):
    assert [row["id"] for row in rows("articles", db)] == [1, 2]
    result = call("articles", db, "--limit", "1", "--table")
    assert "2031-05-06 " in result.output
    assert "1 of 2 (--limit 0 for all)" in result.stderr
    assert "No articles found." in call("articles", db, "--outlet", "nobody's", "--table").output


def test_an_article_is_shown_with_its_facts_and_its_quotations_marked(db):
    shown = call("articles", db, "show", "1").output
    assert "outlet     Quay Gazette" in shown
    assert "quotations 4" in shown
    assert "⟦We will not sell it.⟧" in shown
    assert rows("articles", db, "show", "1")["text"].startswith("Harbour plan")


def test_an_article_is_removed_restored_and_purged(db):
    assert f"quotes articles restore {db} 1 brings it back" in call("articles", db, "remove", "1").stderr
    assert [row["id"] for row in rows("articles", db)] == [2]
    assert "Restored: article 1, “Harbour plan splits the council”" in call("articles", db, "restore", "1").stderr
    kept = call("articles", db, "remove", "1", "--purge", input="n\n")
    assert "and its 4 quotations for good?" in kept.output
    assert kept.exit_code == 1
    assert "Deleted: article 1" in call("articles", db, "remove", "1", "--purge", "--yes").stderr
    assert "no article 1" in call("articles", db, "show", "1").stderr


def test_runs_and_what_they_could_not_read_are_listed(db):
    (run,) = rows("runs", db)
    assert (run["stored"], run["failed"], run["told"]) == (2, 1, {"pages": 2})
    assert [row["origin"] for row in rows("runs", db, "1")] == ["mill.pdf"]
    assert "no run 7 in this database" in call("runs", db, "7").stderr


def test_a_watch_tells_what_is_new_once(db):
    assert "Ferrin: 2 results so far" in call("watches", db, "add", "Ferrin", "--speaker", "Ada Ferrin").stderr
    assert "speaker: Ada Ferrin" in call("watches", db, "list", "--table").output
    assert len(rows("watches", db, "show", "Ferrin", "--all")) == 2
    assert "Nothing new." in call("watches", db, "show", "Ferrin", "--table").output
    assert "<feed" in call("watches", db, "show", "Ferrin", "--atom").output
    assert call("watches", db, "remove", "Ferrin").exit_code == 0
    assert "No watch is saved." in call("watches", db, "list", "--table").output


def test_a_digest_and_a_command_get_what_is_new(db, tmp_path):
    call("watches", db, "add", "ferry", "--about", "night ferry")
    with Store(db) as store:
        store.add(printed("again", "“A night ferry needs a new captain,”", speaker="Bo Lind"))
    out = tmp_path / "today.md"
    call("watches", db, "digest", "--keep", "-o", out)
    assert "A night ferry needs a new captain" in out.read_text(encoding="utf-8")
    assert "To: desk@quay.example" in call("watches", db, "digest", "--mail", "desk@quay.example").output
    program = (
        f"{sys.executable} -c 'import sys; open(sys.argv[1], \"a\").write(sys.argv[2])' {tmp_path}/told {{speaker}}"
    )
    result = call("watches", db, "run", "--exec", program)
    assert (result.exit_code, "ferry: 1 new" in result.stderr) == (0, True), result.output
    assert (tmp_path / "told").read_text() == "Bo Lind"
    with Store(db) as store:
        store.add(printed("third", "“The night ferry has its captain,”", speaker="Cy Holt"))
    failed = call("watches", db, "run", "--exec", f"{sys.executable} -c 'raise SystemExit(3)'")
    assert failed.exit_code == 1
    assert "Error: " in failed.stderr


def test_a_database_is_checked_and_its_targets_linked(db):
    result = call("doctor", db, "--targets", "--rebuild")
    assert (result.exit_code, "linked to speakers" in result.stderr) == (0, True)
    assert "is sound" in result.output
    with Store(db) as store:
        store.conn.execute("UPDATE articles SET text = 'x' WHERE id = 2")
    result = call("doctor", db)
    assert result.exit_code == 1
    assert "found" in result.stderr


def test_what_people_decided_is_listed_exported_and_given_to_a_second(db, tmp_path):
    with Store(db) as store:
        for name, action in (("ann", "accept"), ("bob", "reject")):
            reviews.decide(store, 1, action, name)
    assert {row["reviewer"] for row in json.loads(call("review", db, "--who").output)} == {"ann", "bob"}
    assert call("review", db, "--conflicts").exit_code == 0
    assert "1 article" in call("review", db, "--export", tmp_path / "gold.jsonl", "--partly").stderr
    assert call("review", db, "--want-second", "2", "--reviewer", "ann").exit_code == 0
