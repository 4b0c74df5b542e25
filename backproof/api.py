"""The one door to the machinery: list, solve, derive, verify, grade.

Everything heavy is imported by the call it serves.

Names are those of the command line: a layer `conv2d`, a problem `ece449/1`, a set of problems `ece449`. Every function
raises `Unusable` for input that cannot be used.
"""

from __future__ import annotations

import importlib
import sys
import traceback
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from backproof.errors import Unusable, natural, sentence, unknown

if TYPE_CHECKING:
    from checkers.grade import Grader
    from checkers.misconception import Misconception
    from checkers.policy import Policy
    from checkers.submission import Submission
    from checkers.training import Training
    from checkers.verify import Report
    from derivations.full_derivative import Kind
    from derivations.layer import Layer
    from derivations.network import Network
    from derivations.optimiser import Optimiser
    from derivations.printing.solution import Solution
    from derivations.problem import Problem
    from derivations.rule import Derivation

OPEN_FOLDERS = {
    "layers": "derivations.layers",
    "networks": "derivations.networks",
    "optimisers": "derivations.optimisers",
    "problems": "derivations.problems",
    "misconceptions": "checkers.misconceptions",
}
"""Sub-folder of a course's own folder -> the package whose modules it adds to."""

FORMATS = ("latex", "text", "markdown", "json")
"""What a solution can be printed as."""

CODE = ("numpy", "torch")
"""The libraries for which a forward rule and its gradients can be printed as code."""


def use(folder: str | Path) -> None:
    """Take a course's own layers, problems and misconceptions; a file of theirs stands in for ours of the same name."""
    found = False
    for name, package in OPEN_FOLDERS.items():
        path = Path(folder).resolve() / name
        if not path.is_dir():
            continue
        found = True
        search = importlib.import_module(package).__path__
        if str(path) in search:
            continue
        for file in path.glob("*.py"):
            sys.modules.pop(f"{package}.{file.stem}", None)
        search.insert(0, str(path))
    if not found:
        raise Unusable(f"{folder} has none of the folders {', '.join(OPEN_FOLDERS)}; at least one is expected")
    importlib.invalidate_caches()
    for registry in (layers, optimisers, networks, problems, misconceptions, grader):
        registry.cache_clear()


@cache
def layers() -> dict[str, Layer]:
    """Every layer by its name."""
    from derivations.layer import Layer

    return discovered("derivations.layers", Layer)


@cache
def optimisers() -> dict[str, Optimiser]:
    """Every optimiser by its name."""
    from derivations.optimiser import Optimiser

    return discovered("derivations.optimisers", Optimiser)


@cache
def problems() -> dict[str, Problem]:
    """Every problem by its name."""
    from derivations.problem import Problem

    return discovered("derivations.problems", Problem)


@cache
def misconceptions() -> dict[str, Misconception]:
    """Every misconception by its name."""
    from checkers.misconception import Misconception

    return discovered("checkers.misconceptions", Misconception)


def discovered(package: str, kind: type[Any]) -> dict[str, Any]:
    """The registry's find, in natural order; a file that cannot be imported is named."""
    from derivations.registry import discover

    try:
        found = discover(package, kind)
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)
        where = error.filename if isinstance(error, SyntaxError) else frames[-1].filename
        raise Unusable(f"{where} cannot be loaded: {sentence(error)}") from error
    return dict(sorted(found.items(), key=lambda item: natural(item[0])))


def list_everything() -> dict[str, list[dict[str, str]]]:
    """Problems, layers, optimisers, rules and misconceptions, each with its name and a line that says what it is."""
    from derivations.full_derivative import listed
    from derivations.kernel import RULES

    return {
        "problems": [{"name": p.name, "is": p.title} for p in problems().values()],
        "layers": [{"name": x.name, "is": x.title or x.name} for x in layers().values()],
        "full derivatives": [{"name": n, "is": what} for n, what in listed(layers().values())],
        "optimisers": [{"name": o.name, "is": o.title} for o in optimisers().values()],
        "rules": [{"name": r.name, "is": r.sentence} for r in RULES.values()],
        "networks": [{"name": n.name, "is": n.title} for n in networks().values()],
        "misconceptions": [{"name": m.name, "is": m.belief} for m in misconceptions().values()],
    }


