"""Kills at random moments: `python tests/fuzz/kills.py --kills 200 --seed 1`, or `make kills N=200 SEED=1`.

Ingest, load, review, merge and the removal of articles are each ended by SIGKILL after a random part of the processor
time that they need, again and again, each in a process of its own. After every kill the database must be sound (as
`quotes doctor` has it), and hold what it held before and all of what was done since, or nothing of it: an article with
all its quotations, a decision with all that follows from it. Then the command is run again, killed once more or to its
end, after which the database must be what it is where nobody kills. Toys read the articles, at once, in the process itself;
`tests/batch` kills those who really read. Exit status 1 where anything is lost, doubled or half there.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import re
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

import click
from click.testing import CliRunner

from quotes.batch import processes, worker
from quotes.cli import main as command_line
from quotes.pipeline import analyse as analysing
from quotes.pipeline.network import encoder
from quotes.store.doctor import check
from quotes.types import Analysis, Article, Quote

# moments, who wrote what, and numbers that only this database gives: the same work gives others each time
_PASSING = frozenset("id at started finished retrieved removed run_id first_run last_run detail".split())
_NAMED = {
    "articles": "uid",
    "quotes": "uid",
    "speakers": "name || '|' || kind",
    "appearances": "folded",
    "variant_groups": "(SELECT uid FROM quotes WHERE quotes.id = first_quote_id)",
}
# what is only found by numbers, and what says when something ran
_LEFT_OUT = frozenset("variant_shingles story_bands runs failures settings _sqlite_migrations".split())
_WORDS = (
    "we will not sell the ferry pier school harbour bridge tower boats old new town because nobody asked in winter summer of"
    " ships sail early late under water over hill road train station market fish bread price wage tax council vote law court"
    " judge child teacher doctor nurse storm rain wind night day year week month river lake island coast cliff"
).split()
Rows = dict[str, Counter[tuple[Any, ...]]]


@dataclass(frozen=True, slots=True)
class Command:
    """A command line and what is typed into it; `begun` says that of its work a part may be done, in whole steps."""

    name: str
    arguments: tuple[str, ...]
    typed: str = ""
    begun: bool = False

    def on(self, db: Path) -> list[str]:
        """The arguments, with a database."""
        return [str(db) if a == "DB" else a for a in self.arguments]


@dataclass(slots=True)
class Tally:
    """Kills and full runs by command, and what was found wrong."""

    kills: Counter[str]
    again: Counter[str]
    wrong: list[str]


def toy_reading() -> None:
    """Lets this process and its children read by a pattern: what stands in marks is said by the two words behind `said`."""

    def analyse(articles: Any, *_: Any, **__: Any) -> Iterator[Analysis]:
        for article in articles:
            yield Analysis(article, tuple(_quotes(article)), model="toy 1")

    def ask(_: Any, request: Any) -> Iterator[Any]:
        return (value for kind, value in worker._answers(request, None) if kind == "found")  # type: ignore[arg-type]

    encoder.of = lambda *_, **__: None  # type: ignore[assignment, return-value]
    analysing.analyse = analyse  # type: ignore[assignment]
    processes.Process._ask = ask  # type: ignore[method-assign]


def _quotes(article: Article) -> Iterator[Quote]:
    for m in re.finditer(r"“([^”]+)” said (\w+ \w+)", article.text):
        span = m.span(1)
        yield Quote(
            *span, (span,), m[1], "direct", (span,), (m.span(2),), speaker=m[2], speaker_kind="person", role="mayor"
        )


def write_articles(path: Path, r: Random, numbers: range) -> None:
    """Lines of JSON: articles of three quotations each, by people of few surnames; what is said comes again now and then."""
    given, last = "Ada Bo Oda Tom Una Ivo".split(), "Brandt Mole Ferrin Ekman".split()
    told = [" ".join(r.choices(_WORDS, k=r.randint(8, 16))) for _ in range(2 * len(numbers))]
    with path.open("w") as out:
        for n in numbers:
            said = (f"“{r.choice(told).capitalize()}.” said {r.choice(given)} {r.choice(last)}." for _ in range(3))
            record = {
                "id": f"n{n}",
                "text": "\n\n".join(said),
                "outlet": "Quay Gazette",
                "published": f"2024-02-{n % 28 + 1:02}",
            }
            out.write(json.dumps(record) + "\n")


def run(command: Command, db: Path, moment: float | None = None) -> tuple[int, float, str]:
    """Runs a command in a forked process, and kills that after `moment` seconds of its processor time.

    Returns how it ended (a signal is negative), its seconds, and what it printed.
    """
    with tempfile.TemporaryFile() as said:
        child = os.fork()
        if not child:
            _become(command, db, said.fileno())
        ended, spent = 0, 0.0
        while not ended:
            try:
                spent = int(Path(f"/proc/{child}/schedstat").read_text().split()[0]) / 1e9
            except (OSError, ValueError, IndexError):
                pass
            if moment is not None and spent >= moment:
                os.kill(child, signal.SIGKILL)
                _, status = os.waitpid(child, 0)
                break
            time.sleep(0.0005 if moment is not None else 0.005)
            ended, status = os.waitpid(child, os.WNOHANG)
        said.seek(0)
        return os.waitstatus_to_exitcode(status), spent, said.read().decode(errors="replace")


def _become(command: Command, db: Path, out: int) -> None:
    """Becomes the command; never returns."""
    code = 70
    try:
        os.dup2(out, 1)
        os.dup2(out, 2)
        sys.stdin = io.TextIOWrapper(io.BytesIO(command.typed.encode()))
        sys.stdout = sys.stderr = open(out, "w", closefd=False, buffering=1)  # noqa: SIM115
        try:
            command_line.main(command.on(db), standalone_mode=False)
            code = 0
        except SystemExit as end:
            code = int(end.code or 0)
        except click.ClickException as error:  # it is done already, and says so
            code = error.exit_code
            print(error.format_message())
        except click.exceptions.Abort:  # what was typed is through
            code = 0
    except BaseException as error:  # noqa: BLE001 (the parent says so)
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
    finally:
        os._exit(code)


def rows(db: Path) -> Rows:
    """What a database holds, table by table: without moments and numbers, rows that are pointed to by their names."""
    held: Rows = {}
    with closing(sqlite3.connect(f"file:{db}?mode=ro", uri=True)) as conn:
        names = [row[0] for row in conn.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in names:
            if "_fts" in table or table.startswith("sqlite_") or table in _LEFT_OUT:
                continue
            parents = {row[3]: row[2] for row in conn.execute(f"PRAGMA foreign_key_list({table})")}
            taken = [row[1] for row in conn.execute(f"PRAGMA table_info({table})") if row[1] not in _PASSING]
            columns = [
                _named(column, parents.get(column)) for column in taken if parents.get(column) in (None, *_NAMED)
            ]
            if columns:
                held[table] = Counter(conn.execute(f"SELECT {', '.join(columns)} FROM {table}"))
    return held


def _named(column: str, parent: str | None) -> str:
    return f"(SELECT {_NAMED[parent]} FROM {parent} p WHERE p.id = {column})" if parent else f'"{column}"'


class Round:
    """A command on a database: killed, looked at, and run again."""

    def __init__(self, folder: Path, command: Command, base: Path, r: Random) -> None:
        self.folder, self.command, self.base, self.r = folder, command, base, r
        self.db = folder / "killed.db"
        self.before = rows(base) if base.exists() else {}
        code, self.seconds, said = run(command, self._fresh("whole.db"))
        if code not in (0, 1) or "Traceback" in said:
            raise SystemExit(f"{command.name}: {code}: {said}")
        self.after = rows(folder / "whole.db")
        self.steps: list[Rows] = []

    def _fresh(self, name: str) -> Path:
        for path in self.folder.glob(f"{name}*"):
            path.unlink()
        if self.base.exists():
            shutil.copy(self.base, self.folder / name)
        return self.folder / name

    def go(self, tally: Tally, most: int) -> None:
        """Kills up to `most` times, on the way to the end."""
        self._fresh(self.db.name)
        for _ in range(most):
            code, _, said = run(self._rest(), self.db, self.r.uniform(0, 1.02 * self.seconds))
            if code != -signal.SIGKILL:
                break
            tally.kills[self.command.name] += 1
            tally.wrong += [f"{self.command.name}: {what}" for what in self._wrong()]
        tally.again[self.command.name] += 1
        code, _, said = run(self._rest(), self.db)
        if code not in (0, 1) or "Traceback" in said:
            tally.wrong.append(f"{self.command.name}: run again, it ends with {code}: {said[-300:]}")
        now = rows(self.db)
        if now != self.after:
            tally.wrong.append(
                f"{self.command.name}: run to its end, it holds something else: {_difference(now, self.after)}"
            )

    def _rest(self) -> Command:
        """The command; what is typed into it is what did not become a decision yet."""
        if not self.command.typed:
            return self.command
        rest = self.command.typed.splitlines(keepends=True)[self._decided(self.db) :]
        return replace(self.command, typed="".join(rest))

    def _decided(self, db: Path) -> int:
        with closing(sqlite3.connect(db)) as conn:
            return int(conn.execute("SELECT count(*) FROM reviews").fetchone()[0]) - sum(
                self.before.get("reviews", Counter()).values()
            )

    def _wrong(self) -> Iterator[str]:
        """What is wrong with the database after a kill."""
        if not self.db.exists() or not self.db.stat().st_size:
            if self.before:
                yield "the database is gone"
            return
        with closing(sqlite3.connect(self.db)) as conn:
            if not conn.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                if self.before:
                    yield "the database is empty"
                return
        yield from (f"{problem.where}: {problem.what}" for problem in check(self.db))
        now = rows(self.db)
        if self.command.begun:
            yield from self._partly(now)
        elif self.command.typed:
            expected = self._after_typing(self._decided(self.db))
            if now != expected:
                yield f"a decision is half there: {_difference(now, expected)}"
        elif now not in (self.before, self.after):
            yield f"half done: {_difference(now, self.before)} … {_difference(now, self.after)}"

    def _partly(self, now: Rows) -> Iterator[str]:
        """Whatever is there is whole: what was there before, and articles with all that belongs to them."""
        for table in ("articles", "quotes", "reviews"):
            if lost := self.before.get(table, Counter()) - now.get(table, Counter()):
                yield f"lost from {table}: {list(lost)[:2]}"
            if strange := now.get(table, Counter()) - self.after[table]:
                yield f"strange in {table}: {list(strange)[:2]}"
        with closing(sqlite3.connect(self.db)) as conn:
            there = {row[0] for row in conn.execute("SELECT uid FROM articles")}
        whole = self._quotations(self.folder / "whole.db", there)
        if self._quotations(self.db, there) != whole:
            yield "an article is there without some of its quotations"

    def _quotations(self, db: Path, of: set[str]) -> set[tuple[str, str]]:
        with closing(sqlite3.connect(db)) as conn:
            found = conn.execute("SELECT a.uid, q.uid FROM quotes q JOIN articles a ON a.id = q.article_id").fetchall()
        return {pair for pair in found if pair[0] in of}

    def _after_typing(self, decided: int) -> Rows:
        """What the database holds after so many decisions."""
        lines = self.command.typed.splitlines(keepends=True)
        while len(self.steps) <= decided:
            typed = "".join(lines[: len(self.steps)])
            run(replace(self.command, typed=typed), self._fresh("step.db"))
            self.steps.append(rows(self.folder / "step.db"))
        return self.steps[decided]


def _difference(a: Rows, b: Rows) -> str:
    out = [
        f"{table} +{list(a.get(table, Counter()) - b.get(table, Counter()))[:1]} -{list(b.get(table, Counter()) - a.get(table, Counter()))[:1]}"
        for table in sorted({*a, *b})
        if a.get(table, Counter()) != b.get(table, Counter())
    ]
    return "; ".join(out)[:600]


def commands(folder: Path, r: Random) -> list[tuple[Command, Path]]:
    """The commands, each with the database that it starts on."""
    model = folder / "toy"
    model.mkdir()
    (model / "meta.json").write_text(json.dumps({"version": "toy 1"}))
    some, more, parts = folder / "some.jsonl", folder / "more.jsonl", folder / "parts"
    write_articles(some, r, range(12))
    write_articles(more, r, range(12, 30))
    base, none, by = folder / "base.db", folder / "none.db", ("--model", str(model))
    _do(Command("ingest", ("ingest", "DB", str(some), *by)), base)
    _do(Command("review", ("review", "DB", "--reviewer", "Ann"), "a\nr no\na\n"), base)
    _do(Command("extract", ("batch", "extract", str(more), "--out", str(parts), "--shard-size", "7", *by)), none)
    _do(Command("load", ("batch", "load", "DB", str(parts))), folder / "spare.db")
    with closing(sqlite3.connect(base)) as conn:
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        people = [row[0] for row in conn.execute("SELECT id FROM speakers ORDER BY articles DESC, id")]
        removed = str(conn.execute("SELECT max(id) FROM articles").fetchone()[0])
    a, b = (str(n) for n in r.sample(people[:6], 2))
    typed = "".join(
        r.choice(("a\n", "r no\n")) for _ in range(12)
    )  # each a decision, with which its quotation is through
    return [
        (Command("ingest", ("ingest", "DB", str(more), *by), begun=True), base),
        (Command("ingest", ("ingest", "DB", str(some), *by), begun=True), none),
        (Command("load", ("batch", "load", "DB", str(parts)), begun=True), base),
        (Command("load", ("batch", "load", "DB", str(parts)), begun=True), none),
        (Command("review", ("review", "DB", "--reviewer", "Ann"), typed), base),
        (Command("merge", ("speakers", "DB", "merge", a, b)), base),
        (Command("remove", ("articles", "remove", "DB", removed)), base),
        (Command("purge", ("articles", "remove", "DB", removed, "--purge", "--yes")), base),
    ]


def _do(command: Command, db: Path) -> None:
    """Runs a command in this process, which has then loaded what its children need."""
    done = CliRunner().invoke(command_line, command.on(db), input=command.typed)
    if done.exit_code and not command.typed:
        raise SystemExit(f"{command.name}: {done.exit_code}: {done.output}")


def campaign(kills: int, seed: int) -> Tally:
    """Kills so many times, each command as often."""
    toy_reading()
    tally = Tally(Counter(), Counter(), [])
    with tempfile.TemporaryDirectory(prefix="quotes-kills-") as made:
        r = Random(seed)
        rounds = []
        for n, (command, base) in enumerate(commands(Path(made), r)):
            (folder := Path(made) / str(n)).mkdir()
            rounds.append(Round(folder, command, base, r))
        told = 0
        while sum(tally.kills.values()) < kills and len(tally.wrong) < 20:
            for one in rounds:
                one.go(tally, min(r.choice((1, 2, 3, 5)), kills - sum(tally.kills.values())))
                if sum(tally.kills.values()) >= kills:
                    break
            print(
                f"… {sum(tally.kills.values())} kills, {len(tally.wrong)} wrong",
                *tally.wrong[told:],
                sep="\n",
                flush=True,
            )
            told = len(tally.wrong)
    return tally


def main(arguments: Sequence[str] | None = None) -> int:
    """Kills; prints the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    tally = campaign(asked.kills, asked.seed)
    for name, number in tally.kills.items():
        print(f"{name:8} {number:5} kills {tally.again[name]:5} runs to the end afterwards")
    print(f"{sum(tally.kills.values())} kills, {len(tally.wrong)} wrong; seed {asked.seed}")
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
