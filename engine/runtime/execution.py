"""One step while it is being made: the state, the events so far, the tokens on their way.

Primitives only: what an element does stands in the modules beside this one. Every change of the state
goes through a method here that also records the event.
"""

from __future__ import annotations

from collections import ChainMap, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from engine import feel
from engine.errors import ProcessFault
from engine.model import host
from engine.model.definition import Element, Event, Flow, IoMapping, Pack, Process, Value
from engine.runtime.context import Context
from engine.runtime.facts import Facts
from engine.runtime.items import Arrive, Item, ScopeEnded
from engine.runtime.sizes import Written
from engine.runtime.state import ROOT, Activity, Kind, Scope, State

EventRecord = dict[str, Any]

#: A model that passes more elements than this without coming to rest will not come to rest.
MAX_ACTIVATIONS = 50_000


class BpmnFault(ProcessFault):
    """A BPMN error that nothing in the model catches."""

    def __init__(self, code: str | None, message: str, element: str) -> None:
        super().__init__(
            "Error {code} was thrown at {element}, but nothing in the model catches it. {detail}",
            element,
            code=code or "",
            detail=message,
        )
        self.code = code


@dataclass
class Execution:
    ctx: Context
    state: State
    events: list[EventRecord] = field(default_factory=list)
    queue: deque[Item] = field(default_factory=deque)
    activations: int = 0
    #: has a variable been written, or a condition begun to be waited for, since conditions were looked at?
    changed: bool = False
    written: Written = field(default_factory=Written)
    #: which definition of an event has come, between its coming and the record of it
    came: Event | None = None
    #: scopes of processes whose conversations got a key in this step, by correlation key
    learned: dict[str, set[int]] = field(default_factory=dict)

    # --- definitions

    def pack(self, scope: int) -> Pack:
        return self.ctx.library.pack(self.state.scopes[scope].pack)

    def process(self, scope: int) -> Process:
        known = self.state.scopes[scope]
        return self.ctx.library.process(known.pack, known.process)

    def element(self, act: Activity) -> Element:
        return self.process(act.scope).elements[act.el]

    def sight(self, act: Activity) -> int:
        """The scope from which the expressions of an activity are seen: its own if it has one, else the one
        around it. What listens on an activity sees what that was given."""
        scopes, at = self.state.scopes, act
        while at.k not in scopes or scopes[at.k].isolated:
            if at.host is None:
                return act.scope
            at = self.state.acts[at.host]
        return at.k

    def children(self, scope: int) -> tuple[Element, ...]:
        """The elements directly inside a scope; none for the body of a multi-instance or a task."""
        if scope != ROOT:
            owner = self.state.acts[scope]
            if owner.kind not in ("scope", "call"):
                return ()
        known = self.state.scopes[scope]
        process = self.process(scope)
        inside = None if known.isolated or scope == ROOT else known.el
        return tuple(process.elements[i] for i in process.children.get(inside, ()))

    # --- events

    def emit(self, event: str, /, **fields: Any) -> None:
        self.events.append({"e": event, **fields})

    # --- activities and tokens

    def add_activity(self, element: Element, scope: int, kind: Kind, **fields: Any) -> Activity:
        act = Activity(k=self.state.new_key(), el=element.id, scope=scope, kind=kind, **fields)
        self.state.acts[act.k] = act
        if "_groups" in self.__dict__:
            self._enter(act, *self._groups)
        return act

    @cached_property
    def _groups(self) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
        """Keys of activities by scope and by host, ascending. Those that go are skipped when it is read."""
        by_scope: dict[int, list[int]] = {}
        by_host: dict[int, list[int]] = {}
        for _, act in sorted(self.state.acts.items()):
            self._enter(act, by_scope, by_host)
        return by_scope, by_host

    @staticmethod
    def _enter(act: Activity, by_scope: dict[int, list[int]], by_host: dict[int, list[int]]) -> None:
        by_scope.setdefault(act.scope, []).append(act.k)
        if act.host is not None:
            by_host.setdefault(act.host, []).append(act.k)

    @cached_property
    def awaiting_condition(self) -> set[int]:
        """Keys of activities that wait for a condition; some may be gone."""
        return {key for key, act in self.state.acts.items() if act.held is not None}

    @cached_property
    def awaiting_signal(self) -> set[int]:
        """Keys of activities that wait for a signal; some may be gone."""
        return {key for key, act in self.state.acts.items() if act.signal is not None}

    def inside(self, scope: int) -> list[Activity]:
        """The activities directly in a scope, oldest first."""
        acts = self.state.acts
        return [acts[k] for k in self._groups[0].get(scope, ()) if k in acts]

    def hosted(self, host: int) -> list[Activity]:
        """What listens on an activity: its boundary events, the events behind its gateway."""
        found = (self.state.acts.get(k) for k in self._groups[1].get(host, ()))
        return [act for act in found if act is not None and act.host == host]

    def add_token(self, scope: int, count: int = 1) -> None:
        self.state.scopes[scope].tokens += count

    def drop_token(self, scope: int, count: int = 1) -> None:
        """Take tokens away; a scope whose last token goes has ended."""
        known = self.state.scopes[scope]
        known.tokens -= count
        if known.tokens == 0:
            self.queue.append(ScopeEnded(scope))

    def send(self, flow: Flow, scope: int) -> None:
        """Put a new token on a sequence flow."""
        self.emit("taken", el=flow.id, s=scope)
        self.add_token(scope)
        self.queue.append(Arrive(flow.target, scope, flow.id))

    def count_activation(self, element: Element) -> None:
        self.activations += 1
        if self.activations > MAX_ACTIVATIONS:
            raise ProcessFault(
                "The process does not rest: {limit} elements passed in one step, the last was {element}.",
                element.id,
                limit=MAX_ACTIVATIONS,
            )

    def add_scope(self, key: int, parent: int | None, element: Element | None, like: int) -> Scope:
        """A scope for activity `key`, running the same process as scope `like`."""
        model = self.state.scopes[like]
        scope = Scope(
            k=key,
            parent=parent,
            process=model.process,
            pack=model.pack,
            el=element.id if element else None,
        )
        self.state.scopes[key] = scope
        return scope

    def outwards(self, scope: int) -> Iterator[Scope]:
        """The scopes that are in sight from one, the nearest first: out to the process, called or whole."""
        at: int | None = scope
        while at is not None:
            known = self.state.scopes[at]
            yield known
            at = None if known.isolated else known.parent

    # --- variables

    @cached_property
    def functions(self) -> dict[str, Callable[..., Any]]:
        """What expressions may call beside FEEL's own functions."""
        return host.functions(self.ctx.calendar)

    def chain(self, scope: int, extra: Mapping[str, Any] | None = None) -> ChainMap[str, Any]:
        """All that an expression sees from a scope: inner variables hide outer ones."""
        maps: list[Any] = [extra] if extra else []
        maps += [known.vars for known in self.outwards(scope)]
        maps.append(Facts(self.ctx, self.state, self.pack(scope)))
        return ChainMap(*maps)

    def evaluate(
        self, expression: feel.Expression, scope: int, element: str, extra: Mapping[str, Any] | None = None
    ) -> Any:
        """The value of an expression seen from a scope.

        Raises ProcessFault, naming the element, when the expression goes over its budget or meets a value
        that cannot be read.
        """
        try:
            return expression.evaluate(self.chain(scope, extra), now=self.ctx.local, functions=self.functions)
        except feel.FeelLimitError as error:
            message = "The expression {text} at {element} went over its limit: {detail}"
            raise ProcessFault(message, element, text=expression.text, detail=error.sentence) from error
        except feel.FeelError as error:
            message = "The expression {text} at {element} has no result: {detail}"
            raise ProcessFault(message, element, text=expression.text, detail=error.sentence) from error

    def value(
        self, value: Value | None, scope: int, element: str, extra: Mapping[str, Any] | None = None
    ) -> Any:
        """A fixed text as it is, an expression evaluated."""
        if value is None or isinstance(value, str):
            return value
        return self.evaluate(value, scope, element, extra)

    def text(self, value: Value | None, scope: int, element: str) -> str:
        """A name (of a message, a handler, a process ...) as text.

        Raises ProcessFault when its expression gives none: no one is called `None`.
        """
        found = self.value(value, scope, element)
        if found is None or isinstance(found, (dict, list)):
            text = value.text if isinstance(value, feel.Expression) else ""
            raise ProcessFault("The name {text} at {element} has no value.", element, text=text)
        return str(found)

    def plain(self, value: Any, element: str) -> Any:
        """A value as JSON data. Raises ProcessFault, naming the element, when it is too large to be kept."""
        return self.written.plain(value, element)

    def write(self, scope: int, name: str, value: Any, element: str) -> None:
        stored = self.plain(value, element)
        self.state.scopes[scope].vars[name] = stored
        self.changed = True
        self.emit("variable", s=scope, name=name, value=stored, el=element)

    def write_up(self, scope: int, name: str, value: Any, element: str) -> None:
        """Write to the nearest scope that has the name, else to the outermost that is in sight."""
        for known in self.outwards(scope):
            scope = known.k
            if name in known.vars:
                break
        self.write(scope, name, value, element)

    def map_inputs(self, mappings: Iterable[IoMapping], scope: int, local: int, element: str) -> None:
        """Inputs become variables of the element's own scope `local`."""
        for mapping in mappings:
            value = self.value(mapping.source, local, element)
            self._write_path(local, mapping.target, value, element, up=False)

    def map_outputs(
        self, mappings: Iterable[IoMapping], inner: int, outer: int, results: Mapping[str, Any], element: str,
        *, up: bool = True,
    ) -> None:  # fmt: skip
        """Outputs are worked out inside and written from `outer` upwards, or in `outer` only."""
        values = [(m.target, self.value(m.source, inner, element, results)) for m in mappings]
        for target, value in values:
            self._write_path(outer, target, value, element, up=up)

    def _write_path(self, scope: int, path: str, value: Any, element: str, *, up: bool) -> None:
        name, *rest = path.split(".")
        if rest:
            base = self.chain(scope).get(name) if up else self.state.scopes[scope].vars.get(name)
            value = _with_path(base, rest, self.plain(value, element))
        if up:
            self.write_up(scope, name, value, element)
        else:
            self.write(scope, name, value, element)


def _with_path(base: Any, path: list[str], value: Any) -> dict[str, Any]:
    """A copy of the context `base` in which `path` has `value`."""
    result = dict(base) if isinstance(base, dict) else {}
    head, *rest = path
    result[head] = _with_path(result.get(head), rest, value) if rest else value
    return result
