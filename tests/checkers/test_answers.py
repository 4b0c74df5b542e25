"""What students type is read as they mean it and decided by value; what cannot be read is pointed at."""

from __future__ import annotations

from fractions import Fraction
from functools import cache

import pytest

from checkers.algebra.numbers import MANY_DIGITS
from checkers.answers.exact import Asked, Numbers, compared, decide_numbers, numbers
from checkers.answers.names import Vocabulary
from checkers.answers.reading import Reading, read
from checkers.judge import Judge, caret
from checkers.strict import MAX_COST, cost, evaluate_strictly
from checkers.verdict import AnyVerdict, Different, Equal, Undecided, Unreadable
from derivations import terms as T
from derivations.integers import integer, symbol
from derivations.problem import Problem
from derivations.registry import discover

PROBLEMS = discover("derivations.problems", Problem)
NUMBERS = Vocabulary()
COUNTS = Vocabulary(counts=True)
MP = MANY_DIGITS.context


@cache
def judge(problem: str) -> Judge:
    return Judge(PROBLEMS[problem], ())


def judged(problem: str, label: str, text: str) -> AnyVerdict:
    return judge(problem).judge(PROBLEMS[problem].part(label), text).verdict


def readings(text: str, known: Vocabulary) -> tuple[Reading, ...]:
    found = read(text, known)
    assert not isinstance(found, Unreadable), caret(text, found)
    return found


def given(text: str, known: Vocabulary = NUMBERS) -> Numbers:
    """The numbers of an answer, the same in every reading."""
    (found,) = {numbers(r, known.numbers) for r in readings(text, known)}
    return found


MATRIX = Numbers((2, 2), tuple(MP.mpf(v) / 10**6 for v in (991400, -8621, 0, -1000000)))


def close(a: Numbers, b: Numbers) -> bool:
    return a.shape == b.shape and all(abs(x - y) < MP.mpf(10) ** -50 for x, y in zip(a.entries, b.entries))


@pytest.mark.parametrize(
    "text",
    [
        "[[0.9914,-0.008621],[0,-1]]",
        "[[0.9914, -8.621e-3], [0, -1]]",
        "[[0.9914, -8.621E-03], [0, -1]]",
        "[0.9914 -0.008621; 0 -1]",
        "[0.9914, -0.008621; 0, -1]",
        "((0.9914, -0.008621), (0, -1))",
        "np.array([[0.9914, -0.008621], [0, -1]])",
        "[[.9914, −0.008621], [0, −1]]",
        r"\begin{bmatrix} 0.9914 & -0.008621 \\ 0 & -1 \end{bmatrix}",
        r"\begin{bmatrix} 0.9914 & -0.008621 \\[2pt] 0 & -1 \\ \end{bmatrix}",
        r"$$W' = \begin{pmatrix} 0.9914 & -0.008621 \\ 0 & -1 \end{pmatrix}$$",
        r"\[ \boxed{\begin{matrix} 0.9914 & -0.008621 \\ 0 & -1 \end{matrix}} \]",
        r"\left[\begin{array}{cc} 0.9914 & -0.008621 \\ 0 & -1 \end{array}\right]",
        r"W^{'} \approx \left(\begin{smallmatrix} 0.9914 & -0.008621 \\ 0 & -1 \end{smallmatrix}\right).",
        r"[[0.9914, 0], [-0.008621, -1]]^T",
        r"W' = W - 0.02 dW = [[0.9914,-0.008621],[0,-1]]",
    ],
)
def test_matrices(text: str) -> None:
    assert close(given(text), MATRIX)


def test_lists_are_combined_entry_by_entry() -> None:
    assert given("[[1, 2], [3, 4]] - [[5, 6], [7, 8]]").floats == (-4, -4, -4, -4)
    assert given(r"\frac{1}{2}\begin{bmatrix} 3 \\ 1 \end{bmatrix}").floats == (1.5, 0.5)
    assert given("-[3, 1]/(1+1)").floats == (-1.5, -0.5)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("½", "1/2"),
        (r"\frac12", "1/2"),
        (r"\tfrac{1}{2}", "1/2"),
        ("{1 \\over 2}", "1/2"),
        (".5", "1/2"),
        ("1.5e-3", "3/2000"),
        ("1.5E-3", "3/2000"),
        ("2*3", "6"),
        ("2·3", "6"),
        (r"2 \cdot 3", "6"),
        (r"2 \times 3 / 4", "3/2"),
        ("--2", "2"),
    ],
)
def test_numbers(text: str, value: str) -> None:
    (x,) = given(text).entries
    assert abs(x - MP.mpf(Fraction(value).numerator) / Fraction(value).denominator) < MP.mpf(10) ** -50


