"""Exports: PrairieLearn's server.py runs and its key is right, Moodle's XML has what its question types read, and what

CodeRunner would run is run.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import numpy as np
import pytest
from click.testing import CliRunner

from backproof import Unusable, api
from backproof.exports.answers import TOLERANCE, identifier
from backproof.exports.markup import html
from backproof.main import doors
from backproof.variation import exported, spelled, variants
from checkers.grade import Grader

INFO = {  # what PrairieLearn requires of info.json
    "type": "object",
    "required": ["uuid", "type", "title", "topic"],
    "properties": {
        "uuid": {"pattern": "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$"},
        "type": {"const": "v3"},
        "title": {"type": "string", "minLength": 1},
        "topic": {"type": "string", "minLength": 1},
        "tags": {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
    },
    "additionalProperties": False,
}
STACK = {  # what STACK reads of a question, an input, a tree and a node
    "question": "name questiontext generalfeedback defaultgrade penalty hidden stackversion questionvariables "
    "specificfeedback questionnote questionsimplify assumepositive assumereal prtcorrect prtpartiallycorrect "
    "prtincorrect decimals multiplicationsign sqrtsign complexno inversetrig logicsymbol matrixparens input prt qtest",
    "input": "name type tans boxsize strictsyntax insertstars syntaxhint forbidwords allowwords forbidfloat "
    "requirelowestterms checkanswertype mustverify showvalidation options",
    "prt": "name value autosimplify feedbackstyle feedbackvariables node",
    "node": "name answertest sans tans testoptions quiet truescoremode truescore truepenalty truenextnode "
    "trueanswernote truefeedback falsescoremode falsescore falsepenalty falsenextnode falseanswernote falsefeedback",
}


class Balanced(HTMLParser):
    """HTML whose tags are closed in order; holds the attributes of every element."""

    def __init__(self, text: str):
        super().__init__()
        self.open: list[str] = []
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.elements.append((tag, {k: v or "" for k, v in attrs}))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


# ---------------------------------------------------------------- PrairieLearn


def served(files: dict[str, str], seed: str) -> dict[str, Any]:
    """The data of a variant, as PrairieLearn makes them: generate(data) of server.py, run on its own."""
    data: dict[str, Any] = {"params": {}, "correct_answers": {}, "variant_seed": seed, "options": {}}
    driver = "import json, sys\ndata = json.loads(sys.argv[1])\ngenerate(data)\nprint(json.dumps(data))"
    code = f"{files['server.py']}\n{driver}"
    ran = subprocess.run(
        [sys.executable, "-I", "-c", code, json.dumps(data)], capture_output=True, text=True, check=True, timeout=60
    )
    found: dict[str, Any] = json.loads(ran.stdout)
    return found


@pytest.mark.parametrize("name", ["ece449/5", "eecs545/1a", "ece449/3"])
def test_a_prairielearn_question(name: str) -> None:
    files = exported(name, "prairielearn", seed=2, count=4)
    assert set(files) == {"info.json", "question.html", "server.py"}
    jsonschema.validate(json.loads(files["info.json"]), INFO)
    inputs = [a for tag, a in Balanced(files["question.html"]).elements if tag.endswith("-input")]
    found = [served(files, str(seed)) for seed in range(3)]
    assert found[0] == served(files, "0"), "the seed decides"
    pool = {html(v.problem.statement): v for v in variants(name, 2, 4)}
    for data in found:
        variant = pool[data["params"]["statement"]]
        keys = data["correct_answers"]
        assert [a["answers-name"] for a in inputs] == list(keys) == [identifier(p.label) for p in variant.problem.parts]
        for p in variant.problem.parts:
            key = keys[identifier(p.label)]
            value = key if not isinstance(key, dict) else key["_value"]
            if isinstance(key, dict):
                assert np.ndim(value) == 2 and key["_type"] == "ndarray"
            assert np.allclose(np.ravel(value), np.ravel(np.array(variant.decimals[p.label], dtype=float)))
    assert sum(int(a["weight"]) for a in inputs) > 0


def test_the_pool_of_prairielearn_is_used() -> None:
    files = exported("eecs545/1b", "prairielearn", seed=2, count=3)
    assert len({served(files, str(s))["params"]["statement"] for s in range(8)}) > 1


# ---------------------------------------------------------------- STACK


def maxima(text: str) -> list[float]:
    """The numbers of a matrix, or a number."""
    return [float(x) for x in re.findall(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", text)]


@pytest.mark.parametrize("name", ["ece449/5", "ece449/3"])
def test_stack_questions(name: str) -> None:
    [(file, text)] = exported(name, "stack", seed=5, count=2).items()
    assert file.endswith("-stack.xml")
    root = ET.fromstring(text)
    assert root.tag == "quiz"
    category, *questions = root
    assert category.get("type") == "category"
    assert [q.get("type") for q in questions] == ["stack"] * 2
    for question, variant in zip(questions, variants(name, 5, 2), strict=True):
        for tag, wanted in STACK.items():
            for element in [question] if tag == "question" else question.iter(tag):
                missing = set(wanted.split()) - {child.tag for child in element}
                assert not missing, (tag, missing)
        shown = question.findtext("questiontext/text") or ""
        Balanced(shown)
        names = [i.findtext("name") for i in question.findall("input")]
        assert re.findall(r"\[\[input:(\w+)\]\]", shown) == re.findall(r"\[\[validation:(\w+)\]\]", shown) == names
        assert re.findall(r"\[\[feedback:(\w+)\]\]", shown) == [p.findtext("name") for p in question.findall("prt")]
        assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9]{0,17}", n or "") for n in names)
        variables = dict(re.findall(r"(ta\w+): (.*);", question.findtext("questionvariables/text") or ""))
        for part, prt in zip(variant.problem.parts, question.findall("prt"), strict=True):
            key = maxima(variables[f"ta{identifier(part.label)}"])
            assert np.allclose(key, np.ravel(np.array(variant.decimals[part.label], dtype=float)))
            assert prt.findtext("node/answertest") in ("NumRelative", "AlgEquiv")
            assert prt.findtext("node/testoptions") in (None, "", str(TOLERANCE))
        assert "$" not in shown


# ---------------------------------------------------------------- CodeRunner


def ran(code: str) -> str:
    found = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, timeout=60)
    return found.stdout + found.stderr


@pytest.mark.parametrize("name", ["ece449/1", "ece449/5", "ai501/6.7b"])
def test_the_sample_answer_passes_every_test_of_coderunner_and_a_wrong_one_does_not(name: str) -> None:
    [(_, text)] = exported(name, "coderunner", seed=4, count=2).items()
    [question] = [q for q in ET.fromstring(text) if q.get("type") == "coderunner"]
    Balanced(question.findtext("questiontext/text") or "")
    answer = question.findtext("answer") or ""
    cases = question.findall("testcases/testcase")
    assert question.findtext("coderunnertype") == "python3"
    assert {c.get("useasexample") for c in cases} == {"0", "1"}
    for case in cases:
        code, expected = case.findtext("testcode/text") or "", (case.findtext("expected/text") or "").strip()
        assert ran(f"{answer}\n{code}").strip() == expected
    wrong = answer.replace("return {name: found[name]", "return {name: 2 * found[name]")
    assert wrong != answer
    first = cases[0]
    assert "instead of" in ran(f"{wrong}\n{first.findtext('testcode/text')}")


# ---------------------------------------------------------------- what they share


def test_statements_as_html() -> None:
    text = "A list, where $a < b$ & *so on*:\n\n1. first $x_{i}$;\n2. **second**.\n\n"
    text += r"$$y = \begin{bmatrix} 1 & 2 \end{bmatrix}$$"
    found = html(text)
    Balanced(found)
    assert "$a &lt; b$ &amp; <em>so on</em>" in found
    assert "<ol><li>first $x_{i}$;</li><li><strong>second</strong>.</li></ol>" in found
    assert r"\[y = \begin{bmatrix} 1 &amp; 2 \end{bmatrix}\]" in html(text, moodle=True)


def test_names_of_parts_are_names_everywhere() -> None:
    assert [identifier(x) for x in ("dW", "1.dW2", "total")] == ["dW", "a1xdW2", "total"]


def test_the_exported_key_is_accepted_by_the_grader() -> None:
    [variant] = variants("eecs545/1a", 8)
    record = Grader(variant.problem, ()).grade({p: spelled(v) for p, v in variant.decimals.items()})
    assert record["points"] == record["max_points"]


@pytest.mark.parametrize(
    ("name", "form", "said"),
    [
        ("eecs545/6", "stack", "4 axes"),
        ("eecs545/6", "prairielearn", "4 axes"),
        ("ece449/3", "coderunner", "no gradient"),
        ("ece449/2.1", "stack", "nothing in it can vary"),
    ],
)
def test_what_another_grader_cannot_hold_is_refused(name: str, form: str, said: str) -> None:
    with pytest.raises(Unusable, match=said):
        exported(name, form, count=2)


def test_the_command(tmp_path) -> None:  # type: ignore[no-untyped-def]
    assert api.problem("ece449/3")
    arguments = ["export", "ece449/3", "--format", "prairielearn", "--count", "2", "-o", str(tmp_path / "q")]
    assert CliRunner().invoke(doors, arguments).exit_code == 0
    assert {p.name for p in (tmp_path / "q").iterdir()} == {"info.json", "question.html", "server.py"}
    bad = CliRunner().invoke(doors, ["export", "ece449/3", "--format", "blackboard", "-o", str(tmp_path)])
    assert bad.exit_code == 2 and "stack" in bad.stderr
