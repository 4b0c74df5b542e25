"""Mistakes about counts: what of each trained tensor is counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import prod

from checkers.mistakes.kinds import Mistake
from derivations.fitting import Applied, applied, axis, is_bias
from derivations.integers import ONE, ZERO, Integer, integer
from derivations.network import Network, count
from derivations.problem import Count, Field


@dataclass(frozen=True)
class Trained:
    """One trained tensor where it is used: its lengths, and the shape of what the layer gives for one example."""

    lengths: tuple[Integer, ...]
    bias: bool
    step: Applied
    before: tuple[Integer, ...]

    @property
    def kernel(self) -> bool:
        """Is it the kernel of a convolution, O x C x R x Q?"""
        return len(self.lengths) > 2

    @property
    def positions(self) -> tuple[Integer, ...]:
        return tuple(a.length for a in self.step.shape[1:])

    @property
    def entries(self) -> Integer:
        return product(self.lengths)


def product(lengths: Sequence[Integer]) -> Integer:
    return prod(lengths, start=ONE)


def trained(network: Network, bias: bool | None) -> list[Trained]:
    """Every trained tensor of a network, in order; bias as in `count`."""
    found: list[Trained] = []
    image: tuple[Integer, ...] = ()
    for step in applied(network):
        for t in step.layer.parameters:
            if is_bias(t) and not (step.use.bias if bias is None else bias):
                continue
            lengths = tuple(axis(a, step.sizes).length for a in step.layer.program.shape(t))
            found.append(Trained(lengths, is_bias(t), step, image))
        shape = tuple(a.length for a in step.shape)
        image = shape if len(shape) > 1 or step.use.layer != "flatten" else image
        if step.use.layer not in ("flatten", "dropout"):
            image = shape
    return found


def _each(part: Callable[[Trained], Integer]) -> Mistake:
    """part: a trained tensor -> how many parameters it is taken for."""

    def answer(network: Network, ask: Count | Field) -> Integer | None:
        if not isinstance(ask, Count) or ask.of != "parameters":
            return None
        return sum(map(part, trained(network, ask.bias)), ZERO)

    return Mistake(count=answer)


def count_without_bias() -> Mistake:
    """Biases are left out of a count of parameters."""
    return _each(lambda t: ZERO if t.bias else t.entries)


def count_with_bias() -> Mistake:
    """Biases are counted where the question leaves them out."""

    def answer(network: Network, ask: Count | Field) -> Integer | None:
        if not isinstance(ask, Count) or ask.of != "parameters" or ask.bias is not False:
            return None
        return count(network, bias=True, with_fields=False).total

    return Mistake(count=answer)


def one_bias_a_layer() -> Mistake:
    """Every layer is given a single bias, whatever the number of its outputs."""
    return _each(lambda t: ONE if t.bias else t.entries)


def bias_for_every_channel() -> Mistake:
    """Every channel of every kernel is given a bias of its own."""

    def part(t: Trained) -> Integer:
        channels = t.before[0] if t.bias and len(t.positions) > 0 and len(t.before) > 1 else ONE
        return t.entries * channels

    return _each(part)


def input_channels_forgotten() -> Mistake:
    """A kernel is counted as if its input had one channel."""
    return _each(lambda t: product((t.lengths[0], *t.lengths[2:])) if t.kernel else t.entries)


def one_filter_counted() -> Mistake:
    """A convolution is counted as if it had one filter."""
    return _each(lambda t: product(t.lengths[1:]) if t.kernel or (t.bias and t.positions) else t.entries)


def kernel_side_counted() -> Mistake:
    """A kernel of k x k entries is counted with k."""
    return _each(lambda t: product(t.lengths[:3]) if t.kernel else t.entries)


def weights_not_shared() -> Mistake:
    """Every position of the output is given a kernel of its own."""
    return _each(lambda t: t.entries * product(t.positions) if t.kernel or t.bias else t.entries)


def dense_left_out() -> Mistake:
    """Fully connected layers are left out of the count."""
    return _each(lambda t: t.entries if t.positions else ZERO)


def convolutions_left_out() -> Mistake:
    """Convolutions are left out of the count."""
    return _each(lambda t: ZERO if t.positions else t.entries)


def channels_enter_dense() -> Mistake:
    """A fully connected layer behind a convolution is counted with the channels alone, not with all positions."""

    def part(t: Trained) -> Integer:
        if t.bias or t.positions or len(t.before) < 2:
            return t.entries
        whole = product(t.before)
        return product([t.before[0] if e == whole else e for e in t.lengths])

    return _each(part)


# ------------------------------------------------------------------ filters


def _filters(answer: Callable[[list[Trained], Network], Integer]) -> Mistake:
    def of(network: Network, ask: Count | Field) -> Integer | None:
        if not isinstance(ask, Count) or ask.of != "filters":
            return None
        return answer(trained(network, None), network)

    return Mistake(count=of)


def filters_of_channels() -> Mistake:
    """Every channel of a filter is counted as a filter."""
    return _filters(lambda found, n: sum((t.lengths[0] * t.lengths[1] for t in found if t.kernel), ZERO))


def outputs_as_filters() -> Mistake:
    """The outputs of fully connected layers are counted among the filters."""
    return _filters(
        lambda found, n: (
            sum((t.lengths[0] if t.kernel else t.lengths[-1] for t in found if not t.bias), ZERO)
            if any(not t.kernel for t in found)
            else ZERO
        )
    )


def layers_as_filters() -> Mistake:
    """The convolutions themselves are counted, not their filters."""
    return _filters(lambda found, n: integer(sum(t.kernel for t in found)))
