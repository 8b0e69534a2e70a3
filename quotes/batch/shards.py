"""Input cut into shards, and a shard turned into a part: the same shard gives the same part, whoever reads it."""

from __future__ import annotations

import hashlib
import io
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import local
from time import monotonic

from quotes.batch import parts
from quotes.batch.cuts import Cut, Stretch, cuts
from quotes.batch.processes import Process
from quotes.errors import BatchError, IngestError
from quotes.ingest.folders import Choice, walk
from quotes.types import Article, Failure

SIZE = 256  # articles, or small files, in a shard; an article takes a part of a second
BYTES = 32_000_000  # of small files in a shard


@dataclass(frozen=True, slots=True)
class Piece:
    """A file or a URL, or a piece of a file; size and time tell a file that changed from what it was."""

    location: str
    size: int = 0
    changed: int = 0  # nanoseconds
    cut: Cut | None = None


@dataclass(frozen=True, slots=True)
class Shard:
    """Some input and how to read it: a task that can be sent to any process that sees the same files."""

    pieces: tuple[Piece, ...]
    model: str  # the weights' version
    defaults: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    keep_original: bool = False

    @property
    def name(self) -> str:
        """The name of its part: of 16 hexadecimal digits that change with the input, the settings and the weights."""
        what = (
            self.pieces,
            self.model,
            sorted(self.defaults.items()),
            sorted(self.columns.items()),
            self.keep_original,
        )
        return hashlib.blake2b(repr(what).encode("utf-8", "surrogateescape"), digest_size=8).hexdigest()

    @property
    def inputs(self) -> list[str]:
        """What it reads, for a person."""
        return [
            piece.location + (f" ({piece.cut.start}-{piece.cut.stop})" if piece.cut else "") for piece in self.pieces
        ]

    def items(self) -> Iterator[Article | Failure]:
        for piece in self.pieces:
            if piece.cut:
                yield from self._cut_out(piece.location, piece.cut)
            else:
                yield from self._whole(piece.location)

    def _whole(self, location: str) -> Iterator[Article | Failure]:
        from quotes.ingest import read

        yield from read(location, defaults=self.defaults, columns=self.columns, keep_original=self.keep_original)

    def _cut_out(self, path: str, cut: Cut) -> Iterator[Article | Failure]:
        from quotes.ingest.sources import Options, Source
        from quotes.ingest.stream import reader_of, walled
        from quotes.ingest.web import Fetcher

        options = Options(Fetcher(), self.defaults, self.columns, self.keep_original)
        try:
            with io.BufferedReader(Stretch(path, cut.start, cut.stop)) as stream:
                yield from walled(path, reader_of(cut.kind)(Source(path, stream, before=cut.before), options))
        except IngestError as error:
            yield Failure(path, str(error))
        except OSError as error:
            yield Failure(path, error.strerror or str(error))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a shard; one with an `error` was set aside and has no part."""

    shard: str
    inputs: list[str]
    articles: int = 0
    quotes: int = 0
    failures: int = 0
    words: int = 0
    seconds: float = 0.0
    error: str = ""


def plan(
    inputs: Iterable[str],
    *,
    size: int = SIZE,
    include: Sequence[str] = (),
    exclude: Sequence[str] = (),
    columns: Mapping[str, str] | None = None,
    **settings: object,
) -> Iterator[Shard]:
    """Yield the shards of files, folders and URLs, in a fixed order; large files are cut, small ones are read together.

    `include` and `exclude` say which files of a folder; `settings`, with `columns`, are those of `Shard`. Raises BatchError for standard input, which cannot be read twice.
    """
    together: list[Piece] = []
    choice = Choice(tuple(include), tuple(exclude), columns or {})
    settings["columns"] = choice.columns
    for path in inputs:
        if path == "-":
            raise BatchError("standard input cannot be cut into shards: give a file")
        for piece in _pieces(path, size, choice):
            if piece.cut:
                yield Shard((piece,), **settings)  # type: ignore[arg-type]
                continue
            together.append(piece)
            if len(together) == size or sum(one.size for one in together) > BYTES:
                yield Shard(tuple(together), **settings)  # type: ignore[arg-type]
                together = []
    if together:
        yield Shard(tuple(together), **settings)  # type: ignore[arg-type]


def extract_shard(shard: Shard, out: str, model: str | None) -> Outcome:
    """Write the shard's part into the folder; the process that reads it is kept for this thread's next shard.

    Raises BatchError where reading it kills every process, and ModelError.
    """
    began = monotonic()
    found = list(_process(model).read(shard))
    parts.write(Path(out) / f"{shard.name}.parquet", found)
    failures = sum(isinstance(item, Failure) for item in found)
    analyses = [item for item in found if not isinstance(item, Failure)]
    return Outcome(
        shard.name,
        shard.inputs,
        articles=len(analyses),
        quotes=sum(len(analysis.quotes) for analysis in analyses),
        failures=failures,
        words=sum(len(analysis.article.text.split()) for analysis in analyses),
        seconds=round(monotonic() - began, 2),
    )


_own = local()  # a reading process for each thread, since a cluster's worker may run several
_all: list[Process] = []


def kill_processes() -> None:
    """End every reading process that shards were given to; whoever reads just now finds it dead."""
    while _all:
        _all.pop().kill()


def _process(model: str | None) -> Process:
    process: Process | None = getattr(_own, "process", None)
    if process is None or process.model != model or process not in _all:
        process = _own.process = Process(model)
        _all.append(process)
    return process


def _pieces(path: str, size: int, choice: Choice) -> Iterator[Piece]:
    if "://" in path[:12]:
        yield Piece(path)
        return
    folder = os.path.abspath(path)
    for file in walk(folder, choice) if os.path.isdir(folder) else (folder,):
        if not isinstance(file, str):
            continue
        try:
            there = os.stat(file)
        except OSError:
            yield Piece(file)  # its reader says what is wrong
            continue
        facts = (file, there.st_size, there.st_mtime_ns)
        cut = cuts(file, size) if os.path.isfile(file) else []
        yield from (Piece(*facts, one) for one in cut) if cut else [Piece(*facts)]
