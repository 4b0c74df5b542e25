"""Every page as a picture, on a telephone and on a desk, light and dark: `python -m tests.web.screenshots OUT`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.web.browser import DESKTOP, MISSING, PHONE, Watched, chromium
from tests.web.serving import served

ROOT = Path(__file__).parents[2]


def answer(text: str, judge: bool = True, place: int = 0) -> Callable[[Any], None]:
    """Type an answer, and hand it in."""

    def act(page: Any) -> None:
        form = page.locator("form.answer").nth(place)
        form.locator("textarea").first.fill(text)
        form.locator(".reading > *").first.wait_for()
        if judge:
            form.get_by_role("button", name="Judge").click()
            form.locator(".verdict").wait_for()

    return act


def hints(count: int, part: int = 0) -> Callable[[Any], None]:
    """Uncover so many pieces."""

    def act(page: Any) -> None:
        for _ in range(count):
            place = page.locator("section.part .pieces").nth(part)
            before = place.locator(".piece").count()
            place.locator("form.next button").first.click()
            place.locator(".piece").nth(before).wait_for()

    return act


def press(button: str, wait: str) -> Callable[[Any], None]:
    def act(page: Any) -> None:
        page.get_by_role("button", name=button).first.click()
        page.locator(wait).first.wait_for()

    return act


def derived(page: Any) -> None:
    page.get_by_role("button", name="Derive").click()
    page.get_by_role("button", name="Show all").click()


def upload(page: Any) -> None:
    page.locator("select").select_option("ece449")
    page.locator("input[type=file]").set_input_files(ROOT / "samples" / "ece449.toml")
    page.get_by_role("button", name="Grade").click()
    page.locator(".files").wait_for(timeout=120_000)


def nothing(page: Any) -> None:
    pass


PAGES: dict[str, tuple[str, Callable[[Any], None]]] = {
    "home": ("/", nothing),
    "problems": ("/problems", nothing),
    "search": ("/problems?q=convolution", nothing),
    "problem": ("/problems/ece449/1", nothing),
    "hints": ("/problems/ece449/1", hints(5)),
    "right": ("/problems/ece449/1", answer("1/4 g[ceil(d/2), ceil(e/2)]")),
    "wrong": ("/problems/ece449/5", answer("[[1, 0], [0, -1]]", place=6)),
    "reading": ("/problems/ece449/1", answer(r"\frac14 g_{\lceil d/2 \rceil", judge=False)),
    "solution": ("/solutions/ece449/5", nothing),
    "count": ("/solutions/ece449/3", nothing),
    "layers": ("/layers", nothing),
    "layer": ("/layers/conv2d?wrt=K", nothing),
    "derive": ("/derive?example=Softmax with cross-entropy", derived),
    "judged": ("/solutions/ece449/1?judged=1", nothing),
    "check": ("/check", press("Check", "#checked .verdict")),
    "class": ("/classes", nothing),
    "marks": ("/classes", upload),
    "missing": ("/problems/none", nothing),
}


def main(out: Path, only: tuple[str, ...] = ()) -> None:
    """Take every picture."""
    out.mkdir(parents=True, exist_ok=True)
    with served("--cold") as address, chromium() as browser:
        for width, viewport in (("phone", PHONE), ("desktop", DESKTOP)):
            for scheme in ("light", "dark"):
                for name, (path, act) in PAGES.items():
                    if (only and name not in only) or (scheme == "dark" and name not in ("wrong", "check", "solution")):
                        continue
                    watched = Watched(browser, address, viewport, color_scheme=scheme)
                    act(watched.open(path))
                    watched.page.evaluate("window.scrollTo(0, 0)")
                    watched.page.wait_for_timeout(250)
                    tail = "-dark" if scheme == "dark" else ""
                    watched.page.screenshot(path=out / f"{name}-{width}{tail}.png", full_page=True)
                    if watched.complaints:
                        print(name, width, watched.complaints, file=sys.stderr)
                    watched.close()


if __name__ == "__main__":
    if MISSING:
        sys.exit(MISSING)
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "screenshots"), tuple(sys.argv[2:]))
