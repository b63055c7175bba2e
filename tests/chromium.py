"""Where the browser of the tests is, and how it is started."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).parents[1]
#: There once the front end is built.
MANIFEST = ROOT / "webui" / "static" / "dist" / ".vite" / "manifest.json"
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
