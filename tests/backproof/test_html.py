"""The page of HTML: self-contained, escaped, no raw LaTeX in sight; a badge says what was judged; seen in a browser."""

from __future__ import annotations

import base64
import hashlib
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from backproof import api
from backproof.documents.asked import Asked, judge, pieces
from backproof.documents.page import html_page
from backproof.errors import DONE, UNUSABLE, WRONG
from backproof.main import doors
from derivations.notation import parse_term
from derivations.printing.evidence import Case, Finding, Place
from derivations.printing.html_document import html_fragment
from derivations.printing.html_evidence import badge
from derivations.printing.html_markup import display, inline_html, markup_html
from derivations.printing.solution import Solution, SolvedPart
from derivations.solve import derive_layer
from tests.web.browser import CHROMIUM, DESKTOP, MISSING, PHONE, chromium

SETS = ("ece449", "ai501", "eecs545")
HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> $</span><b>$ `<i>` **<u>**"


class Words(HTMLParser):
    """The text that a reader sees, without scripts and styles; and every tag that stays open."""

    def __init__(self, page: str):
        super().__init__()
        self.seen, self.open, self.tags = list[str](), list[str](), set[str]()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.add(tag)
        if tag not in ("meta", "link", "br", "img") and not (self.open and self.open[-1] == "svg" and tag == "path"):
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: Any) -> None:
        self.tags.add(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes something else"

    def handle_data(self, data: str) -> None:
        if not {"script", "style"} & set(self.open):
            self.seen.append(data)


@cache
def solutions(name: str) -> list[Solution]:
    return [api.solve(n) for n in api.problem_names(name)]


@pytest.mark.parametrize("name", SETS)
def test_no_raw_source_is_seen_and_every_step_has_its_reason(name: str) -> None:
    words = Words(html_page(solutions(name), title=name))
    assert not words.open
    text = " ".join(words.seen)
    assert not re.search(r"\\[A-Za-z]|\$|\*\*|&=", text)
    fragments = "".join(map(html_fragment, solutions(name)))
    summaries = re.findall(r'<li class="step"><details open><summary>(.*?)</summary>', fragments)
    assert summaries and all(len(re.sub(r"<[^>]*>", "", s)) > 4 for s in summaries)
    assert fragments.count('<li class="step">') == len(summaries)


def test_text_is_escaped() -> None:
    part = SolvedPart(HOSTILE, wording=f"{HOSTILE}\n\n- {HOSTILE}")
    solution = Solution(HOSTILE, HOSTILE, (part,), statement=HOSTILE, conventions=(HOSTILE,), source=HOSTILE)
    words = Words(html_fragment(solution))
    assert not words.tags & {"script", "img", "b", "i", "u"}
    page = Words(html_page([solution, solution], title=HOSTILE))
    assert not page.tags & {"img", "b", "i", "u"}
    shown = badge(Finding((HOSTILE,), (Case(HOSTILE, HOSTILE, 0.0, True),), (HOSTILE,)))
    assert not Words(shown).tags & {"script", "img", "b", "i", "u"}


def test_the_page_needs_no_other_file_and_allows_no_other_script() -> None:
    page = html_page(solutions("ece449/1"))
    outside = re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL)
    assert not re.findall(r"(?:src|href)=[\"'](?!#|data:)", outside)
    assert not re.findall(r"url\((?!data:)", outside)
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    allowed = re.findall(r"'sha256-([^']+)'", page.partition("</head>")[0])
    assert [base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in scripts] == allowed
    assert "default-src 'none'" in page and 'lang="en"' in page


def test_markdown_in_html() -> None:
    assert inline_html("**a** *b* `c<` $x<y$ &") == (
        '<strong>a</strong> <em>b</em> <code>c&lt;</code> <span class="tex" data-tex="x&lt;y"></span> &amp;'
    )
    assert markup_html("lead\n- one\n- two") == "<p>lead</p><ul><li>one</li><li>two</li></ul>"
    assert markup_html("a $$x$$ b").startswith("<p>a</p><div") and markup_html("1. one").startswith("<ol>")
    assert "data-narrow" not in display("x", "x") and 'data-narrow="y"' in display("x", "y")


