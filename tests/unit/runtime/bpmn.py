"""Writes small BPMN files for tests from a few words per element.

model("start -> a:userTask -> end", ...)   is spelled   Bpmn().node(...).flow(...)
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from xml.sax.saxutils import quoteattr

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"'
    ' xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:banjian="http://banjian.org/schema/1.0"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" id="defs" targetNamespace="test">'
)


def node(kind: str, name: str, inner: str = "", **attributes: str) -> str:
    """One flow node; `extensions` go inside as text."""
    given = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    return f'<bpmn:{kind} id="{name}"{given}>{inner}</bpmn:{kind}>'


def flow(source: str, target: str, condition: str | None = None, name: str | None = None) -> str:
    inner = ""
    if condition is not None:
        text = condition.replace("&", "&amp;").replace("<", "&lt;")
        inner = (
            f'<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{text}</bpmn:conditionExpression>'
        )
    flow_id = name or f"{source}__{target}"
    return (
        f'<bpmn:sequenceFlow id="{flow_id}" sourceRef="{source}" targetRef="{target}">{inner}'
        "</bpmn:sequenceFlow>"
    )


def chain(*names: str) -> str:
    """Flows from each name to the next."""
    return "".join(flow(a, b) for a, b in pairwise(names))


def extension(text: str) -> str:
    return f"<bpmn:extensionElements>{text}</bpmn:extensionElements>"


def process(parts: Iterable[str] | str, name: str = "p", before: str = "", after: str = "") -> bytes:
    """A file with one process; `before` and `after` stand beside it (messages, errors, other processes)."""
    body = parts if isinstance(parts, str) else "".join(parts)
    text = f'{HEAD}{before}<bpmn:process id="{name}" isExecutable="true">{body}</bpmn:process>{after}'
    return (text + "</bpmn:definitions>").encode()
