"""The reference says what the commands say, and an option means the same in every command."""

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from quotes.cli import main
from quotes.cli.reference import commands, lines, options, shared

DOCS = Path(__file__).parents[2] / "docs" / "cli.md"
OTHERWISE = {  # options that mean something of their own in these commands, because the command asks another question
    ("verify", "--speaker"),  # who is claimed to have said it
    ("ingest", "--outlet"),  # what an article says of itself
    ("batch extract", "--outlet"),
    ("extract", "--outlet"),
    ("show", "--json"),  # these print one thing, not rows
    ("articles show", "--json"),
    ("cite", "--json"),
    ("evaluate", "--json"),
    ("serve", "--reviewer"),
    ("watches add", "--about"),
    ("consistency", "--about"),
    ("evaluate", "--reviewers"),
    ("archive", "--url"),
    ("evaluate", "--model"),
    ("doctor", "--rebuild"),
    ("topics suggest", "--limit"),
    ("review", "--limit"),
    ("verify", "--limit"),
    ("search", "--limit"),
    ("watches add", "--about"),  # words, as a search has them
}


def test_the_reference_is_up_to_date():
    assert DOCS.read_text(encoding="utf-8").split("\n") == ("\n".join(lines()) + "\n").split("\n"), (
        "run: python -m quotes.cli.reference > docs/cli.md"
    )


@pytest.mark.parametrize("name", shared())
def test_an_option_means_the_same_in_every_command(name):
    uses = [(command, option) for command, option in shared()[name] if (command, name) not in OTHERWISE]
    assert len({(option.help, option.is_flag, option.type.name) for _, option in uses}) <= 1, uses


@pytest.mark.parametrize(("name", "command"), list(commands()))
def test_every_command_has_help_and_an_example_and_every_option_a_meaning(name, command):
    assert "Example:" in command.help, name
    for option in options(command):
        assert option.help, (name, option.name)
        assert option.help[0].isupper(), (name, option.help)
    arguments = [param for param in command.params if isinstance(param, click.Argument)]
    assert not any(argument.name == "db" for argument in arguments[1:]), "the database comes first"


@pytest.mark.parametrize(
    "args", ["speakers merge --help", "speakers x.db merge --help", "topics x.db add --help", "batch load --help"]
)
def test_every_subcommand_has_its_own_help(args):
    result = CliRunner().invoke(main, args.split())
    assert result.exit_code == 0
    assert "Example:" in result.output
    assert "merge A B " not in result.output  # that is the help of the whole group
