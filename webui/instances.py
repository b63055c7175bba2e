"""Cases: the list, the start of a new one, the page of one, and what may be done with it as a whole."""

from __future__ import annotations

from io import BytesIO
from typing import cast

from flask import Blueprint, flash, jsonify, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from engine import commands, errors, rows
from webui import replay
from webui.context import actor, engine, send
from webui.decisions import decision_views
from webui.errors import wants_json
from webui.history import step_views
from webui.i18n import translate
from webui.models import data_rows, model

blueprint = Blueprint("instances", __name__, url_prefix="/instances")
blueprint.register_blueprint(replay.blueprint)

PAGE_SIZE = 20
TRAIL_LENGTH = 12
DECISIONS_SHOWN = 20
STATUSES = ("active", "suspended", "completed", "cancelled")
LAMPS = ("red", "yellow", "green")


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """The cases the reader may see, narrowed by family, status, lamp and text."""
    chosen = {
        "q": request.args.get("q", "").strip()[:100],
        "pack": request.args.get("pack", ""),
        "status": request.args.get("status", ""),
        "lamp": request.args.get("lamp", ""),
    }
    wanted = rows.InstanceFilter(
        status=cast("None", chosen["status"] if chosen["status"] in STATUSES else None),
        pack=chosen["pack"] or None,
        text=chosen["q"] or None,
        lamp=cast("None", chosen["lamp"] if chosen["lamp"] in LAMPS else None),
        with_incident=request.args.get("status") == "incident",
    )
    after = request.args.get("after") or None
    page = engine().read.instances(actor(), wanted, after=after, limit=PAGE_SIZE)
    packs = {row.pack: row for row in engine().read.definitions() if row.newest}
    narrowed = {key: value for key, value in chosen.items() if value}
    return render_template(
        "instances/index.html", page=page, packs=packs, chosen=chosen, narrowed=narrowed, after=after
    )


@blueprint.get("/new")
def start() -> ResponseReturnValue:
    """What the reader may start; with `process` the form of that process."""
    processes = engine().read.startable(actor())
    if "process" not in request.args:
        return render_template("instances/choose.html", processes=processes)
    return render_template("instances/start.html", row=_startable(request.args["process"]))


@blueprint.get("/new/form.json")
def start_form() -> ResponseReturnValue:
    row = _startable(request.args.get("process", ""))
    pack = engine().read.definition(row.pack, row.version)
    return jsonify(schema=row.form, values={"parameters": pack.parameters}, draft=None, read_only=False)


@blueprint.post("/new")
def begin() -> ResponseReturnValue:
    """Start a case with the values of its form and go to its page."""
    body = request.get_json() if request.is_json else {}
    receipt = send(
        commands.Start,
        process=request.args.get("process", ""),
        variables=body.get("variables", {}) if isinstance(body, dict) else {},
    )
    flash(_("Case %(number)s is started.", number=receipt.number), "success")
    location = url_for(".show", instance_id=receipt.instance_id)
    return jsonify(location=location) if wants_json() else redirect(location)


@blueprint.get("/<instance_id>")
def show(instance_id: str) -> ResponseReturnValue:
    detail = engine().read.instance(instance_id, actor())
    case = detail.instance
    known = model(case.pack, case.version)
    steps = engine().read.timeline(case.instance_id)
    documents = engine().read.documents(case.instance_id)
    variables = engine().read.variables(case.instance_id)
    recent = steps if "all" in request.args else steps[-TRAIL_LENGTH:]
    decisions, made = decision_views(steps, case, known, None if "all" in request.args else DECISIONS_SHOWN)
    return render_template(
        "instances/show.html",
        detail=detail, case=case, model=known, documents=documents,
        decisions=decisions, decisions_made=made,
        trail_steps=list(reversed(step_views(recent, known, documents))), more=len(steps) - len(recent),
        data=data_rows(known, [(row.name, row.value) for row in variables if row.scope == 0]),
    )  # fmt: skip


@blueprint.get("/<instance_id>/overlay.json")
def overlay(instance_id: str) -> ResponseReturnValue:
    """What to draw on the diagram."""
    detail = engine().read.instance(instance_id, actor())
    found = engine().read.overlay(detail.instance.instance_id)
    return jsonify(
        active=dict(found.active),
        done=dict(found.done),
        cancelled=dict(found.cancelled),
        taken=dict(found.taken),
        incidents={
            i.element: translate(i.message, i.params) for i in detail.incidents if i.resolved_at is None
        },
    )


@blueprint.get("/<instance_id>/documents/<int(max=2147483647):document_id>")
def document(instance_id: str, document_id: int) -> ResponseReturnValue:
    """The file itself, always as a download: what a handler made is not shown as a page of ours."""
    case = engine().read.instance(instance_id, actor()).instance
    found = engine().read.document(document_id)
    if found.row.instance_id != case.instance_id:
        raise errors.NotFound("There is no such document in case {number}.", number=case.number)
    return send_file(
        BytesIO(found.content),
        mimetype=found.row.media_type,
        as_attachment=True,
        download_name=found.row.name,
    )


@blueprint.post("/<instance_id>/suspend")
def suspend(instance_id: str) -> ResponseReturnValue:
    send(commands.Suspend, instance_id=instance_id, reason=_reason())
    flash(_("The case is suspended. No task of it can be completed until it is resumed."), "success")
    return redirect(url_for(".show", instance_id=instance_id))


@blueprint.post("/<instance_id>/resume")
def resume(instance_id: str) -> ResponseReturnValue:
    send(commands.Resume, instance_id=instance_id, reason=_reason())
    flash(_("The case goes on."), "success")
    return redirect(url_for(".show", instance_id=instance_id))


@blueprint.post("/<instance_id>/cancel")
def cancel(instance_id: str) -> ResponseReturnValue:
    send(commands.Cancel, instance_id=instance_id, reason=_reason())
    flash(_("The case is cancelled."), "success")
    return redirect(url_for(".show", instance_id=instance_id))


@blueprint.post("/<instance_id>/retry/<job_id>")
def retry(instance_id: str, job_id: str) -> ResponseReturnValue:
    send(commands.RetryJob, job_id=job_id)
    flash(_("It is tried again now."), "success")
    return redirect(url_for(".show", instance_id=instance_id) + "#incidents")


def _reason() -> str | None:
    return request.form.get("reason", "").strip()[:500] or None


def _startable(process: str) -> rows.StartableRow:
    row = next((row for row in engine().read.startable(actor()) if row.process == process), None)
    if row is None:
        raise errors.NotFound("You cannot start a process {process}.", process=process)
    return row
