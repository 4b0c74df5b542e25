"""Functions that a document defines by a head of its own, f(x, y) = ..., and their derivatives and gradients."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from checkers.algebra.definitions import Definition
from checkers.algebra.spelling import SAME_LETTER
from checkers.algebra.tree import Apply, Derivative, Name, Node, Operation, Rows

LETTER = r"\\(?:ell|phi|psi|varphi|rho|kappa|chi|xi|omega|Phi|Psi|eta|theta)|\\mathcal\s*\{\s*[A-Z]\s*\}|[A-Za-ce-z]"
HEAD = re.compile(
    rf"^\s*({LETTER})\s*'{{0,3}}(?:\\left)?\(\s*([a-z](?:\s*,\s*[a-z])*)\s*(?:\\right)?\)\s*&?\s*:?=(?!\s*[\d.]+\s*$)"
)
DIFFERENTIATED = re.compile(
    r"(?:\\partial(?:\s*\^\s*\{?\d\}?)?|\\nabla(?:\s*[_^](?:\{[^{}]*\}|\w))*|(?<![A-Za-z])d)\s*$"
)
ALL = Name("theta")  # what a gradient is taken by where nothing is named
SLOPE = "°"  # f°x is the derivative of f by its argument x


DEVIATION = re.compile(r"(?:^|[,;&$\n])\s*+\\sigma\s*+(?:\^\s*+\{?2\}?\s*+)?&?\s*+(?::?=|\\approx)")
CALLED = re.compile(r"\\sigma\s*+(?:\\(?:left|[bB]igg?[lr]?)\s*+)?[(\[]")
ABOVE = re.compile(r"\\[td]?frac\s*+(?:\d|\{[^{}]*+\})\s*+$")


def deviation(texts: Sequence[str]) -> frozenset[str]:
    """{sigma} where sigma or sigma^2 is defined as a number, and no bracket behind sigma is its argument."""
    if not any(DEVIATION.search(t) for t in texts):
        return frozenset()
    calls = [(t, m.start()) for t in texts for m in CALLED.finditer(t)]
    return frozenset({"sigma"} if all(ABOVE.search(t[max(0, k - 60) : k]) for t, k in calls) else ())


def functions_headed(texts: Sequence[str]) -> frozenset[str]:
    """Letters with a head f(x) = ..., that are called or differentiated wherever they stand."""
    found: set[str] = set()
    for letter in {m[1] for t in texts if (m := HEAD.match(t))}:
        word = rf"(?<![A-Za-z\\_^{{]){re.escape(letter)}(?![A-Za-z0-9_^])"
        called = re.compile(rf"{word}\s*(?:'|\^\{{?\\prime|\\left\s*\(|\()")
        every = [(t, m.start()) for t in texts for m in re.finditer(word, t)]
        if all(called.match(t, k) or DIFFERENTIATED.search(t[max(0, k - 60) : k]) for t, k in every):
            plain = re.sub(r"\\mathcal\s*\{\s*([A-Z])\s*\}", r"\1", letter)
            found.add(plain.removeprefix("\\"))
    return frozenset(found)


def other_form(letters: frozenset[str], formulas: str) -> frozenset[str]:
    """phi for a function varphi, where no \\phi stands beside it: they are read as one letter."""
    plain = {x: SAME_LETTER[x] for x in letters & SAME_LETTER.keys()}
    return frozenset(p for p in plain.values() if not re.search(rf"\\{p}(?![A-Za-z])", formulas))


def slopes_of(functions: Mapping[str, Definition]) -> dict[str, Definition]:
    """The derivative of each function of several arguments by each of them, as a function."""
    found: dict[str, Definition] = {}
    for name, d in functions.items():
        if len(d.letters) < 2:
            continue
        for x in d.letters:
            first = f"{name}{SLOPE}{x}"
            found[first] = replace(d, name=first, body=Derivative(d.body, (Name(x),)))
            for y in d.letters:
                second = f"{first}{SLOPE}{y}"
                found[second] = replace(d, name=second, body=Derivative(d.body, (Name(x), Name(y))))
    return found


def applied_slope(tree: Node, functions: Mapping[str, Sequence[Definition]]) -> Node:
    """Derivatives of a headed function: by an argument, at a place, its gradient and its matrix of second ones."""
    match tree:
        case Operation(" ", Derivative(Apply() as body, variables), Rows(cells, True)):
            letters = tuple(Name(x) for x in functions[body.function][-1].letters) if body.function in functions else ()
            if body.arguments == letters and len(cells) == len(letters) > 1 and set(variables) <= set(letters):
                return Apply(_name(body.function, variables), cells, start=tree.start)
        case Derivative(Name(f)) if f in functions:
            inside = tuple(Name(x, start=tree.start) for x in functions[f][-1].letters)
            return applied_slope(replace(tree, body=Apply(f, inside, start=tree.start)), functions)
        case Derivative(Apply(f, arguments), variables) if f in functions and set(variables) == {ALL}:
            own = functions[f][-1].letters
            if len(own) != len(arguments) or ALL.name in own or len(variables) > 2:
                return tree
            if len(own) == 1:
                return replace(tree, variables=arguments * len(variables)) if arguments == (Name(own[0]),) else tree
            if len(variables) == 1:
                return Rows(tuple(Apply(_name(f, (Name(x),)), arguments) for x in own), start=tree.start)
            rows = [tuple(Apply(_name(f, (Name(x), Name(y))), arguments) for y in own) for x in own]
            return Rows(tuple(Rows(r) for r in rows), start=tree.start)
    return tree


def _name(function: str, variables: Sequence[Node]) -> str:
    return SLOPE.join([function, *(v.name for v in variables if isinstance(v, Name))])
