import json
import re
import sqlite3
from html import unescape

import pytest
from browse import desk
from browse.asking import opened
from gold import CORPUS
from records import analysis, printed, spoken

from quotes.desk import likeness
from quotes.desk.search import search
from quotes.store import Store
from quotes.store.variants import assign_all
from quotes.types import Analysis, Article, Quote

GOLD = [json.loads(line) for line in (CORPUS / "gold.jsonl").read_text(encoding="utf-8").splitlines()]
TOTAL = sum(len(article["quotes"]) for article in GOLD)
PAGES = {  # address: what it must show
    "/": "Who said what?",
    "/news/-/front": "Most carried",
    "/news/who_said_what": "Who said what",
    "/news/who_said_what?speaker=John+Kirby": "John Kirby",
    "/news/-/quotation/1": "Where it stands",
    "/news/-/article/1": "quotations",
    "/news/-/speakers": "The hundred most quoted",
    "/news/-/speaker/1": "Roles over time",
    "/news/-/topics": "War with Iran",
    "/news/-/topic/1": "For and against, by month",
    "/news/-/topic?about=Iran": "Against",
    "/news/-/topics?suggest=1": "Suggested",
    "/news/-/verify": "The words as claimed",
    "/news/-/similar": "in your own words",
    "/news/-/similar?q=big+ships": "not prepared",
    "/news": "Questions",
    "/news/articles": "articles",
    "/news/articles/1": "Open its page",
    "/news/speaker_counts": "quotations",
    "/news?sql=select+1+as+one": "one",
}


