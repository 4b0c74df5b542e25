"""Answers read and judged, derivations checked, rules derived: what a student sees."""

from __future__ import annotations

import pytest

from tests.web.serving import Client

RIGHT = "1/4 g[ceil(d/2), ceil(e/2)]"


def answer(client: Client, problem: str, part: str, text: str, path: str = "/answer") -> str:
    found = client.post(path, {"problem": problem, "part": part, "answer": text}, **{"HX-Request": "true"})
    assert found.status == 200, found.text
    return found.text


def test_a_right_answer(client: Client) -> None:
    found = answer(client, "ece449/1", "dS", RIGHT)
    assert "Right" in found and "2 of 2 points" in found and "verdict equal" in found


def test_a_wrong_answer_gets_witness_diagnosis_and_credit(client: Client) -> None:
    found = answer(client, "ece449/1", "dS", "g[ceil(d/2), ceil(e/2)]")
    assert "verdict different" in found and "Not right" in found
    assert "expected" in found and "Looks like this" in found and " of 2 points" in found


def test_how_an_answer_is_read(client: Client) -> None:
    found = answer(client, "ece449/1", "dS", r"\frac14 g_{\lceil d/2 \rceil, \lceil e/2 \rceil}", "/read")
    assert "read as" in found and "data-tex=" in found and "frac" in found
    half = answer(client, "ece449/1", "dS", "1/4 g[ceil(d/2", "/read")
    assert "not readable yet" in half and "<mark>" in half
    assert answer(client, "ece449/1", "dS", "  ", "/read").strip() == ""


def test_an_answer_in_words_waits_for_a_person(client: Client) -> None:
    found = answer(client, "ece449/2.1", part_of(client, "ece449/2.1"), "It is faster.")
    assert "A person decides" in found


def part_of(client: Client, problem: str) -> str:
    known = {p["name"]: p for p in client.get("/api/problems").json}
    return str(known[problem]["parts"][0]["label"])


def test_without_script_a_whole_page_comes_back(client: Client) -> None:
    found = client.post("/answer", {"problem": "ece449/1", "part": "dS", "answer": RIGHT})
    assert found.status == 200 and "<!doctype html>" in found.text and "verdict equal" in found.text


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "{{ 7*'7' }}",
        "'; DROP--",
        "__import__('os').system('id')",
        "../../etc/passwd",
        "\u202e x",
        "x" * 15_000,
        "(" * 5_000,
        "9**9**9**9",
        "\\input{/etc/passwd}",
    ],
)
def test_whatever_is_typed_is_escaped_and_judged(client: Client, text: str) -> None:
    for path in ("/read", "/answer"):
        found = answer(client, "ece449/1", "dS", text, path)
        assert "<script>alert" not in found and "<img" not in found and "7777777" not in found and "root:" not in found
    page = client.post("/answer", {"problem": "ece449/1", "part": "dS", "answer": text})
    assert page.status == 200 and "<script>alert" not in page.text and "<img" not in page.text


def test_the_first_bad_line_is_marked(client: Client) -> None:
    text = "Start.\n\n$$\n(x+1)^2\n= x^2 + 2x + 1\n= x^2 + 3x + 1\n= x^2 + 3x + 2\n$$\n"
    found = client.post("/check", {"text": text}, **{"HX-Request": "true"})
    assert found.status == 200
    assert "Line 6 does not follow" in found.text and 'class="different" id="first-bad"' in found.text
    assert found.text.count('class="different"') == 2, "line 7 does not follow either"
    assert 'class="equal"' in found.text


def test_a_derivation_without_a_slip(client: Client) -> None:
    found = client.post("/check", {"text": "$$(x+1)^2 = x^2 + 2x + 1 = x(x+2) + 1$$"}, **{"HX-Request": "true"})
    assert "Every link holds" in found.text and "2 links: 2 right" in found.text
    assert client.post("/check", {"text": ""}).status == 400
    assert client.post("/check", {"text": "$a=b$", "context": "{"}).status == 400
    escaped = client.post("/check", {"text": "$$x = <script>alert(1)</script>$$"}).text
    assert "<script>alert" not in escaped


def test_a_rule_is_read_and_derived(client: Client) -> None:
    rule = "X: N D\nW: M D\n\nY[n,m] = relu(sum[d] X[n,d]*W[m,d])"
    read = client.post("/derive/read", {"rule": rule}, **{"HX-Request": "true"}).text
    assert 'value="X"' in read and 'value="W"' in read and "data-tex" in read
    found = client.post("/derive", {"rule": rule, "wrt": "W"}, **{"HX-Request": "true"})
    assert found.status == 200 and "Chain rule" in found.text and "The gradient by W" in found.text
    assert "def " in found.text, "as NumPy code too"
    wrong = client.post("/derive/read", {"rule": "X: N D\nY[n] = sum[d X[n,d]"}, **{"HX-Request": "true"}).text
    assert "not readable yet" in wrong and "line 2" in wrong and "^" in wrong
    refused = client.post("/derive", {"rule": rule, "wrt": "Q"}, **{"HX-Request": "true"})
    assert (refused.status == 400 and "nearest" in refused.text) or "known" in refused.text


def test_every_example_of_the_page_is_derived(client: Client) -> None:
    from backproof.web.pages.forward import EXAMPLES

    for rule in EXAMPLES.values():
        found = client.post("/derive", {"rule": rule}, **{"HX-Request": "true"})
        assert found.status == 200 and "piece result" in found.text
