"""From readers to the store: what is known already is spared, what fails is noted, the rest goes on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Literal

from quotes.errors import ArticleError
from quotes.pipeline.extent import model_of
from quotes.store import Store
from quotes.store.rows import article_uid, keyed, text_hash
from quotes.store.store import Outcome
from quotes.store.stories import can_group, group
from quotes.store.variants import assign_article
from quotes.types import Analysis, Article, Failure

Extract = Callable[[Iterable[Article]], Iterator[Analysis | Failure]]


@dataclass(frozen=True, slots=True)
class Event:
    """One article that was dealt with: what came of it, where it was read, and why it failed if it did."""

    outcome: Literal["stored", "updated", "unchanged", "failed"]
    origin: str
    quotes: int = 0
    warnings: tuple[str, ...] = ()
    reason: str = ""
    lacks: tuple[str, ...] = ()  # of outlet and published, what the article does not say


Tell = Callable[[Event], None]


@dataclass(slots=True)
class Intake:
    """What came of the articles so far."""

    stored: int = 0
    updated: int = 0
    unchanged: int = 0
    failed: int = 0
    quotes: int = 0
    lacking: Counter[str] = field(default_factory=Counter)  # articles taken in that do not say their outlet, their date

    def count(self, event: Event) -> None:
        setattr(self, event.outcome, getattr(self, event.outcome) + 1)
        self.quotes += event.quotes
        self.lacking.update(event.lacks)


def take_in(
    store: Store, items: Iterable[Article | Failure], *, extract: Extract, model: str, run_id: int, tell: Tell
) -> None:
    """Store what `extract` finds in the articles, one transaction each, and tell of every item as it is dealt with.

    Articles that stand in the database as they are, read by that model, never reach `extract`. Killed at any
    moment and run again it loses and doubles nothing. Raises StoreError when the database itself fails.
    """

    def unknown() -> Iterator[Article]:
        for item in items:
            try:
                if isinstance(item, Failure):
                    _fail(store, run_id, item, tell)
                elif store.known(item, model_of(model, item.text)):
                    tell(Event("unchanged", item.origin))
                else:
                    yield item
            except ArticleError as error:
                _fail(store, run_id, Failure(item.origin, str(error)), tell)

    articles = unknown()
    first = next(articles, None)
    if first is not None:  # else nothing is new: the model is not even loaded
        keep(store, extract(chain([first], articles)), run_id=run_id, tell=tell)
        return
    if can_group():
        group(store)  # what a run left that was killed between an article and its grouping
    store.settle()  # and one that was killed between its last article and its end


def keep(store: Store, found: Iterable[Analysis | Failure], *, run_id: int, tell: Tell) -> None:
    """Store findings, one transaction an article, and group those of one story; failures are noted."""
    grouping = can_group()
    for analysis in found:
        if isinstance(analysis, Failure):
            _fail(store, run_id, analysis, tell)
            continue
        origin = analysis.article.origin
        try:
            outcome = _add(store, analysis, run_id)
        except ArticleError as error:
            _fail(store, run_id, Failure(origin, str(error)), tell)
            continue
        if grouping:
            group(store)
        # two readings of one span are one quotation
        written = 0 if outcome == "unchanged" else len({quote.parts for quote in analysis.quotes})
        tell(Event(outcome, origin, written, analysis.warnings, lacks=_lacks(analysis.article)))
    store.settle()


def _add(store: Store, analysis: Analysis, run_id: int) -> Outcome:
    """Store one article, and find who else carries what it quotes, in one transaction."""
    with store.transaction() as conn:
        outcome = store.add(analysis, run_id)
        if outcome != "unchanged":
            article = keyed(analysis.article)
            assign_article(conn, article_uid(article.key, text_hash(article.text)))
    return outcome


def _lacks(article: Article) -> tuple[str, ...]:
    return tuple(name for name in ("outlet", "published") if not getattr(article, name))


def _fail(store: Store, run_id: int, failure: Failure, tell: Tell) -> None:
    store.fail(run_id, failure)
    tell(Event("failed", failure.origin, reason=failure.reason))
