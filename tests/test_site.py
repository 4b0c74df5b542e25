"""The documentation builds as a site, with warnings as errors, and needs nothing from outside."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    ran = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-d", str(folder)],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        timeout=280,
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    return folder


def test_every_problem_is_in_the_gallery(site: Path) -> None:
    from backproof import api

    pages = {p.stem for p in (site / "gallery").glob("*.html")}
    assert {n.replace("/", "-").replace(".", "-") for n in api.problems()} <= pages


def test_nothing_is_asked_of_another_machine(site: Path) -> None:
    for page in site.rglob("*.html"):
        loaded = re.findall(
            r"""<(?:script|link|img|iframe)\b[^>]*?(?:src|href)=["']?(https?:[^"' >]*)""", page.read_text()
        )
        assert not loaded, page


def test_no_formula_is_left_as_source(site: Path) -> None:
    for page in (site / "gallery").glob("*.html"):
        body = re.sub(r'<(?:span|div) class="arithmatex">.*?</(?:span|div)>', "", page.read_text(), flags=re.DOTALL)
        body = re.sub(r"<(?:script|style)\b.*?</(?:script|style)>", "", body, flags=re.DOTALL)
        assert not re.search(r"\\(?:frac|sum|partial|begin)\b", body), page.name
