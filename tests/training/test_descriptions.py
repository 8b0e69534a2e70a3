"""Descriptions that many articles print beside one name speak of that person."""

import pytest

from quotes.pipeline.network.encoder import MODEL
from quotes.training.corpora import Example, Labelled
from quotes.training.descriptions import describe
from quotes.training.folds import FOLDS, apart, fold

BESIDE = "Harbour mayor Mira Lund spoke. It rained."


def article(text: str, *names: str) -> Example:
    spans = sorted((text.index(name), text.index(name) + len(name)) for name in names)
    return Example(text, text, entities=tuple(Labelled(s, e, "PERSON") for s, e in spans))


@pytest.mark.parametrize(
    ("others", "text", "names", "of"),
    [
        (3, "Mira Lund came. The harbour mayor was late.", ("Mira Lund",), "Mira Lund"),
        (1, "Mira Lund came. The harbour mayor was late.", ("Mira Lund",), None),  # one article is not enough
        (3, "Tom Voss came. The harbour mayor was late.", ("Tom Voss",), None),  # of whom nobody says so
        (3, "Mira Lund came. The harbour mayor Tom Voss was late.", ("Mira Lund", "Tom Voss"), None),  # named beside it
        (0, "Harbour mayor Mira Lund came. The harbour mayor was late.", ("Mira Lund",), "Mira Lund"),
    ],
)
def test_whom_a_description_speaks_of(others: int, text: str, names: tuple[str, ...], of: str | None) -> None:
    *_, found = describe([*(article(BESIDE, "Mira Lund") for _ in range(others)), article(text, *names)])
    at = text.lower().rindex("the harbour mayor")
    assert found.known_references == (((at, (text.index(of),)),) if of else ())


def test_every_fold_has_articles() -> None:
    assert {fold(f"article {n}") for n in range(200)} == set(range(FOLDS))


@pytest.mark.parametrize("left_out", [True, False])
def test_an_article_goes_with_the_network_that_left_it_out(tmp_path, left_out: bool) -> None:
    for n in range(FOLDS):
        (tmp_path / str(n)).symlink_to(MODEL)
    names = [f"article {n}" for n in range(20)]
    found = list(apart([(name, name) for name in names], tmp_path if left_out else None))
    assert sorted(name for _, chosen in found for name in chosen) == sorted(names)
    for n, (nlp, chosen) in enumerate(found):
        assert nlp("“We wait,” said Ana Ruiz.")._.quotations[0].speaker == "Ana Ruiz"
        assert {fold(name) for name in chosen} == ({n} if left_out else set(range(FOLDS)))
