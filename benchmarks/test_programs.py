"""How long a user waits: whole processes, and the verification of the four problems."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

BACKPROOF = Path(sys.executable).parent / "backproof"
PROBLEMS = ("ece449/1", "ece449/3", "ece449/4", "ece449/5")


@pytest.mark.parametrize(
    ("arguments", "target"),
    [
        (("--help",), 0.15),
        (("solve", "ece449/1"), 1.5),
        (("solve", "ece449"), None),
        (("verify", *PROBLEMS, "--device", "cpu"), 20),
        (("grade", "ece449/5", "--answer", "B=[-0.008621, 0]"), None),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else str(value),
)
def test_process(benchmark: Any, arguments: tuple[str, ...], target: float | None) -> None:
    """A whole process, from the shell's point of view."""

    def run() -> None:
        subprocess.run([str(BACKPROOF), *arguments], check=True, capture_output=True)

    benchmark.pedantic(run, rounds=1 if "verify" in arguments else 5, warmup_rounds=0 if "verify" in arguments else 1)
    if target is not None:
        benchmark.extra_info["target seconds"] = target
