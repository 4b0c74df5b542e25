"""What starts with a name: entries, functions, sums over indices, derivatives."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from checkers.algebra.cursor import DECORATED, Cursor, number
from checkers.algebra.spelling import BIG, FUNCTION_LETTERS, FUNCTIONS, SAME_HAT
from checkers.algebra.tree import (
    Apply,
    Big,
    Bound,
    Derivative,
    Entry,
    Label,
    Name,
    Negative,
    Node,
    Number,
    Operation,
    ReadingError,
    Relation,
    Rows,
    Slice,
    Transpose,
)

INDICATORS = frozenset({"one", "mathbb1", "indicator"})


class Quantities(Cursor):
    """The part of the grammar that starts with a name."""

    expression: Callable[[], Node]
    condition: Callable[[], Node]
    product: Callable[[], Node]
    power: Callable[[], Node]
    atom: Callable[[], Node]

    def name(self) -> Node:
        """A name token: a function with its argument, a big operator, or a quantity."""
        t = self.token
        if t.text in ("sum", "prod") and t.text not in self.known.names and not self.calls_array_function():
            return self.big(self.take())
        if t.text in ("max", "min") and self.ahead().kind == "mark" and self.ahead().text == "_":
            return self.big(self.take())
        if t.text in ("I", "indicator") and t.text not in self.known.names and self.indicates(1):
            self.take()
            return self.indicator()
        if self.applies(t.text):
            return self.function(self.take())
        self.take()
        numbered = re.fullmatch(r"([A-Za-z]+)(\d+)", t.text)
        if numbered and t.text not in self.known.names:  # W1 is W_1
            places = (Number(Fraction(int(numbered[2])), numbered[2], start=t.start),)
            return Entry(Name(numbered[1], start=t.start), places, start=t.start)
        if t.text == "arg" and self.token.kind == "name" and self.token.text in ("max", "min"):
            raise ReadingError("argmax is an index and no value here", t.start)
        if t.text == "delta" and "delta" not in self.known.names and self.at("(", "["):
            return Entry(
                Name("delta", start=t.start), self.places({"(": ")", "[": "]"}[self.take().text]), start=t.start
            )
        return Name(t.text, start=t.start)

    def calls_array_function(self) -> bool:
        """sum(x, axis=0) and not sum_{i} or sum(i=1..n)."""
        after = self.ahead()
        return (
            after.kind == "mark"
            and after.text == "("
            and not (self.ahead(2).kind == "name" and self.ahead(3).kind == "mark" and self.ahead(3).text in ("=",))
        )

    def indicates(self, steps: int) -> bool:
        """Does a bracket with a relation inside, or a subscript with one, follow?"""
        place = self.place + steps
        t = self.tokens[min(place, len(self.tokens) - 1)]
        if t.kind == "mark" and t.text == "_":
            place += 1
            t = self.tokens[min(place, len(self.tokens) - 1)]
        if not (t.kind == "mark" and t.text in ("(", "[", "{")):
            return False
        deep = 0
        for t in self.tokens[place:]:
            if t.kind == "mark" and t.text in ("(", "[", "{"):
                deep += 1
            elif t.kind == "mark" and t.text in (")", "]", "}"):
                deep -= 1
                if deep == 0:
                    return False
            elif t.kind == "mark" and t.text in ("<", "<=", ">", ">=", "!=", "=", "∈", "and", "or"):
                return True
        return False

    def indicator(self) -> Node:
        """1[z > 0], \\mathbb{1}_{z > 0}, I(i = j): the condition in brackets or below."""
        self.accept("_")
        opening = self.take()
        closing = {"(": ")", "[": "]", "{": "}"}[opening.text]
        if opening.text == "{" and self.at("("):
            inner = self.token
            if inner.end - inner.start == 2:  # _{\{z > 0\}}
                self.take()
                node = self.closed(self.condition, ")")
                self.expect("}")
                return node
        return self.closed(self.condition, closing)

    def applies(self, name: str) -> bool:
        """Is the name used as a function here?"""
        after, then = self.ahead(), self.ahead(2)
        bracket = after.kind == "mark" and after.text in ("(", "{", "[")
        prime = after.kind == "mark" and after.text == "'"
        power = (
            after.kind == "mark"
            and after.text == "^"
            and (
                (then.kind == "mark" and then.text == "'")
                or (then.kind == "mark" and then.text == "{" and self.ahead(3).text == "'")
                or self.tokens[min(self.place + 3, len(self.tokens) - 1)].text == "("
            )
        )
        if self.is_function(name):
            return True if name in FUNCTIONS else bracket or prime or power
        if name in self.known.names:
            return prime and name not in self.known.names and bracket
        if name == "sigma":
            return (bracket and after.text == "(") or prime or power
        if prime and name in FUNCTION_LETTERS | {"a", "s"}:
            return then.kind == "mark" and then.text in ("(", "^", "'")
        return False

    # ---------------------------------------------------------------- functions

    def function(self, t: object) -> Node:
        token = self.tokens[self.place - 1]
        word = token.text
        declared = word in self.known.functions
        name = word if declared else "sigmoid" if word == "sigma" else FUNCTIONS.get(word, word)
        if name == "indicator":
            return self.indicator()
        primes, exponent, places = 0, None, tuple[Node, ...]()
        while True:
            if self.accept("'"):
                primes += 1
            elif self.at("^"):
                self.take()
                count = self.primes_above()
                if count:
                    primes += count
                else:
                    exponent = self.exponent()
            elif self.at("_") and name not in ("norm",):
                self.take()
                places = self.subscript()
            else:
                break
        if name in ("log",) and places:
            base = places[0]
            node: Node = self.called(token.start, name, primes)
            node = Operation("/", node, Apply("log", (base,), start=token.start), start=token.start)
            return Operation("^", node, exponent, start=token.start) if exponent is not None else node
        node = self.called(token.start, name, primes)
        if (places and name in ("softmax", "log_softmax")) or (places and name not in ("ones", "eye", "zeros", "norm")):
            node = Entry(node, places, start=token.start)
        if exponent is not None:
            transposed = isinstance(exponent, Name) and exponent.name == "T"
            node = (
                Transpose(node, start=token.start) if transposed else Operation("^", node, exponent, start=token.start)
            )
        return node

    def primes_above(self) -> int:
        """The primes in an exponent: ^{\\prime}, ^{\\prime\\prime}."""
        braces = self.at("{") and self.ahead().kind == "mark" and self.ahead().text == "'"
        if braces:
            self.take()
        count = 0
        while self.accept("'"):
            count += 1
        if braces:
            self.expect("}")
        return count

    def exponent(self) -> Node:
        raise NotImplementedError

    def called(self, start: int, name: str, primes: int) -> Node:
        """The function with its arguments, in brackets or without."""
        if self.at("("):
            self.take()
            arguments, options, comprehension = self.arguments()
            if comprehension is not None:
                return comprehension
            return Apply(name, arguments, primes, options, start=start)
        if self.at("{"):
            self.take()
            return Apply(name, (self.closed(self.expression, "}"),), primes, start=start)
        if self.at("[") and name in ("array", "indicator", *self.known.functions, "exp", "log", "sigmoid", "relu",
                                     "tanh", "softmax", "max", "min", "trace", "diag"):  # fmt: skip
            if name in ("max", "min", "diag"):
                inner = self.atom()
                return Apply(name, inner.cells if isinstance(inner, Rows) and name != "diag" else (inner,), primes,
                             start=start)  # fmt: skip
            if name == "array":
                return self.atom()
            self.take()
            return Apply(name, (self.closed(self.expression, "]"),), primes, start=start)
        if not self.starts_factor() or (self.loose and self.token.spaced):
            raise ReadingError(f"the argument of {name} is missing", self.token.start)
        return Apply(name, (self.bare_argument(),), primes, start=start)

    def bare_argument(self) -> Node:
        """What a function without brackets reaches over: 2x whole, else one factor, or the whole product."""
        node = self.deeper(self.power)
        while self.starts_factor() and not self.cell_ends() and not self.at("(", "[", "{"):
            if self.token.kind == "name" and self.applies(self.token.text):
                break
            if not isinstance(node, Number):
                self.style.met.add("greedy")
                if not self.style.greedy:
                    break
            node = Operation(" ", node, self.deeper(self.power), start=node.start)
        return node

    def arguments(self) -> tuple[tuple[Node, ...], tuple[tuple[str, str], ...], Node | None]:
        """What stands between the brackets of a call, and its keyword options."""
        found: list[Node] = []
        options: list[tuple[str, str]] = []
        loose, self.loose = self.loose, False
        bars, self.bars = self.bars, 0
        comprehension: Node | None = None
        while not self.at(")"):
            if self.token.kind == "name" and self.ahead().kind == "mark" and self.ahead().text == "=":
                if self.token.text in ("axis", "dim", "keepdims", "keepdim", "dtype", "ord", "min", "max", "a_min",
                                       "a_max", "negative_slope", "alpha", "shape"):  # fmt: skip
                    key = self.take().text
                    self.take()
                    options.append((key, self.option()))
                    self.accept(",")
                    continue
            if self.token.kind == "text" and not found and "->" in self.token.text:  # einsum
                found.append(Label(self.take().text, start=self.token.start))
            else:
                found.append(self.condition())
                if self.at_text("for"):
                    comprehension = self.comprehension(found.pop())
            if not self.accept(",", ";") and not self.at(")"):
                raise self.unexpected("',' or ')'")
        self.expect(")")
        self.loose, self.bars = loose, bars
        self.counted(len(found))
        return tuple(found), tuple(options), comprehension

    def option(self) -> str:
        """The value of a keyword argument as text: -1, 0, True, (0, 1)."""
        words: list[str] = []
        deep = 0
        while self.token.kind != "finish":
            if self.at("(", "["):
                deep += 1
            if self.at(")", "]"):
                if deep == 0:
                    break
                deep -= 1
            if self.at(",") and deep == 0:
                break
            words.append(self.take().text)
        return "".join(words)

    def comprehension(self, body: Node) -> Node:
        """sum(x[i] for i in range(1, n + 1)), with several `for`."""
        bounds: list[Bound] = []
        start = body.start
        while self.at_text("for"):
            self.take()
            name = self.take()
            if not (self.at_text("in") or (self.token.kind == "name" and self.token.text == "in") or self.at("∈")):
                raise self.unexpected("'in range(...)'")
            self.take()
            if not (self.token.kind == "name" and self.token.text == "range"):
                raise self.unexpected("range(...)")
            self.take()
            self.expect("(")
            ends = [self.expression()]
            while self.accept(","):
                ends.append(self.expression())
            self.expect(")")
            low = ends[0] if len(ends) > 1 else Number(Fraction(0), "0", start=start)
            high = Operation("-", ends[1] if len(ends) > 1 else ends[0], number_one(), start=start)
            bounds.append(Bound(name.text, low, high, start=name.start))
        return Big("sum", tuple(bounds), body, start=start)

    # ---------------------------------------------------------------- subscripts

    def subscript(self) -> tuple[Node, ...]:
        """What stands after `_`."""
        if self.at("{") or (self.at("(") and not self.style.latex) or self.at("["):
            closing = {"{": "}", "(": ")", "[": "]"}[self.take().text]
            return self.places(closing)
        t = self.token
        if t.kind == "number":
            return (number(self.take()),)
        if t.kind == "name":
            self.take()
            if len(t.text) > 1 and t.text.isalnum() and not self.style.latex and t.text not in self.known.names:
                if all(c.isalpha() for c in t.text) and len(t.text) <= 3:
                    return tuple(Name(c, start=t.start) for c in t.text)
            return (Name(t.text, start=t.start),)
        if t.kind == "text":
            return (Label(self.take().text, start=t.start),)
        if t.kind == "command":
            return (self.atom(),)
        raise self.unexpected("an index")

    def places(self, closing: str) -> tuple[Node, ...]:
        """Indices with commas between them, slices among them."""
        loose, self.loose = self.loose, False
        bars, self.bars = self.bars, 0
        found: list[Node] = []
        while not self.at(closing):
            if self.at(":"):
                found.append(Slice(start=self.take().start))
            elif self.token.kind == "name" and self.token.text in ("None", "newaxis"):
                found.append(Slice(new=True, start=self.take().start))
            elif self.token.kind == "text":
                found.append(Label(self.take().text, start=self.token.start))
            else:
                found.append(self.condition())
            if not self.accept(",", ";") and not self.at(closing):
                raise self.unexpected(f"',' or '{closing}'")
        self.expect(closing)
        self.loose, self.bars = loose, bars
        if not found:
            raise self.unexpected("an index")
        return tuple(found)

    def subscripted(self, node: Node, places: tuple[Node, ...], start: int) -> Node:
        """A base with its subscripts; a second subscript goes on with the first."""
        if isinstance(node, Name) and node.name.startswith("d") and len(node.name) > 1:
            below = "".join(p.name if isinstance(p, Name) else "?" for p in places)
            if below.startswith("d") and len(below) > 1 and node.name not in self.known.names:  # dL_dz
                return Derivative(Name(node.name[1:]), (Name(below[1:]),), start=start)
        if any(isinstance(p, Relation) for p in places):
            condition = places[0]
            return Operation(" ", node, condition, start=start)
        if isinstance(node, Entry):
            return replace(node, places=(*node.places, *places))
        return Entry(node, places, start=start)

    def decorated(self, command: str) -> Node:
        """\\hat{y}, \\bar x_i: the hat belongs to the name."""
        start = self.take().start
        hat = SAME_HAT.get(command, command)
        inner = self.atom()

        def put(node: Node) -> Node:
            if isinstance(node, Name):
                return replace(node, name=f"{hat} {node.name}")
            if isinstance(node, Entry):
                return replace(node, base=put(node.base))
            if isinstance(node, Transpose):
                return replace(node, operand=put(node.operand))
            raise ReadingError(f"\\{command} stands over a name", start)

        return put(inner)

    # ---------------------------------------------------------------- sums

    def big(self, t: object) -> Node:
        token = self.tokens[self.place - 1]
        kind = BIG[token.text]
        bounds: tuple[Bound, ...] = ()
        high: Node | None = None
        if self.at("[", "(") and not self.style.latex:  # sum[i=1..n] or sum(i=1..n)
            bounds = self.bounds(self.take())
        while self.at("_", "^"):
            if self.take().text == "_":
                bounds = self.bounds(self.take()) if self.at("{", "(", "[") else self.bare_bound()
            else:
                high = self.exponent()
        if not bounds:
            raise ReadingError(f"{token.text} needs its index, as in \\{token.text}_{{i=1}}^{{n}}", token.start)
        if high is not None:
            bounds = tuple(b if b.high is not None or b.other is not None else
                           replace(b, low=b.low or number_one(), high=high) for b in bounds)  # fmt: skip
        self.accept("·", "*")
        return Big(kind, bounds, self.deeper(self.product), start=token.start)

    def bare_bound(self) -> tuple[Bound, ...]:
        t = self.token
        if t.kind != "name":
            raise self.unexpected("an index")
        self.take()
        if not self.style.latex and len(t.text) <= 3 and t.text.isalpha():
            return tuple(Bound(c, start=t.start) for c in t.text)
        return (Bound(t.text, start=t.start),)

    def bounds(self, opening: object) -> tuple[Bound, ...]:
        token = self.tokens[self.place - 1]
        closing = {"{": "}", "(": ")", "[": "]"}[token.text]
        loose, self.loose = self.loose, False
        found: list[Bound] = []
        while not self.at(closing):
            found.extend(self.bound())
            if not self.accept(",", ";") and not self.at(closing) and self.token.kind != "row":
                raise self.unexpected(f"',' or '{closing}'")
            if self.token.kind == "row":
                self.take()
        self.expect(closing)
        self.loose = loose
        if not found:
            raise self.unexpected("an index")
        return tuple(found)

    def bound(self) -> list[Bound]:
        """i, ij, i=1, i=1..n, 1 <= i <= n, j != i, i in {1, .., n}, all j."""
        start = self.token.start
        first = self.expression()
        if self.accept("=", ":"):
            low = self.expression()
            if self.accept("..", ":") or (self.at_command("dots") and self.take()):
                return [Bound(index(first), low, self.expression(), start=start)]
            if self.at(",") and self.ahead().kind == "command" and self.ahead().text == "dots":
                self.take()
                self.take()
                self.accept(",")
                return [Bound(index(first), low, self.expression(), start=start)]
            return [Bound(index(first), low, start=start)]
        if self.accept("!="):
            return [Bound(index(first), other=self.expression(), start=start)]
        if self.at("<=", "<", ">=", ">"):
            relation = self.take().text
            strict = relation == "<"
            middle = self.expression()
            if self.at("<=", "<"):
                last_strict = self.take().text == "<"
                high = self.expression()
                low = Operation("+", first, number_one()) if strict else first
                high = Operation("-", high, number_one()) if last_strict else high
                return [Bound(index(middle), low, high, start=start)]
            return [self.one_sided(first, relation, middle, start)]
        if self.accept("∈"):
            opening = self.take()
            if opening.text not in ("(", "["):
                raise ReadingError("after 'in' a range such as \\{1, \\dots, n\\} can stand here", opening.start)
            low = self.expression()
            while self.at(",") or self.at_command("dots") or self.at(".."):
                self.take()
            high = self.expression()
            self.take()
            return [Bound(index(first), low, high, start=start)]
        return [Bound(n, start=start) for n in index_names(first)]

    def one_sided(self, first: Node, relation: str, other: Node, start: int) -> Bound:
        """i >= j, i < j: the other end is that of the axis."""
        if relation in (">=", ">"):
            low = Operation("+", other, number_one()) if relation == ">" else other
            return Bound(index(first), low=low, start=start)
        high = Operation("-", other, number_one()) if relation == "<" else other
        return Bound(index(first), high=high, start=start)


def number_one() -> Number:
    """The number 1."""
    return Number(Fraction(1), "1")


def index(node: Node) -> str:
    """The one name that an index is."""
    if isinstance(node, Name):
        return node.name
    if isinstance(node, Entry) and isinstance(node.base, Name):  # i' and i_1
        return node.base.name + "".join(p.name if isinstance(p, Name) else p.text if isinstance(p, Number) else "?"
                                        for p in node.places)  # fmt: skip
    raise ReadingError("an index is a letter", node.start)


def index_names(node: Node) -> list[str]:
    """The names in `ij` or `i`."""
    if isinstance(node, Operation) and node.operator == " ":
        return [*index_names(node.left), *index_names(node.right)]
    if isinstance(node, Negative):
        raise ReadingError("an index is a letter", node.start)
    name = index(node)
    return [name]


__all__ = ["DECORATED", "INDICATORS", "Quantities", "index", "number_one"]
