"""Cases in the browser: find one, see where it stands, stop it and let it go on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import check_accessible, check_fits, marked, open_task, ready, register

SignIn = Callable[..., Page]


def test_a_case_is_found_by_its_number(sign_in: SignIn) -> None:
    page = sign_in("demo_clerk")
    register(page, "按编号查找的办件")
    number = page.locator(".case-line .number").inner_text()
    page.goto("/instances/")
    page.get_by_role("searchbox").fill(number)
    page.keyboard.press("Enter")
    rows = page.locator("tbody tr")
    expect(rows).to_have_count(1)
    rows.get_by_role("link").first.click()
    expect(page.locator(".case-line .number")).to_have_text(number)


def test_the_list_is_narrowed_by_lamp_and_goes_on_to_the_next_page(sign_in: SignIn) -> None:
    page = sign_in("demo_auditor")
    page.goto("/instances/")
    first = page.locator("tbody .number").first.inner_text()
    page.locator("a[rel=next]").click()
    expect(page.locator("tbody .number").first).not_to_have_text(first)
    page.goto("/instances/")
    page.locator("select[name=lamp]").select_option("red")
    page.wait_for_url("**lamp=red**")
    lamps = page.locator("tbody .lamp")
    assert lamps.count() > 0
    assert lamps.count() == page.locator("tbody .lamp-red").count()


def test_a_suspended_case_waits_with_its_reason_and_goes_on_when_resumed(sign_in: SignIn) -> None:
    clerk = sign_in("demo_clerk")
    case = register(clerk, "需要暂停的办件")
    open_task(clerk, case, "判重")
    task = clerk.url

    leader = sign_in("demo_leader")
    leader.goto(case)
    leader.locator("summary", has_text="中止").click()
    leader.locator("#suspend-reason").fill("等待上级会商")
    leader.locator("form[action$=suspend] button").click()
    expect(leader.locator(".case-strip")).to_contain_text("已中止")
    expect(leader.locator("#trail")).to_contain_text("等待上级会商")

    clerk.goto(task)
    ready(clerk, "form")
    expect(clerk.locator("[data-form-submit]")).to_have_count(0)

    leader.locator("summary", has_text="恢复").click()
    leader.locator("form[action$=resume] button").click()
    expect(leader.locator(".case-strip")).to_contain_text("进行中")
    clerk.reload()
    ready(clerk, "form")
    expect(clerk.locator("[data-form-submit]")).to_be_visible()


def test_a_case_is_cancelled_with_a_reason_only(sign_in: SignIn) -> None:
    clerk = sign_in("demo_clerk")
    case = register(clerk, "撤回的办件")
    leader = sign_in("demo_leader")
    leader.goto(case)
    leader.locator("summary", has_text="撤销").click()
    leader.locator("form[action$=cancel] button").click()  # the browser asks for the reason first
    expect(leader.locator(".case-strip")).to_contain_text("进行中")
    leader.locator("#cancel-reason").fill("信访人书面撤回")
    leader.locator("form[action$=cancel] button").click()
    expect(leader.locator(".case-strip")).not_to_contain_text("进行中")
    ready(leader, "diagram")
    assert marked(leader, "is-active") == set()


def test_the_diagram_says_in_words_what_its_colours_say(sign_in: SignIn) -> None:
    page = sign_in("demo_clerk")
    register(page, "看图的办件")
    ready(page, "diagram")
    expect(page.locator(".badge-active").first).to_contain_text("进行中")
    expect(page.locator(".bjs-powered-by")).to_be_visible()


def test_who_may_not_start_anything_is_told_so(sign_in: SignIn) -> None:
    page = sign_in("demo_auditor")
    page.goto("/instances/new")
    expect(page.locator(".choice-card")).to_have_count(0)
    expect(page.locator(".empty")).to_be_visible()


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_the_pages_of_cases_are_accessible_and_fit(sign_in: SignIn, phone: bool) -> None:
    page = sign_in("demo_clerk", phone=phone)
    case = register(page, "无障碍检查的办件")
    for path, script in (
        (case, "diagram"), ("/instances/", "app"), ("/instances/new", "app"), ("/instances/new?process=petition", "form"),
    ):  # fmt: skip
        page.goto(path)
        ready(page, script)
        check_accessible(page)
        check_fits(page)
