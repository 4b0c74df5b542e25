"""Hostile requests get a clear 4xx, and harm nobody else."""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.web.serving import Client

ASKED = {"problem": "ece449/1", "part": "dS", "answer": "1/4 g[ceil(d/2), ceil(e/2)]"}
FORM = "application/x-www-form-urlencoded"


@pytest.fixture(autouse=True)
def nobody_is_harmed(client: Client) -> Iterator[None]:
    """After every attack an honest answer is judged at once."""
    yield
    start = time.monotonic()
    assert "verdict equal" in client.post("/answer", ASKED).text
    assert time.monotonic() - start < 5


def raw(address: str, sent: bytes, wait: float = 30.0) -> bytes:
    """What comes back for these bytes, until the server closes the connection."""
    place = urlsplit(address)
    with socket.create_connection((place.hostname, place.port), timeout=wait) as connection:
        connection.sendall(sent)
        found = b""
        while piece := connection.recv(65_536):
            found += piece
        return found


# ---------------------------------------------------------------- forms from elsewhere


def test_a_form_without_our_token(client: Client) -> None:
    assert client.post("/answer", {**ASKED, "token": ""}).status == 403
    assert client.post("/answer", {**ASKED, "token": "0" * 40}).status == 403


def test_a_form_without_our_cookie(client: Client) -> None:
    client.cookie = ""
    assert client.post("/answer", ASKED).status == 403
    client.cookie = "backproof=forged.0000"
    assert client.post("/answer", ASKED).status == 403
    client.get("/check")  # an honest page again


def test_the_token_of_another_session(client: Client, address: str) -> None:
    other = Client(address)
    other.get("/check")
    assert client.post("/answer", {**ASKED, "token": other.token}).status == 403


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_another_site(client: Client, headers: dict[str, str]) -> None:
    found = client.post("/answer", ASKED, **headers)
    assert found.status == 403 and "another site" in found.text
    assert client.ask("/api/answer", ASKED, **headers).status == 403


def test_our_own_origin_is_fine(client: Client) -> None:
    assert client.post("/answer", ASKED, Origin=client.address).status == 200


def test_another_host_name(client: Client) -> None:
    assert client.get("/", Host="evil.example").status == 421


# ---------------------------------------------------------------- sizes and types


def test_a_huge_body(client: Client) -> None:
    for path, size in (("/answer", 70_000), ("/check", 400_000)):
        found = client.post(path, {"text": "x" * size})
        assert found.status == 413 and "larger than" in found.text
    assert client.ask("/api/check", {"text": "x" * 400_000}).status == 413


def test_a_huge_upload(client: Client) -> None:
    found = client.send("POST", "/classes", b"x" * 12_000_000, {"Content-Type": "multipart/form-data; boundary=b"})
    assert found.status == 413


def test_a_huge_body_that_is_only_announced(address: str) -> None:
    head = f"POST /answer HTTP/1.1\r\nHost: {urlsplit(address).netloc}\r\nContent-Type: {FORM}\r\n"
    found = raw(address, f"{head}Content-Length: 99999999999\r\nExpect: 100-continue\r\n\r\n".encode())
    assert found.startswith(b"HTTP/1.1 413")


def test_a_body_in_pieces_that_does_not_end(address: str) -> None:
    head = f"POST /answer HTTP/1.1\r\nHost: {urlsplit(address).netloc}\r\nContent-Type: {FORM}\r\n"
    pieces = b"".join(b"4000\r\n" + b"x" * 0x4000 + b"\r\n" for _ in range(8))
    found = raw(address, f"{head}Transfer-Encoding: chunked\r\n\r\n".encode() + pieces + b"0\r\n\r\n")
    assert found.startswith(b"HTTP/1.1 413")


@pytest.mark.parametrize("kind", ["text/plain", "application/json", "", "image/png", "multipart/mixed; boundary=x"])
def test_a_form_of_the_wrong_type(client: Client, kind: str) -> None:
    found = client.send("POST", "/answer", b"x=1", {"Content-Type": kind} if kind else {})
    assert found.status == 415


