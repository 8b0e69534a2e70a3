"""From attributions to quotations: bounds, parts, kinds."""

import re
from dataclasses import replace

import pytest

from quotes.pipeline import marks
from quotes.pipeline.attributions import kind
from quotes.pipeline.quotations import build
from quotes.types import Attribution, Quote


def attribution(text: str, source: str, cue: str, *contents: str) -> tuple[Attribution, list]:
    """An attribution whose parts are given by their words."""
    span = lambda words: (text.index(words), text.index(words) + len(words))
    passages = marks.passages(text)[0]
    content = tuple(span(c) for c in contents)
    return Attribution(kind(text, content, passages), (span(source),), (span(cue),), content), passages


def quotes(text: str, source: str, cue: str, *contents: str) -> list[tuple[str, str]]:
    found, passages = attribution(text, source, cue, *contents)
    return [(q.kind, q.text) for q in build(text, [found], passages)]


CASES = [
    ("“We wait,” Lund said.", ("Lund", "said", "“We wait,”"), [("direct", "We wait,")]),
    (
        "“We wait,” Lund said, “and see.”",
        ("Lund", "said", "“We wait,”", "“and see.”"),
        [("direct", "We wait, and see.")],
    ),
    (
        "“We wait,” Lund said. “And see.”",
        ("Lund", "said", "“We wait,”", "“And see.”"),
        [("direct", "We wait,"), ("direct", "And see.")],
    ),
    ("Lund said “no” to it.", ("Lund", "said", "“no” to it"), [("mixed", "“no” to it")]),
    (
        "Lund said the port would close.",
        ("Lund", "said", "the port would close"),
        [("indirect", "the port would close")],
    ),
    (
        "Lund hopes the port will close.",  # whether it is speech is judged later
        ("Lund", "hopes", "the port will close"),
        [("indirect", "the port will close")],
    ),
    (
        "Lund said the port would close: “We have no choice in it.”",
        ("Lund", "said", "the port would close: “We have no choice in it.”"),
        [("indirect", "the port would close"), ("direct", "We have no choice in it.")],
    ),
    (
        "Lund spoke up: “We have no choice.”",
        ("Lund", "spoke", "up: “We have no choice.”"),
        [("direct", "We have no choice.")],
    ),
    (
        "Lund called it “a good day for the port.” Nobody else could be reached.",
        ("Lund", "called", "it “a good day for the port.” Nobody else could be reached"),
        [("mixed", "it “a good day for the port.”")],
    ),
    (
        "Lund said: “The port is closed.” Her deputy could not be reached.",
        ("Lund", "said", "“The port is closed.” Her deputy could not be reached"),
        [("direct", "The port is closed.")],
    ),
    (
        "Lund said: “Why now?” Nobody knew, and the meeting ended.",
        ("Lund", "said", "“Why now?” Nobody knew, and the meeting ended"),
        [("direct", "Why now?")],
    ),
    (
        "“The port is closed.” Nobody will be paid, Lund said.",
        ("Lund", "said", "“The port is closed.” Nobody will be paid"),
        [("mixed", "“The port is closed.” Nobody will be paid")],
    ),
    (
        "Lund hopes the port “will close”.",
        ("Lund", "hopes", "the port “will close”"),
        [("mixed", "the port “will close”")],
    ),
    (
        "“One long day,” Lund said.\n\n“It went on,\n\n“and on.”",
        ("Lund", "said", "“It went on,\n\n“and on.”"),
        [("direct", "One long day,"), ("direct", "It went on, and on.")],  # what nothing covers is not lost
    ),
]


@pytest.mark.parametrize(("text", "parts", "expected"), CASES)
def test_quotations(text: str, parts: tuple[str, ...], expected: list[tuple[str, str]]) -> None:
    assert quotes(text, *parts) == expected


def test_a_quotation_is_its_parts() -> None:
    text = "“We wait,” Lund said, “and see.”"
    found, passages = attribution(text, "Lund", "said", "“We wait,”", "“and see.”")
    (quote,) = build(text, [found], passages)
    assert quote.text == " ".join(text[s:e] for s, e in quote.parts)
    assert (quote.start, quote.end) == (quote.parts[0][0], quote.parts[-1][1])


def test_words_are_one_quotation_however_many_verbs_stand_in_them() -> None:
    text = "“We said ‘he said she said it says’ so,” and nobody listened."
    passages = marks.passages(text)[0]
    cues = [(m.start(), m.end()) for m in re.finditer(r"sa(?:id|ys)", text)]
    given = [Attribution("direct", (), (cue,), ((cue[1] + 1, cue[1] + 5),)) for cue in cues]
    (quote,) = build(text, [*given, *given], passages)
    assert quote.text == "We said ‘he said she said it says’ so,"
    assert quote.cue == (cues[0],)


