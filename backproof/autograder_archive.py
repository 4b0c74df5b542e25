"""The archive that Gradescope takes as an autograder: set-up and run script, this program as a wheel, the assignment.

Built from what is installed, without a network or a build tool; the same version and assignment give the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from importlib import metadata
from pathlib import Path

from backproof import api
from backproof.errors import Unusable

PACKAGES = ("derivations", "checkers", "backproof")
LEFT_OUT = {".pyc", ".pyo"}
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
WHEN = (1980, 1, 1, 0, 0, 0)

SETUP = """#!/usr/bin/env bash
# Runs once, while Gradescope builds the image: a Python of its own with what the autograder needs.
set -euo pipefail
ROOT="${AUTOGRADER_ROOT:-/autograder}"
SOURCE="$ROOT/source"
new_enough() {
  command -v "$1" >/dev/null && "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))'
}
for PYTHON in python3 python3.13 python3.12 python3.11; do
  if new_enough "$PYTHON"; then break; fi
done
if ! new_enough "$PYTHON"; then
  apt-get update
  apt-get install -y python3 python3-venv
  PYTHON=python3
  if ! new_enough "$PYTHON"; then
    apt-get install -y python3.11 python3.11-venv
    PYTHON=python3.11
  fi
fi
"$PYTHON" -m venv "$ROOT/venv"
install() { "$ROOT/venv/bin/python" -m pip install --no-cache-dir --disable-pip-version-check "$@"; }
# torch's build for the CPU is a tenth as large; where its index cannot be reached, the ordinary one is taken
TORCH="$(grep '^torch==' "$SOURCE/requirements.txt")"
install --retries 1 --index-url https://download.pytorch.org/whl/cpu "$TORCH" || true
install -r "$SOURCE/requirements.txt"
install --no-deps "$SOURCE"/*.whl
"""

RUN = """#!/usr/bin/env bash
# Runs for each upload: grades $ROOT/submission and writes $ROOT/results/results.json.
ROOT="${AUTOGRADER_ROOT:-/autograder}"
PYTHON="${AUTOGRADER_PYTHON:-$ROOT/venv/bin/python}"
if [ -z "${AUTOGRADER_PYTHON:-}" ] && [ ! -x "$PYTHON" ]; then PYTHON=python3; fi # an image of one's own
export OMP_NUM_THREADS="${OMP_NUM_THREADS:-1}"
cd "$ROOT" || exit 1
"$PYTHON" -m backproof.autograder "$ROOT"
if [ ! -s "$ROOT/results/results.json" ]; then
  mkdir -p "$ROOT/results"
  printf '%s\\n' '{"score": 0, "output": "The autograder could not be started; the staff has to look.", "tests": []}' \\
    > "$ROOT/results/results.json"
fi
"""


def archive(name: str, limit: float = 60.0, folders: Sequence[str] = ()) -> bytes:
    """The archive for a problem or a set. limit: seconds for one problem; folders: a course's own.

    Raises Unusable.
    """
    if any(n not in api.problems() for n in api.problem_names(name)):
        raise Unusable(f"{name} is an optimiser, which has no parts to be graded; a problem or a set of them has")
    wheel_name, wheel = package_wheel()
    own = [f"course/{k}" for k in range(len(folders))]
    files: dict[str, bytes] = {
        "setup.sh": SETUP.encode(),
        "run_autograder": RUN.encode(),
        "requirements.txt": "\n".join(requirements()).encode() + b"\n",
        "assignment.json": json.dumps({"name": name, "limit": limit, "folders": own}, indent=2).encode() + b"\n",
        wheel_name: wheel,
    }
    for place, folder in zip(own, folders, strict=True):
        for kind in api.OPEN_FOLDERS:
            for file in sorted(Path(folder, kind).rglob("*.py")):
                files[f"{place}/{file.relative_to(folder).as_posix()}"] = file.read_bytes()
    return zipped(files, executable=("setup.sh", "run_autograder"))


def zipped(files: Mapping[str, bytes], executable: Iterable[str] = ()) -> bytes:
    """Files as a zip whose bytes depend on nothing else."""
    out = io.BytesIO()
    run = set(executable)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as held:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, WHEN)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = (0o100755 if name in run else 0o100644) << 16
            held.writestr(info, content)
    return out.getvalue()


# ---------------------------------------------------------------- this program as a wheel


def package_wheel() -> tuple[str, bytes]:
    """The name and the bytes of a wheel of what is installed."""
    found = distribution()
    stem = f"backproof-{found.version}"
    files = {
        f"{package}/{file.relative_to(home).as_posix()}": file.read_bytes()
        for package in PACKAGES
        for home in [home_of(package)]
        for file in sorted(home.rglob("*"))
        if file.is_file() and file.suffix not in LEFT_OUT and "__pycache__" not in file.parts
    }
    about = f"{stem}.dist-info"
    files[f"{about}/METADATA"] = (found.read_text("METADATA") or "").encode()
    files[f"{about}/WHEEL"] = b"Wheel-Version: 1.0\nGenerator: backproof\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    files[f"{about}/entry_points.txt"] = (found.read_text("entry_points.txt") or "").encode()
    record = [f"{name},sha256={digest(content)},{len(content)}" for name, content in files.items()]
    files[f"{about}/RECORD"] = "\n".join([*record, f"{about}/RECORD,,", ""]).encode()
    return f"{stem}-py3-none-any.whl", zipped(files)


def home_of(package: str) -> Path:
    """The folder of a package that is installed, or stands in a checkout."""
    from importlib.util import find_spec

    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise Unusable(f"the package {package} is not found, and the archive needs its files")
    return Path(spec.origin).parent


def distribution() -> metadata.Distribution:
    try:
        return metadata.distribution("backproof")
    except metadata.PackageNotFoundError:
        raise Unusable("backproof is not installed here, so that its version is not known; pip install it") from None


def digest(content: bytes) -> str:
    """A hash as a wheel's RECORD has it."""
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


def requirements() -> list[str]:
    """What this program needs, and what that needs, in the versions that are installed here."""
    found: dict[str, str] = {}
    todo = ["backproof"]
    while todo:
        needed = metadata.distribution(todo.pop()).requires or []
        for line in needed:
            name = NAME.match(line)
            if name is None or "extra ==" in line.replace("extra==", "extra =="):
                continue
            known = name[0].lower().replace("_", "-")
            if known in found or known.startswith(("nvidia-", "triton", "cuda-")):
                continue
            try:
                version = metadata.version(known)
            except metadata.PackageNotFoundError:  # needed on another system only
                continue
            found[known] = version.partition("+")[0]
            todo.append(known)
    return [f"{n}=={v}" for n, v in sorted(found.items())]
