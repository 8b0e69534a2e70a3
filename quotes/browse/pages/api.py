"""What other tools may ask over HTTP: the page that says so, with examples that are run, and the answers themselves."""

from __future__ import annotations

import json
import sqlite3
from typing import Any
from urllib.parse import urlencode

from quotes.browse import rows
from quotes.desk.answers import QUESTIONS
from quotes.errors import QueryError

SHOWN = 1_500  # characters of an example's answer
NOT_ASKED = ("database", "question", "format")  # of the address


def facts(conn: sqlite3.Connection, asked: dict[str, str]) -> dict[str, Any]:
    """Return `questions`: each with its help, its parameters, and an example that was just run on this database."""
    return {"questions": [_told(conn, name, example) for name, example in _examples(conn).items()]}


def answer(conn: sqlite3.Connection, asked: dict[str, str]) -> dict[str, Any]:
    """Return the answer to the question that the address names."""
    given = {name: value for name, value in asked.items() if name not in NOT_ASKED}
    return QUESTIONS[asked["question"]](conn, given)


def _told(conn: sqlite3.Connection, name: str, example: dict[str, Any]) -> dict[str, Any]:
    question = QUESTIONS[name]
    try:
        answered = json.dumps(question(conn, example), ensure_ascii=False, indent=1)
    except QueryError as error:  # the database is empty
        answered = json.dumps({"ok": False, "error": str(error)})
    taken = [
        {"name": each.name, "type": each.type.__name__, "help": each.help, "required": each.required}
        for each in question.parameters
    ]
    cut = answered if len(answered) <= SHOWN else answered[:SHOWN] + " …"
    address = f"api/{name}.json" + (f"?{urlencode(example)}" if example else "")
    return {"name": name, "help": question.help, "parameters": taken, "address": address, "answer": cut}


def _examples(conn: sqlite3.Connection) -> dict[str, dict[str, Any]]:
    """Something to ask of each question that this database has an answer to."""
    sql = (
        "SELECT q.id, q.article_id, q.speaker, q.text FROM quotes q WHERE q.shown = 1 AND q.speaker_kind = 'person'"
        " AND q.kind = 'direct' ORDER BY q.published DESC, q.id DESC LIMIT 1"
    )
    found = (rows.all_of(conn, sql) or [{"id": 1, "article_id": 1, "speaker": "", "text": "words"}])[0]
    topic = rows.all_of(conn, "SELECT name FROM topics ORDER BY name LIMIT 1")
    claim = " ".join(found["text"].split()[:12])
    by = {"speaker": found["speaker"]} if found["speaker"] else {}
    return {
        "search": by | {"limit": 1},
        "verify": {"claim": claim} | by,
        "speaker": {"name": found["speaker"] or "Kirby", "limit": 1},
        "quotation": {"id": found["id"]},
        "article": {"id": found["article_id"]},
        "stance": {"topic": topic[0]["name"], "limit": 1} if topic else {},
    }
