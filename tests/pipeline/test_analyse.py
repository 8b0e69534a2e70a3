"""Articles are read the same by the encoder alone as by the spaCy pipeline, and without spaCy."""

import subprocess
import sys
from pathlib import Path

import pytest
from threadpoolctl import threadpool_info, threadpool_limits

from quotes import Article, analyse
from quotes.pipeline import analyse as analysing
from quotes.pipeline import extent, stance
from quotes.pipeline.network.encoder import default

CORPUS = sorted((Path(__file__).parents[2] / "corpus").glob("*.md"))
SHOW = "JUNO: I will not sign it.\n\nMALL: Then who will?\n\nJUNO: Ask Ana Ruiz, she said “yes” on Monday."


def test_the_encoder_alone_gives_what_the_pipeline_gives(nlp):
    articles = [Article(path.read_text(encoding="utf-8"), published="2024-02-01") for path in CORPUS[:3]]
    articles += [Article(SHOW, byline="Lea Juno"), Article("Er kam.", language="de"), Article("")]
    alone = list(analyse(articles))
    assert alone == list(analyse(articles, nlp))
    assert [bool(a.quotes) for a in alone] == [True] * 4 + [False] * 2


@pytest.mark.parametrize(
    ("text", "prose"),
    [
        ("a\n" * 60_000, False),
        ("a " * 60_000, False),
        ("“" * 60_000, False),
        ("A. " * 60_000, False),
        ("“a”\n" * 30_000, False),
        ("🙂 " * 60_000, False),
        ("zq xj wvk " * 20_000, False),
        ("“We wait,” said Oda Brandt.\n" * 8_000, True),
        ("The Quay of Ostland sold 12,345 fish, and 0.5 boats.\n" * 6_000, True),
        ("12,345.67 0.5 1,000\n" * 8_000, False),
        ("melvor.dun@ostland.example, " * 8_000, False),
        ("https://ostland.example/quay?boat=melvor\n" * 8_000, False),
        ("at 12:30 09:45:00 17:20 7:05\n" * 8_000, False),
        ("Melvor Dun <melvor.dun@ostland.example>, " * 8_000, False),
        ("Melvor Dun-Sta, “Oda” Brandt\n" * 8_000, False),
        ("“WE WAIT,” SAID ODA BRANDT, A BAKER. " * 8_000, True),
        ("“We wait (and wait),” said Oda. https://ostland.example/quay?boat=melvor&day=monday\n" * 8_000, True),
        ("We wait.\n" + "\n" * 100_000 + "So she said.", True),
        ("a\n" * 9_000, True),  # as much is read in seconds
    ],
)
def test_what_is_no_prose_is_not_analysed_and_says_so(text, prose):
    assert bool(analysing._passed(Article(text, language="en"), default())) == (not prose)
    if not prose:
        [analysis] = analyse([Article(text, language="en")])
        assert not analysis.quotes and analysis.warnings[0].startswith("no prose (") and analysis.model


@pytest.mark.parametrize(
    ("text", "language", "says"),
    [
        ("„Wir warten auf die Fähre“, sagte Oda Brandt.", "de", "not in English (de)"),
        ("A. B. DUPONT ATTEND LE BATEAU.", "fr", "not in English (fr)"),
        ("ما در انتظار قایق هستیم. ۱۲ نفر", "fa", "not in English (fa)"),
        ("我们在等船。2024年，没有人来。", "zh", "not in English (zh)"),
        ("Melvor Dun <melvor.dun@quay.es>, Sta Voren <sta.voren@quay.es>", "es", "no prose ("),
        ("12.345 67\n8.910 11\n", "es", "no prose ("),
    ],
)
def test_a_list_is_in_no_language(text, language, says):
    [analysis] = analyse([Article(text, language=language)])
    assert analysis.warnings[0].startswith(says) and analysis.warnings[0].endswith(": not analysed")


LINES = "“We wait,” said Oda Brandt.\n\n" * 3


@pytest.mark.parametrize(
    ("most", "quotes", "told"),
    [
        (0, 3, None),
        (len(LINES), 3, None),
        (len(LINES) - 1, 3, f"the first {len(LINES) - 2} of {len(LINES)} characters are analysed"),
        (len(LINES) - 3, 2, f"the first {len(LINES) // 3 * 2 - 1} of {len(LINES)} characters are analysed"),
    ],
)
def test_of_a_very_long_article_the_beginning_is_analysed(monkeypatch, nlp, most, quotes, told):
    monkeypatch.setattr(extent, "MOST_ANALYSED", most)
    article = Article(LINES, key="a", language="en", items=(0, len(LINES) - 2))
    for by in (None, nlp):
        [analysis] = analyse([article], by)
        assert analysis.article == article and len(analysis.quotes) == quotes
        assert [line.partition(" (")[0] for line in analysis.warnings] == ([told] if told else [])
        assert analysis.model == extent.model_of(default().meta["version"], LINES)


def test_a_text_of_one_line_ends_with_a_word_and_one_of_one_word_anywhere(monkeypatch):
    monkeypatch.setattr(extent, "MOST_ANALYSED", 10)
    assert [extent.analysed(text) for text in ("We wait for the ferry.", "Wewaitfortheferry.")] == [7, 10]


def test_long_articles_are_not_read_together(monkeypatch):
    monkeypatch.setattr(analysing, "TOGETHER", 100)
    sizes = [40, 40, 40, 300, 5, 5, 5]
    batches = analysing._batches((Article("x" * size) for size in sizes), 2)
    assert [[len(article.text) for article in batch] for batch in batches] == [[40, 40], [40], [300], [5, 5], [5]]


def test_small_products_are_for_one_core(monkeypatch):
    threads = []
    find = stance.find

    def counted(*given):
        threads.append([pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"])
        return find(*given)

    monkeypatch.setattr(stance, "find", counted)
    with threadpool_limits(2, user_api="blas"):
        list(analyse([Article("“The dam holds,” said Tomas Ekwall, the county engineer.")]))
        assert {pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"} == {2}
    assert threads and {n for pools in threads for n in pools} == {1}


def test_nothing_of_spacy_is_loaded(tmp_path):
    path = tmp_path / "two.txt"
    path.write_text("“We will stay,” Ana Ruiz said on Monday.\n\nTom Arkell denied it.", encoding="utf-8")
    code = "import sys; from quotes.cli import main\ntry: main()\nfinally: print(sorted({'spacy', 'thinc', 'torch'} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code, "extract", str(path)], capture_output=True, text=True, check=False
    )
    assert "Ana Ruiz" in done.stdout and done.stdout.endswith("[]\n"), done.stdout + done.stderr
