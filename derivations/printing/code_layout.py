"""Long statements of printed code, broken where brackets allow it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

WIDTH = 110
INDENT = 4


def folded(statement: str, indent: int) -> list[str]:
    """The lines of an assignment, indented; none longer than WIDTH where a break inside brackets can help."""
    line = " " * indent + statement
    if len(line) <= WIDTH or " = " not in statement:
        return [line]
    head, _, expression = statement.partition(" = ")
    pieces = split(expression, ("+", "-"))
    if len(pieces) > 1:
        inner = [line for p in pieces for line in _expression(p, indent + INDENT)]
        return [f"{' ' * indent}{head} = (", *inner, " " * indent + ")"]
    first, *rest = _expression(expression, indent)
    return [f"{' ' * indent}{head} = {first.lstrip()}", *rest]


def _expression(code: str, indent: int, ending: str = "") -> list[str]:
    """An expression that stands inside brackets or opens some itself."""
    line = " " * indent + code + ending
    if len(line) <= WIDTH:
        return [line]
    widest = max(bracketed(code), key=lambda span: span[1] - span[0], default=None)
    if widest is None or widest[1] - widest[0] < INDENT * 3:
        return [line]
    start, end = widest
    items = split_arguments(code[start:end])
    sums = split(code[start:end], ("+", "-")) if len(items) == 1 else []
    inner = [line for item in sums for line in _expression(item, indent + INDENT)]
    if not inner:
        comma = "," if len(items) > 1 else ""
        inner = [line for item in items for line in _expression(item, indent + INDENT, comma)]
    return [" " * indent + code[:start], *inner, " " * indent + code[end:] + ending]


def depths(code: str) -> Iterator[tuple[int, str, int]]:
    """Each character with its place and the number of brackets around it; text in quotes counts as inside."""
    depth, quoted = 0, False
    for k, c in enumerate(code):
        quoted ^= c == '"'
        depth -= c in ")]}" and not quoted
        yield k, c, depth + quoted
        depth += c in "([{" and not quoted


def bracketed(code: str) -> list[tuple[int, int]]:
    """Where the insides of the outermost round brackets start and end."""
    spans: list[tuple[int, int]] = []
    start = 0
    for k, c, depth in depths(code):
        if depth == 0 and c == "(":
            start = k + 1
        if depth == 0 and c == ")":
            spans.append((start, k))
    return spans


def split(code: str, operators: tuple[str, ...]) -> list[str]:
    """An expression cut before each of the binary operators that stands in no bracket."""
    cuts = [k for k, c, depth in depths(code) if depth == 0 and c in operators and code[k - 1 : k + 2] == f" {c} "]
    places = [0, *cuts, len(code)]
    return [code[a:b].strip() for a, b in pairwise(places)]


def split_arguments(code: str) -> list[str]:
    """What stands between the commas of a call."""
    cuts = [k for k, c, depth in depths(code) if depth == 0 and c == ","]
    places = [-1, *cuts, len(code)]
    return [part for a, b in pairwise(places) if (part := code[a + 1 : b].strip())]
