"""How fast the store loads, and how fast it is searched: python benchmarks/store.py [QUOTATIONS] [DB].

The articles are made up: words drawn as often as words are (Zipf), ten quotations each, some speakers
quoted very often. Times on the clock leave the making of the articles out; beside them stand those of the
processor, which tell on a machine that is busy with other things.
"""

from __future__ import annotations

import random
import resource
import sys
import tempfile
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from time import perf_counter, process_time

from quotes.desk.search import search
from quotes.store import Store
from quotes.types import Analysis, Article, Quote

WORDS, SPEAKERS, OUTLETS, QUOTES_AN_ARTICLE = 50_000, 50_000, 300, 10


def zipf(size: int) -> list[float]:
    """Cumulative weights: the nth as often as 1/n."""
    return list(accumulate(1 / rank for rank in range(1, size + 1)))


def word(number: int) -> str:
    """A made-up word; the commonest are the shortest."""
    letters = ""
    while True:
        letters += "bdfgklmnprstvz"[number % 14] + "aeiou"[number // 14 % 5]
        number //= 70
        if not number:
            return letters


def called(number: int) -> str:
    """A made-up name, of words that no article has in small letters; the commonest comes first."""
    return f"{word(WORDS + number)} {word(WORDS + 7 * number + 3)}".title()


def analyses(quotations: int) -> Iterator[Analysis]:
    """Articles of ten one-paragraph quotations, the same for the same number."""
    chance = random.Random(7)
    words, speakers = [word(n) for n in range(WORDS)], [called(n) for n in range(SPEAKERS)]
    common, quoted = zipf(WORDS), zipf(SPEAKERS)
    for number in range(quotations // QUOTES_AN_ARTICLE):
        drawn = chance.choices(words, cum_weights=common, k=QUOTES_AN_ARTICLE * 45)
        names = chance.choices(speakers, cum_weights=quoted, k=QUOTES_AN_ARTICLE)
        text, quotes = "", []
        for index, name in enumerate(names):
            said, rest = drawn[index * 45 : index * 45 + 25], drawn[index * 45 + 25 : index * 45 + 45]
            start = len(text) + 1
            end = start + len(" ".join(said))
            text += f"“{' '.join(said)}” said {name}. {' '.join(rest)}.\n\n"
            source = (end + 7, end + 7 + len(name))
            quotes.append(
                Quote(start, end, ((start, end),), text[start:end], "direct", source=(source,), cue=((end + 2, end + 6),),
                      speaker=name, speaker_kind="person", role="minister" if index % 3 else "", confidence=0.9)
            )  # fmt: skip
        day = f"{2020 + number % 7}-{number % 12 + 1:02}-{number % 28 + 1:02}"
        outlet = f"Outlet {number % OUTLETS}"
        yield Analysis(
            Article(text, key=f"article {number}", outlet=outlet, published=day), tuple(quotes), model="made up"
        )


def load(path: Path, quotations: int) -> None:
    """Loads and prints the time and the memory it took."""
    spent, busy = 0.0, 0.0
    with Store(path) as store:
        run = store.start_run("benchmark")
        with store.bulk():
            for analysis in analyses(quotations):
                began, worked = perf_counter(), process_time()
                store.add(analysis, run)
                spent += perf_counter() - began
                busy += process_time() - worked
            began, worked = perf_counter(), process_time()
        built, building = perf_counter() - began, process_time() - worked
        store.finish_run(run)
    size = path.stat().st_size / 2**30
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    rows, indexes = f"rows {spent:.0f} s (processor {busy:.0f})", f"indexes {built:.0f} s (processor {building:.0f})"
    print(f"load {quotations:,}: {rows}, {indexes}; {size:.2f} GiB on disk; peak memory {memory:.2f} GiB", flush=True)


def ask(path: Path) -> None:
    """Prints the median and the slowest of nine searches of each sort."""
    first, far = word(0), word(30_000)
    busy, quiet = (called(n) for n in (0, 9000))
    questions: list[tuple[str, str, dict[str, str]]] = [
        ("common word, speaker quoted often", first, {"speaker": busy}),
        ("common word, speaker quoted seldom", first, {"speaker": quiet}),
        ("rare word, speaker quoted often", far, {"speaker": busy}),
        ("rare word, speaker quoted seldom", far, {"speaker": quiet}),
        ("common word, surname of many", first, {"speaker": busy.split()[1]}),
        ("common word", first, {}),
        ("rare word", far, {}),
        ("two words", f"{word(40)} {word(300)}", {}),
        ("common word, outlet", first, {"outlet": "Outlet 7"}),
        ("common word, outlet and month", first, {"outlet": "Outlet 7", "since": "2024-05", "until": "2024-05"}),
        ("speaker", "", {"speaker": busy}),
        ("newest", "", {}),
        ("outlet", "", {"outlet": "Outlet 7"}),
    ]
    for name, query, filters in questions:
        times, worked = [], process_time()
        for _ in range(9):
            began = perf_counter()
            found = search(path, query, **filters)  # type: ignore[arg-type]
            times.append((perf_counter() - began) * 1000)
        mean = (process_time() - worked) / 9 * 1000
        print(
            f"{name}: median {sorted(times)[4]:.1f} ms, fastest {min(times):.1f} (processor {mean:.1f}), {len(found)} shown"
        )


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory() as folder:
        database = Path(sys.argv[2] if len(sys.argv) > 2 else f"{folder}/benchmark.db")
        if not database.exists():
            load(database, count)
        ask(database)
