"""CSV and Parquet: a row is an article, its columns mapped by the caller or guessed."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

from quotes.errors import IngestError, missing
from quotes.ingest import cutoff
from quotes.ingest.buffers import DAMAGE
from quotes.ingest.columns import GUESSES, folded, resolve, text_column
from quotes.ingest.encoding import BOMS, decode
from quotes.ingest.packed import Ratio, seekable
from quotes.ingest.sources import Options, Source, attempt, make_article, read_all
from quotes.limits import (
    FREE,
    FREE_ROWS,
    MAX_CELLS,
    MAX_DOCUMENT,
    MAX_GROUPS,
    MAX_LINE,
    MAX_MEMORY,
    MAX_TEXT,
    RATIO,
    WEIGHT,
)
from quotes.types import Article, Failure

DELIMITERS = ",;\t|"
BATCH = 64  # rows of Parquet held at once
MAX_HEADER = 100_000  # characters


def read_csv(source: Source, options: Options) -> Iterator[Article | Failure]:
    """Yield the article of each row below a line of column names; commas, semicolons, tabs or bars part them."""
    stream: Any = source.stream
    encoding = next((name for mark, name in BOMS if source.head.startswith(mark)), "utf-8-sig")
    # broken bytes are carried through as surrogates, and mended field by field; of the wide encodings they cannot be
    errors = "surrogateescape" if encoding == "utf-8-sig" else "replace"
    text = io.TextIOWrapper(stream, encoding, errors=errors, newline="")
    try:
        yield from _rows(text, source, options)
    except (csv.Error, UnicodeError) as error:
        raise IngestError(f"not a table that can be read ({error})") from None
    finally:
        text.detach()


def _rows(text: io.TextIOWrapper, source: Source, options: Options) -> Iterator[Article | Failure]:
    top = text.readline(MAX_HEADER)
    delimiter = max(DELIMITERS, key=top.count)
    names = [name.strip() for name in next(csv.reader([top], delimiter=delimiter), [])]
    text_column(names, options.columns)
    csv.field_size_limit(MAX_TEXT)
    too_long: list[int] = []
    with_nul: list[int] = []
    rows = csv.reader(_lines(text, too_long, with_nul), delimiter=delimiter)
    for number in _count(2):
        origin = f"{source.origin}#{number}"
        try:
            row = next(rows)
        except StopIteration:
            break
        except csv.Error as error:
            yield Failure(origin, f"row {number}: {error}")
            continue
        finally:
            for line in too_long:
                yield Failure(origin, f"line {line}: longer than the limit of {MAX_TEXT // 1_000_000} MB")
            too_long.clear()
        if with_nul:
            yield Failure(origin, f"row {number}: NUL characters, which are left out")
            with_nul.clear()
        if any(row):
            yield _row_article(names, row, number, source, options)


def _count(start: int) -> Iterator[int]:
    while True:
        yield start
        start += 1


def _lines(text: io.TextIOWrapper, too_long: list[int], with_nul: list[int]) -> Iterator[str]:
    """The lines without their NULs; one over the limit is skipped without ever being held. The numbers of both are noted."""
    number = 1
    while line := text.readline(MAX_TEXT + 1):
        number += 1
        if len(line) <= MAX_TEXT:
            if "\0" in line:
                with_nul.append(number)
                line = line.replace("\0", "")
            yield line
            continue
        while line and not line.endswith("\n"):
            line = text.readline(MAX_TEXT)
        too_long.append(number)


def _row_article(
    names: Sequence[str],
    row: list[str],
    number: int,
    source: Source,
    options: Options,
    sheet: str = "",
    extractor: str = "csv",
) -> Article | Failure:
    def make() -> Article:
        if len(row) > len(names):
            raise IngestError(f"{len(row)} fields under {len(names)} column names")
        values = {name: _mended(value) for name, value in zip(names, row, strict=False)}
        raw = json.dumps(values).encode()
        return make_article(
            resolve(values, options.columns), source, options, raw=raw, extractor=extractor, record=f"#{sheet}{number}"
        )

    outcome = attempt(f"{source.origin}#{sheet}{number}", make)
    return Failure(outcome.origin, f"row {number}: {outcome.reason}") if isinstance(outcome, Failure) else outcome


def _mended(value: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError:
        return decode(value.encode("utf-8", errors="surrogateescape"))
    return value


def read_workbook(source: Source, options: Options) -> Iterator[Article | Failure]:
    """Yield the article of each row of every sheet of an Excel file whose first row names a column of text."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        raw = read_all(source, MAX_DOCUMENT)
        book = CalamineWorkbook.from_filelike(_checked(raw))
        sheets = [(name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in book.sheet_names]
    except (CalamineError, OSError, ValueError) as error:
        raise IngestError(f"not an Excel file that can be read ({' '.join(str(error).split())[:120]})") from None
    refused: list[IngestError] = []
    for sheet, rows in sheets:
        names = [str(value).strip() for value in rows[0]] if rows else []
        try:
            text_column(names, options.columns)
        except IngestError as error:
            refused.append(error)
            continue
        place = f"{sheet}!" if len(sheets) > 1 else ""
        for number, row in enumerate(rows[1:], start=2):
            if any(value not in ("", None) for value in row):
                yield _row_article(names, [_cell(v) for v in row], number, source, options, place, "xlsx")
    if len(refused) == len(sheets):
        raise refused[0] if refused else IngestError("it has no sheets")


_PLACE = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]{1,7})?(\d{1,12})[\"']")
_CELL = re.compile(rb"<(?:\w+:)?c\b([^<>]*)>\s*<(?:\w+:)?v\b[^<>]*>\s*(\d{1,9})")
_SHARED = re.compile(rb"\bt\s*=\s*[\"']s[\"']")
_STRING = re.compile(rb"<(?:\w+:)?si\b")


