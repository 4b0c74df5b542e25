"""A whole document: every display and every inline chain found, its statements taken apart, each link judged.

A link is called wrong only where everything that it speaks of is known from the document, or from the problem that the
document is about; all else is undecided with the reason, or listed as not read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from checkers.algebra.context import ContextError, read_context
from checkers.algebra.decimal_commas import with_decimal_points
from checkers.algebra.fields import measured
from checkers.algebra.gathering import gather
from checkers.algebra.ground import Ground
from checkers.algebra.linking import Linker
from checkers.algebra.log_base import with_log_base
from checkers.algebra.macros import expanded_macros
from checkers.algebra.observations import look_again
from checkers.algebra.sections import sections

MAX_DOCUMENT, MAX_DISPLAYS, MAX_SECTIONS = 1_000_000, 5_000, 2_000
LONGEST_GAP = 100
BLANKS = re.compile(rf"(?<![^\S\n])[^\S\n]{{{LONGEST_GAP},}}")
STATED = re.compile(r"(?:a|the) (?:definition|recurrence|condition|value that is given)|taken for granted")
"""Reasons of links that claim nothing: they say what something is, or suppose it."""


def without_gaps(text: str) -> str:
    """The text without endless white space, which searches would walk over again from each of its places.

    No line moves: among very many empty lines some become empty comments.
    """
    lines, empty = BLANKS.sub(" " * LONGEST_GAP, text).split("\n"), 0
    for k, line in enumerate(lines):
        empty = 0 if line.strip() else empty + 1
        if empty == LONGEST_GAP:
            lines[k], empty = "%", 0
        elif empty:
            lines[k] = ""
    return "\n".join(lines)


def check_document(
    text: str, given: Mapping[str, Any] | None = None, problems: Mapping[str, Ground] | None = None
) -> dict[str, Any]:
    """The record of `check`: displays with their links, what was not read, a summary. Raises ContextError.

    given: a context as of `compare`, with the definitions and shapes that the document takes for granted. problems:
    number of an exercise, '' for the only one -> what its problem gives.
    """
    if len(text) > MAX_DOCUMENT:
        raise ContextError(f"the document is longer than {MAX_DOCUMENT} characters")
    text = without_gaps(text.replace("\0", " "))  # zero bytes mark what is put aside while a statement is taken apart
    text = with_log_base(with_decimal_points(expanded_macros(text)))
    measured(given or {})
    if len(sections(text)) > MAX_SECTIONS:
        raise ContextError(f"the document has more than {MAX_SECTIONS} headings")
    try:
        gathered = gather(text, read_context(given or {}), problems or {}, MAX_DISPLAYS + 1)
    except RecursionError:
        raise ContextError("the formulas of the document are nested too deeply to be read") from None
    unread: list[dict[str, Any]] = []
    found: list[dict[str, Any]] = [
        {"line": d.line, "latex": d.latex.strip()[:2000], "read": True, "links": []} for d in gathered.shown
    ]
    linker = Linker(gathered)
    for s in gathered.said:
        if s.display == MAX_DISPLAYS:
            unread.append({"line": s.line, "latex": "", "why": f"only {MAX_DISPLAYS} formulas are judged"})
            break
        if s.why:
            found[s.display]["read"] = False
            unread.append({"line": s.line, "latex": s.latex[:200], "why": s.why})
            linker.broken()
            continue
        try:
            found[s.display]["links"] += linker.links(s)
        except RecursionError:
            found[s.display]["read"] = False
            unread.append({"line": s.line, "latex": s.latex[:200], "why": "the formula is nested too deeply"})
            linker.broken()
    look_again(found, text)
    counts = {
        v: sum(link["verdict"] == v for d in found for link in d["links"]) for v in ("equal", "different", "undecided")
    }
    undecided = (link for d in found for link in d["links"] if link["verdict"] == "undecided")
    stated = sum(bool(STATED.match(link["how"])) for link in undecided)
    summary = {"displays": len(found), "links": sum(counts.values()), **counts, "stated": stated, "unread": len(unread)}
    return {"displays": found, "unread": unread, "summary": summary}