OVER = "Lund rose.\n\nLund said: “It was a long day.\n\n“It went on until night.\n\n“Nobody came.”\n\nMoe left."
SAID_LAST = "Moe sat.\n\n“It was a long day.\n\n“It went on.\n\n“Nobody came,” Lund said."
FORGOTTEN = "Lund said: “It was a long day.\n\n“No,” said Moe."
WITHIN = "Lund said: “It was a long day. Moe said it was short.\n\n“It went on,” he added."
RUNS = [  # a text, its attributions (source, cue, contents), and whose words come out whole
    (OVER, [("Lund", "said", "It was a long", "“It went on until night.")],
     [("said", "It was a long day. It went on until night. Nobody came.")]),
    (OVER, [("Lund", "said", "“It was a long day."), ("Moe", "left", "“Nobody came.”")],
     [("said", "It was a long day. It went on until night. Nobody came.")]),
    (OVER, [], [("", "It was a long day. It went on until night. Nobody came.")]),
    (SAID_LAST, [("Moe", "sat", "“It was a long day."), ("Lund", "said", "“Nobody came,”")],
     [("said", "It was a long day. It went on. Nobody came,")]),
    (FORGOTTEN, [("Lund", "said", "“It was a long day."), ("Moe", "said Moe", "“No,”")],
     [("said", "It was a long day."), ("said Moe", "No,")]),
    (WITHIN, [("Lund", "said", "“It was a long day."), ("Moe", "said it", "was short")],
     [("said", "It was a long day. Moe said it was short. It went on,"), ("said it", "was short")]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "attributions", "expected"), RUNS)
def test_a_quotation_over_paragraphs_is_one(text, attributions, expected) -> None:
    span = lambda words: (text.index(words), text.index(words) + len(words))
    passages = marks.passages(text)[0]
    given = []
    for source, cue, *contents in attributions:
        content = tuple(span(c) for c in contents)
        at = (
            text.index(source, text.index(cue) - 8)
            if cue.startswith("said Moe")
            else text.rindex(source, 0, text.index(cue) + 1)
        )
        given.append(Attribution(kind(text, content, passages), ((at, at + len(source)),), (span(cue),), content))
    found = build(text, given, passages)
    assert [(" ".join(text[s:e] for s, e in q.cue), q.text) for q in found] == expected


TITLED = [  # what stands within marks in reported words: a title is nobody's, other words are the speaker's
    ("Lund said the prize for “Harbour Nights” was earned.", "the prize for “Harbour Nights” was earned", "indirect"),
    ("Lund named Moe as “Baker of the Year”.", "Moe as “Baker of the Year”", "indirect"),
    ("Lund urged them to read “The Long Road”.", "them to read “The Long Road”", "indirect"),
    ("Lund said he sang “Low Tide” and “High Tide”.", "he sang “Low Tide” and “High Tide”", "indirect"),
    ("Lund said “Never” to it.", "“Never” to it", "mixed"),
    ("Lund said the film “Low Tide” was “a long yawn”.", "the film “Low Tide” was “a long yawn”", "mixed"),
    ("Lund said the port was “closed for good”.", "the port was “closed for good”", "mixed"),
]


@pytest.mark.parametrize(("text", "content", "expected"), TITLED)
def test_titles_within_marks_are_no_quotation(text, content, expected) -> None:
    cue = next(word for word in ("said", "named", "urged", "called") if word in text)
    assert [found[0] for found in quotes(text, "Lund", cue, content)] == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("WELLHAVEN, 9 September 2025 – “We will stay,” said Mayor Ana Ruiz.", "We will stay,"),
        ("LUND (Quay Press) — “We are full,” said Eva Holm.", "We are full,"),
        ("OSTBY – “Nobody asked me,” said Tom Lund.", "Nobody asked me,"),
        ("ESA wants to wait – and “to be sure,” said Eva Holm.", "ESA wants to wait – and “to be sure,”"),
    ],
)
def test_a_dateline_is_nobody_s_words(text: str, expected: str) -> None:
    quotes = text.index("“") + 1, text.index("”")
    whole = Attribution("mixed", (), (), ((0, text.index("”") + 1),), 0.9)
    (quote,) = build(text, [whole], marks.passages(text)[0], [])
    assert quote.text == expected
    assert quote.quoted == (quotes,)


def test_a_quotation_is_changed_as_any_record_is():
    quote = Quote(1, 5, ((1, 5),), "We w", "direct", speaker="Ana Ruiz", confidence=0.5)
    changed = {"role": "mayor", "confidence": 0.25}
    assert quote.but(**changed) == replace(quote, **changed) and quote.but() == quote
    with pytest.raises(TypeError):
        quote.but(roles="mayor")


@pytest.mark.parametrize("content", [(), ((10, 11),), ((10, 11), (4, 5))], ids=["none", "a space", "spaces"])
def test_an_attribution_without_words_is_no_quotation(content: tuple) -> None:
    text = "Lund said  nothing."
    found = Attribution("indirect", ((0, 4),), ((5, 9),), content)
    assert build(text, [found], []) == []
