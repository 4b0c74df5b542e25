"""Initialisation variance: what a unit's variance is, and which weights keep it from layer to layer."""

from fractions import Fraction

from derivations.claim import Claim, Experiment, Words
from derivations.problem import Criterion, Part, Problem, Prove
from derivations.problems.library import initialisation as I

FORWARD = (
    Words("First one product of a weight and an input, with any means."),
    Claim("The two are independent, so that the moments of their product are products of moments.", I.product_variance,
          I.LETTERS),
    Claim("Centred weights leave one term: an input's mean square counts, not its variance.", I.centred, I.LETTERS),
    Words("In the square of a sum, the product of two terms holds two different weights. They are independent and "
          "centred, so its expectation is 0, however the inputs depend on each other."),
    Claim("For three inputs, written out: $a$ is the expectation of a product of weights, $c$ that of their inputs.",
          lambda sympy: I.variance_of_sum(sympy, 3), I.LETTERS),
    Claim("What is left are the squares, one for each input.", I.many, I.LETTERS),
    Claim("Without an activation the next mean square is this variance; it equals $q$ for weights of this variance.",
          lambda sympy: I.kept(sympy, "n", "q"), I.LETTERS),
    Experiment("A unit drawn many times: uniform weights, inputs that are positive parts of normal numbers. The bound "
               "is five standard deviations of the estimate, from the fourth moments.", I.one_sum),
)  # fmt: skip
BACKWARD = (
    Words("The gradient by an input is the sum, over the outputs, of a weight times the gradient by that output: the "
          "same sum with $m$ terms. Assume that these gradients are independent of the weights, with mean square $g$."),
    Claim("The mean square of gradients stays the same for weights of this variance.",
          lambda sympy: I.kept(sympy, "m", "g"), I.LETTERS),
    Words("Both hold only where $n$ and $m$ are the same. Xavier takes $2/(n + m)$, whose inverse is their mean."),
    Claim("The factors forward and backward then have a product of at most 1, and 1 only where $n$ and $m$ agree.",
          I.compromise, I.LETTERS),
    Claim("A uniform weight between $-r$ and $r$ has that variance at this half width.", I.uniform, I.LETTERS),
)  # fmt: skip
RELU = (
    Words("With centred weights of a symmetric distribution, $z$ is symmetric about 0; its positive and its negative "
          "part have the same mean square, half of the whole."),
    Claim("For a normal $z$ of variance $s$, by its density.", I.halved, {"z": "z", "s": "s"}),
    Claim("With $q$ the mean square of $z$, a layer carries it on for weights of this variance, twice the one above.",
          lambda sympy: I.kept(sympy, "n", "q", gain=2), I.LETTERS),
    Claim("With half of it every layer halves the mean square.", I.deep, I.LETTERS),
    Experiment("A network with ReLUs of 512 units a layer. The bound is five standard deviations of the logarithm, and "
               "its drift, from the fourth moment of the positive part.", I.through_layers),
)  # fmt: skip

INIT_VARIANCE = Problem(
    name="library/init_variance",
    title="Variance at initialisation (Xavier and He)",
    statement=r"""
A layer has $n$ inputs $x_1, \dots, x_n$ and $m$ outputs; one of them is $y = w_1 x_1 + \dots + w_n x_n$, without a
bias. Assume that the weights are independent of each other and of the inputs, that each has mean 0 and variance
$\sigma^2$, and that each input has the mean square $q = \operatorname{E}(x_i^2)$; the inputs may depend on each other.
Find the variance of $y$, and the $\sigma^2$ that keeps the size of the signal, of the gradient, and of the signal
behind a ReLU.
""".strip(),
    parts=(
        Part(
            "forward",
            Prove(
                (
                    Criterion("Independence splits the moments of a product.", Fraction(1), ("independen",)),
                    Criterion(
                        "Mixed terms vanish because the weights are centred.", Fraction(1), ("mean_zero|mean_0|cent",)
                    ),
                    Criterion(
                        "Every input adds the same, so that there are n terms.", Fraction(1), ("n_terms|sum|each",)
                    ),
                )
            ),
            Fraction(3),
            r"Show that $\operatorname{Var}(y) = n \sigma^2 q$, and that $\sigma^2 = 1/n$ keeps the mean square.",
            argument=FORWARD,
        ),
        Part(
            "backward",
            Prove(),
            Fraction(2),
            r"Show that $\sigma^2 = 1/m$ keeps the mean square of the gradients, and what $2/(n + m)$ does to both.",
            argument=BACKWARD,
        ),
        Part(
            "relu",
            Prove(),
            Fraction(3),
            r"The inputs are $x_i = \max(0, z_i)$ with $z_i$ symmetric about 0. Show that $\sigma^2 = 2/n$ keeps the "
            r"mean square, and what happens over $\ell$ layers with $1/n$.",
            argument=RELU,
        ),
    ),
    conventions=("The points are ours.",),
    source="Glorot & Bengio 2010, eqs. 5 to 16; He, Zhang, Ren & Sun 2015 (Delving deep into rectifiers), eqs. 6 to 14",
)
