"""The engine behind the facade: commands, readers, background work, put together."""

from __future__ import annotations

from engine.service.engine import Engine, open_engine
from engine.service.receipt import Receipt

__all__ = ["Engine", "Receipt", "open_engine"]