def problem(name: str) -> Problem:
    """The problem of that name."""
    if name not in problems():
        raise unknown("problem", name, problems())
    return problems()[name]


def layer(name: str) -> Layer:
    """The layer of that name."""
    if name not in layers():
        _refuse_other("layer", name)
        raise unknown("layer", name, layers())
    return layers()[name]


def _refuse_other(wanted: str, name: str) -> None:
    """Raise Unusable where the name is that of something else, with the command that takes it."""
    if name in layers():
        first = next(t for t in layers()[name].shapes if t not in layers()[name].integers)
        raise Unusable(f"{name!r} is a layer, not a {wanted}; try: backproof derive {name} --wrt {first}")
    if name in networks():
        raise Unusable(f"{name!r} is a network, not a {wanted}; try: backproof count {name}")
    if name in problems() or name in optimisers():
        raise Unusable(f"{name!r} is a problem or an optimiser, not a {wanted}; try: backproof solve {name}")


def problem_names(name: str) -> tuple[str, ...]:
    """The problem (or optimiser) of that name, or all problems of the set of that name."""
    if name in problems() or name in optimisers():
        return (name,)
    members = tuple(n for n in problems() if n.startswith(name.rstrip("/") + "/"))
    if not members:
        sets = {n.rpartition("/")[0] for n in problems()}
        _refuse_other("problem", name)
        raise unknown("problem", name, {*problems(), *sets, *optimisers()})
    return members


def names(asked: Sequence[str], everything: bool = False) -> tuple[str, ...]:
    """Layers, optimisers and problems by name or set, each once; all of them when `everything`."""
    if everything:
        return (*problems(), *layers(), *optimisers())
    found: dict[str, None] = {}
    for name in asked:
        if name in layers() or name in optimisers():
            found[name] = None
        elif name in problems() or any(n.startswith(name.rstrip("/") + "/") for n in problems()):
            found.update(dict.fromkeys(problem_names(name)))
        else:
            raise unknown("layer, optimiser or problem", name, {*layers(), *optimisers(), *problems()})
    return tuple(found)


def chosen(name: str, part: str | None) -> Problem:
    """The problem, or the problem cut down to one of its parts."""
    from dataclasses import replace

    asked = problem(name)
    if part is None:
        return asked
    labels = [p.label for p in asked.parts]
    if part not in labels:
        raise unknown(f"part of {name}", part, labels)
    return replace(asked, parts=(asked.part(part),))


def solve(name: str, part: str | None = None) -> Solution:
    """The solution of a problem, or of one part of it, derived step by step; of an optimiser, its steps."""
    from derivations import solve as engine

    with readable():
        if name in optimisers():
            if part is not None:
                raise Unusable(f"{name} is an optimiser and has no parts")
            return optimisers()[name].solution()
        return engine.solve(problem(name), () if part is None else (chosen(name, part).parts[0].label,))


def read_forward(text: str, name: str) -> Layer:
    """A forward rule in the notation, with its declarations, as a layer without a witness."""
    from derivations.forward_file import ForwardFileError, read_forward_file

    try:
        return read_forward_file(text, name)
    except ForwardFileError as error:
        raise Unusable(str(error)) from None


def derive(rule: str | Layer, wrt: str, kind: Kind | None = None) -> Solution:
    """The gradient of a layer, by name or as read by `read_forward`, by one of its inputs.

    kind: instead of it the `jacobian` of the output, or the `hessian` of a loss.
    """
    from derivations import full_derivative, solve

    found = layer(rule) if isinstance(rule, str) else rule
    with readable():
        known = (*found.program.inputs, *found.program.constants)
        if wrt not in known:
            raise unknown(f"input of {found.name}", wrt, known)
        return full_derivative.derive_full(found, wrt, kind) if kind else solve.derive_layer(found, (wrt,))


