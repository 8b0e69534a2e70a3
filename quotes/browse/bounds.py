"""How much one question, and one request, may ask of the server."""

from __future__ import annotations

import sqlite3
import weakref
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from quotes.limits import MAX_PATTERN, MAX_REQUEST, MAX_RESULT, MAX_SQL, MAX_VALUE

UNREAD = frozenset(  # SQLite's numbers for what is wrong with the file, and not with the question
    getattr(sqlite3, f"SQLITE_{name}") for name in "BUSY LOCKED NOMEM IOERR CORRUPT CANTOPEN PROTOCOL NOTADB".split()
)
App = Callable[[Any, Any, Any], Awaitable[None]]

FUNCTION = 31  # SQLite's number for the call of one
ENDLESS = frozenset(("printf", "format"))  # '%.*c' writes a letter as often as it is told to
LIMITS = (
    (sqlite3.SQLITE_LIMIT_LENGTH, MAX_VALUE),
    (sqlite3.SQLITE_LIMIT_SQL_LENGTH, MAX_SQL),
    (sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH, MAX_PATTERN),
    (sqlite3.SQLITE_LIMIT_EXPR_DEPTH, 100),
    (sqlite3.SQLITE_LIMIT_COMPOUND_SELECT, 50),
    (sqlite3.SQLITE_LIMIT_ATTACHED, 0),
)


def bind(conn: sqlite3.Connection) -> None:
    """Give the connection SQLite's limits, and an end to what one question may bring."""
    for which, limit in LIMITS:
        conn.setlimit(which, limit)
    conn.set_authorizer(_allowed)
    conn.row_factory = _Counted()


def unread(error: BaseException | None) -> sqlite3.DatabaseError | None:
    """Return what kept SQLite from reading the file, where that is behind an error: a lock, damage; None where the question is."""
    while error is not None:
        if isinstance(error, sqlite3.DatabaseError) and getattr(error, "sqlite_errorcode", 0) & 0xFF in UNREAD:
            return error
        error = error.__cause__ or error.__context__
    return None


def _allowed(action: int, _: str | None, name: str | None, *rest: str | None) -> int:
    """Denies the functions that work for minutes on a few letters, where no time limit reaches them."""
    return sqlite3.SQLITE_DENY if action == FUNCTION and name in ENDLESS else sqlite3.SQLITE_OK


class _Counted:
    """Makes rows, until those of one question are larger together than MAX_RESULT."""

    def __init__(self) -> None:
        self._cursor: Callable[[], Any] = lambda: None
        self._size = 0

    def __call__(self, cursor: sqlite3.Cursor, row: Sequence[Any]) -> sqlite3.Row:
        if self._cursor() is not cursor:
            self._cursor, self._size = weakref.ref(cursor), 0
        self._size += sum(len(value) for value in row if isinstance(value, str | bytes))
        if self._size > MAX_RESULT:
            raise sqlite3.OperationalError(f"the answer is larger than {MAX_RESULT // 1_000_000} MB")
        return sqlite3.Row(cursor, tuple(row))


def with_bounds(app: App) -> App:
    """Return the application, which reads no request longer than MAX_REQUEST, and no address with a NUL in it."""

    async def wrapped(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        if "\0" in scope.get("path", "") or b"%00" in scope.get("query_string", b""):
            await _refuse(send, 400, b"The address has a NUL in it, which nothing here is called by.")
            return
        declared = dict(scope.get("headers") or ()).get(b"content-length", b"0")
        if not declared.isdigit() or len(declared) > 15 or int(declared) > MAX_REQUEST:
            await _refuse(send)
            return
        count, refused = 0, False

        async def counted() -> Any:
            nonlocal count, refused
            message = await receive()
            count += len(message.get("body", b""))
            if count > MAX_REQUEST:
                refused = True
                return {"type": "http.disconnect"}
            return message

        async def unless_refused(message: Any) -> None:
            if not refused:
                await send(message)

        try:
            await app(scope, counted, unless_refused)
        except Exception:
            if not refused:
                raise
        if refused:
            await _refuse(send)

    return wrapped


async def _refuse(
    send: Any, status: int = 413, reason: bytes = b"The request is larger than this server takes."
) -> None:
    headers = [(b"content-type", b"text/plain"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": reason})
