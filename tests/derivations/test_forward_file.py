"""Forward rules from a file: what is read, and that each mistake is shown in its own line."""

from __future__ import annotations

import pytest

from derivations import terms as T
from derivations.forward_file import ForwardFileError, read_forward_file
from derivations.layers.conv2d import CONV2D
from derivations.layers.embedding import EMBEDDING
from derivations.layers.layer_norm import LAYER_NORM

CONVOLUTION = """
    # two-dimensional cross-correlation
    X: N C H W
    K: O C R Q
    b: O
    I := floor((H + 2*p - d*(R - 1) - 1)/s) + 1
    J := floor((W + 2*p - d*(Q - 1) - 1)/s) + 1
    p >= 0
    H + 2*p >= d*(R - 1) + 1   # the kernel fits
    given W + 2*p >= d*(Q - 1) + 1
    Y[n,o,i in 1..I,j in 1..J] = b[o] + sum[c,r,q]
        K[o,c,r,q] * X[n,c, s*(i-1) + d*(r-1) + 1 - p,
            s*(j-1) + d*(q-1) + 1 - p]
"""
EMBEDDED = "ids: N T in 1 .. V\nW: V D\nY[n,t,d] = W[ids[n,t],d]"
NORM = """
X: N D
gamma: D
beta: D
constant eps
""" + "\n".join(line.strip() for line in LAYER_NORM.forward.strip().splitlines())


@pytest.mark.parametrize(
    ("text", "layer"), [(CONVOLUTION, CONV2D), (EMBEDDED, EMBEDDING), (NORM, LAYER_NORM)], ids=["conv", "embed", "norm"]
)
def test_a_file_says_what_a_layer_says(text: str, layer: object) -> None:
    read, declared = read_forward_file(text).program, layer.program  # type: ignore[attr-defined]
    assert read.ranges == declared.ranges
    assert (read.constants, set(read.integers), read.lengths) == (
        declared.constants,
        set(declared.integers),
        declared.lengths,
    )
    assert read.facts == declared.facts
    for mine, theirs in zip(read.definitions, declared.definitions, strict=True):
        assert mine.lhs == theirs.lhs
        assert T.alpha(mine.rhs) == T.alpha(theirs.rhs)


def test_premises_about_values() -> None:
    program = read_forward_file("p: N\ngiven sum[i] p[i] = 1\nL = sum[i] p[i]*log(p[i])").program
    [premise] = program.premises.values()
    assert premise.right == T.ONE


@pytest.mark.parametrize(
    ("text", "line", "column", "said"),
    [
        ("X: N D\n\nY[n] = X[n,k]", 3, 11, "'k' is not a size or an index"),
        ("X: N D\nY[n] =\n    sum[d] X[n,d]\n    + Q[n]", 4, 6, "'Q' is not a tensor"),
        ("X: N 2*\nY[n] = X[n,1]", 1, 7, "ends where more is expected"),
        ("X: N 0..\nY[n] = X[n,1]", 1, 8, "ends where more is expected"),
        ("ids: T in 1..(\nY[t] = ids[t]", 1, 14, "ends where more is expected"),
        ("X: N\nI := N/2\nY[i in 1..I] = X[i]", 2, 5, "whole-number expression"),
        ("X: N\np >=\nY[n] = X[n]", 2, 4, "ends where more is expected"),
        ("X: N\nsum[n] X[n] = 1\nY[n] = X[n]", 2, 0, "given sum"),
        ("X: N\nY[n] = X[n]\nZ: N", 3, 0, "above the definitions"),
        ("X: N\nX: M\nY[n] = X[n]", 2, 0, "declared twice"),
        ("X: N\nconstant 3\nY[n] = X[n]", 2, 0, "no line of a forward file"),
        ("X: N", 1, 0, "at least one definition"),
        ("", 1, 0, "at least one definition"),
        ("X: N\nX[n in 1..N] = 1", 2, 0, "X is an input"),
    ],
)
def test_a_mistake_is_shown_where_it_is(text: str, line: int, column: int, said: str) -> None:
    with pytest.raises(ForwardFileError) as caught:
        read_forward_file(text, "rule.txt")
    error = caught.value
    assert said in error.message
    assert (error.number, error.column) == (line, column)
    assert str(error).startswith(f"rule.txt, line {line}: ")
    assert str(error).splitlines()[-1] == "  " + " " * column + "^"
