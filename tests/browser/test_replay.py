"""Replay in the browser: an auditor steps through a case, by hand, by key and by playing it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.pages import check_accessible, check_fits, marked, open_task, ready, register

SignIn = Callable[..., Page]


@pytest.fixture
def replay(sign_in: SignIn) -> Callable[..., Page]:
    """Opens the replay of a petition of three steps: registered, claimed, checked for repeats."""

    def opened(phone: bool = False, step: str = "") -> Page:
        clerk = sign_in("demo_clerk")
        case = register(clerk, "供回放的办件")
        open_task(clerk, case, "判重")
        clerk.get_by_label("初次信访").check()
        clerk.locator("[data-form-submit]").click()
        expect(clerk.locator(".alert-success")).to_be_visible()
        page = sign_in("demo_auditor", phone=phone)
        page.goto(f"{case}/replay{step}")
        ready(page, "replay")
        return page

    return opened


def test_keys_step_through_the_case_and_diagram_and_data_follow(replay: Callable[..., Page]) -> None:
    page = replay()
    page.keyboard.press("Home")
    assert marked(page, "is-active") == set()
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-replay-count]")).to_contain_text("第 1 /")
    assert "check_repeat" in marked(page, "is-active")
    expect(page.locator("[data-replay-variables]")).to_contain_text("供回放的办件")
    expect(page.locator("[data-replay-step]")).to_contain_text("演示·信访登记员")
    page.keyboard.press("End")
    assert "decide" in marked(page, "is-active")
    assert "check_repeat" in marked(page, "is-done")
    page.keyboard.press("ArrowLeft")
    assert "check_repeat" in marked(page, "is-active")


def test_the_last_step_shows_what_the_engine_says_of_the_case(replay: Callable[..., Page]) -> None:
    page = replay()
    overlay = page.request.get(page.url.split("/replay")[0] + "/overlay.json").json()
    assert marked(page, "is-active") == set(overlay["active"])
    assert marked(page, "is-done") == set(overlay["done"])
    assert marked(page, "is-taken") == set(overlay["taken"])


def test_the_address_leads_to_the_step(replay: Callable[..., Page]) -> None:
    page = replay(step="?step=1")
    expect(page.locator("[data-replay-count]")).to_contain_text("第 1 /")
    page.locator("[data-replay-next]").click()
    assert page.url.endswith("step=2")
    page.reload()
    expect(page.locator("[data-replay-count]")).to_contain_text("第 2 /")


def test_it_plays_one_step_a_second_and_stops_at_the_end(replay: Callable[..., Page]) -> None:
    page = replay()
    page.keyboard.press("Home")
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="暂停")).to_be_visible()
    expect(page.locator("[data-replay-next]")).to_be_disabled(timeout=10_000)
    expect(page.get_by_role("button", name="播放")).to_be_visible()


def test_a_value_that_changed_is_told_with_the_step_that_changed_it(replay: Callable[..., Page]) -> None:
    page = replay()
    page.keyboard.press("End")
    changed = page.locator("[data-replay-variables] .is-changed")
    expect(changed.filter(has_text="判重结果")).to_contain_text("初次信访")
    page.keyboard.press("Home")
    expect(page.locator("[data-replay-variables]")).not_to_contain_text("初次信访")


def test_the_list_has_the_same_steps_in_words(replay: Callable[..., Page]) -> None:
    page = replay()
    steps = page.locator("[data-replay-list] a")
    assert steps.count() == int(page.locator("[data-replay-slider]").get_attribute("max") or 0)
    steps.first.click()
    expect(steps.first).to_have_attribute("aria-current", "step")
    expect(page.locator("[data-replay-slider]")).to_have_attribute("aria-valuetext", re.compile("第 1 步"))


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_the_replay_is_accessible_and_fits(replay: Callable[..., Page], phone: bool) -> None:
    page = replay(phone=phone)
    check_accessible(page)
    check_fits(page)
