"""Tables and progress: drawn by rich on a terminal, plain text everywhere else."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

import click


def print_table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """The first column is text, every other stands at the right when it holds numbers alone."""
    numeric = [all(is_number(row[k]) for row in rows) for k in range(len(header))]
    if sys.stdout.isatty():
        from rich.console import Console
        from rich.table import Table
        from rich.text import Text

        table = Table(box=None, pad_edge=False)
        for name, right in zip(header, numeric, strict=True):
            table.add_column(name, justify="right" if right else "left", overflow="fold")
        for row in rows:
            table.add_row(*(Text(cell) for cell in row))
        Console().print(table)
        return
    widths = [max(len(cell) for cell in column) for column in zip(header, *rows, strict=True)]
    for row in (header, *rows):
        cells = [c.rjust(w) if right else c.ljust(w) for c, w, right in zip(row, widths, numeric, strict=True)]
        click.echo("  ".join(cells).rstrip())


def is_number(cell: str) -> bool:
    try:
        float(cell.replace(",", "") or 0)  # an empty cell stands in a column of either kind
    except ValueError:
        return False
    return True


def progress(names: Iterable[str]) -> Iterator[str]:
    """The names one by one, with a bar on stderr when that is a terminal."""
    names = tuple(names)
    if not sys.stderr.isatty() or len(names) < 2:
        yield from names
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=len(names))
        for name in names:
            bar.update(task, description=name)
            yield name
            bar.advance(task)


@contextmanager
def counting() -> Iterator[Callable[[int], Callable[[int], None]]]:
    """A bar on stderr when that is a terminal: called with how many there are, it returns what counts those done."""
    if not sys.stderr.isatty():
        yield lambda total: lambda count: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    with Progress(
        BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=Console(stderr=True), transient=True
    ) as bar:

        def start(total: int) -> Callable[[int], None]:
            task = bar.add_task("", total=total)
            return lambda count: bar.advance(task, count)

        yield start
