"""What YAML does not keep of a BPMN file and the comparison does not see: foreign words, notes, names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from engine.model.vocabulary import BANJIAN, BPMN, BPMNDI, ZEEBE, full, is_true, local

_ASIDE = frozenset({
    "textAnnotation", "group", "category", "association", "extension", "import", "relationship",
    "itemDefinition", "interface", "ioSpecification", "resource", "endPoint", "dataStore", "partnerEntity",
    "partnerRole", "monitoring", "auditing", "correlationProperty",
})  # fmt: skip
#: Attributes that nothing here reads.
_UNREAD = frozenset({"operationRef", "method"})
#: Root elements that the notation has where they are named, by the attribute that is their code there.
_NAMED = {"message": "name", "signal": "name", "error": "errorCode", "escalation": "escalationCode"}
_OWN = ("", BPMN, "http://www.w3.org/2001/XMLSchema-instance", ZEEBE, BANJIAN)


def left_out(root: Any) -> Iterator[tuple[str, str, int | None]]:
    """(what, the element it stands in, line) of each part without effect that is lost."""
    forks, used = _forks(root), _used(root)
    stack = [root]
    while stack:
        node = stack.pop()
        tag = node.tag if isinstance(node.tag, str) else ""
        space, _, name = tag.removeprefix("{").partition("}") if tag.startswith("{") else ("", "", tag)
        if not tag or space == BPMNDI:
            continue
        owner = next((n.get("id", "") for n in (node, *node.iterancestors()) if n.get("id")), "")
        for key in node.attrib:
            namespace = key[1:].partition("}")[0] if key.startswith("{") else ""
            if namespace not in _OWN or key in _UNREAD:
                yield key.rpartition("}")[2], owner, node.sourceline
        if space not in _OWN:
            yield name, owner, node.sourceline
            continue
        aside = name in _ASIDE and not (name == "association" and _compensates(root, node))
        if space == BPMN and (
            aside or (name == "documentation" and local(node.getparent()) == "sequenceFlow")
        ):
            yield name, owner, node.sourceline
        if name in ("collaboration", "childLaneSet"):
            yield name, owner, node.sourceline
        if name in _NAMED and node.getparent() is root:
            code = node.get(_NAMED[name])
            if node.get("id") not in used:
                yield name, owner, node.sourceline
            elif code and node.get("name") not in (None, code):
                yield f"{name}.name", owner, node.sourceline
        if name == "sequenceFlow" and node.get("name") and node.get("sourceRef") not in forks:
            yield f"{name}.name", owner, node.sourceline
        stack += reversed(list(node))


def _compensates(root: Any, link: Any) -> bool:
    ends = {link.get("sourceRef"), link.get("targetRef")}
    return any(is_true(n.get("isForCompensation")) for n in link.getparent() if n.get("id") in ends)


def _used(root: Any) -> set[str]:
    """The ids that are named somewhere."""
    named = {
        value.rpartition(":")[2]
        for n in root.iter()
        for key, value in n.attrib.items()
        if key.endswith("Ref")
    }
    return named | {
        (n.text or "").strip().rpartition(":")[2] for n in root.iter() if local(n).endswith("Ref")
    }


def _forks(root: Any) -> set[str]:
    """The ids of gateways whose flows are cases or branches, each with its name."""
    ways = Counter(flow.get("sourceRef") for flow in root.iter(full("sequenceFlow")))
    gateways = root.iter(*map(full, ("exclusiveGateway", "inclusiveGateway", "parallelGateway")))
    return {n.get("id") for n in gateways if ways[n.get("id")] > 1}
