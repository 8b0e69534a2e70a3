"""Databases of quotes opened in the Datasette that is installed, asked through its own client: no server runs."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("datasette")

from browse import desk
from browse.asking import Asked, opened


@pytest.fixture(scope="session")
def loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    yield loop
    loop.close()


@pytest.fixture(scope="session")
def news(tmp_path_factory: pytest.TempPathFactory, loop: asyncio.AbstractEventLoop) -> Asked:
    """The articles of `corpus/`, for reading."""
    return opened(desk.corpus(tmp_path_factory.mktemp("news") / "news.db"), loop)


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory, loop: asyncio.AbstractEventLoop) -> Asked:
    """An article in which every text is out to do harm."""
    return opened(desk.hostile(tmp_path_factory.mktemp("hostile") / "hostile.db"), loop, "ada")


@pytest.fixture
def desked(tmp_path: Path, loop: asyncio.AbstractEventLoop) -> Asked:
    """A small database that Ada may review."""
    return opened(desk.harbour(tmp_path / "harbour.db"), loop, "ada")
