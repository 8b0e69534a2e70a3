"""What a fact-checker does in the browser, done in one: make test-browser."""

import base64
import os
import re
from pathlib import Path

import pytest

pytest.importorskip("playwright")
axe = pytest.importorskip("axe_playwright_python.sync_playwright")

pytestmark = pytest.mark.browser

PICTURES = os.environ.get("QUOTES_PICTURES")  # a folder to write the pictures to
SIZES = {"desktop": (1200, 860), "phone": (360, 780)}
CLAIM = "/-/verify?claim=We+seek+a+war+with+Iran.+We’re+not+looking+for+a+wider+conflict&speaker=Kirby"
PAGES = {  # name: its address, or the words of a link to follow from there
    "front": ("/-/front", None),
    "who-said-what": ("/who_said_what?_search=war", None),
    "quotation": ("/who_said_what?_search=%22hang+that+sentence%22", ".card blockquote a"),
    "article": ("/articles?_search=Baghdad", ".story h2 a"),
    "speaker": ("/-/speakers?q=Nadia+Okafor", "tbody a"),
    "topic": ("/-/topic/1", None),
    "verify": (CLAIM, None),
    "review": ("/-/review", None),
    "review-article": ("/-/review/article/1", None),
    "questions": ("", None),
    "topics": ("/-/topics", None),
    "suggested": ("/-/topics?suggest=1", None),
    "similar": ("/-/similar?q=big+ships", None),
    "speakers": ("/-/speakers", None),
    "doubtful": ("/-/doubtful", None),
    "answer": ("/said_about?speaker=kirby&about=&since=&until=", None),
    "article-row": ("/articles/1", None),
    "watches": ("/-/watches", None),
    "tools": ("/-/api", None),
    "reviewers": ("/-/reviewers", None),
    "fits": ("/-/speakers?q=Kirby", "tbody a"),
    "not-there": ("/-/quotation/999999", None),
}
SHOWN = [name for name in [*PAGES][:10] if name != "review-article"]


def go(page, served, name):
    """Opens the page of that name."""
    address, link = PAGES[name]
    page.goto(served.at(address))
    if link:
        page.locator(link).first.click()
        page.wait_for_load_state()


def signed_in(page, served, link=None):
    page.goto(link or served.sign_in)
    page.wait_for_url(served.base + "/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", PAGES)
def test_every_page_fits_is_accessible_and_has_its_picture(news, window, name, size, scheme, tmp_path):
    width, height = SIZES[size]
    page = window(width, height, scheme)
    if name.startswith("review"):
        signed_in(page, news)
    go(page, news, name)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    menu = page.locator("header nav a").evaluate_all("links => links.map(link => link.getBoundingClientRect().right)")
    assert all(right <= width for right in menu)
    found = axe.Axe().run(page, options={"resultTypes": ["violations"]})
    serious = [each for each in found.response["violations"] if each["impact"] in ("serious", "critical")]
    assert not serious, [(each["id"], [node["html"] for node in each["nodes"][:3]]) for each in serious]
    if name in SHOWN:
        folder = Path(PICTURES) if PICTURES else tmp_path
        folder.mkdir(parents=True, exist_ok=True)
        picture = folder / f"{name}-{size}-{scheme}.jpg"
        page.screenshot(path=picture, type="jpeg", quality=72)
        assert picture.stat().st_size > 10_000
    if name == "not-there":
        page.complaints.clear()  # the browser says of a 404 that it is one


def test_the_button_takes_selected_words_of_any_page_to_the_checker(news, window):
    page = window()
    page.goto(news.at("/-/api"))
    code = page.locator("a.bookmarklet").get_attribute("href").removeprefix("javascript:")
    page.goto("data:text/html,<meta charset=utf-8><p>We don’t seek a war with Iran</p>")
    page.evaluate("getSelection().selectAllChildren(document.querySelector('p'))")
    with page.context.expect_page() as opened:
        page.evaluate(f"() => {{ {code} }}")
    checked = opened.value
    checked.wait_for_load_state()
    assert checked.url.startswith(news.at("/-/verify?claim=We%20don"))
    assert checked.locator("#verdict").inner_text() == "Verbatim"


