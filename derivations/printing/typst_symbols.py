"""What a command of LaTeX is in Typst's mathematics: signs, spaces, operators, accents, brackets."""

from __future__ import annotations

SIGNS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ϵ", "varepsilon": "ε", "zeta": "ζ", "eta": "η",
    "theta": "θ", "vartheta": "ϑ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ",
    "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "upsilon": "υ", "phi": "ϕ", "varphi": "φ", "chi": "χ", "psi": "ψ",
    "omega": "ω", "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ",
    "Upsilon": "Υ", "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω", "partial": "∂", "nabla": "∇", "infty": "∞", "ell": "ℓ",
    "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠", "neq": "≠", "approx": "≈", "equiv": "≡", "sim": "∼",
    "ll": "≪", "gg": "≫", "propto": "∝", "in": "∈", "notin": "∉", "subset": "⊂", "subseteq": "⊆", "cup": "∪",
    "cap": "∩",
    "times": "×", "cdot": "⋅", "pm": "±", "mp": "∓", "odot": "⊙", "oslash": "⊘", "otimes": "⊗", "oplus": "⊕",
    "ast": "∗", "star": "⋆", "circ": "∘", "top": "⊤", "to": "→", "rightarrow": "→", "mapsto": "↦", "Rightarrow": "⇒",
    "leftarrow": "←", "implies": "⟹", "iff": "⟺", "forall": "∀", "exists": "∃", "mid": "∣", "cdots": "⋯", "ldots": "…",
    "dots": "…", "vdots": "⋮", "ddots": "⋱", "sum": "∑", "prod": "∏", "int": "∫", "prime": "′", "dagger": "†",
    "%": "%", "&": "&", "#": "\\#", "$": "\\$", "_": "\\_", "{": "brace.l", "}": "brace.r", "lbrace": "brace.l",
    "rbrace": "brace.r", "lceil": "⌈", "rceil": "⌉", "lfloor": "⌊", "rfloor": "⌋", "langle": "⟨", "rangle": "⟩",
    "vert": "bar.v", "lvert": 'class("opening", bar.v)', "rvert": 'class("closing", bar.v)', "|": "bar.v.double",
    "Vert": "bar.v.double", "lVert": 'class("opening", bar.v.double)', "rVert": 'class("closing", bar.v.double)',
    "setminus": "∖", "emptyset": "∅", "land": "∧", "lor": "∨", "neg": "¬", "lt": "lt", "gt": "gt", "colon": "colon",
}  # fmt: skip
SPACES = {
    ",": "thin", ":": "med", ">": "med", ";": "thick", " ": "space", "!": "#h(-0.16em)", "quad": "quad",
    "qquad": "wide", "~": "space", "enspace": "#h(0.5em)",
}  # fmt: skip
OPERATORS = ("max", "min", "lim", "sup", "inf", "det", "ln", "log", "exp", "sin", "cos", "tan", "tanh", "sinh", "cosh",
             "arg", "dim", "Pr", "gcd")  # fmt: skip
ABOVE = ("max", "min", "lim", "sup", "inf", "det", "Pr", "gcd")
"""Operators whose limits stand below them in a display."""
ACCENTS = {"hat": "hat", "widehat": "hat", "bar": "macron", "overline": "overline", "tilde": "tilde",
           "widetilde": "tilde", "dot": "dot", "ddot": "dot.double", "check": "caron", "vec": "arrow",
           "underline": "underline", "sqrt": "sqrt"}  # fmt: skip
FONTS = {
    "mathrm": 'class("normal", upright("{}"))', "mathit": 'class("normal", italic("{}"))', "mathsf": 'sans("{}")',
    "mathbf": 'upright(bold("{}"))', "mathtt": 'mono("{}")', "mathcal": 'cal("{}")', "mathbb": 'bb("{}")',
    "text": '"{}"', "textit": 'italic("{}")', "textbf": 'upright(bold("{}"))', "textrm": '"{}"',
    "texttt": 'mono("{}")', "mbox": '"{}"',
}  # fmt: skip
BIG = {"big": "1.2em", "Big": "1.8em", "bigg": "2.4em", "Bigg": "3em"}
IGNORED = frozenset({"displaystyle", "textstyle", "limits", "nolimits", "footnotesize", "scriptsize", "small",
                     "normalsize", "nobreak", "allowbreak", "strut"})  # fmt: skip
PLAIN = {
    "(": "paren.l", ")": "paren.r", "[": "bracket.l", "]": "bracket.r", ",": "comma", ";": "semi", ":": "colon",
    "<": "lt", ">": "gt", "/": "slash", "*": "∗", "-": "-", "+": "+", "=": "=", "!": "excl", "|": "bar.v", ".": ".",
    "?": "quest", "~": "space",
}  # fmt: skip
MATRICES = {
    "matrix": "#none",
    "bmatrix": '"["',
    "pmatrix": '"("',
    "vmatrix": '"|"',
    "Bmatrix": '"{"',
    "smallmatrix": "#none",
}
ALIGNED = frozenset({"aligned", "align", "align*", "gathered", "gather", "gather*", "split", "equation*"})
