"""The number of parameters of a VGG network, with biases and without."""

from fractions import Fraction

from derivations.networks.vgg16 import VGG16
from derivations.networks.vgg19 import VGG19
from derivations.problem import Count, Part, Problem
from derivations.problems.ai501.exercise_7_1a import SOURCE, STATEMENT, VARIANT

EXERCISE_7_1B = Problem(
    name="ai501/7.1b",
    title="Parameters of a VGG network",
    statement=STATEMENT,
    network=VARIANT,
    parts=(
        Part("plain", Count(bias=False), Fraction(2), "How many weights does the variant have, biases not counted?"),
        Part("biased", Count(bias=True), Fraction(2), "How many parameters does it have with its biases?"),
        Part("vgg16", Count(network=VGG16, bias=False), Fraction(1), "How many weights does VGG-16 have?"),
        Part("vgg16_biased", Count(network=VGG16), Fraction(1), "How many parameters has VGG-16, biases included?"),
        Part("vgg19", Count(network=VGG19, bias=False), Fraction(1), "How many weights does VGG-19 have?"),
        Part("vgg19_biased", Count(network=VGG19), Fraction(1), "How many parameters has VGG-19, biases included?"),
    ),
    conventions=(
        "Every convolution and every fully connected layer has a bias for each output, where biases are counted.",
        "The sheet gives no points; those here are ours.",
    ),
    source=SOURCE,
)
