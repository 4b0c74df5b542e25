"""Why a link is wrong, where that can be read off: one path of several through a vector."""

from __future__ import annotations

from checkers.algebra.definitions import read_parts
from checkers.algebra.echo import latex
from checkers.algebra.ground import Stand
from checkers.algebra.table import entry_name
from checkers.algebra.tree import Big, Derivative, Entry, Name, Node, Operation, walked


def one_path(stand: Stand, tree: Node) -> str:
    """The sentence for a product dA/du_k du_k/dv where other entries of u read v as well; "" where there is none."""
    for node in walked(tree):
        slopes = factors(node)
        for outer in slopes:
            for inner in slopes:
                u = outer.variables[0]
                if not (isinstance(u, Entry) and u == inner.body and len(inner.variables) == 1):
                    continue
                name, v = entry_name(u.base), inner.variables[0]
                base = entry_name(v.base if isinstance(v, Entry) else v)
                if name is None or base is None or name not in stand.definitions or summed_over(tree, u):
                    continue
                if mixes(stand, name, base):
                    shown = latex(u)
                    return (f"the path through {shown} alone is followed, and {latex(v)} stands in every entry of "
                            f"{name}: the paths through all of them are added")  # fmt: skip
    return ""


def factors(node: Node) -> list[Derivative]:
    """The derivatives by one quantity among the factors of a product."""
    waiting, found = [node], []
    while waiting:
        n = waiting.pop()
        if isinstance(n, Operation) and n.operator in (" ", ".", "*"):
            waiting += [n.left, n.right]
        elif isinstance(n, Derivative) and len(n.variables) == 1:
            found.append(n)
    return found


def summed_over(tree: Node, u: Entry) -> bool:
    """Does a sum run over the place of u?"""
    places = {n for p in u.places for n in walked(p)}
    return any(isinstance(n, Big) and any(b.name == getattr(p, "name", None) for b in n.bounds for p in places)
               for n in walked(tree))  # fmt: skip


def mixes(stand: Stand, name: str, base: str) -> bool:
    """Does every entry of a quantity read every entry of another one, by a sum?"""
    d = stand.definitions[name]
    for n in read_parts(d.body):
        if not isinstance(n, Big):
            continue
        for e in walked(n.body):
            if isinstance(e, Entry) and entry_name(e.base) == base:
                places = {m.name for p in e.places for m in walked(p, Name)}
                if not places & set(d.letters):
                    return True
    return False
