"""Conditions that stand beside an equation: `for i != x`, `(x = i)`, `if z_i > 0`."""

from __future__ import annotations

import re

from checkers.algebra.stated import tree_of
from checkers.algebra.tree import MAX_BYTES, Entry, Name, Node, Number, Relation

SIGNS = {
    r"\neq": "!=", r"\ne": "!=", "≠": "!=", "!=": "!=", r"\not=": "!=", "=": "=", ">": ">", "<": "<", r"\geq": ">=",
    r"\ge": ">=", r"\leq": "<=", r"\le": "<=", r"\gt": ">", r"\lt": "<", "≥": ">=", "≤": "<=",
}  # fmt: skip
QUANTITY = r"(?:\\?[A-Za-z]+(?:_(?:\{[^{}]*\}|\w))?)"
CONDITION = re.compile(
    rf"(?<![\w}}^_])({QUANTITY})\s*(\\not=|\\neq|\\ne(?![a-z])|\\geq|\\ge(?![a-z])|\\leq|\\le(?![a-z])|\\gt|\\lt|≠|!=|≥|≤|=|>|<)"
    rf"\s*({QUANTITY}|0)(?![\w^_])"
)
INDEX = re.compile(r"[a-z]")


def conditions(*texts: str) -> list[Node]:
    """Every condition in the texts that compares two indices, or a quantity with 0; each one once."""
    found: list[Node] = []
    met: set[tuple[str, ...]] = set()
    for text in texts:
        for m in CONDITION.finditer(text) if len(text) <= MAX_BYTES else ():
            if m.groups() in met:
                continue
            met.add(m.groups())
            left, sign, right = tree_of(m[1]), SIGNS[m[2]], tree_of(m[3])
            if left is None or right is None:
                continue
            of_indices = all(isinstance(t, Name) and INDEX.fullmatch(t.name) for t in (left, right))
            of_value = isinstance(right, Number) and isinstance(left, (Entry, Name)) and sign not in ("=", "!=")
            relation = Relation(sign, left, right)
            if (of_value or (of_indices and sign in ("=", "!="))) and relation not in found:
                found.append(relation)
    return found
