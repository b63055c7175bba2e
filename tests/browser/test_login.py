"""Signing in as a person at the office does: by keyboard, by the demonstration's list, on a phone, in English."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.pages import check_accessible, check_fits


@pytest.fixture(params=["desktop", "phone"])
def visitor(request: pytest.FixtureRequest, chromium: Browser, site: str) -> Iterator[Page]:
    """A window of someone who has not signed in."""
    context = chromium.new_context(base_url=site, viewport=PHONE if request.param == "phone" else DESKTOP)
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def test_a_visitor_is_led_to_the_sign_in_and_back(visitor: Page) -> None:
    visitor.goto("/processes/")
    expect(visitor.get_by_role("heading", level=1)).to_have_text("登录")
    check_accessible(visitor)
    check_fits(visitor)
    visitor.get_by_label("用户名").fill("demo_clerk")
    visitor.get_by_label("密码").fill("not the password")
    visitor.keyboard.press("Enter")
    expect(visitor.get_by_role("alert")).to_have_text("用户名或密码不正确，请重试。")
    visitor.get_by_label("密码").fill("banjian-demo")
    visitor.get_by_role("button", name="登录").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("流程")


def test_the_list_of_the_demonstration_fills_in_the_form(visitor: Page) -> None:
    visitor.goto("/login")
    visitor.get_by_role("link", name="填入 演示·审计监督员").click()
    expect(visitor.get_by_label("用户名")).to_have_value("demo_auditor")
    visitor.get_by_role("button", name="登录").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("待办")


def test_the_first_stop_of_the_keyboard_skips_to_the_content(sign_in: Callable[..., Page]) -> None:
    page = sign_in("demo_clerk")
    page.goto("/processes/")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_the_language_is_changed_and_stays(visitor: Page) -> None:
    visitor.goto("/login")
    visitor.get_by_role("button", name="English").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Sign in")
    expect(visitor.locator("html")).to_have_attribute("lang", "en")
    visitor.goto("/login?as=demo_clerk")
    visitor.get_by_role("button", name="Sign in").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("Worklist")
    visitor.get_by_role("button", name="中文").click()
    expect(visitor.get_by_role("heading", level=1)).to_have_text("待办")


def test_a_person_signs_out_from_the_menu(
    sign_in: Callable[..., Page], sessions: dict[str, StorageState]
) -> None:
    sessions.pop("demo_clerk", None)  # a session of its own: signing out ends it for good
    page = sign_in("demo_clerk")
    del sessions["demo_clerk"]
    page.goto("/")
    page.locator("details.menu summary").click()
    expect(page.locator(".menu-person")).to_contain_text("接访科")
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("登录")
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("登录")
