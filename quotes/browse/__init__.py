"""The plugin for Datasette: pages that a newsroom opens every day, over a database that they cannot change.

This module holds the hooks and nothing else. `routes` has the addresses, `pages` what each page asks the
database, `templates` how it looks; `configuration` says what Datasette is told, `lines` what its two lines
do differently, `security` which headers an answer carries.

In anybody's Datasette the plugin adds pages, cells and ready questions to databases of quotes and leaves all else
as it is. `quotes serve` alone (`server`) takes over the rest as well: `/`, the look of Datasette's own pages (`skin`),
error pages and headers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from datasette import hookimpl
from datasette.filters import FilterArguments

from quotes.browse import bounds, cells, configuration, releases, routes, searching, security, text, views
from quotes.browse.facets import MonthFacet, keep_counts
from quotes.browse.layout import address, template_vars
from quotes.store.reading import fts_words, in_any_type


@hookimpl
def register_routes(datasette: Any) -> list[tuple[str, Any]]:
    return routes.routes(served=configuration.is_served(datasette))


@hookimpl
def register_facet_classes() -> list[type]:
    return [MonthFacet]


@hookimpl
def prepare_jinja2_environment(env: Any, datasette: Any) -> None:
    env.filters.update(text.FILTERS)
    env.globals["quotes_static"] = lambda file: address(datasette, file)  # pages of errors know nothing else


@hookimpl
def extra_template_vars(datasette: Any, request: Any, database: str | None) -> Callable[[], Any]:
    async def found() -> dict[str, Any]:
        return await template_vars(datasette, request, database)

    return found


@hookimpl
def menu_links(datasette: Any) -> list[dict[str, str]]:
    if configuration.is_served(datasette):
        return []
    return [
        {"href": f"{datasette.urls.database(name)}/-/front", "label": f"Who said what in {name}"}
        for name in configuration.ours(datasette)
    ]


@hookimpl(trylast=True)  # after Datasette's own, which finds no full text behind a view
def filters_from_request(request: Any, database: str, table: str, datasette: Any) -> Any:
    async def found() -> Any:
        return await searching.filters(datasette, request, database)

    return (
        found
        if table in (searching.SHOWN, searching.ALL) and database in configuration.ours(datasette)
        else FilterArguments([], {})
    )


@hookimpl
def render_cell(row: Any, value: Any, column: str, table: str | None, database: str, datasette: Any) -> Any:
    return cells.rendered(datasette, database, table, column, value, row)


@hookimpl(trylast=True)  # after Datasette's own escape_fts, which lets a lone quotation mark through
def prepare_connection(conn: Any, database: str, datasette: Any) -> None:
    if database in configuration.ours(datasette):
        conn.create_function(
            "escape_fts", 1, lambda words: in_any_type(fts_words(str(words or ""))) or '""', deterministic=True
        )
        if configuration.is_served(datasette):
            bounds.bind(conn)


@hookimpl
def asgi_wrapper(datasette: Any) -> Callable[[Any], Any]:
    if not configuration.is_served(datasette):
        return lambda app: app
    return lambda app: security.with_headers(bounds.with_bounds(app))


@hookimpl
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Callable[[], Any] | None:
    if not configuration.is_served(datasette):
        return None

    async def said() -> Any:
        return await views.problem(datasette, request, exception)

    return said


@hookimpl
async def startup(datasette: Any) -> None:
    if configuration.is_served(datasette):
        releases.without_tracebacks()
        keep_counts(datasette)
    if releases.ONE:
        await releases.configure(datasette)


# Datasette 0.65


@hookimpl
def get_metadata(datasette: Any) -> dict[str, Any]:
    names = configuration.ours(datasette)
    told = configuration.metadata(names) if names else {}
    return told if configuration.is_served(datasette) or not names else {"databases": told["databases"]}


@hookimpl
def permission_allowed(datasette: Any, actor: dict[str, Any] | None, action: str) -> bool | None:
    if action != releases.REVIEW or not actor:
        return None
    return actor.get("id") == "root" or releases.configured_reviewer(datasette, actor)


# Datasette 1.0


@hookimpl
def register_actions() -> list[Any]:
    return releases.review_action()


@hookimpl
def permission_resources_sql(datasette: Any, actor: dict[str, Any] | None, action: str) -> Any:
    return releases.review_rules(datasette, actor, action)
