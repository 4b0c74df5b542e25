"""What starts with a name: entries, functions, sums over indices, derivatives."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from checkers.algebra.calls import Calls
from checkers.algebra.cursor import number
from checkers.algebra.lexer import Token
from checkers.algebra.primes import with_prime
from checkers.algebra.spelling import CALLED_GREEK, FUNCTION_LETTERS, FUNCTIONS, GREEK_WORDS, SAME_HAT
from checkers.algebra.tree import (
    Apply,
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
    Slice,
    Transpose,
)

ARRAYS = frozenset({"softmax", "log_softmax", "cumsum", "array"})
INDICATORS = frozenset({"one", "mathbb1", "indicator"})


def _index(t: Token, declared: frozenset[str]) -> bool:
    """A small letter that is no quantity, or a digit."""
    letter = t.kind == "name" and len(t.text) == 1 and t.text.islower() and t.text not in declared
    return letter or (t.kind == "number" and len(t.text) == 1)


def replaced(node: Node, name: str, by: Node) -> Node:
    """The node with another term in place of a name."""
    if isinstance(node, Name):
        return by if node.name == name else node
    return node.rebuild(tuple(replaced(c, name, by) for c in node.children)) if node.children else node


class Quantities(Calls):
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
        if (
            not self.style.latex
            and t.text not in self.known.names
            and (t.text == "Pi" or (t.text == "E" and self.at("^")))
        ):
            return Name(t.text[0].lower() + t.text[1:], start=t.start)  # as Mathematica writes them
        numbered = re.fullmatch(r"([A-Za-z]+)(\d{1,9})", t.text)
        if numbered and t.text not in self.known.names:  # W1 is W_1
            places = (Number(Fraction(int(numbered[2])), numbered[2], start=t.start),)
            return Entry(Name(numbered[1], start=t.start), places, start=t.start)
        if t.text == "arg" and self.token.kind == "name" and self.token.text in ("max", "min"):
            raise ReadingError("argmax is an index and no value here", t.start)
        if t.text == "delta" and "delta" not in self.known.names and self.at("(", "["):
            return Entry(
                Name("delta", start=t.start), self.places({"(": ")", "[": "]"}[self.take().text]), start=t.start
            )
        return Name(self.hatted(self.underscored(t.text)), start=t.start)

    def underscored(self, word: str) -> str:
        """ft as f_t, where the question declares that and nothing called ft."""
        if word in self.known.names or len(word) < 2:
            return word
        return next((n for n in sorted(self.known.names) if "_" in n and n.replace("_", "") == word), word)

    def hatted(self, word: str) -> str:
        """yhat and y_hat as \\hat y, where nothing else is called so."""
        found = re.fullmatch(r"([A-Za-z][A-Za-z0-9]*?)_?(hat|bar|tilde)", word)
        return word if found is None or word in self.known.names else f"{found[2]} {found[1]}"

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
        closing = {"(": ")", "[": "]", "{": "}"}.get(opening.text, "")
        if not closing:
            raise ReadingError("an indicator takes its condition in brackets or below", opening.start)
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
        if prime and f"{name}'" in self.known.names and name not in FUNCTIONS:
            return False
        if self.is_function(name):
            return True if name in FUNCTIONS else bracket or prime or power
        if name in self.known.names:
            return prime and name not in self.known.names and bracket
        if name in CALLED_GREEK:
            return (bracket and after.text == "(") or prime or power
        if prime and name in FUNCTION_LETTERS | {"a", "s"}:
            return then.kind == "mark" and then.text in ("(", "^", "'")
        return False

    # ---------------------------------------------------------------- functions

    def exponent(self) -> Node:
        raise NotImplementedError

    # ---------------------------------------------------------------- subscripts

    def subscript(self, axes: int = 0) -> tuple[Node, ...]:
        """What stands after `_`; axes: how many the quantity before it has, 0 for not known."""
        if (word := self.last_word()) is not None:
            return (Name(word.text, start=word.start),)
        if self.at("{") or (self.at("(") and not self.style.latex) or self.at("["):
            return self.places({"{": "}", "(": ")", "[": "]"}[self.take().text])
        t = self.token
        if t.kind == "number":
            return (number(self.take()),)
        if t.kind == "name":
            self.take()
            if len(t.text) > 1 and t.text.isalnum() and not self.style.latex and t.text not in self.known.names:
                if all(c.isalpha() for c in t.text) and len(t.text) <= 3:
                    taken = axes if 0 < axes < len(t.text) else len(t.text)
                    if taken < len(t.text):  # u_iv_j of a vector u
                        rest = replace(t, text=t.text[taken:], start=t.start + taken, spaced=False)
                        self.tokens.insert(self.place, rest)
                    return tuple(Name(c, start=t.start) for c in t.text[:taken])
            return (Name(t.text, start=t.start),)
        if t.kind == "text":
            return (Label(self.take().text, start=t.start),)
        if t.kind == "command":
            return (self.atom(),)
        raise self.unexpected("an index")

    def adjoining(self, base: Node, places: tuple[Node, ...]) -> tuple[Node, ...]:
        """The j of W_ij, where W has two axes: letters and digits right behind a single index without braces."""
        axes = self.known.axes_of(base.name) if isinstance(base, Name) else 0
        found: list[Node] = []
        before = self.tokens[self.place - 1]
        if before.kind not in ("name", "number") or len(places) != 1:
            return ()
        while len(places) + len(found) < axes and self.index_follows():
            found.append(self.index_letter())
        return tuple(found)

    def run_on(self, node: Node) -> Node:
        """Wij for W_{ij} outside LaTeX, where W is declared with two axes and i and j are no quantities."""
        axes = self.known.axes_of(node.name) if isinstance(node, Name) and not self.style.latex else 0
        after = self.tokens[self.place : self.place + axes + 1]
        letters = after[:axes]
        if not axes or len(letters) < axes or any(t.spaced or not _index(t, self.known.names) for t in letters):
            return node
        if after[axes].kind == "mark" and after[axes].text in ("_", "(", "["):
            return node
        return Entry(node, tuple(self.index_letter() for _ in letters), start=node.start)

    def positive_part(self) -> bool:
        """Takes the _+ of [x]_+."""
        marks = [t.text if t.kind == "mark" else "" for t in self.tokens[self.place + 1 : self.place + 4]]
        length = 1 if marks[:1] == ["+"] else 3 if marks == ["{", "+", "}"] else 0
        for _ in range(length + 1 if length else 0):
            self.take()
        return length > 0

    def picks_entry(self, node: Node) -> bool:
        """softmax(z)[i], (p - y)[i]: does the bracket behind a value hold nothing but an index?"""
        inside: list[Token] = []
        for t in self.tokens[self.place + 1 :]:
            if t.kind == "mark" and t.text == "]":
                break
            inside.append(t)
        simple = bool(inside) and all(
            t.kind in ("name", "number") or (t.kind == "mark" and t.text in ("+", "-", ":", ",")) for t in inside
        )
        if isinstance(node, Apply):
            return simple and (self.style.numpy or node.function in ARRAYS)
        single = len(inside) == 1 and _index(inside[0], self.known.names)
        return not self.style.latex and single and isinstance(node, Operation)

    def evaluated_at(self, node: Node) -> Node:
        """\\left. f \\right|_{x = 2}: the value there; a mere name of what is asked stays what it is."""
        t = self.take()
        self.take()
        for place in self.subscript():
            if not (isinstance(place, Relation) and place.relation == "=" and isinstance(place.left, Name)):
                raise ReadingError("below this bar a value such as x = 2 can stand", t.start)
            if not isinstance(node, Derivative):
                node = replaced(node, place.left.name, place.right)
            elif not isinstance(node.body, (Name, Entry)):
                raise ReadingError("a derivative at a place is not read; write what it is there", t.start)
        return node

    def shifted(self, places: tuple[Node, ...]) -> tuple[Node, ...]:
        """Indices of a program count from 0."""
        if not self.style.zero_based:
            return places
        one = Number(Fraction(1), "1")
        return tuple(
            p if isinstance(p, (Slice, Label, Relation))
            else Slice(False, p, p, 0, True, start=p.start) if isinstance(p, Negative) and isinstance(p.operand, Number)
            else Number(p.value + 1, str(p.value + 1), start=p.start) if isinstance(p, Number)
            else Operation("+", p, one, start=p.start)
            for p in places
        )  # fmt: skip

    def primed(self, node: Node) -> Node:
        """W' as a new quantity where it is declared, else a transpose."""
        t = self.take()
        return with_prime(node, self.known.names) or Transpose(node, start=t.start)

    def counts_axes(self, node: Node) -> bool:
        """Is what stands in the bracket here one index for each axis of the declared quantity before it: W(i, j)?"""
        axes = self.known.axes_of(node.name) if isinstance(node, Name) else 0
        inside: list[list[Token]] = [[]]
        for t in self.tokens[self.place + 1 :]:
            if t.kind == "mark" and t.text in ("(", ")", "[", "{"):
                break
            if t.kind == "mark" and t.text == ",":
                inside.append([])
            else:
                inside[-1].append(t)
        if not axes or len(inside) != axes or not all(inside) or not (t.kind == "mark" and t.text == ")"):
            return False
        return axes > 1 or (len(inside[0]) == 1 and _index(inside[0][0], self.known.names))

    def index_follows(self) -> bool:
        """Does an index letter stand right here, with no index or bracket of its own?"""
        after = self.ahead()
        own = after.kind == "mark" and after.text in ("_", "(", "[")
        return not self.token.spaced and _index(self.token, self.known.names) and not own

    def index_letter(self) -> Node:
        t = self.take()
        return number(t) if t.kind == "number" else Name(t.text, start=t.start)

    def places(self, closing: str) -> tuple[Node, ...]:
        """Indices with commas between them, slices among them."""
        loose, self.loose = self.loose, False
        bars, self.bars = self.bars, 0
        found: list[Node] = []
        while not self.at(closing):
            if self.at(":"):
                found.extend(self.slice(None, closing))
            elif self.at("·", "*"):  # W_{\\cdot j}, X_{n\\cdot}
                found.append(Slice(start=self.take().start))
                found += [] if self.at(",", closing) else [self.condition()]
            elif self.token.kind == "name" and self.token.text in ("None", "newaxis"):
                found.append(Slice(new=True, start=self.take().start))
            elif self.token.kind == "text":
                found.append(Label(self.take().text, start=self.token.start))
            else:
                found.append(self.condition())
                if self.at(":"):
                    found[-1:] = self.slice(found[-1], closing)
                elif self.whole_axis():
                    found.append(Slice(start=self.take().start))
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
            slope = below.startswith("d") and len(below) > 1 and "?" not in below and node.name not in GREEK_WORDS
            if slope and node.name not in self.known.names:  # dL_dz
                return Derivative(Name(node.name[1:]), (Name(below[1:]),), start=start)
        if any(isinstance(p, Relation) for p in places):
            condition = places[0]
            return Operation(" ", node, condition, start=start)
        if isinstance(node, Entry) and not any(isinstance(p, Slice) and p.python for p in node.places):
            return replace(node, places=(*node.places, *places))
        return Entry(node, places, start=start)

    def decorated(self, command: str) -> Node:
        """\\hat{y}, \\bar x_i: the hat belongs to the name."""
        start = self.take().start
        hat = SAME_HAT.get(command, command)
        inner = Name(self.take().text) if f"{hat} {self.token.text}'" in self.known.names else self.atom()

        def put(node: Node) -> Node:
            if isinstance(node, Name):
                return replace(node, name=f"{hat} {node.name}")
            if isinstance(node, Entry):
                return replace(node, base=put(node.base))
            if isinstance(node, Transpose):
                inside = put(node.operand)
                return with_prime(inside, self.known.names) or replace(node, operand=inside)  # \hat{y'}
            raise ReadingError(f"\\{command} stands over a name", start)

        return put(inner)

    # ---------------------------------------------------------------- sums
