"""The worklist: whose tasks it shows, in which order, how it pages and searches, and claiming from it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from engine import SimulatedClock, commands
from engine.service.engine import Engine
from tests.integration.webui.clients import Browser

TITLE = re.compile(r'class="row-sub">([^<]*)<')


def titles(page: str) -> list[str]:
    return TITLE.findall(page)


def test_a_task_of_the_group_is_claimed_and_is_then_mine(
    browser: Callable[..., Browser], start_case: Callable[..., Any]
) -> None:
    task = start_case("投影仪").task_ids[0]
    leader = browser("demo_leader")
    group = leader.get("/?box=group").text
    assert titles(group) == ["投影仪"]
    assert "剩余 3 个工作日" in group
    assert f"/tasks/{task}/claim" in group
    assert "您没有待办任务" in leader.get("/").text

    done = leader.post(f"/tasks/{task}/claim")

    assert done.location == f"/tasks/{task}"
    assert titles(leader.get("/").text) == ["投影仪"]
    assert titles(leader.get("/?box=group").text) == []


def test_a_task_is_not_shown_to_those_it_is_not_for(
    browser: Callable[..., Browser], start_case: Callable[..., Any]
) -> None:
    start_case("投影仪")
    assert titles(browser("demo_clerk").get("/?box=group").text) == []


def test_the_most_urgent_comes_first_and_lamps_follow_the_clock(
    browser: Callable[..., Browser], start_case: Callable[..., Any], clock: SimulatedClock
) -> None:
    start_case("first")
    clock.advance(timedelta(days=3))  # Monday
    start_case("second")
    clock.advance(timedelta(days=3))  # Thursday
    start_case("third")
    page = browser("demo_leader").get("/?box=group").text
    assert titles(page) == ["first", "second", "third"]
    words = re.findall(r'class="lamp lamp-(\w+)">.*?<span class="lamp-words">([^<]*)<', page, re.S)
    assert words == [("red", "已超期 1 个工作日"), ("yellow", "今日到期"), ("green", "剩余 3 个工作日")]


def test_a_finished_task_stays_with_how_it_stood(
    browser: Callable[..., Browser], start_case: Callable[..., Any], engine: Engine
) -> None:
    task = start_case("投影仪").task_ids[0]
    engine.handle(commands.CompleteTask(actor="demo_leader", task_id=task, variables={"opinion": "同意"}))
    page = browser("demo_leader").get("/?box=done").text
    assert titles(page) == ["投影仪"]
    assert "按期完成" in page


def test_pages_follow_each_other_without_gap_or_repeat(
    browser: Callable[..., Browser], start_case: Callable[..., Any]
) -> None:
    names = [f"item {n:02}" for n in range(45)]
    for name in names:
        start_case(name)
    leader, seen, path, pages = browser("demo_leader"), [], "/?box=group", 0
    while path:
        page = leader.get(path).text
        seen += titles(page)
        pages += 1
        following = re.search(r'rel="next" href="([^"]+)"', page)
        path = following[1].replace("&amp;", "&") if following else ""
    assert pages == 3
    assert sorted(seen) == names


def test_search_finds_by_number_and_by_the_variables_that_the_pack_names(
    browser: Callable[..., Browser], start_case: Callable[..., Any]
) -> None:
    number = start_case("投影仪").number
    start_case("摄像机")
    leader = browser("demo_leader")
    assert titles(leader.get("/", query_string={"box": "group", "q": "摄像"}).text) == ["摄像机"]
    assert titles(leader.get("/", query_string={"box": "group", "q": number}).text) == ["投影仪"]
    nothing = leader.get("/", query_string={"box": "group", "q": "<b>水泵"}).text
    assert "没有查到" in nothing
    assert "&lt;b&gt;水泵" in nothing


def test_a_part_of_the_page_is_answered_with_the_part(
    browser: Callable[..., Browser], start_case: Callable[..., Any]
) -> None:
    start_case()
    part = (
        browser("demo_leader")
        .get("/?box=group", headers={"HX-Request": "true", "HX-Target": "worklist"})
        .text
    )
    assert part.lstrip().startswith("<section")
    assert "<html" not in part


def test_a_part_asked_for_after_the_session_has_ended_leads_to_the_sign_in(
    browser: Callable[..., Browser],
) -> None:
    answer = browser().get("/?box=group", headers={"HX-Request": "true", "HX-Target": "worklist"})
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"] == "/login?next=/?box%3Dgroup"


def test_notices_are_counted_at_the_bell_until_they_are_read(
    browser: Callable[..., Browser], start_case: Callable[..., Any], engine: Engine, clock: SimulatedClock
) -> None:
    task = start_case("投影仪").task_ids[0]
    engine.handle(commands.Claim(actor="demo_leader", task_id=task))
    engine.run_due(clock.now() + timedelta(days=10))
    leader = browser("demo_leader")
    assert "bell-count" in leader.get("/").text
    page = leader.get("/notices/").text
    assert "投影仪" in titles(page)
    assert "已超期" in page
    leader.post("/notices/read")
    assert "bell-count" not in leader.get("/").text
