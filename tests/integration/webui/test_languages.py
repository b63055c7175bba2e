"""Chinese first, English by choice; the engine's sentences in the reader's language."""

from __future__ import annotations

from collections.abc import Callable

from tests.integration.webui.clients import Browser, Program


def test_pages_are_chinese_until_the_reader_chooses(browser: Callable[..., Browser]) -> None:
    person = browser("demo_clerk")
    page = person.get("/").text
    assert '<html lang="zh-CN">' in page
    assert "我的待办" in page
    back = person.post("/language", {"language": "en", "next": "/?box=group"})
    assert back.location == "/?box=group"
    page = person.get("/").text
    assert '<html lang="en">' in page
    assert "My tasks" in page
    assert "我的待办" not in page


def test_an_unknown_language_changes_nothing(browser: Callable[..., Browser]) -> None:
    person = browser("demo_clerk")
    person.post("/language", {"language": "tlh"})
    assert "我的待办" in person.get("/").text


def test_people_and_units_have_names_in_both_languages(browser: Callable[..., Browser]) -> None:
    person = browser("demo_clerk")
    assert "接访科" in person.get("/").text
    person.post("/language", {"language": "en"})
    assert "Visits Section" in person.get("/").text


def test_an_error_of_the_engine_is_told_in_the_readers_language(
    program: Callable[..., Program], start_case: Callable
) -> None:
    receipt = start_case()
    task = receipt.task_ids[0]
    assert program("demo_leader").post(f"/tasks/{task}/claim").status_code == 200
    stranger = program("demo_clerk")
    chinese = stranger.post(f"/tasks/{task}/claim").json["error"]
    english = stranger.post(f"/tasks/{task}/claim", **{"Accept-Language": "en"}).json["error"]
    assert chinese["kind"] == english["kind"] == "forbidden"
    assert "办理范围" in chinese["message"]
    assert "is not for" in english["message"]


def test_findings_are_told_in_the_readers_language(program: Callable[..., Program]) -> None:
    clerk = program("demo_clerk")
    body = {"process": "loan", "variables": {}}
    chinese = clerk.post("/instances", body).json["error"]["findings"]
    english = clerk.post("/instances", body, **{"Accept-Language": "en"}).json["error"]["findings"]
    assert [finding["element"] for finding in chinese] == ["item"]
    assert chinese[0]["message"] == "请填写“物品”。"
    assert english[0]["message"] == "物品 is required."
