"""The shapes of the REST interface, made from the engine's own rows and commands."""

from __future__ import annotations

import marshmallow as ma

import engine
from engine import rows
from webui.api.rest import CommandBody, PageQuery, page_of, schema_of

#: An operator's traceback stays with the operator.
Incident = schema_of(
    rows.IncidentRow,
    "Incident",
    without=("detail", "params", "message"),
    message=ma.fields.String(metadata={"description": "In the reader's language."}),
)
IncidentPage = page_of(Incident, "IncidentPage")
Task = schema_of(rows.TaskRow, "Task")
TaskPage = page_of(Task, "TaskPage")
TaskDetail = schema_of(rows.TaskDetail, "TaskDetail", without=("task",), task=ma.fields.Nested(Task))
Instance = schema_of(rows.InstanceRow, "Instance")
InstancePage = page_of(Instance, "InstancePage")
InstanceDetail = schema_of(
    rows.InstanceDetail,
    "InstanceDetail",
    without=("instance", "tasks", "incidents"),
    instance=ma.fields.Nested(Instance),
    tasks=ma.fields.List(ma.fields.Nested(Task)),
    incidents=ma.fields.List(ma.fields.Nested(Incident)),
)
Step = schema_of(rows.StepRow, "Step")
Overlay = schema_of(rows.Overlay, "Overlay")
Variable = schema_of(rows.VariableRow, "Variable")
Document = schema_of(rows.DocumentRow, "Document")
Definition = schema_of(rows.DefinitionRow, "Definition")
Startable = schema_of(rows.StartableRow, "Startable")
Notice = schema_of(rows.NoticeRow, "Notice")
NoticePage = page_of(Notice, "NoticePage")


Receipt = schema_of(engine.Receipt, "Receipt")


class WorklistQuery(PageQuery):
    box = ma.fields.String(load_default="mine", validate=ma.validate.OneOf(["mine", "group", "done"]))
    q = ma.fields.String(validate=ma.validate.Length(max=100), metadata={"description": "Search text"})


class InstanceQuery(PageQuery):
    status = ma.fields.String(validate=ma.validate.OneOf(["active", "suspended", "completed", "cancelled"]))
    pack = ma.fields.String()
    q = ma.fields.String(validate=ma.validate.Length(max=100), metadata={"description": "Search text"})
    lamp = ma.fields.String(validate=ma.validate.OneOf(["green", "yellow", "red"]))
    started_by = ma.fields.String(metadata={"description": "Login"})
    with_incident = ma.fields.Boolean(load_default=False)


class SeqQuery(ma.Schema):
    """seq: as it was after this step; without it as it is now."""

    seq = ma.fields.Integer(validate=ma.validate.Range(0, 2**31 - 1))


class DraftBody(ma.Schema):
    variables = ma.fields.Dict(keys=ma.fields.String(), load_default=dict)


class VariablesBody(CommandBody):
    variables = ma.fields.Dict(keys=ma.fields.String(), load_default=dict)


class StartBody(VariablesBody):
    """start: id of the start event, where the process has several."""

    process = ma.fields.String(required=True)
    start = ma.fields.String(allow_none=True)


class MessageBody(VariablesBody):
    """message_id: the same id again is taken once. ttl_seconds: how long it waits; 0: not at all."""

    message = ma.fields.String(required=True, validate=ma.validate.Length(1, 200))
    key = ma.fields.String(load_default="", validate=ma.validate.Length(max=400))
    message_id = ma.fields.String(allow_none=True, validate=ma.validate.Length(1, 200))
    ttl_seconds = ma.fields.Integer(load_default=0, validate=ma.validate.Range(0, 31_536_000))


class SignalBody(VariablesBody):
    signal = ma.fields.String(required=True, validate=ma.validate.Length(1, 200))


class DeployBody(ma.Schema):
    """A zip of the pack folder, or its files, as form field `files` (repeatable)."""

    files = ma.fields.List(ma.fields.Raw(metadata={"type": "string", "format": "binary"}), required=True)


class Me(ma.Schema):
    """Who the request is made by."""

    login = ma.fields.String()
    name = ma.fields.String()
    unit = ma.fields.String()
    posts = ma.fields.List(ma.fields.String())
    permissions = ma.fields.List(ma.fields.String())
    groups = ma.fields.List(ma.fields.String())
    tasks_mine = ma.fields.Integer()
    tasks_group = ma.fields.Integer()
    notices_unread = ma.fields.Integer()


class Draft(ma.Schema):
    saved_at = ma.fields.AwareDateTime()
