"""Two ways to write gradient descent with momentum, and the initial condition under which they are the same."""

from fractions import Fraction
from typing import Any

from derivations.claim import Chain, Claim, Experiment, Measured, Words
from derivations.problem import Criterion, Part, Problem, Prove

STEPS = 50


def names(sympy: Any) -> tuple[Any, ...]:
    """beta, eta, t, V_t, V_(t-1) and the weighted sums of gradients up to t and up to t - 1."""
    beta, eta = sympy.symbols("beta eta", positive=True)
    t, s = sympy.symbols("t s", integer=True, positive=True)
    V, W = sympy.symbols("V_t V_before")
    g = sympy.IndexedBase("g")
    now = sympy.Sum(beta ** (t - s) * g[s], (s, 1, t))
    before = sympy.Sum(beta ** (t - 1 - s) * g[s], (s, 1, t - 1))
    return beta, eta, t, V, W, g, now, before


def recurrence(sympy: Any) -> Chain:
    """The weighted sum from the one before it."""
    beta, _, t, _, _, g, now, before = names(sympy)
    return Chain((now, beta * before + g[t]))


def start(sympy: Any) -> Chain:
    """The first velocity."""
    beta, eta, _, _, _, g, _, _ = names(sympy)
    s = sympy.Symbol("s", integer=True, positive=True)
    one = sympy.Sum(beta ** (1 - s) * g[s], (s, 1, 1))
    first, zero = sympy.symbols("V_1 V_0")
    return Chain(
        (first, -eta * g[1], -eta * one),
        ("the second form, from rest", "a sum of one term"),
        {first: beta * zero - eta * g[1], zero: sympy.Integer(0)},
    )


def step(sympy: Any) -> Chain:
    """From t - 1 to t."""
    beta, eta, t, V, W, g, now, before = names(sympy)
    return Chain(
        (V, beta * W - eta * g[t], beta * (-eta * before) - eta * g[t], -eta * now),
        ("the second form", "the hypothesis of the induction", "the recurrence of the weighted sum"),
        {V: beta * W - eta * g[t], W: -eta * before},
    )


def parameters(sympy: Any) -> Chain:
    """The parameters of the second form after step t are those of the first."""
    _, eta, _, V, _, _, now, _ = names(sympy)
    second, first, later, wanted = sympy.symbols("Q_t P_t Q_later P_later")
    given = {later: second + V, V: -eta * now, second: first, wanted: first - eta * now}
    reasons = ("the second form", "what was just shown for the velocity", "the hypothesis at $t$", "the first form")
    return Chain((later, second + V, second - eta * now, first - eta * now, wanted), reasons, given)


def moving(sympy: Any) -> Chain:
    """The induction step for a start with velocity v."""
    beta, eta, t, V, W, g, now, before = names(sympy)
    v = sympy.Symbol("v")
    given = {V: beta * W - eta * g[t], W: beta ** (t - 1) * v - eta * before}
    return Chain((V, beta**t * v - eta * now), (), given)


def dropped(sympy: Any) -> Chain:
    """The learning rate left out of the closing lines."""
    beta, eta, t, _, _, g, now, before = names(sympy)
    change, lost = sympy.symbols("A B")
    given = {change: beta * (-eta * before) - eta * g[t], lost: -now}
    return Chain((change - lost, (1 - eta) * now), (), given)


def descend(numpy: Any, seed: int, velocity: float, rate_in_sum: bool = True) -> float:
    """The greatest distance of the two forms over a run on a function that is not quadratic."""
    random = numpy.random.default_rng(seed)
    A, first = random.normal(size=(6, 4)), random.normal(size=4)
    beta, eta = 0.9, 0.05

    def slope(x: Any) -> Any:
        return A.T @ numpy.tanh(A @ x)

    P, Q, V = first.copy(), first.copy(), numpy.full(4, velocity)
    slopes: list[Any] = []
    worst = 0.0
    for t in range(STEPS):
        slopes.append(slope(P))
        total = sum(beta ** (t - s) * g for s, g in enumerate(slopes))
        P = P - (eta if rate_in_sum else 1.0) * total
        V = beta * V - eta * slope(Q)
        Q = Q + V
        worst = max(worst, float(numpy.abs(P - Q).max()))
    return worst


