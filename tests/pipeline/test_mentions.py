"""A printed source is a name, a pronoun or a description."""

import pytest
from naming import tagged

from quotes.pipeline.cast import assemble
from quotes.pipeline.mentions import read

WORDS = dict.fromkeys(("representing", "admires", "said", "adds"), "VERB") | dict.fromkeys(("a", "the"), "DET")
WORDS |= dict.fromkeys(("and", "but", "while"), "CCONJ") | {"Some": "DET", "later": "ADV", "itself": "PRON"}
CASES = [
    ("Mira Lund", ["Mira Lund"], "name", ["Mira Lund"]),
    ("Clerk Mira Lund, the town’s oldest,", ["Mira Lund"], "name", ["Mira Lund"]),
    ("the head of the Harbour Board, Mira Lund", ["Mira Lund", "ORG:Harbour Board"], "name", ["Mira Lund"]),
    ("Tom Voss’s lawyer Mira Lund", ["Mira Lund", "Tom Voss"], "name", ["Mira Lund"]),
    ("Mira Lund and Tom Voss", ["Mira Lund", "Tom Voss"], "name", ["Mira Lund", "Tom Voss"]),
    ("a spokesman for Mira Lund", ["Mira Lund"], "nominal", []),
    ("a clerk who admires Mira Lund", ["Mira Lund"], "nominal", []),
    ("Harbour Board officials", ["ORG:Harbour Board"], "nominal", []),
    ("the Harbour Board", ["ORG:Harbour Board"], "name", ["Harbour Board"]),
    ("lawyers representing Mira Lund", ["Mira Lund"], "nominal", []),
    ("two clerks, including the elder Mira Lund", ["Mira Lund"], "nominal", []),
    ("the Harbour Board and its critics", ["ORG:Harbour Board"], "nominal", []),
    ("the Harbour Board and Selby officials", ["ORG:Harbour Board", "ORG:Selby"], "nominal", []),
    ("the Harbour Board and Selby", ["ORG:Harbour Board", "ORG:Selby"], "name", ["Harbour Board", "Selby"]),
    ("a smiling Mira Lund", ["Mira Lund"], "name", ["Mira Lund"]),
    ("a weeping Lund", ["Lund"], "name", ["Lund"]),
    ("the town’s clerk Mira Lund but", ["Mira Lund"], "name", ["Mira Lund"]),
    ("Mr. Lund adds", ["Lund"], "name", ["Lund"]),
    ("Lund -- a clerk of Tom Voss --", ["Lund", "Tom Voss"], "name", ["Lund"]),
    ("Lund - who works for Tom Voss", ["Lund", "Tom Voss"], "name", ["Lund"]),
    ("the Harbour Board itself", ["ORG:Harbour Board"], "name", ["Harbour Board"]),
    ("the Harbour Board-backed plan", ["ORG:Harbour Board"], "nominal", []),
    ("the Harbour Board Chairman", ["ORG:Harbour Board"], "nominal", []),
    ("Residents", [], "nominal", []),
    ("Some", [], "nominal", []),
    ("UNBRA", [], "proper", []),
    ("the mayor", [], "nominal", []),
    ("She", [], "pronoun", []),
    ("who", [], "pronoun", []),
    ("—", [], "none", []),
]


def parts_of_speech(text):
    """What the words of the cases are: nouns, if nothing else is said."""
    return lambda place: WORDS.get(text[place:].split()[0].strip(",—"), "NOUN")


@pytest.mark.parametrize(("text", "names", "form", "heads"), CASES)
def test_form_and_heads(text: str, names: list[str], form: str, heads: list[str]) -> None:
    mention = read(text, (0, len(text)), assemble(text, tagged(text, *names)), parts_of_speech(text))
    assert (mention.form, [e.name for _, e in mention.heads]) == (form, heads)
