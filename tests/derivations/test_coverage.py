"""What courses ask for, item by item, against what is there: each item is a name in a registry, and is listed.

The tables say it in words; a name that is renamed or lost fails here, and so does an item without a name. That each
is derived and judged is tested where layers, problems, networks and optimisers are.
"""

from __future__ import annotations

import pytest

from backproof.api import list_everything
from derivations.conventions import TABLE
from derivations.layer import Layer
from derivations.registry import discover

DOCUMENTS = {
    "a block of convolution, sigmoid and pooling: three gradients": ("problems", "ece449/1"),
    "one stage or several": ("problems", "ece449/2.1"),
    "overlapping boxes and their suppression": ("problems", "ece449/2.2"),
    "parameters of a convolutional network, term by term": ("problems", "ece449/3"),
    "softmax and cross-entropy together": ("problems", "ece449/4"),
    "one step of training in exact numbers": ("problems", "ece449/5"),
    "vanishing and exploding gradients through time": ("problems", "ece449/6"),
    "activations by a differential equation": ("problems", "ai501/6.1"),
    "two forms of momentum, by induction": ("problems", "ai501/6.2"),
    "gradients by biases": ("problems", "ai501/6.3a"),
    "diagonal networks": ("problems", "ai501/6.3b"),
    "two steps of descent on two ReLU layers": ("problems", "ai501/6.4"),
    "an identity of the Frobenius norm": ("problems", "ai501/6.5a"),
    "descent against the gradient": ("problems", "ai501/6.5b"),
    "a convolution as a Toeplitz matrix": ("problems", "ai501/6.7a"),
    "gradients of that convolution": ("problems", "ai501/6.7b"),
    "filters of a VGG network": ("problems", "ai501/7.1a"),
    "parameters of a VGG network": ("problems", "ai501/7.1b"),
    "the receptive field of a U-Net": ("problems", "ai501/7.3"),
    "a fully connected layer": ("problems", "eecs545/1a"),
    "the ReLU": ("problems", "eecs545/1b"),
    "full and valid correlation with batch and channels": ("problems", "eecs545/6"),
    "a perceptron with hidden layer": ("layers", "mlp"),
    "a captioning network": ("layers", "captioning"),
    "transfer with frozen parameters": ("layers", "transfer_learning"),
    "a block with a shortcut, as in ResNet-18": ("layers", "residual_block"),
}

MUST = {
    "linear, batch and bias": ("layers", "linear"),
    "convolution along one axis": ("layers", "conv1d"),
    "convolution along two axes": ("layers", "conv2d"),
    "dropout": ("layers", "dropout"),
    "recurrence with shared weights": ("layers", "rnn"),
    "attention": ("layers", "attention"),
    "attention without a mask": ("layers", "dot_product_attention"),
    "attention to the past alone": ("layers", "causal_attention"),
    "batch normalisation": ("layers", "batch_norm"),
    "batch normalisation of images": ("layers", "batch_norm2d"),
    "maximum over windows": ("layers", "max_pool"),
    "softmax": ("layers", "softmax"),
    "ReLU": ("layers", "relu"),
    "sigmoid": ("layers", "sigmoid"),
    "hyperbolic tangent": ("layers", "tanh"),
    "cross-entropy": ("layers", "cross_entropy"),
    "cross-entropy with labels": ("layers", "cross_entropy_labels"),
    "mean squared error": ("layers", "mse"),
    "binary cross-entropy": ("layers", "binary_cross_entropy"),
    "binary cross-entropy of logits": ("layers", "binary_cross_entropy_with_logits"),
    "logistic regression": ("layers", "logistic_regression"),
    "gradient descent": ("optimisers", "sgd"),
    "momentum": ("optimisers", "momentum"),
    "the chain rule where a result is read twice": ("layers", "fan_out"),
    "variance at initialisation": ("problems", "library/init_variance"),
    "shapes, parameters and operations of a network": ("networks", "small_cnn"),
}

SHOULD = {
    "LSTM": ("layers", "lstm"),
    "a shortcut": ("layers", "residual"),
    "embedding": ("layers", "embedding"),
    "skip-gram with negative samples": ("layers", "skip_gram_negative_sampling"),
    "attention with several heads": ("layers", "multi_head_attention"),
    "a Transformer block": ("layers", "transformer_block"),
    "a bottleneck": ("layers", "bottleneck"),
    "1 x 1 convolution": ("layers", "conv1x1"),
    "layer normalisation": ("layers", "layer_norm"),
    "leaky ReLU": ("layers", "leaky_relu"),
    "parametric ReLU": ("layers", "prelu"),
    "exponential linear unit": ("layers", "elu"),
    "divergence of normal distributions": ("layers", "gaussian_kl"),
    "variational autoencoder": ("layers", "vae"),
    "reparameterisation": ("layers", "reparameterisation"),
    "loss of a discriminator": ("layers", "gan_discriminator"),
    "loss of a generator, saturating": ("layers", "gan_generator_saturating"),
    "loss of a generator, non-saturating": ("layers", "gan_generator_non_saturating"),
    "absolute error": ("layers", "l1"),
    "Huber's loss": ("layers", "huber"),
    "hinge": ("layers", "hinge"),
    "hinge of several classes": ("layers", "multiclass_hinge"),
    "policy gradient": ("layers", "policy_gradient"),
    "label smoothing": ("layers", "label_smoothing"),
    "Adam": ("optimisers", "adam"),
    "Adam with decoupled decay": ("optimisers", "adamw"),
    "weight decay": ("layers", "weight_decay"),
    "Newton's step": ("problems", "library/newton"),
    "Hessian of the cross-entropy": ("full derivatives", "cross_entropy"),
    "Hessian of logistic regression": ("full derivatives", "logistic_regression"),
    "Hessian of linear regression": ("full derivatives", "linear_regression"),
    "Jacobian of softmax": ("full derivatives", "softmax"),
    "Jacobian of layer normalisation": ("full derivatives", "layer_norm"),
    "a gradient checked by differences": ("problems", "library/gradient_check"),
}

