"""The tutorial notebook runs, and shows what stands in its file."""

from __future__ import annotations

import copy

import pytest

from tests.notebook import executed, outputs, read, settled

pytestmark = [
    pytest.mark.filterwarnings("default"),  # of the kernel's machinery, which is not ours
]


def test_every_cell_shows_what_the_file_shows() -> None:
    kept, now = outputs(read()), outputs(executed())
    assert [source for source, _ in kept] == [source for source, _ in now]
    for (source, old), (_, new) in zip(kept, now, strict=True):
        assert old == new, f"this cell shows something else now; python -m tests.notebook keeps it:\n{source}"


def test_the_notebook_teaches_each_function() -> None:
    code = "\n".join(source for source, _ in outputs(read()))
    for name in ("derive(", "verify(", "grade(", "compare(", "check(", "solve(", "Layer("):
        assert name in code
    assert all(shown["kind"] != "error" for _, found in outputs(read()) for shown in found)
    shown = {kind for _, found in outputs(read()) for o in found for kind in o}
    assert {"text/markdown", "text/html", "text/latex"} <= shown


def test_a_changed_output_is_noticed_and_a_rounding_error_is_not() -> None:
    notebook = read()
    other = copy.deepcopy(notebook)
    cell = next(c for c in other.cells if c.cell_type == "code" and c.outputs)
    cell.outputs = []
    assert outputs(other) != outputs(notebook)
    assert settled("gap 3.4e-17") == settled("gap 1.1e-16") != settled("gap 3.4e-02")
