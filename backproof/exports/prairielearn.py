"""A problem as a PrairieLearn question: a pool of variants with verified keys, of which the variant's seed takes one.

The folder holds info.json, question.html and server.py; server.py needs nothing but Python's standard library.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from math import lcm
from typing import TYPE_CHECKING, Any

from backproof.exports.answers import TOLERANCE, Answer, answers
from backproof.exports.markup import html, inline

if TYPE_CHECKING:
    from checkers.variants.variant import Variant

SERVER = '''"""Takes one of the variants below; each key was derived and held against automatic differentiation."""

import json
import random

VARIANTS = json.loads(
    r"""
{pool}
"""
)


def generate(data):
    chosen = VARIANTS[random.Random(str(data["variant_seed"])).randrange(len(VARIANTS))]
    data["params"].update(chosen["params"])
    data["correct_answers"].update(chosen["answers"])
'''


def prairielearn(found: Sequence[Variant]) -> dict[str, str]:
    """File name -> text. Raises Unusable."""
    problem = found[0].problem
    info = {
        "uuid": str(uuid.uuid5(uuid.NAMESPACE_URL, f"backproof:{problem.name}")),
        "title": problem.title,
        "topic": "Backpropagation",
        "tags": ["backproof", problem.name],
        "type": "v3",
    }
    pool = [{"params": {"statement": html(v.problem.statement)}, "answers": correct(answers(v))} for v in found]
    lines = ",\n".join(json.dumps(v, ensure_ascii=True) for v in pool)
    return {
        "info.json": json.dumps(info, indent=2, ensure_ascii=False) + "\n",
        "question.html": question(answers(found[0])),
        "server.py": SERVER.replace("{pool}", f"[\n{lines}\n]"),
    }


def correct(parts: Sequence[Answer]) -> dict[str, Any]:
    """Name -> the answer as PrairieLearn stores it: a number, or an array with two axes."""
    return {
        a.name: (int(a.text[0][0]) if a.whole else a.rows[0][0])
        if a.axes == 0
        else {"_type": "ndarray", "_value": [list(r) for r in a.rows], "_dtype": "float64"}
        for a in parts
    }


def question(parts: Sequence[Answer]) -> str:
    """question.html; the statement is a parameter, so that no brace of its mathematics is taken for a parameter."""
    unit = lcm(*(a.weight.denominator for a in parts))
    blocks = ["<pl-question-panel>\n{{{params.statement}}}\n</pl-question-panel>"]
    for a in parts:
        weight = int(a.weight * unit) if any(b.weight for b in parts) else 1
        common = f'answers-name="{a.name}" label="{a.label} =" weight="{weight}"'
        close = f'comparison="relabs" rtol="{TOLERANCE}" atol="1e-8"'
        match (a.axes, a.whole):
            case (0, True):
                element = f"<pl-integer-input {common}></pl-integer-input>"
            case (0, False):
                element = f"<pl-number-input {common} {close}></pl-number-input>"
            case _:
                partial = 'allow-partial-credit="true"'
                element = f"<pl-matrix-component-input {common} {close} {partial}></pl-matrix-component-input>"
        wording = inline(a.wording).replace("{", "&#123;").replace("}", "&#125;")
        blocks.append(f"<pl-question-panel>\n<p>{wording}</p>\n</pl-question-panel>\n{element}")
    return "\n\n".join(blocks) + "\n"
