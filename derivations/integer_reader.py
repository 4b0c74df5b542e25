"""Syntax trees of the notation to integer expressions."""

from __future__ import annotations

from lark import Token, Tree

from derivations import integers as I
from derivations.integers import Integer
from derivations.scope import Scope
from derivations.syntax import NotationError

INTEGER_FUNCTIONS = {"floor": 1, "ceil": 1, "mod": 2, "min": 2, "max": 2}
MAX_PARTS, MAX_BITS = 200, 256


class IntegerReader:
    """Builds integers from a syntax tree, in a scope; holds the text only to point into it."""

    def __init__(self, text: str, scope: Scope):
        self.text, self.scope = text, scope

    def error(self, message: str, where: Tree[Token] | Token) -> NotationError:
        start = where.start_pos if isinstance(where, Token) else getattr(where.meta, "start_pos", 0)
        return NotationError(message, self.text, start or 0)

    def integer(self, tree: Tree[Token]) -> Integer:
        """The tree as an integer expression."""
        kids = tree.children
        match tree.data:
            case "number":
                if "." in str(kids[0]):
                    raise self.error(f"{kids[0]} is not a whole number", tree)
                return I.integer(int(str(kids[0])))
            case "name":
                return self.integer_name(kids[0])
            case "paren":
                return self.integer(kids[0])
            case "neg":
                return -self.integer(kids[0])
            case "add" | "sub" | "mul":
                left, right = self.integer(kids[0]), self.integer(kids[1])
                found = left + right if tree.data == "add" else left - right if tree.data == "sub" else left * right
                return self.within_budget(found, tree)
            case "pow":
                power = self.integer(kids[1]).constant
                if power is None or not 0 <= power <= 8:
                    raise self.error("inside an index an exponent is a number from 0 to 8", tree)
                base, out = self.integer(kids[0]), I.ONE
                for _ in range(power):
                    out = self.within_budget(out * base, tree)
                return out
            case "call" if str(kids[0]) in INTEGER_FUNCTIONS:
                return self.integer_call(tree)
            case "entry" if str(kids[0]) in self.scope.integers:
                at = tuple(self.integer(k) for k in kids[1:])
                return I.read(str(kids[0]), at)
        raise self.error("this is not a whole-number expression of sizes and indices", tree)

    def within_budget(self, found: Integer, tree: Tree[Token]) -> Integer:
        """The polynomial, unless multiplying it out has made it too long: texts come from strangers, too."""
        if len(found.parts) > MAX_PARTS or any(c.bit_length() > MAX_BITS for _, c in found.parts):
            raise self.error("this whole-number expression is too long when it is multiplied out", tree)
        return found

    def integer_name(self, name: Tree[Token] | Token) -> Integer:
        n = str(name)
        if n in self.scope.indices or n in self.scope.sizes:
            return I.symbol(n)
        if n in self.scope.integers and not self.scope.ranges[n]:
            return I.read(n, ())
        known = ", ".join(sorted(self.scope.sizes | self.scope.indices.keys())) or "none"
        raise self.error(f"{n!r} is not a size or an index here; known: {known}", name)

    def integer_call(self, tree: Tree[Token]) -> Integer:
        name, *arguments = tree.children
        f = str(name)
        if f in ("min", "max"):
            return I.extreme(f, [self.integer(a) for a in arguments])
        if f == "mod":
            if len(arguments) != 2:
                raise self.error("mod takes two arguments: mod(value, modulus)", tree)
            return I.mod(self.integer(arguments[0]), self.denominator(arguments[1]))
        quotient = arguments[0]
        while quotient.data == "paren":
            quotient = quotient.children[0]
        if len(arguments) != 1:
            raise self.error(f"{f} takes one argument, a quotient such as {f}(i/2)", tree)
        if quotient.data != "div":
            return self.integer(quotient)
        top, bottom = self.integer(quotient.children[0]), self.denominator(quotient.children[1])
        return I.floor(top, bottom) if f == "floor" else I.ceil(top, bottom)

    def denominator(self, tree: Tree[Token]) -> Integer:
        d = self.integer(tree)
        if d.constant is not None and d.constant <= 0:
            raise self.error("a denominator inside an index must be positive", tree)
        return d

    def is_integer(self, tree: Tree[Token]) -> bool:
        """Would `integer` accept it? Used where integers and values may both stand, as in [i = j] and [x > 0]."""
        try:
            self.integer(tree)
        except NotationError:
            return False
        return True
