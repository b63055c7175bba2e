"""What the commands tell people follows the language of their terminal; JSON is always English."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine import cli
from tests.unit.conformance.words import line, many, model, named, node, task

MODEL = model(line("a"), task("a"))
LOOP = model(line("a"), named(node("userTask", "a", many(cardinality="1")), "办理"))
SCENARIO = 'title: T\nat: "2026-01-05T09:00+08:00"\nstart: {by: clerk}\nthen: {status: completed}\n'
AT = ["--at", "2026-01-05T09:00+08:00"]
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("LC_ALL", raising=False)
    (tmp_path / "m.bpmn").write_bytes(MODEL)
    (tmp_path / "loop.bpmn").write_bytes(LOOP)
    (tmp_path / "bad.bpmn").write_bytes(b"no xml")
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack" / "p.bpmn").write_bytes(MODEL)
    (tmp_path / "pack" / "pack.yaml").write_text("key: p\ntitle: T\nprocess: p\n", "utf-8")
    (tmp_path / "pack" / "scenarios").mkdir()
    (tmp_path / "pack" / "scenarios" / "one.yaml").write_text(SCENARIO, "utf-8")
    return tmp_path


COMMANDS = {
    "run": ["run", "m.bpmn", *AT, "--message", "paid:1"],
    "run, a loop": ["run", "loop.bpmn", *AT, "--auto"],
    "run, wrong element": ["run", "m.bpmn", *AT, "--complete", "b"],
    "run, refused": ["run", "bad.bpmn", *AT],
    "run, wrong time": ["run", "m.bpmn", *AT, "--until", "soon"],
    "run, wrong JSON": ["run", "m.bpmn", *AT, "--complete", "a=5"],
    "run, no process": ["run", "m.bpmn", *AT, "--process", "q"],
    "test": ["test", "pack"],
    "test, no pack": ["test", "m.bpmn"],
    "lint": ["lint", "m.bpmn"],
    "convert": ["convert", "bad.bpmn"],
    "convert, no file": ["convert"],
    "feel": ["feel", "1 +", *AT],
    "feel, unary": ["feel", "1", "--unary"],
    "dmn": ["dmn", "m.bpmn"],
}


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_sentences_are_in_the_language_of_the_terminal(folder, monkeypatch, capsys, command):
    monkeypatch.setenv("LANG", "C.UTF-8")
    code = cli.execute(command)
    english = "".join(capsys.readouterr())
    assert not CHINESE.search(english.replace("办理", ""))
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert cli.execute(command) == code
    chinese = "".join(capsys.readouterr())
    assert CHINESE.search(chinese.replace("办理", ""))


@pytest.mark.parametrize(
    ("command", "english", "chinese"),
    [
        (["lint", "m.bpmn"], "0 errors, 3 warnings", "0 个错误，3 个警告"),
        (["run", "m.bpmn", *AT, "--auto"], "status: completed", "状态：完成"),
        (["test", "pack"], "0 passed, 1 failed", "通过 0 个，未通过 1 个"),
    ],
)
def test_the_last_line_too(folder, monkeypatch, capsys, command, english, chinese):
    for language, last in (("C.UTF-8", english), ("zh_CN.UTF-8", chinese)):
        monkeypatch.setenv("LANG", language)
        cli.execute(command)
        assert capsys.readouterr().out.splitlines()[-1] == last


def test_a_line_of_a_run_shows_names_and_numbers(folder, monkeypatch, capsys):
    monkeypatch.setenv("LANG", "C.UTF-8")
    cli.execute(["run", "loop.bpmn", *AT, "--auto"])
    assert (
        "   5  2026-01-05T09:00:00+08:00  activated  a 办理 (userTask) no. 1 in a" in capsys.readouterr().out
    )
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    cli.execute(["run", "loop.bpmn", *AT, "--auto"])
    assert "激活       a 办理 (用户任务) 第 1 次 在 a 内" in capsys.readouterr().out


@pytest.mark.parametrize(
    "command", [["run", "m.bpmn", *AT, "--complete", "b"], ["run", "bad.bpmn", *AT], ["lint", "m.bpmn"]]
)
def test_json_is_english(folder, monkeypatch, capsys, command):
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    cli.execute([*command, "--json"])
    assert not CHINESE.search(capsys.readouterr().out)
