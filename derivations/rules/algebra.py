"""Bookkeeping of sums and products, and the ring laws that a reader applies without a word."""

from __future__ import annotations

from fractions import Fraction

from derivations import terms as T
from derivations.rule import Context, rule
from derivations.terms import Add, Apply, Iverson, Mul, Number, Pow, Product, Sum, Term, alpha, product, total

RING = "ring and field axioms"
GREATEST_EXPONENT = 64


@rule(r"0 \cdot f = 0", "A factor 0 makes the product 0.", "tidy", ("0*u[i] => 0", "2*u[i] => refuses"), RING)
def zero(t: Term, context: Context) -> Term | None:
    match t:
        case Mul(factors) if T.ZERO in factors:
            return T.ZERO
        case Sum(_, body) if body == T.ZERO:
            return T.ZERO
    return None


@rule(
    r"f + 0 = f,\; 1 \cdot f = f,\; f^1 = f,\; f^0 = 1",
    "Neutral elements drop out.",
    "tidy",
    ("1*u[i] => u[i]", "u[i] + 0 => u[i]", "u[i]^1 => u[i]", "u[i]^0 => 1", "2*u[i] => refuses"),
    RING,
)
def unit(t: Term, context: Context) -> Term | None:
    match t:
        case Add(terms) if T.ZERO in terms or len(terms) == 1:
            return total([f for f in terms if f != T.ZERO])
        case Mul(factors) if T.ONE in factors or len(factors) == 1:
            return product([f for f in factors if f != T.ONE])
        case Pow(base, exponent) if exponent == T.ONE:
            return base
        case Pow(_, exponent) if exponent == T.ZERO:
            return T.ONE
        case Pow(base, _) if base == T.ONE:
            return T.ONE
        case Product(_, body) if body == T.ONE:
            return T.ONE
        case Sum((), body):
            return body
    return None


@rule(
    r"f + (g + h) = f + g + h,\; f(gh) = fgh",
    "Nested sums and products flatten.",
    "tidy",
    ("u[i] + (v[j] + 2) => u[i] + v[j] + 2", "u[i]*(v[j]*2) => u[i]*v[j]*2", "u[i]*(v[j] + 2) => refuses"),
    RING,
)
def flatten(t: Term, context: Context) -> Term | None:
    match t:
        case Add(terms) if any(isinstance(f, Add) for f in terms):
            return Add(tuple(g for f in terms for g in T.terms_of(f)))
        case Mul(factors) if any(isinstance(f, Mul) for f in factors):
            return Mul(tuple(g for f in factors for g in T.factors_of(f)))
    return None


@rule(
    r"a \cdot b = ab,\; a + b \text{ for numbers}",
    "Numbers are multiplied and added, and stand in front.",
    "tidy",
    (
        "u[i]*2*3 => 6*u[i]",
        "u[i]*2 => 2*u[i]",
        "1 + u[i] + 2 => 3 + u[i]",
        "2^(-1)*u[i] => 1/2*u[i]",
        "2*u[i] => refuses",
    ),
    RING,
)
def numbers(t: Term, context: Context) -> Term | None:
    match t:
        case Mul(factors):
            values = [(k, v) for k, f in enumerate(factors) if (v := _rational(f)) is not None]
            if len(values) > 1 or (values and (values[0][0] > 0 or not isinstance(factors[0], Number))):
                value = Fraction(1)
                for _, v in values:
                    value *= v
                return Mul((Number(value), *(f for f in factors if _rational(f) is None)))
        case Add(terms):
            values = [(k, f.value) for k, f in enumerate(terms) if isinstance(f, Number)]
            if len(values) > 1:
                added = list(terms)
                added[values[0][0]] = Number(sum((v for _, v in values), Fraction(0)))
                return total([f for k, f in enumerate(added) if k not in {p for p, _ in values[1:]}])
        case Pow() if (v := _rational(t)) is not None:
            return Number(v)
    return None


def _rational(t: Term) -> Fraction | None:
    """The value of a number or of a whole power of one; 0 has no inverse."""
    match t:
        case Number(v):
            return v
        case Pow(Number(v), Number(e)) if e.denominator == 1 and abs(e) <= GREATEST_EXPONENT and (v or e > 0):
            return v ** int(e)
    return None


