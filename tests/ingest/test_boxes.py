"""What stands on a page beside its article, and what only looks as if it did."""

from __future__ import annotations

import lxml.html
import pytest

from quotes.ingest import boxes
from quotes.pipeline.analyse import analyse

PARTS = [
    "The council met for three hours on Monday and heard nine speakers from the town and from its villages.",
    "“It lifts things,” said Piers Okafor, who had come from Selwyn. “Leave it alone, and leave us alone.”",
    "Nobody doubted that the crane was old, and nobody agreed about what should be done with it now that it is.",
    "A survey last year found that two in three of the people who live near the quay would rather keep it there.",
    "The crane was built in 1919 and has stood on the eastern quay of the harbour ever since it was built there.",
]
BODY = "".join(f"<p>{part}</p>" for part in PARTS)
WORDS = "“Never,” says the mayor’s aunt, who is ninety years old and has seen it all."


def text_of(read_bytes, inner: str) -> str:
    (article,) = read_bytes(
        f"<html><head><title>On cranes</title></head><body><main><h1>On cranes</h1>{inner}</main></body></html>"
    )
    return article.text


BESIDE = [
    "<aside><p>{}</p></aside>",
    "<div class='factbox'><h3>The aunt</h3><p>{}</p></div>",
    "<div class='art-ins mol-factBox'><p>{}</p></div>",
    "<div class='story-inset floatRight fact-box'><p>{}</p></div>",
    "<p class='imageCaption'>{}</p>",
    "<div class='gallery__caption'>{}</div>",
    "<figure><img src='a.jpg'><figcaption>{}</figcaption></figure>",
    "<section id='comments-block'><p>{}</p></section>",
    "<div class='reader_comments'><p>{}</p></div>",
    "<div id='disqus_thread'><p>{}</p></div>",
    "<ul class='related-stories'><li><a href='/x'>The aunt</a><p>{}</p></li></ul>",
    "<div class='storyTeaser'><h4>The aunt</h4><p>{}</p></div>",
    "<div class='newsletter-signup-box'><p>{}</p></div>",
    "<div class='cookie-banner'><p>{}</p></div>",
    "<div data-component='read-more'><p>{}</p></div>",
    "<footer><p>{}</p></footer>",
]


@pytest.mark.parametrize("box", BESIDE)
def test_boxes_stay_out(read_bytes, box):
    text = text_of(read_bytes, BODY + box.format(WORDS))
    assert text == "\n\n".join(PARTS)
    inside = BODY.replace("<p>Nobody", box.format(WORDS) + "<p>Nobody")
    assert text_of(read_bytes, f"<article>{inside}</article>") == "\n\n".join(PARTS)


SIGNUPS = [
    "<div class='nl'><h4>The Briefing</h4><p>{}</p><form><input type='email'><button>Go</button></form></div>",
    "<section><div><p>{}</p></div><div><form action='/s'><input name='user_email'></form></div></section>",
    "<div><p>{}</p><div><div><form><label>Mail</label><input placeholder='Your e-mail'></form></div></div></div>",
    "<ul><li><p>{}</p><form><input type='email'></form></li></ul>",
    "<div data-x='1'><p>Join us.</p><p>{}</p><form><input name='EMAIL' type='email' required></form></div>",
]


@pytest.mark.parametrize("box", SIGNUPS)
def test_boxes_that_ask_for_a_mail_address_stay_out(read_bytes, box):
    inside = BODY.replace("<p>Nobody", box.format(WORDS) + "<p>Nobody")
    assert text_of(read_bytes, f"<article>{inside}</article>") == "\n\n".join(PARTS)
    assert text_of(read_bytes, f"<div>{inside}</div>") == "\n\n".join(PARTS)
    searched = inside.replace("type='email'", "").replace("email", "q").replace("EMAIL", "q").replace("e-mail", "words")
    assert WORDS in text_of(read_bytes, f"<article>{searched}</article>")


