"""Reads an architecture from text: a line a layer, or a TOML table with such lines. Nothing in it is ever run.

input 3 32 32
[Block 1]
conv2d out=32 kernel=5 padding=2
relu name=a
conv2d out=32 kernel=3 padding=1 bias=no
add a
"""

from __future__ import annotations

import re
import tomllib
from typing import Any

from derivations.architecture import Network, Use

MAX_LAYERS, MAX_LINE, MAX_NUMBER = 2000, 400, 10**9
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
SIZE = re.compile(r"[A-Za-z0-9_+*/(),-]+")


class NetworkFileError(ValueError):
    """A file that is no architecture; `str` says where and what would be accepted."""


def read_network(text: str, name: str = "network") -> Network:
    """An architecture from text. Raises NetworkFileError."""
    if re.search(r"^\s*layers\s*=", text, re.MULTILINE):
        return _from_toml(text, name)
    uses: list[Use] = []
    shape, title = "", ""
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.split("#")[0].strip()
        if not line:
            continue
        if len(line) > MAX_LINE or len(uses) >= MAX_LAYERS:
            raise NetworkFileError(
                f"line {number} is beyond what is read: {MAX_LAYERS} layers, {MAX_LINE} characters a line"
            )
        if line.startswith("[") and line.endswith("]"):
            title = line[1:-1].strip()
        elif line.split()[0] == "input" and not shape:
            shape = _shape(line.split()[1:], number)
        elif not shape:
            raise NetworkFileError(
                f"line {number}: the first line is the input's shape, as in `input 3 32 32`, not {line!r}"
            )
        else:
            uses.append(_use(line, f"line {number}", title))
    return _network(name, name, shape, uses)


def _from_toml(text: str, name: str) -> Network:
    try:
        table: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise NetworkFileError(f"this is no TOML: {error}") from None
    known = {"name", "title", "input", "layers"}
    unknown = sorted(set(table) - known)
    if unknown:
        raise NetworkFileError(f"the table has {unknown[0]!r}; it may have {', '.join(sorted(known))}")
    for key, kind in (("name", str), ("title", str), ("input", str), ("layers", list)):
        if not isinstance(table.get(key, kind()), kind):
            raise NetworkFileError(
                f"{key} is {table[key]!r}; a {'list of lines' if kind is list else 'text'} is expected"
            )
    lines = table.get("layers", [])
    if len(lines) > MAX_LAYERS or not all(isinstance(x, str) and len(x) <= MAX_LINE for x in lines):
        raise NetworkFileError(
            f"layers is a list of at most {MAX_LAYERS} lines of text, such as 'conv2d out=32 kernel=5'"
        )
    uses, title = [], ""
    for k, line in enumerate(lines, 1):
        words = line.strip()
        if words.startswith("[") and words.endswith("]"):
            title = words[1:-1].strip()
        else:
            uses.append(_use(words, f"layer {k}", title))
    own = table.get("name") or name
    return _network(own, table.get("title") or own, _shape(table.get("input", "").split(), 0), uses)


def _network(name: str, title: str, shape: str, uses: list[Use]) -> Network:
    if not shape:
        raise NetworkFileError("the shape of one example is missing, as in `input 3 32 32`")
    if not uses:
        raise NetworkFileError("there is no layer; one stands on a line, as in `conv2d out=32 kernel=5`")
    return Network(name, title, shape, tuple(uses))


def _shape(words: list[str], line: int) -> str:
    where = f"line {line}: " if line else ""
    if not words:
        raise NetworkFileError(f"{where}the input needs a shape, as in `input 3 32 32` or `input C H W`")
    for w in words:
        if not SIZE.fullmatch(w) or (w.isdigit() and int(w) > MAX_NUMBER):
            raise NetworkFileError(f"{where}{w[:40]!r} is no size; a number up to {MAX_NUMBER} or a letter is expected")
    return " ".join(words)


def _use(line: str, where: str, title: str) -> Use:
    """`conv2d out=32 kernel=5 of=a name=b bias=no`, `add a`."""
    layer, *words = line.split() or [""]
    if not NAME.fullmatch(layer):
        raise NetworkFileError(f"{where}: {layer[:40]!r} is no layer's name; a line is like `conv2d out=32 kernel=5`")
    beside: list[str] = []
    options: dict[str, int | str] = {}
    own: dict[str, str] = {}
    bias = True
    for word in words:
        key, equals, value = word.partition("=")
        if not equals:
            if not NAME.fullmatch(word):
                raise NetworkFileError(f"{where}: {word[:40]!r} is no name of a result and no option such as out=32")
            beside.append(word)
        elif key in own or key in options:
            raise NetworkFileError(f"{where}: {key} is given twice")
        elif key in ("of", "name"):
            if not NAME.fullmatch(value):
                raise NetworkFileError(f"{where}: {value[:40]!r} is no name; letters, digits and _ are expected")
            own[key] = value
        elif key == "bias":
            if value not in ("yes", "no", "true", "false"):
                raise NetworkFileError(f"{where}: bias is yes or no, not {value[:40]!r}")
            bias = value in ("yes", "true")
        elif not NAME.fullmatch(key) or not SIZE.fullmatch(value):
            raise NetworkFileError(f"{where}: {word[:40]!r} is no option such as out=32 or kernel=k")
        elif value.isdigit() and int(value) > MAX_NUMBER:
            raise NetworkFileError(f"{where}: {value[:40]} is larger than {MAX_NUMBER}")
        else:
            options[key] = int(value) if value.isdigit() else value
    new = Use(layer, *beside, group=title, bias=bias, **own)
    new.options = options
    return new