def _checked(raw: bytes) -> io.BytesIO:
    """The XML of a workbook, packed anew: what is checked is what is read, whatever the file says of sizes, names and places.

    Raises IngestError where its sheets would fill the memory: cells far away, or one text shared by very many.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            names = [name for name in archive.NameToInfo if name.lower().endswith((".xml", ".rels")) and "/" in name]
            parts = {name: archive.read(name) for name in [*names, "[Content_Types].xml"] if name in archive.NameToInfo}
    except (*DAMAGE, ValueError, NotImplementedError, RuntimeError) as error:
        raise IngestError(f"not an Excel file that can be read ({error})") from None
    strings = [part for name, part in parts.items() if name.lower().endswith("sharedstrings.xml")]
    sizes = max(map(_lengths, strings), key=sum, default=[])
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, part in parts.items():
            _check_sheet(part, sizes)
            archive.writestr(name, part)
    packed.seek(0)
    return packed


def _check_sheet(printed: bytes, sizes: Sequence[int]) -> None:
    width = height = 0
    for letters, digits in _PLACE.findall(printed):
        column = 0
        for letter in letters.upper():
            column = column * 26 + letter - 64
        width, height = max(width, column), max(height, int(digits))
    if width * height > MAX_CELLS:
        raise IngestError(f"a sheet reaches {width:,} columns and {height:,} rows far, more than {MAX_CELLS:,} cells")
    shared = (int(number) for attributes, number in _CELL.findall(printed) if _SHARED.search(attributes))
    if sum(sizes[n] for n in shared if n < len(sizes)) > 2 * MAX_DOCUMENT:
        raise IngestError(f"its cells hold more than {2 * MAX_DOCUMENT // 1_000_000} MB of text")


def _lengths(strings: bytes) -> list[int]:
    """About how many bytes each shared text of a workbook has."""
    starts = [m.start() for m in _STRING.finditer(strings)]
    return [end - start for start, end in pairwise([*starts, len(strings)])]


def _cell(value: object) -> str:
    whole = isinstance(value, float) and value.is_integer()
    return str(int(value)) if whole else str(value)  # type: ignore[call-overload]


def read_parquet(source: Source, options: Options) -> Iterator[Article | Failure]:
    """Yield the article of each row of a Parquet file, read in small batches."""
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise IngestError(missing("reading Parquet", "pyarrow", "parquet")) from None
    with seekable(source.stream) as stream:
        size = stream.seek(0, io.SEEK_END)
        stream.seek(0)
        try:
            columns = pyarrow.parquet.ParquetFile(stream).schema
            # a text that many rows share stays one text
            shared = [column.path for column in columns if column.physical_type == "BYTE_ARRAY"]
            with _plain_memory(pyarrow):
                table = pyarrow.parquet.ParquetFile(stream, read_dictionary=shared)
            _check_unpacked(table.metadata, size)
            names = table.schema_arrow.names
            text_column(names, options.columns)
            known = {guess for guesses in GUESSES.values() for guess in guesses} | set(options.columns.values())
            wanted = [name for name in names if name in known or folded(name) in known]
            number, ratio = 0, Ratio(lambda: size)
            batches = table.iter_batches(batch_size=BATCH, columns=list(dict.fromkeys(wanted)), use_threads=False)
            while (batch := _next(batches)) is not None:
                for row in range(batch.num_rows):
                    number += 1
                    cells = {name: batch.column(at)[row] for at, name in enumerate(batch.schema.names)}
                    ratio(sum(map(_weight, cells.values())))
                    yield _record_article(cells, number, source, options)
        except MemoryError:
            raise IngestError(f"reading it takes more than {MAX_MEMORY / 1e9:g} GB of memory: a bomb") from None
        except (pyarrow.ArrowException, OSError, UnicodeDecodeError) as error:
            raise IngestError(f"a damaged Parquet file ({' '.join(str(error).split())[:120]})") from None


@contextmanager
def _plain_memory(pyarrow: Any) -> Iterator[None]:
    """Have files that are opened inside take their memory from the system; others that this process reads go on as they did.

    pyarrow's usual pool takes a gigabyte ahead, in which nobody sees a bomb.
    """
    usual = pyarrow.default_memory_pool()
    pyarrow.set_memory_pool(pyarrow.system_memory_pool())
    try:
        yield
    finally:
        pyarrow.set_memory_pool(usual)


def _next(batches: Iterator[Any]) -> Any:
    """The next batch, or None; raises MemoryError where it takes too much, whatever the file says of the sizes of its pages."""
    with cutoff.memory(MAX_MEMORY):
        return next(batches, None)


def _check_unpacked(metadata: Any, size: int) -> None:
    """Raises IngestError for a file that says of itself that it unpacks to far more than it is, or lies in very many pieces."""
    if metadata.num_row_groups > MAX_GROUPS:
        raise IngestError(f"has {metadata.num_row_groups:,} groups of rows, more than the limit of {MAX_GROUPS:,}")
    unpacked = sum(metadata.row_group(number).total_byte_size for number in range(metadata.num_row_groups))
    if unpacked > FREE and unpacked > RATIO * size:
        raise IngestError(f"unpacks to more than {RATIO} times its size: a bomb")
    if metadata.num_rows > FREE_ROWS and metadata.num_rows > size:
        raise IngestError(f"has {metadata.num_rows:,} rows in {size:,} bytes: a bomb")


def _value(scalar: Any) -> Any:
    """What a cell holds; raises IngestError for one that holds too much, before it is unpacked."""
    if _weight(scalar) > MAX_LINE:
        raise IngestError(f"a cell is larger than the limit of {MAX_LINE // 1_000_000} MB")
    try:
        return scalar.as_py()
    except (
        ValueError,
        OverflowError,
        LookupError,
    ) as error:  # a moment before the year 1, bytes that are no text, no zone
        raise IngestError(f"a cell that cannot be read ({' '.join(str(error).split())[:80]})") from None


def _weight(scalar: Any) -> int:
    """About how many bytes a cell holds, counted no further than the limit."""
    if not scalar.is_valid:
        return 1
    if hasattr(scalar, "dictionary"):
        at = scalar.index.as_py()
        if not 0 <= at < len(scalar.dictionary):
            raise IngestError("a cell that cannot be read (it points at no value)")
        return _weight(scalar.dictionary[at])
    if hasattr(scalar, "as_buffer"):
        buffer = scalar.as_buffer()
        return buffer.size if buffer else 1
    if isinstance(scalar, Mapping):
        parts: Iterable[Any] = scalar.values()
    else:
        parts = getattr(scalar, "values", None) or ()
    weight = 8
    for part in parts:
        weight += WEIGHT + _weight(part)
        if weight > MAX_LINE:
            break
    return weight


def _record_article(cells: Mapping[str, Any], number: int, source: Source, options: Options) -> Article | Failure:
    def make() -> Article:
        record = {name: _value(cell) for name, cell in cells.items()}
        raw = json.dumps(record, default=str).encode()
        fields = resolve(record, options.columns)
        return make_article(fields, source, options, raw=raw, extractor="parquet", record=f"#{number}")

    outcome = attempt(f"{source.origin}#{number}", make)
    return Failure(outcome.origin, f"row {number}: {outcome.reason}") if isinstance(outcome, Failure) else outcome
