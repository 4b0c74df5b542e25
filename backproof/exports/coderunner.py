"""A problem as a CodeRunner question in Moodle's XML: write the gradients in NumPy, tested at the numbers of variants.

The sample answer is the code that the derivation prints; the expected numbers are the verified keys.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

from backproof.errors import Unusable
from backproof.exports.markup import html
from backproof.exports.moodle import Element, add, add_texts, question, quiz
from derivations.adjoint import adjoint
from derivations.problem import Value

if TYPE_CHECKING:
    from checkers.variants.variant import Variant
    from derivations.problem import Problem
    from derivations.program import Program

CHECK = """\
import numpy as np
given = {{{given}}}
found = gradients(**given)
expected = np.array({expected})
got = np.asarray(found[{name!r}], dtype=float)
if got.shape != expected.shape:
    print("{name} has the shape", got.shape, "instead of", expected.shape)
elif not np.allclose(got, expected, rtol=1e-9, atol=1e-12):
    print("{name} is", got.tolist(), "instead of", expected.tolist())
else:
    print("{name} is right")
"""


def coderunner(found: Sequence[Variant], original: Problem) -> dict[str, str]:
    """File name -> text. original: the problem of which these are variants. Raises Unusable."""
    layer = original.layer
    asked = {
        p.ask.of: p.wording
        for p in found[0].problem.parts
        if isinstance(p.ask, Value) and p.ask.of.startswith("dL_") and p.ask.step == 1
    }
    if layer is None or not asked:
        raise Unusable(f"{original.name} asks for no gradient, which is what a program could compute")
    answer, arguments = sample_answer(layer.program, tuple(asked))
    listed = "".join(f"<li><code>{name}</code></li>" for name in asked)
    task = (
        f"<p>Write a Python function <code>gradients({', '.join(arguments)})</code> with NumPy. It returns a "
        f"dictionary with these gradients of the loss, each an array of the shape of what it is taken by:</p>"
        f"<ul>{listed}</ul>"
    )
    text = html(original.statement, moodle=True) + "\n" + task
    one = question("coderunner", original.title, text, float(len(asked)))
    add(one, settings(answer))
    cases = ET.SubElement(one, "testcases")
    for k, variant in enumerate(found):
        for name in asked:
            case(cases, variant, name, arguments, k == 0, original)
    return {f"{original.name.replace('/', '-')}-coderunner.xml": quiz(f"backproof {original.name}", [one])}


def settings(answer: str) -> dict[str, str]:
    """What CodeRunner wants to know; empty: as its prototype has it."""
    empty = ("answerpreload", "useace", "resultcolumns", "template", "iscombinatortemplate", "allowmultiplestdins")
    more = ("testsplitterre", "language", "acelang", "sandbox", "grader", "cputimelimitsecs", "memlimitmb")
    rest = ("sandboxparams", "templateparams", "uiplugin")
    first = {
        "coderunnertype": "python3",
        "prototypetype": "0",
        "allornothing": "0",
        "penaltyregime": "0",
        "precheck": "0",
        "showsource": "0",
        "answerboxlines": "18",
        "answerboxcolumns": "100",
    }
    return {
        **first,
        **dict.fromkeys(empty, ""),
        "answer": answer,
        "validateonsave": "1",
        **dict.fromkeys(more + rest, ""),
    }


def sample_answer(program: Program, names: tuple[str, ...]) -> tuple[str, tuple[str, ...]]:
    """The code, and the arguments of its function `gradients`. Raises Unusable."""
    from derivations.derive import backward
    from derivations.kernel import replay_sweep
    from derivations.printing.code import function_code
    from derivations.printing.code_writer import CodeError

    derivations = backward(program, tuple(n.removeprefix("dL_") for n in names))
    replay_sweep(program, derivations)
    try:
        code = function_code(program, derivations, "numpy")
    except CodeError as error:
        raise Unusable(f"its gradients cannot be printed as code: {error}") from None
    takes = {f.name: [a.arg for a in f.args.args] for f in ast.parse(code).body if isinstance(f, ast.FunctionDef)}
    defined = {d.tensor for d in program.definitions}
    arguments = tuple(dict.fromkeys([*takes["forward"], *(a for a in takes["backward"] if a not in defined)]))
    read = [f'"{a}": {a}' for a in arguments]
    lines = [
        f"def gradients({', '.join(arguments)}):",
        f'    """{", ".join(names)}."""',
        f"    known = {{{', '.join(read)}}}",
        f"    known |= forward({', '.join(takes['forward'])})",
        f"    found = backward(**{{name: known[name] for name in {takes['backward']!r}}})",
        f"    return {{name: found[name] for name in {list(names)!r}}}",
    ]
    return f"{code.rstrip()}\n\n\n" + "\n".join(lines) + "\n", arguments


def case(
    parent: Element, variant: Variant, name: str, arguments: tuple[str, ...], example: bool, original: Problem
) -> None:
    """One gradient at the numbers of one variant; those of the first variant are shown as an example."""
    assert original.layer is not None
    own = dict(variant.given)
    upstream = set(own) - set(original.layer.program.inputs) - set(original.layer.program.constants)
    own |= {adjoint(original.layer.program.output): own[u] for u in upstream}
    own |= {n: v for n, v in variant.sizes.items() if n not in own}
    given = ", ".join(f'"{a}": {array(own[a])}' for a in arguments)
    [label] = [
        p.label for p in variant.problem.parts if isinstance(p.ask, Value) and p.ask.of == name and p.ask.step == 1
    ]
    code = CHECK.format(given=given, expected=plain(variant.decimals[label]), name=name)
    found = ET.SubElement(
        parent,
        "testcase",
        testtype="0",
        useasexample=str(int(example)),
        hiderestiffail="0",
        mark="1.0000000",
    )
    texts = {"testcode": code, "stdin": "", "expected": f"{name} is right", "extra": ""}
    add_texts(found, {**texts, "display": "SHOW" if example else "HIDE"})


def array(value: Any) -> str:
    """Numbers as Python has them; a scalar stays a number."""
    return f"np.array({plain(value)}, dtype=float)" if isinstance(value, list) else plain(value)


def plain(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(plain, value))}]"
    return str(value)
