"""Operator forms in LaTeX: X^T G, G W^T, column sums, outer and Hadamard products, full and valid correlation."""

from __future__ import annotations

from derivations import terms as T
from derivations.integers import Integer
from derivations.operators import Operator
from derivations.operators.nodes import (
    Applied,
    Array,
    Diagonal,
    Hadamard,
    Identity,
    Mask,
    Matrix,
    Ones,
    Raised,
    Scalar,
    Scaled,
    Slid,
    Summed,
    Total,
    Transpose,
    Unit,
    Whole,
)
from derivations.printing.latex import RELATIONS, binder_head, function_latex, has_superscript, latex
from derivations.printing.latex_integers import integer_latex
from derivations.printing.matrix import whole_latex
from derivations.printing.measure import width
from derivations.printing.operator_form import (
    ATOM,
    ENTRYWISE,
    POWER,
    PRODUCT,
    SUM,
    Shown,
    bracketed,
    meanings,
    parted,
    scales,
)
from derivations.printing.style import Style, is_adjoint, spelled
from derivations.rule import Definition

SLIDING = {"valid": r"\star_{\mathrm{valid}}", "full": r"\ast_{\mathrm{full}}"}
ROOM = 40.0  # em; a longer form is broken before its terms


def operator_latex(form: Operator, definition: Definition, style: Style, room: float = ROOM) -> str:
    """The result by its operators: one equation, over several lines where it is long, without its delimiters."""
    style = style.covering((definition.lhs, definition.rhs))
    slid = form.form
    while isinstance(slid, (Scaled, Summed)):
        slid = slid.of
    if isinstance(slid, Slid):
        kept = definition.indices[: len(definition.indices) - slid.rank]
    else:
        kept = definition.indices[: form.kept]
    left = _name(definition.tensor, tuple(i.integer for i in kept), style, bool(definition.at))
    lines = _lines(form.form, style, room - width(left) - 3.4)
    if len(lines) == 1:
        return f"{left} = {lines[0]}"
    body = r" \\ &\qquad ".join(lines)
    return rf"\begin{{aligned}} {left} &= {body} \end{{aligned}}"


def told_latex(form: Operator) -> str:
    """What the symbols of the form mean, as Markdown."""
    star = {k: f"${v}$" for k, v in SLIDING.items()}
    unit = (r"$\mathbf{e}_k$", "$k$")
    return meanings(
        form, r"$\mathbf{1}$", r"$\odot$", r"$\oslash$", star, r"$\operatorname{diag}$", unit, r"$\mathbf{I}$"
    )


def _lines(x: Array, style: Style, room: float) -> list[str]:
    whole = _shown(x, style).tex
    if width(whole) <= room:
        return [whole]
    numbers, single, inner = scales(x)
    if isinstance(inner, Total):
        lead = _front(numbers, single, style)
        parts = _terms(inner, style)
        if lead:
            parts = [rf"{lead}\bigl({parts[0]}", *parts[1:-1], rf"{parts[-1]}\bigr)"]
        lines = [""]
        for p in parts:
            joined = f"{lines[-1]} {p}".strip()
            if lines[-1] and width(joined) > room:
                lines.append(p)
            else:
                lines[-1] = joined
        return lines
    return [whole]


