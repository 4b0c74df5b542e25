"""The greatest value over indices, which SymPy has no node for. Imported only where SymPy already is."""

from __future__ import annotations

from typing import Any

import sympy
from sympy.concrete.expr_with_limits import ExprWithLimits


class Greatest(ExprWithLimits):
    """Greatest(body, (i, low, high), ...): the maximum of the body, -oo over nothing.

    Limits are innermost first, as in sympy.Sum. `doit` gives sympy.Max once every bound is a number.
    """

    is_commutative = True

    def _eval_is_extended_real(self) -> bool:
        return True

    def doit(self, **hints: Any) -> sympy.Expr:
        """The maximum itself, where the bounds are numbers; the outermost index is opened first."""
        body, limits = self.function, list(self.limits)
        index, low, high = limits.pop()
        low, high = low.doit(**hints), high.doit(**hints)
        if not (low.is_Integer and high.is_Integer):
            return self
        values = []
        for k in range(int(low), int(high) + 1):
            at = {index: sympy.Integer(k)}
            if limits:
                inner = [(i, a.subs(at), b.subs(at)) for i, a, b in limits]
                values.append(Greatest(body.subs(at), *inner).doit(**hints))
            else:
                values.append(body.subs(at).doit(**hints))
        return sympy.Max(*values) if values else sympy.S.NegativeInfinity

    def _latex(self, printer: Any) -> str:
        shown = [[printer._print(e) for e in (low, index, high)] for index, low, high in self.limits]
        ranges = ",\\,".join(" \\le ".join(bounds) for bounds in shown)
        return f"\\max_{{{ranges}}} {printer._print(self.function)}"
