"""The speakers of a database as a linker sees them: found by keys, known by names, roles and where they spoke."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Sequence
from functools import cache

from quotes.limits import MOST_SEARCHED
from quotes.linking import names, roles
from quotes.linking.known import Row
from quotes.linking.linker import Remembered
from quotes.linking.scoring import Alias, DatedRole, Past, Who
from quotes.linking.sources import Source
from quotes.store import doubts
from quotes.wording.fold import fold

AT_MOST = 12  # speakers that one key finds: where there are more, the name alone tells nothing
NEWEST = 20_000  # articles in which it is looked up how a name is printed
NEAREST = 20  # rows of a speaker's past on either side of a date
_ROW = "s.id, s.name, s.kind, s.articles"
# nobody may take a speaker away whom a person or a knowledge base knows
_FIXED = (
    "SELECT EXISTS (SELECT 1 FROM speakers WHERE id = :id AND wikidata IS NOT NULL)"
    " OR EXISTS (SELECT 1 FROM aliases WHERE speaker_id = :id AND given_by <> 'article')"
    " OR EXISTS (SELECT 1 FROM appearances WHERE speaker_id = :id AND decision_id IS NOT NULL)"
    " OR EXISTS (SELECT 1 FROM quotes WHERE speaker_id = :id AND machine IS NOT NULL)"
)
# one speaker becomes another: all that is its
_JOIN = """
UPDATE quotes SET speaker_id = :to, speaker = (SELECT name FROM speakers WHERE id = :to),
  speaker_kind = (SELECT kind FROM speakers WHERE id = :to)