def test_a_short_article_around_a_form_stays(read_bytes):
    short = f"<div>{BODY[: BODY.index('<p>Nobody')]}<form><input type='email'></form></div>"
    assert text_of(read_bytes, short) == "\n\n".join(PARTS[:2])


THE_ARTICLE = [  # what holds the article is the article, whatever it is called
    "<div class='layout-with-sidebar'>{}</div>",
    "<div class='sidebar-layout__content'>{}</div>",
    "<div class='no-comments'>{}</div>",
    "<div class='related'>{}</div>",
    "<div class='opinion-comment'>{}</div>",
    "<div class='elementor-widget'>{}</div>",
]


@pytest.mark.parametrize("frame", THE_ARTICLE)
def test_what_holds_the_article_is_not_cut(read_bytes, frame):
    assert text_of(read_bytes, frame.format(BODY)) == "\n\n".join(PARTS)


def test_captions_are_the_article_of_a_gallery(read_bytes):
    slides = "".join(
        f"<figure><img src='{n}.jpg'><p class='caption'>{part}</p></figure>" for n, part in enumerate(PARTS)
    )
    assert "nine speakers" in text_of(read_bytes, slides)


PULLED = [  # an element, and whether it goes since its words stand in the article
    ("<blockquote class='pull-quote'><p>Leave it alone, and leave us alone</p></blockquote>", True),
    ("<div class='pullQuote'>Leave it alone … and leave us alone.</div>", True),
    ("<figure class='wp-block-pullquote'><blockquote><p>It lifts things</p><cite>Piers Okafor</cite></blockquote></figure>", True),
    ("<blockquote><p>Leave it alone, and leave us alone.</p></blockquote>", True),
    ("<blockquote><p>It was a grand old thing, and nobody can deny it.</p></blockquote>", False),
    ("<blockquote class='pull-quote'><p>It was a grand old thing, and nobody can deny it.</p></blockquote>", False),
]  # fmt: skip


@pytest.mark.parametrize(("element", "goes"), PULLED)
def test_pull_quotes_that_repeat_the_article_go(read_bytes, element, goes):
    text = text_of(read_bytes, f"<article>{BODY.replace('<p>A survey', element + '<p>A survey')}</article>")
    assert (text == "\n\n".join(PARTS)) == goes
    assert goes or "grand old thing" in text


def test_teasers_outside_the_one_article_stay_out(read_bytes):
    teasers = "".join(
        f"<li><div><h3><a href='/{n}'>News {n}</a></h3><p>The {word} was sold on Monday for nine pounds, and nobody knew to whom.</p></div></li>"
        for n, word in enumerate(("boat", "barge", "ferry", "tug", "punt"))
    )
    text = text_of(read_bytes, f"<ul>{teasers}</ul><article>{BODY}</article>")
    assert text == "\n\n".join(PARTS)


HEADINGS = [
    "<h2>‘Leave us alone’</h2>",
    "<h4>‘We will not move’, says mayor</h4>",
    "<p><strong>“Never again”</strong></p>",
    "<h3><span>The mayor says it “must go”</span></h3>",
]


@pytest.mark.parametrize("heading", HEADINGS)
def test_headings_stand_in_the_text_and_quote_nobody(read_bytes, nlp, heading):
    (article,) = read_bytes(
        f"<html><head><title>On cranes</title></head><body><article><h1>On cranes</h1>{BODY.replace('<p>A survey', heading + '<p>A survey')}</article></body></html>"
    )
    words = lxml.html.fromstring(heading).text_content()
    assert [article.text[start:end] for start, end in article.headings] == [words]
    (analysis,) = analyse([article], nlp)
    assert {quote.text for quote in analysis.quotes if quote.kind == "direct"} == {
        "It lifts things,",
        "Leave it alone, and leave us alone.",
    }


def test_names_are_read_word_by_word():
    element = lxml.html.fragment_fromstring("<div class='mol-factBox__body story' id='x'></div>")
    assert boxes.kind_of(element) == "box"
    assert boxes.kind_of(lxml.html.fragment_fromstring("<p class='unrelated adrift captioned'>x</p>")) == ""
