"""`banjian lint` on packs: what it knows of the installation, and what follows from what."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.cli import execute

PACK = "key: p\ntitle: T\nprocess: p\n"


def found(folder: Path, capfd: pytest.CaptureFixture[str], process: str) -> dict[str, str]:
    """Message by rule."""
    (folder / "pack.yaml").write_text(PACK, "utf-8")
    (folder / "p.process.yaml").write_text(process, "utf-8")
    execute(["lint", str(folder), "--json"])
    return {finding["rule"]: finding["message"] for finding in json.loads(capfd.readouterr().out)}


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("document.rendre", {"handler-known": "There is no handler for document.rendre; known: document.render."}),
        ("document.render", {}),
    ],
)  # fmt: skip
def test_a_job_without_a_handler_is_told(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], kind: str, told: dict[str, str]
) -> None:
    job = (
        f"process: p\ndo:\n  - job: 制作\n    type: {kind}\n    headers: {{template: a.docx, name: b.docx}}\n"
    )
    rules = found(tmp_path, capfd, job)
    assert {rule: text for rule, text in rules.items() if rule == "handler-known"} == told


def test_a_process_that_cannot_be_read_is_not_called_missing_too(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert set(found(tmp_path, capfd, "process: p\ndo:\n  - task: a: b\n")) == {"yaml-syntax"}
    assert "main-process" in found(tmp_path, capfd, "process: q\ndo:\n  - step: 过\n")


def test_a_broken_configuration_hinders_no_check(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.yaml").write_text("handlers: {modules: [not_there]}", "utf-8")
    model = tmp_path / "p.process.yaml"
    model.write_text("process: p\ndo:\n  - step: 过\n", "utf-8")
    assert execute(["lint", str(model), "--json"]) == 0
    told = capfd.readouterr()
    assert json.loads(told.out) == []
    assert "not_there" in told.err
