"""The headers of our answers: whatever an article holds, a browser runs no code but this server's own."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = (
    (b"content-security-policy", POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
)

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")

App = Callable[[Any, Any, Any], Awaitable[None]]


def add_headers(headers: dict[str, str]) -> None:
    """Put HEADERS among those of one answer."""
    headers |= {name.decode(): value.decode() for name, value in HEADERS}


def with_headers(app: App) -> App:
    """Return the application, each of its answers with HEADERS in place of what it says itself."""
    ours = {name for name, _ in HEADERS}

    async def wrapped(scope: Any, receive: Any, send: Any) -> None:
        async def send_with_headers(message: Any) -> None:
            if message["type"] == "http.response.start":
                kept = [(name, value) for name, value in message.get("headers", ()) if name.lower() not in ours]
                message = message | {"headers": [*kept, *HEADERS]}
            await send(message)

        await app(scope, receive, send_with_headers)

    return wrapped


def for_this_machine(app: App) -> App:
    """Return the application, which answers only to this machine's own names.

    Without it a page from elsewhere could have its name lead here (DNS rebinding) and read the database.
    """

    async def wrapped(scope: Any, receive: Any, send: Any) -> None:
        host = dict(scope.get("headers") or []).get(b"host", b"").decode("latin-1")
        if scope["type"] == "http" and host.rsplit(":", 1)[0] not in LOOPBACK and host not in LOOPBACK:
            await send({"type": "http.response.start", "status": 421, "headers": [(b"content-type", b"text/plain")]})
            await send({"type": "http.response.body", "body": b"This server answers to 127.0.0.1 and localhost."})
            return
        await app(scope, receive, send)

    return wrapped
