"""Options that several commands take: each has one name, one meaning and one help text wherever it stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from quotes.types import KINDS, STANCES

Command = TypeVar("Command", bound=Callable[..., Any])

DATE = "2024, 2024-02, 2024-02-03 or words such as 'last week'"
FILTERS: dict[str, Any] = {
    "speaker": click.option("--speaker", metavar="NAME", help="Only speakers with these words in one of their names."),
    "role": click.option("--role", metavar="TEXT", help="Only roles that contain this text."),
    "outlet": click.option("--outlet", metavar="NAME", help="Only this outlet; a part of its name will do."),
    "kind": click.option("--kind", type=click.Choice(KINDS), help="Only quotations of this kind."),
    "stance": click.option(
        "--stance", type=click.Choice(STANCES), help="Only this stance (the speaker's, machine-read)."
    ),
    "target": click.option(
        "--target", metavar="TEXT", help="Only stances towards this text, or a speaker of this name."
    ),
    "since": click.option("--since", metavar="DATE", help=f"Published on this date or later: {DATE}."),
    "until": click.option("--until", metavar="DATE", help="Published on this date or earlier."),
    "said_since": click.option(
        "--said-since", metavar="DATE", help="Said on this date or later, if the article says when."
    ),
    "said_until": click.option("--said-until", metavar="DATE", help="Said on this date or earlier."),
    "min_confidence": click.option(
        "--min-confidence",
        type=click.FloatRange(0, 1),
        metavar="0-1",
        help="Include quotations at least this sure (0: all). Default: the database's threshold.",
    ),
}


def filters(*names: str) -> Callable[[Command], Command]:
    """Add these of FILTERS to a command, in the order of FILTERS; all of them where none is named."""

    def add(command: Command) -> Command:
        for name in reversed(FILTERS):
            if name in names or not names:
                command = FILTERS[name](command)
        return command

    return add


def limit(default: int, *, all_: bool = True) -> Callable[[Command], Command]:
    """Add --limit; `all_` lets 0 ask for everything."""
    text = "Maximum number of results (0 = all)." if all_ else "Maximum number of results."
    return click.option(
        "--limit", type=click.IntRange(min=0 if all_ else 1), default=default, show_default=True, help=text
    )


min_confidence = FILTERS["min_confidence"]


class EitherOrder(click.Group):
    """Takes the database before the command or behind it: `articles DB show 7`, `articles show DB 7`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if args and args[0] in self.commands and {"-h", "--help"} & set(args):  # asked for before a database is named
            args = ["DB", *args]
        elif len(args) > 1 and args[0] in self.commands and not args[1].startswith("-"):
            args = [args[1], args[0], *args[2:]]
        # without a command the options may stand anywhere; with one, those behind it are its own
        ctx.allow_interspersed_args = args[1:2] == [] or args[1] not in self.commands
        return super().parse_args(ctx, args)
