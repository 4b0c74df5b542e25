"""Why detectors suppress boxes: neighbours overlap, and what greedy suppression keeps, in exact numbers."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from derivations.claim import Chain, Claim, Experiment, Measured, Words
from derivations.figure import Box, Boxes, Figure
from derivations.problem import Criterion, Explain, Part, Problem

Rectangle = tuple[int, int, int, int]  # left, top, right, bottom

THRESHOLD = Fraction(1, 2)
IMAGE = (25, 16)
CANDIDATES: dict[str, tuple[Rectangle, Fraction]] = {
    "A": ((2, 2, 10, 12), Fraction(9, 10)),
    "B": ((3, 2, 11, 12), Fraction(8, 10)),
    "C": ((2, 4, 10, 14), Fraction(7, 10)),
    "D": ((13, 3, 22, 9), Fraction(85, 100)),
    "E": ((14, 4, 23, 10), Fraction(6, 10)),
    "F": ((8, 2, 16, 12), Fraction(5, 10)),
}
SIDE, STRIDE = 96, 8


def area(r: Rectangle) -> int:
    """The area of a rectangle, 0 when it is empty."""
    return max(0, r[2] - r[0]) * max(0, r[3] - r[1])


def iou(a: Rectangle, b: Rectangle) -> Fraction:
    """Intersection over union."""
    common = area((max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3])))
    return Fraction(common, area(a) + area(b) - common)


def counted(a: Rectangle, b: Rectangle) -> Fraction:
    """The same by counting unit squares, which shares nothing with the formula."""
    cells = [{(x, y) for x in range(r[0], r[2]) for y in range(r[1], r[3])} for r in (a, b)]
    return Fraction(len(cells[0] & cells[1]), len(cells[0] | cells[1]))


def suppress(boxes: dict[str, tuple[Rectangle, Fraction]], threshold: Fraction) -> list[str]:
    """Greedy non-maximum suppression: the best box that is left is kept, and what overlaps it too much is removed."""
    left = sorted(boxes, key=lambda n: -boxes[n][1])
    kept = []
    while left:
        best = left.pop(0)
        kept.append(best)
        left = [n for n in left if iou(boxes[best][0], boxes[n][0]) <= threshold]
    return kept


def named(names: Sequence[str]) -> str:
    return ", ".join(sorted(names))


def run_overlaps(numpy: Any, seed: int) -> tuple[Measured, ...]:
    """The overlaps that decide, each also by counting squares."""
    pairs = (("A", "B"), ("A", "C"), ("A", "F"), ("A", "D"), ("D", "E"), ("D", "F"), ("B", "F"))
    found = []
    for a, b in pairs:
        first, second = CANDIDATES[a][0], CANDIDATES[b][0]
        found.append(
            Measured(f"IoU of {a} and {b}, and by counting squares", iou(first, second), "=", counted(first, second))
        )
    return tuple(found)


def run_suppression(numpy: Any, seed: int) -> tuple[Measured, ...]:
    """What is kept, and the two properties by which the greedy choice is the only one."""
    kept = suppress(CANDIDATES, THRESHOLD)
    removed = [n for n in CANDIDATES if n not in kept]

    def between(a: str, b: str) -> Fraction:
        return iou(CANDIDATES[a][0], CANDIDATES[b][0])

    among = max(between(a, b) for a in kept for b in kept if a < b)
    better = [max(between(n, k) for k in kept if CANDIDATES[k][1] > CANDIDATES[n][1]) for n in removed]
    again = suppress({n: CANDIDATES[n] for n in kept}, THRESHOLD)
    return (
        Measured("Greatest IoU between two boxes that are kept", among, "<=", THRESHOLD),
        Measured(
            "Least, over removed boxes, of the greatest IoU with a kept box of higher score",
            min(better),
            ">",
            THRESHOLD,
        ),
        Measured(f"Boxes kept: {named(kept)}. Kept by a second run over these alone", named(again), "is", named(kept)),
        Measured(f"Number of boxes before: {len(CANDIDATES)}. After", len(kept), "<", len(CANDIDATES)),
    )


def run_neighbours(numpy: Any, seed: int) -> tuple[Measured, ...]:
    """How many boxes of a regular grid overlap one box by more than the threshold: by rectangles, and by the
    formula."""
    reach = range(-SIDE // STRIDE, SIDE // STRIDE + 1)
    middle = (0, 0, SIDE, SIDE)

    def shifted(i: int, j: int) -> Rectangle:
        return (i * STRIDE, j * STRIDE, i * STRIDE + SIDE, j * STRIDE + SIDE)

    direct = sum(iou(middle, shifted(i, j)) > THRESHOLD for i in reach for j in reach if (i, j) != (0, 0))

    def rest(k: int) -> int:
        return SIDE - abs(k) * STRIDE

    by_formula = sum(
        Fraction(rest(i) * rest(j), 2 * SIDE**2 - rest(i) * rest(j)) > THRESHOLD
        for i in reach
        for j in reach
        if (i, j) != (0, 0)
    )
    return (
        Measured(
            f"Neighbours of a {SIDE} x {SIDE} box on a grid of stride {STRIDE} with IoU above {THRESHOLD}, "
            "and by the closed form",
            direct, "=", by_formula,
        ),
        Measured("IoU with the next box to the right, and by counting squares", iou(middle, shifted(1, 0)), "=",
                 counted(middle, shifted(1, 0))),
        Measured("This number of boxes", direct, ">", 1),
    )  # fmt: skip


def common_width(sympy: Any) -> Chain:
    """The width of the intersection of [0, w] and [a, a + w], for 0 <= a < w."""
    a, w = sympy.Symbol("a", positive=True), sympy.Symbol("w", positive=True)
    p = sympy.Symbol("p", positive=True)
    least = sympy.Min(w, a + w, evaluate=False) - sympy.Max(0, a, evaluate=False)
    return Chain((sympy.Max(0, least, evaluate=False), w - a), (), {w: a + p})


def overlap(sympy: Any) -> Chain:
    """Intersection over union from the areas."""
    w, h, a, b = sympy.symbols("w h a b", positive=True)
    common = (w - a) * (h - b)
    area_w = sympy.Mul(w, h, evaluate=False)
    both = sympy.Add(area_w, area_w, -common, evaluate=False)
    x, y = sympy.symbols("alpha beta", positive=True)
    return Chain(
        (common / both, common / (2 * w * h - common), (1 - x) * (1 - y) / (2 - (1 - x) * (1 - y))),
        (
            "the union is the sum of the two areas less what is counted twice",
            r"divided by $w h$, with the offsets as shares of the sizes, as given",
        ),
        {a: x * w, b: y * h},
    )


def threshold(sympy: Any) -> Chain:
    """The share c at which the overlap is tau."""
    tau, c = sympy.symbols("tau c", positive=True)
    return Chain((c / (2 - c), tau), (), {c: 2 * tau / (1 + tau)})


def slope(sympy: Any) -> Chain:
    """The overlap rises with the common share."""
    c = sympy.Symbol("c", positive=True)
    return Chain((sympy.Derivative(c / (2 - c), c), 2 / (2 - c) ** 2))


def at_half(sympy: Any) -> Chain:
    """The share for the threshold 1/2."""
    c = sympy.Symbol("c", positive=True)
    return Chain((c / (2 - c), sympy.Rational(1, 2)), (), {c: sympy.Rational(2, 3)})


def picture(faint: bool) -> Boxes:
    kept = suppress(CANDIDATES, THRESHOLD)
    drawn = tuple(
        Box(x0, y0, x1 - x0, y1 - y0, f"{n} {float(score):.2f}", faint and n not in kept)
        for n, ((x0, y0, x1, y1), score) in CANDIDATES.items()
    )
    return Boxes(*IMAGE, drawn)


PROBLEM_2_2 = Problem(
    name="ece449/2.2",
    title="Why overlapping boxes are suppressed",
    statement=r"""
