"""A network as SVG: boxes with names and shapes in columns (or rows, where it is long), lines from what is read."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from derivations.flow import Node

HIGH, BETWEEN, ASIDE, MINIMUM = 44, 36, 12, 56.0
MOST_COLUMNS = 6


def flow_svg(nodes: Sequence[Node]) -> str:
    """The figure as an `svg` element with a title and a description."""
    rank = ranks(nodes)
    across = max(rank.values()) < MOST_COLUMNS
    levels = [[n for n in nodes if rank[n.name] == k] for k in range(max(rank.values()) + 1)]
    widest = [max(MINIMUM, *(_width(n) for n in level)) for level in levels]
    if not across:
        widest = [max(widest)] * len(levels)
    longest = max(len(level) for level in levels)
    at: dict[str, tuple[float, float, float]] = {}
    along = 6.0
    for level, wide in zip(levels, widest):
        beside = (HIGH if across else wide) + ASIDE
        for j, n in enumerate(level):
            offset = 6 + (j + (longest - len(level)) / 2) * beside
            at[n.name] = (along, offset, wide) if across else (offset, along, wide)
        along += wide + BETWEEN if across else HIGH + 0.7 * BETWEEN
    right = max(x + wide for x, _, wide in at.values()) + 6
    low = max(y for _, y, _ in at.values()) + HIGH + 6
    lines = [_line(at[r], at[n.name], across) for n in nodes for r in n.reads if r in at and r != n.name]
    boxes = [_box(n, at[n.name]) for n in nodes]
    size = f'width="{right:g}" height="{low:g}" viewBox="0 0 {right:g} {low:g}"'
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="The network" class="diagram" '
        f'font-family="sans-serif" font-size="12" fill="#1d2329">'
    )
    described = f"<title>The network</title>\n<desc>{escape(told(nodes))}</desc>"
    return "\n".join([head, described, *lines, *boxes, "</svg>"])


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
    known = {n.name: n for n in nodes}
    rank: dict[str, int] = {}
    for n in nodes:  # each stands after what it reads, but for a recurrence
        before = [rank.get(r, 0) for r in n.reads if r != n.name and r in known]
        rank[n.name] = 1 + max(before) if before else 0
    for n in nodes:
        readers = [rank[m.name] for m in nodes if n.name in m.reads and m.name != n.name]
        if n.given and readers:
            rank[n.name] = min(readers) - 1
    lowest = min(rank.values())
    return {name: k - lowest for name, k in rank.items()}


def _width(n: Node) -> float:
    return 18 + 6.9 * max(len(n.label), 0.95 * len(n.shape))


def _box(n: Node, at: tuple[float, float, float]) -> str:
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


def _line(start: tuple[float, float, float], end: tuple[float, float, float], across: bool) -> str:
    """A curve from the side of one box to the side of another, with a tip; backwards it is dashed."""
    (x0, y0, wide), (x1, y1, other) = start, end
    if across:
        a, b = (x0 + wide, y0 + HIGH / 2), (x1 - 1, y1 + HIGH / 2)
        bend = f"C{a[0] + 20:g} {a[1]:g} {b[0] - 20:g} {b[1]:g}"
        tip = f"M{b[0] - 6:g} {b[1] - 4:g} L{b[0]:g} {b[1]:g} L{b[0] - 6:g} {b[1] + 4:g}"
        back = b[0] < a[0]
    else:
        a, b = (x0 + wide / 2, y0 + HIGH), (x1 + other / 2, y1 - 1)
        bend = f"C{a[0]:g} {a[1] + 14:g} {b[0]:g} {b[1] - 14:g}"
        tip = f"M{b[0] - 4:g} {b[1] - 6:g} L{b[0]:g} {b[1]:g} L{b[0] + 4:g} {b[1] - 6:g}"
        back = b[1] < a[1]
    dashed = ' stroke-dasharray="4 3"' if back else ""
    drawn = f'<path d="M{a[0]:g} {a[1]:g} {bend} {b[0]:g} {b[1]:g}" fill="none" stroke="#566069"{dashed} class="wire"/>'
    return drawn + f'<path d="{tip}" fill="none" stroke="#566069" class="wire"/>'
