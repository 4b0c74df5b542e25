"""Every label of the answer set, worked out again by numpy over random values."""

from __future__ import annotations

import json
from importlib import import_module
from itertools import pairwise
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import pytest

from tests.score.labels.family import Family, agrees, value

HERE = Path(__file__).parent
KINDS = sorted(path.stem for path in (HERE / "answers").glob("*.jsonl"))
POINTS = 12


def answers(kind: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HERE / "answers" / f"{kind}.jsonl").read_text().splitlines()]


def families(kind: str) -> dict[str, Family]:
    found: dict[str, Family] = import_module(f"tests.score.labels.{kind}").FAMILIES
    return found


EVERY = [record for kind in KINDS for record in answers(kind)]


@pytest.mark.parametrize("record", EVERY, ids=lambda record: record["id"])
def test_label(record: dict[str, Any]) -> None:
    kind, question, _, form = record["id"].split("/")
    family = families(kind)[question]
    sides = family.forms[form]
    sides = sides if isinstance(sides, tuple) else (sides,)
    tolerance = record["context"].get("tolerance")
    rng = np.random.default_rng(crc32(record["id"].encode()))
    links, starts, ends, carried = [], [], [], []
    for _ in range(POINTS):
        letters = family.draw(rng)
        reference = value(family.reference, letters)
        values = [value(side, letters) for side in sides]
        starts.append(agrees(values[0], reference, tolerance))
        ends.append(agrees(values[-1], reference, tolerance))
        carried.append(bool(family.carried) and agrees(values[-1], value(family.carried, letters), tolerance))
        links.append([agrees(b, a, tolerance) for a, b in pairwise(values)])
    bad = [k for k, good in enumerate(map(all, zip(*links)), 1) if not good]
    assert record["first_bad_link"] == (bad[0] if bad else None)
    assert (record["verdict"] == "equal") == (not bad and ((all(starts) and all(ends)) or all(carried)))


def test_every_form_is_used_and_every_answer_has_one() -> None:
    for kind in KINDS:
        used = {(r["id"].split("/")[1], r["id"].split("/")[3]) for r in answers(kind)}
        assert used == {(q, form) for q, family in families(kind).items() for form in family.forms}


def test_ids_are_unique_and_records_whole() -> None:
    assert len({r["id"] for r in EVERY}) == len(EVERY)
    for record in EVERY:
        assert set(record) == {
            "id", "kind", "spelling", "reference", "answer", "context", "verdict", "misconception", "first_bad_link",
        }  # fmt: skip
        assert (record["misconception"] is None) == (record["verdict"] == "equal")


def test_the_set_is_large_and_mixed() -> None:
    right = sum(r["verdict"] == "equal" for r in EVERY)
    assert len(EVERY) >= 420
    assert 0.4 <= right / len(EVERY) <= 0.6
    assert len({r["spelling"] for r in EVERY}) >= 10


def test_hostile_inputs_are_many_and_distinct() -> None:
    hostile = [json.loads(line) for line in (HERE / "hostile.jsonl").read_text().splitlines()]
    assert len(hostile) >= 80
    assert len({h["id"] for h in hostile}) == len({h["answer"] for h in hostile}) == len(hostile)
    assert {h["expect"] for h in hostile} == {"no crash; not equal"}
