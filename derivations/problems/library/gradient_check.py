"""Checking a gradient by difference quotients: which error they have, and which width is best."""

from fractions import Fraction

from derivations.claim import Claim, Experiment, Words
from derivations.problem import Criterion, Part, Problem, Prove
from derivations.problems.library import second_order as S

ERROR = (
    Words("Taylor's formula at $x + h$ and at $x - h$ ends at third derivatives at places $\\xi$ and $\\zeta$ there."),
    Claim("Their difference over the whole width, $f$ and its derivatives taken at $x$:", S.central, S.LETTERS),
    Words("If the third derivative is at most $M$ in size, the error is at most $M h^2/6$: it falls like $h^2$."),
    Claim("The quotient of one side has an error that falls like $h$ only.", S.one_sided, S.LETTERS),
    Experiment("A sum of sigmoids: the error at a width and at half of it.", S.observed_order),
)
WIDTH = (
    Words("Each value of size up to $F$ is rounded by up to $u F$. The quotient carries at most $u F/h$ of that, which "
          "grows as $h$ falls. Both bounds together have one least value."),
    Claim("Their sum has slope 0 at one width.", S.best_width, S.LETTERS),
    Words("In double precision $u$ is about $10^{-16}$: with $F$ and $M$ near 1 the best width is near $10^{-5}$, and "
          "what is left is near $10^{-10}$. A gradient that differs by much more is wrong."),
)  # fmt: skip

GRADIENT_CHECK = Problem(
    name="library/gradient_check",
    title="Checking a gradient by difference quotients",
    statement=r"""
A derivative $f'(x)$ that was found by hand is compared with $(f(x + h) - f(x - h))/(2 h)$ for a small width $h > 0$.
The function has three continuous derivatives.
""".strip(),
    parts=(
        Part(
            "error",
            Prove((Criterion("Even terms of Taylor's formula cancel.", Fraction(2), ("cancel", "taylor"),),)),
            Fraction(2),
            "Show that the error is of order $h^2$, and that of the one-sided quotient of order $h$.",
            argument=ERROR,
        ),
        Part("width", Prove(), Fraction(2), "Find the best width when values are rounded.", argument=WIDTH),
    ),
    conventions=("The points are ours.",),
    source="Press et al. 2007 (Numerical Recipes), section 5.7; Goodfellow, Bengio & Courville 2016, section 11.5",
)  # fmt: skip
