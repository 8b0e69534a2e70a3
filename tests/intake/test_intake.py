from dataclasses import replace

import pytest
from records import ANALYSIS, ARTICLE, analysis

from quotes.errors import StoreError
from quotes.intake import Intake, keep, take_in
from quotes.linking import names
from quotes.pipeline import extent
from quotes.store import Store
from quotes.store.doctor import check
from quotes.types import Article, Failure


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "quotes.db") as store:
        yield store


def run(store, items, found=ANALYSIS, model=None):
    """What is told of the items, and the texts that had to be read."""
    told, read = [], []

    def analyse(articles):
        for article in articles:
            read.append(article.text)
            yield replace(found, article=article, quotes=found.quotes if article.text == found.article.text else ())

    run_id = store.start_run("test", model=found.model)
    take_in(store, iter(items), extract=analyse, model=model or found.model, run_id=run_id, tell=told.append)
    return told, read


def test_each_item_is_told_of_once_and_known_articles_are_not_read_again(store):
    items = [Failure("empty.txt", "empty"), ARTICLE, Article("Other words.", origin="other.txt")]
    told, read = run(store, items)
    assert [(e.outcome, e.origin, e.quotes) for e in told] == [
        ("failed", "empty.txt", 0),
        ("stored", "harbour.txt", 4),
        ("stored", "other.txt", 0),
    ]
    told, read = run(store, items)
    assert [e.outcome for e in told] == ["failed", "unchanged", "unchanged"]
    assert read == []
    intake = Intake()
    for event in told:
        intake.count(event)
    assert intake == Intake(unchanged=2, failed=1)


def test_a_newer_model_reads_again(store):
    run(store, [ARTICLE])
    told, read = run(store, [ARTICLE], replace(ANALYSIS, model="toy 2"))
    assert [e.outcome for e in told] == ["updated"]
    assert read == [ARTICLE.text]


def test_an_article_of_which_more_is_analysed_than_before_is_read_again(store, monkeypatch):
    def ingest():
        told, _ = run(store, [ARTICLE], replace(ANALYSIS, model=extent.model_of("toy 1", ARTICLE.text)), "toy 1")
        return [e.outcome for e in told]

    monkeypatch.setattr(extent, "MOST_ANALYSED", 100)
    assert [ingest(), ingest()] == [["stored"], ["unchanged"]]
    monkeypatch.setattr(extent, "MOST_ANALYSED", 0)
    assert [ingest(), ingest()] == [["updated"], ["unchanged"]]


def test_a_run_that_was_killed_before_its_end_is_brought_to_it_by_the_next(store):
    items = [replace(ARTICLE, key=str(n), text=f"{ARTICLE.text}{n}") for n in range(5)]
    killed = store.start_run("test", model=ANALYSIS.model)
    for item in items:
        store.add(replace(ANALYSIS, article=item), killed)
    told, read = run(store, items)
    assert [e.outcome for e in told] == ["unchanged"] * 5 and not read
    assert store.conn.execute("SELECT name FROM speakers WHERE unsettled = 1").fetchall() == []
    kept = {row[0] for row in store.conn.execute("SELECT key FROM speaker_keys")}
    assert kept.issuperset(names.rank_keys("Ada Ferrin", "person", 5))


def test_an_article_that_cannot_be_stored_costs_only_itself(store):
    bad = Article("half a pair \ud83d", origin="bad.txt")
    told, _ = run(store, [bad, ARTICLE])
    assert [(e.outcome, e.origin) for e in told] == [("failed", "bad.txt"), ("stored", "harbour.txt")]
    assert [row["origin"] for row in store.conn.execute("SELECT origin FROM failures")] == ["bad.txt"]


def test_the_odd_bytes_of_a_name_do_no_harm(store):
    told, _ = run(store, [Article("Words.", origin="odd\udcff.txt")])
    assert [e.outcome for e in told] == ["stored"]
    told, _ = run(store, [Article("Words.", origin="odd\udcff.txt")])
    assert [e.outcome for e in told] == ["unchanged"]


def test_a_database_that_fails_ends_it(store):
    run(store, [ARTICLE])
    store.conn.execute("PRAGMA query_only = ON")
    with pytest.raises(StoreError, match="read-only"):
        take_in(store, iter([Article("New.", key="n")]), extract=lambda articles: (analysis(a.text) for a in articles),
                model="toy 1", run_id=1, tell=print)  # fmt: skip


def test_what_cannot_be_analysed_is_a_failure_and_the_rest_goes_on(store):
    told = []
    run_id = store.start_run("test")
    found = [Failure("bad.txt", "it cannot be analysed"), ANALYSIS]
    take_in(store, [ARTICLE], extract=lambda articles: iter(found), model="toy 1", run_id=run_id, tell=told.append)
    assert [(e.outcome, e.origin) for e in told] == [("failed", "bad.txt"), ("stored", "harbour.txt")]
    assert [row[0] for row in store.conn.execute("SELECT origin FROM failures")] == ["bad.txt"]


def test_a_disk_that_fills_up_ends_it_and_leaves_whole_articles(store):
    (pages,) = store.conn.execute("PRAGMA page_count").fetchone()
    store.conn.execute(f"PRAGMA max_page_count = {pages + 40}")
    run_id = store.start_run("test")
    found = (replace(ANALYSIS, article=replace(ARTICLE, key=str(n), text=ARTICLE.text + " x" * n)) for n in range(500))
    told = []
    with pytest.raises(StoreError, match="the disk is full"):
        keep(store, found, run_id=run_id, tell=told.append)
    store.close()
    assert told and list(check(store.path)) == []
    with Store(store.path) as again:  # there is room again, and it goes on
        (articles,) = again.conn.execute("SELECT count(*) FROM articles").fetchone()
        assert len(told) <= articles <= len(told) + 1
        assert again.known(replace(ARTICLE, key="0"), "toy 1")
        assert again.conn.execute("SELECT count(*) FROM quotes").fetchone()[0] == 4 * articles
