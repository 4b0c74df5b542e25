"""Proofs by SymPy: identities are proved, what holds on part of a domain is not, and no fault changes a verdict."""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from backproof.main import doors
from checkers.algebra.compare import Comparer, chosen, compare, without_label
from checkers.algebra.identities import identities
from checkers.algebra.prover import Prover
from checkers.algebra.proving.inequalities import impossible
from checkers.algebra.proving.normal_form import proved
from checkers.algebra.reading import read_sides
from checkers.algebra.stream import compare_lines
from checkers.algebra.tree import ReadingError
from checkers.algebra.values import Unsure
from tests.checkers.wrong_answers import wrong_answers

REAL = {"domains": dict.fromkeys("xyzab", "real")}
POSITIVE = {"domains": dict.fromkeys("xyzab", "positive real")}
SIGMA = {"definitions": {"\\sigma(t)": "\\frac{1}{1+e^{-t}}"}, "domains": {"x": "real"}}
HALVES = {"domains": {"p": "(0, 1)", "q": "(0, 1)"}, "premises": ["p+q=1"]}
WHOLE = {"domains": {"a": "real", "N": "positive integer", "T": "positive integer"}}
CUT = {"domains": {"e": "real", "\\delta": "positive real"}}
CIRCLE = {"domains": {"r": "real", "s": "real", "c": "real"}, "premises": ["s^2+c^2=1"]}
WINDOW = {"tensors": {"g": [4], "x": [8]}, "label": "\\frac{\\partial L}{\\partial x_s}"}
SYMMETRIC = {"tensors": {"S": [3, 3], "v": [3]}, "premises": ["S=S^T"]}
SIGNED = {"domains": {"x": "real", "w": "real", "y": "nonzero real"}, "premises": ["y^2=1"]}
ORDERED = {"domains": {"a": "real", "b": "real"}, "premises": ["a<b"]}
LABEL = {"domains": {"y": "{0, 1}", "s": "(0, 1)"}}
PAIR = {"tensors": {"A": [2, 3], "v": [3]}}

