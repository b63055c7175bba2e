"""Small packs for tests: a valid one, and words to change it by."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from engine.errors import Finding
from engine.model.packs import load_pack

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:banjian="http://banjian.org/schema/1.0"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="test">\n'
)

PACK_YAML = """\
key: leave
title: 请假（演示）
process: p
roles:
  clerk: {title: 经办人}
starters: [clerk]
deadlines:
  reply: {title: 答复期限, days: 5, count: working}
parameters:
  limit: {value: 3, rule: D-01}
"""
FORM = '{"id": "ask", "type": "default", "components": [{"key": "days", "type": "number"}]}'
START, END = '<bpmn:startEvent id="s"/>', '<bpmn:endEvent id="e"/>'


def flow(source: str, target: str, condition: str | None = None, flow_id: str | None = None) -> str:
    inner = "" if condition is None else f"<bpmn:conditionExpression>{condition}</bpmn:conditionExpression>"
    flow_id = flow_id or f"{source}_{target}"
    return f'<bpmn:sequenceFlow id="{flow_id}" sourceRef="{source}" targetRef="{target}">{inner}</bpmn:sequenceFlow>\n'


def chain(*names: str) -> str:
    return "".join(flow(a, b) for a, b in pairwise(names))


def ext(inner: str) -> str:
    return f"<bpmn:extensionElements>{inner}</bpmn:extensionElements>"


def node(tag: str, node_id: str, inner: str = "", **attributes: str) -> str:
    given = "".join(f' {k}="{v}"' for k, v in attributes.items())
    return f'<bpmn:{tag} id="{node_id}"{given}>{inner}</bpmn:{tag}>\n'


def user_task(node_id: str, inner: str = "", **attributes: str) -> str:
    """A user task about which no rule complains."""
    who = '<zeebe:assignmentDefinition candidateGroups="clerk"/><banjian:deadline ref="reply"/>'
    return node("userTask", node_id, ext(who) + inner, **({"name": "办理"} | attributes))


def bpmn(
    body: str, before: str = "", after: str = "", process_id: str = "p", executable: str = "true"
) -> bytes:
    text = f'{HEAD}{before}<bpmn:process id="{process_id}" isExecutable="{executable}">\n{body}</bpmn:process>\n{after}'
    return f"{text}</bpmn:definitions>".encode()


def line(*names: str, **inner: str) -> bytes:
    """`line("a")`: start, the task `a`, end. A name given by keyword is that XML instead of a task."""
    nodes = "".join(inner.get(name) or user_task(name) for name in names)
    return bpmn(START + nodes + END + chain("s", *names, "e"))


def pack(model: bytes | str | None = None, **changes: str | bytes | None) -> dict[str, bytes]:
    """A pack around a model. Keyword `pack_yaml` replaces pack.yaml; None leaves a file out."""
    files: dict[str, str | bytes | None] = {
        "pack.yaml": PACK_YAML,
        "p.bpmn": line("a") if model is None else model,
        "forms/ask.form.json": FORM,
    }
    names = {"pack_yaml": "pack.yaml", "form": "forms/ask.form.json"}
    files |= {names.get(name, name): content for name, content in changes.items()}
    return {k: v.encode() if isinstance(v, str) else v for k, v in files.items() if v is not None}


def findings(files: Mapping[str, bytes]) -> list[Finding]:
    return load_pack(files)[1]


def rules(files: Mapping[str, bytes]) -> set[str]:
    return {finding.rule for finding in findings(files)}


def errors(files: Mapping[str, bytes]) -> list[str]:
    return [f"{f.rule} {f.element}: {f.text}" for f in findings(files) if f.severity == "error"]
