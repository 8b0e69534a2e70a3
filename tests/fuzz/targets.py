"""Everything that takes input from outside, each as what makes an input and what takes it.

An input is bytes, so that one that fails can be kept in a file. Taking it raises nothing, unless there is a bug.
"""

from __future__ import annotations

import io
import tempfile
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from random import Random
from typing import Any

from fuzz import inputs

from quotes.errors import QuotesError
from quotes.types import Article, Failure


@dataclass(frozen=True, slots=True)
class Target:
    """What makes an input, what takes it, and its share of all inputs (the slower, the fewer)."""

    make: Callable[[Random], bytes]
    take: Callable[[bytes], None]
    share: float = 1.0


@cache
def folder() -> Path:
    """A folder for this process's files; it goes with the process."""
    made = tempfile.TemporaryDirectory(prefix="quotes-fuzz-")
    _KEPT.append(made)
    return Path(made.name)


_KEPT: list[Any] = []


def read(data: bytes) -> None:
    """Reads bytes as a file or as what is piped in: articles with text and failures with reasons come back."""
    from quotes.ingest import read

    if zlib.crc32(data) & 1:
        items = list(read("-", stdin=io.BytesIO(data), seconds=0))
    else:
        path = folder() / "a"
        path.write_bytes(data)
        items = list(read(path, seconds=0))
    for item in items:
        assert isinstance(item, Article | Failure)
        assert item.reason if isinstance(item, Failure) else item.text.strip()
        if isinstance(item, Article):
            item.text.encode()
            item.title.encode()


def decoded(data: bytes) -> None:
    """Decodes bytes behind the name of a character set."""
    from quotes.ingest.encoding import decode, mend

    name, _, raw = data.partition(b"\n")
    with suppress(QuotesError):
        mend(decode(raw, name.decode("latin-1")))


_CHARSETS = "utf-8 utf-16 utf-7 zlib idna cp1252 big5 shift_jis unicode_escape x iso-2022-kr hz rot13".split()


def _declared(r: Random) -> bytes:
    name = r.choice(_CHARSETS) if r.random() < 0.7 else inputs.text(r)[:12].replace("\n", "")
    raw = r.randbytes(r.randint(0, 100)) if r.random() < 0.5 else inputs.coded(inputs.text(r))
    return name.encode("latin-1", "replace") + b"\n" + raw


def _text(take: Callable[[str], None]) -> Callable[[bytes], None]:
    return lambda data: take(data.decode("utf-8", "surrogatepass"))


def _texts(r: Random, most: int = 1) -> bytes:
    return inputs.coded("\0".join(inputs.text(r).replace("\0", "") for _ in range(most)))


def dated(words: str) -> None:
    """Reads a text as a date, as a span of days, and as a time beside a day."""
    from quotes.desk.days import days
    from quotes.ingest.dates import iso_date
    from quotes.pipeline.frame import times

    with suppress(ValueError):
        iso_date(words)
    with suppress(QuotesError):
        days(words)
    times.iso(times.days(words, "2024-05-06"))


def marked(words: str) -> None:
    """Finds a text's quotation marks, its turns and its words."""
    from quotes.pipeline import marks, transcripts
    from quotes.wording.words import is_number
    from quotes.wording.words import words as split

    passages, _ = marks.passages(words)
    for p in passages:
        assert 0 <= p.outer[0] <= p.start <= p.end <= p.outer[1] <= len(words)
    for turn in transcripts.turns(words, passages):
        assert all(0 <= a < b <= len(words) for a, b in turn.parts)
    for word in split(words):
        assert word.key
        is_number(word)


def named(words: str) -> None:
    """Compares two texts as names, and lists the people of a text in which everything odd is a name."""
    from quotes.linking import names
    from quotes.pipeline.cast import assemble

    one, _, other = words.partition("\0")
    for kind in ("person", "organization"):
        names.keys(one, kind)
        names.likeness(one, other, kind)
    spans, at = [], 0
    for word in one.split(" "):
        if word:
            spans.append((at, at + len(word), "PERSON" if len(word) % 3 else "ORG"))
        at += len(word) + 1
    assemble(one, spans)


def compared(words: str) -> None:
    """Aligns two texts, and finds what parts them."""
    from quotes.wording import paraphrase, stories
    from quotes.wording.words import words as split

    one, _, other = words.partition("\0")
    paraphrase.scores(one, [other, one], {})
    paraphrase.opposed(split(one), split(other))
    stories.similarity(stories.signature(one), stories.signature(other))


@cache
def database() -> str:
    """A database with an article, and a hostile one beside it."""
    from click.testing import CliRunner

    from quotes.cli import main

    (folder() / "a.txt").write_text(inputs.TEXT)
    made = CliRunner().invoke(
        main, ["ingest", str(folder() / "a.db"), str(folder() / "a.txt"), "--outlet", "Pier Post"]
    )
    assert made.exit_code == 0, made.output
    return str(folder() / "a.db")


def searched(words: str) -> None:
    """Searches a database, and asks it whether somebody said so."""
    from quotes.desk.search import search
    from quotes.desk.verify import verify

    asked, _, speaker = words.partition("\0")
    for ask in (search, verify):
        with suppress(QuotesError):
            ask(database(), _whole(asked), speaker=_whole(speaker) or None)


