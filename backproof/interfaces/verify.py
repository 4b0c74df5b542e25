"""backproof verify: the kernel, then every step and every result against torch."""

from __future__ import annotations

from functools import partial

import click

from backproof import api, reports
from backproof.errors import WRONG, Unusable
from backproof.interface import each, print_json
from backproof.names import Named
from backproof.table import print_table, progress

HEADER = ("name", "quantity", "cases", "steps", "worst gap", "proved", "unproved", "")


@click.command(epilog="Examples: backproof verify conv2d ece449/1; backproof verify --all --device cpu --json")
@click.argument("names", nargs=-1, type=Named("problems", "layers", "optimisers"))
@click.option("--all", "everything", is_flag=True, help="Every problem, layer and optimiser.")
@click.option("--device", default="auto", show_default=True, help="auto, cpu or cuda.")
@click.option("--seed", default=0, show_default=True, help="Of the values and sizes drawn.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON record.")
def verify(names: tuple[str, ...], everything: bool, device: str, seed: int, as_json: bool) -> int:
    """Judge layers, optimisers and problems: the kernel replays steps, torch evaluates them, autograd checks results.

    The table has a row for each quantity: the number of cases (size patterns, draws), the steps of its derivation,
    the worst gap relative to the largest entry, and the facts about indices that were proved or stay open.
    """
    if not names and not everything:
        raise Unusable("verify takes names of layers, optimisers or problems, or --all")
    asked = api.names(names, everything)
    device, note = api.resolve_device(device)
    if note:
        click.echo(f"backproof: {note}", err=True)
    done, worst = each((n, partial(api.verify, n, device, seed)) for n in progress(asked))
    if not done:
        return worst
    report = reports.merged([r for _, r in done])
    if as_json:
        print_json(report.as_json())
    else:
        rows = reports.summary(report)
        print_table(HEADER, rows)
        for line in report.failures:
            click.echo(f"WRONG {line}")
        for line in reports.conditions(report):
            click.echo(f"kept  {line}")
        right = sum(r[-1] == "ok" for r in rows)
        click.echo(f"\n{right} of {len(rows)} quantities verified on {report.device} in {report.dtype}")
        click.echo(reports.judged(report))
    return worst if report.ok else WRONG
