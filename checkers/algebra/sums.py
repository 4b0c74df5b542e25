"""Sums, products and extremes over indices, and the ranges of these indices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from checkers.algebra.cursor import Cursor
from checkers.algebra.pairs import beside
from checkers.algebra.spelling import BIG
from checkers.algebra.table import places_of
from checkers.algebra.tree import (
    Big,
    Bound,
    Entry,
    Name,
    Negative,
    Node,
    Number,
    Operation,
    ReadingError,
    Relation,
    Rows,
    walked,
)


class Sums(Cursor):
    """The part of the grammar that reads what stands below a sum."""

    expression: Callable[[], Node]
    product: Callable[[], Node]
    condition: Callable[[], Node]
    given: list[Node]  # conditions below the sum that is being read

    def exponent(self) -> Node:
        """What stands above."""
        raise NotImplementedError

    def comprehension(self, body: Node, kind: str) -> Node:
        """sum(x[i] for i in range(1, n + 1)), sum(x[i] for i in 1:n), with several `for`. kind: what is called."""
        bounds: list[Bound] = []
        start = body.start
        if kind not in BIG.values():
            raise ReadingError("`for` is read in sum(...), prod(...), max(...) and min(...)", self.token.start)
        while self.at_text("for") or (bounds and self.at(",") and self.ahead(2).text in ("in", "=", "∈")):
            self.take()
            name = self.take()
            if not (self.at_text("in") or (self.token.kind == "name" and self.token.text == "in") or self.at("∈", "=")):
                raise self.unexpected("'in range(...)'")
            self.take()
            bounds.append(Bound(name.text, *self.ends(), start=name.start))
            while self.at_text("if"):
                if kind != "sum":
                    raise self.unexpected(f"the end of this {kind}")
                self.take()
                body = Operation(" ", self.condition(), body, start=start)
        return Big(kind, tuple(bounds), body, start=start)

    def ends(self) -> tuple[Node | None, Node | None]:
        """The ends of range(n), range(1, n + 1), 1:n and eachindex(x)."""
        t = self.token
        called = t.kind == "name" and self.ahead().text == "("
        if called and t.text == "eachindex":
            self.take()
            self.take()
            self.closed(self.expression, ")")
            return None, None
        if called and t.text == "range":
            self.take()
            self.take()
            found = [self.expression()]
            while self.accept(","):
                found.append(self.expression())
            self.expect(")")
            if len(found) > 2:
                raise ReadingError("range(...) is read with one step from each index to the next", t.start)
            low = found[0] if len(found) > 1 else Number(Fraction(0), "0", start=t.start)
            return low, Operation("-", found[-1], number_one(), start=t.start)
        bracket = self.at("(") and self.spans()
        if bracket:
            self.take()
        low = self.expression()
        if not self.accept(":", ".."):
            raise self.unexpected("range(...) or 1:n")
        high = self.expression()
        if self.at(":"):
            raise self.unexpected("range(...) or 1:n")
        if bracket:
            self.expect(")")
        return low, high

    def spans(self) -> bool:
        """Does a range stand in the bracket that opens here, as in (1:n)?"""
        deep = 0
        for t in self.tokens[self.place :]:
            deep += (t.text in ("(", "[", "{")) - (t.text in (")", "]", "}")) if t.kind == "mark" else 0
            if deep == 0:
                return False
            if deep == 1 and t.kind == "mark" and t.text in (":", ".."):
                return True
        return False

    def big(self, t: object) -> Node:
        token = self.tokens[self.place - 1]
        kind = BIG[token.text]
        bounds: tuple[Bound, ...] = ()
        high: Node | None = None
        outer, self.given = getattr(self, "given", []), []
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
            pairs = [(x, b.start) for b in bounds if "<" in b.relation for x in beside(b)]  # i < j up to n
            bounds = tuple(Bound(x, number_one(), high, start=k) for x, k in pairs) + tuple(
                b if b.high is not None else replace(b, low=b.low or number_one(), high=high) for b in bounds
            )
        self.accept("·", "*")
        given, self.given = self.given, outer
        body = self.deeper(self.product)
        if given and kind != "sum":
            raise ReadingError("a condition on several indices is read below a sum", token.start)
        for holds in reversed(given):
            body = Operation(" ", holds, body, start=token.start)
        return Big(kind, tuple(endless(b, body) for b in bounds), body, start=token.start)

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
        stacked = self.at_command("substack")
        if stacked:
            self.take()
            self.expect("{")
        while not self.at(closing):
            for b in self.bound():
                if any(f.name == b.name for f in found[:-1] if b.other) or any(
                    f.name == b.name for f in found if b.relation
                ):
                    self.held(compared(b))
                    continue
                known = next((f for f in found if f.name == b.name and f.high is not None), None)
                if known is not None and b.low is not None and b.high is None and b.other is None:  # s = i + j
                    self.held(Relation("=", Name(b.name, start=b.start), b.low, start=b.start))
                else:
                    found.append(b)
            if not self.accept(",", ";", ":", "|") and not self.at(closing) and self.token.kind != "row":
                raise self.unexpected(f"',' or '{closing}'")
            if self.token.kind == "row":
                self.take()
        self.expect(closing)
        if stacked:
            self.expect("}")
        self.loose = loose
        if not found:
            raise self.unexpected("an index")
        return merged(found)

    def bound(self) -> list[Bound]:
        """i, ij, i=1, i=1..n, 1 <= i <= n, j != i, i in {1, .., n}, i in 1..n, all j."""
        start = self.token.start
        first = self.expression()
        if isinstance(first, Rows):  # (i, j) : i < j
            return [Bound(index(c), start=c.start) for c in first.cells]
        if self.at(":") and self.ahead(2).kind == "mark" and not isinstance(first, Entry):
            place, letter = self.place, index(first)
            self.take()
            low = self.condition()
            if isinstance(low, Relation):  # i : x_i > 0
                self.given.append(low)
                return [Bound(letter, start=start)]
            self.place = place
        if self.at("=") and not isinstance(first, (Name, Entry)):  # i + j = k
            self.take()
            return self.held(Relation("=", first, self.expression(), start=start))
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
            between = [middle]
            while self.at(",") and self.ahead().kind == "name" and self.ahead(2).text in ("<=", "<", ","):
                self.take()
                between.append(self.expression())
            if len(between) == 1 and (ladder := self.ladder(first, relation, middle)):
                return ladder
            if self.at("<=", "<"):
                last_strict = self.take().text == "<"
                high = self.expression()
                if not all(isinstance(m, (Name, Entry)) for m in between):  # 1 <= i - j + 1 <= n
                    marks = ("<" if strict else "<=", "<" if last_strict else "<=")
                    for m in between:
                        self.held(Relation(marks[0], first, m, start=start))
                        self.held(Relation(marks[1], m, high, start=start))
                    return []
                low = Operation("+", first, number_one()) if strict else first
                high = Operation("-", high, number_one()) if last_strict else high
                return [Bound(index(m), low, high, start=start, relation="><") for m in between]
            if not isinstance(first, (Name, Entry)):
                return self.held(Relation(relation, first, middle, start=start))
            return [self.one_sided(first, relation, middle, start)]
        if self.at("∈") or self.at_text("in") or (self.token.kind == "name" and self.token.text == "in"):
            self.take()
            if not self.at("(", "["):  # i in 1..n
                low = self.expression()
                self.expect("..")
                return [Bound(index(first), low, self.expression(), start=start)]
            opening = self.take()
            low = self.expression()
            if self.at("]") and opening.text == "[":  # i in [n]
                self.take()
                return [Bound(index(first), number_one(), low, self.without(), start=start)]
            while self.at(",") or self.at_command("dots") or self.at(".."):
                self.take()
            high = self.expression()
            self.take()
            return [Bound(index(first), low, high, self.without(), start=start)]
        return [Bound(n, start=start) for n in index_names(first)]

    def ladder(self, first: Node, relation: str, second: Node) -> list[Bound]:
        """1 <= j <= i <= n and n >= i > j >= 1: each index begins where the one before it stands. [] for anything else.

        The three sides of 1 <= i <= n are read where this is called.
        """
        place, upwards = self.place, relation in ("<=", "<")
        steps, sides = [relation], [first, second]
        while self.at(*(("<=", "<") if upwards else (">=", ">"))):
            steps.append(self.take().text)
            sides.append(self.expression())
        if not upwards:
            steps, sides = steps[::-1], sides[::-1]
        if len(steps) < 2 + upwards:
            self.place = place
            return []
        if not all(isinstance(m, (Name, Entry)) for m in sides[1:-1]):  # 0 <= i - j <= k <= n
            signs = {">": "<", ">=": "<="}
            for low, sign, high in zip(sides, steps, sides[1:]):
                self.held(Relation(signs.get(sign, sign), low, high, start=first.start))
            return []
        strict = [s in ("<", ">") for s in steps]
        last = Operation("-", sides[-1], number_one()) if strict[-1] else sides[-1]
        lows = [Operation("+", a, number_one()) if s else a for a, s in zip(sides, strict)]
        return [Bound(index(m), low, last, start=m.start) for m, low in zip(sides[1:-1], lows)]

    def without(self) -> Node | None:
        """The j of {1, .., n} \\ {j}, None where nothing is left out."""
        if not (self.at_command("setminus") or self.at("\\")):
            return None
        self.take()
        self.expect("(")
        return self.closed(self.expression, ")")

    def held(self, condition: Relation) -> list[Bound]:
        """A condition that is no range of an index: the summands where it fails are left out."""
        self.given.append(condition)
        return []

    def one_sided(self, first: Node, relation: str, other: Node, start: int) -> Bound:
        """i >= j, i < j: the other end is that of the axis."""
        if relation in (">=", ">"):
            low = Operation("+", other, number_one()) if relation == ">" else other
            return Bound(index(first), low=low, start=start, relation=relation)
        high = Operation("-", other, number_one()) if relation == "<" else other
        return Bound(index(first), high=high, start=start, relation=relation)


def endless(b: Bound, body: Node) -> Bound:
    """t >= 0 below a sum of gamma^t, or of gamma^k r_{t+k}, runs on without end: no entry ends where its axis does."""
    if b.low is None or b.high is not None or b.relation not in (">=", ">"):
        return b
    if any(Name(b.name) in places_of(n, None) for n in walked(body, Entry)):
        return b
    return replace(b, high=Name("infty", start=b.start))


def merged(found: list[Bound]) -> tuple[Bound, ...]:
    """`i=1, i != x` is one index."""
    out: list[Bound] = []
    for b in found:
        if b.other is not None and out and out[-1].name == b.name and out[-1].other is None:
            out[-1] = replace(out[-1], other=b.other)
        else:
            out.append(b)
    return tuple(out)


def compared(b: Bound) -> Relation:
    """What an index that stands there already is said to be less than, greater than or different from."""
    letter, end = Name(b.name, start=b.start), b.other or b.low or b.high or number_one()
    if b.relation in ("<", ">") and isinstance(end, Operation):
        end = end.left
    return Relation(b.relation or "!=", letter, end, start=b.start)


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
