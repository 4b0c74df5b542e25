"""Wrong local derivatives of scalar functions and powers: f(u) becomes f(u_) + (u - u_) g(u_), u_ held constant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from checkers.mistakes.kinds import HELD, Mistake, edited, everywhere, held, linear, rewriting
from derivations import terms as T
from derivations.adjoint import adjoint
from derivations.program import Program
from derivations.rule import Definition
from derivations.scalars import derivative

Slope = Callable[[str, T.Term], T.Term]


def _slope_as(slope: Slope, *functions: str) -> Mistake:
    """slope: the function's name and its argument -> what is taken for the derivative."""

    def rewrite(t: T.Term) -> T.Term | None:
        if not (isinstance(t, T.Apply) and t.function in functions):
            return None
        inside = everywhere(t.argument, rewrite)
        return linear(t, inside, slope(t.function, t.argument))

    return Mistake(program=rewriting(rewrite))


def _at(function: str, argument: T.Term) -> T.Term:
    """The derivative of a function at an argument."""

    def put(t: T.Term) -> T.Term | None:
        return argument if t == T.Entry("x", ()) else None

    return everywhere(derivative(function), put)


def slope_one(function: str) -> Mistake:
    """The derivative of a scalar function is taken to be 1."""
    return _slope_as(lambda f, u: T.ONE, function)


def slope_of(function: str, other: str) -> Mistake:
    """A function is differentiated by the formula that belongs to another one, in terms of its own value."""

    def slope(f: str, u: T.Term) -> T.Term:
        value = T.Apply(f, u)
        return everywhere(
            derivative(other), lambda t: value if isinstance(t, T.Apply) and t.function == other else None
        )

    return _slope_as(slope, function)


def slope_at_value(*functions: str) -> Mistake:
    """The derivative is taken at the function's value instead of its argument: f'(f(u))."""
    return _slope_as(lambda f, u: _at(f, T.Apply(f, u)), *functions)


def slope_in_argument(function: str) -> Mistake:
    """In a derivative that is written in the function's value, s(1 - s), the argument is put for the value."""

    def slope(f: str, u: T.Term) -> T.Term:
        return everywhere(derivative(f), lambda t: u if isinstance(t, T.Apply) and t.function == f else None)

    return _slope_as(slope, function)


def slope_negative(function: str) -> Mistake:
    """The derivative has the wrong sign."""
    return _slope_as(lambda f, u: T.negative(_at(f, u)), function)


def slope_is_value(*functions: str) -> Mistake:
    """The function itself is put where its derivative belongs."""
    return _slope_as(T.Apply, *functions)


def slope_as_power() -> Mistake:
    """exp is differentiated like a power: u exp(u)/e, the exponent brought down and lowered by one."""
    return _slope_as(lambda f, u: T.Mul((u, T.Apply(f, T.Add((u, T.MINUS_ONE))))), "exp")


def gate_closed() -> Mistake:
    """A ReLU lets the gradient pass where its input is negative, and stops it where it is positive."""
    return _slope_as(lambda f, u: T.Compare("<", u, T.ZERO), "relu")


def gate_of_gradient() -> Mistake:
    """A ReLU stops the gradient where the gradient itself is negative, not where its input is."""

    def edit(program: Program) -> Program:
        def of(d: Definition) -> T.Term:
            arriving = T.Entry(adjoint(d.tensor) + HELD, d.at)
            if not (isinstance(d.rhs, T.Apply) and d.rhs.function == "relu") or (
                d.tensor == program.output and not d.at
            ):
                return d.rhs
            return linear(d.rhs, d.rhs.argument, T.Compare(">", arriving, T.ZERO))

        return edited(program, of)

    return Mistake(program=edit)


# ------------------------------------------------------------------ powers and quotients


def _power_as(wanted: Callable[[T.Number], bool], slope: Callable[[T.Term, T.Number], T.Term]) -> Mistake:
    def rewrite(t: T.Term) -> T.Term | None:
        if not (isinstance(t, T.Pow) and isinstance(t.exponent, T.Number) and wanted(t.exponent) and T.tensors(t.base)):
            return None
        return linear(t, everywhere(t.base, rewrite), slope(t.base, t.exponent))

    return Mistake(program=rewriting(rewrite))


def _lowered(base: T.Term, exponent: T.Number) -> T.Term:
    return base if exponent.value == 2 else T.Pow(base, replace(exponent, value=exponent.value - 1))


def power_without_factor() -> Mistake:
    """A square is differentiated without its factor 2, a power without its exponent."""
    return _power_as(lambda e: e.value > 1, _lowered)


def power_not_lowered() -> Mistake:
    """The exponent is brought down but not lowered by one."""
    return _power_as(lambda e: e.value > 1, lambda base, e: T.Mul((e, T.Pow(base, e))))


def reciprocal_without_minus() -> Mistake:
    """The second term of the quotient rule has the wrong sign: 1/v has the derivative v'/v^2."""
    return _power_as(lambda e: e.value == -1, lambda base, e: T.Pow(base, T.number(-2)))


def reciprocal_not_squared() -> Mistake:
    """The denominator of the quotient rule is not squared: 1/v has the derivative -v'/v."""
    return _power_as(lambda e: e.value == -1, lambda base, e: T.negative(T.Pow(base, T.MINUS_ONE)))


# ------------------------------------------------------------------ products


def _without_others(moves: Callable[[Program], frozenset[str]]) -> Mistake:
    """A product is differentiated by one of its entries as if the other factors were 1."""

    def edit(program: Program) -> Program:
        chosen = moves(program)

        def rewrite(t: T.Term) -> T.Term | None:
            if not isinstance(t, T.Mul):
                return None
            own = [f for f in t.factors if isinstance(f, T.Entry) and f.tensor in chosen]
            others = [f for f in t.factors if T.tensors(f)]
            if not own or len(others) < 2:
                return None
            fixed = [f for f in t.factors if not T.tensors(f)]
            right = T.Mul(tuple(held(f) if f in own else f for f in t.factors))
            wrong = [T.product([*fixed, T.Add((f, T.negative(held(f))))]) for f in own]
            return T.Add((right, *wrong))

        return edited(program, lambda d: everywhere(d.rhs, rewrite))

    return Mistake(program=edit)


def input_factor_forgotten() -> Mistake:
    """The gradient by a given tensor leaves out what the tensor is multiplied with."""
    return _without_others(lambda p: frozenset(p.inputs))


def weight_factor_forgotten() -> Mistake:
    """The gradient by a computed tensor leaves out what the tensor is multiplied with: weights are passed by."""
    return _without_others(lambda p: frozenset(d.tensor for d in p.definitions))
