"""Articles are read the same by the encoder alone as by the spaCy pipeline, and without spaCy."""

import subprocess
import sys
from pathlib import Path

from quotes import Article, analyse

CORPUS = sorted((Path(__file__).parents[2] / "corpus").glob("*.md"))
SHOW = "JUNO: I will not sign it.\n\nMALL: Then who will?\n\nJUNO: Ask Ana Ruiz, she said “yes” on Monday."


def test_the_encoder_alone_gives_what_the_pipeline_gives(nlp):
    articles = [Article(path.read_text(encoding="utf-8"), published="2024-02-01") for path in CORPUS[:3]]
    articles += [Article(SHOW, byline="Lea Juno"), Article("Er kam.", language="de"), Article("")]
    alone = list(analyse(articles))
    assert alone == list(analyse(articles, nlp))
    assert [bool(a.quotes) for a in alone] == [True] * 4 + [False] * 2


def test_nothing_of_spacy_is_loaded(tmp_path):
    path = tmp_path / "two.txt"
    path.write_text("“We will stay,” Ana Ruiz said on Monday.\n\nTom Arkell denied it.", encoding="utf-8")
    code = "import sys; from quotes.cli import main\ntry: main()\nfinally: print(sorted({'spacy', 'thinc', 'torch'} & set(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code, "extract", str(path)], capture_output=True, text=True, check=False
    )
    assert "Ana Ruiz" in done.stdout and done.stdout.endswith("[]\n"), done.stdout + done.stderr
