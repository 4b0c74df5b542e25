"""Networks with diagonal weights: forward and backward act on each coordinate by itself."""

from fractions import Fraction
from typing import Any

from derivations.claim import Experiment, Measured, Words
from derivations.layer import Layer
from derivations.problem import Criterion, Gradient, Line, Part, Problem, Prove, Route


def oracle(torch: Any, x: Any, w1: Any, b1: Any, w2: Any, b2: Any, size: Any) -> Any:
    """torch's own linear layers, with diagonal matrices."""
    linear = torch.nn.functional.linear
    return torch.sigmoid(linear(torch.sigmoid(linear(x, torch.diag(w1), b1)), torch.diag(w2), b2))


DIAGONAL = Route(
    title="A diagonal matrix times a vector",
    indices="i in 1..N",
    lines=(
        Line(
            "sum[j in 1..N] [i = j]*w1[i]*x[j] + b1[i]",
            "the entry at (i, j) of a diagonal matrix is 0 unless i = j",
            "g_i",
        ),
        Line("w1[i]*x[i] + b1[i]", "of the sum over j only the term j = i is left"),
        Line("g1[i]", "the same coordinate of every vector, and no other"),
    ),
)


def run_apart(numpy: Any, seed: int) -> tuple[Measured, ...]:
    """How much one coordinate of the output, and of a gradient, depends on another coordinate."""
    random = numpy.random.default_rng(seed)
    w1, b1, w2, b2, x, g = (random.normal(size=5) for _ in range(6))

    def sigma(a: Any) -> Any:
        return 1 / (1 + numpy.exp(-a))

    def out(x: Any) -> Any:
        return sigma(numpy.diag(w2) @ sigma(numpy.diag(w1) @ x + b1) + b2)

    def gradient(x: Any) -> Any:
        o1 = sigma(numpy.diag(w1) @ x + b1)
        o2 = sigma(numpy.diag(w2) @ o1 + b2)
        return numpy.diag(w1).T @ ((numpy.diag(w2).T @ (g * o2 * (1 - o2))) * o1 * (1 - o1))

    moved = x + numpy.array([1.0, 0, 0, 0, 0])
    return (
        Measured("First input moved by 1: greatest change of the other outputs",
                 float(numpy.abs(out(moved) - out(x))[1:].max()), "=", 0),
        Measured("Change of the first output", float(numpy.abs(out(moved) - out(x))[0]), ">", 1e-6),
        Measured("Greatest change of the other gradients by the input",
                 float(numpy.abs(gradient(moved) - gradient(x))[1:].max()), "=", 0),
    )  # fmt: skip


EXERCISE_6_3B = Problem(
    name="ai501/6.3b",
    title="Diagonal weights",
    statement=r"""
In the network of two layers of part (a) let both weight matrices be diagonal, of size $N \times N$: the entry of
$W^{(l)}$ at $(i, j)$ is $w^{(l)}_i$ where $i = j$, and 0 elsewhere. The gradient by the output $o^{(2)}$ is given.
Describe how the values run forward and how the gradients run backward.
""".strip(),
    layer=Layer(
        name="ai501_6_3b",
        title="Two layers with diagonal weights",
        shapes={"x": "N", "w1": "N", "b1": "N", "w2": "N", "b2": "N"},
        parameters=("w1", "b1", "w2", "b2"),
        forward="""
            g1[i] = w1[i]*x[i] + b1[i]
            o1[i] = sigmoid(g1[i])
            g2[i] = w2[i]*o1[i] + b2[i]
            o2[i] = sigmoid(g2[i])
        """,
        oracle=oracle,
        source="AI 501, spring 2023, homework 4, exercise 6.3 (b)",
    ),
    parts=(
        Part(
            "forward",
            Prove(
                (
                    Criterion(
                        "Each coordinate runs forward and backward by itself.",
                        Fraction(1),
                        (
                            "coordinate|entry|unit|neuron|component|element wise|independent|separate|itself|alone",
                            "elementwise",
                            "decoupl",
                            "parallel",
                        ),
                    ),
                )
            ),
            Fraction(1),
            "Show that the forward rule acts coordinate by coordinate.",
            routes=(DIAGONAL,),
        ),
        Part("w2", Gradient("w2", "i"), Fraction(1), "Derive the gradient by the diagonal of $W^{(2)}$."),
        Part("w1", Gradient("w1", "i"), Fraction(1), "Derive the gradient by the diagonal of $W^{(1)}$."),
        Part(
            "x",
            Gradient("x", "i"),
            Fraction(1),
            "Derive the gradient by the input.",
            argument=(
                Words(
                    """Every gradient at coordinate $i$ contains coordinate $i$ of the inputs, the weights and the
                    given gradient, and no sum: a diagonal matrix is its own transpose, so that backward, too, nothing
                    passes from one coordinate to another. The network is $N$ separate networks with one unit in each
                    layer."""
                ),
                Experiment("The same by number, with the full matrices.", run_apart),
            ),
        ),
    ),
    letters={"g1": "g^{(1)}", "g2": "g^{(2)}"},
    loss=r"\ell",
    conventions=(
        "Only the diagonals are parameters; entries beside the diagonal are held at zero.",
        "The activation is the sigmoid, as an example.",
        "The sheet gives no points; those here are ours.",
    ),
    source="AI 501, spring 2023, homework 4, exercise 6.3 (b)",
)
