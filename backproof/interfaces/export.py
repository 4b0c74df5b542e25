"""backproof export: a problem as questions for another program."""

from __future__ import annotations

from pathlib import Path

import click

from backproof import variation
from backproof.errors import DONE, Unusable, unknown

FORMS = ("prairielearn", "stack", "coderunner")


@click.command(
    epilog="Examples: backproof export ece449/5 --format prairielearn -o questions/ece449-5; "
    "backproof export eecs545/1a --format stack --count 30 -o moodle"
)
@click.argument("name")
@click.option("--format", "form", metavar="FORMAT", required=True, help=f"One of {', '.join(FORMS)}.")
@click.option("-o", "--output", metavar="FOLDER", required=True, help="The folder that the files are written to.")
@click.option("--seed", default=0, show_default=True, help="Of the numbers.")
@click.option("--count", default=20, show_default=True, help="Variants in the pool, or test cases.")
def export(name: str, form: str, output: str, seed: int, count: int) -> int:
    """Write the problem NAME, with many variants of its numbers, as questions that another program grades itself.

    prairielearn: a question folder; stack: Moodle XML with a STACK question for each variant; coderunner: Moodle XML
    with a programming question whose tests are the variants. Every key is derived and held against torch.
    """
    if form not in FORMS:
        raise unknown("format", form, FORMS)
    files = variation.exported(name, form, seed, count)
    folder = Path(output)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for file, text in files.items():
            (folder / file).write_text(text, encoding="utf-8")
    except OSError as error:
        raise Unusable(f"{output} cannot be written: {error.strerror}") from None
    click.echo(f"{output}: {', '.join(files)}; {count} variants", err=True)
    return DONE
