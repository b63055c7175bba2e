"""One task: its form, its case beside it, and what its reader may do with it.

The form is filled in the browser and checked by the engine; this only hands data to and fro.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engine import commands, rows
from webui.context import actor, engine, send
from webui.errors import wants_json
from webui.history import as_time, step_views
from webui.i18n import translate
from webui.models import Model, Row, data_rows, model

blueprint = Blueprint("tasks", __name__, url_prefix="/tasks")

TRAIL_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Rights:
    """What the reader may do with a task now; the engine asks again when it is done."""

    claim: bool
    release: bool
    complete: bool


@dataclass(frozen=True, slots=True)
class Limit:
    """Where a due time comes from: days of a kind, counted from a time, and the reasons day by day.

    title, rule, source: of the time limit in the pack; empty where the model itself sets the due time.
    """

    days: int | None
    count: str
    since: datetime | None
    reasons: tuple[str, ...]
    title: str = ""
    rule: str = ""
    source: str = ""


@blueprint.get("/<task_id>")
def show(task_id: str) -> ResponseReturnValue:
    detail = engine().read.task(task_id, actor())
    task = detail.task
    case = engine().read.instance(task.instance_id, actor())
    steps = engine().read.timeline(task.instance_id)
    documents = engine().read.documents(task.instance_id)
    known = model(task.pack, task.version)
    recent = steps[-TRAIL_LENGTH:]
    return render_template(
        "tasks/show.html",
        detail=detail, task=task, case=case.instance, rights=_rights(detail), limit=_limit(detail, steps),
        trail_steps=list(reversed(step_views(recent, known, documents))), more=len(steps) - len(recent),
        data=_data(detail, known), model=known,
        documents=documents,
    )  # fmt: skip


@blueprint.get("/<task_id>/form.json")
def form(task_id: str) -> ResponseReturnValue:
    """The form with its values, and the draft of the reader if there is one."""
    detail = engine().read.task(task_id, actor())
    draft = None
    if detail.draft is not None and detail.draft_saved_at is not None:
        draft = {"values": detail.draft, "saved_at": detail.draft_saved_at.isoformat()}
    return jsonify(
        schema=detail.form,
        values={**detail.variables, **detail.facts},  # expressions of the form see both
        draft=draft,
        read_only=not _rights(detail).complete,
    )


@blueprint.post("/<task_id>/draft")
def draft(task_id: str) -> ResponseReturnValue:
    """Keep what was typed so far; it is nobody's history."""
    values = _json().get("values")
    saved_at = engine().save_draft(actor(), task_id, values if isinstance(values, dict) else {})
    return jsonify(saved_at=saved_at.isoformat())


@blueprint.post("/<task_id>/claim")
def claim(task_id: str) -> ResponseReturnValue:
    send(commands.Claim, task_id=task_id)
    flash(_("The task is yours now."), "success")
    return redirect(url_for(".show", task_id=task_id))


@blueprint.post("/<task_id>/release")
def release(task_id: str) -> ResponseReturnValue:
    send(commands.Release, task_id=task_id)
    flash(_("The task is back with the group."), "success")
    return redirect(url_for("worklist.index", box="group"))


@blueprint.post("/<task_id>/complete")
def complete(task_id: str) -> ResponseReturnValue:
    """Complete with the values of the form, then go on to what is most urgent."""
    variables = _json().get("variables", {}) if request.is_json else {}
    task = engine().read.task(task_id, actor()).task
    send(commands.CompleteTask, task_id=task_id, variables=variables)
    waiting = engine().read.worklist(actor(), box="mine", limit=1).items
    done = _("“%(task)s” of %(number)s is completed.", task=task.name, number=task.number)
    if waiting:
        flash(done + _(" This is your next most urgent task."), "success")
        location = url_for(".show", task_id=waiting[0].task_id)
    else:
        flash(done + _(" No task is waiting in your hands."), "success")
        location = url_for("worklist.index", box="group")
    return jsonify(location=location) if wants_json() else redirect(location)


def _data(detail: rows.TaskDetail, known: Model) -> tuple[list[Row], list[Row]]:
    """What the task sees, or what its case holds once the task is done; nothing that is still empty."""
    seen = dict(detail.variables)
    if not seen:
        found = engine().read.variables(detail.task.instance_id)
        seen = {row.name: row.value for row in found if row.scope == 0}
    filled = [(name, value) for name, value in seen.items() if value not in (None, "", [])]
    return data_rows(known, [row for row in filled if row[0] not in ("loopCounter", "loopKey")])


def _json() -> Mapping[str, Any]:
    body = request.get_json()
    return body if isinstance(body, dict) else {}


def _rights(detail: rows.TaskDetail) -> Rights:
    """Who may do what: a task of a group is claimed first, so that nobody works on it twice."""
    task = detail.task
    if task.status != "open":
        return Rights(False, False, False)
    me = engine().identity.directory.load_actor(actor())
    candidate = (
        not (task.users or task.groups) or me.login in task.users or not me.groups.isdisjoint(task.groups)
    )
    mine = task.assignee == me.login
    return Rights(
        claim=task.assignee is None and candidate and "task.claim" in me.permissions,
        release=task.assignee is not None and (mine or "task.release_any" in me.permissions),
        complete=mine and "task.complete" in me.permissions and detail.instance_status == "active",
    )


def _limit(detail: rows.TaskDetail, steps: Sequence[rows.StepRow]) -> Limit | None:
    """How the due time was counted, from the last event that set it."""
    task = detail.task
    key = int(task.task_id.rpartition(".")[2])
    events = [
        event
        for step in steps
        for event in step.events
        if event["e"] in ("task_created", "task_changed") and event.get("k") == key
    ]
    if task.due_date is None or not events:
        return None
    event = events[-1]
    since = as_time(event["since"]) if event.get("since") else None
    days, count = event.get("days"), event.get("count") or "calendar"
    reasons: tuple[str, ...] = ()
    if since is not None and days is not None:
        due = engine().calendar.deadline(since, int(days), count)
        if due.date == task.due_date:  # else it was paused or set by hand since then
            reasons = tuple(_reason(reason.message, reason.params) for reason in due.reasons)
    written = engine().read.definition(task.pack, task.version).deadlines.get(detail.deadline or "")
    return Limit(
        days=int(days) if days is not None else None,
        count=count,
        since=since,
        reasons=reasons,
        title=written.title if written else "",
        rule=detail.rule or "",
        source=written.source if written else "",
    )


def _reason(message: str, params: Mapping[str, str]) -> str:
    """A reason of the calendar; holidays have their Chinese names, a plain weekend the word `weekend`."""
    name = _("weekend") if params.get("name") == "weekend" else params.get("name", "")
    return translate(message, {**params, "name": name})
