"""Definitions as statements: an array at once, piece by piece, or step by step along a recurrence."""

from __future__ import annotations

from collections.abc import Sequence

from derivations import terms as T
from derivations.facts import Facts
from derivations.integers import Integer, extreme
from derivations.printing.code_arrays import LOOSE, Array, aligned
from derivations.printing.code_recurrence import Loop, groups, loop, recursive
from derivations.printing.code_terms import term
from derivations.printing.code_whole import number
from derivations.printing.code_writer import CodeError, Scope, Writer
from derivations.printing.text import text
from derivations.rule import Definition, Range

WIDTH = 100


def write_definitions(w: Writer, definitions: Sequence[Definition], facts: Facts) -> None:
    """Every definition, in an order in which each tensor is there before it is read."""
    for d in definitions:
        sizes = {n for i in d.indices for n in i.low.names | i.high.names}
        if any(i.low.tensors or i.high.tensors for i in d.indices) or sizes & {i.name for i in d.indices}:
            raise CodeError(f"{d.tensor} is defined over a range that is not the same everywhere")
    for group in groups(definitions):
        pieces = [d for d in definitions if d.tensor in group]
        if recursive(group, definitions):
            _recurrence(w, group, pieces, facts)
        else:
            for d in pieces:
                comment(w, d)
            if len(pieces) == 1 and all(p.symbol in {i.name for i in d.indices} for d in pieces for p in d.at):
                _at_once(w, pieces[0], facts)
            else:
                _allocate(w, group[0])
                for d in pieces:
                    w.begin()
                    _piece(w, d, Scope(facts), d.indices)


def comment(w: Writer, d: Definition) -> None:
    """The definition in the notation, above its code."""
    words, line = f"{text(d.lhs)} = {text(d.rhs)}".split(" "), "#"
    for word in words:
        if len(line) + len(word) > WIDTH and line != "#":
            w.line(line)
            line = "#    "
        line += f" {word}"
    w.line(line)


def _scope(facts: Facts, indices: Sequence[T.Index]) -> Scope:
    scope = Scope(facts)
    for i in indices:
        scope = scope.within(i)
    return scope


def _at_once(w: Writer, d: Definition, facts: Facts) -> None:
    w.begin()
    by_name = {i.name: i for i in d.indices}
    indices = tuple(by_name[p.symbol or ""] for p in d.at)
    scope = _scope(facts, indices)
    x = term(w, d.rhs, scope)
    names = tuple(i.name for i in indices)
    name = w.name(d.tensor)
    if not names:
        code = w.dialect.number.format(x=x.code) if x.python else x.code
        w.line(f"{name} = {code}")
        return
    complete = set(x.axes) == set(names)
    x = aligned(x, names, w.dialect.transpose)
    w.line(f"{name} = {w.taken_back(x.code) if complete else _whole_shape(w, d, x)}")


def _whole_shape(w: Writer, d: Definition, x: Array) -> str:
    """An array that is the same along some axis, in the full shape."""
    value = w.dialect.number.format(x=x.code) if x.python else x.held(LOOSE)
    return w.dialect.broadcast.format(x=value, shape=_shape(w, d.tensor))


def _shape(w: Writer, tensor: str) -> str:
    lengths = [number(w, high - low + 1, Scope(Facts())) for low, high in w.ranges[tensor]]
    return f"({', '.join(lengths)}{',' if len(lengths) == 1 else ''})"


def _allocate(w: Writer, tensor: str) -> None:
    w.line(f"{w.name(tensor)} = {w.dialect.zeros.format(shape=_shape(w, tensor))}")


def _piece(w: Writer, d: Definition, scope: Scope, indices: Sequence[T.Index]) -> None:
    """The entries that one definition gives, put where they belong; indices: those that are still axes."""
    by_name = {i.name: i for i in indices}
    names: list[str] = []
    slots: list[str] = []
    for (low, high), p in zip(w.ranges[d.tensor], d.at):
        i = by_name.get(p.symbol or "")
        if i is None:
            slots.append(number(w, p - low, scope))
            continue
        names.append(i.name)
        whole_axis = (i.low, i.high) == (low, high)
        slots.append(":" if whole_axis else _slice(w, i.low - low, i.high - low + 1, scope))
    for n in names:
        scope = scope.within(by_name[n])
    x = aligned(term(w, d.rhs, scope), tuple(names), w.dialect.transpose)
    while slots and slots[-1] == ":":
        slots.pop()
    w.line(f"{w.name(d.tensor)}[{', '.join(slots) or '...'}] = {x.code}")


def _slice(w: Writer, first: Integer, past: Integer, scope: Scope) -> str:
    start = "" if first.constant == 0 else number(w, first, scope)
    return f"{start}:{number(w, past, scope)}"


# ------------------------------------------------------------------ recurrences


