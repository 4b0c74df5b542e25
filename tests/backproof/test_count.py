"""backproof count: tables, records, files of strangers, and sentences for what cannot be used."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from backproof import api
from backproof.errors import Unusable
from backproof.main import doors
from derivations.network_file import MAX_LAYERS, NetworkFileError, read_network


def run(*arguments: str, text: str | None = None) -> Result:
    return CliRunner().invoke(doors, ["count", *arguments], input=text)


def record(*arguments: str, text: str | None = None) -> dict[str, object]:
    result = run(*arguments, "--json", text=text)
    assert result.exit_code == 0, result.output
    found: dict[str, object] = json.loads(result.stdout)
    return found


def test_the_table_has_every_layer_and_the_total() -> None:
    out = run("lenet5").stdout
    assert "61,706 parameters" in out and "416,520 multiply-adds" in out and "833,040 FLOPs" in out
    assert len([line for line in out.splitlines() if "2-D" in line or "Fully" in line]) == 7
    assert "(5*5*1 + 1)*6" in out


def test_the_record_has_polynomials_and_numbers() -> None:
    found = record("lenet5")
    layers = found["layers"]
    assert isinstance(layers, list)
    first = layers[0]
    assert first["shape"] == [6, 28, 28]
    assert first["parameters"] == {
        "polynomial": "156", "number": 156, "formula": "(Q*R*C + 1)*O", "product": "(5*5*1 + 1)*6",
    }  # fmt: skip
    assert first["operations"]["number"] == 117_600
    assert first["field"][0] == {
        "axis": 2, "whole": False, "first": "i", "last": "i + 4", "size": 5, "sizes": [5], "jump": "1", "start": "1",
    }  # fmt: skip
    assert found["total"] == {
        "parameters": {"polynomial": "61706", "number": 61_706},
        "operations": {"polynomial": "416520", "number": 416_520},
        "flops": {"polynomial": "833040", "number": 833_040},
    }


def test_biases() -> None:
    totals = [record("vgg16", *flag)["total"] for flag in ((), ("--bias",), ("--no-bias",))]
    assert [t["parameters"]["number"] for t in totals] == [138_357_544, 138_357_544, 138_344_128]  # type: ignore[index]


SIZES = ("C=3", "H=32", "W=32", "A=8", "B=16", "p=1", "w=2", "M=10")


def test_letters_and_numbers_for_them() -> None:
    found = record("small_cnn", *(x for p in SIZES for x in ("--at", p)))
    general = found["general"]
    assert found["total"]["parameters"]["number"] == (27 + 1) * 8 + (72 + 1) * 16 + (8 * 8 * 16 + 1) * 10  # type: ignore[index]
    assert general["total"]["parameters"]["number"] is None  # type: ignore[index]
    assert record("lenet5", "--input", "C 32 32")["total"]["parameters"]["polynomial"] == "150*C + 61556"  # type: ignore[index]


def test_a_position_dependent_field_is_listed() -> None:
    last = record("unet")["layers"][-1]["field"][0]  # type: ignore[index]
    assert (last["size"], sorted(set(last["sizes"])), last["jump"]) == (None, [188, 204], "1")


SMALL = """
input 3 8 8        # channels, rows, columns
[Body]
conv2d out=4 kernel=3 padding=1 name=a
relu
conv2d out=4 kernel=3 padding=1 bias=no
add a
[Head]
global_avg_pool
linear out=k
"""


def test_a_file_of_lines_and_a_table_say_the_same(tmp_path: Path) -> None:
    lines = [x.split("#")[0].strip() for x in SMALL.strip().splitlines()]
    table = f'input = "3 8 8"\nlayers = {json.dumps(lines[1:])}\n'
    (tmp_path / "small.txt").write_text(SMALL)
    (tmp_path / "small.toml").write_text(table)
    one, two = (record("--file", str(tmp_path / f"small.{kind}")) for kind in ("txt", "toml"))
    assert one == two == record("--file", "-", text=SMALL) | {"network": "small", "title": "small"}
    assert one["total"]["parameters"]["polynomial"] == "5*k + 256"  # type: ignore[index]
    assert [row["group"] for row in one["layers"]] == ["Body"] * 4 + ["Head"] * 2  # type: ignore[attr-defined]


WRONG = [
    ("", "the shape of one example is missing"),
    ("input 3 8 8", "there is no layer"),
    ("conv2d out=3", "the first line is the input's shape"),
    ("input 3 8 0\nrelu", "needs axes of length 1 or more"),
    ("input 3 8 8 + \nrelu", "is no shape such as 3 32 32"),
    ("input 3 8 8\nrelux", "no layer is called 'relux'"),
    ("input 3 8 8\nconv2d out=3 out=4", "out is given twice"),
    ("input 3 8 8\nconv2d out=__import__('os')", "is no option such as out=32"),
    ("input 3 8 8\nconv2d out=3 kernel=9", "does not fit"),
    ("input 3 8 8\nconv2d out=99999999999 kernel=1", "is larger than"),
    ("input 3 8 8\nadd nothing", "which no layer before it is named"),
    ("input 3 8 8\nconv2d bias=maybe", "bias is yes or no"),
    ("input 3 8 8\n1+1", "is no layer's name"),
    ("layers = [1]", "layers is a list of at most"),
    ("layers = [", "this is no TOML"),
    ("layers = []\ncolour = 1", "the table has 'colour'"),
    ("input 3 8 8\n" + "relu\n" * (MAX_LAYERS + 1), "is beyond what is read"),
    ("input " + "*".join(["(A+B+C+D+E)"] * 8) + " 8 8\nrelu", "is no shape"),
]


@pytest.mark.parametrize(("text", "sentence"), WRONG, ids=[s for _, s in WRONG])
def test_what_cannot_be_used_is_said_in_one_sentence(text: str, sentence: str) -> None:
    result = run("--file", "-", text=text)
    assert result.exit_code == 2
    assert sentence in result.stderr and result.stderr.count("\n") in (1, 3)  # with a caret below the text, or without
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((), "either the name of an architecture or --file"),
        (("resnet19",), "nearest: "),
        (("small_cnn", "--at", "C=x"), "--at takes NAME=NUMBER"),
        (("small_cnn", "--at", "Z=3"), "no symbolic size of small_cnn is called 'Z'"),
        (("lenet5", "--input", "1 8 8"), "does not fit"),
        (("lenet5", "--input", "N 32 32"), "N is the number of examples"),
    ],
)
def test_wrong_arguments(arguments: tuple[str, ...], sentence: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 2 and sentence in result.stderr


def test_the_door_for_programs() -> None:
    assert api.count("lenet5").record["total"]["parameters"]["number"] == 61_706
    with pytest.raises(Unusable, match="no architecture is called"):
        api.count("nothing at all")
    with pytest.raises(NetworkFileError):
        read_network("input 1 1 1")
    assert "vit_b16" in [n["name"] for n in api.list_everything()["networks"]]
