"""The deployed packs: their versions, diagrams, and the deployment of a new version by upload."""

from __future__ import annotations

from itertools import groupby

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user

from engine import commands, errors
from webui.context import engine, send
from webui.errors import status_of
from webui.i18n import translate_error
from webui.uploads import read_pack

blueprint = Blueprint("processes", __name__, url_prefix="/processes")


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """One entry for each pack, with its newest version."""
    rows = sorted(engine().read.definitions(), key=lambda row: (row.pack, -row.version))
    packs = [tuple(versions) for _key, versions in groupby(rows, key=lambda row: row.pack)]
    return render_template("processes/index.html", packs=packs)


@blueprint.get("/<pack>")
def show(pack: str) -> ResponseReturnValue:
    """All versions of a pack: who deployed, when, the digest, how many cases run on it."""
    rows = sorted(
        (row for row in engine().read.definitions() if row.pack == pack), key=lambda row: -row.version
    )
    if not rows:
        raise errors.NotFound("There is no pack {pack}.", pack=pack)
    return render_template("processes/show.html", pack=pack, versions=rows)


@blueprint.get("/<pack>/<int(max=999999):version>/<process>")
def diagram(pack: str, version: int, process: str) -> ResponseReturnValue:
    row = next((r for r in engine().read.definitions() if (r.pack, r.version) == (pack, version)), None)
    if row is None or process not in row.processes:
        raise errors.NotFound("There is no process {process} in version {version} of pack {pack}.",
                       process=process, version=version, pack=pack)  # fmt: skip
    return render_template("processes/diagram.html", row=row, process=process)


@blueprint.get("/<pack>/<int(max=999999):version>/<process>.bpmn")
def xml(pack: str, version: int, process: str) -> ResponseReturnValue:
    """The BPMN file byte for byte; with `?shown=1` as the viewer wants it, every element with an id."""
    read = engine().read
    content = (read.diagram_xml if "shown" in request.args else read.definition_xml)(pack, version, process)
    return Response(content, content_type="application/xml")  # the file itself names its encoding


@blueprint.get("/deploy")
def deploy_form() -> ResponseReturnValue:
    return render_template("processes/deploy.html", allowed=current_user.person.may("pack.deploy"))


@blueprint.post("/deploy")
def deploy() -> ResponseReturnValue:
    """Deploy what was uploaded, or show by file, element and rule why nothing was deployed."""
    reason = request.form.get("reason", "").strip()[:500]
    try:
        key, files = read_pack(request.files.getlist("files"))
        receipt = send(commands.Deploy, key=key, files=files, reason=reason or None)
    except errors.Invalid as refused:
        page = render_template("processes/deploy.html", allowed=True, findings=refused.findings,
                               refusal=translate_error(refused), reason=reason)  # fmt: skip
        return page, status_of(refused)
    if receipt.changed:
        flash(_("Version %(number)s is deployed.", number=receipt.version), "success")
    else:
        flash(
            _("Version %(number)s has just this content; nothing changed.", number=receipt.version), "success"
        )
    return redirect(url_for(".show", pack=key))
