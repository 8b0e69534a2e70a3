"""The page for other tools: its examples run, its answers are those of the questions, its button leads to the checker."""

from __future__ import annotations

import json
import re
from html import unescape
from urllib.parse import quote

import pytest

from quotes.desk.answers import QUESTIONS


def test_every_example_of_the_page_answers(news):
    shown = news.get("/news/-/api")
    assert shown.status_code == 200
    examples = re.findall(r'href="(/news/-/api/[^"]+)"', shown.text)
    assert [re.search(r"api/(\w+)", each)[1] for each in examples] == list(QUESTIONS)
    for example in examples:
        answer = news.get(unescape(example))
        assert answer.status_code == 200, example
        assert json.dumps(answer.json())


def test_the_answers_hold_what_it_takes_to_quote(news):
    answer = news.get("/news/-/api/search.json?speaker=Kirby&limit=1").json()
    (found,) = answer["quotations"]
    assert found["speaker"] == "John Kirby"
    assert found.keys() >= {"quotation", "confidence", "review_status", "title", "outlet", "published", "link"}


@pytest.mark.parametrize(
    ("asked", "status", "said"),
    [
        ("verify.json", 400, "verify needs claim"),
        ("search.json?word=x", 400, "search takes no word"),
        ("search.json?limit=x", 400, "limit is a number"),
        ("quotation.json?id=999999", 404, "no quotation 999999"),
        ("speaker.json?name=Nobody+Atall", 404, "nobody here"),
    ],
)
def test_what_is_wrong_is_said_in_json(news, asked, status, said):
    answer = news.get(f"/news/-/api/{asked}")
    assert answer.status_code == status
    assert said in answer.json()["error"]


def test_the_button_takes_words_to_the_checker(news):
    link = unescape(re.search(r'class="bookmarklet" href="([^"]+)"', news.get("/news/-/api").text)[1])
    address = re.fullmatch(
        r"javascript:void\(open\(\"([^\"]+)\"\+'\?claim='\+encodeURIComponent\(String\(getSelection\(\)\)\.slice\(0,5000\)\)\)\)",
        link,
    )[1]
    assert address.startswith("http://localhost/")
    words = "We don’t seek a war with Iran"
    assert (
        '<h2 id="verdict">Verbatim' in news.get(f"{address.removeprefix('http://localhost')}?claim={quote(words)}").text
    )
