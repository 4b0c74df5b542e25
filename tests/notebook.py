"""The tutorial notebook: run in a fresh kernel, and its outputs held against those that stand in the file.

python -m tests.notebook      rewrites the outputs with what the cells give now
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from tests.documents import ROUNDING

ROOT = Path(__file__).parent.parent
NOTEBOOK = ROOT / "docs" / "tutorial.ipynb"
CHANGING = (
    (ROUNDING, "<rounding>"),  # gaps below 1e-12, which differ from one processor to the next
    (r"\bcpu in float64|\bcuda in float64", "<device>"),
    (r"[0-9]+\.[0-9]+ ?s\b", "<seconds>"),
)


def read() -> Any:
    import nbformat

    return nbformat.read(NOTEBOOK, as_version=4)


def executed() -> Any:
    """The notebook, every cell run in a fresh kernel in the root of the checkout."""
    from nbclient import NotebookClient

    found = read()
    os.environ["OMP_NUM_THREADS"] = "1"
    NotebookClient(found, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(ROOT)}}).execute()
    return found


def outputs(notebook: Any) -> list[tuple[str, list[dict[str, Any]]]]:
    """(source, outputs) of every cell with code, without what changes from run to run."""
    return [(c.source, [plain(o) for o in c.outputs]) for c in notebook.cells if c.cell_type == "code"]


def plain(output: Any) -> dict[str, Any]:
    """An output by its kind and what it shows."""
    shown = dict(output.get("data", {})) or {"text": output.get("text", "")}
    if output.output_type == "error":
        shown = {"error": f"{output.ename}: {output.evalue}"}
    return {"kind": output.output_type, **{k: settled(str(v)) for k, v in sorted(shown.items())}}


def settled(text: str) -> str:
    for pattern, word in CHANGING:
        text = re.sub(pattern, word, text)
    return text


def tidy(notebook: Any) -> Any:
    """Without what says when and where it was run."""
    for k, cell in enumerate(notebook.cells, 1):
        cell["id"] = f"cell-{k:02d}"
        cell["metadata"] = {}
    notebook["metadata"] = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return notebook


if __name__ == "__main__":
    import nbformat

    nbformat.write(tidy(executed()), NOTEBOOK)
    print(f"{NOTEBOOK.relative_to(ROOT)}: run")
