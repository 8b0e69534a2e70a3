"""Who said what: quotations in news articles, their speakers, roles and stances, kept in SQLite."""

from __future__ import annotations

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

# Where each public name is; nothing is imported before it is asked for.
_NAMES = {
    "Analysis": "quotes.types",
    "Article": "quotes.types",
    "Attribution": "quotes.types",
    "Failure": "quotes.types",
    "ModelError": "quotes.errors",
    "PipelineError": "quotes.errors",
    "Quote": "quotes.types",
    "QuotesError": "quotes.errors",
    "Store": "quotes.store",
    "analyse": "quotes.pipeline.analyse",
    "load": "quotes.pipeline",
    "make_doc": "quotes.pipeline.annotations",
    "quotations": "quotes.pipeline.annotations",
    "read": "quotes.ingest",
}
__all__ = list(_NAMES)


def __getattr__(name: str) -> Any:
    if name not in _NAMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_NAMES[name]), name)


def __dir__() -> list[str]:
    return [*globals(), *__all__]