@rule(
    r"(fg)^c = f^c g^c,\; (f^a)^c = f^{ac},\; \sqrt{f}^{\,2c} = f^c \text{ for whole } c",
    "A whole power goes to each factor.",
    "tidy",
    (
        "(u[i]*v[j])^(-1) => u[i]^(-1)*v[j]^(-1)",
        "(u[i]^(-1))^(-2) => u[i]^2",
        "sqrt(u[i])^(-2) => u[i]^(-1)",
        "(u[i]*v[j])^(1/2) => refuses",
    ),
    RING,
)
def power_of_product(t: Term, context: Context) -> Term | None:
    match t:
        case Pow(Mul(factors), Number(c) as e) if c.denominator == 1:
            return Mul(tuple(Pow(f, e) for f in factors))
        case Pow(Apply("sqrt", argument), Number(c)) if c.denominator == 1 and c % 2 == 0:
            return Pow(argument, Number(c / 2))
        case Pow(Pow(base, Number(a)), Number(c)) if c.denominator == 1 and a.denominator == 1:
            return Pow(base, Number(a * c))
    return None


@rule(
    r"f^a f^b = f^{a+b}",
    "Equal factors are collected into a power.",
    "tidy",
    ("u[i]*v[j]*u[i] => u[i]^2*v[j]", "u[i]*u[i]^(-1) => 1", "sqrt(u[i])*sqrt(u[i]) => u[i]", "u[i]*u[j] => refuses"),
    RING,
)
def like_factors(t: Term, context: Context) -> Term | None:
    match t:
        case Mul(factors):
            collected: dict[Term, list[tuple[int, Term, Fraction]]] = {}
            for k, f in enumerate(factors):
                base, exponent = split_power(f)
                if not isinstance(base, Number):
                    collected.setdefault(alpha(base), []).append((k, base, exponent))
            for same in collected.values():
                if len(same) > 1:
                    places = {k for k, _, _ in same}
                    power = sum((e for _, _, e in same), Fraction(0))
                    merged = joined_power(same[0][1], power)
                    return product([merged if k == same[0][0] else f for k, f in enumerate(factors)
                                    if k == same[0][0] or k not in places])  # fmt: skip
    return None


def split_power(f: Term) -> tuple[Term, Fraction]:
    """Base and exponent of a factor; sqrt(g) is g^(1/2), exp(a) stays whole."""
    match f:
        case Pow(base, Number(e)):
            inner, own = split_power(base)
            return (inner, own * e) if isinstance(base, Apply) and base.function == "sqrt" else (base, e)
        case Apply("sqrt", argument):
            return argument, Fraction(1, 2)
        case _:
            return f, Fraction(1)


def joined_power(base: Term, e: Fraction) -> Term:
    """base^e, a square root shown as sqrt."""
    if e == 0:
        return T.ONE
    if e == 1:
        return base
    if e == Fraction(1, 2):
        return Apply("sqrt", base)
    if e == Fraction(-1, 2):
        return Pow(Apply("sqrt", base), T.MINUS_ONE)
    return Pow(base, Number(e))


@rule(
    r"a f + b f = (a + b) f",
    "Equal terms are collected.",
    "tidy",
    ("u[i] + 2*u[i] => 3*u[i]", "u[i]*v[j] - v[j]*u[i] => 0", "u[i] + u[j] => refuses"),
    RING,
)
def like_terms(t: Term, context: Context) -> Term | None:
    match t:
        case Add(terms):
            collected: dict[frozenset[tuple[Term, int]], list[int]] = {}
            read = [T.tensors(f) for f in terms]
            for k, f in enumerate(terms):
                if read.count(read[k]) == 1:
                    continue  # equal terms read the same tensors
                bare = [alpha(g) for g in T.factors_of(f) if not isinstance(g, Number)]
                if bare:
                    collected.setdefault(frozenset((g, bare.count(g)) for g in bare), []).append(k)
            for places in collected.values():
                if len(places) > 1:
                    value = sum((_coefficient(terms[k]) for k in places), Fraction(0))
                    bare_factors = [g for g in T.factors_of(terms[places[0]]) if not isinstance(g, Number)]
                    merged = product(([Number(value)] if value != 1 else []) + bare_factors) if value else T.ZERO
                    return total([merged if k == places[0] else f for k, f in enumerate(terms)
                                  if k == places[0] or k not in places])  # fmt: skip
    return None


