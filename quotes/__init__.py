"""Who said what: quotations in news articles, their speakers, roles and stances, kept in SQLite."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from quotes.desk.cite import cite as cite
    from quotes.desk.concordance import concordance as concordance
    from quotes.desk.concordance import timeline as timeline
    from quotes.desk.export import write as _write
    from quotes.desk.search import search as search
    from quotes.desk.verify import verify as verify
    from quotes.errors import ModelError as ModelError
    from quotes.errors import PipelineError as PipelineError
    from quotes.errors import QueryError as QueryError
    from quotes.errors import QuotesError as QuotesError
    from quotes.errors import StoreError as StoreError
    from quotes.ingest import read as read
    from quotes.pipeline import load as load
    from quotes.pipeline.analyse import analyse as analyse
    from quotes.pipeline.annotations import make_doc as make_doc
    from quotes.pipeline.annotations import quotations as quotations
    from quotes.store import Store as Store
    from quotes.store import open_for_reading as open_for_reading
    from quotes.store.variants import group as _group
    from quotes.types import Analysis as Analysis
    from quotes.types import Article as Article
    from quotes.types import Attribution as Attribution
    from quotes.types import Failure as Failure
    from quotes.types import Quote as Quote

    export, variants = _write, _group

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
    "QueryError": "quotes.errors",
    "QuotesError": "quotes.errors",
    "Store": "quotes.store",
    "StoreError": "quotes.errors",
    "analyse": "quotes.pipeline.analyse",
    "cite": "quotes.desk.cite",
    "concordance": "quotes.desk.concordance",
    "export": "quotes.desk.export:write",
    "load": "quotes.pipeline",
    "make_doc": "quotes.pipeline.annotations",
    "open_for_reading": "quotes.store",
    "quotations": "quotes.pipeline.annotations",
    "read": "quotes.ingest",
    "search": "quotes.desk.search",
    "timeline": "quotes.desk.concordance",
    "variants": "quotes.store.variants:group",
    "verify": "quotes.desk.verify",
}
__all__ = list(_NAMES)


def __getattr__(name: str) -> Any:
    if name not in _NAMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, _, attribute = _NAMES[name].partition(":")
    return getattr(import_module(module), attribute or name)


def __dir__() -> list[str]:
    return [*globals(), *__all__]
