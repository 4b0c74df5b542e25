"""Integer expressions in LaTeX: `2n+k-1`, `s(i-1)+1`, \\lceil d/2 \\rceil; tight inside subscripts."""

from __future__ import annotations

import re
from collections import Counter
from typing import assert_never

from derivations.integers import Extreme, Integer, Read, Symbol
from derivations.printing.integers import Factor, Group, Piece, Quotient, arranged
from derivations.printing.style import Style

PLAIN = Style()
NUMERIC = r"(\d+|\\frac\{\d+\}\{\d+\})"
COMMAND = r"\\[A-Za-z]+$"


def integer_latex(e: Integer, style: Style = PLAIN, tight: bool = False) -> str:
    """An integer expression. tight: no spaces and inline quotients, as in a subscript or a bound."""
    return _pieces(arranged(e), style, tight)


def places_latex(at: tuple[Integer, ...], style: Style) -> str:
    """The places of an entry: i+d-1, j+e-1."""
    return ", ".join(integer_latex(e, style, tight=True) for e in at)


def is_sum(e: Integer) -> bool:
    """Does it need brackets as a factor?"""
    pieces = arranged(e)
    lone = pieces[0].factors[0] if len(pieces) == 1 and len(pieces[0].factors) == 1 else None
    remainder = isinstance(lone, Quotient) and lone.kind == "mod"
    return len(pieces) > 1 or remainder or (bool(pieces) and pieces[0].coefficient < 0)


def joined(factors: list[str], space: str = "") -> str:
    """Factors side by side, with what must stand between them and no more."""
    out = ""
    for f in factors:
        if not out:
            out = f
        elif f[0].isdigit() or (re.fullmatch(NUMERIC, f) and re.search(NUMERIC + "$", out)):
            out += rf" \cdot {f}"  # two numbers side by side would read as one
        elif (
            f.startswith((r"\mathrm", r"\operatorname", "["))
            or out.endswith("]")
            or re.search(r"\\mathrm\{\w+\}$", out)
        ):
            out += rf"\,{f}"
        else:
            out += f"{space or (' ' if re.search(COMMAND, out) and f[0].isalpha() else '')}{f}"
    return out


def _pieces(pieces: tuple[Piece, ...], style: Style, tight: bool) -> str:
    space = "" if tight else " "
    out = "".join(
        f"{space}{'-' if p.coefficient < 0 else '+'}{space}{_piece(p, style, tight, len(pieces) == 1)}" for p in pieces
    )
    out = out[len(space) :]
    return (out[1 + len(space) :] if out.startswith("+") else "-" + out[1 + len(space) :]) if out else "0"


def _piece(p: Piece, style: Style, tight: bool, lone: bool) -> str:
    size = abs(p.coefficient)
    if not p.factors:
        return str(size)
    shown = []
    for f, times in Counter(p.factors).items():
        power = f"^{{{times}}}" if times > 1 else ""
        alone = lone and len(p.factors) == 1 and size == 1
        shown.append(_factor(f, style, tight, alone, power))
    return (str(size) if size != 1 else "") + joined(shown)


def _factor(f: Factor, style: Style, tight: bool, alone: bool, power: str) -> str:
    match f:
        case Symbol(name):
            letter = style.letter("symbol", name)
            out = letter.entry()
            return f"({out}){power}" if power and letter.above else out + power
        case Group(pieces):
            return f"({_pieces(pieces, style, tight)}){power}"
        case Quotient("mod", n, d):
            out = rf"{_operand(n, style, tight)} \bmod {_operand(d, style, tight)}"
            return out if alone and not power else f"({out}){power}"
        case Quotient(kind, n, d):
            if tight:
                return rf"\l{kind} {_operand(n, style, True)}/{_operand(d, style, True)} \r{kind}{power}"
            inner = rf"\frac{{{integer_latex(n, style)}}}{{{integer_latex(d, style)}}}"
            return rf"\left\l{kind} {inner} \right\r{kind}{power}"
        case Extreme(kind, arguments):
            inner = ", ".join(integer_latex(a, style, tight) for a in arguments)
            return rf"\{kind}({inner}){power}"
        case Read(tensor, at):
            out = style.letter("tensor" if at else "scalar", tensor).entry(places_latex(at, style))
            return f"({out}){power}" if power else out
        case _:
            assert_never(f)


def _operand(e: Integer, style: Style, tight: bool) -> str:
    """An operand of / or mod."""
    pieces = arranged(e)
    out = integer_latex(e, style, tight)
    simple = len(pieces) <= 1 and (not pieces or not pieces[0].factors or len(pieces[0].factors) == 1)
    return out if (simple and pieces and pieces[0].coefficient > 0) or not pieces else f"({out})"
