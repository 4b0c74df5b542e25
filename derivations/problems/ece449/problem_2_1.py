"""What one-stage object detectors have over those with several stages."""

from fractions import Fraction
from typing import Any

from derivations.claim import AtMost, Claim, Words
from derivations.problem import Criterion, Explain, Part, Problem

HALF = Fraction(3, 2)

RUBRIC = (
    Criterion(
        "Inference is faster: the image passes through one network once, and no region is looked at a second time.",
        HALF,
        (
            "fast|quick|speed|real_time|latency|frames_per|efficient infer|detect|predict|test|run|model|stage",
            "infer|detect|predict|run fast|quick|speed|real_time|less_time|lower_latency",
            "less_time|lower_latency|real_time|one_pass|single_pass|one_forward|single_forward|only_look",
        ),
    ),
    Criterion(
        "Training is simpler: one network and one loss are trained end to end, not one stage after the other.",
        HALF,
        (
            "train end_to_end|single|one|simpl|easi|conven|whole|together|at_once|jointly|straight",
            "end_to_end|single_pipeline|one_pipeline|unified",
        ),
    ),
    Criterion(
        "It takes fewer resources: less computation and memory, so that it fits small or embedded devices.",
        HALF,
        (
            "less|fewer|lower|reduc|small|light|save|cheap comput|memory|resource|cost|parameter|hardware|device|power",
            "lightweight|embedded|mobile|edge_device",
        ),
    ),
    Criterion(
        "The whole image is seen at once, so that background is taken for an object less often.",
        HALF,
        (
            "whole|entire|global|full image|picture|context",
            "background fewer|less|reduc|rare false|error|mistake|confus",
        ),
    ),
)


def positive(sympy: Any) -> AtMost:
    """One stage costs less."""
    B, D, H, R = sympy.symbols("B D H R", positive=True)
    return AtMost(B + D, B + D + R * H, R * H, strict=True)


PROBLEM_2_1 = Problem(
    name="ece449/2.1",
    title="One stage or several stages",
    statement=r"""
An object detector with several stages first proposes regions of the image that may hold an object, and then classifies
each region and refines its box with a further network. A detector with one stage predicts classes and boxes for all
places of the image at once.
""".strip(),
    parts=(
        Part(
            "advantages",
            Explain(RUBRIC),
            Fraction(3),
            "Name at least two advantages of one-stage detectors over detectors with several stages.",
            argument=(
                Words(
                    "**The cost can be counted.** Let the backbone cost $B$ operations, the dense predictions at all "
                    "places $D$, and the second network $H$ for each of $R$ proposed regions. Both detectors need a "
                    "backbone and dense predictions (the several-stage one to propose regions); only the latter runs "
                    "the second network."
                ),
                Claim(
                    "One stage costs less for every image with a proposal; the difference grows with the number of "
                    "regions.",
                    positive,
                ),
                Words(
                    "**Training.** One network with one loss is trained by one backward sweep from the loss to the "
                    "first layer. With several stages the proposals are a discrete choice in between, which the "
                    "gradient does not pass through, so that the stages are trained in turns or with losses of their "
                    "own."
                ),
                Words(
                    "**Limits.** These are tendencies, no theorems: proposals discard most of the background, which "
                    "helps accuracy on small or crowded objects, and a small second network narrows the gap in speed."
                ),
            ),
        ),
    ),
    conventions=(
        "Two different ideas earn all points; an answer in words is read by a person, and the rubric only suggests.",
    ),
    source="ECE 449, spring 2021, assignment 2, problem 2.1",
)
