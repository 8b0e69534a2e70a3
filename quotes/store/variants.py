"""The same utterance in different articles: found as each article is stored, in time that does not grow.

Each quotation leaves a few fingerprints, hashes of three words in a row chosen by winnowing (Schleimer,
Wilkerson and Aiken 2003), so that two quotations with six words in common in a row share one. Those that
share one are laid side by side; groups are what is alike enough.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from hashlib import blake2b
from itertools import chain
from typing import Any

from quotes.errors import QueryError
from quotes.store.bulk import NEW_SHINGLES, waiting_shingles
from quotes.store.threshold import SHOWN, condition
from quotes.wording.align import Difference, align, cuts, differences, families
from quotes.wording.words import keys, lexicon, spoken, words

SHINGLES = "variant_shingles"
SHINGLE, WINDOW = 3, 4
HOLDERS = 40  # quotations looked at for one fingerprint; the newest, since a wire story comes in bursts
COMPARED = 12  # candidates laid beside a quotation, those with most fingerprints in common
SAME_SPEAKER, OTHER_SPEAKER = 0.65, 0.85  # how alike two quotations of one utterance are
TELLING = 2  # words that tell, at least, in what two quotations share
COMMON = 0.2  # the share of the fingerprints of the shorter of two variants that they have in common, at least
PRINTED = 15  # characters of a quotation for each of its fingerprints, about
LONG = 6  # words beyond which the words alone say that it is one utterance, whoever is named as the speaker
COLUMNS = "q.id, q.text, q.kind, q.parts, q.quoted, q.speaker_id, q.speaker, q.published, q.article_id"


@dataclass(frozen=True, slots=True)
class Said:
    """The words of one quotation as said: what stands inside the marks, where the rest is the article's."""

    row: sqlite3.Row
    text: str
    keys: tuple[str, ...]


def assign(conn: sqlite3.Connection, quote_ids: Iterable[int]) -> int:
    """Put each quotation into the group of its utterance, and say how many are in one.

    To be called in the transaction that stores the quotations; again for the same ones, it changes nothing.
    """
    ids = list(quote_ids)
    tables = (NEW_SHINGLES, SHINGLES) if waiting_shingles(conn) else (SHINGLES,)
    touched: dict[int, set[int]] = {}
    grouped = 0
    for quote_id in ids:
        said = _said(conn, quote_id)
        if said is None:
            continue
        prints = fingerprints(said.keys)
        found = _groups(conn, said, prints, tables)
        _remember(conn, quote_id, prints, tables[0])
        if found is not None:
            grouped += 1
            alone = {other for other, number in found if number is None}
            touched.setdefault(_join(conn, said, found), set()).update(alone | {quote_id})
    for number, fresh in touched.items():
        _refresh(conn, number, fresh)
    refresh_stale(conn)
    return grouped


def assign_article(conn: sqlite3.Connection, uid: str) -> int:
    """Assign every quotation of the article of that uid to its group, and say how many are in one."""
    sql = "SELECT q.id FROM articles a CROSS JOIN quotes q ON q.article_id = a.id WHERE a.uid = ? ORDER BY q.start"
    return assign(conn, [row[0] for row in conn.execute(sql, (uid,))])


def refresh_stale(conn: sqlite3.Connection) -> None:
    """Work out again the groups of which a member was removed, rejected, changed, or found to be a copy."""
    for (number,) in conn.execute("SELECT id FROM variant_groups WHERE stale = 1").fetchall():
        _refresh(conn, number)


def assign_all(conn: sqlite3.Connection) -> int:
    """Find all variants anew, and say how many quotations have any."""
    for table in ("variants", "variant_groups", "variant_shingles"):
        conn.execute(f"DELETE FROM {table}")
    ids = [row[0] for row in conn.execute("SELECT id FROM quotes WHERE shown > 0 ORDER BY id")]
    return assign(conn, ids)


def altered(conn: sqlite3.Connection, *, limit: int = -1) -> list[dict[str, Any]]:
    """Return utterances that articles carry altered, the most carried first; `id` is the quotation that carries it fullest.

    Each is a dict of id, speaker, fullest, altered (how), quotations, outlets, first_published, first_outlet, and the ids
    first_quote_id and speaker_id.
    """
    rows = conn.execute(
        "SELECT fullest_quote_id AS id, speaker, fullest, altered, quotes AS quotations, outlets, first_published,"
        " first_outlet, first_quote_id, speaker_id FROM altered_quotes ORDER BY outlets DESC, quotes DESC, id LIMIT ?",
        (limit,),
    )
    return [dict(row) | {"altered": json.loads(row["altered"])} for row in rows]


