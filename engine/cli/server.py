"""`banjian init`, `serve`, `worker` and `scheduler`: make an installation, and run it."""

from __future__ import annotations

import importlib
import os
import signal
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from engine.cli.common import load_config, print_json, say

if TYPE_CHECKING:
    from engine.config import Config

#: seconds that a request may take; long enough for the largest pack
_TIMEOUT = 60


@click.command("init")
@click.option("--demo", is_flag=True, help="Add an invented county with its people and some sixty cases.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
def init_command(demo: bool, as_json: bool) -> None:
    """Make or upgrade the database, deploy the packs of the configured folder, add the first users.

    Safe to run again: what is there already stays as it is.
    """
    from engine.cli import setup

    config = load_config()
    config.var.mkdir(mode=0o700, parents=True, exist_ok=True)
    note: Callable[[str], None] = (lambda line: None) if as_json else click.echo
    revision = setup.migrate(config)
    note(say("The tables are at revision {revision}.", revision=revision))
    with setup.opened(config, setup.demo_clock(config) if demo else None) as engine:
        packs = setup.deploy_packs(engine, config)
        for receipt in packs:
            note(
                say(
                    "Pack {pack} is deployed in version {version}.",
                    pack=receipt.pack,
                    version=receipt.version,
                )
            )
        if demo:
            people: dict[str, Any] = setup.add_demo(engine, quiet=as_json)
        else:
            people = setup.add_administrator(engine)
        if people.get("password"):
            note(say("First administrator: {login}, password: {password}", **people))
            note(say("The password is shown only this once."))
    if as_json:
        deployed = [{"pack": r.pack, "version": r.version, "changed": r.changed} for r in packs]
        print_json({"revision": revision, "packs": deployed, **people})


@click.command("serve")
@click.option("--host", help="Address to listen on; without it the configured one.")
@click.option("--port", type=click.IntRange(1, 65535), help="Port; without it the configured one.")
@click.option("--workers", type=click.IntRange(1), help="Processes; without it as configured.")
def serve_command(host: str | None, port: int | None, workers: int | None) -> None:
    """Serve pages and API, fire timers and run handlers, in one process or several."""
    config = load_config()
    host, port = host or config.server.host, port or config.server.port
    _check_database(config)
    click.echo(say("Banjian serves http://{host}:{port} (stop: Ctrl+C)", host=host, port=port), err=True)
    _run_gunicorn(config, f"{host}:{port}", workers or config.server.workers)


def _check_database(config: Config) -> None:
    """Refuse to start on a database of another version, before any process is started."""
    from engine.cli import setup

    with setup.opened(config):
        pass


def _run_gunicorn(config: Config, bind: str, workers: int) -> None:
    from gunicorn.app.base import BaseApplication

    class Server(BaseApplication):  # type: ignore[misc]
        """gunicorn with our settings instead of its command line."""

        def load_config(self) -> None:
            settings = {
                "bind": bind,
                "workers": workers,
                "worker_class": "gthread",
                "threads": config.server.threads,
                "timeout": _TIMEOUT,
                "graceful_timeout": _TIMEOUT // 2,
                "accesslog": None,
                "loglevel": "warning",
                "control_socket_disable": True,
                "worker_exit": _close,
            }
            for key, value in settings.items():
                self.cfg.set(key, value)

        def load(self) -> Any:
            return _application(config)

    Server().run()


def _application(config: Config) -> Any:
    """The pages over an engine of this process, with its background at work."""
    from engine import open_engine

    engine = open_engine(config)
    application = importlib.import_module("webui").create_app(config, engine)
    application.extensions["banjian.close"] = engine.close
    engine.start_background()
    return application


def _close(server: Any, worker: Any) -> None:
    """Let what the background has begun come to its end before the process goes."""
    application = getattr(worker, "wsgi", None)
    close = getattr(application, "extensions", {}).get("banjian.close")
    if close is not None:
        close()


@click.command("worker")
def worker_command() -> None:
    """Do jobs and deliveries and fire timers, without pages; run as many as are needed."""
    _run_background("worker")


@click.command("scheduler")
def scheduler_command() -> None:
    """Fire timers and reminders, without pages and without handlers."""
    _run_background("scheduler")


def _run_background(kind: str) -> None:
    from engine import open_engine

    engine = open_engine(load_config())
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    engine.start_background(handlers=kind == "worker")
    click.echo(
        say("The {kind} is running (process {pid}; stop: Ctrl+C)", kind=kind, pid=os.getpid()), err=True
    )
    stop.wait()
    engine.close()
