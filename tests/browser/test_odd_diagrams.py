"""Diagrams that lack something are completed and keep what they have; odd ones are shown; others get a sentence."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from lxml import etree
from playwright.sync_api import Browser, Page, expect

from bench import diagram
from tests.browser import odd
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_geometry import measured

FILES = {name: xml for group in (odd.LACKING, odd.ODD, odd.UNDRAWN) for name, (_, xml) in group.items()}
#: Where every drawn shape lies: {id: [x, y]}.
PLACES = """() => Object.fromEntries([...document.querySelectorAll('.djs-shape:not([data-element-id$="_label"])')]
  .map(one => [one.dataset.elementId, one.transform.baseVal.consolidate().matrix]).map(([id, at]) => [id, [at.e, at.f]]))"""
DRAWN = "() => [...document.querySelectorAll('.djs-element')].map(one => one.dataset.elementId)"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with diagram.site(FILES) as found:
        yield found


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    opened = chromium.new_page(viewport=DESKTOP, locale="zh-CN")
    opened.set_default_timeout(15_000)
    yield opened
    opened.close()


def given(xml: str) -> dict[str, list[float]]:
    """Where the file puts its shapes."""
    found = {}
    for one in etree.fromstring(xml.encode()).iter("{*}BPMNShape"):
        for bounds in one.findall("{*}Bounds"):
            found[one.get("bpmnElement")] = [float(bounds.get("x")), float(bounds.get("y"))]
    return found


@pytest.mark.parametrize("name", odd.LACKING)
def test_what_lacks_is_drawn_and_what_is_given_stays(page: Page, address: str, name: str) -> None:
    lacks, xml = odd.LACKING[name]
    found = measured(page, address, name, xml)

    assert set(lacks.split()) <= set(page.evaluate(DRAWN))
    places = page.evaluate(PLACES)
    kept = {one: at for one, at in given(xml).items() if one not in lacks.split()}
    assert {one: places[one] for one in kept} == kept
    assert found["over"] == []


@pytest.mark.parametrize("name", odd.ODD)
def test_odd_diagrams_are_shown(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}/{name}.html")
    page.wait_for_selector("[data-ready]")
    assert set(odd.ODD[name][0].split()) <= set(page.evaluate(DRAWN))
    assert page.locator(".djs-shape").first.is_visible()


@pytest.mark.parametrize("name", odd.UNDRAWN)
def test_what_is_not_drawn_is_told(page: Page, address: str, name: str) -> None:
    page.goto(f"{address}/{name}.html")
    expect(page.locator(".diagram-failure")).to_contain_text(odd.UNDRAWN[name][0])


def test_keys_move_and_zoom_the_diagram(page: Page, address: str) -> None:
    page.goto(f"{address}/two edges.html")
    page.wait_for_selector("[data-ready]")
    view = page.locator(".djs-container svg .viewport")
    page.locator(".djs-container svg").first.focus()
    seen = {view.get_attribute("transform")}
    for key in ("ArrowRight", "ArrowDown", "+", "-"):
        page.keyboard.press(key)
        seen.add(view.get_attribute("transform"))
    assert len(seen) >= 4
    page.keyboard.press("0")
    assert page.locator('[data-element-id="e"]').first.is_visible()


def test_on_a_phone_the_buttons_are_big_and_beside_the_diagram(chromium: Browser, address: str) -> None:
    page = chromium.new_page(viewport=PHONE, locale="zh-CN", is_mobile=True, has_touch=True)
    page.goto(f"{address}/two edges.html")
    page.wait_for_selector("[data-ready]")
    canvas = page.locator(".diagram-canvas").bounding_box()
    assert canvas is not None
    for button in page.locator(".diagram-controls button").all():
        box = button.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 44
        assert box["y"] >= canvas["y"] + canvas["height"]
    before = page.locator(".viewport").get_attribute("transform")
    page.get_by_role("button", name="放大").tap()
    assert page.locator(".viewport").get_attribute("transform") != before
    page.close()
