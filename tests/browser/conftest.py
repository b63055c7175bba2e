"""A served demonstration and a real browser: the pages as a person at the office meets them.

The server is the product's own command in a process of its own, on a free port, with the demonstration's data;
TEST_SITE_URL names a running demonstration to use instead.
"""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    StorageState,
)

from engine import DEMO_PASSWORD
from tests.chromium import CHROMIUM, MANIFEST, ROOT

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
STARTS_WITHIN = 60  # seconds


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Say once, and clearly, what is missing."""
    reason = ""
    if not shutil.which(CHROMIUM):
        reason = f"no Chromium at {CHROMIUM}: apt-get install chromium, or set CHROMIUM"
    elif not MANIFEST.exists():
        reason = "the front end is not built: make setup"
    if reason:
        for item in items:
            if Path(__file__).parent in item.path.parents:
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a served demonstration."""
    if "TEST_SITE_URL" in os.environ:
        yield os.environ["TEST_SITE_URL"]
        return
    folder = tmp_path_factory.mktemp("site")
    port = free_port()
    environment = {
        **os.environ,
        "BANJIAN_DATABASE_URL": f"sqlite:///{folder / 'demo.db'}",
        "BANJIAN_DEMO": "true",
        "BANJIAN_SECRET_KEY": secrets.token_hex(32),
    }
    banjian = str(Path(sys.executable).with_name("banjian"))
    subprocess.run([banjian, "init", "--demo"], cwd=ROOT, env=environment, check=True, capture_output=True)
    log = folder / "server.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [banjian, "serve", "--port", str(port)], cwd=ROOT, env=environment, stdout=output, stderr=output
        )
    try:
        address = f"http://127.0.0.1:{port}"
        wait_until_it_answers(f"{address}/login", server, log)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wait_until_it_answers(url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        if server.poll() is not None:
            break
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)  # another process; nothing else tells when it is ready
    pytest.fail(f"the server did not start:\n{log.read_text(errors='replace')[-3000:]}")


@pytest.fixture(scope="session")
def sessions() -> dict[str, StorageState]:
    """The cookies of the people who have signed in already, by login."""
    return {}


@pytest.fixture
def sign_in(chromium: Browser, site: str, sessions: dict[str, StorageState]) -> Iterator[Callable[..., Page]]:
    """Opens a browser window of a demonstration user. A script error in any window fails the test."""
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def told(message: ConsoleMessage) -> None:
        # a refused request is what some tests want; what the page says of it is looked at there
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            troubles.append(message.text)

    def opened(login: str, phone: bool = False) -> Page:
        context = chromium.new_context(
            base_url=site,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            viewport=PHONE if phone else DESKTOP,
            is_mobile=phone,
            has_touch=phone,
            storage_state=sessions.get(login),
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.on("console", told)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        if login not in sessions:
            page.goto("/login")
            page.locator("[name=login]").fill(login)
            page.locator("[name=password]").fill(DEMO_PASSWORD)
            page.keyboard.press("Enter")
            page.wait_for_url(lambda url: "/login" not in url)
            sessions[login] = context.storage_state()
        return page

    yield opened
    for context in contexts:
        context.close()
    assert troubles == []
