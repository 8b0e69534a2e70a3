"""The errors a user can meet; each carries one line that names the thing and the reason."""

DISTRIBUTION = "who-said-what"  # what pip installs: on PyPI, `quotes` is somebody else's


class QuotesError(Exception):
    """Anything that went wrong in a way the project understands; the command line prints it and exits 1."""


class IngestError(QuotesError):
    """An article, a file or a record that cannot be read."""


class StoreError(QuotesError):
    """A database that is not ours, is locked, is read-only, or refuses a write."""


class ArticleError(StoreError):
    """One article that the database cannot hold; the others can."""


class ModelError(QuotesError):
    """Weights that are missing, damaged, or of another version."""


class PipelineError(QuotesError):
    """A spaCy pipeline that lacks a component, or has it in the wrong place."""


class QueryError(QuotesError):
    """A search, a date or an id that cannot be understood or leads nowhere."""


class EvaluationError(QuotesError):
    """A gold that cannot be measured against, or a baseline that cannot run."""


class BatchError(QuotesError):
    """A process that keeps dying, a cluster that cannot be reached, a folder that holds no parts."""


def missing(what: str, library: str, extra: str) -> str:
    """Return the line for a library that is not installed: what needs it, and what brings it."""
    return f"{what} needs {library}: pip install '{DISTRIBUTION}[{extra}]'"
