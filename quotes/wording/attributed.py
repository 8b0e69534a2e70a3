"""Who an article says a quotation is by: named beside the words, or only taken for the speaker by the machine.

A fact-checker may call a claim misattributed where a name is printed, not where a program guessed. So a quotation
is somebody else's only if a person said so, or if its printed source is that speaker's name and nothing else, the
quotation is sure enough to be shown, and nothing beside it could mean the claimed speaker. Nor is it surely the claimed
speaker's where the article prints a pronoun, a description or nothing beside the words: then the speaker is inferred.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from typing import Any

from quotes.wording.fold import fold
from quotes.wording.words import lexicon

Row = sqlite3.Row | dict[str, Any]

EVEN = 0.5  # below even chances nobody is surely the speaker, however low the threshold of a database is
NAMES = 200  # names of the claimed speaker that are looked at
_WORD = r"(?<!\w)(?:\w+-)*[^\W\d_a-z][\w’'.-]*"  # with a capital, at its start or after a hyphen (al-Rashid), or without any case
RUN = re.compile(rf"{_WORD}(?:\s+{_WORD})*")
TO = r"\s+(?:the\s+|an?\s+)?(?:[A-Z][\w.]*\s+)?$"  # behind it the printed name, or an office and the name
SPOKEN_TO = re.compile(rf"\b(?:to|told|tells|telling|for|of|against|about|with){TO}")
SPEAKS = re.compile(rf"\b(?:(?:according|attributed|ascribed)\s+to|words\s+of|interview\s+with){TO}", re.IGNORECASE)
BOUND = re.compile(r"\b(?:for|of|at|from|in|to|with|by|on)\s+(?:the\s+|an?\s+)?$", re.IGNORECASE)
MARKED = re.compile(r"[“\"«„][^”\"»]*[”\"»]")
DESCRIBED = re.compile(r"([Tt]he|[Aa]n?|[Oo]ne|[Aa]nother)\s+\w+$")  # the Republican: a description, for a person
ACRONYM = re.compile(r"\b[A-Z][A-Za-z]{1,5}(?<=[A-Z])\b")  # HHS, MoD
COMMON = frozenset(  # in the names of many bodies
    "agency association authority board bureau center centre central commission committee company corporation council court"
    " department division federal federation force foundation general group institute international ministry national office"
    " organisation organization party police royal school service society state states trust union united university".split()
)
OPENED = " “‘\"'«„"  # what may stand before the words that open a paragraph
POSSESSIVE = re.compile(r"(?<=\w)['’]s?(?=\s|$)")


def sure(row: Row, min_confidence: float | None) -> bool:
    """Tell whether the quotation is shown by default, or at least as sure as that."""
    return bool(row["shown"] == 1 if min_confidence is None else row["confidence"] >= min_confidence)


def decided(row: Row) -> bool:
    """Tell whether a person accepted the quotation, or corrected it: either way it was read, with its speaker."""
    return row["review_status"] in ("accepted", "corrected")


def inferred(conn: sqlite3.Connection, row: Row) -> bool:
    """Tell whether the machine alone says who the quotation's speaker is: nobody reviewed it, and no name beside the words tells."""
    if row["speaker_id"] is None or decided(row):
        return False
    told = _described_so(row) or named(conn, row) and not _shares_its_name(conn, row)
    return not (told and beside(row) and _speaks(conn, row))


def reason(row: Row) -> str:
    """Return one line for a person: who is printed beside the words, and whom the machine takes it for."""
    printed = f"the article prints “{' '.join(row['source'].split())}”" if row["source"] else "no source is printed"
    if row["speaker_id"] is None:
        return f"{printed}; the article does not tell who says this"
    return f"{printed}; the machine takes this for {row['speaker']}, and nobody has checked it"


def names_of(conn: sqlite3.Connection, claimed: str, ids: Iterable[int]) -> list[str]:
    """Return the names, folded, that the claimed speaker goes by here, the claimed one first."""
    sql = "SELECT DISTINCT folded FROM aliases WHERE speaker_id IN (SELECT value FROM json_each(?)) LIMIT ?"
    known = [row[0] for row in conn.execute(sql, (json.dumps(list(ids)), NAMES))]
    return list(dict.fromkeys([fold(claimed), *known]))


def surely_somebody_else(conn: sqlite3.Connection, row: Row, claimed: list[str], min_confidence: float | None) -> bool:
    """Tell whether the quotation, whose speaker is not the claimed one, is surely not theirs; `claimed` as in `names_of`."""
    if decided(row):
        return True
    likely = row["confidence"] >= EVEN and sure(row, min_confidence)
    return likely and named(conn, row) and beside(row) and _speaks(conn, row) and not rivals(row, claimed)


def beside(row: Row) -> bool:
    """Tell whether the printed source stands in the words' paragraph, or they open one of their own, as speech that goes on does."""
    own = row["context"]
    return (
        bool(row["source"]) and row["source"] in own or own.lstrip(OPENED).startswith(row["text"].lstrip(OPENED)[:40])
    )


