"""Writes out what a file says in short, so that the rest of the reader meets one form only.

A global task becomes a process of one task. A message flow gives its two ends a common message where they
name none. A link that names its target by reference gets the name of the target.
"""

from __future__ import annotations

from typing import Any

from lxml import etree

from engine.model import vocabulary
from engine.model.vocabulary import full, local, reference

_GLOBAL = {
    "globalTask": "task", "globalUserTask": "userTask", "globalManualTask": "manualTask",
    "globalScriptTask": "scriptTask", "globalBusinessRuleTask": "businessRuleTask",
}  # fmt: skip


def open_global_tasks(root: Any) -> None:
    """A global task becomes a process of one task, which a call activity can call by its id.

    It stands behind the processes of the file, so that the first of those stays the first.
    """
    known = {node.get("id") for node in root.iter(f"{{{vocabulary.BPMN}}}*")}
    for node in [child for child in root if local(child) in _GLOBAL]:
        name = f"{node.get('id')}_task"
        while name in known:
            name = f"_{name}"
        known.add(name)
        process = etree.SubElement(root, full("process"), id=node.get("id"), isExecutable="true")
        process.set("name", node.get("name", ""))
        node.tag = full(_GLOBAL[local(node)])
        if "scriptLanguage" in node.attrib:  # what a script task calls scriptFormat
            node.set("scriptFormat", node.attrib.pop("scriptLanguage"))
        node.set("id", name)
        process.append(node)


_SENDERS = frozenset({"sendTask", "intermediateThrowEvent", "endEvent"})
_RECEIVERS = frozenset({"receiveTask", "startEvent", "intermediateCatchEvent", "boundaryEvent"})


def _connect_message_flows(root: Any) -> None:
    """Give the ends of message flows that lie in processes of the file a message, where one has none."""
    flows = list(root.iter(full("messageFlow")))
    if not flows:
        return
    by_id = {node.get("id"): node for node in root.iter(f"{{{vocabulary.BPMN}}}*")}
    for flow in flows:
        ends = [by_id.get(flow.get("sourceRef", "")), by_id.get(flow.get("targetRef", ""))]
        holders = [_holder(end, kinds) for end, kinds in zip(ends, (_SENDERS, _RECEIVERS), strict=True)]
        given = [flow, *(h for h in holders if h is not None)]
        message = next((g.get("messageRef") for g in given if g.get("messageRef")), None)
        if message is None:
            message = f"{flow.get('id')}_message"
            root.append(etree.Element(full("message"), id=message, name=flow.get("name") or flow.get("id")))
        for holder in holders:
            if holder is not None and not holder.get("messageRef"):
                holder.set("messageRef", message)


def _holder(node: Any, kinds: frozenset[str]) -> Any | None:
    """What of a node names its message: the task itself, or the definition of the event."""
    if node is None or local(node) not in kinds:
        return None
    if local(node).endswith("Task"):
        return node
    return next((child for child in node if local(child) == "messageEventDefinition"), None)


def _name_links(root: Any) -> None:
    """Links are paired by name: one that refers to its target is called like it."""
    links = {node.get("id"): node for node in root.iter(full("linkEventDefinition"))}
    for node in links.values():
        for child in node:
            target = links.get(reference(child.text)) if local(child) == "target" else None
            if target is not None and (target.get("name") or "").strip():
                node.set("name", target.get("name"))


def write_out(root: Any) -> None:
    """Do all of it, in place."""
    open_global_tasks(root)
    _connect_message_flows(root)
    _name_links(root)
