"""`ingest` as it is typed: what it tells of every article, and what it says at the end."""

import json
import os
import pty
import sys
import time

import pytest
from commands import call, written

from quotes.cli.progress import PAUSE, Progress
from quotes.intake import Intake

STORY = (
    "Ferry sails\n\n“The night ferry will sail again,” said Ada Mole, who runs the port of Ostby. Nobody else spoke.\n"
)


@pytest.fixture
def folder(tmp_path):
    there = tmp_path / "news"
    there.mkdir()
    (there / "ferry.txt").write_text(STORY, encoding="utf-8")
    (there / "pier.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    return there


def test_articles_are_stored_once_and_what_lacks_is_said(path, folder):
    first = call("ingest", path, folder, "--jobs", "1")
    assert (first.exit_code, "1 stored, 0 updated, 0 unchanged, 0 failed; 1 quotation" in first.stdout) == (0, True)
    assert "1 file passed over: " in first.stderr
    assert "1 article has no outlet" in first.stderr
    again = call("ingest", path, folder, "--jobs", "1", "--silent")
    assert (again.exit_code, again.output) == (0, "")


def test_a_failure_is_told_kept_and_read_again(path, folder):
    missing = folder / "mill.txt"
    failed = call("ingest", path, missing, "--jobs", "1", "--outlet", "The Quay")
    assert (failed.exit_code, f"Failed: {missing}: " in failed.stderr) == (1, True)
    missing.write_text(STORY, encoding="utf-8")
    read = call("ingest", path, "--retry-failed", "--log-json", "--jobs", "1")
    (event,) = map(json.loads, read.stderr.splitlines())
    assert (event["event"], event["origin"], event["quotes"]) == ("stored", str(missing), 1)
    assert "outlet" not in event.get("lacks", ())  # with the settings of the run that failed
    assert "alone" in call("ingest", path, folder, "--retry-failed").stderr


def test_a_column_without_a_name_is_refused(path, folder):
    assert "'title' is not FIELD=NAME" in call("ingest", path, folder, "--field", "title").stderr


def test_a_bar_on_a_terminal_shows_how_far_it_is_and_is_gone_at_the_end(folder, monkeypatch):
    leader, follower = pty.openpty()
    with os.fdopen(follower, "w", encoding="utf-8") as terminal:
        monkeypatch.setattr(sys, "stderr", terminal)
        files = [str(folder / name) for name in ("ferry.txt", "pier.png")]
        with Progress(files) as progress, open(files[0], "rb") as stream:
            progress.opened(stream)
            stream.read()
            time.sleep(PAUSE)
            progress.step(Intake(stored=1, quotes=3))
            progress.say("Failed: mill.txt")
    shown = written(leader)
    assert "1 articles" in shown
    assert "3 quotations · 0 failed · 0:00 left" in shown
    assert "\r\x1b[KFailed: mill.txt" in shown
    assert shown.endswith("\r\x1b[K")


def test_there_is_no_bar_without_a_terminal(folder, capsys):
    with Progress([str(folder / "ferry.txt")]) as progress:
        progress.step(Intake(stored=1))
    assert capsys.readouterr().err == ""
