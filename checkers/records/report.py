"""The report on a class: verdicts of each part, the commonest misconceptions, how the points are spread, what waits.

Content and form are apart: `report` collects tables, `markdown` and `html` write them. What a student typed is escaped
in both.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from checkers.records.histogram import BINS, counts, histogram_svg
from checkers.records.marks import Record, students, total, waits

VERDICTS = ("equal", "different", "undecided", "unreadable", "missing")
COMMONEST, MOST_WAITING = 5, 200


@dataclass(frozen=True)
class Table:
    """A heading, a line under it, and rows of cells; the first row names the columns."""

    title: str
    told: str
    rows: tuple[tuple[str, ...], ...] = ()
    svg: str = ""


def report(
    records: Sequence[Record], sources: Sequence[str], title: str, refused: Sequence[tuple[str, str]] = ()
) -> list[Table]:
    """The tables of the report. sources: the file of each record. refused: files that could not be used, and why."""
    everyone = students(records, sources)
    spread = counts(everyone)
    mean = float(total(s.points for s in everyone)) / len(everyone) if everyone else 0.0
    most = max((s.max_points for s in everyone), default=0)
    waiting = [s for s in everyone if s.waiting]
    told = f"{len(everyone)} students, {len(records)} graded answers to problems; mean {mean:.4g} of {most} points."
    if waiting:
        told += f" {len(waiting)} students wait for a person; their open parts count as none so far."
    shares = tuple(
        (f"{100 * k // BINS} to {100 * (k + 1) // BINS} %", str(n), bar(n, max(spread))) for k, n in enumerate(spread)
    )
    tables = [
        Table(title, told),
        Table(
            "Points",
            "Students by their share of the points.",
            (("share", "students", ""), *shares),
            histogram_svg(spread, f"{title}: students by their share of the points"),
        ),
        verdicts(records),
        misconceptions(records),
    ]
    if waiting:
        rows = tuple((s.name, s.source, ", ".join(s.waiting)) for s in waiting[:MOST_WAITING])
        more = f" The first {MOST_WAITING} are shown." if len(waiting) > MOST_WAITING else ""
        tables.append(
            Table("Waiting for a person", f"Undecided is no zero.{more}", (("student", "file", "parts"), *rows))
        )
    if refused:
        tables.append(Table("Files that could not be used", "", (("file", "reason"), *refused)))
    return tables


def verdicts(records: Sequence[Record]) -> Table:
    """How often each verdict was given to each part."""
    found: dict[tuple[str, str], Counter[str]] = {}
    earned: dict[tuple[str, str], list[int | float]] = {}
    for r in records:
        for p in r["parts"]:
            place = (r["problem"], p["part"])
            found.setdefault(place, Counter())[p["verdict"]] += 1
            if not waits(p):
                earned.setdefault(place, []).append(p["points"])
    most = {(r["problem"], p["part"]): p["max_points"] for r in records for p in r["parts"]}
    rows = tuple(
        (
            *place,
            *(str(n[v]) for v in VERDICTS),
            f"{float(total(earned[place])) / len(earned[place]):.3g} of {most[place]}" if place in earned else "",
        )
        for place, n in found.items()
    )
    return Table("Verdicts", "", (("problem", "part", *VERDICTS, "mean points"), *rows))


def misconceptions(records: Sequence[Record]) -> Table:
    """The misconceptions found most often in each part."""
    found: dict[tuple[str, str], Counter[str]] = {}
    for r in records:
        for p in r["parts"]:
            for d in p["diagnosis"]:
                found.setdefault((r["problem"], p["part"]), Counter())[d["name"]] += 1
    rows = tuple(
        (*place, name, str(times))
        for place, n in found.items()
        for name, times in sorted(n.items(), key=lambda item: (-item[1], item[0]))[:COMMONEST]
    )
    told = "" if rows else "None was recognised."
    return Table(
        "Commonest misconceptions", told, (("problem", "part", "misconception", "times"), *rows) if rows else ()
    )


def bar(n: int, most: int) -> str:
    """A bar of at most 30 blocks, one at least where anything is."""
    return "█" * (max(1, round(30 * n / most)) if n else 0)


def markdown(tables: Sequence[Table]) -> str:
    """The report as Markdown, the figure inline."""
    blocks = []
    for k, t in enumerate(tables):
        blocks.append(f"{'#' if not k else '##'} {markdown_cell(t.title)}")
        blocks += [markdown_cell(t.told)] if t.told else []
        blocks += [t.svg] if t.svg else []
        if t.rows:
            head, *rest = (f"| {' | '.join(markdown_cell(c) for c in row)} |" for row in t.rows)
            blocks.append("\n".join([head, "|" + "---|" * len(t.rows[0]), *rest]))
    return "\n\n".join(blocks) + "\n"


def markdown_cell(text: str) -> str:
    """Text that stays text: no markup, no HTML, no end of a table's cell."""
    return re.sub(r"([\\`*_\[\]|#~$!])", r"\\\1", escape(one_line(text), quote=False))


def html(tables: Sequence[Table]) -> str:
    """The report as a page that loads nothing."""
    body = []
    for k, t in enumerate(tables):
        level = "h1" if not k else "h2"
        body.append(f"<{level}>{escape(one_line(t.title))}</{level}>")
        body += [f"<p>{escape(one_line(t.told))}</p>"] if t.told else []
        body += [t.svg] if t.svg else []
        if t.rows:
            head, *rest = t.rows
            body.append("<table>\n<tr>" + "".join(f"<th>{escape(one_line(c))}</th>" for c in head) + "</tr>")
            body += ["<tr>" + "".join(f"<td>{escape(one_line(c))}</td>" for c in row) + "</tr>" for row in rest]
            body.append("</table>")
    style = "body{font-family:sans-serif;max-width:60em;margin:2em auto}td,th{text-align:left;padding:.2em .8em}"
    head_ = f'<meta charset="utf-8"><title>{escape(one_line(tables[0].title))}</title><style>{style}</style>'
    return f'<!DOCTYPE html>\n<html lang="en"><head>{head_}</head>\n<body>\n' + "\n".join(body) + "\n</body></html>\n"


def one_line(text: str) -> str:
    """Control characters and line breaks as spaces."""
    return re.sub(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+", " ", text).strip()
