"""What every solution looks like, held against tests/golden: problems and optimisers as text and LaTeX, layers as text.

`make golden`, or `pytest tests/test_golden.py --update-golden`, writes the files anew. The change is read as a diff
before it is committed: these files say what is printed, and other tests say that it is right.
"""

from __future__ import annotations

import difflib
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from backproof import api
from derivations.printing.solution import Solution
from derivations.solve import derive_layer

ROOT = Path(__file__).parents[1]
GOLDEN = ROOT / "tests" / "golden"
FORMS = {"txt": "text", "tex": "latex"}
SHOWN = 60
"""Lines of a difference that are shown."""


def wanted() -> dict[str, tuple[str, str]]:
    """File in GOLDEN -> what it shows and in which format."""
    found = {f"{n}.{e}": (n, form) for n in (*api.problems(), *api.optimisers()) for e, form in FORMS.items()}
    return {f.replace("/", "-"): what for f, what in found.items()} | {
        f"layers/{n}.txt": (n, "text") for n in api.layers()
    }


@cache
def solution(name: str) -> Solution:
    return derive_layer(api.layer(name)) if name in api.layers() else api.solve(name)


def printed(name: str, form: str) -> str:
    return api.printed([solution(name)], form).rstrip() + "\n"


def difference(old: str, new: str, file: str) -> str:
    """The lines that changed, with a little of what stands around them; a long one is cut and says so."""
    lines = list(difflib.unified_diff(old.splitlines(), new.splitlines(), f"{file} (kept)", "printed now", "", "", n=2))
    cut = [f"... {len(lines) - SHOWN} more lines"] if len(lines) > SHOWN else []
    return "\n".join([line.rstrip("\n") for line in lines[:SHOWN]] + cut)


@pytest.mark.parametrize("file", sorted(wanted()))
def test_solution_looks_as_it_did(file: str, request: pytest.FixtureRequest) -> None:
    name, form = wanted()[file]
    new, path = printed(name, form), GOLDEN / file
    if request.config.getoption("--update-golden"):
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text(encoding="utf-8") != new:
            path.write_text(new, encoding="utf-8")
        return
    if not path.exists():
        pytest.fail(f"{path.relative_to(ROOT)} is not there; `make golden` writes it", pytrace=False)
    old = path.read_text(encoding="utf-8")
    if old != new:
        told = difference(old, new, f"tests/golden/{file}")
        pytest.fail(
            f"{name} is printed otherwise; where that is meant, `make golden` keeps it:\n\n{told}", pytrace=False
        )


def test_no_file_is_left_over(request: pytest.FixtureRequest) -> None:
    found = {p.relative_to(GOLDEN).as_posix() for p in GOLDEN.rglob("*") if p.is_file()}
    stale = sorted(found - set(wanted()))
    if request.config.getoption("--update-golden"):
        for file in stale:
            (GOLDEN / file).unlink()
        return
    assert not stale, f"nothing prints {stale}; `make golden` removes them"


def test_the_files_stay_small() -> None:
    sizes = {p.name: p.stat().st_size for p in GOLDEN.rglob("*") if p.is_file()}
    assert max(sizes.values()) < 100_000
    assert sum(sizes.values()) < 3_000_000


@pytest.mark.parametrize("seed", ["0", "4711"])
def test_nothing_depends_on_the_order_of_sets(seed: str) -> None:
    """A fresh interpreter with other hashes prints the same."""
    names = ("ece449/1", "ece449/4", "ai501/6.4", "eecs545/6")
    code = "import sys; from tests.test_golden import printed; print(*(printed(n, 'latex') for n in sys.argv[1:]))"
    ran = subprocess.run(
        [sys.executable, "-c", code, *names],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
        timeout=200,
    )
    assert ran.stdout == " ".join(printed(n, "latex") for n in names) + "\n"


def test_a_difference_is_shown_as_its_lines() -> None:
    old = "\n".join(f"line {k}" for k in range(100))
    told = difference(old, old.replace("line 50", "line fifty"), "x.txt")
    assert "-line 50" in told and "+line fifty" in told
    assert len(told.splitlines()) < 12
    assert "more lines" in difference(old, old.replace("line", "row"), "x.txt")
