"""Write the saved pages of this folder: invented articles in the markup of many kinds of news site.

`python tests/ingest/pages/make.py` writes `NAME.html` and `expected.jsonl` beside this file.
"""

from __future__ import annotations

import html
import json
import re
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
AUTHORS = ("Jane Hollis", "Omar Castellan", "Priya Venter", "Tom Ashdown", "Greta Lindqvist", "Sam Oduya")
DAYS = ("2024-02-06", "2024-01-18", "2023-11-25", "2024-02-20", "2023-10-04", "2024-03-01")
DAYS += ("2024-02-26", "2023-09-13", "2024-01-26", "2023-12-10", "2024-02-14", "2023-10-31")
MONTHS = "January February March April May June July August September October November December".split()


class Story(NamedTuple):
    """An article before it is dressed in a site's markup; day is ISO, paragraphs carry `## `, `> ` or `- `."""

    title: str
    paragraphs: list[str]
    author: str
    day: str


class Page(NamedTuple):
    """A page and what a reader should find on it."""

    html: str
    expected: dict[str, object]


def stories() -> list[Story]:
    """The articles of `stories.txt`."""
    parts = (HERE / "stories.txt").read_text(encoding="utf-8").split("===\n")
    found = []
    for number, part in enumerate(parts):
        title, *paragraphs = part.strip().split("\n")
        found.append(Story(title, paragraphs, AUTHORS[number % len(AUTHORS)], DAYS[number]))
    return found


def plain(paragraph: str) -> str:
    """The paragraph as a reader sees it: a block quotation in marks, no marker."""
    text = re.sub(r"^(?:## |- |> )", "", paragraph)
    return f"“{text}”" if paragraph.startswith("> ") else text


def british(text: str) -> str:
    """Single marks outside, double inside, as British outlets print them."""
    return text.translate(str.maketrans("“”‘", "‘’“")).replace("tidier’", "tidier”").replace("minutes’", "minutes”")


