"""Files of a pack: reading them from a folder, what kind each is, and the digest of them all."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Any, Literal

from engine.errors import Finding, Invalid
from engine.model.findings import Report, declare

#: No file of a pack may be larger; a longer one is read up to here and then refused.
MAX_BYTES = 20_000_000
#: What the folder of a pack may hold in all: files, and bytes.
MAX_FILES, MAX_FOLDER_BYTES = 5_000, 200_000_000

declare("file-too-large", "error", "A file of a pack is larger than 20 MB.")
declare("file-unreadable", "error", "A file cannot be read, or a folder holds too much to be a pack.")
declare("pack-path", "error", "A file of a pack has a path that leads out of it.")

Kind = Literal["model", "decision", "form", "pack"]

_KINDS: tuple[tuple[str, Kind], ...] = (
    (".bpmn", "model"),
    (".bpmn20.xml", "model"),
    (".process.yaml", "model"),
    (".dmn", "decision"),
    (".form.json", "form"),
    (".form", "form"),
    ("pack.yaml", "pack"),
)


def kind_of(path: str) -> Kind | None:
    """What a file is by its name; None for everything that is only kept (templates, scenarios)."""
    return next((kind for ending, kind in _KINDS if path.endswith(ending)), None)


def of_kind(files: Mapping[str, bytes], kind: Kind) -> list[str]:
    """The paths of this kind in order; a single file of no known kind is taken for a model."""
    only = len(files) == 1 and kind == "model"
    return sorted(path for path in files if kind_of(path) == kind or (only and kind_of(path) is None))


def read_bounded(path: Path) -> bytes:
    """The content, cut where it becomes too large (`check_files` refuses it then)."""
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)


def read_beside(path: Path, location: str) -> bytes | None:
    """The file that another names by its place relative to itself, cut as above; None if there is none."""
    try:
        found = path.parent / location
        return read_bounded(found) if found.is_file() else None
    except (OSError, ValueError):
        return None


def read_file(path: Path) -> bytes:
    """The content, cut as above. Raises Invalid with a finding if there is none, or the name is no text."""
    try:
        path.as_posix().encode()
        return read_bounded(path)
    except UnicodeEncodeError:
        raise _unreadable(path, "The name of the file is not written in UTF-8.") from None
    except OSError as cause:
        raise _unreadable(path, "The file cannot be read: {reason}.", reason=cause.strerror) from None


def read_folder(path: Path) -> dict[str, bytes]:
    """The files of a pack folder by their path within it; hidden files and folders are left out.

    Raises Invalid with a finding if one cannot be read, or there are too many.
    """
    files: dict[str, bytes] = {}
    room = MAX_FOLDER_BYTES
    for file in sorted(path.rglob("*")):
        inside = file.relative_to(path)
        if file.is_file() and not any(part.startswith((".", "__pycache__")) for part in inside.parts):
            files[inside.as_posix()] = content = read_file(file)
            room -= len(content)
            if room < 0 or len(files) > MAX_FILES:
                raise _unreadable(
                    path, "A pack may have at most {files} files and {megabytes} MB in all.",
                    files=MAX_FILES, megabytes=MAX_FOLDER_BYTES // 1_000_000,
                )  # fmt: skip
    return files


def _unreadable(path: Path, message: str, **params: Any) -> Invalid:
    name = os.fsencode(path).decode("utf-8", "backslashreplace")
    return Invalid("The files cannot be read.", [Finding("file-unreadable", message, name, params=params)])


def digest(files: Mapping[str, bytes]) -> str:
    """SHA-256 over all files in the order of their paths, each with its length before it."""
    total = hashlib.sha256()
    for path in sorted(files):
        for part in (path.encode("utf-8", "surrogatepass"), files[path]):
            total.update(len(part).to_bytes(8, "big"))
            total.update(part)
    return total.hexdigest()


def check_files(files: Mapping[str, bytes], report: Report) -> None:
    """Report paths that lead out of the pack, and files that are too large."""
    for path in sorted(files):
        parts = PurePosixPath(path).parts
        here = report.within(path)
        if not path or path.startswith("/") or "\\" in path or ".." in parts or "\0" in path:
            here.add("pack-path", "The path {path} is not inside the pack.", path=path[:200])
        if len(files[path]) > MAX_BYTES:
            here.add("file-too-large", "The file has more than {limit} bytes.", limit=MAX_BYTES)
