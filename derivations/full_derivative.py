"""The Jacobian of a layer's output, or the Hessian of a loss, laid out for the printers like a layer's gradient."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from derivations.adjoint import adjoint
from derivations.choices import sentences
from derivations.jacobian import HESSIAN, JACOBIAN, hessian_sweep, jacobian_sweep
from derivations.layer import Layer
from derivations.printing.solution import Solution, SolvedPart, explained
from derivations.rule import Derivation
from derivations.solve import rows, shown_jacobian, worked

Kind = Literal["jacobian", "hessian"]
NAMES: dict[Kind, str] = {"jacobian": JACOBIAN, "hessian": HESSIAN}


def full_derivatives(layer: Layer) -> tuple[tuple[Kind, str], ...]:
    """The full derivatives that a layer lists: what, and by which input."""
    found: list[tuple[Kind, str]] = [("jacobian", wrt) for wrt in layer.jacobians]
    return (*found, *(("hessian", wrt) for wrt in layer.hessians))


def listed(layers: Iterable[Layer]) -> list[tuple[str, str]]:
    """The name of a layer and what of it is listed, such as `Jacobian by X`."""
    return [(x.name, f"{kind.capitalize()} by {wrt}") for x in layers for kind, wrt in full_derivatives(x)]


def derive_sweep(layer: Layer, wrt: str, kind: Kind) -> tuple[Derivation, ...]:
    """The derivations of a full derivative, itself last. Raises DeriveError where there is none in closed form."""
    return (jacobian_sweep if kind == "jacobian" else hessian_sweep)(layer.program, wrt)


def derive_full(layer: Layer, wrt: str, kind: Kind) -> Solution:
    """The full derivative by one input, with everything on the way to it. Raises DeriveError."""
    if kind == "jacobian":
        shown = shown_jacobian(layer.program, wrt, JACOBIAN)
    else:
        sweep = hessian_sweep(layer.program, wrt)
        second = next(k for k, d in enumerate(sweep) if d.goal.tensor == adjoint(wrt)) + 1
        shown = (*map(worked, sweep[:second]), *rows(sweep[second:], "gradient", "Hessian"))
    what = f"{kind.capitalize()} by {wrt}"
    solution = Solution(
        name=layer.name,
        title=f"{layer.title or layer.name}: {what}",
        parts=(SolvedPart(what, worked=shown),),
        program=layer.program,
        premises=tuple(layer.premises),
        conventions=sentences(layer.conventions, layer.program),
        source=layer.source,
    )
    return explained(solution)
