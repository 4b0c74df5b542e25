"""A tree with the names of a question becomes a term, or a list of terms. Nothing is computed but exact fractions."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from checkers.readers.syntax import (
    Array,
    Big,
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
from derivations.notation import MAX_EXPONENT
from derivations.printing.text import integer_text
from derivations.rule import Range
from derivations.scalars import FORMULAS, derivative

Value = T.Term | tuple["Value", ...]
Indices = dict[str, Range]
BINDERS = {"sum": T.Sum, "prod": T.Product}
EULER = T.Apply("exp", T.ONE)
MAX_COMBINATIONS, MAX_BITS = 50, 4_000


class Meaning:
    """Gives a tree its meaning in a vocabulary; `goal` renames the letters of a label, `dS_{i,j} = ...`, to the goal's."""

    def __init__(self, vocabulary: Vocabulary, goal: tuple[T.Index, ...] | None = None):
        self.vocabulary = vocabulary
        self.goal = vocabulary.goal if goal is None else goal
        self.combinations = 0
        self.free: Indices = {i.name: (i.low, i.high) for i in self.goal}

    # ---------------------------------------------------------------- lists

    def value(self, node: Node) -> Value:
        """The node as a term or as nested lists of terms."""
        match node:
            case Array(_, cells):
                return tuple(self.value(c) for c in cells)
            case Group(_, inner):
                return self.value(inner)
            case Call(_, "array", (inner,)):
                return self.value(inner)
            case Negative(_, inner) if has_array(inner):
                return mapped(T.negative, self.value(inner))
            case Binary(start, "^", left, Word(_, "T")) if has_array(left):
                return transposed(self.value(left), start)
            case Binary(start, "^", left, Group(_, Word(_, "T"))) if has_array(left):
                return transposed(self.value(left), start)
            case Binary() if has_array(node):
                return self.combined(node)
            case _:
                return self.term(node, self.free)

    def combined(self, node: Binary) -> Value:
        """Entry by entry: sums of lists of one shape, multiples of a list by a number."""
        self.combinations += 1
        if self.combinations > MAX_COMBINATIONS:
            raise ReadingError(f"lists are combined more than {MAX_COMBINATIONS} times", node.start)
        left, right = self.value(node.left), self.value(node.right)
        both = isinstance(left, tuple) and isinstance(right, tuple)
        match node.operator:
            case "+" if both:
                return paired(lambda a, b: T.total([a, b]), left, right, node.start)
            case "-" if both:
                return paired(lambda a, b: T.total([a, T.negative(b)]), left, right, node.start)
            case "*" if isinstance(right, tuple) and isinstance(left, T.Term):
                return mapped(lambda b: T.Mul((left, b)), right)
            case "*" if isinstance(left, tuple) and isinstance(right, T.Term):
                return mapped(lambda a: T.Mul((a, right)), left)
            case "/" if isinstance(left, tuple) and isinstance(right, T.Term):
                return mapped(lambda a: T.quotient(a, right), left)
        raise ReadingError("lists are added, or multiplied by a number; a product of two lists is not worked out here", node.start)

    # ---------------------------------------------------------------- values

    def term(self, node: Node, indices: Indices) -> T.Term:
        """The node as one number; a sum or product of any length is walked without recursion."""
        match node:
            case Numeral(_, value):
                return T.Number(value)
            case Group(_, inner):
                return self.term(inner, indices)
            case Negative(_, inner):
                inside = self.term(inner, indices)
                return T.Number(-inside.value) if isinstance(inside, T.Number) else T.negative(inside)
            case Word():
                return self.word(node, indices)
            case Subscript(start, name, places):
                tensor = self.vocabulary.tensor(name)
                if tensor is None:
                    raise self.unknown(name, start)
                return self.entry(tensor, name, places, indices, start)
            case Slope(start, name, places):
                return self.slope(start, name, places, indices)
            case Binary(_, "+" | "-"):
                return T.total(list(self.addends(node, indices)))
            case Binary(_, "*" | "/"):
                return self.product(node, indices)
            case Binary():
                return self.power(node, indices)
            case Call():
                return self.call(node, indices)
            case Big(start, kind, bounds, body):
                found = self.bound(bounds, body, indices)
                inner = {**indices, **{i.name: (i.low, i.high) for i in found}}
                return BINDERS[kind](found, self.term(body, inner))
            case Array(start):
                raise ReadingError("a list stands here, and one number is expected", start)
        raise ReadingError("this cannot be read as a value", node.start)

    def addends(self, node: Node, indices: Indices) -> Iterator[T.Term]:
        parts: list[tuple[bool, Node]] = []
        while isinstance(node, Binary) and node.operator in "+-":
            parts.append((node.operator == "-", node.right))
            node = node.left
        parts.append((False, node))
        for negative, part in reversed(parts):
            inner = self.term(part, indices)
            yield inner if not negative else T.Number(-inner.value) if isinstance(inner, T.Number) else T.negative(inner)

    def product(self, node: Node, indices: Indices) -> T.Term:
        parts: list[tuple[bool, Node]] = []
        while isinstance(node, Binary) and node.operator in "*/":
            parts.append((node.operator == "/", node.right))
            node = node.left
        parts.append((False, node))
        coefficient, factors = Fraction(1), list[T.Term]()
        for divides, part in reversed(parts):
            inner = self.term(part, indices)
            if isinstance(inner, T.Number) and not (divides and inner.value == 0):
                coefficient = coefficient / inner.value if divides else coefficient * inner.value
            elif isinstance(inner, T.Number):
                raise ReadingError("division by zero", part.start)
            else:
                factors.append(T.Pow(inner, T.MINUS_ONE) if divides else inner)
            if coefficient.numerator.bit_length() + coefficient.denominator.bit_length() > MAX_BITS:
                raise ReadingError("the numbers in this product are too long", node.start)
        return T.product([T.Number(coefficient), *factors] if coefficient != 1 or not factors else factors)

    def power(self, node: Binary, indices: Indices) -> T.Term:
        if isinstance(node.left, Word) and node.left.text == "e" and self.is_euler(indices):
            return T.Apply("exp", self.term(node.right, indices))
        exponent = self.term(node.right, indices)
        if T.contains(exponent, T.Pow) and not T.tensors(exponent):
            raise ReadingError("a power of numbers is not read in an exponent", node.start)
        if isinstance(exponent, T.Number) and abs(exponent.value) > MAX_EXPONENT:
            raise ReadingError(f"an exponent may be at most {MAX_EXPONENT}", node.start)
        if isinstance(node.left, Word) and node.left.text == "e":
            raise ReadingError("e is an index here; write exp(...) for the exponential function", node.start)
        return T.Pow(self.term(node.left, indices), exponent)

    def is_euler(self, indices: Indices) -> bool:
        return "e" not in indices and "e" not in self.vocabulary.sizes and self.vocabulary.tensor("e") is None

    def word(self, node: Word, indices: Indices) -> T.Term:
        name = node.text
        if name in indices or name in self.vocabulary.sizes:
            return T.Size(I.symbol(name))
        if name in self.vocabulary.numbers:
            return T.Number(self.vocabulary.numbers[name])
        tensor = self.vocabulary.tensor(name)
        if tensor is not None and not self.vocabulary.ranges[tensor]:
            return T.Entry(tensor, ())
        if tensor is not None:
            axes = len(self.vocabulary.ranges[tensor])
            example = f"{name}[{','.join(i.name for i in self.goal[:axes])}]" if len(self.goal) >= axes else f"{name}[..]"
            raise ReadingError(f"{name} has {axes} {'axis' if axes == 1 else 'axes'} and needs its indices, as in {example}", node.start)
        if name == "e" and self.is_euler(indices):
            return EULER
        if name == "pi":
            return T.Entry("pi", ())
        raise self.unknown(name, node.start)

    def unknown(self, name: str, start: int) -> ReadingError:
        if len(name) <= 2 and name.isalpha() and self.goal:
            return ReadingError(
                f"{name!r} is not an index of the answer and is not summed over; the answer's indices: {ranged(self.goal)}", start
            )
        return ReadingError(f"{name!r} is not known here; an answer is made of {self.vocabulary.described()}", start)

    def entry(self, tensor: str, name: str, places: tuple[Node, ...], indices: Indices, start: int) -> T.Term:
        axes = len(self.vocabulary.ranges[tensor])
        places = separated(places, axes)
        if len(places) != axes:
            raise ReadingError(f"{name} has {axes} {'axis' if axes == 1 else 'axes'} and is read with {len(places)} indices", start)
        at = tuple(self.integer(p, indices) for p in places)
        if tensor in self.vocabulary.integers:
            return T.Size(I.read(tensor, at))
        return T.Entry(tensor, at)

    def slope(self, start: int, name: str, places: tuple[Node, ...], indices: Indices) -> T.Term:
        tensor = self.vocabulary.tensor(name) or name
        adjoint = self.vocabulary.slopes.get(tensor)
        if adjoint is None:
            raise ReadingError(f"the derivative by {name} is not given; it has to be worked out", start)
        if not places and self.vocabulary.ranges[adjoint]:
            raise ReadingError(f"the derivative by {name} needs indices, as in \\frac{{\\partial E}}{{\\partial {name}_i}}", start)
        return self.entry(adjoint, name, places, indices, start)

    def call(self, node: Call, indices: Indices) -> T.Term:
        name = node.function
        if name in ("floor", "ceil", "min", "max", "mod"):
            if name == "max" and len(node.arguments) == 2 and T.ZERO in (both := [self.term(a, indices) for a in node.arguments]):
                return T.Apply("relu", both[1] if both[0] == T.ZERO else both[0])
            return T.Size(self.integer(node, indices))
        if len(node.arguments) != 1:
            raise ReadingError(f"{name} takes one argument, not {len(node.arguments)}", node.start)
        argument = self.term(node.arguments[0], indices)
        if name.endswith("'"):
            return with_argument(derivative(name[:-1]), argument)
        if name not in FORMULAS:
            raise ReadingError(f"{name!r} is not a function here", node.start)
        return T.Apply(name, argument)

    # ---------------------------------------------------------------- whole numbers: indices and bounds

    def integer(self, node: Node, indices: Indices) -> Integer:
        """The node as a whole-number expression of sizes and indices."""
        match node:
            case Numeral(start, value):
                if value.denominator != 1 or abs(value) > 10**6:
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
                return a + b if operator == "+" else a - b if operator == "-" else a * b
            case Call(start, "floor" | "ceil" as name, (inner,)):
                quotient = inner
                while isinstance(quotient, Group):
                    quotient = quotient.inner
                if not (isinstance(quotient, Binary) and quotient.operator == "/"):
                    return self.rounded(quotient, name, indices)
                return self.quotient(name, self.integer(quotient.left, indices), self.integer(quotient.right, indices), start)
            case Call(start, "min" | "max" as name, arguments) if len(arguments) > 1:
                return I.extreme(name, [self.integer(a, indices) for a in arguments])
            case Call(start, "mod", (left, right)):
                a, b = self.integer(left, indices), self.integer(right, indices)
                return a - b * self.quotient("floor", a, b, start)
            case Subscript(start, name, places) if self.vocabulary.tensor(name) in self.vocabulary.integers:
                return I.read(self.vocabulary.tensor(name) or name, tuple(self.integer(p, indices) for p in places))
        raise ReadingError("this is not a whole-number expression of sizes and indices; a half needs floor or ceil", node.start)

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
                raise ReadingError(f"{b.name!r} already has a meaning here; a summed index needs a letter of its own", b.start)
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
                    f"index {b.name!r} runs over {shown(seen[0][1])} in {seen[0][0]} but over {shown(axis)} in {name}; state its range",
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