def _coefficient(t: Term) -> Fraction:
    value = Fraction(1)
    for f in T.factors_of(t):
        if isinstance(f, Number):
            value *= f.value
    return value


@rule(
    r"c f + c g = c (f + g) \text{ for a number } c",
    "Take out the common number.",
    "collect",
    ("1/2*u[i] - 1/2 => 1/2*(u[i] - 1)", "2*u[i] + v[j] => refuses", "u[i] - v[j] => refuses"),
    RING,
)
def common_number(t: Term, context: Context) -> Term | None:
    match t:
        case Add(terms) if len(terms) > 1:
            value = abs(_coefficient(terms[0]))
            if value != 1 and all(abs(_coefficient(f)) == value for f in terms):
                return Mul((Number(value), Add(tuple(_with_sign(f, _coefficient(f) / value) for f in terms))))
    return None


def _with_sign(t: Term, sign: Fraction) -> Term:
    """The term with 1 or -1 for its number."""
    letters = [f for f in T.factors_of(t) if not isinstance(f, Number)]
    return product(letters if sign == 1 else [Number(sign), *letters])


@rule(
    r"\frac{f}{h} + \frac{g}{h} + k = \frac{f + g}{h} + k",
    "Terms over one divisor are one fraction.",
    "collect",
    (
        "u[i]*v[k]^(-1) + M[i,j] + u[j]*v[k]^(-1) => (u[i] + u[j])*v[k]^(-1) + M[i,j]",
        "u[i]*N^(-1) + M[i,j] + u[j]*N^(-1) => refuses",
        "u[i]*v[k]^(-1) + u[j]*v[k]^(-1) => refuses",
    ),
    RING,
)
def common_divisor(t: Term, context: Context) -> Term | None:
    """A divisor that some terms share, all is for `common_factor`; a size stays below each of its terms."""
    match t:
        case Add(terms):
            below = [{alpha(f): f for f in T.factors_of(u) if _divisor(f)} for u in terms]
            for divisor in dict.fromkeys(d for fs in below for d in fs):
                places = [k for k, fs in enumerate(below) if divisor in fs]
                if 1 < len(places) < len(terms):
                    rest = [product([f for f in T.factors_of(terms[k]) if alpha(f) != divisor]) for k in places]
                    joined = Mul((Add(tuple(rest)), below[places[0]][divisor]))
                    return total([joined if k == places[0] else u for k, u in enumerate(terms)
                                  if k == places[0] or k not in places])  # fmt: skip
    return None


def _divisor(t: Term) -> bool:
    match t:
        case Pow(base, Number(e)):
            return e < 0 and bool(T.tensors(base))
    return False


@rule(
    r"-f + g = g - f",
    "Write the positive term first.",
    "collect",
    ("-u[i] + v[j] => v[j] - u[i]", "v[j] - u[i] => refuses", "-u[i] - v[j] => refuses"),
    RING,
)
def positive_first(t: Term, context: Context) -> Term | None:
    match t:
        case Add(terms) if _coefficient(terms[0]) < 0:
            k = next((k for k, f in enumerate(terms) if _coefficient(f) > 0), None)
            if k is not None:
                return Add((terms[k], *terms[:k], *terms[k + 1 :]))
    return None


@rule(
    r"g^{-1} f = f / g",
    "Write divisors last.",
    "collect",
    ("v[j]^(-1)*u[i] => u[i]*v[j]^(-1)", "u[i]*v[j]^(-1) => refuses", "2*v[j]^(-1) => refuses"),
    RING,
)
def divisors_last(t: Term, context: Context) -> Term | None:
    match t:
        case Mul(factors):
            below = [
                f for f in factors if isinstance(f, Pow) and isinstance(f.exponent, Number) and f.exponent.value < 0
            ]
            above = [f for f in factors if not any(f is g for g in below)]
            if below and above and factors != (*above, *below):
                return Mul((*above, *below))
    return None


@rule(
    r"[1 = i] = [i = 1]",
    "Write the index first.",
    "collect",
    ("[1 = i] => [i = 1]", "[i = 1] => refuses", "[i = k] => refuses"),
    "symmetry of equality",
)
def index_first(t: Term, context: Context) -> Term | None:
    match t:
        case Iverson("=", left, right) if left.constant is not None and right.constant is None:
            return Iverson("=", right, left)
    return None
