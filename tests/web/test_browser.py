"""The page in a real browser: what a student does, what a screen reader is told, what a telephone shows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.web.browser import DESKTOP, PHONE, Watched

SAMPLE = Path(__file__).parents[2] / "samples" / "ece449.toml"
PLACES = ["/", "/problems", "/problems/ece449/1", "/problems/ece449/3", "/solutions/ece449/4", "/layers",
          "/layers/conv2d?wrt=K", "/derive", "/check", "/classes"]  # fmt: skip


@pytest.fixture
def watched(browser: Any, address: str) -> Iterator[Watched]:
    found = Watched(browser, address)
    yield found
    complaints, foreign = found.complaints, found.foreign
    found.close()
    assert not complaints, "nothing was complained about"
    assert not foreign, "nothing was asked of another server"


def test_an_answer_is_read_while_it_is_typed_and_judged_by_the_keyboard(watched: Watched) -> None:
    page = watched.open("/problems/ece449/1")
    box = page.get_by_label("Your answer").first
    box.fill(r"\frac14 g_{\lceil d/2 \rceil, \lceil e/2 \rceil}")
    page.locator("#reading-1 .katex").wait_for()
    assert "read as" in page.locator("#reading-1").inner_text().lower()
    box.press("Control+Enter")
    page.locator("#verdict-1 .verdict.equal").wait_for()
    assert "Right" in page.locator("#verdict-1").inner_text()
    assert "2 of 2 points" in page.locator("#verdict-1").inner_text()


def test_half_an_answer_is_pointed_at_not_blamed(watched: Watched) -> None:
    page = watched.open("/problems/ece449/1")
    page.get_by_label("Your answer").first.fill("1/4 g[ceil(d/2)")
    page.locator("#reading-1 mark").wait_for()
    assert "not readable yet" in page.locator("#reading-1").inner_text().lower()


def test_a_wrong_answer(watched: Watched) -> None:
    page = watched.open("/problems/ece449/5")
    page.get_by_label("Your answer").nth(6).fill("[[1.0086, 0.0086], [0, -1]]")
    page.get_by_role("button", name="Judge").nth(6).click()
    verdict = page.locator("#verdict-7 .verdict.different")
    verdict.wait_for()
    said = verdict.inner_text()
    assert "Not right" in said and "expected" in said and "Looks like this" in said


def test_hints_by_keyboard_alone(watched: Watched) -> None:
    page = watched.open("/problems/ece449/1")
    part = page.locator("section.part").nth(1)
    part.get_by_role("button", name="First hint").focus()
    for k in range(1, 6):
        page.keyboard.press("Enter")
        part.locator(".piece").nth(k - 1).wait_for()
        page.wait_for_timeout(80)
        assert page.evaluate("document.activeElement.tagName") == "BUTTON", "the focus stays on the next button"
    assert part.locator(".piece.hint").count() == 3 and part.locator(".piece.line").count() == 2
    assert page.locator("section.part").first.locator(".piece").count() == 0, "the other parts keep their secrets"
    part.get_by_role("button", name="Show all").click()
    part.get_by_text("That was the last step").wait_for()
    assert part.locator(".piece.result .katex").count() >= 1


def test_search_narrows_while_typing(watched: Watched) -> None:
    page = watched.open("/problems")
    before = page.locator(".list a").count()
    page.get_by_label("Search").fill("softmax")
    page.wait_for_timeout(800)
    assert 0 < page.locator(".list a").count() < before
    page.get_by_label("Search").fill("qqqq")
    page.get_by_text("No problem has all of these words").wait_for()


def test_a_rule_is_typed_and_its_gradient_watched(watched: Watched) -> None:
    page = watched.open("/derive")
    page.get_by_label("Forward rule").fill("X: N D\nw: D\n\nY[n] = sigmoid(sum[d] w[d]*X[n,d])")
    page.get_by_label("w", exact=True).check()
    page.get_by_role("button", name="Derive").click()
    page.locator(".controls").wait_for()
    shown = page.locator(".play .piece:visible")
    first = shown.count()
    page.get_by_role("button", name="Next").click()
    assert shown.count() == first + 1
    page.get_by_role("button", name="Show all").click()
    assert shown.count() > first + 2 and page.locator(".play .piece.result .katex").count() >= 1
    page.get_by_label("Forward rule").fill("X: N D\nY[n] = sum[")
    page.locator("#read .unread").wait_for()


def test_a_derivation_is_pasted_and_its_bad_line_marked(watched: Watched) -> None:
    page = watched.open("/check")
    page.get_by_label("Your derivation").fill("$$\n(a+b)^2 = a^2 + 2ab + b^2\n= a^2 + ab + b^2\n$$")
    page.get_by_role("button", name="Check").click()
    page.locator("#first-bad").wait_for()
    assert "Line 3 does not follow" in page.locator("#checked").inner_text()
    assert page.locator("#first-bad code").inner_text() == "= a^2 + ab + b^2"
    assert page.locator("#checked .verdict .katex").count() == 2


def test_a_class_is_uploaded_and_its_marks_come(watched: Watched) -> None:
    page = watched.open("/classes")
    page.get_by_label("Graded is").select_option("ece449")
    page.get_by_label("File").set_input_files(SAMPLE)
    page.get_by_role("button", name="Grade").click()
    page.locator(".files").wait_for(timeout=90_000)
    assert "4 of 4 submissions graded" in page.locator("#state").inner_text()
    with page.expect_download() as found:
        page.get_by_role("link", name="Marks as CSV").click()
    assert "ece449/5" in Path(found.value.path()).read_text()


def test_a_refusal_is_shown_where_the_answer_was_to_be(browser: Any, address: str) -> None:
    watched = Watched(browser, address)
    page = watched.open("/derive")
    page.get_by_label("Forward rule").fill("nonsense (")
    page.get_by_role("button", name="Derive").click()
    page.locator("#derived .refusal").wait_for()
    assert page.locator("#derived .refusal p").inner_text().endswith(".")
    watched.context.set_offline(True)
    page.get_by_role("button", name="Derive").click()
    page.get_by_text("The server did not answer").wait_for()
    watched.close()


def test_without_javascript_everything_but_typesetting_works(browser: Any, address: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/problems/ece449/1")
    page.get_by_role("button", name="First hint").first.click()
    assert page.locator(".piece.hint").count() == 1
    page.get_by_label("Your answer").first.fill("1/4 g[ceil(d/2), ceil(e/2)]")
    page.get_by_role("button", name="Judge").first.click()
    assert page.locator(".verdict.equal").count() == 1
    context.close()


def test_typed_scripts_do_not_run(watched: Watched) -> None:
    page = watched.open("/problems/ece449/1")
    page.evaluate("window.ran = 0")
    page.get_by_label("Your answer").first.fill("<img src=x onerror='window.ran=1'><script>window.ran=1</script>")
    page.get_by_role("button", name="Judge").first.click()
    page.locator("#verdict-1 .verdict").wait_for()
    page.goto(f"{watched.address}/problems?q=<img src=x onerror=alert(1)>")
    page.wait_for_selector("html[data-ready]")
    assert page.locator("#found img").count() == 0


@pytest.mark.parametrize("path", PLACES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser: Any, address: str, path: str, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    watched = Watched(browser, address, PHONE if scheme == "dark" else DESKTOP, color_scheme=scheme, bypass_csp=True)
    page = watched.open(path)
    if path.startswith("/problems/"):
        page.get_by_label("Your answer").first.fill("1/4")
        page.get_by_role("button", name="Judge").first.click()
        page.locator("#verdict-1 .verdict").wait_for()
    if path == "/check":
        page.get_by_role("button", name="Check").click()
        page.locator("#first-bad").wait_for()
    page.wait_for_timeout(500)
    found = Axe().run(page)
    watched.close()
    assert not found.violations_count, found.generate_report()


@pytest.mark.parametrize("path", PLACES)
def test_no_page_is_wider_than_a_telephone(browser: Any, address: str, path: str) -> None:
    watched = Watched(browser, address, {"width": 360, "height": 740})
    page = watched.open(path)
    wide = page.evaluate("document.documentElement.scrollWidth")
    left = page.locator(".tex[data-tex]:not([data-shown])").count()
    watched.close()
    assert wide <= 360
    assert left == 0, "every formula is typeset"
    assert not watched.complaints and not watched.foreign


def test_every_formula_of_every_problem_is_typeset(browser: Any, address: str) -> None:
    watched = Watched(browser, address)
    page = watched.open("/problems")
    names = page.locator(".list a").evaluate_all("links => links.map(a => a.getAttribute('href'))")
    assert len(names) > 20
    plain = (
        "main => [...main.querySelectorAll('p, li, td')].filter(e => !e.querySelector('.katex, code'))"
        ".map(e => e.textContent).join(' ')"
    )
    bad: dict[str, list[str]] = {}
    for name in names:
        page = watched.open(name.replace("/problems/", "/solutions/"))
        errors = page.locator(".katex-error").evaluate_all("all => all.map(e => e.getAttribute('title'))")
        if errors or "$" in page.locator("main").evaluate(plain):
            bad[name] = errors
    complaints = watched.complaints
    watched.close()
    assert not bad and not complaints
