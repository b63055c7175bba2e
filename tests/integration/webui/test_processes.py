"""Processes: versions, models as deployed, and deployment by upload with its findings."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from engine.service.engine import Engine
from tests.integration.webui.clients import Browser
from tests.integration.webui.conftest import pack_files


def archive(files: dict[str, bytes]) -> io.BytesIO:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as out:
        for name, content in files.items():
            out.writestr(f"loan/{name}", content)
    buffer.seek(0)
    return buffer


def deploy(person: Browser, files: dict[str, bytes], **said: str) -> Any:
    return person.post("/processes/deploy", {"files": (archive(files), "loan.zip"), **said})


def test_the_list_shows_versions_and_who_deployed_them(browser: Callable[..., Browser]) -> None:
    page = browser("demo_auditor").get("/processes/").text
    assert "物品借用" in page
    assert "演示·流程设计员" in page
    assert "/processes/loan/1/loan" in page
    versions = browser("demo_auditor").get("/processes/loan").text
    assert "第 1 版" in versions
    assert "新办件使用" in versions


def test_the_model_is_given_out_as_it_was_deployed(browser: Callable[..., Browser]) -> None:
    person = browser("demo_clerk")
    page = person.get("/processes/loan/1/loan").text
    assert 'data-diagram="/processes/loan/1/loan.bpmn?shown=1"' in page
    answer = person.get("/processes/loan/1/loan.bpmn")
    assert answer.data == (Path(__file__).parent / "pack" / "loan.bpmn").read_bytes()
    assert answer.mimetype == "application/xml"


def test_what_is_not_deployed_is_not_found(browser: Callable[..., Browser]) -> None:
    person = browser("demo_clerk")
    for path in (
        "/processes/nope",
        "/processes/loan/9/loan",
        "/processes/loan/1/nope",
        "/processes/loan/1/nope.bpmn",
    ):
        answer = person.get(path)
        assert answer.status_code == 404, path
        assert "未找到" in answer.text


def test_a_changed_pack_becomes_the_next_version_and_the_same_one_does_not(
    browser: Callable[..., Browser], engine: Engine
) -> None:
    designer = browser("demo_designer")
    changed = pack_files()
    changed["pack.yaml"] = changed["pack.yaml"].replace(b"days: 3", b"days: 5")
    done = deploy(designer, changed, reason="时限调整")
    assert done.location == "/processes/loan"
    assert "第 2 版已部署" in designer.get(done.location).text
    (row, _) = engine.read.definitions()
    assert (row.deployed_by, row.reason) == ("demo_designer", "时限调整")
    assert "时限调整" in designer.get(done.location).text
    again = deploy(designer, changed)
    assert "未作更改" in designer.get(again.location).text
    assert [row.version for row in engine.read.definitions()] == [2, 1]


def test_a_pack_with_errors_is_refused_by_file_element_and_rule(
    browser: Callable[..., Browser], engine: Engine
) -> None:
    broken = pack_files()
    broken["loan.bpmn"] = broken["loan.bpmn"].replace(b'formId="decide"', b'formId="not_there"')
    answer = deploy(browser("demo_designer"), broken)
    assert answer.status_code == 422
    assert "未部署任何内容" in answer.text
    assert "loan.bpmn" in answer.text
    assert "<code>decide</code>" in answer.text
    assert "没有表单 not_there" in answer.text
    assert [row.version for row in engine.read.definitions()] == [1]


def test_what_is_no_pack_is_refused_with_the_reason(browser: Callable[..., Browser]) -> None:
    designer = browser("demo_designer")
    answer = designer.post("/processes/deploy", {"files": (io.BytesIO(b"junk"), "pack.zip")})
    assert answer.status_code == 422
    assert "不是可读取的 zip 压缩包" in answer.text


def test_a_clerk_may_not_deploy(browser: Callable[..., Browser], engine: Engine) -> None:
    clerk = browser("demo_clerk")
    assert "您无权部署流程包" in clerk.get("/processes/deploy").text
    answer = deploy(clerk, pack_files() | {"README.md": b"new"})
    assert answer.status_code == 403
    assert "没有权限" in answer.text
    assert [row.version for row in engine.read.definitions()] == [1]


def test_an_upload_that_is_too_large_is_refused(browser: Callable[..., Browser]) -> None:
    designer = browser("demo_designer")
    answer = designer.client.post("/processes/deploy", environ_overrides={"CONTENT_LENGTH": "26000000"})
    assert answer.status_code == 413
    assert "文件过大" in answer.text
