"""What an answer may mean besides its first reading: other letters for the indices, x_i for a row of X, counting."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from checkers.algebra.meanings import with_last_places, with_rows
from checkers.algebra.pairs import of_answer
from checkers.algebra.question import Question
from checkers.algebra.reading import Side, read_sides
from checkers.algebra.table import bound_names, entry_name, free_indices, side_by_side
from checkers.algebra.tree import (
    Apply,
    Big,
    Dots,
    Entry,
    Name,
    Node,
    Norm,
    Number,
    Operation,
    ReadingError,
    Rows,
    names_in,
    walked,
)

FRESH = "pqrstuvwabcdefghijklmn"
FROM_ONE = re.compile(r"\brange\(\s*1\s*,")


def meant(question: Question, side: Side, tree: Node) -> tuple[Side, Node]:
    """The answer as the question's own words take it: its letters, its rows, its counting."""
    if side.zero_based and question.first == 0:
        side, tree = counted_as_written(question, side, tree)
    if question.table.shapes and any(is_member(n, question) for n in walked(tree, Entry)):
        tree = with_members(tree, question)
    if isinstance(tree, Entry) and not isinstance(tree.base, (Name, Entry)):  # (u_i v_j)_{ij}
        letters = [p.name for q in tree.places for p in side_by_side(q) if isinstance(p, Name)]
        if letters and set(letters) <= names_in(tree.base) - bound_names(tree.base):
            if not any(question.table.declared(x) for x in letters):
                side, tree = replace(side, letters=side.letters or tuple(letters)), tree.base
    return side, of_answer(question, with_letters(tree, side, question))


def with_rows_named(side: Side, question: Question) -> Side:
    """A side of a chain with x_i as a row of X on both sides of its links."""
    return replace(side, trees=tuple(with_members(t, question) for t in side.trees))


def others(question: Question, side: Side, tree: Node, shapes: bool, outside: bool) -> Iterator[tuple[Side, Node]]:
    """Further meanings, for an answer that is not right as it was read.

    shapes: its shapes do not fit; outside: it reads an entry that does not exist.
    """
    if shapes and not side.numpy:
        rows = with_rows(tree, question)
        if rows != tree:
            yield side, rows
    if shapes and any(n.operator == "x" for n in walked(tree, Operation)):
        yield side, with_kronecker(tree)
    if shapes and not side.numpy and (squares := with_squares(tree)) != tree:
        yield side, squares
    if shapes and not side.numpy and (beside := with_columns(tree)) != tree:
        yield side, beside
    if outside and side.zero_based and question.first == 1 and FROM_ONE.search(side.text):
        yield counted_as_written(question, side, tree)
    normed = with_norms(tree, question)
    if normed != tree:
        yield side, normed
    if not side.letters:
        yield from ((side, t) for t in relettered(tree, question))


def counted_as_written(question: Question, side: Side, tree: Node) -> tuple[Side, Node]:
    """A program's answer whose indices are those of the question: x[1] is x_1."""
    try:
        (again,) = read_sides(side.text, replace(question.context.names, counted=True))
    except (ReadingError, ValueError):
        return side, tree
    again = replace(again, letters=side.letters, trees=tuple(map(with_last_places, again.trees)))
    return again, again.trees[0]


# ------------------------------------------------------------------ letters


def with_letters(tree: Node, side: Side, question: Question) -> Node:
    """The tree with the question's letters for those of the entry on its left: dL/dK_{uv} for dL/dK_{ab}."""
    asked = question.label_letters_in_order or (question.free if len(question.free) == 1 else ())
    if not side.letters or len(side.letters) != len(asked) or side.letters == asked:
        return tree
    if any(question.table.declared(x) for x in side.letters) or not set(side.letters) & names_in(tree):
        return tree
    return renamed(tree, dict(zip(side.letters, asked)))


def relettered(tree: Node, question: Question) -> Iterator[Node]:
    """The tree with the question's letters where it counts with as many letters of its own, in their order.

    A letter that a sum of the answer runs over as well is a slip and no other name.
    """
    asked = question.label_order or question.free
    present = names_in(tree)
    free = free_indices(tree, question.table)
    own = sorted(x for x in free if x not in asked)
    missing = [x for x in asked if x not in present]
    if not own or set(free) & bound_names(tree) or set(own) & question.label_letters:
        return
    if len(own) == len(missing):
        yield renamed(tree, dict(zip(own, missing)))
    if len(own) < len(free) == len(asked):
        yield renamed(tree, dict(zip(sorted(free), asked)))


