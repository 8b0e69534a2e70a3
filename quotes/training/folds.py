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


def apart(articles: Iterable[tuple[str, T]], networks: Path | None) -> Iterator[tuple[Language, list[T]]]:
    """Give articles, which come with identifiers, with a pipeline whose network left their fold out: `networks/0`, `networks/1`, ….

    Without a folder, all go with the network of the package, which must not have learned from them.
    """
    from quotes.pipeline import load

    left_out: dict[int, list[T]] = {}
    for name, article in articles:
        left_out.setdefault(fold(name) if networks else 0, []).append(article)
    for n, chosen in sorted(left_out.items()):
        yield load(networks / str(n) if networks else None), chosen
