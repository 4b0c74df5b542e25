"""Variants: other numbers, a statement that prints them, a key that torch confirms and the grader accepts."""

from __future__ import annotations

import json
import random
import re
from fractions import Fraction

import pytest
from click.testing import CliRunner

from backproof import Unusable, api
from backproof.main import doors
from backproof.variation import markdown, spelled, variants
from checkers.grade import Grader
from checkers.variants.draws import flat, numbers_latex, row
from checkers.variants.statement import places, told
from checkers.verify_problem import verify_problem

VARIED = (
    "ece449/1",
    "ece449/3",
    "ece449/4",
    "ece449/5",
    "ai501/6.4",
    "ai501/6.7b",
    "ai501/7.1a",
    "eecs545/1a",
    "eecs545/6",
)
REFUSED = {
    "ece449/2.1": "words or proofs",
    "ece449/6": "one curved function of another",
    "ai501/7.3": "upsample",
    "ai501/6.7a": "no gradient",
}


@pytest.mark.parametrize("name", VARIED)
def test_the_key_of_a_variant_is_right_and_the_original_key_is_not(name: str) -> None:
    original, (first, second) = api.problem(name), variants(name, seed=3, count=2)
    for variant in (first, second):
        answers = {label: spelled(value) for label, value in variant.decimals.items()}
        graded = Grader(variant.problem, ()).grade(answers)
        assert [p["verdict"] for p in graded["parts"]] == ["equal"] * len(variant.problem.parts)
        assert {p.label for p in original.parts} == {*answers, *variant.left_out}
    assert (first.given, first.sizes) != (second.given, second.sizes)
    others = Grader(second.problem, ()).grade({p: spelled(v) for p, v in first.decimals.items()})
    assert others["points"] < others["max_points"]


@pytest.mark.parametrize("name", ["ece449/5", "eecs545/1a"])
def test_a_variant_passes_the_whole_verification(name: str) -> None:
    [variant] = variants(name, seed=11)
    report = verify_problem(variant.problem)
    assert report.ok, report.failures


def test_the_statement_prints_the_new_numbers_and_no_old_ones() -> None:
    [variant] = variants("ece449/5", seed=5)
    statement, given = variant.problem.statement, variant.problem.given
    for name, letter in (("W", "W"), ("B", "B"), ("X", "X"), ("P", "P"), ("alpha", r"\\alpha")):
        shown = re.search(rf"{letter} = ((?:\\begin{{bmatrix}}.*?\\end{{bmatrix}})|[-\d.]+)", statement)
        assert shown is not None and shown[1].rstrip(".") == numbers_latex(given[name])
    assert sum(Fraction(str(p)) for p in flat(given["P"])) == 1
    assert r"\begin{bmatrix} 1 & 0 \\ 0 & -1 \end{bmatrix}" not in statement


def test_quantities_that_the_statement_gives_together_stay_together() -> None:
    [variant] = variants("ai501/6.4", seed=2)
    assert variant.given["W1"] == variant.given["W2"]
    assert variant.given["b1"] == variant.given["b2"]
    assert "sheet" not in variant.problem.statement
    assert variant.left_out == {"critical": "it speaks of the numbers of the original"}
    found = places(api.problem("ai501/6.4"), told(api.problem("ai501/6.4").statement))
    assert [p.names for p in found] == [("W1", "W2"), ("b1", "b2"), ("x",), ("y",), ("eta",)]


def test_no_unit_stands_at_the_kink() -> None:
    for variant in variants("ece449/5", seed=1, count=3):
        W, X, B = ([[Fraction(str(x)) for x in flat([r])] for r in variant.given[n]] for n in ("W", "X", "B"))
        M = [sum(w * x[0] for w, x in zip(row_, X)) + b[0] for row_, b in zip(W, B)]
        assert all(m != 0 for m in M)


def test_the_same_seed_gives_the_same_and_another_gives_others() -> None:
    same = [json.dumps([v.as_record() for v in variants("eecs545/1a", seed=4, count=3)]) for _ in range(2)]
    assert same[0] == same[1]
    others = {json.dumps(variants("eecs545/1a", seed=s)[0].as_record()["given"]) for s in range(6)}
    assert len(others) == 6


