"""A small pack of the tests' own, deployed and started through the REST interface of the served site."""

from __future__ import annotations

import base64
import io
import json
import urllib.request
import uuid
import zipfile
from pathlib import Path
from typing import Any

from engine import DEMO_PASSWORD

PACK = Path(__file__).parents[1] / "integration" / "webui" / "pack"


def archive(changes: dict[str, bytes] | None = None) -> bytes:
    """A zip of the pack, with some files replaced."""
    files = {str(p.relative_to(PACK)): p.read_bytes() for p in PACK.rglob("*") if p.is_file()}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as out:
        for name, content in (files | (changes or {})).items():
            out.writestr(name, content)
    return buffer.getvalue()


def deploy(site: str, pack: bytes | None = None) -> None:
    """Deploy the pack, or another one as a zip."""
    mark = uuid.uuid4().hex
    body = (
        f'--{mark}\r\nContent-Disposition: form-data; name="files"; filename="loan.zip"\r\n\r\n'.encode()
        + (pack or archive())
        + f"\r\n--{mark}--\r\n".encode()
    )
    _post(site, "/packs", "demo_designer", body, f"multipart/form-data; boundary={mark}")


def start(site: str, item: str, process: str = "loan") -> dict[str, Any]:
    """Start a case; the receipt."""
    body = json.dumps({"process": process, "variables": {"item": item}}).encode()
    return _post(site, "/instances", "demo_clerk", body, "application/json")


def _post(site: str, path: str, login: str, body: bytes, media_type: str) -> dict[str, Any]:
    secret = base64.b64encode(f"{login}:{DEMO_PASSWORD}".encode()).decode()
    request = urllib.request.Request(
        f"{site}/api/v1{path}",
        data=body,
        headers={"Authorization": f"Basic {secret}", "Content-Type": media_type},
    )
    with urllib.request.urlopen(request) as answer:
        found: dict[str, Any] = json.load(answer)
    return found
