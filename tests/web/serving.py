"""A server of its own for the tests, on a free port of this machine; and a client that says exactly what it sends."""

from __future__ import annotations

import http.client
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit


@contextmanager
def served(*options: str, **more: str) -> Iterator[str]:
    """The address of a server that runs until the end of the block; more: of its environment."""
    command = [sys.executable, "-m", "tests.web.serve", "serve", "--port", "0", *options]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONUNBUFFERED": "1", **more}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as server:
        assert server.stdout is not None
        try:
            said = server.stdout.readline()
            found = re.search(r"http://\S+", said)
            assert found, f"the server said {said!r}"
            while "ready" not in said:
                said = server.stdout.readline()
                assert said, "the server ended before it was ready"
            yield found[0]
        finally:
            server.terminate()
            server.wait(20)


@dataclass
class Answer:
    """A response."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


class Client:
    """Keeps the cookie and the token of the page it has seen last, as a browser does; nothing else is added."""

    def __init__(self, address: str, source: str = "127.0.0.1"):
        self.address, self.source = address, source
        self.host = urlsplit(address).netloc
        self.cookie = self.token = ""

    def send(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Answer:
        """One request on a connection of its own."""
        connection = http.client.HTTPConnection(self.host, timeout=60, source_address=(self.source, 0))
        sent = {"Cookie": self.cookie} if self.cookie else {}
        connection.request(method, path, body, {**sent, **(headers or {})})
        response = connection.getresponse()
        text = response.read().decode("utf-8", "replace")
        found = {k.lower(): v for k, v in response.getheaders()}
        connection.close()
        if "set-cookie" in found:
            self.cookie = found["set-cookie"].partition(";")[0]
        token = re.search(r'name="token" value="([0-9a-f]+)"', text)
        self.token = token[1] if token else self.token
        return Answer(response.status, found, text)

    def get(self, path: str, **headers: str) -> Answer:
        return self.send("GET", path, headers=headers)

    def post(self, path: str, fields: dict[str, str], **headers: str) -> Answer:
        """A form from our own page."""
        held = urlencode({"token": self.token, **fields}).encode()
        return self.send("POST", path, held, {"Content-Type": "application/x-www-form-urlencoded", **headers})

    def ask(self, path: str, given: Any, **headers: str) -> Answer:
        """JSON from a program."""
        return self.send("POST", path, json.dumps(given).encode(), {"Content-Type": "application/json", **headers})
