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
FOLDERS = ("third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")
LATER: dict[str, list[dict[str, str]]] = {
    f"{folder}/{name}": slips
    for folder in FOLDERS
    for name, slips in json.loads((FRESH / folder / "slips.json").read_text("utf-8")).items()
}


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
    assert wrong_lines(path) == [line, *restored]


@pytest.mark.parametrize("name", sorted(LATER))
def test_every_slip_is_found_and_nothing_else(name: str) -> None:
    path = FRESH / name
    text = path.read_text("utf-8")
    ends = [text.index(slip["text"]) for slip in LATER[name]]
    assert wrong_lines(path) == [text.count("\n", 0, place) + 1 for place in ends]


def test_there_is_a_slip_for_each_document() -> None:
    assert {p.name for p in FRESH.glob("*-slip.*")} == set(SLIPS)
    later = {str(p.relative_to(FRESH)) for folder in FOLDERS for p in (FRESH / folder).glob("*-slip.*")}
    assert later == set(LATER)
    assert len(list(FRESH.glob("*-right.*"))) == len(SLIPS) == 12
