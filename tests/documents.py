"""Runs the examples in README.md and docs/: what a document shows is what the program prints.

A block marked `console` holds commands (`$ `, continued by `> `) with their output, stdout and stderr together; a line
`...` stands for any lines. A block marked `python title=NAME` or `text title=NAME` is a file that the commands after
it find. The blocks of one document run in order, in one empty folder that holds `samples`.

    python -m tests.documents      rewrites the output of every block that has no `...`
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)

ROUNDING = r"(?:0\.0e\+00|[0-9]\.[0-9]e-(?:1[3-9]|[2-9][0-9]))"  # a gap that `verify` prints, below 1e-12


@dataclass(frozen=True)
class Example:
    """A command, the output that the document shows, the output it has, and where the shown one stands."""

    command: str
    shown: str
    printed: str
    start: int
    end: int


def examples(document: Path, folder: Path) -> Iterator[Example]:
    """Run a document's blocks in the folder."""
    (folder / "samples").symlink_to(ROOT / "samples")
    text = document.read_text()
    for block in BLOCK.finditer(text):
        language, _, title = block[1].partition(" title=")
        if title:
            file = folder / title
            assert file.resolve().is_relative_to(folder.resolve()), f"{title} is outside the folder"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block[2])
        elif language == "console":
            for start, end, command in commands(block[2]):
                shown = block[2][start:end]
                yield Example(command, shown, run(command, folder), block.start(2) + start, block.start(2) + end)


def commands(block: str) -> Iterator[tuple[int, int, str]]:
    """Each command with the place of its output in the block."""
    found = list(re.finditer(r"^\$ (.*\n(?:> .*\n)*)", block, re.MULTILINE))
    for k, command in enumerate(found):
        end = found[k + 1].start() if k + 1 < len(found) else len(block)
        yield command.end(), end, re.sub(r"^> ", "", command[1], flags=re.MULTILINE).rstrip("\n")


def run(command: str, folder: Path) -> str:
    """What a command prints, in the shell a reader would use."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "COLUMNS": "100", "NO_COLOR": "1", "OMP_NUM_THREADS": "1"}
    for name in ("BACKPROOF_WITH", "FORCE_COLOR"):
        environment.pop(name, None)
    ran = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment,
        text=True,
        timeout=240,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    return re.sub(r"[ \t]+$", "", ran.stdout, flags=re.MULTILINE)


def agrees(shown: str, printed: str) -> bool:
    """Line by line. `...` on a line of its own stands for any lines, and a rounding error for any that is as harmless:
    it differs from one processor to the next. Blank lines at the end do not count.
    """
    lines = (re.sub(ROUNDING, "<rounding>", line) for line in shown.rstrip().split("\n"))
    pieces = ["(?:.*\n)*?" if line.strip() == "..." else re.escape(line) + "\n" for line in lines]
    pieces = [piece.replace("<rounding>", ROUNDING) for piece in pieces]
    return re.fullmatch("".join(pieces), printed.rstrip() + "\n") is not None


def update(document: Path) -> bool:
    """Rewrite what changed; True when something did."""
    with tempfile.TemporaryDirectory() as folder:
        stale = [e for e in examples(document, Path(folder)) if not agrees(e.shown, e.printed) and "..." not in e.shown]
    text = document.read_text()
    for e in reversed(stale):
        blank = "\n" if e.shown.endswith("\n\n") else ""
        text = text[: e.start] + e.printed.rstrip() + "\n" + blank + text[e.end :]
    document.write_text(text)
    return bool(stale)


if __name__ == "__main__":
    for path in [Path(name).resolve() for name in sys.argv[1:]] or DOCUMENTS:
        print(f"{path.relative_to(ROOT)}: {'rewritten' if update(path) else 'as it was'}")
