"""Fractions, and the derivatives that look like fractions."""

from __future__ import annotations

from dataclasses import replace

from checkers.algebra.quantities import Quantities
from checkers.algebra.tree import Derivative, Entry, Name, Node, Operation, ReadingError


class Derivatives(Quantities):
    """The part of the grammar that reads \\frac and what looks like it."""

    def fraction(self) -> Node:
        """\\frac{a}{b}, \\frac{\\partial L}{\\partial z}, \\frac{d}{dz} f."""
        start = self.take().start
        if self.is_slope():
            return self.slope_fraction(start)
        top = self.argument()
        below = self.argument()
        return Operation("/", top, below, start=start)

    def argument(self) -> Node:
        raise NotImplementedError

    def skip_group(self) -> None:
        raise NotImplementedError

    def is_slope(self) -> bool:
        """{\\partial ..}{\\partial ..} or {d ..}{d ..}, with d no quantity of its own."""
        if not self.at("{"):  # \\frac d{dx}
            return (
                self.starts_differential(self.place)
                and self.ahead().text == "{"
                and (self.starts_differential(self.place + 2))
            )
        deep, place = 0, self.place
        for place in range(self.place, len(self.tokens)):
            t = self.tokens[place]
            if t.kind == "mark" and t.text in ("{", "}"):
                deep += 1 if t.text == "{" else -1
                if deep == 0:
                    break
        opens, second = self.place + 1, place + 2
        if second >= len(self.tokens) or self.tokens[place + 1].text != "{":
            return False
        return self.starts_differential(opens) and self.starts_differential(second)

    def starts_differential(self, place: int) -> bool:
        t = self.tokens[place]
        if t.kind == "command" and t.text == "partial":
            return True
        if t.kind != "name":
            return False
        if t.text == "d":
            return "d" not in self.known.names
        return t.text.startswith("d") and len(t.text) == 2 and t.text not in self.known.names

    def order(self) -> int:
        """The number above a \\partial: \\partial^2."""
        if not self.at("^"):
            return 1
        self.take()
        braces = self.accept("{")
        t = self.token
        if t.kind != "number" or t.text not in ("0", "1", "2", "3", "4"):
            raise ReadingError("derivatives are read up to the fourth", t.start)
        self.take()
        if braces:
            self.expect("}")
        return int(t.text)

    def differential_mark(self) -> str:
        """Take the \\partial or d; the rest of a name that begins with d, or ''."""
        t = self.take()
        return t.text[1:] if t.kind == "name" and len(t.text) > 1 else ""

    def slope_fraction(self, start: int) -> Node:
        braced = self.accept("{")
        total = self.token.kind == "name"
        rest = self.differential_mark()
        order = self.order() if braced else 1
        body: Node | None = Name(rest, start=start) if rest else None
        if braced and not self.at("}"):
            body = self.expression()
        if braced:
            self.expect("}")
        self.expect("{")
        variables: list[Node] = []
        while not self.at("}"):
            if not self.starts_differential(self.place):
                raise self.unexpected("\\partial")
            rest = self.differential_mark()
            node = Name(rest, start=start) if rest else self.below()
            variables.extend([node] * self.order())
        self.expect("}")
        if len(variables) != order:
            raise ReadingError("the orders above and below this derivative differ", start)
        if body is None:
            body = self.deeper(self.operand)
        return Derivative(body, tuple(variables), total, start=start)

    def operand(self) -> Node:
        """What \\frac{d}{dz} is applied to: a bracket, or the product that follows."""
        self.accept("·")
        if self.at("(", "[", "{"):
            return self.power()
        return self.product()

    def below(self) -> Node:
        """The variable below: a name with its subscripts, not its exponent."""
        node = self.deeper(self.atom)
        while self.at("_", "[") or self.marked():
            t = self.take()
            if t.text == "^":
                node = self.raised(node, t.start)
            else:
                places = self.subscript() if t.text == "_" else self.shifted(self.places("]"))
                node = self.subscripted(node, places, t.start)
        return node

    def marked(self) -> bool:
        """Does a mark such as ^{(2)} or ^{t} stand here, and not the order of a derivative?"""
        if not self.at("^") or self.ahead().text not in ("{", "("):
            return self.at("^") and self.ahead().kind == "name"
        return self.ahead(2).kind != "number"

    def raised(self, node: Node, start: int) -> Node:
        raise NotImplementedError

    def slope(self) -> Node:
        """∂L/∂z, \\partial_z f, \\nabla_W L."""
        t = self.take()
        if t.text == "nabla" or self.at("_"):
            variable: Node = Name("theta", start=t.start)
            times = self.order() if t.text == "nabla" and self.at("^") else 1
            if self.at("_"):
                self.take()
                (variable, *_rest) = self.subscript()
            if t.text == "nabla":
                times = self.order() if self.at("^") else times
                whole = self.power if self.at("|", "‖", "(", "[") else self.atom  # of a norm and its square
                body = self.deeper(whole) if self.starts_factor() else Name("L", start=t.start)
                return Derivative(body, (variable,) * times, start=t.start)
            return Derivative(self.deeper(self.operand), (variable,), start=t.start)
        order = self.order()
        body_: Node | None = None
        if not self.at("/"):
            body_ = self.below()
        while isinstance(body_, Name) and self.token.kind == "name":  # a loss that is called KL
            body_ = replace(body_, name=body_.name + self.take().text)
        self.expect("/")
        variables: list[Node] = []
        brackets = self.accept("(")
        if not self.starts_differential(self.place):
            raise self.unexpected("∂")
        while self.starts_differential(self.place):
            rest = self.differential_mark()
            node = Name(rest, start=t.start) if rest else self.below()
            variables.extend([node] * self.order())
            if not brackets:
                break
        if brackets:
            self.expect(")")
        if len(variables) != order:
            raise ReadingError("the orders above and below this derivative differ", t.start)
        if body_ is None:
            body_ = self.deeper(self.operand)
        return Derivative(body_, tuple(variables), start=t.start)

    def typed_slope(self, left: Node, right: Node) -> Node | None:
        """dL/dz of names that are no quantities of their own."""
        names = []
        for node in (left, right):
            inner = node.base if isinstance(node, Entry) else node
            if not isinstance(inner, Name) or len(inner.name) < 2 or inner.name[0] != "d":
                return None
            if inner.name in self.known.names or not inner.name[1].isalpha():
                return None
            rest = Name(inner.name[1:], start=node.start)
            names.append(Entry(rest, node.places, start=node.start) if isinstance(node, Entry) else rest)
        return Derivative(names[0], (names[1],), True, start=left.start)
