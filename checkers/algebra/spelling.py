"""The alphabets of answers: LaTeX commands, Unicode characters and words of programs, in one spelling."""

from __future__ import annotations

GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ϵ": "epsilon", "ζ": "zeta", "η": "eta",
    "θ": "theta", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma",
    "τ": "tau", "φ": "phi", "ϕ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega", "Γ": "Gamma", "Δ": "Delta",
    "Θ": "Theta", "Λ": "Lambda", "Π": "Pi", "Σ": "Sigma", "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega", "ℓ": "ell",
}  # fmt: skip
GREEK_WORDS = frozenset(GREEK.values()) | {"varphi", "vartheta", "varepsilon", "varsigma", "varrho", "iota", "upsilon",
                                              "lam", "lmbda", "eps"}  # fmt: skip
SAME_LETTER = {
    "lam": "lambda",
    "lmbda": "lambda",
    "eps": "epsilon",
    "varphi": "phi",
    "vartheta": "theta",
    "varepsilon": "epsilon",
    "varsigma": "sigma",
    "varrho": "rho",
}

MARKS = {
    "−": "-", "–": "-", "—": "-", "·": "·", "∙": "·", "⋅": "·", "•": "·", "×": "×", "⊙": "⊙", "∘": "⊙", "⨀": "⊙",
    "⊗": "⊗", "÷": "/", "∕": "/", "⁄": "/", "≈": "≈", "≃": "≈", "≅": "≈", "≤": "<=", "≥": ">=", "≠": "!=", "≡": "=",
    "⇒": "⇒", "⟹": "⇒", "⇔": "⇒", "→": "⇒", "∈": "∈", "‖": "‖", "∥": "‖", "′": "'", "’": "'", "‘": "'", "∧": "and",
    "∨": "or", "¬": "not", "⟨": "⟨", "⟩": "⟩", "∗": "*", "＊": "*", "＝": "=", "←": "=",
    "…": "\\dots", "⋯": "\\dots", "⋮": "\\dots", "⋱": "\\dots", "⋰": "\\dots",
    "∑": "\\sum", "Σ": "\\sum", "∏": "\\prod", "∂": "\\partial", "∇": "\\nabla", "√": "\\sqrt", "⌈": "\\lceil",
    "⌉": "\\rceil", "⌊": "\\lfloor", "⌋": "\\rfloor", "∀": "\\forall", "∞": "\\infty", "𝟙": "\\one", "𝟏": "\\one",
    "⊤": "^T", "ᵀ": "^T", "†": "^T", "∣": "|", "│": "|",
}  # fmt: skip
"""A character -> a mark, or a command after a backslash. A capital sigma is a sum; the letter is written \\Sigma."""
HIGH = dict(zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾ⁿⁱᵃᵇᶜᵈᵉᶠᵍʰʲᵏˡᵐᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", "0123456789+-()niabcdefghjklmoprstuvwxyz"))
LOW = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "0123456789+-=()aeijklmnoprstuvx"))
VULGAR = {
    "½": (1, 2), "¼": (1, 4), "¾": (3, 4), "⅓": (1, 3), "⅔": (2, 3), "⅛": (1, 8), "⅜": (3, 8), "⅝": (5, 8),
    "⅞": (7, 8), "⅕": (1, 5), "⅖": (2, 5), "⅗": (3, 5), "⅘": (4, 5), "⅙": (1, 6), "⅚": (5, 6), "⅑": (1, 9),
    "⅒": (1, 10),
}  # fmt: skip

