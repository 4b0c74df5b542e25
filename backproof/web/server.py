"""The server: a socket, the application behind it, and the lines that say when it is ready."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

import uvicorn

from backproof.errors import Unusable
from backproof.web.app import build
from backproof.web.connection import settings
from backproof.web.gate import host_name
from backproof.web.limits import Limits

HERE = frozenset({"127.0.0.1", "localhost", "[::1]"})


def run(
    host: str, port: int, workers: int | None, names: tuple[str, ...], cold: bool, say: Callable[[str], None]
) -> None:
    """Serve until it is stopped. Raises Unusable where the address cannot be had."""
    limits = Limits() if workers is None else replace(Limits(), workers=workers)
    hosts = frozenset(host_name(n) for n in names) or (HERE if host in HERE or host == "::1" else frozenset())
    listening = listen(host, port)
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{listening.getsockname()[1]}"
    app = build(limits, hosts, cold, lambda: say("Every problem is ready."))
    more_files()
    say(f"backproof listens at {address} (Ctrl-C stops it)" + ("" if cold else "; deriving the keys ..."))
    server = uvicorn.Server(uvicorn.Config(app, **settings(limits)))
    with suppress(KeyboardInterrupt), listening:
        server.run(sockets=[listening])


def listen(host: str, port: int) -> socket.socket:
    """A socket at that address. Raises Unusable."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((host, port))
        found.listen(1024)  # whoever comes before the first worker is ready waits here
    except (OSError, OverflowError, TypeError, ValueError) as error:
        found.close()
        why = getattr(error, "strerror", None) or str(error)
        raise Unusable(f"cannot listen at {host} port {port}: {why}; choose another --host or --port") from None
    return found


def more_files() -> None:
    """Every connection is a file; take as many as this process may have."""
    with suppress(ImportError, ValueError, OSError):
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 65_536) if hard > 0 else 65_536, hard))
