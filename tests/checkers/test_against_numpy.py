"""Random references and answers, one slip apart or none: `compare` against numpy, which decided first."""

from __future__ import annotations

import numpy as np
import pytest

from checkers.algebra.compare import Comparer
from tests.checkers.random_matrices import CONTEXT as MATRICES
from tests.checkers.random_matrices import Matrices, alike, values
from tests.checkers.random_sums import CONTEXT as SUMS
from tests.checkers.random_sums import Sums, renamed, table

OTHER = ({"k": "l", "l": "m", "m": "k"}, {"i": "p", "j": "q"}, {"i": "j", "j": "i"}, {"i": "a", "j": "b"})


@pytest.mark.parametrize("seed", range(4))
def test_indexed_sums(seed: int) -> None:
    made, judge, seen = Sums(seed), Comparer(), {True: 0, False: 0}
    while sum(seen.values()) < 120:
        tree = made.expression()
        right = table(tree)
        if right is None or not np.abs(right).max() > 1e-9:
            continue
        reference = made.latex(tree)
        once = made.with_one_slip(tree)
        for answer in (tree, once, made.with_one_slip(once)):
            got = table(answer)
            if got is None and r"\delta" in made.latex(answer):
                continue  # what does not exist may stand beside a factor that is 0
            same = got is not None and np.allclose(right, got, rtol=1e-9, atol=1e-11)
            letters = made.random.choice(OTHER)
            text = made.latex(renamed(answer, letters))
            if "i" in letters:
                text = rf"\frac{{\partial L}}{{\partial W_{{{letters['i']}{letters['j']}}}}} = {text}"
            found = judge.compare({"reference": reference, "answer": text, "context": SUMS})
            assert found["verdict"] == ("equal" if same else "different"), (reference, text, found)
            seen[same] += 1
    assert min(seen.values()) > 20


@pytest.mark.parametrize("seed", range(4))
def test_matrix_algebra(seed: int) -> None:
    made, judge, seen = Matrices(seed), Comparer(), {True: 0, False: 0}
    while sum(seen.values()) < 120:
        tree = made.expression()
        right = values(tree)
        reference = made.latex(tree)
        if right is None or len(reference) > 200 or np.abs(right[0]).max() < 1e-9:
            continue
        for answer in (made.rewritten(tree), made.with_one_slip(tree), made.with_one_slip(made.with_one_slip(tree))):
            same = alike(right, values(answer))
            text = made.latex(answer)
            found = judge.compare({"reference": reference, "answer": text, "context": MATRICES})
            assert found["verdict"] == ("equal" if same else "different"), (reference, text, found)
            seen[same] += 1
    assert min(seen.values()) > 20
