"""Answer keys of a course under pytest: the right one passes, planted errors are named, other runs are left alone."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).parents[2]
COURSE = ROOT / "samples" / "course"


@dataclass(frozen=True)
class Planted:
    """An error planted in the sample key: what is replaced, the item that must fail and what its failure must say."""

    what: str
    old: str
    new: str
    item: str
    said: tuple[str, ...]


PLANTED = (
    Planted("a digit", "0.9914", "0.9941", "ece449/5::W", ("W[1,1] is 0.9941", "expected 0.9914")),
    Planted("a sign", r"0.9914 & -0.008621", r"0.9914 & 0.008621", "ece449/5::W", ("W[1,2] is 0.008621",)),
    Planted("a factor", "'1/4 * g[ceil", "'g[ceil", "ece449/1::dC", ("4 times", "factor of the average")),
    Planted("an index", r"x_{i+d-1, j+e-1}", r"x_{i+d, j+e-1}", "ece449/1::dK", ("does not exist",)),
    Planted("a slope", "* (1 - s[d,e])", "", "ece449/1::dC", ("by the answer; expected",)),
    Planted("a rounding", "0.008621 \\\\", "0.0086 \\\\", "ece449/5::W", ("4 significant digits are asked",)),
    Planted("a tolerance", "B = 0.00005", "B = 0.000001", "ece449/5::B", ("B[1] is -0.0086", "within 1e-06")),
    Planted("a count", "513466", "513402", "ece449/3::total", ("513,402", "expected 513,466")),
    Planted("a bracket", "'[1, 0]'", "'[1, 0'", "ece449/5::Z", ("could not be read", "^")),
    Planted("a part", "dZ =", "dY =", "ece449/5::dY", ("no part 'dY'", "Z, Q, dZ")),
    Planted("a shape", "B = [-0.0086, 0]", "B = [[-0.0086, 0], [0, 0]]", "ece449/5::B", ("B has 2 entries",)),
    Planted("an exchange", "'q_x - p_x'", "'p_x - q_x'", "ece449/4::dz", ("by the answer; expected",)),
)


def run(folder: Path, *options: str) -> tuple[int, str]:
    """pytest in a fresh interpreter."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        str(folder),
        "-p",
        "no:cacheprovider",
        "--junitxml",
        "found.xml",
        *options,
    ]
    ran = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=250)
    return ran.returncode, ran.stdout


def failures(folder: Path) -> dict[str, str]:
    """Item -> what its failure says."""
    found = ElementTree.parse(folder / "found.xml")
    return {
        f"{case.get('classname')}::{case.get('name')}": failure.text or ""
        for case in found.iter("testcase")
        for failure in case.iter("failure")
    }


def only(key: str, problem: str) -> str:
    """The tables of one problem of a key."""
    first, *tables = re.split(r"(?m)^(?=\[)", key)
    return first + "".join(t for t in tables if f'"{problem}"' in t)


def test_the_sample_course_passes(tmp_path: Path) -> None:
    for file in COURSE.iterdir():
        (tmp_path / file.name).write_text(file.read_text())
    code, printed = run(tmp_path, "-v", "--backproof-device", "cpu")
    assert code == 0, printed
    assert "15 passed, 1 skipped" in printed
    assert "ai501.answers.toml::ai501/6.4::1.g1 PASSED" in printed


