"""Diagrams in the browser: drawn where the file draws none, opened where it closes them, whole in any case."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser import drawings, loans
from tests.browser.pages import check_accessible, check_fits, marked, ready

SignIn = Callable[..., Page]
BOTH = pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])

#: Names beside shapes that lie over a shape or over another name.
OVERLAPS = """frames => {
  const box = one => one.getBoundingClientRect();
  const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
  const names = [...document.querySelectorAll('.djs-element[data-element-id$="_label"] .djs-visual text')];
  const shapes = [...document.querySelectorAll('.djs-shape:not(.is-frame):not([data-element-id$="_label"]) .djs-visual')];
  const solid = shapes.filter(one => !frames.includes(one.closest('.djs-element').dataset.elementId));
  return names.flatMap((name, at) => [...solid, ...names.slice(at + 1)]
    .filter(other => meet(box(name), box(other))).map(other => name.textContent + ' / ' + other.textContent));
}"""


def open_diagram(page: Page, site: str, key: str, model: str | bytes) -> None:
    loans.deploy(site, drawings.pack(key, model))
    page.goto(f"/processes/{key}")
    page.get_by_role("link", name="流程图").first.click()
    ready(page, "diagram")


def element(page: Page, name: str) -> Locator:
    return page.locator(f'.djs-element[data-element-id="{name}"]').first


@BOTH
def test_everything_of_a_file_without_a_diagram_is_drawn(sign_in: SignIn, site: str, phone: bool) -> None:
    page = sign_in("demo_auditor", phone=phone)
    open_diagram(page, site, "full", drawings.FULL)
    for name in drawings.DRAWN_OF_FULL:
        expect(element(page, name)).to_be_attached()
    assert page.evaluate(OVERLAPS, list(drawings.FRAMES)) == []
    check_accessible(page)
    check_fits(page)


@BOTH
@pytest.mark.parametrize("key", sorted(drawings.CLOSED))
def test_what_is_active_in_a_closed_subprocess_is_seen_from_outside_and_inside(
    sign_in: SignIn, site: str, key: str, phone: bool
) -> None:
    loans.deploy(site, drawings.pack(key, drawings.CLOSED[key]))
    case = loans.start(site, "", key)["instance_id"]
    page = sign_in("demo_clerk", phone=phone)
    page.goto(f"/instances/{case}")
    ready(page, "diagram")
    assert marked(page, "is-active") == {"sub"}
    page.get_by_title("打开 勘查").click()
    expect(element(page, "look")).to_be_visible()
    assert marked(page, "is-active") == {"look"}
    check_accessible(page)
    check_fits(page)


def test_a_file_that_is_drawn_in_part_is_drawn_whole(sign_in: SignIn, site: str) -> None:
    page = sign_in("demo_auditor")
    open_diagram(page, site, "partly", drawings.PARTLY)
    for name in ("s", "sub", "is", "look", "ie", "e"):
        expect(element(page, name)).to_be_visible()
    for name in ("f1", "f2", "f3", "f4"):
        expect(element(page, name)).to_be_attached()


def test_the_diagram_of_the_process_is_shown_not_the_first_of_the_file(sign_in: SignIn, site: str) -> None:
    page = sign_in("demo_auditor")
    open_diagram(page, site, "second", drawings.SECOND)
    expect(element(page, "work")).to_be_visible()


def test_elements_with_chinese_ids_are_drawn_and_marked(sign_in: SignIn, site: str) -> None:
    model = drawings.PARTLY
    for old, new in (("look", "勘查现场"), ("f2", "流向_二")):
        model = model.replace(f'"{old}"', f'"{new}"').replace(f">{old}<", f">{new}<")
    loans.deploy(site, drawings.pack("partly", model))
    case = loans.start(site, "", "partly")["instance_id"]
    page = sign_in("demo_clerk")
    page.goto(f"/instances/{case}")
    ready(page, "diagram")
    expect(element(page, "勘查现场")).to_be_visible()
    assert "勘查现场" in marked(page, "is-active")


def test_the_file_is_downloaded_as_it_was_deployed(sign_in: SignIn, site: str) -> None:
    data = ('<?xml version="1.0" encoding="UTF-16"?>\r\n' + drawings.PARTLY).encode("utf-16")
    page = sign_in("demo_auditor")
    open_diagram(page, site, "partly", data)
    with page.expect_download() as download:
        page.get_by_role("link", name="下载 BPMN").click()
    assert Path(download.value.path()).read_bytes() == data