def run_forms(numpy: Any, seed: int) -> tuple[Measured, ...]:
    return (
        Measured(
            f"From rest: greatest distance of the two forms over {STEPS} steps", descend(numpy, seed, 0.0), "<", 1e-12
        ),
        Measured("With a first velocity of 0.1 in each coordinate", descend(numpy, seed, 0.1), ">", 1e-2),
        Measured("From rest, the learning rate left out of the sum", descend(numpy, seed, 0.0, False), ">", 1e-2),
    )


LETTERS = {
    "beta": r"\beta", "eta": r"\eta", "V_before": "V_{t-1}", "Q_t": r"\tilde\Theta_t", "P_t": r"\Theta_t",
    "Q_later": r"\tilde\Theta_{t+1}", "P_later": r"\Theta_{t+1}",
}  # fmt: skip

EXERCISE_6_2 = Problem(
    name="ai501/6.2",
    title="Two forms of momentum",
    statement=r"""
Gradient descent with momentum, with learning rate $\eta > 0$ and decay $\beta$ between 0 and 1, is written in two
forms. In the first the parameters move by a weighted sum of all gradients so far,
$$\Theta_{t+1} = \Theta_t - \eta \sum_{s=1}^{t} \beta^{t-s} \, \frac{\partial c}{\partial \Theta}(\Theta_s).$$
In the second they move by a velocity that remembers its last value,
$$V_t = \beta V_{t-1} - \eta \, \frac{\partial c}{\partial \Theta}(\tilde\Theta_t), \qquad
\tilde\Theta_{t+1} = \tilde\Theta_t + V_t.$$
Both start from the same parameters, $\tilde\Theta_1 = \Theta_1$, and the second from rest, $V_0 = 0$. Show by induction
on $t$ that $\tilde\Theta_t = \Theta_t$ for every $t \ge 1$.
""".strip(),
    parts=(
        Part(
            "same",
            Prove(
                (
                    Criterion("The case of the first step is checked.", Fraction(1), ("t_1|base|initial|first",)),
                    Criterion(
                        "The hypothesis is used for all earlier steps, so that the gradients agree.",
                        Fraction(1),
                        ("induction|hypothesis|suppose|assume",),
                    ),
                    Criterion("The learning rate stands in every line.", Fraction(1), ("eta|learning_rate",)),
                    Criterion(
                        "The second form starts from rest.",
                        Fraction(1),
                        ("v_0|velocity zero|0|rest", "from_rest", "initial velocity|momentum"),
                    ),
                )
            ),
            Fraction(4),
            "Prove it, and say where each initial condition is used.",
            argument=(
                Words(
                    r"""Let $g_s$ be the gradient at step $s$. The proof is a strong induction: for all steps up to
                    $t$ the parameters of both forms are the same, so the gradients there are the same too, and one
                    letter serves both. For the first step
                    this is the first initial condition."""
                ),
                Claim(
                    "**The weighted sum** takes up one gradient a step: its last term is split off, the rest has one "
                    r"factor $\beta$ in common.",
                    recurrence,
                    LETTERS,
                ),
                Claim(
                    "**The velocity at the first step.** Here the second initial condition is used.",
                    start,
                    {**LETTERS, "V_1": "V_1", "V_0": "V_0"},
                ),
                Claim("**The velocity at step $t$.**", step, LETTERS),
                Claim("**The parameters after step $t$.**", parameters, LETTERS),
                Words(r"So the two agree at step $t+1$ as well, and by induction at every step."),
                Claim(
                    "**Without rest at the start** the same induction, from the velocity $v$, leaves a term over.",
                    moving,
                    LETTERS,
                ),
                Claim(
                    r"""**The learning rate must stand in the closing lines too.** Let $A$ be the true change of the
                    parameters, and $B$ the one that results when $\eta$ is left out of the weighted sum. They differ
                    unless the learning rate is one:""",
                    dropped,
                    LETTERS,
                ),
                Experiment("**By number**, on a function that is not quadratic.", run_forms),
            ),
        ),
    ),
    conventions=(
        "The velocity before the first step is zero; equivalently, a step earlier the parameters were the same.",
        "The learning rate is constant: with one that changes the two forms differ.",
        "The sheet gives no points; those here are ours.",
    ),
    source="AI 501, spring 2023, homework 4, exercise 6.2",
)
