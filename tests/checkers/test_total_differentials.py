"""Documents that calculate with differentials; each right formula beside one with a slip."""

from __future__ import annotations

import pytest

from checkers.algebra.document import check_document

BEFORE = r"""We use $d(UV) = (dU)V + U\,dV$ and $d\operatorname{tr}(Z) = \operatorname{tr}(dZ)$ throughout.

"""
LINKS = [
    (r"d(Z^{-1}) = -Z^{-1}(dZ)Z^{-1}", r"d(Z^{-1}) = Z^{-1}(dZ)Z^{-1}"),
    (r"d(Z^{-1}) = -Z^{-1}\,dZ\,Z^{-1}", r"d(Z^{-1}) = -Z^{-2}\,dZ"),
    (r"d\operatorname{tr}(CZ) = \operatorname{tr}(C\,dZ)", r"d\operatorname{tr}(CZ) = \operatorname{tr}(C^T\,dZ)"),
    (r"d(p^TZq) = p^T(dZ)q", r"d(p^TZq) = 2p^T(dZ)q"),
    (r"d(p^TZ^TZq) = p^T(dZ)^TZq + p^TZ^T(dZ)q", r"d(p^TZ^TZq) = 2p^TZ^T(dZ)q"),
    (r"d\log\det Z = \operatorname{tr}(Z^{-1}dZ)", r"d\log\det Z = \operatorname{tr}(Z\,dZ)"),
    (r"d(\det Z) = (\det Z)\operatorname{tr}(Z^{-1}dZ)", r"d(\det Z) = \operatorname{tr}(Z^{-1}dZ)"),
    (r"d\|Z\|_F^2 = 2\operatorname{tr}(Z^T dZ)", r"d\|Z\|_F^2 = \operatorname{tr}(Z^T dZ)"),
    (r"d(w^TSw) = (dw)^TSw + w^TS\,dw", r"d(w^TSw) = 2w^TS\,dw"),
    (r"d(U^TV) = (dU)^TV + U^T\,dV", r"d(U^TV) = (dU)V + U^T\,dV"),
    (r"d\bigl(Z^2\bigr) = Z\,dZ + (dZ)Z", r"d\bigl(Z^2\bigr) = 2Z\,dZ"),
    (r"d\operatorname{tr}(Z^TC) = \operatorname{tr}(C^T\,dZ)", r"d\operatorname{tr}(Z^TC) = \operatorname{tr}(C\,dZ)"),
    (r"d(s^3) = 3s^2\,ds", r"d(s^3) = 3s\,ds"),
    (r"d(e^{s t}) = e^{s t}(s\,dt + t\,ds)", r"d(e^{s t}) = e^{s t}(s\,dt - t\,ds)"),
    (r"d\ln s = \frac{ds}{s}", r"d\ln s = \frac{ds}{s^2}"),
]  # fmt: skip


def verdicts(text: str) -> list[str]:
    found = check_document(text)
    assert not found["unread"]
    return [str(k["verdict"]) for d in found["displays"] for k in d["links"]]


@pytest.mark.parametrize(("right", "slip"), LINKS)
def test_the_rules_of_differentials(right: str, slip: str) -> None:
    assert verdicts(BEFORE + f"Then ${right}$.")[-1] == "equal"
    assert verdicts(BEFORE + f"Then ${slip}$.")[-1] == "different"


@pytest.mark.parametrize(("right", "slip"), LINKS[:3])
def test_an_upright_d(right: str, slip: str) -> None:
    upright = r"We use $\mathrm{d}(UV) = (\mathrm{d}U)V + U\,\mathrm{d}V$. "
    right, slip = (t.replace("d(", r"\mathrm{d}(").replace("dZ", r"\mathrm{d}Z").replace(r"d\op", r"\mathrm{d}\op")
                   for t in (right, slip))  # fmt: skip
    assert verdicts(upright + f"Then ${right}$.")[-1] == "equal"
    assert verdicts(upright + f"Then ${slip}$.")[-1] == "different"


def test_a_chain_of_differentials() -> None:
    chain = r"$$ d(p^TZ^{-1}q) = -p^TZ^{-1}(dZ)Z^{-1}q = -\operatorname{tr}\bigl(%s\,dZ\bigr). $$"
    assert verdicts(BEFORE + chain % "Z^{-1}qp^TZ^{-1}")[-2:] == ["equal", "equal"]
    assert verdicts(BEFORE + chain % "Z^{-1}pq^TZ^{-1}")[-2:] == ["equal", "different"]


def test_what_depends_on_a_letter_by_its_own_formula_is_not_judged() -> None:
    text = BEFORE + r"Let $R = CZ - H$. Then $d\operatorname{tr}(R^TR) = 2\operatorname{tr}(R^TC\,dZ)$."
    assert "different" not in verdicts(text)


def test_two_functions_of_one_letter_have_two_differentials() -> None:
    text = BEFORE + r"First $df = \operatorname{tr}(C\,dZ)$; for the other one $df = \operatorname{tr}(C^T\,dZ)$."
    assert "different" not in verdicts(text)


def test_d_as_short_for_gradients_stays_so() -> None:
    text = "Let $y = w x$ and $L = y^2$. Then $dy = 2y$ and $dw = %s$."
    assert verdicts(text % "2y x")[-1] == "equal"
    assert verdicts(text % "2y w")[-1] == "different"


def test_d_as_a_number_beside_differentials() -> None:
    text = BEFORE + r"Here $\operatorname{tr}(dI)$ is not meant: $\frac{nd}{2} + \frac{nd}{2} = %s$."
    assert verdicts(text % "nd")[-1] == "equal"
    assert verdicts(text % "2nd")[-1] == "different"


@pytest.mark.parametrize(
    ("right", "slip"),
    [(r"\operatorname{tr}(CZ) = C^T", r"\operatorname{tr}(CZ) = C"), ("p^TZq = pq^T", "p^TZq = qp^T")],
)
def test_shapes_follow_from_what_is_differentiated(right: str, slip: str) -> None:
    assert verdicts(rf"We find $\frac{{\partial}}{{\partial Z}}{right}$.")[-1] == "equal"
    assert verdicts(rf"We find $\frac{{\partial}}{{\partial Z}}{slip}$.")[-1] != "equal"
