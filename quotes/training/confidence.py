"""Fit how far a row can be trusted, on what is known of rows of left-out articles: is it speech, are its words whole, is it right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from quotes.pipeline.speakers import judge
from quotes.pipeline.trees import Trees

SPEECH_C, WORDS_C = 0.2, 0.3  # of the regressions, as scikit-learn has it
BOOSTED = {
    "n_estimators": 300,
    "learning_rate": 0.03,
    "max_leaf_nodes": 8,
    "max_depth": None,
    "min_samples_leaf": 40,
    "subsample": 0.6,
    "max_features": 0.2,
    "random_state": 1,
}  # of the trees


@dataclass(slots=True)
class Table:
    """What is known of all rows, and what is true of them."""

    names: list[str]
    named: np.ndarray  # (rows, names)
    vectors: np.ndarray
    fold: np.ndarray
    speech: np.ndarray
    right: np.ndarray
    whole: np.ndarray


def judged(t: Table) -> tuple[dict[str, dict[str, float]], np.ndarray, Trees, np.ndarray]:
    """Fit the two regressions and the trees: weights by name, those of the vectors, the trees, and the left-out answers (rows, 3)."""
    everything = np.hstack([t.vectors, t.named])
    speech, speech_w = _logistic(everything, t.speech, t.fold, SPEECH_C)
    marked = t.speech.astype(bool)
    words = np.zeros(len(speech))
    words[marked], words_w = _logistic(t.named[marked], t.whole[marked], t.fold[marked], WORDS_C)
    words[~marked] = _chance(t.named[~marked], words_w)
    chance = t.named[:, t.names.index("chance of the speaker")]
    odds = [judge.joined(*each) for each in zip(speech, words, chance, strict=True)]
    plain = [n for n, name in enumerate(t.names) if ": " not in name]  # trees need no feature beside a kind
    known = np.hstack([[[*row.values()] for row in odds], t.named[:, plain]])
    row, trees = _boosted(known, [*odds[0], *(t.names[n] for n in plain)], t.right, t.fold)
    width = t.vectors.shape[1]
    named = {"speech": _named(t.names, speech_w[width:]), "words": _named(t.names, words_w)}
    return named, speech_w[:width], trees, np.column_stack([speech, words, row])


def _boosted(x: np.ndarray, names: Sequence[str], y: np.ndarray, fold: np.ndarray) -> tuple[np.ndarray, Trees]:
    """Answers for each fold from the others, and the trees on all, with the features that they ask for."""
    from sklearn.ensemble import GradientBoostingClassifier

    out, y = np.zeros(len(y)), y.astype(bool)
    for k in set(fold):
        part = GradientBoostingClassifier(**BOOSTED).fit(x[fold != k], y[fold != k])
        out[fold == k] = part.predict_proba(x[fold == k])[:, 1]
    model = GradientBoostingClassifier(**BOOSTED).fit(x, y)
    trees = [each.tree_ for each in model.estimators_[:, 0]]
    used = sorted({int(n) for tree in trees for n in tree.feature if n >= 0})
    shape = len(trees), max(tree.node_count for tree in trees)
    node = np.broadcast_to(np.arange(shape[1], dtype=np.int16), shape)
    feature, left, right = np.zeros(shape, np.int16), node.copy(), node.copy()
    threshold, value = np.zeros(shape), np.zeros(shape)
    for n, tree in enumerate(trees):
        inner = np.flatnonzero(tree.feature >= 0)
        feature[n, inner] = np.searchsorted(used, tree.feature[inner])
        threshold[n, inner] = tree.threshold[inner]
        left[n, inner], right[n, inner] = tree.children_left[inner], tree.children_right[inner]
        value[n, : tree.node_count] = tree.value[:, 0, 0] * model.learning_rate
    base = float(np.log(y.mean() / (1 - y.mean())))
    depth = max(tree.max_depth for tree in trees)
    return out, Trees([names[n] for n in used], feature, threshold, left, right, value.astype(np.float32), base, depth)


def _logistic(x: np.ndarray, y: np.ndarray, fold: np.ndarray, c: float) -> tuple[np.ndarray, np.ndarray]:
    """Answers for each fold from the others, and the weights on all; the intercept is the feature `always`."""
    from sklearn.linear_model import LogisticRegression

    out = np.zeros(len(y))
    y = y.astype(bool)
    for k in set(fold):
        part = LogisticRegression(C=c, fit_intercept=False, max_iter=3000).fit(x[fold != k], y[fold != k])
        out[fold == k] = part.predict_proba(x[fold == k])[:, 1]
    return out, LogisticRegression(C=c, fit_intercept=False, max_iter=3000).fit(x, y).coef_[0]


def _chance(x: np.ndarray, w: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-(x @ w)))


def _named(names: Sequence[str], weights: np.ndarray) -> dict[str, float]:
    return {k: round(float(w), 4) for k, w in zip(names, weights, strict=True) if abs(w) >= 0.0005}