def words(html):
    """What a reader reads."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def one(news, sql, *values):
    """A value of the database that the pages show."""
    conn = sqlite3.connect(news.datasette.get_database("news").path)
    try:
        return conn.execute(sql, values).fetchone()[0]
    finally:
        conn.close()


@pytest.mark.parametrize("path", PAGES)
def test_every_page_opens_and_is_a_whole_document(news, path):
    answer = news.get(path, follow_redirects=True)
    assert answer.status_code == 200
    assert PAGES[path] in words(answer.text)
    assert '<html lang="en">' in answer.text
    assert '<main id="main"' in answer.text
    assert answer.text.count("<h1") == 1
    assert "{{" not in answer.text
    assert "Undefined" not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/news/-/front",
        "/news/-/quotation/1",
        "/news/-/article/1",
        "/news/-/speakers",
        "/news/-/speaker/1",
        "/news/-/topics",
        "/news/-/topic/1",
        "/news/-/verify",
    ],
)
def test_every_page_is_there_as_json(news, path):
    answer = news.get(path + ".json")
    assert answer.headers["content-type"].startswith("application/json")
    assert answer.json()


@pytest.mark.parametrize(
    "path",
    [
        "/news/-/quotation/999999",
        "/news/-/quotation/nobody",
        "/news/-/article/999999",
        "/news/-/speaker/999999",
        "/news/-/speaker/99999999999999999999999",
        "/news/-/topic/999999",
        "/news/-/topic",
        "/elsewhere/-/speakers",
        "/_memory/-/speakers",
    ],
)
def test_what_is_not_there_is_said_in_a_line(news, path):
    answer = news.get(path)
    assert answer.status_code == 404
    assert 'role="alert"' in answer.text
    assert "Traceback" not in answer.text
    as_json = news.get(path + ".json")
    assert as_json.status_code == 404


def test_the_front_page_counts_what_is_there_and_is_light(news):
    answer = news.get("/")
    assert f"{TOTAL} quotations" in " ".join(
        f"{number} {name}" for name, number in re.findall(r"<dt>([^<]+)</dt><dd><a[^>]+>([\d,]+)<", answer.text)
    )
    assert len(answer.content) < 150_000


def test_the_front_pages_search_leads_to_the_view_with_filters(news):
    asked = "/news/-/search?q=war&speaker=kirby&role=coordinator&stance=opposes&outlet=&since=2024&until=2024-02"
    answer = news.get(asked)
    assert answer.status_code == 302
    [(kirby,)] = news.rows("SELECT id FROM speakers WHERE name = 'John Kirby'")
    assert answer.headers["location"] == (
        f"/news/who_said_what?_search=war&_by={kirby}&role__contains=coordinator&stance=opposes"
        "&published__gte=2024-01-01&published__lte=2024-02-29T24"
    )
    found = news.get(answer.headers["location"])
    assert found.status_code == 200
    assert "a war with Iran" in words(found.text)


@pytest.mark.parametrize("date", ["nonsense", "2024-13-45"])
def test_a_date_that_is_none_is_said_on_the_form(news, date):
    answer = news.get(f"/news/-/search?q=war&since={date}")
    assert answer.status_code == 400
    assert "is no date" in words(answer.text)
    assert 'value="war"' in answer.text


@pytest.mark.parametrize("query", ["O'Hara", "tax-rates", "(", '"', "war OR", "NEAR(", "*", "\u202e", "a" * 3000])
def test_any_text_can_be_searched_for(news, query):
    found = news.get("/news/who_said_what", params={"_search": query})
    assert found.status_code == 200


def test_matches_are_marked_also_in_another_form_of_the_word(news):
    found = news.get("/news/who_said_what?_search=wars").text
    assert re.search(r"a <mark>war</mark> with Iran", found)


def test_words_in_a_quotation_come_before_words_beside_it(news):
    within = news.get("/news/who_said_what?_search=war&_size=max").text
    cards = re.findall(r"<blockquote.*?</blockquote>", within, flags=re.DOTALL)
    assert cards and all("<mark>" in card for card in cards)
    more = int(re.search(r"(\d+) more ha(?:s|ve) the words beside", words(within))[1])
    every = news.get("/news/who_said_what?_search=war&_beside=1&_size=max").text
    assert len(re.findall("<blockquote", every)) == len(cards) + more
    assert "Found beside it" in every


@pytest.mark.parametrize("sort", ["relevance", "newest", "oldest"])
@pytest.mark.parametrize("asked", ["war", "will", "the", "nobodysaysthis"])
def test_a_search_is_sorted_as_on_the_command_line(news, sort, asked):
    path = news.datasette.get_database("news").path
    same = [row["id"] for row in search(path, asked, sort=sort, limit=-1)]
    cards, address = [], f"/news/who_said_what?_search={asked}&_beside=1&_size=7&_order={sort}"
    while address:
        page = news.get(address).text
        cards += [int(number) for number in re.findall(r'<blockquote[^>]*><a href="/news/-/quotation/(\d+)"', page)]
        following = re.search(r'href="([^"]+)" rel="next"', page)
        address = unescape(following[1]).removeprefix("http://localhost") if following and len(cards) < 21 else ""
    dates = {row["id"]: row["published"] for row in search(path, asked, limit=-1)}
    if sort == "newest":  # of one day, the two may differ
        assert [dates[each] for each in cards] == [dates[each] for each in same[: len(cards)]]
    else:
        assert cards == same[: len(cards)]
    assert len(cards) == min(len(same), 21)


def test_a_search_comes_by_relevance_and_everything_the_newest_first(news):
    by = r"<strong aria-current=\"true\">([^<]+)</strong>"
    assert re.search(by, news.get("/news/who_said_what?_search=war").text)[1] == "relevance"
    assert re.search(by, news.get("/news/who_said_what").text)[1] == "newest first"
    oldest = news.get("/news/who_said_what?_order=oldest&kind=direct").text
    days = re.findall(r'<time datetime="([^"]+)"', oldest)
    assert days == sorted(days) and days[0] == one(news, "SELECT min(published) FROM quotes WHERE kind = 'direct'")
    assert 'id="order"' not in news.get("/news/who_said_what?_search=war&_sort=speaker").text


def test_where_a_search_found_words_beside_a_quotation_these_are_shown(news):
    cards = news.get("/news/who_said_what?_search=war&_beside=1").text.split('<article class="card')[1:]
    marked = ["<mark>" in card.split("</blockquote>")[0] for card in cards]
    beside = [re.search(r'class="near.*<mark>war</mark>.*</p>', card) is not None for card in cards]
    assert any(marked) and any(beside)
    assert [not each for each in marked] == beside


def test_nothing_found_is_said_and_nothing_to_narrow_down(news):
    shown = words(news.get("/news/who_said_what?_search=qwertzuiop").text)
    assert "Nothing fits." in shown
    assert "Month" not in shown and "Narrow down" not in shown
    assert "Nobody here goes by that name." in words(news.get("/news/-/speakers?q=qwertzuiop").text)


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("/", "Nothing has been ingested yet."),
        ("/empty/who_said_what", "There is nothing here yet."),
        ("/empty/-/speakers", "Nobody is quoted here yet."),
        ("/empty/-/topics", "No topics yet."),
        ("/empty/-/topic?about=war", "Nobody takes a side here"),
        ("/empty/-/verify?claim=war", "Not found"),
        ("/empty/without_a_speaker", "Nothing found."),
    ],
)
def test_an_empty_database_says_so(tmp_path, loop, path, says):
    Store(tmp_path / "empty.db").close()
    answer = opened(tmp_path / "empty.db", loop).get(path)
    assert answer.status_code == 200
    assert says in words(answer.text)


def test_facets_count_and_narrow_down(news):
    shown = news.get("/news/who_said_what").text
    for name in ("speaker", "role", "stance", "kind", "outlet", "month"):
        assert re.search(rf"<summary>{name}\b", shown), name
    march = one(news, "SELECT count(*) FROM who_said_what WHERE published LIKE '2024-02%'")
    link = re.search(r'href="([^"]+)"><bdi>2024-02</bdi></a> <span class="n">(\d+)<', shown)
    assert int(link[2]) == march
    narrowed = news.get(unescape(link[1]).removeprefix("http://localhost"))
    assert f"{march} quotations" in words(narrowed.text)
    assert 'class="on"' in narrowed.text


def test_months_of_no_column_are_left_out(news):
    shown = news.get("/news/who_said_what?_facet_month=no_such_column")
    assert shown.status_code == 200
    assert "<summary>month" in shown.text
    assert "<summary>no_such_column" not in shown.text


def test_facets_are_counted_again_when_somebody_has_written(desked, monkeypatch):
    database, asked = desked.datasette.get_database("harbour"), []
    execute = database.execute

    async def noted(sql, *values, **how):
        asked.append(sql)
        return await execute(sql, *values, **how)

    monkeypatch.setattr(database, "execute", noted)

    def counted():
        """The page's kinds with their counts, and whether it counted them itself."""
        asked.clear()
        page = desked.get("/harbour/who_said_what").text
        kinds = page.split("<summary>kind", 1)[1].split("</details>", 1)[0]
        found = re.findall(r'<bdi>(\w+)</bdi></a> <span class="n">(\d+)<', kinds)
        return {kind: int(n) for kind, n in found}, any("group by" in sql for sql in asked)

    first, _ = counted()
    assert counted() == (first, False)
    text = "“We keep the light,” said Ada Ferrin."
    with Store(database.path) as store:
        store.add(analysis(text, [spoken(text, "We keep the light,", speaker="Ada Ferrin")], key="light"))
    assert counted() == (first | {"direct": first["direct"] + 1}, True)