@pytest.mark.parametrize(
    "text",
    [
        r"\frac{7e-3}{10(1+e)}",
        r"\frac{7 e - 3}{10 (1 + e)}",
        r"\dfrac{7\cdot e - 3}{10\left(1+e\right)}",
        "(7e - 3)/(10*(1+e))",
        "(7*e-3)/(10*(1+e))",
        "(7*exp(1) - 3)/(10*(1 + exp(1)))",
        "(7*np.exp(1)-3)/(10*(1+np.exp(1)))",
        r"{7e-3 \over 10(1+e)}",
        "(7e^1-3)/(10(e^0+e))",
        "(7e**1-3)/10/(1+e)",
    ],
)
def test_e_is_eulers_number_in_a_formula(text: str) -> None:
    (x,) = given(text).entries
    assert abs(x - (7 * MP.e - 3) / (10 * (1 + MP.e))) < MP.mpf(10) ** -50


def test_two_readings_are_both_given() -> None:
    assert len(readings("(503+493e)/500(1+e)", NUMBERS)) == 2
    assert len(readings("1/4(2)", NUMBERS)) == 1, "a fraction of numbers in front is a coefficient"


@pytest.mark.parametrize(
    "text", ["513466", "513,466", "513{,}466", r"513\,466", "513 466", "total = 513,466", "513_466"]
)
def test_counts(text: str) -> None:
    assert given(text, COUNTS).floats == (513466,)


@pytest.mark.parametrize(
    "text",
    [
        "1/4*g[ceil(d/2),ceil(e/2)]",
        "dL_P[ceil(d/2),ceil(e/2)]/4",
        "0.25*g[ceil(d/2), ceil(e/2)]",
        "¼·g[⌈d/2⌉,⌈e/2⌉]",
        r"\frac14 g_{\lceil d/2\rceil,\lceil e/2\rceil}",
        r"\frac{1}{4} g_{\lceil \frac{d}{2} \rceil, \lceil \frac{e}{2} \rceil}",
        r"\frac{g_{\left\lceil \frac d2 \right\rceil \left\lceil \frac e2 \right\rceil}}{4}",
        r"$$\frac{\partial loss}{\partial S}_{d,e} = \tfrac14 g_{\lceil \frac d2 \rceil, \lceil \frac e2 \rceil}$$.",
        r"\tfrac14 g_{\lceil d/2 \rceil, \lceil e/2 \rceil}, \text{ for } 1 \leq d \leq 2n, \, 1 \leq e \leq 2m.",
        r"\frac{\partial loss}{\partial S_{i,j}} = \frac{1}{4} g_{\lceil i/2 \rceil, \lceil j/2 \rceil}",
        "dS[a,b] = g[ceil(a/2),ceil(b/2)]/4",
        r"\boxed{\frac{1}{4}\,g_{\lfloor (d+1)/2\rfloor,\lfloor (e+1)/2\rfloor}}",
        r"\frac14 \frac{\partial L}{\partial P_{\lceil d/2\rceil,\lceil e/2\rceil}}",
        r"\bigl(\mathbf{g}_{\lceil d/2\rceil,\lceil e/2\rceil}\bigr) / 4",
    ],
)
def test_entries_of_tensors(text: str) -> None:
    assert isinstance(judged("ece449/1", "dS", text), Equal)


DK = (
    r"\sum_{i=1}^{2n}\sum_{j=1}^{2m} \frac{g_{\lceil \frac{i}{2} \rceil \lceil \frac{j}{2} \rceil}}{4}"
    r" s_{i,j} (1 - s_{i,j}) x_{i+d-1,j+e-1}"
)


