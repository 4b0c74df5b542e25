"""Keyword arguments that are written like a condition: the k=1 of eye(3, k=1), the M=4 of eye(3, M=4)."""

from __future__ import annotations

from checkers.algebra.tree import Name, Negative, Node, Number, Relation

OFFSETS = ("k", "offset", "diagonal")  # the names of the diagonal
SIDES = ("M", "N", "n", "m")
KEYWORDS = {"eye": (*OFFSETS, *SIDES), "tri": (*OFFSETS, *SIDES), "diag": OFFSETS, "tril": OFFSETS, "triu": OFFSETS,
            "diagonal": OFFSETS}  # fmt: skip


def whole_number(node: Node) -> int | None:
    """The number that is written, with its sign; None for anything else."""
    inner = node.operand if isinstance(node, Negative) else node
    if not isinstance(inner, Number) or inner.value.denominator != 1:
        return None
    return -int(inner.value) if isinstance(node, Negative) else int(inner.value)


def with_keywords(
    name: str, arguments: tuple[Node, ...], least: int = 1
) -> tuple[tuple[Node, ...], tuple[tuple[str, str], ...]]:
    """The arguments without their keywords, and these as options; `least` arguments stand in front of a keyword."""
    left, options = list[Node](), list[tuple[str, str]]()
    for a in arguments:
        number = whole_number(a.right) if isinstance(a, Relation) and a.relation == "=" else None
        named = isinstance(a, Relation) and isinstance(a.left, Name) and a.left.name in KEYWORDS.get(name, ())
        if number is not None and named and len(left) >= least and isinstance(a, Relation) and isinstance(a.left, Name):
            options.append((a.left.name, str(number)))
        else:
            left.append(a)
    return tuple(left), tuple(options)
