"""What the browser tests do again and again, in the words of the office: register, open, claim, look."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

GRAVE = {"serious", "critical"}


def choose(page: Page, label: str, option: str) -> None:
    """Choose an option of a select field of a form."""
    field = page.locator(".fjs-form-field-select", has_text=label)
    field.locator(".fjs-input-group").click()
    field.locator(".fjs-dropdownlist-item", has_text=option).first.click()


def fill_registration(page: Page, subject: str) -> None:
    """The registration form of a petition, all that must be filled in."""
    choose(page, "信访渠道", "来信")
    page.get_by_label("信访人姓名").fill("演示信访人")
    page.get_by_label("住址").fill("演示县幸福路 18 号")
    choose(page, "信访目的", "申诉求决")
    choose(page, "内容分类", "房屋征收")
    page.get_by_label("信访事项").fill(subject)
    page.get_by_label("反映的主要情节").fill("幸福路雨后积水三日不退，影响出行。")
    page.get_by_label("主要诉求").fill("请求疏通雨水管道。")


def register_by_form(page: Page, subject: str) -> str:
    """Start a petition as a clerk does it; the address of the case's page, which is open then."""
    page.goto("/instances/new?process=petition")
    ready(page, "form")
    fill_registration(page, subject)
    page.locator("[data-form-submit]").click()
    page.wait_for_url(lambda url: "/instances/" in url and "/new" not in url)
    return page.url


def register(page: Page, subject: str) -> str:
    """The same without filling in the form, for tests that are about what comes later."""
    page.goto("/instances/new")
    ready(page, "app")
    values = {
        "channel": "LETTER", "petitioner": {"name": "演示信访人", "address": "演示县幸福路 18 号"}, "kind": "CLAIM",
        "category": "HOUSING", "subject": subject, "facts": "幸福路雨后积水三日不退。", "claim": "请求疏通管道。",
    }  # fmt: skip
    answer = page.evaluate(
        "values => banjian.post('/instances/new?process=petition', {variables: values})", values
    )
    page.goto(answer["location"])
    return page.url


def open_task(page: Page, case: str, name: str) -> None:
    """Open a task from its case's page and claim it if nobody has."""
    page.goto(case)
    page.get_by_role("link", name=name, exact=True).click()
    claim = page.get_by_role("button", name="签收")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    if claim.count():
        claim.first.click()
    ready(page, "form")


def ready(page: Page, name: str) -> None:
    """Wait until the scripts of the page have done their work."""
    expect(page.locator(f'[data-ready="{name}"]')).to_be_attached()


def marked(page: Page, mark: str) -> set[str]:
    """Ids of the diagram's elements that carry a mark, such as `is-active`."""
    found: list[str] = page.locator(f".djs-element.{mark}").evaluate_all(
        "all => all.map(one => one.dataset.elementId)"
    )
    return set(found)


def check_accessible(page: Page) -> None:
    """No serious or critical violation of WCAG that axe can find."""
    found: list[dict[str, Any]] = Axe().run(page).response["violations"]
    grave = [
        f"{one['id']}: {node['html'][:160]}"
        for one in found
        if one["impact"] in GRAVE
        for node in one["nodes"]
    ]
    assert not grave, "\n".join(grave)


def check_fits(page: Page) -> None:
    """Nothing sticks out sideways."""
    wide, window = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert wide <= window
