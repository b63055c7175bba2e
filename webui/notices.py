"""The reader's notices: what was given to him or her, what is due, what is overdue."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from webui.context import actor, engine

blueprint = Blueprint("notices", __name__, url_prefix="/notices")

PAGE_SIZE = 30


@blueprint.get("/")
def index() -> ResponseReturnValue:
    after = request.args.get("after") or None
    page = engine().read.notices(actor(), after=after, limit=PAGE_SIZE)
    return render_template("notices/index.html", page=page, after=after)


@blueprint.post("/read")
def mark_read() -> ResponseReturnValue:
    """All notices that are there now count as read."""
    engine().mark_notices_read(actor())
    return redirect(url_for(".index"))
