"""`banjian lint`: packs, folders and files in; one line or one JSON object per finding out."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from engine.cli.model import lint_command
from tests.unit.dmn.samples import decision, document, literal
from tests.unit.model.examples import END, START, bpmn, flow, line, pack
from tests.unit.model.rule_examples import EXAMPLES


def run(*arguments: object) -> Result:
    return CliRunner().invoke(lint_command, [str(a) for a in arguments])


def write(folder: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


def test_a_good_pack_ends_with_zero(tmp_path):
    result = run(write(tmp_path / "leave", pack()))
    assert (result.exit_code, result.output) == (0, "0 errors, 0 warnings\n")


def test_an_error_is_named_by_file_line_element_and_rule_and_ends_with_one(tmp_path):
    result = run(write(tmp_path / "leave", EXAMPLES["timer-syntax"][1]))
    assert result.exit_code == 1
    assert "leave/p.bpmn:4 c: " in result.output
    assert "[timer-syntax]" in result.output
    assert "1 errors, 0 warnings" in result.output


def test_warnings_alone_end_with_zero(tmp_path):
    result = run(write(tmp_path / "leave", EXAMPLES["missing-deadline"][1]), "--json")
    assert result.exit_code == 0
    assert [f["severity"] for f in json.loads(result.output)] == ["warning"]


def test_json_is_one_list_of_findings(tmp_path):
    result = run(write(tmp_path / "leave", EXAMPLES["flow-dangling"][1]), "--json")
    assert json.loads(result.output) == [
        {
            "file": (tmp_path / "leave/p.bpmn").as_posix(), "element": "s_nowhere", "rule": "flow-dangling",
            "severity": "error", "message": "targetRef names nowhere, which is no element of this process.", "line": 5,
        }
    ]  # fmt: skip


def test_a_folder_of_packs_is_checked_pack_by_pack_and_loose_files_too(tmp_path):
    write(tmp_path / "one", pack())
    write(tmp_path / "two", EXAMPLES["flow-dangling"][1])
    write(tmp_path, {"loose.bpmn": line("a")[:-20], "notes.txt": b"x"})
    files = {f["file"] for f in json.loads(run(tmp_path, "--json").output)}
    assert files == {(tmp_path / name).as_posix() for name in ("two/p.bpmn", "loose.bpmn")}


@pytest.mark.parametrize("name", ["m.bpmn", "m.xml", "m.dmn", "m.form.json", "m.txt", "pack.yaml"])
def test_garbage_is_answered_with_findings_whatever_the_file_is_called(tmp_path, name):
    write(tmp_path, {name: b"\x00\xff garbage <"})
    result = run(tmp_path / name, "--json")
    assert result.exit_code == 1
    assert json.loads(result.output)


def test_what_cannot_be_read_is_a_finding_and_the_rest_is_checked(tmp_path: Path) -> None:
    write(tmp_path, {"good.bpmn": line("a"), "deep/pack.yaml/x.txt": b""})
    (tmp_path / "gone.bpmn").symlink_to("nowhere")
    (tmp_path / "round.bpmn").symlink_to("round.bpmn")
    (tmp_path / "loop").symlink_to(".")
    (tmp_path / "deep" / "back").symlink_to("..")
    os.mkfifo(tmp_path / "pipe.bpmn")
    found = [f for f in json.loads(run(tmp_path, "--json").output) if f["severity"] == "error"]
    assert [(Path(f["file"]).name, f["rule"]) for f in found] == [
        ("gone.bpmn", "file-unreadable"), ("round.bpmn", "file-unreadable"),
    ]  # fmt: skip


def test_a_name_that_is_no_text_is_a_finding(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff.bpmn")).write_bytes(line("a"))
    (found,) = json.loads(run(tmp_path, "--json").output)
    assert (found["rule"], Path(found["file"]).name) == ("file-unreadable", "\\xff.bpmn")


def test_a_folder_that_holds_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.model.files.MAX_FOLDER_BYTES", 100)
    (found,) = json.loads(run(write(tmp_path, pack()), "--json").output)
    assert found["rule"] == "file-unreadable"


def test_an_empty_folder_is_said_to_be_empty(tmp_path):
    assert [f["rule"] for f in json.loads(run(tmp_path, "--json").output)] == ["nothing-to-check"]


def test_a_path_that_is_not_there_is_wrong_usage(tmp_path):
    assert run(tmp_path / "none").exit_code == 2


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("forms/a.form.json", '{"conditional": {"hide": "=a >"}}', "表达式不完整"),
        ("forms/a.form.json", '{"validate": {"pattern": "(a"}}', "有“(”而没有“)”"),
        ("a.dmn", "a >", "表达式不完整"),
        ("p.bpmn", "=a &gt;", "表达式不完整"),
    ],
    ids=["rule of a form", "pattern of a form", "decision", "condition"],
)
def test_the_reason_within_a_finding_is_told_in_the_language_too(
    name: str, content: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    if name.endswith(".json"):
        field = {"type": "textfield", "id": "x", "key": "x", "label": "X", **json.loads(content)}
        data = json.dumps({"type": "default", "id": "a", "components": [field]}).encode()
    elif name.endswith(".dmn"):
        data = document(decision("D", literal(content)))
    else:
        data = bpmn(START + END + flow("s", "e", content))
    lines = run(write(tmp_path / "leave", {name: data})).output.splitlines()
    assert any(told in told_line for told_line in lines), lines
