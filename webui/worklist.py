"""The worklist, the home page: my tasks, my groups' tasks, done ones, most urgent first."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from webui.context import actor, counts, engine

blueprint = Blueprint("worklist", __name__)

BOXES = ("mine", "group", "done")
PAGE_SIZE = 20


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """One box of the list; for htmx only the list itself."""
    box = request.args.get("box", "mine")
    if box not in BOXES:
        box = "mine"
    text = request.args.get("q", "").strip()[:100]
    after = request.args.get("after") or None
    page = engine().read.worklist(actor(), box=box, text=text or None, after=after, limit=PAGE_SIZE)
    waiting = counts()
    part = request.headers.get("HX-Target", "").startswith("worklist")
    return render_template(
        "worklist/_list.html" if part else "worklist/index.html",
        box=box, text=text, after=after, page=page, counts=waiting, titles=_titles(),
    )  # fmt: skip


def _titles() -> dict[str, str]:
    return {"mine": _("My tasks"), "group": _("Tasks of my groups"), "done": _("Done by me")}
