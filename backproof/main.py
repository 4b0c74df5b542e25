"""backproof <command> ...: derives, proves, verifies and grades gradients."""

from __future__ import annotations

import click

from backproof import api
from backproof.interface import Doors


@click.group(
    cls=Doors,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Example: backproof derive linear --wrt W --format text",
)
@click.option(
    "--with",
    "folders",
    metavar="FOLDER",
    multiple=True,
    envvar="BACKPROOF_WITH",
    type=click.Path(exists=True, file_okay=False),
    help="Also take what is in FOLDER/layers, FOLDER/problems and FOLDER/misconceptions.",
)
@click.version_option(package_name="backproof", message="%(prog)s %(version)s")
@click.pass_context
def doors(ctx: click.Context, folders: tuple[str, ...]) -> None:
    """Derive the gradients of neural-network layers step by step, prove and verify every step, and grade answers.

    Exit codes: 0 done and right, 1 something was judged wrong, 2 input that cannot be used, 3 undecided.
    """
    for folder in folders:
        api.use(folder)
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def main() -> None:
    """The command `backproof`."""
    doors()
