"""Newton's step for linear and logistic regression."""

from fractions import Fraction

from derivations.claim import Claim, Experiment, Words
from derivations.problem import Criterion, Part, Problem, Prove
from derivations.problems.library import second_order as S

MODEL = (
    Words("Near $w$ the loss is about its value plus $g^\\top s + s^\\top H s/2$ for a step $s$. In two variables:"),
    Claim("Let $r = -H^{-1} g$, so that $g = -H r$; it is a square around $r$ less a number without $s$.",
          S.model_minimum),
    Words("If $H$ is positive definite, the square is 0 only where the step $s$ is $r$, and positive otherwise."),
)  # fmt: skip
LINEAR = (
    Words("The loss is half the mean squared error. Its gradient is $X^\\top (X w - t)/N$ and its Hessian "
          "$X^\\top X/N$ (the layer `linear_regression`). It does not depend on $w$: the loss is its own quadratic "
          "model. In $H^{-1} g$ the factors $1/N$ cancel."),
    Claim("The step ends at the solution of the normal equations, whatever the weights before it.",
          S.least_squares_step, S.LETTERS),
    Experiment("One step from weights far away, against a solver of another kind.", S.one_step),
)  # fmt: skip
LOGISTIC = (
    Claim("Let the prediction be $p = \\sigma(z)$ with the score $z = w^\\top x$. Its slope:", S.slope, S.LETTERS),
    Words("The gradient is $X^\\top (p - t)$ up to the factor $1/N$, which cancels in a step. Differentiated once more "
          "it is the Hessian $X^\\top S X$ with $S$ the diagonal matrix of $p_n (1 - p_n)$ (the layer "
          "`logistic_regression`)."),
    Claim("Along any direction $u$ each sample adds its weight times a square (two features written out).",
          S.curved),
    Words("So the loss is convex, and strictly where the columns of $X$ are independent. Let Newton's step be "
          "multiplied by the Hessian, so that $X^\\top S X w' = X^\\top S X w - X^\\top (p - t)$, and"
          " $X w$ are the scores $z$."),
    Claim("The right side for one feature (three samples): $w'$ solves least squares with weights $s_n$ and targets "
          "$z_n + (t_n - p_n)/s_n$.", S.reweighted),
    Words("The weights $s_n$ change with $w$, so that one step does not end at the minimum. Steps are repeated."),
    Experiment("Steps from 0. Near the end each distance is at most ten times the square of the one before.",
               S.newton_run),
)  # fmt: skip

NEWTON = Problem(
    name="library/newton",
    title="Newton's step for linear and logistic regression",
    statement=r"""
A loss of weights $w$ has the gradient $g$ and the Hessian $H$ there. Newton's step replaces $w$ by $w - H^{-1} g$.
The data are the rows of $X$, the targets $t$; $X^\top X$ has an inverse. Both losses are means over $N$ samples.
""".strip(),
    parts=(
        Part(
            "model",
            Prove((Criterion("The step is where the quadratic model is least.", Fraction(2), ("quadratic|taylor",)),)),
            Fraction(2),
            "Show which step makes the quadratic model of the loss least.",
            argument=MODEL,
        ),
        Part(
            "linear",
            Prove(
                (
                    Criterion("The Hessian is the same everywhere.", Fraction(1), ("hessian const|independent|same",)),
                    Criterion("The normal equations hold after the step.", Fraction(1), ("normal_eq|least_squares",)),
                )
            ),
            Fraction(2),
            "Show that one step of linear regression ends at the least-squares solution.",
            argument=LINEAR,
        ),
        Part(
            "logistic",
            Prove(),
            Fraction(3),
            "Find the step of logistic regression, and show that it is a weighted least-squares problem.",
            argument=LOGISTIC,
        ),
    ),
    conventions=("The points are ours.",),
    source="Bishop 2006, section 4.3.3, eqs. 4.92 to 4.100; Nocedal & Wright 2006, section 3.3",
)
