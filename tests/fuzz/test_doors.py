"""A short seeded run through every door, and what longer runs have found."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path
from random import Random

import pytest

from checkers.algebra.compare import Comparer, compare
from checkers.algebra.context import ContextError
from checkers.algebra.document import check_document
from checkers.algebra.enclosed import hidden, without_matrices
from checkers.algebra.statements import CLOSES, DISPLAY
from checkers.algebra.stream import compare_lines
from checkers.submissions.files import Refusal, gather, guarded
from checkers.submissions.final import final_answer
from tests.fuzz.__main__ import shortened
from tests.fuzz.batches import Tally, tried
from tests.fuzz.contexts import context
from tests.fuzz.doors import DOORS, SHEET

GENEROUS = 2.0  # seconds: machines that test are busy; the long run holds answers to a tenth of it


@pytest.mark.parametrize("door", sorted(DOORS))
def test_nothing_falls_over(door: str) -> None:
    found = [
        (kind, what, text[:200]) for text, kind, what, _ in (tried(door, 7, k, GENEROUS) for k in range(240)) if kind
    ]
    assert found == []


def test_a_fault_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def wait() -> str:
        end = time.process_time() + 0.03
        while time.process_time() < end:
            pass
        return ""

    works = {
        "raises": lambda: 1 // 0,
        "wrong": lambda: "no reason",
        "slow": wait,
        "many": lambda: 10_000,
        "right": lambda: "",
    }
    for name, work in works.items():
        monkeypatch.setitem(DOORS, name, lambda text, chance, work=work: work)
    kinds = {name: tried(name, 0, 0, 0.02)[1] for name in works}
    assert kinds == {"raises": "exception", "wrong": "wrong", "slow": "slow", "many": "", "right": ""}


def test_tallies_add_up() -> None:
    both = Tally(inputs=2, slowest=0.1, text="x", memory=50.0)
    both.add(Tally(inputs=3, slowest=0.2, text="y" * 500, memory=40.0))
    assert (both.inputs, both.slowest, both.memory) == (5, 0.2, 50.0)
    assert len(shortened(both.text)) < 70 and "500 keys" in shortened(both.text)


@pytest.mark.parametrize(
    "mark", [r"\[", r"\(", r"\begin{align}", r"\begin{bmatrix}", "```math\n", "$$", "$", r"\boxed{"]
)
def test_marks_that_nothing_closes_cost_little(mark: str) -> None:
    text = mark * (60_000 // len(mark))
    start = time.process_time()
    list(DISPLAY.finditer(hidden(text, CLOSES)))
    without_matrices(text)
    final_answer(text)
    assert time.process_time() - start < GENEROUS


def test_hiding_marks_changes_no_match() -> None:
    pieces = (
        r"\[",
        r"\]",
        r"\(",
        r"\)",
        r"\begin{align}",
        r"\end{align}",
        r"\begin{align*}",
        "$$",
        "$",
        "x",
        "\n",
        "```math\n",
        "```",
        " ",
    )
    chance = Random(1)
    for _ in range(3_000):
        text = "".join(chance.choices(pieces, k=chance.randint(1, 12)))
        assert [m.span() for m in DISPLAY.finditer(text)] == [m.span() for m in DISPLAY.finditer(hidden(text, CLOSES))]


@pytest.mark.parametrize(
    "content",
    [
        "a" + ".a" * 50_000 + " = 1",
        "[" + "a." * 50_000 + "a]",
        "x = " + "[" * 50_000,
        f"x = {'9' * 5_000}",
        "a = 1\n" * 20_000,
        'a = "' + "\\u2200" * 60_000 + '"',
    ],
)
def test_toml_that_eats_memory_is_refused(content: str) -> None:
    (found,) = guarded(content.encode(), "answer.toml", "answer.toml", SHEET)
    assert isinstance(found, Refusal) and found.reason


def test_a_link_to_itself_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.md").symlink_to("a.md")
    (found,) = gather([tmp_path], SHEET)
    assert isinstance(found, Refusal) and found.reason


def test_pipes_and_sparse_files_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.md")
    (tmp_path / "b.toml").touch()
    os.truncate(tmp_path / "b.toml", 10**12)
    assert all(isinstance(found, Refusal) for found in gather([tmp_path], SHEET))


@pytest.mark.parametrize("seed", range(3))
def test_wild_contexts_get_a_record(seed: int) -> None:
    chance, comparer = Random(seed), Comparer()
    for _ in range(60):
        found = comparer.compare({"id": 1, "reference": "x", "answer": "x + 1", "context": context(chance)})
        assert "the judge failed" not in found["how"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("earlier", [[]]), ("sizes", 2.5), ("premises", 1), ("definitions", 10**30), ("label", ["x"]), ("orientation",
    [None]),
     ("tolerance", float("nan")), ("tolerance", -1), ("tolerance", {"type": "decimals", "value": 10**9}), ("tensors",
     ["W"])],
)  # fmt: skip
def test_a_field_of_the_wrong_kind_is_named(field: str, value: object) -> None:
    found = Comparer().compare({"id": 1, "reference": "x", "answer": "x", "context": {field: value}})
    assert found["verdict"] == "undecided" and field in found["how"]


def test_too_many_premises_are_refused() -> None:
    found = Comparer().compare({"id": 1, "reference": "x", "answer": "x", "context": {"premises": ["x > 0"] * 10_000}})
    assert found["verdict"] == "undecided" and "10000 entries" in found["how"]


@pytest.mark.parametrize(
    "answer",
    [
        "I_{20000}",
        "permute(W)",
        "divide(1, 2, 3)",
        "Piecewise()",
        "indicator indicator",
        "0" + "!" * 300,
        "l" + "9" * 5_000,
        "W[::" + "9" * 5_000 + "]",
        "block_diag()",
        "blockdiag([" + "1/0," * 120 + "1])",
        r"\frac{d^{" + "9" * 5_000 + "}}{dy} y",
        f"max({'9' * 400}, 1)",
    ],
)
def test_answers_that_fell_over(answer: str) -> None:
    record = {"id": 1, "reference": "W", "answer": answer, "context": {"tensors": {"W": [3, 2]}}}
    (found,) = compare_lines([json.dumps(record)])
    assert found["verdict"] in ("different", "undecided", "unreadable")
    assert "the judge failed" not in found["how"]


def test_long_documents_are_read() -> None:
    text = "".join(f"# Problem {k}\n\nLet $x = {k}$. Then $$x + 1 = {k + 1}$$\n\n" for k in range(1_500))
    found = check_document(text)
    assert found["summary"]["displays"] == 3_000 and found["summary"]["unread"] == 0
    assert found["summary"]["different"] == 0


@pytest.mark.parametrize("rest", ["", "\n", "x = 1\n" * 3])
def test_rows_of_empty_columns_cost_little(rest: str) -> None:
    start = time.process_time()
    check_document(f"Let $x = 2$.\n\n\\begin{{align}}\n{'&' * 5_000}{rest}\n\\end{{align}}\n")
    assert time.process_time() - start < GENEROUS


@pytest.mark.parametrize(
    ("head", "piece"),
    [
        ("", r"\begin{tabular}"),
        (r"\begin{tabular}", "{}"),
        (r"\begin{tabular} ", r"x & x \\ "),
        (r"b \in\{ - 217", "\n ,\n\n 217"),
        ("$e", "\n"),
        ("$$", "\n```"),
        ("", r"\in\n \mathb"),
        ("", "$j="),
        ("", " h≤\n"),
    ],
)
def test_what_is_begun_again_and_again_costs_little(head: str, piece: str) -> None:
    start = time.process_time()
    check_document(head + piece * (10_000 // len(piece)))
    assert time.process_time() - start < GENEROUS


def test_too_many_headings_are_refused() -> None:
    with pytest.raises(ContextError, match="more than 2000 headings"):
        check_document("# Problem 1\n" * 2_001)


def test_lines_do_not_move_where_gaps_are_shortened() -> None:
    text = "Let $x = 2$." + " " * 1_000 + "\n" * 1_000 + "$$x + 1 = 4$$"
    found = check_document(text)
    assert [d["line"] for d in found["displays"]] == [1, 1_001] and found["summary"]["different"] == 1


def test_a_remark_behind_a_blank_column_is_left_out() -> None:
    found = check_document("\\begin{align}\nx &= 2 && \\text{by hand} \\\\\ny &= 3 && (= z)\n\\end{align}\n")
    assert not found["unread"]


def test_a_free_index_without_a_value_is_no_fault() -> None:
    found = compare(r"-\sum_{i=j}^{n} g_i g_p_ii", r"\frac{2x}{1+x^2}", {"domains": {"x": "nonzero real"}})
    assert found["verdict"] == "different"


def test_negations_of_negations_do_not_double() -> None:
    start = time.process_time()
    for answer in ("\\neg " * 100 + "x", "logical_not(" * 30 + "x" + ")" * 30, "ones(" * 30 + "x" + ")" * 30):
        assert compare("x", answer)["verdict"] in ("different", "undecided", "unreadable")
    assert time.process_time() - start < GENEROUS


def test_cases_of_different_shapes_have_no_value() -> None:
    context = {"tensors": {"w": [3], "x": [7]}}
    found = compare("w if x else w", "w", context)
    assert found["verdict"] == "undecided" and "different shapes" in found["how"]


def test_places_with_very_many_indices_are_no_fault() -> None:
    found = compare(r"\sigma" + "_i" * 100, "x_i", {"tensors": {"x": ["n"]}})
    assert found["verdict"] == "different"


def test_conditions_on_arrays_stand_beside_conditions_on_numbers() -> None:
    context = {"tensors": {"w": [3], "x": [3]}}
    assert compare("w * (w < 1 and x[0] < 1)", "w * (w < 1) * (x[0] < 1)", context)["verdict"] == "equal"
    assert compare("y", "y·𝟙[y·w·x < 1w·x < 1]", context)["verdict"] != "equal"


def test_a_number_with_hundreds_of_decimals_is_no_fault() -> None:
    assert compare("0.5", "0." + "0" * 371 + "499")["verdict"] == "different"
    assert compare(r"\Gamma(x)", r"\Gamma(10^{300})", {"domains": {"x": "positive real"}})["verdict"] != "equal"


def test_premises_that_cannot_hold_cost_little() -> None:
    start = time.process_time()
    for premises in (["x = " + "plus " * 60 + "x + 1"], ["x =" + "\n" * 1_000 + "1"], ["x_{k} = x_{k} + 1"] * 3):
        for answer in ("2 x", "=" + "\n" * 1_000):
            assert compare("x", answer, {"premises": premises})["verdict"] in ("different", "undecided", "unreadable")
    assert time.process_time() - start < GENEROUS