def straight(text: str) -> str:
    """Typewriter marks."""
    return text.translate(str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"}))


def q_tags(markup: str) -> str:
    """Quotations as `q` elements, whose marks the browser draws."""
    return re.sub(r"“([^“”]*)”", r"<q>\1</q>", markup)


def us_date(day: str) -> str:
    """February 6, 2024"""
    year, month, number = day.split("-")
    return f"{MONTHS[int(month) - 1]} {int(number)}, {year}"


def uk_date(day: str) -> str:
    """6 February 2024"""
    year, month, number = day.split("-")
    return f"{int(number)} {MONTHS[int(month) - 1]} {year}"


def blocks(story: Story, *, tag: str = "p", every: dict[int, str] | None = None, attributes: str = "") -> str:
    """The body in HTML; `every` puts markup before the paragraph of that number."""
    out, listed = [], False
    for number, paragraph in enumerate(story.paragraphs):
        text = html.escape(re.sub(r"^(?:## |- |> )", "", paragraph), quote=False)
        if paragraph.startswith("- ") != listed:
            out.append("</ul>" if listed else "<ul>")
            listed = not listed
        out.append((every or {}).get(number, ""))
        if paragraph.startswith("## "):
            out.append(f"<h2>{text}</h2>")
        elif paragraph.startswith("> "):
            out.append(f"<blockquote><p>{text}</p></blockquote>")
        elif listed:
            out.append(f"<li>{text}</li>")
        else:
            out.append(f"<{tag}{attributes}>{text}</{tag}>")
    return "\n".join(line for line in out if line) + ("</ul>" if listed else "")


COOKIES = """<div id="cookie-consent" class="cookie-banner" role="dialog"><p>We and our 214 partners use cookies to store and
access information on your device. You can change your preferences at any time.</p><button>Accept all</button>
<button>Reject all</button><a href="/privacy">Privacy policy</a></div>"""
NAV = """<header class="site-header"><a class="logo" href="/">{site}</a><nav class="main-nav"><ul><li><a href="/news">News</a></li>
<li><a href="/politics">Politics</a></li><li><a href="/sport">Sport</a></li><li><a href="/opinion">Opinion</a></li>
<li><a href="/weather">Weather</a></li></ul></nav><form action="/search"><input name="q"><button>Search</button></form></header>"""
SHARE = """<ul class="share-tools social-share"><li><a href="#fb">Share on Facebook</a></li><li><a href="#x">Share on X</a></li>
<li><a href="#mail">Email</a></li><li><button>Copy link</button></li></ul>"""
AD = '<div class="ad-slot advertisement" aria-label="advertisement"><span>Advertisement</span></div>'
NEWSLETTER = """<div class="newsletter-signup"><h3>The Morning Brief</h3><p>Sign up to our newsletter and get the day’s news in your
inbox every morning.</p><form><input type="email"><button>Sign up</button></form></div>"""
RELATED = """<section class="related-stories"><h2>Related stories</h2><ul>
<li><a href="/a"><h3>“I never saw a penny”: the builder’s wife speaks</h3></a><time>2 hours ago</time></li>
<li><a href="/b"><h3>Ten things to know before you buy a boat</h3></a><p>Our money team on what the brochures leave out.</p></li>
<li><a href="/c"><h3>Weather: rain clearing by noon</h3></a><time>5 hours ago</time></li></ul></section>"""
COMMENTS = """<section id="comments" class="comments-area"><h2>Comments (2)</h2><ol class="comment-list">
<li class="comment"><cite>marshwiggle</cite><p>“Typical” is all I can say. They never listen to anybody down here.</p><a>Reply</a></li>
<li class="comment"><cite>Old Salt</cite><p>I was there, and that is not how it happened at all, believe me.</p><a>Reply</a></li>
</ol></section>"""
FOOTER = """<footer class="site-footer"><p>© 2024 {site}. All rights reserved. No part of this site may be reproduced without
permission.</p><ul><li><a href="/about">About us</a></li><li><a href="/contact">Contact</a></li><li><a href="/terms">Terms of use</a></li>
</ul></footer>"""
FIGURE = """<figure><img src="/i.jpg" alt="A crowd in front of a building"><figcaption>People gathered outside on the day.
<span class="credit">Photograph: Lars Unwin/Getty Images</span></figcaption></figure>"""
MOST_READ = """<aside class="sidebar most-read"><h2>Most read</h2><ol><li><a href="/1">The village that forgot its name</a></li>
<li><a href="/2">“It was only a cow”: a night at the county fair</a></li><li><a href="/3">How we test kettles</a></li></ol></aside>"""


def json_ld(story: Story, site: str, *, kind: str = "NewsArticle", updated: str = "", graph: bool = False) -> str:
    """The page's description of itself, as search engines want it."""
    thing: dict[str, object] = {
        "@type": kind,
        "headline": story.title,
        "datePublished": f"{story.day}T09:30:00+00:00",
        "dateModified": f"{updated or story.day}T11:45:00+00:00",
        "author": [{"@type": "Person", "name": story.author}],
        "publisher": {"@type": "NewsMediaOrganization", "name": site},
    }
    document = {"@context": "https://schema.org"}
    document |= {"@graph": [{"@type": "WebSite", "name": site}, thing]} if graph else thing  # type: ignore[dict-item]
    return f'<script type="application/ld+json">{json.dumps(document, ensure_ascii=False)}</script>'


def document(head: str, body: str, *, lang: str = "en") -> str:
    """A whole page."""
    return f'<!DOCTYPE html>\n<html lang="{lang}">\n<head><meta charset="utf-8">\n{head}\n</head>\n<body>\n{body}\n</body>\n</html>\n'


def expected(story: Story, site: str, *, updated: str = "", byline: str | None = None) -> dict[str, object]:
    """What a reader should find: `body` is the paragraphs as printed."""
    return {
        "title": story.title,
        "outlet": site,
        "byline": story.author if byline is None else byline,
        "published": story.day,
        "updated": updated,
        "body": [plain(paragraph) for paragraph in story.paragraphs],
    }


def broadsheet(story: Story) -> Page:
    """JSON-LD in a graph, advertisements, a newsletter and a related box between the paragraphs, comments."""
    site = "The Selwyn Courier"
    inside = {2: AD, 3: NEWSLETTER, 4: RELATED.replace("section", "aside")}
    head = f"<title>{story.title} | {site}</title>{json_ld(story, site, graph=True)}"
    article = (
        f"<article><h1>{story.title}</h1><p class='byline'>By <a rel='author'>{story.author}</a></p>{SHARE}{FIGURE}"
    )
    article += f"<section class='article-body' itemprop='articleBody'>{blocks(story, every=inside)}</section></article>"
    body = (
        COOKIES
        + NAV.format(site=site)
        + f"<main>{article}{RELATED}{COMMENTS}</main>{MOST_READ}"
        + FOOTER.format(site=site)
    )
    return Page(document(head, body, lang="en-US"), expected(story, site, updated=story.day))


def british_tabloid(story: Story) -> Page:
    """OpenGraph alone, single marks, a list of key points, links to other stories amid the text."""
    site = "Daily Lantern"
    story = story._replace(title=british(story.title), paragraphs=[british(p) for p in story.paragraphs])
    more = '<div class="read-more-inline"><a href="/z"><strong>READ MORE:</strong> Woman, 93, finds ring in a turnip</a></div>'
    head = f"""<title>{story.title} - {site}</title><meta property="og:title" content="{story.title}">
<meta property="og:site_name" content="{site}"><meta property="article:published_time" content="{story.day}T07:12:00Z">
<meta property="article:modified_time" content="{story.day}T15:40:00Z"><meta name="author" content="{story.author}">"""
    top = f'<div class="article-head"><h1 class="headline">{story.title}</h1><p class="author">By {story.author.upper()}</p>'
    top += f'<p class="times">PUBLISHED: 07:12, {uk_date(story.day)} | UPDATED: 15:40, {uk_date(story.day)}</p></div>'
    text = f'<div class="article-text" itemprop="articleBody">{blocks(story, every={2: more, 5: more})}</div>'
    body = (
        COOKIES
        + NAV.format(site=site)
        + f'<div id="content"><div class="article">{top}{SHARE}{text}</div>{MOST_READ}</div>'
    )
    page = expected(story, site, updated=story.day)
    page["body"] = [british(plain(p)) if p.startswith("> ") else plain(p) for p in story.paragraphs]
    return Page(document(head, body + COMMENTS + FOOTER.format(site=site), lang="en-GB"), page)


def local_radio(story: Story) -> Page:
    """Microdata, as blog software writes it, with tags, an author box and links to the posts around."""
    site = "Radio Brackwater"
    head = f'<title>{story.title} – {site}</title><meta property="og:site_name" content="{site}">'
    top = f"""<h1 class="entry-title" itemprop="headline">{story.title}</h1><div class="entry-meta">
<time class="entry-date" itemprop="datePublished" datetime="{story.day}T06:00:00-05:00">{us_date(story.day)}</time> by
<span class="author vcard" itemprop="author"><a rel="author" class="fn">{story.author}</a></span></div>"""
    end = f"""<footer class="entry-footer"><span class="tags-links">Tags: <a rel="tag">council</a>, <a rel="tag">county</a></span></footer>
<div class="author-box"><h4>About the author</h4><p>{story.author} covers the county for {site} and lives with two dogs.</p></div>
<nav class="post-navigation"><a rel="prev">Previous: Fair opens on Friday</a><a rel="next">Next: “We need rain,” growers say</a></nav>"""
    text = f'<div class="entry-content" itemprop="articleBody">{blocks(story, every={3: AD})}</div>'
    article = (
        f'<article class="post hentry" itemscope itemtype="https://schema.org/NewsArticle">{top}{text}{end}</article>'
    )
    body = (
        NAV.format(site=site)
        + f'<div id="primary"><main>{article}{COMMENTS}</main></div>{MOST_READ}'
        + FOOTER.format(site=site)
    )
    return Page(document(head, body, lang="en-US"), expected(story, site))


def old_tables(story: Story) -> Page:
    """Tables for layout, line breaks for paragraphs, straight marks, no metadata at all."""
    site = "Hartlow Evening Post"
    story = story._replace(title=straight(story.title), paragraphs=[straight(p) for p in story.paragraphs])
    lines = "<br><br>\n".join(html.escape(straight(plain(p)), quote=False) for p in story.paragraphs)
    head = f"<title>{story.title}</title>"
    body = f"""<table width="760"><tr><td colspan="2"><a href="/">{site}</a></td></tr><tr><td width="140" valign="top">
<a href="/n">News</a><br><a href="/s">Sport</a><br><a href="/o">Obituaries</a></td><td valign="top"><h1>{story.title}</h1>
<font size="2">By {story.author}<br>{us_date(story.day)}</font><p><div class="story">{lines}</div>
<p><a href="/print">Printer-friendly version</a></td></tr>
<tr><td colspan="2"><font size="1">Copyright 2024 {site}. All rights reserved.</font></td></tr></table>"""
    page = expected(story, "")
    page["body"] = [straight(plain(p)) for p in story.paragraphs]
    return Page(document(head, body), page)


def magazine(story: Story) -> Page:
    """A drop capital, pull quotes that print a sentence twice, section headings and a note at the end."""
    site = "The Quarter"
    first = story.paragraphs[1]
    pull = re.search(r"“([^”]*)”", first)
    aside = f'<aside class="pullquote"><p>“{pull[1]}”</p></aside>' if pull else ""
    text = blocks(story, every={4: aside})
    text = re.sub(r"<p>(\w)", r'<p class="has-dropcap"><span class="dropcap">\1</span>', text, count=1)
    head = f"<title>{story.title} — {site}</title>{json_ld(story, site, kind='Article', updated='2024-03-05')}"
    article = f"""<article><header><p class="rubric">Letter from the Coast</p><h1>{story.title}</h1>
<p class="byline">By {story.author}</p><time datetime="{story.day}">{us_date(story.day)}</time></header>{FIGURE}
<div class="body-text">{text}</div><p class="bio"><em>{story.author} is a staff writer at {site}.</em></p></article>"""
    body = COOKIES + NAV.format(site=site) + f"<main>{article}{NEWSLETTER}{RELATED}</main>" + FOOTER.format(site=site)
    return Page(document(head, body, lang="en-US"), expected(story, site, updated="2024-03-05"))


def broadcaster(story: Story) -> Page:
    """A block element around every paragraph, hidden labels before captions, `q` elements for quotations."""
    site = "Northern Broadcasting"
    text = q_tags(blocks(story)).replace("<p>", '<div data-component="text-block" class="ssrcss-1"><p class="e1">')
    text = text.replace("</p>", "</p></div>")
    image = """<div data-component="image-block"><figure><img src="/p.jpg"><figcaption><span class="visually-hidden">Image caption,
</span>Crowds waited for hours</figcaption><span class="visually-hidden">Image source, </span>PA Media</figure></div>"""
    links = """<div data-component="links-block"><ul><li><a href="/x">“Nobody told us”: a town waits</a></li>
<li><a href="/y">Five charts on the year</a></li></ul></div>"""
    head = f"""<title>{story.title} - {site}</title><meta property="og:site_name" content="{site}">{json_ld(story, site)}"""
    top = f"""<h1 id="main-heading">{story.title}</h1><div data-component="byline-block"><span><time datetime="{story.day}T09:30:00.000Z">
3 hours ago</time></span></div><div data-component="byline-block"><p>By {story.author}</p><p>Northern correspondent</p></div>"""
    topics = '<section data-component="topic-list"><h2>Related Topics</h2><ul><li><a>Transport</a></li><li><a>The North</a></li></ul></section>'
    more = '<section data-component="see-alsos"><h2>More on this story</h2><ul><li><a>What the report says</a></li></ul></section>'
    body = (
        NAV.format(site=site)
        + f'<main id="main-content"><article>{top}{image}{text}{links}{topics}</article>{more}</main>'
    )
    return Page(document(head, body + FOOTER.format(site=site), lang="en-GB"), expected(story, site, updated=story.day))


def live_blog(story: Story) -> Page:
    """Posts with a time each, the latest first, and a list of key events."""
    site = "The Selwyn Courier"
    texts = [p for p in story.paragraphs if not p.startswith(("## ", "- "))]
    posts = [texts[start : start + 2] for start in range(0, len(texts), 2)][::-1]
    text = ""
    for number, post in enumerate(posts):
        at = f"{18 - number}:0{number}"
        inner = blocks(story._replace(paragraphs=post))
        text += f'<article class="live-post" id="p{number}"><time datetime="{story.day}T{at}:00Z">{at}</time>'
        text += f'<div class="live-post__body">{inner}</div></article>\n'
    events = '<aside class="key-events"><h2>Key events</h2><ol><li><a href="#p0">18:00 The latest</a></li></ol></aside>'
    head = f"<title>{story.title} – live | {site}</title>{json_ld(story, site, kind='LiveBlogPosting')}"
    body = f"<main><h1>{story.title}</h1><p class='byline'>{story.author}</p>{events}<div class='live-posts'>{text}</div></main>"
    page = expected(story, site, updated=story.day)
    page["body"] = [plain(paragraph) for post in posts for paragraph in post]
    return Page(document(head, NAV.format(site=site) + body + FOOTER.format(site=site)), page)


def paywall(story: Story) -> Page:
    """The first paragraphs, and then an offer to subscribe."""
    site = "The Dunmore Ledger"
    story = story._replace(paragraphs=[p for p in story.paragraphs if not p.startswith(("## ", "- "))][:4])
    head = f"<title>{story.title} | {site}</title>{json_ld(story, site)}<meta property='og:site_name' content='{site}'>"
    wall = """<div class="paywall-barrier"><h2>Keep reading for $1 a week</h2><p>Subscribe now for unlimited access to everything we
publish. Cancel at any time.</p><a href="/subscribe">Subscribe</a><p>Already a subscriber? <a href="/login">Log in</a></p></div>"""
    article = f"<article><h1>{story.title}</h1><div class='meta'>By {story.author} | {us_date(story.day)}</div>"
    article += f"<div class='article-content teaser-content'>{blocks(story)}</div>{wall}</article>"
    body = COOKIES + NAV.format(site=site) + article + MOST_READ + FOOTER.format(site=site)
    return Page(document(head, body, lang="en-US"), expected(story, site, updated=story.day))


def gallery(story: Story) -> Page:
    """A paragraph to every picture, captions and credits beside it."""
    site = "Coast Pictures"
    slides = ""
    for number, paragraph in enumerate(p for p in story.paragraphs if not p.startswith(("## ", "- ", "> "))):
        text = html.escape(paragraph, quote=False)
        slides += f"""<li class="slide"><div class="slide-image"><img src="/{number}.jpg" alt=""><span class="photo-credit">Photo: Ines
Maar/Coast Pictures</span></div><div class="slide-text"><p>{text}</p></div><span class="slide-number">{number + 1} / 8</span></li>"""
    head = f"""<title>{story.title} | {site}</title><meta property="og:site_name" content="{site}">
<meta name="author" content="{story.author}"><meta itemprop="datePublished" content="{story.day}">"""
    article = f"<article><h1>{story.title}</h1><p class='byline'>Text by {story.author}</p><ol class='slides'>{slides}</ol></article>"
    page = expected(story, site)
    page["body"] = [plain(p) for p in story.paragraphs if not p.startswith(("## ", "- ", "> "))]
    return Page(document(head, NAV.format(site=site) + article + RELATED + FOOTER.format(site=site)), page)


def mailing(story: Story) -> Page:
    """A newsletter's page: `div` for paragraphs, buttons to subscribe between them, a date in words."""
    site = "Fennel Point Notes"
    button = '<div class="subscription-widget"><p>Fennel Point Notes is free. Subscribe to get new posts in your inbox.</p><button>Subscribe</button></div>'
    head = f"""<title>{story.title} - by {story.author}</title><meta property="og:site_name" content="{site}">
<meta name="author" content="{story.author}">{json_ld(story, site)}"""
    article = f"""<div class="single-post"><article><h1 class="post-title">{story.title}</h1><div class="post-meta">{story.author}
<div class="pencraft">{us_date(story.day)}</div></div><div class="like-button">14</div><div class="available-content"><div class="body markup">
{blocks(story, tag="div", every={3: button})}</div></div></article></div>"""
    return Page(document(head, article + COMMENTS, lang="en"), expected(story, site, updated=story.day))


def agency_copy(story: Story) -> Page:
    """An agency's story on a portal: the dateline carries the agency, the marks are straight."""
    site = "Plainsman Online"
    story = story._replace(paragraphs=[straight(p) for p in story.paragraphs], title=straight(story.title))
    paragraphs = ["CASTLE FERRY (AP) — " + story.paragraphs[0], *story.paragraphs[1:]]
    dressed = story._replace(paragraphs=paragraphs)
    head = f"""<title>{story.title}</title><meta property="og:site_name" content="{site}">
<meta name="article:published_time" property="article:published_time" content="{story.day}T20:01:00-06:00">
<meta property="article:modified_time" content="{story.day}T22:11:00-06:00">"""
    article = f"""<div class="asset"><h1 class="headline"><span itemprop="headline">{story.title}</span></h1><ul class="list-inline"><li>By
<span itemprop="author" class="tnt-byline">{story.author}, Associated Press</span></li><li>{us_date(story.day)}</li></ul>
<div id="article-body" itemprop="articleBody" class="asset-content subscriber-premium">
{blocks(dressed, attributes=' dir="ltr"', every={3: AD})}<hr><p><em>Copyright 2024 The Associated Press. All rights reserved.</em></p></div></div>"""
    page = expected(dressed, site, updated=story.day)
    page["body"] = [straight(plain(p)) for p in paragraphs]
    page["agency"] = "Associated Press"
    return Page(
        document(head, NAV.format(site=site) + article + RELATED + FOOTER.format(site=site), lang="en-US"), page
    )


def embedded(story: Story) -> Page:
    """Posts from elsewhere and a letter quoted in full, in block quotations with their sources."""
    site = "Tarn Valley Observer"
    tweet = f"""<blockquote class="social-embed"><p lang="en" dir="ltr">We hear you, and we will answer every letter.</p>— Tarn Valley
Council (@tarnvalley) <a href="https://social.example/1">{us_date(story.day)}</a></blockquote>"""
    letter = """<blockquote class="wp-block-quote"><p>I have lived here for sixty years.</p><p>I have never been asked.</p>
<cite>Winifred Ashe, in a letter to this newspaper</cite></blockquote>"""
    head = f"<title>{story.title} | {site}</title><meta property='og:site_name' content='{site}'>{json_ld(story, site)}"
    article = f"""<article><h1>{story.title}</h1><div class="post-info"><span>By {story.author}</span> <time
datetime="{story.day}">{uk_date(story.day)}</time></div><div class="post-content">{blocks(story, every={3: tweet, 5: letter})}</div></article>"""
    page = expected(story, site, updated=story.day)
    lines = list(page["body"])  # type: ignore[call-overload]
    lines.insert(5, "“I have lived here for sixty years.")
    lines.insert(6, "“I have never been asked.” — Winifred Ashe, in a letter to this newspaper")
    said = f"“We hear you, and we will answer every letter.” — Tarn Valley Council (@tarnvalley) {us_date(story.day)}"
    lines.insert(3, said)
    page["body"] = lines
    return Page(
        document(head, NAV.format(site=site) + article + SHARE + RELATED + FOOTER.format(site=site), lang="en-GB"), page
    )


def hashed(story: Story) -> Page:
    """Class names that say nothing, promotions amid the text that nothing marks, a date in words alone."""
    site = "Metro Dispatch"
    promo = """<div class="css-9x1"><a href="/promo"><div class="css-77b"><img src="/t.jpg" alt=""></div><div class="css-4fk">Inside the last
lighthouse on the coast</div><div class="css-0aa">Its keeper on forty years of fog, and what comes after.</div></a></div>"""
    text = blocks(story, tag="div", attributes=' class="css-a1b2"', every={2: promo, 5: promo})
    head = f"<title>{story.title} | {site}</title><meta property='og:site_name' content='{site}'>"
    top = f"""<h1 class="css-h1x">{story.title}</h1><div class="css-by"><span>By </span><a href="/staff/1">{story.author}</a>, {site}</div>
<div class="css-tm">Published 4:15 PM EST, Tue {us_date(story.day)}</div>"""
    end = """<div class="css-tag"><a href="/t1">County</a><a href="/t2">Courts</a></div><div class="css-nw"><div>Get the Dispatch daily</div>
<div>Subscribe to our newsletter for the stories that matter to you.</div></div>"""
    body = f'<div class="css-root"><div class="css-nav"><a href="/">Home</a><a href="/news">News</a></div><div class="css-main">{top}<div class="css-txt">{text}</div>{end}</div></div>'
    return Page(document(head, body, lang="en-US"), expected(story, site))


def cards(story: Story) -> Page:
    """Cards to other stories with a line of prose each, between the paragraphs and after them."""
    site = "The Hartlow Mercury"
    card = """<div class="embed embed--article"><a href="/other"><h4>Parish council bans kites</h4></a><p>The ban follows two complaints and
one <a href="/kites">entangled bishop</a>.</p></div>"""
    head = f"""<title>{story.title} | {site}</title><meta property="og:site_name" content="{site}">{json_ld(story, site, updated="2024-03-04")}
<meta name="author" content="{story.author}">"""
    top = f"<h1>{story.title}</h1><div class='attribution'><span>{story.author}</span> <time datetime='{story.day}'>{uk_date(story.day)}</time></div>"
    text = q_tags(blocks(story, every={2: card, 4: AD}))
    article = f"<article class='story'>{top}{FIGURE}<div class='story__content'>{text}</div></article>"
    more = "".join(f"<div class='card'><h3><a href='/{n}'>{t}</a></h3><p>{p}</p><span>{n} hours ago</span></div>" for n, t, p in (
        (2, "Swan holds up traffic", "A swan sat on the ring road for most of Tuesday, police said."),
        (3, "Baker wins county prize", "The judges called his rye “a loaf with opinions”."),
        (4, "Library to open on Sundays", "The trial will run until the end of the summer term."),
    ))  # fmt: skip
    body = NAV.format(site=site) + f"<main>{article}<div class='grid'>{more}</div></main>" + FOOTER.format(site=site)
    return Page(document(head, body, lang="en-GB"), expected(story, site, updated="2024-03-04"))


STYLES = (
    broadsheet,
    british_tabloid,
    local_radio,
    old_tables,
    magazine,
    broadcaster,
    live_blog,
    paywall,
    gallery,
    mailing,
)
STYLES += (agency_copy, embedded, hashed, cards)
EACH = 3  # pages in one style


def pages() -> dict[str, Page]:
    """Every page by its name: each style with three of the articles, each article in three styles."""
    articles = stories()
    return {
        f"{style.__name__}_{turn + 1}": style(articles[(number + 4 * turn) % len(articles)])
        for number, style in enumerate(STYLES)
        for turn in range(EACH)
    }


def main() -> None:
    """Write the pages and what is expected of them."""
    made = pages()
    for name, page in made.items():
        (HERE / f"{name}.html").write_text(page.html, encoding="utf-8")
    lines = (json.dumps({"page": name} | page.expected, ensure_ascii=False) for name, page in made.items())
    (HERE / "expected.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
