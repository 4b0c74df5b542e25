"""What was read, in LaTeX."""

from __future__ import annotations

from checkers.algebra.pairs import beside
from checkers.algebra.spelling import GREEK_WORDS
from checkers.algebra.tree import (
    Apply,
    Big,
    Cases,
    Derivative,
    Dots,
    Entry,
    Label,
    Name,
    Negative,
    Node,
    Norm,
    Number,
    Operation,
    Relation,
    Rows,
    Slice,
    Transpose,
)

CALLED = {"sigmoid": r"\sigma", "gamma_function": r"\Gamma", "log_gamma": r"\ln\Gamma", "digamma": r"\psi"}
RELATION = {"<=": r"\le", ">=": r"\ge", "!=": r"\ne", "and": r"\land", "or": r"\lor"}
WORDS = {"exp", "log", "sin", "cos", "tan", "tanh", "sinh", "cosh", "max", "min", "det"}
TIMES = {"*": r"\,", " ": r"\,", ".": r" \cdot ", "o": r" \odot ", "@": r"\,", "x": r" \otimes "}


def latex(node: Node) -> str:
    """The tree as LaTeX."""
    return _at(node, 0)


def _at(node: Node, strength: int) -> str:
    """strength: 0 a sum may stand bare, 1 a product, 2 only an atom."""
    text, own = _piece(node)
    return text if own >= strength else rf"\left({text}\right)"


