"""A connection that is not waited for: clients that send or take too slowly, or open too many, are let go."""

from __future__ import annotations

import asyncio
from collections import Counter
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from backproof.web.bodies import LINGER_SECONDS
from backproof.web.limits import Limits

SLOW = "The request did not arrive in time."
MANY = "There are too many connections just now; please try again in a few seconds."


def protocol(limits: Limits) -> type[H11Protocol]:
    """The protocol of the server, with these limits."""
    each: Counter[str] = Counter()

    class Connection(H11Protocol):
        """One connection."""

        incoming: asyncio.TimerHandle | None = None
        outgoing: asyncio.TimerHandle | None = None
        address = ""

        def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
            super().connection_made(transport)
            self.address = self.client[0] if self.client else ""
            each[self.address] += 1
            if each[self.address] > limits.connections_each or each.total() > limits.connections:
                self.refuse("503 Service Unavailable", MANY, "Retry-After: 5\r\n")
            else:
                self.expect(limits.head)

        def connection_lost(self, exc: Exception | None) -> None:
            each[self.address] -= 1
            if not each[self.address]:
                del each[self.address]
            self.expect(None)
            if self.outgoing:
                self.outgoing.cancel()
            super().connection_lost(exc)

        def data_received(self, data: bytes) -> None:
            before = self.conn.their_state
            super().data_received(data)
            now = self.conn.their_state
            if now is h11.SEND_BODY and before is not h11.SEND_BODY:
                self.expect(limits.body + LINGER_SECONDS + 1)
            elif now is h11.IDLE and self.incoming is None:  # the first bytes of a next request
                self.expect(limits.head)
            elif now not in (h11.SEND_BODY, h11.IDLE):
                self.expect(None)

        def expect(self, seconds: float | None) -> None:
            """Wait so long for the rest of the head or of the body; None when all is there."""
            if self.incoming:
                self.incoming.cancel()
            self.incoming = None if seconds is None else self.loop.call_later(seconds, self.too_slow)

        def too_slow(self) -> None:
            self.incoming = None
            if self.conn.their_state is h11.IDLE and self.conn.our_state is h11.IDLE:
                self.refuse("408 Request Timeout", SLOW)
            else:
                self.transport.abort()

        def pause_writing(self) -> None:
            super().pause_writing()
            self.outgoing = self.loop.call_later(limits.send, self.transport.abort)

        def resume_writing(self) -> None:
            super().resume_writing()
            if self.outgoing:
                self.outgoing.cancel()
                self.outgoing = None

        def refuse(self, status: str, sentence: str, more: str = "") -> None:
            """A whole response, before there was a request."""
            text = f"{sentence}\n"
            head = f"HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {len(text)}\r\n"
            self.transport.write(f"{head}{more}Connection: close\r\n\r\n{text}".encode())
            self.transport.close()

    return Connection


def settings(limits: Limits, **more: Any) -> dict[str, Any]:
    """What uvicorn is told."""
    return {
        "http": protocol(limits),
        "ws": "none",
        "loop": "asyncio",
        "lifespan": "on",
        "server_header": False,
        "proxy_headers": False,
        "access_log": False,
        "log_level": "warning",
        "timeout_keep_alive": 20,
        "timeout_graceful_shutdown": 3,
        "h11_max_incomplete_event_size": 32_768,
        "backlog": 1024,
        **more,
    }
