"""The tags of the built front end, found through Vite's manifest.

A page asks for an entry by name (`{{ asset('diagram') }}`) and never knows the hashed file names.
"""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import Any

from flask import Flask, url_for
from markupsafe import Markup

log = logging.getLogger(__name__)

MANIFEST = Path(__file__).parent / "static" / "dist" / ".vite" / "manifest.json"


class Assets:
    """Reads the manifest again when the file changed, so that a new build needs no restart."""

    def __init__(self, manifest: Path = MANIFEST) -> None:
        self._path = manifest
        self._read_at: float | None = None
        self._chunks: dict[str, dict[str, Any]] = {}

    def init_app(self, app: Flask) -> None:
        app.jinja_env.globals["asset"] = self.tags

    def tags(self, entry: str) -> Markup:
        """Style sheets and module script of an entry; nothing while the front end is not built."""
        chunks = self._load()
        found = next((c for c in chunks.values() if c.get("isEntry") and c.get("name") == entry), None)
        if found is None:
            log.warning("front end entry %r is not built; run make setup", entry)
            return Markup("")
        lines = [
            Markup('<link rel="stylesheet" href="{}">').format(_url(path)) for path in self._styles(found)
        ]
        lines += [
            Markup('<link rel="modulepreload" href="{}">').format(_url(chunk["file"]))
            for chunk in self._imports(found)
        ]
        lines.append(Markup('<script type="module" src="{}"></script>').format(_url(found["file"])))
        return Markup("\n").join(lines)

    def _load(self) -> dict[str, dict[str, Any]]:
        try:
            changed_at = self._path.stat().st_mtime
        except FileNotFoundError:
            return {}
        if changed_at != self._read_at:
            self._chunks = json.loads(self._path.read_text("utf-8"))
            self._read_at = changed_at
        return self._chunks

    def _imports(self, chunk: dict[str, Any], seen: dict[str, dict[str, Any]] | None = None) -> list[Any]:
        """The chunks that `chunk` imports statically, deepest first, each once."""
        seen = {} if seen is None else seen
        for key in chunk.get("imports", []):
            if key not in seen:
                imported = self._chunks[key]
                self._imports(imported, seen)
                seen[key] = imported
        return list(seen.values())

    def _styles(self, chunk: dict[str, Any]) -> list[str]:
        paths = [path for one in (*self._imports(chunk), chunk) for path in one.get("css", [])]
        return list(dict.fromkeys(paths))


def _url(path: str) -> str:
    return url_for("static", filename=f"dist/{path}")