RIGHT: list[tuple[str, str, dict[str, Any]]] = [
    ("x+1", "(x^2-1)/(x-1)", REAL),
    (r"\sin^2 x + \cos^2 x", "1", REAL),
    (r"\sin(2x + y)", "2*sin(x)*cos(x)*cos(y) + (2*cos(x)^2 - 1)*sin(y)", REAL),
    ("x", r"e^{\ln x}", POSITIVE),
    (r"\tanh(x)", "(e^x - e^(-x))/(e^x + e^(-x))", REAL),
    (r"1-\tanh^2(x)", r"\frac{1}{\cosh^2 x}", REAL),
    (r"\sigma'(x)", r"\sigma(x) - \sigma(x)^2", SIGMA),
    (r"\sigma'(x)", "e^(-x)/(1+e^(-x))^2", SIGMA),
    (r"|x|", r"\sqrt{x^2}", REAL),
    (r"\ln(x y^2)", r"\ln x + 2\ln y", POSITIVE),
    (r"\ln(x^2)", r"2\ln|x|", {"domains": {"x": "nonzero real"}}),
    (r"\ln(1+e^{-x})", r"\ln(1+e^x) - x", REAL),
    (r"\sqrt{8 x}\,y", r"2\sqrt2\,\sqrt x\,y", POSITIVE),
    (r"\frac{1}{2\sqrt{1+x^2}}", "(1+x^2)^(-1/2)/2", REAL),
    (r"x^{a+1}", "x*x^a", POSITIVE),
    (r"a^{T+1} - a", "a*(a^T - 1)", WHOLE),
    (r"(-a)^{2T}", "a^(2*T)", WHOLE),
    (r"\frac{2}{N}a", "(a+a)/N", WHOLE),
    (r"\max(x, y)", r"\frac{x + y + |x-y|}{2}", REAL),
    (r"\begin{cases} e & |e| \le \delta \\ \delta\,\operatorname{sign}(e) & |e| > \delta \end{cases}",
     "np.clip(e, -delta, delta)", CUT),
    (r"\begin{cases} x & x > 0 \\ 0 & x \le 0 \end{cases}", "relu(x)", REAL),
    (r"x\,\mathbb{1}[x y < 1]", r"\begin{cases} x & 1 - yx > 0 \\ 0 & \text{otherwise} \end{cases}", REAL),
    (r"\begin{cases} x\ln x & x > 0 \\ 0 & x \le 0 \end{cases}", r"\mathbb{1}[x>0]\,x\ln x", REAL),
    ("q - p", "1 - 2p", HALVES),
    (r"-\ln(1-p)", r"-\ln q", HALVES),
    (r"-r s", "-r s (s^2 + c^2)", CIRCLE),
    (r"\frac12 g_{\lceil s/2\rceil}", r"\frac12 g_{\lfloor (s+1)/2\rfloor}", WINDOW),
    ("A v", r"\frac{A v + (v^\top A^\top)^\top}{2}", PAIR),
    (r"\operatorname{tr}(A A^\top)", r"\sum_{i=1}^2\sum_{j=1}^3 A_{ij}^2", PAIR),
    ("y^3", "y", {"domains": {"y": "{-1, 1}"}}),
    ("2 S v", r"(S + S^\top) v", SYMMETRIC),
    (r"-\frac{y x}{1+e^{y w x}}", r"x\left(\frac{1}{1+e^{-wx}}-\frac{1+y}{2}\right)", SIGNED),
    (r"\frac{1}{b-a}", r"\frac{1}{|a-b|}", ORDERED),
    ("y(1-s) - (1-y)s", r"\begin{cases} 1-s & y=1 \\ -s & y=0 \end{cases}", LABEL),
]  # fmt: skip
WRONG: list[tuple[str, str, dict[str, Any]]] = [
    ("x-1", "(x^2-1)/(x-1)", REAL),
    (r"\sin^2 x - \cos^2 x", "1", REAL),
    (r"\sin(2x)", "2*sin(x)*cos(y)", REAL),
    ("y", r"e^{\ln x}", POSITIVE),
    (r"\tanh(x)", "(e^x - e^(-x))/(e^x - e^(-x) + 1)", REAL),
    (r"1-\tanh^2(x)", r"\frac{1}{\cosh x}", REAL),
    (r"\sigma'(x)", r"1 - \sigma(x)^2", SIGMA),
    (r"\sigma'(x)", r"\sigma(x)(1+\sigma(x))", SIGMA),
    (r"x", r"\sqrt{x^2}", REAL),
    (r"x", r"\sqrt{x}^2", REAL),
    (r"x", r"e^{\ln x}", REAL),
    (r"\ln(x^2)", r"2\ln x", {"domains": {"x": "nonzero real"}}),
    (r"\ln(x y)", r"\ln x + \ln y", REAL),
    (r"\sqrt{x y}", r"\sqrt x\sqrt y", REAL),
    (r"\ln(x+y)", r"\ln x + \ln y", POSITIVE),
    (r"x^{2a}", "(x^a)^3", POSITIVE),
    (r"(-a)^{T}", "a^T", WHOLE),
    (r"\max(x, y)", r"\frac{x + y - |x-y|}{2}", REAL),
    (r"\begin{cases} e & |e| \le \delta \\ \delta\,\operatorname{sign}(e) & |e| > \delta \end{cases}",
     "np.clip(e, 0, delta)", CUT),
    (r"\begin{cases} x & x > 0 \\ 1 & x \le 0 \end{cases}", r"\begin{cases} x & x \ge 0 \\ 1 & x < 0 \end{cases}",
     REAL),
    (r"\mathbb{1}[x > 0]", r"\mathbb{1}[x \ge 0]", REAL),
    (r"x\,\mathbb{1}[x y < 1]", r"x\,\mathbb{1}[x y > 1]", REAL),
    (r"\begin{cases} x\ln x & x > 0 \\ 0 & x \le 0 \end{cases}", r"x\ln x", REAL),
    ("q - p", "2p - 1", HALVES),
    (r"-r s", "-r s (s^2 - c^2)", CIRCLE),
    (r"\frac12 g_{\lceil s/2\rceil}", r"\frac12 g_{\lceil (s+1)/2\rceil}", WINDOW),
    (r"\operatorname{tr}(A A^\top)", r"\sum_{i=1}^2\sum_{j=1}^2 A_{ij}^2", PAIR),
    ("y^3", "y^2", {"domains": {"y": "{-1, 1}"}}),
    ("2 S v", r"(S - S^\top) v", SYMMETRIC),
    (r"-\frac{y x}{1+e^{y w x}}", r"x\left(\frac{1}{1+e^{-wx}}-\frac{1-y}{2}\right)", SIGNED),
    (r"-\frac{x}{1+e^{w x}}", r"x\left(\frac{1}{1+e^{-wx}}-\frac{1+y}{2}\right)", SIGNED),
    ("2 S v", r"(S + S^\top) v", {"tensors": SYMMETRIC["tensors"]}),
    (r"\frac{1}{a-b}", r"\frac{1}{|a-b|}", ORDERED),
    ("y(1-s) - (1-y)s", r"\begin{cases} -s & y=1 \\ 1-s & y=0 \end{cases}", LABEL),
    ("x/x", "0", REAL),
    ("X Y", "Y X", {"tensors": {"X": [2, 2], "Y": [2, 2]}}),
]  # fmt: skip
OF_ANY_SIZE = {"tensors": {"X": ["n", "n"], "Y": ["n", "n"]}, "sizes": ["n"]}


