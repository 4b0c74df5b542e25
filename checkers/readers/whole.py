"""Whole-number expressions in an answer: indices, the bounds of sums, and the ranges that are not stated."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from checkers.readers.syntax import (
    Binary,
    Bound,
    Call,
    Group,
    Negative,
    Node,
    Numeral,
    ReadingError,
    Slope,
    Subscript,
    Word,
)
from checkers.readers.vocabulary import Vocabulary, ranged
from derivations import integers as I
from derivations import terms as T
from derivations.integers import Integer
from derivations.printing.text import integer_text
from derivations.rule import Range

Indices = dict[str, Range]
MAX_WHOLE, MAX_PARTS = 10**6, 60


class Whole:
    """Gives trees their meaning as whole numbers; goal: the free indices of the answer."""

    def __init__(self, vocabulary: Vocabulary, goal: tuple[T.Index, ...] | None = None):
        self.vocabulary = vocabulary
        self.goal = vocabulary.goal if goal is None else goal
        self.combinations = 0
        self.free: Indices = {i.name: (i.low, i.high) for i in self.goal}

    def unknown(self, name: str, start: int) -> ReadingError:
        """The sentence about a name without a meaning."""
        name = name if len(name) <= 40 else name[:40] + "..."
        if name in self.vocabulary.withheld:
            return ReadingError(f"{name} is not given; it has to be worked out", start)
        if len(name) <= 2 and name.isalpha() and self.goal:
            return ReadingError(
                f"{name!r} is not an index of the answer and is not summed over; "
                f"the answer's indices: {ranged(self.goal)}",
                start,
            )
        return ReadingError(f"{name!r} is not known here; an answer is made of {self.vocabulary.described()}", start)

    def integer(self, node: Node, indices: Indices) -> Integer:
        """The node as a whole-number expression of sizes and indices."""
        match node:
            case Numeral(start, value):
                if value.denominator != 1 or abs(value) > MAX_WHOLE:
                    raise ReadingError(f"{node.text} cannot stand in an index", start)
                return I.integer(int(value))
            case Word(start, name):
                if name in indices or name in self.vocabulary.sizes:
                    return I.symbol(name)
                raise self.unknown(name, start)
            case Group(_, inner):
                return self.integer(inner, indices)
            case Negative(_, inner):
                return -self.integer(inner, indices)
            case Binary(_, operator, left, right) if operator in "+-*":
                a, b = self.integer(left, indices), self.integer(right, indices)
                found = a + b if operator == "+" else a - b if operator == "-" else a * b
                if len(found.parts) > MAX_PARTS or any(abs(c) > MAX_WHOLE**2 for _, c in found.parts):
                    raise ReadingError("this expression is too long to stand in an index", node.start)
                return found
            case Call(start, "floor" | "ceil" as name, (inner,)):
                quotient = inner
                while isinstance(quotient, Group):
                    quotient = quotient.inner
                if not (isinstance(quotient, Binary) and quotient.operator == "/"):
                    return self.rounded(quotient, name, indices)
                return self.quotient(
                    name, self.integer(quotient.left, indices), self.integer(quotient.right, indices), start
                )
            case Call(start, "min" | "max" as name, arguments) if len(arguments) > 1:
                return I.extreme(name, [self.integer(a, indices) for a in arguments])
            case Call(start, "mod", (left, right)):
                a, b = self.integer(left, indices), self.integer(right, indices)
                return a - b * self.quotient("floor", a, b, start)
            case Subscript(start, name, places) if self.vocabulary.tensor(name) in self.vocabulary.integers:
                return I.read(self.vocabulary.tensor(name) or name, tuple(self.integer(p, indices) for p in places))
        raise ReadingError(
            "this is not a whole-number expression of sizes and indices; a half needs floor or ceil", node.start
        )

    def rounded(self, node: Node, name: str, indices: Indices) -> Integer:
        """ceil(d/2 + 1), ceil((d+1)/2 - 1): whole parts beside one quotient."""
        if isinstance(node, Binary) and node.operator in "+-":
            for part, whole, sign in ((node.left, node.right, 1 if node.operator == "+" else -1),):
                return self.integer(Call(node.start, name, (part,)), indices) + sign * self.integer(whole, indices)
        return self.integer(node, indices)

    def quotient(self, name: str, top: Integer, bottom: Integer, start: int) -> Integer:
        if bottom.constant is not None and bottom.constant <= 0:
            raise ReadingError("the denominator inside an index must be positive", start)
        return I.floor(top, bottom) if name == "floor" else I.ceil(top, bottom)

    # ---------------------------------------------------------------- bound indices

    def bound(self, bounds: tuple[Bound, ...], body: Node, indices: Indices) -> tuple[T.Index, ...]:
        """The indices of a sum, with the ranges stated or read off the axes on which they stand alone."""
        found: list[T.Index] = []
        scope = dict(indices)
        for b in bounds:
            if b.name in scope or b.name in self.vocabulary.sizes:
                raise ReadingError(
                    f"{b.name!r} already has a meaning here; a summed index needs a letter of its own", b.start
                )
            if len(b.name) > 1 or not b.name.isalpha():
                raise ReadingError("a summed index is one letter", b.start)
            if b.low is not None and b.high is not None:
                low, high = self.integer(b.low, scope), self.integer(b.high, scope)
            else:
                low, high = self.inferred(b, body)
            found.append(T.Index(b.name, low, high))
            scope[b.name] = (low, high)
        return tuple(found)

    def inferred(self, b: Bound, body: Node) -> Range:
        seen: list[tuple[str, Range]] = []
        for node in walked(body):
            if isinstance(node, (Subscript, Slope)):
                tensor = self.vocabulary.tensor(node.name) or ""
                if isinstance(node, Slope):
                    tensor = self.vocabulary.slopes.get(tensor, "")
                axes = self.vocabulary.ranges.get(tensor, ())
                for place, axis in zip(separated(node.places, len(axes)), axes):
                    if isinstance(place, Word) and place.text == b.name:
                        seen.append((node.name, axis))
        if not seen:
            raise ReadingError(f"the range of index {b.name!r} is not stated and cannot be read off a tensor", b.start)
        for name, axis in seen[1:]:
            if axis != seen[0][1]:
                raise ReadingError(
                    f"index {b.name!r} runs over {shown(seen[0][1])} in {seen[0][0]} but over {shown(axis)} in {name}; "
                    "state its range",
                    b.start,
                )
        return seen[0][1]


def shown(r: Range) -> str:
    return f"{integer_text(r[0])}..{integer_text(r[1])}"


def separated(places: tuple[Node, ...], axes: int) -> tuple[Node, ...]:
    """Subscripts written without a comma: `s_{ij}`, `x_{11}`, two ceilings side by side."""
    if len(places) != 1 or axes < 2:
        return places
    node = places[0]
    while isinstance(node, Group):
        node = node.inner
    if isinstance(node, Numeral) and len(node.text) == axes and node.text.isdigit():
        return tuple(Numeral(node.start + k, Fraction(int(c)), c) for k, c in enumerate(node.text))
    parts: list[Node] = []
    while isinstance(node, Binary) and node.implicit:
        parts.append(node.right)
        node = node.left
    return (node, *reversed(parts)) if len(parts) == axes - 1 else places


def walked(node: Node) -> Iterator[Node]:
    """The node and everything in it."""
    waiting = [node]
    while waiting:
        here = waiting.pop()
        yield here
        for name in ("inner", "operand", "left", "right", "body"):
            if isinstance(inside := getattr(here, name, None), Node):
                waiting.append(inside)
        for name in ("cells", "arguments", "places"):
            waiting.extend(getattr(here, name, ()))
