"""Left-out articles: in which fold each stands, and the network that never saw it.

What is fitted on a network's answers must be fitted on articles that this network did not learn from, or its answers would seem
surer than they are.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from spacy.language import Language

FOLDS = 4

T = TypeVar("T")


def fold(article: str) -> int:
    """Tell in which fold an article stands, by its identifier."""
    return int(hashlib.sha256(article.encode()).hexdigest(), 16) % FOLDS


def half(article: str) -> int:
    """Tell which of two networks leaves an article out: 0 or 1. A fold lies within one half."""
    return fold(article) % 2


def apart(articles: Iterable[tuple[str, T]], networks: Path | None) -> Iterator[tuple[Language, list[T]]]:
    """Give articles, which come with identifiers, with a pipeline whose network left them out: `networks/0` or `networks/1`.

    Without a folder, all go with the network of the package, which must not have learned from them.
    """
    from quotes.pipeline import load

    halves: dict[int, list[T]] = {}
    for name, article in articles:
        halves.setdefault(half(name) if networks else 0, []).append(article)
    for n, chosen in sorted(halves.items()):
        yield load(networks / str(n) if networks else None), chosen
