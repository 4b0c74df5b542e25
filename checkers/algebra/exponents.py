"""What stands above: powers, transposes, labels, primes and stars."""

from __future__ import annotations

from fractions import Fraction

from checkers.algebra.commands import Commands
from checkers.algebra.tree import Apply, Entry, Name, Negative, Node, Number, Operation, ReadingError, Transpose, walked


class Exponents(Commands):
    """The part of the grammar that reads what stands above."""

    def raised(self, node: Node, start: int) -> Node:
        """base ^ exponent, where the exponent may be a transpose, a label above, or primes."""
        count = self.primes_above()
        if count:
            primed = f"{node.name}'" if isinstance(node, Name) else ""
            if isinstance(node, Name) and (primed in self.known.names or not self.known.axes_of(node.name)):
                return Name(node.name + "'" * count, start=node.start)
            return Transpose(node, start=start)
        braces = self.at("{")
        inside = self.ahead() if braces else self.token
        if inside.kind == "mark" and inside.text in ("(", "[") and (braces or inside.text == "["):
            label = self.label_above(node, braces)
            if label is not None:
                return label
        if inside.kind == "mark" and inside.text in ("⊙", "*") and braces:  # x^{\odot 2}, x^{*}
            self.take()
            mark = self.take()
            if self.at("}"):
                self.take()
                return self.starred(node)
            exponent = self.closed(self.expression, "}")
            return Apply("power", (node, exponent), start=mark.start)
        if inside.kind == "mark" and inside.text == "*":
            self.take()
            return self.starred(node)
        turned = inside.end - inside.start > 1 or inside.start == start  # \\top, ᵀ and .T, and not a size T
        exponent = self.exponent()
        if isinstance(exponent, Name) and exponent.name == "T" and (turned or "T" not in self.known.sizes):
            ones = isinstance(node, Number) and node.value == 1  # 1^T
            return Transpose(Apply("ones", (), start=node.start) if ones else node, start=start)
        if (
            exponent == Name("t")
            and "t" not in self.known.names
            and any(self.known.axes_of(n.name) for n in walked(node, Name))
        ):  # X^t of a matrix
            return Transpose(node, start=start)
        if isinstance(exponent, Negative) and isinstance(exponent.operand, Name) and exponent.operand.name == "T":
            return Transpose(Operation("^", node, Number(Fraction(-1), "-1"), start=start), start=start)
        if isinstance(exponent, (Number, Name)) and isinstance(node, Name):
            word = exponent.text if isinstance(exponent, Number) else exponent.name
            if f"{node.name}^{word}" in self.known.names:
                return Entry(Name(node.name + "^", start=node.start), (exponent,), 1, start=start)
        return Operation("^", node, exponent, start=start)

    def starred(self, node: Node) -> Node:
        if isinstance(node, Name):
            adjoint = self.known.axes_of(node.name) == 2 and f"{node.name}*" not in self.known.names
            return Transpose(node, start=node.start) if adjoint else Name(node.name + "*", start=node.start)
        raise ReadingError("a star stands above a name", node.start)

    def label_above(self, node: Node, braces: bool) -> Node | None:
        """W^{(1)}, a^{[l]}, h^{(t)}_i: a place above; None where it is an ordinary power."""
        place = self.place
        if braces:
            self.take()
        opening = self.take()
        closing = {"(": ")", "[": "]"}[opening.text]
        places = self.places(closing)
        if braces and not self.at("}"):
            self.place = place
            return None
        if braces:
            self.take()
        if isinstance(node, Name):
            return Entry(Name(node.name + "^", start=node.start), places, len(places), start=node.start)
        if isinstance(node, Entry) and isinstance(node.base, Name) and not node.upper:
            base = Name(node.base.name + "^", start=node.base.start)
            return Entry(base, (*places, *node.places), len(places), start=node.start)
        if braces and not (isinstance(places[0], (Number, Name)) and len(places) == 1):
            self.place = place
            return None
        raise ReadingError("a label in brackets stands above a name", opening.start)

    def exponent(self) -> Node:
        start, negative = self.token.start, False
        while self.at("+", "-"):
            negative ^= self.take().text == "-"
        if self.at("{"):
            self.take()
            node = self.closed(self.expression, "}")
        else:
            node = self.deeper(self.atom)
            if self.at("_"):
                self.take()
                node = self.subscripted(node, self.subscript(), start)
        if self.at("^") and not self.style.latex and node != Name("T"):  # a^b^c is a^(b^c), x.T.T is x
            self.take()
            node = Operation("^", node, self.deeper(self.exponent), start=start)
        return Negative(node, start=start) if negative else node
