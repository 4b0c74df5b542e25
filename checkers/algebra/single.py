"""Is what a formula gives a single number, as far as its writing shows?"""

from __future__ import annotations

from checkers.algebra.fitting import factors_of
from checkers.algebra.ground import Stand
from checkers.algebra.inference import MATRIX_FUNCTIONS, TO_NUMBER, kind_of
from checkers.algebra.table import entry_name, places_of
from checkers.algebra.tree import (
    Apply,
    Big,
    Cases,
    Entry,
    Name,
    Negative,
    Node,
    Norm,
    Number,
    Operation,
    Rows,
    Transpose,
    has_kind,
)

DEEPEST = 12
OF_MATRICES = MATRIX_FUNCTIONS | TO_NUMBER


def is_number(stand: Stand, tree: Node, deep: int = 0) -> bool:
    """True only where every part is an entry, a number, a norm, a trace, or a product x^T .. y of vectors."""

    def each(*parts: Node) -> bool:
        return deep < DEEPEST and all(is_number(stand, p, deep + 1) for p in parts)

    match tree:
        case Number() | Norm():
            return True
        case Negative(inner):
            return each(inner)
        case Big(_, _, body):
            return each(body)
        case Name(name):
            if name in stand.definitions:
                d = stand.definitions[name]
                return not d.letters and each(d.body)
            axes = stand.ground.shapes.get(name)
            return axes == () or (axes is None and (kind_of(name) == "" or plain_number(stand, name)))
        case Entry(Name(name)):
            whole = entry_name(tree)
            if whole in stand.ground.shapes or whole in stand.definitions:
                return each(Name(str(whole)))
            if name in stand.ground.families:
                return len(places_of(tree, None)) - 1 == len(stand.ground.families[name])
            axes = stand.ground.shapes.get(name)
            letters = stand.definitions[name].letters if name in stand.definitions else ()
            wanted = len(axes) if axes is not None else len(letters) or None
            return wanted is None or len(places_of(tree, wanted)) == wanted
        case Apply(function, arguments):
            return function in TO_NUMBER or (bool(arguments) and each(*arguments))
        case Cases():
            return False
        case Operation(" " | "@", _, _):
            factors = factors_of(tree)
            arrays = [f for f in factors if not each(f)]
            ends = (arrays[0].operand, arrays[-1]) if arrays and isinstance(arrays[0], Transpose) else ()
            return not arrays or (bool(ends) and all(vector(stand, e) or column(stand, e, deep) for e in ends))
        case Operation("^" | "/" | "+" | "-", left, right):
            return each(left, right)
    return False


def vector(stand: Stand, node: Node) -> bool:
    """Has it one axis, as is stated?"""
    if isinstance(node, Name):
        return len(stand.ground.shapes.get(node.name, ())) == 1
    if isinstance(node, Operation) and node.operator in ("+", "-"):
        return vector(stand, node.left) or vector(stand, node.right)
    return isinstance(node, Entry) and len(stand.ground.families.get(entry_name(node.base) or "", ())) == 1


def plain_number(stand: Stand, name: str) -> bool:
    """Has it a number other than 0 as its value? A vector may be 0."""
    given = stand.ground.numbers.get(name, ())
    return stand.ground.is_number(name) and any(isinstance(d.body, Number) and d.body.value != 0 for d in given)


def column(stand: Stand, node: Node, deep: int = 0) -> bool:
    """Is it a vector by the values that are given for its parts?"""
    if deep > DEEPEST:
        return False
    match node:
        case Name(name) if name in stand.definitions and not stand.definitions[name].letters:
            return column(stand, stand.definitions[name].body, deep + 1)
        case Name(name):
            lists = [d.body for d in stand.ground.numbers.get(name, ())]
            return vector(stand, node) or any(isinstance(r, Rows) and column(stand, r) for r in lists)
        case Rows(cells):
            return bool(cells) and not has_kind(cells[0], Rows)
        case Negative(inner) | Apply(_, (inner,)) if not isinstance(node, Apply) or node.function not in OF_MATRICES:
            return column(stand, inner, deep + 1)
        case Operation("+" | "-" | "o", left, right):
            return column(stand, left, deep + 1) and column(stand, right, deep + 1)
        case Operation(" " | "@", _, _):
            *before, last = factors_of(node)
            return column(stand, last, deep + 1) and not any(isinstance(f, Transpose) for f in before)
    return False
