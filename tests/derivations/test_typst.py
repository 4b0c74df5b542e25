"""LaTeX in Typst's notation: what each construct becomes, what is refused, and that no formula or text reaches code."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backproof import api
from backproof.documents.typesetting import compiled, overfull, source
from derivations.printing.solution import Solution, SolvedPart
from derivations.printing.typst_markup import inline_typst, markup_typst
from derivations.printing.typst_math import DEEPEST, TypstMathError, typst_math
from derivations.solve import derive_layer

LAYERS = ("attention", "batch_norm2d", "conv2d", "ctc", "cross_entropy", "embedding", "lstm", "padded_max_pool",
          "multi_head_attention", "positional_encoding", "softmax", "transformer_block")  # fmt: skip


@pytest.mark.parametrize(
    ("tex", "shown"),
    [
        ("x_{i, j}", "x_(i comma j)"),
        ("x_i^2 y", "x_(i)^(2) y"),
        ("W' K'_{d}", "W^(′) K^(′)_(d)"),
        ("f(x)", "f paren.l x paren.r"),
        (r"\frac{a}{b + 1}", "frac(a, b + 1)"),
        (r"\tfrac12 x^23", "inline(frac(1, 2)) x^(2) 3"),
        (r"\sum_{i=1}^{2n} x", "∑_(i = 1)^(2 n) x"),
        (r"\left(\frac{1}{2}\right)", "lr(paren.l frac(1, 2) paren.r)"),
        (r"\biggl( a", 'class("opening", lr(size: #2.4em, paren.l)) a'),
        (r"\left|x\right|", "lr(bar.v x bar.v)"),
        (r"\operatorname{ReLU}(m)", 'op("ReLU") paren.l m paren.r'),
        (r"\operatorname*{arg\,max}_{u} x", 'op("arg max", limits: #true)_(u) x'),
        (r"\begin{bmatrix} 1 & a, b \\ \cdots & 2 \end{bmatrix}", 'mat(delim: "[", 1, a comma b; ⋯, 2)'),
        (r"\begin{cases} 1 & x > 0 \\ 0 & \text{else} \end{cases}", 'cases(1 & x gt 0, 0 & "else")'),
        (r"\begin{aligned} a &= b \\ &\qquad {}+ c \end{aligned}", 'a & = b \\\n& wide "" + c'),
        (r"1{,}000", '1 class("normal", comma) 000'),
        (r"\text{for } i", '"for " i'),
        (r"\mathit{loss}", 'class("normal", italic("loss"))'),
    ],
)
def test_a_construct_in_the_notation_of_typst(tex: str, shown: str) -> None:
    assert typst_math(tex) == shown


@pytest.mark.parametrize(
    ("tex", "said"),
    [
        (r"\input{/etc/passwd}", r"\input"),
        (r"\def\a{\a}\a", r"\def"),
        (r"\begin{tikzpicture}\end{tikzpicture}", "tikzpicture"),
        (r"\frac{a}", "ends too early"),
        (r"\left( a", r"lacks \right"),
        ("x # y", "'#'"),
        ("{" * (DEEPEST + 5) + "x" + "}" * (DEEPEST + 5), "nested too deeply"),
        (r"\begin{bmatrix} 1 \end{pmatrix}", "does not end bmatrix"),
    ],
)
def test_what_is_not_known_is_refused_in_a_sentence(tex: str, said: str) -> None:
    with pytest.raises(TypstMathError, match=said.replace("\\", r"\\").replace("(", r"\(")):
        typst_math(tex)


def hostile() -> Solution:
    """A solution whose every text tries to leave its string."""
    words = 'a] #panic("out") [b "quoted" \\ $\\text{c] #panic("in") [ "d" \\\\}$ *em #read("x")* `#sys` #import "x"'
    part = SolvedPart('p"] #panic(1)', wording=f"{words}\n\n- one #panic(2)\n- two")
    return Solution('n"', f"T {words}", (part,), statement=words, conventions=(words,), source=words)


def test_text_never_reaches_code() -> None:
    with pytest.raises(Exception, match=r"has \\\\ in text"):
        source([hostile()])
    mild = {f: getattr(hostile(), f).replace("\\\\", "") for f in ("title", "statement", "source")}
    parts = tuple(replace(p, wording=p.wording.replace("\\\\", "")) for p in hostile().parts)
    calm = replace(hostile(), **mild, parts=parts, conventions=())
    assert compiled(source([calm])).startswith(b"%PDF")


def test_markup() -> None:
    assert inline_typst("**a** *b* `c` $x$ it's") == '#strong[#"a"]#" "#emph[#"b"]#" "#raw("c")#" "$x$#" it\u2019s"'
    assert markup_typst("lead\n- one\n- two") == '#"lead"\n#list([#"one"], [#"two"])'


@pytest.mark.parametrize("name", sorted(api.problems()))
def test_every_problem_is_set_within_the_margins(name: str) -> None:
    assert overfull([api.solve(name)]) == []


@pytest.mark.parametrize("name", LAYERS)
def test_layers_are_set_within_the_margins(name: str) -> None:
    assert overfull([derive_layer(api.layer(name))]) == []


def test_what_stands_out_is_noticed() -> None:
    wide = Solution("n", "t", (), statement="$$" + " + ".join(["a"] * 60) + "$$")
    assert [float(points) > 100 for points in overfull([wide])] == [True]
