import gzip
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest
from batch.conftest import write_lines
from commands import call
from records import ANALYSIS

from quotes.batch import parts, run, shards
from quotes.batch.cuts import cuts
from quotes.batch.shards import plan
from quotes.errors import BatchError
from quotes.ingest import read
from quotes.store.doctor import check
from quotes.types import Analysis, Article, Failure, Link

pytest.importorskip("pyarrow")


def page(number):
    words = f"<p>Mayor Ada Ferrin spoke of harbour plan number {number} on Monday.</p>" * 4
    body = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><body><article>{words}</article></body></html>"
    head = f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://quay.example/{number}\r\n"
    return f"{head}Content-Type: application/http\r\nContent-Length: {len(body)}\r\n\r\n{body}\r\n\r\n".encode()


FILES = {
    "even.jsonl": b'{"text": "One."}\n{"text": "Two."}\n{"text": "Three."}\n',
    "a.jsonl": b"".join(json.dumps({"id": f"k{n}", "text": f"Words number {n}."}).encode() + b"\n" for n in range(10)),
    "no newline.jsonl": b'{"text": "One."}\n\n{"text": broken}\n{"text": "Four."}',
    "a.warc": b"".join(map(page, range(7))),
    "a.warc.gz": b"".join(gzip.compress(page(n)) for n in range(7)),
}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("size", [1, 3, 100])
def test_the_pieces_of_a_file_hold_what_the_file_holds(tmp_path, name, size):
    path = tmp_path / name
    path.write_bytes(FILES[name])
    pieces = list(plan([str(path)], size=size, model="toy 1"))
    assert [item for shard in pieces for item in shard.items()] == list(read(path))
    assert len({shard.name for shard in pieces}) == len(pieces)
    assert bool(cuts(str(path), size)) is (len(pieces) > 1)
    assert (len(pieces) > 1) is (size == 1 or size == 3 and name != "even.jsonl")


def test_small_files_are_read_together_and_what_cannot_be_cut_alone(tmp_path):
    for number in range(5):
        (tmp_path / f"{number}.txt").write_text(f"Words number {number}.")
    (tmp_path / ".hidden").write_text("Hidden.")
    found = list(plan([str(tmp_path), "http://quay.example/x"], size=3, model="toy 1"))
    assert [len(shard.pieces) for shard in found] == [3, 3]
    assert [item.text for shard in found[:1] for item in shard.items()] == [f"Words number {n}." for n in range(3)]


def test_a_shard_is_another_when_its_file_or_its_settings_change(tmp_path):
    path = write_lines(tmp_path / "a.jsonl", "ab")
    settings = [{"model": "1"}, {"model": "2"}, {"model": "1", "defaults": {"outlet": "X"}}]
    names = [next(plan([str(path)], **given)).name for given in settings]
    write_lines(path, "abc")
    names.append(next(plan([str(path)], model="1")).name)
    assert len(set(names)) == 4
    assert names[-1] == next(plan([str(path)], model="1")).name


def test_a_part_gives_back_what_went_into_it(tmp_path):
    chained = replace(ANALYSIS.quotes[0], chain=(Link(1, 2, "She", "pronoun", 0.5),), role_span=None)
    found = [
        replace(ANALYSIS, quotes=(*ANALYSIS.quotes, chained), entities=((6, 16, "PERSON"), (0, 3, "ORG"))),
        Failure("odd.txt#3", "it holds no text"),
        replace(ANALYSIS, article=Article("Words.", original=b"\0raw"), quotes=(), attributions=()),
    ]
    parts.write(tmp_path / "x.parquet", found)
    assert list(parts.read(tmp_path / "x.parquet")) == found
    assert [path.name for path in tmp_path.iterdir()] == ["x.parquet"]
    parts.write(tmp_path / "empty.parquet", [])
    assert list(parts.read(tmp_path / "empty.parquet")) == []


def test_a_part_that_cannot_be_written_leaves_nothing(tmp_path):
    with pytest.raises(AttributeError):
        parts.write(tmp_path / "x.parquet", [None])
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def archive(toy, tmp_path):
    return write_lines(tmp_path / "a.jsonl", [f"n{number}" for number in range(20)])


