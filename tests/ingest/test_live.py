"""Live reports: where their items begin, in the markup of many sites, and who speaks within one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quotes.ingest import read
from quotes.pipeline.analyse import _Items
from quotes.types import Quote

POSTS = [
    ("11:42", "The harbour company has told its crews that no boat will sail on Sundays from the first of May."),
    ("11:15", "Peter Vance, who leads the council, has come out of the meeting and has spoken to the islanders."),
    ("10:50", "Islanders have gathered on the quay with their children, their dogs and a brass band of nine."),
    ("09:58", "The company’s letter reached the town hall last night and was read out on the radio this morning."),
]
BODY = "<p>{text}</p><p>“We were told nothing about it,” somebody said on the quay.</p>"
MARKUP = {  # an item, and what stands around and between the items
    "article": ("<article class='post'><time datetime='2024-05-03T{at}:00Z'>{at}</time>" + BODY + "</article>", "<main>{}</main>", ""),
    "block": ("<div class='block'><p class='block-time'><a href='#'>{at} BST</a></p><div>" + BODY + "</div></div>", "<main>{}</main>", ""),
    "list": ("<li class='stream-post'><article><header><span>{at}</span></header>" + BODY + "</article></li>", "<ol>{}</ol>", ""),
    "ago": ("<section class='update'><span>12 minutes ago</span>" + BODY + "</section>", "<main>{}</main>", ""),
    "heading": ("<h3>{at}am</h3>" + BODY, "<div class='story'>{}</div>", ""),
    "bold": ("<p><strong>{at} – the latest</strong></p>" + BODY, "<div class='story'>{}</div>", "<hr>"),
}  # fmt: skip


@pytest.mark.parametrize("name", MARKUP)
def test_items_of_a_page(read_bytes, name):
    item, around, between = MARKUP[name]
    body = around.format(between.join(item.format(at=at, text=text) for at, text in POSTS))
    (article,) = read_bytes(
        f"<html><head><title>Ferry live</title></head><body><h1>Ferry live</h1>{body}</body></html>"
    )
    assert len(article.items) == len(POSTS)
    for start, (at, text) in zip(article.items, POSTS, strict=True):
        assert article.text[start:].startswith((text[:20], at))


def test_items_of_a_text_and_none_of_an_article(tmp_path, read_bytes, page):
    file = tmp_path / "live.md"
    file.write_text("\n\n".join(f"## {at}\n\n{text}" for at, text in POSTS), encoding="utf-8")
    (article,) = read(str(file))
    assert [article.text[start : start + 5] for start in article.items] == [at for at, _ in POSTS]
    (article,) = read_bytes(page)
    assert article.items == ()


TEXT = "11:42\n\nAda Okafor has spoken.\n\n“We wait,” she said.\n\n11:15\n\nIt rains.\n\n“It is over,” she said."
SPOKEN = [  # words, their source, and who speaks
    ("We wait,", "she", "Ada Okafor"),  # named in the item
    ("It is over,", "she", ""),
    ("It is over,", "", ""),
    ("It is over,", "It rains", "Ada Okafor"),  # no pronoun: whoever found the speaker knew why
]


@pytest.mark.parametrize(("words", "source", "speaker"), SPOKEN)
def test_a_pronoun_reaches_nobody_outside_its_item(read_bytes, words, source, speaker):
    (article,) = read_bytes(TEXT)
    article = replace(article, text=TEXT, items=(0, TEXT.index("11:15")))
    start = TEXT.index(words)
    at = TEXT.index(source, start if source == "she" else 0)
    spans = ((at, at + len(source)),) if source else ()
    span = (start, start + len(words))
    quote = Quote(*span, (span,), words, "direct", source=spans, speaker="Ada Okafor", speaker_kind="person")
    found = _Items(article).within(quote)
    assert (found.speaker, found.speaker_kind) == (speaker, "person" if speaker else "unknown")
