"""Words that the printed source only passes on are somebody else's."""

import pytest
from naming import tagged

from quotes.pipeline import inner
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
    ("Mira Lund met Tom Voss. She called it “a farce.”", "She", None),
]


@pytest.mark.parametrize(("text", "source", "expected"), CASES)
def test_whose_words_they_are(text: str, source: str, expected: str | None) -> None:
    cast = assemble(text, tagged(text, "Mira Lund", "Tom Voss", "Voss"))
    start, at = text.index("“") + 1, text.index(source)
    quote = Quote(start, len(text) - 1, ((start, len(text) - 1),), "", "direct", source=((at, at + len(source)),))
    found = inner.speaker(text, quote, cast)
    assert (text[slice(*found)] if found else None) == expected
