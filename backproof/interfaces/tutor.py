"""backproof tutor: a session that gives the next hint for the student's own current line."""

from __future__ import annotations

import sys

import click

from backproof.errors import DONE
from backproof.names import Named
from backproof.tutoring import Tutor

HELP = """Type your current line, in LaTeX, NumPy or plain spelling; or
  hint    the next hint: first the reason, then the look of the line, then the line
  again   the question once more
  quit    leave (an empty line does nothing)"""


@click.command(epilog="Example: printf 'hint\\n' | backproof tutor linear --part W")
@click.argument("name", type=Named("problems", "layers"))
@click.option("--part", metavar="P", help="The part of the problem, or the input of the layer; default the first.")
def tutor(name: str, part: str | None) -> int:
    """Work on the problem or layer NAME line by line: each line is judged, and the next hint is for that line."""
    session = Tutor(name, part)
    click.echo(f"{session.question()}\n\n{HELP}")
    while True:
        typed = _typed()
        if typed is None or typed in ("quit", "exit"):
            return DONE
        if not typed:
            continue
        if typed in ("help", "again"):
            click.echo(HELP if typed == "help" else session.question())
            continue
        reply = session.hint() if typed == "hint" else session.line(typed)
        click.echo(reply.text)
        if reply.done:
            return DONE


def _typed() -> str | None:
    """The next line; None when there is none left. A pipe gets no prompt but sees what it sent."""
    if sys.stdin.isatty():
        try:
            return input("> ").strip()
        except EOFError:
            return None
    line = sys.stdin.readline(20_001)
    if not line:
        return None
    click.echo(f"> {line.strip()}")
    return line.strip()
