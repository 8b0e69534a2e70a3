"""What is less sure than the database's threshold: kept back everywhere, counted, and shown when asked for."""

import re
import sqlite3
from html import unescape

import pytest
from browse import desk
from browse.asking import opened

from quotes.store import Store, threshold


@pytest.fixture(scope="module")
def careful(tmp_path_factory, loop):
    """The corpus with a threshold between its direct quotations and the others, which are less sure."""
    path = desk.corpus(tmp_path_factory.mktemp("careful") / "news.db")
    with Store(path) as store, store.transaction() as conn:
        threshold.change(conn, 0.8)
    return opened(path, loop, "ada")


def count(asked, where):
    conn = sqlite3.connect(asked.datasette.get_database("news").path)
    try:
        return conn.execute(f"SELECT count(*) FROM quotes WHERE {where}").fetchone()[0]
    finally:
        conn.close()


def words(html):
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def one(asked, sql):
    conn = sqlite3.connect(asked.datasette.get_database("news").path)
    try:
        return conn.execute(sql).fetchone()[0]
    finally:
        conn.close()


def test_search_says_how_many_more_there_are_and_shows_them(careful):
    shown, kept = count(careful, "shown = 1"), count(careful, "shown = 2")
    assert shown and kept
    page = careful.get("/news/who_said_what")
    assert f"{shown} quotations" in words(page.text)
    assert f"{kept} more are less than 80 % sure and kept back." in words(page.text)
    link = unescape(re.search(r'<p class="switch">.*?href="([^"]+)"', page.text)[1])
    every = careful.get(link)
    assert f"{shown + kept} quotations" in words(every.text)
    assert re.search(r"70 % sure, kept back", every.text)
    back = unescape(re.search(r'<p class="switch">.*?href="([^"]+)"', every.text)[1])
    assert f"{shown} quotations" in words(careful.get(back).text)


def test_the_front_page_says_how_many_are_kept_back_and_leads_to_all_of_them(careful):
    kept, front = count(careful, "shown = 2"), careful.get("/").text
    assert f"{kept} more are less than 80 % sure and kept back." in words(front)
    link = unescape(re.search(r'<p class="switch">.*?href="([^"]+)"', front)[1])
    page = words(careful.get(link).text)
    assert f"{kept} quotations, less sure than this database asks for" in page
    assert "less than 80 % sure: search and counts leave them out" in page


def test_where_nothing_is_kept_back_nothing_is_said_of_it(tmp_path, loop):
    with Store(tmp_path / "empty.db"):
        pass
    assert "kept back" not in opened(tmp_path / "empty.db", loop).get("/").text


@pytest.mark.parametrize(
    ("asked", "where"),
    [
        ("?speaker=John+Kirby", "speaker = 'John Kirby'"),
        ("?_search=will", "id IN (SELECT rowid FROM quotes_fts WHERE quotes_fts MATCH 'text : will')"),  # in the words
        ("?kind=direct", "kind = 'direct'"),
        ("?published__gte=2024-02&published__lt=2024-03", "published >= '2024-02' AND published < '2024-03'"),
    ],
)
def test_what_is_kept_back_is_counted_within_what_was_asked_for(careful, asked, where):
    kept = count(careful, f"shown = 2 AND {where}")
    page = words(careful.get(f"/news/who_said_what{asked}").text)
    assert ("kept back" in page) == bool(kept)
    assert not kept or re.search(rf"\b{kept} more (is|are) less than 80 % sure and kept back", page)


@pytest.mark.parametrize(
    ("page", "sql"),
    [
        ("article", "SELECT article_id FROM quotes WHERE shown = 2 GROUP BY 1 ORDER BY count(*) DESC"),
        (
            "speaker",
            "SELECT speaker_id FROM quotes WHERE shown = 2 AND speaker_id IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC",
        ),
    ],
)
def test_pages_have_the_switch(careful, page, sql):
    address = f"/news/-/{page}/{one(careful, sql)}"
    few, every = careful.get(f"{address}.json").json(), careful.get(f"{address}.json?all=1").json()
    number = (lambda facts: len(facts["quotations"])) if page == "article" else (lambda facts: facts["total"])
    assert few["kept"] > 0
    assert number(every) == number(few) + few["kept"]
    assert f'href="{address}?all=1"' in careful.get(address).text
    assert f'<a href="{address}">Hide' in careful.get(f"{address}?all=1").text


def test_a_quotation_shows_the_parts_of_its_confidence_and_one_number(careful):
    number = one(careful, "SELECT id FROM quotes WHERE shown = 2")
    with sqlite3.connect(careful.datasette.get_database("news").path) as conn:
        conn.execute(
            "UPDATE quotes SET speech_of_10000 = 9100, words_of_10000 = 9200, speaker_of_10000 = 8300 WHERE id = ?",
            (number,),
        )
    for address in (f"/news/-/quotation/{number}", f"/news/-/review?id={number}"):
        page = words(careful.get(address, "ada").text)
        assert (
            "70 % sure, kept back (that somebody said it 91 %, that the words are complete 92 %, that this is the speaker 83 %)"
            in page
        )
        assert set(re.findall(r"(\d+) % sure", page)) <= {"70", "80"}  # 80: of the stance


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("?_search=war&speaker=John+Kirby", "with “war”, by John Kirby"),
        ("?published__gte=2024-02&published__lt=2024-03", "published in February 2024"),
        (
            "?published__gte=2024-01-01&published__lte=2024-02-29T24",
            "published since 1 January 2024, published until 29 February 2024",
        ),
        ("?outlet=The+Harbor+Ledger&stance=opposes", "in The Harbor Ledger, with the stance: opposes"),
        ("?id__gt=3", "where id > 3"),
    ],
)
def test_a_search_says_in_words_what_was_asked_for(careful, asked, says):
    page = careful.get(f"/news/who_said_what{asked}").text
    assert says in words(page)
    assert "sorted by" not in words(page)


def test_a_facet_asked_for_twice_stands_there_once(careful):
    page = careful.get("/news/who_said_what?_facet=outlet").text
    assert len(re.findall(r"<summary>outlet\b", page)) == 1
