"""Correlation keys of the standard (BPMN 2.0, 8.4.2): what is waited for under which key, and what sets it.

A process that subscribes to a key compares the messages with its variables, and the key follows them. Else
the first message that a case sends or receives sets the key of its conversation; until then any will do.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from engine import feel
from engine.errors import ProcessFault
from engine.model import host
from engine.model.definition import Correlation
from engine.runtime.context import Context
from engine.runtime.execution import Execution
from engine.runtime.state import Activity, Scope


def key_in(ctx: Context, found: Correlation, content: Mapping[str, Any]) -> str | None:
    """The key that a message carries in its content; None where a part of it is missing."""
    try:
        return _text(
            path.evaluate(content, now=ctx.local, functions=host.functions(ctx.calendar))
            for path in found.paths
        )
    except feel.FeelError:
        return None


def _text(values: Iterable[Any]) -> str | None:
    """A key as text: of one property its value, of several a JSON list; None where one has no value."""
    texts = []
    for value in map(feel.to_json, values):
        if value is None or value == "" or isinstance(value, dict | list):
            return None
        texts.append(value if isinstance(value, str) else _written(value))
    return texts[0] if len(texts) == 1 else json.dumps(texts, ensure_ascii=False, separators=(",", ":"))


def _written(value: bool | int | Decimal) -> str:
    """Equal numbers are written alike, however they came."""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{Decimal(value).normalize():f}"


def known_to(ex: Execution, scope: int, name: str) -> Correlation | None:
    """How messages of this name are correlated in the process of a scope; None where they are not."""
    correlations = ex.process(scope).correlations
    return correlations.get(name) if correlations else None


def wait(ex: Execution, act: Activity, name: str, found: Correlation, scope: int) -> None:
    """Let an activity wait for a message under the key that holds now; under none while that has no value.

    scope: from which the variables are seen that the process compares.
    """
    act.correlated = name
    key: str | None = None
    if found.bindings:
        key = _text(ex.evaluate(path, scope, act.el) for path in found.bindings)
    else:
        key = _conversation(ex, act.scope).keys.get(found.key)
    listens = key is not None or not found.bindings
    if (act.message, act.key) == (name if listens else None, key):
        return
    if act.message is not None:
        ex.emit("unwaiting", k=act.k, el=act.el)
    act.message, act.key = (name if listens else None), key
    if listens:
        ex.emit("waiting", k=act.k, el=act.el, kind="message", name=name, key=key)


def sent(ex: Execution, scope: int, name: str, content: Mapping[str, Any], element: str) -> str | None:
    """The key that a message goes with: the one in its content, else the one of its conversation.

    Raises ProcessFault where there is neither, and where the two differ.
    """
    found = known_to(ex, scope, name)
    if found is None:
        return None
    if found.bindings:
        held = _text(ex.evaluate(path, scope, element) for path in found.bindings)
    else:
        held = _conversation(ex, scope).keys.get(found.key)
    carried = key_in(ex.ctx, found, content)
    if carried is None and held is None:
        raise ProcessFault(
            "The message {name} at {element} carries no value for the key {key}.",
            element,
            name=name,
            key=found.key,
        )
    if carried is not None and held is not None and carried != held and not found.bindings:
        raise ProcessFault(
            "The message {name} at {element} carries the key {carried}, but its conversation has {held}.",
            element, name=name, carried=carried, held=held,
        )  # fmt: skip
    key = carried if carried is not None else held
    _learn(ex, scope, found, key)
    return key


def received(ex: Execution, scope: int, name: str, key: str, content: Mapping[str, Any]) -> None:
    """A message has come to the process of a scope; the first of a conversation sets its key."""
    found = known_to(ex, scope, name)
    if found is not None:
        _learn(ex, scope, found, key or key_in(ex.ctx, found, content))


def _learn(ex: Execution, scope: int, found: Correlation, key: str | None) -> None:
    known = _conversation(ex, scope)
    if key is not None and not found.bindings and found.key not in known.keys:
        known.keys[found.key] = key
        ex.learned.setdefault(found.key, set()).add(known.k)


def _conversation(ex: Execution, scope: int) -> Scope:
    """The scope of the process, called or whole, that takes part in the conversation."""
    *_, known = ex.outwards(scope)
    return known


def moved(ex: Execution, found: Correlation) -> set[int]:
    """The scopes in which this step has written what a key is made of: who waits in sight of one is to work
    its key out again."""
    if not found.bindings:
        return ex.learned.get(found.key, set())
    read = frozenset[str]().union(*(path.reads for path in found.bindings))
    written = {event["s"] for event in ex.events if event["e"] == "variable" and event["name"] in read}
    return written & ex.state.scopes.keys()
