"""The same in a real browser: hostile labels, names and texts run nothing, and no page breaks its own policy."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Page
from werkzeug.serving import make_server

from engine import DEMO_PASSWORD
from tests.chromium import CHROMIUM, MANIFEST

pytestmark = pytest.mark.skipif(
    not shutil.which(CHROMIUM) or not MANIFEST.exists(), reason="no Chromium, or the front end is not built"
)


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(params=[False, True], ids=["with the policy", "without the policy"])
def window(request: pytest.FixtureRequest, chromium: Browser, address: str) -> Iterator[Page]:
    """A window that notes every script that ran. The policy is a second line: without it nothing may run either."""
    context = chromium.new_context(base_url=address, locale="zh-CN", bypass_csp=request.param)
    context.set_default_timeout(10_000)
    page = context.new_page()
    troubles: list[str] = []

    def told(message: ConsoleMessage) -> None:
        # Chromium tells of handlers in the lifeless document too in which form-js takes them out
        if "Content Security Policy" in message.text and "inline event handler" not in message.text:
            troubles.append(f"{page.url} {message.text}")

    page.on("dialog", lambda dialog: (troubles.append(f"a script ran: {dialog.message}"), dialog.dismiss()))
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", told)
    yield page
    context.close()
    assert troubles == []


def sign_in(page: Page, login: str) -> None:
    page.goto("/login")
    page.locator("[name=login]").fill(login)
    page.locator("[name=password]").fill(DEMO_PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "/login" not in url)


def test_hostile_texts_run_nothing_in_a_browser(window: Page, hostile: dict[str, str]) -> None:
    sign_in(window, "demo_leader")
    window.goto(f"/tasks/{hostile['form']}")
    window.wait_for_selector("[data-ready=form]")
    assert "<img src=x onerror=alert(1)>" in window.locator("[data-form-body]").inner_text()
    # the text component is markdown: what it makes of markup has neither handlers nor addresses that run
    assert window.locator("[data-form-body] script").count() == 0
    assert window.locator("[data-form-body] [onerror], [data-form-body] [onload]").count() == 0
    assert window.locator("[data-form-body] a[href^='javascript:' i]").count() == 0
    for path in (
        "/",
        f"/instances/{hostile['case']}",
        f"/instances/{hostile['case']}/replay",
        "/processes/evil/1/evil",
    ):
        window.goto(path)
        window.wait_for_load_state("networkidle")
        assert window.locator("img[src=x]").count() == 0, path
    window.keyboard.press("ArrowLeft")
    assert window.locator("script:not([src])").count() == 0


def test_a_diagram_that_is_a_web_page_runs_nothing(window: Page, hostile: dict[str, str]) -> None:
    """A file of a designer, opened by itself, is on our address: its policy must stop it."""
    sign_in(window, "demo_leader")
    answer = window.goto("/processes/evil/1/evil.bpmn")
    assert answer is not None
    assert "sandbox" in answer.headers["content-security-policy"]