def code(rule: str | Layer, wrt: str, target: str) -> str:
    """The forward rule of a layer and its gradient by one of its inputs, as functions of a library in CODE."""
    from derivations.printing.code import function_code
    from derivations.printing.code_writer import CodeError

    found = layer(rule) if isinstance(rule, str) else rule
    if target not in CODE:
        raise unknown("library", target, CODE)
    with readable():
        derivations = derived(found, wrt)
        try:
            return function_code(found.program, derivations, target)
        except CodeError as error:
            raise Unusable(f"{found.name} cannot be printed as {target} code: {error}") from None


def derived(found: Layer, wrt: str) -> tuple[Derivation, ...]:
    """The derivations that the gradient of a layer by one of its inputs needs, replayed by the kernel."""
    from derivations.derive import backward
    from derivations.kernel import replay_sweep

    known = (*found.program.inputs, *found.program.constants)
    if wrt not in known:
        raise unknown(f"input of {found.name}", wrt, known)
    derivations = backward(found.program, (wrt,))
    replay_sweep(found.program, derivations)
    return derivations


def training(name: str, steps: int | None = None, compare: int = 0, seed: int = 0) -> Training:
    """A training with derived gradients, ready to be run step by step; steps: stop after so many."""
    from checkers.data import DataError, mnist_5k
    from checkers.training import ALIASES, RECIPES, Training

    name = ALIASES.get(name, name)
    if name not in RECIPES:
        raise unknown("training", name, RECIPES)
    try:
        return Training(RECIPES[name], mnist_5k(), seed, steps, compare)
    except DataError as error:
        raise Unusable(str(error)) from None


def training_record(training: Training) -> dict[str, Any]:
    """The figures of a training that was run: losses, gap to autograd, test accuracy."""
    from checkers.training import record

    return record(training)


def printed(solutions: Sequence[Solution], form: str, whole: bool = False, many: bool | None = None) -> str:
    """Solutions in one of FORMATS. whole: a complete document, not the body, where the format knows the difference.

    many: a JSON list even of one; by default a list of several.
    """
    match form:
        case "latex":
            from derivations.printing.latex_document import latex_body, latex_document

            return latex_document(solutions) if whole else "\n\n".join(map(latex_body, solutions))
        case "text":
            from derivations.printing.text_document import text_document

            return "\n\n".join(map(text_document, solutions))
        case "markdown":
            from derivations.printing.markdown_document import markdown_document

            return "\n\n".join(map(markdown_document, solutions))
        case "json":
            import json

            from derivations.printing.record import solution_record

            records = [solution_record(s) for s in solutions]
            several = len(records) != 1 if many is None else many
            return json.dumps(records if several else records[0], ensure_ascii=False, indent=2)
    raise unknown("format", form, FORMATS)


@cache
def networks() -> dict[str, Network]:
    """Every architecture by its name."""
    from derivations.network import Network

    return discovered("derivations.networks", Network)


def network(name: str) -> Network:
    """The architecture of that name."""
    if name not in networks():
        raise unknown("architecture", name, networks())
    return networks()[name]


def read_network(text: str, name: str) -> Network:
    """An architecture written down in a file."""
    from derivations.network_file import NetworkFileError
    from derivations.network_file import read_network as read

    try:
        return read(text, name)
    except NetworkFileError as error:
        raise Unusable(str(error)) from None


@dataclass(frozen=True)
class Counted:
    """The count of an architecture: as a table, with notes below it, and as a record for JSON."""

    title: str
    input: str
    header: tuple[str, ...]
    rows: list[tuple[str, ...]]
    notes: tuple[str, ...]
    record: dict[str, Any]


