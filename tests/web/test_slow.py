"""Clients that send or take too slowly are let go, and nobody waits for them."""

from __future__ import annotations

import http.client
import socket
import threading
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.web.serving import Client, served

ASKED = {"problem": "ece449/1", "part": "dS", "answer": "1/4 g[ceil(d/2), ceil(e/2)]"}
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def impatient() -> Iterator[str]:
    """A server that gives a head a second and a half, a body two, a reader three."""
    with served("--cold", "--workers", "1", IMPATIENT="1") as address:
        yield address


def dripped(address: str, sent: bytes, drip: bytes) -> bytes:
    """What comes back when bytes go on coming, one drop each half second; for half a minute at most."""
    place = urlsplit(address)
    held, start = b"", time.monotonic()
    with socket.create_connection((place.hostname, place.port), timeout=60) as connection:
        connection.sendall(sent)
        connection.settimeout(0.5)
        while time.monotonic() - start < 30:
            try:
                piece = connection.recv(4_096)
            except TimeoutError:
                try:
                    connection.sendall(drip)
                except OSError:
                    return held
                continue
            except OSError:
                return held
            if not piece:
                return held
            held += piece
    return held + b"never let go"


def test_slow_requests_end_with_a_408(impatient: str) -> None:
    host = urlsplit(impatient).netloc.encode()
    head = b"POST /answer HTTP/1.1\r\nHost: " + host + b"\r\n"
    body = head + f"Content-Type: {FORM}\r\nContent-Length: 9000\r\n\r\n".encode()
    cases = {"silent": (b"", b""), "head": (head, b"A: b\r\n"), "body": (body, b"x")}
    found: dict[str, bytes] = {}
    threads = [
        threading.Thread(target=lambda n=n, case=case: found.update({n: dripped(impatient, *case)}))  # type: ignore[misc]
        for n, case in cases.items()
    ]
    for t in threads:
        t.start()
    honest = Client(impatient)
    honest.get("/check")
    assert honest.post("/answer", ASKED).status == 200, "others are served meanwhile"
    for t in threads:
        t.join()
    for name, held in found.items():
        assert held.startswith(b"HTTP/1.1 408") and b"never" not in held, (name, held[:80])


def test_a_body_that_nobody_asked_for_does_not_hold_the_connection(impatient: str) -> None:
    host = urlsplit(impatient).netloc.encode()
    held = dripped(impatient, b"GET /health HTTP/1.1\r\nHost: " + host + b"\r\nContent-Length: 9000\r\n\r\n", b"x")
    assert held.startswith(b"HTTP/1.1 200") and not held.endswith(b"never let go")


def test_a_client_that_does_not_read_is_left(impatient: str) -> None:
    place = urlsplit(impatient)
    ask = f"GET /assets/katex/katex.min.js HTTP/1.1\r\nHost: {place.netloc}\r\n\r\n".encode()
    with socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        connection.connect((place.hostname, place.port))
        connection.sendall(ask * 60)  # sixteen megabytes are asked for and never taken
        time.sleep(6)
        taken = 0
        connection.settimeout(10)
        try:
            while piece := connection.recv(1 << 20):
                taken += len(piece)
        except OSError:
            pass
    assert taken < 15_000_000, "the server gave up before all was sent"


def test_a_connection_is_kept_between_honest_requests(impatient: str) -> None:
    connection = http.client.HTTPConnection(urlsplit(impatient).netloc, timeout=10)
    connection.connect()
    kept = connection.sock
    for _ in range(3):
        connection.request("GET", "/health")
        assert connection.getresponse().read() == b"ok\n"
        time.sleep(2)  # longer than a head may take
        assert connection.sock is kept
    connection.close()
