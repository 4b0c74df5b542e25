"""How other tools do on our tasks, measured: `make peers` fetches them into .peers and runs this; Markdown on stdout.

Derivatives: each tool is given the forward rule in its own way; what it returns is evaluated entry by entry at small
sizes and compared with finite differences. Answers: every single LaTeX answer of tests/score, without its context
(names, shapes, domains), which these graders have no place for; so their misses are partly ours, but a wrong answer
accepted is one that they would accept from a student.
"""

from __future__ import annotations

import datetime
import inspect
import itertools
import json
import runpy
import tempfile
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

ANSWERS = Path(__file__).parent.parent / "tests" / "score" / "answers"
RNG = np.random.default_rng(0)
N, M, D, K = 4, 3, 2, 2
DATA = {
    "x": RNG.uniform(0.5, 1.5, 2 * N),
    "g": RNG.uniform(0.5, 1.5, N),
    "w": RNG.uniform(0.5, 1.5, K),
    "X": RNG.uniform(0.5, 1.5, (N, D)),
    "W": RNG.uniform(0.5, 1.5, (M, D)),
    "G": RNG.uniform(0.5, 1.5, (N, M)),
}


def slope(f: Callable[..., float], name: str, at: dict[str, Any]) -> np.ndarray[Any, Any]:
    """The gradient of f by the array of that name, by central differences."""
    found = np.zeros_like(at[name])
    for place in itertools.product(*map(range, found.shape)):
        shifted = []
        for step in (1e-6, -1e-6):
            moved = at[name].copy()
            moved[place] += step
            shifted.append(f(**{**at, name: moved}))
        found[place] = (shifted[0] - shifted[1]) / 2e-6
    return found


def softmax(x: Any) -> Any:
    return np.exp(x) / np.exp(x).sum()


SHORT = {**DATA, "x": DATA["x"][:N]}
TASKS: dict[str, np.ndarray[Any, Any]] = {
    "sum of x_i, by the entry x_i": np.ones(N),
    "fully connected layer, by W": slope(lambda X, W, G, **_: float((G * (X @ W.T)).sum()), "W", DATA),
    "mean over pairs, by x": slope(lambda x, g, **_: float(g @ x.reshape(N, 2).mean(1)), "x", DATA),
    "softmax Jacobian": np.array([slope(lambda x, i=i, **_: float(softmax(x)[i]), "x", SHORT) for i in range(N)]),
    "softmax, by x_j where j is summed": np.array(
        [[slope(lambda x, i=i, **_: float(softmax(x)[i]), "x", SHORT)[j] for j in range(N)] for i in range(N)]
    ),
    "correlation with stride s, by the kernel": slope(
        lambda x, w, g, **_: float(sum(g[i] * w[k] * x[2 * i + k] for i in range(N) for k in range(K))), "w", DATA
    ),
}


def sympy_results() -> Iterator[tuple[str, str]]:
    """SymPy's `diff` of index sums."""
    import sympy as S

    n, m, d, k, s = S.symbols("n m d k s", integer=True, positive=True)
    i, j, a, b, c, e = S.symbols("i j a b c e", integer=True, positive=True)
    x, g, w, X, W, G = map(S.IndexedBase, "xgwXWG")
    soft = S.exp(x[i]) / S.Sum(S.exp(x[j]), (j, 1, n))
    linear = S.Sum(G[a, b] * S.Sum(X[a, c] * W[b, c], (c, 1, d)), (a, 1, n), (b, 1, m))
    pairs = S.Sum(g[i] * (x[2 * i - 1] + x[2 * i]) / 2, (i, 1, n))
    strided = S.Sum(g[i] * S.Sum(w[c] * x[s * (i - 1) + c], (c, 1, k)), (i, 1, n))
    asked = [
        (S.diff(S.Sum(x[i], (i, 1, n)), x[i]), (i,)),
        (S.diff(linear, W[j, e]), (j, e)),
        (S.diff(pairs, x[j]), (j,)),
        (S.diff(soft, x[e]), (i, e)),
        (S.diff(soft, x[j]), (i, j)),
        (S.diff(strided, w[e]), (e,)),
    ]
    sizes = {n: N, m: M, d: D, k: K, s: 2}
    for (task, right), (found, letters) in zip(TASKS.items(), asked, strict=True):
        verdicts = []
        for form in (found, found.doit()):  # as it comes, and evaluated
            try:
                values = [
                    _number(
                        form.subs({**sizes, **dict(zip(letters, place, strict=True))}), x if "soft" in task else None
                    )
                    for place in itertools.product(*(range(1, r + 1) for r in right.shape))
                ]
            except (TypeError, IndexError, ValueError):
                verdicts.append("wrong")  # not a number, or an entry that does not exist
            else:
                verdicts.append("right" if np.allclose(values, right.ravel(), atol=1e-5) else "wrong")
        closed = not found.doit().has(S.KroneckerDelta, S.Derivative, S.Piecewise)
        shown = verdicts[0] if verdicts[0] == verdicts[1] else f"{verdicts[0]}; {verdicts[1]} after doit()"
        yield task, shown + ("" if closed or shown == "wrong" else ", left with cases or deltas")


