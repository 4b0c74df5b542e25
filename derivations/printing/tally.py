"""The count of a network for a terminal and for JSON: shapes, parameters, operations, receptive fields."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from derivations.integers import ONE, Integer, symbol
from derivations.operations import CONVENTION
from derivations.printing.text import integer_text
from derivations.product_form import held

if TYPE_CHECKING:
    from derivations.network import Row, Tally
    from derivations.receptive import Span

HEADER = ("layer", "output", "parameters", "number", "multiply-adds", "field", "jump", "start")
LETTERS = "ijkl"
"""Places of an entry along its axes, in spans."""


def number_text(e: Integer) -> str:
    """A number with its digits in groups of three, or the polynomial."""
    return f"{e.constant:,}" if e.constant is not None else integer_text(e)


def count_rows(tally: Tally) -> list[tuple[str, ...]]:
    """A row for each layer and one for the total, below HEADER."""
    rows = [
        (
            row.description,
            " x ".join(held(integer_text(e)) for e in row.shape) or "1",
            row.text,
            number_text(row.parameters),
            number_text(row.operations) if row.operations.constant is not None else row.terms,
            *field_cells(row, tally),
        )
        for row in tally.rows
    ]
    together = number_text(tally.operations) if tally.operations.constant is not None else ""
    return [*rows, ("total", "", "", number_text(tally.total), together, "", "", "")]


def field_cells(row: Row, tally: Tally) -> tuple[str, str, str]:
    """Size, jump and start of the field, axis by axis; one number where the axes agree.

    Along a flattened axis, such as that of tokens, one step goes on in a row or to the next: there is no jump to tell.
    """
    if row.field is None:
        return ("none", "", "")
    bounds = [tally.input[k - 1] for k in tally.network.measured]
    cells = [span_cells(s, b) for s, b in zip(row.field, bounds)]
    if any(s.indices and s.stride is None and s.jump is None for s in row.field):
        cells = [(size, "", "") for size, _, _ in cells]
    return tuple(_joined([c[k] for c in cells]) for k in range(3))  # type: ignore[return-value]


def _joined(cells: Sequence[str]) -> str:
    return cells[0] if len(set(cells)) == 1 else " x ".join(held(c) for c in cells)


def span_cells(span: Span, length: Integer) -> tuple[str, str, str]:
    """Size, jump and start along one axis."""
    if is_whole(span, length):
        return ("all", "", "")
    size, sizes = span.size, span.sizes
    shown = integer_text(size) if size is not None else ""
    if size is None:
        shown = f"{min(sizes)} to {max(sizes)}" if sizes else f"{end_text(span.first)} to {end_text(span.last)}"
    stride = integer_text(span.stride) if span.stride is not None else str(span.jump) if span.jump is not None else ""
    return shown, stride, integer_text(span.start)


def is_whole(span: Span, length: Integer) -> bool:
    """Is it the whole axis, from every entry?"""
    return span.first == ONE and span.last == length


def end_text(e: Integer) -> str:
    """An end of a span; the place of the entry is written i."""
    return integer_text(e.substitute({n: symbol(LETTERS[0]) for n in e.names if n.startswith("#")}))


def tally_record(tally: Tally) -> dict[str, Any]:
    """The count as a dict for JSON: every polynomial as text in the notation, every number as an int or None."""
    return {
        "network": tally.network.name,
        "title": tally.network.title,
        "source": tally.network.source,
        "input": [integer_text(e) for e in tally.input],
        "layers": [_row(row, tally) for row in tally.rows],
        "total": {
            "parameters": polynomial(tally.total),
            "operations": polynomial(tally.operations),
            "flops": polynomial(tally.operations * 2),
        },
        "convention": CONVENTION,
    }


def polynomial(e: Integer) -> dict[str, Any]:
    return {"polynomial": integer_text(e), "number": e.constant}


def _row(row: Row, tally: Tally) -> dict[str, Any]:
    spans = zip(tally.network.measured, row.field or ())
    return {
        "layer": row.layer,
        "description": row.description,
        "group": row.group,
        "name": row.name,
        "reads": list(row.reads),
        "shape": [e.constant if e.constant is not None else integer_text(e) for e in row.shape],
        "parameters": {**polynomial(row.parameters), "formula": row.formula, "product": row.text},
        "operations": {**polynomial(row.operations), "product": row.terms},
        "field": [_span(axis, s, tally.input[axis - 1]) for axis, s in spans],
    }


def _span(axis: int, span: Span, length: Integer) -> dict[str, Any]:
    size, stride, jump = span.size, span.stride, span.jump
    return {
        "axis": axis,
        "whole": is_whole(span, length),
        "first": end_text(span.first),
        "last": end_text(span.last),
        "size": None if size is None else size.constant if size.constant is not None else integer_text(size),
        "sizes": list(span.sizes),
        "jump": integer_text(stride) if stride is not None else None if jump is None else str(jump),
        "start": integer_text(span.start),
    }
