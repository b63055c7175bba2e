"""Replay of a case in the browser: its diagram and its steps, from which the page shows any moment."""

from __future__ import annotations

from flask import Blueprint, jsonify, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webui.context import actor, engine
from webui.history import step_json, step_views
from webui.models import model

blueprint = Blueprint("replay", __name__)

CHUNK = 500


@blueprint.get("/<instance_id>/replay")
def show(instance_id: str) -> ResponseReturnValue:
    """The page; `step` opens it at that step."""
    detail = engine().read.instance(instance_id, actor())
    step = request.args.get("step", "")
    return render_template(
        "instances/replay.html", detail=detail, case=detail.instance, step=step if step.isdigit() else ""
    )


@blueprint.get("/<instance_id>/replay.json")
def steps(instance_id: str) -> ResponseReturnValue:
    """The steps after `after`, in chunks; `next` leads to the following one."""
    case = engine().read.instance(instance_id, actor()).instance
    after = request.args.get("after", 0, type=int)
    known = model(case.pack, case.version)
    rows = [row for row in engine().read.timeline(case.instance_id) if row.seq > after][:CHUNK]
    documents = engine().read.documents(case.instance_id)
    views = step_views(rows, known, documents)
    last = rows[-1].seq if rows else after
    following = url_for(".steps", instance_id=instance_id, after=last) if last < case.seq else None
    return jsonify(
        steps=[step_json(view, row.events) for view, row in zip(views, rows, strict=True)],
        names=dict(known.names),
        labels={key: field.label for key, field in known.fields.items()},
        options={key: dict(field.options) for key, field in known.fields.items() if field.options},
        next=following,
    )
