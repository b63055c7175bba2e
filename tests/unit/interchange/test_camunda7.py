"""Words of Camunda 7 and its kin: each is named once where it stands, with what is written here instead."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from engine.cli.model import lint_command
from engine.model.lint import lint
from tests.unit.interchange.manners import DI, MODEL

CAMUNDA = "http://camunda.org/schema/1.0/bpmn"


def model(
    node: str, attributes: str = "", inner: str = "", namespace: str = CAMUNDA, process: str = ""
) -> bytes:
    return (
        f'<definitions xmlns="{MODEL}" {DI} xmlns:c="{namespace}" targetNamespace="t"><process id="p" isExecutable="true"'
        f' {process}><startEvent id="s"/><{node} id="a" name="x" {attributes}>{inner}</{node}><endEvent id="e"/>'
        '<sequenceFlow id="f" sourceRef="s" targetRef="a"/><sequenceFlow id="g" sourceRef="a" targetRef="e"/>'
        "</process></definitions>"
    ).encode()


def ext(inner: str) -> str:
    return f"<extensionElements>{inner}</extensionElements>"


def told(data: bytes) -> list[tuple[str, str, str, str]]:
    """Element, severity, word and replacement of every finding of the rule."""
    return [
        (f.element, f.severity, f.params["word"], f.params.get("instead", ""))
        for f in lint({"m.bpmn": data})
        if f.rule == "foreign-word"
    ]


@pytest.mark.parametrize(
    ("node", "attributes", "inner", "word", "instead"),
    [
        ("userTask", 'c:assignee="${x}"', "", "assignee", "zeebe:assignmentDefinition assignee"),
        ("userTask", 'c:candidateGroups="clerk"', "", "candidateGroups", "zeebe:assignmentDefinition candidateGroups"),
        ("userTask", 'c:candidateUsers="li"', "", "candidateUsers", "zeebe:assignmentDefinition candidateUsers"),
        ("userTask", 'c:formKey="embedded:app:f.html"', "", "formKey", "zeebe:formDefinition formId"),
        ("userTask", 'c:dueDate="${d}"', "", "dueDate", "zeebe:taskSchedule dueDate, banjian:deadline"),
        ("userTask", 'c:priority="3"', "", "priority", "zeebe:priorityDefinition priority"),
        ("userTask", "", ext('<c:formData><c:formField id="i"/></c:formData>'), "formData", "zeebe:formDefinition formId"),
        ("userTask", "", ext('<c:taskListener event="create" class="X"/>'), "taskListener", "serviceTask"),
        ("serviceTask", 'c:class="org.X"', "", "class", "zeebe:taskDefinition type"),
        ("serviceTask", 'c:delegateExpression="${x}"', "", "delegateExpression", "zeebe:taskDefinition type"),
        ("serviceTask", 'c:expression="${x.y()}"', "", "expression", "zeebe:taskDefinition type"),
        ("serviceTask", 'c:topic="mail"', "", "topic", "zeebe:taskDefinition type"),
        ("serviceTask", 'c:resultVariable="r"', "", "resultVariable", "zeebe:output"),
        ("serviceTask", "", ext("<c:inputOutput/>"), "inputOutput", "zeebe:ioMapping"),
        ("serviceTask", "", ext("<c:failedJobRetryTimeCycle>R3/PT1M</c:failedJobRetryTimeCycle>"),
         "failedJobRetryTimeCycle", "zeebe:taskDefinition retries"),
        ("serviceTask", 'c:asyncBefore="true"', "", "asyncBefore", ""),
        ("scriptTask", 'c:resultVariable="r"', "", "resultVariable", "zeebe:script resultVariable"),
        ("businessRuleTask", 'c:decisionRef="d"', "", "decisionRef", "zeebe:calledDecision decisionId"),
        ("businessRuleTask", 'c:resultVariable="r"', "", "resultVariable", "zeebe:calledDecision resultVariable"),
        ("callActivity", "", ext('<c:in variables="all"/>'), "in", "zeebe:input"),
        ("callActivity", 'c:calledElementBinding="latest"', "", "calledElementBinding", "zeebe:calledElement bindingType versionTag"),
        ("userTask", "", '<multiInstanceLoopCharacteristics c:collection="l"/>', "collection", "zeebe:loopCharacteristics inputCollection"),
        ("userTask", "", ext("<c:properties/>"), "properties", "zeebe:properties"),
    ],
)  # fmt: skip
def test_a_word_is_told_once_with_its_replacement(node, attributes, inner, word, instead):
    assert told(model(node, attributes, inner)) == [("a", "warning", f"camunda:{word}", instead)]


@pytest.mark.parametrize(
    ("namespace", "prefix"),
    [("http://activiti.org/bpmn", "activiti"), ("http://flowable.org/bpmn", "flowable")],
)
def test_engines_of_the_same_family_are_known_by_their_namespace(namespace, prefix):
    data = model("userTask", 'c:assignee="li"', namespace=namespace)
    assert [word for _, _, word, _ in told(data)] == [f"{prefix}:assignee"]


def test_a_word_of_the_process_names_the_process():
    data = model("userTask", process='c:historyTimeToLive="30" c:versionTag="2"')
    assert sorted(told(data)) == [
        ("p", "warning", "camunda:historyTimeToLive", ""),
        ("p", "warning", "camunda:versionTag", "zeebe:versionTag"),
    ]


@pytest.mark.parametrize("inner", [ext('<c:icon x="1"/>'), ext('<x:assignee xmlns:x="urn:other"/>'), ""])
def test_other_words_and_other_namespaces_are_passed_over(inner):
    assert told(model("userTask", 'c:modelerTemplate="x"', inner)) == []


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en_US", "camunda:assignee has no effect here; write zeebe:assignmentDefinition assignee."),
        ("zh_CN", "camunda:assignee 在这里不起作用，请改用 zeebe:assignmentDefinition assignee。"),
    ],
)
def test_the_command_says_it_in_the_language_of_the_reader(tmp_path, monkeypatch, language, sentence):
    monkeypatch.setenv("LC_ALL", f"{language}.UTF-8")
    (tmp_path / "m.bpmn").write_bytes(model("userTask", 'c:assignee="x"'))
    assert sentence in CliRunner().invoke(lint_command, [str(tmp_path)]).output
