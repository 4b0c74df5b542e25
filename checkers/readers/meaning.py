"""A tree with the names of a question becomes a term, or a list of terms. Nothing is computed but exact fractions."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from checkers.readers.nested import Value, has_array, mapped, negated, paired, transposed
from checkers.readers.syntax import (
    Array,
    Big,
    Binary,
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
from checkers.readers.whole import Indices, Whole, separated
from derivations import integers as I
from derivations import terms as T
from derivations.notation import MAX_EXPONENT
from derivations.scalars import FORMULAS, derivative

BINDERS = {"sum": T.Sum, "prod": T.Product}
EULER = T.Apply("exp", T.ONE)
MAX_COMBINATIONS, MAX_BITS = 50, 4_000


class Meaning(Whole):
    """Gives a tree its meaning in a vocabulary."""

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
                return mapped(negated, self.value(inner))
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
                return paired(lambda a, b: T.total([a, negated(b)]), left, right, node.start)
            case "*" if isinstance(right, tuple) and isinstance(left, T.Term):
                return mapped(lambda b: T.Mul((left, b)), right)
            case "*" if isinstance(left, tuple) and isinstance(right, T.Term):
                return mapped(lambda a: T.Mul((a, right)), left)
            case "/" if isinstance(left, tuple) and isinstance(right, T.Term):
                return mapped(lambda a: T.quotient(a, right), left)
        raise ReadingError(
            "lists are added, or multiplied by a number; a product of two lists is not worked out here", node.start
        )

    # ---------------------------------------------------------------- values

    def term(self, node: Node, indices: Indices) -> T.Term:
        """The node as one number; a sum or product of any length is walked without recursion."""
        match node:
            case Numeral(_, value):
                return T.Number(value)
            case Group(_, inner):
                return self.term(inner, indices)
            case Negative(_, inner):
                return negated(self.term(inner, indices))
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
            case Big(start) if not self.goal:
                raise ReadingError("a sum over an index is not worked out here; give its value", start)
            case Big(start, kind, bounds, body):
                found = self.bound(bounds, body, indices)
                scope = {**indices, **{i.name: (i.low, i.high) for i in found}}
                return BINDERS[kind](found, self.term(body, scope))
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
            yield negated(inner) if negative else inner

    def product(self, node: Node, indices: Indices) -> T.Term:
        parts: list[tuple[bool, Node]] = []
        while isinstance(node, Binary) and node.operator in "*/":
            parts.append((node.operator == "/", node.right))
            node = node.left
        parts.append((False, node))
        coefficient, factors = Fraction(1), list[T.Term]()
        for divides, part in reversed(parts):
            if isinstance(part, Negative):
                coefficient, part = -coefficient, part.operand
            inner = self.term(part, indices)
            if isinstance(inner, T.Mul) and not divides:
                own = [f for f in inner.factors if isinstance(f, T.Number)]
                factors.extend(f for f in inner.factors if not isinstance(f, T.Number))
                for f in own:
                    coefficient *= f.value
            elif isinstance(inner, T.Number) and not (divides and inner.value == 0):
                coefficient = coefficient / inner.value if divides else coefficient * inner.value
            elif isinstance(inner, T.Number):
                raise ReadingError("division by zero", part.start)
            else:
                factors.append(T.Pow(inner, T.MINUS_ONE) if divides else inner)
            if coefficient.numerator.bit_length() + coefficient.denominator.bit_length() > MAX_BITS:
                raise ReadingError("the numbers in this product are too long", node.start)
        leads = (
            coefficient != 1 or not factors or (isinstance(factors[0], T.Pow) and factors[0].exponent == T.MINUS_ONE)
        )
        return T.product([T.Number(coefficient), *factors] if leads else factors)

    def power(self, node: Binary, indices: Indices) -> T.Term:
        if isinstance(node.left, Word) and node.left.text == "e" and self.is_euler(indices):
            return T.Apply("exp", self.term(node.right, indices))
        exponent = self.term(node.right, indices)
        if T.contains(exponent, T.Pow) and not T.tensors(exponent):
            raise ReadingError("a power of numbers is not read in an exponent", node.right.start)
        if isinstance(exponent, T.Number) and abs(exponent.value) > MAX_EXPONENT:
            raise ReadingError(f"an exponent may be at most {MAX_EXPONENT}", node.right.start)
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
            example = (
                f"{name}[{','.join(i.name for i in self.goal[:axes])}]" if len(self.goal) >= axes else f"{name}[..]"
            )
            raise ReadingError(
                f"{name} has {axes} {'axis' if axes == 1 else 'axes'} and needs its indices, as in {example}",
                node.start,
            )
        if name == "e" and self.is_euler(indices):
            return EULER
        if name == "pi":
            return T.Entry("pi", ())
        raise self.unknown(name, node.start)

    def entry(self, tensor: str, name: str, places: tuple[Node, ...], indices: Indices, start: int) -> T.Term:
        axes = len(self.vocabulary.ranges[tensor])
        places = separated(places, axes)
        if len(places) != axes:
            raise ReadingError(
                f"{name} has {axes} {'axis' if axes == 1 else 'axes'} and is read with {len(places)} indices", start
            )
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
            raise ReadingError(
                f"the derivative by {name} needs indices, as in \\frac{{\\partial E}}{{\\partial {name}_i}}", start
            )
        return self.entry(adjoint, name, places, indices, start)

    def call(self, node: Call, indices: Indices) -> T.Term:
        name = node.function
        if name in ("floor", "ceil", "min", "max", "mod"):
            if (
                name == "max"
                and len(node.arguments) == 2
                and T.ZERO in (both := [self.term(a, indices) for a in node.arguments])
            ):
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


def with_argument(slope: T.Term, argument: T.Term) -> T.Term:
    """The derivative of a scalar function, a term in the scalar `x`, at an argument."""
    if slope == T.Entry("x", ()):
        return argument
    return slope.rebuild(tuple(with_argument(c, argument) for c in slope.children))
