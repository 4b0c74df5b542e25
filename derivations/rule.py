"""What a rule is, what it may look at, and what a step and a derivation are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from derivations.facts import Facts
from derivations.integers import Integer
from derivations.terms import Binder, Entry, Index, Iverson, Mul, Path, Term
from derivations.terms.names import remembered

Range = tuple[Integer, Integer]


@dataclass(frozen=True)
class Definition:
    """One line of a forward rule: tensor[at] = rhs for all indices in their ranges; single assignment."""

    tensor: str
    at: tuple[Integer, ...]
    indices: tuple[Index, ...]
    rhs: Term

    @property
    def lhs(self) -> Entry:
        return Entry(self.tensor, self.at)


@dataclass(frozen=True)
class Premise:
    """An assumption about values: `left` may be replaced by `right`; `indices` are its own, any value in range."""

    name: str
    indices: tuple[Index, ...]
    left: Term
    right: Term


@remembered
def brackets(t: Term) -> tuple[tuple[int, Integer], ...]:
    """The places of brackets [left <= right] in a product, with right - left."""
    return tuple(
        (k, f.right - f.left) for k, f in enumerate(t.children) if isinstance(f, Iverson) and f.relation == "<="
    )


@dataclass(frozen=True)
class Context:
    """All that a rule may look at besides the term: ranges of tensors, facts in scope, known equations, premises."""

    ranges: Mapping[str, tuple[Range, ...]] = field(default_factory=dict)
    facts: Facts = Facts()
    equations: Mapping[str, Definition] = field(default_factory=dict)
    premises: Mapping[str, Premise] = field(default_factory=dict)

    @cached_property
    def declared(self) -> frozenset[str]:
        """Tensors and the sizes of their axes; the same in the scope of every binder."""
        bounds = (b for axes in self.ranges.values() for r in axes for b in r)
        return frozenset(self.ranges).union(*(b.names for b in bounds))

    @cached_property
    def taken(self) -> frozenset[str]:
        """Tensors, sizes and indices in scope: names that a renamed index must not take."""
        facts = self.facts
        own = (n for n, _ in facts.least), (i.name for i in facts.ranges), *(p.names for p in facts.premises)
        return self.declared.union(*own)

    def where(self, facts: Facts, equations: Mapping[str, Definition] | None = None) -> Context:
        """The context with other facts, and equations where these are given."""
        new = Context(self.ranges, facts, self.equations if equations is None else equations, self.premises)
        new.__dict__["declared"] = self.declared
        return new

    def within(self, indices: tuple[Index, ...]) -> Context:
        """The context in the scope of a binder."""
        return self.where(self.facts.within(indices)) if indices else self

    def inside(self, t: Term, child: int) -> Context:
        """The context of a child of t: indices that t binds are in range, and brackets beside a factor hold.

        Where a bracket is 0 the product is 0, whatever the other factors are; so these may assume that it is 1.
        """
        if isinstance(t, Binder):
            return self.within(t.indices)
        if isinstance(t, Mul):
            beside = tuple(e for k, e in brackets(t) if k != child)
            return self.where(self.facts.given(beside)) if beside else self
        return self

    def at(self, t: Term, path: Path) -> Context:
        """The context of a place in t."""
        here = self
        for k in path:
            here = here.inside(t, k)
            t = t.children[k]
        return here


@dataclass(frozen=True)
class Rule:
    """A named one-step rewriting. `apply` gives the new term, or None where the rule refuses.

    statement: LaTeX; sentence: the reason as a reader is told it; stage: when the search tries it; examples: pairs
    in the notation, `before => after`, or `before => refuses`. `argument` names an equation or a premise, for the
    rules that use one.
    """

    name: str
    statement: str
    sentence: str
    stage: str
    apply: Callable[[Term, Context, str], Term | None]
    examples: tuple[str, ...] = ()
    source: str = ""


def rule(
    statement: str, sentence: str, stage: str, examples: tuple[str, ...] = (), source: str = ""
) -> Callable[[Callable[..., Term | None]], Rule]:
    """Turn a function of (term, context) or (term, context, argument) into a rule of that name."""

    def make(f: Callable[..., Term | None]) -> Rule:
        takes_argument = f.__code__.co_argcount == 3
        apply = f if takes_argument else lambda t, context, argument: f(t, context)
        return Rule(f.__name__.rstrip("_"), statement, sentence, stage, apply, examples, source)

    return make


@dataclass(frozen=True)
class Step:
    """One rewriting: the rule's name, the place, and the terms before and after."""

    before: Term
    rule: str
    path: Path
    after: Term
    argument: str = ""


@dataclass(frozen=True)
class Derivation:
    """A goal entry, the context in force, the steps from `start` and the result; a gradient is one per adjoint."""

    goal: Definition  # tensor and indices of the goal; its rhs is the start
    context: Context
    steps: tuple[Step, ...]
    result: Term

    @property
    def start(self) -> Term:
        return self.goal.rhs

    @property
    def equation(self) -> Definition:
        """The result as a definition of the goal."""
        return replace(self.goal, rhs=self.result)
