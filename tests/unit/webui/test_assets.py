"""Tags of the built front end: styles first, shared chunks once, nothing that was not built."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from flask import Flask

from webui.assets import Assets

MANIFEST = {
    "src/app.js": {"name": "app", "isEntry": True, "file": "assets/app-1.js", "imports": ["_shared.js"], "css": ["assets/app-1.css"]},
    "src/diagram.js": {"name": "diagram", "isEntry": True, "file": "assets/diagram-1.js", "imports": ["_shared.js"]},
    "_shared.js": {"file": "assets/shared-1.js", "css": ["assets/shared-1.css"]},
}  # fmt: skip


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    path = tmp_path / "manifest.json"
    path.write_text(json.dumps(MANIFEST), "utf-8")
    return path


def tags(assets: Assets, entry: str) -> str:
    with Flask("webui").test_request_context():
        return str(assets.tags(entry))


def test_an_entry_brings_its_styles_its_chunks_and_its_script(manifest: Path) -> None:
    lines = tags(Assets(manifest), "app").splitlines()
    assert lines == [
        '<link rel="stylesheet" href="/static/dist/assets/shared-1.css">',
        '<link rel="stylesheet" href="/static/dist/assets/app-1.css">',
        '<link rel="modulepreload" href="/static/dist/assets/shared-1.js">',
        '<script type="module" src="/static/dist/assets/app-1.js"></script>',
    ]


def test_a_new_build_is_seen_without_a_restart(manifest: Path) -> None:
    assets = Assets(manifest)
    assert "app-1.js" in tags(assets, "app")
    manifest.write_text(manifest.read_text("utf-8").replace("app-1", "app-2"), "utf-8")
    os.utime(manifest, (1, 1))
    assert "app-2.js" in tags(assets, "app")


def test_a_page_still_opens_while_the_front_end_is_not_built(tmp_path: Path) -> None:
    assert tags(Assets(tmp_path / "none.json"), "app") == ""
