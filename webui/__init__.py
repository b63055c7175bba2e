"""The web application: `create_app(config)` gives a Flask application over one engine.

Views ask `engine.read`, give commands through `webui.context.send`, and hold no rules of their own.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from webui import (
    api,
    assets,
    auth,
    context,
    due,
    errors,
    i18n,
    instances,
    navigation,
    notices,
    people,
    processes,
    security,
    settings,
    tasks,
    worklist,
)
from webui.jsonformat import ExactJSON

if TYPE_CHECKING:
    from engine import Config, Engine


def create_app(config: Config, engine: Engine | None = None) -> Flask:
    """The application. Without `engine` it opens one of its own from `config`; who gives one closes it."""
    if engine is None:
        from engine import open_engine

        engine = open_engine(config)
    app = Flask("webui")
    proxies = config.server.proxies
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=0)  # type: ignore[method-assign]
    app.json = ExactJSON(app)
    app.config.update(settings.flask_settings(config))
    app.extensions[context.EXTENSION] = engine
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(version=version("banjian"), demo=app.config["DEMO"])
    security.init_app(app)
    i18n.init_app(app)
    assets.Assets().init_app(app)
    auth.init_app(app)
    errors.init_app(app)
    people.init_app(app)
    due.init_app(app)
    navigation.init_app(app)
    for noun in (worklist, tasks, instances, processes, notices):
        app.register_blueprint(noun.blueprint)
    api.init_app(app)
    return app
