"""Every example in README.md and docs/ prints what the document shows; every link in the project leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.documents import DOCUMENTS, ROOT, agrees, examples

WITH_EXAMPLES = {"README.md", "docs/adding.md", "docs/judging.md", "docs/notation.md", "docs/printing.md"}


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_examples_print_what_is_shown(document: Path, tmp_path: Path) -> None:
    ran = 0
    for example in examples(document, tmp_path):
        assert agrees(example.shown, example.printed), (
            f"{named(document)} is stale; make documents rewrites it\n$ {example.command}\n{example.printed}"
        )
        ran += 1
    assert ran or named(document) not in WITH_EXAMPLES, "a document that lives from its examples has none"


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_links_lead_somewhere(document: Path) -> None:
    text = re.sub(r"```.*?^```|`[^`\n]*`(?!\])", "", document.read_text(), flags=re.DOTALL | re.MULTILINE)
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", text):
        if "://" not in target:
            assert (document.parent / target).exists(), f"{named(document)} links to {target}, which is not there"


def test_a_stale_example_is_noticed(tmp_path: Path) -> None:
    document = tmp_path / "page.md"
    document.write_text(
        "```text title=a.txt\none\ntwo\nthree\n```\n"
        "```console\n$ cat a.txt\none\n...\nthree\n$ cat \\\n> a.txt\none\n```\n"
    )
    (tmp_path / "run").mkdir()
    first, second = examples(document, tmp_path / "run")
    assert agrees(first.shown, first.printed)
    assert second.printed == "one\ntwo\nthree\n"
    assert not agrees(second.shown, second.printed)
    assert not agrees("one\nthree\n", "one\ntwo\nthree\n")
    assert not agrees("one\n...\nfour\n", "one\ntwo\nthree\n")
    assert agrees("gap 1.4e-16 ok\n", "gap 0.0e+00 ok\n")
    assert not agrees("gap 1.4e-16 ok\n", "gap 3.0e-12 ok\n")


def test_the_count_of_findings_is_that_of_the_list() -> None:
    import json

    listed = json.loads((ROOT / "tests/checkers/findings_expected.json").read_text())["findings"]
    errors = sum(f["severity"] == "error" for f in listed)
    assert f"\n{errors} errors that we could settle" in (ROOT / "README.md").read_text()
