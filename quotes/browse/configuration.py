"""What Datasette is told about a database of quotes: one source, `datasette.yaml`, in the shape of either line.

Datasette 0.65 reads everything but settings from its metadata; 1.0 reads titles from the metadata, and
facets, queries and settings from its configuration, where 0.65's queries are silently ignored.
"""

from __future__ import annotations

import sqlite3
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

TITLES = ("title", "description", "columns")


@lru_cache
def source() -> dict[str, Any]:
    """Return the source as it stands in `datasette.yaml`."""
    import yaml

    text = resources.files("quotes.browse").joinpath("datasette.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text)
    return found


def settings() -> dict[str, Any]:
    """Return Datasette's settings under which a database is safe to show."""
    return dict(source()["settings"])


def metadata(databases: list[str], line: str = "0.65") -> dict[str, Any]:
    """Return the metadata of the databases: all there is for line '0.65', titles and descriptions alone for '1.0'."""
    tables = source()["tables"]
    if line == "1.0":
        tables = {name: _only(table, TITLES) for name, table in tables.items()}
    each: dict[str, Any] = {"tables": tables}
    if line == "0.65":
        each["queries"] = source()["queries"]
    return _only(source(), TITLES) | {"databases": {name: each for name in databases}}


def config(databases: list[str]) -> dict[str, Any]:
    """Return the configuration of the databases for Datasette 1.0: settings, facets and the like, and the ready queries."""
    tables = {
        name: {key: value for key, value in table.items() if key not in TITLES}
        for name, table in source()["tables"].items()
    }
    each = {"tables": {name: table for name, table in tables.items() if table}, "queries": source()["queries"]}
    return {"settings": settings(), "databases": {name: each for name in databases}}


def write(folder: Path, databases: list[str]) -> list[Path]:
    """Return the files written into the folder: `metadata.yaml` and, for Datasette 1.0, `datasette.yaml`."""
    import yaml

    written = []
    for name, content in (("metadata.yaml", metadata(databases)), ("datasette.yaml", config(databases))):
        path = folder / name
        text = yaml.dump(content, Dumper=_no_aliases(yaml), sort_keys=False, allow_unicode=True, width=120)
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return written


@lru_cache
def is_ours(path: str) -> bool:
    """Tell whether the file is a database of quotes; asked once for each path."""
    try:
        conn = sqlite3.connect(f"{Path(path).resolve().as_uri()}?mode=ro", uri=True)
        try:
            found = "SELECT count(*) FROM sqlite_master WHERE name IN ('who_said_what', 'quotes_fts')"
            return bool(conn.execute(found).fetchone()[0] == 2)
        finally:
            conn.close()
    except sqlite3.Error:
        return False


def ours(datasette: Any) -> list[str]:
    """Return the names of the open databases that are databases of quotes."""
    return [name for name, db in datasette.databases.items() if db.path and is_ours(str(db.path))]


def is_served(datasette: Any) -> bool:
    """Tell whether `quotes serve` runs this Datasette, which is then all ours; in anybody else's the plugin is a guest."""
    return bool(getattr(datasette, "quotes_serve", False))


def merged(under: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """Return both, key by key; where both say something, what is `over` holds."""
    result = dict(under)
    for key, value in over.items():
        there = result.get(key)
        result[key] = merged(there, value) if isinstance(there, dict) and isinstance(value, dict) else value
    return result


def _only(table: dict[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    return {key: table[key] for key in keys if key in table}


def _no_aliases(yaml: Any) -> Any:
    class Dumper(yaml.SafeDumper):  # type: ignore[misc, name-defined]
        def ignore_aliases(self, data: Any) -> bool:
            return True

    return Dumper
