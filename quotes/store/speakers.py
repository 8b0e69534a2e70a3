"""The table of speakers as a linker sees it."""

from __future__ import annotations

import sqlite3

from quotes.store.text import fold


class Directory:
    """Looks speakers up by folded name and adds new ones; every question is answered from an index."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self.conn = conn

    def find(self, folded: str, kind: str, only_in: str = "") -> list[int]:
        """The ids of the speakers of that kind who go by the folded name, oldest first."""
        rows = self.conn.execute(
            "SELECT s.id FROM aliases a JOIN speakers s ON s.id = a.speaker_id"
            " WHERE a.folded = ? AND a.only_in = ? AND s.kind = ? AND s.merged_into IS NULL ORDER BY s.id",
            (folded, only_in, kind),
        )
        return [row[0] for row in rows]

    def create(self, name: str, kind: str) -> int:
        """The id of a new speaker."""
        cursor = self.conn.execute("INSERT INTO speakers (name, kind) VALUES (?, ?)", (name, kind))
        return int(cursor.lastrowid or 0)

    def add_alias(self, speaker_id: int, alias: str, article_id: int | None, seen: str, only_in: str = "") -> None:
        """Adds a name that the speaker goes by, with the article that shows it; one that is there stays."""
        self.conn.execute(
            "INSERT INTO aliases (speaker_id, alias, folded, only_in, article_id, first_seen)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (speaker_id, alias, fold(alias), only_in, article_id, seen or None),
        )
