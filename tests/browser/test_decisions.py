"""The decisions on the page of a case, at a desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import check_accessible, check_fits, ready

SignIn = Callable[..., Page]


def open_decided(page: Page) -> str:
    """The page of a demonstration case of which decisions are recorded; gives its address."""
    for case in page.request.get("/api/v1/instances?pack=petition&limit=100").json()["items"]:
        address = f"/instances/{case['instance_id']}"
        page.goto(address)
        if page.locator("#decisions").count():
            ready(page, "diagram")
            return address
    pytest.fail("no case of the demonstration has a decision")


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_a_decision_tells_what_was_given_and_which_rule_held(sign_in: SignIn, phone: bool) -> None:
    page = sign_in("demo_auditor", phone=phone)
    open_decided(page)
    made = page.locator(".decision", has_text="承办单位推荐")
    expect(made.locator(".decision-brief").first).to_contain_text("规则")
    if not made.locator(".decision-body").is_visible():
        made.locator("summary").first.click()
    expect(made.locator(".decision-facts")).to_contain_text("内容分类")
    expect(made.locator(".decision-rules .rule-note")).not_to_be_empty()
    expect(made.locator(".decision-source")).to_contain_text("routing.dmn")
    page.evaluate("document.querySelectorAll('#decisions details').forEach((part) => { part.open = true; })")
    check_accessible(page)
    check_fits(page)


def test_the_history_opens_the_decision_that_it_names(sign_in: SignIn) -> None:
    page = sign_in("demo_auditor")
    open_decided(page)
    link = page.locator("#trail a[href*='#decision-']").last
    place = (link.get_attribute("href") or "").rpartition("#")[2]
    link.click()
    expect(page.locator(f"#{place}")).to_be_in_viewport()
