"""Why a file cannot be said in the notation: the element that does not fit, and the reason."""

from __future__ import annotations

from typing import Any

#: By tag of a node, why the notation has no word for it.
_TAGS = {
    "complexGateway": "A complex gateway counts the ways that come in, which the notation does not say.",
}
#: By kind of an event.
_EVENTS = {
    "link": "A link is one flow drawn in two parts: draw it as one flow.",
    "compensation": "The notation has no handler for compensation of a whole block.",
}
#: Fields of an element to how BPMN calls them, where that is not the same word.
_NAMES = {
    "boundary": "boundaryEvent", "event": "eventDefinition", "loop": "loopCharacteristics",
    "handler": "association", "data": "dataObject", "inputs": "dataInputAssociation",
    "outputs": "dataOutputAssociation", "assignment": "potentialOwner", "activation": "activationCondition",
    "outgoing": "sequenceFlow", "executable": "isExecutable", "parallel": "parallelMultiple",
    "for_compensation": "isForCompensation", "correlations": "correlationKey",
}  # fmt: skip


class Unstructured(Exception):
    """An element that the notation cannot say. message: an English sentence with places for `params`."""

    def __init__(self, element: str, message: str, **params: Any) -> None:
        super().__init__(message)
        self.element, self.message, self.params = element, message, params


def of_node(element: str, tag: str) -> Unstructured:
    """For a node that has no word."""
    if tag in _TAGS:
        return Unstructured(element, _TAGS[tag])
    return Unstructured(element, "The notation has no word for `{type}`.", type=tag)


def of_event(element: str, kinds: tuple[str, ...]) -> Unstructured:
    """For an event that has no word."""
    if len(kinds) > 1:
        return Unstructured(element, "An event of several kinds at once has no word in the notation.")
    if kinds and kinds[0] in _EVENTS:
        return Unstructured(element, _EVENTS[kinds[0]])
    return Unstructured(element, "The notation has no word for this event.")


def name_of(field: str) -> str:
    """How BPMN calls a field of an element."""
    head, *others = field.split("_")
    return _NAMES.get(field) or head + "".join(other.capitalize() for other in others)
