"""REST: cases and their histories."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Response, send_file

from engine import commands, errors, rows
from webui.api import schemas
from webui.api.rest import Endpoints, ReasonBody, refusals
from webui.context import actor, engine, send
from webui.i18n import translate

blueprint = Endpoints("instances", "Cases: running and ended instances of processes")


@blueprint.get("/instances")
@blueprint.arguments(schemas.InstanceQuery, location="query")
@blueprint.response(200, schemas.InstancePage)
@refusals(blueprint, 422)
def list_instances(query: dict[str, Any]) -> Any:
    """The cases that the reader may see, newest first."""
    after, limit = query.pop("after", None), query.pop("limit")
    wanted = rows.InstanceFilter(text=query.pop("q", None), **query)
    return engine().read.instances(actor(), wanted, after=after, limit=limit)


@blueprint.post("/instances")
@blueprint.arguments(schemas.StartBody)
@blueprint.response(201, schemas.Receipt)
@refusals(blueprint, 403, 404, 422)
def start_instance(body: dict[str, Any]) -> Any:
    """Start a case of the newest version of a process."""
    return send(commands.Start, **body)


@blueprint.get("/instances/<instance_id>")
@blueprint.response(200, schemas.InstanceDetail)
@refusals(blueprint, 403, 404)
def get_instance(instance_id: str) -> Any:
    """A case by id or number, with its open tasks and incidents."""
    detail = engine().read.instance(instance_id, actor())
    return {
        "instance": detail.instance,
        "pack_title": detail.pack_title,
        "digest": detail.digest,
        "tasks": detail.tasks,
        "incidents": [incident_json(row) for row in detail.incidents],
    }


@blueprint.post("/instances/<instance_id>/cancel")
@blueprint.arguments(ReasonBody)
@blueprint.response(200, schemas.Receipt)
@refusals(blueprint, 403, 404, 409, 422)
def cancel_instance(body: dict[str, Any], instance_id: str) -> Any:
    """End a case before its time."""
    return send(commands.Cancel, instance_id=_readable(instance_id, body.get("on_behalf_of")), **body)


@blueprint.post("/instances/<instance_id>/suspend")
@blueprint.arguments(ReasonBody)
@blueprint.response(200, schemas.Receipt)
@refusals(blueprint, 403, 404, 409, 422)
def suspend_instance(body: dict[str, Any], instance_id: str) -> Any:
    """Stop work on a case for a while."""
    return send(commands.Suspend, instance_id=_readable(instance_id, body.get("on_behalf_of")), **body)


@blueprint.post("/instances/<instance_id>/resume")
@blueprint.arguments(ReasonBody)
@blueprint.response(200, schemas.Receipt)
@refusals(blueprint, 403, 404, 409, 422)
def resume_instance(body: dict[str, Any], instance_id: str) -> Any:
    """Go on with a suspended case."""
    return send(commands.Resume, instance_id=_readable(instance_id, body.get("on_behalf_of")), **body)


@blueprint.get("/instances/<instance_id>/timeline")
@blueprint.response(200, schemas.Step(many=True))
@refusals(blueprint, 403, 404)
def list_steps(instance_id: str) -> Any:
    """The whole history: every step with its command, events and hashes."""
    return list(engine().read.timeline(_readable(instance_id)))


@blueprint.get("/instances/<instance_id>/variables")
@blueprint.arguments(schemas.SeqQuery, location="query")
@blueprint.response(200, schemas.Variable(many=True))
@refusals(blueprint, 403, 404, 422)
def list_variables(query: dict[str, Any], instance_id: str) -> Any:
    """The variables now, or as they were after a step."""
    return list(engine().read.variables(_readable(instance_id), seq=query.get("seq")))


@blueprint.get("/instances/<instance_id>/overlay")
@blueprint.arguments(schemas.SeqQuery, location="query")
@blueprint.response(200, schemas.Overlay)
@refusals(blueprint, 403, 404, 422)
def get_overlay(query: dict[str, Any], instance_id: str) -> Any:
    """What to mark on the diagram: active, done, cancelled, taken."""
    return engine().read.overlay(_readable(instance_id), seq=query.get("seq"))


@blueprint.get("/instances/<instance_id>/documents")
@blueprint.response(200, schemas.Document(many=True))
@refusals(blueprint, 403, 404)
def list_documents(instance_id: str) -> Any:
    """The documents of a case."""
    return list(engine().read.documents(_readable(instance_id)))


@blueprint.get("/instances/<instance_id>/documents/<int(max=2147483647):document_id>")
@blueprint.response(200, content_type="application/octet-stream")
@refusals(blueprint, 403, 404)
def get_document(instance_id: str, document_id: int) -> Response:
    """The content of a document, as a download."""
    case = _readable(instance_id)
    document = engine().read.document(document_id)
    if document.row.instance_id != case:
        raise errors.NotFound("There is no such document in case {number}.", number=instance_id)
    return send_file(
        BytesIO(document.content),
        mimetype=document.row.media_type,
        as_attachment=True,
        download_name=document.row.name,
    )


def incident_json(row: rows.IncidentRow) -> dict[str, Any]:
    """An incident with its message in the reader's language."""
    fields = {name: getattr(row, name) for name in schemas.Incident().fields if name != "message"}
    return {**fields, "message": translate(row.message, row.params)}


def _readable(instance_id: str, on_behalf_of: str | None = None) -> str:
    """The id of a case that the reader may see, or the person for whom the reader gives a command.

    Raises NotFound or Forbidden; whether the reader stands in for that person is asked with the command.
    """
    return engine().read.instance(instance_id, on_behalf_of or actor()).instance.instance_id
