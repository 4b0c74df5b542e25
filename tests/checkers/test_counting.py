"""From where indices count: from 0 as in programs, or from 1 as in formulas, but not from both in one answer."""

from __future__ import annotations

from typing import Any

import pytest

from checkers.algebra.compare import Comparer

COMPARER = Comparer()
Question = tuple[str, dict[str, Any]]
SLID = {"tensors": {"u": ["n"], "v": ["m"], "d": ["n-m+1"]}, "sizes": ["n", "m"]}
SOFT = {"tensors": {"z": ["C"]}, "sizes": ["C"], "definitions": {"q_i": r"\frac{e^{z_i}}{\sum_{k=1}^C e^{z_k}}"}}
PROGRAM: Question = ("sum(d[p]*u[p+q] for p in range(n-m+1))", {**SLID, "label": "dL/dv[q]"})
STRIDED: Question = (
    "sum(d[p]*u[s*p+q] for p in range(R))",
    {"tensors": {"u": ["s*(R-1)+m"], "v": ["m"], "d": ["R"]}, "sizes": ["R", "m", "s"], "label": "dL/dv[q]",
     "domains": {"s": "positive integer"}},
)  # fmt: skip
REPEATED: Question = (
    "b[t//s]/s",
    {"tensors": {"b": ["R"], "y": ["s*R"]}, "sizes": ["s", "R"], "label": "dL/dy[t]",
     "domains": {"s": "positive integer"}},
)  # fmt: skip
PRODUCT: Question = (
    "sum(M[i,j]*h[j] for j in range(N))",
    {"tensors": {"M": ["K", "N"], "h": ["N"]}, "sizes": ["K", "N"]},
)
NEIGHBOURS: Question = ("sum(a[k]*a[k+1] for k in range(n-1))", {"tensors": {"a": ["n"]}, "sizes": ["n"]})
ENDS: Question = ("a[n-1]-a[0]", {"tensors": {"a": ["n"]}, "sizes": ["n"]})
LAST: Question = ("a[-1]-a[0]", ENDS[1])
TWO: Question = ("M[i,0]*h[0]+M[i,1]*h[1]", {"tensors": {"M": ["n", 2], "h": [2]}})
ROW: Question = ("M[i] @ h", PRODUCT[1])
FULL: Question = (
    r"\sum_{b=\max(0,j-n+m)}^{\min(m-1,j)} v_b d_{j-b}", {**SLID, "label": r"\frac{\partial L}{\partial u_j}"}
)  # fmt: skip
STEPS = {"sizes": ["T"], "label": r"\frac{\partial L}{\partial h_s}", "domains": {"w": "real"}}
TAIL: Question = (r"\sum_{t=s}^{T} g_t w^{t-s}", {**STEPS, "tensors": {"g": ["T"]}})
TAIL_UNDECLARED: Question = (r"\sum_{t=s}^{T} g_t w^{t-s}", STEPS)
TAIL_FROM_ZERO: Question = (r"\sum_{k=0}^{T-s} w^k g_{s+k}", {**STEPS, "tensors": {"g": ["T"]}})
SOFTMAX: Question = (r"q_i(\delta_{ij}-q_j)", SOFT)
RIGHT: list[tuple[Question, str]] = [
    (PROGRAM, r"\sum_{p=0}^{n-m} d_p u_{p+q}"),
    (PROGRAM, r"\sum_{p=1}^{n-m+1} d_p u_{p+q-1}"),
    (PROGRAM, r"\sum_{p=1}^{n-m+1} d_{p-1} u_{p+q-1}"),
    (PROGRAM, "Σ_{p=0}^{n−m} u[q+p]·d[p]"),
    (PROGRAM, "sum(u[q+r]*d[r] for r in range(n-m+1))"),
    (PROGRAM, "np.dot(d, u[q:q+n-m+1])"),
    (STRIDED, r"\sum_{p=0}^{R-1} d_p u_{sp+q}"),
    (STRIDED, r"\sum_{p=1}^{R} d_p u_{s(p-1)+q}"),
    (STRIDED, r"\sum_{p=1}^{R} d_{p-1} u_{s(p-1)+q}"),
    (REPEATED, r"\frac{1}{s} b_{\lfloor t/s \rfloor}"),
    (REPEATED, r"\frac1s\sum_{r=0}^{R-1} b_r \mathbb{1}[sr \le t < s(r+1)]"),
    (REPEATED, r"\frac1s\sum_{r=0}^{R-1}\sum_{c=0}^{s-1} b_r\delta_{t,sr+c}"),
    (PRODUCT, r"\sum_{j=0}^{N-1} M_{ij} h_j"),
    (PRODUCT, r"\sum_{j=1}^{N} M_{ij} h_j"),
    (PRODUCT, r"\sum_j M_{ij} h_j"),
    (PRODUCT, "(Mh)_i"),
    (PRODUCT, "M[i] @ h"),
    (ROW, r"\sum_{j=0}^{N-1} M_{ij} h_j"),
    (ROW, r"\sum_{j=1}^{N} M_{ij} h_j"),
    (NEIGHBOURS, r"\sum_{k=0}^{n-2} a_k a_{k+1}"),
    (NEIGHBOURS, r"\sum_{k=2}^{n} a_{k-1} a_k"),
    (NEIGHBOURS, "np.sum(a[1:]*a[:-1])"),
    (ENDS, "a_{n-1}-a_0"),
    (ENDS, "a_n-a_1"),
    (FULL, "sum(v[b]*d[j-b] for b in range(m) if 0 <= j-b <= n-m)"),
    (FULL, "sum(v[b]*d[j-b] for b in range(max(0, j-n+m), min(m-1, j)+1))"),
    (TAIL, r"g_s + w\sum_{t=s+1}^{T} g_t w^{t-s-1}"),
    (TAIL, r"\sum_{k=0}^{T-s} w^k g_{s+k}"),
    (TAIL_UNDECLARED, r"g_s + w\sum_{t=s+1}^{T} g_t w^{t-s-1}"),
    (TAIL_FROM_ZERO, r"g_s + w\sum_{t=s+1}^{T} g_t w^{t-s-1}"),
    (LAST, "a_{n-1}-a_0"),
    (LAST, "a_n-a_1"),
    (LAST, "a[n-1]-a[0]"),
    (TWO, "M_{i1}h_1+M_{i2}h_2"),
    (TWO, "M_{i0}h_0+M_{i1}h_1"),
    (SOFTMAX, "q[i]*(int(i == j) - q[j])"),
    (SOFTMAX, "q[i]*(1-q[i]) if i == j else -q[i]*q[j]"),
]
WRONG: list[tuple[Question, str]] = [
    (PROGRAM, "sum(u[q+r+1]*d[r] for r in range(n-m+1))"),
    (PROGRAM, "sum(u[q+r]*d[r] for r in range(n-m))"),
    (PROGRAM, r"\sum_{p=1}^{n-m+1} d_p u_{p+q}"),
    (PROGRAM, r"\sum_{p=0}^{n-m} d_p u_{p+q-1}"),
    (PROGRAM, r"\sum_{p=0}^{n-m+1} d_p u_{p+q}"),
    (PROGRAM, r"\sum_{p=1}^{n-m} d_p u_{p+q-1}"),
    (STRIDED, r"\sum_{p=1}^{R} d_p u_{sp+q}"),
    (STRIDED, r"\sum_{p=0}^{R-1} d_p u_{s(p-1)+q}"),
    (STRIDED, r"\sum_{p=0}^{R-1} d_p u_{p+q}"),
    (REPEATED, r"\frac{1}{s} b_{\lceil t/s \rceil}"),
    (REPEATED, r"\frac1s\sum_{r=0}^{R-1} b_r \mathbb{1}[sr \le t \le s(r+1)]"),
    (PRODUCT, r"\sum_{j=1}^{N-1} M_{ij} h_j"),
    (PRODUCT, r"\sum_{j=1}^{N} M_{ij} h_{j-1}"),
    (PRODUCT, "sum(M[i,j]*h[j] for j in range(1, N+1))"),
    (NEIGHBOURS, r"\sum_{k=1}^{n} a_k a_{k+1}"),
    (NEIGHBOURS, r"\sum_{k=1}^{n-2} a_k a_{k+1}"),
    (ENDS, "a_n-a_0"),
    (ENDS, "a_{n-1}-a_1"),
    (ENDS, "a[n]-a[1]"),
    (LAST, "a[n]-a[1]"),
    (LAST, "a_{n-1}-a_1"),
    (TWO, "M_{i0}h_1+M_{i1}h_2"),
    (TWO, "M[i,1]*h[1]+M[i,2]*h[2]"),
    (FULL, "sum(v[b]*d[j-b] for b in range(m) if 0 <= j-b < n-m)"),
    (FULL, "sum(v[b]*d[j-b-1] for b in range(m) if 0 <= j-b-1 <= n-m)"),
    (TAIL, r"g_s + w\sum_{t=s+1}^{T} g_t w^{t-s}"),
    (TAIL, r"\sum_{k=1}^{T-s} w^k g_{s+k}"),
    (TAIL, r"\sum_{t=s}^{T-1} g_t w^{t-s}"),
    (SOFTMAX, "q[i]*(int(i == j) - q[i])"),
    (SOFTMAX, "q[i+1]*(int(i == j) - q[j])"),
]


