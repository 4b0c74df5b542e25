"""One step of gradient descent on a two-by-two network, in exact numbers."""

from fractions import Fraction

from derivations.layer import Layer
from derivations.problem import Part, Problem, Value

PROBLEM_5 = Problem(
    name="ece449/5",
    title="One training step in exact numbers",
    statement=r"""
A fully connected layer $M = W X + B$ with two inputs and two outputs is followed by a ReLU, $Z = \max(0, M)$ entry by
entry, and by a softmax, $q_i = e^{z_i} / (e^{z_1} + e^{z_2})$. The objective is the cross-entropy
$E = -p_1 \ln q_1 - p_2 \ln q_2$. Training starts from
$$W = \begin{bmatrix} 1 & 0 \\ 0 & -1 \end{bmatrix}, \qquad B = \begin{bmatrix} 0 \\ 0 \end{bmatrix},$$
with batches of one sample and learning rate $\alpha = 0.02$. The first sample is
$$X = \begin{bmatrix} 1 \\ 1 \end{bmatrix}, \qquad P = \begin{bmatrix} 0.3 \\ 0.7 \end{bmatrix}.$$
Gradient descent replaces $W$ by $W' = W - \alpha \, \partial E / \partial W$ and $B$ by
$B' = B - \alpha \, \partial E / \partial B$. Find the parameters after this first step.
""".strip(),
    layer=Layer(
        name="ece449_5",
        title="Fully connected layer, ReLU, softmax and cross-entropy",
        shapes={"X": "2", "W": "2 2", "B": "2", "P": "2"},
        constants=("alpha",),
        parameters=("W", "B"),
        premises=("sum[i] P[i] = 1",),
        draw={"P": "simplex", "alpha": "positive"},
        forward="""
            M[i] = sum[j] W[i,j]*X[j] + B[i]
            Z[i] = relu(M[i])
            Q[i] = exp(Z[i]) / sum[j] exp(Z[j])
            E = -(sum[i] P[i]*log(Q[i]))
        """,
        oracle=lambda torch, X, W, B, P, alpha, size: torch.nn.functional.cross_entropy(
            torch.relu(torch.nn.functional.linear(X, W, B))[None], P[None]
        ),
        source="ECE 449, spring 2021, assignment 2, problem 5",
    ),
    given={
        "X": (1, 1),
        "W": ((1, 0), (0, -1)),
        "B": (0, 0),
        "P": ("3/10", "7/10"),
        "alpha": "1/50",
    },
    updates="""
        W_new[i,j] = W[i,j] - alpha*dL_W[i,j]
        B_new[i] = B[i] - alpha*dL_B[i]
    """,
    parts=(
        Part("Z", Value("Z"), Fraction(0), "Find the output $Z$ of the ReLU."),
        Part("Q", Value("Q"), Fraction(0), "Find the output $Q$ of the softmax."),
        Part("dZ", Value("dL_Z"), Fraction(0), "Find the gradient of $E$ by $Z$."),
        Part("dM", Value("dL_M"), Fraction(0), "Find the gradient of $E$ by $M$."),
        Part("dW", Value("dL_W"), Fraction(0), "Find the gradient of $E$ by $W$."),
        Part("dB", Value("dL_B"), Fraction(0), "Find the gradient of $E$ by $B$."),
        Part("W", Value("W_new"), Fraction(5), "Find the new weights $W'$."),
        Part("B", Value("B_new"), Fraction(2), "Find the new biases $B'$."),
    ),
    letters={"X": "x", "W": "w", "B": "b", "M": "m", "Z": "z", "Q": "q", "P": "p", "alpha": r"\alpha"},
    loss="E",
    conventions=(
        "The sheet gives its points to the new parameters; the steps on the way are checked, and carry no points.",
        "relu_at_0=zero",
        r"The entries of $P$ sum to 1, which is used where $\partial E / \partial Z$ becomes $Q - P$.",
    ),
    source="ECE 449, spring 2021, assignment 2, problem 5",
)
