"""Whole numbers in printed code: sizes and indices, as numbers or as grids that broadcast."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from derivations.integers import Extreme, Integer, Read, Symbol
from derivations.printing.code_arrays import ATOM, LOOSE, PRODUCT, SUM, UNARY, Array
from derivations.printing.code_writer import CodeError, Scope, Writer
from derivations.printing.integers import Factor, Group, Piece, Quotient, arranged


def whole(w: Writer, e: Integer, scope: Scope) -> Array:
    """An integer expression; a number of the language when no index with an axis occurs in it."""
    return _pieces(w, arranged(e), scope)


def number(w: Writer, e: Integer, scope: Scope) -> str:
    """The code of an integer that is one number here."""
    x = whole(w, e, scope)
    if not x.python:
        raise CodeError(f"{e!r} is not one number here")
    return x.code


def grid(w: Writer, name: str, scope: Scope) -> Array:
    """The values of an index along its own axis."""
    if name in scope.known:
        return scope.known[name]
    low, high = scope.ranges[name]

    def make() -> Array:
        ends = (number(w, e, scope) for e in (low, high + 1))
        return Array(w.dialect.arange.format(**dict(zip(("low", "past"), ends))), (name,), kind="whole")

    return w.keep(("grid", name, low, high), name, make)


def joined(w: Writer, arrays: Sequence[Array], scope: Scope, operators: Sequence[str], tight: int) -> Array:
    """Whole numbers joined by operators of one tightness, from the left."""
    python = all(x.python for x in arrays)
    parts, axes = w.align(arrays, scope.order)
    code = parts[0].held(tight)
    for operator, x in zip(operators, parts[1:]):
        code += f" {operator} {x.held(tight + 1)}"
    return Array(code, axes, tight if len(parts) > 1 else parts[0].tight, "whole", python)


def _pieces(w: Writer, pieces: Sequence[Piece], scope: Scope) -> Array:
    if not pieces:
        return Array("0", kind="whole", python=True)
    first, *rest = pieces
    arrays = [_piece(w, p, scope) for p in pieces]
    if first.coefficient < 0:
        x = arrays[0]
        arrays[0] = Array(f"-{x.held(UNARY)}", x.axes, PRODUCT, "whole", x.python)
    if not rest:
        return arrays[0]
    return joined(w, arrays, scope, ["-" if p.coefficient < 0 else "+" for p in rest], SUM)


def _piece(w: Writer, p: Piece, scope: Scope) -> Array:
    """The piece without its sign."""
    size = abs(p.coefficient)
    factors = [_factor(w, f, scope) for f in p.factors]
    if size != 1 or not factors:
        factors.insert(0, Array(str(size), kind="whole", python=True))
    return joined(w, factors, scope, ["*"] * (len(factors) - 1), PRODUCT)


def _factor(w: Writer, f: Factor, scope: Scope) -> Array:
    match f:
        case Symbol(name):
            if name in scope.known or name in scope.ranges:
                return grid(w, name, scope)
            return Array(w.name(name), kind="whole", python=True)
        case Group(pieces):
            return _pieces(w, pieces, scope)
        case Quotient(kind, n, d):
            top, bottom = whole(w, n, scope), whole(w, d, scope)
            if kind == "ceil":
                top = Array(f"-{top.held(UNARY)}", top.axes, UNARY, "whole", top.python)
            x = joined(w, [top, bottom], scope, ["%" if kind == "mod" else "//"], PRODUCT)
            if kind != "ceil":
                return Array(f"({x.code})", x.axes, ATOM, "whole", x.python)
            return Array(f"-({x.code})", x.axes, UNARY, "whole", x.python)
        case Extreme(kind, arguments):
            return extreme(w, kind, [whole(w, a, scope) for a in arguments], scope)
        case Read(tensor, at):
            from derivations.printing.code_reads import read

            return read(w, tensor, at, scope)
        case _:
            assert_never(f)


def extreme(w: Writer, kind: str, arrays: Sequence[Array], scope: Scope) -> Array:
    """The least or greatest of whole numbers: the language's own of numbers, the library's of arrays."""
    numbers = [x for x in arrays if x.python]
    out = Array(f"{kind}({', '.join(x.code for x in numbers)})", kind="whole", python=True) if numbers else None
    if len(numbers) == 1:
        out = numbers[0]
    patterns = w.dialect.minimum if kind == "min" else w.dialect.maximum
    for x in (x for x in arrays if not x.python):
        if out is None:
            out = x
            continue
        (a, b), axes = w.align([x, out], scope.order)
        pattern = patterns[out.python]
        first = a.held(ATOM) if pattern.startswith("{x}") else a.held(LOOSE)
        out = Array(pattern.format(x=first, y=b.held(LOOSE)), axes, kind="whole")
    assert out is not None
    return out