def test_a_quotation_stands_in_its_paragraph_with_its_neighbours(news):
    number = one(news, "SELECT id FROM quotes WHERE text LIKE 'We don’t seek a war with Iran.%'")
    shown = news.get(f"/news/-/quotation/{number}").text
    marked = " ".join(unescape(each) for each in re.findall(r"<mark>([^<]+)</mark>", shown))
    assert marked == one(news, "SELECT text FROM quotes WHERE id = ?", number)
    assert len(re.findall(r'<p class="own"', shown)) == 1
    assert len(re.findall(r'<p class="around"', shown)) == 2
    read = words(shown)
    for expected in ("John Kirby", "The Harbor Ledger", "opposes war with Iran", "80 % sure", "read by a machine"):
        assert expected in read


def test_more_than_eight_speakers_stay_distinct(tmp_path, loop):
    names = [f"{first} Bern" for first in "Ada Bo Cy Dee Eve Fay Gus Hal Ida Jo Kit Lou".split()]
    said = [f"“Number {place} is the harbour,” said {name}." for place, name in enumerate(names)]
    text = "\n\n".join(said)
    quotes = []
    for place, name in enumerate(names):
        words_said = f"Number {place} is the harbour,"
        start = text.index(words_said)
        span = (start, start + len(words_said))
        quotes.append(Quote(*span, (span,), words_said, "direct", speaker=name, speaker_kind="person"))
    with Store(tmp_path / "many.db") as store:
        store.add(Analysis(Article(text=text, key="many"), tuple(quotes)), store.start_run("test"))
    shown = opened(tmp_path / "many.db", loop).get("/many/-/article/1").text
    looks = re.findall(r'class="said ([^"]+)"', shown)
    assert len(looks) == len(set(looks)) == 12


