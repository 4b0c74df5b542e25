"""Activations whose slope is their value over their argument: all of them, and what happens at 0."""

from fractions import Fraction
from typing import Any

from derivations.claim import Chain, Claim, Words
from derivations.problem import Criterion, Part, Problem, Prove


def quotient(sympy: Any) -> Chain:
    """The derivative of f(x) / x."""
    x, f = sympy.Symbol("x"), sympy.Function("sigma")
    return Chain((sympy.Derivative(f(x) / x, x), (x * sympy.Derivative(f(x), x) - f(x)) / x**2))


def constant(sympy: Any) -> Chain:
    """It is 0 for a solution."""
    x, f = sympy.Symbol("x"), sympy.Function("sigma")
    slope = sympy.Derivative(f(x), x)
    return Chain(((x * slope - f(x)) / x**2, sympy.Integer(0)), (), {slope: f(x) / x})


def solves(sympy: Any) -> Chain:
    """a x satisfies the equation."""
    a, x = sympy.Symbol("a"), sympy.Symbol("x", nonzero=True)
    return Chain((sympy.Derivative(a * x, x), sympy.Mul(sympy.Pow(x, -1), a * x, evaluate=False)))


def from_above(sympy: Any) -> Chain:
    """The limit from the right."""
    a, x = sympy.symbols("a x")
    return Chain((sympy.Limit(a * x, x, 0, "+"), sympy.Integer(0)))


def from_below(sympy: Any) -> Chain:
    """The limit from the left."""
    b, x = sympy.symbols("b x")
    return Chain((sympy.Limit(b * x, x, 0, "-"), sympy.Integer(0)))


def slope_above(sympy: Any) -> Chain:
    """The difference quotient from the right."""
    a, x = sympy.symbols("a x")
    return Chain((sympy.Limit(sympy.Mul(a * x, sympy.Pow(x, -1), evaluate=False), x, 0, "+"), a))


def slope_below(sympy: Any) -> Chain:
    """The difference quotient from the left."""
    b, x = sympy.symbols("b x")
    return Chain((sympy.Limit(sympy.Mul(b * x, sympy.Pow(x, -1), evaluate=False), x, 0, "-"), b))


def both(sympy: Any, x: Any) -> Any:
    """The solution with constants a and b in one formula."""
    a, b = sympy.symbols("a b")
    return (a + b) / 2 * x + (a - b) / 2 * sympy.Abs(x, evaluate=False)


def positive_half(sympy: Any) -> Chain:
    """The formula for x > 0."""
    x = sympy.Symbol("x", positive=True)
    return Chain((both(sympy, x), sympy.Symbol("a") * x))


def negative_half(sympy: Any) -> Chain:
    """The formula for x < 0."""
    x = sympy.Symbol("x", negative=True)
    return Chain((both(sympy, x), sympy.Symbol("b") * x))


def homogeneous(sympy: Any) -> Chain:
    """A positive factor comes out."""
    c, x = sympy.Symbol("c", positive=True), sympy.Symbol("x", real=True)
    return Chain((both(sympy, c * x), c * both(sympy, x)))


def relu(sympy: Any) -> Chain:
    """a = 1, b = 0."""
    a, b = sympy.symbols("a b")
    x = sympy.Symbol("x", real=True)
    one, zero = sympy.Integer(1), sympy.Integer(0)
    return Chain((both(sympy, x), x / 2 + sympy.Abs(x) / 2, sympy.Max(0, x)), (), {a: one, b: zero})


SIGMA = {"sigma": r"\sigma"}

EXERCISE_6_1 = Problem(
    name="ai501/6.1",
    title="Activations whose slope is value over argument",
    statement=r"""
For the ReLU and its relatives the slope at a point equals the value divided by the argument. Consider the differential
equation
$$\sigma'(x) = \frac{\sigma(x)}{x}$$
for a function $\sigma$ that is differentiable at every $x \ne 0$. The equation says nothing at $x = 0$, so that the two
half lines are separate: a solution may be prescribed by $\sigma(1)$ and by $\sigma(-1)$.
""".strip(),
    parts=(
        Part(
            "solutions",
            Prove(
                (
                    Criterion(
                        "Both half lines are solved, each with a constant of its own.",
                        Fraction(1),
                        ("negative|left|both|each half|side|line|interval|x_0|axis", "two_constants", "cases"),
                    ),
                    Criterion(
                        "The solution is linear on each of them.",
                        Fraction(1),
                        ("linear", "proportional", "straight", "ax", "kx", "cx"),
                    ),
                )
            ),
            Fraction(2),
            "Find all solutions on $(0, \\infty)$ and on $(-\\infty, 0)$.",
            argument=(
                Words(
                    r"""Consider the quotient of $\sigma(x)$ and $x$, which is defined wherever the equation is. No
                    division by $\sigma$ and no logarithm is needed, so that solutions with zeros and negative ones
                    are not lost."""
                ),
                Claim("Its derivative, by the quotient rule:", quotient, SIGMA),
                Claim("For a solution this is zero.", constant, SIGMA),
                Words(
                    r"""A function whose derivative is zero on an interval is constant there. Each half line is an
                    interval, so $\sigma(x)$ is $a x$ for positive $x$ and $b x$ for negative $x$, where $a$ is the
                    value at 1 and $b$ the negative of the value at $-1$. The two constants are independent."""
                ),
                Claim("Conversely each of these functions satisfies the equation.", solves),
                Words(
                    r"""Separating the variables, as in $\ln \sigma(x)$, assumes that $\sigma$ is positive, and yields a
                    constant $e^c$ that cannot be zero or negative: the left branch of the ReLU would be missed."""
                ),
            ),
        ),
        Part(
            "zero",
            Prove(
                (
                    Criterion(
                        "Continuity at 0 fixes the value 0 there.",
                        Fraction(1),
                        ("continu", "extend", "expand value|0|zero", "limit 0|zero"),
                    ),
                    Criterion(
                        "It is differentiable at 0 only if both constants agree.",
                        Fraction(1),
                        ("differentiab", "kink", "not_smooth"),
                    ),
                )
            ),
            Fraction(2),
            "What happens at $x = 0$: which solutions extend continuously, and which are differentiable there?",
            argument=(
                Claim("From the right the values tend to zero, for every $a$.", from_above),
                Claim("From the left as well, for every $b$.", from_below),
                Words(
                    """So every solution extends to zero in exactly one continuous way, with the value zero. The
                    extension has one-sided slopes:"""
                ),
                Claim("From the right:", slope_above),
                Claim("From the left:", slope_below),
                Words(
                    "Hence it is differentiable at zero exactly if $a$ and $b$ are the same, that is if it is linear."
                ),
            ),
        ),
        Part(
            "family",
            Prove((Criterion("ReLU is a member, with the constants 1 and 0.", Fraction(1), ("relu", "rectifi")),)),
            Fraction(1),
            "Show that the ReLU is a solution, and name the family it belongs to.",
            argument=(
                Claim("One formula for both half lines; on the positive one:", positive_half),
                Claim("On the negative one:", negative_half),
                Claim("The ReLU is the member with the constants 1 and 0.", relu),
                Words(
                    """Other members are the identity (1 and 1), the absolute value (1 and $-1$), and the leaky and the
                    parametric ReLU (1 and the slope on the left)."""
                ),
                Claim(
                    "All of them are positively homogeneous: a factor $c$ above zero comes out.",
                    homogeneous,
                ),
            ),
        ),
    ),
    conventions=("The sheet gives no points; those here are ours.",),
    source="AI 501, spring 2023, homework 4, exercise 6.1",
)
