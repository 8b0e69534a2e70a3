"""Asking a Datasette through its own client: no server runs."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from quotes.browse import server


class Asked:
    """A Datasette and the loop it lives in; `get` and `post` as a person, or as nobody."""

    def __init__(self, datasette: Any, loop: asyncio.AbstractEventLoop) -> None:
        self.datasette, self.loop = datasette, loop

    def get(self, path: str, actor: str | None = None, **more: Any) -> Any:
        return self.loop.run_until_complete(self.datasette.client.get(path, cookies=self._cookies(actor), **more))

    def post(
        self, path: str, sent: dict[str, str], actor: str | None = None, *, page: str | None = None, **headers: str
    ) -> Any:
        """What a browser sends that has the `page` open, or the path's own: with the token that the page gave."""
        shown = self.get(page or path, actor)
        token = re.search(r'name="csrftoken" value="([^"]*)"', shown.text)
        cookies = self._cookies(actor) | dict(shown.cookies)
        data = sent | ({"csrftoken": token[1]} if token and "csrftoken" not in sent else {})
        request = self.datasette.client.post(path, data=data, cookies=cookies, headers=headers)
        return self.loop.run_until_complete(request)

    def rows(self, sql: str) -> list[Any]:
        """What its first database of ours answers; read from the file, past the pages."""
        databases = self.datasette.databases.values()
        with closing(sqlite3.connect(next(one.path for one in databases if one.path))) as conn:
            return conn.execute(sql).fetchall()

    def _cookies(self, actor: str | None) -> dict[str, str]:
        return {"ds_actor": self.datasette.sign({"a": {"id": actor}}, "actor")} if actor else {}


def opened(path: Path, loop: asyncio.AbstractEventLoop, *reviewers: str) -> Asked:
    datasette = server.datasette(path, reviewers=reviewers)
    loop.run_until_complete(datasette.invoke_startup())
    return Asked(datasette, loop)
