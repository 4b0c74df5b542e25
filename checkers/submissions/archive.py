"""Archives of submissions: a plain .zip is read in memory, nothing is unpacked; everything else is refused.

A member that leaves its folder, a link, a password or an unreasonable size refuses the archive as a whole, since such
an archive was not made by a learning platform.
"""

from __future__ import annotations

import stat
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from checkers.submission import MAX_BYTES, SubmissionError

ARCHIVES = (".zip", ".tar", ".tgz", ".tar.gz", ".tar.bz2", ".tar.xz", ".tbz2", ".txz", ".gz", ".7z", ".rar")
MAX_MEMBERS, MAX_ARCHIVE, MAX_UNPACKED = 20_000, 200_000_000, 500_000_000
WAYS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def members(path: Path) -> Iterator[tuple[str, bytes]]:
    """Name and content of every file in a .zip, in the order of the names; all names are judged before any is read."""
    if path.suffix.lower() != ".zip":
        raise SubmissionError(f"{path} is an archive that is not read; unpack it and give the folder, or give a .zip")
    try:
        if not path.is_file():
            raise SubmissionError(f"{path} is no ordinary file")
        if path.stat().st_size > MAX_ARCHIVE:
            raise SubmissionError(f"{path} is larger than {MAX_ARCHIVE} bytes; unpack it and give the folder")
        with path.open("rb") as file:
            yield from inside(file, path)
    except OSError as error:
        raise SubmissionError(f"{path} cannot be read: {error.strerror or error}") from None


def inside(file: BinaryIO, path: Path) -> Iterator[tuple[str, bytes]]:
    """The same of a .zip that is open, which may stand in memory; path: what it is called in a refusal."""
    try:
        with zipfile.ZipFile(file) as archive:
            infos = sorted(archive.infolist(), key=lambda i: i.filename)
            check(infos, path)
            for info in infos:
                if not info.is_dir() and not hidden(info.filename):
                    yield info.filename, content(archive, info, path)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, UnicodeDecodeError) as error:
        raise SubmissionError(f"{path} is no .zip that can be read: {error}") from None


def check(infos: list[zipfile.ZipInfo], path: Path) -> None:
    """Refuse an archive with a member that no honest archive of submissions has."""
    if len(infos) > MAX_MEMBERS:
        raise SubmissionError(f"{path} has {len(infos)} members; at most {MAX_MEMBERS} are read")
    if sum(i.file_size for i in infos) > MAX_UNPACKED:
        raise SubmissionError(f"{path} would unpack to more than {MAX_UNPACKED} bytes")
    seen = set()
    for info in infos:
        name, parts = info.filename, PurePosixPath(info.filename).parts
        # orig_filename too: zipfile cuts a name at a zero byte, and what lies behind it is not shown
        if name.startswith(("/", "\\")) or ".." in parts or "\\" in name or ":" in name or "\0" in info.orig_filename:
            raise SubmissionError(f"{path} has a member {name!r} that leads out of the archive")
        if stat.S_ISLNK(info.external_attr >> 16):
            raise SubmissionError(f"{path} has a member {name!r} that is a link")
        if info.flag_bits & 0x1:
            raise SubmissionError(f"{path} is locked with a password")
        if info.compress_type not in WAYS:
            raise SubmissionError(f"{path} is packed in a way that is not read; a plain .zip is")
        if not hidden(name) and info.file_size > MAX_BYTES and not info.is_dir():
            raise SubmissionError(f"{path} has a member {name!r} larger than {MAX_BYTES} bytes")
        if name in seen:
            raise SubmissionError(f"{path} has two members called {name!r}")
        seen.add(name)


def content(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path) -> bytes:
    """What a member holds; the size that the archive states is not believed."""
    with archive.open(info) as member:
        found = member.read(MAX_BYTES + 1)
    if len(found) > MAX_BYTES:
        raise SubmissionError(f"{path} has a member {info.filename!r} larger than {MAX_BYTES} bytes")
    return found


def hidden(name: str) -> bool:
    """What systems add by themselves: __MACOSX/, .DS_Store."""
    return any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(name).parts)
