"""REST: messages and signals from outside, and the repair of what failed."""

from __future__ import annotations

from typing import Any

from engine import commands
from webui.api import schemas
from webui.api.instances import incident_json
from webui.api.rest import CommandBody, Endpoints, PageQuery, refusals
from webui.context import actor, engine, send

blueprint = Endpoints("operations", "Messages, signals, incidents")


@blueprint.post("/messages")
@blueprint.arguments(schemas.MessageBody)
@blueprint.response(200, schemas.Receipt)
@refusals(blueprint, 403, 404, 409, 422)
def send_message(body: dict[str, Any]) -> Any:
    """Deliver a message to the case that waits for it, or start one."""
    return send(commands.Correlate, **body)


@blueprint.post("/signals")
@blueprint.arguments(schemas.SignalBody)
@blueprint.response(200, schemas.Receipt)
@refusals(blueprint, 403, 422)
def send_signal(body: dict[str, Any]) -> Any:
    """Deliver a signal to all that wait for it."""
    return send(commands.BroadcastSignal, **body)


@blueprint.get("/incidents")
@blueprint.arguments(PageQuery, location="query")
@blueprint.response(200, schemas.IncidentPage)
@refusals(blueprint, 403, 422)
def list_incidents(query: dict[str, Any]) -> Any:
    """What failed for the last time and needs a person."""
    page = engine().read.incidents(actor(), after=query.get("after"), limit=query["limit"])
    return {"items": [incident_json(row) for row in page.items], "next": page.next}


@blueprint.post("/jobs/<job_id>/retry")
@blueprint.arguments(CommandBody, required=False)
@blueprint.response(200, schemas.Receipt)
@refusals(blueprint, 403, 404, 409, 422)
def retry_job(body: dict[str, Any], job_id: str) -> Any:
    """Try a failed job or timer again."""
    return send(commands.RetryJob, job_id=job_id, **body)