COMMANDS = {
    "cdot": "·", "bullet": "·", "times": "×", "odot": "⊙", "circ": "⊙", "bigodot": "⊙", "otimes": "⊗", "ast": "*",
    "star": "*", "div": "/", "approx": "≈", "simeq": "≈", "cong": "≈", "doteq": "≈", "equiv": "=", "coloneqq": "=",
    "le": "<=", "leq": "<=", "leqslant": "<=", "ge": ">=", "geq": ">=", "geqslant": ">=", "lt": "<", "gt": ">",
    "ne": "!=", "neq": "!=", "in": "∈", "Rightarrow": "⇒", "implies": "⇒", "iff": "⇒", "Leftrightarrow": "⇒",
    "Longrightarrow": "⇒", "to": "⇒", "rightarrow": "⇒", "land": "and", "wedge": "and", "lor": "or", "vee": "or",
    "lnot": "not", "neg": "not", "lbrack": "[", "rbrack": "]", "lbrace": "(", "rbrace": ")", "{": "(", "}": ")",
    "lparen": "(", "rparen": ")", "lgroup": "(", "rgroup": ")", "langle": "⟨", "rangle": "⟩", "mid": "|", "vert": "|",
    "lvert": "|", "rvert": "|", "Vert": "‖", "lVert": "‖", "rVert": "‖", "|": "‖", "prime": "'", "colon": ":",
    "backslash": "/", "leftarrow": "=", "gets": "=", "%": "%",
}  # fmt: skip
LOOKS = frozenset({
    "left", "right", "middle", "bigl", "bigr", "Bigl", "Bigr", "biggl", "biggr", "Biggl", "Biggr", "big", "Big",
    "bigg", "Bigg", "bigm", "displaystyle", "textstyle", "scriptstyle", "scriptscriptstyle", "limits", "nolimits",
    "quad", "qquad", "thinspace", "enspace", "medspace", "thickspace", "negthinspace", "nonumber", "notag", "hfill",
    "allowbreak", "mathstrut", "strut", "hline", "mathopen", "mathclose", "mathrel", "mathbin", "mathord", "mathinner",
    "checkmark", "blacksquare", "Box", "qed", "QED", "therefore", "because", "square",
    "noindent", "centering", "relax", "protect", ",", ";", ":", "!", ">", " ", "\n", "\t", "(", ")", "[", "]", "/",
    "-",
})  # fmt: skip
"""Commands that change only how a formula looks."""
TAKES_LENGTH = frozenset({"hspace", "vspace", "label", "tag", "phantom", "hphantom", "vphantom", "color", "textcolor"})
"""Commands that are dropped with their argument."""
FONTS = frozenset({
    "mathbf", "boldsymbol", "mathcal", "mathsf", "mathit", "mathtt", "mathscr", "mathfrak", "bm", "vec", "pmb", "boxed",
    "fbox", "underline", "ensuremath", "symbf", "bf", "it", "rm", "sf", "cal", "mathnormal", "bold", "underbrace",
    "overbrace", "cancel", "mathop", "smash",
})  # fmt: skip
"""Commands around a name that do not change which quantity it is."""
HATS = frozenset({"hat", "bar", "tilde", "dot", "ddot", "check", "breve", "widehat", "widetilde", "overline"})
SAME_HAT = {"widehat": "hat", "widetilde": "tilde", "overline": "bar"}
COMBINING = {"\u0302": "hat", "\u0304": "bar", "\u0303": "tilde", "\u0307": "dot", "\u0305": "bar"}
WORDY = frozenset({"text", "textrm", "textit", "textbf", "mathrm", "operatorname", "textsf", "texttt", "mbox"})
FRACTIONS = frozenset({"frac", "tfrac", "dfrac", "cfrac", "nicefrac", "sfrac", "flatfrac"})
LABELS = frozenset({"max", "min", "sup", "inf", "exp", "log", "sum", "mean", "arg", "det"})
"""Functions whose names stand alone in a subscript: eta_{\\max} is a name."""
BIG = {"sum": "sum", "prod": "prod", "max": "max", "min": "min"}
MATRICES = frozenset({
    "bmatrix", "pmatrix", "matrix", "array", "vmatrix", "Bmatrix", "Vmatrix", "smallmatrix", "bsmallmatrix",
    "psmallmatrix",
})  # fmt: skip
CHAINS = frozenset({
    "aligned", "align", "split", "gathered", "gather", "equation", "eqnarray", "multline", "alignat", "flalign",
    "alignedat", "displaymath", "math",
})  # fmt: skip
CASES = frozenset({"cases", "dcases", "rcases"})
DOTS = frozenset({
    "ldots", "cdots", "vdots", "ddots", "dots", "dotsc", "dotsb", "dotsm", "dotsi", "dotso", "hdots", "iddots", "adots",
})  # fmt: skip

