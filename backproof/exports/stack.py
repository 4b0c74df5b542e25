"""A problem as STACK questions in Moodle's XML: one question for each variant, its numbers compared by Maxima."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from backproof.exports.answers import TOLERANCE, Answer, answers
from backproof.exports.markup import html, inline
from backproof.exports.moodle import Element, add, add_texts, question, quiz

if TYPE_CHECKING:
    from checkers.variants.variant import Variant

VERSION = "2023060500"
SETTINGS = {
    "questionsimplify": "1",
    "assumepositive": "0",
    "assumereal": "0",
}
SIGNS = {
    "decimals": ".",
    "multiplicationsign": "dot",
    "sqrtsign": "1",
    "complexno": "i",
    "inversetrig": "cos-1",
    "logicsymbol": "lang",
    "matrixparens": "[",
    "variantsselectionseed": "",
}


def stack(found: Sequence[Variant]) -> dict[str, str]:
    """File name -> text. Raises Unusable."""
    name = found[0].problem.name
    questions = [stack_question(v, answers(v)) for v in found]
    return {f"{name.replace('/', '-')}-stack.xml": quiz(f"backproof {name}", questions)}


def stack_question(variant: Variant, parts: Sequence[Answer]) -> Element:
    """One variant."""
    problem = variant.problem
    fields = "\n".join(
        f"<p>{inline(a.wording, moodle=True)}</p>\n<p>{a.label} = [[input:ans{a.name}]]</p>\n"
        f"<div>[[validation:ans{a.name}]]</div>\n<div>[[feedback:prt{a.name}]]</div>"
        for a in parts
    )
    text = f"{html(problem.statement, moodle=True)}\n{fields}"
    grade = float(sum(a.weight for a in parts)) or 1.0
    found = question("stack", f"{problem.title} ({variant.seed}.{variant.number})", text, grade)
    add_texts(found, {"stackversion": VERSION, "questionvariables": variables(parts)})
    add_texts(found, {"specificfeedback": "", "questionnote": f"{variant.seed}.{variant.number}"}, "html")
    add_texts(found, {"questiondescription": ""}, "html")
    add(found, SETTINGS)
    told = {"prtcorrect": "Right.", "prtpartiallycorrect": "Partly right.", "prtincorrect": "Not right."}
    add_texts(found, {k: f"<p>{v}</p>" for k, v in told.items()}, "html")
    add(found, SIGNS)
    for a in parts:
        entered(found, a)
    for a in parts:
        tree(found, a, any(b.weight for b in parts))
    tested(found, parts)
    return found


def variables(parts: Sequence[Answer]) -> str:
    """The right answers in Maxima."""
    return "\n".join(f"ta{a.name}: {maxima(a)};" for a in parts)


def maxima(answer: Answer) -> str:
    if answer.axes == 0:
        return answer.text[0][0]
    return "matrix(" + ",".join(f"[{','.join(row)}]" for row in answer.text) + ")"


def entered(parent: Element, answer: Answer) -> None:
    """The field in which a part is answered."""
    kind = "numerical" if answer.axes == 0 else "matrix"
    fields = {
        "name": f"ans{answer.name}",
        "type": kind,
        "tans": f"ta{answer.name}",
        "boxsize": "10",
        "strictsyntax": "1",
        "insertstars": "0",
        "syntaxhint": "",
        "syntaxattribute": "0",
        "forbidwords": "",
        "allowwords": "",
        "forbidfloat": "0",
        "requirelowestterms": "0",
        "checkanswertype": "0",
        "mustverify": "0",
        "showvalidation": "1",
        "options": "",
    }
    add(ET.SubElement(parent, "input"), fields)


def tree(parent: Element, answer: Answer, weighed: bool) -> None:
    """The response tree of a part: one node, which compares all entries with a relative tolerance."""
    prt = ET.SubElement(parent, "prt")
    value = float(answer.weight) if weighed else 1.0
    add(prt, {"name": f"prt{answer.name}", "value": f"{value:.7f}", "autosimplify": "1", "feedbackstyle": "1"})
    flat, own = answer.axes > 0, answer.name
    add_texts(
        prt,
        {"feedbackvariables": f"sa{own}: flatten(args(ans{own}));\nla{own}: flatten(args(ta{own}));" if flat else ""},
    )
    node = ET.SubElement(prt, "node")
    add(
        node,
        {
            "name": "0",
            "description": "",
            "answertest": "AlgEquiv" if answer.whole else "NumRelative",
            "sans": f"sa{own}" if flat else f"ans{own}",
            "tans": f"la{own}" if flat else f"ta{own}",
            "testoptions": "" if answer.whole else str(TOLERANCE),
            "quiet": "0",
        },
    )
    for outcome, score in (("true", "1.0000000"), ("false", "0.0000000")):
        fields = {"scoremode": "=", "score": score, "penalty": "", "nextnode": "-1"}
        add(node, {f"{outcome}{k}": v for k, v in fields.items()})
        add(node, {f"{outcome}answernote": f"prt{own}-1-{outcome[0].upper()}"})
        add_texts(node, {f"{outcome}feedback": ""}, "html")


def tested(parent: Element, parts: Sequence[Answer]) -> None:
    """STACK's own test of a question: the key earns every point."""
    test = ET.SubElement(parent, "qtest")
    add(test, {"testcase": "1", "description": "the key"})
    for a in parts:
        add(ET.SubElement(test, "testinput"), {"name": f"ans{a.name}", "value": f"ta{a.name}"})
    for a in parts:
        expected = {"name": f"prt{a.name}", "expectedscore": "1.0000000", "expectedpenalty": "0.0000000"}
        add(ET.SubElement(test, "expected"), {**expected, "expectedanswernote": f"prt{a.name}-1-T"})
