"""The main menu: what a reader may open, in the order of the daily work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Flask, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from webui.context import counts


@dataclass(frozen=True, slots=True)
class Item:
    title: str
    icon: str
    url: str
    hotkey: str
    active: bool


def init_app(app: Flask) -> None:
    app.jinja_env.globals["navigation"] = navigation
    app.context_processor(_reader)


def navigation() -> list[Item]:
    entries = [
        (_("Worklist"), "inbox", "worklist.index", "g w", True),
        (_("Start a case"), "start", "instances.start", "g s", current_user.person.may("instance.start")),
        (_("Cases"), "cases", "instances.index", "g c", True),
        (_("Processes"), "processes", "processes.index", "g p", True),
    ]
    here = request.endpoint or ""
    return [
        Item(title, icon, url_for(endpoint), hotkey, _is_here(endpoint, here))
        for title, icon, endpoint, hotkey, shown in entries
        if shown
    ]


def _is_here(endpoint: str, here: str) -> bool:
    if here == endpoint:
        return True
    noun = here.partition(".")[0]
    return endpoint == f"{'worklist' if noun == 'tasks' else noun}.index" and here != "instances.start"


def _reader() -> dict[str, Any]:
    """`me`, and the number at the bell for full pages only."""
    if not current_user.is_authenticated:
        return {"me": None}
    if request.headers.get("HX-Request"):
        return {"me": current_user.person}
    return {"me": current_user.person, "unread_notices": counts().notices}
