"""Random and spoilt input into everything that takes input from outside.

Whatever comes, an article, a failure or an error of ours comes back: no other exception, no hang. Seeds are fixed
in the ordinary run, which is short. `make fuzz N=100000` takes as many random inputs for each test, and Hypothesis
keeps those that fail in `.hypothesis`, to begin with in the next run.
"""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quotes import cutoff
from quotes.errors import QuotesError
from quotes.ingest import read
from quotes.ingest.dates import iso_date
from quotes.ingest.encoding import decode, mend
from quotes.types import Article, Failure

N = int(os.environ.get("QUOTES_FUZZ", "0"))  # inputs a test; 0: few, and the same each time
LONGEST = 10.0  # seconds of the processor that a small input may take


def fuzz(few: int) -> Callable:
    """Hypothesis's settings: `few` inputs with a fixed seed, or N random ones."""
    slow = [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture]
    return settings(
        max_examples=N or few,
        derandomize=not N,
        deadline=None,
        suppress_health_check=slow,
        print_blob=True,
    )


# What the readers look for, among characters that programs trip over.
WORDS = (
    "said Ada Mole; “We wait”; 'no'; according to; he; she; the mayor; Mr.; Dr. Bo Ek; on Monday; 3 May 2024; 2024-02-30; ❻; ²; twenty;"
    ' five; Q:; A:; ADA MOLE:; By Ada Mole; Updated; AP; [...]; …; (; ); [; ]; “; ”; "; ’; —; - ; * ; # ; > ; ---; ...; &*me; *me;'
    ' title: ; published: ; <p>; </p>; <q>; <blockquote>; <script>; <!--; &#0;; &#99999999;; <![CDATA[; ]]>; {"text": ; [{; }]; null;'
    " 1e999; \\ud800; http://[; http://a.b/; \\x00; text,title; charset=zlib; PAR1; WARC/1.0"
).split("; ")
ODD = "\u0000\u000b\u001c\u0085\u00a0\u00ad\u0301\u200b\u200d\u2028\u202e\ufeff\uff9e\ufffd\U0001f600İıſßﬁ\r\n\t "
texts = st.lists(
    st.one_of(st.sampled_from(WORDS), st.text(max_size=8), st.sampled_from(ODD), st.text(ODD + "aA.,“”", max_size=6)),
    max_size=40,
).map("".join)
pumped = st.builds(
    lambda piece, times: piece * times,
    st.one_of(st.sampled_from(WORDS), st.text(min_size=1, max_size=3)),
    st.integers(1, 400),
)
anything = st.one_of(texts, pumped, st.builds("{}{}{}".format, texts, pumped, texts))

TEXT = "“The ferry leaves at nine,” said Oda Brandt, who runs the pier. Nobody spoke against it on Monday.\n\n" * 3
RECORD = {"id": "a", "title": "T", "text": TEXT, "published": "2024-02-03", "authors": ["Ada Mole"]}
FEED = f"<rss version='2.0'><channel><title>t</title><item><title>a</title><description>{TEXT}</description></item></channel></rss>"
HTML = f"<html><head><title>T</title></head><body><article><h1>T</h1><p>{TEXT}</p><blockquote>{TEXT}</blockquote></article></body></html>"
HTTP = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{HTML}".encode()
WARC = (
    b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/\r\nContent-Type: application/http\r\n"
    + f"Content-Length: {len(HTTP)}\r\n\r\n".encode() + HTTP + b"\r\n\r\n"
)  # fmt: skip


