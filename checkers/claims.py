"""Judges the lines of worked arguments: equalities exactly, relations exactly or at a sample, experiments by their run.

A line that cannot be shown true is a failure: "could not be proved" never passes as true.
"""

from __future__ import annotations

import math
import random
import time
from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise
from typing import Any

from checkers.verify import Result
from derivations.argument import SAMPLE, numpy
from derivations.claim import AtMost, Chain, Claim, Experiment, Measured, Words
from derivations.figure import Figure
from derivations.problem import Part

DIGITS = 40
SLACK = 1e-25  # what rounding may do to a difference at that many digits


def judge_argument(name: str, part: Part, seed: int) -> Iterator[Result]:
    """A result for each judged line of a part's argument; figures are drawn, so that one that cannot be is noticed."""
    for k, item in enumerate(part.argument, 1):
        started = time.perf_counter()
        if isinstance(item, Words):
            continue
        try:
            lines, how, failure = judge_line(item, seed)
        except Exception as error:  # one line that cannot be built must not hide the others
            lines, how, failure = 1, "exact", f"it cannot be worked out: {type(error).__name__}: {error}"
        quantity = f"{part.label}, line {k}"
        told = f"{name}, {quantity} ({item_words(item)}): {failure}" if failure else ""
        gap = math.inf if failure else 0.0
        seconds = round(time.perf_counter() - started, 4)
        judged = {how: lines} if lines else {}
        yield Result(name, quantity, "as given", {}, lines, gap, 0, 0, seconds, told, judged=judged)


def judge_line(item: Claim | Experiment | Figure, seed: int) -> tuple[int, str, str]:
    """The number of judged lines in it, how they were judged, and what is wrong, or ""."""
    match item:
        case Claim():
            return judge_claim(item, seed)
        case Experiment():
            return judge_experiment(item, seed)
        case Figure():
            return 0, "number", _drawn(item)


def item_words(item: Claim | Experiment | Figure) -> str:
    """The first words of a line, to name it by."""
    words = (item.caption if isinstance(item, Figure) else item.words).split()
    return " ".join(words[:8]) + ("..." if len(words) > 8 else "")


# ---------------------------------------------------------------- formulas


def judge_claim(claim: Claim, seed: int = 0) -> tuple[int, str, str]:
    """The number of judged links, how (`exact` or `number`), and what is wrong in one sentence, or ""."""
    import sympy

    made = claim.build(sympy)
    match made:
        case Chain(terms, _, given):
            for k, (a, b) in enumerate(pairwise(terms), 2):
                if a == b:
                    return len(terms) - 1, "exact", f"term {k} of the chain is term {k - 1} as it stands"
                why = nonzero(a, b, given)
                if why:
                    return len(terms) - 1, "exact", f"term {k} of the chain does not follow exactly: {why}"
            return len(terms) - 1, "exact", "" if len(terms) > 1 else "a chain of one term claims nothing"
        case AtMost():
            if says_nothing_new(made):
                return 1, "exact", "both sides are the same as they stand"
            if made.rest is None:
                return 1, "number", sampled(made, seed)
            return 1, "exact", certified(made)


def says_nothing_new(made: AtMost) -> bool:
    """Are both sides the same as they stand?"""
    return bool(made.left == made.right)


def nonzero(a: Any, b: Any, given: Mapping[Any, Any] | None = None) -> str:
    """Why a = b could not be shown, or "". Matrices entry by entry."""
    import sympy

    if getattr(a, "is_Matrix", False) or getattr(b, "is_Matrix", False):
        left, right = sympy.Matrix(a.doit()), sympy.Matrix(b.doit())
        if left.shape != right.shape:
            return f"a matrix of shape {left.shape} is no matrix of shape {right.shape}"
        return next((why for x, y in zip(left, right) if (why := nonzero(x, y, given))), "")
    left, right = (entries(_assumed(x.doit(), given or {})) for x in (a, b))
    if left.has(sympy.nan, sympy.zoo) or right.has(sympy.nan, sympy.zoo):
        return "one side is not defined"
    rest = peeled(sympy.expand(left - right))
    forms = (
        sympy.expand,
        sympy.simplify,
        lambda x: sympy.simplify(sympy.expand(x, func=True)),
        lambda x: sympy.expand(x.rewrite(sympy.Abs)),  # max(0, x) is (x + |x|)/2
    )
    for reduce in forms:
        rest = reduce(rest)
        if rest == 0:
            return ""
    shown = sympy.sstr(rest)
    return f"the difference reduces to {shown if len(shown) < 200 else shown[:200] + '...'}"


def entries(expression: Any) -> Any:
    """The expression with every matrix letter written out, entry by entry."""
    import sympy

    letters = expression.atoms(sympy.MatrixSymbol)
    return expression.subs({m: m.as_explicit() for m in letters}).doit() if letters else expression


def _assumed(expression: Any, given: Mapping[Any, Any]) -> Any:
    for old, new in given.items():
        expression = expression.subs(old, new).doit()
    return expression