def _number(form: Any, short: Any) -> float:
    """The value at the data; entries outside an array raise IndexError."""
    import sympy as S

    form = form.doit()

    def entry(read: Any) -> Any:
        places = [int(p) for p in read.indices if p.is_integer]
        array = SHORT["x"] if short is not None and read.base == short else DATA[str(read.base)]
        if len(places) != len(read.indices) or not all(1 <= p <= r for p, r in zip(places, array.shape, strict=True)):
            raise IndexError(str(read))
        return S.Float(array[tuple(p - 1 for p in places)])

    return float(form.replace(lambda t: isinstance(t, S.Indexed), entry).doit())


def tensorgrad_results() -> Iterator[tuple[str, str]]:
    """tensorgrad's simplified derivative of a network of tensors."""
    import tensorgrad as tg
    from tensorgrad import functions as F

    n, m, p = tg.symbols("n m p")  # axes come back in alphabetical order
    X, W, G, x = tg.Variable("X", n, p), tg.Variable("W", m, p), tg.Variable("G", n, m), tg.Variable("x", n)
    soft = F.softmax(x, dim="n")
    asked = [(F.sum(x), x), (tg.Product([X, W, G]), W), None, (soft, x), (soft, x), None]
    for (task, right), question in zip(TASKS.items(), asked, strict=True):
        if question is None:  # no index map 2i-1, and its convolution says that it has no stride
            yield task, "cannot be stated"
            continue
        found, _ = _network_value(tg.Derivative(*question).full_simplify(), {"n": N, "p": D, "m": M})
        same = found.shape == right.shape and np.allclose(found, right, atol=1e-5)
        yield task, "right" if same else "wrong"


def _network_value(t: Any, sizes: dict[str, int]) -> tuple[np.ndarray[Any, Any], list[str]]:
    """The array of a network of tensors and the names of its axes; tensorgrad's own evaluation needs an older torch."""
    import tensorgrad as tg

    kind = type(t).__name__
    if kind == "Variable":
        return (SHORT if t.name == "x" else DATA)[t.name], list(t.edges)
    if kind == "Rename":
        found, edges = _network_value(t.tensor, sizes)
        return found, [t.mapping.get(e, e) for e in edges]
    if kind in ("Delta", "Ones"):
        edges, length = list(t.edges), sizes[str(next(iter(t.shape.values())))]
        found = np.zeros((length,) * len(edges))
        found[(np.arange(length),) * len(edges)] = 1
        return found, edges
    if isinstance(t, tg.Function):
        found, edges = _network_value(t.inputs[0], sizes)
        name = t.signature.name
        return (np.exp(found) if name == "exp" else found ** int(name.removeprefix("pow(k=").rstrip(")"))), edges
    inner = [_network_value(f, sizes) for f in t.factors] if isinstance(t, tg.Product) else []
    if isinstance(t, tg.Sum):
        parts = [_network_value(f, sizes) for f in t.terms]
        edges = parts[0][1]
        return sum(w * a.transpose([e.index(x) for x in edges]) for w, (a, e) in zip(t.weights, parts)), edges
    every = sorted({e for _, edges in inner for e in edges})
    free = [e for e in every if sum(edges.count(e) for _, edges in inner) == 1]
    arguments: list[Any] = [x for a, edges in inner for x in (a, [every.index(e) for e in edges])]
    return np.einsum(*arguments, [every.index(e) for e in free]), free


def backproof_results() -> Iterator[tuple[str, str]]:
    """Our own gradients, by the code printed from them."""
    from backproof import api

    rules = [
        ("x: N\nL = sum[i] x[i]", "x"),
        ("X: N D\nW: M D\nY[n,m] = sum[c] X[n,c]*W[m,c]", "W"),
        ("x: 2*N\nY[i in 1..N] = (x[2*i-1] + x[2*i])/2", "x"),
        ("x: N\nY[i] = exp(x[i])/(sum[j] exp(x[j]))", "x"),
        ("x: N\nY[i] = exp(x[i])/(sum[j] exp(x[j]))", "x"),
        ("x: H\nw: K\nI := floor((H - K)/s) + 1\nY[i in 1..I] = sum[k] w[k]*x[s*(i-1)+k]", "w"),
    ]
    inputs = [SHORT, DATA, DATA, SHORT, SHORT, DATA]
    for (task, right), (rule, by), data in zip(TASKS.items(), rules, inputs, strict=True):
        layer = api.read_forward(rule, "rule")
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "rule.py").write_text(api.code(layer, by, "numpy"))
            space = runpy.run_path(str(Path(folder, "rule.py")))
        forward, gradient = [f for f in space.values() if inspect.isfunction(f)][-2:]
        yield task, _run(forward, gradient, data, right)


