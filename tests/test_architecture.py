"""Which way the arrows point, how large files are, and what they are called: read off the sources.

Every check here is a function of sources, and is shown below to notice an offence.
"""

from __future__ import annotations

import ast
import importlib
import io
import pkgutil
import subprocess
import sys
import tokenize
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("derivations", "checkers", "backproof")
STANDARD = frozenset(sys.stdlib_module_names)

# module or package -> what it may import, besides the standard library and itself; the longest match counts
MAY_IMPORT = {
    "derivations": ("derivations", "sympy", "lark", "z3"),
    "derivations.argument": ("derivations", "sympy", "numpy"),
    "derivations.networks": ("derivations.network", "derivations.networks"),
    "derivations.layers": ("derivations.layer",),
    "derivations.problems": (
        "derivations.problems",
        "derivations.problem",
        "derivations.layer",
        "derivations.layers",
        "derivations.network",
        "derivations.networks",
        "derivations.chain",
        "derivations.claim",
        "derivations.figure",
        "sympy",
    ),
    "checkers": ("checkers", "derivations", "torch", "numpy", "sympy"),
    "checkers.algebra": ("checkers.algebra", "numpy", "mpmath"),
    "checkers.algebra.proving": ("checkers.algebra.proving", "sympy"),
    "checkers.classroom": ("checkers", "derivations", "torch", "pebble", "distributed"),
    "checkers.misconceptions": ("checkers.misconception", "checkers.mistakes", "derivations"),
    "backproof": ("backproof", "checkers", "derivations", "click", "msgspec", "rich"),
    "backproof.pytest_plugin": ("backproof", "checkers", "pytest"),
    "backproof.classroom": ("backproof", "checkers", "derivations", "distributed"),
    "backproof.documents": ("backproof", "checkers", "derivations", "typst"),
    "backproof.web": (
        "backproof",
        "checkers.classroom",
        "derivations.choices",
        "derivations.layer",
        "derivations.printing",
        "h11",
        "jinja2",
        "markupsafe",
        "pebble",
        "starlette",
        "uvicorn",
    ),
    "backproof.interfaces": ("backproof", "click", "rich"),
}
# module or package -> what it must not reach, however many imports away
MUST_NOT_REACH = {
    "derivations.terms": ("derivations.rules", "derivations.derive", "derivations.kernel"),
    "derivations.layer": ("derivations.rules", "derivations.derive", "derivations.kernel"),
    "derivations.layers": ("derivations.rules", "derivations.derive", "derivations.kernel"),
    "derivations.rules": ("derivations.layers", "derivations.problems", "derivations.derive", "derivations.kernel"),
    "derivations.kernel": ("derivations.derive", "derivations.solve", "derivations.layers", "derivations.problems"),
    "checkers.evaluate": ("derivations.derive", "derivations.rules"),
    "checkers.algebra.prover": ("checkers.algebra.proving",),
}
MACHINERY_LINES = 300
CONTENT = {"derivations.layers": 40, "checkers.misconceptions": 40}
FORBIDDEN_NAMES = {"util", "utils", "helper", "helpers", "common", "misc", "tools"}


