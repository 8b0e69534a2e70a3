"""Parts into a database, in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import nullcontext
from pathlib import Path

from quotes.batch import parts
from quotes.batch.run import manifest
from quotes.errors import BatchError
from quotes.intake import Tell, keep
from quotes.store import Store
from quotes.types import Analysis, Failure


def load(folder: Path, store: Store, *, run_id: int, tell: Tell) -> None:
    """Store what the folder's parts hold; what the database has already stays as it is, so twice is once.

    Where the parts bring more than the database holds, its indexes and full text are built at the end.
    Raises BatchError for a folder without parts.
    """
    outcomes = manifest(folder)
    if not outcomes:
        raise BatchError(f"{folder}: holds no parts (quotes batch extract makes them)")
    coming = sum(outcome.articles for outcome in outcomes)
    bulk = store.bulk() if coming > store.counts()["articles"] else nullcontext()
    with bulk:
        found = _findings(folder / f"{outcome.shard}.parquet" for outcome in outcomes)
        keep(store, found, run_id=run_id, tell=tell)


def _findings(paths: Iterable[Path]) -> Iterator[Analysis | Failure]:
    """The findings of each part; a part that is damaged is a failure of its own."""
    for path in paths:
        try:
            yield from parts.read(path)
        except BatchError as error:
            yield Failure(str(path), str(error))
