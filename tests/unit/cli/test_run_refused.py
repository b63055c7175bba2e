"""`banjian run`: which process of a file runs, and how a file is refused."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from engine.cli.run import run_command
from tests.unit.conformance.words import GO, call, line, model, node, other, start, task
from tests.unit.runtime.bpmn import chain, process

BY_MESSAGE = start("os", GO) + node("endEvent", "oe") + chain("os", "oe")
PLAIN = line("u", entry="os", exit="oe") + task("u")
DRAWN = process(line("a") + task("a")).replace(b'isExecutable="true"', b'isExecutable="false"')
YAML = "process: hello\ndo:\n  - task: greet\n    groups: [clerk]\n"


def file_of(*processes: str) -> bytes:
    """A file of several processes, in this order."""
    first, *others = processes
    return model(also="".join(others)).replace(
        b'<bpmn:process id="p" isExecutable="true"></bpmn:process>', first.encode()
    )


@pytest.mark.parametrize(
    ("processes", "expected"),
    [
        ((other("one", BY_MESSAGE), other("two", line("a") + task("a"))), "two"),
        ((other("one", line("a") + task("a")), other("two", BY_MESSAGE)), "one"),
        ((other("one", PLAIN), other("two", line("c") + call("c", "one"))), "two"),
        ((other("one", PLAIN), other("two", line("a") + task("a"))), "one"),
        ((other("one", PLAIN), other("two", start("ms", GO) + call("c", "one") + chain("ms", "c"))), "two"),
        ((other("one", line("c") + call("c", "one")), other("two", PLAIN)), "one"),
    ],
    ids=["plain start", "first is plain", "not called", "first of two", "called by what a message starts",
         "calls itself"],
)  # fmt: skip
def test_the_first_process_that_others_do_not_call_runs(tell, processes, expected):
    document = json.loads(tell(file_of(*processes), "--json").stdout)
    assert document["process"] == expected


def test_another_is_run_by_name(run, tell):
    xml = file_of(other("one", PLAIN), other("two", line("a") + task("a")))
    document = run(xml, "--process", "two")
    assert (document["process"], document["waiting"][0]["element"]) == ("two", "a")
    assert tell(xml, "--process", "two").stdout.startswith("process: two\n")


@pytest.mark.parametrize(
    ("name", "content", "element"),
    [
        ("x.bpmn", b"no xml", None),
        ("x.bpmn", b"", None),
        ("x.bpmn", bytes(range(256)) * 20, None),
        ("x.bpmn", b"<html/>", None),
        ("x.bpmn", DRAWN, "p"),
        ("x.bpmn", model(start(), node("subChoreography", "c"), chain("s", "c")), "c"),
        ("x.bpmn", model(line("nowhere")), "nowhere__e"),
        ("x.bpmn", b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="x"/>', None),
        ("x.process.yaml", b"process: x\nsteps: []\n", None),
        ("x.process.yaml", b"\xff\xfe\x00", None),
        ("x.yaml", b"a: 1\n", None),
        ("x.dmn", b"<definitions/>", None),
        ("x.form", b"{}", None),
    ],
    ids=["no XML", "empty", "binary", "HTML", "drawn", "not supported", "flow to nowhere", "no process",
         "YAML with faults", "YAML in no encoding", "other YAML", "no DMN", "form"],
)  # fmt: skip
def test_what_cannot_be_executed_is_rejected_with_its_findings(run, name, content, element):
    document = run(content, code=1, name=name)
    assert (document["status"], document["error"]["kind"]) == ("rejected", "deployment")
    assert document["error"]["element"] == element
    first = next(finding for finding in document["findings"] if finding["severity"] == "error")
    assert first["message"] in document["error"]["message"]
    assert (document["trace"], document["waiting"], document["process"]) == ([], [], None)


def test_a_drawing_beside_a_process_is_not_started_by_name(run):
    drawn = other("two", line("a") + task("a")).replace('isExecutable="true"', 'isExecutable="false"')
    document = run(file_of(other("one", PLAIN), drawn), "--process", "two", code=1)
    assert (document["status"], document["error"]["element"]) == ("rejected", "two")


@pytest.mark.parametrize("option", ["--process", "--also"])
def test_a_process_that_is_not_there_is_wrong_usage_and_told_as_json(run, tell, option):
    xml = model(line("a"), task("a"))
    document = run(xml, option, "nowhere", code=2)
    assert (document["status"], document["error"]["kind"]) == ("rejected", "deployment")
    assert document["error"]["message"] == "There is no process nowhere; there are: p."
    assert "There is no process nowhere" in tell(xml, option, "nowhere").stderr


def test_a_file_that_is_not_there_is_wrong_usage(tmp_path):
    assert CliRunner().invoke(run_command, [str(tmp_path / "none.bpmn"), "--json"]).exit_code == 2
    assert CliRunner().invoke(run_command, [str(tmp_path), "--json"]).exit_code == 2


@pytest.mark.parametrize(
    "option",
    [
        ("--vars", "not json"), ("--vars", "[1]"), ("--vars", "@nowhere.json"), ("--vars", "{\"x\": NaN}"),
        ("--vars", "[" * 100_000), ("--complete", "a={"), ("--complete", "a=5"), ("--message", "go:1=[]"),
        ("--signal", 'flood="x"'), ("--vars", '{"x": "\\ud800"}'), ("--at", "0001-01-01T00:00"), ("--at", "yesterday"),
    ],
)  # fmt: skip
def test_wrong_values_are_wrong_usage_before_anything_runs(tell, option):
    result = tell(model(line("a"), task("a")), *option, "--json")
    assert (result.exit_code, result.stdout) == (2, "")


def test_a_process_in_yaml_is_run_as_it_stands(run):
    document = run(YAML.encode(), "--auto", name="hello.process.yaml")
    assert (document["status"], document["process"]) == ("completed", "hello")


@pytest.mark.parametrize(("language", "told"), [("C", "process is only drawn"), ("zh_CN.UTF-8", "只是图示")])
def test_people_are_told_of_a_refusal_in_their_language(tell, monkeypatch, language, told):
    monkeypatch.setenv("LC_ALL", language)
    assert told in tell(DRAWN).stderr
    assert told not in json.dumps(tell(DRAWN, "--json").stdout) or language == "C"


def test_lines_of_several_cases_say_which_one(tell):
    xml = file_of(other("one", line("a") + task("a")), other("two", PLAIN))
    lines = tell(xml, "--also", "two").stdout.splitlines()
    assert sum(" S1 " in text for text in lines) == sum(" S2 " in text for text in lines) == 4
    assert not any("S1" in text for text in tell(xml).stdout.splitlines())