def renamed(node: Node, new: Mapping[str, str]) -> Node:
    """The node with other letters, all at once; indices of sums make room."""
    if isinstance(node, Name):
        return replace(node, name=new.get(node.name, node.name))
    if not isinstance(node, Big):
        return node.rebuild(tuple(renamed(c, new) for c in node.children)) if node.children else node
    inner = dict(new)
    bounds = []
    taken = set(new.values()) | names_in(node)
    for b in node.bounds:
        low, high, other = (None if e is None else renamed(e, inner) for e in (b.low, b.high, b.other))
        inner.pop(b.name, None)
        name = b.name
        if name in inner.values():
            name = next((x for x in FRESH if x not in taken), name)
            taken.add(name)
            inner[b.name] = name
        bounds.append(replace(b, name=name, low=low, high=high, other=other))
    return replace(node, bounds=tuple(bounds), body=renamed(node.body, inner))


# ------------------------------------------------------------------ rows of matrices


def with_members(node: Node, question: Question) -> Node:
    """x_i, x^{(i)} and x^{(i)}_k as rows and entries of the matrix X, where nothing else is called x."""
    if isinstance(node, Entry) and isinstance(node.base, Name):
        name = member_of(node, question)
        if name is not None:
            places = tuple(with_members(p, question) for p in node.places)
            return Entry(Name(name, start=node.start), places, start=node.start)
    return node.rebuild(tuple(with_members(c, question) for c in node.children)) if node.children else node


def is_member(node: Entry, question: Question) -> bool:
    return isinstance(node.base, Name) and member_of(node, question) is not None


def member_of(node: Entry, question: Question) -> str | None:
    """The declared quantity that an entry under another name belongs to."""
    table, axes = question.table, lambda n: len(question.table.shapes.get(n, ()))
    assert isinstance(node.base, Name)
    written = node.base.name
    name = written.removesuffix("^")
    if table.declared(written) or table.declared(entry_name(node) or "") or written in names_in(question.tree):
        return None  # most names end here
    if node.upper and axes(name) and len(node.places) <= axes(name):
        return name
    first, _, last = name.rpartition(" ")
    capital = f"{first} {last.upper()}".strip()
    if last.islower() and len(last) == 1 and not table.declared(name) and axes(capital) == 2 and len(node.places) <= 2:
        return capital if name not in names_in(question.tree) else None
    return None


def with_squares(node: Node) -> Node:
    """MATLAB's ones(n) and zeros(n), which are n x n."""
    if isinstance(node, Apply) and node.function in ("ones", "zeros") and len(node.arguments) == 1:
        return replace(node, arguments=node.arguments * 2)  # no array is a length: what stands inside stays as it is
    return node.rebuild(tuple(with_squares(c) for c in node.children)) if node.children else node


def with_columns(node: Node) -> Node:
    """[x, y] of two columns as MATLAB takes it: side by side."""
    if isinstance(node, Rows):
        if node.flat and len(node.cells) > 1 and not any(isinstance(c, (Rows, Number, Dots)) for c in node.cells):
            return Rows((Rows(node.cells, start=node.start),), flat=False, start=node.start)
        return node
    return node.rebuild(tuple(with_columns(c) for c in node.children)) if node.children else node


def with_kronecker(node: Node) -> Node:
    """The sign of the outer product as that of Kronecker's."""
    if node.children:
        node = node.rebuild(tuple(with_kronecker(c) for c in node.children))
    if isinstance(node, Operation) and node.operator == "x":
        return Apply("kron", (node.left, node.right), start=node.start)
    return node


def with_norms(node: Node, question: Question) -> Node:
    """|x| of a vector x as its length."""
    if isinstance(node, Apply) and node.function == "abs" and len(node.arguments) == 1:
        of = node.arguments[0]
        if isinstance(of, Name) and len(question.table.shapes.get(of.name, ())) == 1:
            return Norm(of, start=node.start)
    return node.rebuild(tuple(with_norms(c, question) for c in node.children)) if node.children else node
