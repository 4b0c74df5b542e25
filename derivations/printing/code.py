"""The forward rule and its backward pass as two functions of NumPy or PyTorch, printed from the terms.

The code stands alone: it imports its library and nothing else, and uses no automatic differentiation. Every definition
stands above its statement in the notation. Sizes are read off the shapes of the inputs; those that no shape shows (a
stride) are arguments by name. Tokens and other whole numbers count from where the notation counts them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from derivations import terms as T
from derivations.adjoint import adjoint
from derivations.facts import Facts
from derivations.integers import Integer, Symbol, integer
from derivations.printing.code_definitions import write_definitions
from derivations.printing.code_dialect import Dialect
from derivations.printing.code_layout import folded, listed
from derivations.printing.code_whole import number
from derivations.printing.code_writer import CodeError, Scope, Writer, identifiers
from derivations.printing.numpy_code import NUMPY
from derivations.printing.torch_code import TORCH
from derivations.program import Program
from derivations.rule import Definition, Derivation

TARGETS: Mapping[str, Dialect] = {"numpy": NUMPY, "torch": TORCH}


def function_code(program: Program, derivations: Sequence[Derivation] = (), target: str = "numpy") -> str:
    """Source of `forward` and, where derivations are given, of `backward`.

    forward(inputs, sizes) returns a dict with every tensor that the program defines. backward(inputs, what it reads of
    those, the upstream gradient, sizes) returns a dict with the adjoints of the derivations, in sweep order. Keys and
    arguments are the tensors' names, `dL_X` the adjoint of X; see `code_names` for names that Python has not. Raises
    CodeError for a term without code (an open derivative), KeyError for an unknown target.
    """
    dialect = TARGETS[target]
    names = code_names(program, derivations)
    ranges = {**program.ranges, **{adjoint(t): r for t, r in program.ranges.items()}}
    brought: set[str] = set()
    functions: list[str] = []
    passes: list[tuple[str, Sequence[Definition], str]] = [
        ("forward", program.definitions, f"The tensors that the forward rule defines; {program.output} is the output.")
    ]
    if derivations:
        passes.append(("backward", [d.equation for d in derivations], "The gradients of the loss, in sweep order."))
    for name, definitions, says in passes:
        w = Writer(dialect, names, ranges, program.integers)
        write_definitions(w, definitions, program.facts)
        functions.append(_function(w, program, name, definitions, says))
        brought |= w.brought
    parts = [dialect.preamble, *(dialect.brought[b] for b in sorted(brought)), *functions]
    source = "\n\n\n".join(part.strip("\n") for part in parts)
    if "math." not in source.replace("import math", "", 1):
        source = source.removeprefix("import math\n\n")
    return source + "\n"


def code_names(program: Program, derivations: Sequence[Derivation] = ()) -> dict[str, str]:
    """Tensor, adjoint or size -> its name in the code; the same, but for primes and words of Python."""
    tensors = [*program.inputs, *program.integers, *program.constants, *program.ranges]
    adjoints = [adjoint(program.output), *(d.goal.tensor for d in derivations)]
    return identifiers(list(dict.fromkeys([*tensors, *adjoints, *sorted(program.sizes)])))


def _function(w: Writer, program: Program, name: str, definitions: Sequence[Definition], says: str) -> str:
    """The function around the lines that were written."""
    given = [t for t in program.ranges if t in program.inputs or t in program.integers]
    made = list(dict.fromkeys(d.tensor for d in definitions))
    read = [t for t in w.used if t in w.ranges and t not in made and t not in given and t not in program.constants]
    order = list(w.ranges)
    arguments = given + sorted(read, key=order.index)
    shown, keywords = _sizes(w, program, given)
    constants = [c for c in program.constants if c in w.used]
    body = w.lines
    settings = [line for word, line in w.dialect.settings.items() if any(f"{word}" in code for code in body)]
    real = next((t for t in arguments if t not in program.integers), None)
    if settings and real is None:
        raise CodeError(f"{name} has no real tensor among its arguments, from which the type of its values is read")
    head = [f"    {line.format(x=w.names[real or ''])}" for line in settings]
    signature = ", ".join(w.names[a] for a in arguments)
    if keywords or constants:
        signature += f"{', ' if signature else ''}*, " + ", ".join(w.names[k] for k in (*constants, *keywords))
    returned = [f'"{t}": {w.names[t]}' for t in made]
    lines = [
        *([w.dialect.guard] if w.guarded and w.dialect.guard else []),
        *listed(f"def {name}(", signature.split(", "), "):"),
    ]
    lines += [
        f'    """{says}"""',
        *head,
        *(f"    {line}" for line in shown),
        *_folded(body),
        *listed("    return {", returned, "}"),
    ]
    return "\n".join(lines)


def _folded(lines: Sequence[str]) -> Iterator[str]:
    for line in lines:
        code = line.lstrip()
        yield from [line] if code.startswith("#") else folded(code, len(line) - len(code))


def _sizes(w: Writer, program: Program, given: Sequence[str]) -> tuple[list[str], list[str]]:
    """Lines that set the sizes that the code names, and the sizes that must be given by name."""
    known: dict[str, str] = {}
    order: list[str] = []
    rests: dict[str, Integer] = {}
    progress = True
    while progress:
        progress = False
        for t in given:
            for k, (low, high) in enumerate(program.ranges[t]):
                solved = _solved(high - low + 1, set(known) | set(program.lengths))
                if solved is None:
                    continue
                name, factor, rest = solved
                length = f"{w.names[t]}.shape[{k}]"
                rests[name] = rest
                if rest != integer(0):
                    length = f"{length} - ({number(w, rest, Scope(Facts()))})"
                known[name] = length if factor == 1 else f"({length}) // {factor}"
                order.append(name)
                progress = True
    used = {n for n in w.used if n in program.sizes}
    while True:  # what a needed size needs
        more = {n for u in used for n in program.lengths.get(u, rests.get(u, integer(0))).names}
        if more <= used:
            break
        used |= more
    lines = _unpacked(
        [(w.names[n], known[n]) for n in order if n in used], {w.names[t]: len(w.ranges[t]) for t in given}
    )
    pending = [n for n in program.lengths if n in used]
    while pending:
        n = next(n for n in pending if not program.lengths[n].names & set(pending))
        lines.append(f"{w.names[n]} = {number(w, program.lengths[n], Scope(Facts()))}")
        pending.remove(n)
    return lines, [n for n in sorted(used) if n not in known and n not in program.lengths]


def _unpacked(sizes: Sequence[tuple[str, str]], ranks: Mapping[str, int]) -> list[str]:
    """A line for each size; those of neighbouring axes of one tensor together."""
    lines: list[str] = []
    runs: list[tuple[str, int, list[str]]] = []  # tensor, first axis, names; a size with a longer formula has no tensor
    for name, code in sizes:
        tensor, _, axis = code.removesuffix("]").partition(".shape[")
        if not axis.isdigit():
            runs.append(("", 0, [f"{name} = {code}"]))
        elif runs and runs[-1][0] == tensor and runs[-1][1] + len(runs[-1][2]) == int(axis):
            runs[-1][2].append(name)
        else:
            runs.append((tensor, int(axis), [name]))
    for tensor, first, names in runs:
        past = first + len(names)
        if not tensor:
            lines += names
        elif len(names) == 1:
            lines.append(f"{names[0]} = {tensor}.shape[{first}]")
        else:
            part = f"[{first or ''}:{past if past < ranks[tensor] else ''}]" if first or past < ranks[tensor] else ""
            lines.append(f"{', '.join(names)} = {tensor}.shape{part}")
    return lines


def _solved(length: Integer, known: set[str]) -> tuple[str, int, Integer] | None:
    """(size, factor, rest) where the length is factor*size + rest and rest is known; None when it is not so."""
    unknown = length.names - known
    if len(unknown) != 1:
        return None
    (name,) = unknown
    factor = length.coefficient(Symbol(name))
    if factor is None or factor.constant is None or factor.constant <= 0:
        return None
    rest = length - T.Index(name, integer(0), integer(0)).integer * factor
    return None if name in rest.names else (name, factor.constant, rest)
