"""What is fitted on the reading of articles: who speaks, how far a row can be trusted, which role."""

import json

import numpy as np
import pytest

from quotes.pipeline.trees import read
from quotes.training import confidence, rows

SOME = 8  # articles of the corpus


@pytest.fixture(scope="module")
def articles(nlp) -> list[rows.Read]:
    return list(rows.read(rows.own()[:SOME], nlp))


def test_a_choice_is_fitted_to_what_is_right() -> None:
    near, far = {"near": 1.0}, {"far": 1.0}
    found = [rows.Choice(n % rows.FOLDS, [near, far, {}], [True, False, False]) for n in range(40)]
    weights = rows.fit(found)
    assert weights["near"] > 0 > weights["far"]


def test_everything_that_is_fitted_comes_out_of_articles(articles, capsys) -> None:
    along = rows.axes(articles)
    assert along.shape[1] == articles[0].scene.reading.vectors.shape[1]
    left_out, weights = rows.by_folds(articles, along)
    assert len(left_out) == rows.FOLDS
    assert weights
    found = [rows.rows(a, along, left_out[a.fold]) for a in articles]
    table = rows.table(articles, found)
    named, vectors, trees, answers = confidence.judged(table)
    assert named.keys() == {"speech", "words"}
    assert len(trees.chances([{}, {}])) == 2
    assert len(vectors) == table.vectors.shape[1]
    assert answers.shape == (len(table.named), 3)
    assert np.all((answers >= 0) & (answers <= 1))
    rows.report(articles, found, answers)
    assert '"speaker"' in capsys.readouterr().out


def test_the_trees_that_are_kept_answer_as_those_that_were_fitted(tmp_path) -> None:
    from sklearn.ensemble import GradientBoostingClassifier

    chance = np.random.default_rng(7)
    known = chance.integers(0, 5, (400, 6)).astype(float)
    right = (known[:, 0] > 2) ^ (known[:, 3] > known[:, 4])
    names = [f"feature {n}" for n in range(6)]
    _, fitted = confidence._boosted(known, names, right, np.arange(400) % rows.FOLDS)
    fitted.save(tmp_path / "trees.npz")
    given = [dict(zip(names, row, strict=True)) for row in known]
    expected = GradientBoostingClassifier(**confidence.BOOSTED).fit(known, right).predict_proba(known)[:, 1]
    assert np.allclose(read(tmp_path / "trees.npz").chances(given), expected, atol=1e-5)
    assert expected.max() - expected.min() > 0.5


def test_the_candidates_of_a_role_are_those_that_the_article_offers(nlp) -> None:
    pytest.importorskip("torch")
    from quotes.training.roles import choices

    found = choices(rows.own()[:2], nlp)
    assert found
    assert all(len(known) == len(right) and weight > 0 for known, right, weight in found)
    assert any(max(right) == 1.0 for _, right, _ in found)


def test_pronouns_of_the_chains_are_asked_where_a_name_stands_before_them(data) -> None:
    found = rows.chains(data / "polnear/train.jsonl")
    assert set(found) == {f"article {n}" for n in range(1, 8)}  # of the first, no chains are known
    text = json.loads((data / "polnear/train.jsonl").read_text().splitlines()[1])["text"]
    (((start, end), names),) = found["article 1"]
    assert (text[start:end], [text[n:].split()[0] for n in names]) == ("she", ["Mira"])
    assert not rows.chains(data / "news/train.jsonl")
