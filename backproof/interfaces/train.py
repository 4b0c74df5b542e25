"""backproof train: networks learn real digits with the gradients that were derived for them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from typing import Any

import click

from backproof import api
from backproof.errors import DONE, WRONG, Unusable
from backproof.interface import print_json

AGREES = 1e-10
"""How far two loss curves in double precision may be apart."""


@click.command(epilog="Examples: backproof train lenet5; backproof train mlp --steps 100 --compare 100 --json")
@click.argument("name")
@click.option("--steps", metavar="N", type=click.IntRange(min=1), help="Stop after N steps; all epochs without it.")
@click.option(
    "--compare", metavar="N", type=click.IntRange(min=0), default=50, show_default=True,
    help="Steps that torch's autograd takes beside, from the same start.",
)  # fmt: skip
@click.option("--seed", default=0, show_default=True, help="Of the first parameters, the batches and the shifts.")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON record with every loss.")
def train(name: str, steps: int | None, compare: int, seed: int, as_json: bool) -> int:
    """Train the network NAME (mlp or lenet5) on MNIST-5k by the NumPy code that its derivations print.

    No automatic differentiation takes part in the training. Beside its first steps torch's own layers and autograd
    take the same; the gap between the two loss curves is printed, and the exit code is 1 where it passes 1e-10.
    """
    if seed < 0:
        raise Unusable(f"--seed takes a whole number from 0 on; {seed} is none")
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # read when NumPy is first imported; more threads only wait here
    training = api.training(name, steps, compare, seed)
    for epoch, loss in epochs(training):
        if not as_json:
            click.echo(f"epoch {epoch + 1:>2}  loss {loss:.4f}", err=True)
    record = api.training_record(training)
    if as_json:
        print_json(record)
    else:
        click.echo(told(record))
    return DONE if record["gap"] is None or record["gap"] <= AGREES else WRONG


def epochs(training: Any) -> Iterator[tuple[int, float]]:
    """Run the training; after each epoch its number and mean loss. A bar on stderr when that is a terminal."""
    from contextlib import ExitStack

    with ExitStack() as stack:
        advance = stack.enter_context(bar(training.total)) if sys.stderr.isatty() else None
        losses: list[float] = []
        epoch = 0
        for step in training.run():
            if step.epoch != epoch:
                yield epoch, sum(losses) / len(losses)
                epoch, losses = step.epoch, []
            losses.append(step.loss)
            if advance is not None:
                advance(step.loss)
        yield epoch, sum(losses) / len(losses)


def bar(total: int) -> Any:
    """A progress bar over the steps, with the loss beside it."""
    from collections.abc import Callable
    from contextlib import contextmanager

    from rich.console import Console
    from rich.progress import Progress

    @contextmanager
    def shown() -> Iterator[Callable[[float], None]]:
        with Progress(console=Console(stderr=True), transient=True) as progress:
            task = progress.add_task("", total=total)
            yield lambda loss: progress.update(task, advance=1, description=f"loss {loss:.3f}")

    return shown()


def told(record: dict[str, Any]) -> str:
    """The figures of a run in a few lines."""
    recipe = record["recipe"]
    moved = f"shifted by up to {recipe['shift']} pixels"
    if recipe["turn"]:
        moved = f"turned by up to {recipe['turn']:g} degrees and {moved}"
    lines = [
        f"{recipe['network']}: {record['parameters']} parameters, {record['steps']} steps of {recipe['batch']} images",
        f"{record['seconds']:.1f} s in the printed NumPy code",
        f"{record['data']} ({record['split']}; images {moved})",
        f"loss {record['losses'][0]:.4f} at the first step, {record['losses'][-1]:.4f} at the last",
    ]
    if record["gap"] is not None:
        lines.append(f"greatest gap to autograd over {record['compared']} steps: {record['gap']:.1e}")
    lines.append(f"{record['accuracy']:.1%} of the {record['tested']} test images named right")
    return "\n".join(lines)
