"""Makes the BPMN elements that say what a node does: extension elements, event definitions, loops."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from lxml import etree

from engine.notation import words
from engine.notation.ids import Ids, slug
from engine.notation.source import Place
from engine.notation.tree import Step

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
ZEEBE = "http://camunda.org/schema/zeebe/1.0"
BANJIAN = "http://banjian.org/schema/1.0"
XSI = "http://www.w3.org/2001/XMLSchema-instance"
_SPACES = {"bpmn": BPMN, "zeebe": ZEEBE, "banjian": BANJIAN}

_TIMERS = {"after": "timeDuration", "at": "timeDate", "every": "timeCycle"}
#: Kind of a root element to the attribute that holds its code.
_CODES = {"error": "errorCode", "escalation": "escalationCode"}


def add(parent: Any, word: str, attributes: Mapping[str, object] = {}, text: str | None = None) -> Any:
    """A child `prefix:tag` with the attributes that are not None."""
    prefix, _, tag = word.partition(":")
    child = etree.SubElement(parent, f"{{{_SPACES[prefix]}}}{tag}")
    for name, value in attributes.items():
        if value is not None:
            child.set(name, _written(value))
    child.text = text
    return child


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def expression(parent: Any, tag: str, text: str) -> None:
    child = add(parent, f"bpmn:{tag}", {}, text)
    child.set(f"{{{XSI}}}type", "bpmn:tFormalExpression")


class Roots:
    """The messages, signals, errors and escalations of a file: one element for each name."""

    def __init__(self, definitions: Any, ids: Ids) -> None:
        self._definitions, self._ids = definitions, ids
        self._known: dict[tuple[str, ...], str] = {}
        #: by id, the step that names it first
        self.places: dict[str, Place] = {}

    def reference(self, kind: str, name: str, place: Place, key: str | None = None) -> str:
        """The id of the root element of this kind, name and correlation key, named by the step at `place`."""
        known = (kind, name, key or "")
        if known not in self._known:
            self._known[known] = self._ids.take(f"{kind}_{slug(name)}".rstrip("_"))
            self.places[self._known[known]] = place
            attributes = {"id": self._known[known], "name": name, _CODES.get(kind, ""): name}
            root = add(self._definitions, f"bpmn:{kind}", {k: v for k, v in attributes.items() if k})
            if key:
                holder = add(root, "bpmn:extensionElements")
                add(holder, "zeebe:subscription", {"correlationKey": key})
        return self._known[known]


def describe(xml: Any, step: Step) -> None:
    """Documentation and extension elements of a node."""
    fields = step.fields
    if fields.get("documentation"):
        add(xml, "bpmn:documentation", {}, fields["documentation"])
    holder = etree.Element(f"{{{BPMN}}}extensionElements")
    if step.kind == "task":
        _people(holder, fields)
    _work(holder, step)
    if "input" in fields or "output" in fields:
        mapping = add(holder, "zeebe:ioMapping")
        for word in ("input", "output"):
            for target, source in fields.get(word, {}).items():
                add(mapping, f"zeebe:{word}", {"source": source, "target": target})
    if step.kind == "task" and "deadline" in fields:
        deadline(holder, fields["deadline"])
    for reminder in fields.get("remind", []):
        add(holder, "banjian:reminder", reminder)
    for clock in fields.get("clock", []):
        _clock(holder, clock)
    pairs(holder, "properties", "property", "name", fields.get("properties", {}))
    if len(holder):
        xml.append(holder)


def pairs(holder: Any, word: str, item: str, key: str, given: Mapping[str, str]) -> None:
    if given:
        inside = add(holder, f"zeebe:{word}")
        for name, value in given.items():
            add(inside, f"zeebe:{item}", {key: name, "value": value})


def _people(holder: Any, fields: Mapping[str, Any]) -> None:
    add(holder, "zeebe:userTask")
    who = {
        "assignee": fields.get("assignee"), "candidateGroups": fields.get("groups"),
        "candidateUsers": fields.get("users"),
    }  # fmt: skip
    if any(who.values()):
        add(holder, "zeebe:assignmentDefinition", who)
    if "due" in fields or "follow up" in fields:
        dates = {"dueDate": fields.get("due"), "followUpDate": fields.get("follow up")}
        add(holder, "zeebe:taskSchedule", dates)
    if "priority" in fields:
        add(holder, "zeebe:priorityDefinition", {"priority": fields["priority"]})


def _work(holder: Any, step: Step) -> None:
    fields = step.fields
    if "form" in fields:
        add(holder, "zeebe:formDefinition", {"formId": fields["form"]})
    if "only" in fields:
        add(holder, "zeebe:adHoc", {"activeElementsCollection": fields["only"]})
    if "type" in fields:
        add(holder, "zeebe:taskDefinition", {"type": fields["type"], "retries": fields.get("retries")})
    if step.kind == "script" and "value" in fields:
        add(holder, "zeebe:script", {"expression": fields["value"], "resultVariable": fields.get("set")})
    if "decision" in fields:
        called = {"decisionId": fields["decision"], "resultVariable": fields.get("set")}
        add(holder, "zeebe:calledDecision", called)
    if step.kind == "call":
        version = fields.get("version")
        bound = version if version in (None, "latest", "deployment") else "versionTag"
        add(holder, "zeebe:calledElement", {
            "processId": fields.get("process"), "bindingType": bound,
            "versionTag": version if bound == "versionTag" else None,
            "propagateAllParentVariables": fields.get("give all"),
            "propagateAllChildVariables": fields.get("take all"),
        })  # fmt: skip
    pairs(holder, "taskHeaders", "header", "key", fields.get("headers", {}))


def deadline(holder: Any, given: Mapping[str, str]) -> None:
    add(holder, "banjian:deadline", given)


def _clock(holder: Any, given: Mapping[str, str]) -> None:
    action = next(key for key in words.ACTIONS if key in given)
    add(holder, "banjian:clock", {
        "name": given[action], "action": action, "ref": given.get("limit"), "on": given.get("when"),
        "from": given.get("from"), "days": given.get("days"),
    })  # fmt: skip


def event(xml: Any, step: Step, roots: Roots, ids: Ids) -> None:
    """The event definition of an event node, if its fields name one."""
    fields = step.fields
    kind = step.kind.removeprefix("on ")
    if "message" in fields or ("type" in fields and step.kind in ("throw", "end")):
        name = fields.get("message")
        reference = roots.reference("message", name, step.place, fields.get("key")) if name else None
        _definition(xml, "message", ids, {"messageRef": reference})
    elif "signal" in fields or kind == "signal":
        name = fields.get("signal")
        _definition(
            xml, "signal", ids, {"signalRef": roots.reference("signal", name, step.place) if name else None}
        )
    elif {"after", "at", "every"} & set(fields) or ("deadline" in fields and step.kind != "task"):
        _timer(_definition(xml, "timer", ids), fields)
    elif "until" in fields:
        expression(_definition(xml, "conditional", ids), "condition", fields["until"])
    elif kind in _CODES or set(_CODES) & set(fields):
        word = kind if kind in _CODES else next(key for key in _CODES if key in fields)
        code = fields.get(word)
        _definition(xml, word, ids, {f"{word}Ref": roots.reference(word, code, step.place) if code else None})
    elif "undo" in fields:
        _definition(xml, "compensate", ids, {"activityRef": fields["undo"] or None})
    elif fields.get("terminate"):
        _definition(xml, "terminate", ids)
    elif fields.get("cancel") or kind == "cancel":
        _definition(xml, "cancel", ids)


def _definition(xml: Any, kind: str, ids: Ids, attributes: Mapping[str, object] = {}) -> Any:
    return add(xml, f"bpmn:{kind}EventDefinition", {"id": ids.take(f"{xml.get('id')}_{kind}"), **attributes})


def _timer(xml: Any, fields: Mapping[str, Any]) -> None:
    if "deadline" in fields:
        deadline(add(xml, "bpmn:extensionElements"), fields["deadline"])
        return
    word = next(key for key in _TIMERS if key in fields)
    expression(xml, _TIMERS[word], fields[word])


def loop(xml: Any, fields: Mapping[str, Any]) -> None:
    """How often an activity runs."""
    if "loop" in fields:
        given = fields["loop"]
        again = add(xml, "bpmn:standardLoopCharacteristics", {
            "testBefore": given.get("first"), "loopMaximum": given.get("most")})  # fmt: skip
        if "while" in given:
            expression(again, "loopCondition", given["while"])
    if "each" not in fields:
        return
    given = fields["each"]
    each = add(
        xml, "bpmn:multiInstanceLoopCharacteristics", {"isSequential": given.get("one by one") or None}
    )
    words_of = {
        "inputCollection": given.get("of"), "inputElement": given.get("item"),
        "outputCollection": given.get("into"), "outputElement": given.get("collect"),
    }  # fmt: skip
    if any(words_of.values()):
        add(add(each, "bpmn:extensionElements"), "zeebe:loopCharacteristics", words_of)
    if "times" in given:
        expression(each, "loopCardinality", given["times"])
    if "until" in given:
        expression(each, "completionCondition", given["until"])
