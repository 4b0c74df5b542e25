"""Functions with their arguments, primes and options."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from checkers.algebra.keywords import with_keywords
from checkers.algebra.spelling import BIG, CALLED_GREEK, FUNCTIONS
from checkers.algebra.sums import Sums
from checkers.algebra.tree import (
    Apply,
    Cases,
    Derivative,
    Dots,
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

END = "the end "  # of clip(x, max=1)
REDUCING = frozenset({"sum", "prod", "mean", "var", "std", "logsumexp", "softmax", "log_softmax"})


def clipped(arguments: tuple[Node, ...], start: int) -> Node:
    """clip(x, 0, 6), clip(x, None, 6), clip(x, max=6)."""
    ends = {a.function: a.arguments[0] for a in arguments if isinstance(a, Apply) and a.function.startswith(END)}
    plain = [a for a in arguments if not (isinstance(a, Apply) and a.function.startswith(END))]
    ends |= dict(zip((END + "min", END + "max"), plain[1:]))
    ends = {k: e for k, e in ends.items() if e != Name("None")}
    if not plain or not ends or len(plain) > 3:
        raise ReadingError("clip takes a value and one or two ends", start)
    node = plain[0]
    if len(ends) == 2:
        return Apply("clip", (node, ends[END + "min"], ends[END + "max"]), start=start)
    ((which, end),) = ends.items()
    return Apply("maximum" if which.endswith("min") else "minimum", (node, end), start=start)


class Calls(Sums):
    """The part of the grammar that reads a function."""

    condition: Callable[[], Node]
    power: Callable[[], Node]
    chosen_by: Callable[[str, tuple[Node, ...], int], Node]
    atom: Callable[[], Node]

    def applies(self, name: str) -> bool:
        """Is the name used as a function here?"""
        raise NotImplementedError

    def subscript(self, axes: int = 0) -> tuple[Node, ...]:
        """What stands after `_`."""
        raise NotImplementedError

    def indicator(self) -> Node:
        """A condition as 1 or 0."""
        raise NotImplementedError

    def function(self, t: object) -> Node:
        token = self.tokens[self.place - 1]
        word = token.text
        declared = word in self.known.functions
        name = word if declared else CALLED_GREEK.get(word) or FUNCTIONS.get(word, word)
        if name == "indicator":
            return self.indicator()
        if name == "sqrt" and self.at("[") and word != "Sqrt":
            self.take()
            root = self.closed(self.expression, "]")
            inverse = Operation("/", Number(Fraction(1), "1"), root, start=token.start)
            return Operation("^", self.called(token.start, "square", 0).children[0], inverse, start=token.start)
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

    def called(self, start: int, name: str, primes: int) -> Node:
        """The function with its arguments, in brackets or without."""
        word = self.tokens[self.place - 1]
        mathematica = self.at("[") and not self.token.spaced and not self.style.latex and word.text[:1].isupper()
        if self.at("(") or mathematica:
            closing = {"(": ")", "[": "]"}[self.take().text]
            arguments, options, comprehension = self.arguments(closing, name)
            arguments, options = with_keywords(name, arguments, options, word, self.style.latex)
            if any(isinstance(a, Dots) for a in arguments):
                arguments = (Rows(arguments, start=start),)
            if comprehension is not None:
                module = word.end - word.start > len(word.text)  # np.sum adds up the entries of vectors too
                if arguments or (options and options != (("axis", "0"),)):
                    raise ReadingError(f"{name} of a list written with `for` takes nothing beside it", start)
                return Apply(name, (comprehension,), start=start) if module and not options else comprehension
            if name == "clip":
                return clipped(arguments, start)
            if name == "diff" and len(arguments) == 2 and isinstance(arguments[1], Name):
                return Derivative(arguments[0], (arguments[1],), start=start)  # SymPy's and Maple's
            if name == "heaviside" and len(arguments) == 2:  # np.heaviside(x, value at 0)
                zero = Number(Fraction(0), "0", start=start)
                signs = tuple(Relation(sign, arguments[0], zero, start=start) for sign in (">", "<"))
                return Cases((Number(Fraction(1), "1"), zero, arguments[1]), (*signs, None), start=start)
            if name in ("piecewise", "select", "logical_and", "logical_or", "logical_not"):
                return self.chosen_by(name, arguments, start)
            if name in REDUCING and not all(isinstance(a, (Number, Negative)) for a in arguments[1:]):
                if any(isinstance(a, Relation) for a in arguments):
                    raise ReadingError(f"the index of {name} is written as in {name}[i=1..n] x[i]", start)
                arguments = (Rows(arguments, start=start),)  # logsumexp(a, b)
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

    def arguments(
        self, closing: str = ")", name: str = ""
    ) -> tuple[tuple[Node, ...], tuple[tuple[str, str], ...], Node | None]:
        """What stands between the brackets of a call, and its keyword options."""
        found: list[Node] = []
        options: list[tuple[str, str]] = []
        loose, self.loose = self.loose, False
        bars, self.bars = self.bars, 0
        comprehension: Node | None = None
        while not self.at(closing):
            if self.token.kind == "name" and self.ahead().kind == "mark" and self.ahead().text == "=":
                if self.token.text in ("axis", "dim", "dims", "keepdims", "keepdim", "dtype", "ord", "min", "max",
                                       "a_min", "a_max", "negative_slope", "alpha", "shape", "mode", "diagonal",
                                       "axes"):  # fmt: skip
                    key = self.take().text
                    self.take()
                    if key in ("min", "max", "a_min", "a_max"):  # of clip
                        found.append(Apply(END + key[-3:], (self.expression(),), start=self.token.start))
                    else:
                        options.append((key, self.option()))
                    self.accept(",")
                    continue
            mode = self.token.text in ("full", "same", "valid")
            if self.token.kind == "text" and (mode or not found):  # einsum
                found.append(Label(self.take().text, start=self.token.start))
            elif self.at_command("dots"):  # diag(s_1, \\dots, s_n)
                found.append(Dots(start=self.take().start))
            else:
                listed = name in BIG and not found and self.at("[") and self.runs() and self.accept("[")
                found.append(self.condition())
                if self.at_text("for"):
                    comprehension = self.comprehension(found.pop(), name)
                if listed:
                    self.expect("]")
            if not self.accept(",", ";") and not self.at(closing):
                raise self.unexpected(f"',' or '{closing}'")
        self.expect(closing)
        self.loose, self.bars = loose, bars
        self.counted(len(found))
        return tuple(found), tuple(options), comprehension

    def runs(self) -> bool:
        """Is the list that begins here written with `for`, and closed by the end of the call: [x[i] for i in 1:n]?"""
        deep, over = 0, False
        for t, after in zip(self.tokens[self.place :], self.tokens[self.place + 1 :]):
            deep += (t.text in ("(", "[", "{")) - (t.text in (")", "]", "}")) if t.kind == "mark" else 0
            if deep == 0:
                return over and after.text in (")", "]", ",")
            over = over or (deep == 1 and t.kind == "text" and t.text == "for")
        return False

    def slice(self, low: Node | None, closing: str) -> list[Node]:
        """a:b, a:, :b, ::-1 of a program; x_{1:n} with both ends; W_{:k} and W_{k:} as a column and a row."""
        start = self.expect(":").start
        ends = self.at(",", ";", closing)
        if closing != "]":
            if low is None or ends:
                return [Slice(start=start), *([] if ends else [self.condition()])] if low is None else [
                    low, Slice(start=start)]  # fmt: skip
            return [Slice(low=low, high=self.condition(), start=start)]
        high = None if ends or self.at(":") else self.condition()
        step = 1
        if self.accept(":") and not self.at(",", closing):
            backwards = self.accept("-")
            t = self.take()
            if len(t.text) != 1 or t.text not in "123456789":
                raise ReadingError("the step of a slice is a small number", t.start)
            step = -int(t.text) if backwards else int(t.text)
        plain = low is None and high is None and step == 1
        return [Slice(start=start) if plain else Slice(False, low, high, step, True, start=start)]

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

    def attribute(self, node: Node) -> Node:
        """x.sum(axis=0), A.dot(B), x.shape[0]."""
        t = self.take()
        if t.text in ("shape", "size") and not self.at("("):
            if t.text == "size":
                return Apply("size", (node,), start=t.start)
            self.expect("[")
            which = self.closed(self.expression, "]")
            return Apply("shape", (node, which), start=t.start)
        if t.text in ("astype", "float"):  # of a condition as a number
            self.expect("(")
            self.option()
            self.expect(")")
            return node
        name = FUNCTIONS.get(t.text, t.text)
        if t.text == "size":
            name = "shape"
        self.expect("(")
        arguments, options, _ = self.arguments()
        arguments, options = with_keywords(name, arguments, options)
        if name == "clip":
            return clipped((node, *arguments), t.start)
        return Apply(name, (node, *arguments), 0, options, start=t.start)