@pytest.mark.parametrize(("question", "answer"), RIGHT)
def test_either_counting_is_right(question: Question, answer: str) -> None:
    found = COMPARER.compare({"reference": question[0], "answer": answer, "context": question[1]})
    assert found["verdict"] == "equal", (found["how"], found["witness"])


@pytest.mark.parametrize(("question", "answer"), WRONG)
def test_one_too_far_is_different(question: Question, answer: str) -> None:
    found = COMPARER.compare({"reference": question[0], "answer": answer, "context": question[1]})
    assert found["verdict"] == "different", found["how"]


FROM_ZERO = r"\sum_{p=0}^{n-m} d_p u_{p+q}"
FROM_ONE = r"\sum_{p=1}^{n-m+1} d_p u_{p+q-1}"
CHAINS: list[tuple[str, str, str]] = [
    (FROM_ZERO, r"\sum_{p=0}^{n-m} d_p\sum_{b=0}^{m-1} u_{p+b}\delta_{qb} = " + FROM_ZERO, "equal"),
    (FROM_ZERO, FROM_ZERO + r" = \sum_{j=q}^{n-m+q} d_{j-q} u_j", "equal"),
    (FROM_ZERO, FROM_ZERO + r" = \sum_{j=q}^{n-m} d_{j-q} u_j = " + FROM_ZERO, "different"),
    (FROM_ZERO, r"\sum_{p=0}^{n-m} d_p\sum_{b=0}^{m-1} u_{p+b+1}\delta_{qb} = " + FROM_ZERO, "different"),
    (FROM_ZERO, f"{PROGRAM[0]} = sum(u[r+q]*d[r] for r in range(n-m+1))", "equal"),
    (FROM_ZERO, f"{PROGRAM[0]} = sum(u[r+q-1]*d[r] for r in range(n-m+1))", "different"),
    (FROM_ONE, f"{PROGRAM[0]} = sum(u[r+q]*d[r] for r in range(n-m+1))", "equal"),
    (FROM_ONE, f"{PROGRAM[0]} = sum(u[r+q+1]*d[r] for r in range(n-m+1))", "different"),
    (PROGRAM[0], FROM_ZERO + r" = \sum_{j=q}^{n-m+q} d_{j-q} u_j", "equal"),
    (PROGRAM[0], FROM_ONE + r" = \sum_{j=q}^{n-m+q} d_{j-q+1} u_j", "equal"),
    (PROGRAM[0], FROM_ONE + r" = \sum_{j=q}^{n-m+q} d_{j-q} u_j", "different"),
]


@pytest.mark.parametrize(("reference", "chain", "verdict"), CHAINS)
def test_every_link_counts_as_the_question_does(reference: str, chain: str, verdict: str) -> None:
    context = {**SLID, "label": r"\frac{\partial L}{\partial v_q}", "chain": True}
    found = COMPARER.compare({"reference": reference, "answer": chain, "context": context})
    assert found["verdict"] == verdict, (found["how"], found["witness"])
