"""Speakers that are known before any article is read: `people.jsonl`, one JSON object a line.

    {"name": "Ada Ferrin", "aliases": ["A. B. Ferrin"], "wikidata": "Q123",
     "roles": [{"role": "mayor", "affiliation": "Quay Council", "since": "2021-05", "until": "2025"}]}

`kind` is `person` unless it says `organization`; only `name` must be there.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from quotes.errors import IngestError
from quotes.linking import names

if TYPE_CHECKING:
    import sqlite3

    from quotes.store import Store

_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_LONGEST = 500  # characters of a name or a role


@dataclass(frozen=True, slots=True)
class KnownRole:
    """A role and the dates between which it was held: ISO years, months or days, or empty."""

    role: str
    affiliation: str = ""
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class KnownSpeaker:
    """What a knowledge base says of one speaker."""

    name: str
    kind: str = "person"
    aliases: tuple[str, ...] = ()
    roles: tuple[KnownRole, ...] = ()
    wikidata: str = ""
    gender: str = ""


def read(path: str | Path) -> Iterator[KnownSpeaker]:
    """Yield the speakers of the file, in order; raises IngestError, which names file, line and reason, where one is unclear."""
    try:
        with Path(path).open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _speaker(line, f"{path}, line {number}")
    except OSError as error:
        raise IngestError(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise IngestError(f"{path}: not in UTF-8") from error


def load(store: Store, speakers: Iterable[KnownSpeaker]) -> tuple[int, int]:
    """Tell how many speakers are new, and how many were there; all are taken in, or none. Loading them again changes nothing.

    A speaker is there when its Wikidata id is, or when exactly one without such an id has its name.
    """
    new = there = 0
    with store.transaction() as conn:
        for known in speakers:
            speaker_id = _find(store, known)
            if speaker_id is None:
                speaker_id, new = store.directory.create(known.name, known.kind), new + 1
            else:
                there += 1
            _write(conn, store, speaker_id, known)
    return new, there


def _speaker(line: str, where: str) -> KnownSpeaker:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise IngestError(f"{where}: not JSON") from error
    if not isinstance(row, dict):
        raise IngestError(f"{where}: not a JSON object")
    kind = row.get("kind") or "person"
    if kind not in ("person", "organization"):
        raise IngestError(f"{where}: kind is person or organization")
    wikidata = _text(row, "wikidata", where)
    if wikidata and not re.fullmatch(r"Q[1-9]\d{0,14}", wikidata):
        raise IngestError(f"{where}: wikidata is an id like Q42")
    name = _text(row, "name", where)
    if not name:
        raise IngestError(f"{where}: no name")
    aliases = tuple(_text({"alias": alias}, "alias", where) for alias in _list(row, "aliases", where))
    roles = tuple(_role(role, where) for role in _list(row, "roles", where))
    return KnownSpeaker(name, kind, tuple(filter(None, aliases)), roles, wikidata, _text(row, "gender", where))


def _role(row: Any, where: str) -> KnownRole:
    if isinstance(row, str):
        row = {"role": row}
    if not isinstance(row, dict) or not _text(row, "role", where):
        raise IngestError(f"{where}: a role is a text, or an object with a role")
    since, until = _text(row, "since", where), _text(row, "until", where)
    for day in (since, until):
        if day and not _DATE.fullmatch(day):
            raise IngestError(f"{where}: since and until are ISO dates: 2024, 2024-02 or 2024-02-01")
    return KnownRole(_text(row, "role", where), _text(row, "affiliation", where), since, until)


def _text(row: dict[str, Any], field: str, where: str) -> str:
    value = row.get(field)
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > _LONGEST:
        raise IngestError(f"{where}: {field} is no short text")
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as error:
        raise IngestError(f"{where}: {field} holds half of a character") from error
    return " ".join(value.split())


def _list(row: dict[str, Any], field: str, where: str) -> list[Any]:
    value = row.get(field) or []
    if not isinstance(value, list):
        raise IngestError(f"{where}: {field} is no list")
    return value


def _find(store: Store, known: KnownSpeaker) -> int | None:
    """The speaker of the database that this is; None when it is not there, or cannot be told."""
    if known.wikidata:
        sql = "SELECT coalesce(merged_into, id) FROM speakers WHERE wikidata = ?"
        if row := store.conn.execute(sql, (known.wikidata,)).fetchone():
            return int(row[0])
    if names.weak(known.name, known.kind):
        return None
    same = []
    for speaker_id, aliases in store.directory.find(names.lookups(known.name, known.kind)[:1], known.kind).items():
        other = store.conn.execute("SELECT wikidata FROM speakers WHERE id = ?", (speaker_id,)).fetchone()[0]
        full = any(names.likeness(known.name, alias.name, known.kind)[0] >= names.FULL for alias in aliases)
        if full and not (known.wikidata and other):
            same.append(speaker_id)
    return same[0] if len(same) == 1 else None


def _write(conn: sqlite3.Connection, store: Store, speaker_id: int, known: KnownSpeaker) -> None:
    from quotes.store.speakers import rekey

    chosen = "SELECT 1 FROM aliases a JOIN speakers s ON s.id = a.speaker_id"
    by_person = f"{chosen} WHERE s.id = ? AND a.alias = s.name AND a.given_by = 'person'"
    if not conn.execute(by_person, (speaker_id,)).fetchone():
        conn.execute("UPDATE speakers SET name = ? WHERE id = ? AND name <> ?", (known.name, speaker_id, known.name))
    conn.execute(
        "UPDATE speakers SET wikidata = coalesce(wikidata, ?), gender = coalesce(gender, ?) WHERE id = ?",
        (known.wikidata or None, known.gender or None, speaker_id),
    )
    for alias in dict.fromkeys((known.name, *known.aliases)):
        if not store.directory.add_alias(speaker_id, alias, None, "", given_by="knowledge base"):
            store.directory.approve(speaker_id, alias)
    for role in known.roles:
        row = (speaker_id, role.role, role.affiliation or None, role.since or None, role.until or None)
        same = "speaker_id = ? AND role = ? AND affiliation IS ? AND since IS ? AND until IS ?"
        conn.execute(
            "INSERT INTO known_roles (speaker_id, role, affiliation, since, until) SELECT ?, ?, ?, ?, ?"
            f" WHERE NOT EXISTS (SELECT 1 FROM known_roles WHERE {same})",
            (*row, *row),
        )
    rekey(conn, speaker_id)
