"""backproof derive: the gradient of a layer, or of any forward rule written in the notation."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from backproof import api
from backproof.documents.asked import Asked
from backproof.documents.output import FORMATS, format_of, publish
from backproof.errors import DONE, Unusable
from backproof.interface import options_for, read_text, write
from backproof.names import Named


@click.command(
    epilog="Examples: backproof derive conv2d --wrt X --format text; backproof derive --forward rule.txt --wrt X; "
    "backproof derive conv2d --wrt K --format numpy; backproof derive softmax --wrt X --jacobian"
)
@click.argument("layer", required=False, type=Named("layers"))
@click.option("--forward", metavar="FILE", help="A forward rule in the notation; - reads it from standard input.")
@click.option("--wrt", metavar="NAME", required=True, help="The input to differentiate by.")
@click.option("--jacobian", is_flag=True, help="Every derivative of an entry of the output by an entry of the input.")
@click.option("--hessian", is_flag=True, help="Every second derivative of a loss by two entries of the input.")
@options_for((*FORMATS, *api.CODE))
def derive(
    layer: str | None,
    forward: str | None,
    wrt: str,
    jacobian: bool,
    hessian: bool,
    format_: str | None,
    output: str | None,
    engine: str | None,
) -> int:
    """Derive the gradient of the loss by an input of LAYER, for all sizes; or the whole Jacobian or Hessian.

    A FILE declares its tensors above its definitions: `X: N D` (axes), `ids: T in 1..V` (an integer tensor),
    `constant eps`, `I := floor((H - k)/s) + 1` (a size that follows), `p >= 0` (a premise), then `Y[n] = ...`.
    As numpy or torch, the forward rule and the gradient are printed as two functions that need nothing else.
    """
    if (layer is None) == (forward is None):
        raise Unusable("derive takes either the name of a layer or --forward FILE")
    if jacobian and hessian:
        raise Unusable("derive gives either --jacobian or --hessian, not both at once")
    form = format_of(format_, output)
    if (jacobian or hessian) and form in api.CODE:
        raise Unusable(f"a full derivative is not printed as {form} code; known: {', '.join(FORMATS)}")
    if forward is None:
        rule = api.layer(layer or "")
    else:
        rule = api.read_forward(read_text(forward), "forward" if forward == "-" else Path(forward).name)
    if form in api.CODE:
        if engine is not None:
            raise Unusable(f"--engine chooses what makes the PDF; the format is {form}")
        write(api.code(rule, wrt, form).rstrip("\n"), output)
        return DONE
    kind: Literal["jacobian", "hessian"] | None = "jacobian" if jacobian else "hessian" if hessian else None
    return publish([Asked(api.derive(rule, wrt, kind), rule, wrt, kind or "")], form, output, many=False, engine=engine)