def statement(reference: str, answer: str, context: dict[str, Any]) -> dict[str, Any] | None:
    """What has to be proved; None where it cannot be written."""
    question = Comparer().question(reference, context)
    side = chosen(without_label(read_sides(answer, question.context.names), question), question)
    question = question.with_answer(side)
    return identities(question, question.stages[0], side, side.trees[0])


@pytest.mark.parametrize(("reference", "answer", "given"), RIGHT)
def test_identities_are_proved(reference: str, answer: str, given: dict[str, Any]) -> None:
    found = statement(reference, answer, given)
    assert found is not None
    assert proved(found)["proved"]


@pytest.mark.parametrize(("reference", "answer", "given"), WRONG)
def test_what_is_no_identity_on_the_whole_domain_is_not(reference: str, answer: str, given: dict[str, Any]) -> None:
    found = statement(reference, answer, given)
    assert found is None or not proved(found)["proved"]


def test_a_divisor_that_may_be_0_is_told() -> None:
    def told(reference: str, answer: str, context: dict[str, Any]) -> dict[str, bool]:
        found = statement(reference, answer, context)
        assert found is not None
        return proved(found)

    assert told("x+1", "(x^2-1)/(x-1)", REAL) == {"proved": True, "divisors": True}
    assert told("1", "x/x", POSITIVE) == {"proved": True, "divisors": False}
    assert told("2/(x-1)", "4/(2*x-2)", REAL) == {"proved": True, "divisors": False}, "the reference divides by it too"
    assert told("1", "(1+x^2)/(1+x^2)", REAL) == {"proved": True, "divisors": False}


def test_no_wrong_answer_is_proved() -> None:
    comparer, tried = Comparer(), 0
    for a, question, side in wrong_answers(comparer):
        try:
            found = identities(question, question.with_answer(side).stages[0], side, side.trees[0])
        except Unsure:
            continue
        if found is not None:
            assert not proved(found)["proved"], a["id"]
        tried += found is not None
    assert tried > 250


def test_what_is_too_large_is_not_written() -> None:
    sum_ = "+".join(f"x_{k}" for k in range(1, 40))
    assert statement(f"({sum_})^2", f"({sum_})*({sum_})", {}) is not None
    assert statement("((x+y)^{50})^{50}", "(x+y)^{50}(x+y)^{50}", REAL) is None, "of the degree 2500"
    assert statement("(x+y)^{61}", "(x+y)(x+y)^{60}", REAL) is None
    wide = {"tensors": {"A": [40, 40], "v": [40]}}
    assert statement("A v", "A v + 0*v", wide) is None, "1600 entries"
    assert statement("p_1", "p_1 + p_2 - p_2", {"tensors": {"p": [64]}}) is not None


def test_arrays_of_any_size_are_not_taken_for_numbers() -> None:
    assert statement("X Y", "X Y + Y - Y", OF_ANY_SIZE) is None
    assert statement(r"\sum_{i=1}^n x_i", r"\sum_{j=1}^n x_j", {"sizes": ["n"]}) is None
    assert statement("X^T G", "X.T @ G", {}) is None, "the shapes are inferred"
    assert statement("x_i + x_i", "2x_i", {}) is None, "nothing says what i runs over"


