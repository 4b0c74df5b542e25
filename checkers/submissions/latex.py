"""Submissions in LaTeX: \\title and \\author or fields, sections, \\part and `(a)` items, `part: answer` lines.

No macro is expanded and nothing is included: a document is text here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from checkers.submission import Submission
from checkers.submissions.document import Line, counted, submissions_of
from checkers.submissions.sheet import Sheet

COMMENT = re.compile(r"(?<!\\)((?:\\\\)*)%.*")
HEADING = re.compile(r"^\s*\\(?:part|chapter|section|subsection|subsubsection|paragraph|subparagraph|question)\*?\s*")
ITEM = re.compile(r"^\s*\\(?:part|item|question)\b\s*(?:\[([^\]]{0,40})\])?\s*(.*)$")
LETTER = re.compile(r"^\s*(?:\\textbf\{)?(\([a-z]\))\}?\s+(.*)$")
BOLD = re.compile(r"^\s*\\textbf\{([^{}]+)\}\s*+:?+\s*+(?:\\\\)?+\s*+$")
HEAD = re.compile(r"\\(problem|student|author|title)\s*\{([^{}]*)\}")
MARKS = re.compile(r"\$\$|\\\[|\\\]|\\(?:begin|end)\{(?:equation|align|gather|multline|displaymath|verbatim)\*?\}")
FIELD_COMMENT = re.compile(r"^\s*%+\s*((?:problem|student)\s*[:=].*)$", re.IGNORECASE)


def latex_submissions(text: str, sheet: Sheet, source: str) -> tuple[Submission, ...]:
    """The submissions in a LaTeX text."""
    counted(text, source)
    heads = {k: v.strip() for k, v in HEAD.findall(text)}
    problem = heads.get("problem", "")
    title = heads.get("title", "")
    if not problem and title:
        named = [word for word in re.split(r"[\s,:()]+", title) if sheet.problem(word) or in_set(word, sheet)]
        problem = named[0] if named else sheet.problem(title) or ""
    student = heads.get("student") or heads.get("author", "")
    return submissions_of(lines(body(text)), sheet, source, problem, student)


def in_set(word: str, sheet: Sheet) -> bool:
    return bool(word) and any(p.startswith(word.rstrip("/") + "/") for p in sheet.parts)


def body(text: str) -> str:
    """The document without its preamble; comments that are fields stay, as fields."""
    kept = []
    for row in text.split("\n"):
        told = FIELD_COMMENT.match(row)
        kept.append(told[1] if told else COMMENT.sub(r"\1", row))
    whole = "\n".join(kept)
    begin, end = whole.find("\\begin{document}"), whole.rfind("\\end{document}")
    if begin < 0:
        return whole
    fields = [row for row in whole[:begin].split("\n") if re.match(r"\s*(problem|student)\s*[:=]", row, re.IGNORECASE)]
    return "\n".join([*fields, whole[begin + len("\\begin{document}") : end if end > begin else None]])


def lines(text: str) -> Iterator[Line]:
    """The lines; what stands in a display is never a heading."""
    inside = False
    for row in text.split("\n"):
        if inside:
            yield Line(row, kept=True)
        else:
            yield line(HEAD.sub("", row).replace("\\maketitle", ""))
        inside = still_inside(row, inside)


def still_inside(row: str, inside: bool) -> bool:
    """Whether a display is open at the end of the line; `$$` opens and closes."""
    for mark in MARKS.finditer(row):
        inside = not inside if mark[0] == "$$" else mark[0].startswith(("\\[", "\\begin"))
    return inside


def line(row: str) -> Line:
    """One line outside of displays."""
    heading = HEADING.match(row)
    if heading and row[heading.end() : heading.end() + 1] == "{":
        name, rest = braced(row, heading.end())
        if name is not None:
            return Line(row, name, rest=rest.strip())
    if item := ITEM.match(row):
        numbered = item[1] is None or re.fullmatch(r"\s*\d+\s*", item[1]) is not None  # \part[5]: its points
        if not numbered:
            return Line(row, item[1], item=True, rest=item[2])
        if row.lstrip().startswith("\\part"):
            return Line(row, "", item=True, rest=item[2])
    if letter := LETTER.match(row):
        return Line(row, letter[1], item=True, rest=letter[2])
    if bold := BOLD.match(row):
        return Line(row, bold[1])
    return Line(row)


def braced(text: str, start: int) -> tuple[str | None, str]:
    """What stands in the braces that open at `start`, and what follows them."""
    depth = 0
    for k in range(start, len(text)):
        depth += (text[k] == "{") - (text[k] == "}")
        if not depth:
            return text[start + 1 : k], text[k + 1 :]
    return None, ""
