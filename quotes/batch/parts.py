"""Findings as Parquet: one row an article, columns named as in `types.py`, from which they are derived.

A row with `failure` says what could not be read at `origin`, and why. DuckDB, pandas or Spark read these files as
they are: `SELECT outlet, q.speaker, q.text FROM (SELECT *, unnest(quotes) AS q FROM 'parts/*.parquet')`.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import TYPE_CHECKING, Any, get_args, get_origin, get_type_hints

from quotes.errors import BatchError, missing
from quotes.types import Analysis, Article, Failure

if TYPE_CHECKING:
    import pyarrow

ROWS = 64  # articles in a row group, which is read at once


def write(path: Path, found: Iterable[Analysis | Failure]) -> None:
    """Write a part as a whole or not at all: into a temporary file beside it, which then takes its name."""
    pa, parquet = arrow()
    table = pa.Table.from_pylist([_row(item) for item in found], schema=_schema())
    descriptor, temporary = tempfile.mkstemp(prefix=f".{path.stem}-", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            parquet.write_table(table, stream, compression="zstd", row_group_size=ROWS)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def read(path: Path) -> Iterator[Analysis | Failure]:
    """Yield the findings of a part, a row group at a time; raises BatchError for a file that is none."""
    pa, parquet = arrow()
    try:
        with parquet.ParquetFile(path) as file:
            for group in file.iter_batches(ROWS):
                yield from map(_found, group.to_pylist())
    except (pa.ArrowInvalid, KeyError, OSError) as error:
        raise BatchError(f"{path}: not a part that can be read ({' '.join(str(error).split())[:120]})") from error


def arrow() -> tuple[Any, Any]:
    """Import pyarrow and its Parquet module; BatchError where it is not installed."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise BatchError(missing("a batch", "pyarrow", "dist")) from None
    return pyarrow, pyarrow.parquet


def _row(item: Analysis | Failure) -> dict[str, Any]:
    if isinstance(item, Failure):
        return {"origin": item.origin.encode("utf-8", "backslashreplace").decode(), "failure": item.reason}
    return _plain(item.article) | {name: value for name, value in _plain(item).items() if name != "article"}


def _found(row: dict[str, Any]) -> Analysis | Failure:
    if row["failure"] is not None:
        return Failure(row["origin"], row["failure"])
    analysis: Analysis = _typed(Analysis, row | {"article": row})
    return analysis


@cache
def _schema() -> pyarrow.Schema:
    pa, _ = arrow()
    columns = dict(_columns(Article)) | {name: kind for name, kind in _columns(Analysis) if name != "article"}
    return pa.schema([*columns.items(), ("failure", pa.string())])


def _columns(kind: type) -> list[tuple[str, Any]]:
    return [(name, _arrow_type(hint)) for name, hint in _hints(kind).items()]


def _arrow_type(hint: Any) -> Any:
    pa, _ = arrow()
    simple = {str: pa.string(), int: pa.int32(), float: pa.float64(), bool: pa.bool_(), bytes: pa.large_binary()}
    hint = _present(hint)
    if is_dataclass(hint):
        return pa.struct(_columns(hint))  # type: ignore[arg-type]
    if get_origin(hint) is not tuple:
        return simple[hint]
    inner = get_args(hint)
    if inner[-1] is Ellipsis or len(set(inner)) == 1:
        return pa.list_(_arrow_type(inner[0]))
    return pa.struct([(f"f{number}", _arrow_type(one)) for number, one in enumerate(inner)])  # (start, end, label)


def _plain(value: Any) -> Any:
    """The value as Arrow takes it: dataclasses and mixed tuples as mappings, other tuples as lists."""
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if not isinstance(value, tuple):
        return value
    if len({type(one) for one in value}) > 1:
        return {f"f{number}": one for number, one in enumerate(value)}
    return [_plain(one) for one in value]


def _typed(hint: Any, value: Any) -> Any:
    """What `_plain` made plain, as it was."""
    hint = _present(hint)
    if value is None:
        return None
    if is_dataclass(hint):
        known = value.keys() | _required(hint)  # type: ignore[arg-type]  # a part of an earlier release lacks what came later
        return hint(**{name: _typed(kind, value[name]) for name, kind in _hints(hint).items() if name in known})  # type: ignore[operator, arg-type]
    if get_origin(hint) is not tuple:
        return value
    if isinstance(value, dict):
        return tuple(value.values())
    return tuple(_typed(get_args(hint)[0], one) for one in value)


@cache
def _required(kind: Any) -> frozenset[str]:
    """The fields without a default."""
    return frozenset(
        field.name for field in fields(kind) if field.default is MISSING and field.default_factory is MISSING
    )


def _present(hint: Any) -> Any:
    """The type of a value that is not None."""
    if isinstance(hint, UnionType):
        return next(one for one in get_args(hint) if one is not NoneType)
    return hint


@cache
def _hints(kind: Any) -> dict[str, Any]:
    return get_type_hints(kind)