def count(
    asked: str | Network, bias: bool | None = None, shape: str | None = None, sizes: Mapping[str, int] | None = None
) -> Counted:
    """Shapes, parameters, multiply-adds and receptive fields, layer by layer.

    bias: every one (True), none (False), or as the architecture has them. shape: another input, `C H W`. sizes: numbers
    for symbolic sizes; the polynomials are kept beside the numbers.
    """
    from dataclasses import replace

    from derivations.network import count as counted
    from derivations.network import symbols, with_sizes
    from derivations.printing.tally import HEADER, count_rows, number_text, tally_record

    found = network(asked) if isinstance(asked, str) else asked
    try:
        general = counted(found if shape is None else replace(found, input=shape), bias)
        letters = symbols(general.network)
        strange = sorted(set(sizes or {}) - set(letters))
        if strange:
            raise unknown(f"symbolic size of {found.name}", strange[0], letters)
        tally = counted(with_sizes(general.network, sizes), bias) if sizes else general
    except ValueError as error:
        raise Unusable(str(error)) from None
    record = tally_record(tally)
    notes = [f"{number_text(tally.total)} parameters"]
    if tally.operations.constant is not None:
        flops = number_text(tally.operations * 2)
        notes.append(f"{number_text(tally.operations)} multiply-adds for one example ({flops} FLOPs)")
    if sizes:
        notes.append(f"parameters in general: {number_text(general.total)}")
        record |= {"sizes": dict(sizes), "general": tally_record(general)}
    lengths = " x ".join(record["input"])
    return Counted(found.title, lengths, HEADER, count_rows(tally), tuple(notes), record)


@contextmanager
def readable() -> Iterator[None]:
    """A forward rule with a mistake in it, one without the gradient asked for or with a convention that it contradicts,

    is input that cannot be used.
    """
    from derivations.choices import ConventionError
    from derivations.derive import DeriveError
    from derivations.notation import NotationError

    try:
        yield
    except (NotationError, DeriveError, ConventionError) as error:
        raise Unusable(str(error)) from error


def resolve_device(choice: str) -> tuple[str, str]:
    """The device for auto, cpu or cuda, and a note when the choice was not to be had as wished."""
    from checkers import device

    try:
        found, note = device.resolve_device(choice)
    except device.DeviceError as error:
        raise Unusable(str(error)) from None
    return found.type, note


def verify(name: str, device: str = "cpu", seed: int = 0) -> Report:
    """The kernel, every step and every result of a layer or problem, judged against torch in double precision.

    Of a layer also the Jacobians and Hessians that it lists; of an optimiser, the parameters after every step.
    """
    from checkers.optimisers import verify_optimiser
    from checkers.verify_jacobian import verify_whole
    from checkers.verify_problem import verify_problem

    with readable():
        if name in problems():
            return verify_problem(problem(name), device, seed)
        if name in optimisers():
            return verify_optimiser(optimisers()[name], device, seed)
        return verify_whole(layer(name), device, seed)


@cache
def grader(name: str, part: str | None = None, policy: Policy | None = None) -> Grader:
    """The grader of a problem, or of one part; keys and wrong answers are derived once for all submissions."""
    from checkers.grade import Grader

    return Grader(chosen(name, part), tuple(misconceptions().values()), policy=policy)


def grade(
    name: str, answers: Mapping[str, str], student: str = "", part: str | None = None, policy: Policy | None = None
) -> dict[str, Any]:
    """The record of one submission to one problem; answers: part -> text as typed; policy: what a course pays."""
    return grader(name, part, policy).grade(answers, student)


def submissions(file: str | Path) -> tuple[Submission, ...]:
    """The submissions in one file, TOML or JSON."""
    from checkers.submission import read_submissions

    try:
        return read_submissions(Path(file))
    except ValueError as error:
        raise Unusable(str(error)) from None
