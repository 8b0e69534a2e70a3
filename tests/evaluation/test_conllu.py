"""CoNLL-U as running text, and the names at the heads of GUM's mentions."""

from __future__ import annotations

from pathlib import Path

import pytest

from quotes.evaluation.conllu import read

SENTENCES = """# newdoc id = one
# newpar
1-2\tDon't\t_\t_\t_\t_\t_\t_\t_\t_
1\tDo\t_\tAUX\tVBP\t_\t0\troot\t_\t_
2\tn't\t_\tPART\tRB\t_\t1\tadvmod\t_\t_
3\tgo\t_\tVERB\tVB\t_\t1\tdep\t_\tSpaceAfter=No
4\t.\t_\tPUNCT\t.\t_\t1\tpunct\t_\t_

1\tStay\t_\tVERB\tVB\t_\t0\troot\t_\t_

# newpar
1\tHere\t_\tADV\tRB\t_\t0\troot\t_\t_
1.1\tis\t_\tAUX\tVBZ\t_\t_\t_\t_\t_

# newdoc id = two
1\tNo\t_\tINTJ\tUH\t_\t0\troot\t_\t_
"""


def test_a_document_is_its_sentences_as_written(tmp_path: Path) -> None:
    path = tmp_path / "a.conllu"
    path.write_text(SENTENCES, encoding="utf-8")
    one, two = read(path)
    assert (one.id, one.text.rstrip(), two.id, two.text.rstrip()) == ("one", "Don't go. Stay\n\nHere", "two", "No")
    assert [one.text[w.start : w.end] for w in one.words] == [w.form for w in one.words]
    assert one.mentions() == []


def mention(kind: str, span: str, *words: str) -> str:
    """A file of one mention over all words, given as form/XPOS, with its minimal span."""
    rows = []
    for n, word in enumerate(words, 1):
        form, tag = word.split("/")
        upos = {"NNP": "PROPN", "JJP": "ADJ"}.get(tag, "X")
        opens = f"(7-{kind}-new-x-x-{span}-coref" if n == 1 else ""
        entity = f"Entity={opens}{')' if n == len(words) == 1 else '7)' if n == len(words) else ''}"
        rows.append(f"{n}\t{form}\t_\t{upos}\t{tag.replace('JJP', 'NNP')}\t_\t0\tdep\t_\t{entity}")
    return "# newdoc id = one\n" + "\n".join(rows) + "\n"


@pytest.mark.parametrize(
    ("kind", "span", "words", "name"),
    [
        ("place", "2,3", "the/DT United/JJP States/NNP", "United States"),  # an adjective by its use, not by its name
        ("person", "1,2", "Dr./NNP Ferrin/NNP", "Ferrin"),
        ("person", "1,2,3", "physicist/NN Ada/NNP Ferrin/NNP", "Ada Ferrin"),
        ("person", "1,3", "physicist/NN Ada/NNP Ferrin/NNP", "Ada Ferrin"),
        ("person", "1,4", "citizens/NNS of/IN San/NNP Lorin/NNP", None),
        ("person", "1,2,3", "Quay/NNP Bay/NNP fishers/NNS", None),
        ("person", "2", "the/DT President/NNP", None),
        ("organization", "2", "the/DT Department/NNP of/IN Ports/NNP", "Department of Ports"),
        ("person", "1,2", "Ada/NNP Ferrin/NNP of/IN Quay/NNP", "Ada Ferrin"),
        ("person", "1", "She/PRP", None),
    ],
)
def test_the_name_of_a_mention(kind: str, span: str, words: str, name: str | None, tmp_path: Path) -> None:
    path = tmp_path / "a.conllu"
    path.write_text(mention(kind, span, *words.split()), encoding="utf-8")
    (document,) = read(path)
    (found,) = document.mentions()
    assert (found.chain, found.kind) == ("7", kind)
    assert (document.text[slice(*found.name)] if found.name else None) == name
