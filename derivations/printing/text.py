"""Terms in the notation itself: what is printed reads back as the same term."""

from __future__ import annotations

import re
from collections import Counter
from typing import assert_never

from derivations import terms as T
from derivations.integers import Extreme, Integer, Read, Symbol, read
from derivations.printing.integers import Factor, Group, Piece, Quotient, arranged

SUM, PRODUCT, ATOM = 0, 1, 2  # how tightly a printed piece holds together


def integer_text(e: Integer) -> str:
    """An integer expression; `2*n + k - 1`, `s*(i - 1)`, `ceil(d/2)`, `mod(e, c)`."""
    return _pieces(arranged(e))


def _pieces(pieces: tuple[Piece, ...]) -> str:
    out = "".join(f" {'-' if p.coefficient < 0 else '+'} {_piece(p)}" for p in pieces)
    return (out[3:] if out.startswith(" + ") else "-" + out[3:]) if out else "0"


def _piece(p: Piece) -> str:
    """The piece without its sign."""
    size = abs(p.coefficient)
    shown = [] if size == 1 and p.factors else [str(size)]
    for f, times in Counter(p.factors).items():  # a run of equal factors is a power
        factor = _factor_text(f)
        shown += [f"{factor}^{times}"] if 1 < times <= 8 else [factor] * times
    return "*".join(shown)


def _factor_text(f: Factor) -> str:
    match f:
        case Symbol(name):
            return name
        case Group(pieces):
            return f"({_pieces(pieces)})"
        case Quotient("mod", n, d):
            return f"mod({integer_text(n)}, {integer_text(d)})"
        case Quotient(kind, n, d):
            return f"{kind}({_tight(n)}/{_tight(d)})"
        case Extreme(kind, arguments):
            return f"{kind}({', '.join(map(integer_text, arguments))})"
        case Read(tensor, at):
            return f"{tensor}[{','.join(map(_place, at))}]" if at else tensor
        case _:
            assert_never(f)


def _tight(e: Integer) -> str:
    """Bare where it is one name, whole number or call; else in brackets."""
    pieces = arranged(e)
    simple = e.constant is not None and e.constant >= 0
    if len(pieces) == 1 and pieces[0].coefficient == 1 and len(pieces[0].factors) == 1:
        simple = not isinstance(pieces[0].factors[0], Group)
    return integer_text(e) if simple else f"({integer_text(e)})"


def _place(e: Integer) -> str:
    return integer_text(e).replace(" ", "")


def text(t: T.Term) -> str:
    """The term in the notation."""
    return _text(t, SUM)


def _binders(indices: tuple[T.Index, ...]) -> str:
    return ", ".join(f"{i.name} in {integer_text(i.low)}..{integer_text(i.high)}" for i in indices)


def _text(t: T.Term, tight: int) -> str:
    match t:
        case T.Number(v):
            out, own = str(v), (ATOM if v >= 0 and v.denominator == 1 else PRODUCT)
        case T.Size(e):
            out, own = (integer_text(e) if _reads_back(e) else f"size({integer_text(e)})"), ATOM
        case T.Entry(tensor, at):
            out, own = (f"{tensor}[{','.join(map(_place, at))}]" if at else tensor), ATOM
        case T.Iverson(relation, left, right):
            out, own = f"[{integer_text(left)} {relation} {integer_text(right)}]", ATOM
        case T.Compare(relation, left, right):
            out, own = f"[{_value(left, right)} {relation} {_text(right, SUM)}]", ATOM
        case T.Add(terms):
            out, own = _sum(terms), SUM
        case T.Mul(factors):
            out, own = _product(factors), PRODUCT
        case T.Pow(base, exponent):
            power = _text(exponent, ATOM)
            if isinstance(exponent, T.Number) and exponent.value.denominator == 1 and exponent.value < 0:
                power = f"({exponent.value})"
            inner = _text(base, ATOM)
            out, own = f"{f'({inner})' if isinstance(base, T.Pow) else inner}^{power}", PRODUCT if tight else ATOM
        case T.Apply(function, argument):
            out, own = f"{function}({_text(argument, SUM)})", ATOM
        case T.Sum(indices, body) | T.Product(indices, body) | T.Max(indices, body):
            word = {T.Sum: "sum", T.Product: "prod", T.Max: "max"}[type(t)]
            out, own = f"{word}[{_binders(indices)}] {_text(body, PRODUCT)}", PRODUCT
        case T.Select(indices, body, at):
            out = f"argmax[{_binders(indices)}]({_text(body, SUM)}; {', '.join(map(integer_text, at))})"
            own = ATOM
        case T.Partial(of, wrt):
            out, own = f"diff({_text(of, SUM)}, {_text(wrt, SUM)})", ATOM
        case _:
            raise TypeError(f"no notation for {type(t).__name__}")
    return out if own >= tight else f"({out})"


