"""Names as LaTeX letters: two names never print alike, and no name is printed both free and bound.

`X_hat` is \\hat{X}, `W_new` is W', `gamma` is \\gamma, `b1` is b_1 (b^{(1)}_i when it has axes), `dL_Y` is the fraction
of the loss by Y unless the style gives the adjoint a letter of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from derivations import terms as T
from derivations.integers import Extreme as IntegerExtreme
from derivations.integers import Floor, Integer, Read, Symbol, symbol

GREEK = frozenset(
    [
        "alpha",
        "beta",
        "gamma",
        "delta",
        "epsilon",
        "zeta",
        "eta",
        "theta",
        "iota",
        "kappa",
        "lambda",
        "mu",
        "nu",
        "xi",
        "pi",
        "rho",
        "sigma",
        "tau",
        "upsilon",
        "phi",
        "chi",
        "psi",
        "omega",
        "Gamma",
        "Delta",
        "Theta",
        "Lambda",
        "Xi",
        "Pi",
        "Sigma",
        "Upsilon",
        "Phi",
        "Psi",
        "Omega",
    ]
)
SHORT = {"eps": r"\epsilon", "lam": r"\lambda"}
ACCENTS = ("hat", "bar", "tilde", "dot")
ADJOINT = "dL_"


@dataclass(frozen=True)
class Letter:
    """A letter with what stands at its upper right and what is part of its lower right."""

    base: str
    above: str = ""
    below: str = ""

    def entry(self, places: str = "") -> str:
        """The letter with the places of an entry as subscript."""
        below = ", ".join(p for p in (self.below, places) if p)
        primes = self.above if set(self.above) == {"'"} else ""
        above = f"^{{{self.above}}}" if self.above and not primes else ""
        return f"{self.base}{primes}{above}" + (f"_{{{below}}}" if below else "")


Name = tuple[str, str]  # kind, name; kind is `symbol` (a size or an index), `scalar` or `tensor` (with axes)


@dataclass(frozen=True)
class Style:
    """How names are printed. letters: tensor or adjoint -> LaTeX letter of its entries; loss: LaTeX of the loss.

    `known` is filled by `covering`: the letter of every name of the formulas that are printed together.
    """

    letters: Mapping[str, str] = field(default_factory=dict)
    loss: str = "L"
    known: Mapping[Name, Letter] = field(default_factory=dict)
    free: frozenset[str] = frozenset()  # names that are free in some formula met: no bound index takes one over
    reserved: frozenset[str] = frozenset()  # letters that mean something else: e, where an exponential is printed

    def letter(self, kind: str, name: str) -> Letter:
        """The letter of a name; one that `covering` has not met is printed as it is spelled."""
        found = self.known.get((kind, name))
        if found is not None:
            return found
        return Letter(self.letters[name]) if kind != "symbol" and name in self.letters else spelled(kind, name)

    @cached_property
    def printed(self) -> frozenset[str]:
        """All letters in use, as they are printed without places."""
        return frozenset(v.entry() for v in self.known.values())

    @cached_property
    def meaning(self) -> frozenset[str]:
        """All letters that mean something: no bound index takes one of them."""
        return self.printed.union(self.letters.values(), (self.loss,), self.reserved)

    @cached_property
    def tensors(self) -> frozenset[str]:
        """The names that are known and no symbols."""
        return frozenset(name for kind, name in self.known if kind != "symbol")

    def covering(self, formulas: Iterable[T.Term]) -> Style:
        """The style with letters for every name of the formulas, no two alike: a tensor gives way to a size or index.

        Call it once over all that is printed together, so that a name keeps its letter from line to line.
        """
        formulas = tuple(formulas)
        free = self.free.union(*map(T.names, formulas))
        reserved = self.reserved | ({"e"} if any(map(_has_exponential, formulas)) else frozenset())
        found = {(kind, name) for t in formulas for kind, name in _names(t) if kind != "symbol" or name in free}
        new = (n for n in found - self.known.keys() if not is_adjoint(n[1]) or n[1] in self.letters)
        met = sorted(new, key=self._rank)  # a name that is only bound is settled by `apart`
        if not met and free == self.free and reserved == self.reserved:
            return self
        known = dict(self.known)
        taken = {v.entry() for v in known.values()}
        indexed = {v.base for (kind, _), v in known.items() if kind == "tensor"}
        loss = self.loss
        for kind, name in met:
            for letter in _candidates(kind, name, self.letters):
                numbered = kind != "tensor" and letter.below.isdigit() and letter.base in indexed  # x_1 is x[1] there
                if letter.entry() not in taken and not numbered:
                    break
            known[kind, name] = letter
            taken.add(letter.entry())
            indexed |= {letter.base} if kind == "tensor" else set()
        if any(
            v.entry() == loss for (kind, _), v in known.items() if kind != "scalar"
        ):  # a scalar of that letter is it
            taken |= {v.base for v in known.values()}
            loss = next(c for c in (r"\mathcal{L}", r"\ell", r"\mathcal{J}", r"\mathrm{loss}") if c not in taken)
        style = replace(self, known=known, loss=loss, free=free, reserved=reserved)
        assert len(style.printed) == len(known), "two names would print alike"
        return style

    def _rank(self, n: Name) -> tuple[bool, int, str]:
        kind, name = n
        return (kind == "symbol" or name not in self.letters, ("symbol", "tensor", "scalar").index(kind), name)


def is_adjoint(name: str) -> bool:
    return name.startswith(ADJOINT)


def spelled(kind: str, name: str) -> Letter:
    """The letter that a name spells."""
    name = re.sub(r"^([A-Za-z])(hat|bar|tilde)(?![a-z])", r"\1_\2", name)  # Xhat
    found = re.fullmatch(r"([A-Za-z]+)([0-9]*)((?:_[A-Za-z0-9]+)*)('*)", name)
    if not found:
        return Letter(rf"\mathrm{{{name}}}".replace("_", r"\_"))
    stem, digits, rest, primes = found.groups()
    base = SHORT.get(stem) or (f"\\{stem}" if stem in GREEK else stem if len(stem) == 1 else rf"\mathrm{{{stem}}}")
    words = [w for w in rest.split("_") if w]
    for accent in (w for w in words if w in ACCENTS):
        base = rf"\{accent}{{{base}}}"
    primes += "'" * words.count("new")
    plain = [w if w.isdigit() or len(w) == 1 else rf"\mathrm{{{w}}}" for w in words if w not in (*ACCENTS, "new")]
    marks = [f"({digits})" if kind == "tensor" else digits] * bool(digits) + plain
    if kind == "tensor":  # the lower right belongs to the places
        return Letter(base, above=primes + ", ".join(marks))
    return Letter(base, above=primes, below=", ".join(marks))


def _candidates(kind: str, name: str, letters: Mapping[str, str]) -> Iterator[Letter]:
    """The letter a name should have, then others, the last of which only this name can have."""
    if kind != "symbol" and name in letters:
        yield Letter(letters[name])
    first = spelled(kind, name)
    yield first
    for mark in (r"\tilde", r"\check") if kind == "symbol" else (r"\mathbf", r"\mathsf"):
        yield replace(first, base=rf"{mark}{{{first.base}}}")
    font = r"\mathtt" if kind == "symbol" else r"\mathrm"
    yield Letter(f"{font}{{{name}}}".replace("_", r"\_"))


def _has_exponential(t: T.Term) -> bool:
    return any(isinstance(u, T.Apply) and u.function == "exp" for _, u in T.positions(t))


def _names(t: T.Term) -> Iterator[Name]:
    for e in T.own_integers(t):
        yield from _integer_names(e)
    match t:
        case T.Entry(tensor, at):
            yield from _tensor_names(tensor, at)
        case T.Partial(_, wrt):
            yield from _tensor_names(wrt.tensor, wrt.at)
        case T.Binder():
            for i in t.indices:
                yield ("symbol", i.name)
                yield from _integer_names(i.low)
                yield from _integer_names(i.high)
    for c in t.children:
        yield from _names(c)


def _tensor_names(tensor: str, at: tuple[Integer, ...]) -> Iterator[Name]:
    kind = "tensor" if at else "scalar"
    yield (kind, tensor)
    if is_adjoint(tensor):
        yield (kind, tensor.removeprefix(ADJOINT))


def _integer_names(e: Integer) -> Iterator[Name]:
    for atom in e.atoms:
        match atom:
            case Symbol(name):
                yield ("symbol", name)
            case Floor(n, d):
                yield from _integer_names(n)
                yield from _integer_names(d)
            case IntegerExtreme(_, arguments):
                for a in arguments:
                    yield from _integer_names(a)
            case Read(tensor, at):
                yield ("tensor" if at else "scalar", tensor)
                for a in at:
                    yield from _integer_names(a)


def apart(t: T.Term, taken: frozenset[str], style: Style) -> T.Term:
    """The term with bound indices renamed so that none is also free or bound around it; `d1` becomes `d` where it can.

    taken: the free names of the whole formula, its left side included.
    """
    if isinstance(t, T.Binder):
        t = T.freshen(t, taken | T.bound_names(t.body))
        for i in t.indices:
            if not _is_free_letter(i.name, style):
                used = taken | style.free | T.names(t.body) | T.bound_names(t) | T.tensors(t)
                t = _renamed(t, i.name, next(c for c in _others(i.name) if c not in used and _is_free_letter(c, style)))
        for i in t.indices:
            stem = i.name.rstrip("0123456789")
            if not stem or stem == i.name or stem in style.free or stem in style.tensors:
                continue
            used = taken.union(T.names(t.body), T.bound_names(t), T.tensors(t))
            used = used.union(*(j.low.names | j.high.names for j in t.indices))
            if stem not in used and _is_free_letter(stem, style):
                t = _renamed(t, i.name, stem)
        taken |= {i.name for i in t.indices}
    return t.rebuild(tuple(apart(c, taken, style) for c in t.children))


def _is_free_letter(name: str, style: Style) -> bool:
    """Can the name be an index without printing like another name?"""
    plain = spelled("symbol", name)
    return style.known.get(("symbol", name)) == plain or plain.entry() not in style.meaning


def _others(name: str) -> Iterator[str]:
    """Names that may stand for a bound index: the letters after its own, then numbered ones."""
    letters = "abcdefghijklmnopqrstuvwxyz"
    at = letters.find(name[0]) + 1
    yield from letters[at:] + letters[:at]
    yield from (f"{name}{k}" for k in range(1, 10_000))


def _renamed(t: T.Binder, old: str, new: str) -> T.Binder:
    values = {old: symbol(new)}
    indices = tuple(
        T.Index(new if i.name == old else i.name, i.low.substitute(values), i.high.substitute(values))
        for i in t.indices
    )
    return replace(t, indices=indices, body=T.rename(t.body, values))  # type: ignore[type-var]
