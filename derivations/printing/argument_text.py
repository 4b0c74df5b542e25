"""A worked argument for a terminal, and as a record for JSON."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

from derivations.figure import Boxes
from derivations.printing.argument import Drawing, Judged, Numbers, Prose, Rubric, Shown
from derivations.printing.figure_svg import figure_svg
from derivations.printing.wrap import wrapped

COLUMNS = 80
STEP = "    "


def argument_text(items: Sequence[Shown]) -> list[str]:
    """The blocks of an argument as plain text."""
    return [_text(item) for item in items]


def argument_record(items: Sequence[Shown]) -> list[dict[str, Any]]:
    """The lines of an argument as dicts; `kind` says which: claim, numbers, words, figure or rubric."""
    return [_record(item) for item in items]


def _text(item: Shown) -> str:
    match item:
        case Prose(text):
            return _filled(text)
        case Judged(words, rows, given, how):
            assumed = "; ".join(f"{a.text} = {b.text}" for a, b in given)
            lead = words + (f" Given: {assumed}." if assumed else "")
            lines = [_filled(f"{lead} ({how})")]
            for row in rows:
                if row.left is not None:
                    lines += [STEP + x for x in wrapped(row.left.text, COLUMNS - 4, STEP)]
                lines += [_filled(f"({row.reason})", STEP)] if row.reason else []
                lines += [STEP + x for x in wrapped(f"{row.relation} {row.right.text}", COLUMNS - 4, STEP)]
            return "\n".join(lines)
        case Numbers(words, rows, how):
            lines = [f"{STEP}{what}: {value.text}; must be {bound.text}" for what, value, bound in rows]
            return "\n".join([_filled(f"{words} ({how})"), *(_filled(x, "", STEP * 2) for x in lines)])
        case Drawing(caption, shows):
            return "\n".join([_filled(f"Figure: {caption}"), *_data(shows)])
        case Rubric(ideas):
            return "\n".join(["What earns points", *(_filled(f"{i} ({p})", "  - ", STEP) for i, p in ideas)])


def _data(shows: Any) -> list[str]:
    """What a figure shows, as numbers."""
    if isinstance(shows, Boxes):
        return [
            f"{STEP}{b.label}: left {b.left:g}, top {b.top:g}, {b.width:g} x {b.height:g}" + ", removed" * b.faint
            for b in shows.boxes
        ]
    out = [f"{STEP}{shows.up} over {shows.across}"]
    for c in shows.curves:
        chosen = c.points[:: max(1, len(c.points) // 5)]
        out.append(f"{STEP}{c.label}: " + ", ".join(f"{x:g}: {y:.3g}" for x, y in chosen))
    return out


def _record(item: Shown) -> dict[str, Any]:
    match item:
        case Prose(text):
            return {"kind": "words", "words": text}
        case Judged(words, rows, given, how):
            lines = [
                {
                    "left": row.left.text if row.left else "",
                    "left_latex": row.left.latex if row.left else "",
                    "relation": row.relation,
                    "right": row.right.text,
                    "right_latex": row.right.latex,
                    "reason": row.reason,
                }
                for row in rows
            ]
            known = [[a.text, b.text] for a, b in given]
            return {"kind": "claim", "words": words, "lines": lines, "given": known, "judged": how}
        case Numbers(words, rows, how):
            found = [{"quantity": what, "value": value.text, "required": bound.text} for what, value, bound in rows]
            return {"kind": "numbers", "words": words, "rows": found, "judged": how}
        case Drawing(caption, shows):
            return {"kind": "figure", "caption": caption, "svg": figure_svg(shows)}
        case Rubric(ideas):
            return {"kind": "rubric", "ideas": [{"idea": idea, "points": points} for idea, points in ideas]}


def _filled(words: str, first: str = "", rest: str = "") -> str:
    return textwrap.fill(
        " ".join(words.split()),
        COLUMNS,
        initial_indent=first,
        subsequent_indent=rest or first,
        break_long_words=False,
        break_on_hyphens=False,
    )
