"""Submissions in Markdown: front matter, headings, `(a)` items and `part: answer` lines."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checkers.submission import Submission, SubmissionError
from checkers.submissions.document import Line, counted, submissions_of
from checkers.submissions.sheet import Sheet

HEADING = re.compile(r"^ {0,3}#{1,6}\s+(.*)$")
BOLD = re.compile(r"^\s*(?:\*\*|__)(.+?)(?:\*\*|__)\s*+:?+\s*+$")
ITEM = re.compile(r"^\s*(?:[-*]\s+)?(\([a-z]\)|[a-z]\))\s+(.*)$")
FENCE = re.compile(r"^\s*(```|~~~)")
MAX_FRONT = 100


def markdown_submissions(text: str, sheet: Sheet, source: str) -> tuple[Submission, ...]:
    """The submissions in a Markdown text."""
    counted(text, source)
    fields, body = front_matter(text, source)
    return submissions_of(lines(body), sheet, source, fields.get("problem", ""), fields.get("student", ""))


def front_matter(text: str, source: str) -> tuple[dict[str, str], str]:
    """The fields between two lines `---` at the top, each `key: value`, and the text below them."""
    rows = text.lstrip("\n").split("\n")
    if rows[0].strip() != "---":
        return {}, text
    end = next((k for k, row in enumerate(rows[1 : MAX_FRONT + 1], 1) if row.strip() in ("---", "...")), None)
    if end is None:
        raise SubmissionError(f"{source} begins with --- and has no second line --- that ends its head")
    fields = {}
    for row in rows[1:end]:
        key, colon, value = row.partition(":")
        if colon and not row.startswith((" ", "#")):
            fields[key.strip().lower()] = value.strip().strip("\"'")
    return fields, "\n".join(rows[end + 1 :])


def lines(text: str) -> Iterator[Line]:
    """The lines; what stands in a listing or between $$ is never a heading."""
    fence, display = "", False
    for row in text.split("\n"):
        mark = FENCE.match(row)
        if fence or mark:
            yield Line(row, kept=True)
            if mark and mark[1] == fence:
                fence = ""
            elif mark and not fence:
                fence = mark[1]
            continue
        crossing = row.count("$$") % 2 == 1
        if display:
            yield Line(row, kept=True)
        elif heading := HEADING.match(row):
            yield Line(row, heading[1].rstrip().rstrip("#").rstrip())
        elif bold := BOLD.match(row):
            yield Line(row, bold[1])
        elif item := ITEM.match(row):
            yield Line(row, item[1], item=True, rest=item[2])
        else:
            yield Line(row)
        display ^= crossing
