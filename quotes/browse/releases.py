"""What the two releases of Datasette, 0.65 and 1.0, do differently; nothing else of the plugin knows which one runs."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

from datasette.utils import actor_matches_allow
from datasette.utils.asgi import Forbidden, Response

from quotes.browse import configuration

ONE = find_spec("datasette.resources") is not None  # 1.0; datasette.app is not to be had while it loads us
REVIEW = "quotes-review"  # the permission to decide about quotations
WRITES = (  # nobody writes into a database of quotes through Datasette itself
    "insert-row",
    "update-row",
    "delete-row",
    "alter-table",
    "create-table",
    "drop-table",
    "set-column-type",
    "execute-write-sql",
)


async def ensure_can_view(datasette: Any, actor: dict[str, Any] | None, database: str, *tables: str) -> None:
    """Raise Forbidden unless the actor may see the database and each of the tables."""
    if not ONE:
        for table in tables:
            asked = [("view-table", (database, table)), ("view-database", database), "view-instance"]
            await datasette.ensure_permissions(actor, asked)
        return
    from datasette.resources import DatabaseResource, TableResource

    await datasette.ensure_permission(action="view-database", resource=DatabaseResource(database), actor=actor)
    for table in tables:
        await datasette.ensure_permission(action="view-table", resource=TableResource(database, table), actor=actor)


async def can_review(datasette: Any, actor: dict[str, Any] | None, database: str) -> bool:
    """Tell whether the actor may decide about quotations of the database; nobody who is not signed in may."""
    if not actor:
        return False
    if not ONE:
        return bool(await datasette.permission_allowed(actor, REVIEW, resource=database, default=False))
    from datasette.resources import DatabaseResource

    return bool(await datasette.allowed(action=REVIEW, resource=DatabaseResource(database), actor=actor))


async def ensure_can_review(datasette: Any, actor: dict[str, Any] | None, database: str) -> None:
    """Raise Forbidden unless the actor may decide about quotations of the database."""
    if not await can_review(datasette, actor, database):
        raise Forbidden(
            "Reviewing is for people who are signed in and may review. `quotes serve DB --reviewer NAME` prints a link that signs NAME in."
        )


def configured_reviewer(datasette: Any, actor: dict[str, Any] | None) -> bool:
    """Tell whether the plugin's setting `review`, an allow block of Datasette's, names the actor."""
    allow = (datasette.plugin_config("quotes") or {}).get("review")
    return bool(actor and allow and actor_matches_allow(actor, allow))


def review_rules(datasette: Any, actor: dict[str, Any] | None, action: str) -> Any:
    """For 1.0: return the rules of the permissions that this plugin decides about, or None."""
    from datasette.permissions import PermissionSQL

    if action == REVIEW and configured_reviewer(datasette, actor):
        return PermissionSQL.allow(reason="named in the plugin's setting review")
    names = configuration.ours(datasette)
    if action not in WRITES or not names:
        return None
    rows = " UNION ALL ".join(
        f"SELECT :quotes_{i} AS parent, NULL AS child, 0 AS allow, 'a database of quotes is read-only' AS reason"
        for i in range(len(names))
    )
    return PermissionSQL(sql=rows, params={f"quotes_{i}": name for i, name in enumerate(names)})


def review_action() -> list[Any]:
    """For 1.0: return the permission to review, as an action of Datasette's."""
    from datasette.permissions import Action
    from datasette.resources import DatabaseResource

    return [Action(name=REVIEW, description="Decide about quotations", resource_class=DatabaseResource)]


def without_tracebacks() -> None:
    """Keep Datasette from printing every page that is not there with rich, locals and all.

    Where no address fits there is no exception to print, and rich would turn the 404 into a crash.
    """
    from datasette import handle_exception

    handle_exception.rich = None


async def configure(datasette: Any) -> None:
    """For 1.0: tell Datasette what `configuration` says of its databases of quotes; what is set by hand holds."""
    names = configuration.ours(datasette)
    told = configuration.config(names)
    told.pop("settings")
    datasette.config = configuration.merged(told, datasette.config or {})
    titles = configuration.metadata(names, "1.0")
    for name, database in titles["databases"].items():
        for table, found in database["tables"].items():
            there = await datasette.get_resource_metadata(name, table)
            for key in {"title", "description"} & found.keys() - there.keys():
                await datasette.set_resource_metadata(name, table, key, found[key])
            for column, text in found.get("columns", {}).items():
                await datasette.set_column_metadata(name, table, column, "description", text)
    for name in names:
        for query, found in configuration.source()["queries"].items():
            if await datasette.get_query(name, query) is None:
                await datasette.add_query(name, query, **found)


def sign_in(datasette: Any, actor: dict[str, Any], path: str) -> Response:
    """Return a redirect to the path with the cookie that signs the actor in."""
    response = Response.redirect(path)
    response.set_cookie(
        "ds_actor", datasette.sign({"a": actor}, "actor"), httponly=True, samesite="lax", max_age=12 * 3600
    )
    return response