FUNCTIONS = {
    "exp": "exp", "ln": "log", "log": "log", "sqrt": "sqrt", "sin": "sin", "cos": "cos", "tan": "tan",
    "sinh": "sinh", "cosh": "cosh", "tanh": "tanh", "sech": "sech", "coth": "coth", "arctan": "arctan",
    "atan": "arctan", "erf": "erf", "erfc": "erfc", "Erfc": "erfc", "gamma_function": "gamma_function",
    "lgamma": "log_gamma", "gammaln": "log_gamma", "loggamma": "log_gamma", "LogGamma": "log_gamma",
    "digamma": "digamma", "sigmoid": "sigmoid", "Sigmoid": "sigmoid", "sigm": "sigmoid",
    "logistic": "sigmoid", "expit": "sigmoid", "relu": "relu", "ReLU": "relu", "Relu": "relu", "RELU": "relu",
    "softplus": "softplus", "Softplus": "softplus", "softmax": "softmax", "Softmax": "softmax", "SoftMax": "softmax",
    "log_softmax": "log_softmax", "logsoftmax": "log_softmax", "logsumexp": "logsumexp", "LSE": "logsumexp",
    "lse": "logsumexp", "abs": "abs", "absolute": "abs", "fabs": "abs", "sign": "sign", "sgn": "sign", "Sign": "sign",
    "floor": "floor", "ceil": "ceil", "max": "max", "min": "min", "amax": "max", "amin": "min", "argmax": "argmax",
    "maximum": "maximum", "minimum": "minimum", "fmax": "maximum", "fmin": "minimum", "heaviside": "heaviside",
    "Heaviside": "heaviside", "step": "heaviside", "indicator": "indicator", "Indicator": "indicator",
    "norm": "norm", "tr": "trace", "Tr": "trace", "trace": "trace", "det": "det", "diag": "diag", "Diag": "diag",
    "diagflat": "diag", "inv": "inv", "pinv": "inv", "sum": "sum", "prod": "prod", "mean": "mean", "where": "where",
    "clip": "clip", "clamp": "clip", "square": "square", "power": "power", "pow": "power", "dot": "dot",
    "matmul": "matmul", "mm": "matmul", "mv": "matmul", "outer": "outer", "inner": "inner", "vdot": "vdot",
    "multiply": "multiply", "mul": "multiply", "divide": "divide", "subtract": "subtract", "add": "add",
    "negative": "negative", "reciprocal": "reciprocal", "einsum": "einsum", "transpose": "transpose",
    "swapaxes": "swapaxes", "swapdims": "swapaxes",
    "ones": "ones", "zeros": "zeros", "eye": "eye", "identity": "eye", "ones_like": "ones_like",
    "zeros_like": "zeros_like", "full_like": "full_like", "array": "array", "asarray": "array", "tensor": "array",
    "matrix": "array", "Matrix": "array", "log1p": "log1p", "expm1": "expm1", "log2": "log2", "log10": "log10",
    "leaky_relu": "leaky_relu", "LeakyReLU": "leaky_relu", "elu": "elu", "silu": "silu", "swish": "silu",
    "gelu": "gelu", "mod": "mod", "kron": "kron", "vec": "flatten", "flatten": "flatten", "ravel": "flatten",
    "reshape": "reshape", "expand_dims": "expand_dims", "squeeze": "squeeze", "float": "float", "int": "float",
    "astype": "float", "len": "len", "var": "var", "std": "std", "cumsum": "cumsum", "logaddexp": "logaddexp",
    "average": "mean", "Mean": "mean", "nansum": "sum", "numel": "size",
    "ger": "outer", "unsqueeze": "unsqueeze", "permute": "permute", "solve": "solve", "EXP": "exp", "LN": "log",
    "SQRT": "sqrt", "ABS": "abs", "SIGN": "sign", "TANH": "tanh", "COSH": "cosh", "SINH": "sinh", "SIN": "sin",
    "COS": "cos", "MMULT": "matmul", "TRANSPOSE": "transpose", "MINVERSE": "inv", "POWER": "power", "SUM": "sum",
    "AVERAGE": "mean", "IF": "where", "MAX": "max", "MIN": "min",
    "Exp": "exp", "Sqrt": "sqrt", "Log": "log", "Sin": "sin", "Cos": "cos", "Tan": "tan", "Sinh": "sinh",
    "Cosh": "cosh", "Tanh": "tanh", "Sech": "sech", "Erf": "erf", "Abs": "abs", "Max": "max", "Min": "min",
    "Ceiling": "ceil", "LogisticSigmoid": "sigmoid", "UnitStep": "heaviside", "HeavisideTheta": "heaviside",
    "Floor": "floor", "Ramp": "relu", "Clip": "clip", "If": "where", "ifelse": "where", "Piecewise": "piecewise",
    "piecewise": "piecewise", "select": "select", "logical_and": "logical_and", "logical_or": "logical_or",
    "logical_not": "logical_not", "And": "logical_and", "Or": "logical_or", "Not": "logical_not", "AND": "logical_and",
    "OR": "logical_or", "NOT": "logical_not", "normcdf": "normal_cdf", "normpdf": "normal_pdf",
    "normal_cdf": "normal_cdf", "normal_pdf": "normal_pdf",
    "div": "divide", "true_divide": "divide", "sub": "subtract", "neg": "negative", "multi_dot": "multi_dot",
    "shape": "shape", "roll": "roll", "diff": "diff",
    "convolve": "convolve", "conv": "convolve", "conv2": "convolve2d", "convolve2d": "convolve2d",
    "correlate": "correlate", "correlate2d": "correlate2d", "tensordot": "tensordot", "repeat": "repeat",
    "repeat_interleave": "repeat", "repelem": "repeat", "tile": "tile", "spread": "spread", "flip": "flip",
    "flipud": "flipud", "fliplr": "fliplr", "rot90": "rot90", "cbrt": "cbrt", "factorial": "factorial",
    "hstack": "hstack", "vstack": "vstack", "row_stack": "vstack", "column_stack": "column_stack", "cat": "cat_dims",
    "concatenate": "concatenate", "concat": "concatenate", "stack": "stack", "block": "block", "append": "append",
    "horzcat": "horzcat", "hcat": "horzcat", "cbind": "horzcat", "vertcat": "vertcat", "vcat": "vertcat",
    "rbind": "vertcat", "block_diag": "block_diag", "blkdiag": "block_diag", "blockdiag": "block_diag",
    "tri": "tri", "tril": "tril", "triu": "triu", "diagonal": "diagonal",
    "item": "same", "copy": "same", "detach": "same", "squared": "square",
}  # fmt: skip
"""A word -> the function it names."""
SLIDING_WORDS = frozenset({
    "div", "sub", "neg", "roll", "diff", "shape", "conv", "conv2", "xcorr", "repeat", "tile", "flip", "kron",
})  # fmt: skip
JOINING_WORDS = frozenset({"cat", "concat", "stack", "block", "append", "tri", "tril", "triu", "hcat", "vcat"})
PROGRAM_WORDS = SLIDING_WORDS | JOINING_WORDS | frozenset({
    "mv", "mm", "mul", "ger", "add", "len", "int", "inv", "pow", "var", "std", "where", "vec", "If", "Or", "OR", "And",
    "AND", "Not", "NOT", "select",
})  # fmt: skip
"""Functions only with their bracket; elsewhere letters side by side, or a word of a sentence."""
BETWEEN_FORMULAS = frozenset({"if", "else", "and", "or", "not", "for", "otherwise", "where", "when", "elsewhere", "in",
                              "then"})  # fmt: skip
