"""What students type is read as they mean it; what cannot be read is pointed at."""

from __future__ import annotations

from fractions import Fraction

import pytest

from checkers.key import Key
from checkers.question import vocabulary
from checkers.readers.answer import Reading, caret, read
from checkers.readers.vocabulary import Vocabulary
from checkers.verdict import Unreadable
from derivations.problem import Problem
from derivations.registry import discover
from derivations.terms import alpha

PROBLEMS = discover("derivations.problems", Problem)
NUMBERS = Vocabulary()
COUNTS = Vocabulary(counts=True)


def names(problem: str, part: str) -> Vocabulary:
    key = Key(PROBLEMS[problem])
    return vocabulary(key, PROBLEMS[problem].part(part))


def readings(text: str, known: Vocabulary) -> tuple[Reading, ...]:
    found = read(text, known)
    assert not isinstance(found, Unreadable), caret(text, found)
    return found


def one(text: str, known: Vocabulary) -> Reading:
    found = readings(text, known)
    assert len({alpha(r.value) if not isinstance(r.value, tuple) else r.value for r in found}) == 1, [
        r.shown for r in found
    ]
    return found[0]


def refused(text: str, known: Vocabulary) -> Unreadable:
    found = read(text, known)
    assert isinstance(found, Unreadable), [r.shown for r in found]
    return found


MATRIX = "[[0.9914, -0.008621], [0, -1]]"


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
    assert one(text, NUMBERS).shown == MATRIX


def test_lists_are_combined_entry_by_entry() -> None:
    assert one("[[1, 2], [3, 4]] - [[5, 6], [7, 8]]", NUMBERS).shown == "[[1 - 5, 2 - 6], [3 - 7, 4 - 8]]"
    assert one(r"\frac{1}{2}\begin{bmatrix} e \\ 1 \end{bmatrix}", NUMBERS).shown == "[[1/2*exp(1)], [1/2*1]]"
    assert one("-[e, 1]/(1+e)", NUMBERS).shown == "[(-exp(1))/(1 + exp(1)), -1/(1 + exp(1))]"


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
    from checkers.constants import fraction

    read_as = one(text, NUMBERS).value
    assert not isinstance(read_as, tuple)
    assert fraction(read_as) == Fraction(value)


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
    from math import e, isclose

    from checkers.constants import floating

    read_as = one(text, NUMBERS).value
    assert not isinstance(read_as, tuple)
    assert isclose(floating(read_as) or 0.0, (7 * e - 3) / (10 * (1 + e)))


def test_two_readings_are_both_given() -> None:
    assert len(readings("(503+493e)/500(1+e)", NUMBERS)) == 2
    assert len(readings("(7e-3)/10", NUMBERS)) == 2
    assert len(readings("[1e-3, e]", NUMBERS)) == 2
    assert len(readings("1/4(2)", NUMBERS)) == 1, "a fraction of numbers in front is a coefficient"


@pytest.mark.parametrize(
    "text", ["513466", "513,466", "513{,}466", r"513\,466", "513 466", "total = 513,466", "513_466"]
)
def test_counts(text: str) -> None:
    assert one(text, COUNTS).shown == "513466"


DS = "1/4*g[ceil(d/2),ceil(e/2)]"


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
    from checkers.equivalence import canonical

    known = names("ece449/1", "dS")
    right = readings(DS, known)[0].value
    for r in readings(text, known):
        assert not isinstance(r.value, tuple)
        assert not isinstance(right, tuple)
        assert canonical(r.value) == canonical(right), r.shown


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
    from checkers.equivalence import canonical

    known = names("ece449/1", "dK")
    (right,) = readings(DK, known)
    for r in readings(text, known):
        assert not isinstance(r.value, tuple)
        assert not isinstance(right.value, tuple)
        assert canonical(r.value) == canonical(right.value), r.shown


@pytest.mark.parametrize(
    ("text", "position", "words"),
    [
        ("[[1,2", 5, "ends where"),
        ("[[1,2],[3,4]", 12, "ends where"),
        ('__import__("os").system("x")', 11, "no meaning"),
        ("[[1,2],[3,?]]", 10, "no meaning"),
        ("x", 0, "not known"),
        ("eval(1)", 0, "not known"),
        ("1/0", 2, "division by zero"),
        ("9**9**9", 4, "power"),
        ("2^99999999", 2, "at most"),
        (r"\input{/etc/passwd}", 0, "not read"),
        (r"\begin{tikzpicture}", 0, "matrix"),
        (r"\begin{bmatrix}1 & \dots\end{bmatrix}", 19, "dots"),
        ("1 2", 2, "operator"),
        ("", 0, "empty"),
        ("[]", 0, "empty"),
        ("[[1,2],[3,4]]*[[1,2],[3,4]]", 13, "list"),
        ("[1,2]+[1,2,3]", 5, "shapes"),
        ("1\\", 1, "backslash"),
        ("sin 2 x", 0, "how far"),
    ],
)
def test_what_cannot_be_read_is_pointed_at(text: str, position: int, words: str) -> None:
    found = refused(text, NUMBERS)
    assert words in found.message
    assert found.position == position
    if text:
        assert caret(text, found).splitlines()[-1] == " " * (position + 2) + "^"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1/4*g[ceil(i/2),ceil(e/2)]", "'i' is not"),
        ("1/4*g[ceil(d/2)]", "2 axes"),
        ("g/4", "needs its indices"),
        (r"\frac{1}{4} g_{d/2,e/2}", "floor or ceil"),
        (r"\frac{\partial L}{\partial S_{d,e}}", "worked out"),
        ("dS[d,e]", "worked out"),
        ("dS_{d,e}", "worked out"),
        ("dL_K[d,e]", "worked out"),
        ("ds[d,e]", "worked out"),
        ("diff(s[d,e], s[d,e])", "worked out"),
        (r"\sum_{d} s_{d,e}", "already has a meaning"),
        (r"\sum_{i} s_{d,e}", "cannot be read off"),
        (r"\sum_{i} s_{i,e} g_{i,e}", "runs over"),
        (r"\sum_{i}^{2n}\sum_{j}^{2m} e^{-c_{i,j}}", "index here"),
        ("s[d+e*d*0.5,e]", "cannot stand in an index"),
    ],
)
def test_names_and_indices_are_checked(text: str, words: str) -> None:
    assert words in refused(text, names("ece449/1", "dS")).message


def test_a_reading_is_shown_in_the_students_letters() -> None:
    assert readings(r"\frac14 g_{\lceil d/2\rceil,\lceil e/2\rceil}", names("ece449/1", "dS"))[0].shown == DS
    assert readings("[1.50, 2]", NUMBERS)[0].shown == "[1.5, 2]"
