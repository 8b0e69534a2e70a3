from urllib.parse import unquote

import pytest
from records import ANALYSIS, TEXT, at

from quotes.cli.show import facts
from quotes.desk.cite import LONGEST, cite, deep_link, place, selector, text_fragment, web_address
from quotes.errors import QueryError
from quotes.store import Store
from quotes.store.articles import archive
from quotes.store.reading import locator, quote
from quotes.types import Analysis, Article, Locator


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "quotes.db") as store:
        store.add(ANALYSIS, store.start_run("test"))
        yield store


@pytest.mark.parametrize(
    ("text", "passage", "expected"),
    [
        ("He said: Down with it.", "Down with it.", "Down%20with%20it"),
        ("A well-known fact, he said.", "well-known fact,", "well%2Dknown%20fact"),
        ("So: this, that & more - all of it.", "this, that & more - all", "this%2C%20that%20%26%20more%20%2D%20all"),
        ("“Où est-il ?”", "Où est-il ?", "O%C3%B9%20est%2Dil"),
        ("a  b\tc d", "b\tc", "b%20c"),
        ("Yes. No. Then he said yes again.", "yes", "No.%20Then%20he%20said-,yes,-again"),
        (
            "Yes. Then he said: “yes”, and left.",
            "yes",
            "Then%20he%20said%3A%20%E2%80%9C-,yes,-%E2%80%9D%2C%20and%20left",
        ),
        ("Yes", "Yes", "Yes"),
    ],
)
def test_a_fragment_is_escaped_as_the_specification_wants(text, passage, expected):
    assert text_fragment(text, [at(text, passage)]) == expected


def test_a_long_passage_is_given_by_its_ends():
    passage = " ".join(f"word{number}" for number in range(80))
    text = f"He said: “{passage}.”"
    fragment = text_fragment(text, [at(text, passage)])
    assert len(passage) > LONGEST
    assert unquote(fragment) == "word0 word1 word2 word3 word4 word5,word74 word75 word76 word77 word78 word79"


def test_a_passage_over_paragraphs_is_given_by_its_ends():
    text = "“First of all, thanks.\n\n“Then, good night to you.”"
    fragment = text_fragment(text, [(1, len(text) - 1)])
    assert fragment == "First%20of%20all%2C%20thanks,Then%2C%20good%20night%20to%20you"


def test_each_part_of_a_quotation_is_marked():
    parts = [at(TEXT, "It is a bad deal"), at(TEXT, "and we know tax-rates will rise.")]
    assert text_fragment(TEXT, parts) == "It%20is%20a%20bad%20deal&text=and%20we%20know%20tax%2Drates%20will%20rise"


def test_nothing_but_marks_has_no_fragment():
    assert text_fragment("“…”", [(1, 2)]) == ""


def test_a_citation_says_who_what_when_and_where(store):
    found = cite(quote(store.conn, 1))
    assert found.startswith(
        "Ada Ferrin, Mayor, is quoted as saying on 5 May 2031: that “the harbour must stay public” (Quay Gazette,"
    )
    assert "“”" not in found
    assert "6 May 2031, https://quay.example/harbour#:~:text=that" in found
    assert cite(quote(store.conn, 4)).startswith("A council official is reported to have said: the sale was off")


def test_the_archived_copy_is_recorded_and_cited(store):
    archive(store, 1, "https://archive.example/2031/harbour")
    row = store.conn.execute("SELECT archive_url, archived_at FROM articles").fetchone()
    assert row["archive_url"] == "https://archive.example/2031/harbour"
    assert row["archived_at"] > "2020"
    assert "archived at https://archive.example/2031/harbour" in cite(quote(store.conn, 1))
    with pytest.raises(QueryError, match="no quotation 99"):
        archive(store, 99, "https://archive.example/x")


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "ftp://a.example", "no address", "https://", "https://a.example/ b"]
)
def test_only_web_addresses_are_taken(url):
    with pytest.raises(QueryError, match="no web address"):
        web_address(url)


def test_an_article_without_a_web_address_has_no_link(store):
    store.conn.execute("UPDATE articles SET url = 'javascript:alert(1)'")
    assert deep_link(quote(store.conn, 1)) == ""
    assert "javascript" not in cite(quote(store.conn, 1))


def test_a_link_keeps_the_anchor_that_is_there(store):
    store.conn.execute("UPDATE articles SET url = 'https://quay.example/live#post-3'")
    assert deep_link(quote(store.conn, 2)) == "https://quay.example/live#post-3:~:text=We%20will%20not%20sell%20it"


def test_a_selector_finds_the_words_again(store):
    found = selector(quote(store.conn, 2))
    assert found["source"] == "https://quay.example/harbour"
    words, place = found["selector"]
    assert words["type"] == "TextQuoteSelector"
    assert TEXT.count(words["prefix"] + words["exact"] + words["suffix"]) == 1
    assert TEXT[place["start"] : place["end"]] == words["exact"] == "We will not sell it."


PLACES = {
    # URL, kind, value → where it stands, and the link
    "a video": ("https://tube.example/v/1", "time", 62, "at 1:02", "https://tube.example/v/1#t=62"),
    "an hour in": ("https://tube.example/v/1#top", "time", 3723, "at 1:02:03", "https://tube.example/v/1#t=3723"),
    "YouTube": (
        *("https://www.youtube.com/watch?v=abc&t=5s", "time", 62, "at 1:02"),
        "https://www.youtube.com/watch?v=abc&t=62",
    ),
    "YouTube's short address": ("https://youtu.be/abc", "time", 0, "at 0:00", "https://youtu.be/abc?t=0"),
    "a PDF": ("https://quay.example/report.pdf", "page", 3, "page 3", "https://quay.example/report.pdf#page=3"),
    "no address": ("", "page", 3, "page 3", ""),
}


@pytest.mark.parametrize(("url", "kind", "value", "where", "link"), PLACES.values(), ids=PLACES)
def test_a_quotation_leads_to_the_second_or_the_page(store, url, kind, value, where, link):
    store.conn.execute("UPDATE articles SET url = ?", (url,))
    store.conn.execute(
        "INSERT INTO locators (article_id, start, kind, value) SELECT id, 0, ?, ? FROM articles UNION SELECT id, 100000, ?, 9999 FROM articles",
        (kind, value, kind),
    )
    found = quote(store.conn, 1)
    assert place(found) == where
    assert deep_link(found) == link
    assert where in cite(found)
    assert where in dict(facts(found))["place"]


def test_locators_are_stored_with_their_article(tmp_path):
    article = Article("One here.\n\nTwo there.", locators=(Locator(0, "time", 1), Locator(11, "time", 8)))
    with Store(tmp_path / "x.db") as store:
        store.add(Analysis(article), store.start_run("test"))
        places = [locator(store.conn, 1, place) for place in (0, 10, 11, 20)]
        assert [where["value"] for where in places if where] == [1, 1, 8, 8]
        assert locator(store.conn, 2, 0) is None
