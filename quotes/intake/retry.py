"""Reading again what failed before: the same places, with the settings of then, and nothing else from them."""

from __future__ import annotations

import os
import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field

from quotes.store.failures import OpenFailure
from quotes.types import Article, Failure

# what a run's settings say about reading
READING = ("defaults", "columns", "keep_original")


@dataclass(slots=True)
class Retry:
    """The items that failed before, read again."""

    failures: Iterable[OpenFailure]
    tried: dict[str, None] = field(default_factory=dict)

    def items(self) -> Iterator[Article | Failure]:
        """Yield the articles and failures of each place that had failures, those aside that did not fail."""
        from quotes.ingest import read

        for location, group in self._by_location().items():
            wanted = {failure.origin for failure in group}
            settings = {name: group[-1].settings[name] for name in READING if name in group[-1].settings}
            for item in read(location, **settings):  # type: ignore[arg-type]
                if location in wanted or item.origin in wanted:  # where the place itself failed, all of it is new
                    yield item
            self.tried.update(dict.fromkeys(wanted))

    def settled(self, failed: Container[str]) -> list[str]:
        """Return the origins that were tried and are not among those that failed again."""
        return [origin for origin in self.tried if origin not in failed]

    def _by_location(self) -> dict[str, list[OpenFailure]]:
        places: dict[str, list[OpenFailure]] = {}
        for failure in self.failures:
            if failure.origin.split("#")[0] != "-":  # what was piped in is gone
                places.setdefault(location_of(failure.origin), []).append(failure)
        return places


def location_of(origin: str) -> str:
    """Return the file or the URL that an origin lies in: 'a.zip' of 'a.zip!b.jsonl#3'."""
    if "://" in origin[:12]:
        return re.sub(r"#[0-9.]+$", "", origin)
    place = origin
    while not os.path.exists(place):
        cut = max(place.rfind("#"), place.rfind("!"))
        if cut <= 0:
            return origin
        place = place[:cut]
    return place
