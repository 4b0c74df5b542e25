"""backproof check: the displayed chains of a document, link by link."""

from __future__ import annotations

import textwrap
from typing import Any

import click

from backproof import comparing
from backproof.displays import checked_line
from backproof.errors import DONE, WRONG
from backproof.interface import print_json
from backproof.interfaces.compare import read_context_file


@click.command(epilog="Example: backproof check samples/softmax-slips.md")
@click.argument("file")
@click.option(
    "--problem",
    metavar="NAME",
    help="The problem, or set, that the document is about: its forward rule, shapes and numbers are taken for granted.",
)
@click.option(
    "--context", metavar="FILE", help="A JSON file with what the document takes for granted: tensors, definitions."
)
@click.option("--json", "as_json", is_flag=True, help="Print the record.")
def check(file: str, problem: str | None, context: str | None, as_json: bool) -> int:
    """Judge every formula of FILE (Markdown or LaTeX): each link of a chain a = b = c is right, wrong or undecided.

    A link is called wrong only where both sides speak of the same quantities; what could not be read is listed.
    The exit code is 1 where a link is wrong.
    """
    record = comparing.check(file, read_context_file(context), problem)
    if as_json:
        print_json(record)
    else:
        click.echo(told(record))
    return WRONG if record["summary"]["different"] else DONE


def told(record: dict[str, Any]) -> str:
    """The record for a reader: wrong links, what was not read, a summary."""
    lines: list[str] = []
    for display in record["displays"]:
        for link in display["links"]:
            if link["verdict"] == "different":
                lines += [f"line {link['line']}: this link does not hold", f"    {short(link['left'])}"]
                lines += [f"    = {short(link['right'])}", f"    {link['witness']}"]
    if record["unread"]:
        lines.append("not read:")
        lines += [f"  line {u['line']}: {short(u['latex'])} ({u['why']})" for u in record["unread"]]
    lines.append(checked_line(record["summary"]))
    return "\n".join(lines)


def short(text: str) -> str:
    """A formula on one line."""
    return textwrap.shorten(text.replace("\n", " "), 88, placeholder=" ...")
