"""Long statements of printed code, broken where brackets allow it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

WIDTH = 110
INDENT = 4


def folded(statement: str, indent: int) -> list[str]:
    """The lines of an assignment, indented; none longer than WIDTH where a break inside brackets can help."""
    line = " " * indent + statement
    if len(line) <= WIDTH or " = " not in statement:
        return [line]
    head, _, expression = statement.partition(" = ")
    pieces = operands(expression)
    if len(pieces) > 1:
        inner = [line for p in pieces for line in _inside(p, indent + INDENT)]
        return [f"{' ' * indent}{head} = (", *inner, " " * indent + ")"]
    first, *rest = _opened(expression, indent, "")
    return [f"{' ' * indent}{head} = {first.lstrip()}", *rest]


def _inside(code: str, indent: int, ending: str = "") -> list[str]:
    """An expression that stands inside brackets."""
    if indent + len(code + ending) <= WIDTH:
        return [" " * indent + code + ending]
    pieces = operands(code)
    if len(pieces) == 1:
        return _opened(code, indent, ending)
    return [line for p in pieces[:-1] for line in _inside(p, indent)] + _inside(pieces[-1], indent, ending)


def _opened(code: str, indent: int, ending: str) -> list[str]:
    """An expression broken inside its widest brackets."""
    start, end = max(bracketed(code), key=lambda span: span[1] - span[0], default=(0, 0))
    if end - start < INDENT * 3:
        return [" " * indent + code + ending]
    items = split(code[start:end], ",")
    comma = "," if len(items) > 1 else ""
    inner = [line for item in items for line in _inside(item.strip(" ,"), indent + INDENT, comma)]
    return [" " * indent + code[:start], *inner, " " * indent + code[end:] + ending]


def operands(code: str) -> list[str]:
    """An expression cut before each of its loosest binary operators; several sums or conditions, else itself."""
    conditions = split(code, "&")
    return conditions if len(conditions) > 1 else split(code, "+-")


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


def split(code: str, operators: str) -> list[str]:
    """An expression cut before each of the binary operators, or behind each comma, that stands in no bracket."""
    cuts = [
        k if c != "," else k + 1
        for k, c, depth in depths(code)
        if depth == 0 and c in operators and (c == "," or code[k - 1 : k + 2] == f" {c} ")
    ]
    places = [0, *cuts, len(code)]
    return [part for a, b in pairwise(places) if (part := code[a:b].strip())]


def listed(opening: str, items: Sequence[str], closing: str) -> list[str]:
    """Items between brackets, on as many lines as they need."""
    line = opening + ", ".join(items) + closing
    if len(line) <= WIDTH:
        return [line]
    own = " " * (len(opening) - len(opening.lstrip()))
    lines = [own + " " * INDENT]
    for item in items:
        if len(lines[-1]) + len(item) + 2 > WIDTH:
            lines.append(own + " " * INDENT)
        lines[-1] += ("" if lines[-1].isspace() else " ") + item + ","
    return [opening, *lines, own + closing.lstrip()]
