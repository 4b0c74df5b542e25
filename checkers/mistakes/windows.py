"""Mistakes about indices: kernels and windows, strides and padding, counting from 0, floors and ceilings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from checkers.mistakes.kinds import Mistake, edited, everywhere
from derivations import terms as T
from derivations.integers import Atom, Floor, Integer, Symbol, floors, replace_atom
from derivations.program import Program
from derivations.rule import Definition

Place = Callable[[Integer, Definition, frozenset[str], Program], Integer]


def kernel_flipped() -> Mistake:
    """In a sum that slides K[r] over X[i + r], the kernel is read backwards, K[R + 1 - r]."""

    def edit(d: Definition) -> T.Term:
        own = {i.name for i in d.indices}

        def rewrite(t: T.Term) -> T.Term | None:
            if not isinstance(t, T.Sum):
                return None
            reads = [e for _, e in T.positions(t.body) if isinstance(e, T.Entry)]
            sliding = {
                i.name: i
                for i in t.indices
                if any(i.name in p.names and p.names & own for e in reads for p in e.at)
                and any(p.symbol == i.name for e in reads for p in e.at)
            }

            def flip(e: T.Term) -> T.Term | None:
                if isinstance(e, T.Entry) and sum(p.symbol in sliding for p in e.at) == len(sliding) > 0:
                    return T.Entry(e.tensor, tuple(_mirrored(p, sliding.get(p.symbol or "")) for p in e.at))
                return None

            return T.Sum(t.indices, everywhere(t.body, flip)) if sliding else None

        return everywhere(d.rhs, rewrite)

    return Mistake(program=lambda p: edited(p, edit))


def _mirrored(place: Integer, i: T.Index | None) -> Integer:
    return place if i is None else i.low + i.high - place


def _bound(d: Definition) -> frozenset[str]:
    """The indices of sums in a definition."""
    return T.bound_names(d.rhs)


def _reads(change: Place) -> Mistake:
    """Every place of every read of the forward rule is changed, where derivatives are taken."""

    def edit(program: Program) -> Program:
        def of(d: Definition) -> T.Term:
            bound = _bound(d)

            def rewrite(t: T.Term) -> T.Term | None:
                if not isinstance(t, T.Entry):
                    return None
                return T.Entry(t.tensor, tuple(change(p, d, bound, program) for p in t.at))

            return everywhere(d.rhs, rewrite)

        return edited(program, of)

    return Mistake(program=edit)


def _constant(e: Integer) -> int:
    return next((c for m, c in e.parts if not m), 0)


def _slides(p: Integer, d: Definition, bound: frozenset[str]) -> bool:
    """Does the place depend on an index of the output and on one of a sum, as i + r - 1 does?"""
    return bool(p.names & {i.name for i in d.indices}) and bool(p.names & bound)


def counted_from_zero() -> Mistake:
    """Where a window starts is one off: i + r is read for i + r - 1."""

    def change(p: Integer, d: Definition, bound: frozenset[str], program: Program) -> Integer:
        return p + 1 if _slides(p, d, bound) and _constant(p) < 0 else p

    return _reads(change)


def stride_one() -> Mistake:
    """The stride of a window is taken to be 1."""

    def change(p: Integer, d: Definition, bound: frozenset[str], program: Program) -> Integer:
        if not _slides(p, d, bound):
            return p
        for i in d.indices:
            step = p.coefficient(Symbol(i.name))
            if step is not None and step.constant not in (0, 1):
                p = p - (step - 1) * (i.integer - i.low)
        return p

    return _reads(change)


def padding_ignored() -> Mistake:
    """The padding is left out of the places that a window reads."""

    def change(p: Integer, d: Definition, bound: frozenset[str], program: Program) -> Integer:
        paddings = {n: Integer({}) for n in p.names if n in program.sizes and program.facts.least_of(n) == 0}
        return p.substitute(paddings) if _slides(p, d, bound) and paddings else p

    return _reads(change)


# ------------------------------------------------------------------ edits of the closed gradient


def _places(change: Callable[[Integer, frozenset[str], frozenset[str]], Integer]) -> Mistake:
    """change: a place, the goal's indices, the bound ones -> the place that is read instead in the answer."""

    def edit(d: Definition, p: Program) -> Definition:
        free, bound = frozenset(i.name for i in d.indices), T.bound_names(d.rhs)

        def rewrite(t: T.Term) -> T.Term | None:
            if not isinstance(t, T.Entry):
                return None
            return T.Entry(t.tensor, tuple(change(e, free, bound) for e in t.at))

        return replace(d, rhs=everywhere(d.rhs, rewrite))

    return Mistake(answer=edit)


def _each_floor(change: Callable[[Floor], Integer]) -> Mistake:
    def of(e: Integer, free: frozenset[str], bound: frozenset[str]) -> Integer:
        for f in floors(e):
            e = replace_atom(e, f, change(f))
        return e

    return _places(of)


def floor_for_ceil() -> Mistake:
    """The window that an entry lies in is rounded down where it has to be rounded up: floor(d/2) for ceil(d/2)."""

    def down(f: Floor) -> Integer:
        constant, c = _constant(f.numerator), f.denominator.constant
        if c is None or constant <= 0:
            return Integer({(f,): 1})
        return Integer({(Floor(f.numerator - min(constant, c - 1), f.denominator),): 1})

    return _each_floor(down)


def window_not_divided() -> Mistake:
    """The gradient of an entry of a window is read at the entry's own place, not at the place of the window."""

    def own(f: Floor) -> Integer:
        return f.numerator - _constant(f.numerator) if f.denominator.constant is not None else Integer({(f,): 1})

    return _each_floor(own)


def gradient_not_reversed() -> Mistake:
    """The gradient by the input of a convolution is slid the same way as the kernel: i + r - 1 for i - r + 1."""

    def change(p: Integer, free: frozenset[str], bound: frozenset[str]) -> Integer:
        back = [n for n in p.names & bound if _coefficient(p, Symbol(n)) == -1]
        if not back or not p.names & free:
            return p
        own = Integer({(Symbol(n),): 1 for n in p.names & free if _coefficient(p, Symbol(n)) == 1})
        return own + own - p  # i - r + 1 -> i + r - 1

    return _places(change)


def _coefficient(p: Integer, a: Atom) -> int | None:
    c = p.coefficient(a)
    return c.constant if c is not None else None
