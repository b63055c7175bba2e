"""The words of the notation for one node of a BPMN file: what it is and what it says, as fields of a step."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from engine.convert.refusal import Unstructured
from engine.model import extensions, vocabulary
from engine.model.expressions import Place
from engine.model.findings import Report
from engine.model.graph import Node, ProcessGraph
from engine.model.loops import MULTI_INSTANCE, STANDARD_LOOP
from engine.model.vocabulary import EVENT_DEFINITIONS, local

Fields = dict[str, Any]

#: Tag of a node to its word.
KINDS = {
    "userTask": "task", "serviceTask": "job", "scriptTask": "script", "businessRuleTask": "rule",
    "sendTask": "send", "receiveTask": "receive", "manualTask": "manual", "task": "step",
    "callActivity": "call", "subProcess": "block", "transaction": "block", "adHocSubProcess": "any order",
    "endEvent": "end",
    "intermediateCatchEvent": "wait", "intermediateThrowEvent": "throw", "exclusiveGateway": "decide",
    "inclusiveGateway": "decide", "parallelGateway": "parallel", "eventBasedGateway": "wait",
}  # fmt: skip
#: Kind of the event of a handler to its key.
HANDLERS = {
    "timer": "on timeout", "message": "on message", "signal": "on signal", "error": "on error",
    "escalation": "on escalation", "conditional": "on condition", "cancel": "on cancel",
}  # fmt: skip
_TIMERS = {"timeDuration": "after", "timeDate": "at", "timeCycle": "every"}
_CODES = {"error": ("errorCode", "name"), "escalation": ("escalationCode", "name")}
_NUMBER = re.compile(r"=\s*(-?(?:0|[1-9]\d{0,8}))\s*")
_WORDS = {"null": None, "true": True, "false": False}


def _words(xml: Any) -> extensions.Extensions:
    """The extension elements; what is wrong with them was told when the file was read."""
    return extensions.Extensions(xml, Place(Report(), "", None))


def literal(text: str) -> Any:
    """A value as YAML writes it: a number, true, false, null for their FEEL; else the text."""
    text = text.strip()
    found = _NUMBER.fullmatch(text)
    if found:
        return int(found[1])
    word = text.removeprefix("=").strip()
    return _WORDS[word] if text.startswith("=") and word in _WORDS else text


def feel(text: str) -> str:
    """FEEL without its sign."""
    return text.strip().removeprefix("=").strip()


def common(xml: Any) -> Fields:
    """What any node may say: documentation, data, clocks, properties."""
    found = _words(xml)
    fields: Fields = {}
    documentation = "\n".join((c.text or "").strip() for c in xml if local(c) == "documentation").strip()
    if documentation:
        fields["documentation"] = documentation
    for word in ("input", "output"):
        mapping = found.one("zeebe:ioMapping")
        pairs = [] if mapping is None else [c for c in mapping if extensions.name_of(c) == f"zeebe:{word}"]
        if pairs:
            fields[word] = {c.get("target", ""): literal(c.get("source", "")) for c in pairs}
    clocks = [_clock(child) for child in found.found.get("banjian:clock", [])]
    if clocks:
        fields["clock"] = clocks[0] if len(clocks) == 1 else clocks
    properties = found.pairs("zeebe:properties", "zeebe:property", "name")
    if properties:
        fields["properties"] = properties
    return fields


def _clock(xml: Any) -> Fields:
    fields: Fields = {xml.get("action", ""): xml.get("name", "")}
    for attribute, key in (("ref", "limit"), ("from", "from"), ("days", "days"), ("on", "when")):
        if xml.get(attribute):
            fields[key] = _days(xml.get(attribute)) if key == "days" else literal(xml.get(attribute))
    return fields


def _days(text: str) -> Any:
    return int(text) if text.strip().isdecimal() and text.isascii() else literal(text)


def _attributes(xml: Any | None, names: Mapping[str, str]) -> Fields:
    """Attributes of an extension element under the names of the notation."""
    if xml is None:
        return {}
    read = {"retries": _days, "priority": _days}
    given = {key: (xml.get(name) or "").strip() for name, key in names.items()}
    return {key: read.get(key, literal)(text) for key, text in given.items() if text}


def work(node: Node, roots: Mapping[str, Any]) -> Fields:
    """What an activity or a throwing event says about its work."""
    found = _words(node.xml)
    one = found.one
    fields = _attributes(one("zeebe:taskDefinition"), {"type": "type", "retries": "retries"})
    headers = found.pairs("zeebe:taskHeaders", "zeebe:header", "key")
    if headers:
        fields["headers"] = headers
    fields |= _attributes(one("zeebe:formDefinition"), {"formId": "form"})
    if node.type == "userTask":
        fields |= _people(one)
        reminders = [_reminder(child) for child in found.found.get("banjian:reminder", [])]
        if one("banjian:deadline") is not None:
            fields["deadline"] = deadline(one("banjian:deadline"))
        if reminders:
            fields["remind"] = reminders[0] if len(reminders) == 1 else reminders
    elif node.type == "scriptTask":
        fields |= _script(node, one("zeebe:script"))
    elif node.type == "businessRuleTask":
        fields |= _attributes(
            one("zeebe:calledDecision"), {"decisionId": "decision", "resultVariable": "set"}
        )
    elif node.type == "callActivity":
        fields |= _called(node, one("zeebe:calledElement"))
    elif node.type in ("sendTask", "receiveTask"):
        fields |= _message(node.xml, roots)
    return fields


def _people(one: Any) -> Fields:
    who = _attributes(
        one("zeebe:assignmentDefinition"),
        {"assignee": "assignee", "candidateGroups": "groups", "candidateUsers": "users"},
    )
    for key in ("groups", "users"):
        if isinstance(who.get(key), str) and not who[key].startswith("="):
            who[key] = [name.strip() for name in who[key].split(",")]
    return {
        **who,
        **_attributes(one("zeebe:priorityDefinition"), {"priority": "priority"}),
        **_attributes(one("zeebe:taskSchedule"), {"dueDate": "due", "followUpDate": "follow up"}),
    }


def _reminder(xml: Any) -> Fields:
    fields: Fields = {
        key: int(xml.get(key)) for key in ("before", "after") if (xml.get(key) or "").isdecimal()
    }
    return fields | ({"count": xml.get("count")} if xml.get("count", "working") != "working" else {})


def deadline(xml: Any) -> Any:
    """A deadline: its key alone, or a map."""
    fields = {key: xml.get(key) for key in ("ref", "clock") if xml.get(key)}
    if xml.get("days"):
        fields["days"] = _days(xml.get("days"))
    if set(fields) == {"ref"}:
        return fields["ref"]
    return fields | ({"count": xml.get("count")} if xml.get("count", "working") != "working" else {})


def _script(node: Node, zeebe: Any | None) -> Fields:
    if zeebe is not None:
        fields: Fields = {"set": zeebe.get("resultVariable")} if zeebe.get("resultVariable") else {}
        return fields | {"value": feel(zeebe.get("expression", ""))}
    plain = next((child for child in node.xml if local(child) == "script"), None)
    return {} if plain is None else {"value": feel(plain.text or "")}


def _called(node: Node, zeebe: Any | None) -> Fields:
    if zeebe is None:
        return {"process": literal(node.xml.get("calledElement", ""))}
    fields = _attributes(zeebe, {"processId": "process"})
    bound = zeebe.get("bindingType")
    if bound:
        fields["version"] = zeebe.get("versionTag", "") if bound == "versionTag" else bound
    for attribute, key in (
        ("propagateAllParentVariables", "give all"),
        ("propagateAllChildVariables", "take all"),
    ):
        if zeebe.get(attribute) is not None:
            fields[key] = vocabulary.is_true(zeebe.get(attribute), default=True)
    return fields


def _message(holder: Any, roots: Mapping[str, Any]) -> Fields:
    root = roots.get((holder.get("messageRef") or "").strip())
    if root is None:
        return {}
    fields: Fields = {"message": literal(root.get("name") or root.get("id"))}
    found = _words(root)
    key = found.text("zeebe:subscription", "correlationKey")
    return fields | ({"key": feel(key)} if key else {})


def event(node: Node, roots: Mapping[str, Any]) -> Fields | None:
    """The event of a node; empty for a none event, None for one that the notation has no word for."""
    named = (roots.get((c.text or "").strip()) for c in node.xml if local(c) == "eventDefinitionRef")
    found = [child for child in (*node.xml, *named) if local(child) in EVENT_DEFINITIONS]
    if len(node.kinds) > 1 or len(found) != len(node.kinds):
        return None
    if not found:
        return {}
    xml, kind = found[0], node.kinds[0]
    if kind == "message":
        return _message(xml, roots)
    if kind == "timer":
        return _timer(xml)
    if kind == "conditional":
        return {"until": feel(next((c.text or "" for c in xml if local(c) == "condition"), ""))}
    if kind in ("terminate", "cancel"):
        return {kind: True} if node.type == "endEvent" else {}
    if kind == "compensation":
        return {"undo": xml.get("activityRef") or True}
    if kind == "signal" or kind in _CODES:
        root = roots.get((xml.get(f"{kind}Ref") or "").strip())
        if root is None:
            return {}
        code = next((root.get(a) for a in (*_CODES.get(kind, ()), "name", "id") if root.get(a)), "")
        return {kind: literal(code)}
    return None


def _timer(xml: Any) -> Fields | None:
    for child in xml:
        if local(child) in _TIMERS:
            return {_TIMERS[local(child)]: literal(child.text or "")}
    found = [child for word, child in extensions.words(xml) if word == "banjian:deadline"]
    return {"deadline": deadline(found[0])} if found else None


def ad_hoc(node: Node) -> Fields:
    """Which steps of an ad-hoc subprocess run, how, and until when."""
    fields: Fields = {}
    until = next(
        (c.text for c in node.xml if local(c) == "completionCondition" and (c.text or "").strip()), ""
    )
    if until:
        fields["until"] = feel(until)
    if node.xml.get("ordering", "").strip() == "Sequential":
        fields["one by one"] = True
    if not node.flag("cancelRemainingInstances", default=True):
        fields["finish"] = True
    chosen = _words(node.xml).text("zeebe:adHoc", "activeElementsCollection")
    return fields | ({"only": feel(chosen)} if chosen else {})


def lanes(graph: ProcessGraph) -> Fields:
    """The lanes by name with their nodes; a node that is in several is in the innermost."""
    lane_of = {
        (reference.text or "").strip(): lane.get("name") or lane.get("id", "")
        for lane in graph.xml.iter(vocabulary.full("lane"))
        for reference in lane if local(reference) == "flowNodeRef"
    }  # fmt: skip
    found: dict[str, list[str]] = {}
    for node, lane in lane_of.items():
        if node in graph.nodes:
            found.setdefault(lane, []).append(node)
    return {"lanes": found} if found else {}


def loops(node: Node) -> Fields:
    """How often an activity runs."""
    for xml in node.xml:
        parts = {local(child): (child.text or "").strip() for child in xml if local(child)}
        if local(xml) == STANDARD_LOOP:
            fields: Fields = {}
            if parts.get("loopCondition"):
                fields["while"] = feel(parts["loopCondition"])
            if xml.get("loopMaximum"):
                fields["most"] = int(xml.get("loopMaximum"))
            if vocabulary.is_true(xml.get("testBefore")):
                fields["first"] = True
            return {"loop": fields}
        if local(xml) == MULTI_INSTANCE:
            each = _each(xml, parts)
            if not {"of", "times"} & each.keys():
                word = "loopDataInputRef" if "loopDataInputRef" in parts else local(xml)
                raise Unstructured(node.id, "The notation has no word for `{type}`.", type=word)
            return {"each": each}
    return {}


def _each(xml: Any, parts: Mapping[str, str]) -> Fields:
    given = next(
        (child for word, child in extensions.words(xml) if word == "zeebe:loopCharacteristics"), None
    )
    names = {
        "inputElement": "item",
        "inputCollection": "of",
        "outputElement": "collect",
        "outputCollection": "into",
    }
    fields: Fields = {}
    for name, key in names.items():
        if given is not None and given.get(name):
            fields[key] = feel(given.get(name)) if key in ("of", "collect") else given.get(name)
    if parts.get("loopCardinality"):
        fields["times"] = feel(parts["loopCardinality"])
    if vocabulary.is_true(xml.get("isSequential")):
        fields["one by one"] = True
    if parts.get("completionCondition"):
        fields["until"] = feel(parts["completionCondition"])
    return fields
