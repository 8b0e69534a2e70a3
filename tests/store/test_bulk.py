"""A bulk load keeps the speakers in memory and writes many articles at once; nothing of that may show in the database."""

import os
import random
import re
import signal
import subprocess
import sys
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import pytest
from records import ANALYSIS, analysis, spoken

from quotes.errors import ArticleError
from quotes.intake import keep
from quotes.linking import names
from quotes.store import Store, decisions
from quotes.store.bulk import MANY, pack
from quotes.store.knowledge import KnownRole, KnownSpeaker
from quotes.store.knowledge import load as load_speakers
from quotes.store.speakers import AT_MOST, Directory
from quotes.store.stories import can_group, group
from quotes.types import Stance

GIVEN = ["Ada", "Boris", "Cleo", "Dirk", "Edda", "Fritz", "Gwen", "Hugo", "Ilse", "Jory", "A.", "B.", "E. K.", ""]
FAMILY = ["Ferrin", "Ferrin", "Ferrin", "Lund", "al-Moro", "O'Quay", "Brask-Tolm", "Zelent"]
BODIES = ["Quay Harbour Authority", "QHA", "Lund Bank", "Ministry of Tides", "the tides ministry"]
WORDS = (
    "pier storm ledger harbour winter ferry council tide lantern market bridge quarry rope cellar mill orchard".split()
)
ROLES = [
    ("mayor", ""),
    ("mayor", "Lund"),
    ("minister", "Ministry of Tides"),
    ("goalkeeper", ""),
    ("judge", ""),
    ("", ""),
]


def made_up(articles, seed=11):
    """Articles in which few names stand for many people; some are versions of others, some have no date or outlet."""
    chance = random.Random(seed)
    for number in range(articles):
        people = [f"{chance.choice(GIVEN)} {chance.choice(FAMILY)}".strip() for _ in range(4)]
        speakers = [
            *((name, "person") for name in people),
            (chance.choice(BODIES), "organization"),
            ("A guard", "unnamed"),
        ]
        text = " ".join(f"“We number {number} and {place}” said {name}." for place, (name, _) in enumerate(speakers))
        said = []
        for place, (name, kind) in enumerate(speakers):
            role, body = chance.choice(ROLES) if kind == "person" else ("", "")
            words = f"We number {number} and {place}"
            target = f"{chance.choice(GIVEN)} {chance.choice(FAMILY)}".strip()
            said.append(
                spoken(text, words, source=name, speaker=name, speaker_kind=kind, role=role, affiliation=body,
                       stances=(Stance("opposes", target, 0.8, None, None, (0.1, 0.8, 0.1)),))
            )  # fmt: skip
        if chance.random() < 0.05:  # the same words given to somebody else: the first counts
            said.append(replace(said[0], speaker=f"Olga {FAMILY[0]}"))
        day = f"20{chance.randrange(70):02}-0{chance.randrange(1, 10)}-1{chance.randrange(10)}"
        yield analysis(
            text,
            said,
            key=f"story {chance.randrange(number + 1) if chance.random() < 0.1 else number}",
            outlet=chance.choice(["Quay Gazette", "Lund Post", ""]),
            published=chance.choice([day, day[:4], day, ""]),
        )


STORIES, BEFORE = list(made_up(150)), 50


