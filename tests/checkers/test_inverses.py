"""Pairs of definitions that undo each other; each right link beside a slip."""

from __future__ import annotations

import pytest

from checkers.algebra.document import check_document

CASES = [
    (r"Let $z = \ln q$, i.e. $q = e^z$. Then", r"q^2 e^{-z} + q = 2q", r"q^2 e^{-z} + q = 3q"),
    (r"Let $z = \ln q$, i.e. $q = e^z$. Then", r"\frac{dz}{dq} = \frac1q", r"\frac{dz}{dq} = q"),
    (r"Let $z = \ln q$, i.e. $q = e^z$. Then", r"\frac{dq}{dz} = q", r"\frac{dq}{dz} = z"),
    (r"Put $v = y^2$, so that $y = \sqrt v$. Then", r"\frac{v}{y} = y", r"\frac{v}{y} = v"),
    (r"Put $v = y^2$, so that $y = \sqrt v$. Then", r"\frac{dv}{dy} = 2y", r"\frac{dv}{dy} = 2v"),
    (r"Put $v = y^2$, so that $y = \sqrt v$. Then", r"\frac{dv}{dy} = 2\sqrt v", r"\frac{dv}{dy} = \sqrt v"),
    (r"We have $G = \frac95 H + 32$ and $H = \frac59 (G - 32)$. Then", r"5G - 160 = 9H", r"5G - 160 = 5H"),
    (r"Let $\tau = 1/\rho^2$, thus $\rho = \frac{1}{\sqrt\tau}$. Then", r"\tau\rho + \rho = \frac1\rho + \rho",
     r"\tau\rho + \rho = 2\rho"),
    (r"With the odds $o = \frac{p}{1-p}$ we have $p = \frac{o}{1+o}$. Then", r"o(1-p) = p", r"o(1+p) = p"),
    (r"Let $r_i = \log u_i^2$, i.e. $u_i = e^{r_i/2}$. Then", r"u_i\cdot\frac{u_i^2 - 3}{u_i} = e^{r_i} - 3",
     r"\frac{u_i}{2}\cdot\frac{u_i^2 - 3}{u_i} = e^{r_i} - 3"),
    (r"Let $r_i = \log u_i^2$, i.e. $u_i = e^{r_i/2}$. Then", r"\frac{d u_i}{d r_i} = \frac{u_i}{2}",
     r"\frac{d u_i}{d r_i} = u_i"),
    (r"Standardise: $t = \frac{x - m}{b}$, that is $x = m + b t$. Then", r"(x-m)^2 = b^2t^2", r"(x-m)^2 = bt^2"),
    (r"Let $a = w x + b$ and $p = \frac{1}{1 + e^{-a}}$; then also $a = \ln\frac{p}{1-p}$. So",
     r"\frac{p}{1-p} = e^{w x + b}", r"\frac{p}{1-p} = e^{-w x - b}"),
]  # fmt: skip


def links(text: str) -> list[str]:
    found = check_document(text)
    assert not found["unread"]
    return [str(k["verdict"]) for d in found["displays"] for k in d["links"]]


@pytest.mark.parametrize(("given", "right", "slip"), CASES)
def test_links_with_both_letters_are_judged(given: str, right: str, slip: str) -> None:
    assert links(f"{given} ${right}$.")[-1] == "equal"
    assert links(f"{given} ${slip}$.")[-1] == "different"


def test_two_formulas_that_do_not_undo_each_other_stay_a_circle() -> None:
    given = r"Let $z = \ln q$, i.e. $q = e^{2z}$. Then"
    assert links(f"{given} $q^2 e^{{-z}} + q = 2q$.")[-1] == "undecided"
