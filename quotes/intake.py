"""From readers to the store: what is known already is spared, what fails is noted, the rest goes on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib.resources import files
from itertools import chain
from typing import Literal

from quotes.errors import ArticleError, ModelError
from quotes.store import Store
from quotes.types import Analysis, Article, Failure

Analyse = Callable[[Iterable[Article]], Iterator[Analysis]]


@dataclass(frozen=True, slots=True)
class Event:
    """One article that was dealt with: what came of it, where it was read, and why it failed if it did."""

    outcome: Literal["stored", "updated", "unchanged", "failed"]
    origin: str
    quotes: int = 0
    warnings: tuple[str, ...] = ()
    reason: str = ""


@dataclass(slots=True)
class Intake:
    """What came of the articles so far."""

    stored: int = 0
    updated: int = 0
    unchanged: int = 0
    failed: int = 0
    quotes: int = 0

    def count(self, event: Event) -> None:
        setattr(self, event.outcome, getattr(self, event.outcome) + 1)
        self.quotes += event.quotes


def take_in(
    store: Store,
    items: Iterable[Article | Failure],
    *,
    analyse: Analyse,
    model: str,
    run_id: int,
    tell: Callable[[Event], None],
) -> None:
    """Stores what `analyse` finds in the articles, one transaction each, and tells of every item as it is dealt with.

    Articles that stand in the database as they are, read by that model, never reach `analyse`. Raises
    StoreError when the database itself fails.
    """

    def failed(origin: str, reason: str) -> None:
        store.fail(run_id, Failure(origin, reason))
        tell(Event("failed", origin, reason=reason))

    def unknown() -> Iterator[Article]:
        for item in items:
            try:
                if isinstance(item, Failure):
                    failed(item.origin, item.reason)
                elif store.known(item, model):
                    tell(Event("unchanged", item.origin))
                else:
                    yield item
            except ArticleError as error:
                failed(item.origin, str(error))

    articles = unknown()
    first = next(articles, None)
    if first is None:
        return  # nothing is new: the model is not even loaded
    for analysis in analyse(chain([first], articles)):
        origin = analysis.article.origin
        try:
            outcome = store.add(analysis, run_id)
        except ArticleError as error:
            failed(origin, str(error))
        else:
            tell(Event(outcome, origin, 0 if outcome == "unchanged" else len(analysis.quotes), analysis.warnings))


def model_version() -> str:
    """The version of the weights in the package, read without loading them; raises ModelError when there are none."""
    meta = files("quotes").joinpath("model", "meta.json")
    try:
        return str(json.loads(meta.read_text(encoding="utf-8"))["version"])
    except (OSError, ValueError, KeyError) as error:
        raise ModelError(f"{meta}: the model's weights are missing or damaged") from error
