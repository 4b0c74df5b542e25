"""backproof compare: is an answer the same as a reference? No problem is needed."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from backproof import comparing
from backproof.errors import DONE, UNDECIDED, UNUSABLE, WRONG, Unusable
from backproof.interface import print_json

CODES = {"equal": DONE, "different": WRONG, "undecided": UNDECIDED, "unreadable": UNUSABLE}


@click.command(epilog="Example: backproof compare --reference 'X^T G' --answer 'X.T @ G' --context shapes.json")
@click.option("--reference", metavar="TEXT", help="The right answer.")
@click.option("--answer", metavar="TEXT", help="The answer to judge.")
@click.option("--context", "context", metavar="FILE", help="A JSON file: tensors, domains, sizes, tolerance, ...")
@click.option("--jsonl", metavar="FILE", help="Compare every line of FILE (- for stdin), one record a line.")
@click.option("--json", "as_json", is_flag=True, help="Print the record.")
@click.option("--prove", is_flag=True, help="Try to prove what is equal at points; no verdict depends on it.")
@click.option("--seed", default=0, show_default=True, help="Of the points at which values are compared.")
def compare(
    reference: str | None,
    answer: str | None,
    context: str | None,
    jsonl: str | None,
    as_json: bool,
    prove: bool,
    seed: int,
) -> int:
    """Decide whether an ANSWER is the REFERENCE: equal, different with a witness, undecided, or unreadable.

    The exit code is 0 for equal, 1 for different, 2 for unreadable, 3 for undecided; 0 for a stream that was read.
    """
    if jsonl is not None:
        if reference is not None or answer is not None:
            raise Unusable("compare takes --jsonl FILE, or --reference TEXT and --answer TEXT, not both")
        for record in comparing.compare_stream(lines(jsonl), seed, prove):
            click.echo(json.dumps(record, ensure_ascii=False, allow_nan=False))
        return DONE
    if reference is None or answer is None:
        raise Unusable("compare takes --reference TEXT and --answer TEXT, or --jsonl FILE")
    record = comparing.compare(reference, answer, read_context_file(context), seed, prove)
    if as_json:
        print_json(record)
    elif record["verdict"] == "unreadable":
        click.echo(f"{record['how']}\n{caret(answer, record.get('position', 0))}", err=True)
    else:
        click.echo(told(record))
    return CODES[record["verdict"]]


def lines(file: str) -> Iterator[str]:
    """The lines of a file or of stdin. Raises Unusable."""
    if file == "-":
        yield from sys.stdin
        return
    path = Path(file)
    if not path.is_file():
        raise Unusable(f"{file} is no file; --jsonl takes a file with one JSON record a line, or -")
    with path.open(encoding="utf-8", errors="replace") as stream:
        yield from stream


def read_context_file(file: str | None) -> dict[str, Any]:
    if file is None:
        return {}
    try:
        found = json.loads(Path(file).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, ValueError, RecursionError) as error:
        raise Unusable(f"the context {file} is no JSON file that can be read ({type(error).__name__})") from None
    if not isinstance(found, dict):
        raise Unusable(f"the context {file} is a JSON table with fields such as tensors and domains")
    return found


def caret(text: str, position: int) -> str:
    """The line around a place, and a caret under the character."""
    start = max(text.rfind("\n", 0, position) + 1, position - 60)
    line = "".join(c if c.isprintable() else " " for c in text[start : position + 30].split("\n")[0])
    return f"  {line}\n  {' ' * (position - start)}^"


def told(record: dict[str, Any]) -> str:
    """A record for a reader."""
    said = [record["verdict"] + (f": {record['how']}" if record["how"] else "")]
    if record["read_as"]:
        said.append(f"  read as {record['read_as']}")
    if record["witness"]:
        said.append(f"  {record['witness']}")
    said += [f"  looks like {d['name'].replace('_', ' ')}: {d['belief'] or d['hint']}" for d in record["diagnosis"]]
    said += [f"  link {k['link']}: {k['verdict']}   {k['left']} = {k['right']}" for k in record["links"]]
    return "\n".join(said)
