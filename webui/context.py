"""What a view may reach: the engine, the person at the browser, and the one door for commands.

It knows nothing of pages; views import from here instead of from the application object.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, cast

from flask import current_app, g, request
from flask_login import current_user

if TYPE_CHECKING:
    from engine import Engine, Receipt, rows
    from engine.commands import Command

EXTENSION = "banjian"

C = TypeVar("C", bound="Command")


def engine() -> Engine:
    """The engine this application was made with."""
    return cast("Engine", current_app.extensions[EXTENSION])


def actor() -> str:
    """Login of the person who makes this request; only for views behind a login."""
    return str(current_user.get_id())


def client() -> str:
    """Where the request came from, as it is written into the history: `web 10.1.2.3` or `api 10.1.2.3`."""
    return f"{'api' if g.get('by_api') else 'web'} {request.remote_addr or '-'}"


def counts() -> rows.BoxCounts:
    """How much waits for the reader; asked once in a request."""
    if "counts" not in g:
        g.counts = engine().read.box_counts(actor())
    return cast("rows.BoxCounts", g.counts)


def send(command: type[C], **fields: Any) -> Receipt:
    """Give a command in the name of the person who makes this request.

    Raises what `Engine.handle` raises; `webui.errors` turns that into a page.
    """
    return engine().handle(command(actor=actor(), client=client(), **fields))