def _value(left: T.Term, right: T.Term) -> str:
    """The left side of a comparison, marked as a value where both sides could be read as integers."""
    plain = _text(left, SUM)
    if not (_reads_as_integer(left) and _reads_as_integer(right)):
        return plain
    leaf = left
    while leaf.children:
        leaf = leaf.children[0]
    if isinstance(leaf, T.Number):
        return re.sub(r"\d+", r"\g<0>.0", plain, count=1)
    assert isinstance(leaf, T.Size)
    bare = _text(leaf, ATOM)
    return plain if bare.startswith("size(") else plain.replace(bare, f"size({bare})", 1)


def _reads_back(e: Integer) -> bool:
    """Is the integer alone read as a value: a size, an index, an entry M[n,d] of an integer tensor?"""
    atom = next(iter(e.atoms)) if len(e.atoms) == 1 else None
    return e.symbol is not None or (isinstance(atom, Read) and e == read(atom.tensor, atom.at))


def _reads_as_integer(t: T.Term) -> bool:
    match t:
        case T.Number(v):
            return v.denominator == 1
        case T.Size(e):
            return _reads_back(e)
        case T.Pow(base, exponent):
            return _reads_as_integer(base) and _reads_as_integer(exponent)
        case T.Add() | T.Mul():
            return all(map(_reads_as_integer, t.children))
        case _:
            return False


def _sum(terms: tuple[T.Term, ...]) -> str:
    out = _text(terms[0], PRODUCT) if not isinstance(terms[0], T.Add) else f"({_text(terms[0], SUM)})"
    for t in terms[1:]:
        piece = _text(t, PRODUCT)
        negative = piece.startswith("-")
        out += f" - {piece[1:]}" if negative else f" + {piece}"
    return out


def _product(factors: tuple[T.Term, ...]) -> str:
    first, rest = factors[0], factors[1:]
    out = ""
    if first == T.MINUS_ONE and rest and not isinstance(rest[0], T.Number) and not _inverse(rest[0]):
        out, (first, rest) = "-", (rest[0], rest[1:])
    out += _factor(first, last=not rest, first=True)
    for k, f in enumerate(rest):
        if _inverse(f) and not (k == 0 and isinstance(first, T.Number) and isinstance(f.base, T.Number)):  # type: ignore[attr-defined]
            out += "/" + _factor(f.base, last=False)  # type: ignore[attr-defined]
        else:
            out += "*" + _factor(f, last=k == len(rest) - 1)
    return out


def _inverse(f: T.Term) -> bool:
    return isinstance(f, T.Pow) and f.exponent == T.MINUS_ONE


def _factor(t: T.Term, last: bool, first: bool = False) -> str:
    if isinstance(t, T.Pow):
        return _text(t, SUM)
    if isinstance(t, T.Number) and t.value.denominator != 1 and not first:
        return f"({t.value})"  # x*1/2 would read as x*1 divided by 2
    if isinstance(t, (T.Mul, T.Add)) or (isinstance(t, (T.Sum, T.Product, T.Max)) and not last):
        return f"({_text(t, SUM)})"
    if isinstance(t, T.Number) and t.value.denominator == 1 and t.value < 0:
        return str(t.value)
    return _text(t, PRODUCT)
