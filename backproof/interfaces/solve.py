"""backproof solve: the solution of a problem, step by step."""

from __future__ import annotations

from functools import partial

import click

from backproof import api
from backproof.interface import each, output_options, write
from backproof.names import Named


@click.command(epilog="Example: backproof solve ece449/5 --format text")
@click.argument("name", type=Named("problems", "optimisers"))
@click.option("--part", metavar="P", help="Only this part of the problem, such as dK.")
@output_options
def solve(name: str, part: str | None, format_: str, output: str | None) -> int:
    """Derive and print the solution of the problem NAME; of a whole set by its prefix, as in `solve ece449`.

    NAME can be an optimiser: its steps are printed.
    """
    names = api.problem_names(name)
    solved, worst = each((n, partial(api.solve, n, part)) for n in names)
    if solved:
        write(api.printed([s for _, s in solved], format_, output is not None, many=names != (name,)), output)
    return worst
