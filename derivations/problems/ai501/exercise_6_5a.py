"""A sum of squared lengths over samples is one Frobenius norm."""

from fractions import Fraction
from typing import Any

from derivations.claim import Chain, Claim, Words
from derivations.layer import Layer
from derivations.problem import Criterion, Line, Part, Problem, Prove, Route


def oracle(torch: Any, Delta: Any, W: Any, O: Any, size: Any) -> Any:
    """The norm by torch."""
    return torch.linalg.matrix_norm(-Delta - W @ O) ** 2


COLUMNS = Route(
    title="By columns",
    lines=(
        Line(
            "sum[n in 1..N] sum[i in 1..I] (-Delta[i,n] - sum[j in 1..J] W[i,j]*O[j,n])*(-Delta[i,n] - sum[j in 1..J] "
            "W[i,j]*O[j,n])",
            "the squared length of a vector is the sum of the squares of its entries; the vectors belong to the "
            "samples n",
            r"\sum_{n} \lVert -\delta_n - W o_n \rVert^2",
        ),
        Line(
            "sum[n in 1..N] sum[i in 1..I] A[i,n]*A[i,n]",
            "the entry i of the vector of sample n is the entry of the matrix A in row i and column n",
        ),
        Line("sum[i in 1..I, n in 1..N] A[i,n]*A[i,n]", "a finite double sum may be taken in any order"),
        Line("F", "the squared Frobenius norm is the sum of the squares of all entries"),
    ),
)


def trace(sympy: Any) -> Chain:
    """The same norm as a trace, for two rows and three columns."""
    A = sympy.Matrix(2, 3, sympy.symbols("a_1:4 b_1:4"))
    squares = sum((x**2 for x in A), sympy.Integer(0))
    return Chain((sympy.Trace(sympy.MatMul(A.T, A)), squares))


EXERCISE_6_5A = Problem(
    name="ai501/6.5a",
    title="A Frobenius norm by columns",
    statement=r"""
The vectors $\delta_1, \dots, \delta_N$ with $I$ entries are the columns of the matrix $\Delta$, the vectors
$o_1, \dots, o_N$ with $J$ entries are those of $O$, and $W$ is an $I \times J$ matrix. Let $A = -\Delta - W O$. Show
that
$$\sum_{n=1}^{N} \lVert -\delta_n - W o_n \rVert^2 = \lVert -\Delta - W O \rVert_F^2,$$
so that minimising the left side over $W$ is a least-squares problem in matrices.
""".strip(),
    layer=Layer(
        name="ai501_6_5a",
        title="A squared Frobenius norm",
        shapes={"Delta": "I N", "W": "I J", "O": "J N"},
        forward="""
            A[i,n] = -Delta[i,n] - sum[j] W[i,j]*O[j,n]
            F = sum[i,n] A[i,n]*A[i,n]
        """,
        oracle=oracle,
        source="AI 501, spring 2023, homework 4, exercise 6.5 (a)",
    ),
    parts=(
        Part(
            "norm",
            Prove(
                (
                    Criterion("The columns of the matrix are the vectors of the samples.", Fraction(1), ("column",)),
                    Criterion(
                        "The Frobenius norm is the sum of the squares of all entries, taken column by column.",
                        Fraction(1),
                        ("frobenius|norm sum|square column|entr", "entr square|sum"),
                    ),
                )
            ),
            Fraction(2),
            "Prove the identity.",
            routes=(COLUMNS,),
            argument=(
                Words(
                    """Column $n$ of a product is the product with column $n$, so that column $n$ of $A$ is the
                    vector of sample $n$. Nothing else is used: the identity holds for every matrix, of any size."""
                ),
                Claim("The same number is a trace; for two rows and three columns:", trace),
            ),
        ),
    ),
    letters={"Delta": r"\delta", "O": "o", "W": "w", "A": "a"},
    loss="F",
    conventions=("The sheet gives no points; those here are ours.",),
    source="AI 501, spring 2023, homework 4, exercise 6.5 (a)",
)
