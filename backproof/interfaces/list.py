"""backproof list: what there is, with a line each."""

from __future__ import annotations

import click

from backproof import api
from backproof.interface import print_json


@click.command("list", epilog="Example: backproof list")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON record.")
def list_(as_json: bool) -> None:
    """Show the problems, layers, full derivatives, optimisers, rules, networks and misconceptions."""
    everything = api.list_everything()
    if as_json:
        print_json(everything)
        return
    width = max((len(row["name"]) for rows in everything.values() for row in rows), default=0)
    for kind, rows in everything.items():
        click.echo(f"{kind} ({len(rows)})")
        for row in rows:
            click.echo(f"  {row['name']:<{width}}  {row['is']}")
        click.echo()
