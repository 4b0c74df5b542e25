"""Figures as LaTeX's own picture environment: no package is needed."""

from __future__ import annotations

from itertools import pairwise

from derivations.figure import Boxes, Plot
from derivations.printing.figure_scale import corners, label_places, scale, tidy
from derivations.printing.markup import inline_latex

WIDTH, HEIGHT = 90.0, 56.0  # mm, of the frame of a plot
LABELS, LEFT, BELOW = 42.0, 18.0, 11.0
MARKS = (r"\circle*{1.1}", r"\circle{1.3}", r"\makebox(0,0){$\times$}", r"\makebox(0,0){$\diamond$}",
         r"\makebox(0,0){$\star$}", r"\makebox(0,0){$+$}")  # fmt: skip
EVERY = 5  # a mark at each fifth point of a curve


def figure_latex(shows: Boxes | Plot) -> str:
    """The figure as a `picture`, in millimetres."""
    body, wide, high, left, low = _boxes(shows) if isinstance(shows, Boxes) else _plot(shows)
    head = rf"\setlength{{\unitlength}}{{1mm}}\begin{{picture}}({tidy(wide)},{tidy(high)})({tidy(left)},{tidy(low)})"
    return "\n".join([r"{\footnotesize" + head, *body, r"\end{picture}}"])


def _boxes(shows: Boxes) -> tuple[list[str], float, float, float, float]:
    unit = 84.0 / shows.width
    high = shows.height * unit
    body = [_rectangle(0, 0, 84.0, high, False, 0.1)]
    for b, (side, end) in zip(shows.boxes, corners(shows)):
        x, y = b.left * unit, high - (b.top + b.height) * unit
        body.append(_rectangle(x, y, b.width * unit, b.height * unit, b.faint, 0.1 if b.faint else 0.4))
        across = x + 1 if side == "l" else x + b.width * unit - 1
        up = y + b.height * unit - 1 if end == "t" else y + 1
        body.append(rf"\put({tidy(across)},{tidy(up)}){{\makebox(0,0)[{side}{end}]{{{inline_latex(b.label)}}}}}")
    return body, 84.0, high, 0.0, 0.0


def _rectangle(x: float, y: float, wide: float, high: float, broken: bool, thick: float) -> str:
    size = f"({tidy(wide)},{tidy(high)})"
    box = rf"\dashbox{{1.5}}{size}{{}}" if broken else rf"\framebox{size}{{}}"
    return rf"\linethickness{{{thick}mm}}\put({tidy(x)},{tidy(y)}){{{box}}}"


def _plot(shows: Plot) -> tuple[list[str], float, float, float, float]:
    frame = scale(shows)

    def at(x: float, y: float) -> tuple[float, float]:
        across, up = frame.place(x, y)
        return across * WIDTH, up * HEIGHT

    body = [_rectangle(0, 0, WIDTH, HEIGHT, False, 0.1), r"\linethickness{0.1mm}"]
    for e in frame.rungs:
        y = tidy(at(frame.left, 10.0**e)[1])
        body.append(rf"\put(0,{y}){{\line(-1,0){{1.5}}}}\put(-2.5,{y}){{\makebox(0,0)[r]{{$10^{{{e}}}$}}}}")
    for v in frame.marks:
        x = tidy(at(v, 10.0**frame.bottom)[0])
        body.append(rf"\put({x},0){{\line(0,-1){{1.5}}}}\put({x},-2.5){{\makebox(0,0)[t]{{${v:g}$}}}}")
    body.append(r"\linethickness{0.25mm}")
    ends = label_places(shows, frame, 4.4 / HEIGHT)
    for k, (c, end) in enumerate(zip(shows.curves, ends)):
        places = [at(*p) for p in c.points]
        for (x1, y1), (x2, y2) in pairwise(places):
            middle = f"({tidy((x1 + x2) / 2)},{tidy((y1 + y2) / 2)})"
            body.append(rf"\qbezier({tidy(x1)},{tidy(y1)}){middle}({tidy(x2)},{tidy(y2)})")
        mark = MARKS[k % len(MARKS)]
        body += [rf"\put({tidy(x)},{tidy(y)}){{{mark}}}" for x, y in places[::EVERY]]
        name = rf"\makebox(0,0)[l]{{{inline_latex(c.label)}}}"
        right, up = end[0] * WIDTH, tidy(end[1] * HEIGHT)
        body.append(rf"\put({tidy(right + 2)},{up}){{{mark}}}\put({tidy(right + 4)},{up}){{{name}}}")
    body.append(rf"\put({tidy(WIDTH / 2)},-8){{\makebox(0,0){{{inline_latex(shows.across)}}}}}")
    body.append(rf"\put({tidy(-LEFT + 5)},{tidy(HEIGHT + 3)}){{\makebox(0,0)[l]{{{inline_latex(shows.up)}}}}}")
    return body, LEFT + WIDTH + LABELS, BELOW + HEIGHT + 5, -LEFT, -BELOW