def has_array(node: Node) -> bool:
    return any(isinstance(n, Array) for n in walked(node))


def mapped(f: object, value: Value) -> Value:
    if isinstance(value, tuple):
        return tuple(mapped(f, v) for v in value)
    return f(value)  # type: ignore[operator, no-any-return]


def paired(f: object, left: Value, right: Value, start: int) -> Value:
    if isinstance(left, tuple) and isinstance(right, tuple) and len(left) == len(right):
        return tuple(paired(f, a, b, start) for a, b in zip(left, right))
    if isinstance(left, tuple) or isinstance(right, tuple):
        raise ReadingError("these two lists have different shapes", start)
    return f(left, right)  # type: ignore[operator, no-any-return]


def transposed(value: Value, start: int) -> Value:
    if isinstance(value, tuple) and all(isinstance(r, tuple) and len(r) == len(value[0]) for r in value):  # type: ignore[arg-type]
        return tuple(zip(*value))  # type: ignore[arg-type]
    if isinstance(value, tuple) and not any(isinstance(v, tuple) for v in value):
        return value
    raise ReadingError("only a list or a matrix is transposed", start)


def with_argument(slope: T.Term, argument: T.Term) -> T.Term:
    """The derivative of a scalar function, a term in the scalar `x`, at an argument."""
    if slope == T.Entry("x", ()):
        return argument
    return slope.rebuild(tuple(with_argument(c, argument) for c in slope.children))