def test_the_picture_of_where_words_came_from(news, window):
    page = window(1200, 860)
    page.goto(news.at("/altered_quotes"))
    page.locator("main a[href*='/-/quotation/']").first.click()
    picture = page.locator("section:has(#course) svg")
    assert picture.bounding_box()["height"] > 60
    assert picture.locator("circle").count() == page.locator("section:has(#course) tbody tr").count()
    page.get_by_text("As a table").click()
    assert page.locator("section:has(#course) tbody tr").first.inner_text().strip()


def test_search_narrow_down_and_open_a_quotation(news, window):
    page = window()
    page.goto(news.base)
    page.get_by_label("What was said").fill("war")
    page.get_by_label("Stance").select_option("opposes")
    page.get_by_role("button", name="Search").click()
    page.wait_for_url(re.compile(r"who_said_what\?_search=war&stance=opposes$"))
    assert page.locator(".card mark").first.inner_text() == "war"
    before = page.locator(".card").count()
    page.locator(".facets").get_by_role("link", name="John Kirby").click()
    page.wait_for_url(re.compile("speaker=John"))
    assert 0 < page.locator(".card").count() < before
    page.locator(".card blockquote a", has_text="wider conflict").click()
    assert "We don’t seek a war with Iran." in page.locator("h1").inner_text()
    marked = " ".join(page.locator(".passage mark").all_inner_texts())
    assert marked == "We don’t seek a war with Iran. We’re not looking for a wider conflict in the Middle East."
    page.get_by_role("link", name="In the whole article").click()
    assert page.locator("a.said:target").inner_text().startswith("We don’t seek a war")


def test_the_deep_link_leads_to_the_very_words_on_the_live_page(live, window):
    page = window()
    page.goto(live.at("/-/quotation/3"))
    page.locator("#deep-link").click()
    page.wait_for_url(re.compile("harbour.html"))
    page.wait_for_function("window.scrollY > 0")
    words = page.get_by_text("It is a bad deal")
    assert 0 <= words.bounding_box()["y"] < 800
    assert painted(page, page.screenshot()) > 500
    page.goto(page.url.split("#")[0])
    page.reload()
    assert painted(page, page.screenshot()) == 0


def painted(page, picture: bytes) -> int:
    """How many pixels of the picture have the colour of selected text."""
    counted = """async (data) => {
        const bitmap = await createImageBitmap(await (await fetch("data:image/png;base64," + data)).blob());
        const canvas = new OffscreenCanvas(bitmap.width, bitmap.height).getContext("2d");
        canvas.drawImage(bitmap, 0, 0);
        const {data: p} = canvas.getImageData(0, 0, bitmap.width, bitmap.height);
        let n = 0;
        for (let i = 0; i < p.length; i += 4) n += p[i] > 250 && p[i + 1] < 5 && p[i + 2] > 250;
        return n;
    }"""
    return page.evaluate(counted, base64.b64encode(picture).decode())


def test_a_claim_is_checked(news, window):
    page = window()
    page.goto(news.base)
    page.get_by_role("link", name="Did they say it?").click()
    page.get_by_label("The words as claimed").fill("We seek a war with Iran.")
    page.get_by_label("By whom").fill("kirby")
    page.get_by_role("button", name="Check").click()
    assert page.get_by_role("heading", name="Altered").is_visible()
    assert page.locator(".wording ins").first.inner_text() in ("don’t", "don't")
    assert page.get_by_text("negation lost").is_visible()


def test_what_an_article_does_not_tell_is_not_called_false(live, window):
    page = window()
    page.goto(live.at("/-/verify"))
    page.get_by_label("The words as claimed").fill("the sale was off")
    page.get_by_label("By whom").fill("Ada Ferrin")
    page.get_by_role("button", name="Check").click()
    verdict = page.locator(".verdict h2").inner_text()
    assert verdict not in ("Misattributed", "Verbatim")
    assert page.get_by_role("heading", name="What was searched").is_visible()


