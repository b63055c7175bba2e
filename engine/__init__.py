"""The facade: all that pages, API and tools may use of the engine.

    engine = open_engine(config)
    receipt = engine.handle(commands.Start(actor="li.si", process="petition", variables={...}))
    page = engine.read.worklist("li.si", box="group")

Everything behind these names is private to the engine.
"""

from __future__ import annotations

from engine import commands, errors
from engine.store import rows

__all__ = ["commands", "errors", "rows"]
