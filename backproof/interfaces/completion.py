"""backproof completion: the script that lets a shell complete commands, options and names."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class

from backproof.errors import DONE, Unusable

SHELLS = ("bash", "zsh", "fish")


@click.command(epilog='Example: eval "$(backproof completion bash)"')
@click.argument("shell")
@click.pass_context
def completion(ctx: click.Context, shell: str) -> int:
    """Print the completion script for SHELL: bash, zsh or fish. Put the line below into the shell's start-up file."""
    found = get_completion_class(shell) if shell in SHELLS else None
    if found is None:
        raise Unusable(f"{shell!r} is no shell that can be completed; one of {', '.join(SHELLS)} is")
    click.echo(found(ctx.find_root().command, {}, "backproof", "_BACKPROOF_COMPLETE").source())
    return DONE
