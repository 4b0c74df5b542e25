"""The names that an answer to one part may use, read off the problem."""

from __future__ import annotations

from fractions import Fraction

from checkers.key import Key
from checkers.readers.vocabulary import Vocabulary, spellings
from derivations import terms as T
from derivations.adjoint import adjoint
from derivations.problem import Count, Field, Formula, Gradient, Jacobian, Part, Value


def vocabulary(key: Key, part: Part) -> Vocabulary:
    """The vocabulary of a part.

    A gradient is written with the tensors of the forward rule but its output, the gradient that arrives from above, the
    gradients of earlier parts, and those that the derived answer reads itself (of a state, whose gradient is a
    recurrence backwards in time and has no closed form); values and counts with numbers only.
    """
    if isinstance(part.ask, (Count, Field)):
        return Vocabulary(counts=True)
    if isinstance(part.ask, Value):
        scalars = {t: v for t, v in key.problem.given.items() if not key.program.ranges.get(t, ((),))}
        return Vocabulary(numbers={t: Fraction(v) for t, v in scalars.items()})
    assert isinstance(part.ask, (Gradient, Jacobian, Formula)), "an answer in words has no vocabulary"
    program, goal = key.program, key.goal(part)
    earlier = [p.ask.wrt for p in key.problem.parts[: key.problem.parts.index(part)] if isinstance(p.ask, Gradient)]
    upstream = [program.output] if program.ranges[program.output] else []
    own = part.ask.wrt if isinstance(part.ask, Gradient) else ""
    read = T.tensors(key.equation(part).rhs)
    recurrent = [t for t in program.ranges if adjoint(t) in read and t not in (*upstream, *earlier)]
    slopes = {t: adjoint(t) for t in (*upstream, *earlier, *recurrent) if t != own}
    if isinstance(part.ask, Jacobian):  # the derivatives of the output itself, whatever loss stands above it
        slopes, upstream = {}, []
    hidden = set() if upstream else {program.output}  # a loss is no part of its own gradient
    ranges = {t: r for t, r in program.ranges.items() if t not in hidden}
    ranges |= {a: program.ranges[t] for t, a in slopes.items()}
    reserved = program.sizes | {i.name for i in goal.indices}
    spelled = spellings(ranges, key.problem.letters, reserved)
    gradients = {name for t in (*program.ranges, *spelled) for name in ("d" + t, adjoint(t))}
    return Vocabulary(
        ranges=ranges,
        spellings=spelled,
        withheld=frozenset(gradients - ranges.keys() - spelled.keys()),
        slopes=slopes,
        sizes=program.sizes,
        integers=frozenset(program.integers),
        goal=goal.indices,
        letters=letters(key),
    )


def letters(key: Key) -> dict[str, str]:
    """How a tensor is spelled in a sentence to the student."""
    return {t: letter.lstrip("\\") for t, letter in key.problem.letters.items()}
