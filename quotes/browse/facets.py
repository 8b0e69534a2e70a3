"""A facet by month: `_facet_month=published` counts the rows of every month, the newest first."""

from __future__ import annotations

from typing import Any

from datasette.database import QueryInterrupted
from datasette.facets import Facet
from datasette.utils import escape_sqlite, path_with_added_args, path_with_removed_args

from quotes.browse import charts


class MonthFacet(Facet):  # type: ignore[misc]
    """Months of a column of ISO dates."""

    type = "month"

    async def suggest(self) -> list[dict[str, Any]]:
        return []

    async def facet_results(self) -> tuple[list[dict[str, Any]], list[str]]:
        found, timed_out = [], []
        for config in self.get_configs():
            column = config["config"].get("column") or config["config"]["simple"]
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