def _recurrence(w: Writer, group: Sequence[str], pieces: Sequence[Definition], facts: Facts) -> None:
    for d in pieces:
        comment(w, d)
    for t in group:
        _allocate(w, t)
    found = loop(pieces, w.ranges, facts)
    if found is None:
        _until_still(w, group, pieces, facts)
        return
    steps = [d for t in found.order for d in pieces if d.tensor == t]
    looped = [d for d in steps if _looping(d, found)]
    fixed = [d for d in steps if not _looping(d, found)]
    spans = [(_looping(d, found), d) for d in looped]
    ranges = {(i.low, i.high) for i, _ in spans if i is not None}
    scope = Scope(facts)
    if len(ranges) == 1 and all(_outside(d, found, ranges, facts) for d in fixed):
        [(low, high)] = ranges
        before = [d for d in fixed if _outside(d, found, ranges, facts) == -found.direction]
        after = [d for d in fixed if d not in before]
        for d in before:
            w.begin()
            _piece(w, d, scope, d.indices)
        _steps(w, looped, found, (low, high), facts)
        for d in after:
            w.begin()
            _piece(w, d, scope, d.indices)
        return
    _steps(w, steps, found, _span([w.ranges[t][k] for t, k in found.axis.items()], scope), facts)


def _span(ranges: Sequence[Range], scope: Scope) -> Range:
    """A range that holds them all; one of them where that is proved to."""
    for low, high in ranges:
        if all(scope.proved(a - low) and scope.proved(high - b) for a, b in ranges):
            return low, high
    return extreme("min", [low for low, _ in ranges]), extreme("max", [high for _, high in ranges])


def _looping(d: Definition, found: Loop) -> T.Index | None:
    """The index of a definition along which the loop runs; None when it stands at one place."""
    place = d.at[found.axis[d.tensor]].symbol
    return next((i for i in d.indices if i.name == place), None)


def _outside(d: Definition, found: Loop, ranges: set[tuple[Integer, Integer]], facts: Facts) -> int:
    """-1 where a definition at one place comes below the loop's range, 1 above it, 0 when neither is proved."""
    [(low, high)] = ranges
    place = d.at[found.axis[d.tensor]]
    scope = Scope(facts)
    return -1 if scope.proved(low - 1 - place) else 1 if scope.proved(place - high - 1) else 0


def _steps(w: Writer, steps: Sequence[Definition], found: Loop, ends: Range, facts: Facts) -> None:
    """The loop; a definition that has not all of its steps runs at those that it has."""
    scope = Scope(facts)
    hint = next((i.name for i in (_looping(d, found) for d in steps) if i is not None), "t")
    w.begin()
    t = w.fresh(hint)
    low, high, past, before = (number(w, e, scope) for e in (*ends, ends[1] + 1, ends[0] - 1))
    w.line(f"for {t} in range({f'{low}, {past}' if found.direction > 0 else f'{high}, {before}, -1'}):")
    w.indent += 1
    running = ""
    for d in steps:
        w.begin()
        w.local.add(t)
        i = _looping(d, found)
        condition = _condition(w, t, i, d.at[found.axis[d.tensor]], ends, scope)
        if condition and condition != running:
            w.line(f"if {condition}:")
        running = condition
        w.indent += bool(condition)
        inner = scope if i is None else scope.looped(i, t)
        _piece(w, d, inner, tuple(j for j in d.indices if j is not i))
        w.indent -= bool(condition)
    w.indent -= 1


def _condition(w: Writer, t: str, i: T.Index | None, place: Integer, ends: Range, scope: Scope) -> str:
    """When a definition runs, in a loop over t; empty when it always does."""
    if i is None:
        return f"{t} == {number(w, place, scope)}"
    if (i.low, i.high) == ends:
        return ""
    if i.high == ends[1]:
        return f"{t} >= {number(w, i.low, scope)}"
    if i.low == ends[0]:
        return f"{t} <= {number(w, i.high, scope)}"
    return f"{number(w, i.low, scope)} <= {t} <= {number(w, i.high, scope)}"


def _until_still(w: Writer, group: Sequence[str], pieces: Sequence[Definition], facts: Facts) -> None:
    """No axis is a time: all entries again and again. Those that read only right ones become right, so all do."""
    w.guarded = True
    w.begin()
    names = [w.name(t) for t in group]
    before = [w.fresh(f"{n}_before") for n in names]
    entries = " + ".join(f"math.prod({n}.shape)" for n in names)
    w.line(f"for _ in range({entries} + 1):  # so many steps at most depend on one another")
    w.indent += 1
    w.line(f"{', '.join(before)} = {', '.join(w.dialect.copy.format(x=n) for n in names)}")
    for d in pieces:
        w.begin()
        w.local |= set(before)
        _piece(w, d, Scope(facts), d.indices)
    same = " and ".join(w.dialect.same.format(x=n, y=b) for n, b in zip(names, before))
    w.line(f"if {same}:")
    w.indent += 1
    w.line("break")
    w.indent -= 2