def test_an_entry_in_the_place_of_its_array_is_proved_too() -> None:
    with Prover() as prover:
        found = compare("A v", r"\sum_{j=1}^{3} A_{ij} v_j", PAIR, prover=prover)
        assert found["how"].startswith("proved")
        bracket = compare(r"v \odot \mathbb{1}[v > 0]", r"\mathbb{1}[v_i > 0]\,v_i", PAIR, prover=prover)
        assert bracket["how"] == "proved by SymPy"


def test_the_evidence_is_upgraded_and_nothing_else() -> None:
    cases = [*RIGHT, *WRONG, ("X Y", "X Y + Y - Y", OF_ANY_SIZE), ("x +", "x", REAL)]
    lines = [json.dumps({"id": k, "reference": r, "answer": a, "context": c}) for k, (r, a, c) in enumerate(cases)]
    plain = list(compare_lines(lines))
    with Prover() as prover:
        better, again = (list(compare_lines(lines, 0, prover)) for _ in range(2))
    upgraded = 0
    for a, b, c in zip(plain, better, again, strict=True):
        assert {**b, "seconds": 0} == {**c, "seconds": 0}
        assert {**a, "how": "", "seconds": 0} == {**b, "how": "", "seconds": 0}
        if a["how"] != b["how"]:
            assert a["how"].startswith("equal at") and b["how"].startswith("proved by SymPy")
            upgraded += 1
    assert upgraded >= 12


RULES = [
    ("sqrt(({a})^2)", "{a}"), ("sqrt(({a})^2)", "abs({a})"), ("log(({a})*({b}))", "log({a}) + log({b})"),
    ("exp(log({a}))", "{a}"), ("log(exp({a}))", "{a}"), ("abs(({a})*({b}))", "abs({a})*abs({b})"), ("abs({a})", "{a}"),
    ("sqrt(({a})*({b}))", "sqrt({a})*sqrt({b})"), ("(({a})^2)^(1/2)", "{a}"),
    ("where({a} > {b}, {a}, {b})", "max({a}, {b})"),
    ("where({a} > 0, 1, -1)", "sign({a})"), ("log(({a})^2)", "2*log({a})"), ("log(({a})^2)", "2*log(abs({a}))"),
    ("({a})^(({b})+1)", "({a})*(({a})^({b}))"), ("exp(({a})+({b}))", "exp({a})*exp({b})"),
    ("sin(({a})+({b}))", "sin({a})*cos({b}) + cos({a})*sin({b})"), ("sigmoid(-({a}))", "1 - sigmoid({a})"),
    ("max({a}, {b}) + min({a}, {b})", "({a})+({b})"), ("(({a})^(1/2))^2", "{a}"),
    ("({a} > 0)*({b})", "({a} >= 0)*({b})"),
    ("sqrt(1/({a}))", "1/sqrt({a})"), ("log(({a})/({b}))", "log({a}) - log({b})"), ("(-({a}))^3", "({a})^3"),
    ("max({a}, 0)", "({a} > 0)*({a})"), ("({a})^(3/2)", "sqrt(({a})^3)"), ("abs({a})^3", "({a})^2*abs({a})"),
]  # fmt: skip
DOMAINS = ("real", "positive real", "nonzero real", "(0, 1)", "negative real", "nonnegative real", "(-1, 2)")


def drawn(rng: random.Random, deep: int) -> str:
    """A formula that has a value everywhere."""
    if deep == 0 or rng.random() < 0.2:
        return rng.choice(("x", "y", "x", "y", "2", "-1", "1/2"))
    form = rng.choice(("({0})+({1})", "({0})-({1})", "({0})*({1})", "({0})^2", "exp({0})", "abs({0})", "max({0}, {1})",
                       "sin({0})", "sigmoid({0})", "where({0} < {1}, {1}, x)", "({0} <= {1})*({0})"))  # fmt: skip
    return form.format(drawn(rng, deep - 1), drawn(rng, deep - 1))