def test_many_students_have_numbers_of_their_own() -> None:
    found = variants("eecs545/1b", seed=1, count=12)
    assert len({repr((v.given, v.sizes)) for v in found}) == 12
    assert [v.number for v in found] == list(range(1, 13))


@pytest.mark.parametrize("name", sorted(REFUSED))
def test_where_nothing_can_vary_a_sentence_says_why(name: str) -> None:
    with pytest.raises(Unusable, match=REFUSED[name]):
        variants(name)


def test_a_key_that_torch_contradicts_is_no_key() -> None:
    from dataclasses import replace

    from checkers.variants.variant import VariantError
    from checkers.variants.variant import variants as made

    problem = api.problem("eecs545/1b")
    assert problem.layer is not None
    wrong = replace(problem, layer=replace(problem.layer, oracle=lambda torch, X, size: torch.relu(X) + X))
    with pytest.raises(VariantError, match=r"not torch's"):
        made(wrong)


def test_a_network_in_words_has_the_count_of_the_key() -> None:
    [variant] = variants("ece449/3", seed=9)
    text = variant.problem.statement
    channels = int(re.search(r"with (\d+) channel", text)[1])  # type: ignore[index]
    side = int(re.search(r"size \$(\d+)", text)[1])  # type: ignore[index]
    total, features = 0, None
    lines = [
        re.match(r"(.*?)(?: \((\d+) of them\))?$", x) for x in re.findall(r"^\d+\. (.*?)[;.]$", text, re.MULTILINE)
    ]
    for line in (m[1] for m in lines if m for _ in range(int(m[2] or 1))):
        if conv := re.match(r"a convolution with (\d+) kernels of size \$(\d+)", line):
            out, k = int(conv[1]), int(conv[2])
            total, channels, side = total + (k * k * channels + 1) * out, out, side - k + 1
        elif "pooling" in line:
            side //= int(line[1])
        elif line == "flattening":
            features = channels * side * side
        else:
            out = int(re.search(r"with (\d+) outputs", line)[1])  # type: ignore[index]
            assert features is not None
            total, features = total + (features + 1) * out, out
    assert {"total": total} == variant.key


def test_draws_are_of_their_kind() -> None:
    rng = random.Random(0)
    for n in range(1, 9):
        assert sum(row(n, "simplex", 1, rng)) == 1 and min(row(n, "simplex", 1, rng)) > 0
        assert sorted(row(n, "one_hot", 1, rng)) == [0] * (n - 1) + [1]
        assert set(row(n, "signs", 1, rng)) <= {-1, 1}
        assert min(row(n, "positive", 1, rng)) > 0
    assert numbers_latex((Fraction(1, 50), Fraction(-1, 3))) == r"\begin{bmatrix} 0.02 \\ -\frac{1}{3} \end{bmatrix}"


# ---------------------------------------------------------------- the command


def run(*arguments: str) -> tuple[int, str, str]:
    ran = CliRunner().invoke(doors, ["variants", *arguments])
    return ran.exit_code, ran.stdout, ran.stderr


def test_the_command_prints_markdown_and_json(tmp_path) -> None:  # type: ignore[no-untyped-def]
    code, printed, _ = run("ece449/5", "--seed", "7")
    assert code == 0 and "## Key" in printed and "seed 7, variant 1" in printed
    assert "## Key" not in run("ece449/5", "--seed", "7", "--no-key")[1]
    code, _, _ = run("ece449/5", "--seed", "7", "--count", "2", "--json", "-o", str(tmp_path / "class.json"))
    records = json.loads((tmp_path / "class.json").read_text())
    assert code == 0 and [r["variant"] for r in records] == [1, 2]
    assert records[0]["verified"]["max_error"] < 1e-12
    assert records[0]["parts"][-1]["part"] == "B"
    assert markdown(variants("ece449/5", 7)) + "\n" == printed


def test_the_command_refuses(capsys: pytest.CaptureFixture[str]) -> None:
    for arguments, said in (
        (("ece449/2.1",), "nothing in it can vary"),
        (("ece449/55",), "nearest"),
        (("ece449/5", "--count", "0"), "1 to 10000"),
    ):
        code, _, told_ = run(*arguments)
        assert code == 2 and said in told_
