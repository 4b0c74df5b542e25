"""Mistakes about receptive fields: width and jump of the recurrences r + (k - 1) j, without the parts that are lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from checkers.mistakes.kinds import Mistake
from derivations.counted import answer_of
from derivations.fitting import applied
from derivations.integers import Integer, integer
from derivations.network import Network, count
from derivations.problem import Count, Field

State = tuple[Fraction, Fraction]
Step = Callable[[str, int, Fraction, State], State]
WINDOWS = ("conv2d", "max_pool", "avg_pool", "conv1d", "depthwise_conv2d", "grouped_conv2d", "conv1x1")


def _recurrence(change: Step) -> Mistake:
    """change: layer, width of its window, its stride (1/2 where it doubles), width and jump -> width and jump after."""

    def answer(network: Network, ask: Count | Field) -> Integer | None:
        if not isinstance(ask, Field):
            return None
        state = (Fraction(1), Fraction(1))
        for step in applied(network):
            lengths = {n: e.constant for n, e in step.lengths.items()}
            name = step.layer.name
            if name.startswith("upsample"):
                state = change(name, 1, Fraction(1, lengths["f"] or 1), state)
            elif step.use.layer in WINDOWS:
                width = lengths.get("R") or lengths.get("k") or 1
                state = change(name, width, Fraction(lengths.get("s") or 1), state)
            if step.result == ask.result:
                break
        return integer(int(state[0])) if state[0].denominator == 1 else None

    return Mistake(count=answer)


def field_stride_ignored() -> Mistake:
    """Strides are left out: every layer adds its width less one."""
    return _recurrence(lambda name, k, s, at: (at[0] + (k - 1), at[1]))


def field_pooling_ignored() -> Mistake:
    """Pooling doubles the jump, but what its window adds to the width is left out."""

    def change(name: str, k: int, s: Fraction, at: State) -> State:
        return at[0] + (0 if "pool" in name else (k - 1) * at[1]), at[1] * s

    return _recurrence(change)


def field_adds_width() -> Mistake:
    """A window of width k adds k jumps instead of k - 1."""
    return _recurrence(lambda name, k, s, at: (at[0] + (k if k > 1 else 0) * at[1], at[1] * s))


def field_jump_kept() -> Mistake:
    """Unpooling leaves the jump as it is."""
    return _recurrence(lambda name, k, s, at: (at[0] + (k - 1) * at[1], at[1] * max(s, Fraction(1))))


def field_neighbours_apart() -> Mistake:
    """The recurrences are used behind unpooling too, as if neighbours did not share a field there."""
    return _recurrence(lambda name, k, s, at: (at[0] + (k - 1) * at[1], at[1] * s))


def field_other_end() -> Mistake:
    """The narrowest field is given for the widest, or the other way round."""

    def answer(network: Network, ask: Count | Field) -> Integer | None:
        if not isinstance(ask, Field):
            return None
        other = replace(ask, where="greatest" if ask.where == "least" else "least")
        return answer_of(count(network), other)

    return Mistake(count=answer)
