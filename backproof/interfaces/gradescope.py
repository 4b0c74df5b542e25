"""backproof gradescope: what Gradescope takes."""

from __future__ import annotations

from pathlib import Path

import click

from backproof import api
from backproof.errors import DONE, Unusable


@click.group(epilog="Example: backproof gradescope build ece449 -o autograder.zip")
def gradescope() -> None:
    """Make the archive that Gradescope takes as an autograder."""


@click.argument("name")
@click.option("-o", "--output", metavar="FILE", default="autograder.zip", show_default=True, help="The archive.")
@click.option(
    "--limit",
    metavar="SECONDS",
    type=click.FloatRange(min=0, min_open=True),
    default=60.0,
    show_default=True,
    help="For each problem; beyond it the answers wait for a person.",
)
@click.pass_context
def build(ctx: click.Context, name: str, output: str, limit: float) -> int:
    """Make the autograder of the problem or set NAME, to be uploaded as it is.

    It grades TOML, JSON, Markdown and LaTeX files and zips of them, and shows every part as a test. The folders
    given by `backproof --with` go along.
    """
    from backproof.autograder_archive import archive

    folders = tuple(ctx.find_root().params.get("folders") or ())
    content = archive(name, limit, folders)
    try:
        Path(output).write_bytes(content)
    except OSError as error:
        raise Unusable(f"{output} cannot be written: {error.strerror}") from None
    problems = api.problem_names(name)
    points = sum(p.points for n in problems for p in api.problem(n).parts)
    told = f"{len(problems)} problem{'s' if len(problems) != 1 else ''} worth {points} points, {len(content):,} bytes"
    click.echo(f"{output}: {told}", err=True)
    return DONE


gradescope.command("build", epilog="Example: backproof gradescope build ece449 -o autograder.zip")(build)
