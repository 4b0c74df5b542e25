"""backproof derive: the gradient of a layer, or of any forward rule written in the notation."""

from __future__ import annotations

from pathlib import Path

import click

from backproof import api
from backproof.errors import DONE, Unusable
from backproof.interface import output_options, read_text, write


@click.command(
    epilog="Examples: backproof derive conv2d --wrt X --format text; backproof derive --forward rule.txt --wrt X"
)
@click.argument("layer", required=False)
@click.option("--forward", metavar="FILE", help="A forward rule in the notation; - reads it from standard input.")
@click.option("--wrt", metavar="NAME", required=True, help="The input to differentiate by.")
@output_options
def derive(layer: str | None, forward: str | None, wrt: str, format_: str, output: str | None) -> int:
    """Derive the gradient of the loss by an input of LAYER, for all sizes.

    A FILE declares its tensors above its definitions: `X: N D` (axes), `ids: T in 1..V` (an integer tensor),
    `constant eps`, `I := floor((H - k)/s) + 1` (a size that follows), `p >= 0` (a premise), then `Y[n] = ...`.
    """
    if (layer is None) == (forward is None):
        raise Unusable("derive takes either the name of a layer or --forward FILE")
    if forward is not None:
        name = "forward" if forward == "-" else Path(forward).name
        solution = api.derive(api.read_forward(read_text(forward), name), wrt)
    else:
        solution = api.derive(layer or "", wrt)
    write(api.printed([solution], format_, output is not None, many=False), output)
    return DONE
