"""A clerk's daily work in the browser: start, claim, fill in, leave, come back, complete."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.pages import (
    check_accessible,
    check_fits,
    choose,
    fill_registration,
    marked,
    open_task,
    ready,
    register,
    register_by_form,
)

SignIn = Callable[..., Page]


def test_a_clerk_brings_a_petition_from_registration_to_the_leader(sign_in: SignIn) -> None:
    page = sign_in("demo_clerk")
    case = register_by_form(page, "幸福路雨后积水")
    expect(page.get_by_role("heading", level=1)).to_contain_text("幸福路雨后积水")
    ready(page, "diagram")
    assert "check_repeat" in marked(page, "is-active")

    open_task(page, case, "判重")
    page.get_by_label("初次信访").check()
    expect(page.locator("[data-form-state]")).to_contain_text("草稿已保存")
    page.reload()
    ready(page, "form")
    expect(page.get_by_label("初次信访")).to_be_checked()
    expect(page.locator("[data-form-state]")).to_contain_text("已恢复草稿")

    page.locator("[data-form-submit]").click()
    expect(page.locator(".alert-success")).to_contain_text("判重")
    page.goto(case)
    ready(page, "diagram")
    assert "decide" in marked(page, "is-active")
    assert "check_repeat" in marked(page, "is-done")
    expect(page.locator("#trail")).to_contain_text("判重")


def test_an_empty_form_says_at_each_field_what_is_missing(sign_in: SignIn) -> None:
    page = sign_in("demo_clerk")
    page.goto("/instances/new?process=petition")
    ready(page, "form")
    page.locator("[data-form-submit]").click()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("信访事项：此项必填")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name="信访事项").click()
    expect(page.get_by_label("信访事项")).to_be_focused()
    expect(page.locator(".fjs-form-field-error").first).to_be_visible()


def test_what_the_server_refuses_is_shown_at_its_field_and_nothing_typed_is_lost(sign_in: SignIn) -> None:
    page = sign_in("demo_clerk")

    def without_checks(route: Route) -> None:
        """The form as a browser would have it that checks nothing itself."""
        answer = route.fetch()
        body = answer.json()
        for component in body["schema"]["components"]:
            component.pop("validate", None)
        route.fulfill(response=answer, body=json.dumps(body))

    page.route("**/form.json*", without_checks)
    page.goto("/instances/new?process=petition")
    ready(page, "form")
    fill_registration(page, "积水")  # four characters are asked for
    page.locator("[data-form-submit]").click()
    expect(page.get_by_role("alert")).to_contain_text("信访事项")
    field = page.locator(".fjs-form-field", has=page.get_by_label("信访事项"))
    expect(field.locator(".fjs-form-field-error")).to_be_visible()
    expect(page.get_by_label("主要诉求")).to_have_value("请求疏通雨水管道。")
    expect(page.locator("[data-form-submit]")).to_be_enabled()


def test_typing_goes_on_while_the_network_is_away_and_is_saved_when_it_is_back(sign_in: SignIn) -> None:
    page = sign_in("demo_clerk")
    case = register(page, "断网时填写的办件")
    open_task(page, case, "判重")
    page.context.set_offline(True)
    page.get_by_label("重复信访").check()
    page.get_by_label("原信访件编号").fill("信访2025-000777")
    expect(page.locator("[data-form-state]")).to_contain_text("自动重试")
    page.context.set_offline(False)
    expect(page.locator("[data-form-state]")).to_contain_text("草稿已保存", timeout=15_000)
    page.reload()
    ready(page, "form")
    expect(page.get_by_label("原信访件编号")).to_have_value("信访2025-000777")


def test_a_form_that_starts_a_case_survives_a_reload(sign_in: SignIn) -> None:
    page = sign_in("demo_clerk")
    page.goto("/instances/new?process=petition")
    ready(page, "form")
    page.get_by_label("信访人姓名").fill("演示信访人甲")
    choose(page, "信访渠道", "来电")
    page.reload()
    ready(page, "form")
    expect(page.get_by_label("信访人姓名")).to_have_value("演示信访人甲")
    expect(page.locator(".fjs-form-field-select", has_text="信访渠道")).to_contain_text("来电")


def test_a_task_is_read_only_until_it_is_claimed_and_free_again_when_given_back(sign_in: SignIn) -> None:
    clerk = sign_in("demo_clerk")
    case = register(clerk, "先签收再办理的办件")
    clerk.goto(case)
    clerk.get_by_role("link", name="判重", exact=True).click()
    ready(clerk, "form")
    expect(clerk.locator("[data-form-submit]")).to_have_count(0)
    clerk.get_by_role("button", name="签收").first.click()
    ready(clerk, "form")
    expect(clerk.locator("[data-form-submit]")).to_be_visible()

    auditor = sign_in("demo_auditor")
    auditor.goto(clerk.url)
    ready(auditor, "form")
    expect(auditor.locator("[data-form-submit]")).to_have_count(0)
    expect(auditor.get_by_role("button", name="签收")).to_have_count(0)

    clerk.get_by_role("button", name="取消签收").click()
    clerk.get_by_role("button", name="确定").click()
    clerk.wait_for_url("**/?box=group")
    clerk.goto(auditor.url)
    expect(clerk.get_by_role("button", name="签收").first).to_be_visible()


def test_a_due_date_explains_itself(sign_in: SignIn) -> None:
    page = sign_in("demo_clerk")
    open_task(page, register(page, "说明期限的办件"), "判重")
    page.locator(".explain summary").click()
    expect(page.locator(".explain-body")).to_contain_text("15 日")


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_the_task_page_is_accessible_and_fits(sign_in: SignIn, phone: bool) -> None:
    page = sign_in("demo_clerk", phone=phone)
    open_task(page, register(page, "无障碍检查的办件"), "判重")
    page.get_by_label("重复信访").check()
    page.locator("[data-form-submit]").click()
    expect(page.get_by_role("alert")).to_be_visible()
    check_accessible(page)
    check_fits(page)