WHERE +speaker_id = :from AND appearance_id IN (SELECT id FROM appearances WHERE speaker_id = :from);
UPDATE appearances SET speaker_id = :to, score = min(score, :score), how = :how WHERE speaker_id = :from;
UPDATE stances SET target_speaker_id = :to WHERE target_speaker_id = :from;
UPDATE joint_speakers SET speaker_id = :to WHERE speaker_id = :from;
INSERT INTO aliases (speaker_id, alias, folded, only_in, article_id, first_seen, given_by, articles)
SELECT :to, alias, folded, only_in, article_id, first_seen, given_by, articles FROM aliases WHERE speaker_id = :from
ON CONFLICT (folded, only_in, speaker_id) DO UPDATE SET articles = articles + excluded.articles;
DELETE FROM aliases WHERE speaker_id = :from;
INSERT INTO speaker_keys (key, speaker_id) SELECT key, :to FROM speaker_keys WHERE speaker_id = :from
ON CONFLICT DO NOTHING;
DELETE FROM speaker_keys WHERE speaker_id = :from;
UPDATE speakers SET articles = articles + (SELECT articles FROM speakers WHERE id = :from), unsettled = 1 WHERE id = :to;
UPDATE speakers SET merged_into = :to, articles = 0, unsettled = 0 WHERE id = :from OR merged_into = :from
"""
# a role, and the body in which it is held where it does not name it: `linking.roles.held` in SQL
HELD = "iif(instr(role, coalesce(affiliation, '')), role, role || ', ' || affiliation) AS role"


class Directory:
    """Answers every question from an index, with a bounded number of rows, so that no article waits for the others."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self.conn = conn

    def turn_to(self, article_id: int) -> None:
        """Say that the speakers of that article come next."""

    def call(self, quote_id: int, speaker_id: int, role: str, body: str, published: str) -> None:
        """Say that an article calls the speaker so, and with which quotation that is written."""

    def forget(self) -> None:
        """Say that the database was changed in other ways than through the directory."""

    def find(self, keys: Sequence[str], kind: str) -> dict[int, list[Alias]]:
        """Return the speakers of that kind who have one of the keys, in the keys' order, with the names that each goes by."""
        sql = "SELECT speaker_id FROM speaker_keys WHERE key = ? ORDER BY speaker_id LIMIT ?"
        found = (row[0] for key in dict.fromkeys(keys) for row in self.conn.execute(sql, (key, AT_MOST)))
        known: dict[int, list[Alias]] = {speaker_id: [] for speaker_id in found}
        rows = self.conn.execute(
            "SELECT s.id, a.alias, a.given_by FROM json_each(?) j CROSS JOIN speakers s ON s.id = j.value"
            " CROSS JOIN aliases a ON a.speaker_id = s.id AND a.only_in = ''"
            " WHERE (s.kind = ? OR a.given_by = 'person') AND s.merged_into IS NULL ORDER BY a.id",
            (json.dumps(list(known)), kind),
        )
        for speaker_id, alias, given_by in rows:
            known[speaker_id].append(Alias(alias, given_by != "article"))
        return {speaker_id: aliases for speaker_id, aliases in known.items() if aliases}

    def unnamed(self, folded: str, article_id: int) -> int | None:
        """Return the unnamed source of that article (or a version of it) that goes by the folded words."""
        row = self.conn.execute(
            "SELECT s.id, s.merged_into FROM aliases a JOIN speakers s ON s.id = a.speaker_id WHERE a.folded = ?"
            " AND a.only_in = (SELECT key FROM articles WHERE id = ?)"
            " ORDER BY s.merged_into IS NOT NULL, s.id LIMIT 1",
            (folded, article_id),
        ).fetchone()
        return (row["merged_into"] or row["id"]) if row else None

    def describe(self, speaker_id: int, source: Source, body_id: int | None) -> None:
        """Note of what kind an unnamed source is, whose and of what place; and whose page it belongs to, where one is known."""
        self.conn.execute(
            "INSERT INTO unnamed_sources (speaker_id, kind, body, place, body_id) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (speaker_id) DO UPDATE SET kind = excluded.kind, body = excluded.body, place = excluded.place,"
            " body_id = coalesce(excluded.body_id, body_id)",
            (speaker_id, source.kind, source.body or None, source.place or None, body_id),
        )

    def past(self, speaker_id: int, published: str, article_id: int, company: frozenset[int]) -> Past:
        """Return what other articles than that one, and the knowledge base, say of the speaker; those nearest to the date.

        Of who spoke beside it there, those of the company are told.
        """
        asked = {"speaker": speaker_id, "published": published, "article": article_id, "limit": NEAREST}
        called = self.conn.execute(
            f"{_around('roles', f'{HELD}, date AS since, date AS until', 'date', 'id')} UNION"
            f" SELECT * FROM (SELECT {HELD}, since, until FROM known_roles WHERE speaker_id = :speaker LIMIT :limit)",
            asked,
        )
        roles = [DatedRole(role, since or "", until or "") for role, since, until in called]
        seen = self.conn.execute(
            _around("appearances", "article_id, published, outlet", "published", "outlet", "article_id"), asked
        ).fetchall()
        sql = "SELECT p.speaker_id FROM json_each(?) j CROSS JOIN appearances p ON p.article_id = j.value"
        beside = self.conn.execute(sql, (json.dumps([row[0] for row in seen]),)) if company else ()
        spoke = [(day or "", outlet or "") for _, day, outlet in seen]
        return Past(roles, spoke, company.intersection(row[0] for row in beside) - {speaker_id})

    def remembered(self, article_id: int, kind: str) -> list[Remembered]:
        """Return what was decided about the speakers of the article and its other versions, by people first, then the newest."""
        rows = self.conn.execute(
            "SELECT p.* FROM articles this JOIN articles a ON a.key = this.key JOIN appearances p ON p.article_id = a.id"
            " WHERE this.id = ? AND p.kind = ? ORDER BY p.decision_id IS NULL, a.id DESC LIMIT 500",
            (article_id, kind),
        )
        return [
            Remembered(row["folded"], row["speaker_id"], row["score"], row["how"], row["decision_id"], row["name"])
            for row in rows
        ]

    def create(self, name: str, kind: str) -> int:
        """Return the id of a new speaker."""
        return int(self.conn.execute("INSERT INTO speakers (name, kind) VALUES (?, ?)", (name, kind)).lastrowid or 0)

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
        """Note a name that the speaker goes by, with the first article that shows it; whether it is new."""
        sql = "SELECT key FROM articles WHERE id = ?"
        only_in = self.conn.execute(sql, (article_id,)).fetchone()[0] if only_here else ""
        cursor = self.conn.execute(
            "INSERT INTO aliases (speaker_id, alias, folded, only_in, article_id, first_seen, given_by)"
            " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (speaker_id, alias, fold(alias), only_in, article_id, seen or None, given_by),
        )
        return cursor.rowcount > 0

    def approve(self, speaker_id: int, alias: str) -> None:
        """Note that a knowledge base, too, gives a name that an article gave the speaker."""
        self.conn.execute(
            "UPDATE aliases SET given_by = 'knowledge base' WHERE speaker_id = ? AND folded = ? AND only_in = ''"
            " AND given_by = 'article'",
            (speaker_id, fold(alias)),
        )

    def rename(self, speaker_id: int, name: str, kind: str) -> None:
        """Show the speaker under a fuller name, unless a person or a knowledge base chose the one it has."""
        old = self.conn.execute("SELECT name FROM speakers WHERE id = ?", (speaker_id,)).fetchone()[0]
        if not names.fuller(name, old, kind):
            return
        chosen = "SELECT 1 FROM aliases WHERE speaker_id = ? AND alias = ? AND given_by <> 'article'"
        if not self.conn.execute(chosen, (speaker_id, old)).fetchone():
            self.conn.execute("UPDATE speakers SET name = ? WHERE id = ?", (name, speaker_id))

    def add_keys(self, speaker_id: int, keys: Iterable[str]) -> None:
        """Let the speaker be found by the keys."""
        sql = "INSERT INTO speaker_keys (key, speaker_id) VALUES (?, ?) ON CONFLICT DO NOTHING"
        self.conn.executemany(sql, [(key, speaker_id) for key in dict.fromkeys(keys)])

    def appear(
        self, speaker_id: int, article_id: int, who: Who, score: float, how: str, decision: int | None = None
    ) -> int:
        """Return the id of the row that says that this article's speaker is that one, by the decision of a person or without."""
        row = self.conn.execute(
            "INSERT INTO appearances"
            " (speaker_id, article_id, name, folded, kind, score, how, decision_id, outlet, published)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (article_id, folded, kind) DO UPDATE SET"
            " speaker_id = excluded.speaker_id, name = excluded.name, score = excluded.score, how = excluded.how,"
            " decision_id = coalesce(excluded.decision_id, decision_id) RETURNING id",
            (speaker_id, article_id, who.name, fold(who.name), who.kind, round(score, 4), how, decision,
             who.outlet or None, who.published or None),
        ).fetchone()  # fmt: skip
        return int(row[0])


