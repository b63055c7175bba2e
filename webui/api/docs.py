"""A page that describes the REST interface, made from its own OpenAPI description."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue

blueprint = Blueprint("apidocs", __name__)


@blueprint.get("/api/")
def index() -> ResponseReturnValue:
    description = current_app.extensions["banjian-openapi"].to_dict()
    operations = [
        {"method": method.upper(), "path": path, **operation}
        for path, methods in description["paths"].items()
        for method, operation in methods.items()
        if method in ("get", "post", "put", "delete")
    ]
    groups = [
        (name, list(found)) for name, found in groupby(operations, key=lambda operation: operation["tags"][0])
    ]
    titles = {tag["name"]: tag.get("description", "") for tag in description["tags"]}
    return render_template(
        "api/index.html", groups=groups, descriptions=titles, parameters=_parameters, body=_body
    )


def _parameters(operation: dict[str, Any]) -> list[dict[str, Any]]:
    return [parameter for parameter in operation.get("parameters", []) if "name" in parameter]


def _body(operation: dict[str, Any]) -> list[str]:
    """The names of the fields that a request carries; `*` marks those that must be there."""
    content = operation.get("requestBody", {}).get("content", {})
    for media in content.values():
        schema = _resolve(media.get("schema", {}))
        needed = schema.get("required", [])
        return [f"{name}*" if name in needed else name for name in schema.get("properties", {})]
    return []


def _resolve(schema: dict[str, Any]) -> dict[str, Any]:
    name = schema.get("$ref", "").rpartition("/")[2]
    schemas = current_app.extensions["banjian-openapi"].to_dict()["components"]["schemas"]
    return schemas[name] if name else schema
