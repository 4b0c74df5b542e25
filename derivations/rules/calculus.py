"""Differentiation, one rule per head symbol. `diff(f, x[i])` holds every other tensor constant."""

from __future__ import annotations

from derivations import scalars
from derivations import terms as T
from derivations.integers import ONE, symbol
from derivations.rule import Context, rule
from derivations.terms import (
    Add,
    Apply,
    Compare,
    Entry,
    Index,
    Iverson,
    Max,
    Mul,
    Number,
    Partial,
    Pow,
    Product,
    Select,
    Size,
    Sum,
    Term,
    bound_names,
    fresh,
    freshen,
    names,
    product,
    rename,
    tensors,
    total,
)  # fmt: skip

CALCULUS = "any calculus text, e.g. Spivak 2006, ch. 9-10"
CHAIN = "Griewank & Walther 2008, ch. 3"


@rule(
    r"\frac{\partial c}{\partial x} = 0",
    "What does not depend on the variable has derivative 0.",
    "differentiate",
    ("diff(u[i]^2, v[k]) => 0", "diff(u[i]^2, u[k]) => refuses"),
    CALCULUS,
)
def constant(t: Term, context: Context) -> Term | None:
    match t:
        case Partial(of, wrt) if wrt.tensor not in tensors(of):
            return T.ZERO
    return None


@rule(
    r"\partial(f + g) = \partial f + \partial g",
    "The derivative of a sum is the sum of the derivatives.",
    "differentiate",
    ("diff(u[i] + v[j] + u[j], u[k]) => diff(u[i], u[k]) + diff(u[j], u[k])", "diff(u[i]*v[j], u[k]) => refuses"),
    CALCULUS,
)
def linearity(t: Term, context: Context) -> Term | None:
    match t:
        case Partial(Add(terms), wrt):
            return total([Partial(f, wrt) for f in terms if wrt.tensor in tensors(f)])
    return None


@rule(
    r"\partial(c f) = c\,\partial f",
    "A factor that does not depend on the variable stays in front.",
    "differentiate",
    ("diff(3*v[j]*u[i], u[k]) => 3*v[j]*diff(u[i], u[k])", "diff(u[i]*u[j], u[k]) => refuses"),
    CALCULUS,
)
def constant_factor(t: Term, context: Context) -> Term | None:
    match t:
        case Partial(Mul(factors), wrt):
            still = tuple(f for f in factors if wrt.tensor not in tensors(f))
            moving = tuple(f for f in factors if wrt.tensor in tensors(f))
            if still and moving:
                return Mul((*still, Partial(product(moving), wrt)))
    return None


@rule(
    r"\partial(f g) = (\partial f)\,g + f\,\partial g",
    "Product rule.",
    "differentiate",
    ("diff(u[i]*u[j], u[k]) => diff(u[i], u[k])*u[j] + u[i]*diff(u[j], u[k])", "diff(u[i]*v[j], u[k]) => refuses"),
    CALCULUS,
)
def product_rule(t: Term, context: Context) -> Term | None:
    match t:
        case Partial(Mul(factors), wrt) if len(factors) > 1 and all(wrt.tensor in tensors(f) for f in factors):
            return Add(tuple(Mul((*factors[:k], Partial(f, wrt), *factors[k + 1 :])) for k, f in enumerate(factors)))
    return None


@rule(
    r"\partial f^c = c f^{c-1}\,\partial f",
    "Power rule.",
    "differentiate",
    ("diff(u[i]^3, u[k]) => 3*u[i]^2*diff(u[i], u[k])", "diff(v[j]^u[i], u[k]) => refuses"),
    CALCULUS,
)
def power(t: Term, context: Context) -> Term | None:
    match t:
        case Partial(Pow(base, exponent), wrt) if wrt.tensor not in tensors(exponent):
            if isinstance(exponent, Number):
                lower: Term = base if exponent.value == 2 else Pow(base, Number(exponent.value - 1))
            else:
                lower = Pow(base, Add((exponent, T.MINUS_ONE)))
            return Mul((exponent, lower, Partial(base, wrt)))
    return None


@rule(
    r"\partial c^g = c^g \ln(c)\,\partial g",
    "Derivative of an exponential.",
    "differentiate",
    ("diff(v[j]^u[i], u[k]) => v[j]^u[i]*log(v[j])*diff(u[i], u[k])", "diff(u[i]^3, u[k]) => refuses"),
    CALCULUS,
)
def exponential(t: Term, context: Context) -> Term | None:
    match t:
        case Partial(Pow(base, exponent), wrt) if wrt.tensor in tensors(exponent) and wrt.tensor not in tensors(base):
            return Mul((t.of, Apply("log", base), Partial(exponent, wrt)))
    return None


