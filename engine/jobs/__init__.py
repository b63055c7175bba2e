"""Work that nobody is waiting for: who finds what is due, claims it, and has it done.

The rows in the table are the only truth; nothing here remembers what was done. What a piece of work means is
the engine's business, behind `Door`.
"""

from __future__ import annotations

from engine.jobs.background import Background, new_owner
from engine.jobs.door import Door
from engine.jobs.executor import execute

__all__ = ["Background", "Door", "execute", "new_owner"]
