"""backproof variants: a problem with other numbers for each student."""

from __future__ import annotations

import click

from backproof import variation
from backproof.classroom import as_json as json_text
from backproof.errors import DONE
from backproof.interface import write


@click.command(
    epilog="Examples: backproof variants ece449/5 --seed 7; "
    "backproof variants ece449/3 --seed 7 --count 120 --json -o class.json"
)
@click.argument("name")
@click.option("--seed", default=0, show_default=True, help="The same seed gives the same numbers.")
@click.option("--count", default=1, show_default=True, help="How many variants, no two of them alike.")
@click.option("--key/--no-key", default=True, show_default=True, help="Print the answers below each variant.")
@click.option("--json", "as_json", is_flag=True, help="A JSON list of records, with the key, instead of Markdown.")
@click.option("-o", "--output", metavar="FILE", help="Write there.")
def variants(name: str, seed: int, count: int, key: bool, as_json: bool, output: str | None) -> int:
    """Give each student own numbers for the problem NAME, with the key.

    Numbers that the problem gives are drawn anew and put into its statement. A problem about formulas for all sizes
    is asked at sizes and numbers of its own. A count is asked about another network. Every key is derived, and
    held against torch.
    """
    found = variation.variants(name, seed, count)
    if as_json:
        text = json_text([v.as_record() for v in found])
        write(text if output else text.rstrip("\n"), output)
    else:
        write(variation.markdown(found, key), output)
    return DONE
