"""JSON for programs: the records are those of the command line."""

from __future__ import annotations

import json
import subprocess
import sys

from tests.web.serving import Client

ANSWERS = {"dS": "1/4 g[ceil(d/2), ceil(e/2)]", "dC": "g[d,e]"}


def command(*words: str) -> str:
    return subprocess.run(
        [sys.executable, "-m", "tests.web.serve", *words], capture_output=True, text=True, timeout=120
    ).stdout


def test_the_catalogue(client: Client) -> None:
    known = {p["name"]: p for p in client.get("/api/problems").json}
    assert [q["label"] for q in known["ece449/1"]["parts"]] == ["dS", "dC", "dK"]
    assert known["ece449/1"]["points"] == 8
    layers = {x["name"]: x for x in client.get("/api/layers").json}
    assert layers["linear"]["inputs"] and len(layers) > 50


def test_grade_is_what_the_command_prints(client: Client) -> None:
    found = client.ask("/api/grade", {"problem": "ece449/1", "student": "s", "answers": ANSWERS}).json
    typed = [w for k, v in ANSWERS.items() for w in ("--answer", f"{k}={v}")]
    printed = json.loads(command("grade", "ece449/1", *typed, "--json"))
    assert found | {"student": ""} == printed


def test_one_answer_and_how_it_is_read(client: Client) -> None:
    asked = {"problem": "ece449/1", "part": "dS", "answer": ANSWERS["dS"]}
    assert client.ask("/api/answer", asked).json["verdict"] == "equal"
    assert client.ask("/api/read", asked).json["readings"][0]["latex"]
    assert client.ask("/api/read", {**asked, "answer": "1/4 g["}).json["position"] >= 5


def test_solution_check_compare_derive(client: Client) -> None:
    record = client.get("/api/solutions/ece449/3").json
    assert record["name"] == "ece449/3" and record["parts"][0]["count"]["total"] == "513466"
    found = client.ask("/api/check", {"text": "$$(x+1)^2 = x^2+2x+2$$"}).json
    assert found["summary"]["different"] == 1
    same = client.ask("/api/compare", {"reference": "X^T G", "answer": "X.T @ G",
                                       "context": {"tensors": {"X": ["N", "D"], "G": ["N", "M"]}}}).json  # fmt: skip
    assert same["verdict"] == "equal"
    rule = "X: N D\nW: M D\n\nY[n,m] = sum[d] X[n,d]*W[m,d]"
    assert client.ask("/api/derive", {"forward": rule, "wrt": "W"}).json["parts"]
    assert "def " in client.ask("/api/derive", {"layer": "linear", "wrt": "W", "format": "torch"}).json["torch"]
    assert "\\" in client.ask("/api/derive", {"layer": "linear", "wrt": "W", "format": "latex"}).json["latex"]


def test_what_cannot_be_used_is_told(client: Client) -> None:
    assert client.ask("/api/answer", {"problem": "none", "part": "x", "answer": "1"}).status == 400
    assert client.ask("/api/grade", {"problem": "ece449/1", "answers": {"none": "1"}}).status == 400
    assert client.ask("/api/grade", {"problem": "ece449/1", "answers": ["1"]}).status == 400
    assert client.ask("/api/derive", {"wrt": "X"}).status == 400
    assert client.ask("/api/derive", {"layer": "none", "wrt": "X"}).status == 400
    assert client.ask("/api/derive", {"layer": "linear", "wrt": "X", "format": "exe"}).status == 400
    told = client.ask("/api/derive", {"forward": "X: N\nY[n] = (", "wrt": "X"})
    assert told.status == 400 and "line 2" in told.json["error"] and "^" in told.json["place"]
    assert client.ask("/api/compare", {"reference": "x", "answer": "x", "context": {"tensors": 3}}).status == 400
    assert client.get("/api/none").json == {"error": "There is no page at this address."}
    assert client.send("GET", "/api/answer").status == 405
