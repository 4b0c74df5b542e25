"""Banded matrices with dots: along each diagonal one entry, or one whose index goes up with its row."""

from __future__ import annotations

from collections import Counter

from checkers.algebra.dots_forms import Form
from checkers.algebra.dots_layout import Shown, filled, layout
from checkers.algebra.tree import Node, Number, Rows

AGREE, MANY, RIVAL = 5, 3, 3  # entries that agree, entries of the diagonal with the slip, misfits of the other way


def band_slip(matrix: Rows) -> tuple[Shown, Node] | None:
    """The one entry of the first rows that leaves its diagonal, and what that asks for; None where none does."""
    found = layout(matrix)
    if found is None or found.flat or found.uneven:
        return None
    bands: dict[int, list[Shown]] = {}
    for s in found.shown:
        zero = isinstance(s.node, Number) and s.node.value == 0
        if not (s.row.from_end or s.column.from_end or zero):
            bands.setdefault(s.column.k - s.row.k, []).append(s)
    tried = [misfits(list(bands.values()), step) for step in (0, 1)]
    for (wrong, agreed), (others, _) in (tried, tried[::-1]):
        if len(wrong) == 1 and agreed >= AGREE and len(others) >= RIVAL:
            return wrong[0]
    return None


def misfits(bands: list[list[Shown]], step: int) -> tuple[list[tuple[Shown, Node]], int]:
    """The entries that leave their diagonals, and how many agree with another one of theirs."""
    wrong: list[tuple[Shown, Node]] = []
    agreed = 0
    for band in bands:
        keys = [(s.skeleton, tuple(f + -step * s.row.k for f in s.forms)) for s in band]
        (usual, count), *_ = Counter(keys).most_common(1)
        if count > 1:
            agreed += count
        for s, key in zip(band, keys):
            if key != usual:
                wrong.append((s, expected(usual, step * s.row.k)))
        if len(band) < MANY and count < len(band):  # of two that differ, nothing says which is wrong
            wrong += [(s, s.node) for s in band]
    return wrong, agreed


def expected(usual: tuple[Node, tuple[Form, ...]], further: int) -> Node:
    skeleton, forms = usual
    return filled(skeleton, tuple((f + further).node() for f in forms))
