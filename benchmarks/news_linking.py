"""How well real news is linked: python benchmarks/news_linking.py ARTICLES IDENTITIES SCORER [--work DIR] [--part N] [--floors] [--people N].

Reads the articles once into parts (`quotes batch extract`; an interrupted run goes on where it stopped), loads them into
a new database, and prints what the scorer says of it, for each half of the identities: constants are chosen on the half
`tuned`, and figures reported on the half `held out`. A second run links again without reading: seconds a thousand articles. So does `--parts FOLDER` with parts
that are there already, in which case ARTICLES only names them.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
import sqlite3
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

SEED = 2020  # which people's rows are chosen to be read
ROUND, OFTEN = 50, 8  # articles chosen at once; an identity in so many articles adds no more
FLOORS = Path(__file__).with_suffix(".json")


def part(articles: Path, identities: Path, number: int, work: Path) -> Path:
    """A file of the articles that name the most of the identities a word, each identity several times; all where none is said."""
    if not number:
        return articles
    some = work / f"part-{number}.jsonl"
    if not some.exists():
        lines = articles.read_text(encoding="utf-8").splitlines(keepends=True)
        some.write_text("".join(lines[at] for at in _densest(lines, identities)[:number]), encoding="utf-8")
    return some


def _densest(lines: list[str], identities: Path) -> list[int]:
    named, lengths = _named(lines, identities), [len(json.loads(line)["text"].split()) for line in lines]
    got: Counter[int] = Counter()
    order: list[int] = []
    left = list(range(len(lines)))
    while left:

        def worth(at: int) -> float:
            return sum((1 + got[who]) ** -1.5 for who in named[at] if got[who] < OFTEN) / (400 + lengths[at]) ** 0.8

        best = sorted(left, key=lambda at: -worth(at))[:ROUND]
        order += best
        got.update(who for at in best for who in named[at])
        left = [at for at in left if at not in set(best)]
        if not any(worth(at) for at in left):
            break
    return order + left


def _named(lines: list[str], identities: Path) -> list[set[int]]:
    """The identities that each article names in full, or by the surname where the list says so."""
    by_first: dict[str, list[tuple[str, int]]] = defaultdict(list)
    by_article: dict[str, set[int]] = defaultdict(set)
    for number, line in enumerate(identities.read_text(encoding="utf-8").splitlines()):
        who = json.loads(line)
        for name in {*who["names"], who["person"]}:
            if " " in name or who["kind"] != "person":
                by_first[name.split()[0]].append((name, number))
        for article in who.get("surname_in") or ():
            by_article[article].add(number)
    found = []
    for line in lines:
        record = json.loads(line)
        words = {word.strip('"“(,.') for word in re.findall(r"\S+", record["text"])}
        here = {who for word in words for name, who in by_first.get(word, ()) if name in record["text"]}
        found.append(here | by_article.get(record["id"], set()))
    return found


def halves(identities: Path, work: Path) -> dict[str, Path]:
    """The identities in two files, by a hash of who they are."""
    found = {"tuned": work / "tuned.jsonl", "held out": work / "held-out.jsonl"}
    lines = identities.read_text(encoding="utf-8").splitlines()
    for parity, path in enumerate(found.values()):
        path.write_text("".join(f"{line}\n" for line in lines if _parity(line) == parity), encoding="utf-8")
    return found


def _parity(line: str) -> int:
    who = json.loads(line)
    return hashlib.sha256((who["person"] + who.get("label", "")).encode()).digest()[-1] % 2


def quotes(*args: str) -> None:
    """Runs a command of quotes; its messages go where ours go."""
    run = "from quotes.cli import main; main()"
    subprocess.run([sys.executable, "-c", run, *args], check=True)


def shares(scores: dict[str, Any]) -> dict[str, float]:
    """The figures that floors are kept of, in per cent; of mixed rows their number."""
    found: dict[str, float] = {"mixed_rows": scores["merges"]["rows"]}
    for kind in ("person", "organization"):
        one = scores[kind]
        found |= {
            f"{kind}.one_row": round(100 * one["one_row"] / max(1, one["identities"]), 1),
            f"{kind}.in_biggest_row": round(100 * one["in_biggest_row"] / max(1, one["quotations"]), 1),
            f"{kind}.shown_canonical": round(100 * one["shown_canonical"] / max(1, one["identities"]), 1),
        }
    return found


def people(db: Path, number: int) -> Iterator[str]:
    """Some of the people's rows, chosen at random and always the same of one database: the name, in how many articles it speaks,
    its role, and the words about its first quotation, from which a reader tells whether it is a person.
    """
    with sqlite3.connect(db) as conn:
        rows = conn.execute(
            "SELECT s.name, s.articles, q.role, substr(a.text, max(1, q.start - 150), q.end - q.start + 300) FROM speakers s"
            " JOIN quotes q ON q.id = (SELECT min(id) FROM quotes WHERE speaker_id = s.id) JOIN articles a ON a.id = q.article_id"
            " WHERE s.kind = 'person' AND s.merged_into IS NULL ORDER BY s.name, a.key"
        ).fetchall()
    for name, articles, role, words in random.Random(SEED).sample(rows, min(number, len(rows))):
        yield f"{name}\t{articles}\t{role or ''}\t{' '.join(words.split())}"


def fallen(found: dict[str, float], floors: dict[str, float]) -> list[str]:
    """What is worse than its floor, a line each; more mixed rows are worse, fewer of the rest."""
    return [
        f"{name}: {found[name]}, the floor is {floor}"
        for name, floor in floors.items()
        if (found[name] > floor if name == "mixed_rows" else found[name] < floor)
    ]


def main() -> None:
    """Reads what is not read yet, links, prints the scorer's figures of each half; exit status 1 below a floor."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("articles", type=Path)
    parser.add_argument("identities", type=Path)
    parser.add_argument("scorer", type=Path)
    parser.add_argument(
        "--work", type=Path, default=Path("build/news-linking"), help="where parts and database are kept"
    )
    parser.add_argument(
        "--part", type=int, default=0, help="only so many articles, those that name the most identities"
    )
    parser.add_argument(
        "--parts",
        type=Path,
        help="read nothing: link the parts of this folder, which `quotes batch extract ARTICLES --out FOLDER` made;"
        " those of an unfinished run, or of an earlier release, will do",
    )
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--details", type=int, default=0, help="how many of the worst are printed")
    parser.add_argument("--floors", action="store_true", help=f"compare with {FLOORS.name}")
    parser.add_argument("--people", type=int, default=0, help="print so many people's rows at random, to be read")
    asked = parser.parse_args()
    work = asked.work / (f"part-{asked.part}" if asked.part else "all")
    work.mkdir(parents=True, exist_ok=True)
    parts, db = asked.parts or work / "parts", work / "linking.db"
    if not asked.parts:
        source = part(asked.articles, asked.identities, asked.part, work)
        quotes("batch", "extract", str(source), "--out", str(parts), "--shard-size", "25", "--jobs", str(asked.jobs))
    for tail in ("", "-wal", "-shm"):
        Path(f"{db}{tail}").unlink(missing_ok=True)
    began = perf_counter()
    quotes("batch", "load", str(db), str(parts), "--silent")
    print(f"linked in {perf_counter() - began:.0f} seconds")
    worse = []
    for name, half in halves(asked.identities, work).items():
        print(f"\n=== {name}", flush=True)
        out = work / "scores.json"
        command = [sys.executable, asked.scorer, db, half, "--details", str(asked.details), "--json", out]
        subprocess.run(command, check=True)
        found = shares(json.loads(out.read_text(encoding="utf-8")))
        print(json.dumps(found))
        if asked.floors:
            worse += [f"{name}: {line}" for line in fallen(found, json.loads(FLOORS.read_text(encoding="utf-8"))[name])]
    print(*people(db, asked.people), sep="\n", end="\n" if asked.people else "")
    if worse:
        sys.exit("\n".join(worse))


if __name__ == "__main__":
    main()
