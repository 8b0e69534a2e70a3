"""A facet by month: `_facet_month=published` counts the rows of every month, the newest first; and counts that are kept.

What facets count is read from an index to its end, a million entries each. It is the same until somebody writes, so it is
counted once.
"""

from __future__ import annotations

import os
import sqlite3
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from datasette.database import QueryInterrupted
from datasette.facets import Facet
from datasette.utils import escape_sqlite, path_with_added_args, path_with_removed_args
from datasette.utils.asgi import BadRequest

from quotes.browse import charts
from quotes.browse.bounds import unread

KEPT = 200  # answers, of all databases

Params = Sequence[Any] | Mapping[str, Any] | None


def keep_counts(datasette: Any) -> None:
    """Make Datasette answer what it counts for facets from memory while the file of the database is as it was."""
    execute: Callable[..., Awaitable[Any]] = datasette.execute
    kept: OrderedDict[Any, tuple[Any, Any]] = OrderedDict()

    async def kept_or_asked(db_name: str, sql: str, params: Params = None, **how: Any) -> Any:
        if how.get("custom_time_limit") != datasette.setting("facet_time_limit_ms"):
            return await execute(db_name, sql, params, **how)
        state = _state(datasette.databases[db_name].path)
        asked = (db_name, sql, tuple(params.items() if isinstance(params, Mapping) else params or ()))
        before, answer = kept.get(asked, (None, None))
        if state is None or before != state:
            try:
                answer = await execute(db_name, sql, params, **how)
            except sqlite3.OperationalError as error:
                if unread(error):
                    raise
                raise BadRequest(str(error)) from error  # the asker's fault, which Datasette 1.0 takes for its own
            kept[asked] = state, answer
        kept.move_to_end(asked)
        while len(kept) > KEPT:
            kept.popitem(last=False)
        return answer

    datasette.execute = kept_or_asked


def _state(path: str | None) -> Any:
    """What changes whenever somebody writes into the file, or into its log; None for a database without a file."""
    if path is None:
        return None
    found = []
    for file in (path, f"{path}-wal"):
        try:
            status = os.stat(file)
        except OSError:
            continue
        found.append((status.st_ino, status.st_size, status.st_mtime_ns))
    return tuple(found)


class MonthFacet(Facet):  # type: ignore[misc]
    """Months of a column of ISO dates."""

    type = "month"

    async def suggest(self) -> list[dict[str, Any]]:
        return []

    async def facet_results(self) -> tuple[list[dict[str, Any]], list[str]]:
        found, timed_out = [], []
        configs = self.get_configs()
        columns = await self.get_columns(self.sql, self.params) if configs else ()
        for config in configs:
            column = config["config"].get("column") or config["config"].get("simple")
            if column not in columns:
                continue  # an address may ask for anything
            try:
                found.append(await self._months(column, hideable=config["source"] != "metadata"))
            except QueryInterrupted:
                timed_out.append(column)
        return found, timed_out

    async def _months(self, column: str, *, hideable: bool) -> dict[str, Any]:
        size, name = self.get_facet_size(), escape_sqlite(column)
        rows = await self.ds.execute(
            self.database,
            f"select substr({name}, 1, 7) as value, count(*) as count from ({self.sql})"
            f" where {name} glob '[0-9][0-9][0-9][0-9]-[01][0-9]*' group by value order by value desc limit {size + 1}",
            self.params,
            truncate=False,
            custom_time_limit=self.ds.setting("facet_time_limit_ms"),
        )
        pairs = self.get_querystring_pairs()
        results = [self._month(column, row["value"], row["count"], pairs) for row in rows.rows[:size]]
        return {
            "name": column,
            "type": self.type,
            "results": results,
            "hideable": hideable,
            "toggle_url": self.ds.urls.path(path_with_removed_args(self.request, {"_facet_month": column})),
            "truncated": len(rows.rows) > size,
        }

    def _month(self, column: str, month: str, count: int, pairs: list[tuple[str, str]]) -> dict[str, Any]:
        # two bounds and not a prefix: SQLite reads them along the column's index
        bounds = {f"{column}__gte": month, f"{column}__lt": charts.months_back(month, -1)}
        selected = set(bounds.items()) <= set(pairs)
        change = path_with_removed_args if selected else path_with_added_args
        url = self.ds.urls.path(change(self.request, bounds))
        return {
            "value": month,
            "label": month,
            "count": count,
            "toggle_url": self.ds.absolute_url(self.request, url),
            "selected": selected,
        }
