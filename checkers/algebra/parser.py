"""Tokens to a tree. A hand-written descent; every refusal says what could stand there.

condition   comparison (and|or comparison)*
expression  product ([+-] product)*, then possibly `if condition else expression`
product     factor (operator factor | factor)*          juxtaposition is a product
factor      [+-]* power
power       atom (_subscript | ^exponent | ' | [places] | .attribute)*
"""

from __future__ import annotations

from checkers.algebra.branches import alternating, depths, negation
from checkers.algebra.cursor import RELATIONS, number, per_cent
from checkers.algebra.exponents import Exponents
from checkers.algebra.lexer import Token
from checkers.algebra.tree import (
    Apply,
    Cases,
    Dots,
    Entry,
    Name,
    Negative,
    Node,
    Number,
    Operation,
    ReadingError,
    Relation,
    Rows,
    Transpose,
)

PRODUCTS = {
    "//": "//", "%": "mod", "*": "*", "·": ".", "×": "*", "/": "/", "⊙": "o", "⊘": "/", "@": "@", "⊗": "x", "\\": "\\",
}  # fmt: skip
CONDITIONS = ("if", "when", "otherwise", "else", "for")


class Parser(Exponents):
    """Reads one side of an answer."""

    def whole(self) -> Node:
        """The text as one expression, to its last token."""
        if self.at_text("if", "when", "for"):
            node = self.conditional()
        else:
            node = self.condition()
            if self.at(",") and self.ahead().kind == "text" and self.ahead().text.lower().startswith(CONDITIONS):
                self.take()  # g, if x > 0
            rest = self.tokens[self.place :]
            pairs = self.at(",") and alternating([Token("name", "", 0, 0), *rest], [0, *depths(rest)])
            node = self.value_by_value(node) if pairs else self.piecewise(node)
        if isinstance(node, Relation) and self.at(":"):  # x > 0: g, x < 0: 0
            node = self.after_conditions([node], node.start)
        if self.known.listed and self.at(",", ";") and self.ahead().kind != "finish":  # entries without a bracket
            cells = [node]
            while self.accept(",", ";") and self.token.kind != "finish":
                cells.append(self.condition())
            node = Rows(tuple(cells), start=node.start)
        while self.at(",", ";") and self.ahead().kind == "finish":
            self.take()
        if self.token.kind != "finish":
            raise self.unexpected("an operator or the end")
        return node

    # ---------------------------------------------------------------- conditions

    def condition(self) -> Node:
        node = self.comparison()
        while self.at("and", "or") or self.at_text("and", "or") or self.at_bits(node):
            place = self.place
            t = self.take()
            word = {"&": "and", "|": "or"}.get(t.text) or t.text.split()[0].lower()
            other = self.comparison()
            if self.at_text("if", "when", "otherwise", "else") and not isinstance(other, Relation):
                self.place = place  # `and 0 otherwise` begins the next case
                break
            node = Relation(word, node, other, start=t.start)
        return node

    def at_bits(self, node: Node) -> bool:
        """Does & or | join conditions here, as in NumPy?"""
        return isinstance(node, Relation) and not self.style.latex and self.at("&", "|")

    def comparison(self) -> Node:
        if self.at("not") or self.at_text("not"):
            start = self.take().start
            return negation(self.comparison(), start)
        first = self.expression()
        if self.at(*RELATIONS) or self.at("∈") or self.at_interval():
            return self.compared(first, self.expression)
        return first

    # ---------------------------------------------------------------- sums and products

    def expression(self) -> Node:
        node = self.product()
        while self.at("+", "-") and not self.cell_ends():
            t = self.take()
            if self.at_command("dots"):
                node = Operation(t.text, node, Dots(start=self.take().start), start=t.start)
                if not self.at("+", "-"):
                    raise self.unexpected("the last term after the dots")
                continue
            node = Operation(t.text, node, self.product(), start=t.start)
        if self.at_text("if") and not self.style.latex and self.has_else():
            start = self.take().start
            holds = self.condition()
            self.accept(",")
            if not self.at_text("else"):
                raise self.unexpected("'else'")
            self.take()
            self.accept(":")
            return Cases((node, self.expression()), (holds, None), start=start)
        return node

    def product(self) -> Node:
        node = self.factor()
        while not self.cell_ends() and not self.whole_axis():
            if self.at("%") and self.ends_after():
                node = per_cent(node, self.take().start)
            elif self.at(*PRODUCTS) or self.at_command("bmod", "mod"):
                t = self.take()
                if self.at_command("dots") and self.factor_after_dots() and t.text in ("·", "*", "×"):
                    continue
                right = self.factor()
                operator = PRODUCTS.get(t.text, "mod")
                written = isinstance(node, Number) and isinstance(right, Number)
                julia = self.loose or (
                    isinstance(node, Number) and isinstance(right, Number) and node.value < right.value
                )
                if operator == "//" and julia and written:  # Julia's fractions: in a matrix, or else it would be 0
                    operator = "/"
                elif operator in ("//", "mod"):
                    quotient = Operation("/", node, right, start=t.start)
                    name = "floor" if operator == "//" else "mod"
                    node = Apply(name, (quotient,) if name == "floor" else (node, right), start=t.start)
                    continue
                if operator == "*" and (t.text == "×" or self.style.matlab):
                    operator = "."
                if operator == "\\":
                    node = Apply("solve", (node, right), start=t.start)
                    continue
                big = self.token.kind in ("name", "command") and self.token.text in ("sum", "prod")
                more = self.starts_factor() and not (big or self.cell_ends() or self.at("["))
                if t.text in ("/", "⊙") and more:
                    if not (isinstance(node, Number) and isinstance(right, Number)):
                        choice = "tight" if t.text == "/" else "bound"
                        self.style.met.add(choice)
                        while choice in self.style.taken and self.starts_factor() and not self.cell_ends():
                            right = Operation(" ", right, self.factor(), start=right.start)
                slope = self.typed_slope(node, right) if t.text == "/" else None
                if operator == "o" and self.style.matlab and t.end - t.start == 2:  # .* spreads a column
                    slope = Apply("spread", (node, right), start=t.start)
                node = slope or Operation(operator, node, right, start=t.start)
            elif self.at_command("dots") and not self.loose and self.factor_after_dots():
                node = Operation(" ", node, Dots(start=self.take().start))
            elif self.starts_factor() and not self.at_bits(node):
                start = self.token.start
                if self.token.kind == "number" and isinstance(node, Number):
                    raise ReadingError("two numbers side by side; write * between factors", start)
                right = self.power()
                node = Operation(" ", node, right, start=start)
            else:
                break
        return node

    def factor(self) -> Node:
        start, negative = self.token.start, False
        while self.at("+", "-"):
            negative ^= self.take().text == "-"
        node = self.power()
        return Negative(node, start=start) if negative else node

    def power(self) -> Node:
        """An atom with what hangs on it; %*% of R and . of Mathematica bind closer than any other product."""
        node = self.single()
        while self.at("⊡"):
            t = self.take()
            node = Operation("@", node, self.single(), start=t.start)
        return node

    def single(self) -> Node:
        node = self.run_on(self.deeper(self.atom))
        while not (self.loose and self.token.spaced):
            t = self.token
            if self.at("_") and self.positive_part():
                node = Apply("relu", (node,), start=t.start)
            elif self.at("("):
                if not self.counts_axes(node):
                    break
                self.take()
                node = Entry(node, self.places(")"), start=t.start)
            elif self.at("_"):
                self.take()
                places = self.subscript(self.known.axes_of(node.name) if isinstance(node, Name) else 0)
                node = self.subscripted(node, (*places, *self.adjoining(node, places)), t.start)
            elif self.at("["):
                indexable = isinstance(node, (Name, Entry, Transpose)) or self.picks_entry(node)
                if not indexable or t.spaced or (isinstance(node, Name) and node.name in self.known.scalars):
                    break
                self.take()
                node = self.subscripted(node, self.shifted(self.places("]")), t.start)
            elif self.at("|") and not self.bars and self.ahead().text == "_":
                node = self.evaluated_at(node)
            elif self.at("'"):
                node = self.primed(node)
            elif self.at("^"):
                self.take()
                node = self.raised(node, t.start)
            elif self.at("."):
                self.take()
                node = self.attribute(node)
            elif self.at("!"):
                self.take()
                node = Apply("factorial", (node,), start=t.start)
            else:
                break
        return node

    # ---------------------------------------------------------------- atoms

    def atom(self) -> Node:
        """A number, a name, or something in brackets."""
        t = self.token
        if t.kind == "number":
            if t.text == "1" and self.indicates(1):
                follows = self.ahead()
                if follows.text in ("[", "_") or (follows.text in ("(", "{") and not follows.spaced):
                    self.take()
                    return self.indicator()
            return number(self.take())
        if t.kind == "name":
            return self.name()
        if t.kind == "begin":
            return self.environment()
        if t.kind == "command":
            return self.command()
        if self.at("("):
            return self.parenthesis()
        if self.at("{"):
            return self.braces()
        if self.at("["):
            return self.brackets()
        if self.at("|", "‖"):
            return self.bar()
        if self.at("⟨"):
            return self.angle()
        raise self.unexpected("a number, a name or a bracket")

    def braces(self) -> Node:
        start = self.expect("{").start
        if not self.style.latex and self.inside_here(","):  # {{2, 4}, {1, 2}}
            cells = [self.cell()]
            while self.accept(","):
                cells.append(self.cell())
            self.expect("}")
            self.counted(len(cells))
            return Rows(tuple(cells), start=start)

        def inside() -> Node:
            node = self.piecewise(self.condition())
            if self.at_command("over"):
                t = self.take()
                node = Operation("/", node, self.expression(), start=t.start)
            return node

        return self.closed(inside, "}")


__all__ = ["Parser", "Rows"]
