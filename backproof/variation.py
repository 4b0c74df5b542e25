"""Each student's own numbers: what `backproof variants` does, for use from Python too."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from backproof import api
from backproof.errors import Unusable

if TYPE_CHECKING:
    from checkers.variants.variant import Variant

MOST = 10_000


def variants(name: str, seed: int = 0, count: int = 1) -> tuple[Variant, ...]:
    """So many variants of a problem, with keys that are derived and verified.

    The same arguments give the same variants; `variant.problem` can be given to `grade`. Raises Unusable.
    """
    from checkers.variants.variant import VariantError
    from checkers.variants.variant import variants as made

    if not 1 <= count <= MOST:
        raise Unusable(f"{count} variants are asked for; 1 to {MOST} can be had")
    try:
        return made(api.problem(name), seed, count)
    except VariantError as error:
        raise Unusable(str(error)) from None


def markdown(found: Sequence[Variant], key: bool = True) -> str:
    """The variants as Markdown, one after the other; key: with the answers, each variant's below it."""
    return "\n\n---\n\n".join(_markdown(v, key) for v in found)


def _markdown(variant: Variant, key: bool) -> str:
    problem = variant.problem
    blocks = [
        f"# {problem.title}",
        f"*{problem.name}, seed {variant.seed}, variant {variant.number}*",
        problem.statement,
    ]
    for p in problem.parts:
        points = f" ({p.points} {'point' if p.points == 1 else 'points'})" if p.points else ""
        blocks.append(f"**{p.label}**{points} {p.wording}")
    if key:
        lines = [f"- **{p.label}**: `{spelled(variant.decimals[p.label])}`" for p in problem.parts]
        blocks += ["## Key", "\n".join(lines)]
    return "\n\n".join(blocks)


def spelled(value: Any) -> str:
    """Nested lists of numbers, as the notation has them."""
    return f"[{', '.join(map(spelled, value))}]" if isinstance(value, list) else str(value)


def exported(name: str, form: str, seed: int = 0, count: int = 20) -> dict[str, str]:
    """File name -> text, for `prairielearn`, `stack` or `coderunner`. Raises Unusable."""
    found = variants(name, seed, count)
    if form == "prairielearn":
        from backproof.exports.prairielearn import prairielearn

        return prairielearn(found)
    if form == "stack":
        from backproof.exports.stack import stack

        return stack(found)
    from backproof.exports.coderunner import coderunner

    return coderunner(found, api.problem(name))
