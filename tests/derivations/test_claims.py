"""Lines of arguments: true ones pass, false ones fail, and what is printed is what was judged."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from checkers.claims import judge_claim, judge_experiment, met, says_nothing_new
from checkers.grade import grade
from checkers.rubric import says, suggest
from checkers.verify_problem import verify_problem
from derivations.argument import number, worked_line
from derivations.claim import AtMost, Chain, Claim, Experiment, Measured, Words
from derivations.figure import Box, Boxes, Curve, Figure, Plot
from derivations.printing.argument import Judged, Numbers
from derivations.printing.argument_latex import argument_latex, argument_markdown
from derivations.printing.argument_text import argument_record, argument_text
from derivations.printing.figure_latex import figure_latex
from derivations.printing.figure_scale import scale
from derivations.printing.figure_svg import figure_svg
from derivations.printing.symbolic import symbolic_latex, symbolic_text
from derivations.problem import Criterion, Explain, Part, Problem, Prove
from derivations.solve import solve


def chain(*texts: str, given: dict[str, str] | None = None, **assumptions: bool) -> Claim:
    """A claim from formulas written for SymPy, all names symbols with the assumptions."""

    def build(sympy: Any) -> Chain:
        names = {n: sympy.Symbol(n, **assumptions) for n in "abcsxyz"}

        def read(t: str) -> Any:
            return sympy.parse_expr(t, local_dict=names, evaluate=False)

        return Chain(tuple(map(read, texts)), (), {read(k): read(v) for k, v in (given or {}).items()})

    return Claim("A chain", build)


def failure(claim: Claim) -> str:
    return judge_claim(claim)[2]


TRUE = [
    chain("(a + b)**2", "a**2 + 2*a*b + b**2", "a*(a + 2*b) + b*b"),
    chain("sin(x)**2 + cos(x)**2", "1"),
    chain("Derivative(x*exp(x), x)", "exp(x)*(1 + x)"),
    chain("Limit(sin(x)/x, x, 0)", "1"),
    chain("Max(0, x)", "(x + Abs(x))/2", real=True),
    chain("x*y", "6", given={"x": "2", "y": "3"}),
    chain("x", "7", given={"x": "y + 1", "y": "6"}),
]
FALSE = [
    chain("(a + b)**2", "a**2 + b**2"),
    chain("(a + b)**2", "a**2 + 2*a*b + b**2", "a**2 + 2*a*b - b**2"),
    chain("Derivative(x*exp(x), x)", "exp(x)"),
    chain("Limit(Abs(x)/x, x, 0)", "0", real=True),
    chain("Max(0, x)", "x", real=True),
    chain("Abs(x)", "x", real=True),
    chain("x*y", "6", given={"x": "2"}),
    chain("a/a - a/a + b", "a"),
    chain("x + 10**(-30)", "x"),
]


@pytest.mark.parametrize("claim", TRUE)
def test_a_true_chain_passes(claim: Claim) -> None:
    links, how, wrong = judge_claim(claim)
    assert (how, wrong) == ("exact", "")
    assert links >= 1


@pytest.mark.parametrize("claim", FALSE)
def test_a_false_chain_fails(claim: Claim) -> None:
    assert "does not follow exactly" in failure(claim)


def test_the_false_link_is_named() -> None:
    assert failure(FALSE[1]).startswith("term 3 of the chain")


def test_a_line_that_says_nothing_fails() -> None:
    assert "as it stands" in failure(chain("a + b", "a + b"))
    assert "claims nothing" in failure(Claim("One term", lambda sympy: Chain((sympy.Symbol("a"),))))
    assert says_nothing_new(AtMost(1, 1))


def sums(last: str) -> Claim:
    """A weighted sum by the one before it, with the last term as given."""

    def build(sympy: Any) -> Chain:
        t, s = sympy.symbols("t s", integer=True, positive=True)
        beta = sympy.Symbol("beta", positive=True)
        g = sympy.IndexedBase("g")
        now = sympy.Sum(beta ** (t - s) * g[s], (s, 1, t))
        before = sympy.Sum(beta ** (t - 1 - s) * g[s], (s, 1, t - 1))
        return Chain((now, beta * before + {"right": g[t], "shifted": g[t - 1], "weighted": beta * g[t]}[last]))

    return Claim("A sum", build)


def test_symbolic_sums_are_judged_for_every_number_of_terms() -> None:
    assert failure(sums("right")) == ""
    assert failure(sums("shifted"))
    assert failure(sums("weighted"))


def test_matrices_are_judged_entry_by_entry() -> None:
    def product(sympy: Any, right: bool) -> Chain:
        A, B = (sympy.MatrixSymbol(n, 2, 3) for n in "AB")
        left = sympy.Trace(A * B.T)
        return Chain((left, sympy.Trace(B.T * A) if right else sympy.Trace(A * A.T)))

    assert failure(Claim("", lambda sympy: product(sympy, True))) == ""
    assert failure(Claim("", lambda sympy: product(sympy, False)))
    order = Claim("", lambda s: Chain((s.MatMul(s.Matrix([[0, 1], [0, 0]]), s.Matrix([[1, 0], [0, 2]])), s.zeros(2))))
    assert failure(order)
    shape = Claim("", lambda s: Chain((s.zeros(2, 3), s.zeros(3, 2))))
    assert "no matrix of shape" in failure(shape)


def at_most(shift: int, low: float = -3, **options: Any) -> Claim:
    def build(sympy: Any) -> AtMost:
        x = sympy.Symbol("x", real=True)
        rest = (x - 1) ** 2 if options.get("rest") else None
        return AtMost(2 * x + shift, x**2 + 1, rest, options.get("strict", False), {x: (low, 3)})

    return Claim("A bound", build)


def test_bounds() -> None:
    assert judge_claim(at_most(0, rest=True)) == (1, "exact", "")
    assert judge_claim(at_most(0)) == (1, "number", "")
    assert judge_claim(at_most(1), 3)[1] == "number"
    assert "at x =" in failure(at_most(1))
    assert "not the form stated" in failure(at_most(1, rest=True))
    assert "sign" in failure(at_most(0, rest=True, strict=True))  # (x - 1)^2 may be 0


def test_a_bound_that_fails_at_an_end_alone_is_noticed() -> None:
    build = lambda sympy: AtMost(sympy.Symbol("x"), sympy.Integer(1), None, True, {sympy.Symbol("x"): (0, 1)})  # noqa: E731
    assert "at x = 1" in failure(Claim("", build))


def test_a_bound_needs_a_range_for_every_symbol() -> None:
    assert "no range is given for x" in failure(
        Claim("", lambda sympy: AtMost(sympy.Symbol("x"), sympy.Symbol("x") + 1))
    )


@pytest.mark.parametrize(
    ("value", "relation", "bound", "holds"),
    [
        (1, "<", 2, True), (2, "<", 2, False), (2, "<=", 2, True), (3, ">", 2, True), (2, ">=", 3, False),
        (Fraction(1, 3), "=", Fraction(2, 6), True), (0.1 + 0.2, "=", 0.3, False), (0.5, "=", 0.5, False),
        (0.1 + 0.2, "~", 0.3, True), (1.0, "~", 1.0 + 1e-9, False), ("A", "is", "A", True), ("A", "is", "B", False),
        (float("nan"), "<", 2, False), (float("inf"), ">", 2, False), ("A", "=", "A", False),
    ],
)  # fmt: skip
def test_relations_of_numbers(value: Any, relation: str, bound: Any, holds: bool) -> None:
    assert met(Measured("q", value, relation, bound)) is holds


def test_an_unknown_relation_is_refused() -> None:
    with pytest.raises(ValueError, match="no relation"):
        met(Measured("q", 1, "==", 1))


def test_experiments_run_with_the_printed_seed_and_others() -> None:
    seeds: list[int] = []

    def run(numpy: Any, seed: int) -> tuple[Measured, ...]:
        seeds.append(seed)
        return (Measured("the seed", seed, "<", 6),)

    assert judge_experiment(Experiment("", run), 4) == (1, "number", "")
    assert seeds == [0, 4, 5]
    assert "the seed is 6" in judge_experiment(Experiment("", run), 5)[2]
    assert "measured nothing" in judge_experiment(Experiment("", lambda numpy, seed: ()))[2]


# ------------------------------------------------------------------ in a problem


def problem(*argument: Any, ask: Any = None) -> Problem:
    part = Part("p", ask or Prove(), Fraction(2), "Prove it.", argument=argument)
    return Problem("x/1", "A problem", "A statement.", (part,), "none")


TWICE = Claim("Twice $a$.", lambda sympy: Chain((sympy.Symbol("a") * 3 - sympy.Symbol("a"), 2 * sympy.Symbol("a"))))
HALF = Experiment("A half.", lambda numpy, seed: (Measured("the half of 5", 5 / 2, ">", 2),))


def test_verify_counts_and_lists_every_judged_line() -> None:
    bound = at_most(0)
    report = verify_problem(problem(TRUE[0], Words("And so on."), bound, HALF))
    assert report.ok
    assert [r.quantity for r in report.results] == ["p, line 1", "p, line 3", "p, line 4"]
    assert report.judged == {"kernel": 0, "prover": 0, "exact": 2, "number": 2}
    assert report.as_json()["judged"] == report.judged


@pytest.mark.parametrize(
    "line",
    [
        FALSE[0], at_most(1), Experiment("Less.", lambda numpy, seed: (Measured("five", 5, "<", 2),)),
        Figure("None", lambda numpy: Plot((Curve("c", ((0, 1), (1, -1))),), "x", "y")),
    ],
)  # fmt: skip
def test_a_false_line_fails_verify_and_is_named(line: Any) -> None:
    report = verify_problem(problem(TRUE[0], line))
    assert not report.ok
    [sentence] = report.failures
    assert sentence.startswith("x/1, p, line 2")


def test_what_is_printed_is_what_is_judged() -> None:
    built: list[Any] = []

    def build(sympy: Any) -> Chain:
        a = sympy.Symbol("a")
        built.append(sympy.Mul(2, a + 1, evaluate=False))
        return Chain((built[-1], 2 * a + 2))

    shown = worked_line(Claim("Words.", build))
    assert isinstance(shown, Judged)
    [row] = shown.rows
    assert row.left is not None
    assert (row.left.latex, row.right.latex) == (r"2 \left(a + 1\right)", "2 a + 2")
    assert row.left.text == symbolic_text(built[0])
    assert symbolic_latex(built[0], {"a": r"\alpha"}) == r"2 \left(\alpha + 1\right)"


def test_a_run_prints_its_own_numbers() -> None:
    values = iter((0.125, 0.25))
    shown = worked_line(Experiment("", lambda numpy, seed: (Measured("q", next(values), "<", 1),)))
    assert isinstance(shown, Numbers)
    assert shown.rows[0][1].text == "0.125"


def test_every_format_has_every_line() -> None:
    boxes = Figure("Two boxes.", lambda numpy: Boxes(4, 3, (Box(0, 0, 2, 2, "A"), Box(1, 1, 2, 2, "B_1", True))))
    solution = solve(problem(TWICE, HALF, boxes, Words("The **end**.")))
    items = solution.parts[0].argument
    for blocks in (argument_latex(items), argument_markdown(items), argument_text(items)):
        assert len(blocks) == 4
        assert "2" in blocks[0]
        assert "2.5" in blocks[1]
        assert "Two boxes" in blocks[2]
        assert "end" in blocks[3]
    kinds = [r["kind"] for r in argument_record(items)]
    assert kinds == ["claim", "numbers", "figure", "words"]


def test_added_terms_stand_before_subtracted_ones() -> None:
    import sympy

    a, w = sympy.symbols("a w")
    assert symbolic_latex(w - a, {}) == "w - a"
    assert symbolic_latex(2 - a, {}) == "2 - a"
    assert symbolic_text(w - a) == "w - a"
    assert symbolic_latex(sympy.Matrix([[1, -a]]), {}) == r"\begin{bmatrix}1 & - a\end{bmatrix}"


@pytest.mark.parametrize(
    ("value", "latex"),
    [
        (3, "3"), (Fraction(7, 9), r"\tfrac{7}{9} \approx 0.7778"), (Fraction(4, 2), "2"), (0.5, "0.5"),
        (1.25e-9, r"1.25 \cdot 10^{-9}"), ("A, B", r"\text{A, B}"), (Fraction(-1, 3), r"-\tfrac{1}{3} \approx -0.3333"),
    ],
)  # fmt: skip
def test_numbers_are_printed_to_four_digits(value: Any, latex: str) -> None:
    assert number(value).latex == latex


# ------------------------------------------------------------------ figures


def test_figures_are_the_same_text_each_time_and_hold_the_data() -> None:
    plot = Plot(
        (Curve("up & down", ((1, 1.0), (2, 10.0), (3, 0.01))), Curve("flat", ((1, 1.0), (3, 1.0)))), "n", "norm"
    )
    first = figure_svg(plot)
    assert first == figure_svg(plot)
    assert "up &amp; down" in first
    assert first.count("<polyline") == 2
    assert r"up \& down" in figure_latex(plot)
    assert figure_latex(plot).count(r"\qbezier") == 3
    import xml.etree.ElementTree as tree

    tree.fromstring(first)


def test_a_plot_is_true_to_scale() -> None:
    plot = Plot((Curve("c", ((0, 1.0), (10, 100.0))),), "n", "norm")
    frame = scale(plot)
    assert frame.place(0, 1.0) == (0.0, 0.0)
    assert frame.place(10, 100.0) == (1.0, 1.0)
    assert frame.place(5, 10.0) == (0.5, 0.5)
    with pytest.raises(ValueError, match="logarithmic"):
        scale(Plot((Curve("c", ((0, 0.0),)),), "n", "norm"))


def test_labels_of_boxes_do_not_meet() -> None:
    shows = Boxes(20, 10, tuple(Box(0, 0, 8, 8, name) for name in "ABC"))
    places = {line.split('fill="#')[0] for line in figure_svg(shows).splitlines() if line.startswith("<text")}
    assert len(places) == 3


# ------------------------------------------------------------------ answers in words

RUBRIC = (
    Criterion("It is faster.", Fraction(1), ("fast|quick infer|detect", "real_time")),
    Criterion("It is trained end to end.", Fraction(3, 2), ("train end_to_end",)),
)


@pytest.mark.parametrize(
    ("sentence", "phrasing", "expected"),
    [
        ("Inference is much FASTER.", "fast infer", True),
        ("It runs in real-time", "real_time", True),
        ("A breakfast.", "fast", False),
        ("It is fast.", "fast infer", False),
        ("", "fast", False),
    ],
)
def test_phrasings(sentence: str, phrasing: str, expected: bool) -> None:
    assert says(sentence, phrasing) is expected


def test_points_are_suggested_up_to_those_of_the_part() -> None:
    text = "- Inference is quick.\n- It is trained end-to-end."
    assert suggest(RUBRIC, text, Fraction(3))[0] == Fraction(5, 2)
    assert suggest(RUBRIC, text, Fraction(2))[0] == 2
    points, found = suggest(RUBRIC, "Quick. They train. Inference. End to end.", Fraction(3))
    assert points == 0  # the words of one idea stand in one sentence
    assert [f.sentence for f in found] == ["", ""]


@pytest.mark.parametrize("ask", [Explain(RUBRIC), Prove(RUBRIC), Prove()])
@pytest.mark.parametrize("text", ["Detection is fast.", "No idea.", "\\frac{{", "x" * 50_000, "__import__('os')"])
def test_an_answer_in_words_waits_for_a_person(ask: Any, text: str) -> None:
    record = grade(problem(ask=ask), {"p": text})
    [part] = record["parts"]
    assert part["verdict"] == "undecided"
    assert part["points"] is None
    assert part["credit"] is None
    assert part["needs_a_person"] is True
    assert "person" in part["feedback"]
    assert part["suggested"]["points"] == (None if not ask.rubric else 1 if "fast" in text else 0)


def test_the_sentence_that_was_found_is_quoted() -> None:
    [part] = grade(problem(ask=Explain(RUBRIC)), {"p": "Many things. Detection is fast. Yes."})["parts"]
    assert [c["found"] for c in part["suggested"]["criteria"]] == ["Detection is fast.", None]


def test_a_rubric_is_printed_with_its_points() -> None:
    text = "\n".join(argument_text(solve(problem(ask=Explain(RUBRIC))).parts[0].argument))
    assert "It is trained end to end. (1.5 points)" in text
