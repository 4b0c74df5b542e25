"""What starts with a name: entries, functions, derivatives used as letters, sums and products over indices."""

from __future__ import annotations

from fractions import Fraction

from checkers.readers.cursor import BIG, CLOSING, Cursor, numeral
from checkers.readers.syntax import (
    Array,
    Big,
    Binary,
    Bound,
    Call,
    Group,
    Node,
    Numeral,
    ReadingError,
    Slope,
    Subscript,
    Word,
)
from checkers.readers.tokens import FUNCTIONS, Token


class Names(Cursor):
    """The part of the grammar that starts with a name."""

    def word(self) -> Node:
        t = self.take()
        if t.text in BIG:
            return self.big(t)
        if self.at("[") and not self.token.spaced and t.text in self.tensors:
            self.take()
            places = self.places("]")
            return Subscript(t.start, t.text, places)
        if t.text in FUNCTIONS and t.text not in self.tensors:
            return self.function(t)
        return Word(t.start, t.text)

    def places(self, closing: str) -> tuple[Node, ...]:
        loose, self.loose_cells = self.loose_cells, False
        found = [self.sum()]
        while self.at(",", ";"):
            self.take()
            found.append(self.sum())
        self.expect(closing)
        self.loose_cells = loose
        return tuple(found)

    def subscripted(self, node: Node) -> Node:
        mark = self.expect("_")
        while isinstance(node, Group) or (isinstance(node, Array) and len(node.cells) == 1):
            node = node.inner if isinstance(node, Group) else node.cells[0]
        if not isinstance(node, Word) and not (isinstance(node, Slope) and not node.places):
            raise ReadingError("a subscript stands only at the name of a tensor", mark.start)
        if self.at("{", "("):
            places = self.places(CLOSING[self.take().text])
        else:
            places = (self.atom_without_postfix(),)
        if isinstance(node, Slope):
            return Slope(node.start, node.name, places)
        return Subscript(node.start, node.text, places)

    def atom_without_postfix(self) -> Node:
        t = self.token
        if t.kind == "number":
            return numeral(self.take())
        if t.kind == "word":
            return Word(t.start, self.take().text)
        raise self.unexpected("an index")

    def function(self, t: Token) -> Node:
        name = FUNCTIONS[t.text]
        if self.at("'"):
            self.take()
            name += "'"
        power: tuple[Token, Node] | None = None
        if self.at("^"):
            power = (self.take(), self.exponent())
        if name == "sqrt" and self.at("["):
            raise ReadingError("only square roots are read; write x^(1/3)", self.token.start)
        arguments: tuple[Node, ...]
        if self.at("("):
            self.take()
            arguments = self.places(")")
        elif self.at("{"):
            arguments = (self.braces(),)
        elif name == "array":
            arguments = (self.atom(),)
        elif self.starts_factor() and not (self.loose_cells and self.token.spaced):
            arguments = (self.power(),)
            if self.starts_factor() and not self.cell_ends() and not self.at("("):
                raise ReadingError(f"it is not clear how far {t.text} reaches; write {t.text}(...)", t.start)
        else:
            raise self.unexpected(f"the argument of {t.text}")
        node: Node = Call(t.start, name, arguments)
        return Binary(power[0].start, "^", node, power[1]) if power else node

    def slope(self, t: Token) -> Node:
        """\\frac{\\partial E}{\\partial Z_i}; what stands above is the loss and is not looked at."""
        self.skip_braces()
        self.expect("{")
        if not self.at_command("partial"):
            raise self.unexpected("\\partial")
        self.take()
        node = self.slope_of(t)
        self.expect("}")
        return node

    def skip_braces(self) -> None:
        self.expect("{")
        deep = 1
        while deep:
            if self.token.kind == "finish":
                raise self.unexpected("'}'")
            deep += self.at("{") - self.at("}")
            self.take()

    def typed_slope(self, t: Token) -> Node:
        """∂E/∂Z[i]."""
        if self.token.kind == "word":
            self.take()
        self.expect("/")
        if not self.at_command("partial"):
            raise self.unexpected("∂")
        self.take()
        return self.slope_of(t)

    def slope_of(self, t: Token) -> Node:
        below = self.atom()
        if self.at("_"):
            below = self.subscripted(below)
        while isinstance(below, Group):
            below = below.inner
        if isinstance(below, Word):
            return Slope(t.start, below.text, ())
        if isinstance(below, Subscript):
            return Slope(t.start, below.name, below.places)
        raise ReadingError("below a derivative stands a tensor or one entry of it", t.start)

    def big(self, t: Token) -> Node:
        indices: tuple[Bound, ...] = ()
        high: Node | None = None
        while self.at("_", "^"):
            if self.take().text == "_":
                indices = self.bounds()
            else:
                high = self.exponent()
        if not indices:
            raise ReadingError(f"{t.text} needs its index, as in \\{t.text}_{{i=1}}^{{n}}", t.start)
        if high is not None:
            if len(indices) != 1 or indices[0].high is not None:
                raise ReadingError("an upper bound goes with one index", high.start)
            low = indices[0].low or Numeral(high.start, Fraction(1), "1")
            indices = (Bound(indices[0].start, indices[0].name, low, high),)
        elif any(i.low is not None and i.high is None for i in indices):
            raise ReadingError("this index has a lower bound and no upper bound", indices[0].start)
        return Big(t.start, t.text, indices, self.product())

    def bounds(self) -> tuple[Bound, ...]:
        if not self.at("{", "("):
            t = self.token
            if t.kind != "word":
                raise self.unexpected("an index")
            return (Bound(t.start, self.take().text, None, None),)
        closing = CLOSING[self.take().text]
        found = [self.bound()]
        while self.at(","):
            self.take()
            found.append(self.bound())
        self.expect(closing)
        return tuple(found)

    def bound(self) -> Bound:
        """i, i=1, i=1..n or 1 <= i <= n."""
        first = self.sum()
        if self.at("<="):
            self.take()
            name = self.sum()
            self.expect("<=")
            return Bound(first.start, self.index_name(name), first, self.sum())
        name_text = self.index_name(first)
        if self.at("="):
            self.take()
            low = self.sum()
            if self.at(".."):
                self.take()
                return Bound(first.start, name_text, low, self.sum())
            return Bound(first.start, name_text, low, None)
        return Bound(first.start, name_text, None, None)

    def index_name(self, node: Node) -> str:
        if isinstance(node, Word):
            return node.text
        raise ReadingError("an index is one letter", node.start)
