import io
import json
import os
import pickle
from pathlib import Path
from time import monotonic

import pytest
from commands import call

from quotes.batch import processes, worker
from quotes.batch.processes import Process, batches, extract
from quotes.batch.tasks import Batch, Request
from quotes.batch.worker import CHUNK, serve
from quotes.errors import BatchError, ModelError
from quotes.types import Article, Failure


def articles(*words):
    return [Article(f"{word} says “it is so”.", key=word, origin=word, original=word.encode()) for word in words]


def outcome(found):
    return [(f.origin, f.reason) if isinstance(f, Failure) else (f.article.key, len(f.quotes)) for f in found]


@pytest.mark.parametrize("jobs", [1, 2])
def test_findings_come_in_the_articles_order_whatever_the_jobs(toy, jobs):
    given = articles(*(f"n{number}" + "x" * (number * 37 % 900) for number in range(80)))
    found = list(extract(iter(given), jobs=jobs, model=toy.model))
    assert [f.article for f in found] == given  # with their original bytes, which never left
    assert {len(f.quotes) for f in found} == {1}
    assert toy.read().count("load") <= jobs


def test_an_article_that_kills_its_process_costs_only_itself(toy):
    given = articles("a", "b", "POISON", "c", "POISON2", *(f"d{n}" for n in range(30)))
    found = outcome(extract(given, model=toy.model))
    assert found[2] == ("POISON", "it cannot be analysed (its process ended with 7)")
    assert found[4][0] == "POISON2"
    assert [pair for pair in found if pair[1] != 1] == [found[2], found[4]]
    assert len(found) == len(given)


def test_an_article_that_the_pipeline_trips_over_costs_only_itself(toy):
    found = outcome(extract(articles("a", "TROUBLE", "b"), model=toy.model))
    assert found == [("a", 1), ("TROUBLE", "it cannot be analysed (ValueError: no such luck)"), ("b", 1)]
    assert toy.read().count("load") == 1


def test_no_file_of_the_folder_is_taken_for_a_module(toy, tmp_path, monkeypatch):
    for name in ("quotes", "pickle", "numpy"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(3)")
    monkeypatch.chdir(tmp_path)
    assert outcome(extract(articles("a"), model=toy.model)) == [("a", 1)]


def test_a_process_that_somebody_kills_loses_nothing(toy):
    process = Process(toy.model)
    given = articles(*(f"n{number}" for number in range(3 * CHUNK)))
    found = []
    for item in process.read(Batch(tuple(given))):
        found.append(item)
        if len(found) == CHUNK + 3:
            process._process.kill()
    process.close()
    assert [f.article.key for f in found] == [f"n{number}" for number in range(3 * CHUNK)]


def test_an_article_that_takes_for_ever_is_given_up(toy, monkeypatch):
    before = monotonic()
    list(extract(articles("a"), model=toy.model))
    monkeypatch.setattr(processes, "PATIENCE", 1 + 4 * (monotonic() - before))  # its start included
    monkeypatch.setenv("QUOTES_TOY_SLOW", "60")
    found = outcome(extract(articles("a", "SLOW", "b"), model=toy.model))
    assert found == [("a", 1), ("SLOW", "it cannot be analysed (its process was killed by SIGKILL)"), ("b", 1)]


class Deadly:
    """Items that kill whoever reads them."""

    def items(self):
        yield articles("a")[0]
        os._exit(9)


def test_input_that_cannot_be_read_without_dying_is_an_error(toy, monkeypatch):
    here = Path(__file__).parent
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join((os.environ["PYTHONPATH"], str(here), str(here.parent))))
    process = Process(toy.model)
    with pytest.raises(BatchError, match="its process ended with 9"):
        list(process.read(Deadly()))
    process.close()


@pytest.mark.parametrize(
    ("lengths", "expected"),
    [([], []), ([5], [[0]]), ([10, 30_000, 20], [[1], [2, 0]]), ([1] * (CHUNK + 1), [list(range(CHUNK)), [CHUNK]])],
)
def test_batches_hold_texts_of_about_the_same_length(lengths, expected):
    assert list(batches(lengths)) == expected


def test_the_command_reads_in_processes(toy, tmp_path):
    files = [tmp_path / f"{word}.txt" for word in ("one", "POISON", "two")]
    for file in files:
        file.write_text(f"{file.stem} says “it is so”.")
    result = call("extract", "--jobs", 2, "--model", toy.model, *files)
    assert [json.loads(line)["quotes"][0]["text"] for line in result.stdout.splitlines()] == ["it is so"] * 2
    assert (result.exit_code, result.stderr.splitlines()[0]) == (
        1,
        f"Failed: {files[1]}: it cannot be analysed (its process ended with 7)",
    )


def answered(*requests):
    """What a reading process says to these, in this process."""
    asked, said = io.BytesIO(b"".join(map(pickle.dumps, requests))), io.BytesIO()
    serve(asked, said)
    said.seek(0)
    answers = []
    while said.tell() < len(said.getvalue()):
        answers.append(pickle.load(said))
    return answers


GIVEN = Batch((*articles("one", "two"), Failure("three", "no text")))


@pytest.mark.parametrize(
    ("start", "careful", "expected"),
    [
        (0, 0, [("found", ["one", "two", "no text"]), ("end", None)]),
        (1, 0, [("found", ["two", "no text"]), ("end", None)]),
        (1, 1, [("reading", "two"), ("found", ["two"]), ("found", ["no text"]), ("end", None)]),
        (3, 0, [("end", None)]),
    ],
)
def test_what_a_process_answers(start, careful, expected):
    said = answered(Request(GIVEN, None, start, careful))
    kept = [
        (kind, [f.reason if isinstance(f, Failure) else f.article.key for f in value] if kind == "found" else value)
        for kind, value in said
    ]
    assert kept == expected


def test_an_article_that_takes_too_long_is_one_failure(monkeypatch):
    monkeypatch.setattr(worker, "SECONDS", 0.2)
    monkeypatch.setattr(worker, "SLOWEST", 1e9)
    slow = Article("“We will open the gate,” said Mira Lund. " * 2000, origin="slow")
    (_, (first, second)), _ = answered(Request(Batch((slow, *articles("b"))), None))
    assert (first.origin, first.reason) == ("slow", "it cannot be analysed (more than 0 seconds)")
    assert second.article.key == "b"


def test_weights_that_are_not_there_are_an_error(tmp_path):
    ((kind, error),) = answered(Request(GIVEN, str(tmp_path / "none")))
    assert kind == "error" and isinstance(error, ModelError) and str(tmp_path / "none") in str(error)
