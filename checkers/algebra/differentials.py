"""Names of two parts: dX and delta c_t, where a document writes its differentials and its error signals so."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from checkers.algebra.reading import Side
from checkers.algebra.table import CONSTANTS
from checkers.algebra.tree import Entry, Name, Node, Operation, Transpose, walked

UPRIGHT = re.compile(r"\{?\s*+\\(?:mathrm\s*+\{?|text\s*+\{|operatorname\s*+\{|rm\s++)\s*+d(?![A-Za-z])")
UNREAD = "the differential of a formula is not read"
PREFIXES = ("delta",)
D = r"(?:(?<![A-Za-z\\}_^])d|\\(?:mathrm|text|operatorname)\s?\{\s?d\s?\}|\\mathrm\s?d(?![a-z]))(?:\\[,!]|\s|\{\})?"
OF_LETTER = rf"{D}\(?(?:[A-Za-z](?![a-z])|\\[A-Za-z]|\{{?\\(?:mathbf|bm|boldsymbol))"
FUNCTIONS = r"\\(?:operatorname|mathrm|log|ln|det|tr|exp|\||lVert|Vert)"
BEHIND = rf"[^=]{{0,300}}=[^=]{{0,300}}?{OF_LETTER}"
SPEAKS = re.compile(
    rf"{D}(?:\\(?:left|[bB]igl?)\s?)?[(\[]{BEHIND}|{D}{FUNCTIONS}{BEHIND}"
    rf"|{OF_LETTER}\s?&?=[^=]{{0,100}}\\(?:operatorname|mathrm|text)\s?\{{\s?[tT]r\s?\}}[^=]{{0,100}}?{OF_LETTER}"
)


@lru_cache(maxsize=8)
def speaks_of_differentials(formulas: str) -> bool:
    """Is d of a product or of a function in the document, beside the d of a letter?"""
    return SPEAKS.search(formulas) is not None


class Loose(Exception):
    """A prefix before something that is no name."""


def upright(latex: str) -> Callable[[Name], bool]:
    """Is a d of the formula a differential, written upright?"""
    return lambda n: n.name == "d" and bool(UPRIGHT.match(latex, max(n.start, 0)))


def with_differentials(latex: str, sides: Sequence[Side]) -> list[Side]:
    """The sides with dX for upright d and X. Raises Loose where an upright d stands before something else."""
    if not any(upright(latex)(n) for s in sides for t in s.trees for n in walked(t, Name)):
        return list(sides)
    return [replace(s, trees=tuple(joined(t, upright(latex)) for t in s.trees)) for s in sides]


def prefixes(statements: Sequence[Sequence[Side]]) -> list[str]:
    """Letters that stand before other names everywhere, and begin left sides of equations: delta in delta h = ..."""
    found: list[str] = []
    for letter in PREFIXES:
        trees = [s.trees[0] for sides in statements for s in sides]
        if not any(n.name == letter for t in trees for n in walked(t, Name)):
            continue
        try:
            heads = [joined(sides[0].trees[0], called(letter)) for sides in statements if len(sides) > 1]
            for t in trees:
                joined(t, called(letter))
        except Loose:
            continue
        if sum(name_of(h).startswith(letter + " ") for h in heads) > 1:
            found.append(letter)
    return found


def with_prefix(letter: str, sides: Sequence[Side]) -> list[Side]:
    """The sides with names of two parts. Raises Loose."""
    return [replace(s, trees=tuple(joined(t, called(letter)) for t in s.trees)) for s in sides]


def called(letter: str) -> Callable[[Name], bool]:
    return lambda n: n.name == letter


def name_of(head: Node) -> str:
    base = head.base if isinstance(head, Entry) else head
    return base.name if isinstance(base, Name) else ""


def factors(node: Node) -> Iterator[Node]:
    """The factors that stand side by side."""
    if isinstance(node, Operation) and node.operator == " ":
        yield from factors(node.left)
        yield node.right
    else:
        yield node


def joined(node: Node, prefix: Callable[[Name], bool]) -> Node:
    """The formula with a prefix and the name behind it as one name. Raises Loose."""
    if isinstance(node, Name) and prefix(node):
        raise Loose
    if isinstance(node, Entry) and isinstance(node.base, Name) and prefix(node.base):
        raise Loose
    if isinstance(node, Operation) and node.operator == " ":
        found: list[Node] = []
        waiting: Name | None = None
        for factor in factors(node):
            if isinstance(factor, Name) and prefix(factor):
                if waiting is not None:
                    raise Loose
                waiting = factor
            elif waiting is not None:
                found.append(named(waiting, factor))
                waiting = None
            else:
                found.append(joined(factor, prefix))
        if waiting is not None:
            raise Loose
        out = found[0]
        for factor in found[1:]:
            out = Operation(" ", out, factor, start=factor.start)
        return out
    return node.rebuild(tuple(joined(c, prefix) for c in node.children)) if node.children else node


def named(prefix: Name, node: Node) -> Node:
    match node:
        case Name(name) if name not in CONSTANTS:
            return replace(node, name=f"{prefix.name} {name}", start=prefix.start)
        case Entry(Name() as base, _):
            return replace(node, base=named(prefix, base), start=prefix.start)
        case Transpose((Name() | Entry()) as inner):
            return replace(node, operand=named(prefix, inner))
    raise Loose


__all__ = ["UNREAD", "Loose", "prefixes", "speaks_of_differentials", "with_differentials", "with_prefix"]
