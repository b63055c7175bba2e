"""Where the documents are looked for that a model imports: among files at hand, or in a folder on disk."""

from __future__ import annotations

import posixpath
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import etree

from engine.dmn.xml import MAX_BYTES

#: how many files of a folder are looked through for a namespace
MAX_FILES = 1_000
#: how many times a document may be opened for another that imports it, in all
MAX_OPENED = 1_000


class Sources(ABC):
    """Documents by place and by namespace; each with the name that findings give it.

    room: how many may still be opened; what is imported after that is not there.
    """

    room = MAX_OPENED

    @abstractmethod
    def at(self, location: str, importer: str) -> tuple[str, bytes] | None:
        """The document at a locationURI, relative to the file that imports it."""

    @abstractmethod
    def named(self, namespace: str) -> list[tuple[str, bytes]]:
        """The documents of that namespace, in a fixed order."""


class Files(Sources):
    """Files at hand, by their paths; nothing outside them is read."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files
        self._paths: dict[str, list[str]] = {}
        for path, data in sorted(files.items()):
            self._paths.setdefault(namespace_of(data), []).append(path)

    def at(self, location: str, importer: str) -> tuple[str, bytes] | None:
        place = _relative(location)
        path = posixpath.normpath(posixpath.join(posixpath.dirname(importer), place)) if place else ""
        return (path, self._files[path]) if path in self._files else None

    def named(self, namespace: str) -> list[tuple[str, bytes]]:
        return [(path, self._files[path]) for path in self._paths.get(namespace, ())]


class Folder(Sources):
    """The *.dmn files of a folder and of the folders in it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._namespaces: dict[Path, str] | None = None

    def at(self, location: str, importer: str) -> tuple[str, bytes] | None:
        place = _relative(location)
        path = Path(posixpath.normpath(Path(importer).parent / place)) if place else None
        return (str(path), _read(path)) if path is not None and path.is_file() else None

    def named(self, namespace: str) -> list[tuple[str, bytes]]:
        if self._namespaces is None:
            self._namespaces = {path: namespace_of(_read(path)) for path in self._files()}
        return [(str(path), _read(path)) for path, own in self._namespaces.items() if own == namespace]

    def _files(self) -> Iterator[Path]:
        found = sorted(self._path.rglob("*.dmn"), key=lambda path: (len(path.parts), path))
        return (path for path in found[:MAX_FILES] if path.is_file())


class Together(Sources):
    """Several sources; the first that has a document gives it."""

    def __init__(self, *sources: Sources) -> None:
        self._sources = sources

    def at(self, location: str, importer: str) -> tuple[str, bytes] | None:
        return next((found for s in self._sources if (found := s.at(location, importer))), None)

    def named(self, namespace: str) -> list[tuple[str, bytes]]:
        return next((found for s in self._sources if (found := s.named(namespace))), [])


def namespace_of(data: bytes) -> str:
    """The namespace that a document defines; "" when it is no XML or has none."""
    if b"<!doctype" in data[:MAX_BYTES].replace(b"\0", b"").lower():
        return ""
    events = etree.iterparse(
        BytesIO(data), events=("start",), resolve_entities=False, no_network=True, load_dtd=False
    )
    try:
        return next((root.get("namespace") or "" for _, root in events), "")
    except (etree.XMLSyntaxError, ValueError):
        return ""


def _relative(location: str) -> str:
    """The path of a relative location; "" for one that leads to another machine or to the root."""
    parts = urlsplit(location.strip())
    return "" if parts.scheme or parts.netloc or parts.path.startswith("/") else unquote(parts.path)


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MAX_BYTES + 1)
