"""Which of two equal index letters a formula is written with."""

from __future__ import annotations

from derivations.integers import symbol
from derivations.rule import Context, rule
from derivations.terms import Iverson, Mul, Term, names, product, rename


@rule(
    r"[i = j]\, f_j = [i = j]\, f_i",
    "Where two letters are equal, one may stand for the other.",
    "orient",
    (
        "u[j]*[i = j] => [i = j]*u[i]",
        "(v[j] + 2)*[i = j]*u[i] => [i = j]*(v[i] + 2)*u[i]",
        "[i = j]*u[i] => refuses",
        "[j = i + 1]*u[j] => refuses",
        "[j = i] + u[j] => refuses",
    ),
    "Graham, Knuth & Patashnik 1994, sec. 2.1",
)
def equal_letters(t: Term, context: Context, argument: str) -> Term | None:
    """In a product with a bracket of two letters, the letter that stays goes first and takes the other's place.

    argument: the letters that give way; without it the right one of the bracket does.
    """
    match t:
        case Mul(factors):
            for k, f in enumerate(factors):
                if not isinstance(f, Iverson) or f.relation != "=":
                    continue
                left, right = f.left.symbol, f.right.symbol
                if left is None or right is None or left == right:
                    continue
                yielding = argument.split() or [right]
                if (left in yielding) == (right in yielding):
                    continue
                gone, stays = (left, f.right) if left in yielding else (right, f.left)
                rest = [g for n, g in enumerate(factors) if n != k]
                if f.left == stays and not any(gone in names(g) for g in rest):
                    continue
                ahead = sum(isinstance(g, Iverson) for g in factors[:k])
                put = sorted((rename(g, {gone: stays}) for g in rest), key=lambda g: not isinstance(g, Iverson))
                return product([*put[:ahead], Iverson("=", stays, symbol(gone)), *put[ahead:]])
    return None
