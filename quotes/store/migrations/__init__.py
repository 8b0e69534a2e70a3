"""How a database comes to have the schema: `schema.sql`, whole, and what releases after 0.1.0 add to it, step by step.

Steps run in order, each once, when a database is opened for writing. A step that has shipped never changes. To add one,
write `mNNN_what_it_adds(db)` in the module of its topic here, put it at the end of STEPS, and set SCHEMA_VERSION to NNN.

A database that was made while the schema still came in 22 steps has all that `schema.sql` makes.
"""

from __future__ import annotations

from importlib.resources import files

from sqlite_utils import Database, Migrations

from quotes.store.migrations import compact, confidence, numbers, reviewers, speakers, watching
from quotes.store.sql import run
from quotes.types import SHOWN_FROM


def m022_schema(db: Database) -> None:
    if not db["articles"].exists():
        run(db.conn, files("quotes.store").joinpath("schema.sql").read_text(encoding="utf-8"))
        db.execute("INSERT INTO settings VALUES ('shown_from', ?)", [SHOWN_FROM])


STEPS = (
    m022_schema,
    watching.m023_watched_feeds,
    watching.m024_watches,
    speakers.m025_unnamed_sources,
    reviewers.m026_second_eyes,
    watching.m027_moved_feeds,
    compact.m028_once,
    confidence.m029_parts_agree,
    numbers.m030_numbers,
    speakers.m031_counted_together,
)

migrations = Migrations("quotes")
for step in STEPS:
    migrations()(step)