@cache
def modules() -> dict[str, Path]:
    """Module name -> file, for the three packages."""
    found = {}
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def imports(source: str) -> set[str]:
    """Every module that a source imports, anywhere in it; `from a import b` counts as a and as a.b."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, "absolute imports only"
            found.add(node.module)
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def below(name: str, package: str) -> bool:
    return name == package or name.startswith(package + ".")


def forbidden_imports(module: str, source: str) -> set[str]:
    """What a module imports against the table."""
    home = max((m for m in MAY_IMPORT if below(module, m)), key=len)
    named = {n for n in imports(source) if n.split(".")[0] not in STANDARD}
    return {n for n in named if not any(below(n, a) for a in MAY_IMPORT[home])}


def reached(module: str) -> set[str]:
    """Every module of the project that importing one leads to, itself included."""
    known = modules()
    found, todo = set[str](), [m for m in known if below(m, module)]
    while todo:
        here = todo.pop()
        if here in found:
            continue
        found.add(here)
        todo += [n for n in imports(known[here].read_text()) if n in known]
    return found


@cache
def imported_at_once(module: str) -> frozenset[str]:
    """Modules of the project that a module imports when it is imported, not only when one of its functions runs."""
    outside = [n for n in ast.parse(modules()[module].read_text()).body if isinstance(n, ast.Import | ast.ImportFrom)]
    return frozenset(n for n in imports("\n".join(map(ast.unparse, outside))) if n in modules())


@cache
def needed_by(module: str) -> frozenset[str]:
    """Every module that importing a module leads to; the module itself where it stands in a circle."""
    found, todo = set[str](), [module]
    while todo:
        new = imported_at_once(todo.pop()) - found
        found |= new
        todo += new
    return frozenset(found)


def code_lines(source: str) -> int:
    """Lines with code on them: blank lines, comments and docstrings are not counted."""
    skipped = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}
    lines = {
        n
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type not in skipped
        for n in range(token.start[0], token.end[0] + 1)
    }
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            lines -= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return len(lines)


def bad_name(module: str) -> bool:
    last = module.rpartition(".")[2]
    return last.startswith("_") or bool(set(last.split("_")) & FORBIDDEN_NAMES)


@pytest.mark.parametrize("module", sorted(modules()))
def test_arrows_point_one_way(module: str) -> None:
    assert not forbidden_imports(module, modules()[module].read_text())


@pytest.mark.parametrize("module", sorted(MUST_NOT_REACH))
def test_levels(module: str) -> None:
    assert [m for m in modules() if below(m, module)], f"{module} is gone; the table of levels is stale"
    leads_to = reached(module)
    assert not {m for m in leads_to for f in MUST_NOT_REACH[module] if below(m, f) and not below(m, module)}


@pytest.mark.parametrize("module", sorted(modules()))
def test_files_are_small_and_well_named(module: str) -> None:
    source = modules()[module].read_text()
    limit = next((n for package, n in CONTENT.items() if below(module, package)), MACHINERY_LINES)
    assert code_lines(source) <= limit
    assert not bad_name(module)
    assert not source.strip() or ast.get_docstring(ast.parse(source)), "a module says what it is in its first line"


@pytest.mark.parametrize("package", sorted(CONTENT))
def test_one_object_a_file_by_one_name(package: str) -> None:
    """linear.py defines LINEAR, whose name is "linear"."""
    folder = importlib.import_module(package)
    for found in pkgutil.iter_modules(folder.__path__):
        module = importlib.import_module(f"{package}.{found.name}")
        own = {n: v for n, v in vars(module).items() if n.isupper() and hasattr(v, "name")}
        assert list(own) == [found.name.upper()]
        assert own[found.name.upper()].name == found.name


def modules_after(code: str) -> set[str]:
    """The top-level modules that a fresh interpreter has loaded after running the code."""
    script = f"import sys\n{code}\nprint('loaded:', *{{m.split('.')[0] for m in sys.modules}})"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT, check=True)
    return set(ran.stdout.splitlines()[-1].removeprefix("loaded: ").split())


IMPORT_ALL = """import importlib, pkgutil, derivations
for m in pkgutil.walk_packages(derivations.__path__, 'derivations.'): importlib.import_module(m.name)
"""


def test_the_mathematics_never_loads_torch() -> None:
    assert "torch" not in modules_after(IMPORT_ALL)


@pytest.mark.parametrize("module", sorted(m for m in modules() if m in needed_by(m)))
def test_a_module_in_a_circle_of_imports_can_come_first(module: str) -> None:
    assert module.split(".")[0] in modules_after(f"import {module}")


def test_help_loads_nothing_heavy() -> None:
    loaded = modules_after("from backproof.main import doors\ndoors(['--help'], standalone_mode=False)")
    assert "click" in loaded
    assert not loaded & {"torch", "sympy", "z3", "lark", "rich", "numpy", "msgspec"}


def test_a_solution_never_waits_for_torch() -> None:
    loaded = modules_after("from backproof.main import doors\ndoors(['solve', 'ece449/1'], standalone_mode=False)")
    assert "derivations" in loaded
    assert "torch" not in loaded


# ---------------------------------------------------------------- the checks themselves notice an offence


def test_an_arrow_the_wrong_way_is_noticed() -> None:
    assert forbidden_imports("derivations.terms", "import torch") == {"torch"}
    assert forbidden_imports("derivations.layers.x", "def f():\n    from derivations.rules import sums")
    assert forbidden_imports("derivations.x", "from checkers import verify")
    assert forbidden_imports("backproof.interfaces.x", "from derivations.derive import backward")
    assert forbidden_imports("checkers.x", "from backproof.api import solve")
    assert not forbidden_imports("checkers.x", "import torch, math\nfrom derivations.terms import Sum")


def test_a_long_way_round_is_noticed() -> None:
    assert "derivations.rule" in reached("derivations.kernel")
    assert "derivations.integers" in reached("derivations.layers"), "layer -> program -> integers"


def test_size_and_name_are_noticed() -> None:
    assert code_lines('"""Doc.\n\nMore."""\n# why\n\nx = 1\ny = """a\nb"""\n') == 3
    assert [bad_name(m) for m in ("a.utils", "a._b", "a.text_helpers", "a.sums")] == [True, True, True, False]


def test_a_loaded_torch_is_noticed() -> None:
    assert "torch" in modules_after(IMPORT_ALL + "\nimport torch")
