"""What YAML does not keep of a BPMN file and the comparison does not see: foreign words, notes, names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from engine.model.vocabulary import BANJIAN, BPMN, BPMNDI, ZEEBE, full, is_true, local

_ASIDE = frozenset(
    {"textAnnotation", "group", "category", "association", "extension", "import", "relationship"}
)
_OWN = ("", BPMN, "http://www.w3.org/2001/XMLSchema-instance", ZEEBE, BANJIAN)


def left_out(root: Any) -> Iterator[tuple[str, str, int | None]]:
    """(what, the element it stands in, line) of each part without effect that is lost."""
    forks = _forks(root)
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
            if namespace not in _OWN:
                yield key.partition("}")[2], owner, node.sourceline
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
        if name == "sequenceFlow" and node.get("name") and node.get("sourceRef") not in forks:
            yield f"{name}.name", owner, node.sourceline
        stack += reversed(list(node))


def _compensates(root: Any, link: Any) -> bool:
    ends = {link.get("sourceRef"), link.get("targetRef")}
    return any(is_true(n.get("isForCompensation")) for n in link.getparent() if n.get("id") in ends)


def _forks(root: Any) -> set[str]:
    """The ids of gateways whose flows are cases or branches, each with its name."""
    ways = Counter(flow.get("sourceRef") for flow in root.iter(full("sequenceFlow")))
    gateways = root.iter(*map(full, ("exclusiveGateway", "inclusiveGateway", "parallelGateway")))
    return {n.get("id") for n in gateways if ways[n.get("id")] > 1}
