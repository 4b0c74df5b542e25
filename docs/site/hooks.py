"""What the site has beside the files of docs/: the gallery, the tables of rules and misconceptions, and KaTeX.

Pages are made when the site is built, from what the program derives then.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File, Files

from backproof import api

ASSETS = Path(__file__).parent.parent.parent / "backproof" / "web" / "assets" / "katex"
SHOWN_LAYERS = {
    "linear": "W",
    "conv2d": "K",
    "softmax": "X",
    "layer_norm": "X",
    "max_pool": "X",
    "attention": "Q",
    "gru": "X",
}
OUTSIDE = re.compile(r"\[([^\]]*)\]\(\.\./(?!gallery)[^)]*\)")


def on_files(files: Files, config: Any) -> Files:
    """Add the generated pages and the fonts."""
    for file in sorted(ASSETS.rglob("*")):
        if file.is_file() and file.suffix in (".js", ".css", ".woff2"):
            made = File.generated(config, f"katex/{file.relative_to(ASSETS)}", abs_src_path=str(file))
            files.append(made)
    for name, text in generated().items():
        files.append(File.generated(config, name, content=text))
    return files


def on_page_markdown(markdown: str, page: Any, config: Any, files: Files) -> str:
    """A file of the repository outside docs/ is named, not linked."""
    return OUTSIDE.sub(r"\1", markdown)


def generated() -> dict[str, str]:
    """Path of a page -> its Markdown."""
    pages: dict[str, str] = {}
    rows = ["# Gallery", "", "Solutions as the program derives them, every line judged.", ""]
    for name, problem in api.problems().items():
        path = f"{name.replace('/', '-').replace('.', '-')}.md"
        pages[f"gallery/{path}"] = api.printed([api.solve(name)], "markdown", False, many=False)
        rows.append(f"- [`{name}`]({path}): {problem.title}")
    rows += ["", "## Layers", ""]
    for name, wrt in SHOWN_LAYERS.items():
        layer = api.layer(name)
        by = wrt if wrt in layer.program.inputs else layer.program.inputs[0]
        pages[f"gallery/{name}.md"] = api.printed([api.derive(name, by)], "markdown", False, many=False)
        rows.append(f"- [`{name}`]({name}.md) by `{by}`: {layer.title}")
    pages["gallery/index.md"] = "\n".join(rows)
    pages["rules.md"] = rules()
    pages["misconceptions.md"] = misconceptions()
    return pages


def rules() -> str:
    """Every rule of the kernel."""
    from derivations.kernel import RULES

    found = ["# Rules", "", "Each step of a derivation is one of these, replayed by the kernel.", ""]
    for rule in RULES.values():
        found += [f"## {rule.name}", "", rule.sentence, "", f"$${rule.statement}$$", ""]
        if rule.examples:
            found += ["```text", *rule.examples, "```", ""]
    return "\n".join(found)


def misconceptions() -> str:
    """Every misconception that the grader knows."""
    found = [
        "# Misconceptions",
        "",
        "Each one produces the wrong answer that it leads to; an answer equal to it is recognised.",
        "",
    ]
    for m in api.misconceptions().values():
        found += [f"## {m.name}", "", m.belief[:1].upper() + m.belief[1:], "", f"*Hint:* {m.hint}", ""]
    return "\n".join(found)
