"""The frozen rows that `engine.read` returns; pages, API and exports know the data only in these shapes.

Every time is aware and UTC. A row never holds a connection and never changes; ask again for newer data.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Generic, Literal, TypeVar

from engine.dmn.describe import Rulebook as Rulebook
from engine.dmn.describe import RuleText as RuleText
from engine.dmn.describe import TableText as TableText

T = TypeVar("T")

Lamp = Literal["green", "yellow", "red"]
InstanceStatus = Literal["active", "suspended", "completed", "cancelled"]
TaskStatus = Literal["open", "completed", "cancelled"]
Box = Literal["mine", "group", "done"]


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """One page of a list. `next` is given as `after` for the following page; None on the last one."""

    items: tuple[T, ...]
    next: str | None = None


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task as a worklist shows it.

    number, title, pack, process: of the case. name: the task's name in the diagram.
    groups, users: who may claim it. assignee: login of who has it.
    due_date: the last day, in the office's zone, of which `due_at` is the end.
    warn_at: from when the lamp is yellow. provisional: the calendar of that year is not published yet.
    lamp: None where there is no due time; of a finished task, how it stood when it was finished.
    """

    task_id: str
    instance_id: str
    number: str
    title: str
    pack: str
    version: int
    process: str
    element: str
    name: str
    status: TaskStatus
    priority: int
    created_at: datetime
    assignee: str | None = None
    groups: tuple[str, ...] = ()
    users: tuple[str, ...] = ()
    form_id: str | None = None
    due_at: datetime | None = None
    due_date: date | None = None
    warn_at: datetime | None = None
    provisional: bool = False
    lamp: Lamp | None = None
    completed_at: datetime | None = None
    completed_by: str | None = None
    on_behalf_of: str | None = None


@dataclass(frozen=True, slots=True)
class TaskDetail:
    """What a task page needs, in one answer.

    form: the form-js schema, None for a task without form. variables: what the task's element sees.
    facts: what the form's expressions see beside them: `parameters` of the pack, `instance`.
    draft: what this reader typed and did not send yet. rule, deadline: where the due time comes from.
    instance_status: a task of a suspended case cannot be completed.
    """

    task: TaskRow
    form: Mapping[str, Any] | None
    variables: Mapping[str, Any]
    draft: Mapping[str, Any] | None = None
    draft_saved_at: datetime | None = None
    deadline: str | None = None
    rule: str | None = None
    instance_status: InstanceStatus = "active"
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class InstanceFilter:
    """Which cases `read.instances` lists; what is None or empty does not narrow."""

    status: InstanceStatus | None = None
    pack: str | None = None
    text: str | None = None
    started_by: str | None = None
    lamp: Lamp | None = None
    with_incident: bool = False


@dataclass(frozen=True, slots=True)
class InstanceRow:
    """A case as a list shows it. due_at, warn_at: of its running clock that is due first."""

    instance_id: str
    number: str
    title: str
    pack: str
    version: int
    process: str
    status: InstanceStatus
    seq: int
    started_at: datetime
    started_by: str
    changed_at: datetime
    ended_at: datetime | None = None
    due_at: datetime | None = None
    due_date: date | None = None
    warn_at: datetime | None = None
    provisional: bool = False
    lamp: Lamp | None = None


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """Something that needs a person: a job or timer that failed for the last time.

    job_id: what `RetryJob` takes. message with params: for the page; detail: the traceback, for the
    operator only. resolved_at: None while it is open.
    """

    incident_id: int
    instance_id: str
    number: str
    job_id: str | None
    kind: str
    element: str
    message: str
    params: Mapping[str, Any]
    created_at: datetime
    detail: str = ""
    resolved_at: datetime | None = None
    resolved_by: str | None = None


@dataclass(frozen=True, slots=True)
class InstanceDetail:
    """A case with what its page shows at once."""

    instance: InstanceRow
    pack_title: str
    digest: str
    tasks: tuple[TaskRow, ...]
    incidents: tuple[IncidentRow, ...]


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step of a case's history: a command, what came of it, and its place in the chain of hashes.

    kind: the command's name. command: its own data as recorded. events: see `engine.events`.
    hash, prev_hash, state_hash: hex SHA-256.
    """

    seq: int
    kind: str
    actor: str
    at: datetime
    on_behalf_of: str | None
    reason: str | None
    client: str | None
    command: Mapping[str, Any]
    events: tuple[Mapping[str, Any], ...]
    definition_digest: str
    calendar_version: str
    state_hash: str
    prev_hash: str
    hash: str


@dataclass(frozen=True, slots=True)
class Overlay:
    """What to draw on the diagram after step `seq`: element or flow id to a count."""

    seq: int
    active: Mapping[str, int]
    done: Mapping[str, int]
    cancelled: Mapping[str, int]
    taken: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class VariableRow:
    """A variable after step `seq`. scope: 0 is the case. element: who wrote it; seq: in which step."""

    scope: int
    name: str
    value: Any
    element: str
    seq: int


@dataclass(frozen=True, slots=True)
class DocumentRow:
    """A document of a case. digest: hex SHA-256 of the content; size in bytes."""

    document_id: int
    instance_id: str
    name: str
    media_type: str
    size: int
    digest: str
    element: str
    seq: int
    created_at: datetime
    created_by: str


@dataclass(frozen=True, slots=True)
class Document:
    """A document with its content."""

    row: DocumentRow
    content: bytes


@dataclass(frozen=True, slots=True)
class DefinitionRow:
    """One deployed version of a pack. newest: what new cases start with. active: cases running on it.

    on_behalf_of, reason: for whom and why it was deployed, where that was said.
    """

    pack: str
    version: int
    digest: str
    title: str
    processes: tuple[str, ...]
    deployed_at: datetime
    deployed_by: str
    newest: bool
    active: int = 0
    on_behalf_of: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class StartableRow:
    """A process that a reader may start. form: the schema of its start event's form, if it has one."""

    pack: str
    version: int
    process: str
    title: str
    form_id: str | None = None
    form: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """A notification within the product. kind: `assigned`, `reminded`, `overdue`."""

    notice_id: int
    kind: str
    instance_id: str
    number: str
    title: str
    task_id: str | None
    element: str
    name: str
    at: datetime
    due_at: datetime | None
    read: bool


@dataclass(frozen=True, slots=True)
class BoxCounts:
    """Numbers beside the boxes of one reader, each counted up to `limit` only."""

    mine: int
    group: int
    notices: int
    limit: int = 100


@dataclass(frozen=True, slots=True)
class Stats:
    """The figures of the start page. lamps: open tasks with a due time, by lamp."""

    active_cases: int
    completed_cases: int
    open_tasks: int
    open_incidents: int
    due_work: int
    lamps: Mapping[Lamp, int] = field(default_factory=dict)