def group(conn: sqlite3.Connection, quote_id: int, *, min_confidence: float | None = None) -> list[dict[str, Any]]:
    """Return the members of a quotation's group, the earliest first; itself alone where nobody else carries it.

    Without `min_confidence` those that are shown by default, and the quotation itself.

    Each is a dict of id, text, kind, speaker, outlet, agency, published, title, url, score, altered,
    difference, earliest, fullest. Raises QueryError where there is no such quotation.
    """
    sql = (
        "SELECT q.id, q.text, q.kind, q.speaker, q.outlet, a.agency, q.published, a.title, a.url,"
        " v.score, v.altered, v.difference, q.id IS g.first_quote_id AS earliest, q.id IS g.fullest_quote_id AS fullest"
        " FROM quotes q JOIN articles a ON a.id = q.article_id LEFT JOIN variants v ON v.quote_id = q.id"
        " LEFT JOIN variant_groups g ON g.id = v.group_id"
    )
    one = conn.execute("SELECT group_id FROM variants WHERE quote_id = ?", (quote_id,)).fetchone()
    if one is None:
        rows = conn.execute(f"{sql} WHERE q.id = ?", (quote_id,)).fetchall()
        if not rows:
            raise QueryError(f"no quotation {quote_id} in this database")
    else:
        order = "ORDER BY q.published IS NULL, q.published, q.id"
        shown = condition(min_confidence)
        rows = conn.execute(
            f"{sql} WHERE v.group_id = ? AND ({shown} OR q.id = ?) {order}", (one[0], quote_id)
        ).fetchall()
    lists = {"altered", "difference"}
    return [{k: json.loads(v or "[]") if k in lists else v for k, v in dict(row).items()} for row in rows]


def members(conn: sqlite3.Connection, quote_id: int) -> list[int]:
    """Return the ids of all shown quotations of the same utterance, this one among them."""
    return [row["id"] for row in group(conn, quote_id)]


def fingerprints(said: Sequence[str]) -> list[int]:
    """Return some of the hashes of three words in a row, 31 bits each, chosen so that any six words in a row have one.

    The first and the last three are always among them: openings and ends survive most alterations.
    """
    if not said:
        return []
    runs = [" ".join(said[i : i + SHINGLE]) for i in range(max(len(said) - SHINGLE + 1, 1))]
    hashes = [int.from_bytes(blake2b(run.encode(), digest_size=4).digest(), "big") >> 1 for run in runs]
    windows = range(max(len(hashes) - WINDOW + 1, 1))
    return sorted({min(hashes[i : i + WINDOW]) for i in windows} | {hashes[0], hashes[-1]})


def same_utterance(one: Said, other: Said) -> bool:
    """Tell whether the shorter of two quotations is the longer one, or a part of it, give or take an alteration."""
    from rapidfuzz.distance import LCSseq

    short, long = sorted((one, other), key=lambda said: len(said.keys))
    if one.keys == other.keys:
        score, equal = 1.0, list(range(len(short.keys)))
    else:
        if LCSseq.similarity(short.keys, long.keys) < 0.5 * len(short.keys):
            return False
        runs = list(LCSseq.opcodes(long.keys, short.keys))
        equal = [index for run in runs if run.tag == "equal" for index in range(run.dest_start, run.dest_end)]
        score = _share(short, equal) - max(_changes(runs) - 2, 0) / len(short.keys)
    telling = sum(short.keys[index] not in lexicon()["function_words"] for index in equal)
    if telling < TELLING and one.keys != other.keys:
        return False
    if not _agree(one.row, other.row):  # two known speakers: only words that two people do not hit upon by chance
        whole = len(equal) >= max(LONG, OTHER_SPEAKER * len(long.keys))
        return score >= OTHER_SPEAKER and whole and not _differ_in_kind(short, long)
    return score >= SAME_SPEAKER and (len(equal) >= LONG or _near(one.row, other.row))


def compare(fullest: Said, other: Said) -> tuple[float, list[Difference]]:
    """Tell how alike a member is to the fullest one, and how it differs from it, cuts at its ends among that."""
    if fullest.keys == other.keys:
        return 1.0, []
    full, part = _in_words(fullest.text), _in_words(other.text)
    found = align(full, part)
    changed = differences(full, part, found, fullest.text, other.text)
    return found.score, changed + cuts(full, found, fullest.text)


