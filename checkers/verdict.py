"""What a judge says: equal (how), different (a witness), undecided (why), unreadable (where). Never a plain bool."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NoReturn, Union


class Verdict:
    """Base of the four verdicts. It has no truth value: "could not tell" must never be read as "wrong"."""

    def __bool__(self) -> NoReturn:
        raise TypeError(f"{type(self).__name__} has no truth value; ask isinstance(verdict, Equal) or match on it")


@dataclass(frozen=True)
class Witness:
    """One place where two things differ: a proof of difference, and the sentence that tells a student.

    sizes: the size each name has; at: the entry, as the notation counts it; got and expected: the two values there.
    """

    got: object
    expected: object
    sentence: str
    sizes: Mapping[str, int] = field(default_factory=dict)
    at: tuple[int, ...] = ()


@dataclass(frozen=True)
class Equal(Verdict):
    """The same; how: the rung that settled it ("proved by rules", "at 12 points")."""

    how: str


@dataclass(frozen=True)
class Different(Verdict):
    """Not the same, and here is where."""

    witness: Witness


@dataclass(frozen=True)
class Undecided(Verdict):
    """Neither was shown; a person has to look."""

    why: str


@dataclass(frozen=True)
class Unreadable(Verdict):
    """The text could not be read; position: the character at which reading stopped, from 0."""

    message: str
    position: int


AnyVerdict = Union[Equal, Different, Undecided, Unreadable]
