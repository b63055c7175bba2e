"""What rules on data ask about items: which one an element holds, and whether two are the same."""

from __future__ import annotations

from typing import Any

from engine.model.original import Source
from engine.model.vocabulary import is_true, local

_VIA = {"dataObjectReference": "dataObjectRef", "dataStoreReference": "dataStoreRef"}


def item_of(source: Source, data: Any | None) -> Any | None:
    """The itemDefinition of a data object, store, input, output or property, or of what a reference names."""
    if data is None:
        return None
    own = source.target(data.get("itemSubjectRef"), data)
    if own is not None or local(data) not in _VIA:
        return own
    return item_of(source, source.target(data.get(_VIA[local(data)]), data))


def differ(one: Any, other: Any) -> bool:
    """Are two items neither the same nor of one structure?"""
    structures = [(item.get("structureRef") or "").strip() for item in (one, other)]
    return one is not other and not (structures[0] and structures[0] == structures[1])


def is_collection(node: Any) -> bool:
    return is_true(node.get("isCollection"))
