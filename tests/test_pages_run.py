"""README.md, docs/newcomer.md and docs/python.md do what they say: their blocks are run, and what they print is compared."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BLOCK = re.compile(r"^```(console|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
SET_UP = re.compile(r"(git clone|make|\. \.venv)\b")  # what a person does once, and this test in its own way


def blocks(page, language):
    """The blocks of a page in one language."""
    text = (ROOT / page).read_text(encoding="utf-8")
    return [match[2] for match in BLOCK.finditer(text) if match[1] == language]


def steps(block):
    """Each command of a block, here-documents whole, with the output that stands below it."""
    lines, found = block.split("\n"), []
    while lines:
        line = lines.pop(0)
        if not line.startswith("$ "):
            if found:
                found[-1][1].append(line)
            continue
        command = [line[2:]]
        if end := re.search(r"<<'(\w+)'$", line):
            while command[-1] != end[1]:
                command.append(lines.pop(0))
        found.append(("\n".join(command), []))
    return [(command, "\n".join(output).strip()) for command, output in found]


def printed_as(expected, output):
    """Whether the output is what the page shows; … stands for anything, and how lines are broken does not matter."""
    pieces = [re.escape(" ".join(piece.split())).replace(r"\ ", r"\s+") for piece in expected.split("…")]
    return re.fullmatch(r".*?".join(rf"\s*{piece}\s*" for piece in pieces), " ".join(output.split()), re.DOTALL)


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A folder as after `make demo`, and the environment in which its commands run."""
    folder = tmp_path_factory.mktemp("desk")
    command = folder / ".venv" / "bin" / "quotes"
    command.parent.mkdir(parents=True)
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -c "from quotes.cli import main; main()" "$@"\n')
    command.chmod(0o755)
    environment = os.environ | {
        "PATH": f"{command.parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
        "LC_ALL": "C.UTF-8",
    }
    environment.pop("COLUMNS", None)
    return folder, environment


def run(desk, command):
    folder, environment = desk
    done = subprocess.run(
        ["bash", "-c", command], cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=900
    )
    assert "Traceback" not in done.stderr
    return (done.stderr + done.stdout).strip()


@pytest.fixture(scope="module")
def demo(desk):
    """The database that `make demo` makes."""
    articles = " ".join(str(path) for path in sorted((ROOT / "corpus").glob("[0-9]*.md")))
    assert "0 failed" in run(desk, f"quotes ingest quotes.db {articles}")
    return desk


README = [step for block in blocks("README.md", "console") for step in steps(block)]
NEWCOMER = [step for block in blocks("docs/newcomer.md", "console") for step in steps(block)]


@pytest.mark.parametrize(("command", "expected"), [step for step in README if not SET_UP.match(step[0])])
def test_the_commands_of_the_readme_print_what_it_shows(demo, command, expected):
    output = run(demo, command)
    assert printed_as(expected, output), output


@pytest.mark.parametrize("target", [command.split()[1] for command, _ in README if command.startswith("make ")])
def test_what_the_readme_makes_can_be_made(target):
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


@pytest.mark.parametrize("block", blocks("README.md", "python"))
def test_the_python_of_the_readme_prints_what_it_says(desk, block):
    (desk[0] / "block.py").write_text(block, encoding="utf-8")
    expected = [line.removeprefix("# ") for line in block.splitlines() if line.startswith("# ")]
    assert run(desk, f"{sys.executable} block.py").splitlines() == expected


def test_the_examples_of_the_library_print_what_they_say(desk, tmp_path):
    script = "\n".join(blocks("docs/python.md", "python"))
    (tmp_path / "examples.py").write_text(script, encoding="utf-8")
    expected = [line.removeprefix("# ").strip() for line in script.splitlines() if line.startswith("# ")]
    assert [line.strip() for line in run((tmp_path, desk[1]), f"{sys.executable} examples.py").splitlines()] == expected


def test_a_newcomer_gets_to_a_citation_in_few_commands_and_without_surprise(desk):
    assert len(NEWCOMER) < 40
    for command, expected in NEWCOMER:
        if SET_UP.match(command):
            continue
        output = run(desk, command)
        assert printed_as(expected, output), f"{command}\n{output}"


def test_the_pages_that_the_readme_names_are_there():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#]+)\)", text)
    assert links
    assert [link for link in links if "://" not in link and not (ROOT / link).exists()] == []
