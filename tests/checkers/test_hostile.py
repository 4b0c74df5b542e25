"""Text that is meant to do harm is answered quickly, with a record, and nothing of it is ever executed."""

from __future__ import annotations

import builtins
import os
import subprocess
import time
from typing import Any

import pytest

from checkers.algebra.tree import MAX_BYTES
from checkers.grade import Grader
from checkers.submission import SubmissionError, parse_submissions
from derivations.problem import Problem
from derivations.registry import discover

PROBLEMS = discover("derivations.problems", Problem)
GRADERS = {name: Grader(p) for name, p in PROBLEMS.items()}
FORBIDDEN = [
    '__import__("os").system("touch /tmp/backproof-was-here")',
    "eval('1')",
    "exec(1)",
    'open("/etc/passwd")',
    "().__class__.__bases__[0].__subclasses__()",
    "(lambda: 1)()",
    "X.__class__",
    "`ls`",
    "$(ls)",
    "1; import os",
    r"\input{/etc/passwd}",
    r"\write18{ls}",
    r"\csname\endcsname",
    r"\def\x{\x\x}\x",
    r"\begin{verbatim}x\end{verbatim}",
    "'abc'",
    '"abc"',
    "{'a': 1}",
    "<script>alert(1)</script>",
    "%s%s%s",
    "\x00",
    "1\x00",
    "\u202e1",
    "Ｗ",
    "Symbol('x')",
    "sympy.oo",
    "[x for x in range(9)]",
    "1 if 1 else 2",
    "lambda",
]
HARMLESS = ("exec(1)", "1 if 1 else 2")  # where the letters are quantities, a product; and a piecewise number
LARGE = [
    "9**9**9",
    "9^9^9^9^9",
    "((9^9)^999)^999",
    "2^(9999)",
    "10**9999*10**9999",
    "exp(exp(exp(exp(9))))",
    "e^{e^{e^{e^{e^{e}}}}}",
    "9" * 5000,
    "0." + "9" * 5000,
    "1e9999",
    "1E-9999",
    "9!" * 50,
    "{{7*7}}",
    "(" * 5000 + "1" + ")" * 5000,
    "[" * 5000 + "1" + "]" * 5000,
    "{" * 5000,
    "-" * 15000 + "1",
    "1+" * 1900 + "1",
    "1*" * 1900 + "1",
    "1/" * 1900 + "1",
    "(1+e)" * 900,
    "[1]+" * 900 + "[1]",
    r"\frac" * 3000 + "11",
    r"\sqrt" * 3000 + "2",
    "2^" * 1500 + "1",
    r"\left" * 4000,
    r"\begin{matrix}" * 900,
    "1&" * 1900,
    "[" + "1," * 1900 + "1]",
    "[" + "[1,1]," * 600 + "[1,1]]",
    r"\sum_{i=1}^{1000000}" * 6 + "1",
    "sum[i in 1..1000000, j in 1..1000000, u in 1..1000000] 1",
    "x_{" * 2000,
    "e" * 15000,
    "ab" * 7000,
    "1,234" * 3000,
    "é" * 9000,
    "a" * (MAX_BYTES + 1),
    "=" * 3000,
    "$" * 19000,
    " " * 19000 + "1",
    "1" + "0" * 59 + "^" + "9999",
    r"\boxed{" * 2000,
    "(" + "d+e+n+m+k)*(" * 300 + "d)",
    "g[" + "(d+e+n+m+k)*" * 300 + "1,1]",
    "s[d" + "+1" * 1500 + ",e]",
    "s[ceil(" * 1000,
    "sum[i in 1..n] g[i," + "(d+e+n+m+k)*" * 300 + "1]",
    "sum[i in 1..n] s[((d+e+n+m+k)^8)^8,i]",
    "sum[i in 1..((((9^8)^8)^8)^8)^8] s[i,e]",
    "sum[i in 1..n] " * 50 + "1",
    "(" * 25 + "s[d,e]" + "^9999)" * 25,
    "g[d,e" + "+1" * 900 + "]",
]


