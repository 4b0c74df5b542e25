"""Long formulas over several lines: broken before a sign, else before a factor, the outermost place first.

Brackets that a break falls into get a fixed size, since LaTeX cannot stretch a pair over two lines.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from derivations import terms as T
from derivations.printing.latex import (
    PRODUCT,
    addends,
    binder_head,
    bracketed,
    entry_latex,
    function_latex,
    hygienic,
    is_negative,
    piece,
    signed,
)
from derivations.printing.latex_integers import integer_latex
from derivations.printing.latex_products import arranged_factors, side_by_side
from derivations.printing.measure import width
from derivations.printing.style import Style

INDENT = 2.0  # em, a \qquad
OPEN, CLOSE = r"\biggl(", r"\biggr)"


@dataclass(frozen=True)
class Line:
    """One line on paper; depth: how far it is indented, in \\qquad."""

    depth: int
    tex: str


def broken(t: T.Term, style: Style, room: float, taken: frozenset[str] = frozenset()) -> list[Line]:
    """The term on lines at most `room` em wide, as far as it can be broken. taken: names free on the left side."""
    style = style.covering((t,))
    return _lay(hygienic(t, taken, style), style, room, Line(0, ""), "")


def _lay(t: T.Term, style: Style, room: float, lead: Line, trail: str) -> list[Line]:
    """Lines of t: `lead` is what stands on the first line already, `trail` what closes the last."""
    whole = lead.tex + piece(t, style).tex + trail
    if _fits(Line(lead.depth, whole), room):
        return [Line(lead.depth, whole)]
    match t:
        case T.Add():
            return _lay_sum(t, style, room, lead, trail)
        case T.Mul():
            return _lay_product(t, style, room, lead, trail)
        case T.Sum() | T.Product() | T.Max():
            body, head = t.body, f"{binder_head(t, style)} "
            if isinstance(t, T.Sum) and is_negative(piece(body, style)):
                body, head = _positive(body), f"-{head}"
            return _lay_inside(body, head, style, room, lead, trail)
        case T.Select():  # broken before its equals sign
            at = ", ".join(integer_latex(e, style) for e in t.at)
            front = rf"\mathbf{{1}}\biggl[{f'({at})' if len(t.at) > 1 else at}"
            inner = Line(lead.depth + 1, "{}= ")
            rest = _lay_inside(t.body, f"{binder_head(t, style)} ", style, room, inner, r"\biggr]" + trail)
            return [replace(lead, tex=lead.tex + front), *rest]
        case T.Apply(function, argument) if function not in ("abs", "sqrt"):
            return _bracketed(argument, function_latex(function, style), style, room, lead, trail)
        case T.Partial(of, wrt):
            head = rf"\frac{{\partial}}{{\partial {entry_latex(wrt, style)}}} "
            return _bracketed(of, head, style, room, lead, trail)
        case _:
            return [Line(lead.depth, whole)]


def _fits(line: Line, room: float) -> bool:
    return width(line.tex) + INDENT * line.depth <= room


def _lay_sum(t: T.Add, style: Style, room: float, lead: Line, trail: str) -> list[Line]:
    terms = addends(t)
    lines: list[Line] = []
    line = lead
    depth = lead.depth + (1 if lead.tex and lead.tex.strip() not in ("{}+", "{}-") else 0)
    for k, f in enumerate(terms):
        last = k == len(terms) - 1
        sign, p = signed(f, style, last)
        tex = ("-" if sign == "-" else "") if k == 0 else f" {sign} "
        tail = trail if last else ""
        joined = Line(line.depth, line.tex + tex + p.at_least(PRODUCT) + tail)
        if _fits(joined, room):
            line = joined
            continue
        if k:
            lines.append(line)
            line = Line(depth, f"{{}}{tex.strip()} ")
        else:
            line = replace(line, tex=line.tex + tex)
        rest = _positive(f) if sign == "-" else f
        *done, line = _lay(rest, style, room, line, tail)
        lines += done
    return [*lines, line]


def _positive(t: T.Term) -> T.Term:
    """The addend without the sign that `signed` took off."""
    if isinstance(t, T.Number):
        return T.Number(-t.value)
    if isinstance(t, T.Sum):
        return T.Sum(t.indices, _positive(t.body))
    return T.Mul((T.MINUS_ONE, t))  # the two signs cancel when it is printed


def _lay_product(t: T.Mul, style: Style, room: float, lead: Line, trail: str) -> list[Line]:
    front, rest, negative = arranged_factors(t, style)
    lines: list[Line] = []
    line = replace(lead, tex=lead.tex + ("-" if negative else "") + (side_by_side(front) if front else ""))
    if not rest:
        return [replace(line, tex=line.tex + trail)]
    bare = not front
    for k, (p, f) in enumerate(rest):
        last = k == len(rest) - 1
        tail = trail if last else ""
        alone = not front and len(rest) == 1 and not negative
        loose = not alone and (p.tight < PRODUCT or p.tex.startswith("-") or (p.open and not last))
        tex = (p.closed or bracketed(p)) if loose else p.tex
        joined = Line(line.depth, f"{line.tex}{'' if bare else ' '}{tex}{tail}")
        bare = False
        if _fits(joined, room):
            line = joined
            continue
        if k and width(line.tex) > room / 3:  # else little is gained by a new line before this factor
            lines.append(line)
            line = Line(lead.depth + 1, r"{}\times ")
            if _fits(Line(line.depth, line.tex + tex + tail), room):
                line = replace(line, tex=line.tex + tex + tail)
                continue
        *done, line = (
            _bracketed(f, "", style, room, line, tail)
            if loose
            else _lay(f, style, room, replace(line, tex=line.tex + " "), tail)
        )
        lines += done
    return [*lines, line]


def _lay_inside(body: T.Term, head: str, style: Style, room: float, lead: Line, trail: str) -> list[Line]:
    p = piece(body, style)
    if p.tight < PRODUCT or p.tex.startswith("-"):
        return _bracketed(body, head, style, room, lead, trail)
    return _lay(body, style, room, replace(lead, tex=lead.tex + head), trail)


def _bracketed(t: T.Term, head: str, style: Style, room: float, lead: Line, trail: str) -> list[Line]:
    return _lay(t, style, room, replace(lead, tex=lead.tex + head + OPEN), CLOSE + trail)
