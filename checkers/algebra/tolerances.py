"""How near a number has to come, as a course states it: an exact one, a distance, a number of digits."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from checkers.algebra.fields import ContextError

KINDS = {
    "exact": "exact", "none": "exact", "absolute": "absolute", "abs": "absolute", "atol": "absolute",
    "distance": "absolute", "decimals": "decimals", "decimal": "decimals", "dp": "decimals",
    "decimal_places": "decimals", "places": "decimals", "significant": "significant", "sig": "significant",
    "sf": "significant", "significant_digits": "significant", "significant_figures": "significant",
    "sigfigs": "significant",
}  # fmt: skip
VALUES = ("value", "digits", "places", "decimals", "tol", "tolerance")
MAX_TOLERANCE, MAX_DIGITS, LONGEST = 1e100, 50, 100
ACCEPTED = "one of exact, absolute, decimals, significant, and a value, as in {'type': 'decimals', 'value': 3}"
NUMBER = r"(\d{1,20}(?:\.\d{0,20})?(?:e[-+]?\d{1,3})?|\.\d{1,20}(?:e[-+]?\d{1,3})?)"
DISTANCE = re.compile(rf"(?:absolute|abs|atol|within|\+/?-|±|\\pm)?[ :=]*{NUMBER}(?: absolute)?")
DIGITS = re.compile(r"(?:to )?(\d{1,3}) ?(?:significant|sig|sf|sigfigs?)\.?(?: (?:digits?|figures?|figs?\.?))?")
PLACES = re.compile(
    r"(?:to )?(\d{1,3}) ?(?:decimals?|dp|decimal places?|decimal digits?|digits after the point|places)"
)
COUNTED = re.compile(r"([a-z_ ]{1,20}?)[ :=]{1,3}(\d{1,3})")


@dataclass(frozen=True)
class Tolerance:
    """kind: exact, absolute (value: a distance), decimals or significant (value: how many digits); "" where none."""

    kind: str = ""
    value: float = 0.0


def read_tolerance(given: Any) -> Tolerance:
    """{"type": "decimals", "value": 4}, a number (absolute), "3 decimals", or None. Raises ContextError.

    Decimals below 1 are a distance: {"type": "decimals", "value": 0.0005} allows what rounding to three changes.
    """
    if given is None:
        return Tolerance()
    if isinstance(given, str):
        return _said(given)
    if isinstance(given, (int, float)) and not isinstance(given, bool):
        given = {"type": "absolute", "value": given}
    if not isinstance(given, Mapping):
        raise ContextError(f"'tolerance' is {repr(given)[:LONGEST]}; it has a type, {ACCEPTED}")
    if "type" not in given and len(given) == 1 and _kind(next(iter(given))):
        ((word, value),) = given.items()  # {"decimals": 3}
        given = {"type": word, "value": value}
    value = next((given[v] for v in VALUES if given.get(v) is not None), None)
    said = given.get("type", "exact" if value is None else "absolute")
    kind = _kind(said)
    if not kind:
        raise ContextError(f"the type {repr(said)[:LONGEST]} of 'tolerance' is not known; it is {ACCEPTED}")
    return _measured(kind, value)


def _kind(said: Any) -> str:
    return KINDS.get("_".join(said.lower().split()), "") if isinstance(said, str) and len(said) <= LONGEST else ""


def _measured(kind: str, value: Any) -> Tolerance:
    if isinstance(value, str) and len(value) <= LONGEST and re.fullmatch(NUMBER, value.strip().lower()):
        value = float(value.strip())
    if value is None and kind in ("decimals", "significant"):
        raise ContextError(f"'tolerance' says {kind} and not how many; {{'type': '{kind}', 'value': 3}} does")
    value = value or 0
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= MAX_TOLERANCE:
        raise ContextError(f"the value of 'tolerance' is a number from 0 to {MAX_TOLERANCE:g}")
    if kind == "decimals" and 0 < value < 1:
        return Tolerance("absolute", float(value))
    if kind in ("decimals", "significant") and value != int(value):
        raise ContextError(f"the value of a tolerance in {kind} is a whole number")
    if kind == "significant" and value < 1:
        raise ContextError("a tolerance in significant digits has at least one of them")
    if kind in ("decimals", "significant") and value > MAX_DIGITS:
        raise ContextError(f"the value of a tolerance in {kind} is at most {MAX_DIGITS}: more digits are not computed")
    return Tolerance(kind, float(value))


def _said(text: str) -> Tolerance:
    """A tolerance in words: "exact", "3 decimals", "4 significant digits", "0.001"."""
    said = (
        " ".join(text.lower().replace("d.p.", "dp").replace("s.f.", "sf").split()).rstrip(".")
        if len(text) <= LONGEST
        else ""
    )
    if _kind(said):
        return _measured(_kind(said), None)
    if m := PLACES.fullmatch(said):
        return _measured("decimals", int(m[1]))
    if m := DIGITS.fullmatch(said):
        return _measured("significant", int(m[1]))
    if (m := DISTANCE.fullmatch(said)) and (float(m[1]) < 1 or m[1] != said):  # "3" may be digits
        return _measured("absolute", float(m[1]))
    if (m := COUNTED.fullmatch(said)) and _kind(m[1]):
        return _measured(_kind(m[1]), int(m[2]))
    raise ContextError(
        f"the tolerance {text[:LONGEST]!r} is not read; '3 decimals', '4 significant', '0.001' and 'exact' are"
    )