def _zip(compression: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        archive.writestr("a.txt", TEXT)
        archive.writestr("b/c.jsonl", json.dumps(RECORD))
    return buffer.getvalue()


def _parquet() -> bytes:
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    buffer = io.BytesIO()
    pq.write_table(pa.table({name: [value] * 3 for name, value in RECORD.items()}), buffer, compression="zstd")
    return buffer.getvalue()


SOUND: dict[str, Callable[[], bytes]] = {
    "text": TEXT.encode,
    "markdown": f"---\ntitle: T\nauthor: [Ada Mole, Bo Ek]\ndate: 2024-02-03\n---\n\n# T\n\n> {TEXT}\n* a\n".encode,
    "page": HTML.encode,
    "json": lambda: json.dumps([RECORD, RECORD]).encode(),
    "lines": lambda: "\n".join(json.dumps(RECORD) for _ in range(3)).encode(),
    "table": lambda: f'id,title,text\n1,T,"{TEXT}"\n2,T,"{TEXT}"\n'.encode(),
    "wide table": lambda: f'id,title,text\n1,T,"{TEXT}"\n'.encode("utf-16"),
    "feed": FEED.encode,
    "warc": lambda: WARC * 2,
    "gzip": lambda: gzip.compress(TEXT.encode()),
    "packed warc": lambda: gzip.compress(WARC) * 2,
    "zip": lambda: _zip(zipfile.ZIP_DEFLATED),
    "zip bzip2": lambda: _zip(zipfile.ZIP_BZIP2),
    "zip lzma": lambda: _zip(zipfile.ZIP_LZMA),
    "bzip2": lambda: bz2.compress(TEXT.encode()),
    "xz": lambda: lzma.compress(TEXT.encode()),
    "parquet": _parquet,
}


@st.composite
def spoilt(draw: st.DrawFn, sound: bytes) -> bytes:
    """A sound file with some of its bytes changed, taken out, put in, or doubled."""
    data = bytearray(sound)
    for _ in range(draw(st.integers(0, 6))):
        at, size = draw(st.integers(0, max(0, len(data) - 1))), draw(st.integers(0, 64))
        do = draw(st.sampled_from(("flip", "cut", "put", "end", "again", "text")))
        if do == "flip" and data:
            data[at] ^= 1 << draw(st.integers(0, 7))
        elif do == "cut":
            del data[at : at + size]
        elif do == "put":
            data[at:at] = draw(st.binary(max_size=32))
        elif do == "end":
            del data[at:]
        elif do == "again":
            data[at:at] = data[at : at + size] * draw(st.integers(1, 50))
        else:
            data[at:at] = draw(anything).encode("utf-8", "surrogatepass")
    return bytes(data)


def check(items: list) -> None:
    for item in items:
        assert isinstance(item, Article | Failure)
        assert item.reason if isinstance(item, Failure) else item.text.strip()


@pytest.mark.parametrize("kind", SOUND)
def test_every_reader(kind: str, tmp_path: Path) -> None:
    sound = SOUND[kind]()

    @fuzz(25)
    @given(spoilt(sound), st.booleans())
    def run(data: bytes, piped: bool) -> None:
        with cutoff.after(LONGEST):
            if piped:
                check(list(read("-", stdin=io.BytesIO(data), seconds=0)))
            else:
                path = tmp_path / "a"
                path.write_bytes(data)
                check(list(read(path, seconds=0)))

    run()


@fuzz(80)
@given(anything.map(lambda text: text.encode("utf-8", "surrogatepass")) | st.binary(max_size=200))
def test_bytes_of_no_kind(data: bytes) -> None:
    with cutoff.after(LONGEST):
        check(list(read("-", stdin=io.BytesIO(data), seconds=0)))


@fuzz(80)
@given(st.binary(max_size=100), st.text(max_size=12) | st.sampled_from(["utf-16", "zlib", "idna", "cp1252", "big5"]))
def test_decoding(raw: bytes, declared: str) -> None:
    with suppress(QuotesError):
        mend(decode(raw, declared))


@fuzz(80)
@given(anything)
def test_dates(text: str) -> None:
    from quotes.search import days

    with cutoff.after(LONGEST):
        with suppress(ValueError):
            iso_date(text)
        with suppress(QuotesError):
            days(text)


@fuzz(30)
@given(anything, anything)
def test_words_and_names(a: str, b: str) -> None:
    from quotes.linking import names
    from quotes.words import is_number, words

    with cutoff.after(LONGEST):
        for word in words(a):
            assert word.key
            is_number(word)
        for kind in ("person", "organization"):
            names.keys(a, kind)
            names.likeness(a, b, kind)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    from click.testing import CliRunner

    from quotes.cli import main

    folder = tmp_path_factory.mktemp("fuzz")
    (folder / "a.txt").write_text(TEXT)
    made = CliRunner().invoke(main, ["ingest", str(folder / "a.db"), str(folder / "a.txt"), "--outlet", "Pier Post"])
    assert made.exit_code == 0, made.output
    return str(folder / "a.db")


@pytest.mark.skipif(not N, reason="run by make fuzz alone")
@fuzz(30)
@given(anything, st.none() | texts)
def test_search_and_verify(store: str, words: str, speaker: str | None) -> None:
    from quotes.search import search
    from quotes.verify import verify

    with cutoff.after(LONGEST):
        for ask in (search, verify):
            with suppress(QuotesError):
                ask(store, words, speaker=speaker)


COMMANDS = ("search", "show", "speakers", "verify", "variants", "cite", "concordance", "timeline", "stance", "topics")
OPTIONS = (
    "--limit",
    "--speaker",
    "--since",
    "--until",
    "--outlet",
    "--csv",
    "--json",
    "--table",
    "-c",
    "--kind",
    "--target",
)
values = st.one_of(anything, st.integers().map(str), st.sampled_from(["9" * 30, "²", "-1", "%s", "nan", "--", ""]))


@pytest.mark.skipif(not N, reason="run by make fuzz alone")
@fuzz(30)
@given(st.sampled_from(COMMANDS), st.lists(values | st.sampled_from(OPTIONS), max_size=5))
def test_the_command_line(store: str, command: str, arguments: list[str]) -> None:
    from click.testing import CliRunner

    from quotes.cli import main

    given_ = [argument.replace("\0", "") for argument in arguments]  # no shell can give NUL
    with cutoff.after(LONGEST):
        result = CliRunner().invoke(main, [command, store, *given_], input="")
    assert result.exit_code in (0, 1, 2), result.output
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception


@pytest.mark.slow
@pytest.mark.skipif(not N, reason="run by make fuzz alone")
@fuzz(30)
@given(anything)
def test_the_pipeline(nlp, text: str) -> None:
    from quotes.pipeline.analyse import analyse

    with cutoff.after(3 * LONGEST):
        (found,) = analyse([Article(text=text, key="k", origin="o", language="en")], nlp)
    for quote in found.quotes:
        assert 0 <= quote.start < quote.end <= len(text)
        assert quote.text == " ".join(text[start:end] for start, end in quote.parts)
        assert all(quote.start <= start < end <= quote.end for start, end in (*quote.parts, *quote.quoted))


@pytest.fixture(scope="module")
def nlp():
    import quotes

    return quotes.load()