def test_a_quotation_is_cited_with_a_link_to_its_very_words(news):
    number = one(news, "SELECT id FROM quotes WHERE text LIKE 'We don’t seek a war with Iran.%'")
    shown = unescape(news.get(f"/news/-/quotation/{number}").text)
    link = re.search(r'id="deep-link" href="([^"]+)"', shown)[1]
    assert link.startswith("https://example.org/harbor-ledger/2024/02/03/strikes#:~:text=We%20don%E2%80%99t%20seek")
    assert "John Kirby, strategic communications coordinator" in re.search(r'class="cite"[^>]*>([^<]+)<', shown)[1]
    target = news.get(f"/news/-/quotation/{number}.json").json()["selector"]
    assert target["selector"][0]["exact"].startswith("We don’t seek a war")


def test_a_quotation_shows_its_variants_with_the_differences_marked(news):
    number = one(news, "SELECT quote_id FROM variants WHERE altered LIKE '%number%' ORDER BY quote_id DESC")
    shown = news.get(f"/news/-/quotation/{number}").text
    assert re.search(r"<del>[^<]*\d[^<]*</del>", shown)
    assert re.search(r"<ins>[^<]*\d[^<]*</ins>", shown)


def test_an_article_shows_every_quotation_where_it_stands(news):
    gold = GOLD[0]
    number = one(news, "SELECT id FROM articles WHERE key = ?", gold["id"])
    shown = news.get(f"/news/-/article/{number}").text
    runs = re.findall(r'<a(?: id="q(\d+)")? class="said ([^"]+)" href="[^"]+/quotation/(\d+)">([^<]*)</a>', shown)
    by_id = {}
    for _, _, quote, text in runs:
        by_id.setdefault(int(quote), []).append(unescape(text))
    outer = [row for row in gold["quotes"] if not row.get("nested")]
    assert len(by_id) >= len(outer)
    texts = {" ".join(parts) for parts in by_id.values()}
    plain = [
        row["text"] for row in outer if not any(o["start"] <= row["start"] < o["end"] for o in outer if o is not row)
    ]
    assert {text for text in plain if "\n" not in text} - texts <= {
        row["text"] for row in gold["quotes"] if any(r.get("nested") for r in gold["quotes"])
    }
    assert len({anchor for anchor, *_ in runs if anchor}) == len(by_id)


def test_the_day_of_the_stances_is_not_that_of_all_quotations(news):
    told = [
        page for n in range(1, 40) if "Every stance shown here is of" in (page := news.get(f"/news/-/speaker/{n}").text)
    ]
    assert told
    assert not any("All of it was published" in page for page in told)


def test_two_speakers_have_two_colours(news):
    number = one(news, "SELECT id FROM articles WHERE key LIKE '%daily-meridian-strikes'")
    margin = re.findall(
        r'<li class="(c\S+?)"><a class="name"[^>]*><bdi>([^<]+)', news.get(f"/news/-/article/{number}").text
    )
    colours = {name: {colour for colour, other in margin if other == name} for _, name in margin}
    assert all(len(found) == 1 for found in colours.values())
    assert colours["Joe Biden"] != colours["Ebrahim Raisi"]


def test_a_speakers_page_shows_roles_stances_and_neighbours(news):
    number = one(news, "SELECT id FROM speakers WHERE name = 'Nadia Okafor'")
    facts = news.get(f"/news/-/speaker/{number}.json").json()
    assert len({role["role"] for role in facts["roles"]}) > 1
    assert facts["total"] == one(news, "SELECT count(*) FROM quotes WHERE speaker_id = ?", number)
    assert facts["neighbours"]
    assert sum(sum(v for k, v in row.items() if k != "label") for row in facts["months"]) == facts["total"]


def test_charts_have_a_title_a_summary_figures_and_the_data_behind(news):
    number = one(news, "SELECT id FROM speakers WHERE name = 'Nadia Okafor'")
    shown = news.get(f"/news/-/speaker/{number}").text
    charts = re.findall(r"<figure class=\"chart\">.*?</figure>", shown, flags=re.DOTALL)
    assert len(charts) == 2
    for chart in charts:
        title, summary = re.search(r'role="img" aria-labelledby="(\S+)" aria-describedby="(\S+)"', chart).groups()
        assert f'id="{title}"' in chart
        assert f'id="{summary}"' in chart
        assert "<table>" in chart
        data = unescape(re.search(r'<p class="data"><a href="([^"]+)"', chart)[1])
        assert news.get(data).status_code == 200
        assert "style=" not in chart


def test_a_topic_has_two_sides(news):
    facts = news.get("/news/-/topic/1.json").json()
    assert facts["sides"]["opposes"]
    speakers = {row["speaker"] for row in facts["sides"]["opposes"]}
    assert "John Kirby" in speakers


