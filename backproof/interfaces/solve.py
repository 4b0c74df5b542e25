"""backproof solve: the solution of a problem, step by step."""

from __future__ import annotations

from functools import partial

import click

from backproof import api
from backproof.documents.asked import Asked
from backproof.documents.output import FORMATS, format_of, publish
from backproof.interface import each, options_for
from backproof.names import Named


@click.command(epilog="Examples: backproof solve ece449/5 --format text; backproof solve ece449 -o ece449.html")
@click.argument("name", type=Named("problems", "optimisers"))
@click.option("--part", metavar="P", help="Only this part of the problem, such as dK.")
@options_for(FORMATS)
def solve(name: str, part: str | None, format_: str | None, output: str | None, engine: str | None) -> int:
    """Derive and print the solution of the problem NAME; of a whole set by its prefix, as in `solve ece449`.

    NAME can be an optimiser: its steps are printed. As html, every line is judged when it is printed, and a badge on it
    opens what was found.
    """
    names = api.problem_names(name)
    solved, worst = each((n, partial(api.solve, n, part)) for n in names)
    if not solved:
        return worst
    asked = [Asked(s, api.optimisers().get(n) or api.problem(n)) for n, s in solved]
    many = names != (name,)
    return max(worst, publish(asked, format_of(format_, output), output, many, name.upper() if many else "", engine))
