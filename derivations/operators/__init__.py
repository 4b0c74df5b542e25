"""Matrix and operator form of an index expression: products, transposes, outer and Hadamard products, sums of rows and
columns, diagonal matrices, full and valid correlation, and sums of these.

A form is only shown when, written out in indices again, the rules prove it to be the expression it was found for.
"""

from __future__ import annotations

from dataclasses import replace

from derivations import terms as T
from derivations.derive import normalize
from derivations.operators.correlation import correlation
from derivations.operators.nodes import Matrix, Ones, Operator, Slid, Unit, Whole, walk
from derivations.operators.recognise import Declined, array
from derivations.operators.written import ShapeError, written_out
from derivations.rule import Context, Definition
from derivations.search import SearchError
from derivations.terms import Add, Mul, Sum, Term, alpha

__all__ = ["Operator", "comes_out", "operator_form", "written_out"]


def operator_form(definition: Definition, context: Context) -> Operator | None:
    """The operator form of a result, or None where it has none, or where it does not come out as the result again.

    The last two letters are tried as rows and columns, then the last alone as the places of a column, then a number
    for each choice of letters; the letters before them stay fixed.
    """
    letters = definition.indices
    if definition.at != tuple(i.integer for i in letters):
        return None
    for form in _candidates(definition, context):
        if _tells(form, len(letters)) and comes_out(form, definition, context):
            return form
    return None


def _candidates(definition: Definition, context: Context) -> list[Operator]:
    letters = definition.indices
    found: list[Operator] = []
    slid = correlation(definition.rhs, letters)
    if slid is not None:
        found.append(Operator(slid))
    for rank in range(min(2, len(letters)), -1, -1):
        kept = len(letters) - rank
        row, column = [*letters[kept:], None, None][:2]
        try:
            found.append(Operator(array(definition.rhs, row, column, context.ranges), kept))
        except Declined:
            continue
    return found


def _tells(form: Operator, axes: int) -> bool:
    """Does the form say more than the entries do? A number needs a product of arrays, any other form an array."""
    if isinstance(form.form, Whole):
        return False  # a copy
    nodes = walk(form.form)
    if form.kept == axes:
        return any(isinstance(x, Matrix) for x in nodes)
    return any(isinstance(x, (Whole, Ones, Slid, Unit)) for x in nodes)


def comes_out(form: Operator, definition: Definition, context: Context) -> bool:
    """Is the form, written out by the definitions of its operators and reduced by the rules, the result?"""
    try:
        out = written_out(form, definition, context.ranges)
    except ShapeError:
        return False
    alone = replace(context, equations={})
    try:
        reduced = normalize(replace(definition, rhs=out), alone, {}).result
        if _alike(reduced, definition.rhs):
            return True
        again = normalize(definition, alone, {}).result
        if _alike(reduced, again):
            return True
        difference = Add((out, Mul((T.MINUS_ONE, definition.rhs))))
        return normalize(replace(definition, rhs=difference), alone, {}).result == T.ZERO
    except SearchError:
        return False


def _alike(a: Term, b: Term) -> bool:
    """The same but for the names of bound indices and the order of factors, terms and summed indices."""
    return alpha(_ordered(a)) == alpha(_ordered(b))


def _ordered(t: Term) -> Term:
    t = t.rebuild(tuple(_ordered(c) for c in t.children))
    match t:
        case Mul(factors):
            flat = [g for f in factors for g in T.factors_of(f)]
            return Mul(tuple(sorted(flat, key=_key)))
        case Add(terms):
            flat = [g for f in terms for g in T.terms_of(f)]
            return Add(tuple(sorted(flat, key=_key)))
        case Sum(indices, body):
            return Sum(tuple(sorted(indices, key=lambda i: (i.low.key, i.high.key, _place(i.name, body)))), body)
    return t


def _place(name: str, body: Term) -> tuple[int, ...]:
    """Where a bound name is first read, so that two indices of one range keep an order that no name decides."""
    read = [k for k, (_, u) in enumerate(T.positions(body)) if any(name in e.names for e in T.own_integers(u))]
    return tuple(read[:2])


def _key(t: Term) -> tuple[str, str]:
    """What a term is, its bound and free letters aside."""
    return (type(t).__name__, ",".join(sorted(T.tensors(t))) + f";{sum(1 for _ in T.positions(t))}")