@pytest.mark.parametrize(
    "text",
    [
        DK,
        DK.replace(r"\sum_{i=1}^{2n}\sum_{j=1}^{2m}", r"\sum_{i,j}"),
        DK.replace(r"\sum_{i=1}^{2n}\sum_{j=1}^{2m}", r"\sum_{1 \le i \le 2n,\, 1 \le j \le 2m}"),
        DK.replace(r"\sum_{i=1}^{2n}\sum_{j=1}^{2m}", r"\sum\limits_{j}^{2m}\sum\nolimits_i"),
        "1/4*sum[a,b] g[ceil(a/2),ceil(b/2)]*s[a,b]*(1-s[a,b])*x[a+d-1,b+e-1]",
        "sum[a in 1..2*n, b in 1..2*m] dL_P[ceil(a/2),ceil(b/2)]/4*S[a,b]*(1-S[a,b])*X[a+d-1,b+e-1]",
    ],
)
def test_sums(text: str) -> None:
    assert isinstance(judged("ece449/1", "dK", text), Equal)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[[1,2", "ends where"),
        ("[[1,2],[3,4]", "ends where"),
        ('__import__("os").system("x")', "no meaning"),
        ("[[1,2],[3,?]]", "not expected"),
        ("x", "no meaning"),
        ("eval(1)", "no meaning"),
        ("2^99999999", ""),
        (r"\input{/etc/passwd}", "not read"),
        (r"\begin{tikzpicture}", ""),
        ("1 2", "side by side"),
        ("", "empty"),
        ("[]", "nothing"),
        ("1\\", ""),
    ],
)
def test_what_cannot_be_read_is_pointed_at(text: str, words: str) -> None:
    found = judged("ece449/5", "W", text)
    if not words and not isinstance(found, Unreadable):
        assert not isinstance(found, Equal)
        return
    assert isinstance(found, Unreadable)
    assert words in found.message
    if text:
        assert caret(text, found).splitlines()[-1] == " " * (found.position + 2) + "^"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1/4*g[ceil(i/2),ceil(e/2),1]", "2 axes"),
        ("1/4*g[ceil(d/2),ceil(i/2)]*g[j,e]", "'i' has no meaning"),
        (r"\frac{\partial L}{\partial S_{d,e}}", "worked out"),
        ("dS[d,e]", "worked out"),
        ("dS_{d,e}", "worked out"),
        ("dL_K[d,e]", "worked out"),
        ("ds[d,e]", "worked out"),
        (r"\sum_{d} s_{d,e}", "already has a meaning"),
        (r"\sum_{i} s_{d,e}", "not clear over what i runs"),
        (r"\sum_{i} s_{i,e} g_{i,e}", "can run over"),
        (r"\sum_{i}^{2n}\sum_{j}^{2m} e^{-c_{i,j}}", ""),
    ],
)
def test_names_and_indices_are_checked(text: str, words: str) -> None:
    found = judged("ece449/1", "dS", text)
    assert not isinstance(found, Equal)
    assert not words or (isinstance(found, Unreadable) and words in found.message), found


BY_WINDOWS = (
    "sum[i in 1..n, j in 1..m, u in 0..1, v in 0..1] g[i,j]/4*s[2*i-u,2*j-v]*(1-s[2*i-u,2*j-v])*x[2*i-u+d-1,2*j-v+e-1]"
)


@pytest.mark.parametrize(
    ("problem", "label", "text"),
    [
        ("ece449/1", "dS", "g[ceil(d/2),ceil(e/2)]/2/2"),
        ("ece449/1", "dS", "g[floor((d+1)/2), e - floor(e/2)]/4"),
        ("ece449/1", "dS", "sum[i,j] [ceil(d/2) = i]*[ceil(e/2) = j]*g[i,j]/4"),
        ("ece449/1", "dC", "1/4*g[ceil(d/2),ceil(e/2)]*(s[d,e] - s[d,e]^2)"),
        ("ece449/1", "dC", "dS[d,e]*s[d,e]*(1 - s[d,e])"),
        ("ece449/1", "dC", "1/4*g[ceil(d/2),ceil(e/2)]*sigmoid(C[d,e])*sigmoid(-C[d,e])"),
        ("ece449/1", "dK", BY_WINDOWS),
        ("ece449/4", "dz", r"\frac{e^{z_x}}{\sum_{j=1}^{N} e^{z_j}} - p_x"),
        ("ece449/4", "dz", r"q_x \sum_i p_i - p_x"),
        ("ece449/4", "dz", r"-p_x(1-q_x) + q_x\sum_{i} p_i - p_x q_x"),
    ],
)  # fmt: skip
def test_equal_by_value(problem: str, label: str, text: str) -> None:
    assert isinstance(judged(problem, label, text), Equal)


@pytest.mark.parametrize(
    ("problem", "label", "text", "words"),
    [
        ("ece449/1", "dS", "g[ceil(d/2),ceil(e/2)]", "4 times"),
        ("ece449/1", "dS", "1/4*g[floor(d/2),floor(e/2)]", "g[0,0] does not exist"),
        ("ece449/1", "dS", "1/4*g[ceil(e/2),ceil(d/2)]", "does not exist"),
        ("ece449/1", "dS", "1/4*g[d,e]", "index d runs over 1..2*n, but axis 1 of g over 1..n"),
        ("ece449/1", "dC", "1/4*g[ceil(d/2),ceil(e/2)]*s[d,e]*(1 - s[d,d])", "expected"),
        ("ece449/1", "dK", "sum[i,j] g[ceil(i/2),ceil(j/2)]/4*s[i,j]*(1-s[i,j])*x[i+e-1,j+d-1]", "expected"),
        ("ece449/4", "dz", "p_x - q_x", "-1 times"),
        ("ece449/4", "dz", "q_x - p_x + (q_x - p_x)^9/1000000", "expected"),
        ("ece449/4", "dz", "q_x - p_x/(1 - 1)^(1/2)", "not a finite number"),
        ("ece449/4", "dz", r"\ln(-1)", "not a finite number"),
    ],
)
def test_different_has_a_witness(problem: str, label: str, text: str, words: str) -> None:
    verdict = judged(problem, label, text)
    assert isinstance(verdict, Different)
    assert words in verdict.witness.sentence
    assert verdict.witness.sizes
    assert len(verdict.witness.at) == len(judge(problem).key.goal(PROBLEMS[problem].part(label)).indices)