def test_speakers_are_merged_and_that_is_taken_back_in_the_browser(live, window):
    page = window()
    signed_in(page, live)
    page.goto(live.at("/-/speakers"))
    before = page.locator("tbody tr").count()
    page.locator("tbody a", has_text="Ada Ferrin").click()
    page.get_by_text("Merge with another speaker").click()
    page.get_by_label("The other speaker").fill("Tomas O'Hara")
    page.get_by_role("button", name="They are one: merge").click()
    page.get_by_text("Merged.").wait_for()
    page.goto(live.at("/-/speakers"))
    assert page.locator("tbody tr").count() == before - 1
    page.locator("tbody a", has_text="Ada Ferrin").click()
    page.get_by_role("button", name="Take back decision 1").click()
    page.get_by_text("Taken back.").wait_for()
    page.goto(live.at("/-/speakers"))
    assert page.locator("tbody tr").count() == before


def test_an_article_is_reviewed_at_a_time(live, window):
    page = window()
    signed_in(page, live)
    page.goto(live.at("/-/article/1"))
    page.get_by_role("link", name="Review this article").click()
    page.get_by_role("radio", name="Accept").first.check()
    page.get_by_role("radio", name="Reject").nth(1).check()
    page.get_by_role("button", name="Save these decisions").click()
    page.get_by_text("2 decisions saved.").wait_for()
    assert "accepted by a reviewer" in page.locator(".judging").inner_text()


def test_a_second_pair_of_eyes_and_where_two_disagree(live, window):
    ada, ben = window(), window()
    signed_in(ada, live)
    signed_in(ben, live, live.sign_in_ben)
    ada.goto(live.at("/-/review/article/1"))
    ada.get_by_role("radio", name="Accept").first.check()
    ada.get_by_role("radio", name="Accept").nth(1).check()
    ada.get_by_role("button", name="Save these decisions").click()
    ada.get_by_text("2 decisions saved.").wait_for()
    ada.get_by_role("button", name="Ask for a second pair of eyes").click()
    ada.get_by_text("ada wants a second pair of eyes on this article").wait_for()

    ben.goto(live.at("/-/review"))
    ben.get_by_role("link", name="2 quotations others decided want your eyes, too").click()
    ben.wait_for_url(re.compile("second=1"))
    assert not ben.get_by_text("ada accepted").is_visible()  # he makes up his own mind first
    first = ben.locator("[name=id]").input_value()
    ben.get_by_role("button", name="Skip").click()
    ben.get_by_text("Skipped.").wait_for()
    assert ben.locator("[name=id]").input_value() != first
    ben.get_by_role("button", name="Accept").click()
    ben.get_by_text("Accepted.").wait_for()
    assert ben.locator("[name=id]").input_value() == first
    ben.get_by_text("What others decided").click()
    assert ben.get_by_text("ada accepted").is_visible()
    ben.get_by_role("button", name="Reject").click()
    ben.get_by_text("Nothing wants your eyes as the second pair.").wait_for()

    ada.goto(live.at("/-/review?second=1"))
    assert ada.get_by_text(
        "Nothing wants your eyes as the second pair."
    ).is_visible()  # what she decided is not hers to check
    ada.get_by_role("link", name="Reviewers").click()
    disagree = ada.get_by_role("region", name="Where two disagree").inner_text()
    assert "ada: right" in disagree and "ben: no quotation" in disagree
    assert "ben" in ada.get_by_role("region", name="Who did what").inner_text()
    assert "50" in ada.get_by_role("region", name="How far two agree").inner_text()
    ada.get_by_role("region", name="A second pair of eyes is wanted").get_by_role("link").click()
    ada.get_by_role("link", name="Review this article").click()
    ada.get_by_role("button", name="No longer needed").click()
    ada.get_by_role("button", name="Ask for a second pair of eyes").wait_for()


def test_a_side_list_that_goes_on_shows_that_it_does(news, window):
    page = window(1280, 500)
    go(page, news, "article")
    taller = "e => e.scrollHeight > e.clientHeight && getComputedStyle(e).backgroundImage.includes('gradient')"
    assert page.locator(".margin").evaluate(taller)


