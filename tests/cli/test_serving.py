"""The commands that go on until they are stopped: the pages, and an assistant's tools."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest
from commands import call
from records import ANALYSIS

from quotes.store import Store


@pytest.fixture
def db(path):
    with Store(path) as store:
        store.add(ANALYSIS, store.start_run("test"))
    return path


def test_pages_are_served_until_somebody_stops_it(db):
    command = [sys.executable, "-u", "-c", "from quotes.cli import main; main()", "serve", str(db), "--port", "0"]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen([*command, "--reviewer", "Ada"], text=True, env=environment, **streams) as process:
        try:
            said, address = process.stdout.readline().rsplit(" ", 1)
            name, link = process.stdout.readline().rsplit(" ", 1)
            assert (said, name) == (f"{db} at", "Ada signs in with")
            assert urlopen(address.strip()).status == 200
            assert link.startswith(f"{address.strip()}/-/quotes-sign-in?token=")
            process.send_signal(signal.SIGINT)
            assert process.wait(30) == 0
            assert process.stderr.read() == ""
        finally:
            process.kill()


@pytest.mark.parametrize(
    ("options", "status", "said"),
    [
        (["--host", "no.such.host.invalid"], 1, "Error: no.such.host.invalid:8001: "),
        (["--write-config", "."], 0, "metadata.yaml\ndatasette.yaml\n"),
    ],
)
def test_what_ends_at_once(db, tmp_path, monkeypatch, options, status, said):
    monkeypatch.chdir(tmp_path)
    result = call("serve", db, *options)
    assert (result.exit_code, result.output[: len(said)]) == (status, said)


def test_an_assistant_asks_until_its_input_ends(db):
    pytest.importorskip("mcp")
    client = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}
    command = [sys.executable, "-c", "from quotes.cli import main; main()", "mcp", str(db)]
    streams = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen(command, text=True, env=environment, **streams) as process:

        def tell(**said):
            process.stdin.write(json.dumps({"jsonrpc": "2.0"} | said) + "\n")
            process.stdin.flush()

        tell(id=1, method="initialize", params=client)
        assert json.loads(process.stdout.readline())["result"]["serverInfo"]["name"] == "quotes"
        tell(method="notifications/initialized")
        tell(id=2, method="tools/list")
        answer = json.loads(
            process.stdout.readline()
        )  # the input ends only then: what is asked before may stay unanswered
        assert "verify" in [tool["name"] for tool in answer["result"]["tools"]]
        process.stdin.close()
        assert process.wait(30) == 0


@pytest.mark.parametrize("command", ["serve", "mcp"])
def test_a_database_that_is_not_there_is_said_in_a_line(tmp_path, command):
    result = call(command, tmp_path / "none.db")
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: ") and "none.db" in result.stderr and result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("library", "arguments", "said"),
    [
        ("datasette", ["serve", "{db}"], "browsing needs Datasette: pip install 'who-said-what[browse]'"),
        ("uvicorn", ["serve", "{db}"], "browsing needs Datasette: pip install 'who-said-what[browse]'"),
        ("mcp", ["mcp", "{db}"], "this needs MCP: pip install 'who-said-what[mcp]'"),
        ("pydantic", ["mcp", "{db}"], "this needs MCP: pip install 'who-said-what[mcp]'"),
        (
            "pyarrow",
            ["export", "{db}", "-o", "{db}.parquet"],
            "Parquet needs pyarrow: pip install 'who-said-what[parquet]'",
        ),
        (
            "xlsxwriter",
            ["export", "{db}", "-o", "{db}.xlsx"],
            "Excel needs XlsxWriter: pip install 'who-said-what[excel]'",
        ),
    ],
)
def test_where_a_library_is_not_installed_a_line_says_what_brings_it(db, library, arguments, said):
    hidden = (
        f"import sys; sys.modules[{library!r}] = None; from quotes.cli import main; main()"  # as if it were not there
    )
    command = [sys.executable, "-c", hidden, *(each.format(db=db) for each in arguments)]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    ended = subprocess.run(command, check=False, capture_output=True, text=True, env=environment, timeout=60)
    assert (ended.returncode, ended.stdout, ended.stderr) == (1, "", f"Error: {said}\n")
