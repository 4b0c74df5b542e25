"""Rational simplification: SymPy cancels a fraction whose letters are whole subterms; the shorter form is taken."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from derivations import terms as T
from derivations.match import same
from derivations.rule import Context, rule
from derivations.terms import Add, Mul, Number, Pow, Term

LARGEST = 80  # nodes; beyond this a reader is better served by what is there


@rule(
    r"\frac{a c}{b c} = \frac{a}{b}",
    "Bring to one fraction and cancel.",
    "collect",
    (
        "u[i]*(1 - u[i])/(1 - u[i]) + v[j] => u[i] + v[j]",
        "(u[i] - 1)*(u[i]^2 - u[i])^(-1) + 0 => u[i]^(-1)",
        "u[i]*v[j]/(u[i] - u[i]^2) + M[i,j]*u[i]/(u[i] - u[i]^2) => (1 - u[i])^(-1)*(v[j] + M[i,j])",
        "u[i]/(1 - u[i]) => refuses",
        "-1*v[j]^(-1)/(1 - u[i]) => refuses",
        "u[i]*v[j] + 2 => refuses",
    ),
    "field axioms, by SymPy's cancel",
)
def cancel(t: Term, context: Context) -> Term | None:
    if not isinstance(t, (Add, Mul)) or not _fraction_of_sums(t) or size(t) > LARGEST:
        return None
    import sympy

    letters: dict[Term, Any] = {}
    above, below = sympy.fraction(sympy.cancel(_expression(t, letters)))
    whole = sympy.factor(below)
    forms = (above / sympy.factor_terms(below), above / whole, sympy.factor(above) / whole)
    candidates = [_term(e, {s: u for u, s in letters.items()}) for e in forms]
    best = min(candidates, key=size)
    return best if size(best) < size(t) else None


def _fraction_of_sums(t: Term) -> bool:
    """Does it divide by a sum of terms? Other fractions need no cancelling: equal factors are collected already."""
    if isinstance(t, Pow) and isinstance(t.base, Add) and isinstance(t.exponent, Number) and t.exponent.value < 0:
        return True
    return isinstance(t, (Add, Mul, Pow)) and any(_fraction_of_sums(c) for c in t.children)


def size(t: Term) -> int:
    """The number of nodes."""
    return 1 + sum(size(c) for c in t.children)


def _expression(t: Term, letters: dict[Term, Any]) -> Any:
    """A SymPy expression in which every subterm that is no sum, product, number or whole power is one letter."""
    import sympy

    match t:
        case Number(v):
            return sympy.Rational(v.numerator, v.denominator)
        case Add(terms):
            return sympy.Add(*(_expression(f, letters) for f in terms))
        case Mul(factors):
            return sympy.Mul(*(_expression(f, letters) for f in factors))
        case Pow(base, Number(e)) if e.denominator == 1:
            return _expression(base, letters) ** int(e)
        case _:
            key = next((u for u in letters if same(u, t)), t)
            return letters.setdefault(key, sympy.Symbol(f"t{len(letters):03d}"))


def _term(e: Any, subterms: dict[Any, Term]) -> Term:
    """Back again; the order of letters is that of their first appearance."""
    if e in subterms:
        return subterms[e]
    if e.is_Rational:
        return Number(Fraction(int(e.p), int(e.q)))
    if e.is_Pow:
        return Pow(_term(e.base, subterms), _term(e.exp, subterms))
    later = (lambda a: not a.is_number) if e.is_Mul else (lambda a: a.could_extract_minus_sign())

    def place(a: Any) -> tuple[Any, ...]:
        base = a.as_base_exp()[0]
        return later(a), a.is_Add, base.is_Add, not isinstance(subterms.get(base), T.Size), str(a)

    parts = sorted(e.args, key=place)
    if e.is_Add:
        return T.total([_term(a, subterms) for a in parts])
    return T.product([_term(a, subterms) for a in _signed(parts)])


def _signed(factors: list[Any]) -> list[Any]:
    """The factors with 1 - s rather than s - 1, and a sign that is left over put into a difference."""
    import sympy

    sign, out = 1, []
    for f in factors:
        base, power = f.as_base_exp()
        if base.is_Add and power.is_odd and any(a.is_number and a < 0 for a in base.args):
            sign, f = -sign, (-base) ** power
        out.append(f)
    numbers = sympy.Mul(sign, *(f for f in out if f.is_number))
    rest = [f for f in out if not f.is_number]
    if numbers < 0:
        for k, f in enumerate(rest):
            if f.is_Add and not any(a.is_number for a in f.args):
                numbers, rest[k] = -numbers, -f
                break
    return ([] if numbers == 1 else [numbers]) + rest