def peeled(expression: Any) -> Any:
    """Sums over 1..n + c of one expression brought to a common upper bound, last terms split off, and then joined."""
    import sympy

    sums = [s for s in expression.atoms(sympy.Sum) if len(s.limits) == 1]
    if not sums:
        return expression
    highest = [s.limits[0][2] for s in sums]
    least = min(highest, key=lambda h: max(sympy.simplify(h - other) for other in highest))
    index = sympy.Dummy("s", integer=True)

    def opened(s: Any) -> Any:
        name, low, high = s.limits[0]
        extra = sympy.simplify(high - least)
        if not (extra.is_Integer and 0 <= extra <= 8):
            return s
        last = [s.function.subs(name, least + k) for k in range(1, int(extra) + 1)]
        return sympy.Sum(s.function.subs(name, index), (index, low, least)) + sympy.Add(*last)

    flat = sympy.expand(expression.xreplace({s: opened(s) for s in sums}))
    groups: dict[Any, Any] = {}
    rest = []
    for term in sympy.Add.make_args(flat):
        factors = sympy.Mul.make_args(term)
        inside = [f for f in factors if isinstance(f, sympy.Sum)]
        if len(inside) != 1:
            rest.append(term)
            continue
        beside = sympy.Mul(*(f for f in factors if f is not inside[0]))
        if beside.has(index):
            return expression
        key = inside[0].limits
        groups[key] = groups.get(key, 0) + beside * inside[0].function
    joined = [sympy.Sum(sympy.simplify(sympy.powsimp(sympy.expand(f))), *key) for key, f in groups.items()]
    return sympy.Add(*rest, *(0 if s.function == 0 else s for s in joined))


def certified(made: AtMost) -> str:
    """Why right - left is not the stated rest, or why its sign cannot be read off, or ""."""
    why = nonzero(made.right - made.left, made.rest)
    if why:
        return f"the right side less the left side is not the form stated: {why}"
    if not (made.rest.is_positive if made.strict else made.rest.is_nonnegative):
        return f"the sign of {made.rest} cannot be read off the signs of its symbols"
    return ""


def sampled(made: AtMost, seed: int) -> str:
    """A point at which the relation fails, or "": every symbol runs through all strata of its range, ends included."""
    import sympy

    symbols = sorted((made.left.free_symbols | made.right.free_symbols), key=str)
    missing = [s for s in symbols if s not in made.ranges]
    if missing:
        return f"no range is given for {', '.join(map(str, missing))}"
    generator = random.Random(seed)
    columns = {}
    for s in symbols:
        low, high = made.ranges[s]
        inner = SAMPLE - 2
        points = [low + (high - low) * (k + generator.random()) / inner for k in range(inner)]
        values = [low, high, *points]
        generator.shuffle(values)
        columns[s] = values
    for k in range(SAMPLE):
        at = {s: sympy.Float(columns[s][k], DIGITS) for s in symbols}
        gap = sympy.N((made.right - made.left).doit().subs(at), DIGITS)
        if not gap.is_real or gap < -SLACK or (made.strict and gap <= SLACK):
            where = ", ".join(f"{s} = {float(v):.6g}" for s, v in at.items())
            return f"at {where} the right side less the left side is {sympy.sstr(gap, full_prec=False)[:12]}"
    return ""


# ---------------------------------------------------------------- numbers


def judge_experiment(experiment: Experiment, seed: int = 0) -> tuple[int, str, str]:
    """The run with the seed that is printed and with the judge's own; every number has to meet its relation."""
    lines = 0
    for chosen in dict.fromkeys((0, seed, seed + 1)):
        found = experiment.run(numpy(), chosen)
        lines = len(found)
        bad = next((m for m in found if not met(m)), None)
        if bad is not None:
            return lines, "number", f"{bad.what} is {bad.value}, which is not {bad.relation} {bad.bound}"
    return lines, "number", "" if lines else "the run measured nothing"


def met(m: Measured) -> bool:
    """Does the number meet its relation? A number that is not finite meets none."""
    a, b = m.value, m.bound
    if m.relation == "is":
        return isinstance(a, str) and a == b
    if isinstance(a, str) or isinstance(b, str):
        return False
    if not (math.isfinite(a) and math.isfinite(b)):
        return False
    match m.relation:
        case "<":
            return bool(a < b)
        case "<=":
            return bool(a <= b)
        case ">":
            return bool(a > b)
        case ">=":
            return bool(a >= b)
        case "=":
            return bool(a == b) and all(isinstance(x, (int, Fraction)) or float(x).is_integer() for x in (a, b))
        case "~":
            return bool(abs(a - b) <= 1e-12 * max(abs(a), abs(b), 1e-300))
    raise ValueError(f"{m.relation!r} is no relation of a measured number; known: <, <=, >, >=, =, ~, is")


def _drawn(figure: Figure) -> str:
    from derivations.printing.figure_latex import figure_latex
    from derivations.printing.figure_svg import figure_svg

    shown = figure.draw(numpy())
    for text in (figure_svg(shown), figure_latex(shown)):
        if "nan" in text or "inf" in text:
            return "the figure has a coordinate that is no finite number"
    return ""