A detector that works with bounding boxes scores one box, or several, at every place of a grid over the image. As a last
step it applies non-maximum suppression: the box with the highest score is kept, every box whose intersection over union
(IoU) with it exceeds a threshold is removed, and the same is repeated with the boxes that are left.
""".strip(),
    parts=(
        Part(
            "reason",
            Explain(
                (
                    Criterion(
                        "Many boxes are predicted for one object: neighbouring places see almost the same part of the "
                        "image.",
                        Fraction(1),
                        (
                            "many|multiple|several|lot|duplicate|redundan box|bounding|predict|detect|proposal|anchor",
                            "overlap|close box|bounding|center|centre|area|predict",
                        ),
                    ),
                    Criterion(
                        "Suppression keeps the box with the highest score and removes those that overlap it too much.",
                        Fraction(1),
                        (
                            "keep|retain|best|highest|maxim|output score|confiden|match|box|probab|result",
                            "remov|filter|suppress|discard|eliminat|delet overlap|duplicate|redundan|low|multiple|box",
                        ),
                    ),
                    Criterion(
                        "So each object is reported once: without it one object would count as several detections.",
                        Fraction(1),
                        (
                            "one|single|once|unique|each|same object|target|instance",
                            "clean|clear result|output|detect|conclusion|image",
                            "false_positive|count_twice|counted_twice",
                        ),
                    ),
                )
            ),
            Fraction(3),
            "Say briefly why detectors that predict bounding boxes generally need this step.",
            argument=(
                Words(
                    "**Neighbouring boxes overlap.** Take two boxes of width $w$ and height $h$, the second moved by "
                    "$a$ to the right and by $b$ downwards, with offsets from zero up to less than the sizes. Along "
                    "the width they have in common the stretch from the greater of the left ends to the smaller of the"
                    " right ends; along the height likewise."
                ),
                Claim("The common width; the offset is smaller than the size by some $p$ above zero.", common_width),
                Claim(
                    r"The overlap, in sizes and offsets; $\alpha$ and $\beta$ are the offsets as shares of the sizes.",
                    overlap,
                    {"alpha": r"\alpha", "beta": r"\beta"},
                ),
                Claim(r"With $c$ for the common share $(1-\alpha)(1-\beta)$, the overlap rises as $c$ does.", slope),
                Claim(r"It reaches a threshold $\tau$ at the following value of $c$.", threshold, {"tau": r"\tau"}),
                Claim(
                    "For the threshold one half this is two thirds: boxes that share more than two thirds of their "
                    "area, such as those moved sideways by less than a third of the width, overlap by more than one "
                    "half.",
                    at_half,
                ),
                Words(
                    "**Why duplicates arise.** The places of the grid are much closer together than an object is "
                    "large, so that many boxes cover the object almost equally well, look at almost the same pixels "
                    "and score almost equally high. Nothing in the scores, which are computed place by place, removes "
                    "the others."
                ),
                Experiment("A grid finer than the object, counted exactly.", run_neighbours),
                Words(
                    "**An example.** Six boxes A to F with scores, and the threshold one half. In the order of the "
                    "scores: A is kept, and removes what overlaps it by more than one half; then the best of the rest,"
                    " and so on."
                ),
                Experiment("The overlaps.", run_overlaps),
                Experiment(
                    "The outcome. The first two properties determine it: no two kept boxes overlap too much, and every"
                    " removed box overlaps too much with a better one that is kept.",
                    run_suppression,
                ),
                Figure("Before: six candidate boxes with their scores.", lambda numpy: picture(False)),
                Figure("After: boxes that were removed are broken lines.", lambda numpy: picture(True)),
                Words(
                    "**Limits.** Two objects that really overlap by more than the threshold lose one box. A lower "
                    "threshold removes more true boxes, a higher one leaves more duplicates; detectors that match "
                    "predictions to objects one to one in training do without the step."
                ),
            ),
        ),
    ),
    conventions=("A box is removed when its overlap with a kept one exceeds the threshold; equality leaves it.",),
    source="ECE 449, spring 2021, assignment 2, problem 2.2",
)
