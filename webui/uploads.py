"""Turns what a browser or a program sends into the files of a pack: a zip, or single files.

Bounded in number and size before anything is unpacked; nothing is written to disk.
"""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

import yaml
from werkzeug.datastructures import FileStorage

from engine import errors

MAX_FILES = 500
MAX_BYTES = 20 * 1024 * 1024
#: of pack.yaml, as the engine has it
MAX_MANIFEST = 100_000
#: What Python's readers of zip archives raise for archives that are broken, in part on purpose.
_BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, RuntimeError, EOFError, OSError,
    ValueError, struct.error,
)  # fmt: skip


def read_pack(uploads: Iterable[FileStorage]) -> tuple[str, dict[str, bytes]]:
    """Key of the pack and its files by path within the pack folder. Raises Invalid with findings."""
    files: dict[str, bytes] = {}
    for upload in uploads:
        if not upload.filename:
            continue
        content = upload.stream.read(MAX_BYTES + 1)
        if upload.filename.lower().endswith(".zip"):
            left = MAX_BYTES - sum(map(len, files.values()))
            files |= _unpack(upload.filename, content, MAX_FILES - len(files), left)
        else:
            files[_clean(upload.filename)] = content
        _check_size(upload.filename, len(files), sum(map(len, files.values())))
    if not files:
        raise _refused("upload.empty", "No file was chosen.")
    files = _without_top_folder(files)
    return _key(files), files


def _check_size(name: str, count: int, size: int, most: int = MAX_FILES, room: int = MAX_BYTES) -> None:
    if count > most or size > room:
        raise _refused("upload.size", "A pack may have at most {files} files and {megabytes} MB in all.",
                       file=name, files=MAX_FILES, megabytes=MAX_BYTES // 1024 // 1024)  # fmt: skip


def _unpack(name: str, content: bytes, most: int, room: int) -> dict[str, bytes]:
    """The files of an archive: at most so many, with at most so many bytes in all, by what it says of itself;
    the reader gives no more of a file than the archive says it has."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        entries = [
            entry for entry in archive.infolist() if not entry.is_dir() and not _is_litter(entry.filename)
        ]
        _check_size(name, len(entries), sum(entry.file_size for entry in entries), most, room)
        return {_clean(entry.filename): archive.read(entry) for entry in entries}
    except _BROKEN as cause:
        raise _refused("upload.zip", "The file is not a zip archive that can be read.", file=name) from cause


def _is_litter(path: str) -> bool:
    """What operating systems add to archives."""
    return path.startswith("__MACOSX/") or PurePosixPath(path).name in {".DS_Store", "Thumbs.db"}


def _clean(path: str) -> str:
    """The path with forward slashes; one that leaves the folder is refused."""
    clean = PurePosixPath(path.replace("\\", "/"))
    if clean.is_absolute() or ".." in clean.parts or ":" in path:
        raise _refused("upload.path", "The path leaves the folder of the pack.", file=path)
    return str(clean)


def _without_top_folder(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """A zip of the folder and a zip of its content are the same pack."""
    if "pack.yaml" in files:
        return dict(files)
    tops = {path.split("/", 1)[0] for path in files if "/" in path}
    if len(tops) == 1 and all("/" in path for path in files):
        return {path.split("/", 1)[1]: content for path, content in files.items()}
    return dict(files)


def _key(files: Mapping[str, bytes]) -> str:
    if "pack.yaml" not in files:
        raise _refused("upload.pack", "The file pack.yaml is missing.", file="pack.yaml")
    if len(files["pack.yaml"]) > MAX_MANIFEST:
        raise _refused("upload.yaml", "The file is larger than {kilobytes} kB.", file="pack.yaml",
                       kilobytes=MAX_MANIFEST // 1000)  # fmt: skip
    try:
        content = yaml.safe_load(files["pack.yaml"])
    except (yaml.YAMLError, ValueError, RecursionError) as cause:
        line = getattr(getattr(cause, "problem_mark", None), "line", None)
        raise _refused("upload.yaml", "The file is not valid YAML.", file="pack.yaml",
                       line=None if line is None else line + 1) from cause  # fmt: skip
    key = content.get("key") if isinstance(content, dict) else None
    if not isinstance(key, str) or not key:
        raise _refused("upload.key", "pack.yaml names no key.", file="pack.yaml")
    return key


def _refused(
    rule: str, message: str, file: str = "", line: int | None = None, **params: object
) -> errors.Invalid:
    finding = errors.Finding(rule=rule, message=message, file=file, line=line, params=dict(params))
    return errors.Invalid("The pack was not deployed.", [finding])
