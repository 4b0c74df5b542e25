"""backproof serve: the page, on this machine or for a class."""

from __future__ import annotations

import os

import click

from backproof import api
from backproof.errors import DONE, Unusable


@click.command(epilog="Examples: backproof serve; backproof serve --host 0.0.0.0 --port 80 --workers 8")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at; 0.0.0.0 for everyone.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one.")
@click.option(
    "--workers", metavar="N", type=click.IntRange(1, 256), help="Processes that derive and judge; default one a core."
)
@click.option("--name", "names", metavar="HOST", multiple=True, help="Answer to this host name alone; may be repeated.")
@click.option("--cold", is_flag=True, help="Derive each key when it is first asked for, not at the start.")
@click.pass_context
def serve(ctx: click.Context, host: str, port: int, workers: int | None, names: tuple[str, ...], cold: bool) -> int:
    """Show problems, hints, answers judged while you wait, derivations checked and gradients derived, as a web page.

    Nothing is asked of any other server. Stop it with Ctrl-C.
    """
    folders = ctx.find_root().params.get("folders") or ()
    if folders:
        os.environ["BACKPROOF_WITH"] = os.pathsep.join(os.path.abspath(f) for f in folders)
    api.problems()  # a course's file that cannot be loaded is said here
    try:
        from backproof.web.server import run
    except ModuleNotFoundError as error:
        raise Unusable(f"serve needs the package {error.name}: pip install 'backproof[web]'") from None
    run(host, port, workers, names, cold, click.echo)
    return DONE