"""Words that no quantity is called by."""
WORDS_BEHIND_A_DOT = frozenset({"T", "mT", "H"})
CALLED_GREEK = {"sigma": "sigmoid", "Gamma": "gamma_function"}
"""Letters that are these functions where a bracket follows and nothing else is called so."""
FUNCTION_LETTERS = frozenset({"f", "h", "F", "phi", "psi", "g", "G", "u", "v", "ell", "varphi"})
"""Letters that may name a function where every occurrence is followed by a bracket or a prime."""
CONNECTIVES = {
    "if": "if", "when": "if", "where": "where", "for": "for", "otherwise": "otherwise", "else": "otherwise",
    "or": "or", "and": "and", "with": "for", "forall": "for", "in": "for", "wenn": "if", "sonst": "otherwise",
    "elsewhere": "otherwise", "si": "if", "sinon": "otherwise", "falls": "if", "whenever": "if",
}  # fmt: skip
MODULES = ("np.linalg.", "numpy.linalg.", "torch.linalg.", "torch.nn.functional.", "torch.special.", "np.", "numpy.",
           "math.", "torch.", "nn.functional.", "F.", "nn.", "jnp.linalg.", "jnp.", "jax.numpy.linalg.", "jax.numpy.",
           "jax.nn.", "jax.lax.", "jax.scipy.special.", "jsp.special.", "lax.", "sp.", "sympy.", "scipy.special.",
           "scipy.signal.", "signal.", "scipy.linalg.", "linalg.", "tf.math.", "tf.nn.", "tf.linalg.",
           "tf.keras.activations.", "tf.", "keras.activations.", "special.", "cp.", "mx.", "cmath.")  # fmt: skip
"""Longest first where one begins another."""
