"""The picture of the README, `python docs/site/picture.py FILE.html PICTURE.png`: the first steps of a page."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


def main(page: Path, picture: Path) -> None:
    """A part with its steps, at the width of a page."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        sheet = browser.new_page(viewport={"width": 900, "height": 1030})
        sheet.goto(page.resolve().as_uri())
        sheet.wait_for_selector(".katex")
        sheet.locator("h2", has_text="Part").first.scroll_into_view_if_needed()
        sheet.evaluate(
            "[...document.querySelectorAll('h2')].find(h => h.textContent.startsWith('Part')).scrollIntoView()"
        )
        sheet.screenshot(path=str(picture))
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
