"""REST: tasks."""

from __future__ import annotations

from typing import Any

from engine import commands
from webui.api import schemas
from webui.api.rest import CommandBody, Endpoints, refusals
from webui.context import actor, engine, send

blueprint = Endpoints("tasks", "Tasks: what a person has to do")


@blueprint.get("/tasks")
@blueprint.arguments(schemas.WorklistQuery, location="query")
@blueprint.response(200, schemas.TaskPage)
@refusals(blueprint, 422)
def list_tasks(query: dict[str, Any]) -> Any:
    """One box of the worklist, most urgent first."""
    return engine().read.worklist(
        actor(), box=query["box"], text=query.get("q"), after=query.get("after"), limit=query["limit"]
    )


@blueprint.get("/tasks/<task_id>")
@blueprint.response(200, schemas.TaskDetail)
@refusals(blueprint, 403, 404)
def get_task(task_id: str) -> Any:
    """A task with its form, its variables and the reader's draft."""
    return engine().read.task(task_id, actor())


@blueprint.post("/tasks/<task_id>/claim")
@blueprint.arguments(CommandBody, required=False)
@blueprint.response(200, schemas.Receipt)
@refusals(blueprint, 403, 404, 409, 422)
def claim_task(body: dict[str, Any], task_id: str) -> Any:
    """Take a task of one's groups into one's own hands."""
    return send(commands.Claim, task_id=task_id, **body)


@blueprint.post("/tasks/<task_id>/release")
@blueprint.arguments(CommandBody, required=False)
@blueprint.response(200, schemas.Receipt)
@refusals(blueprint, 403, 404, 409, 422)
def release_task(body: dict[str, Any], task_id: str) -> Any:
    """Give a task back to its group."""
    return send(commands.Release, task_id=task_id, **body)


@blueprint.post("/tasks/<task_id>/complete")
@blueprint.arguments(schemas.VariablesBody)
@blueprint.response(200, schemas.Receipt)
@refusals(blueprint, 403, 404, 409, 422)
def complete_task(body: dict[str, Any], task_id: str) -> Any:
    """Complete a task; the variables are checked against its form."""
    return send(commands.CompleteTask, task_id=task_id, **body)


@blueprint.put("/tasks/<task_id>/draft")
@blueprint.arguments(schemas.DraftBody)
@blueprint.response(200, schemas.Draft)
@refusals(blueprint, 403, 404, 422)
def save_draft(body: dict[str, Any], task_id: str) -> Any:
    """Keep what is typed so far; it is the writer's own and no part of the history."""
    return {"saved_at": engine().save_draft(actor(), task_id, body["variables"])}
