"""Quantities that an answer speaks of and its question does not: what they stand for nobody can say."""

from __future__ import annotations

from checkers.algebra.borders import sizes_in, tied_sizes
from checkers.algebra.meanings import with_arguments
from checkers.algebra.question import Question
from checkers.algebra.spelling import FUNCTIONS, GREEK_WORDS
from checkers.algebra.table import CONSTANTS, bound_names, entry_name
from checkers.algebra.tree import Apply, Derivative, Entry, Name, Node, Relation, walked

CONVENTIONS = frozenset({"delta", "T"})  # Kronecker's delta


def strangers(tree: Node, question: Question, asked: Question) -> tuple[str, ...]:
    """The quantities of an answer that its question does not know, in order. Indices and derivatives are none.

    question: with what the answer defines itself; asked: without it.
    """
    table, context = question.table, asked.context
    stated = (*context.definitions.items(), *context.functions.items())
    own = {**question.context.definitions, **question.context.functions}
    own = {name: meaning for name, meaning in own.items() if name not in dict(stated)}
    trees = [
        asked.tree,
        *(body for _, (_, body) in stated),
        *(side for p in context.premises for side in (p.left, p.right)),
    ]
    trees += [] if asked.label is None else [asked.label]
    known = {n.name for t in trees for n in walked(t, Name)} | {n for t in trees for n in entries(t)}
    known |= CONSTANTS | CONVENTIONS | set(table.functions) | set(table.families) | set(question.free) | set(own)
    known |= set(context.names.known.names) | set(context.names.known.functions) | table.sizes
    answers = [with_arguments(t, question) for t in (tree, *(body for _, body in own.values()))]
    known |= {letter for letters, _ in own.values() for letter in letters}
    for n in (n for t in answers for n in walked(t)):
        if isinstance(n, Entry):
            known |= {p.name for q in n.places for p in walked(q, Name)}
        if isinstance(n, Relation) and n.relation in ("=", "!="):
            known |= {side.name for side in (n.left, n.right) if isinstance(side, Name) and len(side.name) == 1}
    known |= set().union(*(bound_names(t) for t in answers))
    known |= {n.swapcase() for n in known if len(n) == 1}  # x_{nd} for the entries of X
    sizes = table.sizes | sizes_in((tree,), bound_names(tree), frozenset(known), table.shapes)
    known |= set(tied_sizes((asked.tree, tree), table.shapes, sizes, context.domains))
    found = [names for t in answers for names in quantities(t)]
    found = [names for names in found if not any(n in known or table.declared(n) for n in names)]
    functions = set(FUNCTIONS.values()) | {n.function for t in trees for n in walked(t, Apply)} | known
    unknown = [n.function for t in answers for n in walked(t, Apply) if n.function not in functions]
    return tuple(dict.fromkeys([*(names[0] for names in found), *unknown]))


def is_word(name: str) -> bool:
    """Is a name one that may have been meant as something else: no single letter, Greek or not, hatted or not?"""
    plain = name.split()[-1]
    return len(plain) > 1 and plain not in GREEK_WORDS


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
    found = {entry_name(n) for n in walked(tree, Entry)}
    return {n for n in found if n is not None}