@pytest.fixture
def guarded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every door through which text could become an action is watched; SymPy's reader of strings among them."""
    import sympy

    opened: list[str] = []

    def watch(name: str) -> Any:
        def refuse(*arguments: Any, **options: Any) -> Any:
            opened.append(name)
            raise AssertionError(f"{name} was called")

        return refuse

    for g in GRADERS.values():  # keys and formulas of our own are read before the doors are closed
        for p in g.problem.parts:
            g.record(p, "0")
    for place, name in (
        (os, "system"),
        (os, "popen"),
        (subprocess, "Popen"),
        (sympy, "sympify"),
        (sympy, "parse_expr"),
    ):
        monkeypatch.setattr(place, name, watch(name))
    for name in ("eval", "exec"):
        monkeypatch.setattr(builtins, name, watch(name))
    return opened


@pytest.mark.parametrize("text", [*FORBIDDEN, *LARGE], ids=lambda t: repr(t[:30]))
def test_hostile_text(text: str, guarded: list[str]) -> None:
    for name, label in (("ece449/5", "W"), ("ece449/1", "dS"), ("ece449/3", "total"), ("ece449/4", "dz")):
        grader = GRADERS[name]
        started = time.perf_counter()
        record = grader.record(PROBLEMS[name].part(label), text)
        assert time.perf_counter() - started < 5, "counted budgets keep every answer short"
        assert record["verdict"] in ("unreadable", "different", "undecided", "missing")
        assert "judge failed" not in record["how"], record["how"]
        assert len(record["feedback"]) < 2000
        if text in FORBIDDEN:
            assert record["verdict"] == ("different" if text in HARMLESS and record["read_as"] else "unreadable"), (
                record
            )
    assert not guarded
    assert not os.path.exists("/tmp/backproof-was-here")


def test_the_watch_notices(guarded: list[str]) -> None:
    import sympy

    with pytest.raises(AssertionError):
        sympy.sympify("x")
    assert guarded == ["sympify"]


def test_one_bad_answer_never_loses_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    grader = Grader(PROBLEMS["ece449/5"])
    record = grader.grade({"W": '__import__("os").system("x")', "B": "[-0.008621, 0]"})
    verdicts = {p["part"]: p["verdict"] for p in record["parts"]}
    assert (verdicts["W"], verdicts["B"], record["points"]) == ("unreadable", "equal", 2)

    def fails(*arguments: object) -> None:
        raise KeyError("a fault of ours")

    monkeypatch.setattr("checkers.judge.decide_numbers", fails)
    monkeypatch.setattr(
        grader, "judge", lambda part, text: fails() if part.label == "W" else Grader.judge(grader, part, text)
    )
    broken = grader.grade({"W": "[[1,0],[0,-1]]", "Z": "[1", "B": "[1"})
    assert {p["part"]: p["verdict"] for p in broken["parts"]}["W"] == "undecided"
    assert {p["part"]: p["verdict"] for p in broken["parts"]}["B"] == "unreadable"
    assert next(p for p in broken["parts"] if p["part"] == "W")["points"] is None


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("[" * 100_000, "json"),
        ("{", "json"),
        ("[]", "json"),
        ("1", "json"),
        ('{"answers": 1}', "json"),
        ('{"answers": {"W": null}}', "json"),
        ('{"answers": {"ece449/5": {"W": {}}}}', "json"),
        ('{"problem": [], "answers": {}}', "json"),
        ("a = ", "toml"),
        ("a = " + "[" * 10_000, "toml"),
        ("answers = 1", "toml"),
        ("x", "yaml"),
    ],
)
def test_submissions_that_cannot_be_used(text: str, form: str) -> None:
    with pytest.raises(SubmissionError):
        list(parse_submissions(text, form))


def test_submissions() -> None:
    toml = 'problem = "ece449/5"\nstudent = "s"\n[answers]\nW = \'[[1, 2], [3, 4]]\'\nB = [0.9910, 2]\nZ = 1'
    (one,) = parse_submissions(toml, "toml")
    assert (one.problem, one.student) == ("ece449/5", "s")
    assert one.answers == {"W": "[[1, 2], [3, 4]]", "B": "[0.9910, 2]", "Z": "1"}
    both = list(parse_submissions('{"student": "s", "answers": {"a/1": {"x": "1"}, "a/2": {"y": "2"}}}', "json"))
    assert [(s.problem, s.answers) for s in both] == [("a/1", {"x": "1"}), ("a/2", {"y": "2"})]
