"""Every page answers, loads nothing from elsewhere, and shows what was asked for."""

from __future__ import annotations

import re

import pytest

from tests.web.serving import Client

PAGES = [
    "/",
    "/problems",
    "/problems/ece449/1",
    "/solutions/ece449/3",
    "/layers",
    "/layers/linear",
    "/layers/linear?wrt=W",
    "/code/linear?wrt=W&as=torch",
    "/derive",
    "/check",
    "/classes",
]


@pytest.mark.parametrize("path", PAGES)
def test_page(client: Client, path: str) -> None:
    page = client.get(path)
    assert page.status == 200
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "script-src 'self';" in policy and "unsafe-eval" not in policy
    assert page.headers["x-content-type-options"] == "nosniff"
    scripts = re.findall(r"<script[^>]*>(.*?)</script>", page.text, re.DOTALL)
    assert scripts and not any(s.strip() for s in scripts), "no script stands in the page itself"
    assert not re.search(r"\son\w+=", page.text), "no handler in an attribute"
    loaded = re.findall(r'(?:src|href|action|hx-get|hx-post)="([^"]*)"', page.text)
    assert loaded and all(x.startswith(("/", "#")) for x in loaded), "everything comes from here"


def test_every_asset_that_a_page_names_is_there(client: Client) -> None:
    page = client.get("/").text
    names = re.findall(r'"(/assets/[^"]+)"', page)
    assert len(names) >= 7
    for name in names:
        found = client.get(name)
        assert found.status == 200 and "immutable" in found.headers["cache-control"]
        assert "set-cookie" not in found.headers
    css = client.get("/assets/katex/katex.min.css").text
    fonts = set(re.findall(r"url\((fonts/[^)]+\.woff2)\)", css))
    assert len(fonts) > 10
    assert client.get(f"/assets/katex/{min(fonts)}").headers["content-type"] == "font/woff2"


def test_search_finds_by_words_of_title_name_and_part(client: Client) -> None:
    found = client.get("/problems?q=convolution+sigmoid").text
    assert "/problems/ece449/1" in found and "/problems/ece449/5" not in found
    assert "/problems/ece449/5" in client.get("/problems?q=dM").text
    only = client.get("/problems?set=eecs545").text
    assert "/problems/eecs545/6" in only and "/problems/ece449/5" not in only
    assert "No problem has all of these words" in client.get("/problems?q=zzzz").text
    assert "/layers/lstm" in client.get("/layers?q=lstm").text
    fragment = client.get("/problems?q=softmax", **{"HX-Request": "true"}).text
    assert "<html" not in fragment and "/problems/" in fragment


def test_a_problem_shows_no_step_before_it_is_asked_for(client: Client) -> None:
    page = client.get("/problems/ece449/1").text
    assert "A block of convolution" in page and 'class="piece ' not in page
    assert "s_{d, e} (1 - s_{d, e})" not in page, "the answer is not in the page's source"


def test_hints_come_one_at_a_time_the_reason_before_the_line(client: Client) -> None:
    first = client.get("/hints/ece449/1?part=dS&shown=1&seen=0").text
    assert first.count('class="piece ') == 1 and "Chain rule" in first and "Show the line" in first
    second = client.get("/hints/ece449/1?part=dS&shown=2&seen=1").text
    assert second.count('class="piece ') == 1 and "Chain rule over" not in second and "data-tex" in second
    assert "Next hint" in second
    everything = client.get("/hints/ece449/1?part=dS&shown=99999&seen=0").text
    assert "That was the last step" in everything and "lceil d/2" in everything
    assert "<code>constant_factor</code>" in everything, "a hint names its rules"
    without_script = client.get("/problems/ece449/1?part=dS&shown=1").text
    assert without_script.count('class="piece ') == 1


def test_a_whole_solution_is_judged_on_demand(client: Client) -> None:
    plain = client.get("/solutions/ece449/1").text
    assert "Judge every line now" in plain and "lceil d/2" in plain and "verified" not in plain
    judged = client.get("/solutions/ece449/1?judged=1", **{"HX-Request": "true"}).text
    assert judged.count("verified") > 10 and "<html" not in judged


def test_a_solution_can_be_taken_along(client: Client) -> None:
    page = client.get("/documents/html/ece449/3")
    assert page.text.startswith("<!DOCTYPE html>") and "verified" in page.text and "katex" in page.text
    assert client.get("/documents/pdf/ece449/3").text.startswith("%PDF")
    found = client.get("/documents/latex/ece449/3")
    assert found.text.startswith("\\documentclass")
    assert found.headers["content-disposition"] == 'attachment; filename="ece449-3.tex"'
    assert client.get("/documents/exe/ece449/3").status == 404


@pytest.mark.parametrize(
    "path",
    [
        "/none",
        "/problems/none",
        "/problems/ece449",
        "/layers/none",
        "/layers/linear?wrt=none",
        "/hints/ece449/1?part=none",
        "/code/linear?wrt=W&as=cobol",
        "/classes/none",
        "/assets/none.js",
        "/solutions/none",
    ],
)
def test_what_is_not_there(client: Client, path: str) -> None:
    found = client.get(path)
    assert found.status == 404
    sentences = re.findall(r'class="refusal" role="alert"><p>([^<]*)</p>', found.text)
    assert len(sentences) == 1 and sentences[0].endswith(".")
    assert "Traceback" not in found.text