_in_words = lru_cache(maxsize=2_000)(words)  # the same few come again while a story goes round


def _said(conn: sqlite3.Connection, quote_id: int) -> Said | None:
    row = conn.execute(f"SELECT {COLUMNS} FROM quotes q WHERE q.id = ? AND q.shown > 0", (quote_id,)).fetchone()
    return _words_of(row) if row is not None else None


def _words_of(row: sqlite3.Row) -> Said:
    text = spoken(row["text"], json.loads(row["parts"]))
    if row["kind"] == "mixed":
        text = _marked(row) or text
    return Said(row, text, keys(text))


def _marked(row: sqlite3.Row) -> str:
    """What stands inside the marks of a mixed quotation, where that is more than a word or two."""
    offsets: dict[int, int] = {}
    place = 0
    for start, end in json.loads(row["parts"]):
        offsets |= {at: place + at - start for at in range(start, end)}
        place += end - start + 1
    spans = [
        (offsets[a], offsets[b - 1] + 1) for a, b in json.loads(row["quoted"]) if a in offsets and b - 1 in offsets
    ]
    inside = " … ".join(row["text"][a:b] for a, b in spans)
    return inside if len(inside.split()) > 3 else ""


def _groups(
    conn: sqlite3.Connection, said: Said, prints: Sequence[int], tables: Sequence[str]
) -> list[tuple[int, int | None]] | None:
    """The quotations (id, group) of the same utterance as this one; None where there are none."""
    shared = Counter(chain.from_iterable(_holders(conn, value, tables) for value in prints))
    shared.pop(said.row["id"], None)
    found: list[tuple[int, int | None]] = []
    seen: set[int] = set()
    for other_id, count in shared.most_common(COMPARED):
        row = conn.execute(
            f"SELECT {COLUMNS}, v.group_id FROM quotes q LEFT JOIN variants v ON v.quote_id = q.id"
            " WHERE q.id = ? AND q.shown > 0",
            (other_id,),
        ).fetchone()
        if row is None or row["group_id"] in seen or row["article_id"] == said.row["article_id"]:
            continue
        if count < COMMON * min(len(prints), len(row["text"]) / PRINTED):
            continue  # a phrase or two in common, in two long quotations: a turn of speech
        if same_utterance(said, _words_of(row)):
            found.append((other_id, row["group_id"]))
            if row["group_id"] is not None:
                seen.add(row["group_id"])
    return found or None


def _holders(conn: sqlite3.Connection, value: int, tables: Sequence[str]) -> list[int]:
    """The quotations that hold the three words, the newest of each table."""
    low, found = value << 32, list[int]()
    for table in tables:
        sql = f"SELECT id & 4294967295 FROM {table} WHERE id BETWEEN ? AND ? ORDER BY id DESC LIMIT ?"
        left = HOLDERS - len(found)
        found += chain.from_iterable(conn.execute(sql, (low, low | 0xFFFFFFFF, left)) if left else ())
    return found


def _remember(conn: sqlite3.Connection, quote_id: int, prints: Sequence[int], table: str) -> None:
    rows = [(value << 32 | quote_id,) for value in prints]
    conn.executemany(f"INSERT OR IGNORE INTO {table} (id) VALUES (?)", rows)


def _join(conn: sqlite3.Connection, said: Said, found: Sequence[tuple[int, int | None]]) -> int:
    """Puts the quotation with those found into one group, and says which; groups that it links become one."""
    own = conn.execute("SELECT group_id FROM variants WHERE quote_id = ?", (said.row["id"],)).fetchone()
    groups = sorted({number for _, number in found if number is not None} | ({own[0]} if own else set()))
    kept = groups[0] if groups else int(conn.execute("INSERT INTO variant_groups DEFAULT VALUES").lastrowid or 0)
    for other in groups[1:]:
        conn.execute("UPDATE variants SET group_id = ? WHERE group_id = ?", (kept, other))
        conn.execute("DELETE FROM variant_groups WHERE id = ?", (other,))
    alone = [quote_id for quote_id, number in found if number is None] + ([] if own else [said.row["id"]])
    conn.executemany("INSERT INTO variants (quote_id, group_id) VALUES (?, ?)", [(one, kept) for one in alone])
    return kept