def _piece(node: Node) -> tuple[str, int]:
    match node:
        case Number(value, text):
            if text and "e" not in text.lower():
                return text, 2
            if value.denominator == 1:
                return str(value.numerator), 2 if value >= 0 else 0
            return rf"\frac{{{value.numerator}}}{{{value.denominator}}}", 2
        case Name(name):
            return named(name), 2
        case Label(text):
            return rf"\text{{{escaped(text)}}}", 2
        case Slice(True):
            return r"\text{None}", 2
        case Slice(_, Node() as low, _, 0):
            return latex(low), 2
        case Slice(_, low, high, step):
            ends = ":".join("" if e is None else latex(e) for e in (low, high))
            return ends + (f":{step}" if step != 1 else ""), 2
        case Entry(base, places, upper):
            above, below = places[:upper], places[upper:]
            out = _at(base, 2).rstrip("^")
            if isinstance(base, Entry) or (isinstance(base, Apply) and out.endswith("}")):  # a part of a part
                out = f"{{{out}}}"
            if below:
                out += "_{" + ",".join(latex(p) for p in below) + "}"
            if above:
                out += "^{(" + ",".join(latex(p) for p in above) + ")}"
            return out, 2
        case Negative(inner):
            return "-" + _at(inner, 1), 0
        case Transpose(inner):
            shown = _at(inner, 2)
            return (f"{{{shown}}}" if isinstance(inner, Transpose) else shown) + r"^{\top}", 2
        case Operation("+" | "-" as sign, left, right):
            return f"{_at(left, 0)} {sign} {_at(right, 1)}", 0
        case Operation("/", left, right):
            return rf"\frac{{{latex(left)}}}{{{latex(right)}}}", 2
        case Operation("^", left, right):
            divided = isinstance(left, Operation) and left.operator == "/"
            base_of = rf"\left({latex(left)}\right)" if divided else f"{{{_at(left, 2)}}}"
            return f"{base_of}^{{{latex(right)}}}", 2
        case Operation(operator, left, right):
            entrywise = operator == "o"  # what stands beside an entrywise product as a matrix product is in brackets
            first = 2 if not entrywise and isinstance(left, Operation) and left.operator == "o" else 1
            second = 2 if entrywise and isinstance(right, Operation) and right.operator in (" ", "@") else 1
            behind = _at(right, second)
            times = r" \cdot " if behind[:1].isdigit() and TIMES[operator] == r"\," else TIMES[operator]
            return f"{_at(left, first)}{times}{behind}", 1
        case Apply("abs", (inner,)):
            return rf"\left|{latex(inner)}\right|", 2
        case Apply("floor" | "ceil" as name, (inner,)):
            return rf"\left\l{name} {latex(inner)}\right\r{name}", 2
        case Apply("sqrt", (inner,)):
            return rf"\sqrt{{{latex(inner)}}}", 2
        case Apply("ones", ()):
            return r"\mathbf{1}", 2
        case Apply("spread", (left, right)):
            return rf"{_at(left, 2)} \odot {_at(right, 2)}", 1
        case Apply("sum" | "mean" as name, (inner,), 0, options):
            axis = next((value for option, value in options if option in ("axis", "dim")), "")
            head = rf"\operatorname{{{name}}}" + (rf"_{{\text{{axis {escaped(axis)}}}}}" if axis else "")
            return rf"{head}\left({latex(inner)}\right)", 2
        case Apply(name, arguments, primes):
            head = CALLED[name] if name in CALLED else f"\\{name}" if name in WORDS else named(name, True)
            return head + "'" * primes + rf"\left({', '.join(latex(a) for a in arguments)}\right)", 2
        case Rows(cells):
            rows = [c.cells if isinstance(c, Rows) else (c,) for c in cells]
            if not any(isinstance(c, Rows) for c in cells):
                return r"\left[" + ", ".join(latex(c) for c in cells) + r"\right]", 2
            inside = r" \\ ".join(" & ".join(latex(c) for c in row) for row in rows)
            return rf"\begin{{bmatrix}} {inside} \end{{bmatrix}}", 2
        case Big(kind, bounds, body):
            ranges = []
            for b in bounds:
                ends = f"{named(b.name)}"
                if b.low is not None and b.high is not None:
                    ends = f"{latex(b.low)} \\le {named(b.name)} \\le {latex(b.high)}"
                elif b.relation and (letters := beside(b)):
                    ends += f" {RELATION.get(b.relation, b.relation)} {named(letters[0])}"
                ranges.append(ends)
                if b.other is not None:
                    ranges[-1:] = [*([ends] if b.low is not None else []), f"{named(b.name)} \\ne {latex(b.other)}"]
            inside = _at(body, 0 if isinstance(body, Big) else 1)
            return rf"\{kind}_{{{', '.join(ranges)}}} {inside}", 0
        case Cases(values, conditions):
            rows_ = [
                f"{latex(v)} & " + (r"\text{otherwise}" if c is None else latex(c)) for v, c in zip(values, conditions)
            ]
            return r"\begin{cases} " + r" \\ ".join(rows_) + r" \end{cases}", 2
        case Relation("not", left, _):
            return rf"\lnot {_at(left, 2)}", 0
        case Relation(relation, left, right):
            return rf"\mathbb{{1}}\left[{latex(left)} {RELATION.get(relation, relation)} {latex(right)}\right]", 2
        case Derivative(body, variables):
            order = f"^{len(variables)}" if len(variables) > 1 else ""
            under = "".join(rf"\partial {latex(v)}" for v in variables)
            return rf"\frac{{\partial{order} {latex(body)}}}{{{under}}}", 2
        case Norm(inner, kind):
            norm = r"\infty" if kind == "inf" else kind
            return rf"\left\|{latex(inner)}\right\|_{{{norm}}}", 2
        case Dots():
            return r"\dots", 2
    return "?", 2


def named(name: str, function: bool = False) -> str:
    """A name as LaTeX: \\hat{y}, \\sigma, \\mathrm{dW}."""
    name = name.rstrip("^") or name
    first, _, rest = name.partition(" ")
    if rest and first in ("hat", "bar", "tilde", "dot", "ddot", "check", "breve"):
        return rf"\{first}{{{named(rest)}}}"
    if name.rstrip("'") in GREEK_WORDS:
        return f"\\{name}"
    if name == "infty":
        return r"\infty"
    if len(name.rstrip("'*^")) <= 1:
        return name
    return rf"\{'operatorname' if function else 'mathrm'}{{{escaped(name)}}}"


def escaped(text: str) -> str:
    """Text that means itself in LaTeX."""
    return "".join("\\" + c if c in "_%&#{}$" else "" if c in "\\^~" else c for c in text)
