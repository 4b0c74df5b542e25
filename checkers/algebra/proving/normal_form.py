"""Proves identities between formulas with SymPy, in a process of its own: `python -m checkers.algebra.proving.process`.

One line of JSON comes in for a statement (see `identities`), one goes out. Both sides are brought to quotients of
polynomials in symbols: e^u, roots, logarithms, sine and cosine become symbols with the equations that they satisfy, and
an identity holds where the numerator of the difference is 0 modulo those equations and the premises. Where a side asks
for the sign of something that the domains do not tell, every sign is taken in turn; what contradicts the domains, or
leaves the reference without a value, is left out. An answer without a value there is not proved.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy

from checkers.algebra.proving.signs import Case, Unknown, numerator
from checkers.algebra.proving.stand_ins import NotShown, StandIns, Undefined

MOST_CASES, MOST_FACTORS, MOST_TURNS = 250, 8, 12


class Side(Case):
    """The parts of a statement, worked out in one case."""

    def __init__(self, statement: dict[str, Any], symbols: StandIns, case: Case):
        super().__init__(symbols, case.facts, case.equal, case.values)
        self.parts = statement["parts"]
        self.known: dict[int, Any] = {}
        self.divisors: set[Any] = set()
        self.asking = conditional(self.parts)

    def of(self, place: int) -> Any:
        """The expression of a part. Raises Undefined, Unknown, NotShown."""
        if place not in self.known:
            kind, *given = self.parts[place]
            self.known[place] = getattr(self, "of_" + kind)(*given)
        return self.known[place]

    def of_number(self, p: int, q: int) -> Any:
        return sympy.Rational(p, q)

    def of_pi(self) -> Any:
        return self.symbols.pi

    def of_symbol(self, k: int) -> Any:
        x = self.symbols.own[k]
        return self.values.get(x, x)

    def of_undefined(self) -> Any:
        raise Undefined

    def of_add(self, a: int, b: int) -> Any:
        return self.of(a) + self.of(b)

    def of_multiply(self, a: int, b: int) -> Any:
        for guard in (a, b):  # beside a condition that does not hold nothing is asked for
            if self.asking[guard] and self.of(guard) == 0:
                return sympy.Integer(0)
        return self.of(a) * self.of(b)

    def of_divide(self, a: int, b: int) -> Any:
        above, below = self.of(a), self.quotient(self.of(b))
        if below == 0:
            raise Undefined
        self.divisors |= {f for f, _, up in self.factors(below)[1] if up}
        return above / below

    def of_if(self, condition: int, yes: int, no: int) -> Any:
        return self.of(yes if self.holds(condition) else no)

    def holds(self, place: int) -> bool:
        """Does a condition hold?"""
        kind, *given = self.parts[place]
        if kind == "not":
            return not self.holds(given[0])
        if kind in ("and", "or"):
            first = self.holds(given[0])
            return first if first == (kind == "or") else self.holds(given[1])
        sign = self.sign(self.of(given[1]) - self.of(given[0]))
        return {"below": sign > 0, "at most": sign >= 0, "equal": sign == 0}[kind]

    def of_power(self, a: int, b: int) -> Any:
        base, exponent = self.of(a), self.of(b)
        exponent = self.quotient(exponent)
        if exponent.is_Integer:
            if exponent < 0:
                return self.of_divide_by(base) ** -exponent
            return base**exponent
        if exponent.is_Rational:
            found = self.root(base, exponent.q)
            return found**exponent.p if exponent > 0 else self.of_divide_by(found) ** -exponent.p
        sign = self.sign(base)
        if sign > 0:
            return self.exp(exponent * self.log(base))
        if sign == 0:
            above = self.sign(exponent)
            if above < 0:
                raise Undefined
            return sympy.Integer(0 if above else 1)
        if not exponent.is_integer:  # it may be one now and then, and there is a value then
            raise NotShown
        return self.parity(exponent) * self.exp(exponent * self.log(-base))

    def parity(self, n: Any) -> Any:
        """(-1)^n of a whole number."""
        found = sympy.Integer(1)
        for c, m in self.terms(n):
            if c.q != 1 or not m.is_integer:
                raise NotShown
            found *= (-1) ** c if m == 1 else self.symbols.parity(m) ** c
        return found

    def of_divide_by(self, below: Any) -> Any:
        """1 over it."""
        below = self.quotient(below)
        if below == 0:
            raise Undefined
        self.divisors |= {f for f, _, up in self.factors(below)[1] if up}
        return 1 / below

    def of_call(self, name: str, a: int) -> Any:
        u = self.of(a)
        match name:
            case "exp":
                return self.exp(u)
            case "log":
                return self.log(u)
            case "sqrt":
                return self.root(u, 2)
            case "sin" | "cos":
                return self.wave(name, u)
        u = self.quotient(u)
        if u.could_extract_minus_sign():
            return -self.symbols.opaque(name, -u)
        return sympy.Integer(0) if u == 0 else self.symbols.opaque(name, u)

    # ---------------------------------------------------------------- functions

    def terms(self, u: Any) -> Iterator[tuple[Any, Any]]:
        """(a rational number, what it is multiplied with), for every term of the numerator."""
        above, below = sympy.fraction(self.quotient(u))
        for term in sympy.Add.make_args(sympy.expand(above)):
            content, rest = sympy.cancel(term / below).as_content_primitive()
            yield (-content, -rest) if rest.could_extract_minus_sign() else (content, rest)

    def exp(self, u: Any) -> Any:
        """e^u as a product of one symbol for each term."""
        found = sympy.Integer(1)
        for c, m in self.terms(u):
            if c == 0:
                continue
            base = self.symbols.log_of.get(m)
            if base is not None:
                found *= self.root(base, c.q) ** c.p
            else:
                found *= self.symbols.exp(m, c.q) ** c.p
        return found

    def log(self, u: Any) -> Any:
        """The logarithm as a sum over factors, each of them positive here."""
        number, factors = self.factors(u)
        signed = [(f, m if up else -m, self.sign(f)) for f, m, up in factors]
        if sympy.sign(number) * sympy.Mul(*(s ** abs(m) for _, m, s in signed)) != 1:
            raise Undefined
        found = sympy.Integer(0)
        for prime, m in sympy.factorrat(abs(number)).items():
            found += m * self.symbols.log(sympy.Integer(prime))
        for f, m, s in signed:
            found += m * self.symbols.log(f * s)
        return found

    def root(self, u: Any, q: int) -> Any:
        """The root of a number that is not negative."""
        if q == 1:
            return u
        number, factors = self.factors(u)
        if number == 0:
            return sympy.Integer(0)
        found, total = sympy.Integer(1), sympy.sign(number)
        for prime, m in sympy.factorrat(abs(number)).items():
            found *= self.symbols.root(sympy.Integer(prime), q) ** m
        for f, m, up in factors:
            s = self.sign(f)
            if s == 0:
                if up:
                    return sympy.Integer(0)
                raise Undefined
            total *= s**m
            whole, rest = divmod(m if up else -m, q)
            found *= (f * s) ** whole * self.symbols.root(f * s, q) ** rest
        if total < 0:
            raise Undefined
        return found

    def wave(self, name: str, u: Any) -> Any:
        """Sine or cosine by those of the single terms."""
        inside, stood = sympy.Integer(0), dict[Any, Any]()
        for c, m in self.terms(u):
            if c == 0:
                continue
            if abs(c.p) > MOST_TURNS or self.symbols.pi in m.free_symbols:
                raise NotShown
            t = sympy.Dummy(real=True)
            inside += c.p * t
            sine, cosine = self.symbols.circle(m, c.q)
            stood |= {sympy.sin(t): sine, sympy.cos(t): cosine}
        return sympy.expand_trig(getattr(sympy, name)(inside)).xreplace(stood)


def conditional(parts: list[list[Any]]) -> list[bool]:
    """Does a condition stand in each part?"""
    found: list[bool] = []
    for kind, *given in parts:
        inside = kind in ("add", "multiply", "divide", "power", "call")
        bracket = kind == "if" and [parts[p] for p in given[1:]] == [["number", 1, 1], ["number", 0, 1]]
        found.append(bracket or (inside and any(found[p] for p in given if isinstance(p, int))))
    return found


def proved(statement: dict[str, Any]) -> dict[str, bool]:
    """Do all identities hold? `proved`, and `divisors`: only where no divisor of the answer is 0."""
    divisors = False
    for reference, answer in statement["pairs"]:
        try:
            found = pair(statement, reference, answer)
        except NotShown:
            found = None
        if found is None:
            return {"proved": False, "divisors": False}
        divisors |= found
    return {"proved": True, "divisors": divisors}


def pair(statement: dict[str, Any], reference: int, answer: int) -> bool | None:
    """One identity, case by case: None where it is not proved, else whether the answer divides by what may be 0."""
    symbols = StandIns(statement["domains"])
    waiting = [Case(symbols, symbols.bounds, [], {})]
    for e in symbols.chosen:
        waiting = [c for case in waiting for c in solved(case, e)]
    for place in statement["zero"]:
        waiting = [c for case in waiting for c in solved(case, stated(case, statement, place))]
    for place in statement["holds"]:
        waiting = [given(case, statement, place) for case in waiting]
    count, divides, some = 0, False, False
    while waiting:
        case, count = waiting.pop(), count + 1
        if count > MOST_CASES:
            raise NotShown
        if any(case.nonzero(e) for e in case.equal):  # this case cannot be
            continue
        theirs, ours = (Side(statement, symbols, case) for _ in range(2))
        try:
            try:
                wanted = theirs.of(reference)
            except Undefined:
                continue
            try:
                got = ours.of(answer)
            except Undefined:
                return None
            if not vanishes(wanted - got, theirs):
                return None
            some = True
            divides |= any(not ours.nonzero(f) for f in ours.divisors - theirs.divisors)
        except Unknown as asked:
            waiting += case.split(asked.expression)
    return divides if some else None


def solved(case: Case, zero: Any) -> list[Case]:
    """The cases in which an expression is 0: one for each factor that can be, solved for a symbol where that goes."""
    if zero == 0:
        return [case]
    found = [f for f, _ in sympy.factor_list(zero)[1] if f.is_zero is not False and not case.contradicts(f, 0)]
    if len(found) > MOST_FACTORS:
        raise NotShown
    return [case.where(f, 0) for f in found]


def stated(case: Case, statement: dict[str, Any], place: int) -> Any:
    """What is 0 by a premise; 0 itself where the premise cannot be used."""
    try:
        return numerator(Side(statement, case.symbols, case).of(place))
    except (Unknown, Undefined, NotShown):
        return sympy.Integer(0)


def given(case: Case, statement: dict[str, Any], place: int) -> Case:
    """The case with a comparison that a premise states; one of another kind is not used."""
    kind, *sides = statement["parts"][place]
    side = Side(statement, case.symbols, case)
    try:
        if kind in ("below", "at most"):
            more, less = (side.quotient(side.of(p)) for p in reversed(sides))
            above, below = sympy.fraction(side.quotient(more - less))
            if below.is_Rational:
                fact = (sympy.expand(above / below), kind == "below")
                return Case(case.symbols, [*case.facts, fact], case.equal, case.values)
    except (Unknown, Undefined, NotShown):
        pass
    return case


def vanishes(difference: Any, side: Side) -> bool:
    """Is it 0 modulo the equations of its symbols and what is 0 in this case?"""
    above, below = sympy.fraction(sympy.together(difference))
    above, below = sympy.expand(above), sympy.expand(below)
    if above == 0 or below == 0:
        return bool(below != 0)
    equations = side.symbols.closed([above, below, *(e for e in side.equal if e != 0)])
    if not equations:
        return False
    occurring = {x for e in (above, below, *equations) for x in e.free_symbols}
    basis = sympy.groebner(equations, *sorted(occurring, key=str), order="grevlex")
    if basis.exprs == [1]:
        raise NotShown
    return bool(basis.reduce(above)[1] == 0 and basis.reduce(below)[1] != 0)
