"""Operator forms in LaTeX: X^T G, G W^T, column sums, Hadamard products, full and valid correlation."""

from __future__ import annotations

from derivations import terms as T
from derivations.operators import Factor, Operator
from derivations.printing.latex import binder_head, latex
from derivations.printing.latex_integers import integer_latex
from derivations.printing.matrix import whole_latex
from derivations.printing.style import Style
from derivations.rule import Definition
from derivations.terms import Entry

SLIDING = {"valid": r"\star_{\mathrm{valid}}", "full": r"\ast_{\mathrm{full}}"}
TOLD = {
    "valid": r"$\star_{\mathrm{valid}}$ slides the second operand over the first where both overlap fully "
    "(cross-correlation).",
    "full": r"$\ast_{\mathrm{full}}$ is convolution wherever the two overlap at all.",
}


def operator_latex(form: Operator, definition: Definition, style: Style) -> str:
    """The whole result by its operator: an equation, without its delimiters."""
    scale = latex(T.product(list(form.scale)), style) + r"\," if form.scale else ""
    match form.kind:
        case "product":
            body = r"\, ".join(_whole(f, style) for f in form.factors)
        case "rows":
            body = _whole(Factor(form.factors[0].entry, not form.factors[0].transposed), style) + r"\, \mathbf{1}"
        case "hadamard":
            shown = [_whole(f, style) for f in form.factors]
            body = r" \odot ".join([*shown, *([_mask(form.mask, style)] if form.mask else [])])
        case _:
            head = "".join(binder_head(T.Sum((i,), T.ONE), style) + " " for i in form.outer)
            body = head + f" {SLIDING[form.kind]} ".join(_part(f.entry, style) for f in form.factors)
    left = whole_latex(definition, style)
    if form.kind in SLIDING:
        kept = [
            i
            for i in definition.indices
            if any(i.name in f.entry.at[k].names for f in form.factors for k in _kept(f.entry))
        ]
        left = whole_latex(definition, style)[:-1] + "_{" + ", ".join(i.name for i in kept) + "}}"
    return f"{left} = {scale}{body}"


def _kept(e: Entry) -> range:
    """The axes of an operand that are no sliding ones: all but the last two, or the last."""
    return range(len(e.at) - (2 if len(e.at) > 3 or len(e.at) == 2 else 1))


def _whole(f: Factor, style: Style) -> str:
    body = _name(f.entry, style)
    return f"{body}^{{\\top}}" if f.transposed else body


def _name(e: Entry, style: Style) -> str:
    given = style.letters.get(e.tensor)
    return given if given else whole_latex(Definition(e.tensor, e.at, (), T.ZERO), style)


def _part(e: Entry, style: Style) -> str:
    places = ", ".join(integer_latex(e.at[k], style, False) for k in _kept(e))
    name = _name(e, style)
    return f"{name}_{{{places}}}" if places else name


def _mask(mask: T.Compare, style: Style) -> str:
    sides = [_name(s, style) if isinstance(s, Entry) else latex(s, style) for s in (mask.left, mask.right)]
    relation = {"<=": r"\le", ">=": r"\ge", "!=": r"\ne"}.get(mask.relation, mask.relation)
    return rf"\mathbf{{1}}[{sides[0]} {relation} {sides[1]}]"
