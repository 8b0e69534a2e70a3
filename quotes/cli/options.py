"""Options that several commands take, each with one name, one meaning and one help text."""

from __future__ import annotations

import click

min_confidence = click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    metavar="0-1",
    help="Include quotations at least this sure (0: all). Default: the database's threshold.",
)
