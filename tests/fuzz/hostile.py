"""Texts made to fell a reader: a small thing repeated, nested or raised; numbers and bounds out of all measure."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from random import Random

from checkers.algebra.spelling import FUNCTIONS, MATRICES

ATOMS = ("x", "2", "W", "g_i", r"\sigma", "0", "1/0", "-1", "x_{ij}", "0.1", "e", "1e300", "X^T", "n!", r"\frac12", "A")
OPERATORS = ("+", "-", "*", "/", "^", "**", "@", "=", "==", "<", ">=", "!=", ",", ";", "&", r"\\", "|", "||", "'", ".",
":",
             "_", "!", "%", "~", "·", "×", "⊙", "⊗", "∘", "≈", "⇒", "→", "∈", "∂", "…", r"\cdot ", r"\odot ",
             r"\otimes ",
             r"\times ", r"\le ", r"\quad ", r"\cdots ", r"\dots ", r"\Rightarrow ", r"\approx ", r"\text{if} ", " if ",
             " and ", " for ", " else ", "\n", "\n\n", "$", "$$", "}{", ")(", "][")  # fmt: skip
PAIRS = (("(", ")"), ("[", "]"), ("{", "}"), (r"\{", r"\}"), ("|", "|"), ("||", "||"), (r"\|", r"\|"), ("<", ">"),
         (r"\langle ", r"\rangle "), (r"\lfloor ", r"\rfloor "), (r"\lceil ", r"\rceil "), ("⌊", "⌋"), ("⟨", "⟩"),
         (r"\left(", r"\right)"), (r"\left[", r"\right]"), (r"\left|", r"\right|"), (r"\left.", r"\right|"),
         (r"\left\{", r"\right."), (r"\bigl(", r"\bigr)"), ("$", "$"), (r"\(", r"\)"), (r"\[", r"\]"), ("x(", ")"),
         (r"\frac{1}{", "}"), (r"\frac{", "}{2}"), (r"\dfrac12{", "}"), (r"\sqrt{", "}"), (r"\sqrt[3]{", "}"), ("√(",
         ")"),
         (r"\text{", "}"), (r"\mathrm{", "}"), (r"\operatorname{", "}"), (r"\hat{", "}"), (r"\boxed{", "}"),
         (r"\underbrace{", "}_{x}"), ("e^{", "}"), ("x^{", "}"), ("a_{", "}"), ("a_{b_{", "}}"), ("x[", "]"), ("-(",
         ")^2"),
         ("1/(1+", ")"), ("(1+", ")*x"), ("x*sqrt(1+", ")"), ("np.sum(", ")"), ("np.where(x>0,", ",0)"), ("max(0,",
         ")"),
         ("diag(", ")"), ("(", ")^T"), ("(", ")'"), ("(", ")!"), ("(", ")^{-1}"), ("(", ")^x"),
         (r"\partial/\partial x(", ")"),
         (r"\frac{d}{dx}(", ")"), (r"\sum_{i=1}^n(", ")"), (r"\prod_{k}(", ")"), (r"\max_j(", ")"), (r"\nabla_x(", ")"),
         (r"\int_0^1(", ")dx"), ("(", " if x > 0 else 0)"), ("sum(", " for i in range(n))"), ("[",
         " for i in range(n)]"),
         ("[x>", "]"), (r"\mathbb{1}[", "]"), ("(", "|x)"), ("lambda x: (", ")"), (r"\overline{", "}"), ("{",
         r"\over 2}")
         )  # fmt: skip
CONFUSABLES = "аеорсхуіѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧοｘｙ１２＋＝（）［］𝑥𝐱𝔁ⅹ∑Σ∏Π∆Δ∂∕⁄÷−‐‑–—－＊⋅•∙ǀ∣｜‖ꞌ′ʹ’´`＾ˆ²⁲٣߃७"
UNSEEN = (
    "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\u00ad\u034f\u115f"
)
CONTROLS = "".join(map(chr, (*range(32), 127, *range(128, 160)))) + "\u2028\u2029\ufffe\uffff\U0010ffff"
SURROGATES = "\ud800\udbff\udc00\udfff"
COUNTS = (2, 3, 5, 8, 13, 30, 61, 120, 200, 400, 1_000, 2_000, 5_000, 20_000)


@cache
def environments() -> tuple[str, ...]:
    return (
        *sorted(MATRICES),
        "array",
        "cases",
        "aligned",
        "align",
        "equation",
        "split",
        "gathered",
        "document",
        "tabular",
    )


@cache
def functions() -> tuple[str, ...]:
    return tuple(sorted(FUNCTIONS))


def grown(chance: Random) -> str:
    """A small thing repeated, nested or raised until a careless reader falls over."""
    made = chance.choice((repeated, nested, nested_mixed, filled, towers, numbers, sums, lists, cells, chains, slopes,
    unicode,
                          many_formulas, letters, calls, pasted))  # fmt: skip
    return made(chance)


def count(chance: Random, most: int = 20_000) -> int:
    return min(most, chance.choice(COUNTS))


def atom(chance: Random) -> str:
    return chance.choice((*ATOMS, "9" * count(chance, 500), chance.choice("abcuvwz")))


def repeated(chance: Random) -> str:
    """One thing many times, with an operator between."""
    one = atom(chance) if chance.random() < 0.8 else chance.choice(OPERATORS)
    text = chance.choice(OPERATORS).join([one] * count(chance))
    if chance.random() < 0.3:
        text += chance.choice((chance.choice(OPERATORS), "=", "= 0", ")", "}", "]", r"\\", "^"))
    return chance.choice(
        ("{}", "{}", "({})", "[{}]", "sum({})", r"\frac{{{}}}{{2}}", "-({})", "({})^2", "{} = x")
    ).format(text)


def nested(chance: Random) -> str:
    """One pair of brackets around itself, closed or not."""
    opening, closing = chance.choice(PAIRS)
    n = count(chance, 5_000)
    closed = n if chance.random() < 0.7 else chance.randint(0, n)
    return opening * n + atom(chance) + closing * closed


def nested_mixed(chance: Random) -> str:
    """Brackets of several kinds inside one another, and beside one another."""
    kinds = chance.sample(PAIRS, chance.randint(2, 5))
    text = atom(chance)
    for k in range(count(chance, 400)):
        opening, closing = kinds[k % len(kinds)]
        beside = chance.choice(("", "", "x+", "2", "y*"))
        text = f"{opening}{beside}{text}{closing}"
    return text


def filled(chance: Random) -> str:
    """Environments inside one another, or one with much in it."""
    name = chance.choice(environments())
    if chance.random() < 0.5:
        n = count(chance, 400)
        columns = "{cc}" if name == "array" else ""
        opening = chance.choice(
            (rf"\begin{{{name}}}{columns}", rf"\begin{{{name}}}{columns} x & ", rf"\begin{{{name}}} y \\ ")
        )
        return opening * n + atom(chance) + rf" \end{{{name}}}" * chance.choice((n, n, n - 1, 0))
    between = chance.choice(
        (" & ", r" \\ ", r" & x \\ ", r" \\[2pt] ", "&&", r"\\ \\ ", r" & \dots & ", r" \\ \vdots \\ ")
    )
    return rf"\begin{{{name}}} {between.join([atom(chance)] * count(chance))} \end{{{name}}}"


def towers(chance: Random) -> str:
    """Powers, factorials, primes and transposes on top of one another."""
    one, n = atom(chance), count(chance, 400)
    return chance.choice((
        "^".join([one] * n), "**".join([one] * n), "^{" * n + one + "}" * n, one + "^2" * n, one + "!" * n,
        one + "'" * n,
        one + "^T" * n, one + "ᵀ" * n, one + "^{-1}" * n, one + "^{(t)}" * n, one + "_i" * n, "-" * n + one,
        "+-" * n + one,
        "e^" * n + one, f"(({one})^2)" * n, "x^" + "9" * n, "x^{-" + "9" * n + "}", "(1+1)^{(9^9)^9}",
        f"{one}^{{{one}^{{{n}}}}}",
        "2^2^2^2^2^2", "9^9^9^9", "A^{" + str(n) + "}", "(x+y)^" + str(n), "x" + "²" * n, "x" + "ⁿ" * n, "∂" * n + "x",
        f"({n}!)!", f"\\binom{{{n}}}{{{n // 2}}}", "0^" * n + "0", "sqrt" * n + "(x)", "x^{1/" + "9" * n + "}",
        "n!" * n,
    ))  # fmt: skip


def numbers(chance: Random) -> str:
    """Numbers that are too large, too small or too long."""
    n = count(chance, 5_000)
    return chance.choice((
        "9" * n, "0." + "0" * n + "1", "1." * n, "1," * n, "1" + "0" * n, f"1e{n}", f"1e-{n}", f"1e{'9' * min(n, 400)}",
        f"10^{{{n}}}!", f"{n}!", f"{n}!!", f"10^{{-{n}}}", f"10^{{10^{{{n}}}}}", "1/" + "9" * n, f"x^{{{n}}}",
        f"x^{{1/{n}}}",
        "0/0", "1/0 - 1/0", "0^0", "0*(1/0)", r"\infty - \infty", "nan", "inf", "NaN * x", "-inf", "0x" + "f" * n,
        "1e", "1e+",
        "1_000" * n, "{,}".join(["1"] * n), "'".join(["1"] * n), "1 " * n, "1.5.5", "..1", "1..n", "½" * n, "٣" * n,
        "²" * n,
        f"exp({n})", f"exp(exp({n}))", f"log(-{n})", f"sqrt(-{n})", f"gamma({n})", f"tan({n}*pi/2)", f"{n}%",
        f"x + {'9' * n}x",
        f"(x - {'9' * n})/(x - 1e-{n})", "9" * n + "!" * 3, "/".join(["9" * 300] * min(n, 60)), "*".join(["0.1"] * n),
    ))  # fmt: skip


def sums(chance: Random) -> str:
    """Sums and products with huge, wrong or many bounds, and many free indices."""
    n, few = count(chance, 5_000), count(chance, 30)
    big = chance.choice((r"\sum", r"\prod", r"\max", "∑", "∏", r"\int", r"\lim"))
    high = chance.choice((str(n), f"10^{{{n}}}", "n", r"\infty", "i", "-1", "x", f"{n}!", "9" * few, "0.5", "W", "1/0"))
    many = "".join(rf"{big}_{{i_{k}=1}}^{{{high}}}" for k in range(few))
    inside = "".join(rf"{big}_{{i_{k}=1}}^{{i_{k + 1}}}" for k in range(few))
    letters_ = [chr(97 + k) for k in range(26)]
    free = chance.sample(letters_, min(few, 26))
    return chance.choice((
        rf"{big}_{{i=1}}^{{{high}}} i", many + "x", many + " i_0 x_{i_0}", inside + "i_0", rf"{big}_i" * few + "x_i",
        rf"{big}_{{{','.join(free)}}} x_{{{''.join(free)}}}", "x_{" + ",".join(free) + "}",
        "*".join(f"x_{{{a}{b}}}" for a, b in pairwise(free)) or "x_i", "+".join(f"y_{a}" for a in free),
        "".join(rf"\sum_{a}" for a in free) + "*".join(f"W_{{{a}{b}}}" for a, b in pairwise(free)), " + ".join(
            [rf"\sum_{{i=1}}^{{{high}}} x_i"] * few), f"sum(x[i] for i in range({n}))",
            f"sum({' '.join(['for i in range(9)'] * few)})",
        f"np.sum(W, axis={n})", rf"\sum_{{i<j<k<l<m}}^{{{n}}} x_i", rf"\sum_{{i \ne j}} x_{{i+{n}}}",
        rf"\sum_{{i={n}}}^{{1}} x_i",
        rf"\sum_{{i=1}}^n {'(' * few}x_i{')' * few}", rf"\sum_{{i=-{n}}}^{{{n}}} i^{{{few}}}",
        r"\sum_{\sum_{i=1}^n i}^{n} i",
        r"\delta_{ij}" * few, "".join(f"\\delta_{{{a}{b}}}" for a, b in pairwise(free)),
        rf"\sum_{{k=0}}^{{{n}}} \frac{{x^k}}{{k!}}",
    ))  # fmt: skip


def lists(chance: Random) -> str:
    """Lists and matrices: long, deep, ragged, with dots."""
    one, n, few = atom(chance), count(chance), count(chance, 61)
    row = ",".join([one] * few)
    return chance.choice((
        "[" + ",".join([one] * n) + "]", "[" + ";".join([row] * few) + "]", "[" + ",".join([f"[{row}]"] * few) + "]",
        "[" * few + one + "]" * few, "[" + ",".join([one] * few + ["..."] + [one] * few) + "]",
        "(" + ",".join([one] * n) + ")",
        "{" + ",".join([one] * n) + "}", "[" + ",".join(f"[{','.join([one] * k)}]" for k in range(few)) + "]", "[]" * n,
        "[" + "[]," * n + "]", "[" + ",".join(["..."] * few) + "]", f"zeros({n},{n})", f"np.zeros(({n},{n}))",
        f"ones({n})",
        f"eye({n})", f"I_{{{n}}}", f"np.eye({n}) @ np.ones({n})", f"np.arange({n})", f"x.reshape({n},-1)",
        f"[{row}] * [{row}]^T",
        f"[{row}]^T [{row}]", " ".join([f"[{row}]"] * few), "(1, 2)" * few, f"x[{':,' * few}]", f"diag([{row}])",
    ))  # fmt: skip


def cells(chance: Random) -> str:
    """A matrix in LaTeX, full of one thing."""
    name, n, few = (
        chance.choice(("bmatrix", "pmatrix", "array}{cc", "cases", "smallmatrix")),
        count(chance, 2_000),
        count(chance, 61),
    )
    one = (
        atom(chance)
        if chance.random() < 0.7
        else chance.choice((r"\cdots", r"\vdots", r"\ddots", "x_{11}", "x_1y_2", ""))
    )
    rows = chance.choice(
        (" & ".join([one] * n), r" \\ ".join([" & ".join([one] * few)] * few), r" \\ ".join([one] * n))
    )
    end = name.partition("}")[0]
    matrix = rf"\begin{{{name}}} {rows} \end{{{end}}}"
    return chance.choice(("{}", "{}^T", "{0} {0}", "{0} = {0}", "{}^{{-1}}", "{}_{{ij}}", "x = {}", r"\det {}")).format(
        matrix
    )


def chains(chance: Random) -> str:
    """Many sides, many links, many statements."""
    one, n = atom(chance), count(chance, 2_000)
    return chance.choice((
        "=".join([one] * n), " = ".join(f"{one} + {k}" for k in range(n)), r" \\ &= ".join([one] * n),
        r"\Rightarrow ".join(
            [f"{one} = {one}"] * n), ", ".join(f"x_{k} = {k}" for k in range(n)),
            r" \\ ".join(f"x_{k} &= x_{k + 1}" for k in range(n)),
        "<=".join([one] * n), r"\approx ".join(["1.0"] * n), "\n".join(f"x = {k}" for k in range(n)),
        r"\quad ".join(["a = b"] * n),
        " = ".join(["x" + "+ 1" * 20] * count(chance, 61)), ":=".join([one] * n), " if x else ".join([one] * n),
        "=" * n,
    ))  # fmt: skip


def slopes(chance: Random) -> str:
    """Derivatives of derivatives, and of what has none."""
    n, few = count(chance, 400), count(chance, 13)
    body = chance.choice(
        ("exp(sin(x^x))", "x^x^x", "|x|", "f(x)", "f(g(h(x)))", "W X", "x*sqrt(1+x*sqrt(1+x^2))", "1/x", "x")
    )
    return chance.choice((
        r"\frac{\partial^4}{\partial x^4}" * few + body, r"\frac{d}{dx}" * few + body,
        rf"\frac{{d^{n}}}{{dx^{n}}} {body}",
        rf"\frac{{\partial^{n} {body}}}{{\partial x^{n}}}", "f" + "'" * n + "(x)", r"\nabla" * few + body,
        r"\nabla^2 " + body,
        rf"\frac{{\partial {body}}}{{\partial {'W' * few}}}", "d/dx " * few + body,
        rf"\frac{{\partial}}{{\partial x_{{{n}}}}} {body}",
        "*".join([r"\frac{\partial L}{\partial y}"] * n), r"\frac{\partial y}{\partial x}" * n, r"\partial" * n,
        body.replace("x", f"({body})"), body.replace("x", f"({body})").replace("x", f"({body})"),
    ))  # fmt: skip


def unicode(chance: Random) -> str:
    """Letters that look like others, unseen ones, control characters, halves of pairs, text from right to left."""
    kind = chance.choice(
        (CONFUSABLES, UNSEEN, CONTROLS, SURROGATES, CONFUSABLES + UNSEEN + "x+=2", "\u0301\u0302\u0332\u20d7")
    )
    some = "".join(chance.choices(kind, k=count(chance, 200)))
    return chance.choice((
        some, f"x{some}+1", f"{some} = x", chance.choice(kind) * count(chance), f"\u202e{some}x = 2\u202c", "שלום + x",
        "س = ٢",
        "x\0" * count(chance, 400), "\0", "\ufeffx", "x\r\n+\r1", "x\u2028+ 1", f"\\{some}", f"\\text{{{some}}}",
        f"x_{{{some}}}",
        "ﬁ" * count(chance, 400), "\u1d2c" * 50, "ǅ" * 50, "𝟙" * count(chance, 200), "Z͑ͫ̓" * 100, "👨‍👩‍👧 + 1",
    ))  # fmt: skip


def many_formulas(chance: Random) -> str:
    """Many short formulas in one text, as a document may hold them."""
    n = count(chance, 2_000)
    one = chance.choice((
        "$x$ ", "$x = 1$ ", "$x_{k} = {k}$\n", "$$a = b$$\n\n", "$f(x) = x^2$ and ", r"\(x\) ", r"\[x = y\] ",
        "$W \\in \\mathbb{{R}}^{{2}}$ ",
        "$f'(x) = 2x$\n", "$$x_{k} = x_{k} + 1$$\n\n", "Let $a_{k} = {k}$.\n\n", "$ ", "$$ ", "$$x$ ", "`x` ",
        "```math\nx=1\n```\n",
        "# Problem {k}\n$x = {k}$\n", "\\begin{{equation}}x={k}\\end{{equation}}\n", "$\\frac{{d}}{{dx}} x^2 = 2x$ ",
        "$(1, $ ", "$q_i = \\sigma(z_i)$, ",
        "$1 + 1 = {k}$ ", "for $i = 1, ..., {k}$ ", "| a | $x$ |\n",
        "\\begin{{align}} x &= {k} \\\\ &= y \\end{{align}}\n",
    ))  # fmt: skip
    return "".join(one.replace("{k}", str(k)).replace("{{", "{").replace("}}", "}") for k in range(n))


def letters(chance: Random) -> str:
    """Long names and many names."""
    n = count(chance, 5_000)
    return chance.choice((
        "a" * n, "ab" * n, "sigma" * n, "sin" * n, "W_hh" * n, "x1" * n, "\\" + "a" * n, "\\alpha" * n, r"\alpha " * n,
        "x_" + "a" * n,
        "x_{" + "a" * n + "}", r"\text{" + "a b " * n + "}", r"\operatorname{" + "f" * n + "}(x)",
        "+".join(f"x_{{{k}}}" for k in range(n)),
        "+".join(f"a{k}" for k in range(n)), "*".join(chr(97 + k % 26) for k in range(n)),
        " ".join(chr(945 + k % 24) for k in range(n)),
        "".join(chr(97 + k % 26) for k in range(n)), "np." * n + "exp(1)", "x." * n + "T", "x.T" * n,
        "self." * n + "x", "maxminexplog" * n,
        "expx" * n, "W^T" * n, "dx" * n, "TTT" * n, "the answer is " * n + "x", "e" * n, "ii" * n, "E1" * n, "1e1" * n,
    ))  # fmt: skip


def calls(chance: Random) -> str:
    """Functions with too many, too few and too deep arguments."""
    name, one = chance.choice(functions()), atom(chance)
    n, few = count(chance, 2_000), count(chance, 200)
    return chance.choice((
        f"{name}(" * few + one + ")" * few, f"{name}({','.join([one] * n)})", f"{name}()", name * few + one,
        f"{name}(" * few, f"\\{name} " * few + "x",
        f"{name}^{{{few}}}({one})", f"np.{name}({one}, axis={few})", f"{name}({one})" * few,
        "+".join([f"{name}({one})"] * few), f"{name}'(x)",
        f"{name}([{','.join([one] * few)}])", f"{name}({one}, {one}, {one})", f"{name}(W)", f"{name}_{{{few}}}(x)",
        f"({one}).{name}()" * few,
        "np.einsum('" + "".join(chr(97 + k % 26) for k in range(few)) + f"', {one})",
        "softmax(" * few + "x" + ")" * few,
    ))  # fmt: skip


def pasted(chance: Random) -> str:
    """What is no formula at all: code, markup, logs, commands to a machine."""
    n = count(chance, 400)
    return chance.choice((
        "__import__('os').system('ls')", "{{7*7}}", "<script>alert(1)</script>" * n, "'; DROP TABLE answers; --",
        "${jndi:ldap://x}", "%s%n" * n,
        "=cmd|' /C calc'!A0", "../../etc/passwd", "\\input{/etc/passwd}", "\\def\\x{\\x\\x}\\x" * n,
        "\\newcommand{\\a}{\\a\\a}\\a", "lambda: (yield)" * n,
        "#" * n, "%" * n + "\nx", "x % " + "y" * n, "<!-- " * n, "&amp;" * n, "&#x41;" * n,
        "data:image/png;base64," + "QUJD" * n, "[[[" + "](" * n,
        "def f(x):\n" + "    return x\n" * n, "- " * n + "x", "> " * n + "x", "| " * n, "```" * n, "---\n" * n,
        "*" * n + "x" + "*" * n, "\t" * n + "x",
    ))  # fmt: skip