@pytest.mark.parametrize("address", ["/news/-/topic/1", "/news/-/topic?about=Iran"])
def test_the_columns_of_a_topic_hold_what_they_say(news, address):
    sides = re.split(r'<section class="side-', news.get(address).text.split("<footer")[0])[1:]
    for side in sides:
        name = side.split('"')[0]
        assert set(re.findall(r'<article.*?class="stance (\w+)"', side, flags=re.DOTALL)) <= {name}


def test_topics_are_those_that_people_added(news):
    facts = news.get("/news/-/topics.json").json()
    assert [(row["name"], row["terms"]) for row in facts["topics"]] == [("War with Iran", ["war", "Iran"])]
    assert facts["topics"][0]["opposes"] > 0


def test_similar_quotations_are_called_similar(tmp_path, loop):
    with Store(tmp_path / "port.db") as store:
        run = store.start_run("test")
        text = "“No large ship will enter the harbour again,” said Ada Ferrin. “My cat sleeps,” said Tom Lund."
        quotes = [spoken(text, "No large ship will enter the harbour again,", speaker="Ada Ferrin")]
        quotes.append(spoken(text, "My cat sleeps,", speaker="Tom Lund"))
        store.add(analysis(text, quotes), run)
        likeness.index(store)
    page = opened(tmp_path / "port.db", loop).get("/port/-/similar?q=The+port+is+closed+to+big+vessels").text
    cards = re.findall(r"<article.*?</article>", page, flags=re.DOTALL)
    assert "No large ship" in cards[0]
    assert all("similar, " in card for card in cards)
    assert "similar, not found" in words(page)


@pytest.mark.parametrize("asked", ["q=…", "q=ships&since=someday"])
def test_what_no_similar_quotation_can_be_sought_for_is_said_on_the_form(tmp_path, loop, asked):
    with Store(tmp_path / "port.db") as store:
        text = "“My cat sleeps,” said Tom Lund."
        store.add(analysis(text, [spoken(text, "My cat sleeps,", speaker="Tom Lund")]), store.start_run("test"))
        likeness.index(store)
    answer = opened(tmp_path / "port.db", loop).get(f"/port/-/similar?{asked}")
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text


def test_an_article_without_outlet_and_date_says_so(tmp_path, loop):
    path = desk.harbour(tmp_path / "bare.db")
    with Store(path) as store, store.transaction() as conn:
        conn.execute("UPDATE articles SET outlet = NULL, published = NULL")
    shown = words(opened(path, loop).get("/bare/-/article/1").text)
    assert "Outlet not known · date not known" in shown


def test_an_article_without_a_title_is_led_to_all_the_same(tmp_path, loop):
    path = desk.harbour(tmp_path / "bare.db")
    with Store(path) as store, store.transaction() as conn:
        conn.execute("UPDATE articles SET outlet = NULL, published = NULL, title = NULL")
        conn.execute("UPDATE quotes SET outlet = NULL, published = NULL")
    with_rows = opened(path, loop)
    for address in ("/bare/who_said_what", "/bare/-/speaker/1"):
        card = re.search(r'<article class="card.*?</article>', with_rows.get(address).text, flags=re.DOTALL)[0]
        assert re.search(r'href="/bare/-/article/1#q\d+"><bdi>An article without a title<', card), address


def test_the_list_beside_an_article_tells_speech_from_a_reporters_words(news):
    shown = unescape(news.get("/news/-/article/1").text)
    rows = news.get("/news/-/article/1.json").json()["quotations"]
    listed = re.findall(r'<span class="meta" dir="auto">(.*?)</span>', shown)
    assert [text.startswith("“") for text in listed if "…" not in text] == [
        row["kind"] == "direct" for row, text in zip(rows, listed, strict=True) if "…" not in text
    ]


def test_a_topic_about_which_nobody_takes_a_side_leads_to_the_search(news):
    shown = news.get("/news/-/topic", params={"about": "zebra crossing"}).text
    assert 'href="/news/who_said_what?_search=zebra%20crossing"' in shown
    assert "Nobody, as far as" not in shown  # twice, for and against, where one line will do


def test_a_claims_search_tells_of_articles_without_a_date(tmp_path, loop):
    path = desk.harbour(tmp_path / "bare.db")
    with Store(path) as store, store.transaction() as conn:
        conn.execute("UPDATE articles SET published = NULL")
    with_rows = opened(path, loop)
    for since, told in (("", "1 without a date."), ("2024", "1 without a date left out.")):
        shown = with_rows.get("/bare/-/verify", params={"claim": "We will not sell", "since": since}).text
        assert told in words(shown)


