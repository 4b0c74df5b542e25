"""One server and one browser for all tests of a process."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.web.browser import MISSING, chromium
from tests.web.serving import Client, served


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    with served("--cold", "--workers", "2") as found:
        yield found


@pytest.fixture
def client(address: str) -> Client:
    """A browser of its own, which has seen a page with a form."""
    found = Client(address)
    found.get("/check")
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    if MISSING:
        pytest.skip(MISSING)
    with chromium() as found:
        yield found
