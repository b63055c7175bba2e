"""The REST interface `/api/v1`: the same commands and queries as the pages, as JSON.

Sign-in is the page's session or HTTP Basic with each request; errors have one shape (`rest.ErrorSchema`).
The OpenAPI description is at `/api/v1/openapi.json`, a page made from it at `/api/`.
"""

from __future__ import annotations

from flask import Flask

from webui.api import docs, instances, me, operations, processes, tasks
from webui.api.rest import PREFIX, RestApi

NOUNS = (tasks, instances, processes, operations, me)


def init_app(app: Flask) -> None:
    """Register the endpoints and their description."""
    app.config.update(
        API_TITLE="Banjian",
        API_VERSION="v1",
        OPENAPI_VERSION="3.0.3",
        OPENAPI_URL_PREFIX=PREFIX,
        OPENAPI_JSON_PATH="openapi.json",
    )
    api = RestApi(app)
    api.spec.components.security_scheme("basic", {"type": "http", "scheme": "basic"})
    api.spec.components.security_scheme("session", {"type": "apiKey", "in": "cookie", "name": "banjian"})
    api.spec.options["security"] = [{"basic": []}, {"session": []}]
    for noun in NOUNS:
        api.register_blueprint(noun.blueprint)
    app.register_blueprint(docs.blueprint)
    app.extensions["banjian-openapi"] = api.spec
