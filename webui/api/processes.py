"""REST: deployed packs, their versions and models, and deployment."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from engine import commands
from webui.api import schemas
from webui.api.rest import CommandBody, Endpoints, refusals
from webui.context import actor, engine, send
from webui.uploads import read_pack

blueprint = Endpoints("processes", "Processes: deployed packs, their versions and models")


@blueprint.get("/processes")
@blueprint.response(200, schemas.Definition(many=True))
@refusals(blueprint)
def list_processes() -> Any:
    """All versions of all packs."""
    return list(engine().read.definitions())


@blueprint.get("/processes/startable")
@blueprint.response(200, schemas.Startable(many=True))
@refusals(blueprint)
def list_startable() -> Any:
    """What the reader may start, with the form of the start."""
    return list(engine().read.startable(actor()))


@blueprint.get("/processes/<pack>/<int(max=999999):version>/<process>.bpmn")
@blueprint.response(200, content_type="application/xml")
@refusals(blueprint, 404)
def get_model(pack: str, version: int, process: str) -> Response:
    """The BPMN file as it was deployed."""
    return Response(engine().read.definition_xml(pack, version, process), content_type="application/xml")


@blueprint.post("/packs")
@blueprint.arguments(schemas.DeployBody, location="files", content_type="multipart/form-data")
@blueprint.arguments(CommandBody, location="query")
@blueprint.response(201, schemas.Definition)
@refusals(blueprint, 403, 422)
def deploy_pack(_: dict[str, Any], said: dict[str, Any]) -> Any:
    """Deploy a pack: form field `files` with a zip, or several files. With any error nothing is deployed."""
    key, files = read_pack(request.files.getlist("files"))
    send(commands.Deploy, key=key, files=files, **said)
    return next(row for row in engine().read.definitions() if row.pack == key and row.newest)
