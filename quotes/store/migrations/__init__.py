"""How a database comes to have the schema: a new one by `schema.sql`, whole; one that is older step by step.

Steps run in order, each once, when a database is opened for writing. A step that has shipped never changes. To add one, change
`schema.sql`, write `mNNN_what_it_adds(db)` in the module of its topic here, put it at the end of STEPS, and set SCHEMA_VERSION
to NNN.
"""

from __future__ import annotations

from importlib.resources import files

from sqlite_utils import Database, Migrations

from quotes.store.migrations import compact, confidence, numbers, reviewers, speakers, stretches, views, watching
from quotes.store.sql import run
from quotes.types import SHOWN_FROM

STEPS = (
    watching.m023_watched_feeds,
    watching.m024_watches,
    speakers.m025_unnamed_sources,
    reviewers.m026_second_eyes,
    watching.m027_moved_feeds,
    compact.m028_once,
    confidence.m029_parts_agree,
    numbers.m030_numbers,
    speakers.m031_counted_together,
    views.m032_shown_of_all,
    stretches.m033_stretches,
)


def migrations(version: int) -> Migrations:
    """Return what brings a database of that version up to date; 0 is an empty one."""
    lacks = Migrations("quotes")
    for step in [step for step in STEPS if int(step.__name__[1:4]) > version] if version else [schema]:
        lacks()(step)
    return lacks


def schema(db: Database) -> None:
    """Make everything in an empty database."""
    run(db.conn, files("quotes.store").joinpath("schema.sql").read_text(encoding="utf-8"))
    db.execute("INSERT INTO settings VALUES ('shown_from', ?)", [SHOWN_FROM])
