"""Is an answer the right formula for all sizes? Every entry at small instances, where nothing outside is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from checkers.algebra.values import Value
from checkers.answers.reading import Reading
from checkers.answers.values import Ambiguous, NoValue, Stage, Unsure, WrongShape, axes, evaluate, lists
from checkers.verdict import AnyVerdict, Different, Equal, Undecided, Unreadable, Witness
from derivations.printing.text import integer_text
from derivations.rule import Range

TOLERANCE = 1e-9  # relative to the largest right entry


def decide(
    reading: Reading,
    stages: Sequence[Stage],
    name: str = "",
    letters: Mapping[str, str] | None = None,
    zero_outside: bool = False,
    ignored: bool = True,
) -> AnyVerdict:
    """Compare an answer with what is right at every stage.

    name: of the answer, in witnesses; letters: how a tensor is spelled in a sentence; zero_outside: entries outside a
    tensor are 0 by the question; ignored: a row may stand for a column. An entry that does not exist is named.
    Undecided where values agree only if such entries count as 0, and where an evaluation would take too long.
    """
    letters = letters or {}
    checked, entries = 0, 0
    why = ""
    unread: Witness | None = None
    if lists(reading.tree):
        return Unreadable("a list is no answer for all sizes; give the entry with its indices", 0)
    for stage in stages:
        try:
            if not np.isfinite(stage.right).all():
                return Undecided("the key is not finite at an instance")
            found = at_stage(reading, stage, name, letters, zero_outside, ignored)
        except Ambiguous as error:
            return Unreadable(str(error), 0)
        except Unsure as error:
            why = str(error)
            continue
        except WrongShape as error:
            return Different(misshapen(error, stage))
        except NoValue as error:
            return Different(Witness(str(error), "", f"{sized(stage)}{error}", dict(stage.instance.sizes)))
        except (OverflowError, ZeroDivisionError, FloatingPointError, MemoryError, ValueError) as error:
            return Undecided(f"the answer could not be evaluated ({type(error).__name__})")
        if isinstance(found, Different):
            return found
        unread = unread or found
        checked, entries = checked + 1, entries + len(stage.right)
    if unread is not None:
        return Undecided(f"it agrees only if entries outside a tensor count as 0: {unread.sentence}")
    if not checked:
        return Undecided(why or "evaluating the answer takes too many steps at every instance")
    return Equal(f"equal in all {entries} entries of {checked} random instances with different, equal and unit sizes")


def at_stage(
    reading: Reading, stage: Stage, name: str, letters: Mapping[str, str], zero_outside: bool, ignored: bool
) -> Different | Witness | None:
    """What is wrong at one instance; the witness alone where only entries that do not exist speak against it."""
    beyond = 0.0 if zero_outside else np.nan
    found = evaluate(reading, stage, beyond, ignored)
    if zero_outside or not found.outside or np.isfinite(found.values).all():
        gap = difference(found.values, stage, reading, name)
        return None if gap is None else Different(gap)
    missing = nonexistent(found.values, found.outside, reading, stage, name, letters)
    anyway = evaluate(reading, stage, 0.0, ignored)
    return missing if difference(anyway.values, stage, reading, name) is None else Different(missing)


def difference(values: Any, stage: Stage, reading: Reading, name: str) -> Witness | None:
    """The entry that differs most, and whether all entries differ by one factor."""
    right = stage.right
    if not len(right):
        return None
    scale = float(np.abs(right).max())
    gap = np.where(np.isfinite(values), np.abs(values - right), np.inf)
    k = int(gap.argmax())
    if float(gap[k]) <= TOLERANCE * (scale or 1.0):
        return None
    at = place(stage, reading, k)
    got, wanted = float(values[k]), float(right[k])
    yours = f"{got:.6g}" if np.isfinite(got) else "not a finite number"
    sentence = f"{sized(stage)}at random values, {entry(name, at)} is {yours} by the answer; expected {wanted:.6g}"
    ratio = got / wanted if wanted else 0.0
    if ratio and len(right) > 1 and bool((np.abs(values - ratio * right) <= TOLERANCE * abs(ratio) * scale).all()):
        sentence += f" (every entry is {ratio:.6g} times what it should be)"
    return Witness(got, wanted, sentence, dict(stage.instance.sizes), at)


def place(stage: Stage, reading: Reading, k: int) -> tuple[int, ...]:
    """The indices of the entry in place k."""
    return tuple(int(v) for v in stage.points(reading.indices)[k])


def nonexistent(
    values: Any,
    outside: Sequence[str],
    reading: Reading,
    stage: Stage,
    name: str,
    letters: Mapping[str, str],
) -> Witness:
    """The first entry of the answer that reads an entry that does not exist: `dS[1,1] reads g[0,0]`."""
    k = int(np.flatnonzero(~np.isfinite(values))[0])
    at = place(stage, reading, k)
    said = outside[0].partition(" does not exist")[0]
    tensor, bracket, where = said.partition("[")
    letter = letters.get(tensor, tensor)
    missing = f"{letter}{bracket}{where}"
    low, shape = stage.instance.low(tensor), stage.instance.shape(tensor)
    ranges = ", ".join(f"{a}..{a + n - 1}" for a, n in zip(low, shape))
    sentence = (
        f"{sized(stage)}{entry(name, at)} of the answer reads an entry that does not exist, such as {missing}: "
        f"{missing} does not exist, the axes of {letter} are {ranges}"
    )
    clash = axes(reading, stage.instance.ranges).get(tensor)
    if clash is not None:
        index, axis, own, other = clash
        sentence += f" (index {index} runs over {_range(own)}, but axis {axis} of {letter} over {_range(other)})"
    return Witness(f"{missing} does not exist", float(stage.right[k]), sentence, dict(stage.instance.sizes), at)


def misshapen(error: WrongShape, stage: Stage) -> Witness:
    """The witness for another shape; whether it is the transpose."""
    sentence = f"{sized(stage)}{error}"
    found = error.found
    if transposed(found, stage):
        sentence += ": it is the transpose of what is asked"
    return Witness(found.described(), str(error).partition("expected ")[2], sentence, dict(stage.instance.sizes))


def transposed(found: Value, stage: Stage) -> bool:
    """Is it the right matrix with rows and columns exchanged?"""
    if found.eye or len(stage.shape) != 2 or found.shape != stage.shape[::-1]:
        return False
    values = np.swapaxes(found.data, 1, 2).reshape(-1)
    return bool(np.allclose(values, stage.right, rtol=TOLERANCE, atol=TOLERANCE))


def entry(name: str, at: tuple[int, ...]) -> str:
    return f"{name}[{','.join(map(str, at))}]" if at else name


def sized(stage: Stage) -> str:
    sizes = ", ".join(f"{n} = {v}" for n, v in sorted(stage.instance.sizes.items()))
    return f"with {sizes}, " if sizes else ""


def _range(r: Range) -> str:
    return f"{integer_text(r[0])}..{integer_text(r[1])}"
