"""Figures as SVG: plain text, the same bytes for the same numbers."""

from __future__ import annotations

from html import escape

from derivations.figure import Boxes, Plot
from derivations.printing.figure_scale import corners, label_places, scale, tidy

COLOURS = ("#0b6e99", "#b3402a", "#3d7a2c", "#7a4fa3", "#9a6b00", "#444444")  # told apart in grey too, by the dashes
DASHES = ("", "7 3", "2 3", "9 3 2 3", "4 2", "1 2")
FONT = 'font-family="sans-serif" font-size="13"'
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
WIDTH, HEIGHT, MARGIN, LABELS = 460, 300, 62, 200


def figure_svg(shows: Boxes | Plot, label: str = "") -> str:
    """The figure as an `svg` element. label: what it shows, for those who do not see it; its marks are left out."""
    svg = boxes_svg(shows) if isinstance(shows, Boxes) else plot_svg(shows)
    if not label:
        return svg
    said = escape(" ".join(label.replace("$", "").replace("`", "").replace("*", "").split()))
    return svg.replace("<svg ", f'<svg role="img" aria-label="{said}" ', 1)


def boxes_svg(shows: Boxes) -> str:
    """Boxes at their places, labels at their left upper corners; the image as a frame."""
    unit = 420 / shows.width
    wide, high = 420.0, shows.height * unit
    body = [f'<rect x="0" y="0" width="{tidy(wide)}" height="{tidy(high)}" fill="#f6f6f6" stroke="#888888"/>']
    for k, (b, (side, end)) in enumerate(zip(shows.boxes, corners(shows))):
        dash = ' stroke-dasharray="5 4" stroke-opacity="0.7"' if b.faint else ' stroke-width="2.2"'
        x, y, w, h = (tidy(v * unit) for v in (b.left, b.top, b.width, b.height))
        colour = COLOURS[k % len(COLOURS)]
        body.append(f'<rect x="{x}" y="{y}" width="{w}" height="{h}" fill="none" stroke="{colour}"{dash}/>')
        across = b.left * unit + 4 if side == "l" else (b.left + b.width) * unit - 4
        down = b.top * unit + 14 if end == "t" else (b.top + b.height) * unit - 5
        anchor = "start" if side == "l" else "end"
        text = f'x="{tidy(across)}" y="{tidy(down)}" text-anchor="{anchor}" fill="{colour}"'
        body.append(f"<text {text}>{escape(b.label)}</text>")
    return _svg(wide, high, body)


def plot_svg(shows: Plot) -> str:
    """Curves over a logarithmic axis, each named at its right end."""
    frame = scale(shows)

    def at(x: float, y: float) -> tuple[float, float]:
        across, up = frame.place(x, y)
        return MARGIN + across * WIDTH, 12 + (1 - up) * HEIGHT

    floor = 12 + HEIGHT
    body = [f'<rect x="{MARGIN}" y="12" width="{WIDTH}" height="{HEIGHT}" fill="none" stroke="#888888"/>']
    for e in frame.rungs:
        y = tidy(at(frame.left, 10.0**e)[1])
        body.append(f'<line x1="{MARGIN}" y1="{y}" x2="{MARGIN + WIDTH}" y2="{y}" stroke="#dddddd"/>')
        body.append(f'<text x="{MARGIN - 8}" y="{y}" dy="4" text-anchor="end">10{str(e).translate(RAISED)}</text>')
    for v in frame.marks:
        x = tidy(at(v, 10.0**frame.bottom)[0])
        body.append(f'<line x1="{x}" y1="{floor}" x2="{x}" y2="{floor + 5}" stroke="#888888"/>')
        body.append(f'<text x="{x}" y="{floor + 20}" text-anchor="middle">{v:g}</text>')
    ends = label_places(shows, frame, 17 / HEIGHT)
    for k, (c, end) in enumerate(zip(shows.curves, ends)):
        colour, dash = COLOURS[k % len(COLOURS)], DASHES[k % len(DASHES)]
        points = " ".join(f"{tidy(x)},{tidy(y)}" for x, y in (at(*p) for p in c.points))
        broken = f' stroke-dasharray="{dash}"' if dash else ""
        body.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"{broken}/>')
        x, y = tidy(MARGIN + end[0] * WIDTH + 6), tidy(12 + (1 - end[1]) * HEIGHT + 4)
        body.append(f'<text x="{x}" y="{y}" fill="{colour}">{escape(c.label)}</text>')
    middle = tidy(12 + HEIGHT / 2)
    body.append(f'<text x="{MARGIN + WIDTH / 2}" y="{floor + 40}" text-anchor="middle">{escape(shows.across)}</text>')
    body.append(f'<text transform="translate(16 {middle}) rotate(-90)" text-anchor="middle">{escape(shows.up)}</text>')
    return _svg(MARGIN + WIDTH + LABELS, HEIGHT + 62, body)


def _svg(wide: float, high: float, body: list[str]) -> str:
    size = f'width="{tidy(wide)}" height="{tidy(high)}" viewBox="0 0 {tidy(wide)} {tidy(high)}"'
    return "\n".join([f'<svg xmlns="http://www.w3.org/2000/svg" {size} {FONT}>', *body, "</svg>"])