# ---------------------------------------------------------------- evidence


def test_every_line_of_a_gradient_is_judged_and_says_by_what() -> None:
    problem = api.problem("ece449/1")
    ticks: list[int] = []
    asked = Asked(api.solve("ece449/1"), problem)
    found = judge(asked, lambda: ticks.append(1))
    assert not found.failures and len(ticks) == pieces(asked)
    for part in asked.solution.parts:
        for k, worked in enumerate(part.worked):
            assert found.evidence[Place("worked", part.label, k)].ok
            for n, line in enumerate(worked.lines):
                finding = found.evidence[Place("line", part.label, k, n)]
                assert finding.ok and len(finding.cases) >= 2
                assert bool(finding.proofs) == bool(line.steps)
    assert sum(w.lines[-1].steps > 0 for p in asked.solution.parts for w in p.worked)


def test_a_wrong_line_is_judged_wrong() -> None:
    """A displayed line that is not what was derived: the judge of lines looks at what is printed."""
    solution = api.solve("ece449/1", "dS")
    part = solution.parts[0]
    worked = part.worked[0]
    assert solution.program is not None
    wrong = parse_term("1/2*dL_P[ceil(d/2),ceil(e/2)]", replace_scope(solution))
    lines = (*worked.lines[:-1], replace(worked.lines[-1], term=wrong))
    bent = replace(solution, parts=(replace(part, worked=(replace(worked, lines=lines),)),))
    found = judge(Asked(bent, api.problem("ece449/1"))).evidence
    last = found[Place("line", "dS", 0, len(lines) - 1)]
    assert not last.ok and not any(c.ok for c in last.cases)
    assert found[Place("line", "dS", 0, 0)].ok
    assert "judged wrong" in html_fragment(bent, found) and "verified" in html_fragment(bent, found)


def replace_scope(solution: Solution) -> Any:
    from derivations.notation import Scope

    program = solution.program
    assert program is not None
    worked = solution.parts[0].worked[0]
    ranges = {**program.ranges, **{f"dL_{t}": r for t, r in program.ranges.items()}}
    return Scope(ranges, program.sizes).within(worked.result.indices)


@pytest.mark.parametrize(
    ("name", "places"),
    [("ece449/3", {"count"}), ("ece449/5", {"value", "line", "worked", "forward"}), ("ece449/2.2", {"argument"}),
     ("ai501/7.3", {"count"}), ("ai501/6.7a", {"route", "line", "worked", "forward"})],
)  # fmt: skip
def test_every_kind_of_answer_has_its_evidence(name: str, places: set[str]) -> None:
    found = judge(Asked(api.solve(name), api.problem(name)))
    assert not found.failures
    assert places <= {p.kind for p in found.evidence}
    assert all(f.ok for f in found.evidence.values())


def test_a_rule_from_a_file_claims_no_witness() -> None:
    layer = api.read_forward("X: N D\nY[n,d] = X[n,d]^2 * X[n,d]", "cubes")
    found = judge(Asked(api.derive(layer, "X"), layer, "X"))
    assert found.evidence and not found.failures
    assert all(c.against == "autograd" for f in found.evidence.values() for c in f.cases)
    assert Place("forward", "") not in found.evidence
    whole = judge(Asked(api.derive(layer, "X", "jacobian"), layer, "X", "jacobian"))
    assert not any(f.cases for f in whole.evidence.values())


def test_full_derivatives_and_optimisers_are_judged() -> None:
    for name, wrt, kind in (("softmax", "X", "jacobian"), ("linear_regression", "w", "hessian")):
        found = judge(Asked(api.derive(name, wrt, kind), api.layer(name), wrt, kind))  # type: ignore[arg-type]
        assert not found.failures and all(f.ok for f in found.evidence.values())
        assert any(f.cases for f in found.evidence.values())
    adam = judge(Asked(api.solve("adam"), api.optimisers()["adam"])).evidence
    assert adam[Place("forward", "")].ok


