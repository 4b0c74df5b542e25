"""Backpropagation through time: the gradient for any number of steps, and when it vanishes or explodes."""

from fractions import Fraction
from typing import Any

from derivations.claim import Claim, Experiment, Words
from derivations.figure import Figure
from derivations.layer import Layer
from derivations.problem import Criterion, Gradient, Line, Part, Problem, Prove, Route
from derivations.problems.ece449 import recurrent_formulas as formulas
from derivations.problems.ece449 import recurrent_runs as runs


def oracle(torch: Any, X: Any, h0: Any, Wi: Any, Wh: Any, size: Any) -> Any:
    """The states by torch's own linear layer and sigmoid, one step after the other."""
    linear, h, states = torch.nn.functional.linear, h0, []
    for x in X:
        h = torch.sigmoid(linear(x, Wi) + linear(h, Wh))
        states.append(h)
    return torch.stack(states)


JACOBIAN = Route(
    title="One factor of the product",
    indices="t in 1..T, i in 1..M, j in 1..M",
    lines=(
        Line(
            "diff(sigmoid(sum[d] Wi[i,d]*X[t,d] + sum[k] Wh[i,k]*h[t-1,k]), h[t-1,j])",
            "the state at step t by the state one step before, everything else held fixed",
            r"\frac{\partial h_{t,i}}{\partial h_{t-1,j}}",
        ),
        Line(
            "sigmoid(sum[d] Wi[i,d]*X[t,d] + sum[k] Wh[i,k]*h[t-1,k])"
            "*(1 - sigmoid(sum[d] Wi[i,d]*X[t,d] + sum[k] Wh[i,k]*h[t-1,k]))*Wh[i,j]",
            "chain rule; in the argument only the term k = j depends on the entry j of the earlier state",
        ),
        Line("h[t,i]*(1 - h[t,i])*Wh[i,j]", "the sigmoid of the argument is the state at step t"),
    ),
)


