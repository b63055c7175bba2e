"""`banjian convert` and the other commands on a process in YAML."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.cli import execute

TEXT = "process: p\ndo:\n  - task: 办理\n    id: a\n    groups: [clerk]\n"


def put(folder: Path, name: str, text: str) -> str:
    path = folder / name
    path.write_text(text, "utf-8")
    return str(path)


def test_it_goes_both_ways(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    made = tmp_path / "p.bpmn"

    assert execute(["convert", put(tmp_path, "p.process.yaml", TEXT), "-o", str(made)]) == 0
    assert execute(["convert", str(made), "--to", "yaml"]) == 0
    assert capfd.readouterr().out == TEXT


def test_what_cannot_be_converted_writes_nothing(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out.bpmn"

    assert (
        execute(["convert", put(tmp_path, "p.process.yaml", TEXT.replace("task", "tusk")), "-o", str(out)])
        == 1
    )
    assert not out.exists()
    assert "'task'" in capfd.readouterr().err


def test_a_file_that_is_there_is_written_over_only_when_told(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file, out = put(tmp_path, "p.process.yaml", TEXT), tmp_path / "out.bpmn"
    out.write_text("mine", "utf-8")

    assert execute(["convert", file, "-o", str(out)]) == 2
    assert execute(["convert", "--schema", "-o", file]) == 2
    assert (out.read_text("utf-8"), Path(file).read_text("utf-8")) == ("mine", TEXT)
    assert "--force" in capfd.readouterr().err
    assert execute(["convert", file, "-o", str(out), "--force"]) == 0
    assert out.read_text("utf-8").startswith("<?xml")


@pytest.mark.parametrize("arguments", [["convert"], ["convert", "FILE", "--to", "yaml"]])
def test_wrong_usage_is_told(tmp_path: Path, arguments: list[str]) -> None:
    file = put(tmp_path, "p.process.yaml", TEXT)

    assert execute([file if word == "FILE" else word for word in arguments]) == 2


def test_the_schema_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    assert execute(["convert", "--schema"]) == 0
    assert json.loads(capfd.readouterr().out)["required"] == ["process", "do"]


def test_findings_of_the_model_lead_to_the_line_of_the_yaml(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = put(
        tmp_path,
        "p.process.yaml",
        TEXT + "  - task: 再办\n    id: b\n    form: none\n    groups: [clerk]\n    deadline: reply\n",
    )

    execute(["lint", file, "--json"])
    found = {(f["rule"], f["element"], f["line"], f["column"]) for f in json.loads(capfd.readouterr().out)}
    assert {("missing-deadline", "a", 3, 5), ("form-exists", "b", 8, 11)} <= found


def test_a_finding_is_printed_with_line_and_column(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    file = put(tmp_path, "p.process.yaml", TEXT.replace("id: a", "id: 1"))

    assert execute(["lint", file]) == 1
    assert f"{file}:4:9: " in capfd.readouterr().out


def test_it_runs(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert (
        execute(
            ["run", put(tmp_path, "p.process.yaml", TEXT), "--auto", "--json", "--at", "2026-01-05T09:00"]
        )
        == 0
    )

    said = json.loads(capfd.readouterr().out)
    assert said["status"] == "completed"
    assert [t["element"] for t in said["trace"] if t["event"] == "taken"] == ["p_start_to_a", "a_to_p_end"]