def test_questions_stand_apart_from_tables(news, window):
    page = window()
    page.goto(news.at(""))
    assert not page.get_by_role("heading", name="Tables").is_visible()
    page.get_by_text("For programmers").click()
    assert page.get_by_role("heading", name="Tables").is_visible()


@pytest.mark.parametrize(
    "question", ["/altered", "/most_quoted?outlet=&month=", "/said_about?speaker=kirby&about=&since=&until="]
)
def test_answers_fit_a_desk(news, window, question):
    page = window(1280, 800)
    page.goto(news.at(question))
    assert page.locator(".scroll").evaluate("e => e.scrollWidth <= e.clientWidth")


def test_nobody_gets_into_the_review(news, window):
    page = window()
    page.goto(news.base)
    assert page.get_by_role("link", name="Review").count() == 0
    assert page.goto(news.at("/-/review")).status == 403
    page.complaints.clear()  # the browser says of a 403 that it is one


def test_a_reviewer_decides_with_the_keyboard(live, window):
    page = window()
    signed_in(page, live)
    page.get_by_role("link", name="Review").click()
    page.wait_for_url(re.compile("/-/review$"))
    first = page.locator("[name=id]").input_value()
    page.keyboard.press("a")
    page.get_by_text("Accepted.").wait_for()
    page.wait_for_load_state()
    second = page.locator("[name=id]").input_value()
    assert second != first
    page.keyboard.press("c")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("Tomas O'Hara")
    page.get_by_label("Why").fill("the recording")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("done="))
    page.get_by_text("Corrected.").wait_for()
    page.goto(live.at(f"/-/quotation/{second}"))
    assert "Tomas O'Hara" in page.locator(".by").first.inner_text()
    decided = page.locator(".reviews").inner_text()
    assert "ada corrected the speaker" in decided and "→ Tomas O'Hara because: the recording" in decided
    page.goto(live.at("/-/review"))
    page.wait_for_load_state()
    page.keyboard.press("u")
    page.get_by_text("Taken back.").wait_for()
    assert page.locator("[name=id]").input_value() == second
    page.get_by_role("button", name="Sign out").click()
    assert page.get_by_role("link", name="Review").count() == 0


@pytest.mark.parametrize(
    "path", ["/-/front", "/who_said_what", "/-/quotation/1", "/-/article/1", "/-/speakers", "/articles"]
)
def test_a_hostile_article_does_nothing(hostile, window, path):
    page = window(360, 780)
    page.goto(hostile.at(path))
    page.wait_for_load_state("networkidle")
    assert "pwned" not in page.title().split("<script>")[0]
    assert page.title() != "pwned"
    assert page.locator("script:not([src])").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    links = page.eval_on_selector_all("a[href]", "all => all.map(a => a.protocol)")
    assert set(links) <= {"http:", "https:"}


def test_the_keyboard_alone_is_enough(news, window):
    page = window()
    page.goto(news.at("/who_said_what"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "_search"
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


@pytest.mark.parametrize("name", ["quotation", "article", "speaker"])
def test_a_page_is_printed_dark_on_white_and_whole(news, window, name):
    page = window(800, 600, "dark")
    go(page, news, name)
    page.emulate_media(media="print", color_scheme="dark")
    style = "name => getComputedStyle(document.documentElement)[name]"
    assert page.evaluate(style, "backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate(style, "color") == "rgb(28, 27, 25)"
    assert not page.get_by_role("navigation").is_visible()
    hidden = "[...document.querySelectorAll('main *')].filter(e => getComputedStyle(e).overflowY == 'auto').length"
    assert name != "article" or page.evaluate(hidden) == 0


def test_pages_work_without_scripts(news, chromium):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(news.base)
    page.get_by_label("What was said").fill("war")
    page.get_by_role("button", name="Search").click()
    page.wait_for_url(re.compile("who_said_what"))
    assert page.locator(".card").count() > 0
    context.close()
