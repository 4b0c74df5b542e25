"""Using what is known by name: the forward definitions, the adjoints found before, and the premises."""

from __future__ import annotations

from derivations import terms as T
from derivations.match import Bindings, indices_in_range, match, same
from derivations.prover import at_most, is_proved
from derivations.rule import Context, Definition, Premise, rule
from derivations.terms import Add, Entry, Index, Mul, Sum, Term, freshen, names, product, rename, total


def in_range(bindings: Bindings, indices: tuple[Index, ...], context: Context) -> bool:
    """Does every index stay in its range, for all sizes?"""
    return all(
        is_proved(at_most(low, e, context.facts)) and is_proved(at_most(e, high, context.facts))
        for low, e, high in indices_in_range(bindings, indices)
    )


@rule(
    r"\frac{\partial L}{\partial y} = \text{what was found for it}",
    "Put in what was found before.",
    "known",
    source="the named equation",
)
def unfold(t: Term, context: Context, argument: str) -> Term | None:
    """An entry of the tensor `argument` replaced by its equation; the entry must be proved to be in range."""
    equation = context.equations.get(argument)
    match t:
        case Entry(tensor, at) if tensor == argument and equation is not None and len(at) == len(equation.at):
            bindings: Bindings = {}
            for place, e in zip(equation.at, at):
                if place.symbol is None or place.symbol not in {i.name for i in equation.indices}:
                    return None
                bindings[place.symbol] = e
            if not in_range(bindings, equation.indices, context) and not _vanishes_outside(equation, context):
                return None
            return _clear(rename(equation.rhs, bindings), t, context)
    return None


def _vanishes_outside(equation: Definition, context: Context) -> bool:
    """Is the right side 0 wherever an index leaves its range, as [i = k] is with k in range?"""

    def kept(i: Index) -> bool:
        for f in T.factors_of(equation.rhs):
            if isinstance(f, T.Iverson) and f.relation == "=" and f.left == i.integer and i.name not in f.right.names:
                return in_range({i.name: f.right}, (i,), context)
        return False

    return all(kept(i) for i in equation.indices)


def _clear(t: Term, where: Term, context: Context) -> Term:
    """Bound names inside moved away from every name in scope."""
    if isinstance(t, T.Binder):
        t = freshen(t, {i.name for i in context.facts.ranges} | names(where), context.taken)
    return t.rebuild(tuple(_clear(c, where, context) for c in t.children))


@rule(
    r"\text{premise}",
    "By the premise.",
    "known",
    source="the premise of the problem",
)
def premise(t: Term, context: Context, argument: str) -> Term | None:
    """The left side of a premise replaced by its right side; also inside a product under the same sum."""
    known = context.premises.get(argument)
    if known is None:
        return None
    variables = frozenset(i.name for i in known.indices)
    for bindings in match(known.left, t, variables, {}):
        if len(bindings) == len(known.indices) and in_range(bindings, known.indices, context):
            return rename(known.right, bindings)
    return _partly(t, known, variables, context)


def _partly(t: Term, known: Premise, variables: frozenset[str], context: Context) -> Term | None:
    """sum[n,c] f[n] T[n,c] with the premise sum[c] T[n,c] = 1 is sum[n] f[n]: the inner sum is taken first."""
    if not isinstance(t, Sum) or not isinstance(known.left, Sum):
        return None
    for i in t.indices:
        if any(i.name in j.low.names | j.high.names for j in t.indices):
            continue
        moving = [f for f in T.factors_of(t.body) if i.name in names(f)]
        still = [f for f in T.factors_of(t.body) if i.name not in names(f)]
        outer = tuple(j for j in t.indices if j is not i)
        for bindings in match(known.left, Sum((i,), product(moving)), variables, {}):
            if len(bindings) == len(known.indices) and in_range(bindings, known.indices, context.within(outer)):
                return T.summed(outer, product([*still, rename(known.right, bindings)]))
    return None


@rule(
    r"f g + f h = f (g + h)",
    "Take out the common factor.",
    "collect",
    ("u[i]*v[j] + u[i]*2 => u[i]*(v[j] + 2)", "u[i]*v[j] + 2 => refuses"),
    "distributive law",
)
def common_factor(t: Term, context: Context) -> Term | None:
    match t:
        case Add(terms) if len(terms) > 1:
            split = [list(T.factors_of(f)) for f in terms]
            shared = []
            for f in split[0]:
                if isinstance(f, T.Number):
                    continue
                places = [next((k for k, g in enumerate(fs) if same(g, f)), None) for fs in split[1:]]
                if all(k is not None for k in places):
                    shared.append(f)
                    for fs, k in zip(split[1:], places):
                        del fs[k]  # type: ignore[arg-type]
            if shared:
                first = [f for f in split[0] if not any(f is g for g in shared)]
                rest = [product(fs) for fs in (first, *split[1:])]
                return Mul((*shared, total(rest)))
    return None
