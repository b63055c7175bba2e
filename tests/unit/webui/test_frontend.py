"""The pure parts of the scripts, by Node's own test runner: replay's fold, pauses, times."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

FRONTEND = Path(__file__).parents[3] / "webui" / "frontend"


@pytest.mark.skipif(shutil.which("node") is None, reason="no Node.js on this machine")
def test_the_scripts_pass_their_own_tests() -> None:
    done = subprocess.run(
        ["node", "--test", "src/"], cwd=FRONTEND, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stdout[-4000:]
