"""SymPy expressions as LaTeX and as text, in the order of textbooks: what is subtracted comes after what is added."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any


def symbolic_latex(expression: Any, letters: Mapping[str, str]) -> str:
    """LaTeX of a SymPy expression. letters: name of a symbol -> its LaTeX."""
    import sympy

    names = {s: letters[s.name] for s in expression.atoms(sympy.Symbol) if s.name in letters}
    settings = {"symbol_names": names, "mat_delim": "", "mat_str": "bmatrix"}
    shown: str = _printers()[0](settings).doprint(expression)
    return shown


def symbolic_text(expression: Any) -> str:
    """The expression in plain text, powers with ^."""
    shown: str = _printers()[1]().doprint(expression)
    return shown.replace("**", "^")


@cache
def _printers() -> tuple[type[Any], type[Any]]:
    """SymPy's printers with an order of terms of our own; made when first needed, for SymPy is loaded late."""
    from sympy.printing.latex import LatexPrinter
    from sympy.printing.str import StrPrinter

    def ordered(terms: list[Any]) -> list[Any]:
        return sorted(terms, key=lambda t: bool(t.as_coeff_Mul()[0].is_negative))

    class Latex(LatexPrinter):
        def _as_ordered_terms(self, expr: Any, order: Any = None) -> list[Any]:
            return ordered(super()._as_ordered_terms(expr, order=order))

        def _print_MatAdd(self, expr: Any) -> str:
            terms = [self._print(t) for t in ordered(list(expr.args))]
            signed = [f" - {t[1:].strip()}" if t.startswith("-") else f" + {t}" for t in terms]
            return "".join([terms[0], *signed[1:]])

    class Text(StrPrinter):
        def _as_ordered_terms(self, expr: Any, order: Any = None) -> list[Any]:
            return ordered(super()._as_ordered_terms(expr, order=order))

    return Latex, Text
