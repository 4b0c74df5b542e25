"""The conventions that decide right or wrong, in one table; choices.py picks those that a solution prints."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from derivations import terms as T
from derivations import traits
from derivations.program import Program


@dataclass(frozen=True)
class Convention:
    """One choice that authors make differently.

    options: option -> the sentence printed where it holds (Markdown). default: what holds here where nothing is said.
    changes: what an answer under another option looks like. met: the option that a forward rule shows, "" where the
    convention does not touch it; None where no forward rule can show it, so that it has to be named.
    """

    name: str
    title: str
    options: Mapping[str, str]
    default: str
    changes: str
    met: Callable[[Program], str] | None = None


def _shown(option: str, *functions: str) -> Callable[[Program], str]:
    return lambda program: option if traits.applies(program, *functions) else ""


def _contains(option: str, kind: type[T.Term]) -> Callable[[Program], str]:
    return lambda program: option if any(isinstance(t, kind) for t in traits.nodes(program)) else ""


def _layout(program: Program) -> str:
    return "shape" if any(len(program.ranges[t]) > 1 for t in program.inputs) else ""


def _targets(program: Program) -> str:
    ones = [p for p in program.premises.values() if isinstance(p.left, T.Sum) and p.right == T.ONE]
    return "distribution" if ones else ""


def _base(program: Program) -> str:
    return "one" if any(low.constant == 1 for low, _ in program.integers.values()) else ""


TABLE = (
    Convention(
        "gradient_layout",
        "Layout of a gradient",
        {
            "shape": "A gradient has the shape of what it is taken by.",
            "numerator": "Gradients are in numerator layout: the transpose of the parameter's shape.",
        },
        "shape",
        "In numerator layout every gradient by a matrix is transposed.",
        _layout,
    ),
    Convention(
        "reduction",
        "Sum or mean in a loss",
        {
            "samples": "The loss is averaged over the samples; the same factor stands in every gradient.",
            "entries": "The loss is averaged over samples and outputs; the same factor stands in every gradient.",
            "sum": "The loss is a sum, not a mean.",
        },
        "samples",
        "All gradients, by activations and by parameters alike, change by the same factor, such as $N$.",
        traits.reduction,
    ),
    Convention(
        "half",
        "The one half in a squared error",
        {
            "half": "The sum of squares carries the factor 1/2, so that its gradient carries none.",
            "whole": "The sum of squares carries no factor 1/2, so that its gradient carries a 2.",
        },
        "whole",
        "All gradients change by the factor 2.",
        traits.half,
    ),
    Convention(
        "targets",
        "Targets of a cross-entropy",
        {
            "distribution": "The targets sum to 1; they need not be one-hot.",
            "one_hot": "The targets are one-hot: a single entry is 1, the others are 0.",
        },
        "distribution",
        "With targets that do not sum to 1 the softmax output is multiplied by their sum.",
        _targets,
    ),
    Convention(
        "kernel",
        "Cross-correlation or convolution",
        {
            "correlation": "The kernel is not flipped: this is a cross-correlation, as in deep-learning libraries.",
            "flipped": "The kernel is flipped, as in signal processing.",
        },
        "correlation",
        "The other way, the kernel's gradient is flipped, and full and valid correlation become convolutions.",
        traits.kernel,
    ),
    Convention(
        "dilation",
        "Dilation",
        {
            "one": "Dilation counts from 1: at dilation 1 the kernel's places are neighbours.",
            "zero": "Dilation counts the gaps: at dilation 0 the kernel's places are neighbours.",
        },
        "one",
        "Output sizes and index ranges shift: a dilation $d$ here is $d - 1$ gaps.",
        traits.dilation,
    ),
    Convention(
        "padding",
        "Outside a tensor",
        {"zeros": "Entries outside a tensor are 0.", "named": "Entries outside a tensor are not read."},
        "zeros",
        "With other padding the gradients at the border have more terms.",
        traits.padding,
    ),
    Convention(
        "bias",
        "Bias of a convolution",
        {
            "channel": "A channel has one bias, shared by all its places, so that its gradient is a sum over them.",
            "entry": "Every entry of the output has a bias of its own.",
        },
        "channel",
        "With a bias an entry, its gradient is summed over the batch alone, and the parameter count grows.",
        traits.bias,
    ),
    Convention(
        "relu_at_0",
        "ReLU at 0",
        {
            "zero": "The derivative of the ReLU at 0 is 0.",
            "one": "The derivative of the ReLU at 0 is 1.",
            "half": "The derivative of the ReLU at 0 is 1/2.",
        },
        "zero",
        "Entries that are exactly 0 pass a gradient or stop it.",
        _shown("zero", "relu"),
    ),
    Convention(
        "maximum_at_ties",
        "Maximum at ties",
        {
            "first": "Of equal greatest entries, the first (row by row) receives the gradient.",
            "shared": "Equal greatest entries share the gradient evenly.",
        },
        "first",
        "Where entries are equal the gradient lands on other entries; its sum is the same.",
        _contains("first", T.Max),
    ),
    Convention(
        "absolute_at_0",
        "Absolute value at 0",
        {"zero": "The derivative of the absolute value at 0 is 0.", "undefined": "At 0 there is no gradient."},
        "zero",
        "Entries that are met exactly have another slope, anywhere from $-1$ to 1.",
        _shown("zero", "abs", "sign"),
    ),
    Convention(
        "jumps",
        "Jumps",
        {"zero": "At the borders of cases the derivative is that of the case which holds there; a jump has slope 0."},
        "zero",
        "At a border the one-sided derivative of the other case could be taken.",
        _contains("zero", T.Compare),
    ),
    Convention(
        "repeated",
        "What is read more than once",
        {
            "add": "What is read in several places has one gradient: the sum over all of them.",
            "apart": "Each reading has a gradient of its own.",
        },
        "add",
        "A shared weight treated as fixed elsewhere loses terms of its gradient.",
        traits.repeated,
    ),
    Convention(
        "derivative",
        "Total or direct derivative",
        {
            "total": "Gradients are total derivatives: along every path, also through later steps.",
            "direct": "The derivatives are direct ones: earlier states count as constants.",
        },
        "total",
        "The direct derivative leaves out the paths through other steps.",
        traits.recurrence,
    ),
    Convention(
        "statistics",
        "Statistics of a normalisation",
        {
            "computed": "Mean and variance depend on the input and are differentiated through.",
            "running": "Mean and variance are numbers from training and count as constants.",
        },
        "computed",
        "As constants they leave one term of three in the input's gradient.",
        traits.statistics,
    ),
    Convention(
        "variance",
        "Variance",
        {
            "biased": "The variance divides by the number of entries, not by one less.",
            "unbiased": "The variance divides by the number of entries less one.",
        },
        "biased",
        "Factors $1/n$ become $1/(n-1)$ in the outputs and the gradient.",
        traits.variance,
    ),
    Convention(
        "epsilon",
        "Where epsilon stands",
        {
            "inside": "The small constant is added under the square root.",
            "outside": "The small constant is added to the square root, not under it.",
        },
        "inside",
        "Normalised values and steps differ by a little where the root is small.",
        traits.epsilon,
    ),
    Convention(
        "stopped",
        "Stopped gradients",
        {"constant": "What stands in `stop` is a constant to every derivative: no gradient passes it."},
        "constant",
        "Without the stop, gradients reach what is frozen.",
        _shown("constant", "stop"),
    ),
    Convention(
        "dropout",
        "Dropout",
        {
            "keep": "The probability is that of keeping an entry; kept entries are divided by it in training.",
            "drop": "The probability $p$ is that of dropping an entry; kept ones are divided by $1 - p$ in training.",
            "unscaled": "Kept entries stay as they are in training; in use all are multiplied by the keep probability.",
        },
        "keep",
        r"$p$ and $1 - p$ change places; without the division outputs and gradients change by a factor.",
    ),
    Convention(
        "momentum",
        "Momentum",
        {
            "rate_outside": r"The velocity sums gradients, $v \leftarrow \mu v + g$; the rate multiplies the step.",
            "rate_inside": r"The velocity holds the learning rate, $v \leftarrow \mu v - \eta g$, and is added.",
            "mean": r"The velocity is a fading mean, $v \leftarrow \mu v + (1 - \mu) g$.",
        },
        "rate_outside",
        "With a constant rate the first two agree step by step; the third needs another rate. All start from 0.",
    ),
    Convention(
        "nesterov",
        "Nesterov momentum",
        {
            "shifted": "The gradient is taken at the parameters; the step looks ahead along the new velocity.",
            "look_ahead": "The gradient is taken ahead, at the parameters moved by the old velocity.",
        },
        "shifted",
        "The two forms have the same velocities; the parameters of one are those of the other, one velocity ahead.",
    ),
    Convention(
        "adam",
        "Adam",
        {
            "corrected": "Both means are divided by $1 - \\beta^t$, and $\\epsilon$ is added after that.",
            "folded": "The corrections are folded into the learning rate, and $\\epsilon$ is added before them.",
        },
        "corrected",
        r"The two differ in what $\epsilon$ is compared with; steps agree as $\epsilon$ goes to 0.",
    ),
    Convention(
        "weight_decay",
        "Weight decay",
        {
            "decoupled": "Weight decay shrinks the parameters beside the gradient step.",
            "gradient": "Weight decay is part of the loss, and so of the gradient.",
        },
        "gradient",
        "For plain gradient descent the two agree; with momentum or a rate for each entry they differ.",
    ),
    Convention(
        "logarithm",
        "Logarithm",
        {"natural": r"Logarithms are natural.", "binary": "Logarithms are to base 2."},
        "natural",
        r"To base 2 losses and gradients are divided by $\ln 2$.",
        _shown("natural", "log"),
    ),
    Convention(
        "counting",
        "Classes and words",
        {"one": "Classes and words are numbered from 1.", "zero": "Classes and words are numbered from 0."},
        "one",
        "Indices shift by one.",
        _base,
    ),
    Convention(
        "precision",
        "Numbers",
        {"double": "Values are compared in double precision, relative to the greatest entry."},
        "double",
        r"Autograd in double precision can give 0 where the true value is $10^{-42}$: more digits decide there.",
    ),
)
CONVENTIONS: Mapping[str, Convention] = {c.name: c for c in TABLE}
