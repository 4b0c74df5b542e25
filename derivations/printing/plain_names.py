"""Names of tensors in plain characters, for labels of figures and titles that no formula can stand in."""

from __future__ import annotations

import re

from derivations.printing.style import ADJOINT, Style, is_adjoint
from derivations.printing.typst_symbols import SIGNS


def plain_name(tensor: str, style: Style) -> str:
    """`X`, a Greek letter, `∂L/∂X`, or the letter that the adjoint has of its own."""
    if not is_adjoint(tensor):
        return SIGNS.get(tensor, tensor)
    own = plain_letter(style.letters.get(tensor, ""))
    return own or f"∂{plain_letter(style.loss) or 'L'}/∂{plain_name(tensor.removeprefix(ADJOINT), style)}"


def plain_letter(tex: str) -> str:
    r"""A letter of LaTeX in plain characters, `\mathit{loss}` as loss; "" where it has none."""
    inner = re.sub(r"^\\(?:mathit|mathrm|text|operatorname)\{([A-Za-z]+)\}$", r"\1", tex)
    if inner.startswith("\\"):
        found = SIGNS.get(inner[1:], "")
        return found if len(found) == 1 else ""
    return inner if re.fullmatch(r"[A-Za-z]+", inner) else ""
