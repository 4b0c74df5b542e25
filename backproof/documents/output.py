"""Prints solutions in any format: text to the terminal or a file, HTML with its evidence, PDF."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from backproof import api
from backproof.documents.asked import Asked, judge, pieces
from backproof.errors import DONE, WRONG, Unusable
from backproof.interface import complain, write
from backproof.table import counting

if TYPE_CHECKING:
    from checkers.evidence import Judged

PAGES = ("html", "pdf")
FORMATS = (*api.FORMATS, *PAGES)
SUFFIXES = {
    ".htm": "html", ".html": "html", ".pdf": "pdf", ".tex": "latex", ".md": "markdown", ".markdown": "markdown",
    ".txt": "text", ".json": "json",
}  # fmt: skip
"""The end of a file's name -> the format it asks for."""
FIGURE = re.compile(r"(<svg .*?</svg>)", re.DOTALL)


def format_of(asked: str | None, output: str | None) -> str:
    """The format asked for, or the one that the file's name asks for, or LaTeX."""
    return asked or SUFFIXES.get(Path(output).suffix.lower() if output else "", "latex")


def publish(
    asked: Sequence[Asked], form: str, output: str | None, many: bool, title: str = "", engine: str | None = None
) -> int:
    """Print solutions. many: of a set, so that JSON is a list; title: of the set. Returns the exit code.

    HTML is judged first, and the code is WRONG where a judge found something wrong. Raises Unusable.
    """
    if engine is not None and form != "pdf":
        raise Unusable(f"--engine chooses what makes the PDF; the format is {form}")
    solutions = [a.solution for a in asked]
    if form == "html":
        from backproof.documents.page import html_page

        found = judged(asked)
        write(html_page(solutions, {n: j.evidence for n, j in found.items()}, title).rstrip("\n"), output)
        wrong = [f for j in found.values() for f in j.failures]
        return max([complain(f"judged wrong: {f}", WRONG) for f in wrong], default=DONE)
    if form == "pdf":
        from backproof.documents.pdf import pdf

        if output is None and sys.stdout.isatty():
            raise Unusable(
                "a PDF is no text for a terminal; name a file, as in -o solution.pdf, or send it on with | or >"
            )
        write_bytes(pdf(solutions, title, engine or "typst"), output)
        return DONE
    text = api.printed(solutions, form, output is not None, many=many)
    write(with_figures(text, Path(output)) if form == "markdown" and output is not None else text, output)
    return DONE


def with_figures(markdown: str, file: Path) -> str:
    """The text with its figures in files beside it, FILE-1.svg and so on: many readers show no figure in the text."""
    figures = FIGURE.split(markdown)
    for k in range(1, len(figures), 2):
        named = file.with_name(f"{file.stem}-{k // 2 + 1}.svg")
        write(figures[k], str(named))
        caption = re.match(r"\s*\*(.+?)\*\s", figures[k + 1] + "\n", re.DOTALL)
        said = re.sub(r"[\[\]$`]", "", " ".join(caption[1].split())) if caption else "Figure"
        figures[k] = f"![{said}]({named.name.replace(' ', '%20')})"
    return "".join(figures)


def judged(asked: Sequence[Asked]) -> dict[str, Judged]:
    """Name of a solution -> what judges found, with a bar on the terminal."""
    with counting() as bar:
        advance = bar(sum(map(pieces, asked)))
        return {a.solution.name: judge(a, lambda: advance(1)) for a in asked}


def write_bytes(data: bytes, output: str | None) -> None:
    """To the file, or to stdout."""
    if output is None:
        sys.stdout.buffer.write(data)
        return
    try:
        Path(output).write_bytes(data)
    except OSError as error:
        raise Unusable(f"{output} cannot be written: {error.strerror}") from None
