"""How well speakers are linked across articles, and how fast: python benchmarks/linking.py [SEED ...] [--speed N ...].

A made-up world of people and bodies speaks in a few hundred short articles; who is who is known, since the world
makes the articles. Their findings go into a store on the way that `quotes ingest` takes, article by article, in the
order of their dates: as the pipeline would hand them over if it made no mistake, or with --read as it reads them
out of the texts, its own mistakes included. B³ (Bagga and Baldwin 1998) compares the speakers of the database with
those of the world, a quotation an item. With --speed, what an article of eight quotations costs among N speakers:
to load, to settle when the run is over, to add later, and the memory of the process at its most.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

from quotes.intake import keep
from quotes.pipeline.analyse import analyse
from quotes.store import Store
from quotes.types import Analysis, Article, Quote

ARTICLES, OUTLETS, FIRST_DAY, DAYS = 400, 8, date(2029, 1, 1), 900

GIVEN = "Ada Bruno Clara Dario Edda Felix Greta Hugo Ines Jonas Karla Leo Mira Nils Oda Pavel Rosa Silas Tilda Viktor".split()
SURNAMES = """Abelmont Brackwater Corvane Dunmere Eskdale Farrowby Gellhurst Harrowick Ildersen Jessamine Kestrelby
Lowenbruck Marchbanks Nordquell Oxhollow Pennywhit Quarles Rusholt Silverthwaite Tarnbrook Underhay Vantongeren
Wexcombe Yarrowell Zellinger""".split()
SHORT = {"William": "Bill", "Robert": "Bob", "Patrick": "Pat", "Katherine": "Kate", "Thomas": "Tom", "Elizabeth": "Liz"}
ARABIC = [  # given names and surnames as outlets write them
    (("Mohammed", "Muhammad", "Mohamed"), ("al-Tamari", "Al-Tamari", "Al Tamari", "el-Tamari")),
    (("Ja'afar", "Jafar", "Jaafar"), ("al-Qadri", "Al-Qadri", "al-Kadri", "Al Qadri")),
    (("Hussein", "Hussain"), ("al-Ma'ruf", "Al-Maruf", "al-Maʻruf")),
    (("Yousef", "Youssef", "Yusuf"), ("Darwish", "Darweesh")),
    (("Sergei", "Sergey"), ("Volnov", "Volnov")),
]
TOWNS = "Ashford Brinmouth Calder Dunwick Elmstead Fallowfield Garston Holmwick".split()
CAREERS = [  # what somebody is called, by stage; {town} is their own
    ["mayor of {town}", "governor of Ostmark", "vice-presidential nominee"],
    ["council leader in {town}", "member of parliament for {town}", "interior minister"],
    ["deputy defence minister", "Defence Secretary"],
    ["spokeswoman for the Harbour Council", "director of the Harbour Council"],
    ["police chief of {town}", "security adviser"],
    ["professor of economics at {town} University"],
    ["chief executive of Marlow Shipping", "chair of the Chamber of Shipping"],
    ["striker for {town} Rovers", "former striker and coach of {town} Rovers"],
    ["novelist", "novelist and playwright"],
    ["farmer near {town}"],
    ["surgeon at {town} Hospital"],
    ["climate scientist at {town} University"],
]
SYNONYMS = {
    "mayor of {town}": ["{town} mayor", "Mayor"],
    "governor of Ostmark": ["Gov.", "Ostmark governor"],
    "vice-presidential nominee": ["vice-presidential candidate"],
    "Defence Secretary": ["Defense Secretary", "secretary of defense"],
    "deputy defence minister": ["deputy minister of defense"],
    "spokeswoman for the Harbour Council": ["Harbour Council spokesperson", "spokeswoman"],
    "police chief of {town}": ["{town} police chief"],
    "interior minister": ["minister of the interior"],
}
BODIES = [  # every name that a body goes by; the acronym stands beside the full name in some articles
    ("Joint Coastal Command", "the Joint Coastal Command", "JCC"),
    ("Union of Harbour Workers", "Harbour Workers Union", "The Union of Harbour Workers"),
    ("Kata'ib al-Nahr", "Kataib al-Nahr", "Kataib Al-Nahr"),
    ("Marlow Shipping", "Marlow Shipping Inc.", "Marlow Shipping Ltd"),
    ("Department of Fisheries", "Fisheries Department", "the Department of Fisheries"),
    ("Ostmark Institute for Fiscal Research", "OIFR"),
    ("Ostmark Institute of Oceanography", "The Ostmark Institute of Oceanography"),
    ("US Northern Fleet", "U.S. Northern Fleet", "United States Northern Fleet"),
]
SUBJECTS = [
    "The new quay", "Our budget", "This harbour", "The ferry", "That old bridge", "The winter market", "The lighthouse",
    "Every school here", "The fishing fleet", "The coast road", "The night train", "A second tunnel",
]  # fmt: skip
PREDICATES = ["will cost more than we thought", "has to open again", "cannot wait", "was never safe", "needs our help"]
TIMES = ["before the winter", "after all these years", "this time", "whatever they tell you", "for everybody's sake"]
UNNAMED = ["a council official", "a senior official", "residents", "a person familiar with the talks"]


@dataclass(frozen=True)
class Figure:
    """Somebody of the made-up world: every full name it goes by, its surname, and what it is called, stage by stage."""

    number: int
    kind: str
    names: tuple[str, ...]
    shorter: tuple[str, ...]
    career: tuple[str, ...]
    town: str
    beat: int

    def name(self, chance: random.Random) -> str:
        """The fullest name that an article gives it."""
        draw = chance.random()
        if self.shorter and draw < 0.15:
            return chance.choice(self.shorter)
        return self.names[0] if draw < 0.75 else chance.choice(self.names)

    def role(self, chance: random.Random, day: int) -> str:
        """What an article of that day calls it."""
        if not self.career or chance.random() < 0.2:
            return ""
        stage = self.career[min(day * len(self.career) // DAYS, len(self.career) - 1)]
        return chance.choice([stage, stage, *SYNONYMS.get(stage, ())]).format(town=self.town)


def world(chance: random.Random) -> list[Figure]:
    """About seventy figures on eight beats: four to a surname, namesakes in far walks of life, and the bodies."""
    figures: list[Figure] = []

    def add(names: Sequence[str], shorter: Sequence[str], career: Sequence[str], kind: str = "person") -> None:
        town = TOWNS[len(figures) % len(TOWNS)]
        figures.append(Figure(len(figures), kind, tuple(names), tuple(shorter), tuple(career), town, len(figures) % 8))

    surnames = SURNAMES[:]
    chance.shuffle(surnames)
    taken: set[str] = set()
    for number in range(44):
        surname = surnames[number % 14]
        given = chance.choice([name for name in (*GIVEN, *SHORT) if f"{name} {surname}" not in taken])
        taken |= {f"{given} {surname}", f"{SHORT.get(given)} {surname}"}
        full = f"{given} {surname}"
        forms = [full, full.upper(), f"{given} {chance.choice('FGHJ')}. {surname}"]
        forms += [f"{SHORT[given]} {surname}"] * 2 if given in SHORT else []
        add(forms, [surname, surname, f"{given[0]}. {surname}"], CAREERS[(number * 5 + number // 14) % len(CAREERS)])
    for firsts, lasts in ARABIC:
        forms = [f"{first} {last}" for first in firsts for last in lasts]
        add(forms, [lasts[0], lasts[-1]], chance.choice(CAREERS[:5]))
    for surname in surnames[14:17]:  # two of one name
        full = f"{chance.choice(GIVEN)} {surname}"
        add([full], [], CAREERS[chance.choice([0, 1, 4])])
        add([full], [], CAREERS[chance.choice([7, 8, 9])])
    for names in BODIES:
        add(names, [], [], "organization")
    return figures


def articles(chance: random.Random, figures: Sequence[Figure]) -> Iterator[tuple[Analysis, list[str]]]:
    """Articles in the order of their dates, each with whom its quotations are by."""
    beats: dict[int, list[Figure]] = defaultdict(list)
    for figure in figures:
        beats[figure.beat].append(figure)
    for number, day in enumerate(sorted(chance.randrange(DAYS) for _ in range(ARTICLES))):
        cast = beats[chance.randrange(8)]
        speakers = chance.sample(cast, min(len(cast), chance.choice([2, 3, 3, 4])))
        if chance.random() < 0.3:
            speakers += chance.sample([one for one in figures if one not in speakers], 1)
        said, who = [], []
        names: set[str] = set()
        for figure in speakers:
            name = figure.name(chance)
            if name in names or any(name.split()[-1] == other.split()[-1] for other in names):
                continue  # an article tells its speakers apart
            names.add(name)
            role = figure.role(chance, day)
            for _ in range(chance.choice([1, 1, 2])):
                said.append((name, figure.kind, role))
                who.append(f"{figure.number}")
        if chance.random() < 0.3:
            said.append((chance.choice(UNNAMED), "unnamed", ""))
            who.append(f"unnamed in {number}")
        acronyms = {"Joint Coastal Command": "JCC", "Ostmark Institute for Fiscal Research": "OIFR"}
        published = (FIRST_DAY + timedelta(days=day)).isoformat()
        yield analysis(f"article {number}", f"Outlet {chance.randrange(OUTLETS)}", published, said, acronyms), who


def analysis(
    key: str, outlet: str, published: str, said: Sequence[tuple[str, str, str]], acronyms: dict[str, str]
) -> Analysis:
    """What the pipeline would find in an article in which those speakers say something."""
    text, quotes = "", []
    for at, (name, kind, role) in enumerate(said):
        printed = f"{name} ({acronyms[name]})" if name in acronyms else name
        chance = random.Random(f"{key} {at}")
        words = f"{SUBJECTS[at % len(SUBJECTS)]} {chance.choice(PREDICATES)} {chance.choice(TIMES)}"
        called = f"{printed}, {role}," if role else printed
        start = len(text) + 1
        text += f"“{words},” {called} said.\n\n"
        words += ","
        end = start + len(words)
        quotes.append(Quote(start, end, ((start, end),), words, "direct", speaker=name, speaker_kind=kind, role=role))
    return Analysis(Article(text, key=key, outlet=outlet, published=published), tuple(quotes), model="made up")


def b_cubed(found: Sequence[object], gold: Sequence[object]) -> tuple[float, float, float]:
    """Precision, recall and F1 of a clustering, averaged over the items."""
    together, ours, theirs = Counter(zip(found, gold, strict=True)), Counter(found), Counter(gold)
    precision = sum(n * n / ours[a] for (a, _), n in together.items()) / len(found)
    recall = sum(n * n / theirs[b] for (_, b), n in together.items()) / len(gold)
    return precision, recall, 2 * precision * recall / (precision + recall)


def link(seed: int, *, read: bool = False, show: bool = False) -> tuple[float, float, float]:
    """B³ of the speakers of one made-up world, a new one for each seed."""
    chance = random.Random(seed)
    figures = world(chance)
    made = list(articles(chance, figures))
    truth = {(a.article.key, q.text.rstrip(".,")): by for a, who in made for q, by in zip(a.quotes, who, strict=True)}
    found = analyse(a.article for a, _ in made) if read else (a for a, _ in made)
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "linking.db") as store:
        keep(store, found, run_id=store.start_run("benchmark"), tell=lambda event: None)
        rows = store.conn.execute(
            "SELECT q.speaker_id, q.speaker, p.name, p.how, q.role, p.score, q.article_id, a.key, q.text"
            " FROM quotes q JOIN articles a ON a.id = q.article_id LEFT JOIN appearances p ON p.id = q.appearance_id"
            " ORDER BY q.id"
        ).fetchall()
    rows = [row for row in rows if (row["key"], row["text"].rstrip(".,")) in truth]
    gold = [truth[row["key"], row["text"].rstrip(".,")] for row in rows]
    if read:
        print(f"{len(rows)} of {len(truth)} quotations were read; ", end="")
    if show:
        _show(rows, gold, figures)
    # who is not known is nobody else
    return b_cubed([row["speaker_id"] or f"unknown {at}" for at, row in enumerate(rows)], gold)


def _show(rows: Sequence[Any], gold: Sequence[str], figures: Sequence[Figure]) -> None:
    """Prints every quotation that went to another speaker than most of its figure's, or to somebody else's."""
    usual: dict[str, Counter[int]] = defaultdict(Counter)
    owner: dict[int, Counter[str]] = defaultdict(Counter)
    for row, who in zip(rows, gold, strict=True):
        usual[who][row["speaker_id"]] += 1
        owner[row["speaker_id"]][who] += 1
    for row, who in zip(rows, gold, strict=True):
        mostly = owner[row["speaker_id"]].most_common(1)[0][0]
        if row["speaker_id"] != usual[who].most_common(1)[0][0] or mostly != who:
            what = "apart" if mostly == who else "JOINED to somebody else"
            real = figures[int(who)].names[0] if who.isdigit() else who
            linked = f"{row['speaker']!r} {row['score']}: {row['how']}"
            print(f"article {row['article_id']}, {row['name']!r} ({row['role']}), really {real}: {what}, {linked}")


@dataclass(frozen=True)
class Cost:
    """What storing and settling cost at a size: milliseconds of processor time an article, and MiB at the most."""

    speakers: int
    largest: int  # speakers behind the commonest key
    loaded: float
    settled: float
    added: float
    memory: float

    def __str__(self) -> str:
        return (
            f"{self.speakers:,} speakers, up to {self.largest:,} behind one key: an article costs {self.loaded:.1f} ms in a bulk"
            f" load, {self.settled:.1f} to settle, {self.added:.1f} when added later; {self.memory:.0f} MiB at most"
        )


def speed(speakers: int) -> Cost:
    """What an article of eight quotations costs among so many speakers; to be run in a process of its own, for its memory."""
    chance = random.Random(speakers)
    common = list(accumulate(1 / rank for rank in range(1, 50_001)))
    people = list({name: (name, role) for name, role in (_anybody(chance, common) for _ in range(speakers))}.values())

    def some(key: str, cast: Sequence[tuple[str, str]], bare: float = 0.0) -> Analysis:
        published = (FIRST_DAY + timedelta(days=chance.randrange(DAYS))).isoformat()
        said = [(name.split()[-1] if chance.random() < bare else name, "person", role) for name, role in cast]
        return analysis(key, f"Outlet {chance.randrange(300)}", published, said, {})

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "linking.db"
        filled, began = len(range(0, len(people), 8)), process_time()
        with Store(path) as store, store.bulk(), store.transaction():
            run = store.start_run("benchmark")
            for number in range(0, len(people), 8):
                store.add(some(f"fill {number}", people[number : number + 8]), run)
        loaded = process_time() - began
        with Store(path) as store:  # closed and opened: what was filled in is in the file, not in the journal
            began = process_time()
            store.settle()
            settled, worked = process_time() - began, []
            for number in range(500):  # the first hundred fill the caches
                cast = [*chance.sample(people, 6), *(_anybody(chance, common) for _ in range(2))]
                found, began = some(f"timed {number}", cast, bare=0.2), process_time()
                store.add(found, run)
                worked.append((process_time() - began) * 1000)
            total = store.conn.execute("SELECT count(*) FROM speakers WHERE merged_into IS NULL").fetchone()[0]
            sql = "SELECT max(n) FROM (SELECT count(*) n FROM speaker_keys GROUP BY key)"
            largest = store.conn.execute(sql).fetchone()[0]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Cost(total, largest, 1000 * loaded / filled, 1000 * settled / filled, median(worked[100:]), memory)


def _anybody(chance: random.Random, common: list[float]) -> tuple[str, str]:
    """A name and a role; the commonest surname is one in eleven."""
    rank = chance.choices(range(len(common)), cum_weights=common)[0]
    surname = "".join("bdfgklmnprstvz"[rank // 14**i % 14] + "aeiou"[rank // 5**i % 5] for i in range(4)).title()
    given = chance.choice(GIVEN) + chance.choice(["", "lie", "na", "ro", "bert", "mund", "dan", "sine", "mar", "gard"])
    career = chance.choice(CAREERS)
    return f"{given} {chance.choice('ABCDEFGHIJKLMNOPRSTVW')}. {surname}", chance.choice(career).format(
        town=chance.choice(TOWNS)
    )


def main() -> None:
    """Prints the figures of each seed, and of each size."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("seeds", type=int, nargs="*", help="worlds that are made (11 to 15; none with --speed)")
    parser.add_argument(
        "--speed", type=int, nargs="+", default=[], metavar="N", help="what an article costs among N speakers"
    )
    parser.add_argument("--read", action="store_true", help="let the pipeline read the articles")
    parser.add_argument("--show", action="store_true", help="print what was linked wrongly")
    asked = parser.parse_args()
    figures = []
    for seed in asked.seeds or ([] if asked.speed else [11, 12, 13, 14, 15]):
        precision, recall, f1 = link(seed, read=asked.read, show=asked.show)
        print(f"seed {seed}: B³ precision {precision:.3f}, recall {recall:.3f}, F1 {f1:.3f}", flush=True)
        figures.append((precision, recall, f1))
    if figures:
        print(f"all: F1 {sum(f1 for *_, f1 in figures) / len(figures):.3f}, worst {min(f1 for *_, f1 in figures):.3f}")
    with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as alone:
        for cost in alone.map(speed, asked.speed):
            print(cost, flush=True)


if __name__ == "__main__":
    main()
