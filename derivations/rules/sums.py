"""Sums over sets of indices: joining them, splitting them, and what may cross their sign."""

from __future__ import annotations

from derivations import terms as T
from derivations.rule import Context, rule
from derivations.terms import Add, Iverson, Mul, Sum, Term, bound_names, contains, freshen, names, product, summed

FINITE = "finite sums commute with addition and with constant factors; Graham, Knuth & Patashnik 1994, sec. 2.3"


@rule(
    r"\sum_i \sum_j f = \sum_{i,j} f",
    "Neighbouring sums are one sum over a set of indices.",
    "tidy",
    ("sum[i in 1..N] sum[j in 1..N] M[i,j] => sum[i in 1..N, j in 1..N] M[i,j]", "sum[i in 1..N] u[i] => refuses"),
    FINITE,
)
def merge(t: Term, context: Context) -> Term | None:
    match t:
        case Sum(outer, Sum() as inner):
            own = freshen(inner, {i.name for i in outer}, context.taken)
            return Sum(outer + own.indices, own.body)
    return None


@rule(
    r"f (g + h) = f g + f h",
    "Multiply out, so that each bracket meets its own sum.",
    "expand",
    ("u[i]*([i = k] + v[j]) => u[i]*[i = k] + u[i]*v[j]", "u[i]*(v[j] + 1) => refuses"),
    "distributive law",
)
def distribute(t: Term, context: Context) -> Term | None:
    match t:
        case Mul(factors):
            for k, f in enumerate(factors):
                if isinstance(f, Add) and contains(f, Iverson):
                    return Add(tuple(Mul((*factors[:k], g, *factors[k + 1 :])) for g in f.terms))
    return None


@rule(
    r"\sum_i (f + g) = \sum_i f + \sum_i g",
    "A sum of sums is taken term by term.",
    "expand",
    (
        "sum[i in 1..N] ([i = k] + v[i]) => (sum[i in 1..N] [i = k]) + sum[i in 1..N] v[i]",
        "sum[i in 1..N] (u[i] + v[i]) => refuses",
    ),
    FINITE,
)
def split(t: Term, context: Context) -> Term | None:
    match t:
        case Sum(indices, Add(terms)) if contains(t.body, Iverson):
            return Add(tuple(Sum(indices, f) for f in terms))
    return None


@rule(
    r"f \sum_i g = \sum_i f g",
    "Factors go under the sum, to meet the bracket inside it.",
    "expand",
    ("v[j]*sum[i in 1..N] u[i]*[i = k] => sum[i in 1..N] v[j]*u[i]*[i = k]", "v[j]*sum[i in 1..N] u[i] => refuses"),
    FINITE,
)
def absorb(t: Term, context: Context) -> Term | None:
    match t:
        case Mul(factors):
            for k, f in enumerate(factors):
                if isinstance(f, Sum) and contains(f.body, Iverson):
                    rest = factors[:k] + factors[k + 1 :]
                    taken = frozenset().union(*(names(g) | bound_names(g) for g in rest))
                    f = freshen(f, taken, context.taken)
                    return Sum(f.indices, Mul((*factors[:k], *T.factors_of(f.body), *factors[k + 1 :])))
    return None


@rule(
    r"\sum_i f g_i = f \sum_i g_i",
    "What does not depend on the summation index moves in front of the sum.",
    "finish",
    (
        "sum[i in 1..N] v[k]*u[i] => v[k]*sum[i in 1..N] u[i]",
        "sum[i in 1..N, j in 1..N] u[i]*v[j] => (sum[i in 1..N] u[i])*sum[j in 1..N] v[j]",
        "sum[i in 1..N] u[i]*v[i] => refuses",
    ),
    FINITE,
)
def factor(t: Term, context: Context) -> Term | None:
    match t:
        case Sum(indices, Mul(factors)) if not any(_depends(i, indices) for i in indices):
            bound = {i.name for i in indices}
            out = [f for f in factors if not names(f) & bound]
            kept = [f for f in factors if names(f) & bound]
            if out and kept:
                return Mul((*out, Sum(indices, product(kept))))
            parts = _independent(kept, bound)
            if len(parts) > 1:
                return Mul(tuple(summed(tuple(i for i in indices if i.name in own), product(fs)) for own, fs in parts))
    return None


def _depends(i: T.Index, indices: tuple[T.Index, ...]) -> bool:
    return bool((i.low.names | i.high.names) & {j.name for j in indices})


def _independent(factors: list[Term], bound: set[str]) -> list[tuple[set[str], list[Term]]]:
    """Groups of factors that share no bound index; a bound index without a factor keeps everything together."""
    groups: list[tuple[set[str], list[Term]]] = []
    for f in factors:
        own = set(names(f) & bound)
        touching = [g for g in groups if g[0] & own]
        merged = (own.union(*(g[0] for g in touching)), [h for g in touching for h in g[1]] + [f])
        groups = [g for g in groups if g not in touching] + [merged]
    covered = set().union(*(g[0] for g in groups)) if groups else set()
    return groups if covered == bound else groups[:1]


@rule(
    r"\sum_i c = (\text{number of terms})\, c",
    "A constant is summed as often as there are terms.",
    "finish",
    ("sum[i in 1..N] v[k] => N*v[k]", "sum[i in 1..N] u[i] => refuses"),
    FINITE,
)
def constant_sum(t: Term, context: Context) -> Term | None:
    from derivations.prover import is_proved, nonnegative

    match t:
        case Sum(indices, body):
            for k, i in enumerate(indices):
                used = names(body).union(*(j.low.names | j.high.names for j in indices if j is not i))
                length = i.high - i.low + 1
                if i.name in used or not is_proved(nonnegative(length, context.facts.within(indices[:k]))):
                    continue
                rest = indices[:k] + indices[k + 1 :]
                value = T.number(length.constant) if length.constant is not None else T.Size(length)
                if length.names & {j.name for j in indices}:
                    return summed(rest, Mul((value, body)))
                return Mul((value, summed(rest, body)))
    return None


@rule(
    r"f (g + h) = f g + f h",
    "Multiply out.",
    "separate",
    ("u[i]*(v[j] + 1) => u[i]*v[j] + u[i]*1", "u[i]*v[j] => refuses"),
    "distributive law",
)
def multiply_out(t: Term, context: Context) -> Term | None:
    match t:
        case Mul(factors):
            for k, f in enumerate(factors):
                if isinstance(f, Add):
                    return Add(tuple(Mul((*factors[:k], g, *factors[k + 1 :])) for g in f.terms))
    return None


@rule(
    r"\sum_i (f + g) = \sum_i f + \sum_i g",
    "Sum term by term.",
    "separate",
    (
        "sum[i in 1..N] (u[i] + v[i]) => (sum[i in 1..N] u[i]) + sum[i in 1..N] v[i]",
        "sum[i in 1..N] u[i]*v[i] => refuses",
    ),
    FINITE,
)
def term_by_term(t: Term, context: Context) -> Term | None:
    match t:
        case Sum(indices, Add(terms)):
            return Add(tuple(Sum(indices, f) for f in terms))
    return None
