"""The worklist in the browser: boxes and search without a new page, lamps in words, claiming, phone width."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser import loans
from tests.browser.pages import check_accessible, check_fits, ready

SignIn = Callable[..., Page]


@pytest.fixture(scope="module")
def pack(site: str) -> None:
    loans.deploy(site)


@pytest.fixture
def item(site: str, pack: None) -> str:
    """The title of a case that was just started and waits for the leader."""
    title = f"演示物品 {uuid.uuid4().hex[:8]}"
    loans.start(site, title)
    return title


def search(page: Page, text: str) -> None:
    field = page.get_by_role("searchbox")
    field.fill(text)
    field.press("Enter")


def test_a_task_is_found_and_claimed_from_the_list(sign_in: SignIn, item: str) -> None:
    page = sign_in("demo_leader")
    page.goto("/")
    ready(page, "app")
    page.evaluate("window.stillHere = true")
    page.get_by_role("link", name="本组待办").click()
    expect(page.locator(".box[aria-current=page]")).to_contain_text("本组待办")
    search(page, item)
    row = page.locator("#worklist tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text(item)
    expect(row.locator(".lamp")).to_contain_text("剩余 3 个工作日")
    assert page.evaluate("window.stillHere"), "the list should change without a new page"

    row.get_by_role("button", name="签收").click()

    expect(page).to_have_url(re.compile("/tasks/"))
    page.goto("/")
    search(page, item)
    expect(row).to_have_count(1)
    expect(row).to_contain_text(item)


def test_the_back_button_brings_the_box_before(sign_in: SignIn) -> None:
    page = sign_in("demo_leader")
    page.goto("/")
    page.get_by_role("link", name="已办").click()
    expect(page.locator(".box[aria-current=page]")).to_have_text("已办")
    page.go_back()
    expect(page.locator(".box[aria-current=page]")).to_contain_text("我的待办")


def test_a_search_without_result_says_so(sign_in: SignIn) -> None:
    page = sign_in("demo_leader")
    page.goto("/")
    search(page, "没有这样的办件")
    expect(page.locator("#worklist")).to_contain_text("没有查到")


def test_what_is_typed_stays_while_the_rows_are_refreshed(sign_in: SignIn) -> None:
    page = sign_in("demo_leader")
    page.goto("/")
    ready(page, "app")
    page.get_by_role("searchbox").fill("投影")
    with page.expect_response(lambda answer: answer.request.headers.get("hx-target") == "worklist-rows"):
        page.evaluate("htmx.trigger('#worklist-rows', 'refresh')")
    expect(page.get_by_role("searchbox")).to_have_value("投影")


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
@pytest.mark.parametrize("path", ["/", "/?box=group", "/?box=done", "/notices/", "/api/", "/not-here"])
def test_the_page_is_accessible_and_fits(sign_in: SignIn, item: str, path: str, phone: bool) -> None:
    page = sign_in("demo_leader", phone=phone)
    page.goto(path)
    check_accessible(page)
    check_fits(page)


def test_keys_lead_through_the_menu(sign_in: SignIn) -> None:
    page = sign_in("demo_leader")
    page.goto("/")
    ready(page, "app")
    page.keyboard.press("g")
    page.keyboard.press("p")
    expect(page.get_by_role("heading", level=1)).to_have_text("流程")
    ready(page, "app")
    page.keyboard.press("g")
    page.keyboard.press("w")
    expect(page.get_by_role("heading", level=1)).to_have_text("待办")
    ready(page, "app")
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox")).to_be_focused()
