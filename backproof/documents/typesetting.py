"""PDF by typst: from a document that this program printed, in a process that can be ended, with no files to read."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from importlib.util import find_spec

from backproof.documents.pdf import LONGEST
from backproof.errors import Unusable
from derivations.printing.solution import Solution
from derivations.printing.typst_document import typst_document
from derivations.printing.typst_math import TypstMathError


def by_typst(solutions: Sequence[Solution], title: str = "") -> bytes:
    """The PDF; the same bytes on every run. Raises Unusable."""
    return compiled(source(solutions, title))


def overfull(solutions: Sequence[Solution]) -> list[str]:
    """By how many points each display stands out over the margin; empty when none does."""
    found: list[str] = json.loads(compiled(source(solutions), "--overfull"))
    return found


def source(solutions: Sequence[Solution], title: str = "") -> str:
    """The document in Typst."""
    try:
        return typst_document(solutions, title)
    except TypstMathError as error:
        raise Unusable(str(error)) from None


def compiled(text: str, *options: str) -> bytes:
    """What typst makes of a document, which no time and no file but this one is left to."""
    if find_spec("typst") is None:
        raise Unusable(
            "a PDF needs the package typst, which is not installed: pip install 'backproof[pdf]', or give --engine tex "
            "where pdflatex is"
        )
    with tempfile.TemporaryDirectory() as empty:
        command = [sys.executable, "-P", "-m", "backproof.documents.compile_typst", empty, *options]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
        try:
            ran = subprocess.run(
                command, input=text.encode(), capture_output=True, timeout=LONGEST, env=environment, cwd=empty
            )
        except subprocess.TimeoutExpired:
            raise Unusable(f"typst did not end within {LONGEST} seconds") from None
    if ran.returncode:
        said = (ran.stderr.decode(errors="replace").strip().splitlines() or ["it gave no reason"])[0]
        raise RuntimeError(f"typst refuses the document: {said}")
    return ran.stdout
