"""Words that the printed source only passes on are somebody else's."""

import pytest
from naming import tagged

from quotes.pipeline import inner, marks
from quotes.pipeline.cast import assemble
from quotes.types import Quote

CASES = [
    ("The film shows footage of Tom Voss saying, “It was me.”", "The film", "Tom Voss"),
    ("The film uses footage of Tom Voss asking at a rally, “Was it me?”", "The film", "Tom Voss"),
    ("Mira Lund cited Tom Voss’s remark at the fair that it was “absurd.”", "Mira Lund", "Tom Voss"),
    ("Mira Lund mocked Voss's repeated promises of “a harbour for all.”", "Mira Lund", "Voss"),
    ("Mira Lund pointed to reports that Tom Voss called the plan “a farce.”", "Mira Lund", "Tom Voss"),
    ("Mira Lund recalled that he had called the plan “a farce.”", "Mira Lund", "he"),
    ("The board voted for what many fishermen call “a farce.”", "The board", "many fishermen"),
    ("Mira Lund said, “It was me.”", "Mira Lund", None),
    ("Mira Lund told Tom Voss, “It was you.”", "Mira Lund", None),
    ("Mira Lund denounced Tom Voss as “a liar.”", "Mira Lund", None),
    ("Mira Lund said Tom Voss’s remark was “absurd.”", "Mira Lund", None),
    ("Mira Lund said Tom Voss’s claim that he is a sailor is “absurd.”", "Mira Lund", None),
    ("Mira Lund met Tom Voss. She called it “a farce.”", "She", None),
]


@pytest.mark.parametrize(("text", "source", "expected"), CASES)
def test_whose_words_they_are(text: str, source: str, expected: str | None) -> None:
    cast = assemble(text, tagged(text, "Mira Lund", "Tom Voss", "Voss"))
    start, at = text.index("“") + 1, text.index(source)
    quote = Quote(start, len(text) - 1, ((start, len(text) - 1),), "", "direct", source=((at, at + len(source)),))
    found = inner.speaker(text, quote, cast)
    assert (text[slice(*found)] if found else None) == expected


NESTED = [
    ("“My sister told me, ‘Go home,’ and I went,” Mira Lund said.", "direct", [("My sister", "Go home,")]),
    ("“I sat down. Tom Voss said to me, ‘Get up!’,” Mira Lund said.", "direct", [("Tom Voss", "Get up!")]),
    ("“I said to him, ‘Get up now!’,” Mira Lund said.", "direct", []),
    ("“The word ‘ship’ is short,” Mira Lund said.", "direct", []),
    ("“Nothing the mayor said ‘will help anybody’,” Mira Lund said.", "direct", []),
    (
        "Mira Lund said that Tom Voss once called the plan “a farce” and “a joke.”",
        "mixed",
        [("Tom Voss", "a farce a joke.")],
    ),
    ("Mira Lund said that the plan was “a farce.”", "mixed", []),
    ("Mira Lund said she had signed what many fishermen call “a farce.”", "mixed", [("many fishermen", "a farce.")]),
]


@pytest.mark.parametrize(("text", "kind", "expected"), NESTED)
def test_quotations_within_quotations(text: str, kind: str, expected: list[tuple[str, str]]) -> None:
    passages = marks.passages(text)[0]
    outer = [(p.start, p.end) for p in passages if p.level == 0]
    start, end = (outer[0][0], outer[-1][1]) if kind == "direct" else (text.index(" said ") + 6, len(text))
    at = text.index("Mira Lund")
    quote = Quote(start, end, ((start, end),), "", kind, quoted=tuple(outer), source=((at, at + 9),))
    cast = assemble(text, tagged(text, "Mira Lund", "Tom Voss"))
    found = [within for _, within in inner.nested(text, [quote], passages, cast)]
    assert [(text[slice(*q.source[0])], q.text) for q in found] == expected
    assert all(q.kind == kind and q.quoted == q.parts for q in found)
