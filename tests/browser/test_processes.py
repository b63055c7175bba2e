"""Processes in the browser: versions, diagram, and a deployment that is refused with its reasons."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import loans
from tests.browser.pages import check_accessible, check_fits, ready

SignIn = Callable[..., Page]


@pytest.fixture(scope="module", autouse=True)
def pack(site: str) -> None:
    loans.deploy(site)


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_from_the_list_to_the_diagram(sign_in: SignIn, phone: bool) -> None:
    page = sign_in("demo_auditor", phone=phone)
    page.goto("/processes/")
    check_accessible(page)
    check_fits(page)
    page.get_by_role("link", name="信访办理").click()
    check_accessible(page)
    check_fits(page)
    page.get_by_role("link", name="流程图").first.click()
    ready(page, "diagram")
    expect(page.locator(".djs-element[data-element-id]").first).to_be_attached()
    check_accessible(page)
    check_fits(page)
    with page.expect_download() as download:
        page.get_by_role("link", name="下载 BPMN").click()
    assert b"definitions" in Path(download.value.path()).read_bytes()


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_a_file_without_a_diagram_is_drawn(sign_in: SignIn, phone: bool) -> None:
    model = (loans.PACK / "loan.bpmn").read_bytes()
    assert b"BPMNDiagram" not in model
    page = sign_in("demo_auditor", phone=phone)
    page.goto("/processes/loan")
    page.get_by_role("link", name="流程图").first.click()
    ready(page, "diagram")
    nodes = re.findall(rb'<bpmn:(?:\w*Task|\w*Event|\w*Gateway|subProcess) id="(\w+)"', model)
    flows = re.findall(rb'<bpmn:sequenceFlow id="(\w+)"', model)
    assert nodes
    assert flows
    for name in (*nodes, *flows):
        expect(page.locator(f'.djs-element[data-element-id="{name.decode()}"]')).to_be_attached()
    check_accessible(page)
    check_fits(page)


@pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
def test_a_pack_with_errors_is_refused_and_the_mended_one_deployed(
    sign_in: SignIn, phone: bool, tmp_path: Path
) -> None:
    page = sign_in("demo_designer", phone=phone)
    page.goto("/processes/loan")
    before = page.locator("tbody tr").count()
    model = (loans.PACK / "loan.bpmn").read_bytes()
    broken, mended = tmp_path / "broken.zip", tmp_path / "mended.zip"
    broken.write_bytes(loans.archive({"loan.bpmn": model.replace(b'formId="decide"', b'formId="nope"')}))
    mended.write_bytes(loans.archive({"README.md": uuid.uuid4().bytes}))

    page.get_by_role("link", name="部署新版本").click()
    page.locator("#files").set_input_files(broken)
    page.get_by_role("button", name="检查并部署").click()
    expect(page.get_by_role("alert")).to_contain_text("未部署任何内容")
    row = page.locator(".finding-error").first
    expect(row).to_contain_text("loan.bpmn")
    expect(row).to_contain_text("decide")
    expect(row).to_contain_text("没有表单 nope")
    check_accessible(page)
    check_fits(page)

    page.locator("#files").set_input_files(mended)
    page.get_by_role("button", name="检查并部署").click()
    expect(page.locator("tbody tr")).to_have_count(before + 1)


def test_who_may_not_deploy_is_not_invited_to(sign_in: SignIn) -> None:
    page = sign_in("demo_clerk")
    page.goto("/processes/")
    expect(page.get_by_role("link", name="部署流程包")).to_have_count(0)
    page.goto("/processes/deploy")
    expect(page.locator("main")).to_contain_text("您无权部署流程包")
    expect(page.locator("#files")).to_have_count(0)
