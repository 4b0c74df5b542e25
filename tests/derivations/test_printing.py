"""What the text printer prints reads back as the same term; index expressions are arranged for a reader."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from derivations import integers as I
from derivations import terms as T
from derivations.integers import Integer, integer, symbol
from derivations.notation import Scope, parse_integer, parse_term
from derivations.printing.text import integer_text, text

ONE_TO_N = (integer(1), symbol("N"))
RANGES = {"x": (ONE_TO_N,), "M": (ONE_TO_N, ONE_TO_N), "a": (), "id": (ONE_TO_N,), "lone": ()}
SCOPE = Scope(
    ranges=RANGES,
    sizes=frozenset({"N", "s", "p"}),
    integers=frozenset({"id", "lone"}),
    indices={"i": ONE_TO_N, "j": ONE_TO_N},
)


@st.composite
def integers(draw: st.DrawFn, names: tuple[str, ...] = ("N", "s", "p", "i", "j"), depth: int = 2) -> Integer:
    """A random integer expression: symbols, products, floors, ceilings, remainders, extremes and reads."""
    if depth == 0 or draw(st.booleans()):
        leaf = draw(st.sampled_from([*names, 0, 1, 2, 3, -1, -2, -5]))
        return integer(leaf) if isinstance(leaf, int) else symbol(leaf)
    more = integers(names, depth - 1)
    kind = draw(st.sampled_from(["add", "add", "sub", "mul", "floor", "ceil", "mod", "min", "max", "read"]))
    denominator = draw(st.sampled_from([integer(2), integer(3), integer(4), symbol("s"), symbol("s") * 2]))
    match kind:
        case "add":
            return draw(more) + draw(more)
        case "sub":
            return draw(more) - draw(more)
        case "mul":
            return draw(more) * draw(more)
        case "floor":
            return I.floor(draw(more), denominator)
        case "ceil":
            return I.ceil(draw(more), denominator)
        case "mod":
            return I.mod(draw(more), denominator)
        case "min" | "max":
            return I.extreme(kind, [draw(more), draw(more)])
        case _:
            return I.read("id", (draw(more),))


NUMBERS = st.builds(lambda p, q: T.Number(Fraction(p, q)), st.integers(-4, 4), st.sampled_from([1, 1, 2, 3]))


@st.composite
def terms(draw: st.DrawFn, names: tuple[str, ...] = ("N", "s", "p", "i", "j"), depth: int = 4) -> T.Term:
    """A random term over RANGES; every binder below another binds names of its own."""
    small = integers(names, 1)
    if depth == 0 or draw(st.integers(0, 4)) == 0:
        return draw(
            st.one_of(
                NUMBERS,
                st.just(T.Entry("a", ())),
                st.builds(lambda e: T.Entry("x", (e,)), small),
                st.builds(lambda e, f: T.Entry("M", (e, f)), small, small),
                st.builds(T.Size, small),
                st.builds(T.Iverson, st.sampled_from(["=", "!=", "<="]), small, small),
            )
        )
    more = terms(names, depth - 1)
    several = st.lists(more, min_size=2, max_size=3).map(tuple)
    kind = draw(
        st.sampled_from(["add", "mul", "mul", "pow", "inverse", "apply", "sum", "max", "argmax", "diff", "compare"])
    )
    match kind:
        case "add":
            return T.Add(draw(several))
        case "mul":
            return T.Mul(draw(several))
        case "pow":
            return T.Pow(draw(more), draw(more))
        case "inverse":
            return T.Pow(draw(more), T.Number(Fraction(draw(st.sampled_from([-1, -1, -2, 2])))))
        case "apply":
            return T.Apply(draw(st.sampled_from(["exp", "log", "sigmoid", "relu"])), draw(more))
        case "diff":
            return T.Partial(draw(more), T.Entry("x", (draw(small),)))
        case "compare":
            return T.Compare(draw(st.sampled_from(["<", "<=", ">", ">=", "=", "!="])), draw(more), draw(more))
        case _:
            return draw(binders(kind, names, depth))


@st.composite
def binders(draw: st.DrawFn, kind: str, names: tuple[str, ...], depth: int) -> T.Term:
    indices: list[T.Index] = []
    inner = names
    for name in [f"b{depth}", f"c{depth}"][: draw(st.integers(1, 2))]:
        indices.append(T.Index(name, draw(integers(inner, 1)), draw(integers(inner, 1))))
        inner = (*inner, name)
    body = draw(terms(inner, depth - 1))
    if kind == "argmax":
        return T.Select(tuple(indices), body, tuple(draw(integers(names, 1)) for _ in indices))
    return {"sum": draw(st.sampled_from([T.Sum, T.Product])), "max": T.Max}[kind](tuple(indices), body)


@settings(max_examples=400, deadline=None)
@given(integers(depth=3))
def test_an_integer_reads_back(e: Integer) -> None:
    assert parse_integer(integer_text(e), SCOPE) == e


@settings(max_examples=600, deadline=None)
@given(terms())
def test_a_term_reads_back(t: T.Term) -> None:
    assert parse_term(text(t), SCOPE) == t


@pytest.mark.parametrize(
    ("shown", "written"),
    [
        ("s*(i - 1) + d*(r - 1) - p + 1", "i*s + d*r - s - d - p + 1"),
        ("H + 2*p - d*(R - 1) - 1", "H + 2*p + d - R*d - 1"),
        ("i + d - 1", "i + d - 1"),
        ("e + j - 1", "e + j - 1"),
        ("1 - i", "1 - i"),
        ("-i - 1", "-1 - i"),
        ("-s*(i - 1)", "s - s*i"),
        ("2*s*(i - 1) + 2*N - 4", "2*s*i - 2*s + 2*N - 4"),
        ("N*(M - 1) - M + 1", "N*M - N - M + 1"),
        ("n*(2*k - 1)", "2*n*k - n"),
        ("i*s^2 - N", "s*i*s - N"),
        ("ceil(d/2)", "floor((d + 1)/2)"),
        ("floor((d - p - 1)/s)", "ceil((d - p)/s) - 1"),
        ("ceil(d/s) + p", "floor((d - 1)/s) + 1 + p"),
        ("floor((H - p)/s) - i", "floor((H - p)/s) - i"),
        ("mod(i - 1, s) + 1", "i - s*floor((i - 1)/s)"),
        ("n", "ceil(2*n/2)"),
        ("0", "n - n"),
    ],
)
def test_an_index_expression_is_arranged_for_a_reader(shown: str, written: str) -> None:
    scope = Scope({}, frozenset("NMHRdeijkmnprs"))
    assert integer_text(parse_integer(written, scope)) == shown


def test_places_of_an_entry_are_tight() -> None:
    scope = Scope({"x": (ONE_TO_N, ONE_TO_N)}, frozenset("Ndeij"))
    assert text(parse_term("x[i + d - 1, j + e - 1]", scope)) == "x[i+d-1,j+e-1]"
