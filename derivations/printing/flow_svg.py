"""A network as SVG: boxes with names and shapes in columns (or rows, where it is long), lines from what is read."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import pairwise

from derivations.flow import Node

HIGH, BETWEEN, ASIDE, MINIMUM = 44, 36, 12, 56.0
MOST_COLUMNS = 6
LINE = 700.0  # a row of a chain
Box = tuple[float, float, float]
"""Left, top, width."""


def flow_svg(nodes: Sequence[Node]) -> str:
    """The figure as an `svg` element with a title and a description."""
    if len(nodes) > MOST_COLUMNS and all(n.reads == (m.name,) for m, n in pairwise(nodes)):
        return _svg(nodes, *_chain(nodes))
    rank = ranks(nodes)
    across = max(rank.values()) < MOST_COLUMNS
    levels = [[n for n in nodes if rank[n.name] == k] for k in range(max(rank.values()) + 1)]
    widest = [max(MINIMUM, *(_width(n) for n in level)) for level in levels]
    if not across:
        widest = [max(widest)] * len(levels)
    longest = max(len(level) for level in levels)
    at: dict[str, Box] = {}
    spans = {(r, n.name): rank[n.name] - rank[r] for n in nodes for r in n.reads if r in rank and r != n.name}
    far = max((abs(k) for k in spans.values() if k != 1), default=0)
    margin = 6 + (_bulge(far) * 0.78 if far else 0)  # a cubic curve reaches three quarters of the way to its handles
    along = 6.0
    for level, wide in zip(levels, widest):
        beside = (HIGH if across else wide) + ASIDE
        for j, n in enumerate(level):
            offset = margin + (j + (longest - len(level)) / 2) * beside
            at[n.name] = (along, offset, wide) if across else (offset, along, wide)
        along += wide + BETWEEN if across else HIGH + 0.7 * BETWEEN
    right = max(x + wide for x, _, wide in at.values()) + 6
    low = max(y for _, y, _ in at.values()) + HIGH + 6
    lines = [
        _line(at[r], at[n], across) if k == 1 else _around(at[r], at[n], across, abs(k)) for (r, n), k in spans.items()
    ]
    return _svg(nodes, right, low, [*lines, *(_box(n, at[n.name]) for n in nodes)])


def _svg(nodes: Sequence[Node], right: float, low: float, body: Sequence[str]) -> str:
    size = f'width="{right:g}" height="{low:g}" viewBox="0 0 {right:g} {low:g}"'
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="The network" class="diagram" '
        f'font-family="sans-serif" font-size="12" fill="#1d2329">'
    )
    described = f"<title>The network</title>\n<desc>{escape(told(nodes))}</desc>"
    return "\n".join([head, described, *body, "</svg>"])


def _chain(nodes: Sequence[Node]) -> tuple[float, float, list[str]]:
    """Each box reads the one before: rows as of a text. Width, height and the marks."""
    wide = max(MINIMUM, *map(_width, nodes))
    columns = max(2, int((LINE + BETWEEN) // (wide + BETWEEN)))
    at = [(6 + k % columns * (wide + BETWEEN), 6 + k // columns * (HIGH + BETWEEN), wide) for k, _ in enumerate(nodes)]
    out = []
    for k, (a, b) in enumerate(pairwise(at), 1):
        if k % columns:
            out.append(_line(a, b, across=True))
        else:  # to the beginning of the next row
            down, tip = a[1] + HIGH + BETWEEN / 2, (b[0] + wide / 2, b[1] - 1)
            path = f"M{a[0] + wide / 2:g} {a[1] + HIGH:g} V{down:g} H{tip[0]:g} V{tip[1]:g}"
            out.append(_wire(path, tip, (0, 1)))
    out += [_box(n, place) for n, place in zip(nodes, at)]
    return min(columns, len(nodes)) * (wide + BETWEEN) - BETWEEN + 12, at[-1][1] + HIGH + 6, out


def told(nodes: Sequence[Node]) -> str:
    """The figure in words."""
    label = {n.name: n.label for n in nodes}
    parts = []
    for n in nodes:
        read = ", ".join(label.get(r, r) for r in n.reads if r != n.name)
        parts.append(f"{n.label} ({n.shape})" + (f" from {read}" if read else " is given"))
    return "; ".join(parts) + "."


def ranks(nodes: Sequence[Node]) -> dict[str, int]:
    """How far each stands from the start; what is given stands just before its first reader."""
    rank: dict[str, int] = {}
    for n in nodes:  # each stands after what it reads, but for a recurrence
        before = [rank[r] for r in n.reads if r in rank]
        rank[n.name] = 1 + max(before) if before else 0
    for n in nodes:
        readers = [rank[m.name] for m in nodes if n.name in m.reads and m.name != n.name]
        if n.given and readers:
            rank[n.name] = min(readers) - 1
    lowest = min(rank.values())
    return {name: k - lowest for name, k in rank.items()}


def _width(n: Node) -> float:
    return 18 + 6.9 * max(len(n.label), 0.95 * len(n.shape))


def _box(n: Node, at: Box) -> str:
    x, y, wide = at
    middle = x + wide / 2
    fill, kind = ("none", "given") if n.given else ("#eef3f6", "made")
    again = f'<path d="M{x + wide - 16:g} {y:g} c2 -9 14 -7 8 2" fill="none" stroke="#8a9299" class="wire"/>'
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{wide:g}" height="{HIGH}" rx="6" fill="{fill}" stroke="#8a9299" '
        f'class="node {kind}"/>'
        f'<text x="{middle:g}" y="{y + 19:g}" text-anchor="middle" font-weight="bold">{escape(n.label)}</text>'
        f'<text x="{middle:g}" y="{y + 35:g}" text-anchor="middle" class="soft">{escape(n.shape)}</text>'
        + (again if n.name in n.reads else "")
    )


def _bulge(span: int) -> float:
    """How far a line that passes boxes by stands out."""
    return min(34.0 + 13 * span, 150.0)


def _line(start: Box, end: Box, across: bool) -> str:
    """A curve from the side of one box to the side of the next, with a tip."""
    (x0, y0, wide), (x1, y1, other) = start, end
    if across:
        a, b = (x0 + wide, y0 + HIGH / 2), (x1 - 1, y1 + HIGH / 2)
        bend = f"C{a[0] + 20:g} {a[1]:g} {b[0] - 20:g} {b[1]:g}"
        return _wire(f"M{a[0]:g} {a[1]:g} {bend} {b[0]:g} {b[1]:g}", b, (1, 0))
    a, b = (x0 + wide / 2, y0 + HIGH), (x1 + other / 2, y1 - 1)
    bend = f"C{a[0]:g} {a[1] + 14:g} {b[0]:g} {b[1] - 14:g}"
    return _wire(f"M{a[0]:g} {a[1]:g} {bend} {b[0]:g} {b[1]:g}", b, (0, 1))


def _around(start: Box, end: Box, across: bool, span: int) -> str:
    """A curve beside the boxes between, dashed where it leads back, as in a recurrence."""
    (x0, y0, wide), (x1, y1, other) = start, end
    out = _bulge(span)
    if across:
        a, b = (x0 + wide / 2, y0), (x1 + other / 2 - 8, y1 - 1)
        path = f"M{a[0]:g} {a[1]:g} C{a[0]:g} {a[1] - out:g} {b[0]:g} {b[1] - out:g} {b[0]:g} {b[1]:g}"
        return _wire(path, b, (0, 1), dashed=x1 <= x0)
    a, b = (x0, y0 + HIGH / 2), (x1 - 1, y1 + HIGH / 2 - 6)
    path = f"M{a[0]:g} {a[1]:g} C{a[0] - out:g} {a[1]:g} {b[0] - out:g} {b[1]:g} {b[0]:g} {b[1]:g}"
    return _wire(path, b, (1, 0), dashed=y1 <= y0)


def _wire(path: str, tip: tuple[float, float], towards: tuple[int, int], dashed: bool = False) -> str:
    x, y = tip
    dx, dy = towards
    ends = [(x - 6 * dx + k * dy, y - 6 * dy + k * dx) for k in (-4, 4)]
    head = f"M{ends[0][0]:g} {ends[0][1]:g} L{x:g} {y:g} L{ends[1][0]:g} {ends[1][1]:g}"
    broken = ' stroke-dasharray="4 3"' if dashed else ""
    line = f'<path d="{path}" fill="none" stroke="#566069"{broken} class="wire"/>'
    return line + f'<path d="{head}" fill="none" stroke="#566069" class="wire"/>'