def named(conn: sqlite3.Connection, row: Row) -> bool:
    """Tell whether the printed source is a name of the quotation's speaker, and names nobody else.

    Titles, the role, and bodies that the name belongs to may stand with it ("the council's leader, Ada Bern of Ostby").
    """
    if row["speaker_kind"] not in ("person", "organization") or not row["source"]:
        return False
    if row["speaker_kind"] == "person" and DESCRIBED.match(row["source"]):
        return False
    own = {word for name in names_of(conn, row["speaker"], [row["speaker_id"]]) for word in name.split()}
    called = _folded(f"{row['role'] or ''} {row['affiliation'] or ''} {_others(conn, row)}") | lexicon()["titles"]
    heads = [_folded(run) for run in _heads(row["source"])]
    return any(own & head for head in heads) and all(head <= own | called for head in heads)


def _speaks(conn: sqlite3.Connection, row: Row) -> bool:
    """Whether the printed name is the one who speaks: none in `a letter to Bern`, `Bern’s lawyer`, a heading, nor where the words hold their own cue."""
    sql = (
        "SELECT q.parts, q.source_spans, q.cue_spans, a.text FROM quotes q JOIN articles a ON a.id = q.article_id"
        " WHERE q.id = ?"
    )
    *spans, text = conn.execute(sql, (row["id"],)).fetchone()
    parts, sources, cues = map(json.loads, spans)
    if row["kind"] == "direct" and any(start < last and first < end for start, end in cues for first, last in parts):
        return False
    for start, end in sources[:1]:
        line = text[text.rfind("\n", 0, start) + 1 : (text + "\n").index("\n", end)]
        if line.strip(" *#") == text[start:end].strip():
            return False  # a heading, which tells what it is about; a label has a colon
        before = " ".join(text[max(start - 60, 0) : start].split("\n")[-1].split()) + " "
        bound = SPOKEN_TO.search(before) and not SPEAKS.search(before)
        return not bound and not POSSESSIVE.match(text[end - 1 : end + 3], 1)
    return True


def _others(conn: sqlite3.Connection, row: Row) -> str:
    """The names of those who say it together with the speaker."""
    sql = "SELECT s.name FROM joint_speakers j JOIN speakers s ON s.id = j.speaker_id WHERE j.quote_id = ?"
    return " ".join(name for (name,) in conn.execute(sql, (row["id"],)))


def _described_so(row: Row) -> bool:
    """Whether the speaker has no name and is called what is printed: a harbour official."""
    return row["speaker_kind"] == "unnamed" and fold(row["source"] or "") == fold(row["speaker"])


def _shares_its_name(conn: sqlite3.Connection, row: Row) -> bool:
    """Whether the printed name may be another one's in the same article: Larsson, where Astrid and Viktor Larsson speak."""
    heads = [_folded(run) - lexicon()["titles"] for run in _heads(row["source"])]
    sql = (
        "SELECT folded FROM appearances WHERE article_id = ? AND speaker_id <> ? AND kind = ?"
        " AND id NOT IN (SELECT appearance_id FROM joint_speakers WHERE quote_id = ?)"  # who is printed as well
    )
    others = conn.execute(sql, (row["article_id"], row["speaker_id"], row["speaker_kind"], row["id"]))
    names = [set(name.split()) for (name,) in others]
    return any(head and head <= name for head in heads for name in names)


def rivals(row: Row, claimed: list[str]) -> bool:
    """Tell whether the claimed speaker may be meant: by a name around the quoted words, a short form of it, or a candidate."""
    wanted = {word for name in claimed if name for word in (*_telling(name), _initials(name))}
    around = row["context"].replace(row["text"], " ") if row["kind"] == "direct" else MARKED.sub(" ", row["context"])
    near = f". {around} {row['source'] or ''} {row['candidates'] or ''}"
    shorts = {short.lower() for short in ACRONYM.findall(near)}
    return bool(wanted & set(fold(near).split())) or any(
        _may_stand_for(short, name) for short in shorts for name in claimed
    )


def _telling(name: str) -> Iterator[str]:
    """The words of a name that may stand for all of it: its last, and each that many names do not have."""
    *others, last = name.split()
    yield last
    yield from (word for word in others if len(word) > 3 and word not in COMMON and word not in lexicon()["titles"])


def _may_stand_for(short: str, name: str) -> bool:
    """Whether an acronym's letters begin words of the name in that order: hhs for department of health and human services."""
    letters = iter(word[0] for word in name.split())
    return len(short) > 2 and all(letter in letters for letter in short)


def _initials(name: str) -> str:
    """The first letters of a name of several words, as an abbreviation has them: hhs."""
    letters = [word[0] for word in name.split() if word not in ("of", "and", "the", "for", "on", "in")]
    return "".join(letters) if len(letters) > 2 else name.split()[-1]


def _heads(source: str) -> Iterator[str]:
    """The runs of words written like names that nothing binds to another word: not in `for Bern`, `Ostby's mayor`."""
    plain = re.sub(r"\([^)]*\)|^(The|A|An|Its|His|Her|Their|One|Another)\s", " ", source)
    for run in RUN.finditer(plain):
        owners = list(POSSESSIVE.finditer(run.group()))
        head = run.group()[owners[-1].end() if owners else 0 :].strip()
        if head and (owners or not BOUND.search(plain[: run.start()])):
            yield head


def _folded(text: str) -> set[str]:
    return {word for piece in text.split() for word in fold(re.sub(r"['’]s?(?=\W*$)", "", piece)).split()}