def _whole(words: str) -> str:
    """A text without halves of characters, which the command line refuses."""
    return words.encode("utf-8", "replace").decode()


_COMMANDS = (
    "search show speakers verify variants cite concordance timeline stance topics articles export review threshold"
).split()
_OPTIONS = (
    "--limit --speaker --since --until --outlet --csv --json --table -c --kind --target --sort --by --out --file show remove"
    " --undo --next --reviewer --min"
).split()
_VALUES = ("9" * 30, "²", "-1", "%s", "nan", "--", "", "1", "kirby", "0", "1.5", "2024-02", "yesterday")


def commanded(words: str) -> None:
    """Runs a command line."""
    from click.testing import CliRunner

    from quotes.cli import main

    command, *arguments = words.split("\0")
    result = CliRunner().invoke(main, [command, database(), *arguments], input="")
    assert result.exit_code in (0, 1, 2), result.output
    assert "Traceback" not in result.output
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception


def _command(r: Random) -> bytes:
    def value() -> str:
        kind = r.random()
        return r.choice(_OPTIONS) if kind < 0.4 else r.choice(_VALUES) if kind < 0.6 else inputs.text(r)[:300]

    arguments = [value().replace("\0", "").replace("/", "") for _ in range(r.randint(0, 5))]
    return inputs.coded("\0".join([r.choice(_COMMANDS), *arguments]))


@cache
def pages() -> Callable[[str], Any]:
    """What asks the pages of a database for a path."""
    import asyncio

    from quotes.browse import server

    loop = asyncio.new_event_loop()
    datasette = server.datasette(Path(database()), reviewers=("ada",))
    loop.run_until_complete(datasette.invoke_startup())
    cookies = {"ds_actor": datasette.sign({"a": {"id": "ada"}}, "actor")}
    return lambda path: loop.run_until_complete(datasette.client.get(path, cookies=cookies))


_PLACES = (
    "/a/-/speaker/{}", "/a/-/quotation/{}", "/a/-/article/{}", "/a/-/topic/{}", "/a/-/search?q={}", "/a/-/search?{}", "/a/-/verify?claim={}",
    "/a/-/review?id={}", "/a/quotes?_next={}", "/a/who_said_what?{}", "/a/quotes/{}", "/a/{}", "/a?sql={}", "/a/articles?_search={}",
    "/{}", "/a/who_said_what?_facet={}", "/a/quotes.json?_sort={}", "/-/{}",
)  # fmt: skip


def browsed(words: str) -> None:
    """Asks for a page: it is there, or it is not, or the question is wrong."""
    status = pages()(words).status_code
    assert status in (200, 302, 301, 400, 403, 404, 405, 413), status


def _path(r: Random) -> bytes:
    from urllib.parse import quote

    value = r.choice(_VALUES) if r.random() < 0.3 else inputs.text(r)[:200]
    if r.random() < 0.3:
        value = f"{r.choice(('speaker', 'since', 'kind', 'limit', '_size', 'page', 'sort'))}={value}"
    return r.choice(_PLACES).format(quote(inputs.coded(value), safe="=&%+" if r.random() < 0.2 else "")).encode()


@cache
def nlp() -> Any:
    """The pipeline."""
    import quotes

    return quotes.load()


def analysed(words: str) -> None:
    """Reads a text with the whole pipeline: every span lies in it, and prints what it says."""
    from quotes.pipeline.analyse import analyse

    (found,) = analyse([Article(text=words, key="k", origin="o", language="en")], nlp())
    for quote in found.quotes:
        assert 0 <= quote.start < quote.end <= len(words)
        assert quote.text == " ".join(words[start:end] for start, end in quote.parts)
        assert all(quote.start <= start < end <= quote.end for start, end in (*quote.parts, *quote.quoted))


def _article(r: Random) -> bytes:
    words = inputs.text(r).encode("utf-8", "replace").decode()  # readers hand on no halves of characters
    return (words if words.strip() else "x").encode()


_SLOW = {"warc": 0.2, "packed warc": 0.2, "page": 0.4, "parquet": 0.3, "word": 0.01, "mail with documents": 0.02}
TARGETS: dict[str, Target] = {
    **{kind: Target(partial(inputs.file, kind=kind), read, _SLOW.get(kind, 1.0)) for kind in inputs.SOUND},
    "no kind": Target(inputs.bytes_of_no_kind, read, 3.0),
    "decoding": Target(_declared, decoded, 8.0),
    "dates": Target(_texts, _text(dated), 6.0),
    "marks": Target(_texts, _text(marked), 6.0),
    "names": Target(partial(_texts, most=2), _text(named), 1.5),
    "comparison": Target(partial(_texts, most=2), _text(compared), 1.0),
    "search and verify": Target(partial(_texts, most=2), _text(searched), 0.3),
    "command line": Target(_command, _text(commanded), 0.4),
    "pages": Target(_path, _text(browsed), 0.1),
    "pipeline": Target(_article, _text(analysed), 0.1),
}
