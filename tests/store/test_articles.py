"""An article that is taken out, brought back, deleted for good, or kept elsewhere."""

from dataclasses import replace

import pytest
from records import ANALYSIS, ARTICLE, printed

from quotes.errors import QueryError
from quotes.store import articles, reviews
from quotes.store.doctor import check
from quotes.store.reading import outlets, quotation_id


@pytest.fixture
def store(store):
    store.add(ANALYSIS)
    store.add(printed("ferry", "“The night ferry will sail again,”", outlet="The Quay"))
    return store


def shown(store):
    return [row[0] for row in store.conn.execute("SELECT DISTINCT article_id FROM who_said_what ORDER BY 1")]


@pytest.mark.parametrize("by", ["id", "uid"])
def test_a_removed_article_is_hidden_until_it_is_restored(store, by):
    name = articles.article(store.conn, 1)[by]
    assert articles.remove(store, name)["title"] == "Harbour plan splits the council"
    assert shown(store) == [2]
    with pytest.raises(QueryError, match="article 1 has been removed already, on "):
        articles.remove(store, name)
    assert store.add(ANALYSIS) == "unchanged"
    assert shown(store) == [2]
    articles.restore(store, name)
    assert shown(store) == [1, 2]
    with pytest.raises(QueryError, match="article 1 has not been removed"):
        articles.restore(store, name)


@pytest.mark.parametrize(
    ("updated", "current"),
    [("2031-05-07", [0, 1]), ("2031-05-05", [1, 0]), ("", [0, 1])],  # an older text that came later is no newer one
)
def test_the_latest_version_comes_back(store, updated, current):
    later = replace(ARTICLE, text=ARTICLE.text + "\n\nThe council votes in June.", updated=updated)
    store.add(replace(ANALYSIS, article=later))
    sql = "SELECT current FROM articles WHERE key = ? ORDER BY version"
    articles.remove(store, 1)
    assert [row[0] for row in store.conn.execute(sql, (ARTICLE.key,))] == [0, 0]
    articles.restore(store, 1)
    assert [row[0] for row in store.conn.execute(sql, (ARTICLE.key,))] == current


def test_a_purged_article_leaves_nothing_but_what_others_know(store):
    reviews.decide(store, 1, "accept", "ann")
    articles.purge(store, 1)
    counts = {
        table: store.conn.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
        for table in ("articles", "quotes", "reviews", "stances")
    }
    assert counts == {"articles": 1, "quotes": 1, "reviews": 0, "stances": 0}
    assert [row[0] for row in store.conn.execute("SELECT name FROM speakers")] == ["Ada Mole"]
    assert not store.conn.execute("PRAGMA foreign_key_check").fetchall()
    assert not list(check(store.path))
    with pytest.raises(QueryError, match="no article 1 in this database"):
        articles.purge(store, 1)


def test_decisions_cannot_be_deleted_after_a_purge_either(store):
    reviews.decide(store, 5, "accept", "ann")
    articles.purge(store, 1)
    with pytest.raises(Exception, match="review"):
        store.conn.execute("DELETE FROM reviews")


def test_a_copy_is_noted(store):
    assert articles.archive(store, 1, "https://copies.example/1") == "Harbour plan splits the council"
    assert store.quote(1)["article"]["archive_url"] == "https://copies.example/1"
    with pytest.raises(QueryError, match="no quotation 99 in this database"):
        articles.archive(store, 99, "https://copies.example/1")


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("We will not sell it", 2),
        (3, 3),
        ("zeppelin", "no quotation zeppelin in this database"),
        ("the zeppelin lands", "no quotation contains “the zeppelin lands”"),
    ],
)
def test_a_quotation_is_named_by_its_number_or_its_words(store, asked, answer):
    if isinstance(answer, int):
        assert quotation_id(store.conn, asked) == answer
        return
    with pytest.raises(QueryError, match=answer):
        quotation_id(store.conn, asked)


def test_words_that_several_contain_name_none(store):
    store.add(printed("again", "“The night ferry will sail again,”", speaker="Bo Lind", outlet="Quay Gazette"))
    with pytest.raises(QueryError, match=r"several quotations contain .*: 5 \(Ada Mole\), 6 \(Bo Lind\)"):
        quotation_id(store.conn, "night ferry")
    assert list(outlets(store.conn)) == ["Quay Gazette", "The Quay"]
