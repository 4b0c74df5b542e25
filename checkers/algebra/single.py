"""Is what a formula gives a single number, as far as its writing shows?"""

from __future__ import annotations

from checkers.algebra.fitting import factors_of
from checkers.algebra.ground import Stand
from checkers.algebra.inference import TO_NUMBER, kind_of
from checkers.algebra.table import entry_name, places_of
from checkers.algebra.tree import Apply, Big, Cases, Entry, Name, Negative, Node, Norm, Number, Operation, Transpose

DEEPEST = 12


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
            return axes == () or (axes is None and kind_of(name) == "")
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
            return not arrays or (isinstance(arrays[0], Transpose) and vector(stand, arrays[0].operand)
                                 and vector(stand, arrays[-1]))  # fmt: skip
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
