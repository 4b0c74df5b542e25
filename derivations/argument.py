"""Works out an argument: hands SymPy to its claims and NumPy to its experiments, and lays out what they return."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from inspect import cleandoc
from typing import Any

from derivations.claim import AtMost, Chain, Claim, Experiment, Measured, Words
from derivations.figure import Figure
from derivations.printing.argument import Drawing, Formula, Judged, Numbers, Prose, Row, Rubric, Shown
from derivations.problem import Explain, Part, Prove

SAMPLE = 64
RELATIONS = {"<": "<", "<=": r"\le", ">": ">", ">=": r"\ge", "=": "=", "~": r"\approx", "is": r"\text{is}"}
EXACT = "judged exactly"
SAMPLED = f"judged at {SAMPLE} points"


def worked_argument(part: Part) -> tuple[Shown, ...]:
    """What a part's argument shows, in order; first the rubric of a question that is answered in words."""
    shown: list[Shown] = []
    if isinstance(part.ask, (Explain, Prove)) and part.ask.rubric:
        shown.append(Rubric(tuple((c.idea, points_text(c.points)) for c in part.ask.rubric)))
    return (*shown, *(worked_line(item) for item in part.argument))


def worked_line(item: Claim | Experiment | Words | Figure) -> Shown:
    """One item, computed now."""
    match item:
        case Words(text):
            return Prose(cleandoc(text))
        case Claim():
            return _claim(item)
        case Experiment(words, run):
            return Numbers(cleandoc(words), tuple(_measured(m) for m in run(numpy(), 0)))
        case Figure(caption, draw):
            return Drawing(cleandoc(caption), draw(numpy()))


def points_text(points: Fraction) -> str:
    """`1 point`, `1.5 points`."""
    return f"{float(points):g} {'point' if points == 1 else 'points'}"


def numpy() -> Any:
    """NumPy, loaded when it is first needed."""
    import numpy

    return numpy


def _claim(claim: Claim) -> Judged:
    import sympy

    made = claim.build(sympy)

    def show(expression: Any) -> Formula:
        return formula(expression, claim.letters)

    match made:
        case Chain(terms, reasons, given):
            first, *others = (show(t) for t in terms)
            reasons = reasons or ("",) * len(others)
            rows = [Row(None if k else first, "=", t, r) for k, (t, r) in enumerate(zip(others, reasons, strict=True))]
            assumed = tuple((show(a), show(b)) for a, b in given.items())
            return Judged(cleandoc(claim.words), tuple(rows), assumed, EXACT)
        case AtMost(left, right, rest, strict):
            sign = "<" if strict else "<="
            rows = [Row(show(left), sign, show(right))]
            if rest is not None and left != 0:
                difference = show(sympy.Add(right, sympy.Mul(-1, left, evaluate=False), evaluate=False))
                rows += [Row(difference, "=", show(rest)), Row(None, ">" if strict else ">=", show(sympy.Integer(0)))]
            return Judged(cleandoc(claim.words), tuple(rows), (), EXACT if rest is not None else SAMPLED)


def formula(expression: Any, letters: Mapping[str, str]) -> Formula:
    """A SymPy expression as LaTeX and as plain text."""
    from derivations.printing.symbolic import symbolic_latex, symbolic_text

    return Formula(symbolic_latex(expression, letters), symbolic_text(expression))


def _measured(m: Measured) -> tuple[str, Formula, Formula]:
    bound = number(m.bound)
    sign = "is" if m.relation == "is" else m.relation
    return m.what, number(m.value), Formula(f"{RELATIONS[m.relation]}\\; {bound.latex}", f"{sign} {bound.text}")


def number(value: Any) -> Formula:
    """A number to four significant digits, exact where it is exact; text as it is."""
    if isinstance(value, str):
        return Formula(rf"\text{{{value}}}", value)
    if isinstance(value, (bool, int)):
        return Formula(str(value), str(value))
    if isinstance(value, Fraction):
        if value.denominator == 1:
            return Formula(str(value.numerator), str(value.numerator))
        sign = "-" if value < 0 else ""
        exact = rf"{sign}\tfrac{{{abs(value.numerator)}}}{{{value.denominator}}}"
        return Formula(rf"{exact} \approx {float(value):.4g}", f"{value} (about {float(value):.4g})")
    shown = f"{float(value):.4g}"
    mantissa, e, exponent = shown.partition("e")
    tex = rf"{mantissa} \cdot 10^{{{int(exponent)}}}" if e else shown
    return Formula(tex, shown)
