"""A newcomer adds a layer by one new file: it is listed, derived, printed, verified and tested with no other edit."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
GELU = '''"""Gaussian error linear unit."""

from derivations.layer import Layer

NEWCOMERS_GELU = Layer(
    name="newcomers_gelu",
    title="Gaussian error linear unit",
    shapes={"X": "N D"},
    forward="Y[n,d] = X[n,d]*(1 + erf(X[n,d]/sqrt(2)))/2",
    oracle=lambda torch, X, size: torch.nn.functional.gelu(X),
    source="Hendrycks & Gimpel 2016, section 2",
)
'''


def run(*command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "BACKPROOF_WITH": str(folder), "OMP_NUM_THREADS": "1"}
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, timeout=240)


@pytest.fixture
def course(tmp_path: Path) -> Path:
    (tmp_path / "layers").mkdir()
    (tmp_path / "layers" / "newcomers_gelu.py").write_text(GELU)
    return tmp_path


def test_the_new_layer_is_everywhere(course: Path) -> None:
    program = str(Path(sys.executable).parent / "backproof")
    listed = json.loads(run(program, "list", "--json", folder=course).stdout)
    assert {"name": "newcomers_gelu", "is": "Gaussian error linear unit"} in listed["layers"]
    derived = run(program, "derive", "newcomers_gelu", "--wrt", "X", "--format", "text", folder=course)
    assert derived.returncode == 0, derived.stderr
    assert "dL_X[n,d] = " in derived.stdout
    assert "erf" in derived.stdout
    assert "exp" in derived.stdout, "erf' is SymPy's, nobody stated it"
    for kind in ("latex", "markdown", "json"):
        assert run(program, "derive", "newcomers_gelu", "--wrt", "X", "--format", kind, folder=course).returncode == 0
    verified = run(program, "verify", "newcomers_gelu", "--device", "cpu", folder=course)
    assert verified.returncode == 0, verified.stdout + verified.stderr
    assert "2 of 2 quantities verified" in verified.stdout


def test_the_projects_tests_cover_the_new_layer(course: Path) -> None:
    """The very tests of the built-in layers, drawn from the registry; a wrong witness must fail them."""
    drawn = (
        "derivations/test_layers_forward",
        "derivations/test_symbolic",
        "checkers/test_expand",
        "checkers/test_verify",
    )
    files = [f"tests/{name}.py" for name in drawn]
    command = (sys.executable, "-m", "pytest", *files, "-q", "-n", "0", "-k", "newcomers_gelu")
    right = run(*command, folder=course)
    assert right.returncode == 0, right.stdout
    counted = re.search(r"(\d+) passed", right.stdout)
    assert counted
    assert int(counted[1]) >= 2
    (course / "layers" / "newcomers_gelu.py").write_text(GELU.replace('/2"', '/3"'))
    assert run(*command, folder=course).returncode == 1