def _run(forward: Callable[..., Any], gradient: Callable[..., Any], data: dict[str, Any], right: Any) -> str:
    given = {**data, "dL_Y": data["G"] if right.shape == (M, D) else data["g"], "s": 2}
    given["Y"] = _only(forward(**{n: given[n] for n in inspect.signature(forward).parameters}))
    names = inspect.signature(gradient).parameters
    if right.ndim == 2 and right.shape == (N, N):  # a Jacobian, row by row
        rows = [_only(gradient(**{n: {**given, "dL_Y": np.eye(N)[i]}[n] for n in names})) for i in range(N)]
        return "right" if np.allclose(rows, right, atol=1e-5) else "wrong"
    found = _only(gradient(**{n: given[n] for n in names}))
    return "right" if np.allclose(found, right, atol=1e-5) else "wrong"


def _only(found: Any) -> Any:
    """The one gradient in what printed code returns."""
    return next(iter(found.values())) if isinstance(found, dict) else found


def judged(grader: Callable[[dict[str, Any]], bool]) -> tuple[int, int, int, int]:
    """Right accepted, right ones, wrong accepted, wrong ones."""
    counts = [0, 0, 0, 0]
    for item in latex_answers():
        try:
            accepted = grader(item)
        except Exception:  # whatever a tool stumbles over, the answer is not accepted
            accepted = False
        kind = 0 if item["verdict"] == "equal" else 2
        counts[kind] += accepted
        counts[kind + 1] += 1
    return counts[0], counts[1], counts[2], counts[3]


def latex_answers() -> Iterator[dict[str, Any]]:
    for file in sorted(ANSWERS.glob("*.jsonl")):
        if file.stem in ("chains", "follow_through", "hostile"):
            continue
        for line in file.read_text().splitlines():
            item = json.loads(line)
            if item["spelling"].startswith("latex") and item["verdict"] in ("equal", "different"):
                yield item


def math_verify(item: dict[str, Any]) -> bool:
    from math_verify import parse, verify

    reference, answer = (parse(f"${item[key]}$", parsing_timeout=5) for key in ("reference", "answer"))
    return bool(verify(reference, answer))


def latex2sympy(item: dict[str, Any]) -> bool:
    import sympy as S
    from latex2sympy2_extended import latex2sympy as read

    return bool(S.simplify(read(item["reference"]) - read(item["answer"])) == 0)


def alone(item: dict[str, Any]) -> bool:
    """Ours, told as little as the others."""
    from backproof.comparing import compare

    return bool(compare(item["reference"], item["answer"], {})["verdict"] == "equal")


def in_context(item: dict[str, Any]) -> bool:
    """Ours, with the shapes, domains and premises of the question."""
    from backproof.comparing import compare

    return bool(compare(item["reference"], item["answer"], item["context"])["verdict"] == "equal")


def main() -> None:
    import logging

    logging.disable(logging.CRITICAL)
    print(
        f"Measured on {datetime.date.today()} with SymPy {version('sympy')}, tensorgrad {version('tensorgrad')}, ",
        end="",
    )
    print(f"Math-Verify {version('math-verify')}, latex2sympy2_extended {version('latex2sympy2_extended')}.\n")
    print("| derivative, for symbolic sizes | SymPy | tensorgrad | backproof |\n|---|---|---|---|")
    columns = [dict(f()) for f in (sympy_results, tensorgrad_results, backproof_results)]
    for task in TASKS:
        print(f"| {task} | {' | '.join(c[task] for c in columns)} |")
    print("\n| LaTeX answers | right ones accepted | wrong ones accepted |\n|---|---|---|")
    graders = {
        "Math-Verify": math_verify,
        "latex2sympy2_extended and simplify": latex2sympy,
        "backproof, told as little": alone,
        "backproof, told shapes and domains": in_context,
    }
    for name, grader in graders.items():
        right, rights, wrong, wrongs = judged(grader)
        print(f"| {name} | {right} of {rights} | {wrong} of {wrongs} |", flush=True)


if __name__ == "__main__":
    main()
