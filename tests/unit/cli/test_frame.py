"""The frame of the command line: quick start, one line per error, exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import click
import pytest

from engine import cli
from engine.cli import failures
from engine.errors import ConfigError, Finding, Invalid, NotFound, ProcessFault

ROOT = Path(__file__).parents[3]


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch):
    """Makes `banjian doctor` raise what a test wants."""

    def fail_with(error: Exception) -> None:
        @click.command("doctor")
        @click.option("--json", "as_json", is_flag=True)
        def doctor(as_json: bool) -> None:
            raise error

        monkeypatch.setattr("engine.cli.doctor.doctor_command", doctor)

    return fail_with


def test_every_listed_command_is_there_and_says_what_it_does() -> None:
    context = click.Context(cli.banjian)
    listed = cli.banjian.list_commands(context)
    assert listed == list(cli.COMMANDS)
    for name in listed:
        command = cli.banjian.get_command(context, name)
        assert command is not None
        assert command.name == name
        assert command.help, name


def test_help_names_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.execute(["--help"]) == 0
    out = capsys.readouterr().out
    assert "calendar" in out
    assert cli.COMMANDS["doctor"][1] in out


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["calendar", "show"], ["calendar", "show", "soon"], ["--no"]]
)
def test_wrong_usage_ends_with_two(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.execute(arguments) == 2
    assert "Usage:" in capsys.readouterr().err


def test_an_error_of_the_engine_is_one_line(failing, capsys: pytest.CaptureFixture[str]) -> None:
    failing(NotFound("There is no case {number}.", number="信访2026-000001"))
    assert cli.execute(["doctor"]) == 1
    assert capsys.readouterr().err == "banjian: There is no case 信访2026-000001.\n"


def test_findings_are_listed_with_their_place(failing, capsys: pytest.CaptureFixture[str]) -> None:
    finding = Finding(
        "model.flow", "leads to {target}, which is not there", "a.bpmn", "f1", line=7, params={"target": "x"}
    )
    failing(Invalid("Pack {key} cannot be deployed.", [finding], key="petition"))
    assert cli.execute(["doctor"]) == 1
    assert capsys.readouterr().err.splitlines() == [
        "banjian: Pack petition cannot be deployed.",
        "  a.bpmn:7 f1: leads to x, which is not there [model.flow]",
    ]


def test_with_json_an_error_is_one_document(failing, capsys: pytest.CaptureFixture[str]) -> None:
    failing(ProcessFault("It broke at {element}.", element="pay"))
    assert cli.execute(["doctor", "--json"]) == 1
    captured = capsys.readouterr()
    assert json.loads(captured.out) == {
        "error": {"kind": "ProcessFault", "message": "It broke at pay.", "element": "pay"}
    }
    assert captured.err == ""


def test_an_unexpected_error_is_one_line_and_no_trace(failing, capsys: pytest.CaptureFixture[str]) -> None:
    failing(RuntimeError("first line\nsecond line"))
    assert cli.execute(["doctor"]) == 1
    err = capsys.readouterr().err
    assert err.startswith("banjian: RuntimeError: first line\n")
    assert "Traceback" not in err
    with pytest.raises(RuntimeError):
        cli.execute(["--traceback", "doctor"])


def test_interrupting_is_not_a_failure_with_a_trace(failing, capsys: pytest.CaptureFixture[str]) -> None:
    failing(KeyboardInterrupt())  # type: ignore[arg-type]
    assert cli.execute(["doctor"]) == 130
    assert "Traceback" not in capsys.readouterr().err


def test_an_error_in_the_configuration_names_its_key() -> None:
    error = ConfigError("'{key}' is wrong.", key="server.port")
    assert failures.document(error)["key"] == "server.port"


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({"LANG": "zh_CN.UTF-8"}, "zh_CN"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_the_language_is_that_of_the_terminal(environ: dict[str, str], language: str) -> None:
    assert failures.language(environ) == language


def test_a_named_configuration_file_is_used(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "other.yaml"
    file.write_text("colour: red")
    assert cli.execute(["--config", str(file), "calendar", "show", "2026"]) == 1
    assert "colour" in capsys.readouterr().err


def test_a_start_imports_only_what_it_needs() -> None:
    """The help of the command line must not wait for the database or the parser of models."""
    code = "import sys; from engine import cli; cli.execute(['--version']); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    loaded = set(done.stdout.split())
    assert not loaded & {"sqlalchemy", "SpiffWorkflow", "flask", "yaml", "apscheduler"}
