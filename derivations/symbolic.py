"""Terms as SymPy expressions, for whoever wants to go on computing with them.

Every term converts. Two of SymPy's habits are kept out: its sums read an upper bound below the lower one as a negative
sum (Karr), so a range that is not proved to be whole or empty carries a condition; and its sums capture bound names, so
every binder gets a name of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from derivations import terms as T
from derivations.facts import Facts
from derivations.integers import Atom, Extreme, Floor, Integer, Read, Symbol
from derivations.prover import at_most, is_proved
from derivations.rule import Range
from derivations.scalars import formula, variable

if TYPE_CHECKING:
    import sympy


def to_sympy(
    term: T.Term,
    indices: Iterable[T.Index] = (),
    facts: Facts = Facts(),
    ranges: Mapping[str, tuple[Range, ...]] | None = None,
) -> sympy.Expr:
    """The term as a SymPy expression.

    indices: the free indices with their ranges; every other free name is a size: a positive integer Symbol (one of
    `facts.least` 0 is nonnegative). Sum and Product become SymPy's, X[i] an Indexed of a real IndexedBase counted as
    the notation counts, a bracket a Piecewise of 1 and 0, floor SymPy's floor, an open derivative an unevaluated
    Derivative by an Indexed, a maximum over indices a `Greatest` (symbolic_greatest.py), whose `doit` at numbers is
    SymPy's Max. ranges: when given, a read that may fall outside its tensor becomes a Piecewise that is 0 there;
    without it Indexed is meant to be 0 outside. Raises TypeError for what is no term.
    """
    free = tuple(indices)
    used = set(T.names(term)) | {i.name for i in free}
    return _Writer(facts.within(free), ranges, used, {i.name: integer_symbol(i.name) for i in free}).term(term)


def size_symbol(name: str, least: int = 1) -> sympy.Symbol:
    """The SymPy symbol of a size."""
    import sympy

    assumptions = {"positive": True} if least >= 1 else {"nonnegative": True} if least == 0 else {}
    return sympy.Symbol(name, integer=True, **assumptions)


def integer_symbol(name: str) -> sympy.Symbol:
    """The SymPy symbol of an index."""
    import sympy

    return sympy.Symbol(name, integer=True)


def entry_symbol(tensor: str, at: tuple[Any, ...] = ()) -> sympy.Expr:
    """X[i, j] as an Indexed of a real IndexedBase; a tensor without axes as a real Symbol; pi is the number."""
    import sympy

    if not at:
        return sympy.pi if tensor == "pi" else sympy.Symbol(tensor, real=True)
    return sympy.IndexedBase(tensor, real=True)[at]


class _Writer:
    """Converts in a scope: facts for the prover, names that are taken, and the symbol of each index in scope."""

    def __init__(
        self,
        facts: Facts,
        ranges: Mapping[str, tuple[Range, ...]] | None,
        used: set[str],
        scope: Mapping[str, sympy.Symbol],
    ):
        self.facts, self.ranges, self.used, self.scope = facts, ranges, used, scope

    # ------------------------------------------------------------------ integers

    def integer(self, e: Integer) -> Any:
        import sympy

        return sympy.Add(*(sympy.Mul(c, *(self.atom(a) for a in monomial)) for monomial, c in e.parts))

    def atom(self, a: Atom) -> Any:
        import sympy

        match a:
            case Symbol(name):
                return self.scope[name] if name in self.scope else size_symbol(name, self.facts.least_of(name))
            case Floor(n, d):
                return sympy.floor(self.integer(n) / self.integer(d))
            case Extreme(kind, arguments):
                return (sympy.Min if kind == "min" else sympy.Max)(*map(self.integer, arguments))
            case Read(tensor, at):
                if not at:
                    return sympy.Symbol(tensor, integer=True)
                return sympy.IndexedBase(tensor, integer=True)[tuple(map(self.integer, at))]

    def condition(self, relation: str, left: Any, right: Any) -> Any:
        import sympy

        if relation == "|":
            return sympy.Eq(sympy.Mod(right, left), 0)
        known = {"=": sympy.Eq, "!=": sympy.Ne, "<=": sympy.Le, "<": sympy.Lt, ">=": sympy.Ge, ">": sympy.Gt}
        return known[relation](left, right)

    # ------------------------------------------------------------------ terms

    def term(self, t: T.Term) -> Any:
        import sympy

        match t:
            case T.Number(v):
                return sympy.Rational(v.numerator, v.denominator)
            case T.Size(v):
                return self.integer(v)
            case T.Entry(tensor, at):
                return self.entry(tensor, at)
            case T.Iverson(relation, left, right):
                return one_where(self.condition(relation, self.integer(left), self.integer(right)))
            case T.Compare(relation, left, right):
                return one_where(self.condition(relation, self.term(left), self.term(right)))
            case T.Add(terms):
                return sympy.Add(*map(self.term, terms))
            case T.Mul(factors):
                return sympy.Mul(*map(self.term, factors))
            case T.Pow(base, exponent):
                return sympy.Pow(self.term(base), self.term(exponent))
            case T.Apply(name, argument):
                return formula(name).subs(variable(), self.term(argument))
            case T.Sum() | T.Product() | T.Max():
                inner, limits, whole = self.inside(t)
                body = inner.term(t.body)
                if isinstance(t, T.Max):
                    from derivations.symbolic_greatest import Greatest

                    return Greatest(body, *limits)
                bound = sympy.Sum(body, *limits) if isinstance(t, T.Sum) else sympy.Product(body, *limits)
                empty = 0 if isinstance(t, T.Sum) else 1
                return bound if whole is sympy.true else sympy.Piecewise((bound, whole), (empty, True))
            case T.Select():
                return self.select(t)
            case T.Partial(of, wrt):
                return sympy.Derivative(self.term(of), entry_symbol(wrt.tensor, tuple(map(self.integer, wrt.at))))
        raise TypeError(f"no SymPy expression for {type(t).__name__}")

    def entry(self, tensor: str, at: tuple[Integer, ...]) -> Any:
        import sympy

        read = entry_symbol(tensor, tuple(map(self.integer, at)))
        open_conditions = []
        for e, (low, high) in zip(at, (self.ranges or {}).get(tensor, ())):
            for smaller, greater in ((low, e), (e, high)):
                if not is_proved(at_most(smaller, greater, self.facts)):
                    open_conditions.append(sympy.Le(self.integer(smaller), self.integer(greater)))
        return sympy.Piecewise((read, sympy.And(*open_conditions)), (0, True)) if open_conditions else read

    def inside(self, t: T.Binder) -> tuple[_Writer, list[tuple[Any, Any, Any]], Any]:
        """The writer of the body, SymPy's limits (innermost first), and the condition under which no range is inverted.

        SymPy treats low = high + 1 as empty, as we do; only lower upper bounds are read otherwise.
        """
        import sympy

        writer: _Writer = self
        limits: list[tuple[Any, Any, Any]] = []
        whole: Any = sympy.true
        for i in t.indices:
            low, high = writer.integer(i.low), writer.integer(i.high)
            if not is_proved(at_most(i.low, i.high + 1, writer.facts)):
                condition = sympy.Le(low, high + 1)
                if limits and condition.free_symbols & {v for v, _, _ in limits}:
                    # it depends on an index of this same sum: the upper bound is raised to "empty" instead
                    high = sympy.Max(high, low - 1)
                else:
                    whole = sympy.And(whole, condition)
            new = T.fresh(i.name, writer.used)
            writer.used.add(new)
            symbol = integer_symbol(new)
            limits.insert(0, (symbol, low, high))
            writer = _Writer(writer.facts.within((i,)), self.ranges, self.used, {**writer.scope, i.name: symbol})
        return writer, limits, whole

    def select(self, t: T.Select) -> Any:
        """1 where the body at the place is greater than at all earlier places and no less than at any."""
        import sympy

        from derivations.symbolic_greatest import Greatest

        place = {i.name: at for i, at in zip(t.indices, t.at)}
        there = self.term(T.rename(t.body, place))
        conditions = []
        for i, at in zip(t.indices, t.at):
            low, high = (self.integer(T.rename(T.Size(e), place).value) for e in (i.low, i.high))  # type: ignore[attr-defined]
            conditions += [sympy.Le(low, self.integer(at)), sympy.Le(self.integer(at), high)]
        inner, limits, _ = self.inside(t)
        conditions.append(sympy.Ge(there, Greatest(inner.term(t.body), *limits)))
        for k in range(len(t.indices)):
            fixed = {i.name: at for i, at in zip(t.indices[:k], t.at[:k])}
            rest = tuple(
                T.Index(i.name, T.rename(T.Size(i.low), fixed).value, T.rename(T.Size(i.high), fixed).value)  # type: ignore[attr-defined]
                for i in t.indices[k:]
            )
            earlier = (T.Index(rest[0].name, rest[0].low, t.at[k] - 1), *rest[1:])
            inner, limits, _ = self.inside(T.Max(earlier, T.rename(t.body, fixed)))
            conditions.append(sympy.Gt(there, Greatest(inner.term(T.rename(t.body, fixed)), *limits)))
        return one_where(sympy.And(*conditions))


def one_where(condition: Any) -> Any:
    """1 where a condition holds, else 0."""
    import sympy

    return sympy.Piecewise((1, condition), (0, True))
