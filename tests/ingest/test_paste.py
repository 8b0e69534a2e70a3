"""Pages copied whole from a browser."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from quotes.ingest import header, paste, read

SHARED = Path(__file__).parents[3] / "shared"
BODY = [
    "BRACKWATER (Reuters) - The crane on the eastern quay will stay where it is, the harbour council decided on Monday.",
    "“It lifts things,” said Piers Okafor, who had fought for it. “Leave it alone.”",
    "Two members of the council left the hall before the vote, and one of them slammed the door behind her.",
    "“No,” she said.",
    "What happens next",
    "The crane will be painted in spring, the council said, and will be opened to visitors on Sundays in summer.",
    "Visitors will pay “what they think it is worth,” according to Ada Mole, who chairs the council.",
]
TEASERS = """A dog sits in a boat that belongs to its owner, a fisherman who has ...
Sam Oduya
Dog rows to lighthouse, “unharmed”
A dog that rowed to the lighthouse was said to be in good spirits on Tuesday evening.
2 hours ago
A woman holds a turnip...
Priya Venter
Ring found in turnip after sixty years
The ring had been lost at a wedding, and the turnip was about to become soup.
1 day ago"""
PAGE = f"""Skip to content
Menu
News
Sport
Harbour
Crane on the eastern quay to stay, council decides
By Jane Hollis and Tom Ashdown
Published: February 3, 2024, 2:22 PM | Updated: February 4, 2024
Share on Facebook
Copy link
The crane on the eastern quay, which ...
The crane on the eastern quay, which has stood since 1919, seen from the water on a calm day in January. (AP Photo/Ines Maar)
{BODY[0]}
{BODY[1]}
Advertisement
{BODY[2]}
{BODY[3]}
Related
Ten things to know about cranes
The man who paints bridges
{BODY[4]}
{BODY[5]}
Sign up for our newsletter and get the harbour’s news in your inbox.
{BODY[6]}
Comments
marshwiggle
“Typical” is all that I can say about this council and about this town, to be honest with you all.
Reply
Most read
{TEASERS}
© 2024 The Brackwater Courier. All rights reserved."""


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_page_keeps_its_article_and_nothing_else(gap):
    page = paste.parse(PAGE.replace("\n", gap))
    assert page.is_page
    assert page.text.split("\n\n") == BODY


def test_header_of_a_page():
    fields = paste.parse(PAGE).fields
    assert fields["title"] == "Crane on the eastern quay to stay, council decides"
    assert fields["byline"] == "Jane Hollis and Tom Ashdown"
    assert fields["agency"] == "Reuters"
    assert (fields["published"], fields["updated"]) == ("February 3, 2024", "February 4, 2024")


def test_teasers_after_an_article_without_a_heading_go():
    page = paste.parse("\n\n".join(["The crane will stay where it is", "February 3, 2024", *BODY]) + "\n\n" + TEASERS)
    assert page.text.split("\n\n") == BODY


def test_a_caption_printed_twice_goes_and_the_sentence_in_the_article_stays():
    caption = BODY[5].rstrip(".")
    page = paste.parse("\n".join(["The crane will stay", "3 February 2024", "2 min read", caption, caption, *BODY]))
    assert page.text.split("\n\n") == BODY


def test_text_without_furniture_is_no_page():
    assert not paste.parse("\n\n".join(BODY)).is_page


DATES = [
    ("Feb 2, 2024, 2:22 PM | Updated: 3:25 pm", {"published": "Feb 2, 2024", "updated": "Feb 2, 2024"}),
    ("Published 4:15 PM EST, Tue February 6, 2024", {"published": "February 6, 2024 4:15 PM EST"}),
    ("Last updated on 3 February 2024 at 14:22 GMT", {"updated": "3 February 2024 14:22 GMT"}),
    ("2024-02-03", {"published": "2024-02-03"}),
    (
        "First published 3 February 2024, updated 5 February 2024",
        {"published": "3 February 2024", "updated": "5 February 2024"},
    ),
    ("No date here", {}),
]


@pytest.mark.parametrize(("line", "dates"), DATES)
def test_dates_in_a_line(line, dates):
    assert header.dates_in(line) == dates


BYLINES = [
    ("By Jane Hollis", "Jane Hollis"),
    ("BY JANE HOLLIS and TOM ASHDOWN | February 3, 2024", "JANE HOLLIS and TOM ASHDOWN"),
    ("By the time he left, it was dark.", ""),
    ("By Jane Hollis, Associated Press", "Jane Hollis, Associated Press"),
    ("Bypass to open", ""),
]


@pytest.mark.parametrize(("line", "names"), BYLINES)
def test_byline(line, names):
    assert header.byline_in(line) == names


def test_agency_in_a_byline_and_in_a_dateline():
    assert header.split_agency("Jane Hollis, Associated Press") == ("Jane Hollis", "Associated Press")
    assert header.split_agency("Jane Hollis and Tom Ashdown") == ("Jane Hollis and Tom Ashdown", "")
    assert header.agency_in("WASHINGTON, D.C. (AP) — The crane") == "Associated Press"
    assert header.agency_in("LONDON, Feb 3 (Reuters) - The crane") == "Reuters"
    assert header.agency_in("The crane (a big one) stood there.") == ""


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the seed pages beside the project")
def test_seed_pages_keep_what_they_must_and_no_teaser():
    rows = [
        json.loads(line) for line in (SHARED / "eval" / "seeds-expected.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    articles = {Path(article.origin).name: article for article in read(SHARED / "seeds")}
    for row in rows:
        article = articles[row["file"]]
        if "title" in row:
            assert (article.title, article.published) == (row["title"], row["published"])
        elif "teaser" in row.get("why", ""):
            assert row["begins"] not in article.text
        elif row["kind"] != "none":
            assert row["begins"] in article.text