def _refresh(conn: sqlite3.Connection, number: int, fresh: Collection[int] = ()) -> None:
    """Brings a group up to date: who is earliest and fullest, how its members differ, how many outlets carry it.

    Where the fullest member stays the same, only the `fresh` ones are laid beside it.
    """
    old = conn.execute("SELECT fullest_quote_id, stale FROM variant_groups WHERE id = ?", (number,)).fetchone()
    if old is None:
        return
    rows = conn.execute(
        "SELECT q.id, length(q.text), v.altered, q.shown FROM variants v JOIN quotes q ON q.id = v.quote_id"
        " WHERE v.group_id = ? AND q.shown > 0 ORDER BY q.published IS NULL, q.published, q.id",
        (number,),
    ).fetchall()
    if len(rows) < 2:
        conn.execute("DELETE FROM variant_groups WHERE id = ?", (number,))
        return
    seen = [row for row in rows if row["shown"] == SHOWN] or rows  # what is kept back belongs to it, and does not count
    fullest = max(seen, key=lambda row: (row[1], -row[0]))[0]
    beside = (
        [row[0] for row in rows if row[0] in fresh] if fullest == old[0] and not old[1] else [row[0] for row in rows]
    )
    altered = {row[0]: json.loads(row[2]) for row in rows} | _lay_beside(conn, fullest, beside)
    kinds = list(dict.fromkeys(kind for row in seen for kind in altered[row[0]]))
    conn.execute(
        "UPDATE variant_groups SET first_quote_id = ?, fullest_quote_id = ?, quotes = ?, outlets = ?, altered = ?,"
        " stale = 0 WHERE id = ?",
        (seen[0][0], fullest, len(seen), _carriers(conn, number), json.dumps(kinds), number),
    )


def _lay_beside(conn: sqlite3.Connection, fullest_id: int, ids: Iterable[int]) -> dict[int, list[str]]:
    """Notes how each of the quotations differs from the fullest one, and returns the kinds of differences."""
    fullest, kinds = _said(conn, fullest_id), {}
    for quote_id in ids:
        one = _said(conn, quote_id)
        if one is None or fullest is None:
            continue
        score, changed = compare(fullest, one)
        kinds[quote_id] = families(changed)
        difference = json.dumps([asdict(change) for change in changed], ensure_ascii=False)
        conn.execute(
            "UPDATE variants SET score = ?, altered = ?, difference = ? WHERE quote_id = ?",
            (round(score, 3), json.dumps(kinds[quote_id]), difference, quote_id),
        )
    return kinds


def _carriers(conn: sqlite3.Connection, number: int) -> int:
    """How many outlets carry the utterance, the copies of one agency or one story counted once."""
    row = conn.execute(
        "SELECT count(DISTINCT coalesce(a.agency, r.agency, r.outlet, a.outlet, a.key)) FROM variants v"
        " JOIN quotes q ON q.id = v.quote_id JOIN articles a ON a.id = q.article_id"
        " LEFT JOIN articles r ON r.id = a.story_id WHERE v.group_id = ? AND q.shown = 1",
        (number,),
    ).fetchone()
    return int(row[0])


def _share(short: Said, equal: Sequence[int]) -> float:
    """The share of a quotation that stands in the other, words that tell weighing twice."""
    light = lexicon()["function_words"]
    weights = [0.5 if key in light else 1.0 for key in short.keys]
    return sum(weights[index] for index in equal) / (sum(weights) or 1.0)


def _changes(runs: Sequence[Any]) -> int:
    """How many places differ, what is missing at the ends aside."""
    inner = [run for run in runs if run.tag != "equal"]
    outer = [run for run in (runs[0], runs[-1]) if run.tag == "delete"]
    return len(inner) - len(outer)


def _agree(one: sqlite3.Row, other: sqlite3.Row) -> bool:
    """Whether both name the same speaker, or one of them names none."""
    if one["speaker_id"] is None or other["speaker_id"] is None or one["speaker_id"] == other["speaker_id"]:
        return True
    names = [str(row["speaker"] or "").casefold().split() for row in (one, other)]
    return all(names) and names[0][-1] == names[1][-1]


def _near(one: sqlite3.Row, other: sqlite3.Row) -> bool:
    """Whether two short quotations may be one utterance: the same speaker, known, in the same fortnight."""
    from datetime import date

    if one["speaker_id"] is None or other["speaker_id"] is None:
        return False
    try:
        days = [date.fromisoformat(row["published"][:10]) for row in (one, other)]
    except (TypeError, ValueError):
        return True
    return abs((days[0] - days[1]).days) <= 14


def _differ_in_kind(short: Said, long: Said) -> bool:
    """Whether the two differ in a number, a name or a negation."""
    changed = compare(long, short)[1]
    return bool({"number", "name", "negation"} & set(families(changed)))
