"""Index movement as SVG: the grids of the tensors read, an arrow, the grid of the result; letters say who reads."""

from __future__ import annotations

from html import escape

from derivations.movement import Grid, Movement
from derivations.printing.plain_names import plain_name
from derivations.printing.style import Style

CELL, GAP, TOP, SIDE = 26, 34, 44, 20
FILLS = {"": ("none", "empty"), "A": ("#fde3c8", "one"), "B": ("#cfe6f2", "two"), "AB": ("#e2dcf3", "both")}


def movement_svg(m: Movement, style: Style) -> str:
    """The figure as an `svg` element with a title and a description; the colours are classes that a page may set."""
    grids = [*m.reads, m.goal]
    high = TOP + max(g.rows for g in grids) * CELL + 24
    x, body = 4.0, []
    for k, g in enumerate(grids):
        if k == len(grids) - 1:
            body.append(_arrow(x, high / 2 + 8))
            x += 46
        wide = max(SIDE + g.columns * CELL, 7.5 * len(plain_name(g.tensor, style)) + SIDE)
        body.append(_grid(g, x, plain_name(g.tensor, style), high))
        x += wide + GAP
    x += 4 - GAP
    size = f'width="{x:g}" height="{high:g}" viewBox="0 0 {x:g} {high:g}"'
    title = escape(f"What entries of {plain_name(m.goal.tensor, style)} read")
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{title}" class="diagram" '
        f'font-family="sans-serif" font-size="12" fill="#1d2329">'
    )
    return "\n".join([head, f"<title>{title}</title>", f"<desc>{escape(told(m, style))}</desc>", *body, "</svg>"])


def told(m: Movement, style: Style) -> str:
    """The figure in words."""
    out = [f"At {', '.join(f'{n} = {v}' for n, v in m.sizes.items())}." if m.sizes else ""]
    for at, letter in sorted(m.goal.marks.items(), key=lambda item: item[1]):
        name = plain_name(m.goal.tensor, style)
        parts = [f"{plain_name(g.tensor, style)} at {_region(g, letter)}" for g in m.reads]
        out.append(f"Entry {letter}, {_place(at, m.goal)} of {name}, reads {'; '.join(parts)}.")
    return " ".join(filter(None, out))


def _place(at: tuple[int, int], g: Grid) -> str:
    return f"({at[1]})" if g.axes == 1 else f"({at[0]}, {at[1]})"


def _region(g: Grid, letter: str) -> str:
    cells = sorted(at for at, who in g.marks.items() if letter in who)
    if not cells:
        return "no entry"
    rows, columns = ([at[k] for at in cells] for k in (0, 1))
    full = len(cells) == (max(rows) - min(rows) + 1) * (max(columns) - min(columns) + 1)
    if not full:
        return f"{len(cells)} entries from {_place(cells[0], g)} to {_place(cells[-1], g)}"
    across = _span("column" if g.axes > 1 else "place", columns)
    return across if g.axes == 1 else f"{_span('row', rows)}, {across}"


def _span(what: str, places: list[int]) -> str:
    first, last = min(places), max(places)
    return f"{what} {first}" if first == last else f"{what}s {first} to {last}"


def _grid(g: Grid, x: float, name: str, high: float) -> str:
    y = (high - 24 - TOP - g.rows * CELL) / 2 + TOP
    shape = f"{g.columns}" if g.axes == 1 else f"{g.rows} × {g.columns}"
    out = [f'<text x="{x + SIDE:g}" y="{y - 22:g}" font-weight="bold">{escape(name)}</text>']
    for c in range(g.columns):
        centre = x + SIDE + (c + 0.5) * CELL
        out.append(f'<text x="{centre:g}" y="{y - 6:g}" text-anchor="middle" class="soft">{g.low[1] + c}</text>')
    for r in range(g.rows):
        if g.axes > 1:
            beside = f'x="{x + SIDE - 6:g}" y="{y + (r + 0.5) * CELL + 4:g}" text-anchor="end" class="soft"'
            out.append(f"<text {beside}>{g.low[0] + r}</text>")
        for c in range(g.columns):
            who = g.marks.get((g.low[0] + r, g.low[1] + c), "")
            fill, kind = FILLS[who]
            left, top = x + SIDE + c * CELL, y + r * CELL
            box = f'x="{left:g}" y="{top:g}" width="{CELL}" height="{CELL}"'
            out.append(f'<rect {box} fill="{fill}" stroke="#8a9299" class="cell {kind}"/>')
            if who:
                middle = f'x="{left + CELL / 2:g}" y="{top + CELL / 2 + 4:g}" text-anchor="middle"'
                out.append(f'<text {middle} class="mark {kind}">{who}</text>')
    below = f'x="{x + SIDE:g}" y="{y + g.rows * CELL + 17:g}" class="soft"'
    return "\n".join([*out, f"<text {below}>{shape}</text>"])


def _arrow(x: float, y: float) -> str:
    """From what is read to what is made."""
    tip = x + 26
    line = (
        f'<line x1="{x - 6:g}" y1="{y:g}" x2="{tip - 6:g}" y2="{y:g}" stroke="#1d2329" stroke-width="1.6" class="ink"/>'
    )
    head = f'<path d="M{tip - 8:g} {y - 5:g} L{tip:g} {y:g} L{tip - 8:g} {y + 5:g} z" fill="#1d2329" class="ink"/>'
    return line + head