def test_zero_outside_is_left_to_a_person() -> None:
    text = "sum[i in 1..2*n+1, j] g[ceil(i/2),ceil(j/2)]/4*s[i,j]*(1-s[i,j])*x[i+d-1,j+e-1]"
    verdict = judged("ece449/1", "dK", text)
    assert isinstance(verdict, Undecided)
    assert "does not exist" in verdict.why


def test_a_bracket_guards_a_read() -> None:
    assert isinstance(judged("ece449/1", "dS", "1/4*g[ceil(d/2),ceil(e/2)] + [d <= 0]*g[d,e]"), Equal)


def test_what_would_take_too_long_is_undecided_and_not_wrong() -> None:
    text = (
        r"\frac14 g_{\lceil d/2\rceil,\lceil e/2\rceil} \sum_{i=1}^{1000000}\sum_{j=1}^{1000000}\sum_{u=1}^{1000000} 1"
    )
    assert isinstance(judged("ece449/1", "dS", text), Undecided)


# ---------------------------------------------------------------- numbers and digits


EXACT = MP.mpf(99137882842740) / 10**14


def outcome_of(text: str, right: object = EXACT) -> str:
    found = given(text)
    return compared(found.entries[0], right, found.decimals[0], 4, MP.mpf(1))


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("0.9914", "rounded"),
        ("0.99138", "rounded"),
        ("0.9913788284274", "same"),
        ("0.99137882842741", "close"),
        ("0.991", "coarse"),
        ("0.9913", "coarse"),
        ("0.99", "coarse"),
        ("1.0", "different"),
        ("1", "different"),
        ("0.9915", "different"),
        ("0.9923", "different"),
        ("-0.9914", "different"),
        ("0", "different"),
        ("exp(1)", "different"),
        ("log(0-1)", "different"),
        ("exp(9999)/exp(9999)", "different"),
    ],
)
def test_digits_asked_are_the_tolerance(text: str, outcome: str) -> None:
    assert outcome_of(text) == outcome


def test_a_number_outside_the_digits_is_never_right() -> None:
    """The tolerance has an edge: half a unit of the last digit, and not a tenth of it more."""
    half = MP.mpf(5) / 10**5
    for sign in (1, -1):
        inside, outside = EXACT + sign * half * MP.mpf("0.99"), EXACT + sign * half * MP.mpf("1.10")
        assert compared(inside, EXACT, 0, 4, MP.mpf(1)) == "rounded"
        assert compared(outside, EXACT, 0, 4, MP.mpf(1)) != "rounded"


def test_zero_has_no_digits_to_round() -> None:
    assert outcome_of("0", MP.mpf(0)) == "same"
    assert outcome_of("1e-13", MP.mpf(0)) == "close"
    assert outcome_of("0.000001", MP.mpf(0)) == "different"


def test_shapes() -> None:
    a, b = MP.mpf(1), MP.mpf(2)
    assert Numbers((2, 1), (a, b)).fitted((2,)) == Numbers((2,), (a, b))
    assert Numbers((1, 2), (a, b)).fitted((2,)) == Numbers((2,), (a, b))
    assert Numbers((1,), (a,)).fitted(()) == Numbers((), (a,))
    assert Numbers((1, 2), (a, b)).fitted((2, 1)) is None
    judgement = decide_numbers(Numbers((3,), (a, b, a)), Numbers((2, 2), (a, b, a, b)), Asked(4), "W")
    assert isinstance(judgement.verdict, Different)
    assert "3 entries" in judgement.verdict.witness.sentence


def test_cost_bounds_what_is_computed() -> None:
    instance = judge("ece449/4").key.instances()[0]
    i = T.Index("i", integer(1), integer(1000))
    short = T.Sum((i,), T.Entry("z", (symbol("i"),)))
    assert 1000 <= cost(short, instance, ()) <= 4000
    assert cost(T.Sum((T.Index("i", integer(1), integer(10**9)),), T.ONE), instance, ()) > MAX_COST
    values, outside = evaluate_strictly(short, instance, ())
    assert values.shape == (1,)
    assert outside["z"] == (instance.sizes["N"] + 1,)
