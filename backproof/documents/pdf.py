"""Solutions as PDF: by typst, which pip installs, or by pdflatex where it is. The same bytes on every run."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from backproof.errors import Unusable
from derivations.printing.solution import Solution

LONGEST = 300  # seconds, so that an engine that hangs ends; no document comes near


def pdf(solutions: Sequence[Solution], title: str = "", engine: str = "typst") -> bytes:
    """One document. title: of several solutions; engine: `typst` or `tex`. Raises Unusable."""
    if engine == "tex":
        return by_tex(solutions)
    from backproof.documents.typesetting import by_typst

    return by_typst(solutions, title)


def by_tex(solutions: Sequence[Solution]) -> bytes:
    """By pdflatex, in a folder of its own, without a shell and with no files but its own."""
    from derivations.printing.latex_document import latex_document

    program = shutil.which("pdflatex")
    if program is None:
        raise Unusable("pdflatex is not installed, which --engine tex needs; without the option typst makes the PDF")
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "solution.tex").write_text(latex_document(solutions), encoding="utf-8")
        environment = {
            "PATH": os.environ.get("PATH", ""), "HOME": folder, "SOURCE_DATE_EPOCH": "0", "FORCE_SOURCE_DATE": "1",
            "openin_any": "p", "openout_any": "p", "TEXMFVAR": folder,
        }  # fmt: skip
        command = [program, "-no-shell-escape", "-interaction=nonstopmode", "-halt-on-error", "solution.tex"]
        try:
            subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=LONGEST, check=True)
        except subprocess.CalledProcessError as error:
            lines = error.stdout.decode(errors="replace").splitlines()
            said = next((line[2:] for line in lines if line.startswith("! ")), "it gave no reason")
            raise Unusable(f"pdflatex cannot set this solution: {said}") from None
        except subprocess.TimeoutExpired:
            raise Unusable(f"pdflatex did not end within {LONGEST} seconds") from None
        return (Path(folder) / "solution.pdf").read_bytes()
