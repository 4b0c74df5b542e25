"""`python -m tests.fuzz 100000`: that many texts through every door; a table of what happened, 1 where something did.

A failure is an exception, a record without a verdict or a reason, an answer that takes more than 200 ms of a core (of a
text with more than 25 formulas: of 25 of its answers), one that does not come within a minute, a process that dies or
grows beyond 500 MiB.
"""

from __future__ import annotations

import argparse
import sys

from tests.fuzz.batches import MANY, MEMORY, SLOW, Tally, run
from tests.fuzz.doors import DOORS


def shortened(text: str, most: int = 40) -> str:
    """A text as it stands in a program, its middle left out."""
    shown = ascii(text)
    return shown if len(shown) <= most else f"{shown[: most * 2 // 3]}...{shown[-most // 4 :]} ({len(text):,} keys)"


def main() -> int:
    """Print the table."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
    from rich.table import Table
    from rich.text import Text

    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("inputs", type=int, nargs="?", default=100_000, help="texts for each door")
    parser.add_argument("--door", action="append", choices=sorted(DOORS), help="only this door; may be repeated")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--at", type=int, default=0, help="number of the first text")
    parser.add_argument("--slow", type=float, default=1000 * SLOW, help="milliseconds of a core that are a failure")
    parser.add_argument("--show", type=int, default=10, help="failures to print for each door")
    given = parser.parse_args()
    doors = given.door or list(DOORS)
    tallies = {d: Tally() for d in doors}
    console = Console()
    columns = (TextColumn("{task.description:8}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
               TextColumn("{task.fields[failed]} failed"))  # fmt: skip
    with Progress(*columns, console=console) as progress:
        bars = {d: progress.add_task(d, total=given.inputs, failed=0) for d in doors}
        try:
            for door, tally in run(doors, given.inputs, given.seed, given.jobs, given.at, given.slow / 1000):
                tallies[door].add(tally)
                progress.update(bars[door], advance=tally.inputs, failed=tallies[door].failed.total())
        except KeyboardInterrupt:
            console.print("interrupted; what was tried so far:")
    table = Table("door", "inputs", "failures", "what", "slowest (ms)", "slowest text", "peak memory (MiB)")
    for door, t in tallies.items():
        what = ", ".join(f"{n} {k}" for k, n in sorted(t.failed.items())) or "none"
        figures = (f"{t.inputs:,}", str(t.failed.total()), what, f"{1000 * t.slowest:.0f}")
        table.add_row(door, *figures, Text(shortened(t.text)), f"{t.memory:.0f}")
    console.print(table)
    print(
        f"allowed: {given.slow:.0f} ms of a core for a text, or for {MANY} formulas of one; {MEMORY} MiB for a process"
    )
    for door, t in tallies.items():
        for kind, text_, what in t.shown[: given.show]:
            print(f"{door}: {kind}: {what}: {text_[:300]!r}")
    return int(any(t.failed for t in tallies.values()))


if __name__ == "__main__":
    sys.exit(main())
