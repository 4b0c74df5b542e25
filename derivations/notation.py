"""Text in the notation (notation.lark) to terms. The grammar is the whole language: nothing is evaluated.

`NotationError` (syntax.py) points at the character. Ranges of indices are read off the tensors on whose axes they stand
alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from lark import Token, Tree

from derivations import integers as I
from derivations import terms as T
from derivations.integer_reader import INTEGER_FUNCTIONS, IntegerReader
from derivations.integers import Integer
from derivations.printing.text import integer_text
from derivations.rule import Range
from derivations.scalars import FORMULAS
from derivations.scope import Scope
from derivations.syntax import NotationError, parse_tree

MAX_EXPONENT = 10_000
__all__ = ["INTEGER_FUNCTIONS", "NotationError", "Reader", "Scope", "parse_integer", "parse_term", "parse_tree"]

BIG = {"sum": T.Sum, "prod": T.Product, "max": T.Max}


def parse_term(text: str, scope: Scope) -> T.Term:
    """Read one term."""
    return Reader(text, scope).term(parse_tree(text, "expr"))


def parse_integer(text: str, scope: Scope) -> Integer:
    """Read one integer expression, such as a size or the bound of a range."""
    return Reader(text, scope).integer(parse_tree(text, "expr"))


class Reader(IntegerReader):
    """Builds terms from a syntax tree, in a scope."""

    def term(self, tree: Tree[Token]) -> T.Term:
        """The tree as a term."""
        kids = tree.children
        match tree.data:
            case "number":
                return T.Number(Fraction(str(kids[0])))
            case "name":
                return self.name(kids[0])
            case "paren":
                return self.term(kids[0])
            case "neg" | "mul" | "div":
                return T.product(self.factors(tree))
            case "add":
                return T.Add((*self.addends(kids[0]), self.term(kids[1])))
            case "sub":
                return T.Add((*self.addends(kids[0]), T.product(negated(self.factors(kids[1])))))
            case "pow":
                return T.Pow(self.term(kids[0]), self.exponent(kids[1]))
            case "big":
                indices = self.binders(kids[1], [kids[2]])
                return BIG[str(kids[0])](indices, self.inside(indices).term(kids[2]))
            case "select":
                indices = self.binders(kids[0], [kids[1]])
                at = tuple(self.integer(k) for k in kids[2:])
                if len(at) != len(indices):
                    raise self.error(f"argmax binds {len(indices)} indices and is given {len(at)} places", tree)
                return T.Select(indices, self.inside(indices).term(kids[1]), at)
            case "entry":
                return self.entry(tree)
            case "call":
                return self.call(tree)
            case "bracket":
                return self.bracket(tree)
        raise self.error("this cannot be read as a value", tree)

    def inside(self, indices: tuple[T.Index, ...]) -> Reader:
        return Reader(self.text, self.scope.within(indices))

    def addends(self, tree: Tree[Token]) -> tuple[T.Term, ...]:
        if tree.data in ("add", "sub"):
            added = self.term(tree)
            assert isinstance(added, T.Add)
            return added.terms
        return (self.term(tree),)

    def factors(self, tree: Tree[Token]) -> tuple[T.Term, ...]:
        """The factors of an unparenthesised chain of * and /; a leading number absorbs a sign and a denominator."""
        match tree.data:
            case "mul":
                return (*self.factors(tree.children[0]), self.term(tree.children[1]))
            case "div":
                top, bottom = self.factors(tree.children[0]), self.term(tree.children[1])
                if isinstance(bottom, T.Number) and len(top) == 1 and isinstance(top[0], T.Number):
                    if bottom.value == 0:
                        raise self.error("division by zero", tree.children[1])
                    return (T.Number(top[0].value / bottom.value),)
                return (*top, T.Pow(bottom, T.MINUS_ONE))
            case "neg":
                return negated(self.factors(tree.children[0]))
            case _:
                return (self.term(tree),)

    def exponent(self, tree: Tree[Token]) -> T.Term:
        e = self.term(tree)
        if isinstance(e, T.Number) and abs(e.value) > MAX_EXPONENT:
            raise self.error(f"an exponent may be at most {MAX_EXPONENT}", tree)
        return e

    def name(self, name: Tree[Token] | Token) -> T.Term:
        n = str(name)
        if n in self.scope.indices or n in self.scope.sizes:
            return T.Size(I.symbol(n))
        if n == "pi" or (n in self.scope.ranges and not self.scope.ranges[n]):
            return T.Entry(n, ())
        if n in self.scope.ranges:
            axes = len(self.scope.ranges[n])
            raise self.error(
                f"{n} has {axes} {'axis' if axes == 1 else 'axes'} and is read here without an index", name
            )
        raise self.error(f"{n!r} is not known here; known: {self.known()}", name)

    def known(self) -> str:
        return ", ".join(sorted({*self.scope.ranges, *self.scope.sizes, *self.scope.indices})) or "nothing"

    def entry(self, tree: Tree[Token]) -> T.Term:
        name, *places = tree.children
        n = str(name)
        if n not in self.scope.ranges:
            raise self.error(f"{n!r} is not a tensor here; known: {self.known()}", tree)
        axes = self.scope.ranges[n]
        if len(axes) != len(places):
            raise self.error(f"{n} has {len(axes)} axes and is read here with {len(places)} indices", tree)
        if n in self.scope.integers:
            return T.Size(self.integer(tree))
        return T.Entry(n, tuple(self.integer(p) for p in places))

    def call(self, tree: Tree[Token]) -> T.Term:
        name, *arguments = tree.children
        f = str(name)
        if f == "diff":
            wrt = self.term(arguments[-1])
            if len(arguments) != 2 or not isinstance(wrt, T.Entry):
                raise self.error("diff takes a term and one entry of a tensor: diff(x[i]^2, x[j])", tree)
            return T.Partial(self.term(arguments[0]), wrt)
        if f == "size" and len(arguments) == 1:
            return T.Size(self.integer(arguments[0]))
        if f in INTEGER_FUNCTIONS:
            return T.Size(self.integer(tree))
        if f not in FORMULAS:
            raise self.error(f"{f!r} is not a function here; known: {', '.join(sorted(FORMULAS))}", tree)
        if len(arguments) != 1:
            raise self.error(f"{f} takes one argument, not {len(arguments)}", tree)
        return T.Apply(f, self.term(arguments[0]))

    def bracket(self, tree: Tree[Token]) -> T.Term:
        left, relation, right = tree.children
        r = str(relation)
        if not (self.is_integer(left) and self.is_integer(right)):
            return T.Compare(r, self.term(left), self.term(right))
        a, b = self.integer(left), self.integer(right)
        match r:
            case "<":
                return T.Iverson("<=", a + 1, b)
            case ">":
                return T.Iverson("<=", b + 1, a)
            case ">=":
                return T.Iverson("<=", b, a)
            case _:
                return T.Iverson(r, a, b)

    # ---------------------------------------------------------------- ranges

    def binders(self, tree: Tree[Token], where: list[Tree[Token]]) -> tuple[T.Index, ...]:
        """The bound indices with their ranges, stated or read off `where`."""
        found: list[T.Index] = []
        reader = self
        for binder in tree.children:
            name = binder.children[0]
            n = str(name)
            if n in reader.scope.indices or n in reader.scope.sizes or n in reader.scope.ranges:
                raise self.error(f"{n!r} already has a meaning here; a bound index needs a name of its own", name)
            if len(binder.children) > 1 and binder.children[1] is not None:
                low, high = reader.integer(binder.children[1]), reader.integer(binder.children[2])
            else:
                low, high = reader.infer(name, where)
            found.append(T.Index(n, low, high))
            reader = reader.inside((found[-1],))
        return tuple(found)

    def infer(self, name: Token, where: list[Tree[Token]]) -> Range:
        """The range of the axes on which `name` stands alone."""
        n, seen = str(name), []
        for tensor, axis in _alone(n, where):
            if tensor in self.scope.ranges and axis < len(self.scope.ranges[tensor]):
                seen.append((tensor, self.scope.ranges[tensor][axis]))
        if not seen:
            raise self.error(
                f"the range of index {n!r} is not stated, and it stands alone on no axis; write {n} in 1..N", name
            )
        for tensor, found in seen[1:]:
            if found != seen[0][1]:
                raise self.error(
                    f"index {n!r} runs over {_plain(seen[0][1])} in {seen[0][0]} but over {_plain(found)} in {tensor}",
                    name,
                )
        return seen[0][1]


def _plain(r: Range) -> str:
    return f"{integer_text(r[0])}..{integer_text(r[1])}"


def _alone(name: str, where: list[Tree[Token]]) -> Iterator[tuple[str, int]]:
    for tree in where:
        for entry in tree.find_data("entry"):
            for axis, place in enumerate(entry.children[1:]):
                if place.data == "name" and str(place.children[0]) == name:
                    yield str(entry.children[0]), axis


def negated(factors: tuple[T.Term, ...]) -> tuple[T.Term, ...]:
    """Factors of the negative: a leading number changes its sign, else -1 goes in front."""
    if isinstance(factors[0], T.Number):
        return (T.Number(-factors[0].value), *factors[1:])
    return (T.MINUS_ONE, *factors)