@rule(
    r"\partial \varphi(f) = \varphi'(f)\,\partial f",
    "Chain rule.",
    "differentiate",
    (
        "diff(sigmoid(u[i]), u[k]) => sigmoid(u[i])*(1 - sigmoid(u[i]))*diff(u[i], u[k])",
        "diff(relu(u[i]), u[k]) => [u[i] > 0]*diff(u[i], u[k])",
        "diff(u[i], u[k]) => refuses",
    ),
    CHAIN,
)
def chain(t: Term, context: Context) -> Term | None:
    match t:
        case Partial(Apply(function, argument), wrt):
            outer = scalars.derivative_at(function, argument)
            return Mul((*T.factors_of(outer), Partial(argument, wrt)))
    return None


@rule(
    r"\partial \sum_i f_i = \sum_i \partial f_i",
    "Differentiate under the sum.",
    "differentiate",
    (
        "diff(sum[i in 1..N] u[i], u[k]) => sum[i in 1..N] diff(u[i], u[k])",
        "sum[i in 1..N] diff(u[i], u[k]) => refuses",
    ),
    CALCULUS,
)
def sum_rule(t: Term, context: Context) -> Term | None:
    match t:
        case Partial(Sum() as inner, wrt):
            own = freshen(inner, names(wrt), context.taken)  # no capture: the denominator's indices stay free
            return Sum(own.indices, Partial(own.body, wrt))
    return None


@rule(
    r"\frac{\partial x_a}{\partial x_b} = [a = b]",
    "An entry depends on itself alone.",
    "differentiate",
    (
        "diff(M[i,j], M[k,j]) => [i = k]",
        "diff(u[i], u[k]) => [i = k]",
        "diff(u[k], u[k]) => 1",
        "diff(u[i], v[k]) => refuses",
    ),
    CALCULUS,
)
def entry(t: Term, context: Context) -> Term | None:
    match t:
        case Partial(Entry(x, a), Entry(y, b)) if x == y:
            return product([Iverson("=", i, j) for i, j in zip(a, b) if i != j])
    return None


@rule(
    r"\partial \max_i f_i = \sum_i [i \text{ is the first maximiser}]\,\partial f_i",
    "Only the entry that attains the maximum (the first one, on a tie) passes a gradient.",
    "differentiate",
    (
        "diff(max[i in 1..N] u[i], u[k]) => sum[i in 1..N] argmax[j in 1..N](u[j]; i)*diff(u[i], u[k])",
        "diff(u[i], u[k]) => refuses",
    ),
    "torch's convention at ties",
)
def maximum(t: Term, context: Context) -> Term | None:
    match t:
        case Partial(Max(indices, body), wrt):
            chosen = freshen(Sum(indices, body), names(wrt) | bound_names(t), context.taken)
            at = tuple(i.integer for i in chosen.indices)
            return Sum(chosen.indices, Mul((Select(indices, body, at), Partial(chosen.body, wrt))))
    return None


@rule(
    r"\partial \prod_i f_i = \sum_i \Bigl(\prod_{j<i} f_j\Bigr)\,\partial f_i\,\Bigl(\prod_{j>i} f_j\Bigr)",
    "Product rule over an indexed product.",
    "differentiate",
    (
        (
            "diff(prod[i in 1..N] u[i], u[k]) => "
            "sum[i in 1..N] (prod[j in 1..i-1] u[j])*diff(u[i], u[k])*prod[j in i+1..N] u[j]"
        ),
        "diff(u[i], u[k]) => refuses",
    ),
    CALCULUS,
)
def indexed_product(t: Term, context: Context) -> Term | None:
    match t:
        case Partial(Product((index,), _) as of, wrt):
            one = freshen(of, names(wrt), context.taken)
            (i,) = one.indices
            j = fresh(index.name, names(one.body) | bound_names(one) | names(wrt) | context.taken | {i.name})
            other = rename(one.body, {i.name: symbol(j)})
            before, after = (Index(j, i.low, i.integer - ONE), Index(j, i.integer + ONE, i.high))
            return Sum((i,), Mul((Product((before,), other), Partial(one.body, wrt), Product((after,), other))))
    return None


@rule(
    r"\partial [f > 0] = 0",
    "An indicator is constant where it is differentiable; by convention its derivative is 0 at the jump too.",
    "differentiate",
    ("diff([u[i] > 0], u[k]) => 0", "diff(u[i], u[k]) => refuses"),
    "torch's convention",
)
def indicator(t: Term, context: Context) -> Term | None:
    match t:
        case Partial(Compare() | Select() | Iverson() | Size(), _):
            return T.ZERO
    return None