def test_what_is_proved_holds_at_points_too() -> None:
    """Rules that hold everywhere, and rules that hold on a part of the reals, applied to any formula on any domain."""
    rng, outcomes = random.Random(4), Counter[tuple[bool, str]]()
    for _ in range(260):
        rule, parts = (
            rng.choice(RULES),
            {"a": drawn(rng, rng.choice((0, 1, 1, 2))), "b": drawn(rng, rng.choice((0, 1)))},
        )
        reference, answer = (rng.choice(("{}", "2*({})")).format(side.format(**parts)) for side in rule)
        given = {"domains": {"x": rng.choice(DOMAINS), "y": rng.choice(DOMAINS)}}
        try:
            found = statement(reference, answer, given)
        except Unsure:
            continue
        if found is not None:
            shown, verdict = proved(found)["proved"], compare(reference, answer, given)["verdict"]
            assert not shown or verdict == "equal", (reference, answer, given)
            outcomes[shown, verdict] += 1
    assert outcomes[True, "equal"] > 80 and outcomes[False, "different"] > 60, outcomes


# ---------------------------------------------------------------- faults


def double(source: str, patience: float = 20.0) -> Prover:
    """A prover whose process runs this source."""
    return Prover((sys.executable, "-c", source), patience)


REAL_PROCESS = "import checkers.algebra.proving.process as p; {}; p.main()"
FAULTS = {
    "dies at once": ("raise SystemExit(1)", 20.0),
    "dies on a question": ("input(); raise SystemExit(1)", 20.0),
    "hangs": ("input(); import time; time.sleep(600)", 0.5),
    "talks without an end": ("input(); import sys\nwhile True: sys.stdout.write('x' * 500); sys.stdout.flush()", 20.0),
    "says what is no JSON": ("input(); print('proved')", 20.0),
    "says what is no record": ("input(); print('[true]')", 20.0),
    "takes memory": (
        "import resource; resource.setrlimit(resource.RLIMIT_AS, (1 << 28, 1 << 28)); input(); x = b'x' * (1 << 30)",
        20.0,
    ),
    "takes time": (
        "import resource; resource.setrlimit(resource.RLIMIT_CPU, (1, 1)); input()\nwhile True: pass",
        30.0,
    ),
    "is not there": ("", 20.0),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_leaves_the_record_as_it_was(fault: str) -> None:
    source, patience = FAULTS[fault]
    plain = compare(r"\sin^2 x + \cos^2 x", "1", REAL)
    with double(source, patience) if source else Prover(("/nowhere/at/all",)) as prover:
        for _ in range(2):
            found = compare(r"\sin^2 x + \cos^2 x", "1", REAL, prover=prover)
            assert {**found, "seconds": 0} == {**plain, "seconds": 0}


def test_a_process_that_was_killed_is_started_again() -> None:
    question = (r"\sin^2 x + \cos^2 x", "1", REAL)
    with Prover() as prover:
        assert compare(*question, prover=prover)["how"] == "proved by SymPy"
        assert prover.process is not None
        first = prover.process.pid
        assert compare(*question, prover=prover)["how"] == "proved by SymPy"
        assert prover.process.pid == first, "it is kept warm"
        prover.process.kill()
        prover.process.wait()
        assert compare(*question, prover=prover)["how"] == "proved by SymPy"
        assert prover.process.pid != first
    assert prover.process is None


ANY_NUMBER = {"low": None, "high": None, "low open": True, "high open": True, "whole": False, "nonzero": False,
              "chosen": []}  # fmt: skip
HARD = {
    "pairs": [[10, 12]],
    "zero": [],
    "holds": [],
    "domains": [ANY_NUMBER] * 5,
    "parts": [*(["symbol", k] for k in range(5)), ["add", 0, 1], ["add", 5, 2], ["add", 6, 3], ["add", 7, 4],
              ["number", 60, 1], ["power", 8, 9], ["add", 7, 0], ["power", 11, 9]],
}  # fmt: skip


@pytest.mark.parametrize("limit", ["p.SECONDS = 0", "p.SECONDS, p.MEMORY = 60, 160 << 20"])
def test_the_limits_of_the_process_hold(limit: str) -> None:
    """The sixtieth power of a sum of five has 635,376 terms: too long, or too much, for such limits."""
    easy = statement(r"\sin^2 x + \cos^2 x", "1", REAL)
    assert easy is not None
    with double(REAL_PROCESS.format(limit)) as prover:
        assert prover.asked(HARD) == {}
        assert prover.process is None
        assert prover.asked(easy) == {"proved": True, "divisors": False}


# ---------------------------------------------------------------- what a student typed stays out


WORDS = frozenset({
    "number", "symbol", "pi", "undefined", "add", "multiply", "divide", "power", "call", "if", "below", "at most",
    "equal", "not", "and", "or", "exp", "log", "sqrt", "sin", "cos", "arctan", "erf",
})  # fmt: skip
HOSTILE = ("__import__('os').system('true')", "x.__class__", "f'{x}'", "lambda: x", "sympify(x)", "x; import os",
           "exec_y + x", "eval(x)", r"\input{x}", "open_z*x", "Symbol_a + x", r"\operatorname{eval}(x)")  # fmt: skip


def test_no_text_of_a_student_reaches_the_process() -> None:
    file = Path(__file__).parent.parent / "score" / "hostile.jsonl"
    texts = [*HOSTILE, *(json.loads(line).get("answer", "") for line in file.read_text("utf-8").splitlines())]
    written = 0
    for text in texts:
        try:
            found = statement("x + 0*y", f"{text}", REAL) if isinstance(text, str) else None
        except (ReadingError, Unsure):
            continue
        if found is not None:
            written += 1
            strings = {w for part in found["parts"] for w in part if isinstance(w, str)}
            assert strings <= WORDS
            assert not any(isinstance(v, str) for d in found["domains"] for v in d.values())
    found = statement("x", "exec_y + x - exec_y", {"domains": {"x": "real", "exec_y": "real"}})
    assert found is not None and "exec" not in json.dumps(found)
    assert written


def test_the_process_builds_nothing_from_text() -> None:
    folder = Path(__file__).parent.parent.parent / "checkers" / "algebra" / "proving"
    for file in folder.glob("*.py"):
        source = file.read_text()
        assert not any(w in source for w in ("sympify", "parse_expr", "eval(", "exec(", "pickle", "lambdify"))


# ---------------------------------------------------------------- the command


def test_the_command_proves_when_it_is_asked_to(tmp_path: Path) -> None:
    file = tmp_path / "answers.jsonl"
    pairs = [(r"\max(x, y)", "(x + y + |x - y|)/2"), (r"\max(x, y)", "(x + y - |x - y|)/2"), ("x", "x +")]
    file.write_text("".join(json.dumps({"reference": r, "answer": a}) + "\n" for r, a in pairs))

    def hows(*options: str) -> list[tuple[str, str]]:
        ran = CliRunner().invoke(doors, ["compare", "--jsonl", str(file), *options])
        assert ran.exit_code == 0
        return [(found["verdict"], found["how"]) for found in map(json.loads, ran.stdout.splitlines())]

    plain, better = hows(), hows("--prove")
    assert plain[0] == ("equal", "equal at 36 points") and better[0] == ("equal", "proved by SymPy")
    assert plain[1:] == better[1:]
    one = CliRunner().invoke(doors, ["compare", "--prove", "--reference", pairs[0][0], "--answer", pairs[0][1]])
    assert one.exit_code == 0 and one.stdout.startswith("equal: proved by SymPy\n")


# ---------------------------------------------------------------- inequalities


def test_inequalities_that_contradict_each_other() -> None:
    from fractions import Fraction as F

    x, y = {"x": F(1)}, {"y": F(1)}
    minus_x = {"x": F(-1)}
    assert impossible([(x, F(-1), False), (minus_x, F(0), False)]), "x >= 1, x <= 0"
    assert impossible([(x, F(0), True), (minus_x, F(0), False)]), "x > 0, x <= 0"
    assert not impossible([(x, F(0), False), (minus_x, F(0), False)]), "x = 0"
    assert impossible([(x, F(0), True), (y, F(0), True), ({"x": F(-1), "y": F(-2)}, F(0), False)])
    assert not impossible([(x, F(0), True), (y, F(0), True), ({"x": F(1), "y": F(-2)}, F(0), False)])
    assert impossible([({}, F(-1), False)])
    assert not impossible([])