@pytest.mark.parametrize("kind", [FORM, "text/plain", "multipart/form-data; boundary=x"])
def test_a_program_that_sends_a_form(client: Client, kind: str) -> None:
    assert client.send("POST", "/api/answer", b"x=1", {"Content-Type": kind}).status == 415
    assert client.send("POST", "/api/classes?name=ece449&file=a.toml", b"x", {"Content-Type": kind}).status == 415


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"3",
        b"\xff\xfe",
        b'{"problem": 3}',
        b"[" * 100_000,
        b'{"problem": "ece449/1", "part": "dS", "answer": ["x"]}',
        b'{"problem": "ece449/1", "part": "dS", "answer": "\\ud800"}',
        b'{"problem": "ece449/1", "part": "dS"}',
    ],
)
def test_json_that_is_not_what_is_asked_for(client: Client, body: bytes) -> None:
    found = client.send("POST", "/api/answer", body, {"Content-Type": "application/json"})
    assert found.status == 400 and set(found.json) == {"error"} and found.json["error"].endswith(".")


def test_forms_that_are_none(client: Client) -> None:
    broken = {"Content-Type": "multipart/form-data; boundary=zzz"}
    for body in (
        b"--zzz\r\nnothing",
        b"no boundary at all",
        b"--zzz\r\nContent-Disposition: form-data\r\n\r\nx\r\n--zzz--\r\n",
    ):
        assert client.send("POST", "/classes", body, broken).status in (400, 403)
    assert client.send("POST", "/classes", b"x", {"Content-Type": "multipart/form-data"}).status == 400
    many = "&".join(f"a{k}=1" for k in range(500)).encode()
    assert client.send("POST", "/answer", many, {"Content-Type": FORM}).status == 400
    assert client.send("POST", "/answer", b"answer=%ff%fe", {"Content-Type": FORM}).status == 400
    assert client.post("/answer", {**ASKED, "answer": "a\0b"}).status == 400


# ---------------------------------------------------------------- paths and methods


@pytest.mark.parametrize(
    "path",
    [
        "/assets/../app.py",
        "/assets/..%2fapp.py",
        "/assets/%2e%2e/%2e%2e/pyproject.toml",
        "/assets//etc/passwd",
        "/problems/../../etc/passwd",
        "/problems/%2e%2e%2f%2e%2e%2fetc",
        "/documents/latex/..%2f..%2fetc%2fpasswd",
        "/problems/a%00b",
        "/classes/..%2f..",
        "/hints/%ff%fe",
        "/problems/" + "a" * 5_000,
    ],
)
def test_tricks_with_paths(client: Client, path: str) -> None:
    found = client.get(path)
    assert found.status == 404 and "root:" not in found.text and "import" not in found.text


def test_methods_and_heads(client: Client, address: str) -> None:
    assert client.send("DELETE", "/check").status == 405
    assert client.send("POST", "/problems", b"").status == 405
    assert raw(address, b"NONSENSE\r\n\r\n").startswith(b"HTTP/1.1 400")
    assert raw(address, b"GET / HTTP/1.1\r\nHost: x\r\nA: " + b"a" * 100_000).startswith(b"HTTP/1.1 4")
    host = urlsplit(address).netloc.encode()
    smuggled = b"POST /answer HTTP/1.1\r\nHost: " + host + b"\r\nContent-Length: 3\r\nContent-Length: 30\r\n\r\nabc"
    assert raw(address, smuggled).startswith(b"HTTP/1.1 400")
    assert client.get("/hints/ece449/1?part=dS&shown=-1").status == 400
    assert client.get("/hints/ece449/1?part=dS&shown=9999999999").status == 400


# ---------------------------------------------------------------- too much


def test_too_fast_is_429_with_the_time_to_wait(address: str) -> None:
    eager = Client(address, "127.0.0.7")
    eager.get("/check")
    found = [eager.post("/read", ASKED) for _ in range(90)]
    refused = [a for a in found if a.status == 429]
    assert refused and {a.status for a in found} == {200, 429}
    assert all(int(a.headers["retry-after"]) >= 1 for a in refused)
    assert re.search(r"try again in (a|\d+) second", refused[0].text)
    other = Client(address, "127.0.0.8")
    other.get("/check")
    assert other.post("/answer", ASKED).status == 200, "somebody else is not slowed"


def test_work_that_takes_too_long_is_stopped_or_refused(client: Client) -> None:
    deep = "X: N\n\nY[n] = " + "tanh(" * 400 + "X[n]" + ")" * 400
    found = client.post("/derive", {"rule": deep, "wrt": "X"})
    assert found.status in (400, 422)
    found = client.post("/check", {"text": "$$" + " = ".join(f"x^{{{k}}}" for k in range(3_000)) + "$$"})
    assert found.status in (200, 400, 422)
