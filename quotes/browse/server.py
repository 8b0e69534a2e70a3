"""A Datasette that serves one database of quotes: read-only, within limits, on this machine alone unless asked.

It is ours from end to end: `/`, the look of every page, error pages and headers.
"""

from __future__ import annotations

import secrets
import socket
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import uvicorn

from quotes.browse import configuration, security
from quotes.errors import QuotesError
from quotes.store import open_for_reading

HOUR = 3600
NAMESPACE = "quotes-sign-in"
SKIN = Path(__file__).parent / "skin"  # templates in place of Datasette's own


def datasette(database: str | Path, *, reviewers: Iterable[str] = ()) -> Any:
    """Return a Datasette with the plugin over the database, which is brought up to date first.

    `reviewers` may decide about quotations once they are signed in. Raises StoreError for the database.
    """
    from datasette.app import Datasette
    from datasette.plugins import pm

    import quotes.browse

    if not pm.is_registered(quotes.browse):  # run from a checkout that is not installed
        pm.register(quotes.browse, name="quotes")
    open_for_reading(database).close()
    allowed: dict[str, Any] = {"plugins": {"quotes": {"review": {"id": list(reviewers)}}}}
    told = {"config": allowed} if hasattr(Datasette, "allowed") else {"metadata": allowed}
    options = {"settings": configuration.settings(), "secret": secrets.token_hex(32), "template_dir": str(SKIN)}

    class Served(Datasette):  # type: ignore[misc]
        quotes_serve = True  # known before it asks the plugins for anything

    return Served([str(database)], **options, **told)


def sign_in_link(server: Any, base: str, reviewer: str) -> str:
    """Return an address that signs the reviewer in for this run of the server; it holds for an hour."""
    token = server.sign({"reviewer": reviewer, "until": int(time.time()) + HOUR}, NAMESPACE)
    return f"{base}/-/quotes-sign-in?token={token}"


def reviewer_of(server: Any, token: str) -> str | None:
    """Return the reviewer whom the token signs in, or None where it is not ours or too old."""
    from itsdangerous import BadSignature

    try:
        told = server.unsign(token, NAMESPACE)
    except BadSignature:
        return None
    return str(told["reviewer"]) if told["until"] >= time.time() else None


@contextmanager
def listening(host: str, port: int) -> Iterator[tuple[socket.socket, str]]:
    """Yield a socket that listens there, and its address for a browser; QuotesError where it cannot."""
    try:
        family, _, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.create_server(place[:2], family=family)
    except OSError as error:
        raise QuotesError(f"{host}:{port}: {error.strerror or error}") from error
    with listener:
        name = f"[{host}]" if family == socket.AF_INET6 else host
        yield listener, f"http://{name}:{listener.getsockname()[1]}"


def run(server: Any, listener: socket.socket) -> None:
    """Serve until it is stopped."""
    app = server.app()
    if ip_address(listener.getsockname()[0]).is_loopback:
        app = security.for_this_machine(app)
    options = uvicorn.Config(app, log_level="warning", server_header=False)
    with suppress(KeyboardInterrupt):  # how it is meant to be stopped
        uvicorn.Server(options).run(sockets=[listener])