def extract(toy, archive, out, *more):
    return call("batch", "extract", archive, "--out", out, "--shard-size", 5, "--model", toy.model, *more)


def test_extract_then_load_twice(toy, archive, tmp_path):
    result = extract(toy, archive, tmp_path / "parts", "--jobs", 2)
    assert result.exit_code == 0, result.output
    assert result.output.splitlines()[-1].endswith("0 set aside: 20 articles, 20 quotations, 0 failed")
    assert toy.read().count("load") <= 2
    # a second run does nothing, a lost part is made again
    assert extract(toy, archive, tmp_path / "parts").output.startswith("0 shards written")
    next((tmp_path / "parts").glob("*.parquet")).unlink()
    assert "1 shard written" in extract(toy, archive, tmp_path / "parts").output
    db = tmp_path / "news.db"
    assert call("batch", "load", db, tmp_path / "parts").output.startswith("20 stored, 0 updated, 0 unchanged")
    assert call("batch", "load", db, tmp_path / "parts").output.startswith("0 stored, 0 updated, 20 unchanged")
    assert list(check(db)) == []
    # ingesting the same file is no news
    assert call("ingest", db, archive, "--model", toy.model).output.startswith("0 stored, 0 updated, 20 unchanged")


@pytest.mark.parametrize("name", ["a\u2028b", "a\u0085b", "a\x0bb", "a\x1cb", "a\nb", "a\rb", "a\udcffb"])
def test_a_file_name_with_odd_characters_loses_nothing(toy, tmp_path, name):
    write_lines(tmp_path / f"{name}.jsonl", ["one", "two"])
    parts_folder = tmp_path / "parts"
    call("batch", "extract", tmp_path / f"{name}.jsonl", "--out", parts_folder, "--model", toy.model, "--silent")
    (outcome,) = run.manifest(parts_folder)
    found = list(parts.read(parts_folder / f"{outcome.shard}.parquet"))
    # a name that is no text can stand in no database
    assert [type(item) for item in found] == [Failure if "\udcff" in name else Analysis] * 2


def test_a_poisoned_article_in_a_shard_costs_only_itself(toy, tmp_path):
    path = write_lines(tmp_path / "a.jsonl", ["a", "POISON", "b", "c", "d", "e", "f"])
    result = extract(toy, path, tmp_path / "parts")
    assert result.exit_code == 1
    assert "0 set aside: 6 articles, 6 quotations, 1 failed" in result.output
    db = tmp_path / "news.db"
    loaded = call("batch", "load", db, tmp_path / "parts")
    assert f"Failed: {path}#2: it cannot be analysed (its process ended with 7)" in loaded.output
    write_lines(path, ["a", "x", "b", "c", "d", "e", "f"])
    assert call("ingest", db, "--retry-failed", "--model", toy.model).output.startswith("1 stored")


def test_a_shard_that_cannot_be_read_alive_is_set_aside_and_the_rest_goes_on(toy, archive, tmp_path, monkeypatch):
    real = shards.Process.read

    def read(self, task):
        if any(item.key == "n7" for item in task.items()):
            raise run.BatchError("its process ended with 9")
        return real(self, task)

    monkeypatch.setattr(shards.Process, "read", read)
    result = extract(toy, archive, tmp_path / "parts")
    assert result.exit_code == 1
    assert f"Set aside: {archive} (" in result.output
    assert result.output.splitlines()[-1].startswith("3 shards written")
    monkeypatch.undo()
    for name, value in toy.environment.items():
        monkeypatch.setenv(name, value)
    assert extract(toy, archive, tmp_path / "parts").output.splitlines()[-1].startswith("1 shard written")


