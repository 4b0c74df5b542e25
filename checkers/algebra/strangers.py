"""Quantities that an answer speaks of and its question does not: what they stand for nobody can say."""

from __future__ import annotations

from checkers.algebra.question import Question
from checkers.algebra.spelling import FUNCTIONS
from checkers.algebra.table import CONSTANTS, bound_names, entry_name
from checkers.algebra.tree import Apply, Derivative, Entry, Name, Node, Relation, walked

CONVENTIONS = frozenset({"delta", "sigma", "T", "nan"})  # Kronecker's delta, a function named without its argument


def strangers(tree: Node, question: Question) -> tuple[str, ...]:
    """The quantities of an answer that its question does not know, in order. Indices and derivatives are none."""
    table, context = question.table, question.context
    trees = [question.tree, *(b for _, b in (*context.definitions.values(), *context.functions.values()))]
    trees += [side for p in context.premises for side in (p.left, p.right)]
    trees += [] if question.label is None else [question.label]
    known = {n.name for t in trees for n in walked(t) if isinstance(n, Name)} | {n for t in trees for n in entries(t)}
    known |= CONSTANTS | CONVENTIONS | set(table.functions) | set(table.families) | set(question.free)
    known |= bound_names(tree) | set(context.names.known.names) | set(context.names.known.functions) | table.sizes
    known |= {p.name for n in walked(tree) if isinstance(n, Entry) for q in n.places for p in walked(q)
              if isinstance(p, Name)}  # fmt: skip
    known |= {side.name for n in walked(tree) if isinstance(n, Relation) and n.relation in ("=", "!=")
              for side in (n.left, n.right) if isinstance(side, Name) and len(side.name) == 1}  # fmt: skip
    found = [names for names in quantities(tree) if not any(n in known or table.declared(n) for n in names)]
    functions = set(FUNCTIONS.values()) | {n.function for t in trees for n in walked(t) if isinstance(n, Apply)} | known
    unknown = [n.function for n in walked(tree) if isinstance(n, Apply) and n.function not in functions]
    return tuple(dict.fromkeys([*(names[0] for names in found), *unknown]))


def quantities(tree: Node) -> list[tuple[str, ...]]:
    """The names of the quantities of a tree, x and x_1 for an entry; not what stands in places and in derivatives."""
    if isinstance(tree, Name):
        return [(tree.name,)]
    if isinstance(tree, Entry):
        name = entry_name(tree)
        return [(*names, *([name] if name else [])) for names in quantities(tree.base)]
    if isinstance(tree, Derivative):
        return []
    return [n for c in tree.children for n in quantities(c)]


def entries(tree: Node) -> set[str]:
    """The names of the entries in a tree, as x_1."""
    found = {entry_name(n) for n in walked(tree) if isinstance(n, Entry)}
    return {n for n in found if n is not None}
