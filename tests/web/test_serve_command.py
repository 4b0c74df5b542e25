"""The command itself: how it starts, what it refuses, how it ends."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from backproof.errors import Unusable
from backproof.web.gate import host_name
from backproof.web.server import listen

COMMAND = [sys.executable, "-m", "tests.web.serve", "serve", "--cold", "--workers", "1"]


def test_it_ends_with_ctrl_c_and_leaves_no_process() -> None:
    with subprocess.Popen(
        [*COMMAND, "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as server:
        assert server.stdout is not None and server.stderr is not None
        assert re.match(r"backproof listens at http://127\.0\.0\.1:\d+ \(Ctrl-C stops it\)", server.stdout.readline())
        assert "ready" in server.stdout.readline()
        os.kill(server.pid, signal.SIGINT)
        assert server.wait(30) == 0
        assert server.stderr.read() == ""
        for _ in range(100):
            left = [p for p in Path("/proc").glob("[0-9]*") if of_group(p, server.pid)]
            if not left:
                break
            time.sleep(0.1)
        assert not left


def of_group(process: Path, group: int) -> bool:
    """Is a process of that group, and not yet gone?"""
    try:
        state, _, own = (process / "stat").read_text().rpartition(")")[2].split()[:3]
    except (OSError, ValueError):
        return False
    return int(own) == group and state != "Z"


def test_an_address_that_is_taken() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        ran = subprocess.run([*COMMAND, "--port", port], capture_output=True, text=True, timeout=60)
    assert ran.returncode == 2 and ran.stderr.count("\n") == 1
    assert f"cannot listen at 127.0.0.1 port {port}" in ran.stderr
    for bad in ("999.1.1.1", "no.such.host.invalid", "a\0b"):
        with pytest.raises(Unusable):
            listen(bad, 0)


def test_a_host_without_its_port() -> None:
    assert [host_name(h) for h in ("A.b:80", "a.b", "[::1]:8000", "[::1]", "")] == ["a.b", "a.b", "[::1]", "[::1]", ""]


def test_a_course_brings_its_own_problems(tmp_path: Path) -> None:
    from tests.web.serving import Client

    (tmp_path / "layers").mkdir()
    (tmp_path / "layers" / "thrice.py").write_text(
        '"""Three times."""\n\nfrom derivations.layer import Layer\n\n'
        'THRICE = Layer("thrice", {"X": "N"}, "Y[n] = 3*X[n]", lambda torch, X, size: 3 * X, "own", '
        'title="Three times")\n'
    )
    command = [sys.executable, "-m", "tests.web.serve", "--with", str(tmp_path), *COMMAND[3:], "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        try:
            address = re.search(r"http://\S+", server.stdout.readline())
            assert address and "ready" in server.stdout.readline()
            client = Client(address[0])
            assert "Three times" in client.get("/layers").text
            assert "piece result" in client.get("/layers/thrice?wrt=X").text
        finally:
            server.terminate()


def test_while_the_keys_are_derived_lists_are_shown_and_a_stop_is_heard() -> None:
    from tests.web.serving import Client

    warm = [word for word in COMMAND if word != "--cold"]
    with subprocess.Popen(
        [*warm, "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as server:
        assert server.stdout is not None
        said = server.stdout.readline()
        address = re.search(r"http://\S+", said)
        assert address and "deriving the keys" in said
        assert "/problems/ece449/1" in Client(address[0]).get("/problems").text
        start = time.monotonic()
        server.terminate()
        server.wait(30)
        assert time.monotonic() - start < 10
