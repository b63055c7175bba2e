"""The facade: all that pages, API and tools may use of the engine.

    engine = open_engine(config)
    receipt = engine.handle(commands.Start(actor="li.si", process="petition", variables={...}))
    page = engine.read.worklist("li.si", box="group")

Everything behind these names is private to the engine. They are imported when they are first asked for, so
that a part of the engine (FEEL, the calendar) can be imported alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine import commands, errors
    from engine.clock import Clock, SimulatedClock, SystemClock
    from engine.config import DEMO_PASSWORD, Config
    from engine.identity import Directory, Organisation, User
    from engine.service import Engine, Receipt, open_engine
    from engine.store import rows

_PLACES = {
    "Clock": "engine.clock",
    "Config": "engine.config",
    "DEMO_PASSWORD": "engine.config",
    "Directory": "engine.identity",
    "Engine": "engine.service",
    "Organisation": "engine.identity",
    "Receipt": "engine.service",
    "SimulatedClock": "engine.clock",
    "SystemClock": "engine.clock",
    "User": "engine.identity",
    "open_engine": "engine.service",
}
_MODULES = {"commands": "engine.commands", "errors": "engine.errors", "rows": "engine.store.rows"}

__all__ = [
    "DEMO_PASSWORD",
    "Clock",
    "Config",
    "Directory",
    "Engine",
    "Organisation",
    "Receipt",
    "SimulatedClock",
    "SystemClock",
    "User",
    "commands",
    "errors",
    "open_engine",
    "rows",
]


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name in _MODULES:
        return import_module(_MODULES[name])
    if name in _PLACES:
        return getattr(import_module(_PLACES[name]), name)
    raise AttributeError(f"module 'engine' has no attribute {name!r}")