NICE = {
    "GRU": ("layers", "gru"),
    "transposed convolution": ("layers", "conv_transpose2d"),
    "grouped convolution": ("layers", "grouped_conv2d"),
    "depthwise convolution": ("layers", "depthwise_conv2d"),
    "average over windows": ("layers", "avg_pool"),
    "average over all places": ("layers", "global_avg_pool"),
    "group normalisation": ("layers", "group_norm"),
    "instance normalisation": ("layers", "instance_norm"),
    "normalisation by the root mean square": ("layers", "rms_norm"),
    "weight normalisation": ("layers", "weight_norm"),
    "GELU": ("layers", "gelu"),
    "SiLU": ("layers", "silu"),
    "softplus": ("layers", "softplus"),
    "SwiGLU": ("layers", "swiglu"),
    "positional code": ("layers", "positional_encoding"),
    "Nesterov's momentum": ("optimisers", "nesterov"),
    "RMSProp": ("optimisers", "rmsprop"),
    "AdaGrad": ("optimisers", "adagrad"),
    "focal loss": ("layers", "focal"),
    "Poisson loss": ("layers", "poisson_nll"),
    "CTC": ("layers", "ctc"),
    "upsampling": ("layers", "upsample_nearest"),
}

ARCHITECTURES = (
    "small_cnn", "lenet5", "alexnet", "vgg16", "vgg19", "resnet18", "resnet34", "resnet50", "unet", "inception_v1",
    "googlenet", "mobilenet_v1", "densenet121", "bert_block", "gpt_block", "vit_b16",
)  # fmt: skip

CHOICES = {
    "shape of the parameter, or numerator layout": "gradient_layout",
    "mean or sum": "reduction",
    "the half in a squared error": "half",
    "targets that sum to 1": "targets",
    "correlation or flipped": "kernel",
    "dilation from 1": "dilation",
    "ReLU at 0": "relu_at_0",
    "ties of a maximum": "maximum_at_ties",
    "absolute value at 0": "absolute_at_0",
    "weights used twice": "repeated",
    "total or direct": "derivative",
    "statistics are no constants; training or evaluation": "statistics",
    "biased variance": "variance",
    "forms of momentum": "momentum",
    "forms of Adam": "adam",
    "forms of Nesterov": "nesterov",
    "keep or drop": "dropout",
    "bias by output or by entry": "bias",
    "digits of a comparison": "precision",
}

ITEMS = {**DOCUMENTS, **MUST, **SHOULD, **NICE, **{name: ("networks", name) for name in ARCHITECTURES}}
LISTED = {kind: {entry["name"] for entry in entries} for kind, entries in list_everything().items()}


@pytest.mark.parametrize("item", ITEMS)
def test_item_is_listed(item: str) -> None:
    kind, name = ITEMS[item]
    assert name in LISTED[kind], f"{item}: there is nothing called {name} among the {kind}"


def test_no_problem_is_left_out_of_the_table() -> None:
    named = {name for kind, name in ITEMS.values() if kind == "problems"}
    assert LISTED["problems"] == named


@pytest.mark.parametrize("choice", CHOICES)
def test_choice_is_a_convention_of_the_table(choice: str) -> None:
    assert CHOICES[choice] in {c.name for c in TABLE}


@pytest.mark.parametrize(
    ("name", "sizes"),
    [
        ("conv2d", {"s", "p", "d", "C", "O", "R", "Q"}),  # stride, padding, dilation, channels, both sides of a kernel
        ("conv1d", {"s", "p", "d", "C", "O", "R"}),
        ("linear", {"N", "D", "M"}),  # batch, inputs, outputs
        ("rnn", {"N", "T"}),  # batch, time
        ("attention", {"N"}),
    ],
)
def test_sizes_are_symbols(name: str, sizes: set[str]) -> None:
    """What a course varies is a symbol of the layer."""
    program = discover("derivations.layers", Layer)[name].program
    assert sizes <= program.sizes, f"{name} has the sizes {', '.join(sorted(program.sizes))}"


@pytest.mark.parametrize("name", ["linear", "conv1d", "conv2d", "rnn", "lstm", "bottleneck", "multi_head_attention"])
def test_layers_with_weights_have_parameters(name: str) -> None:
    layer = discover("derivations.layers", Layer)[name]
    assert layer.parameters and set(layer.parameters) <= set(layer.program.inputs)