def test_nothing_judged_no_badge() -> None:
    assert badge(None) == badge(Finding()) == ""
    assert "verified" not in html_fragment(api.solve("ece449/1"))
    assert not Finding().ok
    assert not Finding(("p",), (Case("", "", 1.0, False),)).ok and not Finding(("p",), (), ("w",)).ok


# ---------------------------------------------------------------- the command line


def test_the_name_of_the_file_says_the_format(tmp_path: Path) -> None:
    for name, start in (("a.html", "<!DOCTYPE"), ("a.htm", "<!DOCTYPE"), ("a.md", "# "), ("a.tex", r"\documentclass"),
                        ("a.txt", "The ReLU"), ("a.json", "{"), ("a.unknown", r"\documentclass")):  # fmt: skip
        assert doors(["solve", "eecs545/1b", "-o", str(tmp_path / name)], standalone_mode=False) == DONE
        assert (tmp_path / name).read_text("utf-8").startswith(start)
    assert (
        doors(["solve", "eecs545/1b", "--format", "text", "-o", str(tmp_path / "b.html")], standalone_mode=False)
        == DONE
    )
    assert (tmp_path / "b.html").read_text("utf-8").startswith("The ReLU")


def test_html_goes_to_standard_output_too(capsys: pytest.CaptureFixture[str]) -> None:
    assert doors(["derive", "relu", "--wrt", "X", "--format", "html"], standalone_mode=False) == DONE
    page = capsys.readouterr().out
    assert page.startswith("<!DOCTYPE html>") and '<details class="evidence ok">' in page


def test_a_solution_judged_wrong_is_printed_and_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from checkers import evidence

    monkeypatch.setattr(evidence, "judge_problem", lambda *a, **k: evidence.Judged({}, ("it differs",)))
    assert doors(["solve", "eecs545/1b", "-o", str(tmp_path / "x.html")], standalone_mode=False) == WRONG
    assert "judged wrong: it differs" in capsys.readouterr().err
    assert (tmp_path / "x.html").exists()


def test_an_engine_is_for_pdf(capsys: pytest.CaptureFixture[str]) -> None:
    for more in (["--format", "html"], ["--format", "numpy"], []):
        assert doors(["derive", "relu", "--wrt", "X", "--engine", "tex", *more], standalone_mode=False) == UNUSABLE
        assert "--engine" in capsys.readouterr().err


def test_help_and_a_solution_as_text_load_no_judge() -> None:
    code = "import sys\nfrom backproof.main import doors\ndoors(['solve', 'eecs545/1b'], standalone_mode=False)\n"
    ran = subprocess.run([sys.executable, "-c", code + "assert 'torch' not in sys.modules"], capture_output=True)
    assert ran.returncode == 0, ran.stderr


# ---------------------------------------------------------------- in a browser

