import os
import re
import signal
import subprocess
import sys
import time

import pytest
from batch.conftest import write_lines
from commands import call, on_a_terminal

from quotes.store import Store, open_for_reading
from quotes.store.doctor import check


def all_of(db, sql):
    return [tuple(row) for row in open_for_reading(db).execute(sql)]


@pytest.fixture
def db(tmp_path):
    return tmp_path / "news.db"


def dump(db):
    """The whole database but when it was written and from where."""
    with Store(db) as store:
        lines = [line for line in store.conn.iterdump() if '"runs"' not in line and "_sqlite_migrations" not in line]
    return [re.sub(r"\d{4}-\d\d-\d\dT[\d:+]+", "", line) for line in lines]


def test_two_jobs_write_the_same_database_as_one(toy, tmp_path):
    words = [f"n{number}" + "x" * (number * 37 % 500) for number in range(70)]
    path = write_lines(tmp_path / "a.jsonl", words)
    for jobs in (1, 2):
        result = call("ingest", tmp_path / f"{jobs}.db", path, "--jobs", jobs, "--model", toy.model)
        assert result.output.startswith("70 stored, 0 updated, 0 unchanged, 0 failed; 70 quotations written to ")
    assert dump(tmp_path / "1.db") == dump(tmp_path / "2.db")


def test_a_poisoned_article_is_a_failure_that_a_retry_works_off(toy, tmp_path, db):
    path = write_lines(tmp_path / "a.jsonl", ["a", "POISON", "b"])
    result = call("ingest", db, path, "--model", toy.model, "--byline", "Mal Lory")
    assert result.exit_code == 1
    line = f"Failed: {path}#2: it cannot be analysed (its process ended with 7)"
    assert result.output.splitlines() == [
        line,
        f"2 stored, 0 updated, 0 unchanged, 1 failed; 2 quotations written to {db}",
        "2 articles have no date, so --since and --until leave them out: give one with --published",
    ]
    # what fails again stays, with nothing else read
    toy.log.unlink()
    again = call("ingest", db, "--retry-failed", "--model", toy.model)
    assert (again.exit_code, again.output.splitlines()[0]) == (1, line)
    assert set(toy.read()) == {"load", "POISON"}
    # and what does not is closed, read with the settings of the run that failed
    write_lines(path, ["a", "c", "b"])
    result = call("ingest", db, "--retry-failed", "--model", toy.model)
    assert (result.exit_code, result.output.split(",")[0]) == (0, "1 stored")
    assert all_of(db, "SELECT key, byline FROM articles ORDER BY id")[-1] == ("c", "Mal Lory")
    assert all_of(db, "SELECT count(*) FROM failures WHERE resolved IS NULL") == [(0,)]


def test_a_file_that_was_damaged_is_read_as_a_whole_when_it_is_not_any_more(toy, tmp_path, db):
    import gzip

    path = tmp_path / "a.jsonl.gz"
    whole = gzip.compress(write_lines(tmp_path / "a.jsonl", [f"n{n}" * 50 for n in range(50)]).read_bytes())
    path.write_bytes(whole[:300])
    assert call("ingest", db, path, "--model", toy.model).exit_code == 1
    path.write_bytes(whole)
    assert call("ingest", db, "--retry-failed", "--model", toy.model).exit_code == 0
    assert all_of(db, "SELECT count(*) FROM articles") == [(50,)]
    assert all_of(db, "SELECT count(*) FROM failures WHERE resolved IS NULL") == [(0,)]


def test_retrying_wants_no_path_and_a_database(toy, db):
    assert call("ingest", db, "a.txt", "--retry-failed").exit_code == 2
    assert call("ingest", db).exit_code == 2
    result = call("ingest", db, "--retry-failed", "--model", toy.model)
    assert (result.exit_code, db.exists()) == (1, False)


def test_originals_are_kept_when_asked(toy, tmp_path, db):
    import zlib

    path = tmp_path / "a.txt"
    path.write_text("Words of Ada Ferrin, the mayor.")
    call("ingest", db, path, "--model", toy.model, "--keep-original", "--jobs", 2)
    assert [zlib.decompress(row[0]) for row in all_of(db, "SELECT compressed FROM originals")] == [path.read_bytes()]


def test_no_weights_is_one_line(tmp_path, db):
    path = write_lines(tmp_path / "a.jsonl", ["a"])
    result = call("ingest", db, path, "--model", tmp_path / "none")
    assert (result.exit_code, result.output.count("\n")) == (1, 1)
    assert "weights are missing" in result.output


@pytest.mark.parametrize("after", [3, 40])
def test_killed_at_any_moment_it_goes_on_and_loses_and_doubles_nothing(toy, tmp_path, db, after):
    path = write_lines(tmp_path / "a.jsonl", [f"n{number}SLOW" for number in range(80)])
    command = [sys.executable, "-c", "from quotes.cli import main; main()", "ingest", db, path, "--jobs", "2",
               "--model", toy.model]  # fmt: skip
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    while stored(db) < after:
        assert running.poll() is None
        time.sleep(0.01)
    running.send_signal(signal.SIGKILL)
    running.wait()
    there = stored(db)
    assert after <= there < 80
    assert list(check(db)) == []
    result = call("ingest", db, path, "--jobs", 2, "--model", toy.model)
    assert result.output.startswith(f"{80 - there} stored, 0 updated, {there} unchanged, 0 failed; ")
    assert all_of(db, "SELECT count(*), count(DISTINCT key) FROM articles") == [(80, 80)]
    assert all_of(db, "SELECT count(*) FROM quotes") == [(80,)]
    assert all_of(db, "SELECT count(*) FROM story_signatures") in ([(80,)], [(0,)])  # without datasketch: none
    assert list(check(db)) == []


def test_ctrl_c_ends_it_at_once_and_leaves_no_process(toy, tmp_path, db, monkeypatch):
    monkeypatch.setenv("QUOTES_TOY_SLOW", "30")
    path = write_lines(tmp_path / "a.jsonl", ["nSLOW"])
    # what is started in the background ignores interrupts, and so does what it starts
    program = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from quotes.cli import main; main()"
    )
    command = [sys.executable, "-c", program, "ingest", db, path, "--model", toy.model]
    running = subprocess.Popen(command, stderr=subprocess.PIPE, start_new_session=True)
    while "nSLOW" not in toy.read():
        assert running.poll() is None
        time.sleep(0.01)
    os.killpg(running.pid, signal.SIGINT)
    _, err = running.communicate(timeout=20)
    assert (running.returncode, err.strip()) == (1, b"Aborted!")
    with pytest.raises(ProcessLookupError):
        os.killpg(running.pid, 0)


def stored(db):
    try:
        return all_of(db, "SELECT count(*) FROM articles")[0][0]
    except Exception:  # noqa: BLE001 (not there yet, or just being made)
        return 0


def test_a_terminal_sees_the_rate_quotations_failures_and_the_time_left(toy, tmp_path, db, monkeypatch):
    monkeypatch.setenv("QUOTES_TOY_SLOW", "0.03")
    path = write_lines(tmp_path / "a.jsonl", [f"n{number}SLOW" + "x" * 3000 for number in range(120)])
    shown, _ = on_a_terminal("ingest", db, path, "--model", toy.model, stream="stderr")
    lines = shown.split("\r\x1b[K")
    bar = r"[█░]{24} +\d+% · \d+ articles \([\d.]+/s\) · \d+ quotations · 0 failed · \d+:\d\d left"
    assert [line for line in lines if re.fullmatch(bar, line)]
    assert lines[-1].startswith("120 articles have no date")