def test_what_is_carried_most_says_where_it_was_altered(tmp_path, loop):
    said = "“We can pay for {} boats and for every crew on them,”"
    with Store(tmp_path / "fleet.db") as store:
        run = store.start_run("test")
        for key, number in (("a", "30"), ("b", "300")):
            store.add(printed(key, said.format(number), outlet=key), run)
        assign_all(store.conn)
    shown = opened(tmp_path / "fleet.db", loop).get("/").text
    assert re.search(r'carried 2 times by 2 outlets, <a href="/fleet/-/quotation/\d+#variants">altered</a>', shown)


def test_a_claim_is_shown_in_its_paragraph_with_the_printed_source(news):
    shown = news.get("/news/-/verify", params={"claim": "We don’t seek a war with Iran.", "speaker": "Kirby"}).text
    card = re.search(r'<article class="card evidenced".*?</article>', shown, flags=re.DOTALL)[0]
    assert re.search(r"<mark>We don.t seek a war with Iran", unescape(card))
    assert '<span class="source">Kirby</span>' in card
    assert "Printed beside the words: “ Kirby ”" in words(card)
    assert "not reviewed yet" in words(card)
    assert "Live page, at these words" in card


CLAIMS = [
    ("This is the start of our response", "Austin", "Verbatim"),
    ("We seek a war with Iran.", "Kirby", "Altered"),
    ("We don’t seek a war with Iran.", "Austin", "Misattributed"),
    ("Porridge is the best breakfast for astronauts", "", "Not found"),
]


@pytest.mark.parametrize(("claim", "speaker", "verdict"), CLAIMS)
def test_a_claim_gets_its_verdict(news, claim, speaker, verdict):
    shown = news.get("/news/-/verify", params={"claim": claim, "speaker": speaker, "since": "", "until": ""})
    assert f'<h2 id="verdict">{verdict}</h2>' in shown.text
    assert "18 articles of 9 outlets" in words(shown.text)


def test_a_lost_negation_is_marked(news):
    shown = news.get("/news/-/verify", params={"claim": "We seek a war with Iran.", "speaker": "Kirby"}).text
    assert "negation lost" in shown
    assert re.search(r"<ins>don(’|&#39;|&#x27;|')t</ins>", shown)


@pytest.mark.parametrize(("asked", "problem"), [("claim=...", "no words"), ("claim=war&since=never", "is no date")])
def test_a_claim_that_cannot_be_checked_is_said_on_the_form(news, asked, problem):
    answer = news.get(f"/news/-/verify?{asked}")
    assert answer.status_code == 400
    assert problem in words(answer.text)
    assert news.get(f"/news/-/verify.json?{asked}").status_code == 400


QUERIES = {
    "said_about?speaker=kirby&about=war&since=2024-01-01&until=2024-12-31": "We don’t seek a war with Iran.",
    "altered": "number",
    "most_quoted?outlet=The+Harbor+Ledger&month=2024-02": "The Harbor Ledger",
    "unnamed_by_outlet": "percent",
    "unnamed_by_kind?outlet=": "kind",
    "without_a_speaker": "source",
    "since_the_last_ingest": "quotes ingest",
}


@pytest.mark.parametrize("path", QUERIES)
def test_ready_queries_answer(news, path):
    shown = news.get(f"/news/{path}")
    assert shown.status_code == 200
    assert "error" not in words(shown.text).lower()
    assert QUERIES[path] in words(shown.text)


def test_no_ready_query_bears_the_name_of_a_table(news):
    """Datasette 1.0 shows the table at such an address."""
    names = [path.split("?")[0] for path in QUERIES]
    assert not [name for name in names if one(news, "SELECT count(*) FROM sqlite_master WHERE name = ?", name)]


def test_answers_lead_to_the_pages(news):
    shown = news.get("/news/said_about?speaker=kirby&about=&since=&until=").text
    assert re.search(r'href="/news/-/quotation/\d+"', shown)
    most = news.get("/news/most_quoted?outlet=&month=").text
    assert re.search(r'<a href="/news/-/speaker/\d+">Nadia Okafor</a>', most)


def test_tables_are_there_as_json_and_csv(news):
    rows = news.get("/news/who_said_what.json?_shape=array&speaker=John+Kirby").json()
    assert len(rows) == one(news, "SELECT count(*) FROM quotes WHERE speaker = 'John Kirby'")
    assert news.get("/news/who_said_what.csv?speaker=John+Kirby").text.startswith("id,speaker,role")
