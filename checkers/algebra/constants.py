"""Is a formula a number, its names with the values that are stated?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from checkers.algebra.tree import Apply, Derivative, Entry, Name, Node, walked

KNOWN = ("e", "pi", "I")
DEEP = 20  # definitions of definitions


def is_constant(tree: Node, definitions: Mapping[str, Any], functions: Mapping[str, Any], deep: int = 0) -> bool:
    """Is it made of numbers alone, or of names that are defined as such? definitions: name -> (indices, body)."""
    for n in walked(tree):
        if isinstance(n, (Entry, Derivative)) or (isinstance(n, Apply) and n.function in functions):
            return False
        if isinstance(n, Name) and n.name not in KNOWN:
            letters, body = definitions.get(n.name, ((), None))
            if body is None or letters or deep > DEEP or not is_constant(body, definitions, functions, deep + 1):
                return False
    return True
