"""What a definition is: processes, elements, flows, as plain frozen records.

The reader makes these from a file, the runtime walks them, and nothing changes them. Names of types
are BPMN's own (`userTask`, `exclusiveGateway`, `boundaryEvent`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from engine.feel import Expression

#: A fixed text, or an expression where the model wrote `=...`.
Value = str | Expression

EventKind = Literal[
    "none", "timer", "message", "signal", "error", "escalation", "terminate",
    "conditional", "link", "compensation", "cancel", "multiple",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow. `condition` is None for an unconditional one."""

    id: str
    source: str
    target: str
    name: str = ""
    condition: Expression | None = None
    line: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class DeadlineRef:
    """Where a due time comes from (`banjian:deadline`): exactly one of `ref`, `clock`, `days`.

    ref: a deadline of pack.yaml, counted from the activation of the element.
    clock: the due time of a running clock of the case.
    days, count: a number of working or calendar days, counted from the activation.
    """

    ref: str | None = None
    clock: str | None = None
    days: Value | None = None
    count: Literal["working", "calendar"] = "working"


@dataclass(frozen=True, slots=True)
class Event:
    """An event definition.

    name: of the message, signal; the code of the error, escalation (None catches any code); of a
    compensation the activity to be compensated (None: all of the scope).
    timer_kind, timer: `date`, `duration` or `cycle` with its ISO text or expression;
    deadline: for a timer that is due at a deadline instead.
    condition: of a conditional event. wait: does the thrower of a compensation wait until it is done?
    parts: of kind `multiple`, its definitions; one is enough, with `parallel` all must come.
    """

    kind: EventKind
    name: Value | None = None
    correlation_key: Expression | None = None
    timer_kind: Literal["date", "duration", "cycle", "deadline"] | None = None
    timer: Value | None = None
    deadline: DeadlineRef | None = None
    condition: Expression | None = None
    wait: bool = True
    parts: tuple[Event, ...] = ()
    parallel: bool = False

    @property
    def definitions(self) -> tuple[Event, ...]:
        """Its definitions: the parts of one of kind `multiple`, else itself."""
        return self.parts or (self,)

    def has(self, kind: EventKind) -> bool:
        """Is one of its definitions of this kind?"""
        return any(part.kind == kind for part in self.definitions)


@dataclass(frozen=True, slots=True)
class Correlation:
    """How messages of one name find their case by a correlation key of the standard (BPMN 2.0, 8.4.2).

    key: its id. paths: where the content of the message has the properties of the key. bindings: what a
    process that subscribes to the key compares them with; none where the first message of a conversation
    sets it.
    """

    key: str
    paths: tuple[Expression, ...]
    bindings: tuple[Expression, ...] = ()


@dataclass(frozen=True, slots=True)
class IoMapping:
    """One `zeebe:input` or `zeebe:output`: `target` is a name or a path `a.b`."""

    source: Value
    target: str


@dataclass(frozen=True, slots=True)
class Loop:
    """How often an activity runs: for each item of a collection or a number of times (`cardinality`), or,
    with `repeat`, again and again while `condition` holds.

    maximum, test_before: of a repeated activity, how often at most and whether it may run not at all.
    behavior, throws: what the body throws when an instance is done: nothing (`all`), its event each time
    (`none`) or the first time (`one`), or those whose condition holds (`complex`).
    """

    sequential: bool
    repeat: bool = False
    condition: Expression | None = None
    maximum: int | None = None
    test_before: bool = False
    behavior: Literal["all", "none", "one", "complex"] = "all"
    throws: tuple[tuple[Expression | None, Event], ...] = ()
    collection: Expression | None = None
    element_variable: str | None = None
    cardinality: Expression | None = None
    output_collection: str | None = None
    output_element: Expression | None = None
    completion: Expression | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    assignee: Value | None = None
    candidate_groups: Value | None = None
    candidate_users: Value | None = None
    priority: Value | None = None
    due: Value | None = None
    follow_up: Value | None = None


@dataclass(frozen=True, slots=True)
class Reminder:
    """`banjian:reminder`: `before` days ahead of the task's due time, or `after` days overdue."""

    before: int = 0
    after: int = 0
    count: Literal["working", "calendar"] = "working"


@dataclass(frozen=True, slots=True)
class ClockAction:
    """`banjian:clock`: what the element does to a clock of the case when it is activated or completed.

    since: of `start`, the day from which the limit counts, where that is not today (`from` in the file).
    days: of `extend`, by how many days the limit grows, counted as the limit is.
    """

    name: str
    action: Literal["start", "pause", "resume", "extend", "stop"]
    ref: str | None = None
    on: Literal["activated", "completed"] = "completed"
    since: Value | None = None
    days: Value | None = None


