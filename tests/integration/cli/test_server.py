"""banjian init, deploy and serve, as a person calls them."""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
BANJIAN = str(Path(sys.executable).with_name("banjian"))
PACK = ROOT / "processes" / "petition"


def banjian(folder: Path, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run the command in a folder of its own; no key of the environment reaches it."""
    command = [BANJIAN, *words]
    clean = {key: value for key, value in os.environ.items() if not key.startswith("BANJIAN_")}
    return subprocess.run(
        command, cwd=folder, env=clean, capture_output=True, text=True, check=check, timeout=120
    )


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A folder with one pack, as an office would have it."""
    (tmp_path / "processes").mkdir()
    (tmp_path / "processes" / "petition").symlink_to(PACK)
    return tmp_path


def test_init_makes_tables_packs_and_one_administrator_whose_password_is_shown_once(site: Path) -> None:
    first = json.loads(banjian(site, "init", "--json").stdout)
    assert first["packs"] == [{"pack": "petition", "version": 1, "changed": True}]
    assert first["login"] == "admin"
    assert len(first["password"]) >= 12
    again = banjian(site, "init", "--json").stdout
    assert "password" not in json.loads(again)
    assert json.loads(again)["packs"] == [{"pack": "petition", "version": 1, "changed": False}]
    assert first["password"] not in (site / "var" / "banjian.db").read_bytes().decode("latin-1")


def test_deploy_puts_a_changed_pack_into_force_and_refuses_a_broken_one(site: Path, tmp_path: Path) -> None:
    banjian(site, "init")
    folder = tmp_path / "changed"
    folder.mkdir()
    for file in PACK.rglob("*"):
        if file.is_file():
            target = folder / file.relative_to(PACK)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(file.read_bytes())
    manifest = (folder / "pack.yaml").read_text("utf-8")
    (folder / "pack.yaml").write_text(manifest.replace("信访办理", "信访办理（新）"), "utf-8")
    found = json.loads(banjian(site, "deploy", str(folder), "--reason", "新条例施行", "--json").stdout)
    assert found == {"packs": [{"pack": "petition", "version": 2, "changed": True}]}
    model = folder / "petition.bpmn"
    model.write_text(re.sub(r"<bpmn:endEvent", "<bpmn:adHocSubProcess", model.read_text("utf-8"), count=1))
    refused = banjian(site, "deploy", str(folder), "--json", check=False)
    assert refused.returncode == 1
    assert json.loads(refused.stdout)["error"]["findings"]


def test_serve_answers_and_stops_cleanly(site: Path) -> None:
    banjian(site, "init")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    clean = {key: value for key, value in os.environ.items() if not key.startswith("BANJIAN_")}
    command = [BANJIAN, "serve", "--port", str(port)]
    server = subprocess.Popen(command, cwd=site, env=clean, stderr=subprocess.PIPE, text=True)
    try:
        assert _status(f"http://127.0.0.1:{port}/login") == 200
    finally:
        server.send_signal(signal.SIGTERM)
        _, errors = server.communicate(timeout=60)
    assert server.returncode == 0
    assert "Traceback" not in errors
    assert not (site / "var" / "banjian.db-wal").exists()  # everything was closed


def _status(url: str) -> int:
    for _ in range(150):
        try:
            with urllib.request.urlopen(url, timeout=10) as answer:
                return int(answer.status)
        except OSError:
            time.sleep(0.2)
    raise AssertionError("the server did not come up")