def _shown(x: Array, style: Style) -> Shown:
    match x:
        case Whole(tensor, fixed, rank):
            tex = _name(tensor, fixed, style, rank > 0 or bool(fixed))
            return Shown(tex, POWER if tex.startswith(r"\frac") else ATOM)
        case Scalar(term):
            tex = latex(term, style)
            return Shown(tex, SUM if isinstance(term, T.Add) or tex.startswith("-") else PRODUCT)
        case Ones():
            return Shown(r"\mathbf{1}")
        case Identity():
            return Shown(r"\mathbf{I}")
        case Unit(place, _):
            return Shown(rf"\mathbf{{e}}_{{{integer_latex(place, style)}}}")
        case Diagonal(of):
            return Shown(rf"\operatorname{{diag}}{bracketed(_shown(of, style).tex)}")
        case Transpose(of):
            return Shown(f"{_base(of, style)}^{{\\top}}")
        case Matrix(left, right):
            return Shown(
                rf"{_shown(left, style).at_least(PRODUCT)}\, {_shown(right, style).at_least(PRODUCT)}", PRODUCT
            )
        case Hadamard():
            return _entrywise(x, style)
        case Scaled():
            numbers, single, of = scales(x)
            front = _front(numbers, single, style)
            inner = _shown(of, style)
            gap = "" if front == "-" else r"\,"
            tight = SUM if front.startswith("-") else min(inner.tight, PRODUCT) if inner.tight > SUM else PRODUCT
            return Shown(f"{front}{gap}{inner.at_least(ENTRYWISE)}", tight)
        case Total():
            return Shown(" ".join(_terms(x, style)), SUM)
        case Summed(indices, of):
            head = " ".join(binder_head(T.Sum((i,), T.ONE), style) for i in indices)
            return Shown(f"{head} {_shown(of, style).at_least(ENTRYWISE)}", ENTRYWISE)
        case Applied(function, of):
            inner = _shown(of, style)
            if function == "sqrt":
                return Shown(rf"\sqrt{{{inner.tex}}}")
            if function == "exp":
                return Shown(rf"\exp{bracketed(inner.tex)}")
            if function == "abs":
                return Shown(rf"\lvert {inner.tex} \rvert")
            return Shown(f"{function_latex(function, style)}{bracketed(inner.tex)}")
        case Raised(of, exponent):
            if parted(x)[1]:
                return _entrywise(x, style)
            if exponent == T.number(2) and isinstance(of, Whole):
                name = _shown(of, style).tex
                return Shown(rf"{name} \odot {name}", ENTRYWISE)
            return Shown(rf"{_base(of, style)}^{{\odot {latex(exponent, style)}}}", POWER)
        case Mask(relation, left, right):
            sides = (_shown(left, style).tex, _shown(right, style).tex)
            return Shown(rf"\mathbf{{1}}[{sides[0]} {RELATIONS.get(relation, relation)} {sides[1]}]")
        case Slid(kind, first, second, rank):
            parts = [_name(e.tensor, e.at[: len(e.at) - rank], style, True) for e in (first, second)]
            return Shown(f" {SLIDING[kind]} ".join(parts), ENTRYWISE)
    raise TypeError(f"no LaTeX for {type(x).__name__}")


def _base(x: Array, style: Style) -> str:
    """What a superscript is put on: in brackets where it has one."""
    tex = _shown(x, style).at_least(ATOM)
    return bracketed(tex) if has_superscript(tex) else tex


def _entrywise(x: Array, style: Style) -> Shown:
    over, under = parted(x)
    top = [_shown(y, style) for y in over]
    out = r" \odot ".join(y.at_least(POWER) for y in top) or r"\mathbf{1}"
    if under:
        below = [_shown(y, style).at_least(POWER) for y in under]
        joined = r" \odot ".join(below)
        out += r" \oslash " + (joined if len(below) == 1 else bracketed(joined))
    return Shown(out, ENTRYWISE)


def _front(numbers: list[T.Term], single: list[Array], style: Style) -> str:
    lead = latex(T.product(numbers), style) if numbers else ""
    if len(numbers) == 1 and isinstance(numbers[0], T.Add):
        lead = rf"\left({lead}\right)"
    sign, lead = ("-", "") if lead == "-1" else ("", lead)
    return sign + r"\,".join([*([lead] if lead else []), *(bracketed(_shown(s, style).tex) for s in single)])


def _terms(x: Total, style: Style) -> list[str]:
    """The terms, each after the first with its sign."""
    shown = [_shown(y, style) for y in x.terms]
    out = [shown[0].tex]
    for s in shown[1:]:
        out.append(f"- {s.tex[1:]}" if s.tex.startswith("-") else f"+ {s.tex}")
    return out


def _name(tensor: str, fixed: tuple[Integer, ...], style: Style, axes: bool) -> str:
    """The letter of a tensor, with the places at which its first axes are held."""
    places = ", ".join(integer_latex(e, style, False) for e in fixed)
    kind = "tensor" if axes else "scalar"
    if not places:
        given = style.letters.get(tensor)
        at = (Integer({}),) if axes else ()
        return given if given else whole_latex(Definition(tensor, at, (), T.ZERO), style)
    if is_adjoint(tensor) and tensor not in style.letters:
        name = tensor.removeprefix("dL_")
        letter = spelled(kind, name) if name in style.letters else style.letter(kind, name)
        return rf"\frac{{\partial {style.loss}}}{{\partial {letter.entry(places)}}}"
    return style.letter(kind, tensor).entry(places)


__all__ = ["operator_latex", "told_latex"]
