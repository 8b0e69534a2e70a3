"""The short articles of which the choice of speakers learns: each line says whose words begin so, and is found."""

from collections import Counter

import pytest

from quotes.training import rows

ARTICLES = rows.written()


@pytest.mark.parametrize("one", ARTICLES, ids=lambda one: one.id)
def test_an_article_is_short_and_its_words_have_speakers_that_it_prints(one) -> None:
    text = one.article.text
    assert one.quotes
    assert len(text) < 1200
    assert len({(said.start, said.end) for said in one.quotes}) == len(one.quotes)
    for said in one.quotes:
        assert said.end > said.start
        last = said.speaker.split()[-1] if said.speaker else ""
        assert last.lower() in text.lower(), said.speaker


def test_the_unnamed_and_the_named_are_balanced() -> None:
    kinds = Counter(said.speaker_kind for one in ARTICLES for said in one.quotes)
    assert 0.5 < kinds["unnamed"] / kinds["person"] < 2
