"""The command line: `quotes COMMAND DB …`, one module a group of commands, each imported when it is called.

To add a command, write its module and add one line to COMMANDS; a test compares the help given here with
the command's own.
"""

from __future__ import annotations

import gc
from importlib import import_module
from typing import Any

import click

from quotes import __version__, wall
from quotes.cli.terminal import printable
from quotes.errors import QuotesError

# name: where it is, and its help in one line (known without importing it)
COMMANDS = {
    "ingest": ("quotes.cli.ingest:ingest", "Read articles and keep their quotations in a database."),
    "batch": ("quotes.cli.batch:batch", "Read very many articles, on one machine or many."),
    "watch": ("quotes.cli.watch:watch", "Check feeds for new articles, once or regularly."),
    "watches": ("quotes.cli.watches:watches", "Save questions, and see what is new for them."),
    "runs": ("quotes.cli.watch:runs", "List past runs: what each one stored, and what failed."),
    "extract": ("quotes.cli.extract:extract", "Print what articles quote, without a database."),
    "articles": ("quotes.cli.articles:articles", "List the articles of a database; remove one, or bring it back."),
    "search": ("quotes.cli.search:search", "Find quotations by words, speaker, outlet, date or stance."),
    "show": ("quotes.cli.show:show", "Show one quotation in its place, and how its speaker was found."),
    "speakers": ("quotes.cli.speakers:speakers", "List speakers with their names and roles; correct who is who."),
    "topics": ("quotes.cli.topics:topics", "Define topics that people are for or against."),
    "stance": ("quotes.cli.stance:stance", "Show who supports and who opposes a topic, and since when."),
    "verify": ("quotes.cli.verify:verify", "Check whether anybody said these words."),
    "variants": ("quotes.cli.variants:variants", "Show one utterance as different articles carry it."),
    "consistency": ("quotes.cli.consistency:consistency", "Show what one person said that seems to contradict itself."),
    "review": ("quotes.cli.review:review", "Go through quotations: accept, correct, reject."),
    "cite": ("quotes.cli.cite:cite", "Cite one quotation, with a link to its very words."),
    "archive": ("quotes.cli.cite:archive", "Record where a copy of a quotation's article is kept."),
    "export": ("quotes.cli.export:export", "Write quotations as CSV, JSON, Parquet, Excel or JSON-LD."),
    "concordance": (
        "quotes.cli.concordance:concordance",
        "Show a word in its contexts, one line for each place, by speaker.",
    ),
    "timeline": ("quotes.cli.concordance:timeline", "Show what one person said, in order."),
    "serve": ("quotes.cli.serve:serve", "Open a database in the browser, read-only, on this machine."),
    "mcp": ("quotes.cli.mcp:mcp", "Let an assistant ask a database, over MCP, read-only."),
    "doctor": ("quotes.cli.doctor:doctor", "Check a database: its file, its links, every quotation's words."),
    "threshold": ("quotes.cli.threshold:threshold", "Show or change how sure a quotation must be to be shown."),
    "evaluate": ("quotes.cli.evaluate:evaluate", "Measure the pipeline on texts that people marked."),
}


class Commands(click.Group):
    """A group that imports a command when it is called, and turns our errors into one line and exit status 1."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in COMMANDS:
            return None
        module, attribute = COMMANDS[name][0].split(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            raise click.UsageError(printable(error.message), ctx) from error

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except QuotesError as error:
            raise click.ClickException(printable(str(error))) from error
        except BrokenPipeError:
            raise  # whoever read our output has read enough; click ends quietly
        except OSError as error:
            reason = f"{error.filename}: {error.strerror}" if error.filename else str(error)
            raise click.ClickException(printable(reason)) from error
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except OverflowError as error:
            raise click.ClickException("a number is larger than a database can hold") from error
        except UnicodeError as error:
            raise click.ClickException("what was given holds half a character, or is not in UTF-8") from error
        except Exception as error:
            if not wall.ON:
                raise
            raise click.ClickException(f"this is a bug of ours ({printable(wall.described(error))})") from error


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="quotes")
def main() -> None:
    """Who said what, when, in which role, and where it stands.

    Reads news articles, finds the quotations in them, links each to its speaker, and keeps it all in a
    SQLite database.

    \b
    Example:
      quotes ingest news.db articles/
      quotes search news.db "war with Iran" --speaker kirby
    """
    gc.set_threshold(50_000)  # objects that hold each other are rare, and looking for them took a twentieth of the time