def filled(path, *, bulk):
    """The database of those articles, some of which were there before, with what people had decided."""
    with Store(path) as store:
        run = store.start_run("test")
        load_speakers(
            store, [KnownSpeaker("Ada Ferrin", roles=(KnownRole("mayor", "Lund", "2031"),), wikidata="Q900001")]
        )
        for story in STORIES[:BEFORE]:
            store.add(story, run)
        one, other, *_ = [row[0] for row in store.conn.execute("SELECT id FROM speakers WHERE name LIKE '% Lund'")]
        decisions.merge(store, one, other, "test")
        with store.bulk() if bulk else nullcontext():
            for number, story in enumerate(STORIES[BEFORE:]):
                store.add(story, run)
                if number % 25 == 0:  # another model reads it again, and finds less
                    store.add(replace(story, quotes=story.quotes[1:], model="toy 2"), run)
                if number % 30 == 0:  # nothing new but its outlet
                    store.add(replace(story, article=replace(story.article, outlet="Tide Times")), run)
                if number % 35 == 0:
                    broken = replace(story.quotes[-1], kind="sung", parts=((0, 1),), start=0, end=1)
                    with pytest.raises(ArticleError):
                        store.add(replace(story, quotes=(*story.quotes, broken), model="toy 3"), run)
                if number % 10 == 1:
                    agree(store, number // 10)
        tell_stories(store)
        lines = [re.sub(r"'\d{4}-\d\d-\d\dT[\d:+.]+'", "'now'", line) for line in store.conn.iterdump()]
        return sorted(
            line for line in lines if not re.search(r'"(runs|_sqlite_migrations|sqlite_\w+|\w+_fts_\w+)"', line)
        )


def tell_stories(store):
    """Group the articles of one story, as every run does; the bulk load has done so."""
    if can_group():
        group(store)


def test_after_a_bulk_load_no_article_waits_for_the_stories_of_those_before(tmp_path):
    with Store(tmp_path / "bulk.db") as store:
        run = store.start_run("test")
        with store.bulk():
            store.add(ANALYSIS, run)
            store.add(replace(ANALYSIS, article=replace(ANALYSIS.article, key="another")), run)
        stories = "SELECT count(*), count(a.story_id) FROM story_signatures s JOIN articles a ON a.id = s.article_id"
        assert tuple(store.conn.execute(stories).fetchone()) == ((2, 1) if can_group() else (0, 0))


def agree(store, number):
    """The directory in use answers like one that reads the database each time: asked for every tenth speaker."""
    plain = Directory(store.conn)
    store.directory.turn_to(0)
    everybody = frozenset(range(10_000))
    tenth = "WHERE speaker_id % 10 = ?"
    for (key,) in store.conn.execute(f"SELECT DISTINCT key FROM speaker_keys {tenth}", (number % 10,)).fetchall():
        for kind in ("person", "organization"):
            assert list(store.directory.find([key], kind).items()) == list(plain.find([key], kind).items())
    for (speaker,) in store.conn.execute("SELECT id FROM speakers WHERE id % 10 = ?", (number % 10,)).fetchall():
        for day in ("", "2031"):
            kept, read = (one.past(speaker, day, 0, everybody) for one in (store.directory, plain))
            assert kept.company == read.company
            assert sorted(kept.seen) == sorted(read.seen)
            assert set(kept.roles) == set(read.roles)


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """What it is where one article is stored after the other."""
    return filled(tmp_path_factory.mktemp("plain") / "plain.db", bulk=False)


def test_a_bulk_load_gives_the_same_rows_as_one_article_after_the_other(tmp_path, plain):
    assert filled(tmp_path / "bulk.db", bulk=True) == plain
    (surname,) = (key for key in names.keys("Ada Ferrin", "person") if key.startswith("ps "))
    assert sum(f"'{surname}'" in line for line in plain) > AT_MOST  # more than are looked at


def test_nothing_is_left_to_compare_when_a_run_is_over(tmp_path):
    with Store(tmp_path / "quotes.db") as store:
        run = store.start_run("test")
        keep(store, STORIES[:100], run_id=run, tell=str)
        once = list(store.conn.iterdump())
        assert store.settle() == 0
        assert list(store.conn.iterdump()) == once


def test_a_run_that_stored_most_of_the_articles_leaves_a_file_without_gaps(tmp_path):
    def length(*, end: bool) -> int:
        path = tmp_path / f"{end}.db"
        with Store(path) as store:
            run = store.start_run("test")
            keep(store, made_up(MANY + 50), run_id=run, tell=str)
            if end:
                before = [tuple(row) for row in store.conn.execute("SELECT * FROM quotes_words ORDER BY id")]
                store.finish_run(run)
                assert [tuple(r) for r in store.conn.execute("SELECT * FROM quotes_words ORDER BY id")] == before
                assert store.conn.execute("SELECT count(*) FROM quotes_fts('quay OR harbour OR the')").fetchone()[0]
        return path.stat().st_size

    assert length(end=True) < 0.97 * length(end=False)


def test_a_file_that_another_program_writes_to_stays_as_it_is(tmp_path):
    path = tmp_path / "quotes.db"
    with Store(path, timeout=0) as store, Store(path) as desk:
        keep(store, made_up(5), run_id=store.start_run("test"), tell=str)
        before = list(store.conn.iterdump())
        with desk.transaction():
            pack(store.conn)
        assert list(store.conn.iterdump()) == before


def test_what_is_kept_may_be_forgotten_at_any_time(tmp_path, monkeypatch, plain):
    monkeypatch.setattr("quotes.store.memory.MOST", 200)
    assert filled(tmp_path / "bulk.db", bulk=True) == plain


def test_a_bulk_load_sees_what_others_write_meanwhile(tmp_path, monkeypatch):
    monkeypatch.setattr("quotes.store.bulk.TOGETHER", 1)  # so that others may write between two articles
    stories = list(made_up(60))
    with Store(tmp_path / "bulk.db") as store, Store(tmp_path / "bulk.db") as desk:
        run = store.start_run("test")
        with store.bulk():
            for story in stories[:-1]:
                store.add(story, run)
            one, other = [
                row[0] for row in desk.conn.execute("SELECT id FROM speakers WHERE name LIKE '% Lund' LIMIT 2")
            ]
            decisions.merge(desk, one, other, "desk")
            name = desk.conn.execute(
                "SELECT alias FROM aliases WHERE speaker_id = ? ORDER BY id DESC", (one,)
            ).fetchone()[0]
            text = f"“We shall see” said {name}."
            store.add(analysis(text, [spoken(text, "We shall see", speaker=name)], key="the last"), run)
        last = "SELECT speaker_id FROM quotes ORDER BY id DESC LIMIT 1"
        assert store.conn.execute(last).fetchone()[0] != other


def test_an_article_that_fails_leaves_nothing_and_takes_no_other_with_it(tmp_path):
    stories = list(made_up(20))
    with Store(tmp_path / "bulk.db") as store:
        run = store.start_run("test")
        with store.bulk():
            for number, story in enumerate(stories):
                if number == 10:
                    story = replace(story, quotes=(*story.quotes[:2], replace(story.quotes[2], kind="sung")))
                    with pytest.raises(ArticleError, match="CHECK"):
                        store.add(story, run)
                else:
                    store.add(story, run)
        (lost,) = store.conn.execute(
            "SELECT count(*) FROM articles WHERE text = ?", (stories[10].article.text,)
        ).fetchone()
        (written,) = store.conn.execute("SELECT count(*) FROM quotes").fetchone()
        assert (lost, written) == (0, sum(len({quote.parts for quote in story.quotes}) for story in stories) - 6)


KILLED = """
import os, signal, sys
from records import ANALYSIS
from dataclasses import replace
from quotes.store import Store, bulk
bulk.TOGETHER = 30
store = Store(sys.argv[1])
run = store.start_run("test")
with store.bulk():
    for number in range(70):
        store.add(replace(ANALYSIS, article=replace(ANALYSIS.article, key=f"harbour {number}")), run)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_bulk_load_that_was_killed_is_finished_by_the_next_store_and_continued_by_the_next_load(tmp_path):
    path, folder = tmp_path / "bulk.db", Path(__file__).parents[1]
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, path], check=False, env=os.environ | {"PYTHONPATH": f"{folder}:{folder.parent}"}
    )
    assert killed.returncode == -signal.SIGKILL
    found = "SELECT count(*) FROM quotes_fts WHERE quotes_fts MATCH 'harbour'"
    with Store(path) as store:
        kept = store.counts()["articles"]
        assert 0 < kept < 70
        assert store.conn.execute(found).fetchone()[0] == 2 * kept
        names = "SELECT count(*) FROM sqlite_master WHERE name IN ('quotes_ai', 'shown_speaker', '_put_aside')"
        assert store.conn.execute(names).fetchone()[0] == 2
        run = store.start_run("test")
        outcomes = [
            store.add(replace(ANALYSIS, article=replace(ANALYSIS.article, key=f"harbour {number}")), run)
            for number in range(70)
        ]
        assert outcomes == ["unchanged"] * kept + ["stored"] * (70 - kept)
        assert store.conn.execute(found).fetchone()[0] == 140


def test_a_bulk_load_finds_the_same_variants(tmp_path, monkeypatch):
    chance = random.Random(5)
    said = [" ".join(chance.choices(WORDS, k=chance.randrange(8, 20))) for _ in range(40)]
    stories = []
    for number in range(120):
        whole = chance.choice(said).split()
        words = " ".join(whole[: chance.randrange(7, len(whole) + 1)])
        text = f"“{words}” said Ada Ferrin."
        stories.append(
            analysis(text, [spoken(text, words, speaker="Ada Ferrin")], key=f"{number}", outlet=f"{number % 7}")
        )
    tables = {}
    monkeypatch.setattr("quotes.store.bulk.TOGETHER", 5)
    monkeypatch.setattr("quotes.store.bulk.MERGED", 100)
    for name in ("plain", "bulk"):
        with Store(tmp_path / f"{name}.db") as store:
            with store.bulk() if name == "bulk" else nullcontext():
                keep(store, stories, run_id=store.start_run("test"), tell=lambda event: None)
                waiting = store.conn.execute(
                    "SELECT count(*) FROM sqlite_master WHERE name = '_new_shingles'"
                ).fetchone()[0]
            tables[name] = [
                [tuple(row) for row in store.conn.execute(f"SELECT * FROM {table}")]
                for table in ("variant_groups", "variants", "variant_shingles", "sqlite_master")
            ]
        assert waiting == (name == "bulk")
    assert len(tables["plain"][0]) > 20
    assert tables["bulk"][:3] == tables["plain"][:3]
    assert not any("shingles" in str(row) and row[1].startswith("_") for row in tables["bulk"][3])
