"""Terms in LaTeX, as a textbook sets them: quotients as fractions, brackets only where they are needed.

Display only, so a nested sum or product is shown flat and a sign moves to the front; the order of factors is kept
but for numbers, which lead, and for a sum or a maximum, which comes last.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from derivations import terms as T
from derivations.printing.latex_integers import PLAIN, integer_latex, is_sum, joined, places_latex
from derivations.printing.measure import width
from derivations.printing.style import ADJOINT, Style, apart, is_adjoint
from derivations.rule import Definition

SUM, PRODUCT, ATOM = 0, 1, 2  # how tightly a piece holds together
NAMED = {"log": r"\ln", "tanh": r"\tanh", "sin": r"\sin", "cos": r"\cos"}
WORDS = {"relu": "ReLU", "sign": "sgn"}
RELATIONS = {"<=": r"\le", ">=": r"\ge", "!=": r"\ne", "|": r"\mid"}
WIDEST_NUMERATOR = 9.0  # em; what is wider stands beside its fraction
WIDEST_EXPONENT = 7.0


@dataclass(frozen=True)
class Piece:
    """LaTeX of a term. tall: higher than a letter; open: what follows would be taken for a part of it."""

    tex: str
    tight: int = ATOM
    tall: bool = False
    open: bool = False
    closed: str = ""  # how an open piece is written where something follows, if not in brackets

    def at_least(self, tight: int) -> str:
        return self.tex if self.tight >= tight else bracketed(self)


def bracketed(p: Piece) -> str:
    return rf"\left({p.tex}\right)" if p.tall else f"({p.tex})"


def latex(t: T.Term, style: Style = PLAIN) -> str:
    """The term in LaTeX. No name is printed both free and bound, and no two names alike."""
    return piece(hygienic(t, frozenset(), style), style.covering((t,))).tex


def hygienic(t: T.Term, taken: frozenset[str], style: Style) -> T.Term:
    """Bound names apart from the free ones of the term and from `taken`."""
    style = style.covering((t,))
    out = apart(t, T.names(t) | taken, style)
    assert not T.bound_names(out) & (T.names(out) | taken), "a name is both free and bound"
    return out


def entry_latex(e: T.Entry, style: Style = PLAIN) -> str:
    """An entry: x_{i+d-1, j+e-1}; an adjoint without a letter is the fraction of the loss by it."""
    return _entry(e, style.covering((e,))).tex


def definition_latex(d: Definition, style: Style = PLAIN) -> tuple[str, str]:
    """Left and right side of a definition."""
    style = style.covering((d.lhs, d.rhs))
    taken = frozenset().union(*(e.names for e in d.at)) | {i.name for i in d.indices}
    return entry_latex(d.lhs, style), piece(hygienic(d.rhs, taken, style), style).tex


def range_latex(i: T.Index, style: Style = PLAIN) -> str:
    """1 \\le d \\le 2n."""
    low, high = integer_latex(i.low, style, tight=True), integer_latex(i.high, style, tight=True)
    return rf"{low} \le {style.letter('symbol', i.name).entry()} \le {high}"


def piece(t: T.Term, style: Style) -> Piece:
    """The term as a piece; its names must be covered and apart."""
    match t:
        case T.Number(v):
            return _number(v)
        case T.Size(e):
            tex = integer_latex(e, style)
            tight = SUM if is_sum(e) else ATOM if e.symbol or e.constant is not None else PRODUCT
            return Piece(tex, tight, r"\frac" in tex)
        case T.Entry():
            return _entry(t, style)
        case T.Iverson(relation, left, right):
            a, b = (integer_latex(e, style, tight=True) for e in (left, right))
            return Piece(f"[{a} {RELATIONS.get(relation, relation)} {b}]")
        case T.Compare(relation, left, right):
            one, other = piece(left, style), piece(right, style)
            condition, tall = f"{one.tex} {RELATIONS.get(relation, relation)} {other.tex}", one.tall or other.tall
            return Piece(_indicator(condition, tall), tall=tall)
        case T.Add():
            return _sum(t, style)
        case T.Mul():
            from derivations.printing.latex_products import product_piece

            return product_piece(t, style)
        case T.Pow(base, exponent):
            return _power(base, exponent, style)
        case T.Apply(function, argument):
            return _call(function, argument, style)
        case T.Binder():
            return _binder(t, style)
        case T.Partial(of, wrt):
            return _partial(of, wrt, style)
    raise TypeError(f"no LaTeX for {type(t).__name__}")


def _number(v: Fraction) -> Piece:
    tex = str(abs(v)) if v.denominator == 1 else rf"\frac{{{abs(v.numerator)}}}{{{v.denominator}}}"
    return Piece(tex if v >= 0 else "-" + tex, ATOM if v >= 0 else SUM, v.denominator != 1)


def _entry(e: T.Entry, style: Style) -> Piece:
    if e == T.Entry("pi", ()):
        return Piece(r"\pi")
    kind = "tensor" if e.at else "scalar"
    if is_adjoint(e.tensor) and e.tensor not in style.letters:
        of = style.letter(kind, e.tensor.removeprefix(ADJOINT)).entry(places_latex(e.at, style))
        return Piece(rf"\frac{{\partial {style.loss}}}{{\partial {of}}}", tall=True)
    return Piece(style.letter(kind, e.tensor).entry(places_latex(e.at, style)))


def _indicator(condition: str, tall: bool) -> str:
    # a bold 1: the blackboard fonts that LaTeX and KaTeX bring along have no digit
    return rf"\mathbf{{1}}\left[{condition}\right]" if tall else rf"\mathbf{{1}}[{condition}]"


def is_negative(p: Piece) -> bool:
    """A product with a minus sign in front."""
    return p.tight == PRODUCT and p.tex.startswith("-")


def addends(t: T.Term) -> list[T.Term]:
    """The terms of a sum, nested ones flat."""
    return [g for f in t.terms for g in addends(f)] if isinstance(t, T.Add) else [t]


def signed(t: T.Term, style: Style, last: bool) -> tuple[str, Piece]:
    """An addend as its sign and the rest."""
    p = piece(t, style)
    loose = p.open and not last and not isinstance(t, (T.Sum, T.Product)) and not p.closed
    if p.tex.startswith("-"):
        return "-", Piece(p.tex[1:], PRODUCT, p.tall, p.open)
    return "+", Piece(bracketed(p), ATOM, p.tall) if loose and isinstance(t, (T.Max, T.Partial)) else p


def _sum(t: T.Add, style: Style) -> Piece:
    terms = addends(t)
    shown = [signed(f, style, last=k == len(terms) - 1) for k, f in enumerate(terms)]
    out = "".join(f" {sign} {p.at_least(PRODUCT)}" for sign, p in shown)
    out = out[3:] if out.startswith(" + ") else "-" + out[3:]
    return Piece(out, SUM, any(p.tall for _, p in shown), shown[-1][1].open)


def _power(base: T.Term, exponent: T.Term, style: Style) -> Piece:
    if isinstance(exponent, T.Number) and exponent.value < 0:
        inner = piece(inverse_base(base, exponent.value), style)
        return Piece(rf"\frac{{1}}{{{inner.tex}}}", tall=True)
    if isinstance(exponent, T.Number) and exponent.value == Fraction(1, 2):
        inner = piece(base, style)
        return Piece(rf"\sqrt{{{inner.tex}}}", tall=inner.tall)
    if isinstance(exponent, T.Number):
        power = str(exponent.value)
    else:
        power = piece(exponent, style).tex
    if isinstance(base, T.Apply) and base.function in NAMED and isinstance(exponent, T.Number):
        argument = piece(base.argument, style)
        return Piece(f"{NAMED[base.function]}^{{{power}}}{bracketed(argument)}", tall=argument.tall)
    inner = piece(base, style)
    fraction = inner.tex.startswith(r"\frac")
    plain = inner.tight == ATOM and not inner.open and not fraction and not has_superscript(inner.tex)
    tex = inner.tex if plain else bracketed(inner)
    return Piece(f"{tex}^{{{power}}}", tall=inner.tall)


def has_superscript(tex: str) -> bool:
    """Does a superscript or a prime stand outside all brackets?"""
    depth = 0
    for c in tex:
        depth += (c in "{(") - (c in "})")
        if depth == 0 and c in "^'":
            return True
    return False


def inverse_base(base: T.Term, exponent: Fraction) -> T.Term:
    """What stands under the bar for base^exponent, exponent < 0."""
    return base if exponent == -1 else T.Pow(base, T.Number(-exponent))


def _call(function: str, argument: T.Term, style: Style) -> Piece:
    p = piece(argument, style)
    if function == "sqrt":
        return Piece(rf"\sqrt{{{p.tex}}}", tall=p.tall)
    if function == "abs":
        return Piece(rf"\left|{p.tex}\right|", tall=p.tall)
    if function == "exp":
        if argument == T.ONE and "e" not in style.printed:
            return Piece("e")
        if p.tall or width(p.tex) > WIDEST_EXPONENT or "e" in style.printed:
            return Piece(rf"\exp{bracketed(p)}", tall=p.tall)
        return Piece(f"e^{{{p.tex}}}")
    if function in NAMED:
        closed = f"{NAMED[function]}{bracketed(p)}"
        if isinstance(argument, T.Entry) and not p.tall:
            return Piece(f"{NAMED[function]} {p.tex}", open=True, closed=closed)
        return Piece(closed, tall=p.tall)
    return Piece(function_latex(function, style) + bracketed(p), tall=p.tall)


def function_latex(function: str, style: Style) -> str:
    r"""The name of a scalar function: \ln, \sigma unless a tensor has that letter, \operatorname{ReLU}."""
    if function == "sigmoid" and r"\sigma" not in style.printed:
        return r"\sigma"
    named = {**NAMED, "exp": r"\exp"}.get(function)
    return named or rf"\operatorname{{{WORDS.get(function, function)}}}"


def binder_head(t: T.Binder, style: Style) -> str:
    r"""\sum_{i=1}^{2n} \sum_{j=1}^{2m}, or \max_{1 \le u \le k, ...}."""
    if isinstance(t, (T.Sum, T.Product)):
        word = r"\sum" if isinstance(t, T.Sum) else r"\prod"
        return " ".join(
            f"{word}_{{{style.letter('symbol', i.name).entry()}={integer_latex(i.low, style, True)}}}"
            f"^{{{integer_latex(i.high, style, True)}}}"
            for i in t.indices
        )
    word = r"\max" if isinstance(t, T.Max) else r"\operatorname*{arg\,max}"
    lines = r" \\ ".join(range_latex(i, style) for i in t.indices)
    if len(t.indices) > 1:
        lines = rf"\substack{{{lines}}}"
    return f"{word}_{{{lines}}}"


def _binder(t: T.Binder, style: Style) -> Piece:
    p = piece(t.body, style)
    if isinstance(t, T.Sum) and is_negative(p):  # the sign stands in front of the sum
        return Piece(f"-{binder_head(t, style)} {p.tex[1:]}", PRODUCT, tall=True, open=True)
    body = bracketed(p) if p.tight < PRODUCT or p.tex.startswith("-") else p.tex
    tex = f"{binder_head(t, style)} {body}"
    if not isinstance(t, T.Select):
        return Piece(tex, PRODUCT, tall=True, open=True)
    at = ", ".join(integer_latex(e, style) for e in t.at)
    return Piece(_indicator(f"{f'({at})' if len(t.at) > 1 else at} = {tex}", tall=True), tall=True)


def _partial(of: T.Term, wrt: T.Entry, style: Style) -> Piece:
    p, by = piece(of, style), _entry(wrt, style)
    if not p.tall and not p.open and p.tight == ATOM and width(p.tex) < WIDEST_NUMERATOR:
        return Piece(rf"\frac{{\partial {p.tex}}}{{\partial {by.tex}}}", tall=True)
    return Piece(rf"\frac{{\partial}}{{\partial {by.tex}}} {bracketed(p)}", PRODUCT, tall=True)


__all__ = ["Piece", "bracketed", "definition_latex", "entry_latex", "integer_latex", "joined", "latex", "range_latex"]
