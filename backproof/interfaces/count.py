"""backproof count: shapes, parameters, operations and receptive fields of an architecture, layer by layer."""

from __future__ import annotations

from pathlib import Path

import click

from backproof import api
from backproof.errors import DONE, Unusable
from backproof.interface import print_json, read_text
from backproof.names import Named
from backproof.table import print_table


@click.command(
    epilog="Examples: backproof count resnet18; backproof count vgg16 --no-bias --input '3 H W'; "
    "backproof count small_cnn --at C=3 --at H=32 --at W=32"
)
@click.argument("name", required=False, type=Named("networks"))
@click.option("--file", "file", metavar="FILE", help="An architecture of your own; - reads it from standard input.")
@click.option("--bias/--no-bias", default=None, help="Every bias, or none; without it as the architecture has them.")
@click.option("--input", "shape", metavar="SHAPE", help="Another shape of one example, as in '3 64 64' or 'C H W'.")
@click.option("--at", "sizes", metavar="NAME=NUMBER", multiple=True, help="A number for a symbolic size.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON record.")
def count(
    name: str | None, file: str | None, bias: bool | None, shape: str | None, sizes: tuple[str, ...], as_json: bool
) -> int:
    """Count the architecture NAME layer by layer: shapes, parameters, multiply-adds, receptive fields.

    Sizes may be letters; then the counts are polynomials, and --at puts numbers in. A FILE has the input's shape on its
    first line (`input 3 32 32`) and a layer on each other line (`conv2d out=32 kernel=5`, `add a` for a skip from the
    result of `relu name=a`), or is a TOML table with `input` and `layers`.
    A multiply-add is one term of a sum of products; in FLOPs it counts as two. The field's start is the first place
    of the input that the first entry reads; 0 and less is padding.
    """
    if (name is None) == (file is None):
        raise Unusable("count takes either the name of an architecture or --file FILE")
    if file is not None:
        network = api.read_network(read_text(file), "network" if file == "-" else Path(file).stem)
    else:
        network = api.network(name or "")
    found = api.count(network, bias, shape, numbers(sizes))
    if as_json:
        print_json(found.record)
        return DONE
    click.echo(f"{found.title}, input {found.input}\n")
    print_table(found.header, found.rows)
    click.echo("\n" + "\n".join(found.notes))
    return DONE


def numbers(sizes: tuple[str, ...]) -> dict[str, int]:
    """The sizes given on the command line."""
    found: dict[str, int] = {}
    for text in sizes:
        name, equals, value = text.partition("=")
        if not equals or not value.strip().isdigit() or len(value) > 9:
            raise Unusable(f"--at takes NAME=NUMBER, such as C=3; {text!r} is none")
        found[name.strip()] = int(value)
    return found