def test_an_extraction_that_was_killed_goes_on(toy, tmp_path):
    path = write_lines(tmp_path / "a.jsonl", [f"n{number}SLOW" for number in range(60)])
    out = tmp_path / "parts"
    command = [sys.executable, "-c", "from quotes.cli import main; main()", "batch", "extract", path, "--out", out,
               "--shard-size", "5", "--model", toy.model]  # fmt: skip
    running = subprocess.Popen(command, stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    while len(run.manifest(out)) < 3:
        assert running.poll() is None
        time.sleep(0.01)
    running.send_signal(signal.SIGKILL)
    running.wait()
    (out / f".{'0' * 16}-x.tmp").write_text("left behind")
    with (out / run.MANIFEST).open("a") as log:
        log.write('{"shard": "cut o')
    result = extract(toy, path, out)
    done = 12 - int(result.output.splitlines()[-1].split()[0])
    assert 3 <= done <= 4
    assert len(run.manifest(out)) == 12
    assert sorted(path.suffix for path in out.iterdir()) == [".jsonl"] + [".parquet"] * 12
    found = [item.article.key for name in out.glob("*.parquet") for item in parts.read(name)]
    assert sorted(found) == sorted(f"n{number}SLOW" for number in range(60))


def test_a_part_of_an_earlier_release_is_read(tmp_path):
    """What came later has its default; what there must be is missed."""
    from pyarrow import parquet

    path = tmp_path / "x.parquet"
    parts.write(path, [ANALYSIS])
    parquet.write_table(parquet.read_table(path).drop_columns(["items", "headings"]), path)
    assert list(parts.read(path)) == [replace(ANALYSIS, article=replace(ANALYSIS.article, items=(), headings=()))]
    parquet.write_table(parquet.read_table(path).drop_columns(["text"]), path)
    with pytest.raises(BatchError, match="not a part that can be read"):
        list(parts.read(path))


def test_a_damaged_part_is_a_failure_and_the_rest_is_loaded(toy, archive, tmp_path):
    extract(toy, archive, tmp_path / "parts")
    bad = next((tmp_path / "parts").glob("*.parquet"))
    bad.write_bytes(bad.read_bytes()[:-100])
    result = call("batch", "load", tmp_path / "news.db", tmp_path / "parts")
    assert result.output.splitlines()[0].startswith(f"Failed: {bad}: not a part that can be read")
    assert any(line.startswith("15 stored") for line in result.output.splitlines())


@pytest.mark.parametrize(
    ("args", "message"),
    [
        (["extract", "-", "--out", "{tmp}/p"], "Error: standard input cannot be cut into shards"),
        (["load", "{tmp}/x.db", "{tmp}"], "Error: {tmp}: holds no parts"),
        (["extract", "x", "--out", "{tmp}/p", "--scheduler", "tcp://127.0.0.1:1"], "Error: tcp://127.0.0.1:1: no Dask"),
    ],
)
def test_an_error_is_one_line(toy, tmp_path, args, message, monkeypatch):
    if "--scheduler" in args:
        pytest.importorskip("distributed")
        monkeypatch.setattr(run, "TIMEOUT", 1)
    model = ["--model", toy.model] if args[0] == "extract" else []
    result = call("batch", *(arg.format(tmp=tmp_path) for arg in args), *model)
    assert (result.exit_code, result.output.count("\n")) == (1, 1)
    assert result.output.startswith(message.format(tmp=tmp_path))


@pytest.mark.slow
def test_a_cluster_whose_worker_is_killed(toy, tmp_path):
    distributed = pytest.importorskip("distributed")
    path = write_lines(tmp_path / "a.jsonl", [f"n{number}SLOW" for number in range(60)] + ["POISON"])
    out = tmp_path / "parts"
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        victim = next(iter(cluster.workers.values())).process.process.pid
        done = []
        with run.cluster(cluster.scheduler_address) as executor:
            planned = plan([str(path)], size=5, model="toy 1")
            for outcome in run.run(planned, out, executor, model=toy.model):
                done.append(outcome)
                if len(done) == 3:
                    os.kill(victim, signal.SIGKILL)
        assert [outcome.error for outcome in done] == [""] * 13
        assert (sum(outcome.articles for outcome in done), sum(outcome.failures for outcome in done)) == (60, 1)
    assert toy.read().count("load") <= 6  # one a worker, one more for the killed one, two for the poison
    found = [item for name in out.glob("*.parquet") for item in parts.read(Path(name))]
    assert len({item.article.key for item in found if not isinstance(item, Failure)}) == 60


def test_what_is_missing_is_said_once_and_nothing_is_written(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("Nobody spoke.")
    result = call("batch", "extract", tmp_path, "--out", tmp_path / "parts", "--shard-size", 1)
    assert result.exit_code == 1
    assert result.output.count("pyarrow") == 1
    assert not (tmp_path / "parts").exists()
