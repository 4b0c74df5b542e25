"""backproof verify: what it prints, and that a wrong gradient, a wrong layer or an unreadable one is not missed."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from click.testing import CliRunner, Result

from backproof.main import doors
from derivations import derive
from derivations import terms as T
from derivations.rule import Derivation

START = "from backproof.main import main; main()"


def verify(*arguments: str) -> Result:
    return CliRunner().invoke(doors, ["verify", *arguments])


def test_a_layer_is_verified() -> None:
    result = verify("relu", "--device", "cpu")
    assert result.exit_code == 0, result.output
    rows = [line.split() for line in result.stdout.splitlines() if line.startswith("relu ")]
    assert [(row[1], row[-1]) for row in rows] == [("Y", "ok"), ("dL_X", "ok")]
    assert "2 of 2 quantities verified on cpu in float64" in result.stdout
    assert result.stderr == ""


def test_the_record_has_the_fields_of_the_contract() -> None:
    record = json.loads(verify("relu", "--json", "--device", "cpu").stdout)
    assert {"device", "dtype", "torch", "results", "ok"} <= set(record)
    fields = {"name", "quantity", "sizes", "steps", "max_error", "facts_proved", "facts_unproved", "seconds"}
    assert record["ok"] is True
    assert all(fields <= set(row) for row in record["results"])
    assert {row["quantity"] for row in record["results"]} == {"Y", "dL_X"}


def test_the_same_seed_gives_the_same_record() -> None:
    def record(seed: int) -> Any:
        found = json.loads(verify("tanh", "--json", "--device", "cpu", "--seed", str(seed)).stdout)["results"]
        return [{k: v for k, v in row.items() if k != "seconds"} for row in found]

    assert record(3) == record(3)


def test_a_corrupted_gradient_exits_1_and_says_where(monkeypatch: pytest.MonkeyPatch) -> None:
    real = derive.backward

    def corrupted(*arguments: Any, **named: Any) -> Sequence[Derivation]:
        return tuple(replace(d, result=T.negative(d.result)) for d in real(*arguments, **named))

    monkeypatch.setattr("checkers.verify.backward", corrupted)
    result = verify("relu", "sigmoid", "--device", "cpu")
    assert result.exit_code == 1
    assert result.stdout.count("WRONG relu, dL_X") == result.stdout.count("WRONG sigmoid, dL_X") > 0
    assert "2 of 4 quantities verified" in result.stdout
    assert json.loads(verify("relu", "--json", "--device", "cpu").stdout)["ok"] is False


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU here")
def test_without_a_gpu() -> None:
    asked = verify("relu", "--device", "cuda")
    assert (asked.exit_code, asked.stdout) == (2, "")
    assert "no CUDA device" in asked.stderr
    left_open = verify("relu")
    assert left_open.exit_code == 0
    assert "computing on the CPU" in left_open.stderr


COURSE_LAYER = '''"""Doubles."""
from derivations.layer import Layer

{NAME} = Layer(
    name="{name}",
    shapes={{"X": "N D"}},
    forward="{forward}",
    oracle=lambda torch, X, size: {oracle},
    source="course",
)
'''


def course(folder: Path, **layers: tuple[str, str]) -> Path:
    """A course's folder with layers name -> (forward rule, witness)."""
    (folder / "layers").mkdir(parents=True)
    for name, (forward, oracle) in layers.items():
        text = COURSE_LAYER.format(NAME=name.upper(), name=name, forward=forward, oracle=oracle)
        (folder / "layers" / f"{name}.py").write_text(text)
    return folder


@pytest.fixture
def only_here(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A course's folder is taken for one test alone."""
    import importlib

    from backproof import api

    before, paths = set(sys.modules), {}
    for package in api.OPEN_FOLDERS.values():
        paths[package] = list(importlib.import_module(package).__path__)
    yield
    for package, path in paths.items():
        sys.modules[package].__path__[:] = path
    for name in set(sys.modules) - before:
        if any(name.startswith(package + ".") for package in paths) and name not in before:
            del sys.modules[name]
    for registry in (api.layers, api.problems, api.misconceptions):
        registry.cache_clear()


@pytest.mark.usefixtures("only_here")
def test_layers_of_a_course_are_judged_each_on_its_own(tmp_path: Path) -> None:
    folder = course(
        tmp_path / "course",
        doubled_right=("Y[n,d] = 2*X[n,d]", "2*X"),
        doubled_wrong=("Y[n,d] = 2*X[n,d]", "3*X"),
        doubled_unreadable=("Y[n,d] = 2*X[n,d]*Q[n]", "2*X"),
        doubled_failing=("Y[n,d] = 2*X[n,d]", "torch.no_such_function(X)"),
    )
    names = ("doubled_unreadable", "doubled_failing", "doubled_wrong", "doubled_right")
    result = CliRunner().invoke(doors, ["--with", str(folder), "verify", *names, "--device", "cpu"])
    assert "doubled_unreadable: 'Q' is not a tensor here" in result.stderr
    assert "WRONG doubled_wrong, Y" in result.stdout
    right = [line for line in result.stdout.splitlines() if line.startswith("doubled_right ")]
    assert [line.split()[-1] for line in right] == ["ok", "ok"]
    assert "doubled_failing" in result.output
    assert "no_such_function" in result.output
    assert result.exit_code == 1, "what was judged wrong outweighs what could not be judged"
    alone = CliRunner().invoke(doors, ["--with", str(folder), "verify", "doubled_right", "--device", "cpu"])
    assert alone.exit_code == 0


@pytest.mark.usefixtures("only_here")
def test_a_course_folder_that_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    broken = course(tmp_path / "broken")
    (broken / "layers" / "half.py").write_text("HALF = Layer(\n")
    for folder, said in (
        ("empty", "none of the folders"),
        ("broken", "half.py cannot be"),
    ):
        result = CliRunner().invoke(doors, ["--with", str(tmp_path / folder), "list"])
        assert result.exit_code == 2, result.output
        assert said in result.stderr
        assert len(result.stderr.splitlines()) == 1


def test_a_layer_of_a_course_stands_in_for_ours_of_the_same_name(tmp_path: Path) -> None:
    """In a process of its own: a layer that is imported already would be found first."""
    folder = course(tmp_path / "course", relu=("Y[n,d] = 2*X[n,d]", "2*X"))
    command = [sys.executable, "-c", START, "--with", str(folder), "derive", "relu", "--wrt", "X"]
    done = subprocess.run([*command, "--format", "text"], capture_output=True, text=True, check=True)
    assert "dL_X[n,d] = 2*dL_Y[n,d]" in done.stdout
