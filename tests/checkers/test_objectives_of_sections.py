"""Each exercise has its own objective under the same letter: its arguments are those of its section."""

from __future__ import annotations

import pytest

from checkers.algebra.document import check_document

SHEET = r"""
\section*{Exercise 1}
The Lagrangian is
\[ L(u,v,\mu) = 3u^2 + v^2 + \mu(5 - u - 2v). \]
Its derivatives are
\[ \frac{\partial L}{\partial u} = 6u - \mu, \qquad \frac{\partial L}{\partial v} = 2v - FACTOR\mu. \]

\section*{Exercise 2}
Now
\[ L(a,\nu) = a^3 - \nu(a - 1). \]
Then
\[ \frac{\partial L}{\partial a} = 3a^2 - \nu, \qquad \frac{\partial L}{\partial \nu} = SIGN a. \]
"""


@pytest.mark.parametrize(
    ("factor", "sign", "wrong"), [("2", "1 -", []), ("4", "1 -", [6]), ("2", "1 +", [12]), ("", "-1 +", [6, 12])]
)
def test_each_section_has_its_own_objective(factor: str, sign: str, wrong: list[int]) -> None:
    found = check_document(SHEET.replace("FACTOR", factor).replace("SIGN", sign))
    links = [k for d in found["displays"] for k in d["links"]]
    assert [k["line"] for k in links if k["verdict"] == "different"] == wrong
    assert found["summary"]["equal"] == 4 - len(wrong)
