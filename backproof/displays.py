"""Records of Python as text for `print` and as HTML for Jupyter. What anybody typed is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backproof.results import Check, Checked, Comparison, Diagnosis, Grade, Graded, Verified

MARKS = {"equal": "✓", "different": "✗", "undecided": "?", "unreadable": "⚠", "missing": "–"}
"""A sign beside each verdict; the word stands there too, so that nothing hangs on a colour or a sign."""

LEFT = 'style="text-align: left"'
"""Jupyter sets tables as if every cell were a number."""


def table(header: Sequence[str], rows: Iterable[Sequence[str]], caption: str = "") -> str:
    """An HTML table; the cells are HTML."""
    head = "".join(f'<th scope="col" {LEFT}>{escape(h)}</th>' for h in header)
    body = "".join(f"<tr>{''.join(f'<td {LEFT}>{cell}</td>' for cell in row)}</tr>" for row in rows)
    told = f"<caption>{escape(caption)}</caption>" if caption else ""
    return f'<table class="backproof">{told}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'


def verdict_word(verdict: str) -> str:
    return f"{MARKS.get(verdict, '')} {verdict}".strip()


def formula(latex: str) -> str:
    """LaTeX that Jupyter typesets; a dollar in it would end it too early."""
    return f"$\\displaystyle {escape(latex.replace('$', ''))}$" if latex else ""


# ---------------------------------------------------------------- verification


def rows_of(found: Verified) -> list[tuple[str, str, str, str, str, str, str]]:
    """A row for each quantity, over all its sizes."""
    groups: dict[tuple[str, str], list[Check]] = {}
    for r in found.results:
        groups.setdefault((r.name, r.quantity), []).append(r)
    return [
        (
            name,
            quantity,
            str(len(own)),
            str(own[0].steps),
            f"{max(float('inf') if r.max_error is None else r.max_error for r in own):.1e}",
            str(own[0].facts_proved),
            "ok" if all(r.ok for r in own) else "WRONG",
        )
        for (name, quantity), own in groups.items()
    ]


VERIFIED = ("name", "quantity", "cases", "steps", "worst gap", "proved", "")


def verified_line(found: Verified) -> str:
    rows = rows_of(found)
    right = sum(r[-1] == "ok" for r in rows)
    return f"{right} of {len(rows)} quantities verified on {found.device} in {found.dtype}"


def verified_text(found: Verified) -> str:
    rows = [VERIFIED, *rows_of(found)]
    widths = [max(len(r[k]) for r in rows) for k in range(len(VERIFIED))]
    lines = ["  ".join(c.ljust(w) for c, w in zip(r, widths)).rstrip() for r in rows]
    return "\n".join([*lines, *(f"WRONG {f}" for f in found.failures), "", verified_line(found)])


def verified_html(found: Verified) -> str:
    rows = [tuple(escape(c) for c in r[:-1]) + (escape(r[-1]),) for r in rows_of(found)]
    wrong = "".join(f"<p><strong>WRONG</strong> {escape(f)}</p>" for f in found.failures)
    return table(VERIFIED, rows, verified_line(found)) + wrong


# ---------------------------------------------------------------- grading


def earned(part: Graded) -> str:
    return "waits for a person" if part.points is None else f"{part.points:g} of {part.max_points:g}"


def grade_line(found: Grade) -> str:
    who = " · ".join(filter(None, (found.problem, found.student)))
    return f"{who}: {found.points:g} of {found.max_points:g} points"


def grade_text(found: Grade) -> str:
    lines = [grade_line(found)]
    for p in found.parts:
        if p.verdict == "missing":
            continue
        lines.append(f"  {p.part}: {p.verdict}, {earned(p)}")
        if p.read_as:
            lines.append(f"     read as {p.read_as}")
        if p.verdict != "equal":
            lines += [f"     {line}" for line in p.feedback.splitlines()]
    missing = [p.part for p in found.parts if p.verdict == "missing"]
    return "\n".join(lines + ([f"  not answered: {', '.join(missing)}"] if missing else []))


def grade_html(found: Grade) -> str:
    """Parts that were not answered are named below the table."""
    rows = [
        (
            escape(p.part),
            escape(verdict_word(p.verdict)),
            escape(earned(p)),
            formula(p.read_as),
            f'<span style="white-space: pre-wrap">{escape(p.feedback)}</span>',
        )
        for p in found.parts
        if p.verdict != "missing"
    ]
    missing = [p.part for p in found.parts if p.verdict == "missing"]
    below = f"<p>Not answered: {escape(', '.join(missing))}</p>" if missing else ""
    return table(("part", "verdict", "points", "read as", "feedback"), rows, grade_line(found)) + below


# ---------------------------------------------------------------- comparison


def explained(diagnosis: Iterable[Diagnosis]) -> list[str]:
    return [f"{d.name.replace('_', ' ')}. {d.hint}".strip() for d in diagnosis]


def comparison_text(found: Comparison) -> str:
    lines = [f"{found.verdict}: {found.how}"]
    lines += [f"  read as {found.read_as}"] if found.read_as else []
    lines += [f"  {found.witness}"] if found.witness else []
    return "\n".join(lines + [f"  {line}" for line in explained(found.diagnosis)])


def comparison_html(found: Comparison) -> str:
    """The answer as mathematics, which Jupyter typesets."""
    lines = [f"<strong>{escape(verdict_word(found.verdict))}</strong>: {escape(found.how)}"]
    lines += [f"read as {formula(found.read_as)}"] if found.read_as else []
    lines += [escape(found.witness)] if found.witness else []
    return f'<div class="backproof">{"<br>".join([*lines, *map(escape, explained(found.diagnosis))])}</div>'


# ---------------------------------------------------------------- documents


def checked_line(s: Mapping[str, int]) -> str:
    """`stated`: links among the undecided ones that define or suppose something, and claim nothing."""
    stated = f" ({s['stated']} only state something)" if s.get("stated") else ""
    return (
        f"{s['links']} links in {s['displays']} formulas: {s['equal']} right, {s['different']} wrong, "
        f"{s['undecided']} undecided{stated}; {s['unread']} not read"
    )


def checked_text(found: Checked) -> str:
    lines = [
        f"line {k.line}: this link does not hold\n    {k.left}\n    = {k.right}\n    {k.witness}" for k in found.wrong
    ]
    return "\n".join([*lines, checked_line(found.summary)])


def checked_html(found: Checked) -> str:
    rows = [
        (str(k.line), formula(k.left), formula(k.right), escape(verdict_word(k.verdict)), escape(k.witness or k.how))
        for d in found.displays
        for k in d.links
    ]
    return table(("line", "left", "right", "verdict", "why"), rows, checked_line(found.summary))
