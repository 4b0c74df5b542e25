"""How many students reached which share of the points: counts, and a drawing of them as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from html import escape

from checkers.records.marks import Student

BINS = 10
WIDTH, HEIGHT, LEFT, TOP = 460, 220, 48, 18
COLOUR = "#0b6e99"


def counts(students: Sequence[Student], bins: int = BINS) -> list[int]:
    """How many students lie in each of `bins` equal shares of the points, full marks in the last."""
    found = [0] * bins
    for s in students:
        if s.max_points:
            share = Fraction(str(s.points)) / Fraction(str(s.max_points))
            found[min(max(int(share * bins), 0), bins - 1)] += 1
    return found


def histogram_svg(found: Sequence[int], title: str) -> str:
    """The counts as bars over the share of the points in percent: plain text, the same bytes for the same counts."""
    most = max([*found, 1])
    bar = WIDTH / len(found)
    body = [f"<title>{escape(title)}</title>"]
    for k, n in enumerate(found):
        high = HEIGHT * n / most
        x, y = LEFT + k * bar, TOP + HEIGHT - high
        body.append(
            f'<rect x="{x + 2:g}" y="{round(y, 2):g}" width="{bar - 4:g}" height="{round(high, 2):g}" fill="{COLOUR}"/>'
        )
        if n:
            body.append(f'<text x="{x + bar / 2:g}" y="{round(y - 4, 2):g}" text-anchor="middle">{n}</text>')
        body.append(
            f'<text x="{x:g}" y="{TOP + HEIGHT + 18}" text-anchor="middle">{round(100 * k / len(found))}</text>'
        )
    body.append(f'<text x="{LEFT + WIDTH}" y="{TOP + HEIGHT + 18}" text-anchor="middle">100</text>')
    floor = TOP + HEIGHT
    body.append(f'<line x1="{LEFT}" y1="{floor}" x2="{LEFT + WIDTH}" y2="{floor}" stroke="#444444"/>')
    body.append(f'<text x="{LEFT + WIDTH / 2:g}" y="{floor + 36}" text-anchor="middle">percent of the points</text>')
    size = f'width="{LEFT + WIDTH + 30}" height="{floor + 46}" viewBox="0 0 {LEFT + WIDTH + 30} {floor + 46}"'
    font = 'font-family="sans-serif" font-size="12"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} {font} role="img">\n' + "\n".join(body) + "\n</svg>"