class Settling(Directory):
    """The directory as a `Settler` asks it, when a run is over: whole speakers instead of names in an article."""

    def unsettled(self, after: int, most: int) -> list[Row]:
        """Return speakers with a greater id of whom more is known since they were last compared, in the order of their ids."""
        rows = self.conn.execute(
            f"SELECT {_ROW} FROM speakers s WHERE unsettled = 1 AND merged_into IS NULL AND id > ? ORDER BY id LIMIT ?",
            (after, most),
        )
        return [Row(*row) for row in rows]

    def rows(self, ids: Iterable[int]) -> dict[int, Row]:
        """Return the speakers of those ids that stand."""
        sql = f"SELECT {_ROW} FROM json_each(?) j CROSS JOIN speakers s ON s.id = j.value WHERE merged_into IS NULL"
        found = (Row(*row) for row in self.conn.execute(sql, (json.dumps(list(ids)),)))
        return {row.id: row for row in found}

    def having(self, keys: Iterable[str]) -> list[int]:
        """Return the speakers who have one of the keys, in the keys' order."""
        sql = "SELECT speaker_id FROM speaker_keys WHERE key = ? ORDER BY speaker_id LIMIT ?"
        return list(dict.fromkeys(row[0] for key in keys for row in self.conn.execute(sql, (key, AT_MOST))))

    def printing(self, name: str, most: int) -> list[str]:
        """Return what articles begin with that print the name's words one after the other, those stored last; at most so many."""
        return [row[0] for row in self._printing(f"substr(a.text, 1, {MOST_SEARCHED})", name, most)]

    def printed(self, name: str, most: int) -> int:
        """Tell how many of the articles stored last print the name's words one after the other, `most` where more do."""
        return len(self._printing("a.id", name, most))

    def _printing(self, what: str, name: str, most: int) -> list[sqlite3.Row]:
        words = " ".join(re.findall(r"\w+", name))
        sql = (
            f"SELECT {what} FROM articles_fts f CROSS JOIN articles a ON a.id = f.rowid WHERE articles_fts MATCH ?"
            " AND f.rowid > (SELECT max(id) FROM articles) - ? ORDER BY f.rowid DESC LIMIT ?"
        )
        return self.conn.execute(sql, (f'"{words}"', NEWEST, most)).fetchall() if words else []

    def called(self, ids: Iterable[int]) -> dict[int, list[tuple[str, int, bool]]]:
        """Return what speakers are called, in how many articles, and whether a person or a knowledge base says so; commonest first."""
        sql = (
            "SELECT a.speaker_id, a.alias, a.articles, a.given_by <> 'article' FROM json_each(?) j"
            " CROSS JOIN aliases a ON a.speaker_id = j.value AND a.only_in = '' ORDER BY a.articles DESC, a.id"
        )
        found: dict[int, list[tuple[str, int, bool]]] = {}
        for speaker_id, alias, articles, approved in self.conn.execute(sql, (json.dumps(list(ids)),)):
            found.setdefault(speaker_id, []).append((alias, articles, bool(approved)))
        return {speaker_id: called[: 4 * AT_MOST] for speaker_id, called in found.items()}

    def fixed(self, speaker_id: int) -> bool:
        """Tell whether a person or a knowledge base knows a speaker, so that it stays."""
        return bool(self.conn.execute(_FIXED, {"id": speaker_id}).fetchone()[0])

    def company(self, speaker_id: int) -> dict[int, int]:
        """Tell who else speaks in its newest articles → in how many articles that one speaks in all."""
        sql = (
            "SELECT s.id, s.articles FROM (SELECT article_id FROM appearances WHERE speaker_id = ? LIMIT ?) a"
            " CROSS JOIN appearances p ON p.article_id = a.article_id CROSS JOIN speakers s ON s.id = p.speaker_id"
            " WHERE s.kind <> 'unnamed' LIMIT 400"
        )
        found = dict(self.conn.execute(sql, (speaker_id, 2 * NEAREST)).fetchall())
        found.pop(speaker_id, None)
        return found

    def bodiless(self, speaker_id: int) -> str:
        """Return the body or person that an unnamed source is said to be of, while it is not known whose page that is; else empty."""
        sql = "SELECT body FROM unnamed_sources WHERE speaker_id = ? AND body IS NOT NULL AND body_id IS NULL"
        row = self.conn.execute(sql, (speaker_id,)).fetchone()
        return str(row[0]) if row else ""

    def belong(self, speaker_id: int, body_id: int) -> None:
        """Note whose page an unnamed source belongs to."""
        self.conn.execute("UPDATE unnamed_sources SET body_id = ? WHERE speaker_id = ?", (body_id, speaker_id))

    def apart(self, speaker_id: int, other_id: int) -> bool:
        """Tell whether a person said that the two are two."""
        return doubts.held_apart(self.conn, speaker_id, other_id)

    def doubt(self, speaker_id: int, other_id: int, score: float, how: str) -> None:
        """Note that the two may be one."""
        doubts.note(self.conn, speaker_id, other_id, score, how)

    def doubted(self, speaker_id: int) -> list[int]:
        """Return those of whom it is noted that they may be the speaker, and nobody has decided."""
        return doubts.of(self.conn, speaker_id)

    def clear(self, speaker_id: int, other_id: int) -> None:
        """Take back that the two may be one."""
        doubts.clear(self.conn, speaker_id, other_id)

    def join(self, from_id: int, to_id: int, score: float, how: str) -> None:
        """Make one speaker the other, whom nobody has decided about: all that is its becomes the other's."""
        conn, ids = self.conn, {"from": from_id, "to": to_id, "score": round(min(1.0, score), 4), "how": how}
        for sql in _JOIN.strip().split(";\n"):
            conn.execute(sql, ids)
        doubts.hand_over(conn, from_id, to_id)

    def show(self, speaker_id: int, name: str, kind: str) -> None:
        """Show a speaker under that name, as of that kind, and let it be found by it, and among the first of its surname."""
        row = self.conn.execute("SELECT name, kind, articles FROM speakers WHERE id = ?", (speaker_id,)).fetchone()
        if (name, kind) != (row["name"], row["kind"]):
            self.conn.execute("UPDATE speakers SET name = ?, kind = ? WHERE id = ?", (name, kind, speaker_id))
        new = self.add_alias(speaker_id, name, None, "") or kind != row["kind"]
        self.add_keys(
            speaker_id, [*(names.keys(name, kind) if new else ()), *names.rank_keys(name, kind, row["articles"])]
        )

    def settled(self, speaker_id: int) -> None:
        """Note that a speaker has been compared."""
        self.conn.execute("UPDATE speakers SET unsettled = 0 WHERE id = ?", (speaker_id,))


