"""Nouns of people and of things, from a WordNet of four nouns."""

from pathlib import Path

import pytest

from quotes.training.persons import nouns
from quotes.training.things import qualities, things

FILES = {
    "data.noun": (
        "  1 a line of the license\n"
        "00000001 18 n 01 worker 0 000 | who works\n"
        "00000002 18 n 01 pilot 0 001 @ 00000001 n 0000 | who steers\n"
        "00000003 06 n 01 pilot 0 000 | a small flame\n"
        "00000004 06 n 01 quay 0 000 | where ships lie\n"
        "00000005 18 n 01 Lund 0 001 @i 00000001 n 0000 | somebody of that name\n"
    ),
    "index.noun": (
        "pilot n 2 1 @ 2 1 00000002 00000003\n"
        "quay n 1 0 1 1 00000004\n"
        "worker n 1 0 1 0 00000001\n"
        "lund n 1 1 @i 1 1 00000005\n"
    ),
    "index.adj": "late a 1 0 1 1 00000006\nrare a 1 0 1 0 00000007\n",
    "index.adv": "soon r 1 1 ! 1 2 00000008\n",
    "cntlist.rev": "pilot%1:18:00:: 1 9\npilot%1:06:00:: 2 1\nquay%1:06:00:: 1 4\nlate%3:00:00:: 1 7\n",
}


@pytest.fixture
def wordnet(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def test_nouns_of_people_have_their_share_and_kind(wordnet: Path) -> None:
    assert nouns(wordnet) == {"pilot": (round(9.5 / 10.75, 2), "worker"), "worker": (1.0, "worker")}


def test_things_and_qualities_are_words_that_texts_use(wordnet: Path) -> None:
    assert things(wordnet) == ["quay"]
    assert qualities(wordnet) == ["late", "soon"]
