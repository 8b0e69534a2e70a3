"""The speakers of a database kept in memory while very many articles are loaded: the same answers, sooner.

What is asked for is read once and then kept in step with what is written. All writes go to the database at once, so
that what is forgotten can be read again; that happens when another program has written, when an article that was
there is read again, when one cannot be stored, and when there is too much to keep.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from operator import itemgetter
from typing import Any

from quotes.linking import roles
from quotes.linking.linker import Remembered
from quotes.linking.scoring import Alias, DatedRole, Past, Who
from quotes.store.speakers import AT_MOST, HELD, NEAREST, Directory
from quotes.wording.fold import fold

MOST = 3_000_000  # rows kept, of about 150 bytes each


@dataclass(slots=True)
class _Rows:
    """Rows of one speaker that begin with a date, in order; those without one apart."""

    dated: list[tuple[Any, ...]] = field(default_factory=list)
    undated: list[tuple[Any, ...]] = field(default_factory=list)

    def add(self, row: tuple[Any, ...]) -> None:
        insort(self.dated if row[0] else self.undated, row)

    def around(self, day: str) -> list[tuple[Any, ...]]:
        """Return the nearest on either side of the day, and some without a date."""
        here = bisect_right(self.dated, day, key=itemgetter(0))
        return self.dated[max(here - NEAREST, 0) : here + NEAREST] + self.undated[:NEAREST]


@dataclass(slots=True)
class _Speaker:
    """The names of one speaker that hold in all articles, and some of the keys that lead to it."""

    kind: str
    names: list[Alias]
    by_hand: list[Alias]  # those that a person gave it: by these it is found as another kind, too
    folded: set[str]
    keys: set[str] = field(default_factory=set)

    def add(self, name: Alias, by_hand: bool) -> None:
        self.folded.add(fold(name.name))
        self.names.append(name)
        if by_hand:
            self.by_hand.append(name)


class Memory(Directory):
    """A `Directory` for a bulk load, during which nothing else may write through its connection."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        super().__init__(conn)
        self._version = 0
        self.forget()

    def forget(self) -> None:
        self._size = 0
        self._speakers: dict[int, _Speaker] = {}
        self._keyed: dict[str, list[int]] = {}
        self._seen: dict[int, _Rows] = {}  # a speaker's appearances: date, outlet, article
        self._called: dict[int, _Rows] = {}  # what a speaker was called: date, id, role
        self._known: dict[int, list[DatedRole]] = {}
        self._spoke_in: dict[int, set[int]] = {}  # the articles of these
        self._begin(new=False)

    def turn_to(self, article_id: int) -> None:
        self._keep()
        (version,) = self.conn.execute("PRAGMA data_version").fetchone()  # another one when another connection wrote
        if version != self._version or self._size > MOST:
            self.forget()
        self._version = version
        before = self.conn.execute(
            "SELECT 1 FROM articles this JOIN articles a ON a.key = this.key JOIN appearances p ON p.article_id = a.id"
            " WHERE this.id = ? LIMIT 1",
            (article_id,),
        ).fetchone()
        self._begin(new=before is None)

    def find(self, keys: Sequence[str], kind: str) -> dict[int, list[Alias]]:
        found: dict[int, list[Alias]] = {}
        for speaker_id in chain.from_iterable(map(self._having, keys)):
            speaker = self._speaker(speaker_id)
            if aliases := speaker.names if speaker.kind == kind else speaker.by_hand:
                found.setdefault(speaker_id, aliases)
        return found

    def past(self, speaker_id: int, published: str, article_id: int, company: frozenset[int]) -> Past:
        if not self._new:
            return super().past(speaker_id, published, article_id, company)
        seen = self._seen_of(speaker_id).around(published)
        called = [row[2] for row in self._called_of(speaker_id).around(published)] + self._known[speaker_id]
        articles = {row[2] for row in seen}
        beside = (one for one in company if one != speaker_id and not articles.isdisjoint(self._articles_of(one)))
        return Past(called, [row[:2] for row in seen], frozenset(beside))

    def remembered(self, article_id: int, kind: str) -> list[Remembered]:
        if not self._new:
            return super().remembered(article_id, kind)
        return [one for (_, its), (one, _) in self._here.items() if its == kind]

    def create(self, name: str, kind: str) -> int:
        speaker_id = super().create(name, kind)
        self._speakers[speaker_id] = _Speaker(kind, [], [], set())
        self._seen[speaker_id], self._spoke_in[speaker_id] = _Rows(), set()
        self._called[speaker_id], self._known[speaker_id] = _Rows(), []
        self._size += 8
        return speaker_id

    def add_alias(
        self,
        speaker_id: int,
        alias: str,
        article_id: int | None,
        seen: str,
        *,
        only_here: bool = False,
        given_by: str = "article",
    ) -> bool:
        speaker = None if only_here else self._speaker(speaker_id)
        if speaker and fold(alias) in speaker.folded:
            return False
        new = super().add_alias(speaker_id, alias, article_id, seen, only_here=only_here, given_by=given_by)
        if speaker:
            speaker.add(Alias(alias, given_by != "article"), given_by == "person")
        return new

    def add_keys(self, speaker_id: int, keys: Iterable[str]) -> None:
        there = self._speaker(speaker_id).keys
        new = [key for key in dict.fromkeys(keys) if key not in there]
        if not new:
            return
        super().add_keys(speaker_id, new)
        there.update(new)
        for key in new:
            holders = self._keyed.get(key)
            if holders is not None and speaker_id not in holders:
                insort(holders, speaker_id)
                del holders[AT_MOST:]

    def appear(
        self, speaker_id: int, article_id: int, who: Who, score: float, how: str, decision: int | None = None
    ) -> int:
        appearance_id = super().appear(speaker_id, article_id, who, score, how, decision)
        name = fold(who.name)
        self._here[name, who.kind] = Remembered(name, speaker_id, score, how, decision, who.name), who
        self._article = article_id
        return appearance_id

    def call(self, quote_id: int, speaker_id: int, role: str, body: str, published: str) -> None:
        held = DatedRole(roles.held(role, body), published, published)
        self._roles_here.append((speaker_id, (published, quote_id, held)))

    def _begin(self, *, new: bool) -> None:
        """Another article; `new`: nobody has spoken in it, or in a version of it, so far."""
        self._new, self._article = new, 0
        self._here: dict[tuple[str, str], tuple[Remembered, Who]] = {}
        self._roles_here: list[tuple[int, tuple[str, int, DatedRole]]] = []

    def _keep(self) -> None:
        """Adds the last article to what is known; until then no question is answered from it."""
        for one, who in self._here.values():
            if one.speaker_id in self._seen:
                self._seen[one.speaker_id].add((who.published, who.outlet, self._article))
                self._spoke_in[one.speaker_id].add(self._article)
        for speaker_id, row in self._roles_here:
            if speaker_id in self._called:
                self._called[speaker_id].add(row)
        self._size += 2 * len(self._here) + len(self._roles_here)

    def _having(self, key: str) -> list[int]:
        if key not in self._keyed:
            sql = "SELECT speaker_id FROM speaker_keys WHERE key = ? ORDER BY speaker_id LIMIT ?"
            self._keyed[key] = [row[0] for row in self.conn.execute(sql, (key, AT_MOST))]
            self._size += 2
        return self._keyed[key]

    def _speaker(self, speaker_id: int) -> _Speaker:
        if speaker_id not in self._speakers:
            sql = "SELECT kind FROM speakers WHERE id = ? AND merged_into IS NULL"
            found = self.conn.execute(sql, (speaker_id,)).fetchone()
            speaker = self._speakers[speaker_id] = _Speaker(found[0] if found else "", [], [], set())
            sql = "SELECT alias, given_by FROM aliases WHERE speaker_id = ? AND only_in = '' ORDER BY id"
            for alias, given_by in self.conn.execute(sql, (speaker_id,)):
                speaker.add(Alias(alias, given_by != "article"), given_by == "person")
                self._size += 2
            if not found:  # it was found to be another one: no name leads here
                speaker.names, speaker.by_hand = [], []
            self._size += 4
        return self._speakers[speaker_id]

    def _seen_of(self, speaker_id: int) -> _Rows:
        if speaker_id not in self._seen:
            sql = "SELECT published, outlet, article_id FROM appearances WHERE speaker_id = ?"
            rows = self._seen[speaker_id] = self._rows(sql, speaker_id)
            self._spoke_in[speaker_id] = {row[2] for row in (*rows.dated, *rows.undated)}
        return self._seen[speaker_id]

    def _articles_of(self, speaker_id: int) -> set[int]:
        self._seen_of(speaker_id)
        return self._spoke_in[speaker_id]

    def _called_of(self, speaker_id: int) -> _Rows:
        if speaker_id not in self._called:
            sql = f"SELECT date, id, {HELD} FROM roles WHERE speaker_id = ?"
            kept = self._rows(sql, speaker_id)
            for rows in (kept.dated, kept.undated):
                rows[:] = [(day, number, DatedRole(role, day, day)) for day, number, role in rows]
            self._called[speaker_id] = kept
            sql = f"SELECT {HELD}, since, until FROM known_roles WHERE speaker_id = ? LIMIT ?"
            known = self.conn.execute(sql, (speaker_id, NEAREST))
            self._known[speaker_id] = [DatedRole(role, since or "", until or "") for role, since, until in known]
        return self._called[speaker_id]

    def _rows(self, sql: str, speaker_id: int) -> _Rows:
        rows = [(first or "", second or "", third) for first, second, third in self.conn.execute(sql, (speaker_id,))]
        rows.sort()
        self._size += 2 + len(rows)
        bare = bisect_left(rows, True, key=lambda row: bool(row[0]))
        return _Rows(rows[bare:], rows[:bare])