browsed = pytest.mark.skipif(not CHROMIUM, reason=MISSING)


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A page of each set, and one with all its evidence."""
    folder = tmp_path_factory.mktemp("pages")
    found = {}
    for name in SETS:
        found[name] = folder / f"{name}.html"
        found[name].write_text(html_page(solutions(name), title=name.upper()), "utf-8")
    judged = Asked(api.solve("ece449/5"), api.problem("ece449/5"))
    found["judged"] = folder / "judged.html"
    evidence = {"ece449/5": judge(judged).evidence}
    found["judged"].write_text(html_page([judged.solution], evidence), "utf-8")
    short = [Asked(api.solve(n), api.problem(n)) for n in ("eecs545/1b", "ece449/3", "ece449/2.2")]
    found["short"] = folder / "short.html"
    evidence = {a.solution.name: judge(a).evidence for a in short}
    found["short"].write_text(html_page([a.solution for a in short], evidence, "Short"), "utf-8")
    layers = [derive_layer(api.layer(n)) for n in ("conv2d", "rnn", "batch_norm")]
    found["layers"] = folder / "layers.html"
    found["layers"].write_text(html_page(layers, title="Layers"), "utf-8")
    return found


@pytest.fixture(scope="module")
def chrome() -> Iterator[Any]:
    with chromium() as opened:
        yield opened


def opened(chrome: Any, path: Path, **more: Any) -> Any:
    page = chrome.new_context(**more).new_page()
    page.set_default_timeout(30_000)
    complaints: list[str] = []
    page.on("console", lambda m: complaints.append(m.text))
    page.on("pageerror", lambda e: complaints.append(str(e)))
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-ready]")
    page.evaluate("document.fonts.ready")
    assert not complaints
    return page


@browsed
@pytest.mark.parametrize("name", [*SETS, "judged", "layers"])
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_every_formula_is_drawn_and_the_page_is_as_wide_as_the_window(
    name: str, viewport: dict[str, int], chrome: Any, pages: dict[str, Path]
) -> None:
    page = opened(chrome, pages[name], viewport=viewport, color_scheme="dark" if viewport is PHONE else "light")
    assert page.evaluate("document.querySelectorAll('.katex-error').length") == 0
    assert page.evaluate("[...document.querySelectorAll('.tex')].every(e => e.querySelector('math'))")
    assert page.evaluate("document.documentElement.scrollWidth") == viewport["width"]
    wide = "[...document.querySelectorAll('.display')].filter(b => b.scrollWidth > b.clientWidth + 1)"
    if viewport is DESKTOP:
        assert page.evaluate(f"{wide}.map(b => b.firstChild.dataset.tex)") == []
    assert page.evaluate(f"{wide}.every(b => b.tabIndex === 0)")
    page.context.close()


@browsed
def test_fonts_that_are_used_lie_in_the_page(chrome: Any, pages: dict[str, Path]) -> None:
    page = opened(chrome, pages["ece449"])
    used = page.evaluate(
        "[...new Set([...document.querySelectorAll('.katex-html *')].flatMap(e => {"
        "const s = getComputedStyle(e); return [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim())"
        " ? [s.fontFamily.split(',')[0].replace(/\"/g, '')] : []}))]"
    )
    loaded = page.evaluate(
        "[...document.fonts].filter(f => f.status === 'loaded').map(f => f.family.replace(/\"/g, ''))"
    )
    assert used and set(used) <= set(loaded)


@browsed
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_axe_finds_no_barrier(viewport: dict[str, int], chrome: Any, pages: dict[str, Path]) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    scheme = "dark" if viewport is PHONE else "light"
    page = opened(chrome, pages["short"], viewport=viewport, color_scheme=scheme, bypass_csp=True)
    page.evaluate("document.querySelectorAll('.evidence').forEach((e, k) => { e.open = k % 3 === 0; })")
    found = axe.run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"]) for v in found] == []
    page.context.close()


@browsed
def test_steps_fold_by_keyboard_and_by_button_and_unfold_on_paper(chrome: Any, pages: dict[str, Path]) -> None:
    page = opened(chrome, pages["judged"], viewport=DESKTOP)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "solution"
    first = page.locator("li.step > details").first
    first.locator("> summary").focus()
    page.keyboard.press("Enter")
    assert first.get_attribute("open") is None
    page.get_by_role("button", name="Fold all steps", exact=True).click()
    folded = "document.querySelectorAll('li.step > details:not([open])').length"
    steps = page.evaluate("document.querySelectorAll('li.step').length")
    assert page.evaluate(folded) == steps > 10
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(folded) == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(folded) == steps
    page.get_by_role("button", name="Unfold all steps").click()
    assert page.evaluate(folded) == 0
    evidence = page.locator("details.evidence").first
    evidence.locator("> summary").click()
    assert evidence.locator("table, li").first.is_visible()


@browsed
def test_without_scripts_a_note_and_no_source(chrome: Any, pages: dict[str, Path]) -> None:
    page = chrome.new_context(java_script_enabled=False).new_page()
    page.goto(pages["judged"].as_uri())
    text = page.locator("body").inner_text()
    assert "not shown while scripts are off" in text
    assert not re.search(r"\\[A-Za-z]|\$", text)
