"""How fast answers of strangers are judged: each kind alone, a mixed stream, and how the stream grows.

The answers are those of tests/score, half of them wrong, so that what went wrong is looked for too. `each answer once`
judges every answer of a kind one time, its question met before, as for a class whose answers are all different; the
stream draws up to 10,000 lines, in which answers come again as in a class. Printed by `make bench`; order is asserted.
"""

from __future__ import annotations

import json
import random
import resource
import time
from pathlib import Path
from typing import Any

import pytest

from checkers.algebra.compare import Comparer
from checkers.algebra.stream import compare_lines

FOLDER = Path(__file__).parent.parent / "tests" / "score" / "answers"
KINDS = sorted(p.stem for p in FOLDER.glob("*.jsonl") if "hostile" not in p.stem)


def records(kind: str) -> list[dict[str, Any]]:
    lines = (FOLDER / f"{kind}.jsonl").read_text(encoding="utf-8").splitlines()
    return [{k: r[k] for k in ("id", "reference", "answer", "context")} for r in map(json.loads, lines)]


def in_all(comparer: Comparer, given: list[dict[str, Any]]) -> None:
    for r in given:
        comparer.compare(r)


@pytest.mark.parametrize("kind", KINDS)
def test_each_answer_once(benchmark: Any, kind: str) -> None:
    """Answers a second of one core, where the questions are known and no answer came before."""
    given, comparer = records(kind), Comparer()
    in_all(comparer, given)

    def forgotten() -> tuple[tuple[Comparer, list[dict[str, Any]]], dict[str, Any]]:
        comparer.answers.clear()
        return (comparer, given), {}

    benchmark.pedantic(in_all, setup=forgotten, rounds=3)
    if benchmark.stats:
        benchmark.extra_info["answers a second"] = round(len(given) / benchmark.stats.stats.min)


@pytest.mark.parametrize("count", [2_500, 5_000, 10_000])
def test_a_mixed_stream(benchmark: Any, count: int) -> None:
    """All kinds in one stream, questions and answers drawn again and again; processor time and memory."""
    every = [r for kind in KINDS for r in records(kind)]
    drawn = random.Random(1).choices(every, k=count)
    lines = [json.dumps({**r, "id": k}) for k, r in enumerate(drawn)]

    def run() -> tuple[list[int], float, list[int]]:
        start, ids, memory = time.process_time(), [], []
        for k, found in enumerate(compare_lines(lines)):
            ids.append(found["id"])
            if k % (count // 2) == count // 4:
                memory.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
        return ids, time.process_time() - start, memory

    ids, seconds, memory = benchmark.pedantic(run, rounds=1)
    assert ids == list(range(count))
    benchmark.extra_info["answers a second of a core"] = round(count / seconds)
    benchmark.extra_info["MiB after a quarter and three quarters"] = memory
