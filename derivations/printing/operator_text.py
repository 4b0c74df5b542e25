"""Operator forms in plain text: X^T @ dL_Y, dL_Y .* (X > 0), dL_Y^T @ ones."""

from __future__ import annotations

from derivations import terms as T
from derivations.integers import Integer
from derivations.operators import Operator
from derivations.operators.nodes import (
    Applied,
    Array,
    Diagonal,
    Hadamard,
    Identity,
    Mask,
    Matrix,
    Ones,
    Raised,
    Scalar,
    Scaled,
    Slid,
    Summed,
    Total,
    Transpose,
    Unit,
    Whole,
)
from derivations.printing.operator_form import ATOM, ENTRYWISE, POWER, PRODUCT, SUM, Shown, meanings, parted, scales
from derivations.printing.text import integer_text, text
from derivations.rule import Definition

SLIDING = {"valid": "(*valid)", "full": "(*full)"}


def operator_text(form: Operator, definition: Definition) -> str:
    """The result by its operators, `dL_W = X^T @ dL_Y`; places that are held fixed stand in brackets."""
    slid = form.form
    while isinstance(slid, (Scaled, Summed)):
        slid = slid.of
    kept = len(definition.indices) - slid.rank if isinstance(slid, Slid) else form.kept
    left = _name(definition.tensor, tuple(i.integer for i in definition.indices[:kept]))
    return f"{left} = {_shown(form.form).tex}"


def told_text(form: Operator) -> str:
    """What the symbols of the form mean."""
    return meanings(form, "ones", ".*", "./", SLIDING, "diag", ("unit(k)", "k"), "I")


def _shown(x: Array) -> Shown:
    match x:
        case Whole(tensor, fixed, _):
            return Shown(_name(tensor, fixed))
        case Scalar(term):
            out = text(term)
            simple = isinstance(term, (T.Entry, T.Apply, T.Size)) or (isinstance(term, T.Number) and "/" not in out)
            return Shown(out, ATOM if simple and not out.startswith("-") else SUM)
        case Ones():
            return Shown("ones")
        case Identity():
            return Shown("I")
        case Unit(place, _):
            return Shown(f"unit({integer_text(place)})")
        case Diagonal(of):
            return Shown(f"diag({_shown(of).tex})")
        case Transpose(of):
            return Shown(f"{_shown(of).at_least(ATOM)}^T")
        case Matrix(left, right):
            return Shown(f"{_shown(left).at_least(PRODUCT)} @ {_shown(right).at_least(PRODUCT)}", PRODUCT)
        case Hadamard():
            return _entrywise(x)
        case Scaled():
            return _scaled(x)
        case Total(parts):
            shown = [_shown(y).tex for y in parts]
            tail = (f" - {s[1:]}" if s.startswith("-") else f" + {s}" for s in shown[1:])
            return Shown(shown[0] + "".join(tail), SUM)
        case Summed(indices, of):
            runs = ", ".join(f"{i.name} in {integer_text(i.low)}..{integer_text(i.high)}" for i in indices)
            return Shown(f"sum[{runs}] {_shown(of).at_least(ENTRYWISE)}", ENTRYWISE)
        case Applied(function, of):
            return Shown(f"{function}({_shown(of).tex})")
        case Raised(of, exponent):
            if parted(x)[1]:
                return _entrywise(x)
            power = text(exponent)
            plain = power.isalnum()
            return Shown(f"{_shown(of).at_least(ATOM)}.^{power if plain else f'({power})'}", POWER)
        case Mask(relation, left, right):
            return Shown(f"[{_shown(left).tex} {relation} {_shown(right).tex}]")
        case Slid(kind, first, second, rank):
            names = [_name(e.tensor, e.at[: len(e.at) - rank]) for e in (first, second)]
            return Shown(f" {SLIDING[kind]} ".join(names), ENTRYWISE)
    raise TypeError(f"no text for {type(x).__name__}")


def _entrywise(x: Array) -> Shown:
    over, under = parted(x)
    out = " .* ".join(_shown(y).at_least(POWER) for y in over) or "ones"
    return Shown(out + "".join(f" ./ {_shown(y).at_least(POWER)}" for y in under), ENTRYWISE)


def _scaled(x: Array) -> Shown:
    """Numbers that multiply in front, numbers that divide behind: 2 * (X - T) / (N*D)."""
    numbers, single, of = scales(x)
    under = [f.base for f in numbers if isinstance(f, T.Pow) and f.exponent == T.MINUS_ONE]
    over = [f for f in numbers if not (isinstance(f, T.Pow) and f.exponent == T.MINUS_ONE)]
    lead = _number(over)
    sign, lead = ("-", lead[1:]) if lead.startswith("-") else ("", lead)
    front = [*([lead] if lead not in ("", "1") else []), *(f"({_shown(s).tex})" for s in single)]
    body = " * ".join([*front, _shown(of).at_least(PRODUCT if front and not isinstance(of, Hadamard) else ENTRYWISE)])
    tail = ""
    if under:
        below = _number(under)
        tail = f" / {below}" if len(under) == 1 else f" / ({below})"
    return Shown(f"{sign}{body}{tail}", SUM if sign else ENTRYWISE)


def _number(factors: list[T.Term]) -> str:
    """A product of numbers, bracketed where it is a sum."""
    if not factors:
        return ""
    out = text(T.product(factors))
    return f"({out})" if len(factors) == 1 and isinstance(factors[0], T.Add) else out


def _name(tensor: str, fixed: tuple[Integer, ...]) -> str:
    places = ",".join(integer_text(e).replace(" ", "") for e in fixed)
    return f"{tensor}[{places}]" if places else tensor