PROBLEM_6 = Problem(
    name="ece449/6",
    title="Vanishing and exploding gradients in a recurrent network",
    statement=r"""
A recurrent network has the states $h_t = \sigma(W^i x_t + W^h h_{t-1})$ for $t = 1, \dots, T$, with the sigmoid
$\sigma(a) = 1/(1+e^{-a})$ applied entry by entry and a given first state $h_0$. At each step an output is read off the
state, and the loss is the sum $L = \sum_t L_t$ over the steps. The gradient of $L_t$ by the state $h_t$ alone, all
later steps left aside, has arrived from the output: its entry is $g_{t,m}$.

The gradients by $W^i$ and $W^h$ are double sums over $t$ and $k \le t$, whose terms contain the product
$\prod_{j=k+1}^{t} \partial h_j / \partial h_{j-1}$. Derive the gradients, and use them to explain why gradients vanish
and why they explode.
""".strip(),
    layer=Layer(
        name="ece449_6",
        title="Recurrent layer (sigmoid, without bias)",
        shapes={"X": "T D", "h0": "M", "Wi": "M D", "Wh": "M M"},
        parameters=("Wi", "Wh"),
        forward="""
            h[0,m] = h0[m]
            h[t in 1..T,m in 1..M] = sigmoid(sum[d] Wi[m,d]*X[t,d] + sum[k] Wh[m,k]*h[t-1,k])
            H[t in 1..T,m in 1..M] = h[t,m]
        """,
        oracle=oracle,
        source="ECE 449, spring 2021, assignment 2, problem 6",
    ),
    parts=(
        Part(
            "dWh",
            Gradient("Wh", "i j"),
            Fraction(1),
            r"Derive the gradient by $W^h$ for any number $T$ of steps, with the recurrence that it needs.",
            argument=(
                Words(
                    """**Reading the recurrence.** The adjoint of a state is what arrives from the output of its own
                    step, plus what comes back from the next step. The first is the immediate effect of the state on
                    the loss; the two together are the total one, and the total one stands in the gradient by the
                    weights."""
                ),
                Experiment(
                    "The recurrence, and the double sum of the statement with immediate derivatives in it.",
                    runs.run_adjoint,
                ),
            ),
        ),
        Part("dWi", Gradient("Wi", "i j"), Fraction(0), r"Derive the gradient by $W^i$ likewise."),
        Part(
            "product",
            Prove(
                (
                    Criterion(
                        "Each factor is a diagonal matrix of slopes of the sigmoid times the recurrent weight.",
                        Fraction(1, 2),
                        ("diag weight|w|matrix", "jacobian", "derivative sigma|sigmoid"),
                    ),
                    Criterion(
                        "The gradient contains a product of such factors, one for each step in between.",
                        Fraction(1, 2),
                        ("product|multipl|power", "chain_rule"),
                    ),
                )
            ),
            Fraction(1),
            "State the factors of the product, their order, and which derivative of the state by the weight stands at "
            "its end.",
            routes=(JACOBIAN,),
            argument=(
                Words(
                    r"""So the matrix $J_t$ of one step is the diagonal matrix of the slopes times $W^h$. Rows of
                    numbers are multiplied from the left: let $a_t$ be the row of the adjoints at step $t$ and $g_t$
                    what arrives there."""
                ),
                Claim(
                    "**The order.** Four steps of the recurrence, put into each other.",
                    formulas.unrolled,
                    {**{f"{c}{k}": f"{c}_{{{k}}}" for c in "gJa" for k in range(1, 5)}},
                ),
                Words(
                    """The same happens at each further step: the recurrence multiplies everything that came from
                    later steps by one more factor from the right. So the latest factor stands at the left, and
                    factors may not be exchanged, because matrices do not commute."""
                ),
                Experiment("The order, judged against the derivative of a whole run of six steps.", runs.run_order),
                Words(
                    """**Immediate and total.** In the argument of the sigmoid a weight occurs twice: as the factor in
                    front of the earlier state, and inside that state."""
                ),
                Claim("For one unit, by the product rule.", formulas.total),
                Claim(
                    """With $I_k$ for the immediate derivative of the state at step $k$ by a weight, the earlier
                    state held fixed, and $D_k$ for the total one:""",
                    formulas.immediate,
                    {f"{c}{k}": f"{c}_{{{k}}}" for c in "IJD" for k in range(1, 5)},
                ),
                Claim(
                    """So the derivative at the end of the product is the immediate one. With total derivatives in
                    its place, paths would be counted more than once:""",
                    formulas.twice,
                    {f"{c}{k}": f"{c}_{{{k}}}" for c in "IJD" for k in range(1, 5)},
                ),
            ),
        ),
        Part(
            "vanishing",
            Prove(
                (
                    Criterion(
                        "The slope of the sigmoid is at most one quarter.",
                        Fraction(1, 2),
                        ("quarter|1_4|0_25", "slope|derivative small|less|bounded|at_most"),
                    ),
                    Criterion(
                        "Each factor shrinks the gradient when its norm is below one.",
                        Fraction(1, 2),
                        ("norm|factor|eigenvalue|jacobian|derivative less|below|small|shrink", "less_than_1"),
                    ),
                    Criterion(
                        "The effect is exponential in the number of steps.",
                        Fraction(1, 2),
                        ("exponential", "geometric", "power"),
                    ),
                )
            ),
            Fraction(3, 2),
            "Bound the product, and state a sufficient condition under which the gradient vanishes.",
            argument=(
                Claim("**The slope.**", formulas.slope),
                Claim(
                    "With $s$ for the value of the sigmoid, the slope is at most one quarter; it is that only where "
                    "$s$ is one half.",
                    formulas.quarter,
                ),
                Claim(
                    """**One factor.** A diagonal matrix of slopes shortens each coordinate $u$ of a vector to a
                    quarter of it or less; $r$ stands for $e^{-a}$, so that the slope is $r/(1+r)^2$.""",
                    formulas.coordinate,
                ),
                Words(
                    r"""So the operator norm of one factor is at most $\lVert W^h \rVert / 4$, where $\lVert W^h
                    \rVert$ is the greatest singular value. The norm of a product is at most the product of the norms,
                    hence the product over the steps from $k$ to $t$ has at most the norm $(\lVert W^h \rVert /
                    4)^{t-k}$."""
                ),
                Experiment("**The bound**, over random networks, and a network that attains it.", runs.run_bound),
                Claim(
                    """**Sufficient for vanishing.** With a norm $w$ below 4, written as $4/(1+r)$ with $r$ above
                    zero, the bound tends to zero with the number $n$ of steps, exponentially, whatever the inputs
                    are.""",
                    formulas.vanishes,
                ),
                Words(
                    """The condition is sufficient and not necessary: a saturated sigmoid has slopes far below one
                    quarter. Nor do eigenvalues above one prevent it:"""
                ),
                Experiment("**Eigenvalues above one, and the gradient vanishes.**", runs.run_vanishing),
            ),
        ),
        Part(
            "exploding",
            Prove(
                (
                    Criterion(
                        "A product of factors whose norms stay above one may grow exponentially.",
                        Fraction(1, 2),
                        ("explo|grow|increase|expand large|great|more|above|exceed|exponential", "greater_than_1"),
                    ),
                    Criterion(
                        "Large weights are necessary, and not sufficient, because the sigmoid saturates.",
                        Fraction(1),
                        ("necessary", "not sufficient", "saturat", "norm 4"),
                    ),
                )
            ),
            Fraction(3, 2),
            "State a condition that is necessary for an exploding gradient, and show that it is not sufficient.",
            argument=(
                Claim(
                    """**Necessary for exploding.** With a norm $w$ of at most 4 no product over $n$ steps has a norm
                    above 1. So a gradient can explode only if the norm of $W^h$ exceeds 4.""",
                    formulas.power,
                ),
                Claim(
                    "**It does happen.** One unit with weight $w$ is kept at one half by a constant input $x$.",
                    formulas.held,
                ),
                Claim("Its slope is one quarter at every step, so every factor is the same.", formulas.attained),
                Words(
                    """So the product over $n$ steps is the power $(w/4)^n$: the bound is attained, the threshold 4
                    cannot be improved, and for a greater weight the gradient explodes."""
                ),
                Claim(
                    """**Not sufficient.** A weight of norm 100 whose products vanish after two steps, whatever the
                    slopes are:""",
                    formulas.shifted,
                    {"a1": "a_1", "a2": "a_2", "b1": "b_1", "b2": "b_2"},
                ),
                Words(
                    "**Eigenvalues of the weight do not decide.** Here both of them are zero, because the square is:"
                ),
                Claim("A weight with both eigenvalues zero.", formulas.nilpotent),
                Claim(
                    """With slopes $d_1$ and $d_2$ that differ, its Jacobian $J$ has an eigenvalue that is as large
                    as the weights allow, and powers of $J$ grow with it.""",
                    formulas.rank_one,
                    {"d1": "d_1", "d2": "d_2"},
                ),
                Experiment(
                    """**Eigenvalues below one, and the gradient grows**: first and then no more, or without end.
                    Inputs keep the six units at one half; of the two units one is at one half, the other saturated.""",
                    runs.run_exploding,
                ),
                Figure(
                    """Norm of the product of the Jacobians. The eigenvalues in the names are those of the weight; a
                    rule by the greatest eigenvalue would place four of the five curves wrongly or too simply. A curve
                    ends where it falls below $10^{-15}$.""",
                    runs.curves,
                ),
            ),
        ),
    ),
    letters={"X": "x", "Wi": "W^{i}", "Wh": "W^{h}", "dL_H": "g"},
    conventions=(
        "The first state is given. The sums of the statement then run over the steps 1 to T; the sheet counts from 0.",
        "Norms are operator norms for the Euclidean length: the greatest singular value.",
        "The sheet gives its points to the explanation as a whole; how they are divided is ours.",
    ),
    source="ECE 449, spring 2021, assignment 2, problem 6",
)