def test_every_planted_error_fails_alone_and_is_named(tmp_path: Path) -> None:
    right = (COURSE / "ece449.answers.toml").read_text()
    for k, planted in enumerate(PLANTED):
        assert right.count(planted.old) >= 1, planted.what
        wrong = only(right.replace(planted.old, planted.new), planted.item.partition("::")[0])
        (tmp_path / f"planted{k}.answers.toml").write_text(wrong)
    code, printed = run(tmp_path, "-q", "--backproof-device", "cpu")
    assert code == 1, printed
    found = failures(tmp_path)
    assert sum("passed" in line for line in printed.splitlines()) == 1
    for k, planted in enumerate(PLANTED):
        own = {name: text for name, text in found.items() if f"planted{k}." in text}
        assert len(own) == 1, (planted.what, own)
        [(name, text)] = own.items()
        assert name.endswith(planted.item), planted.what
        for piece in planted.said:
            assert piece in text, (planted.what, text)
        assert "agrees with torch on cpu" in text
        assert "Traceback" not in text and ".py:" not in text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("problem = 'ece449/5'\n[answers\n", "no TOML"),
        ("problem = 'ece449/5'\n", "no table [answers]"),
        ("problem = 'ece449/5'\n[answers]\n", "no answer"),
        ("problem = 'ece449/5'\n[answers]\nZ = '[1,0]'\n[tolerance]\nZ = 1\n", "'tolerance'; known are"),
        ("problem = 'ece449/5'\n[answers]\nZ = '[1,0]'\n[tolerances]\nW = 1\n", "no answer to it"),
        ("problem = 'ece449/5'\n[answers]\nZ = '[1,0]'\n[tolerances]\nZ = -1\n", "a distance is >= 0"),
        ("problem = 'ece449/55'\n[answers]\nZ = '[1,0]'\n", "no problem is called 'ece449/55'"),
    ],
)
def test_files_that_cannot_be_used_are_told_in_a_sentence(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "x.answers.toml").write_text(text)
    code, printed = run(tmp_path, "-q")
    assert code in (1, 2)
    assert said in printed
    assert "Traceback" not in printed


def test_a_course_with_a_problem_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "own" / "problems").mkdir(parents=True)
    (tmp_path / "own" / "problems" / "cubes.py").write_text(
        '''"""Cubes."""
from fractions import Fraction
from derivations.layer import Layer
from derivations.problem import Gradient, Part, Problem

CUBES = Problem("own/1", "Cubes", "", (Part("dX", Gradient("X", "n"), Fraction(1), "Find it."),), "",
    layer=Layer("own_1", {"X": "N"}, "Y[n] = X[n]^3", lambda torch, X, size: X**3, ""))
'''
    )
    (tmp_path / "key.answers.toml").write_text("problem = 'own/1'\n[answers]\ndX = '3*X[n]^2*dL_Y[n]'\n")
    (tmp_path / "pytest.ini").write_text("[pytest]\nbackproof_with = own\n")
    code, printed = run(tmp_path, "-q")
    assert code == 0, printed


def test_a_derivation_that_torch_contradicts_fails_the_key(tmp_path: Path) -> None:
    """The witness of the layer is another function: the answer agrees with the derivation, and the test still fails."""
    (tmp_path / "own" / "problems").mkdir(parents=True)
    (tmp_path / "own" / "problems" / "cubes.py").write_text(
        '''"""Cubes."""
from fractions import Fraction
from derivations.layer import Layer
from derivations.problem import Gradient, Part, Problem

CUBES = Problem("own/1", "Cubes", "", (Part("dX", Gradient("X", "n"), Fraction(1), "Find it."),), "",
    layer=Layer("own_1", {"X": "N"}, "Y[n] = X[n]^3", lambda torch, X, size: X**3 + X, ""))
'''
    )
    (tmp_path / "key.answers.toml").write_text("problem = 'own/1'\n[answers]\ndX = '3*X[n]^2*dL_Y[n]'\n")
    code, printed = run(tmp_path, "-q", "--backproof-with", "own")
    assert code == 1
    assert "automatic differentiation disagree" in printed


def test_other_runs_load_nothing(tmp_path: Path) -> None:
    (tmp_path / "test_other.py").write_text(
        "import sys\n"
        "def test_nothing_heavy():\n"
        "    assert 'backproof.pytest_plugin' in sys.modules\n"
        "    assert not {'torch', 'sympy', 'derivations', 'checkers', 'msgspec', 'click'} & set(sys.modules)\n"
    )
    (tmp_path / "notes.toml").write_text("x = 1\n")
    code, printed = run(tmp_path, "-q")
    assert code == 0, printed
    assert "1 passed" in printed


def test_an_unknown_device_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.answers.toml").write_text("problem = 'ece449/3'\n[answers]\ntotal = 513466\n")
    code, printed = run(tmp_path, "-q", "--backproof-device", "abacus")
    assert code == 1
    assert "abacus" in printed and "Traceback" not in printed