@cache
def _around(table: str, columns: str, *order: str) -> str:
    """SQL for a speaker's rows in other articles that are dated nearest before and after, and some without a date.

    `order` is that of the table's index, the date first.
    """
    dated, *others = order
    where = f"SELECT {columns} FROM {table} WHERE speaker_id = :speaker AND article_id <> :article AND {dated}"
    down, up, rest = (
        f"ORDER BY {', '.join(f'{name} {way}' for name in names)} LIMIT :limit"
        for names, way in ((order, "DESC"), (order, "ASC"), (others, "ASC"))
    )
    nearest = (f"{where} <= :published {down}", f"{where} > :published {up}", f"{where} IS NULL {rest}")
    return " UNION ALL ".join(f"SELECT * FROM ({one})" for one in nearest)


def rekey(conn: sqlite3.Connection, speaker_id: int) -> None:
    """Make a speaker's keys anew from its names and roles."""
    conn.execute("DELETE FROM speaker_keys WHERE speaker_id = ?", (speaker_id,))
    kind = conn.execute("SELECT kind FROM speakers WHERE id = ?", (speaker_id,)).fetchone()[0]
    if kind == "unnamed":
        return
    called = conn.execute(
        f"SELECT DISTINCT {HELD} FROM roles WHERE speaker_id = :id"
        f" UNION SELECT {HELD} FROM known_roles WHERE speaker_id = :id",
        {"id": speaker_id},
    ).fetchall()
    words = list(dict.fromkeys(word for row in called for word in roles.key_words(row[0])))
    sql = "SELECT alias, given_by FROM aliases WHERE speaker_id = ? AND only_in = ''"
    directory = Directory(conn)
    for alias, given_by in conn.execute(sql, (speaker_id,)).fetchall():
        # whom a person found to be this speaker may have been taken for another kind, and will be again
        for taken_for in (kind,) if given_by != "person" else ("person", "organization"):
            directory.add_keys(speaker_id, [*names.keys(alias, taken_for), *names.role_keys(alias, taken_for, words)])


def count(conn: sqlite3.Connection, speaker_id: int) -> None:
    """Count anew in how many articles a speaker speaks, and how many use each of its names."""
    conn.execute(
        "UPDATE speakers SET unsettled = 1, articles = (SELECT count(*) FROM appearances WHERE speaker_id = :id)"
        " WHERE id = :id",
        {"id": speaker_id},
    )
    names = "SELECT folded, count(*) FROM appearances WHERE speaker_id = ? GROUP BY folded"
    counted = dict(conn.execute(names, (speaker_id,)).fetchall())
    for alias_id, folded in conn.execute(
        "SELECT id, folded FROM aliases WHERE speaker_id = ?", (speaker_id,)
    ).fetchall():
        conn.execute("UPDATE aliases SET articles = ? WHERE id = ?", (counted.get(folded, 0), alias_id))
