"""Equations of a document that are taken for granted: the weights sum to 1, the columns of W are orthonormal."""

from __future__ import annotations

import re
from fractions import Fraction

from checkers.algebra.context import Premise
from checkers.algebra.definitions import numeric
from checkers.algebra.tree import (
    Big,
    Bound,
    Derivative,
    Dots,
    Entry,
    Name,
    Node,
    Norm,
    Number,
    Operation,
    Transpose,
    has_kind,
)

TAKEN = re.compile(r"\b(?:where|have|assum\w+|given|since|because|such that|with|constraint|sums? to|satisf\w+|know\w*|"
                   r"suppose|using|as|condition)\b[^.$]*$", re.IGNORECASE)  # fmt: skip
IF = re.compile(r"\b(?:if|when|orthonormal|orthogonal|symmetric|let)\b[^.$]*$", re.IGNORECASE)
HOT = re.compile(
    r"one[- ]hot\b[^.$]{0,40}\$\s*([a-z])\s*(?:_(?:\w|\{[^{}]*\})|\\in[^$]*)?\s*\$"
    r"|\$\s*([a-z])\s*(?:_(?:\w|\{[^{}]*\})|\\in[^$]*)?\s*\$[^.$]{0,20}\bone[- ]hot",
    re.IGNORECASE,
)


def one_hot(text: str) -> set[str]:
    """The letters that are said to be one-hot."""
    return {m[1] or m[2] for m in HOT.finditer(text)}


def is_premise(left: Node, right: Node, before: str) -> bool:
    """Sum p_i = 1, or an equation that the words before it take for granted."""
    if any(has_kind(t, Dots, Derivative) for t in (left, right)) or numeric(left):
        return False
    simple = isinstance(left, Big) and left.kind == "sum" and isinstance(left.body, Entry)
    if simple and isinstance(right, Number) and right.value == 1:
        return True
    if (right.base if isinstance(right, Entry) else right) == Name("I") and orthogonal(left):
        return bool(TAKEN.search(before) or IF.search(before))
    if left == Transpose(right) or right == Transpose(left):  # K = K^T
        return isinstance(left, (Name, Transpose)) and bool(TAKEN.search(before) or IF.search(before))
    if not (isinstance(right, Number) and TAKEN.search(before)):
        return False
    return isinstance(left, (Big, Entry, Name)) or (right.value == 1 and (norm_of(left) or orthogonal(left)))


def norm_of(left: Node) -> bool:
    """|x| or |x|^2."""
    return isinstance(left, Norm) or (isinstance(left, Operation) and left.operator == "^" and norm_of(left.left))


def orthogonal(left: Node) -> bool:
    """W^T W or W W^T."""
    if not (isinstance(left, Operation) and left.operator in (" ", "@")):
        return False
    return left.left == Transpose(left.right) or left.right == Transpose(left.left)


def sum_to_one(name: str) -> Premise:
    body = Entry(Name(name), (Name("i"),))
    return Premise(Big("sum", (Bound("i"),), body), "=", Number(Fraction(1), "1"), f"the entries of {name} sum to 1")
