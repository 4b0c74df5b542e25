"""The number that a printed formula means to a reader, and the number that its term is: two evaluators, written apart.

`LatexValue` knows only the LaTeX that a textbook would use: juxtaposition is a product, a sum reaches to the next plus
or minus sign, brackets bind. It knows nothing of terms, so a bracket forgotten by the printer changes its result.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from itertools import product

from derivations import integers as I
from derivations import terms as T

TOKEN = re.compile(r"\\left\||\\right\||\\[A-Za-z]+\*?|\\[,;!\\]|[0-9]+|[A-Za-z]|\S")
DROPPED = {r"\left", r"\right", r"\,", r"\;", r"\!"}
STOP = {
    "+",
    "-",
    ")",
    "}",
    "]",
    "=",
    ",",
    "<",
    ">",
    r"\le",
    r"\ge",
    r"\ne",
    r"\rfloor",
    r"\rceil",
    r"\bmod",
    r"\right|",
    r"\mid",
}
RELATIONS: dict[str, Callable[[float, float], bool]] = {
    "=": lambda a, b: a == b,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    r"\le": lambda a, b: a <= b,
    r"\ge": lambda a, b: a >= b,
    r"\ne": lambda a, b: a != b,
}
FUNCTIONS: dict[str, Callable[[float], float]] = {
    "exp": math.exp,
    "log": math.log,
    "tanh": math.tanh,
    "sqrt": math.sqrt,
    "abs": abs,
    "relu": lambda x: max(x, 0.0),
    "sigmoid": lambda x: 1 / (1 + math.exp(-x)),
}
NAMED = {r"\ln": "log", r"\tanh": "tanh", r"\exp": "exp", r"\sigma": "sigmoid", "ReLU": "relu"}
Tensors = Mapping[str, Mapping[tuple[int, ...], float]]


class LatexValue:
    """Evaluates one formula. symbols: LaTeX of a size or index -> number; tensors: letter -> entries (0 outside)."""

    def __init__(self, tex: str, symbols: Mapping[str, float], tensors: Tensors):
        self.tokens = [t for t in TOKEN.findall(tex) if t not in DROPPED]
        self.symbols, self.tensors, self.at = dict(symbols), tensors, 0

    def run(self) -> float:
        out = self.expr()
        assert self.at == len(self.tokens), f"left over: {self.tokens[self.at :]}"
        return out

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, expected: str = "") -> str:
        token = self.peek()
        assert not expected or token == expected, f"{expected} expected, {token} found in {''.join(self.tokens)}"
        self.at += 1
        return token

    def group(self) -> float:
        self.take("{")
        out = self.expr()
        self.take("}")
        return out

    def raw(self) -> str:
        """The text of a group."""
        depth, out = 0, ""
        while True:
            token = self.take()
            depth += (token == "{") - (token == "}")
            if depth == 0:
                return out[1:]
            out += token

    def expr(self) -> float:
        sign = -1 if self.peek() == "-" else 1
        if sign < 0:
            self.take()
        out = sign * self.product()
        while self.peek() in ("+", "-", r"\bmod"):
            operator = self.take()
            right = self.product()
            out = out % right if operator == r"\bmod" else out + right if operator == "+" else out - right
        return out

    def product(self) -> float:
        out = self.factor()
        while self.peek() and self.peek() not in STOP:
            if self.peek() == r"\cdot":
                self.take()
            out = out / (self.take() and self.factor()) if self.peek() == "/" else out * self.factor()
        return out

    def factor(self) -> float:
        out = self.primary()
        if self.peek() == "^":
            self.take()
            out = float(out) ** self.group()
        return out

    def primary(self) -> float:
        token = self.take()
        match token:
            case "(":
                out = self.expr()
                self.take(")")
                return out
            case "[":
                return self.condition()
            case r"\mathbf":
                assert self.raw() == "1"
                self.take("[")
                return self.condition()
            case r"\left|":
                out = abs(self.expr())
                self.take(r"\right|")
                return out
            case r"\frac":
                top = self.group()
                return top / self.group()
            case r"\sqrt":
                return math.sqrt(self.group())
            case "e" if self.peek() == "^":
                self.take()
                return math.exp(self.group())
            case r"\lfloor" | r"\lceil":
                out = self.expr()
                self.take(token.replace("l", "r", 1))
                return (math.floor if token == r"\lfloor" else math.ceil)(out + 0.0)
            case r"\min" | r"\max" if self.peek() == "(":
                self.take()
                found = [self.expr()]
                while self.peek() == ",":
                    self.take()
                    found.append(self.expr())
                self.take(")")
                return (min if token == r"\min" else max)(found)
            case r"\sum" | r"\prod" | r"\max":
                return self.big(token)
            case r"\operatorname":
                return self.call(NAMED[self.raw()])
            case _ if token in NAMED:
                return self.call(NAMED[token])
        return float(token) if token.isdigit() else self.named(token)

    def condition(self) -> float:
        left = self.expr()
        holds = RELATIONS[self.take()](left, self.expr())
        self.take("]")
        return float(holds)

    def call(self, function: str) -> float:
        power = 1.0
        if self.peek() == "^":
            self.take()
            power = self.group()
        return FUNCTIONS[function](self.primary()) ** power

    def named(self, letter: str) -> float:
        if self.peek() != "_":
            return self.symbols[letter] if letter in self.symbols else self.tensors[letter][()]
        before = self.at
        self.take()
        whole = f"{letter}_{{{self.raw()}}}"
        if whole in self.symbols:
            return self.symbols[whole]
        self.at = before + 1
        self.take("{")
        places = [self.expr()]
        while self.peek() == ",":
            self.take()
            places.append(self.expr())
        self.take("}")
        return self.tensors[letter].get(tuple(int(p) for p in places), 0.0)

    def big(self, token: str) -> float:
        """A sum, product or maximum over one index, or over the lines of a \\substack."""
        self.take("_")
        if token == r"\max":
            ranges = [r.split(r"\le") for r in self.raw().replace(r"\substack{", "").rstrip("}" * 0).split(r"\\")]
            spans = [
                (name, self.number(low), self.number(high.rstrip("}") if high.endswith("}}") else high))
                for low, name, high in ranges
            ]
        else:
            name, _, low = self.raw().partition("=")
            self.take("^")
            spans = [(name, self.number(low), self.number(self.raw()))]
        start, values, end = self.at, [], self.at
        kept = dict(self.symbols)
        for places in product(*(range(int(a), int(b) + 1) for _, a, b in spans)):
            self.at = start
            self.symbols = {**kept, **{n: p for (n, _, _), p in zip(spans, places)}}
            values.append(self.product())
            end = self.at
        if not values:  # the body must be passed over all the same
            raise EmptyRange
        self.symbols, self.at = kept, end
        return {r"\sum": sum, r"\prod": math.prod, r"\max": max}[token](values)

    def number(self, tex: str) -> float:
        return LatexValue(tex, self.symbols, self.tensors).run()


class EmptyRange(ValueError):
    """A sum over nothing: its body cannot be evaluated to find where it ends."""


def term_value(t: T.Term, symbols: Mapping[str, int], tensors: Tensors) -> float:
    """The number a term is."""
    go = lambda u: term_value(u, symbols, tensors)  # noqa: E731
    whole = lambda e: I.value(e, symbols)  # noqa: E731
    match t:
        case T.Number(v):
            return float(v)
        case T.Size(e):
            return whole(e)
        case T.Entry(tensor, at):
            return tensors[tensor].get(tuple(map(whole, at)), 0.0)
        case T.Iverson(relation, left, right):
            return float(
                {
                    "=": whole(left) == whole(right),
                    "!=": whole(left) != whole(right),
                    "<=": whole(left) <= whole(right),
                }[relation]
            )
        case T.Compare(relation, left, right):
            return float(
                RELATIONS[{"<=": r"\le", ">=": r"\ge", "!=": r"\ne"}.get(relation, relation)](go(left), go(right))
            )
        case T.Add(terms):
            return sum(map(go, terms))
        case T.Mul(factors):
            return math.prod(map(go, factors))
        case T.Pow(base, exponent):
            return float(go(base)) ** go(exponent)
        case T.Apply(function, argument):
            return FUNCTIONS[function](go(argument))
        case T.Sum(indices, body) | T.Product(indices, body) | T.Max(indices, body):
            scopes: list[Mapping[str, int]] = [symbols]
            for i in indices:
                scopes = [{**s, i.name: v} for s in scopes for v in range(I.value(i.low, s), I.value(i.high, s) + 1)]
            if not scopes:
                raise EmptyRange
            return {T.Sum: sum, T.Product: math.prod, T.Max: max}[type(t)](
                [term_value(body, s, tensors) for s in scopes]
            )
    raise TypeError(type(t).__name__)
