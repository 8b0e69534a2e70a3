"""The reference of the command line, docs/cli.md, written from the commands themselves: python -m quotes.cli.reference.

A test compares the file with what this prints.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import click

from quotes.cli import COMMANDS, main

INTRODUCTION = """# The command line

Written from the commands by `python -m quotes.cli.reference`; `quotes COMMAND --help` prints the same.

The database comes first in every command that has one. An option means the same wherever it stands; the table says where.
Output is a table on a terminal and JSON elsewhere, unless you choose a format. Data goes to standard output, remarks to
standard error. Exit status 0 is success, 1 a problem that one line explains, 2 a mistake in the command; `verify` also
exits with 1 for any verdict but verbatim.

**What is shown.** Each quotation has a confidence: the chance that it is a quotation with these words and this speaker. A
database shows quotations from its threshold on (`quotes threshold`) and keeps back the others: they are stored, searches
say how many there are, and `--min-confidence` includes them. A person's decision in `quotes review` makes a quotation
certain, whatever its confidence was.
"""


def commands() -> Iterator[tuple[str, click.Command]]:
    """Yield every command and subcommand with the words that call it, in the order of the help."""
    context = click.Context(main)
    for name in COMMANDS:
        command = main.get_command(context, name)
        assert command is not None
        if name == "speakers":
            from quotes.cli.speakers import look_up

            yield name, look_up
        elif not isinstance(command, click.Group) or command.invoke_without_command:
            yield name, command
        if isinstance(command, click.Group):
            for child in command.commands:
                yield f"{name} {child}", command.commands[child]


def options(command: click.Command) -> Iterator[click.Option]:
    """Yield the options of a command, without --help."""
    yield from (param for param in command.params if isinstance(param, click.Option))


def spelled(option: click.Option) -> str:
    """Tell how the option is typed: `--limit N`, `-t, --table`."""
    context = click.Context(main)
    value = "" if option.is_flag else f" {option.make_metavar(context)}"
    return ", ".join(option.opts) + value


def lines() -> Iterator[str]:
    """Yield the lines of docs/cli.md."""
    yield INTRODUCTION
    yield "## Options that several commands take\n"
    yield "| option | meaning | commands |"
    yield "| --- | --- | --- |"
    for name, uses in shared().items():
        meanings = dict.fromkeys(option.help or "" for _, option in uses)
        for meaning in sorted(meanings, key=lambda text: -sum(option.help == text for _, option in uses)):
            where = ", ".join(f"`{command}`" for command, option in uses if option.help == meaning)
            yield f"| `{name}` | {_cell(meaning)} | {where} |"
    for name, command in commands():
        yield from _section(name, command)


def shared() -> dict[str, list[tuple[str, click.Option]]]:
    """Options by name that more than one command has, each with these commands, the most shared first."""
    uses: dict[str, list[tuple[str, click.Option]]] = {}
    for name, command in commands():
        for option in options(command):
            uses.setdefault(option.opts[-1], []).append((name, option))
    several = {name: found for name, found in uses.items() if len(found) > 1}
    return dict(sorted(several.items(), key=lambda item: (-len(item[1]), item[0])))


def _section(name: str, command: click.Command) -> Iterator[str]:
    context = click.Context(command, info_name=name, parent=None)
    usage = " ".join(command.collect_usage_pieces(context))
    words = name.split()
    called = f"{words[0]} DB {words[1]}" if len(words) > 1 and words[0] in ("speakers", "topics", "watches") else name
    yield f"\n## quotes {name}\n"
    yield f"    quotes {called} {usage}\n"
    yield from _help(command)
    found = list(options(command))
    if found:
        yield "\n| option | meaning |"
        yield "| --- | --- |"
    for option in found:
        default = option.default
        shown = f" [default: {default}]" if option.show_default and default is not None else ""
        yield f"| `{_cell(spelled(option))}` | {_cell((option.help or '') + shown)} |"


def _help(command: click.Command) -> Iterator[str]:
    """The help in paragraphs; what it keeps line by line becomes a code block."""
    for paragraph in inspect.cleandoc(command.help or "").split("\n\n"):
        if paragraph.startswith("\b"):
            title, _, rest = paragraph.removeprefix("\b\n").partition("\n")
            block = paragraph.removeprefix("\b\n") if not title.endswith(":") else rest
            if title.endswith(":"):
                yield f"\n{title}\n"
            yield "\n".join(f"    {line.strip()}" for line in block.split("\n")) + "\n"
        else:
            yield " ".join(paragraph.split()) + "\n"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    click.echo("\n".join(lines()))