@dataclass(frozen=True, slots=True)
class Element:
    """A flow node.

    type: BPMN's local name. scope: id of the enclosing subprocess, None at the level of the process.
    boundary: ids of the boundary events attached to it. interrupting: of a boundary or start event.
    triggered_by_event: an event subprocess.
    job_type: set where a handler does the work (service, send, business rule, script task).
    start_quantity, completion_quantity: tokens that it takes to start, and that it sends down each flow.
    for_compensation: it runs only to compensate another activity. handler: of a boundary event for
    compensation, the activity that compensates.
    parallel: of an event-based gateway that starts a process, whether all its events must come; of an
    ad-hoc subprocess, whether its activities run side by side. activation: of a complex gateway.
    completion, cancel_remaining, chosen: of an ad-hoc subprocess: when it is done, whether that ends what
    still runs in it, and which of its activities are to run (ids; None: all).
    binding, version_tag: of a call activity, which version of the process is meant.
    """

    id: str
    type: str
    name: str = ""
    scope: str | None = None
    incoming: tuple[Flow, ...] = ()
    outgoing: tuple[Flow, ...] = ()
    default: str | None = None
    event: Event | None = None
    attached_to: str | None = None
    boundary: tuple[str, ...] = ()
    interrupting: bool = True
    triggered_by_event: bool = False
    instantiate: bool = False
    start_quantity: int = 1
    completion_quantity: int = 1
    for_compensation: bool = False
    handler: str | None = None
    parallel: bool = False
    activation: Expression | None = None
    completion: Expression | None = None
    cancel_remaining: bool = True
    chosen: Expression | None = None
    loop: Loop | None = None
    inputs: tuple[IoMapping, ...] = ()
    outputs: tuple[IoMapping, ...] = ()
    assignment: Assignment | None = None
    form: str | None = None
    job_type: Value | None = None
    retries: Value | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    script: Expression | None = None
    result: str | None = None
    decision: Value | None = None
    called: Value | None = None
    binding: Literal["latest", "deployment", "versionTag"] | None = None
    version_tag: str | None = None
    propagate_all_child: bool = True
    propagate_all_parent: bool = True
    deadline: DeadlineRef | None = None
    reminders: tuple[Reminder, ...] = ()
    clocks: tuple[ClockAction, ...] = ()
    lane: str | None = None
    properties: Mapping[str, str] = field(default_factory=dict)
    documentation: str = ""
    line: int | None = None

    @property
    def begins(self) -> bool:
        """Does it begin by itself where its scope has no start event? A link event has a throw before it."""
        apart = self.type == "boundaryEvent" or self.triggered_by_event or self.for_compensation
        linked = (
            self.event is not None and self.event.kind == "link" and self.type == "intermediateCatchEvent"
        )
        return not self.incoming and not apart and not linked

    def part_for(self, kind: EventKind, name: str | None = None) -> int | None:
        """Which of its event's several definitions is of this kind and, if one is given, this name."""
        for index, part in enumerate(self.event.parts if self.event is not None else ()):
            if part.kind == kind and name in (None, part.name):
                return index
        return None


@dataclass(frozen=True, slots=True, eq=False)
class Process:
    """One `bpmn:process`, compared by identity: there is one object per deployed version.

    `children[None]` are the elements at its own level. data: by scope, the names of its data objects,
    data stores and properties, which are variables of that scope. correlations: by name of the message.
    """

    id: str
    name: str
    file: str
    elements: Mapping[str, Element]
    children: Mapping[str | None, tuple[str, ...]]
    executable: bool = True
    line: int | None = None
    version_tag: str | None = None
    data: Mapping[str | None, tuple[str, ...]] = field(default_factory=dict)
    correlations: Mapping[str, Correlation] = field(default_factory=dict)

    def starts(self, scope: str | None) -> tuple[Element, ...]:
        """The start events of a scope, in file order; of a process also the receive tasks that start it and
        the events behind an event-based gateway that does."""
        found: list[Element] = []
        for element in (self.elements[i] for i in self.children.get(scope, ())):
            if element.type == "startEvent":
                found.append(element)
            elif element.instantiate and scope is None and not element.incoming:
                if element.type == "eventBasedGateway":
                    found += [self.elements[flow.target] for flow in element.outgoing]
                else:
                    found.append(element)
        return tuple(found)

    @property
    def starts_plainly(self) -> bool:
        """Can it be started without an event: by a plain start event, or at what nothing leads to?"""
        starts = self.starts(None)
        return not starts or any(s.event is None or s.event.kind == "none" for s in starts)

    def starting_gate(self, start: Element) -> Element | None:
        """The event-based gateway that starts the process when the event `start` behind it comes."""
        sources = (self.elements[flow.source] for flow in start.incoming)
        return next((s for s in sources if s.instantiate and s.type == "eventBasedGateway"), None)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A time limit of pack.yaml: a number of days with the rule that gives it.

    lamp_before: days before the due time from which the lamp is yellow, counted as `count`.
    """

    key: str
    title: str
    days: int
    count: Literal["working", "calendar"]
    rule: str = ""
    source: str = ""
    lamp_before: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Pack:
    """One deployed set: everything that a case of it needs, parsed once and shared.

    digest: hex SHA-256 over all files. parameters: name to value, seen by every expression as
    `parameters.<name>`. forms, decisions: by id. files: path to content.
    """

    key: str
    title: str
    digest: str
    version: int
    processes: Mapping[str, Process]
    forms: Mapping[str, Mapping[str, Any]]
    decisions: Mapping[str, Any]
    deadlines: Mapping[str, Deadline]
    parameters: Mapping[str, Any]
    files: Mapping[str, bytes]
    settings: Mapping[str, Any] = field(default_factory=dict)

    @property
    def ref(self) -> str:
        """`key:version`, how instances name it."""
        return f"{self.key}:{self.version}"

    def number(self, seq: int, day: date) -> str:
        """The number of the pack's `seq`-th case of a year, begun on a day."""
        numbering: str = self.settings.get("numbering", "{key}{year}-{seq:06}")
        return numbering.format(
            key=self.key, year=day.year, month=f"{day.month:02}", day=f"{day.day:02}", seq=seq
        )
